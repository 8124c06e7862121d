"""Doors: the pages and acts, one module for each group of them."""

from pasdedeux.app.doors import front, now

__all__ = ["ALL"]

ALL = (front.doors, now.doors)

"""Doors: the pages and acts, one module for each group of them."""

from pasdedeux.app.doors import front, moments, now, tell

__all__ = ["ALL"]

ALL = (front.doors, moments.doors, now.doors, tell.doors)

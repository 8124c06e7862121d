"""Doors: the pages and acts, one module for each group of them."""

from pasdedeux.app.doors import dance, front, moments, now, side, tell

__all__ = ["ALL"]

ALL = (dance.doors, front.doors, moments.doors, now.doors, side.doors, tell.doors)

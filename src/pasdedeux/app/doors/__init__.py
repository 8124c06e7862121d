"""Doors: the pages and acts, one module for each group of them."""

from pasdedeux.app.doors import api, front, now

__all__ = ["ALL"]

ALL = (api.doors, front.doors, now.doors)

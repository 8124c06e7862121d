"""Doors: the pages and acts, one module for each group of them."""

from pasdedeux.app.doors import front, now
from pasdedeux.app.routes import Doors

ALL: tuple[Doors, ...] = (front.doors, now.doors)

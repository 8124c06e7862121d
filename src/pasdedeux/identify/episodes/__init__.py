"""Told episodes of one couple: what is answered with what, and how often a hot turn comes back."""

from pasdedeux.identify.episodes.turns import Response, Turn, turns_of

__all__ = ["Response", "Turn", "turns_of"]
"""Told episodes of one couple: what is answered with what, how it begins, how long it takes, what changed."""

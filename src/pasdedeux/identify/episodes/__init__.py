"""Told episodes of one couple: what is answered with what, and how often a hot turn comes back."""

from pasdedeux.identify.episodes.answers import TurnAnswers, further_turns_of, return_of
from pasdedeux.identify.episodes.fit import EpisodesFit, fit_episodes
from pasdedeux.identify.episodes.sequences import TurnSequence
from pasdedeux.identify.episodes.shape import Shape
from pasdedeux.identify.episodes.turns import Response, Turn, turns_of

__all__ = ["Response", "Turn", "turns_of"]
"""Told episodes of one couple: what is answered with what, how it begins, how long it takes, what changed."""
__all__ = [
    "EpisodesFit",
    "Response",
    "Shape",
    "Turn",
    "TurnAnswers",
    "TurnSequence",
    "fit_episodes",
    "further_turns_of",
    "return_of",
    "turns_of",
]

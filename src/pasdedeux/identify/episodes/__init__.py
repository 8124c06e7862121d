"""Told episodes of one couple: what is answered with what, how it begins, how long it takes, what changed.

What of all this may be said stands in `pasdedeux.identify.episodes.sayable`.
"""

from pasdedeux.identify.episodes.answers import TurnAnswers, further_turns_of, return_of
from pasdedeux.identify.episodes.change import PeriodChange, before_and_since, change_between
from pasdedeux.identify.episodes.fit import EpisodesFit, fit_episodes
from pasdedeux.identify.episodes.helped import WithAndWithout, what_helped, with_and_without
from pasdedeux.identify.episodes.opening import Opening, opening_of, raised_by
from pasdedeux.identify.episodes.readings import Share
from pasdedeux.identify.episodes.returns import kept_returns
from pasdedeux.identify.episodes.sequences import TurnSequence
from pasdedeux.identify.episodes.shape import Shape
from pasdedeux.identify.episodes.times import EpisodeTimes, times_of
from pasdedeux.identify.episodes.turns import Response, Turn, turns_of

__all__ = [
    "EpisodeTimes",
    "EpisodesFit",
    "Opening",
    "PeriodChange",
    "Response",
    "Shape",
    "Share",
    "Turn",
    "TurnAnswers",
    "TurnSequence",
    "WithAndWithout",
    "before_and_since",
    "change_between",
    "fit_episodes",
    "further_turns_of",
    "kept_returns",
    "opening_of",
    "raised_by",
    "return_of",
    "times_of",
    "turns_of",
    "what_helped",
    "with_and_without",
]

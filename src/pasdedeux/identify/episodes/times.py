"""How long episodes last, and how long until the two are at ease again: the couple's numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf, log
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments, whole
from pasdedeux.estimates import Interval
from pasdedeux.identify.episodes.censored import draw_coefficients
from pasdedeux.records import Ending, Episode, Episodes, Kind

FloatArray = NDArray[np.float64]
Span = Literal["at_ease", "lasted"]

USUAL, FACTOR = 2.0, 3.3
"""Prior of the median: 2 hours, and a factor of one standard deviation (set here, no evidence)."""


@dataclass(frozen=True, eq=False, slots=True)
class EpisodeTimes:
    """How long it took, over the episodes of a couple.

    Parameters
    ----------
    median
        Hours: half of the episodes take longer.
    told
        Episodes with an answer.
    still_open
        Those of them that had not ended when they were told: they took at least so long.
    draws
        Shape (D,): draws of the median, hours.
    """

    median: Interval
    told: int
    still_open: int
    draws: FloatArray = field(repr=False)


@names_wrong_arguments
def times_of(episodes: Episodes, span: Span = "at_ease", *, seed: int = 0) -> EpisodeTimes | None:
    """Estimate the median time that episodes take, log-normal, from answers in bands.

    Two tellings of one episode are two readings of one time, which lies between the shortest and the
    longest that either says. An episode that was still open is a lower bound.

    Parameters
    ----------
    episodes
        Of one couple. Near misses and good turns are left out.
    span
        Until at ease again, or from the first move to the last.
    seed
        Seed.

    Returns
    -------
    EpisodeTimes or None
        None where nobody gave an answer.

    Examples
    --------
    >>> from datetime import date
    >>> from pasdedeux.people import Couple, Person
    >>> from pasdedeux.records import Lasting, Telling
    >>> couple = Couple("ours", (Person("Alma"), Person("Ben")))
    >>> tellings = [Telling("Alma", date(2026, 1, n), at_ease=Lasting.THREE_HOURS) for n in range(1, 9)]
    >>> episodes = Episodes(couple, tuple(Episode(str(n), (one,)) for n, one in enumerate(tellings)))
    >>> found = times_of(episodes)
    >>> found.told, 2.0 < found.median.estimate < 6.0
    (8, True)
    """
    whole("seed", seed, 0)
    low, high, _ = log_bounds(episodes, span)
    if not len(low):
        return None
    ones = np.ones((len(low), 1))
    prior = np.array([log(USUAL)]), np.array([log(FACTOR)])
    draws = np.exp(draw_coefficients(low, high, ones, *prior, np.random.default_rng(seed))[:, 0])
    return EpisodeTimes(Interval.of(draws), len(low), int(np.isinf(high).sum()), draws)


def log_bounds(episodes: Sequence[Episode], span: Span) -> tuple[FloatArray, FloatArray, tuple[Episode, ...]]:
    """Logarithms of the hours between which each answered time lies, and whose they are."""
    found = [(*hours, one) for one in episodes if (hours := _hours(one, span))]
    low, high = (np.array([row[end] for row in found], dtype=np.float64) for end in (0, 1))
    with np.errstate(divide="ignore"):
        return np.log(low), np.log(high), tuple(one for *_, one in found)


def _hours(episode: Episode, span: Span) -> tuple[float, float] | None:
    """Shortest and longest time that either telling allows."""
    bands = []
    for telling in episode.tellings:
        answer = getattr(telling, span)
        if telling.kind is Kind.EPISODE and answer is not None:
            shortest, longest = answer.hours
            bands.append((shortest, inf if telling.ending is Ending.STILL_OPEN else longest))
    if not bands:
        return None
    return min(shortest for shortest, _ in bands), max(longest for _, longest in bands)

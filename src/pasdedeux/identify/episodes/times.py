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
from pasdedeux.records import Ending, Episode, Episodes, Kind, Telling

FloatArray = NDArray[np.float64]
Span = Literal["at_ease", "lasted"]

NOTHING = (0.0, inf)
MINUTE, DAY = 1 / 60, 24.0  # hours that stand for the ends of the outer bands
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
        Those of them that had not ended when anybody told them: they took at least so long.
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

    Two tellings of one episode are two readings of one time, not two times; how far readings of one time lie
    apart is estimated too. A telling from before the end is a lower bound.

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
    low, high, told = log_bounds(episodes, span)
    if not len(low):
        return None
    ones = np.ones((len(low), 1))
    prior = np.array([log(USUAL)]), np.array([log(FACTOR)])
    draws = np.exp(draw_coefficients(low, high, ones, *prior, np.random.default_rng(seed))[:, 0])
    still = sum(all(one.ending is Ending.STILL_OPEN for one in each.tellings) for each in told)
    return EpisodeTimes(Interval.of(draws), len(told), still, draws)


def log_bounds(episodes: Sequence[Episode], span: Span) -> tuple[FloatArray, FloatArray, tuple[Episode, ...]]:
    """Logarithms of the hours between which each reading lies, shape (E, 2), and whose they are."""
    read = [([bounds for t in one.tellings if (bounds := _hours(t, span))], one) for one in episodes]
    found = [(readings, one) for readings, one in read if readings]
    hours = np.array([[*readings, NOTHING][:2] for readings, _ in found])
    with np.errstate(divide="ignore"):
        low, high = np.log(hours.reshape(-1, 2, 2)).transpose(2, 0, 1)
    return low, high, tuple(one for _, one in found)


def _hours(telling: Telling, span: Span) -> tuple[float, float] | None:
    """Shortest and longest time that a telling means; of what was still open only the shortest."""
    answer = getattr(telling, span)
    if telling.kind is not Kind.EPISODE or answer is None:
        return None
    shortest, longest = answer.hours
    if telling.ending is not Ending.STILL_OPEN:
        return shortest, longest
    # told at some time within the band, and not over then: by the band's lower end times would come out short
    return float(np.sqrt(max(shortest, MINUTE) * min(longest, DAY))), inf

"""One yes-or-no fact of every episode, as each of two people tells it: its share, with errors of telling."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

from pasdedeux.estimates import QUANTILES, Interval

FloatArray = NDArray[np.float64]
Reading = tuple[bool | None, bool | None]
"""What the first and the second person say; None where one said nothing."""

WEIGHT = 2.0
"""Episodes that the even prior of a share counts for."""
CELLS, ERRORS = 200, 24
ERROR_PRIOR = (1.0, 9.0)
"""Beta prior of an error of telling, below one half: one in ten (set here, no evidence)."""


@dataclass(frozen=True, slots=True)
class Share:
    """In how many of all episodes something is so.

    Parameters
    ----------
    share
        From 0 to 1.
    p_most
        Probability that it is so in more than half of them.
    told
        Episodes of which at least one person said whether it was so.
    differ
        Those of which the two said different things.
    """

    share: Interval
    p_most: float
    told: int
    differ: int


def share_of(readings: Iterable[Reading]) -> Share | None:
    """Estimate a share from what two people say; two who agree are one episode, not two.

    The truth of each episode is summed out (Dawid & Skene 1979, with one rate of error for both): two
    who disagree say something of how often people err, and nothing of the share.

    Parameters
    ----------
    readings
        One for each episode.

    Returns
    -------
    Share or None
        None where nobody said anything.

    Examples
    --------
    >>> found = share_of([(True, True)] * 9 + [(True, False)] * 2 + [(None, False)])
    >>> found.told, found.differ, found.share.low > 0.5
    (12, 2, True)
    """
    said = [[answer for answer in reading if answer is not None] for reading in readings]
    alone = [answers[0] for answers in said if len(answers) == 1]
    both = [answers for answers in said if len(answers) == 2]
    agreed = [first for first, second in both if first == second]
    differ = len(both) - len(agreed)
    if not alone and not both:
        return None
    edges = np.linspace(0.0, 1.0, CELLS + 1)
    p = (0.5 * (edges[1:] + edges[:-1]))[:, None]
    error = (np.arange(ERRORS) + 0.5) / (2 * ERRORS)
    once = p * (1 - error) + (1 - p) * error
    yes, no = p * (1 - error) ** 2 + (1 - p) * error**2, p * error**2 + (1 - p) * (1 - error) ** 2
    log = (
        xlogy(sum(alone), once)
        + xlogy(len(alone) - sum(alone), 1 - once)
        + xlogy(sum(agreed), yes)
        + xlogy(len(agreed) - sum(agreed), no)
        + xlogy(differ + ERROR_PRIOR[0] - 1, error)
        + xlogy(differ + ERROR_PRIOR[1] - 1, 1 - error)
        + (WEIGHT / 2 - 1) * np.log(p * (1 - p))
    )
    mass = np.exp(log - log.max()).sum(axis=1)
    mass /= mass.sum()
    return Share(_interval(edges, mass), float(mass[CELLS // 2 :].sum()), len(alone) + len(both), differ)


def _interval(edges: FloatArray, mass: FloatArray) -> Interval:
    """Quantiles of a density that is even within each cell."""
    below = np.concatenate([[0.0], np.cumsum(mass)])
    low, low50, middle, high50, high = (float(q) for q in np.interp(QUANTILES, below, edges))
    return Interval(middle, low, high, low50, high50)

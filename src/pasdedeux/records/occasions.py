"""Reports of two people that belong to one occasion."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pasdedeux.records.record import FloatArray

DIGITS = 9
"""Decimals of a day that are kept: a tenth of a millisecond."""


def typical_gap(person: NDArray[np.int64], when: FloatArray) -> float:
    """Median gap between a person's successive different times, in days; 0 where nobody has two."""
    order = np.lexsort((when, person))
    gaps = np.diff(when[order])[(np.diff(person[order]) == 0)]
    gaps = gaps[gaps > 0]
    return float(np.median(gaps)) if len(gaps) else 0.0


def one_occasion(
    couple: NDArray[np.int64], slot: NDArray[np.int64], when: FloatArray, reach: float
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Find reports of two partners that are nearest to each other and at most ``reach`` days apart.

    Parameters
    ----------
    couple, slot
        Number of the couple and 0 or 1 for the partner, one per report.
    when
        Days of the report.
    reach
        Days.

    Returns
    -------
    tuple
        Positions of the first and of the second report of each pair.

    Examples
    --------
    >>> couple, slot = np.zeros(3, np.int64), np.array([0, 1, 0])
    >>> [found.tolist() for found in one_occasion(couple, slot, np.array([0.0, 0.1, 1.0]), reach=0.2)]
    [[0], [1]]
    """
    order = np.lexsort((slot, when, couple))
    gap = np.diff(when[order])
    linked = (np.diff(couple[order]) == 0) & (np.diff(slot[order]) != 0) & (gap <= reach)
    gap = np.concatenate(([np.inf], np.where(linked, gap, np.inf), [np.inf]))
    nearest = np.isfinite(gap[1:-1]) & (gap[1:-1] < gap[:-2]) & (gap[1:-1] <= gap[2:])
    return order[:-1][nearest], order[1:][nearest]

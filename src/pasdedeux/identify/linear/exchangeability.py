"""Whether anything tells the partners of a study apart, where no name does.

Where it means nothing who comes first, exchanging the two in any couple changes nothing that can be expected.
So differences between them have arbitrary signs, and signs drawn at random show what comes of chance alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pasdedeux.identify.linear.panel import typical_gap
from pasdedeux.records import Record, Records, arrange

FloatArray = NDArray[np.float64]

FLIPS = 1999
"""Random signs of all couples behind a probability."""
TOLD_APART = 0.05
"""Probability by chance up to which the order of the partners means something."""
LEAST = 8
"""Answers, or successive ones, from which a person is described."""
NEAR = 1.5
"""Typical gaps up to which reports are successive."""


def order_probability(records: Records) -> float:
    """Probability that partners without any order differ so consistently, first against second.

    Partners are compared by level, spread, carry-over and each other's influence from one report to the next,
    role by role, and by how often they answer. Of each difference the signed ranks over couples are summed
    (Wilcoxon 1945), and the largest sum is held against the largest under random signs, which is exact
    however couples differ.

    Parameters
    ----------
    records
        A study.

    Returns
    -------
    float
        Never below 1 in 2,000; with fewer than six couples it cannot fall below .05.

    Examples
    --------
    >>> from pasdedeux.simulate import example_records
    >>> 0 < order_probability(example_records(couples=12, days=20)) <= 1
    True
    """
    gap = typical_gap(records.records)
    order = arrange(records).couples
    found = np.array([_differences(records[at], gap) for at in order])
    ranks = np.column_stack([_signed_ranks(one) for one in found.T])
    size = np.sqrt((ranks**2).sum(axis=0))
    ranks = ranks[:, size > 0] / size[size > 0]
    if not ranks.size:
        return 1.0
    signs = np.random.Generator(np.random.Philox(0)).integers(0, 2, (FLIPS, len(ranks))) * 2 - 1
    largest = np.abs(signs @ ranks).max(axis=1)
    return float((1 + (largest >= np.abs(ranks.sum(axis=0)).max() - 1e-9).sum()) / (1 + FLIPS))


def _signed_ranks(differences: FloatArray) -> FloatArray:
    """Ranks of sizes with the signs of the differences; 0 where nothing is known."""
    known = np.isfinite(differences) & (differences != 0)
    ranks = np.zeros(len(differences))
    sizes = np.abs(differences[known])
    _, of, count = np.unique(sizes, return_inverse=True, return_counts=True)
    ranks[known] = (np.cumsum(count) - (count - 1) / 2)[of.ravel()] * np.sign(differences[known])
    return ranks


def _differences(record: Record, gap: float) -> FloatArray:
    """First partner less second, in each thing that is compared; NaN where one of them is not known."""
    near = np.diff(record.time) <= NEAR * gap
    answered = record.reported.mean(axis=0)
    each = [float(answered[0] - answered[1])]
    for r in range(len(record.roles)):
        first, second = (_described(record.values[:, [a, 1 - a], r], near) for a in (0, 1))
        each += (first - second).tolist()
    return np.array(each)


def _described(both: FloatArray, near: NDArray[np.bool_]) -> FloatArray:
    """Level, spread, carry-over, and influence by the other, of the first of two series, shape (T, 2)."""
    out = np.full(4, np.nan)
    own = both[~np.isnan(both[:, 0]), 0]
    if len(own) < LEAST:
        return out
    out[0], spread = own.mean(), own.std()
    out[1] = np.log(spread) if spread > 0 else np.nan
    known = near & ~np.isnan(both[:-1]).any(axis=1) & ~np.isnan(both[1:, 0])
    if known.sum() < LEAST:
        return out
    before, after = both[:-1][known], both[1:, 0][known]
    sizes = before.std(axis=0)
    if spread > 0 and (sizes > 0).all():
        X = np.column_stack([np.ones(len(before)), (before - before.mean(axis=0)) / sizes])
        out[2:] = np.linalg.lstsq(X, (after - after.mean()) / spread, rcond=None)[0][1:]
    return out

"""The structured model of four series, and how surely each of its links is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.identify.rounds.kernels.mode import Problem, climb, curvature
from pasdedeux.identify.rounds.series import FourSeries

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Place = tuple[int, int]

CROSSINGS: tuple[Place, ...] = ((3, 0), (0, 3), (1, 2), (2, 1))
"""Receiver and sender of the links across people and roles, as places in `FourSeries`: the first's pursuit to
the second's withdrawal and back, the second's pursuit to the first's withdrawal and back."""
OTHERS = tuple((i, j) for i in range(4) for j in range(4) if i != j and (i, j) not in CROSSINGS)
PAIRS = ((0, 3), (2, 1))
"""Pursuit of one and withdrawal of the other."""


MATES = np.array([-1, 0, -1, 2])
"""The earlier series that the same person answers."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Normal prior of numbers that resemble each other: a mean in common and an own part."""

    mean: float
    common: float
    own: float

    def precision(self, n: int) -> FloatArray:
        """Inverse covariance of n of them."""
        return np.asarray(np.linalg.inv(self.common**2 + self.own**2 * np.eye(n)), np.float64)


LINK_SD, OTHER_SD = 0.5, 0.12
"""Prior deviations of the links and, where they are drawn hard to 0, of the other couplings."""
ROOT_MEAN, ROOT_SD = -0.4, 1.0
"""Prior of the logarithms on the diagonal of the root of the shocks' covariance."""
TOGETHER = (Drawn(0.4, 0.3, 0.15), Drawn(np.log(1 / 0.75 - 1), 0.6, 0.3), Drawn(0.0, 0.3, 0.2))
"""Priors in the model of four: what a series keeps, logit of its share of error, and the inverse hyperbolic
tangent of the correlation of one person's two errors."""
APART = (Drawn(0.4, 0.0, 0.35), Drawn(np.log(1 / 0.75 - 1), 0.0, 0.7), Drawn(0.0, 0.0, 1.0))
"""Priors in the model of two, where nothing is taken from the other two series."""


@dataclass(frozen=True, eq=False, slots=True)
class Links:
    """Estimates of some links in one model.

    Parameters
    ----------
    root
        Shape (m,): signed root of twice the log of the ratio of the highest posterior with the link to that
        without it. NaN where a search did not come to rest.
    size, error
        Shape (m,): mode and its standard error, deviations of the receiver one step after one of the sender.
    kept, reliability
        Shape (n,): what each series keeps from step to step, and its share that is no error.
    covariance
        Shape (m + n, m + n): of what is kept (n first), then links.
    """

    root: FloatArray
    size: FloatArray
    error: FloatArray
    kept: FloatArray
    reliability: FloatArray
    covariance: FloatArray


def links_together(series: FourSeries) -> Links:
    """Estimate the four links across people and roles from all four series."""
    return _estimate(series, range(4), CROSSINGS, OTHERS, TOGETHER, MATES)


def problem_of(series: FourSeries) -> tuple[Problem, FloatArray]:
    """Put the model of all four series as the kernels take it, with a place to begin from."""
    return _posed(series, range(4), CROSSINGS, OTHERS, TOGETHER, MATES, OTHER_SD)


def links_beside(series: FourSeries) -> FloatArray:
    """Tell by how many standard errors each of the four links exceeds the mean of the eight other couplings.

    All twelve are as free as each other here. A slow mood that everything shares lets all of them look
    positive, in a study as surely as its couples are many; a round is more than that.
    """
    problem, theta = _posed(series, range(4), CROSSINGS, OTHERS, TOGETHER, MATES, LINK_SD)
    climb(theta, np.arange(len(theta)), 0.02 * np.eye(len(theta)), problem)
    links, others = slice(4, 8), slice(8, 16)
    contrast = np.zeros((4, len(theta)))
    contrast[:, links] = np.eye(4)
    contrast[:, others] = -1.0 / len(OTHERS)
    spread = inverse(curvature(theta, problem))
    return np.asarray(contrast @ theta / np.sqrt(np.diag(contrast @ spread @ contrast.T)))


def links_apart(series: FourSeries, pair: tuple[int, int]) -> Links:
    """Estimate the two links of a pair from its two series alone."""
    return _estimate(series, pair, ((1, 0), (0, 1)), (), APART, MATES[[0, 2]])


def _estimate(
    series: FourSeries,
    columns: Sequence[int],
    links: Sequence[Place],
    others: Sequence[Place],
    drawn: tuple[Drawn, Drawn, Drawn],
    mates: IntArray,
) -> Links:
    n, m = len(columns), len(links)
    problem, theta = _posed(series, columns, links, others, drawn, mates, OTHER_SD)
    every = np.arange(len(theta))
    value = climb(theta, every, 0.02 * np.eye(len(theta)), problem)
    spread = inverse(curvature(theta, problem))
    roots = np.array([_signed_root(theta, value, spread, k, problem) for k in range(n, n + m)])
    return links_at(theta, spread, roots, n, len(others))


def links_at(theta: FloatArray, spread: FloatArray, roots: FloatArray, n: int, others: int) -> Links:
    """Take the links of n series from a mode and its inverse curvature."""
    m = len(roots)
    at = np.arange(n, n + m)
    shares = theta[n + m + others + n * (n + 1) // 2 :][:n]
    return Links(
        roots,
        theta[at],
        np.sqrt(np.diag(spread)[at]),
        theta[:n],
        1.0 / (1.0 + np.exp(shares)),
        spread[: n + m, : n + m],
    )


def _posed(
    series: FourSeries,
    columns: Sequence[int],
    links: Sequence[Place],
    others: Sequence[Place],
    drawn: tuple[Drawn, Drawn, Drawn],
    mates: IntArray,
    other_sd: float,
) -> tuple[Problem, FloatArray]:
    """Put the problem as the kernels take it, and a place to begin from."""
    n = len(columns)
    Y = np.ascontiguousarray(series.values[:, list(columns)])
    sd = np.r_[np.full(len(links), LINK_SD), np.full(len(others), other_sd)]
    mean, precision = _prior(n, sd, drawn, series.errors[list(columns)], mates)
    start = _covariance(Y)
    places = np.array([*links, *others], dtype=np.int64)
    theta = mean.copy()
    theta[n + len(sd) :][: n * (n + 1) // 2] = _root(0.55 * start + 0.1 * np.eye(n))
    return (Y, series.moves, mates, start, places, mean, precision), theta


def _signed_root(theta: FloatArray, value: float, spread: FloatArray, k: int, problem: Problem) -> float:
    """Refit with parameter k at 0, from where a quadratic would have its mode."""
    free = np.delete(np.arange(len(theta)), k)
    without = theta - spread[:, k] * theta[k] / spread[k, k]
    if np.abs(without - theta)[free].max() > 1.0:
        without = theta.copy()
    without[k] = 0.0
    along = np.outer(spread[free, k], spread[free, k]) / spread[k, k]
    least = climb(without, free, np.ascontiguousarray(spread[np.ix_(free, free)] - along), problem)
    return float(np.sign(theta[k]) * np.sqrt(max(2.0 * (least - value), 0.0)))


def _prior(
    n: int,
    couplings: FloatArray,
    drawn: tuple[Drawn, Drawn, Drawn],
    errors: FloatArray,
    mates: IntArray,
) -> tuple[FloatArray, FloatArray]:
    """Mean and precision of all parameters; two items of a role add what their agreement tells."""
    kept, share, together = drawn
    pairs = int((mates >= 0).sum())
    diagonal = np.array([i == j for i in range(n) for j in range(i + 1)])
    own = share.precision(n)
    known = np.where(np.isnan(errors[:, 1]), 0.0, errors[:, 1] ** -2.0)
    centre = np.linalg.solve(
        own + np.diag(known), own @ np.full(n, share.mean) + known * np.nan_to_num(errors[:, 0])
    )
    blocks = [
        (np.full(n, kept.mean), kept.precision(n)),
        (np.zeros(len(couplings)), np.diag(couplings**-2.0)),
        (np.where(diagonal, ROOT_MEAN, 0.0), np.diag(diagonal / ROOT_SD**2)),
        (centre, own + np.diag(known)),
        (np.zeros(pairs), together.precision(pairs)),
    ]
    mean = np.concatenate([one for one, _ in blocks])
    precision = np.zeros((len(mean), len(mean)))
    at = 0
    for _, block in blocks:
        precision[at : at + len(block), at : at + len(block)] = block
        at += len(block)
    return mean, precision


def _covariance(Y: FloatArray) -> FloatArray:
    """Covariance of the answers, drawn a little to independence; positive definite whatever is missing."""
    seen = (~np.isnan(Y)).astype(np.float64)
    Z = np.nan_to_num(Y)
    found = Z.T @ Z / np.maximum(seen.T @ seen, 1.0) + 0.02 * np.eye(Y.shape[1])
    found = 0.9 * found + 0.1 * np.diag(np.diag(found))
    sizes, turn = np.linalg.eigh(found)
    return np.ascontiguousarray((turn * np.maximum(sizes, 0.02)) @ turn.T)


def _root(covariance: FloatArray) -> FloatArray:
    """Cholesky root as parameters."""
    L = np.linalg.cholesky(covariance)
    n = len(L)
    return np.array([np.log(L[i, j]) if i == j else L[i, j] for i in range(n) for j in range(i + 1)])


def inverse(H: FloatArray) -> FloatArray:
    """Invert the curvature, with something on its diagonal where it is not positive definite."""
    extra = 1e-6
    while True:
        try:
            root = np.linalg.inv(np.linalg.cholesky(H + extra * np.eye(len(H))))
        except np.linalg.LinAlgError:
            extra *= 10.0
        else:
            return np.ascontiguousarray(root.T @ root)

"""Monte-Carlo error: R-hat, effective sample size, and probabilities that know how far draws may be off.

The formulas are those of Vehtari et al. (2021), as in ArviZ; tests compare the two. A fit does not ask ArviZ:
loading it takes longer than fitting a couple.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr, ndtri

from pasdedeux.estimates import CLEAR, MonteCarlo

FloatArray = NDArray[np.float64]

BLOCKS = 20
"""Blocks of successive draws, one of which the jackknife leaves out at a time."""


def probability(holds: NDArray[np.bool_], draws: FloatArray) -> MonteCarlo:
    """Share of draws of a number for which something holds, both of shape (chains, draws).

    The error is that of the longer arm of Jeffreys' interval of `CLEAR` standard errors (Brown, Cai &
    DasGupta 2001, Stat. Sci. 16:101): a share near 1 may be luck. Draws count as far as both the number and
    the statement mix.
    """
    share = float(holds.mean())
    ess = min(effective_sample_size(np.stack([holds, draws], axis=2, dtype=np.float64)), holds.size)
    tails = np.array([ndtr(-CLEAR), ndtr(CLEAR)])
    low, high = betaincinv(share * ess + 0.5, (1.0 - share) * ess + 0.5, tails)
    return MonteCarlo(share, float(max(share - low, high - share) / CLEAR))


def jackknife(draws: FloatArray, statistic: Callable[[FloatArray], float]) -> MonteCarlo:
    """Estimate a statistic of draws, shape (chains, draws, ...), its error by leaving out blocks of them."""
    chains, length = draws.shape[:2]
    each = max(BLOCKS // chains, 1)
    ends = np.linspace(0, length, each + 1).astype(int)
    values = []
    for chain in range(chains):
        for start, end in pairwise(ends):
            keep = np.ones((chains, length), dtype=np.bool_)
            keep[chain, start:end] = False
            values.append(statistic(draws[keep]))
    n = len(values)
    error = np.sqrt((n - 1) / n * np.square(np.array(values) - np.mean(values)).sum())
    return MonteCarlo(statistic(draws.reshape(-1, *draws.shape[2:])), float(error))


def diagnose(chains: FloatArray) -> tuple[float, float]:
    """Worst split R-hat and smallest effective sample size, shape (chains, draws, parameters)."""
    split, within, total = _split(chains)
    alive = within > 1e-14
    if not alive.any():
        return 1.0, float(chains.shape[0] * chains.shape[1])
    rhat = np.sqrt(total[alive] / within[alive])
    return float(rhat.max()), float(_ess(split[:, :, alive], within[alive], total[alive]).min())


def effective_sample_size(chains: FloatArray) -> float:
    """Smallest effective sample size over parameters, shape (chains, draws, parameters)."""
    return diagnose(chains)[1]


def _split(chains: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Halves of chains, their mean variance, and the variance of all."""
    half = chains.shape[1] // 2
    split = np.concatenate([chains[:, :half], chains[:, half : 2 * half]])
    within = split.var(axis=1, ddof=1).mean(axis=0)
    return split, within, within * (half - 1) / half + split.mean(axis=1).var(axis=0, ddof=1)


def _ess(split: FloatArray, within: FloatArray, total: FloatArray) -> FloatArray:
    """Effective sample size by Geyer's initial monotone sequence."""
    m, n, k = split.shape
    centred = split - split.mean(axis=1, keepdims=True)
    size = 2 ** int(np.ceil(np.log2(2 * n)))
    spectrum = np.fft.rfft(centred, size, axis=1)
    covariance = np.fft.irfft(spectrum * spectrum.conj(), size, axis=1)[:, :n].real.mean(axis=0) / n
    rho = 1.0 - (within - covariance) / total
    pairs = rho[: n // 2 * 2].reshape(-1, 2, k).sum(axis=1)
    pairs = np.minimum.accumulate(np.where(np.minimum.accumulate(pairs > 0, axis=0), pairs, 0.0), axis=0)
    time = np.maximum(2.0 * pairs.sum(axis=0) - 1.0, 1.0 / np.log10(m * n))
    return np.asarray(m * n / time)


@cache
def normal_points(count: int, dimensions: int) -> FloatArray:
    """Points like draws of a standard normal, but even and without chance, shape (count, dimensions).

    An additive recurrence with the root of x^(d+1) = x + 1, the golden ratio where d is 1; then mean and
    covariance are made exact.
    """
    root = 2.0
    for _ in range(60):
        root = (1.0 + root) ** (1.0 / (dimensions + 1.0))
    steps = root ** -np.arange(1.0, dimensions + 1.0)
    points = ndtri((0.5 + np.arange(1, count + 1)[:, None] * steps) % 1.0)
    points -= points.mean(axis=0)
    points = np.linalg.solve(np.linalg.cholesky(points.T @ points / count), points.T).T
    points.flags.writeable = False
    return np.asarray(points)

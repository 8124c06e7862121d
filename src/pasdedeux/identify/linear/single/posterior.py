"""One couple's posterior: modes by Newton, then Hamiltonian Monte Carlo in coordinates whitened at the mode.

The normal (Laplace) approximation at the mode is quick and is kept beside the draws, but with one couple's
few weeks the posterior is bent (pace, reliability and coupling trade places), so intervals come from draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.identify.linear.kernels.mode import find_mode
from pasdedeux.identify.linear.kernels.sampler import hamiltonian
from pasdedeux.identify.linear.panel import Data
from pasdedeux.identify.linear.parameters import Layout

FloatArray = NDArray[np.float64]

CHAINS = 2
WARMUP = 60
LEAPS = (5, 12)
MAXIMUM_RHAT = 1.05
MINIMUM_ESS = 100.0


@dataclass(frozen=True, eq=False, slots=True)
class Mode:
    """A peak of one couple's posterior with its normal approximation.

    Parameters
    ----------
    theta
        Shape (size,).
    covariance
        Shape (free, free).
    information
        Shape (free, free): observed information of the record alone, without the prior.
    value
        Log posterior density, up to a constant.
    converged
        True where the Newton decrement is small.
    """

    theta: FloatArray
    covariance: FloatArray
    information: FloatArray
    value: float
    converged: bool


@dataclass(frozen=True, eq=False, slots=True)
class Posterior:
    """Draws of one couple's parameters.

    Parameters
    ----------
    mode
        The highest peak found.
    draws
        Shape (S, size).
    rhat, ess
        Worst split R-hat and smallest effective sample size over the free parameters.
    converged
        True where Newton's method ended at a peak, R-hat <= 1.05 and ESS >= 100.
    """

    mode: Mode
    draws: FloatArray
    rhat: float
    ess: float
    converged: bool


def starts(layout: Layout, mean: FloatArray) -> list[FloatArray]:
    """Points from which peaks are sought: prior mean, slow moods behind noisy reports, faithful reports."""
    noisy, faithful = mean.copy(), mean.copy()
    noisy[layout.at("trueness")] -= 1.5
    faithful[layout.at("trueness")] += 1.0
    return [mean, noisy, faithful]


def find_modes(
    data: Data, layout: Layout, mean: FloatArray, sd: FloatArray, points: list[FloatArray]
) -> list[Mode]:
    """Climb from each point; distinct peaks, highest first."""
    free = layout.free
    precision = 1.0 / sd[free] ** 2
    found: list[Mode] = []
    for point in points:
        theta = point.copy()
        information = np.empty((len(free), len(free)))
        value, decrement = find_mode(theta, free, mean[free], precision, data, information, 60)
        if any(np.abs(theta - other.theta).max() < 0.05 for other in found):
            continue
        covariance = positive_inverse(information + np.diag(precision), 1.0 / precision)
        found.append(Mode(theta, covariance, information, value, bool(decrement < 1e-4)))
    return sorted(found, key=lambda mode: -mode.value)


def positive_inverse(H: FloatArray, cap: FloatArray) -> FloatArray:
    """Invert a nearly positive definite matrix; directions the data do not curve get the prior's width."""
    root = np.sqrt(cap)
    values, vectors = np.linalg.eigh(H * np.outer(root, root))
    return np.asarray((vectors / np.maximum(values, 0.3)) @ vectors.T * np.outer(root, root))


def posterior_of(
    data: Data,
    layout: Layout,
    mean: FloatArray,
    sd: FloatArray,
    rng: np.random.Generator,
    *,
    draws: int = 600,
) -> Posterior:
    """Draw from one couple's posterior under a normal prior.

    Parameters
    ----------
    data
        The record as the kernels take it.
    layout
        Which parameters there are, and which are free.
    mean, sd
        Shape (size,): the prior.
    rng
        Source of randomness.
    draws
        Number of draws over both chains; doubled once where they do not agree.

    Returns
    -------
    Posterior
        Draws and how far they may be trusted.
    """
    free = layout.free
    modes = find_modes(data, layout, mean, sd, starts(layout, mean))
    best = modes[0]
    root = np.asarray(np.linalg.cholesky(best.covariance), dtype=np.float64)
    precision = 1.0 / sd[free] ** 2
    chains: list[FloatArray] = []
    beginnings = []
    for c in range(CHAINS):
        theta = modes[c % len(modes)].theta.copy()
        theta[free] += 0.5 * root @ rng.standard_normal(len(free))
        beginnings.append(theta)
    length = draws // CHAINS
    for _attempt in range(2):
        for c in range(CHAINS):
            z = rng.standard_normal((WARMUP + length, len(free)))
            log_u = np.log(rng.random(len(z)))
            lengths = rng.integers(*LEAPS, len(z))
            kept = np.empty((length, layout.size))
            hamiltonian(
                beginnings[c], free, mean[free], precision, data, root, z, log_u, lengths, WARMUP, kept
            )
            if len(chains) > c:
                chains[c] = np.concatenate([chains[c], kept])
            else:
                chains.append(kept)
            beginnings[c] = kept[-1].copy()
        stacked = np.stack(chains)
        rhat, ess = diagnose(stacked[:, :, free])
        if rhat <= MAXIMUM_RHAT and ess >= MINIMUM_ESS:
            break
    converged = best.converged and rhat <= MAXIMUM_RHAT and ess >= MINIMUM_ESS
    return Posterior(best, np.concatenate(chains), rhat, ess, converged)


def diagnose(chains: FloatArray) -> tuple[float, float]:
    """Worst split R-hat and smallest effective sample size over parameters (Vehtari et al. 2021).

    Parameters
    ----------
    chains
        Shape (chains, draws, parameters).
    """
    half = chains.shape[1] // 2
    split = np.concatenate([chains[:, :half], chains[:, half : 2 * half]])
    within = split.var(axis=1, ddof=1).mean(axis=0)
    between = split.mean(axis=1).var(axis=0, ddof=1)
    alive = within > 1e-14
    if not alive.any():
        return 1.0, float(chains.shape[0] * chains.shape[1])
    total = within * (half - 1) / half + between
    rhat = np.sqrt(total[alive] / within[alive])
    return float(rhat.max()), float(_ess(split[:, :, alive], within[alive], total[alive]).min())


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

"""One couple's posterior: modes by Newton, then Hamiltonian Monte Carlo in coordinates whitened at the mode.

The normal (Laplace) approximation at the mode is quick and is kept beside the draws, but with one couple's
few weeks the posterior is bent (pace, reliability and coupling trade places), so intervals come from draws.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.identify.linear.diagnostics import diagnose
from pasdedeux.identify.linear.kernels.mode import find_mode
from pasdedeux.identify.linear.kernels.sampler import hamiltonian
from pasdedeux.identify.linear.panel import Data
from pasdedeux.identify.linear.parameters import Layout, NormalPrior

FloatArray = NDArray[np.float64]

CHAINS = 2
WARMUP = 60
LEAPS = (5, 12)
MAXIMUM_RHAT = 1.05
MINIMUM_ESS = 100.0
AGREED_SOONER = 8


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
    modes
        The peaks that were found, highest first.
    chains
        Shape (chains, draws, size).
    rhat, ess
        Worst split R-hat and smallest effective sample size over the free parameters.
    converged
        True where Newton's method ended at a peak, R-hat <= 1.05 and ESS >= 100.
    """

    modes: tuple[Mode, ...]
    chains: FloatArray
    rhat: float
    ess: float
    converged: bool

    @property
    def mode(self) -> Mode:
        """The highest peak."""
        return self.modes[0]

    @property
    def draws(self) -> FloatArray:
        """Draws of all chains, shape (S, size)."""
        return self.chains.reshape(-1, self.chains.shape[2])


def starts(layout: Layout, mean: FloatArray) -> list[FloatArray]:
    """Points from which peaks are sought: prior mean, slow moods behind noisy reports, faithful reports."""
    if layout.reliability is not None:
        return [mean]
    noisy, faithful = mean.copy(), mean.copy()
    noisy[layout.at("true-return")] -= 1.5
    faithful[layout.at("true-return")] += 2.0
    return [mean, noisy, faithful]


def find_modes(data: Data, layout: Layout, prior: NormalPrior, points: list[FloatArray]) -> list[Mode]:
    """Climb from each point; distinct peaks, highest first."""
    free = layout.free
    own = prior.at(free)
    cap = 1.0 / np.diag(own.precision)
    found: list[Mode] = []
    for point in points:
        theta = point.copy()
        information = np.empty((len(free), len(free)))
        value, decrement = find_mode(theta, free, own.mean, own.precision, data, information, 60)
        if any(np.abs(theta - other.theta).max() < 0.05 for other in found):
            continue
        covariance = positive_inverse(information + own.precision, cap)
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
    prior: NormalPrior,
    rng: np.random.Generator,
    *,
    draws: int = 600,
    most: int | None = None,
    enough: Callable[[Posterior], bool] | None = None,
    modes: tuple[Mode, ...] = (),
) -> Posterior:
    """Draw from one couple's posterior under a normal prior.

    Parameters
    ----------
    data
        The record as the kernels take it.
    layout
        Which parameters there are, and which are free.
    prior
        Of all parameters.
    rng
        Source of randomness.
    draws, most
        Number of draws over both chains; doubled while they do not agree or are not enough, up to the second
        number (twice the first if not given); chains that do not agree at an eighth of it are given up.
    enough
        Asked of chains that agree.
    modes
        Peaks of this posterior, where they are known.

    Returns
    -------
    Posterior
        Draws and how far they may be trusted.
    """
    free = layout.free
    modes = modes or tuple(find_modes(data, layout, prior, starts(layout, prior.mean)))
    root = np.asarray(np.linalg.cholesky(modes[0].covariance), dtype=np.float64)
    own = prior.at(free)
    points = [modes[c % len(modes)].theta.copy() for c in range(CHAINS)]
    for theta in points:
        theta[free] += 0.5 * root @ rng.standard_normal(len(free))
    chains = np.empty((CHAINS, 0, layout.size))
    length = draws // CHAINS
    while True:
        more = np.empty((CHAINS, length, layout.size))
        for theta, kept in zip(points, more, strict=True):
            z = rng.standard_normal((WARMUP + length, len(free)))
            log_u = np.log(rng.random(len(z)))
            lengths = rng.integers(*LEAPS, len(z))
            hamiltonian(theta, free, own.mean, own.precision, data, root, z, log_u, lengths, WARMUP, kept)
            theta[:] = kept[-1]
        chains = np.concatenate([chains, more], axis=1)
        rhat, ess = diagnose(chains[:, :, free])
        converged = modes[0].converged and rhat <= MAXIMUM_RHAT and ess >= MINIMUM_ESS
        found = Posterior(modes, chains, rhat, ess, bool(converged))
        agree = rhat <= MAXIMUM_RHAT and ess >= MINIMUM_ESS
        limit = most if most and agree else 2 * draws if most is None else most // AGREED_SOONER
        if chains.shape[1] * CHAINS >= limit or (agree and (enough is None or enough(found))):
            return found
        length = chains.shape[1]

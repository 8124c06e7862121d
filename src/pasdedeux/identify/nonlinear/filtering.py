"""The filter, called: likelihoods and forecasts of a diary at many points of the parameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.identify.nonlinear.observation import Diary
from pasdedeux.identify.nonlinear.parameters import FilterParameters, ParameterSpace
from pasdedeux.loop import rows as r

FloatArray = NDArray[np.float64]
LONGEST = 0.1
"""Longest step of the filter, days; half of it moves a log-likelihood by about half."""
QUICKEST = 0.8
"""And no longer than this share of the quickest pace."""
DELTA = 1e-3
"""Step of differences, prior standard deviations."""
PACES = tuple(k for k, name in enumerate(r.NAMES) if name.startswith(("onset", "recovery", "tempo")))


@dataclass(frozen=True, eq=False, slots=True)
class FilterOutput:
    """What the filter wrote for B points, T times, m channels.

    Parameters
    ----------
    log
        Shape (B, T): log density of the answers at each time, given those before.
    forecast, variance
        Shape (B, T, m): mean and variance of each answer, given the times before.
    states, sd
        Shape (B, T, 16): states after each time, and their standard deviations.
    """

    log: FloatArray
    forecast: FloatArray
    variance: FloatArray
    states: FloatArray
    sd: FloatArray

    @property
    def arrays(self) -> tuple[FloatArray, ...]:
        """Arrays in the order in which the kernel writes them."""
        return self.log, self.forecast, self.variance, self.states, self.sd


def run_filter(diary: Diary, parameters: FilterParameters, longest: float = LONGEST) -> FilterOutput:
    """Run the filter at B points."""
    from pasdedeux.identify.nonlinear import kernels  # noqa: PLC0415 - loads Numba

    B, (T, m) = len(parameters.thetas), diary.y.shape
    answers, states = (B, T, m), (B, T, kernels.N_MOVING)
    out = FilterOutput(*(np.empty(shape) for shape in ((B, T), answers, answers, states, states)))
    step = min(longest, QUICKEST * float(parameters.thetas[:, PACES].min()))
    kernels.run(
        *parameters.numbers,
        *diary.channels,
        *parameters.initial_states,
        *diary.reports,
        *diary.inputs,
        step,
        *out.arrays,
    )
    return out


def log_likelihood(space: ParameterSpace, z: FloatArray) -> FloatArray:
    """Log-likelihood at B points, shape (B,) at (B, k); minus infinity where the filter breaks down."""
    total = run_filter(space.diary, space.parameters(z)).log.sum(axis=1)
    return np.where(np.isfinite(total), total, -np.inf)


def score(space: ParameterSpace, z: FloatArray) -> tuple[float, FloatArray]:
    """Log-likelihood at one point, and its gradient time by time, shape (k, T)."""
    points = np.concatenate([z[None], z + DELTA * np.eye(len(z))])
    log = run_filter(space.diary, space.parameters(points)).log
    each = np.nan_to_num((log[1:] - log[0]) / DELTA, posinf=0.0, neginf=0.0)
    return float(log[0].sum()), each

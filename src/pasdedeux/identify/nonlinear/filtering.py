"""The filter, called: likelihoods and forecasts of a diary at many points of the parameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.identify.nonlinear.observation import Diary
from pasdedeux.identify.nonlinear.parameters import Point, Space
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
class Filtered:
    """What the filter wrote for B points, T times, m channels.

    Parameters
    ----------
    log
        Shape (B, T): log density of the answers at each time, given those before.
    forecast, spread
        Shape (B, T, m): mean and variance of each answer, given the times before.
    states, doubt
        Shape (B, T, 16): states after each time, and their standard deviations.
    """

    log: FloatArray
    forecast: FloatArray
    spread: FloatArray
    states: FloatArray
    doubt: FloatArray


def filtered(diary: Diary, point: Point, longest: float = LONGEST) -> Filtered:
    """Run the filter at B points."""
    from pasdedeux.identify.nonlinear import kernels  # noqa: PLC0415 - loads Numba

    B, (T, m) = len(point.thetas), diary.y.shape
    out = Filtered(
        np.empty((B, T)),
        np.empty((B, T, m)),
        np.empty((B, T, m)),
        np.empty((B, T, kernels.N_MOVING)),
        np.empty((B, T, kernels.N_MOVING)),
    )
    kernels.run(
        np.ascontiguousarray(point.thetas), point.scales, point.errors, point.strikes,
        diary.reads, diary.sides, diary.level, diary.level_sd, point.first, point.first_sd,
        diary.gaps, diary.y, diary.seen, diary.floor, diary.low, diary.high,
        diary.stress, diary.known, diary.issue, diary.apart,
        min(longest, QUICKEST * float(point.thetas[:, PACES].min())),
        out.log, out.forecast, out.spread, out.states, out.doubt,
    )  # fmt: skip
    return out


def log_likelihood(space: Space, z: FloatArray) -> FloatArray:
    """Log-likelihood at B points, shape (B,) at (B, k); minus infinity where the filter breaks down."""
    total = filtered(space.diary, space.point(z)).log.sum(axis=1)
    return np.where(np.isfinite(total), total, -np.inf)


def slopes(space: Space, z: FloatArray) -> tuple[float, FloatArray]:
    """Log-likelihood at one point, and its slope time by time, shape (k, T)."""
    log = filtered(space.diary, space.point(np.concatenate([z[None], z + DELTA * np.eye(len(z))]))).log
    each = np.nan_to_num((log[1:] - log[0]) / DELTA, posinf=0.0, neginf=0.0)
    return float(log[0].sum()), each

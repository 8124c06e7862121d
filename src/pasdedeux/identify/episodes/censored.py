"""Regression of a time of which one or two people know between which bounds it lay for them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

FloatArray = NDArray[np.float64]

CHAINS, SETTLING, KEPT, EVERY = 32, 120, 50, 2
FREEDOM, SPREAD, APART = 4.0, 1.0, 0.3
"""Priors of the spread over episodes and between two readings: scaled inverse chi-squared (set here)."""


def draw_coefficients(
    low: FloatArray,
    high: FloatArray,
    design: FloatArray,
    mean: FloatArray,
    sd: FloatArray,
    rng: np.random.Generator,
) -> FloatArray:
    """Draw coefficients of a normal regression whose outcomes are read, once or more, within bounds.

    Readings are drawn within their bounds, outcomes given their readings and the coefficients, and the
    coefficients given the outcomes (Chib 1992); short chains run side by side.

    Parameters
    ----------
    low, high
        Shape (E, R): bounds of each reading; infinite where there is none.
    design
        Shape (E, p).
    mean, sd
        Shape (p,): normal prior of the coefficients.
    rng
        Source of randomness.

    Returns
    -------
    numpy.ndarray
        Shape (D, p).

    Examples
    --------
    >>> low = np.log([[1.0], [2.0], [4.0]])
    >>> ones, nought = np.ones((3, 1)), np.zeros(1)
    >>> rng = np.random.default_rng(0)
    >>> draw_coefficients(low, low + 1.0, ones, nought, nought + 2.0, rng).shape
    (1600, 1)
    """
    there = np.isfinite(low) | np.isfinite(high)
    count = there.sum(axis=1)
    readings = np.clip(rng.standard_normal((CHAINS, 1, 1)) * 2.0, low, high)  # chains start far apart
    outcome = (readings * there).sum(axis=2) / count
    spread, apart = np.full((CHAINS, 1), SPREAD**2), np.full((CHAINS, 1), APART**2)
    squares, prior = design.T @ design, np.diag(sd**-2.0)
    kept = []
    for step in range(SETTLING + EVERY * KEPT):
        found = _coefficients(outcome, spread, design, squares, prior, mean, rng)
        fitted = found @ design.T
        spread = _variance(SPREAD, outcome - fitted, len(low), rng)
        weight = 1.0 / spread + count / apart
        middle = (fitted / spread + (readings * there).sum(axis=2) / apart) / weight
        outcome = middle + rng.standard_normal(middle.shape) / np.sqrt(weight)
        off = ((readings - outcome[..., None]) * there).reshape(CHAINS, -1)
        apart = _variance(APART, off, int(count.sum()), rng)
        readings = _truncated(outcome[..., None], np.sqrt(apart)[..., None], low, high, rng)
        if step >= SETTLING and step % EVERY == 0:
            kept.append(found)
    return np.concatenate(kept)


def _coefficients(
    outcome: FloatArray,
    spread: FloatArray,
    design: FloatArray,
    squares: FloatArray,
    prior: FloatArray,
    mean: FloatArray,
    rng: np.random.Generator,
) -> FloatArray:
    """Draw coefficients given outcomes, shape (chains, p)."""
    precision = squares / spread[..., None] + prior
    middle = np.linalg.solve(precision, (outcome @ design / spread + prior @ mean)[..., None])
    noise = rng.standard_normal((CHAINS, len(mean), 1))
    root = np.linalg.cholesky(precision).swapaxes(1, 2)
    return np.asarray((middle + np.linalg.solve(root, noise))[..., 0])


def _variance(usual: float, off: FloatArray, n: int, rng: np.random.Generator) -> FloatArray:
    """Draw a variance given n deviations, shape (chains, 1)."""
    squares = FREEDOM * usual**2 + (off**2).sum(axis=1)
    return np.asarray((squares / rng.chisquare(FREEDOM + n, CHAINS))[:, None])


def _truncated(
    mean: FloatArray, sd: FloatArray, low: FloatArray, high: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """Draw normal numbers between bounds; those above the mean by their mirror, which keeps digits."""
    a, b = np.broadcast_arrays((low - mean) / sd, (high - mean) / sd)
    flip = a > 0.0
    a, b = np.where(flip, -b, a), np.where(flip, -a, b)
    below, above = ndtr(a), ndtr(b)
    drawn = np.clip(ndtri(below + rng.random(a.shape) * (above - below)), a, b)
    # where both bounds lie so far out that no digit is left, the nearer one stands
    drawn = np.where(np.isfinite(drawn), drawn, b)
    return np.asarray(mean + sd * np.where(flip, -drawn, drawn))

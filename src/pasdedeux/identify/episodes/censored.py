"""Regression of a time that is known only to lie between two bounds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

FloatArray = NDArray[np.float64]

CHAINS, SETTLING, KEPT = 32, 40, 50
FREEDOM, SPREAD = 4.0, 1.0
"""Prior of the spread of the logarithm: scaled inverse chi-squared."""


def draw_coefficients(
    low: FloatArray,
    high: FloatArray,
    design: FloatArray,
    mean: FloatArray,
    sd: FloatArray,
    rng: np.random.Generator,
) -> FloatArray:
    """Draw coefficients of a normal regression whose outcomes are only known within bounds.

    Outcomes are drawn within their bounds, given the coefficients, and the coefficients given the
    outcomes (Chib 1992); short chains run side by side.

    Parameters
    ----------
    low, high
        Shape (E,): bounds of each outcome; infinite where there is none.
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
    >>> low = np.log([1.0, 2.0, 4.0])
    >>> ones, nought = np.ones((3, 1)), np.zeros(1)
    >>> rng = np.random.default_rng(0)
    >>> draw_coefficients(low, low + 1.0, ones, nought, nought + 2.0, rng).shape
    (1600, 1)
    """
    outcome = np.repeat(np.clip(0.0, low, high)[None], CHAINS, axis=0)
    variance = np.full(CHAINS, SPREAD**2)
    squares, prior = design.T @ design, np.diag(sd**-2.0)
    kept = []
    for step in range(SETTLING + KEPT):
        precision = squares / variance[:, None, None] + prior
        middle = np.linalg.solve(precision, (outcome @ design / variance[:, None] + prior @ mean)[..., None])
        root = np.linalg.cholesky(precision)
        noise = rng.standard_normal((CHAINS, len(mean), 1))
        found = (middle + np.linalg.solve(root.swapaxes(1, 2), noise))[..., 0]
        fitted = found @ design.T
        off = ((outcome - fitted) ** 2).sum(axis=1)
        variance = (FREEDOM * SPREAD**2 + off) / rng.chisquare(FREEDOM + len(low), CHAINS)
        outcome = _truncated(fitted, np.sqrt(variance)[:, None], low, high, rng)
        if step >= SETTLING:
            kept.append(found)
    return np.concatenate(kept)


def _truncated(
    mean: FloatArray, sd: FloatArray, low: FloatArray, high: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """Draw normal numbers between bounds; those above the mean by their mirror, which keeps digits."""
    a, b = (low - mean) / sd, (high - mean) / sd
    flip = a > 0.0
    a, b = np.where(flip, -b, a), np.where(flip, -a, b)
    below, above = ndtr(a), ndtr(b)
    drawn = np.clip(ndtri(below + rng.random(mean.shape) * (above - below)), a, b)
    # where both bounds lie so far out that no digit is left, the nearer one stands
    drawn = np.where(np.isfinite(drawn), drawn, b)
    return np.asarray(mean + sd * np.where(flip, -drawn, drawn))

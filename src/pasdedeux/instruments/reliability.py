"""How well the items of a scale hang together, from their covariances."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pasdedeux.arguments import as_numbers, names_wrong_arguments

FloatArray = NDArray[np.float64]

ENOUGH = 30  # people from whom a sample's own alpha is given


@dataclass(frozen=True, slots=True)
class Reliability:
    """One scale in one sample.

    Parameters
    ----------
    n
        People who answered every item of the scale; alpha and omega rest on them.
    mean, sd
        Of the scores of everybody who was scored.
    alpha
        Cronbach's alpha; NaN for single items and for fewer than 30 people.
    omega
        McDonald's omega of one common factor: squared sum of the loadings over the variance of the
        sum that the factor model implies; loadings by least squares (minres) from the covariances.
        NaN for fewer than three items.
    sem
        Standard error of measurement of a complete score, ``sd * sqrt(1 - alpha)``.
    basis
        ``"sample"``, ``"published"`` (too few people: published standard deviation and alpha),
        or ``"none"``, where neither is known and ``sem`` is NaN.
    """

    n: int
    mean: float
    sd: float
    alpha: float
    omega: float
    sem: float
    basis: str


@names_wrong_arguments
def cronbach_alpha(covariance: ArrayLike) -> float:
    """Cronbach's alpha from the covariances of the items.

    Parameters
    ----------
    covariance
        Shape (k, k), items already turned so that they point the same way.

    Returns
    -------
    float
        At most 1; below 0 where the items work against each other; NaN for a single item.

    Examples
    --------
    >>> cronbach_alpha([[1.0, 0.5], [0.5, 1.0]])  # doctest: +ELLIPSIS
    0.666...
    """
    S = as_numbers(covariance, "covariance")
    k, total = len(S), float(S.sum())
    if k < 2 or not total > 0:
        return nan
    return k / (k - 1) * (1 - float(np.trace(S)) / total)


@names_wrong_arguments
def mcdonald_omega(covariance: ArrayLike) -> float:
    """McDonald's omega of one common factor (composite reliability, unidimensional).

    Parameters
    ----------
    covariance
        Shape (k, k), k >= 3, items already turned so that they point the same way.

    Returns
    -------
    float
        Between 0 and 1; equal to alpha where all loadings are equal; NaN for fewer than three items.

    Examples
    --------
    >>> loadings = np.array([0.9, 0.8, 0.4])
    >>> S = np.outer(loadings, loadings) + np.diag([0.5, 0.6, 0.9])
    >>> round(mcdonald_omega(S), 4) == round(2.1**2 / (2.1**2 + 2.0), 4)
    True
    """
    S = as_numbers(covariance, "covariance")
    if len(S) < 3 or not S.sum() > 0:
        return nan
    loadings = _one_factor(S)
    common = float(loadings.sum()) ** 2
    unique = float(np.trace(S) - loadings @ loadings)
    return common / (common + max(unique, 0.0))


def _one_factor(S: FloatArray, rounds: int = 1000) -> FloatArray:
    """Find the loadings of one factor that best reproduce the covariances off the diagonal (minres)."""
    loadings = np.sqrt(np.diag(S)) * 0.7
    highest = np.sqrt(np.diag(S))
    for _ in range(rounds):
        before = loadings.copy()
        for i in range(len(S)):
            others = loadings @ loadings - loadings[i] ** 2
            pull = S[i] @ loadings - S[i, i] * loadings[i]
            loadings[i] = np.clip(pull / others if others > 0 else 0.0, -highest[i], highest[i])
        if np.abs(loadings - before).max() < 1e-10 * highest.max():
            break
    return np.asarray(loadings)


def regressed(z: ArrayLike, reliability: ArrayLike, validity: float = 1.0) -> tuple[FloatArray, FloatArray]:
    """Estimate the trait behind a score by Kelley's regression to the mean.

    Parameters
    ----------
    z
        The score, in standard deviations of the norm.
    reliability
        Of the score there.
    validity
        Correlation of what the form measures without error with the trait that is meant.

    Returns
    -------
    tuple of numpy.ndarray
        Mean ``v sqrt(r) z`` and standard deviation ``sqrt(1 - v^2 r)``, in units of the true trait.

    Examples
    --------
    >>> mean, sd = regressed(2.0, 0.81)
    >>> float(mean.round(2)), float(sd.round(2))
    (1.8, 0.44)
    """
    share = validity**2 * np.asarray(reliability, dtype=np.float64)
    return np.asarray(np.sqrt(share) * z), np.sqrt(1.0 - share)


def item_rest(covariance: ArrayLike) -> FloatArray:
    """Correlation of each item with the sum of the others.

    Examples
    --------
    >>> item_rest([[1.0, 0.5], [0.5, 1.0]]).tolist()
    [0.5, 0.5]
    """
    S = as_numbers(covariance, "covariance")
    with_rest = S.sum(axis=1) - np.diag(S)
    rest = S.sum() - 2 * S.sum(axis=1) + np.diag(S)
    scale = np.sqrt(np.maximum(np.diag(S) * rest, 0.0))
    return np.asarray(np.divide(with_rest, scale, out=np.zeros(len(S)), where=scale > 0))


def reliability(
    covariance: FloatArray,
    n: int,
    scores: FloatArray,
    *,
    published_sd: float = nan,
    published_alpha: float = nan,
) -> Reliability:
    """Gather the figures of one scale; those that are published where the sample is too small."""
    known = scores[~np.isnan(scores)]
    mean = float(known.mean()) if known.size else nan
    sd = float(known.std(ddof=1)) if known.size > 1 else nan
    alpha = cronbach_alpha(covariance) if n >= ENOUGH else nan
    omega = mcdonald_omega(covariance) if n >= ENOUGH else nan
    sem, basis = sd * sqrt(1 - max(alpha, 0.0)), "sample"
    if np.isnan(sem):
        sem, basis = published_sd * sqrt(1 - published_alpha), "published"
    return Reliability(n, mean, sd, alpha, omega, sem, "none" if np.isnan(sem) else basis)

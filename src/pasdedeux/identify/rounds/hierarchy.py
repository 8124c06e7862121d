r"""Links of many couples: their mean, how far couples differ, and each couple's own.

All else is common to the couples of a study. A couple's link is :math:`\ell_c \sim N(\mu, \tau^2)`. At the
mode of one set of numbers for all, the slope of each couple's log-likelihood tells where its own link lies:
:math:`d_c = s_c / I_c` beyond the common one, with variance :math:`1 / I_c`, where :math:`s_c` is the
efficient score (all other parameters profiled out) and :math:`I_c` its part of the information. From there
on it is a random-effects meta-analysis: :math:`\tau^2` by moments (DerSimonian & Laird 1986) with an interval
by the Q-profile (Viechtbauer 2007), the mean with a standard error from how couples really scatter (Hartung &
Knapp 2001), and each couple drawn to the mean as far as its days are few.

Fewer than ten couples hardly tell how far couples differ. There :math:`\tau` has the prior half-normal(.3),
and all of this is averaged over its posterior.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import chdtri, ndtr, ndtri, stdtr

from pasdedeux.estimates import QUANTILES, Interval
from pasdedeux.identify.rounds.kernels.mode import Problem, climb, curvature, objective
from pasdedeux.identify.rounds.model import OTHERS, Links, inverse, links_at, problem_of
from pasdedeux.identify.rounds.series import FourSeries, end_to_end

FloatArray = NDArray[np.float64]

LARGEST = 2.0
"""Standard deviation between couples beyond which none is looked for."""
FEW_COUPLES = 10
"""Couples below which how far they differ rests on a prior."""
FEW_SPREAD = 0.3
"""Scale of that half-normal prior of the standard deviation between couples, in deviations and steps."""
SPREADS = np.linspace(0.0, 4.0 * FEW_SPREAD, 161)
"""Standard deviations at which its posterior is worked out."""


@dataclass(frozen=True, eq=False, slots=True)
class StudyLinks:
    """The four links of a study.

    Parameters
    ----------
    links
        Means over couples, with errors that hold the differences between couples; roots are the means in
        standard errors.
    spread
        Standard deviation of each link between couples, estimate and 90 % interval.
    couples
        Shape (N, 4, 2): each couple's link, drawn to the mean, and its standard deviation.
    """

    links: Links
    spread: tuple[Interval, ...]
    couples: FloatArray


def links_between(several: Sequence[FourSeries]) -> StudyLinks:
    """Estimate the links of many couples, two at least.

    Parameters
    ----------
    several
        One per couple.
    """
    series = end_to_end(several)
    problem, theta = problem_of(series)
    value = climb(theta, np.arange(len(theta)), 0.02 * np.eye(len(theta)), problem)
    spread = inverse(curvature(theta, problem))
    as_one = links_at(theta, spread, np.full(4, np.nan), 4, len(OTHERS))
    at = np.arange(4, 8)
    information = 1.0 / np.diag(spread)[at]
    scores = np.array([_slope(theta, one, problem) for one in several]) @ spread[:, at] * information
    share = np.array([max(one.moments, 1) for one in several], dtype=np.float64)
    each = information * (share / share.sum())[:, None]
    found = [_meta(scores[:, k] / each[:, k], each[:, k]) for k in range(4)]
    size = as_one.size + [one.mean for one in found]
    error = np.array([one.error for one in found])
    covariance = as_one.covariance.copy()
    grow = np.r_[np.ones(4), np.maximum(error / as_one.error, 1.0)]
    links = replace(
        as_one,
        root=np.array([one.z(own) for one, own in zip(found, as_one.size, strict=True)]),
        size=size,
        error=error,
        covariance=covariance * np.outer(grow, grow),
    )
    couples = np.stack(
        [
            np.column_stack([own + one.own, one.own_error])
            for one, own in zip(found, as_one.size, strict=True)
        ],
        axis=1,
    )
    if not np.isfinite(value):  # no mode, so nothing stands out
        links = replace(links, root=np.full(4, np.nan))
    return StudyLinks(links, tuple(one.spread for one in found), couples)


def _slope(theta: FloatArray, one: FourSeries, problem: Problem) -> FloatArray:
    """Slope of one couple's log-likelihood at common parameters."""
    _, _, mates, start, places, mean, precision = problem
    grad = np.empty(len(theta))
    own = (np.ascontiguousarray(one.values), one.moves, mates, start, places, mean, np.zeros_like(precision))
    objective(theta, own, grad)
    return -grad


@dataclass(frozen=True, eq=False, slots=True)
class _Meta:
    """One link over couples, counted from the common one; ``below`` gives its distribution."""

    mean: float
    error: float
    below: Callable[[float], float]
    spread: Interval
    own: FloatArray
    own_error: FloatArray

    def z(self, common: float) -> float:
        """How far the mean stands off 0: a normal value of the same probability."""
        return float(-ndtri(np.clip(self.below(-common), 1e-300, 1.0 - 1e-16)))


def _meta(d: FloatArray, information: FloatArray) -> _Meta:
    """Random-effects meta-analysis of deviations with known variances 1 / information."""
    return (_by_prior if len(d) < FEW_COUPLES else _by_moments)(d, information)


def _by_moments(d: FloatArray, information: FloatArray) -> _Meta:
    n = len(d)
    between = _moments(d, information)
    weight = 1.0 / (1.0 / information + between)
    mean = float(weight @ d / weight.sum())
    scatter = max(float(weight @ (d - mean) ** 2) / (n - 1), 1.0)
    error = float(np.sqrt(scatter / weight.sum()))
    sure = between * information / (1.0 + between * information)
    own = mean + sure * (d - mean)
    own_error = np.sqrt(sure / information + ((1.0 - sure) * error) ** 2)

    def below(value: float) -> float:
        return float(stdtr(n - 1, (value - mean) / error))

    return _Meta(mean, error, below, _spread(d, information, between), own, own_error)


def _by_prior(d: FloatArray, information: FloatArray) -> _Meta:
    """Average over the posterior of the spread; the mean has no prior. Arrays are spreads by couples."""
    weight = 1.0 / (1.0 / information + SPREADS[:, None] ** 2)
    total = weight.sum(axis=1)
    means = weight @ d / total
    misfit = (weight * (d - means[:, None]) ** 2).sum(axis=1)
    log = 0.5 * (np.log(weight).sum(axis=1) - np.log(total) - misfit - (SPREADS / FEW_SPREAD) ** 2)
    p = np.exp(log - log.max())
    p /= p.sum()
    mean = float(p @ means)
    sure = SPREADS[:, None] ** 2 * weight
    owns = means[:, None] + sure * (d - means[:, None])
    own = p @ owns
    own_variance = sure / information + (1.0 - sure) ** 2 / total[:, None] + (owns - own) ** 2
    low, low50, middle, high50, high = (float(one) for one in np.interp(QUANTILES, np.cumsum(p), SPREADS))

    def below(value: float) -> float:
        return float(p @ ndtr((value - means) * np.sqrt(total)))

    return _Meta(
        mean,
        float(np.sqrt(p @ (1.0 / total + (means - mean) ** 2))),
        below,
        Interval(middle, low, high, low50, high50),
        own,
        np.sqrt(p @ own_variance),
    )


def _moments(d: FloatArray, information: FloatArray) -> float:
    total = information.sum()
    q = _scatter(0.0, d, information)
    return float(max(q - (len(d) - 1), 0.0) / (total - information @ information / total))


def _scatter(between: float, d: FloatArray, information: FloatArray) -> float:
    """Weighted squares around the weighted mean (Cochran's Q), if couples differed by this variance."""
    weight = 1.0 / (1.0 / information + between)
    return float(weight @ (d - weight @ d / weight.sum()) ** 2)


def _spread(d: FloatArray, information: FloatArray, between: float) -> Interval:
    """Give the standard deviation between couples with the Q-profile's interval."""

    def sd(p: float) -> float:
        bound = float(chdtri(len(d) - 1, p))
        if _scatter(0.0, d, information) <= bound:
            return 0.0
        if _scatter(LARGEST**2, d, information) >= bound:
            return LARGEST
        return float(np.sqrt(brentq(lambda v: _scatter(v, d, information) - bound, 0.0, LARGEST**2)))

    middle = min(float(np.sqrt(between)), LARGEST)
    low, high, low50, high50 = sd(0.05), sd(0.95), sd(0.25), sd(0.75)
    return Interval(middle, min(low, middle), max(high, middle), min(low50, middle), max(high50, middle))

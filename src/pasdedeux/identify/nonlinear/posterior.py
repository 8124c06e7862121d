"""From a diary to draws of the posterior: its mode, then tempered draws from around the mode to all of it.

The mode is found by differences of the log-likelihood, time by time; the outer product of these scores stands
in for its curvature (Berndt, Hall, Hall & Hausman 1974). From there on the filter's likelihood is corrected
(`pasdedeux.identify.nonlinear.approximation`). A normal approximation at the mode would be too narrow: what a
record cannot separate bends the posterior. So draws from a wide t distribution around the mode are tempered
to the posterior in steps small enough that half of them keep counting (Del Moral, Doucet & Jasra 2006), and
moved after each step by proposals that keep the draws' own normal distribution (Cotter et al. 2013).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.identify.nonlinear.approximation import LikelihoodCorrection, correction_at
from pasdedeux.identify.nonlinear.filtering import log_likelihood, score
from pasdedeux.identify.nonlinear.parameters import ParameterSpace

FloatArray = NDArray[np.float64]

MOST_STEPS = 25
SETTLED = 0.05  # how much higher the mode may still be, in log density
FREEDOM, WIDER = 6.0, 1.3  # of the t distribution
MOST_STAGES = 12
MOVES, LAST_MOVES = 1, 4
MIXED = 0.6
"""Draws have mixed when their correlation with those before the last moves is at most this."""


@dataclass(frozen=True, eq=False, slots=True)
class PosteriorMode:
    """A mode of the posterior.

    Parameters
    ----------
    z
        Shape (k,), prior standard deviations.
    value
        Log posterior, up to a constant.
    information
        Shape (k, k): information of the record alone, in prior standard deviations (outer product of scores).
    converged
        Whether the search ended at a mode.
    """

    z: FloatArray
    value: float
    information: FloatArray
    converged: bool


@dataclass(frozen=True, eq=False, slots=True)
class TemperedDraws:
    """Draws of the posterior.

    Parameters
    ----------
    z
        Shape (S, k), prior standard deviations.
    mode
        Mode of the posterior.
    correction
        What corrected the filter's likelihood.
    autocorrelation
        Correlation with the draws before the last moves, mean over the parameters.
    reached
        Whether tempering reached the posterior.
    """

    z: FloatArray
    mode: PosteriorMode
    correction: LikelihoodCorrection
    autocorrelation: float
    reached: bool

    def taken(self, at: NDArray[np.int64]) -> TemperedDraws:
        """Take parameters by their positions."""
        mode, off = self.mode, self.correction
        return replace(
            self,
            z=np.ascontiguousarray(self.z[:, at]),
            mode=replace(
                mode, z=mode.z[at], information=np.ascontiguousarray(mode.information[at[:, None], at])
            ),
            correction=replace(off, at=off.at[at], bias=off.bias[at]),
        )

    @property
    def converged(self) -> bool:
        """Whether the posterior was reached and the draws have mixed."""
        return self.reached and self.autocorrelation <= MIXED


def _hill(space: ParameterSpace, z: FloatArray) -> tuple[float, FloatArray, FloatArray]:
    """Log posterior at one point, its gradient, and the outer product of the times' slopes."""
    value, each = score(space, z)
    return value - 0.5 * float(z @ z), each.sum(axis=1) - z, each @ each.T


def _log_posterior(space: ParameterSpace, z: FloatArray) -> FloatArray:
    return np.asarray(log_likelihood(space, z) - 0.5 * (z**2).sum(axis=1))


def find_mode(space: ParameterSpace, start: FloatArray) -> PosteriorMode:
    """Climb from a point to a mode, four lengths of step tried at a time."""
    z, eye = start.copy(), np.eye(len(start))
    value, gradient, outer = _hill(space, z)
    damping = 1.0
    for _ in range(MOST_STEPS):
        ladder = damping * 8.0 ** np.arange(-2, 2)
        steps = np.stack([np.linalg.solve(outer + (1.0 + more) * eye, gradient) for more in ladder])
        steps *= np.minimum(1.0, 2.0 / np.abs(steps).max(axis=1, initial=1e-300))[:, None]
        tried = _log_posterior(space, z + steps)
        best = int(np.argmax(tried))
        damping = float(np.clip(ladder[best], 1e-6, 1e6))
        if tried[best] > value:
            z = z + steps[best]
            value, gradient, outer = _hill(space, z)
        elif damping >= 1e6:
            break
        else:
            damping *= 64.0
        if _to_gain(outer + eye, gradient) < SETTLED:
            break
    settled = bool(np.isfinite(value) and _to_gain(outer + eye, gradient) < SETTLED)
    return PosteriorMode(z, value, outer, settled)


def _to_gain(curvature: FloatArray, gradient: FloatArray) -> float:
    return 0.5 * float(gradient @ np.linalg.solve(curvature, gradient))


def starts(space: ParameterSpace) -> FloatArray:
    """Points from which a mode may be looked for: either partner in either role, more and less mood."""
    points = [np.zeros(space.k)]
    for reaching, guarding in ((1, 2), (2, 1)):
        for size in (0.7, 1.4):
            z = np.zeros(space.k)
            z[space.at(f"anxiety_{reaching}")] = z[space.at(f"avoidance_{guarding}")] = size
            points.append(z)
    stacked = np.stack(points)
    louder = stacked.copy()
    louder[:, [space.at("own_mood"), space.at("shared_mood")]] = 1.0
    return np.concatenate([stacked, louder])


def mode_of(space: ParameterSpace) -> PosteriorMode:
    """Climb from the best of the `starts`."""
    points = starts(space)
    return find_mode(space, points[int(np.argmax(_log_posterior(space, points)))])


def draw(space: ParameterSpace, rng: np.random.Generator, draws: int = 160) -> TemperedDraws:
    """Draw from the posterior of one couple.

    Parameters
    ----------
    space
        Record and free parameters.
    rng
        Source of randomness.
    draws
        How many.

    Raises
    ------
    InputError
        If no loop near the best one gives the answers any likelihood.
    """
    mode = mode_of(space)
    correction = correction_at(space, mode.z, rng)
    covariance = WIDER**2 * np.linalg.inv(mode.information / correction.inflation + np.eye(space.k))
    wide = _StudentT(mode.z, np.asarray(np.linalg.cholesky(covariance), dtype=np.float64))
    z = wide.draw(rng, draws)
    sample = _TemperedSample(space, correction, wide, z)
    if not np.isfinite(sample.last).any():
        raise InputError("nonlinear.nowhere", where="records")
    for _ in range(MOST_STAGES):
        sample.advance(rng)
        for _ in range(MOVES):
            sample.move(rng)
        if sample.power == 1.0:
            break
    before = sample.z.copy()
    for _ in range(LAST_MOVES):
        sample.move(rng)
    return TemperedDraws(
        sample.z, mode, correction, _correlation(before, sample.z), reached=sample.power == 1.0
    )


def _correlation(before: FloatArray, after: FloatArray) -> float:
    a, b = before - before.mean(axis=0), after - after.mean(axis=0)
    size = np.sqrt((a**2).sum(axis=0) * (b**2).sum(axis=0))
    return float(((a * b).sum(axis=0) / np.maximum(size, 1e-300)).mean())


@dataclass(frozen=True, eq=False, slots=True)
class _StudentT:
    """A t distribution in k numbers."""

    centre: FloatArray
    root: FloatArray

    def draw(self, rng: np.random.Generator, n: int) -> FloatArray:
        stretch = np.sqrt(FREEDOM / rng.chisquare(FREEDOM, n))
        normal = rng.standard_normal((n, len(self.centre)))
        return np.asarray(self.centre + stretch[:, None] * (normal @ self.root.T))

    def log(self, z: FloatArray) -> FloatArray:
        """Log density, up to a constant."""
        u = np.linalg.solve(self.root, (z - self.centre).T)
        return np.asarray(-0.5 * (FREEDOM + len(u)) * np.log1p((u**2).sum(axis=0) / FREEDOM))


class _TemperedSample:
    """Draws on their way from the t distribution (power 0) to the posterior (1)."""

    def __init__(
        self, space: ParameterSpace, correction: LikelihoodCorrection, wide: _StudentT, z: FloatArray
    ) -> None:
        self.space, self.correction, self.wide, self.z = space, correction, wide, z
        self.first, self.last = wide.log(z), self._last(z)
        self.power, self.bold = 0.0, 0.5

    def _last(self, z: FloatArray) -> FloatArray:
        """Log posterior, by the corrected likelihood."""
        log = self.correction.corrected(log_likelihood(self.space, z), z)
        return np.asarray(log - 0.5 * (z**2).sum(axis=1))

    def advance(self, rng: np.random.Generator) -> None:
        """Go on as far as half of the draws keep counting, and draw anew among them."""
        gain = np.where(np.isfinite(self.last), self.last - self.first, -np.inf)
        low, high = 0.0, 1.0 - self.power
        if _counting(gain, high) < 0.5 * len(gain):
            for _ in range(40):
                middle = 0.5 * (low + high)
                low, high = (middle, high) if _counting(gain, middle) > 0.5 * len(gain) else (low, middle)
            high = low
        weights = _weights(gain, high)
        self.power = min(self.power + high, 1.0) if high < 1.0 - self.power else 1.0
        ladder = (rng.random() + np.arange(len(gain))) / len(gain)
        pick = np.minimum(np.searchsorted(np.cumsum(weights), ladder), len(gain) - 1)
        self.z, self.first, self.last = self.z[pick], self.first[pick], self.last[pick]

    def move(self, rng: np.random.Generator) -> None:
        """Move every draw once, by a proposal that leaves the draws' own normal distribution as it is."""
        centre = self.z.mean(axis=0)
        root = self._root(centre)
        fresh = rng.standard_normal(self.z.shape) @ root.T
        tried = centre + np.sqrt(1.0 - self.bold**2) * (self.z - centre) + self.bold * fresh
        last, first = self._last(tried), self.wide.log(tried)
        log = self._target(first, last) - self._target(self.first, self.last)
        log -= _normal(tried - centre, root) - _normal(self.z - centre, root)
        taken = np.log(rng.random(len(log))) < log
        self.z = np.where(taken[:, None], tried, self.z)
        self.first, self.last = np.where(taken, first, self.first), np.where(taken, last, self.last)
        self.bold = float(np.clip(self.bold * np.exp(taken.mean() - 0.3), 0.05, 0.95))

    def _root(self, centre: FloatArray) -> FloatArray:
        """Root of the draws' covariance, shrunk towards the t distribution's."""
        off = self.z - centre
        share = len(off) / (len(off) + off.shape[1])
        covariance = share * off.T @ off / len(off) + (1.0 - share) * self.wide.root @ self.wide.root.T
        return np.asarray(np.linalg.cholesky(covariance), dtype=np.float64)

    def _target(self, first: FloatArray, last: FloatArray) -> FloatArray:
        return np.asarray((1.0 - self.power) * first + self.power * last)


def _weights(gain: FloatArray, power: float) -> FloatArray:
    log = power * gain
    weights = np.exp(log - log.max())
    return np.asarray(weights / weights.sum())


def _counting(gain: FloatArray, power: float) -> float:
    return float(1.0 / (_weights(gain, power) ** 2).sum())


def _normal(off: FloatArray, root: FloatArray) -> FloatArray:
    return np.asarray(-0.5 * (np.linalg.solve(root, off.T) ** 2).sum(axis=0))

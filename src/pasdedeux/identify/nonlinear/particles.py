"""The referee: the same likelihood by brute force.

A bootstrap particle filter (Gordon, Salmond & Smith 1993) that runs a cloud of couples by the loop's own
equations, with stress events as the events they are, nothing linearised and nothing normal but the errors.
Slow and noisy, and right on average however bent the loop is: what the quick filter is judged by.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

from pasdedeux.identify.nonlinear.observation import Diary
from pasdedeux.identify.nonlinear.parameters import FilterParameters
from pasdedeux.loop import equations as eq
from pasdedeux.loop import rows as r

FloatArray = NDArray[np.float64]
STEP = 1 / 24  # days
STRESS = slice(r.STRESS - r.THETA, r.STRESS - r.THETA + 2)
ISSUE = slice(r.ISSUE - r.THETA, r.ISSUE - r.THETA + 2)


def particle_log_likelihood(
    diary: Diary, point: FilterParameters, particles: int, rng: np.random.Generator
) -> FloatArray:
    """Estimate the log-likelihood of one diary at one point of the parameters.

    Parameters
    ----------
    diary
        The record.
    point
        One set of parameters (batch of one).
    particles
        How many couples run side by side.
    rng
        Source of randomness.

    Returns
    -------
    numpy.ndarray
        Shape (T,): log density of the answers at each time, given those before; the sum is the log of an
        unbiased estimate of the likelihood.
    """
    cloud = _Particles(diary, point, particles, rng)
    log = np.empty(len(diary.gaps))
    for t, gap in enumerate(diary.gaps):
        cloud.run(t, gap)
        log[t] = cloud.weigh(t)
    return log


def simulated_answers(
    diary: Diary, point: FilterParameters, couples: int, rng: np.random.Generator
) -> FloatArray:
    """Run couples forward by the loop itself and let them answer as the diary was answered.

    Parameters
    ----------
    diary
        Its times, scales and what came from outside; its answers are not used.
    point
        One set of parameters (batch of one).
    couples
        How many, side by side.
    rng
        Source of randomness.

    Returns
    -------
    numpy.ndarray
        Shape (couples, T, m).
    """
    cloud = _Particles(diary, point, couples, rng)
    level = diary.level + diary.level_sd * rng.standard_normal((couples, len(diary.level)))
    y = np.empty((couples, *diary.y.shape))
    for t, gap in enumerate(diary.gaps):
        cloud.run(t, gap)
        y[:, t] = level + point.scales[0] * cloud.read(np.arange(len(diary.level))).T
    y += point.errors[0] * rng.standard_normal(y.shape)
    step, origin = np.sqrt(12.0 * diary.floor), np.where(np.isfinite(diary.low), diary.low, 0.0)
    rounded = origin + step * np.round((y - origin) / np.where(step > 0.0, step, 1.0))
    y = np.where(step > 0.0, rounded, y)
    return np.ascontiguousarray(np.clip(y, diary.low, diary.high))


class _Particles:
    """Particles: states (11, n), moods (3, n), stress left (2, n), levels (m, n)."""

    def __init__(self, diary: Diary, point: FilterParameters, n: int, rng: np.random.Generator) -> None:
        self.diary, self.point, self.rng, self.n = diary, point, rng, n
        self.theta = point.thetas[0]
        first, sd = point.first, point.first_sd
        x = first[:, None] + sd[:, None] * rng.standard_normal((r.N_STATES, n))
        for i in (0, 1):
            own = r.N_OWN * i + r.SECURITY
            x[own] += self._row(r.SET_POINT + i) - first[own]
        low = np.array([0, -1, 0, 0, 0, 0, -1, 0, 0, 0, -1], dtype=np.float64)
        self.x = np.clip(x, low[:, None], np.where(np.arange(r.N_STATES) % 5 == 0, 20.0, 1.0)[:, None])
        self.x[r.CLOSENESS] = np.clip(x[r.CLOSENESS], -1.0, 1.0)
        spread = np.array([self._row(r.OWN_MOOD)] * 2 + [self._row(r.SHARED_MOOD)])
        self.mood_sd = spread
        self.mood = spread[:, None] * rng.standard_normal((r.N_MOODS, n))
        self.left = self._events(np.zeros((2, n)), 12.0 * self._row(r.STRESS_MEMORY))
        # levels do not move, and given the states they are all but normal: each has mean, variance
        self.level = np.repeat(diary.level[:, None], n, axis=1)
        self.level_var = np.repeat(diary.level_sd[:, None] ** 2, n, axis=1)

    def _row(self, row: int) -> float:
        return float(self.theta[row - r.THETA])

    def _events(self, left: FloatArray, span: float) -> FloatArray:
        """Let a time pass: what was there fades, and events strike at times of their own."""
        memory = self._row(r.STRESS_MEMORY)
        left = left * np.exp(-span / memory)
        counts = self.rng.poisson(self._row(r.STRESS_RATE) * span, left.shape)
        for k in range(int(counts.max(initial=0))):
            ago = span * self.rng.random(left.shape)
            size = self._row(r.STRESS_SIZE) * self.rng.standard_exponential(left.shape)
            left = left + np.where(counts > k, size * np.exp(-ago / memory), 0.0)
        return left

    def run(self, t: int, gap: float) -> None:
        day = min(gap, 1.0)
        for span, last in ((gap - day, False), (day, True)):
            steps = int(np.ceil(span / STEP - 1e-9))
            for _ in range(steps):
                self._step(t, span / steps, last=last)

    def _step(self, t: int, h: float, *, last: bool) -> None:
        d = self.diary
        held = np.repeat(self.theta[:, None], self.n, axis=1)
        held[r.APART - r.THETA] = d.apart[t] if last else 0.0
        held[ISSUE] = d.issue[t][:, None] if last else 0.0
        known = d.known[t][:, None] & last
        standing = self.point.stress_weights[0] * d.stress[t][:, None]
        after = self._events(self.left, h)
        keep = np.exp(-h / self._row(r.MOOD_PACE))
        drawn = self.rng.standard_normal(self.mood.shape)
        mood = keep * self.mood + np.sqrt(1 - keep**2) * self.mood_sd[:, None] * drawn
        held[STRESS] = np.where(known, standing, self.left)
        k0 = eq.drift(self.x, held, self.mood)
        held[STRESS] = np.where(known, standing, after)
        k1 = eq.drift(self.x + h * k0, held, mood)
        self.x = self.x + 0.5 * h * (k0 + k1)
        self.mood, self.left = mood, after

    def read(self, channels: NDArray[np.int64]) -> FloatArray:
        """Read these channels off the states, shape (channels, n)."""
        states = np.concatenate([self.x, self.mood, self.left])
        u, side = states[self.diary.rows[channels]], self.diary.sides[channels, None]
        return np.where(side == 0.0, u, np.maximum(side * u, 0.0))

    def weigh(self, t: int) -> float:
        """Weigh by the answers at this time and resample; log of the mean weight."""
        d, p = self.diary, self.point
        at = np.flatnonzero(d.seen[t])
        if not len(at):
            return 0.0
        u = self.read(at)
        y, low, high, floor = (v[at, None] for v in (d.y[t], d.low, d.high, d.floor))
        end = np.where(y <= low, -1.0, np.where(y >= high, 1.0, 0.0))
        noise = p.errors[0, at, None] ** 2 + np.where(end, 0.0, floor)
        off = y - end * np.sqrt(3.0 * floor) - self.level[at] - p.scales[0, at, None] * u
        log, moved, less = _likelihood_of(off, self.level_var[at] + noise, end)
        gain = self.level_var[at] / (self.level_var[at] + noise)
        self.level[at] += gain * moved
        self.level_var[at] *= 1.0 - gain * less
        log = log.sum(axis=0)
        top = float(log.max())
        weight = np.exp(log - top)
        total = float(weight.sum())
        ladder = (self.rng.random() + np.arange(self.n)) / self.n
        pick = np.minimum(np.searchsorted(np.cumsum(weight) / total, ladder), self.n - 1)
        self.x, self.mood, self.left = self.x[:, pick], self.mood[:, pick], self.left[:, pick]
        self.level, self.level_var = self.level[:, pick], self.level_var[:, pick]
        return top + float(np.log(total / self.n))


def _likelihood_of(
    off: FloatArray, width: FloatArray, end: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Log density of answers that lie ``off``, how far they move the level, what they take off its variance.

    At an end of the scale (-1, 1) an answer says only that what was meant lay there or beyond.
    """
    root = np.sqrt(width)
    a = -end * off / root
    below = log_ndtr(a)
    rise = np.exp(-0.5 * a**2 - below) / np.sqrt(2.0 * np.pi)
    plain = -0.5 * (off**2 / width + np.log(2.0 * np.pi * width))
    return (
        np.where(end, below, plain),
        np.where(end, end * root * rise, off),
        np.where(end, rise * (rise + a), 1.0),
    )

"""Experiments of one's own: a practice on days drawn by lot, so that what it does shows apart from all else.

Days are drawn in blocks, as many with as without in each. The analysis asks how often another draw of the
same kind would have shown as much (Fisher's randomisation test); it assumes nothing about how days hang
together. Its interval holds every effect that the test does not rule out (test inversion; Imbens & Rubin
2015, chapter 5).

What works into the next day makes days with and without more alike, so such an effect comes out too small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pasdedeux.arguments import names_wrong_arguments, whole, within
from pasdedeux.change.library import lever
from pasdedeux.change.plan import Held, Plan, Working
from pasdedeux.change.posterior import PERSONAL_SPREAD, Source
from pasdedeux.change.whatif import STEP, Futures
from pasdedeux.errors import InputError
from pasdedeux.loop import STATES
from pasdedeux.loop.rows import AROUSAL, N_OWN
from pasdedeux.safety import ForTwo, Leave
from pasdedeux.simulate.run import Grid, run

FloatArray = NDArray[np.float64]
FEWEST_DAYS, MOST_DAYS = 14, 364
LEVEL = 0.90
FEWEST_REPORTS = 8


@names_wrong_arguments
@dataclass(frozen=True, eq=False, slots=True)
class Experiment:
    """Who holds what on which days.

    Parameters
    ----------
    holds
        One or two levers, each with who holds it.
    assigned
        Shape (days, levers): whether it is held on that day.
    block
        Days in a block; within one every combination comes equally often.
    """

    holds: tuple[Held, ...]
    assigned: NDArray[np.bool_]
    block: int

    @classmethod
    def drawn(
        cls, holds: Sequence[Held], *, days: int, block: int = 4, seed: int = 0, opening: Leave | None
    ) -> Experiment:
        """Draw the days.

        Parameters
        ----------
        holds
            One lever, or two that are drawn independently of each other.
        days
            14 to 364, whole blocks.
        block
            A multiple of 2, or of 4 for two levers. Small blocks balance better, large ones are harder to
            foresee.
        seed
            Of the draw.
        opening
            What `pasdedeux.safety.opening` (or, at one terminal, `agreed_here`) gives for an experiment: both
            chose it, each alone. Nothing is drawn without it.

        Raises
        ------
        InputError
            If it is not open for both, a lever cannot be held by the day, or days and blocks do not fit.

        Examples
        --------
        >>> from pasdedeux.safety import agreed_here
        >>> leave = agreed_here("experiment", mine=True, theirs=True)
        >>> plan = Experiment.drawn([Held("softening", "1")], days=28, seed=4, opening=leave)
        >>> int(plan.assigned.sum()), plan.assigned.shape
        (14, (28, 1))
        """
        if not isinstance(opening, Leave) or opening.what is not ForTwo.EXPERIMENT:
            raise InputError("change.not-available", where="experiment")
        whole("seed", seed, 0)
        held = tuple(holds)
        check_design(held, days, block)
        return cls(held, _draws(len(held), days, block, 1, np.random.default_rng(seed))[0], block)

    @property
    def days(self) -> int:
        """How many days it takes."""
        return len(self.assigned)

    def days_of(self, which: int = 0) -> tuple[int, ...]:
        """Days, counted from 1, on which one of the levers is held."""
        return tuple(int(day) + 1 for day in np.flatnonzero(self.assigned[:, which]))


@dataclass(frozen=True, slots=True)
class Finding:
    """What an experiment shows.

    Parameters
    ----------
    effect, low, high
        Days with less days without, in the units of the reports, and its 90 % interval.
    p
        How often a draw of days that does nothing would have shown as much.
    reports
        Days that could be used.
    """

    effect: float
    low: float
    high: float
    p: float
    reports: int


@names_wrong_arguments
def analyse(
    experiment: Experiment, reports: ArrayLike, *, which: int = 0, resamples: int = 4999, seed: int = 0
) -> Finding:
    """Compare days with and days without.

    Parameters
    ----------
    experiment
        As it was drawn beforehand. What people then did does not enter: a day counts as it was drawn.
    reports
        Shape (days,): one number a day, NaN where there is none.
    which
        Which of its levers.
    resamples
        How many other draws of days are compared with.
    seed
        Of those draws.

    Returns
    -------
    Finding
        The interval holds all constant effects that the test at 10 % does not rule out.

    Raises
    ------
    InputError
        If there are too few reports for any answer, all are the same, or one is no number.

    Examples
    --------
    >>> from pasdedeux.safety import agreed_here
    >>> leave = agreed_here("experiment", mine=True, theirs=True)
    >>> plan = Experiment.drawn([Held("softening", "1")], days=56, seed=4, opening=leave)
    >>> reports = np.random.default_rng(1).normal(5, 1, 56) - 1.5 * plan.assigned[:, 0]
    >>> found = analyse(plan, reports)
    >>> found.low < -1.5 < found.high < 0
    True
    """
    y = _numbers(reports)
    if y.shape != (experiment.days,):
        raise InputError("change.reports-do-not-fit", where="reports", n=y.size, days=experiment.days)
    whole("which", which, 0, len(experiment.holds) - 1)
    whole("resamples", resamples, 99, 1_000_000)
    whole("seed", seed, 0)
    seen = np.isfinite(y)
    z = experiment.assigned[:, which].astype(np.float64)
    blocks = np.arange(len(y)) // experiment.block
    useful = _both_ways(z, seen, blocks)
    rng = np.random.default_rng(seed)
    others = _draws(len(experiment.holds), experiment.days, experiment.block, resamples, rng)[:, :, which]
    alike = np.abs(_slope(others, z, seen, blocks)) > 1 - 1e-9  # the same days, or the very opposite ones
    if seen.sum() < FEWEST_REPORTS or useful < 2 or alike.mean() > (1 - LEVEL) / 2:
        raise InputError("change.too-few-reports", where="reports", n=int(seen.sum()), blocks=useful)
    if np.ptp(y[seen]) == 0:
        raise InputError("change.reports-all-alike", where="reports", value=float(y[seen][0]))
    return _inverted(y, z, others, seen, blocks)


def _numbers(reports: ArrayLike) -> FloatArray:
    try:
        y = np.asarray(reports, dtype=np.float64)
    except (TypeError, ValueError):
        y = np.full(1, np.inf)
    if np.isinf(y).any():
        raise InputError("change.report-is-no-number", where="reports")
    return y


@dataclass(frozen=True, slots=True)
class Power:
    """How often an experiment of this kind would show an effect, in simulated couples.

    Parameters
    ----------
    days
        Its length.
    share, low, high
        Of couples in whom it does, with the 90 % range of that share.
    """

    days: int
    share: float
    low: float
    high: float


@names_wrong_arguments
def power(
    source: Source,
    hold: Held,
    *,
    days: int,
    block: int = 4,
    effect: float | None = None,
    reliability: float = 0.7,
    couples: int = 200,
    seed: int = 0,
    spread: float = PERSONAL_SPREAD,
) -> Power:
    """Run the experiment in simulated couples and count how often it shows something at 10 %.

    Parameters
    ----------
    source
        The loop, or draws of it, as for `what_if`.
    hold
        The lever, and who holds it.
    days, block
        As for `Experiment.drawn`.
    effect
        Unless given, the lever does in the loop what it does, as unsure as its grade. A number sets its
        effect on the day instead, in standard deviations of the couple's own days; with 0 the share is the
        false alarms.
    reliability
        Share of a report that is not error.
    couples
        How many.
    seed
        Of everything random.
    spread
        As for `what_if`.

    Returns
    -------
    Power
        The outcome is alarm between the two, the mean of a day.

    Examples
    --------
    >>> from pasdedeux.loop import Loop
    >>> hold = Held("softening", "1")
    >>> shown = power(Loop.preset("anxious-avoidant"), hold, days=28, effect=-2.0, couples=40)
    >>> shown.low < shown.share <= shown.high
    True
    """
    check_design((hold,), days, block)
    within("reliability", reliability, 0.05, 1.0)
    futures = Futures.of(source, days=max(float(days), 14.0), draws=couples, seed=seed, spread=spread)
    rng = np.random.default_rng([seed, 3])
    assigned = _draws(1, days, block, couples, rng)[:, :, 0].astype(np.float64)
    dose = np.zeros_like(assigned) if effect is not None else assigned * hold.dose
    working = Working(((hold, np.arange(days, dtype=np.float64), dose.T),), futures.sizes(Plan((hold,))))
    grid = Grid.of(float(days), STEP, "heun", futures.theta)
    numbers = np.arange(couples)
    means = run(futures.theta, numbers, futures.start, grid, seed, working, span=round(1 / STEP)).means
    alarm = means[:, : len(STATES)][:, [AROUSAL, N_OWN + AROUSAL]].mean(axis=1).T
    sd = alarm.std(axis=1, keepdims=True)
    alarm = alarm + sd * sqrt(1 / reliability - 1) * rng.standard_normal(alarm.shape)
    alarm = alarm + (effect or 0.0) * sd * assigned
    others = _draws(1, days, block, 399, rng)[:, :, 0]
    blocks, seen = np.arange(days) // block, np.ones(days, dtype=bool)
    shown = sum(
        _p(_slope(z[None], y, seen, blocks)[0], _slope(others, y, seen, blocks)) <= 1 - LEVEL
        for z, y in zip(assigned, alarm, strict=True)
    )
    low, high = _range_of_share(int(shown), couples)
    return Power(days, float(shown / couples), low, high)


def check_design(held: tuple[Held, ...], days: int, block: int) -> None:
    """Refuse levers that are not held by the day, and days that are no whole blocks."""
    if not 1 <= len(held) <= 2:
        raise InputError("change.one-or-two-levers", where="experiment", n=len(held))
    for one in held:
        if not lever(one.lever).daily:
            raise InputError("change.not-by-the-day", where="experiment", lever=one.lever)
    if len(held) == 2 and (held[0].lever, held[0].partner) == (held[1].lever, held[1].partner):
        raise InputError("change.one-lever-twice", where="experiment")
    kinds = 2 ** len(held)
    if block < kinds or block % kinds:
        raise InputError("change.unbalanced-block", where="block", block=block, kinds=kinds)
    if not FEWEST_DAYS <= days <= MOST_DAYS or days % block:
        raise InputError(
            "change.days-do-not-fit", where="days", days=days, block=block, low=FEWEST_DAYS, high=MOST_DAYS
        )


def _draws(levers: int, days: int, block: int, times: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Draw such days so many times, shape (times, days, levers)."""
    kinds = np.array(list(product([False, True], repeat=levers)))
    one = np.tile(kinds, (block // len(kinds), 1))
    order = rng.random((times, days // block, block)).argsort(axis=2)
    return one[order].reshape(times, days, levers)


def _both_ways(z: NDArray[Any], seen: NDArray[np.bool_], blocks: NDArray[np.int64]) -> int:
    """How many blocks have reports both with and without."""
    return sum(len(set(z[(blocks == b) & seen])) == 2 for b in np.unique(blocks))


def _slope(z: NDArray[Any], y: FloatArray, seen: NDArray[np.bool_], blocks: NDArray[np.int64]) -> FloatArray:
    """Difference within blocks for each draw of days (m, days); linear in y."""
    z, y, blocks = z[:, seen].astype(np.float64), y[seen], blocks[seen]
    inside = np.equal(blocks[:, None], np.unique(blocks)).astype(np.float64)
    centred = z - (z @ inside / inside.sum(axis=0)) @ inside.T
    spread = (centred**2).sum(axis=1)
    return np.asarray(np.where(spread > 0, centred @ y / np.where(spread > 0, spread, 1.0), 0.0))


def _p(own: float, others: FloatArray) -> float:
    return float((1 + (np.abs(others) >= abs(own) - 1e-12).sum()) / (1 + len(others)))


def _inverted(
    y: FloatArray,
    z: FloatArray,
    others: NDArray[np.bool_],
    seen: NDArray[np.bool_],
    blocks: NDArray[np.int64],
) -> Finding:
    """Test every effect: of y less the effect, another draw's slope is its slope of y less that of z."""
    own = float(_slope(z[None], y, seen, blocks)[0])
    of_y, of_z = _slope(others, y, seen, blocks), _slope(others, z, seen, blocks)

    def kept(effect: float) -> bool:
        return _p(own - effect, of_y - effect * of_z) > 1 - LEVEL

    reach = 8.0 * float(of_y.std()) + 1e-9
    ends = []
    for way in (-1.0, 1.0):
        inside, outside = 0.0, reach
        while kept(own + way * outside):
            inside, outside = outside, 2.0 * outside
        for _ in range(40):
            middle = 0.5 * (inside + outside)
            inside, outside = (middle, outside) if kept(own + way * middle) else (inside, middle)
        ends.append(own + way * inside)
    return Finding(own, ends[0], ends[1], _p(own, of_y), int(seen.sum()))


def _range_of_share(shown: int, of: int, z: float = 1.645) -> tuple[float, float]:
    """Wilson's 90 % range of a share."""
    share, square = shown / of, z * z / of
    middle = (share + square / 2) / (1 + square)
    half = z / (1 + square) * sqrt(share * (1 - share) / of + square / (4 * of))
    return max(0.0, middle - half), min(1.0, middle + half)

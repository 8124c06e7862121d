"""What if: a couple's loop run forward with a plan and without it, on the same random days.

The answer is given for many futures. They differ in what the loop is (draws of it), in how much a lever does
(unsure by its grade), and in what happens to the two. What the model leaves out is in none of them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments, shown, whole, within
from pasdedeux.change.library import lever
from pasdedeux.change.measures import Standing, standing
from pasdedeux.change.plan import LATEST, WEEK, Plan
from pasdedeux.change.posterior import PERSONAL_SPREAD, Source, draws_of
from pasdedeux.errors import InputError
from pasdedeux.estimates import QUANTILES, Interval
from pasdedeux.loop import STATES
from pasdedeux.loop.bond import satisfaction
from pasdedeux.loop.rows import AROUSAL, N_OWN
from pasdedeux.simulate.run import Grid, Output, fresh, run
from pasdedeux.simulate.schedule import Timetable

FloatArray = NDArray[np.float64]
SOONEST = 14.0  # days
RUN_IN = 60.0  # days of ordinary life before today
STEP = 1 / 24  # days; below the quickest pace any loop is allowed
DAILY_UP_TO = 56.0  # days; beyond, weeks are kept
IN_CYCLE = len(STATES)  # row of the means
BEFORE = 0x9E3779B97F4A7C15  # the days before today have random numbers of their own

BETTER: Mapping[str, tuple[float, float, float]] = MappingProxyType(
    {
        "alarm": (-1.0, 0.0, 0.10),
        "in_cycle": (-1.0, 0.02, 0.0),
        "satisfaction": (1.0, 0.05, 0.0),
        "loop_gain": (-1.0, 0.02, 0.0),
        "resilience": (1.0, 0.25, 0.0),
        "recovery": (-1.0, 0.25, 0.0),
    }
)
"""Which way is better, and the least difference that counts: so much, and so much as a share of "as now".

Set by judgement: less would not be noticed.
"""


@dataclass(frozen=True, slots=True)
class Measure:
    """One quantity as now and with the plan.

    Parameters
    ----------
    now, changed, difference
        Median, 50 % and 90 % of futures; the difference is taken future by future.
    better, worse
        Share of futures in which it is noticeably better, or worse; see `BETTER`.
    """

    now: Interval
    changed: Interval
    difference: Interval
    better: float
    worse: float

    def to_dict(self) -> dict[str, object]:
        """All numbers as JSON-ready values."""
        names = ("now", "changed", "difference")
        found: dict[str, object] = {name: getattr(self, name).to_dict() for name in names}
        return found | {"better": self.better, "worse": self.worse}


@dataclass(frozen=True, eq=False)
class WhatIf:
    """What a plan would change, with how sure that is.

    Parameters
    ----------
    plan
        What is held.
    days
        How far it looks.
    draws
        How many futures.
    rests_on
        Where the loops come from: ``"loop"``, ``"draws"`` or ``"fit"``.
    time
        Shape (T,), days: the middle of each span.
    now_, changed_, difference_
        Shape (T, 5): alarm between the two (mean felt arousal) at the quantiles of
        `pasdedeux.identify.linear.results`, as now, with the plan, and their difference future by future.
    alarm_, in_cycle_, satisfaction_
        Means over the whole time: felt arousal of both; share of time in the cycle; satisfaction of both.
    loop_gain_, resilience_, recovery_
        Of the loop as it is on the last day; see `pasdedeux.change.measures.Standing`.
    alarm_of_
        Alarm of partner one and of partner two.
    calm_now_, calm_changed_
        Share of futures in which there is a calm to rest in, on the last day.
    """

    plan: Plan
    days: float
    draws: int
    rests_on: str
    time: FloatArray
    now_: FloatArray
    changed_: FloatArray
    difference_: FloatArray
    alarm_: Measure
    in_cycle_: Measure
    satisfaction_: Measure
    loop_gain_: Measure
    resilience_: Measure
    recovery_: Measure
    alarm_of_: tuple[Measure, Measure]
    calm_now_: float
    calm_changed_: float

    @property
    def calmer_(self) -> float:
        """Share of futures with noticeably less alarm between the two."""
        return self.alarm_.better

    @property
    def harder_(self) -> float:
        """Share of futures with noticeably more alarm between the two."""
        return self.alarm_.worse

    def to_dict(self) -> dict[str, object]:
        """All numbers as JSON-ready values."""
        names = ("alarm", "in_cycle", "satisfaction", "loop_gain", "resilience", "recovery")
        return {
            "days": self.days,
            "draws": self.draws,
            "rests_on": self.rests_on,
            "plan": [
                {
                    "lever": one.lever,
                    "partner": one.partner,
                    "dose": one.dose,
                    "start": one.start,
                    "stop": one.stop if np.isfinite(one.stop) else None,
                    "stopping": one.stopping,
                }
                for one in self.plan.held
            ],
            "hours_a_week": self.plan.hours(self.days),
            "calmer": self.calmer_,
            "harder": self.harder_,
            "calm_exists": {"now": self.calm_now_, "changed": self.calm_changed_},
            **{name: getattr(self, f"{name}_").to_dict() for name in names},
            "alarm_of": [one.to_dict() for one in self.alarm_of_],
            "course": {
                "day": self.time.tolist(),
                "quantiles": list(QUANTILES),
                "now": self.now_.tolist(),
                "changed": self.changed_.tolist(),
                "difference": self.difference_.tolist(),
            },
        }


@names_wrong_arguments
def what_if(
    source: Source,
    plan: Plan,
    *,
    days: float = 182.0,
    draws: int = 200,
    seed: int = 0,
    spread: float = PERSONAL_SPREAD,
    threads: int | None = None,
) -> WhatIf:
    """Run a couple forward with a plan and without it.

    Parameters
    ----------
    source
        A `Loop` (with a stated spread of its personal parts), a list of loops (draws), or a fit of the
        nonlinear loop, which gives draws by ``loops()``.
    plan
        What is held. An empty one changes nothing.
    days
        How far to look, 14 to 365. Farther the model has nothing to say.
    draws
        How many futures, 20 or more. The first of many are the same as those of few, so a quick answer from
        24 is made firmer by 200, not replaced.
    seed
        Of everything random.
    spread
        Of the personal parts around a single loop.
    threads
        All cores unless given. The result does not depend on it.

    Returns
    -------
    WhatIf
        Both arms of each future share their random days and start from the same ordinary day.

    Raises
    ------
    InputError
        If the plan starts after the horizon, the horizon is too far, or there is nothing to draw from.

    Examples
    --------
    >>> from pasdedeux.loop import Loop
    >>> answer = what_if(Loop.preset("anxious-avoidant"), Plan.of("therapy_gain"), draws=40)
    >>> answer.in_cycle_.difference.estimate < 0
    True
    """
    if not isinstance(plan, Plan):
        raise InputError("change.no-plan", where="plan", value=shown(plan))
    futures = Futures.of(source, days=days, draws=draws, seed=seed, spread=spread, threads=threads)
    return futures.compare(plan)[0]


@dataclass(frozen=True, eq=False, slots=True)
class Arm:
    """All futures under one plan.

    Parameters
    ----------
    time
        Shape (T,), days.
    alarm
        Shape (2, T, n): felt arousal of both partners.
    in_cycle, satisfaction
        Shape (n,): means over the whole time.
    standing
        Of the loops on the last day.
    """

    time: FloatArray
    alarm: FloatArray
    in_cycle: FloatArray
    satisfaction: FloatArray
    standing: Standing

    @property
    def between(self) -> FloatArray:
        """Alarm between the two, shape (T, n)."""
        return np.asarray(self.alarm.mean(axis=0))


@names_wrong_arguments
@dataclass(frozen=True, eq=False)
class Futures:
    """A couple's futures, ready to be run under any plan. Made by `Futures.of`.

    Parameters
    ----------
    theta
        Shape (P, n): what the loop is in each future.
    rests_on
        Where the loops come from.
    days, seed, threads
        As for `what_if`.
    """

    theta: FloatArray
    rests_on: str
    days: float
    seed: int
    threads: int

    @classmethod
    def of(
        cls,
        source: Source,
        *,
        days: float = 182.0,
        draws: int = 200,
        seed: int = 0,
        spread: float = PERSONAL_SPREAD,
        threads: int | None = None,
    ) -> Futures:
        """Draw the futures; arguments as for `what_if`."""
        within("days", days, SOONEST, LATEST, "days")
        whole("seed", seed, 0, 2**63 - 1)
        workers = (os.cpu_count() or 1) if threads is None else threads
        within("threads", workers, 1, 1024)
        drawn = draws_of(source, draws, seed, spread)
        return cls(drawn.theta, drawn.rests_on, days, seed, workers)

    @property
    def draws(self) -> int:
        """How many there are."""
        return int(self.theta.shape[1])

    @cached_property
    def start(self) -> FloatArray:
        """An ordinary day of theirs: states after two months as now, shape (11, n)."""
        return self._run(Plan().working(), RUN_IN, fresh(self.theta), self.seed ^ BEFORE, RUN_IN).end[
            : len(STATES)
        ]

    def sizes(self, plan: Plan) -> dict[str, FloatArray]:
        """How much each lever does in each future, as a multiple of its size; the same in every plan."""
        drawn = {}
        for name in sorted({one.lever for one in plan.held}):
            rng = np.random.default_rng([self.seed, 2, crc32(name.encode())])
            drawn[name] = lever(name).sizes(rng, self.draws)
        return drawn

    def under(self, *plans: Plan) -> tuple[Arm, ...]:
        """Run all futures under each of these plans, on the same random days."""
        for plan in plans:
            plan.check_horizon(self.days)
        _ = self.start
        if self.threads == 1:
            return tuple(map(self._arm, plans))
        with ThreadPoolExecutor(min(self.threads, len(plans))) as pool:
            return tuple(pool.map(self._arm, plans))

    def compare(self, *plans: Plan, now: Arm | None = None) -> tuple[WhatIf, ...]:
        """Compare each of these plans with how things are now.

        Parameters
        ----------
        plans
            What is held.
        now
            What ``under(Plan())`` gave, where it is there already: a slider asks again and again.
        """
        first, *arms = self.under(Plan(), *plans) if now is None else (now, *self.under(*plans))
        return tuple(_compared(plan, self, first, arm) for plan, arm in zip(plans, arms, strict=True))

    def _arm(self, plan: Plan) -> Arm:
        working = plan.working(self.sizes(plan))
        span = 1.0 if self.days < DAILY_UP_TO else WEEK
        means = self._run(working, self.days, self.start, self.seed, span).means
        states = means[:, : len(STATES)].transpose(1, 0, 2)
        return Arm(
            np.asarray((np.arange(len(means)) + 0.5) * span),
            states[[AROUSAL, N_OWN + AROUSAL]],
            means[:, IN_CYCLE].mean(axis=0),
            satisfaction(states, self.theta).mean(axis=(0, 1)),
            standing(working.theta_at(self.theta, self.days)),
        )

    def _run(self, plan: Timetable, days: float, start: FloatArray, seed: int, span: float) -> Output:
        grid = Grid.of(days, STEP, "heun", self.theta)
        return run(self.theta, np.arange(self.draws), start, grid, seed, plan, span=round(span / STEP))


def _compared(plan: Plan, futures: Futures, now: Arm, changed: Arm) -> WhatIf:
    """Put two arms of the same futures side by side."""
    stood, stands = now.standing, changed.standing
    return WhatIf(
        plan,
        futures.days,
        futures.draws,
        futures.rests_on,
        now.time,
        _fan(now.between),
        _fan(changed.between),
        _fan(changed.between - now.between),
        _measure("alarm", now.between.mean(axis=0), changed.between.mean(axis=0)),
        _measure("in_cycle", now.in_cycle, changed.in_cycle),
        _measure("satisfaction", now.satisfaction, changed.satisfaction),
        _measure("loop_gain", stood.loop_gain, stands.loop_gain),
        _measure("resilience", stood.resilience, stands.resilience),
        _measure("recovery", stood.recovery, stands.recovery),
        (
            _measure("alarm", now.alarm[0].mean(axis=0), changed.alarm[0].mean(axis=0)),
            _measure("alarm", now.alarm[1].mean(axis=0), changed.alarm[1].mean(axis=0)),
        ),
        float(stood.calm.mean()),
        float(stands.calm.mean()),
    )


def _fan(values: FloatArray) -> FloatArray:
    return np.asarray(np.quantile(values, QUANTILES, axis=1).T)


def _measure(name: str, now: FloatArray, changed: FloatArray) -> Measure:
    way, least, share = BETTER[name]
    gain = way * (changed - now)
    counts = least + share * np.abs(now)
    return Measure(
        Interval.of(now),
        Interval.of(changed),
        Interval.of(changed - now),
        float((gain >= counts).mean()) if counts.any() else 0.0,
        float((gain <= -counts).mean()) if counts.any() else 0.0,
    )

"""A trial in the model: couples at intake, some plan against waiting. What lever sizes are set by.

Couples come from a population a little above the mean on both dimensions. After half a year of ordinary life
a quarter of them come to intake: for what they report of their satisfaction, and as much for reasons of
their own. (Were it for satisfaction alone, only couples deep in the trap would come, half as different from
each other as couples in trials are, and every effect told in their spread would come out twice as large.)
Satisfaction is the mean of both over four weeks, read with the reliability of a good questionnaire. Those who
wait meet the same days as those who do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import within
from pasdedeux.change.library import lever
from pasdedeux.change.plan import Plan
from pasdedeux.loop import STATES
from pasdedeux.loop.bond import satisfaction
from pasdedeux.simulate import Population
from pasdedeux.simulate.run import Grid, fresh, run

FloatArray = NDArray[np.float64]
STEP, MONTH, BEFORE = 1 / 12, 28.0, 182.0  # days
RELIABILITY = 0.9
CLINIC = (0.25, 0.25)  # mean anxiety and avoidance of the population they come from
SHARE = 0.25  # of couples come
DISTRESSED = 0.25  # of all couples lie below the cut-off
REASONS = 1.0  # spread of all other reasons for coming, in that of reported satisfaction
TOGETHER = 2048  # couples run at once
SMALL_STEPS = ("soothing", "softening", "presence", "naming", "daily_check_in")  # as a guided programme has


@dataclass(frozen=True, eq=False, slots=True)
class Intake:
    """Couples who come.

    Parameters
    ----------
    theta
        Shape (P, n).
    numbers
        Shape (n,): their numbers in the population.
    states
        Shape (11, n): on the day they come.
    seen
        Shape (n,): satisfaction as it was read in the four weeks before.
    in_cycle
        Shape (n,): share of those four weeks in the cycle.
    cut
        Satisfaction below which couples count as distressed: the lowest quarter of all.
    """

    theta: FloatArray
    numbers: NDArray[np.int64]
    states: FloatArray
    seen: FloatArray
    in_cycle: FloatArray
    cut: float

    @classmethod
    def of(cls, couples: int, share: float = SHARE, seed: int = 0) -> Intake:
        """Let so many couples live for half a year, and take the share of them who come."""
        within("couples", couples, 40, 1e6)
        within("share", share, 0.01, 1.0)
        people = Population(mean=CLINIC, seed=seed)
        everyone = np.arange(couples)
        theta = people.theta(everyone)
        months, cycle, end = _months(theta, everyone, fresh(theta), BEFORE, seed + 1, Plan())
        seen = _read(months[-1], seed + 1)
        reasons = np.random.default_rng([seed, 1]).standard_normal(couples)
        content = seen + REASONS * seen.std() * reasons
        came = content <= np.quantile(content, share)
        cut = float(np.quantile(seen, DISTRESSED))
        return cls(theta[:, came], everyone[came], end[:, came], seen[came], cycle[-1, came], cut)

    def satisfaction(self, plan: Plan, months: int, seed: int = 0) -> FloatArray:
        """Satisfaction as it is read month by month under a plan, shape (months, n).

        Months have four weeks; how much a lever does differs from couple to couple by its grade.
        """
        true, _, _ = _months(self.theta, self.numbers, self.states, months * MONTH, seed, plan)
        return np.stack([_read(row, seed + 10 + at) for at, row in enumerate(true)])


def effect_sizes(treated: FloatArray, waited: FloatArray) -> FloatArray:
    """Difference from waiting in standard deviations of those who wait (Cohen's d), month by month."""
    return np.asarray((treated.mean(axis=1) - waited.mean(axis=1)) / waited.std(axis=1))


def _months(
    theta: FloatArray, numbers: NDArray[np.int64], start: FloatArray, days: float, seed: int, plan: Plan
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Satisfaction of both and share in the cycle, each four weeks (M, n); states at the end (11, n)."""
    grid, span = Grid.of(days, STEP, "heun", theta), round(MONTH / STEP)
    found, cycle, ends = [], [], []
    for at in np.array_split(np.arange(len(numbers)), -(-len(numbers) // TOGETHER)):
        own = np.ascontiguousarray(theta[:, at])
        working = plan.working({one.lever: _sizes(one.lever, numbers[at]) for one in plan.held})
        out = run(own, numbers[at], start[:, at], grid, seed, working, span=span)
        states = out.means[:, : len(STATES)].transpose(1, 0, 2)
        found.append(satisfaction(states, own).mean(axis=0))
        cycle.append(out.means[:, len(STATES)])
        ends.append(out.end[: len(STATES)])
    return np.concatenate(found, axis=1), np.concatenate(cycle, axis=1), np.concatenate(ends, axis=1)


def _sizes(name: str, numbers: NDArray[np.int64]) -> FloatArray:
    rng = np.random.default_rng(crc32(name.encode()))
    return lever(name).sizes(rng, int(numbers.max()) + 1)[numbers]


def _read(values: FloatArray, seed: int) -> FloatArray:
    """Read through a questionnaire."""
    error = values.std() * np.sqrt(1.0 / RELIABILITY - 1.0)
    return np.asarray(values + error * np.random.default_rng(seed).standard_normal(len(values)))

"""From draws of the drift to links, loop gain and verdict, the same way at every level."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pasdedeux.estimates import Criterion, Interval, MonteCarlo, VerdictName
from pasdedeux.identify.linear.diagnostics import jackknife, probability
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.identify.linear.results import CoupleResult, Link, Surrogates, Verdict
from pasdedeux.identify.linear.surrogates import MOST_SWAPS, surrogates_of
from pasdedeux.identify.linear.task import Task
from pasdedeux.identify.linear.verdicts import ENOUGH_PAIRS, MATERIAL_GAIN, SURE, Alike, decide, without_prior
from pasdedeux.loop.linear import half_life, loop_gain, responses
from pasdedeux.records import Order, Record

FloatArray = NDArray[np.float64]

JACKKNIFE_POINTS = 1024


@dataclass(frozen=True, eq=False, slots=True)
class Judgement:
    """What a verdict rests on, and the verdict; arrays have the shape (chains, draws, ...)."""

    drift: FloatArray
    gains: FloatArray
    links: tuple[Link, ...]
    verdict: Verdict

    @property
    def open(self) -> bool:
        """Whether more draws might give another answer."""
        return self.verdict.failed is Criterion.DRAWS

    def of(self, record: Record, *, own_gain: float, converged: bool, verdict: VerdictName) -> CoupleResult:
        """Sum it up for the couple of this record."""
        return CoupleResult(
            id=record.couple.id,
            paired=record.paired,
            days=record.days,
            loop_gain=Interval.of(self.gains),
            own_gain=own_gain,
            p_reinforcing=float((self.gains > 0).mean()),
            links=self.links,
            half_life=Interval.of(half_life(self.drift)),
            converged=converged,
            verdict=verdict,
        )


def judge(
    drift: FloatArray,
    roles: Sequence[str],
    order: Order,
    paired: int,
    *,
    converged: bool,
    too_weak: Callable[[], MonteCarlo],
    surrogates: Surrogates | None = None,
    gains: FloatArray | None = None,
    alike: Alike | None = None,
) -> Judgement:
    """Work out links and gain from draws of the drift (arranged), and decide; gains may be given."""
    gains = loop_gain(drift) if gains is None else gains
    links = links_of(drift, roles, order, paired)
    verdict = decide(
        gains, links, paired, converged=converged, too_weak=too_weak, surrogates=surrogates, alike=alike
    )
    if alike is not None and verdict.name is not VerdictName.REINFORCING:
        links = tuple(replace(link, sure=False) for link in links)  # no direction is claimed
    return Judgement(drift, gains, links, verdict)


class Judge:
    """Judges the loop of a task, and makes more surrogates where the verdict hangs on how many there are."""

    def __init__(self, task: Task, paired: int, *, checks: bool) -> None:
        self.task, self.paired = task, paired
        self.surrogates = surrogates_of(task) if checks else None

    def __call__(
        self,
        drift: FloatArray,
        *,
        converged: bool,
        too_weak: Callable[[], MonteCarlo],
        gains: FloatArray | None = None,
        alike: Alike | None = None,
    ) -> Judgement:
        """Judge draws of the drift, shape (chains, draws, d, d), in days."""
        task = self.task
        while True:
            found = judge(
                drift,
                task.records.roles,
                task.order,
                self.paired,
                converged=converged,
                too_weak=too_weak,
                surrogates=self.surrogates,
                gains=gains,
                alike=alike,
            )
            now = self.surrogates
            if not found.open or now is None or None not in {now.above, now.below} or now.made >= MOST_SWAPS:
                return found
            self.surrogates = surrogates_of(task, now) or now
            if self.surrogates is now:
                return found


def links_of(drift: FloatArray, roles: Sequence[str], order: Order, paired: int) -> tuple[Link, ...]:
    """Links between the partners from draws of the drift, shape (chains, draws, d, d), in the given order."""
    forward = responses(drift)
    links = []
    for sender in (0, 1):
        response = forward[order.partners[sender]]
        for a, receiver_role in zip(order.roles, roles, strict=True):
            for b, sender_role in zip(order.roles, roles, strict=True):
                draws = response[..., a, b]
                up = probability(draws > 0, draws)
                sign = MonteCarlo(max(up.value, 1.0 - up.value), up.error)
                sure = sign.above(SURE) is True and paired >= ENOUGH_PAIRS
                links.append(
                    Link(
                        sender, 1 - sender, sender_role, receiver_role, Interval.of(draws), sign.value, sure,
                        sign.error,
                    )
                )  # fmt: skip
    return tuple(links)


def gains_without_prior(
    layout: Layout,
    couplings: FloatArray,
    mean: FloatArray,
    covariance: FloatArray,
    into: FloatArray | None = None,
    count: int = 4096,
) -> FloatArray:
    """Loop gains as the records alone give them; the gain depends on the (relative) couplings only.

    ``into`` takes what was drawn to couplings, where it is not the couplings themselves.
    """
    draws = without_prior(couplings, mean, covariance, count)
    theta = np.zeros((len(draws), layout.size))
    theta[:, layout.at("coupling")] = draws if into is None else draws @ into.T
    return loop_gain(layout.drift(theta))


def too_weak(
    layout: Layout,
    couplings: FloatArray,
    mean: FloatArray,
    covariance: FloatArray,
    into: FloatArray | None = None,
) -> MonteCarlo:
    """Probability of a loop too weak to matter, with the priors of the links taken off.

    ``couplings`` has the shape (chains, draws, n); the error is that of its mean and covariance.
    """

    def share(draws: FloatArray, count: int = JACKKNIFE_POINTS) -> float:
        gains = gains_without_prior(layout, draws, mean, covariance, into, count)
        return float((np.abs(gains) < MATERIAL_GAIN).mean())

    error = jackknife(couplings, share).error
    return MonteCarlo(share(couplings.reshape(-1, couplings.shape[-1]), 4 * JACKKNIFE_POINTS), error)

"""What the ways to fit share: the call at hand, and estimates under readable names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.estimates import Interval
from pasdedeux.identify.linear.panel import Panel, StaticPrior
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.identify.linear.static_effects import noise, static_estimates
from pasdedeux.progress import Progress
from pasdedeux.records import Arrangement, Order, Records
from pasdedeux.words import Message

FloatArray = NDArray[np.float64]

FORECAST_DRAWS = 24
STATIC_DRAWS = 200


@dataclass(frozen=True, eq=False)
class Task:
    """One call of `fit`: the data in both forms and how it is to be done.

    Parameters
    ----------
    records, arrangement, arranged
        The records as given, the order that follows from their answers, and the records in that order.
        All is computed in that order; what is reported is put back into the given one.
    panel, layout
        The arranged records as arrays; the parameters.
    seed, jobs, progress, prior
        As in `fit`.
    """

    records: Records
    arrangement: Arrangement
    arranged: Records
    panel: Panel
    layout: Layout
    seed: int
    jobs: int
    progress: Progress
    prior: bool

    @property
    def order(self) -> Order:
        """Where the given partners and roles stand: of the only couple, or of all couples."""
        return self.arrangement.order(0 if len(self.records) == 1 else None)

    @property
    def states(self) -> tuple[str, ...]:
        """Name every state, e.g. "M arousal", in the given order."""
        return tuple(f"{label} {role}" for label in self.records.labels for role in self.records.roles)

    def stream(self, use: str, couple: int | None = None) -> np.random.SeedSequence:
        """Begin a random stream for one use; a couple's own is the same whatever other couples there are."""
        return self.arrangement.stream(self.seed, use, couple)

    def generator(self, use: str, couple: int | None = None) -> np.random.Generator:
        """Draw from a stream."""
        return np.random.Generator(np.random.Philox(self.stream(use, couple)))


def flat_people(records: Records) -> list[Message]:
    """Say how many people never changed an answer."""
    flat = sum(
        1
        for record in records
        for side in (0, 1)
        if (values := record.values[:, side][~np.isnan(record.values[:, side])]).size > 1
        and np.ptp(values) == 0
    )
    return [Message("identify.warning.flat", n=flat, of=2 * len(records))] if flat else []


def estimates_of(task: Task, draws: FloatArray) -> dict[str, Interval]:
    """Parameters by name, in days and item units, in the given order."""
    layout, design, states, at = task.layout, task.panel.design, task.states, task.order.states
    scale = design.state_scale
    drift = layout.drift(draws) / design.time_unit * (scale[:, None] / scale)
    pace = layout.pace(draws) / design.time_unit
    reliability = layout.reliabilities(draws)
    spread = np.exp(draws[:, layout.at("scale")]) * scale
    estimates = {}
    for state, s in zip(states, at, strict=True):
        estimates[f"return: {state}"] = Interval.of(pace[:, s])
    for i, j in layout.crossings:
        estimates[f"drift: {states[j]} -> {states[i]}"] = Interval.of(drift[:, at[i], at[j]])
    for state, s in zip(states, at, strict=True):
        estimates[f"reliability: {state}"] = Interval.of(reliability[:, s])
    for state, s in zip(states, at, strict=True):
        estimates[f"alone: {state}"] = Interval.of(spread[:, s])
    return estimates | noise(layout, design, states, at, draws)


def thinned(draws: FloatArray, most: int = FORECAST_DRAWS) -> FloatArray:
    """About so many of the draws, spread over all of them."""
    return draws[:: max(len(draws) // most, 1)]


def static_estimates_of(task: Task, static: StaticPrior, thetas: Sequence[FloatArray]) -> dict[str, Interval]:
    """Usual levels, trends, weekdays and inputs; few draws are enough for a mean over couples."""
    most = STATIC_DRAWS if len(thetas) == 1 else FORECAST_DRAWS // 3
    return static_estimates(
        task.panel,
        static,
        [thinned(draws, most) for draws in thetas],
        task.states,
        task.order,
        task.records.input_names,
        task.generator("static effects"),
    )

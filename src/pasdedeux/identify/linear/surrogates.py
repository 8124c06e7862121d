"""Records in which there can be no loop: partners swapped between couples, or one partner shifted in time.

What loop gain comes out of those is what comes out of nothing (Moulder, Boker, Ramseyer & Tschacher 2018,
Psychol. Methods 23:757, on pair-shuffled surrogates).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pasdedeux.identify.linear.hierarchical.initial_values import learn_static
from pasdedeux.identify.linear.panel import Panel, panel_of
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.identify.linear.pooled.maximum_likelihood import fit_pooled
from pasdedeux.identify.linear.results import Surrogates
from pasdedeux.identify.linear.single.posterior import find_modes
from pasdedeux.identify.linear.task import Task
from pasdedeux.loop.linear import loop_gain
from pasdedeux.records import Record, Records

FloatArray = NDArray[np.float64]

SWAPS = 19
MOST_SWAPS = 76
"""Swaps that are made at most, in lots of `SWAPS`, while it is not clear whether the record stands out."""
MOST_SHIFTS = 60
SHORTEST = 12
"""Times of one couple, below which one partner is not shifted."""


def quick_gain(panel: Panel, layout: Layout) -> float:
    """Loop gain of the couples fitted as one (or of one couple's mode); NaN where that fails."""
    static = panel.weak_static()
    if len(panel) == 1:
        prior = layout.couple_prior
        mode = find_modes(panel.data(0, static), layout, prior, [prior.mean])[0]
        return float(loop_gain(layout.drift(mode.theta))) if mode.converged else float("nan")
    pooled = fit_pooled(panel, static, layout)
    static = learn_static(panel, static, pooled.theta)
    pooled = fit_pooled(panel, static, layout, start=pooled.theta)
    return float(loop_gain(layout.drift(pooled.theta))) if pooled.converged else float("nan")


def swapped(records: Records, rng: np.random.Generator) -> Records:
    """Pair every first partner with the second partner of another couple, day by day of their own diaries."""
    order = rng.permutation(len(records))
    partner = np.empty(len(records), dtype=np.int64)
    partner[order] = np.roll(order, 1)
    return _with(
        records, tuple(_join(record, records[int(j)]) for record, j in zip(records, partner, strict=True))
    )


def shifts(times: int) -> list[int]:
    """List the ways to move one partner: by whole weeks, or rows where the record is short."""
    step = 7 if times >= 42 else 1
    ways = range(step, times, step)
    return [ways[n] for n in np.unique(np.linspace(0, len(ways) - 1, MOST_SHIFTS).astype(int))]


def shifted(records: Records, by: int) -> Records:
    """Move the second partner's reports and inputs by so many rows."""
    record = records[0]
    values, inputs = record.values.copy(), record.inputs.copy()
    for numbers, own in ((values, record.values), (inputs, record.inputs)):
        numbers[:, 1] = np.roll(own[:, 1], by, axis=0)
    return _with(records, (replace(record, values=values, inputs=inputs),))


def surrogates_of(task: Task, before: Surrogates | None = None) -> Surrogates | None:
    """Estimate the loop gain of surrogates, and of the record itself, in the same quick way.

    Which are made follows from the answers, not from the seed: all shifts of one couple; of a study some
    swaps, added to those there were ``before``.
    """
    records, panel, layout = task.arranged, task.panel, task.layout
    if len(records) == 2 or (len(records) == 1 and len(records[0]) < SHORTEST):
        return None
    made: Iterable[Records]
    if len(records) == 1:
        kind, count = "shifted", len(shifts(len(records[0])))
        made = (shifted(records, by) for by in shifts(len(records[0])))
    else:
        kind, count, done = "swapped", SWAPS, 0 if before is None else before.made
        made = (swapped(records, _chance(task, done + n)) for n in range(count))
    task.progress("surrogates without a loop", 0.0)
    gains = np.array([quick_gain(panel_of(one, panel.design), layout) for one in made])
    task.progress("surrogates without a loop", 1.0)
    if before is not None:
        gains, count = np.concatenate([before.gains, gains]), count + before.made
    settled = gains[np.isfinite(gains)]
    own = before.own if before else quick_gain(panel, layout)
    return Surrogates(kind, settled, own, count) if len(settled) >= count // 2 else None


def _chance(task: Task, number: int) -> np.random.Generator:
    return np.random.default_rng(task.arrangement.stream(0, f"surrogate {number}"))


def _join(first: Record, second: Record) -> Record:
    """Put one record's first partner beside the other's second partner on a common clock."""
    time = np.union1d(first.time.round(6), second.time.round(6))
    values = np.full((len(time), 2, len(first.roles)), np.nan)
    inputs = np.full((len(time), 2, len(first.input_names)), np.nan)
    for side, record in enumerate((first, second)):
        at = np.searchsorted(time, record.time.round(6))
        values[at, side], inputs[at, side] = record.values[:, side], record.inputs[:, side]
    weekday = np.full(len(time), -1, np.int8)
    weekday[np.searchsorted(time, first.time.round(6))] = first.weekday
    seen = ~np.isnan(values).all(axis=(1, 2))
    return replace(first, time=time[seen], values=values[seen], inputs=inputs[seen], weekday=weekday[seen])


def _with(records: Records, changed: tuple[Record, ...]) -> Records:
    kept = tuple(record for record in changed if len(record) >= 2)
    return Records(kept, records.scales, records.provenance, records.distinguishable)

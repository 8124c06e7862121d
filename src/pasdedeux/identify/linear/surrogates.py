"""Records in which there can be no loop: partners swapped between couples, or one partner shifted in time.

What loop gain comes out of those is what comes out of nothing (Moulder, Boker, Ramseyer & Tschacher 2018,
Psychol. Methods 23:757, on pair-shuffled surrogates).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pasdedeux.identify.linear.hierarchical.initial_values import learn_static
from pasdedeux.identify.linear.panel import Panel, panel_of
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.identify.linear.pooled.maximum_likelihood import fit_pooled
from pasdedeux.identify.linear.results import Null
from pasdedeux.identify.linear.single.posterior import find_modes
from pasdedeux.loop.linear import loop_gain
from pasdedeux.records import Record, Records

FloatArray = NDArray[np.float64]

SWAPS = 19
SHIFTS = 39


def quick_gain(panel: Panel, layout: Layout) -> float:
    """Loop gain of the couples fitted as one (or of one couple's mode); NaN where that fails."""
    static = panel.weak_static()
    if len(panel) == 1:
        mean, sd = layout.prior("mean"), layout.prior("sd")
        mode = find_modes(panel.data(0, static), layout, mean, sd, [mean])[0]
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


def shifted(records: Records, rng: np.random.Generator) -> Records:
    """Move the second partner's reports and inputs by whole weeks (whole rows where the record is short)."""
    record = records[0]
    T = len(record)
    step = 7 if T >= 42 else 1
    by = step * int(rng.integers(1, max((T - 1) // step, 2)))
    values = record.values.copy()
    inputs = record.inputs.copy()
    for numbers, own in ((values, record.values), (inputs, record.inputs)):
        numbers[:, 1] = np.roll(own[:, 1], by, axis=0)
    return _with(records, (replace(record, values=values, inputs=inputs),))


def null_of(records: Records, panel: Panel, layout: Layout, seed: np.random.SeedSequence) -> Null | None:
    """Estimate the loop gain of surrogates, and of the record itself, in the same quick way."""
    rng = np.random.default_rng(seed)
    one = len(records) == 1
    make, count = (shifted, SHIFTS) if one else (swapped, SWAPS)
    if (one and len(records[0]) < 12) or (not one and len(records) < 3):
        return None
    gains = []
    for _ in range(count):
        gain = quick_gain(panel_of(make(records, rng), panel.design), layout)
        if np.isfinite(gain):
            gains.append(gain)
    kind = "one partner shifted in time" if one else "partners swapped between couples"
    return Null(kind, np.array(gains), quick_gain(panel, layout)) if len(gains) >= count // 2 else None


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

"""Records as the arrays that the kernels take: standardised, stacked over couples, with their design."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pasdedeux.records import Record, Records

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
Data = tuple[
    FloatArray, BoolArray, FloatArray, IntArray, FloatArray, FloatArray, FloatArray, FloatArray, float
]

PanelData = tuple[
    FloatArray,
    BoolArray,
    FloatArray,
    IntArray,
    FloatArray,
    IntArray,
    IntArray,
    FloatArray,
    FloatArray,
    FloatArray,
    FloatArray,
]

SET_POINT_SD = 3.0
"""Prior spread of one person's usual level, in typical deviations, where there are no other couples."""
TREND_SD = 0.7
"""Prior spread of one person's drift over a record, in typical deviations; the real diaries show .6 to .9."""
TREND_REPORTS = 10
"""Slow drifts are modelled from so many reports on: two people drifting alike must not look like coupling."""
WEEKDAY_SD = 0.25
INPUT_SD = 0.3
WEEKDAY_DAYS = 14.0
"""A weekly rhythm is modelled from two weeks of calendar days on."""


@dataclass(frozen=True, eq=False, slots=True)
class Design:
    """What is settled about a panel beforehand: units, and which static effects each column stands for.

    Parameters
    ----------
    roles, input_names
        Names.
    time_unit
        Days per unit of model time: the typical gap between reports.
    centre, scale
        Shape (R,): each role's typical level and typical within-person deviation, in item units.
    floor
        Shape (2R,): error variance that rounding to the answer scale alone makes, standardised.
    set_points, weekday
        Whether persons have set-points, and whether weekdays are modelled.
    span
        Days over which a person's trend counts as one unit; 0 where no trends are modelled.
    alike
        True for several couples in which it means nothing who comes first: static effects then have one
        prior for both partners.
    known_loss
        Minus the log of the reliability, where that is known; else 0.
    """

    roles: tuple[str, ...]
    input_names: tuple[str, ...]
    time_unit: float
    centre: FloatArray
    scale: FloatArray
    floor: FloatArray
    set_points: bool
    weekday: bool
    span: float
    alike: bool = False
    known_loss: float = 0.0

    @property
    def errors(self) -> FloatArray:
        """What is known of report error, as the kernels take it: `floor`, then `known_loss` by state."""
        return np.concatenate([self.floor, np.full(self.d, self.known_loss)])

    @property
    def d(self) -> int:
        """Number of states."""
        return 2 * len(self.roles)

    @property
    def blocks(self) -> dict[str, slice]:
        """Columns of the static effects."""
        R, d = len(self.roles), self.d
        sizes = {
            "set-point": d if self.set_points else 0,
            "trend": d if self.span else 0,
            "weekday": 6 * R if self.weekday else 0,
            "input": d * len(self.input_names),
        }
        ends = np.cumsum(list(sizes.values()))
        return {
            name: slice(int(end) - size, int(end))
            for (name, size), end in zip(sizes.items(), ends, strict=True)
        }

    @property
    def p(self) -> int:
        """Number of static effects."""
        return int(self.blocks["input"].stop)

    @property
    def mirrored(self) -> IntArray:
        """Columns of the static effects after exchanging the partners; weekdays belong to both."""
        at, half = np.arange(self.p), len(self.roles)
        for name in ("set-point", "trend", "input"):
            block = at[self.blocks[name]]
            at[self.blocks[name]] = np.roll(block.reshape(-1, 2, half), 1, axis=1).ravel()
        return at

    @property
    def state_scale(self) -> FloatArray:
        """Item units per standardised unit, per state."""
        return np.tile(self.scale, 2)

    @property
    def state_centre(self) -> FloatArray:
        """Item units at standardised zero, per state."""
        return np.tile(self.centre, 2)


@dataclass(frozen=True, eq=False, slots=True)
class StaticPrior:
    """Normal prior of the static effects: set-points, trends, weekdays, inputs.

    Parameters
    ----------
    mean
        Shape (p,): the same for all couples of a panel.
    covariance
        Shape (N, p, p): one for each couple.
    """

    mean: FloatArray
    covariance: FloatArray

    @property
    def arguments(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Mean, precisions and their log determinants, as the kernels over many couples take them."""
        precision = np.ascontiguousarray(np.linalg.inv(self.covariance))
        return self.mean, precision, np.linalg.slogdet(precision)[1]

    def of(self, couple: int) -> StaticPrior:
        """Prior of one couple alone."""
        return StaticPrior(self.mean, self.covariance[couple : couple + 1])


@dataclass(frozen=True, eq=False, slots=True)
class Panel:
    """Stacked arrays of N couples; see `kernels.likelihood` for the meaning of W, U and gap."""

    design: Design
    ids: tuple[str, ...]
    W: FloatArray
    seen: BoolArray
    U: FloatArray
    gap: IntArray
    gaps: FloatArray
    start: IntArray
    gap_start: IntArray
    adjacent: BoolArray

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def owner(self) -> IntArray:
        """Shape (T,). Which couple each row is of."""
        return np.repeat(np.arange(len(self)), np.diff(self.start))

    def rows(self, couple: int) -> slice:
        """Rows of one couple in the stacked arrays."""
        return slice(int(self.start[couple]), int(self.start[couple + 1]))

    def data(self, couple: int, static: StaticPrior) -> Data:
        """One couple's record as the kernels take it."""
        at = self.rows(couple)
        gaps = self.gaps[self.gap_start[couple] : self.gap_start[couple + 1]]
        U = self.U[at] if len(self.U) else self.U
        mean, precision, logdet = static.of(couple).arguments
        own = (mean, precision[0], float(logdet[0]))
        return (self.W[at], self.seen[at], U, self.gap[at], gaps, self.design.errors, *own)

    def arguments(self, static: StaticPrior) -> PanelData:
        """Return what the kernels over many couples take after the parameters."""
        return (
            self.W,
            self.seen,
            self.U,
            self.gap,
            self.gaps,
            self.start,
            self.gap_start,
            self.design.errors,
            *static.arguments,
        )

    def head(self, share: float) -> Panel:
        """Keep the first ``share`` of each couple's rows; what is later counts as not seen."""
        keep = np.zeros(len(self.seen), dtype=np.bool_)
        for couple in range(len(self)):
            at = self.rows(couple)
            keep[at.start : at.start + int(share * (at.stop - at.start))] = True
        W = self.W.copy()
        W[~keep, :, 0] = 0.0
        return replace(self, seen=self.seen & keep[:, None], W=W)

    def weak_static(self) -> StaticPrior:
        """Weak prior of the static effects, for one couple alone."""
        blocks = self.design.blocks
        sd = np.empty(self.design.p)
        sd[blocks["set-point"]] = SET_POINT_SD
        sd[blocks["trend"]] = TREND_SD
        sd[blocks["weekday"]] = WEEKDAY_SD
        sd[blocks["input"]] = INPUT_SD
        return self.alike(np.zeros(self.design.p), np.diag(sd**2))

    def alike(self, mean: FloatArray, covariance: FloatArray) -> StaticPrior:
        """Prior of the static effects that is the same for every couple."""
        return StaticPrior(mean, np.tile(covariance, (len(self), 1, 1)))


def typical_gap(records: Sequence[Record]) -> float:
    """Median gap between reports over all couples, in days."""
    gaps = np.concatenate([np.diff(record.time) for record in records])
    return float(np.median(gaps)) if len(gaps) else 1.0


def _within_deviations(records: Sequence[Record]) -> FloatArray:
    """Each value minus its person's mean, stacked, shape (rows, 2, R)."""
    parts = []
    for record in records:
        seen = ~np.isnan(record.values)
        count = np.maximum(seen.sum(axis=0), 1)
        mean = np.where(seen, record.values, 0.0).sum(axis=0) / count
        parts.append(record.values - mean)
    return np.concatenate(parts)


def design_of(
    records: Records,
    *,
    set_points: bool = True,
    trend: bool | None = None,
    weekday: bool | None = None,
    standardise: bool = True,
    known_loss: float = 0.0,
) -> Design:
    """Choose units and static effects for these records."""
    R = len(records.roles)
    steps = np.array([records.scales[role].step for role in records.roles])
    centre, scale = np.zeros(R), np.ones(R)
    if standardise:
        scale = _units(records, steps)
        if set_points:
            values = np.concatenate([record.values for record in records])
            centre = np.array([np.nanmean(values[..., r]) for r in range(R)])
    known = np.concatenate([record.weekday for record in records]) >= 0
    longest = max(record.days for record in records)
    if weekday is None:
        weekday = bool(set_points and known.mean() > 0.9 and longest >= WEEKDAY_DAYS)
    if trend is None:
        trend = set_points and max(len(record) for record in records) >= TREND_REPORTS
    floor = np.tile((steps / scale) ** 2 / 12.0, 2) if standardise else np.zeros(2 * R)
    return Design(
        records.roles,
        records.input_names,
        typical_gap(records) if standardise else 1.0,
        centre,
        scale,
        floor,
        set_points,
        weekday,
        longest if trend else 0.0,
        alike=len(records) > 1 and not records.distinguishable,
        known_loss=known_loss,
    )


def _units(records: Records, steps: FloatArray) -> FloatArray:
    """Give each role's unit: the pooled within-person deviation, but never less than half an answer step.

    People who hardly ever change their answer are information, not a division by zero.
    """
    deviations, persons = _within_deviations(records), max(2 * len(records), 1)
    scale = np.ones(len(steps))
    for r, step in enumerate(steps):
        seen = int(np.isfinite(deviations[..., r]).sum())
        variance = np.nansum(deviations[..., r] ** 2) / max(seen - persons, 1)
        scale[r] = max(np.sqrt(variance), 0.5 * step) or 1.0
    return scale


def weekday_contrasts(weekday: NDArray[np.int8]) -> FloatArray:
    """Six orthonormal contrasts of the seven weekdays, shape (T, 6); zero where the day is not known."""
    basis = np.linalg.svd(np.eye(7) - 1.0 / 7.0)[0][:, :6] * np.sqrt(7.0 / 6.0)
    return np.where(weekday[:, None] >= 0, basis[weekday], 0.0)


def _columns(record: Record, design: Design) -> tuple[FloatArray, FloatArray]:
    """Design of one couple: effects on reports (T, d, p) and impulses into the states (T, d, p)."""
    T, R, d = len(record), len(design.roles), design.d
    X = np.zeros((T, d, design.p))
    blocks = design.blocks
    if design.set_points:
        X[:, :, blocks["set-point"]] = np.eye(d)
    if design.span:
        X[:, :, blocks["trend"]] = (
            np.eye(d) * ((record.time - record.time[0]) / design.span - 0.5)[:, None, None]
        )
    if design.weekday:
        contrasts = weekday_contrasts(record.weekday)
        for state in range(d):
            first = blocks["weekday"].start + 6 * (state % R)
            X[:, state, first : first + 6] = contrasts
    U = np.zeros((T, d, design.p))
    at = blocks["input"].start
    for n in range(len(design.input_names)):
        z = _standardised(record.inputs[:, :, n])
        for state in range(d):
            U[:, state, at] = z[:, state // R]
            at += 1
    return X, U


def _standardised(level: FloatArray) -> FloatArray:
    """Put an input into units of its own deviation, 0 where it was not reported."""
    if not np.isfinite(level).any():
        return np.zeros_like(level)
    spread = np.nanstd(level) or 1.0
    return np.asarray(np.nan_to_num((level - np.nanmean(level)) / spread))


def panel_of(records: Records, design: Design | None = None) -> Panel:
    """Stack records of two reports or more into arrays."""
    design = design or design_of(records)
    W, seen, U, gap, gaps, adjacent = [], [], [], [], [], []
    for record in records:
        T = len(record)
        y = (record.values - design.centre) / design.scale
        y = y.reshape(T, design.d)
        answered = ~np.isnan(y)
        X, impulses = _columns(record, design)
        steps = np.concatenate([[0.0], np.diff(record.time) / design.time_unit]).round(9)
        distinct, index = np.unique(steps[1:], return_inverse=True)
        W.append(np.concatenate([np.where(answered, y, 0.0)[:, :, None], X], axis=2))
        seen.append(answered)
        U.append(impulses)
        gap.append(np.concatenate([[0], index]))
        gaps.append(distinct)
        adjacent.append(np.concatenate([[False], steps[1:] <= 1.5]))
    impulses = np.concatenate(U) if design.input_names else np.zeros((0, design.d, design.p))
    return Panel(
        design,
        records.ids,
        np.ascontiguousarray(np.concatenate(W)),
        np.ascontiguousarray(np.concatenate(seen)),
        np.ascontiguousarray(impulses),
        np.concatenate(gap).astype(np.int64),
        np.concatenate(gaps),
        np.concatenate([[0], np.cumsum([len(part) for part in seen])]).astype(np.int64),
        np.concatenate([[0], np.cumsum([len(part) for part in gaps])]).astype(np.int64),
        np.concatenate(adjacent),
    )

"""The measurement model: which state each column of a record measures, as arrays for the filter.

| role | measures | answers from low to high stand for |
|---|---|---|
| `arousal` | felt arousal | 0 to 2 |
| `pursuit` | the move, where it goes towards | 0 to 1 |
| `withdrawal` | the move, where it goes away | 0 to 1 |
| `security` | felt security | 0 to 1 |
| `closeness` | closeness, reported by each of the two | -1 to 1 |

That is where the answer scale is *expected* to lie; how each person uses it is learned (level, scale and
error of every channel). `stress`, `issue` and `apart` come from outside. Other roles are not used:
satisfaction mixes states by weights that no study has measured, and conflict and support are no states of one
person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.loop import rows as r
from pasdedeux.records import Records

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Loading:
    """What a role measures: a state, the span it covers, and which side of it (0: both)."""

    state: int
    low: float
    high: float
    side: float = 0.0


LOADINGS = {
    "arousal": Loading(r.AROUSAL, 0.0, 2.0),
    "pursuit": Loading(r.MOVE, 0.0, 1.0, side=1.0),
    "withdrawal": Loading(r.MOVE, 0.0, 1.0, side=-1.0),
    "security": Loading(r.SECURITY, 0.0, 1.0),
    "closeness": Loading(r.CLOSENESS, -1.0, 1.0),
}
APART = "apart"
FEWEST = 20
"""Answers, in all, below which nothing is fitted."""
LEVEL_SD = 0.15
"""Prior spread of a channel's level, as a share of its answer scale."""


@dataclass(frozen=True, eq=False, slots=True)
class Diary:
    """One couple's record as the filter takes it: T times, m channels (a role of a partner).

    Parameters
    ----------
    roles, partners
        Role and partner (0, 1) of each channel.
    time, gaps
        Shape (T,), days; the first gap is 0.
    y, seen
        Shape (T, m): answers, and whether there was one.
    reach
        Shape (m,): answer units from the lowest to the highest answer.
    floor
        Shape (m,): error variance that rounding to the answer scale alone makes.
    low, high
        Shape (m,): ends of the answer scale, where an answer says only "this much, or beyond".
    scale, level, level_sd
        Shape (m,): where the answer scale is expected to lie: answer units per unit of the state, the answer
        at nought, and the prior spread of the latter.
    stress, known, issue, apart
        Shape (T, 2), (T, 2), (T, 2), (T,): inputs of the day up to each report; stress from 0 to 1.
    """

    roles: tuple[str, ...]
    partners: tuple[int, ...]
    time: FloatArray
    gaps: FloatArray
    y: FloatArray
    seen: BoolArray
    reach: FloatArray
    floor: FloatArray
    low: FloatArray
    high: FloatArray
    scale: FloatArray
    level: FloatArray
    level_sd: FloatArray
    stress: FloatArray
    known: BoolArray
    issue: FloatArray
    apart: FloatArray

    @property
    def rows(self) -> NDArray[np.int64]:
        """Shape (m,): row of the state that each channel measures."""
        rows = []
        for role, i in zip(self.roles, self.partners, strict=True):
            state = LOADINGS[role].state
            rows.append(state if state == r.CLOSENESS else state + r.N_OWN * i)
        return np.array(rows, dtype=np.int64)

    @property
    def sides(self) -> FloatArray:
        """Shape (m,): 1 for what goes towards, -1 for what goes away, 0 for all of the state."""
        return np.array([LOADINGS[role].side for role in self.roles])

    @property
    def names(self) -> list[str]:
        """Name of each channel: its role, and whose."""
        return [f"{role}_{i + 1}" for role, i in zip(self.roles, self.partners, strict=True)]

    @property
    def channels(self) -> tuple[NDArray[Any], ...]:
        """Channels as the kernel takes them."""
        return self.rows, self.sides, self.level, self.level_sd

    @property
    def reports(self) -> tuple[NDArray[Any], ...]:
        """Reports and their answer scales as the kernel takes them."""
        return self.gaps, self.y, self.seen, self.floor, self.low, self.high

    @property
    def inputs(self) -> tuple[NDArray[Any], ...]:
        """What comes from outside, as the kernel takes it."""
        return self.stress, self.known, self.issue, self.apart

    def head(self, rows: int) -> Diary:
        """Cut off everything from this row on."""
        by_time = ("time", "gaps", "y", "seen", "stress", "known", "issue", "apart")
        return replace(self, **{name: getattr(self, name)[:rows] for name in by_time})


def readable(records: Records) -> tuple[str, ...]:
    """Roles of these records that the loop has a state for."""
    return tuple(role for role in records.roles if role in LOADINGS)


def diary_of(records: Records, roles: tuple[str, ...]) -> Diary:
    """Lay out the record of one couple.

    Parameters
    ----------
    records
        Of one couple.
    roles
        Roles to use, all in `LOADINGS`.

    Raises
    ------
    InputError
        If there is more than one couple, a role the loop knows nothing of, or hardly any answer.
    """
    spots, values = _answers(records, roles)
    record, answered = records[0], ~np.isnan(values)
    used = np.flatnonzero(answered.any(axis=0))
    spots, values, answered = [spots[c] for c in used], values[:, used], answered[:, used]
    spans = [LOADINGS[role] for role, _ in spots]
    scales = [records.scales[role] for role, _ in spots]
    reach = np.array([(one.high - one.low) or 1.0 for one in scales])
    scale = reach / np.array([one.high - one.low for one in spans])
    low, high = (np.array([getattr(one, end) for one in scales]) for end in ("low", "high"))
    stress, known = _stress(record.input_names, record.inputs)
    return Diary(
        roles=tuple(role for role, _ in spots),
        partners=tuple(i for _, i in spots),
        time=record.time,
        gaps=np.concatenate([[0.0], np.diff(record.time)]),
        y=np.ascontiguousarray(np.where(answered, values, 0.0)),
        seen=np.ascontiguousarray(answered),
        reach=reach,
        floor=np.array([one.step**2 / 12.0 for one in scales]),
        low=np.where(low < high, low, -np.inf),
        high=np.where(low < high, high, np.inf),
        scale=scale,
        level=low - scale * np.array([one.low for one in spans]),
        level_sd=LEVEL_SD * reach,
        stress=stress,
        known=known,
        issue=_share(_input(record.input_names, record.inputs, "issue")),
        apart=_apart(records),
    )


def _answers(records: Records, roles: tuple[str, ...]) -> tuple[list[tuple[str, int]], FloatArray]:
    """Give the one couple's answers, a column for each role and partner; refuse what carries no fit."""
    if len(records) != 1:
        raise InputError("nonlinear.several-couples", where=records.provenance.source, n=len(records))
    for role in roles:
        if role not in LOADINGS or role not in records.roles:
            there = readable(records) or tuple(LOADINGS)
            raise InputError("nonlinear.no-such-role", where="roles", role=role, known=there)
    record = records[0]
    spots = [(role, i) for role in roles for i in (0, 1)]
    values = np.column_stack([record.values[:, i, record.roles.index(role)] for role, i in spots])
    answers = int(np.isfinite(values).sum())
    if answers < FEWEST:
        raise InputError(
            "nonlinear.too-few-answers",
            where=records.provenance.source,
            couple=record.couple.id,
            n=answers,
            roles=roles,
            fewest=FEWEST,
        )
    return spots, values


def _input(names: tuple[str, ...], inputs: FloatArray, name: str) -> FloatArray:
    if name not in names:
        return np.full(inputs.shape[:2], np.nan)
    return inputs[:, :, names.index(name)]


def _stress(names: tuple[str, ...], inputs: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Stress from the lowest report (0) to the highest (1), and where it was reported."""
    stress = _input(names, inputs, "stress")
    known = np.isfinite(stress)
    if not known.any() or np.ptp(stress[known]) == 0.0:
        return np.zeros(stress.shape), np.zeros(stress.shape, dtype=np.bool_)
    low = stress[known].min()
    return np.where(known, (stress - low) / np.ptp(stress[known]), 0.0), known


def _share(reported: FloatArray) -> FloatArray:
    """Scale to 0 to 1; 0 where nothing was reported."""
    level = np.nan_to_num(reported)
    return np.ascontiguousarray(np.clip(level / max(level.max(initial=0.0), 1.0), 0.0, 1.0))


def _apart(records: Records) -> FloatArray:
    """Whether the two were apart: an input or a role of that name, mean of both reports."""
    record = records[0]
    apart = _input(record.input_names, record.inputs, APART)
    if APART in record.roles:
        apart = record.values[:, :, record.roles.index(APART)]
    count = np.isfinite(apart).sum(axis=1)
    return np.asarray(_share(apart).sum(axis=1) / np.maximum(count, 1))

"""From reports to records: what repeats, is late or empty goes; the partners' reports come together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.people import Couple, Person
from pasdedeux.readers.diary.columns import Plan, make_plan
from pasdedeux.readers.diary.layouts import Reports, to_reports
from pasdedeux.readers.diary.names import SIMULATED
from pasdedeux.readers.diary.options import Wishes
from pasdedeux.readers.diary.times import Rules, read_times
from pasdedeux.readers.diary.variables import Kinds, sort_variables
from pasdedeux.readers.tables.cells import FloatArray, as_text, lone_values
from pasdedeux.readers.tables.formats import Table
from pasdedeux.records.occasions import DIGITS, one_occasion, typical_gap
from pasdedeux.records.record import Record, scale_of
from pasdedeux.records.records import Dropped, Provenance, Records

_LONGEST = 50 * 365.25
"""Days: no couple's record is believed to be longer."""
_PAUSE = 90.0, 100.0
"""Days, and typical gaps between a person's reports, beyond which a pause is remarked on."""
_TRIAL = "a trial beep, long before the couple's own schedule begins (`trial='keep'` keeps it)."


def assemble(table: Table, wishes: Wishes) -> Records:
    """Turn a table into records; see `read`."""
    _check(wishes)
    plan = make_plan(table, wishes.columns, wishes.layout)
    times = read_times(table, plan.times, Rules(wishes.dates, wishes.zone, wishes.unit, wishes.week))
    reports = to_reports(table, plan, times, missing=wishes.missing, roles=wishes.roles)
    kinds = sort_variables(reports, plan, wishes.roles, table.source)
    reports.notes.extend(kinds.notes)
    _note_disorder(reports)
    trial = _trial(reports) & (wishes.trial == "drop")
    reports = reports.drop(trial & _answered(reports, kinds), _TRIAL)
    reports = _drop_empty(reports, kinds)
    reports = _drop_late(reports, wishes.late)
    reports = _drop_repeated(reports, kinds, _asked_at(reports))
    reports = _bring_together(reports, wishes.together)
    reports = _drop_repeated(reports, kinds, reports.times.days)
    _note_far_times(reports)
    _note_far_answers(reports, kinds)
    return _records(table, plan, reports, kinds, wishes)


def _check(wishes: Wishes) -> None:
    for name, value, allowed in (
        ("trial", wishes.trial, ("drop", "keep")),
        ("week", wishes.week, ("monday", "sunday")),
    ):
        if value not in allowed:
            raise InputError(
                f"'{value}' is not known here.", where=name, remedy=f"Choose from: {', '.join(allowed)}."
            )
    for name, hours in (("late", wishes.late), ("together", wishes.together)):
        if hours is not None and not hours >= 0:
            raise InputError(f"{hours} is no number of hours.", where=name, remedy="Give 0 or more.")


def _note_disorder(reports: Reports) -> None:
    order = np.lexsort((reports.row, reports.person))
    back = (np.diff(reports.times.days[order]) < 0) & (np.diff(reports.person[order]) == 0)
    if back.any():
        row = reports.row[order][1:][back].min()
        reports.notes.append(
            f"Times go back, first in row {row} ({int(back.sum())} in all); rows were put in order."
        )


def _note_far_times(reports: Reports) -> None:
    """Refuse a record longer than any diary; remark on a pause far beyond the record's own pace."""
    order = np.lexsort((reports.times.days, reports.couple))
    couple, days, row = reports.couple[order], reports.times.days[order], reports.row[order]
    gaps = np.append(np.where(np.diff(couple) == 0, np.diff(days), 0.0), 0.0)
    lengths = np.bincount(couple, gaps)
    longest = int(np.argmax(lengths))
    if lengths[longest] > _LONGEST:
        at = int(np.argmax(np.where(couple == longest, gaps, 0.0)))
        years = f"{lengths[longest] / 365.25:,.0f} years"
        raise InputError(
            f"the record of couple '{reports.couples[longest]}' is {years} long.",
            where=f"{reports.source}, row {_odd_row(couple, row, at)}",
            remedy="Correct the time there, or say what one step of time is (`unit=`).",
        )
    at = int(np.argmax(gaps))
    if gaps[at] > max(_PAUSE[0], _PAUSE[1] * typical_gap(reports.person, reports.times.days)):
        reports.caution(
            f"Row {_odd_row(couple, row, at)} lies {gaps[at]:,.0f} days from the couple's other reports; "
            "see whether its time is right."
        )


def _odd_row(couple: NDArray[np.int64], row: NDArray[np.int64], at: int) -> int:
    """First row on the side of this gap on which the couple has fewer reports."""
    own = np.flatnonzero(couple == couple[at])
    before, after = row[own[0] : at + 1], row[at + 1 : own[-1] + 1]
    return int(min(before, after, key=len).min())


def _note_far_answers(reports: Reports, kinds: Kinds) -> None:
    for role, variable in {**kinds.roles, **kinds.inputs}.items():
        for value in lone_values(reports.cells[variable]):
            row = reports.row[reports.cells[variable] == value].min()
            reports.caution(
                f"'{role}': {value:g} in row {row} lies far outside the other answers; "
                "see whether it is a slip."
            )


def _answered(reports: Reports, kinds: Kinds) -> NDArray[np.bool_]:
    cells = _columns(reports, kinds) + [
        reports.mirrors[v] for v in kinds.roles.values() if v in reports.mirrors
    ]
    return np.asarray(~np.all([np.isnan(values) for values in cells], axis=0))


def _columns(reports: Reports, kinds: Kinds) -> list[FloatArray]:
    return [reports.cells[variable] for variable in kinds.roles.values()]


def _drop_empty(reports: Reports, kinds: Kinds) -> Reports:
    """Drop reports without an answer; a row is named only where neither partner answered in it."""
    empty = ~_answered(reports, kinds)
    if empty.all():
        raise InputError(
            "no report holds an answer.", where=reports.source, remedy="Check the roles and missing codes."
        )
    kept = np.isin(reports.row, reports.row[~empty])
    reports.dropped.extend(
        Dropped(row, "no answer in any role.") for row in np.unique(reports.row[empty & ~kept]).tolist()
    )
    return reports.take(~empty) if empty.any() else reports


def _asked_at(reports: Reports) -> FloatArray:
    """When a report was asked for, or made where nobody asked."""
    scheduled = reports.times.scheduled
    return np.where(np.isnan(scheduled), reports.times.days, scheduled).round(DIGITS)


def _trial(reports: Reports) -> NDArray[np.bool_]:
    """Find beeps of a trial run: few of a couple's, before a pause that dwarfs all later ones."""
    when = reports.times.scheduled
    until = np.full(len(reports.couples), -np.inf)
    known = ~np.isnan(when)
    if not known.any():
        return known
    stamps = np.unique(np.stack([reports.couple[known], when[known]]), axis=1)
    firsts = np.flatnonzero(np.diff(stamps[0], prepend=-1))
    for first, own in zip(firsts, np.split(stamps[1], firsts[1:]), strict=True):
        gaps = np.diff(own)
        pause = int(np.argmax(gaps)) if len(gaps) else 0
        few, later = pause + 1 <= 0.1 * len(own), gaps[pause + 1 :]
        if few and len(later) and gaps[pause] >= max(3.0, 5 * float(later.max())):
            until[int(stamps[0, first])] = own[pause]
    return np.asarray(known & (when <= until[reports.couple]))


def _drop_late(reports: Reports, late: float | None) -> Reports:
    delay = reports.times.answered - reports.times.scheduled
    if np.isnan(delay).all():
        return reports
    window = late / 24 if late is not None else typical_gap(reports.person, reports.times.scheduled) / 2
    early = int((delay < -1 / 1440).sum())
    if early:
        reports.notes.append(f"Answered before they were asked for: {early} (a clock was set differently).")
    if not window and late is None:
        return reports
    minutes = f"{window * 1440:.0f} minutes"
    reports.notes.append(f"An answer counts as late {minutes} after its beep (`late=`).")
    return reports.drop(delay > window, f"answered more than {minutes} after its beep (`late=`).")


@dataclass(frozen=True)
class _Repeats:
    gone: NDArray[np.bool_]
    kept_row: NDArray[np.int64]


def _find_repeats(reports: Reports, kinds: Kinds, when: FloatArray) -> _Repeats:
    """Find reports of one person at one time; the fullest is kept, the first among equals."""
    answered = np.sum([~np.isnan(values) for values in _columns(reports, kinds)], axis=0)
    order = np.lexsort((reports.row, -answered, when, reports.person))
    person, time = reports.person[order], when[order]
    again = np.concatenate(([False], (np.diff(person) == 0) & (np.diff(time) == 0)))
    leader = np.maximum.accumulate(np.where(again, 0, np.arange(len(order))))
    gone = np.zeros(len(order), dtype=bool)
    gone[order] = again
    kept = np.empty(len(order), np.int64)
    kept[order] = order[leader]
    return _Repeats(gone, kept)


def _drop_repeated(reports: Reports, kinds: Kinds, when: FloatArray) -> Reports:
    found = _find_repeats(reports, kinds, when.round(DIGITS))
    at = np.flatnonzero(found.gone)
    if not len(at):
        return reports
    first = found.kept_row[at]
    cells = [reports.cells[v] for v in (*kinds.roles.values(), *kinds.inputs.values())]
    same = np.all([_equal(values[at], values[first]) for values in cells], axis=0)
    _refuse_two_in_one(reports, found.gone, at[~same])
    named: dict[int, Dropped] = {}
    for k, here, there in zip(at.tolist(), same.tolist(), reports.row[first].tolist(), strict=True):
        row = int(reports.row[k])
        reason = (
            f"repeats row {there}." if here else f"a second, different report for the time of row {there}."
        )
        named[row] = named.get(row) if row in named and here else Dropped(row, reason)  # type: ignore[assignment]
    reports.dropped.extend(named.values())
    return reports.take(~found.gone)


def _refuse_two_in_one(reports: Reports, gone: NDArray[np.bool_], differ: NDArray[np.intp]) -> None:
    """Refuse couples in which one label reports twice nearly every time and the other never does."""
    size = len(reports.couples)
    every, twice, slots = (
        np.bincount(reports.couple, weights, size)
        for weights in (None, gone, reports.slot.astype(np.float64))
    )
    differing = np.bincount(reports.couple[differ], minlength=size)
    one_only = (slots == 0) | (slots == every)
    strange = np.flatnonzero(one_only & (differing >= 2) & (twice >= 0.4 * every))
    if len(strange):
        couple = int(strange[0])
        row = int(reports.row[gone & (reports.couple == couple)].min())
        raise InputError(
            f"couple '{reports.couples[couple]}' reports twice at nearly every time, both times as "
            f"'{reports.labels[couple][int(slots[couple] > 0)]}'.",
            where=f"{reports.source}, row {row}",
            remedy="Name the column that tells the partners apart: `columns={'partner': 'COLUMN'}`.",
        )


def _equal(one: FloatArray, two: FloatArray) -> NDArray[np.bool_]:
    return np.asarray((one == two) | (np.isnan(one) & np.isnan(two)))


def _bring_together(reports: Reports, together: float | None) -> Reports:
    """Put the partners' reports of one occasion at one time, their mean."""
    times = reports.times
    if not times.stamped or together == 0:
        return reports
    when = _asked_at(reports)
    reach = together / 24 if together is not None else typical_gap(reports.person, when) / 3
    if reach <= 0:
        return reports
    one, two = one_occasion(reports.couple, reports.slot, when, reach)
    days, wall = times.days.copy(), times.wall.copy()
    middle = (days[one] + days[two]) / 2
    wall[one] += middle - days[one]
    wall[two] += middle - days[two]
    moved = int((days[one] != days[two]).sum())
    days[one] = days[two] = middle
    if moved:
        reports.notes.append(
            f"Pairs of reports made within {reach * 24:.1f} hours, or for one beep: {moved}; they "
            "count as one occasion at their mean time (`together=`)."
        )
    return replace(reports, times=replace(times, days=days, wall=wall))


# --- records --------------------------------------------------------------------------------------


def _records(table: Table, plan: Plan, reports: Reports, kinds: Kinds, wishes: Wishes) -> Records:
    days = reports.times.days.round(DIGITS)
    order = np.lexsort((days, reports.couple))
    reports, days = reports.take(order), days[order]
    new = np.concatenate(([True], (np.diff(reports.couple) != 0) | (np.diff(days) != 0)))
    point = np.cumsum(new) - 1
    values = _grid(reports, kinds.roles, point)
    _use_mirrors(reports, kinds, point, values)
    inputs = _grid(reports, kinds.inputs, point)
    weekday = np.full(len(values), -1, np.int8)
    np.maximum.at(weekday, point, reports.times.weekday)
    wall = np.fmin.reduceat(reports.times.wall, np.flatnonzero(new))
    couple, days = reports.couple[new], days[new]
    starts = np.flatnonzero(np.diff(couple, prepend=-1))
    bounds = zip(starts.tolist(), [*starts[1:].tolist(), len(couple)], strict=True)
    calendar = reports.times.calendar
    found = [
        Record(
            couple=_couple(reports, kinds, int(couple[a])),
            time=(days[a:b] - days[a]).round(DIGITS),
            roles=tuple(kinds.roles),
            values=values[a:b],
            input_names=tuple(kinds.inputs),
            inputs=inputs[a:b],
            weekday=weekday[a:b],
            start=_clock(float(wall[a])) if calendar else None,
        )
        for a, b in bounds
    ]
    _note_people(reports, values, couple)
    provenance = _provenance(table, plan, reports, kinds)
    telling = reports.distinguishable if wishes.distinguishable is None else wishes.distinguishable
    scales = {role: scale_of(values[:, :, r]) for r, role in enumerate(kinds.roles)}
    return Records(tuple(found), scales, provenance, telling)


def _grid(reports: Reports, chosen: dict[str, str], point: NDArray[np.intp]) -> FloatArray:
    grid = np.full((int(point[-1]) + 1, 2, len(chosen)), np.nan)
    for r, variable in enumerate(chosen.values()):
        grid[point, reports.slot, r] = reports.cells[variable]
    return grid


def _use_mirrors(reports: Reports, kinds: Kinds, point: NDArray[np.intp], values: FloatArray) -> None:
    """Compare what the partner's row says with the own row; fill from it where the own row is missing."""
    for r, (role, variable) in enumerate(kinds.roles.items()):
        if variable not in reports.mirrors:
            continue
        own, copy = values[point, 1 - reports.slot, r], reports.mirrors[variable]
        both = ~np.isnan(own) & ~np.isnan(copy)
        differ = both & (np.abs(own - copy) > 1e-9 * np.maximum(np.abs(own), 1))
        if differ.any():
            row = int(reports.row[differ].min())
            reports.notes.append(
                f"The mirrored copy of {role} disagrees with the partner's own row in {int(differ.sum())} "
                f"rows (first: row {row}); the own answer was kept."
            )
        fill = np.isnan(own) & ~np.isnan(copy)
        if fill.any():
            values[point[fill], 1 - reports.slot[fill], r] = copy[fill]
            reports.notes.append(f"{int(fill.sum())} answers to {role} were taken from the partner's row.")


def _couple(reports: Reports, kinds: Kinds, couple: int) -> Couple:
    one, two = (
        Person(
            reports.labels[couple][slot],
            {
                name: float(scores[2 * couple + slot])
                for name, scores in kinds.traits.items()
                if not np.isnan(scores[2 * couple + slot])
            },
        )
        for slot in (0, 1)
    )
    return Couple(reports.couples[couple], (one, two))


def _clock(wall: float) -> datetime | None:
    if np.isnan(wall):
        return None
    return datetime(1970, 1, 1) + timedelta(seconds=round(wall * 86400))  # noqa: DTZ001 - clock time, by intention


def _note_people(reports: Reports, values: FloatArray, couple: NDArray[np.int64]) -> None:
    seen = np.asarray(~np.isnan(values).all(axis=2), dtype=np.bool_)
    size = len(reports.couples)
    first, second = (np.bincount(couple, seen[:, slot], size) for slot in (0, 1))
    there = np.asarray((first > 0) | (second > 0), dtype=np.bool_)
    alone = np.flatnonzero(there & ((first == 0) | (second == 0)))
    if len(alone):
        who = reports.couples[int(alone[0])]
        of = f"{len(alone)} of {int(there.sum())} couples"
        reports.notes.append(f"Only one partner reports in {of} (first: {who}).")
    if max(first.max(), second.max()) <= 1:
        reports.notes.append("Nobody reports more than once.")
    if not there.all():
        gone = [reports.couples[k] for k in np.flatnonzero(~there)]
        reports.notes.append(
            f"No usable report: couple {', '.join(gone[:10])}{' ...' if len(gone) > 10 else ''}."
        )


def _provenance(table: Table, plan: Plan, reports: Reports, kinds: Kinds) -> Provenance:
    for role in kinds.roles:
        known = reports.cells[kinds.roles[role]]
        known = known[~np.isnan(known)]
        if len(known) and known.min() == known.max():
            reports.notes.append(f"{role} never changes: every answer is {known[0]:g}.")
    columns = {"couple": plan.couple, "partner": plan.partner, **plan.times}
    used = [*kinds.roles, *kinds.inputs, *kinds.traits]
    return Provenance(
        source=table.source,
        sha256=table.sha256,
        layout=plan.layout,
        columns={
            **{role: column for role, column in columns.items() if column},
            **{role: kinds.sources[role] for role in used},
        },
        rows=len(table.frame),
        dropped=tuple(sorted(reports.dropped, key=lambda dropped: dropped.row)),
        notes=tuple(dict.fromkeys(reports.notes)),
        cautions=tuple(dict.fromkeys(reports.cautions)),
        simulated=_says_simulated(table),
    )


def _says_simulated(table: Table) -> bool:
    return SIMULATED in table.frame and bool((as_text(table.frame[SIMULATED]) == "1").all())

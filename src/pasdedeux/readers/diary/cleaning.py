"""What is dropped from a diary, each row with its reason: trials, empty, late and repeated reports."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.readers.diary.layouts import Reports
from pasdedeux.readers.diary.options import ReadOptions
from pasdedeux.readers.diary.variables import Variables
from pasdedeux.readers.tables.cells import FloatArray, shortened
from pasdedeux.records import Dropped
from pasdedeux.records.occasions import DIGITS, one_occasion, typical_gap
from pasdedeux.words import Message


def cleaned(reports: Reports, variables: Variables, options: ReadOptions) -> Reports:
    """Drop what is no report, each with its reason, and bring the partners' reports of one occasion together.

    Raises
    ------
    InputError
        If nothing is left, or one label stands for two people.
    """
    trial = _trial(reports) & (options.trial == "drop") & _answered(reports, variables)
    reports = reports.drop(trial, Message("readers.dropped.trial"))
    reports = _drop_empty(reports, variables)
    reports = _drop_late(reports, options.late)
    reports = _drop_repeated(reports, variables, _asked_at(reports))
    reports = _bring_together(reports, options.together)
    return _drop_repeated(reports, variables, reports.times.days)


def _answered(reports: Reports, variables: Variables) -> NDArray[np.bool_]:
    cells = _columns(reports, variables) + [
        reports.mirrors[v] for v in variables.roles.values() if v in reports.mirrors
    ]
    return np.asarray(~np.all([np.isnan(values) for values in cells], axis=0))


def _columns(reports: Reports, variables: Variables) -> list[FloatArray]:
    return [reports.cells[variable] for variable in variables.roles.values()]


def _drop_empty(reports: Reports, variables: Variables) -> Reports:
    """Drop reports without an answer; a row is named only where neither partner answered in it."""
    empty = ~_answered(reports, variables)
    if empty.all():
        raise InputError("readers.no-answer", where=reports.source)
    kept = np.isin(reports.row, reports.row[~empty])
    reason = Message("readers.dropped.empty")
    rows = np.unique(reports.row[empty & ~kept]).tolist()
    reports.dropped.extend(Dropped(row, reason) for row in rows)
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
        reports.notes.append(Message("readers.early", n=early))
    if not window and late is None:
        return reports
    minutes = round(window * 1440)
    reports.notes.append(Message("readers.late", n=minutes))
    return reports.drop(delay > window, Message("readers.dropped.late", n=minutes))


@dataclass(frozen=True)
class _Repeats:
    gone: NDArray[np.bool_]
    kept_row: NDArray[np.int64]


def _find_repeats(reports: Reports, variables: Variables, when: FloatArray) -> _Repeats:
    """Find reports of one person at one time; the fullest is kept, the first among equals."""
    answered = np.sum([~np.isnan(values) for values in _columns(reports, variables)], axis=0)
    order = np.lexsort((reports.row, -answered, when, reports.person))
    person, time = reports.person[order], when[order]
    again = np.concatenate(([False], (np.diff(person) == 0) & (np.diff(time) == 0)))
    leader = np.maximum.accumulate(np.where(again, 0, np.arange(len(order))))
    gone = np.zeros(len(order), dtype=bool)
    gone[order] = again
    kept = np.empty(len(order), np.int64)
    kept[order] = order[leader]
    return _Repeats(gone, kept)


def _drop_repeated(reports: Reports, variables: Variables, when: FloatArray) -> Reports:
    repeats = _find_repeats(reports, variables, when.round(DIGITS))
    at = np.flatnonzero(repeats.gone)
    if not len(at):
        return reports
    first = repeats.kept_row[at]
    cells = [reports.cells[v] for v in (*variables.roles.values(), *variables.inputs.values())]
    same = np.all([_equal(values[at], values[first]) for values in cells], axis=0)
    _refuse_two_in_one(reports, repeats.gone, at[~same])
    named: dict[int, Dropped] = {}
    for k, here, there in zip(at.tolist(), same.tolist(), reports.row[first].tolist(), strict=True):
        row = int(reports.row[k])
        name = "readers.dropped.repeated" if here else "readers.dropped.second"
        if not (row in named and here):
            named[row] = Dropped(row, Message(name, row=there))
    reports.dropped.extend(named.values())
    return reports.take(~repeats.gone)


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
        where = Message("readers.at.row", source=reports.source, row=row)
        label = reports.labels[couple][int(slots[couple] > 0)]
        raise InputError(
            "readers.two-in-one", where=where, couple=shortened(reports.couples[couple]), label=label
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
        reports.notes.append(Message("readers.together", hours=reach * 24, n=moved))
    return replace(reports, times=replace(times, days=days, wall=wall))

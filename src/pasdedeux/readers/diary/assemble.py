"""From reports to records: a grid of times, partners and roles for every couple."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from pasdedeux.people import Couple, Person
from pasdedeux.readers.diary.checks import refuse_idle
from pasdedeux.readers.diary.cleaning import cleaned
from pasdedeux.readers.diary.columns import ColumnMap, map_columns
from pasdedeux.readers.diary.layouts import Reports, to_reports
from pasdedeux.readers.diary.options import ReadOptions
from pasdedeux.readers.diary.remarks import (
    note_disorder,
    note_far_answers,
    note_far_times,
    note_near_reports,
)
from pasdedeux.readers.diary.shapes import in_rows
from pasdedeux.readers.diary.times import read_times
from pasdedeux.readers.diary.titles import told_by_titles
from pasdedeux.readers.diary.values import find_copies
from pasdedeux.readers.diary.variables import Variables, sort_variables
from pasdedeux.readers.names import SIMULATED
from pasdedeux.readers.tables.cells import FloatArray, as_text, shortened
from pasdedeux.readers.tables.table import RawTable
from pasdedeux.records import Provenance, Record, Records
from pasdedeux.records.occasions import DIGITS
from pasdedeux.records.record import scale_of
from pasdedeux.words import Message


def assemble(table: RawTable, options: ReadOptions) -> Records:
    """Turn a table into records; see `read`."""
    table, options = told_by_titles(table, options)
    table = in_rows(table, options.columns or {})
    columns = map_columns(table, options.columns, options.layout)
    times = read_times(table, columns.times, options)
    refuse_idle(options, columns.times, times, table.source)
    reports = to_reports(table, columns, times, options)
    if columns.layout == "long":
        find_copies(reports, columns.asked)
    variables = sort_variables(reports, columns, options.roles, table.source)
    reports.notes.extend(variables.notes)
    note_disorder(reports)
    reports = cleaned(reports, variables, options)
    note_far_times(reports)
    note_near_reports(reports)
    note_far_answers(reports, variables)
    return _records(table, columns, reports, variables, options)


def _records(
    table: RawTable, mapped: ColumnMap, reports: Reports, variables: Variables, options: ReadOptions
) -> Records:
    """Lay reports out on one time axis per couple."""
    reports = reports.take(np.lexsort((reports.times.days.round(DIGITS), reports.couple)))
    days = reports.times.days.round(DIGITS)
    new = np.concatenate(([True], (np.diff(reports.couple) != 0) | (np.diff(days) != 0)))
    point = np.cumsum(new) - 1
    values = _grid(reports, variables.roles, point)
    _use_mirrors(reports, variables, point, values)
    _note_people(reports, values, reports.couple[new])
    found = _by_couple(reports, variables, values, new)
    apart = reports.distinguishable if options.distinguishable is None else options.distinguishable
    scales = {role: scale_of(values[:, :, r]) for r, role in enumerate(variables.roles)}
    return Records(found, scales, _provenance(table, mapped, reports, variables), apart)


def _by_couple(
    reports: Reports, variables: Variables, values: FloatArray, new: NDArray[np.bool_]
) -> tuple[Record, ...]:
    """Cut the grid into couples; ``new`` marks the first report of each of its times."""
    point = np.cumsum(new) - 1
    inputs = _grid(reports, variables.inputs, point)
    weekday = np.full(len(values), -1, np.int8)
    np.maximum.at(weekday, point, reports.times.weekday)
    wall = np.fmin.reduceat(reports.times.wall, np.flatnonzero(new))
    couple, days = reports.couple[new], reports.times.days.round(DIGITS)[new]
    starts = np.flatnonzero(np.diff(couple, prepend=-1))
    bounds = zip(starts.tolist(), [*starts[1:].tolist(), len(couple)], strict=True)
    return tuple(
        Record(
            couple=_couple(reports, variables, int(couple[a])),
            time=(days[a:b] - days[a]).round(DIGITS),
            roles=tuple(variables.roles),
            values=values[a:b],
            input_names=tuple(variables.inputs),
            inputs=inputs[a:b],
            weekday=weekday[a:b],
            start=_clock(float(wall[a])) if reports.times.calendar else None,
        )
        for a, b in bounds
    )


def _grid(reports: Reports, chosen: dict[str, str], point: NDArray[np.intp]) -> FloatArray:
    grid = np.full((int(point[-1]) + 1, 2, len(chosen)), np.nan)
    for r, variable in enumerate(chosen.values()):
        grid[point, reports.slot, r] = reports.cells[variable]
    return grid


def _use_mirrors(reports: Reports, variables: Variables, point: NDArray[np.intp], values: FloatArray) -> None:
    """Compare mirrored copies with the own row; fill from them where the own row is missing."""
    for r, (role, variable) in enumerate(variables.roles.items()):
        if variable not in reports.mirrors:
            continue
        own, copy = values[point, 1 - reports.slot, r], reports.mirrors[variable]
        both = ~np.isnan(own) & ~np.isnan(copy)
        differ = both & (np.abs(own - copy) > 1e-9 * np.maximum(np.abs(own), 1))
        if differ.any():
            row = int(reports.row[differ].min())
            reports.notes.append(Message("readers.mirror-differs", role=role, n=int(differ.sum()), row=row))
        fill = np.isnan(own) & ~np.isnan(copy)
        if fill.any():
            values[point[fill], 1 - reports.slot[fill], r] = copy[fill]
            reports.notes.append(Message("readers.mirror-fills", role=role, n=int(fill.sum())))


def _couple(reports: Reports, variables: Variables, couple: int) -> Couple:
    one, two = (
        Person(
            reports.labels[couple][slot],
            {
                name: float(scores[2 * couple + slot])
                for name, scores in variables.traits.items()
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
        who = shortened(reports.couples[int(alone[0])])
        note = Message("readers.alone", n=len(alone), couples=int(there.sum()), first=who)
        (reports.caution if len(alone) == there.sum() > 1 else reports.notes.append)(note)
    if max(first.max(), second.max()) <= 1:
        reports.notes.append(Message("readers.once"))
    if not there.all():
        gone = [shortened(reports.couples[k]) for k in np.flatnonzero(~there)]
        some = ", ".join(gone[:10]) + (" ..." if len(gone) > 10 else "")
        reports.notes.append(Message("readers.no-report", couples=some, n=len(gone)))


def _provenance(table: RawTable, mapped: ColumnMap, reports: Reports, variables: Variables) -> Provenance:
    for role in variables.roles:
        known = reports.cells[variables.roles[role]]
        known = known[~np.isnan(known)]
        if len(known) and known.min() == known.max():
            reports.notes.append(Message("readers.flat", role=role, value=float(known[0])))
    columns = {"couple": mapped.couple, "partner": mapped.partner, **mapped.times}
    used = [*variables.roles, *variables.inputs, *variables.traits]
    return Provenance(
        source=table.source,
        sha256=table.sha256,
        layout=mapped.layout,
        columns={
            **{role: column for role, column in columns.items() if column},
            **{role: variables.sources[role] for role in used},
        },
        rows=len(table.frame),
        dropped=tuple(sorted(reports.dropped, key=lambda dropped: dropped.row)),
        notes=tuple(dict.fromkeys(reports.notes)),
        cautions=tuple(dict.fromkeys(reports.cautions)),
        simulated=_is_simulated(table),
    )


def _is_simulated(table: RawTable) -> bool:
    return SIMULATED in table.frame and bool((as_text(table.frame[SIMULATED]) == "1").all())

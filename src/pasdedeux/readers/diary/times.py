"""Time: dates, stamps with and without zones, day numbers, unix seconds and beeps, all as days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.readers import names
from pasdedeux.readers.diary.moments import beeps, counted, half_converted, lengths, read_clock, weekday_of
from pasdedeux.readers.diary.options import UNITS, ReadOptions
from pasdedeux.readers.diary.stamps import SECONDS, read_stamps, since_1970
from pasdedeux.readers.plain import plain, tokens
from pasdedeux.readers.tables.cells import (
    FloatArray,
    factors,
    numbers,
    shortened,
)
from pasdedeux.readers.tables.table import RawTable
from pasdedeux.words import Message

_WEEK = frozenset({"woche", "semaine", "semana", "settimana"})
_SPSS = 1.23e10, 1.5e10
"""Seconds since 1582 from 1972 to 2058."""
_SHEET = 29221, 80000
"""Days of spreadsheets from 1980 to 2119; days since 1960 or 1970, which other programs write, are fewer."""
_DATED = frozenset({*names.DATE, *names.SCHEDULED, *names.ANSWERED})
_ENDLESS = 1e19
"""Numbers beyond which no time lies in any unit; their squares would be none."""
_BETWEEN = 30.0
"""Days between two stretches of which nothing says how far apart they lie: far enough to be unrelated."""
_UNITS = {
    word: unit
    for unit, spelled in {
        "second": "second seconds sec secs sekunde sekunden seconde secondes segundo segundos secondi",
        "minute": "minute minutes minuten minuto minutos minuti",
        "hour": "hour hours hrs stunde stunden heure heures uur uren hora horas ora ore",
        "week": "week weeks woche wochen semaine semaines weken semana semanas settimana settimane",
        "day": "day days tag tage jour jours dag dagen dia dias giorno giorni",
    }.items()
    for word in spelled.split()
}
"""Units of time by the words for them in the name of a column."""
Kind = Literal["number", "date", "stamp", "clock"]


@dataclass(frozen=True)
class TimeColumn:
    """A time column, read.

    Parameters
    ----------
    days
        Days since 1970 in universal time where the zone is known, else in clock time; or the day numbers
        themselves. NaN where missing.
    wall
        Days since 1970 by the clock on the wall; all NaN for day numbers.
    kind
        What the column holds.
    notes
        What was decided.
    """

    days: FloatArray
    wall: FloatArray
    kind: Kind
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Times:
    """When each row was reported.

    Parameters
    ----------
    days, wall
        As in `TimeColumn`, one per row.
    scheduled
        When the report was asked for, in the same days; NaN where not known.
    answered
        When it was answered, where that is known beside the schedule.
    weekday
        0 = Monday ... 6 = Sunday, -1 where not known.
    calendar
        True where `wall` is a calendar time.
    stamped
        True where times are finer than a day.
    notes
        What was decided.
    """

    days: FloatArray
    wall: FloatArray
    scheduled: FloatArray
    answered: FloatArray
    weekday: NDArray[np.int8]
    calendar: bool
    stamped: bool
    notes: tuple[Message, ...] = ()


def read_times(table: RawTable, columns: Mapping[str, str], options: ReadOptions) -> Times:
    """Read every time column and choose one time per row.

    The rule: the time a report was answered where that is known, the time it was scheduled otherwise.

    Parameters
    ----------
    table
        The table.
    columns
        Some of ``time``, ``scheduled``, ``answered``, ``clock``, ``beep`` and ``weekday`` with their columns.
    options
        What the caller settled about time.
    """
    read = {
        part: read_column(table, columns[part], options)
        for part in ("time", "scheduled", "answered")
        if part in columns
    }
    kinds = {one.kind for one in read.values()}
    if "number" in kinds and len(kinds) > 1:
        mixed = [columns[part] for part in read]
        raise InputError("readers.mixed-times", where=table.source, columns=mixed)
    order = [read[part] for part in ("answered", "scheduled", "time") if part in read]
    days, wall = order[0].days.copy(), order[0].wall.copy()
    for other in order[1:]:
        gap = np.isnan(days)
        days[gap], wall[gap] = other.days[gap], other.wall[gap]
    unknown = np.full(len(days), np.nan)
    scheduled = read["scheduled"].days if "scheduled" in read else unknown
    answered = read["answered"].days if "answered" in read else unknown
    if "offset" in columns:
        wall = wall + _hours_from_universal(table, columns["offset"])
    within, more = _within_day(table, columns)
    days, wall = days + within, wall + within
    calendar = "number" not in kinds
    if "burst" in columns:
        days, joined = _after_each_other(table, columns["burst"], days)
        more = [*more, joined]
    weekday, counted = _weekday(table, columns.get("weekday"), wall, options)
    notes = [note for one in read.values() for note in one.notes]
    stamped = "stamp" in kinds or bool(within.any())
    return Times(
        days, wall, scheduled, answered, weekday, calendar, stamped, (*dict.fromkeys(notes), *more, *counted)
    )


def read_column(table: RawTable, column: str, options: ReadOptions) -> TimeColumn:
    """Read one column as numbers of days, dates or stamps."""
    cells = table.frame[column]
    if isinstance(cells.dtype, pd.CategoricalDtype):
        cells = cells.astype(object)
    if isinstance(cells.dtype, pd.DatetimeTZDtype) or pd.api.types.is_datetime64_dtype(cells.dtype):
        return _typed(cells, options)
    if pd.api.types.is_timedelta64_dtype(cells.dtype):
        return _numeric(np.asarray(cells.dt.total_seconds(), np.float64) / SECONDS, table, column, options)
    if not pd.api.types.is_numeric_dtype(cells.dtype) and _python_dates(cells):
        return _typed(pd.to_datetime(cells.where(cells.notna(), None), errors="coerce"), options)
    if not _looks_textual(cells, table.decimal):
        found = numbers(cells, decimal=table.decimal)
        if not len(found.text):
            return _numeric(found.cells, table, column, options)
    return _text(cells, table, column, options)


def _text(cells: pd.Series, table: RawTable, column: str, options: ReadOptions) -> TimeColumn:
    """Read labels of days, lengths of time, dates and stamps."""
    if (labels := counted(cells)) is not None:
        return _numeric(labels, table, column, options)
    if (spans := lengths(cells)) is not None:
        return TimeColumn(spans, np.full(len(spans), np.nan), "number")
    if (halves := half_converted(cells)) is not None:
        return _turned_back(cells, halves, table, column, options)
    wall, offset = read_stamps(table, column, options.dates, options.missing)
    return _with_offsets(wall, offset, table, column, options)


def _turned_back(
    cells: pd.Series, dated: NDArray[np.bool_], table: RawTable, column: str, options: ReadOptions
) -> TimeColumn:
    """Turn day and month of converted cells back, where the caller says how the dates were written."""
    if options.dates != "dmy":
        text = shortened(next(cell for cell in cells if isinstance(cell, str) and cell.strip()))
        values = {"cell": text, "n": int(dated.sum())}
        raise InputError("readers.half-converted", where=table.at_column(column), **values)
    turned = [
        cell.replace(day=cell.month, month=cell.day) if full and cell.day <= 12 else cell
        for cell, full in zip(cells, dated, strict=True)
    ]
    texts = [
        cell.strftime("%d/%m/%Y %H:%M:%S") if full else cell for cell, full in zip(turned, dated, strict=True)
    ]
    frame = table.frame.assign(**{column: pd.Series(texts, dtype=object)})
    wall, _ = read_stamps(replace(table, frame=frame), column, "dmy")
    found = _zoned(wall, options)
    note = Message("readers.turned-back", column=column, n=int(dated.sum()))
    return replace(found, notes=(*found.notes, note))


def _looks_textual(cells: pd.Series, decimal: str) -> bool:
    """Look at the first cells only: dates and stamps are many and need not be tried as numbers."""
    return len(numbers(cells.iloc[:50], decimal=decimal).text) > 0


def _python_dates(cells: pd.Series) -> bool:
    known = cells[cells.notna()]
    return bool(len(known)) and all(hasattr(value, "toordinal") for value in known.iloc[:100])


def _typed(cells: pd.Series, options: ReadOptions) -> TimeColumn:
    stamps = pd.DatetimeIndex(cells)
    wall = since_1970(stamps.tz_localize(None))
    if stamps.tz is None:
        return _zoned(wall, options)
    days = since_1970(stamps.tz_convert("UTC").tz_localize(None))
    return TimeColumn(days, wall if options.zone is None else _by_the_clock(days, options), "stamp")


def _zoned(wall: FloatArray, options: ReadOptions) -> TimeColumn:
    """Turn clock time without a zone into days; with a zone given, into true elapsed time."""
    known = wall[~np.isnan(wall)]
    if (known == np.floor(known)).all():
        return TimeColumn(wall, wall, "date")
    zone = options.time_zone()
    if zone is None:
        return TimeColumn(wall, wall, "stamp", (Message("readers.no-zones"),))
    stamps = pd.to_datetime(pd.Series(wall), unit="D").dt.round("ms")
    local = stamps.dt.tz_localize(zone, ambiguous=np.ones(len(wall), dtype=bool), nonexistent="shift_forward")
    return TimeColumn(since_1970(pd.DatetimeIndex(local).tz_convert("UTC").tz_localize(None)), wall, "stamp")


def _numeric(values: FloatArray, table: RawTable, column: str, options: ReadOptions) -> TimeColumn:
    """Read plain numbers: dates such as 20240531, seconds since 1970, spreadsheet days, or a count."""
    values, unanswered = _without_zeros(values)
    known = values[~np.isnan(values)]
    if not len(known):
        raise InputError("readers.empty-time", where=table.at_column(column))
    endless = np.abs(values) > _ENDLESS
    if endless.any():
        raise InputError("readers.endless-time", where=table.at(int(endless.argmax()), column))
    found = (
        _calendar_numbers(values, known, options)
        or _since_1582(values, known, column)
        or _unix(values, known, column, options)
        or _spreadsheet(values, known, column)
        or _count(values, column, options)
    )
    if not unanswered:
        return found
    return replace(found, notes=(*found.notes, Message("readers.zero-stamps", column=column, n=unanswered)))


def _without_zeros(values: FloatArray) -> tuple[FloatArray, int]:
    """Take 0 among seconds since 1970 for a report that was never made."""
    rest = values[~np.isnan(values) & (values != 0)]
    zeros = int((values == 0).sum())
    if not zeros or not len(rest) or rest.min() < 1e8:
        return values, 0
    return np.where(values == 0, np.nan, values), zeros


def _calendar_numbers(values: FloatArray, known: FloatArray, options: ReadOptions) -> TimeColumn | None:
    for form, unit in (("%Y%m%d", 1.0), ("%Y%m%d%H%M", 1e4), ("%Y%m%d%H%M%S", 1e6)):
        if not (_whole(known) and known.min() >= 19000101 * unit and known.max() < 21010000 * unit):
            continue
        texts = pd.Series(values).astype("Int64").astype("string")
        stamps = pd.to_datetime(texts, format=form, errors="coerce")
        if int(stamps.notna().sum()) == len(known):
            wall = since_1970(pd.DatetimeIndex(stamps))
            return TimeColumn(wall, wall, "date") if unit == 1 else _zoned(wall, options)
    return None


def _unix(values: FloatArray, known: FloatArray, column: str, options: ReadOptions) -> TimeColumn | None:
    low, high = float(known.min()), float(known.max())
    units = (
        (1.0, 1e8, "readers.seconds"),
        (1e3, 1e11, "readers.milliseconds"),
        (1e6, 1e14, "readers.microseconds"),
        (1e9, 1e17, "readers.nanoseconds"),
    )
    for scale, floor, name in units:
        if floor <= low and high < floor * 100:
            days, note = (values / scale).round(3) / SECONDS, Message(name, column=column)
            return TimeColumn(days, _by_the_clock(days, options), "stamp", (note,))
    return None


def _since_1582(values: FloatArray, known: FloatArray, column: str) -> TimeColumn | None:
    """Read seconds since the calendar of 1582, as SPSS writes dates into text."""
    if not (_SPSS[0] <= known.min() and known.max() < _SPSS[1]):
        return None
    wall = values / SECONDS - 141428.0
    note = Message("readers.since-1582", column=column)
    whole = bool((known % SECONDS == 0).all())
    return TimeColumn(wall, wall, "date" if whole else "stamp", (note,))


def _by_the_clock(days: FloatArray, options: ReadOptions) -> FloatArray:
    zone = options.time_zone()
    if zone is None:
        return days
    stamps = (
        pd.to_datetime(pd.Series(days), unit="D").dt.round("ms").dt.tz_localize("UTC").dt.tz_convert(zone)
    )
    return since_1970(pd.DatetimeIndex(stamps).tz_localize(None))


def _spreadsheet(values: FloatArray, known: FloatArray, column: str) -> TimeColumn | None:
    dated = plain(column) in _DATED or any(
        part in plain(column) for part in ("date", "datum", "fecha", "stamp")
    )
    if not dated or known.min() < _SHEET[0] or known.max() >= _SHEET[1]:
        return None
    wall = values - 25569.0
    note = Message("readers.spreadsheet-days", column=column)
    return TimeColumn(wall, wall, "date" if _whole(known) else "stamp", (note,))


def _count(values: FloatArray, column: str, options: ReadOptions) -> TimeColumn:
    unit = options.unit or next((_UNITS[part] for part in tokens(column) if part in _UNITS), "day")
    step = Message("readers.step", column=column, unit=Message(f"readers.unit.{unit}"))
    notes = () if "day" in plain(column) else (step,)
    return TimeColumn(values * UNITS[unit], np.full(len(values), np.nan), "number", notes)


def _whole(values: FloatArray) -> bool:
    return bool((values == np.round(values)).all())


def _with_offsets(
    wall: FloatArray, offset: FloatArray, table: RawTable, column: str, options: ReadOptions
) -> TimeColumn:
    known, zoned = ~np.isnan(wall), ~np.isnan(offset)
    if not known.any():
        raise InputError("readers.empty-time", where=table.at_column(column))
    if not zoned.any():
        return _zoned(wall, options)
    if (known & ~zoned).any():
        position = int(np.flatnonzero(known & ~zoned)[0])
        cell = shortened(table.frame[column].iloc[position])
        raise InputError("readers.some-zones", where=table.at(position, column), cell=cell)
    days = wall - offset
    if options.zone is not None:
        return TimeColumn(days, _by_the_clock(days, options), "stamp")
    if (offset[zoned] == 0).all():
        return TimeColumn(days, wall, "stamp", (Message("readers.universal", column=column),))
    several = len(np.unique(offset[zoned])) > 1
    notes = (Message("readers.several-zones"),) if several else ()
    return TimeColumn(days, wall, "stamp", notes)


def _after_each_other(table: RawTable, column: str, days: FloatArray) -> tuple[FloatArray, Message]:
    """Put stretches in which days count anew after each other: weeks side by side, others far apart."""
    stretch = beeps(table, column)
    known = days[~np.isnan(days)]
    length = float(known.max() - known.min()) if len(known) else 0.0
    weeks = "week" in plain(column) or plain(column) in _WEEK
    step = 7.0 if weeks and length < 7 else np.ceil(length) + _BETWEEN
    note = Message("readers.stretches", column=column, step=step)
    return days + (stretch - np.nanmin(stretch)) * step, note


def _hours_from_universal(table: RawTable, column: str) -> FloatArray:
    """Read what each stamp in universal time lacks to the clock on the wall: seconds or hours, as days."""
    found = np.nan_to_num(numbers(table.frame[column], decimal=table.decimal).cells)
    return np.asarray(found / (24 if np.abs(found).max(initial=0) <= 14 else SECONDS))


def _within_day(table: RawTable, columns: Mapping[str, str]) -> tuple[FloatArray, list[Message]]:
    """Read what a clock column or a beep number adds to the day."""
    if "clock" in columns:
        return read_clock(table, columns["clock"]), []
    if "beep" not in columns:
        return np.zeros(len(table.frame)), []
    column = columns["beep"]
    beep = beeps(table, column)
    low, high = float(np.nanmin(beep)), float(np.nanmax(beep))
    note = Message("readers.beeps-spread", column=column)
    return np.nan_to_num(beep - low) / max(high - low + 1, 1.0), [note]


def _weekday(
    table: RawTable, column: str | None, wall: FloatArray, options: ReadOptions
) -> tuple[NDArray[np.int8], tuple[Message, ...]]:
    dated = ~np.isnan(wall)
    if dated.any():
        days = np.full(len(wall), -1, np.int8)
        days[dated] = (np.floor(wall[dated]).astype(np.int64) + 3) % 7
        return days, ()
    if column is None:
        return np.full(len(wall), -1, np.int8), ()
    return _numbered_weekday(table, column, options)


def _numbered_weekday(
    table: RawTable, column: str, options: ReadOptions
) -> tuple[NDArray[np.int8], tuple[Message, ...]]:
    found = numbers(table.frame[column], decimal=table.decimal)
    if len(found.text):
        codes, texts = factors(table.frame[column])
        found_days = [weekday_of(text) for text in texts]
        days = np.array([-1 if day is None else day[1] - 1 for day in found_days], np.int8)[codes]
        return days, ()
    known = ~np.isnan(found.cells)
    low, high = (found.cells[known].min(), found.cells[known].max()) if known.any() else (0, 0)
    if low < 0 or high > 7 or (low == 0 and high == 7):
        return np.full(len(known), -1, np.int8), (Message("readers.no-weekday", column=column),)
    first = 0 if low == 0 else 1
    shift = 6 if options.week == "sunday" else 0
    days = np.full(len(known), -1, np.int8)
    days[known] = (np.round(found.cells[known]).astype(np.int64) - first + shift) % 7
    start = Message("readers.sunday" if shift else "readers.monday")
    return days, (Message("readers.week-begins", column=column, first=first, start=start),)

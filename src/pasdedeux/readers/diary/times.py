"""Time: dates, stamps with and without zones, day numbers, unix seconds and beeps, all as days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.readers.diary.options import UNITS, ReadOptions
from pasdedeux.readers.diary.stamps import SECONDS, read_stamps, since_1970
from pasdedeux.readers.names import plain
from pasdedeux.readers.tables.cells import FloatArray, as_text, numbers, shortened
from pasdedeux.readers.tables.table import RawTable
from pasdedeux.words import Message

Kind = Literal["number", "date", "stamp", "clock"]
_CLOCK = re.compile(r"\s*(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?\s*([AaPp])?\.?(?:[Mm]\.?)?\s*")
_WEEKDAYS = (
    ("mo",),
    ("tu", "di"),
    ("we", "mi"),
    ("th", "do"),
    ("fr",),
    ("sa",),
    ("su", "so"),
)
"""How weekdays begin in English and German, Monday first."""


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
    within, more = _within_day(table, columns)
    days, wall = days + within, wall + within
    calendar = "number" not in kinds
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
    if not _looks_textual(cells):
        found = numbers(cells, decimal=table.decimal)
        if not len(found.text):
            return _numeric(found.cells, table, column, options)
    wall, offset = read_stamps(table, column, options.dates)
    return _with_offsets(wall, offset, table, column, options)


def _looks_textual(cells: pd.Series) -> bool:
    """Look at the first cells only: dates and stamps are many and need not be tried as numbers."""
    return len(numbers(cells.iloc[:50]).text) > 0


def _python_dates(cells: pd.Series) -> bool:
    known = cells[cells.notna()]
    return bool(len(known)) and all(hasattr(value, "toordinal") for value in known.iloc[:100])


def _typed(cells: pd.Series, options: ReadOptions) -> TimeColumn:
    stamps = pd.DatetimeIndex(cells)
    wall = since_1970(stamps.tz_localize(None))
    if stamps.tz is not None:
        return TimeColumn(since_1970(stamps.tz_convert("UTC").tz_localize(None)), wall, "stamp")
    return _zoned(wall, options)


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
    known = values[~np.isnan(values)]
    if not len(known):
        raise InputError("readers.empty-time", where=table.at_column(column))
    if np.isinf(known).any():
        raise InputError("readers.endless-time", where=table.at(int(np.isinf(values).argmax()), column))
    return (
        _calendar_numbers(values, known)
        or _unix(values, known, column, options)
        or _spreadsheet(values, known, column)
        or _count(values, column, options)
    )


def _calendar_numbers(values: FloatArray, known: FloatArray) -> TimeColumn | None:
    if not (_whole(known) and known.min() >= 19000101 and known.max() <= 21001231):
        return None
    texts = pd.Series(values).astype("Int64").astype("string")
    stamps = pd.to_datetime(texts, format="%Y%m%d", errors="coerce")
    if int(stamps.notna().sum()) < len(known):
        return None
    wall = since_1970(pd.DatetimeIndex(stamps))
    return TimeColumn(wall, wall, "date")


def _unix(values: FloatArray, known: FloatArray, column: str, options: ReadOptions) -> TimeColumn | None:
    low, high = float(known.min()), float(known.max())
    for scale, floor, name in ((1.0, 1e8, "readers.seconds"), (1e3, 1e11, "readers.milliseconds")):
        if floor <= low and high < floor * 100:
            days, note = values / scale / SECONDS, Message(name, column=column)
            return TimeColumn(days, _by_the_clock(days, options), "stamp", (note,))
    return None


def _by_the_clock(days: FloatArray, options: ReadOptions) -> FloatArray:
    zone = options.time_zone()
    if zone is None:
        return days
    stamps = (
        pd.to_datetime(pd.Series(days), unit="D").dt.round("ms").dt.tz_localize("UTC").dt.tz_convert(zone)
    )
    return since_1970(pd.DatetimeIndex(stamps).tz_localize(None))


def _spreadsheet(values: FloatArray, known: FloatArray, column: str) -> TimeColumn | None:
    if "date" not in plain(column) or known.min() <= 20000 or known.max() >= 80000:
        return None
    wall = values - 25569.0
    note = Message("readers.spreadsheet-days", column=column)
    return TimeColumn(wall, wall, "date" if _whole(known) else "stamp", (note,))


def _count(values: FloatArray, column: str, options: ReadOptions) -> TimeColumn:
    unit = options.unit or next((unit for unit in UNITS if plain(column) in {unit, f"{unit}s"}), "day")
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
    several = len(np.unique(offset[zoned])) > 1
    notes = (Message("readers.several-zones"),) if several else ()
    return TimeColumn(wall - offset, wall, "stamp", notes)


def _within_day(table: RawTable, columns: Mapping[str, str]) -> tuple[FloatArray, list[Message]]:
    """Read what a clock column or a beep number adds to the day."""
    if "clock" in columns:
        return read_clock(table, columns["clock"]), []
    if "beep" not in columns:
        return np.zeros(len(table.frame)), []
    column = columns["beep"]
    beep = numbers(table.frame[column], decimal=table.decimal).cells
    low, high = float(np.nanmin(beep)), float(np.nanmax(beep))
    note = Message("readers.beeps-spread", column=column)
    return np.nan_to_num(beep - low) / max(high - low + 1, 1.0), [note]


def is_clock(cells: pd.Series) -> bool:
    """Tell whether a column holds clock times such as 20:15 and nothing else."""
    if pd.api.types.is_numeric_dtype(cells.dtype) or pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return False
    texts = as_text(cells.dropna().head(1000))
    known = texts[texts != ""].unique()
    return len(known) > 0 and all(_CLOCK.fullmatch(text) for text in known)


def read_clock(table: RawTable, column: str) -> FloatArray:
    """Read clock times as parts of a day; 0 where missing."""
    codes, found = pd.factorize(as_text(table.frame[column]))
    parts = [_CLOCK.fullmatch(text) for text in found]
    days = np.zeros(len(found))
    for k, match in enumerate(parts):
        if match is not None:
            hour = int(match[1]) % 12 + 12 * (match[4].lower() == "p") if match[4] else int(match[1])
            days[k] = (hour * 3600 + int(match[2]) * 60 + float(match[3] or 0)) / SECONDS
        elif found[k]:
            position = int(np.flatnonzero(codes == k)[0])
            raise InputError("readers.no-clock", where=table.at(position, column), cell=shortened(found[k]))
    return days[codes]


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
        texts = as_text(table.frame[column]).str.casefold().str.slice(0, 2)
        days = np.full(len(texts), -1, np.int8)
        for weekday, starts in enumerate(_WEEKDAYS):
            days[texts.isin(starts).to_numpy()] = weekday
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

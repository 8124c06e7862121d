"""Time: dates, stamps with and without zones, day numbers, unix seconds and beeps, all as days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.readers.diary.names import plain
from pasdedeux.readers.tables.cells import MISSING_TEXT, FloatArray, as_text, factors, numbers
from pasdedeux.readers.tables.formats import Table

Kind = Literal["number", "date", "stamp", "clock"]
UNITS = {"day": 1.0, "hour": 1 / 24, "minute": 1 / 1440, "second": 1 / 86400, "week": 7.0}
_DAY = 86400.0
_OLDEST, _YOUNGEST = -36525.0, 73050.0
"""Years 1870 to 2170, as days since 1970: what lies outside is no date of a diary."""
_CLOCK = re.compile(r"\s*(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?\s*([AaPp])?\.?(?:[Mm]\.?)?\s*")
_STAMP = (
    r"^\s*(\d{1,4})([-./ ])(\d{1,2})[-./ ](\d{1,4})\.?"
    r"(?:[T ,]+(\d{1,2})[:.h](\d{2})(?::(\d{2}(?:[.,]\d+)?))?\s*(?:([AaPp])\.?[Mm]\.?)?)?"
    r"\s*(Z|z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?\s*$"
)
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
class Rules:
    """What the reader was told about time; the defaults are what it does on its own.

    Parameters
    ----------
    dates
        ``"dmy"``, ``"mdy"`` or ``"ymd"``; found out from the column where None.
    zone
        Time zone of stamps that name none, e.g. ``"Europe/Brussels"``.
    unit
        Unit of plain numbers: second, minute, hour, day or week; by the name of the column where None.
    week
        First day of a numbered weekday column.
    """

    dates: str | None = None
    zone: str | None = None
    unit: str | None = None
    week: str = "monday"


@dataclass(frozen=True)
class Moments:
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
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Times:
    """When each row was reported.

    Parameters
    ----------
    days, wall
        As in `Moments`, one per row.
    scheduled
        When the report was asked for, in the same days; NaN where not known.
    answered
        When it was answered, where that is told apart from the schedule.
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
    notes: tuple[str, ...] = field(default=())


def read_times(table: Table, columns: Mapping[str, str], rules: Rules) -> Times:
    """Read every time column and choose one time per row.

    The rule: the time a report was answered where that is known, the time it was scheduled otherwise.

    Parameters
    ----------
    table
        The table.
    columns
        Some of ``time``, ``scheduled``, ``answered``, ``clock``, ``beep`` and ``weekday`` with their columns.
    rules
        What the reader was told.
    """
    read = {
        part: read_moments(table, columns[part], rules)
        for part in ("time", "scheduled", "answered")
        if part in columns
    }
    kinds = {moments.kind for moments in read.values()}
    if "number" in kinds and len(kinds) > 1:
        names = ", ".join(f"'{columns[part]}'" for part in read)
        raise InputError(
            f"the columns {names} mix day numbers with dates.",
            where=table.source,
            remedy="Name one: `columns={'time': 'COLUMN'}`.",
        )
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
    weekday, told = _weekday(table, columns.get("weekday"), wall, rules)
    notes = [note for moments in read.values() for note in moments.notes]
    stamped = "stamp" in kinds or bool(within.any())
    return Times(
        days, wall, scheduled, answered, weekday, calendar, stamped, (*dict.fromkeys(notes), *more, *told)
    )


def read_moments(table: Table, column: str, rules: Rules) -> Moments:
    """Read one column as numbers of days, dates or stamps."""
    cells = table.frame[column]
    if isinstance(cells.dtype, pd.CategoricalDtype):
        cells = cells.astype(object)
    if isinstance(cells.dtype, pd.DatetimeTZDtype) or pd.api.types.is_datetime64_dtype(cells.dtype):
        return _typed(cells, rules)
    if pd.api.types.is_timedelta64_dtype(cells.dtype):
        return _numeric(np.asarray(cells.dt.total_seconds(), np.float64) / _DAY, table, column, rules)
    if not pd.api.types.is_numeric_dtype(cells.dtype) and _python_dates(cells):
        return _typed(pd.to_datetime(cells.where(cells.notna(), None), errors="coerce"), rules)
    if not _looks_textual(cells):
        found = numbers(cells, decimal=table.decimal)
        if not len(found.text):
            return _numeric(found.cells, table, column, rules)
    return _from_text(table, column, rules)


def _looks_textual(cells: pd.Series) -> bool:
    """Look at the first cells only: dates and stamps are many and need not be tried as numbers."""
    return len(numbers(cells.iloc[:50]).text) > 0


def _python_dates(cells: pd.Series) -> bool:
    known = cells[cells.notna()]
    return bool(len(known)) and all(hasattr(value, "toordinal") for value in known.iloc[:100])


def _typed(cells: pd.Series, rules: Rules) -> Moments:
    stamps = pd.DatetimeIndex(cells)
    wall = _since_1970(stamps.tz_localize(None))
    if stamps.tz is not None:
        return Moments(_since_1970(stamps.tz_convert("UTC").tz_localize(None)), wall, "stamp")
    return _zoned(wall, rules)


def _since_1970(stamps: pd.DatetimeIndex) -> FloatArray:
    microseconds = np.asarray(stamps, dtype="datetime64[us]")
    days = microseconds.astype(np.int64) / (_DAY * 1e6)
    return np.asarray(np.where(np.isnat(microseconds), np.nan, days), np.float64)


def _zoned(wall: FloatArray, rules: Rules) -> Moments:
    """Turn clock time without a zone into days; with a zone given, into true elapsed time."""
    known = wall[~np.isnan(wall)]
    if (known == np.floor(known)).all():
        return Moments(wall, wall, "date")
    if rules.zone is None:
        note = (
            "The stamps name no time zone and were taken as clock time; "
            "gaps across a change to or from summer time are off by an hour (`zone=` mends it)."
        )
        return Moments(wall, wall, "stamp", (note,))
    try:
        zone = ZoneInfo(rules.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(
            f"'{rules.zone}' is no time zone.", where="zone", remedy="Write it like Europe/Brussels."
        ) from None
    stamps = pd.to_datetime(pd.Series(wall), unit="D").dt.round("ms")
    local = stamps.dt.tz_localize(zone, ambiguous=np.ones(len(wall), dtype=bool), nonexistent="shift_forward")
    return Moments(_since_1970(pd.DatetimeIndex(local).tz_convert("UTC").tz_localize(None)), wall, "stamp")


def _numeric(values: FloatArray, table: Table, column: str, rules: Rules) -> Moments:
    known = values[~np.isnan(values)]
    where = f"{table.source}, column '{column}'"
    if not len(known):
        raise InputError("the column is empty.", where=where, remedy="Name another column for the time.")
    if np.isinf(known).any():
        position = int(np.flatnonzero(np.isinf(values))[0])
        raise InputError(
            "a time is infinite.", where=table.at(position, column), remedy="Correct or empty the cell."
        )
    low, high = float(known.min()), float(known.max())
    whole = bool((known == np.round(known)).all())
    if whole and low >= 19000101 and high <= 21001231:
        stamps = pd.to_datetime(
            pd.Series(values).astype("Int64").astype("string"), format="%Y%m%d", errors="coerce"
        )
        if int(stamps.notna().sum()) == len(known):
            wall = _since_1970(pd.DatetimeIndex(stamps))
            return Moments(wall, wall, "date")
    for scale, floor, name in ((1.0, 1e8, "seconds"), (1e3, 1e11, "milliseconds")):
        if floor <= low and high < floor * 100:
            return _unix(values / scale / _DAY, name, column, rules)
    if "date" in plain(column) and low > 20000 and high < 80000:
        wall = values - 25569.0
        return Moments(
            wall, wall, "date" if whole else "stamp", (f"'{column}' holds spreadsheet day numbers.",)
        )
    unit = rules.unit or next((unit for unit in UNITS if plain(column) in {unit, f"{unit}s"}), "day")
    if unit not in UNITS:
        raise InputError(
            f"'{unit}' is no unit of time.", where="unit", remedy=f"Choose from: {', '.join(UNITS)}."
        )
    note = () if "day" in plain(column) else (f"One step of '{column}' was taken as one {unit} (`unit=`).",)
    return Moments(values * UNITS[unit], np.full(len(values), np.nan), "number", note)


def _unix(days: FloatArray, name: str, column: str, rules: Rules) -> Moments:
    note = f"'{column}' was read as {name} since 1970, universal time."
    if rules.zone is None:
        return Moments(days, days, "stamp", (note,))
    stamps = (
        pd.to_datetime(pd.Series(days), unit="D")
        .dt.round("ms")
        .dt.tz_localize("UTC")
        .dt.tz_convert(rules.zone)
    )
    return Moments(days, _since_1970(pd.DatetimeIndex(stamps).tz_localize(None)), "stamp", (note,))


def _from_text(table: Table, column: str, rules: Rules) -> Moments:
    codes, found = factors(table.frame[column])
    texts = pd.Series(found, dtype=object)
    texts = texts.where(~texts.str.casefold().isin(MISSING_TEXT), None)
    wall, offset = _fast(texts)
    if wall is None:
        wall, offset = _split(texts, table, column, codes, rules)
    outside = ~((wall > _OLDEST) & (wall < _YOUNGEST)) & ~np.isnan(wall)
    if outside.any():
        position = int(np.flatnonzero(outside[codes])[0])
        raise InputError(
            f"'{table.frame[column].iloc[position]}' lies outside the years 1870 to 2170.",
            where=table.at(position, column),
            remedy="Correct the year.",
        )
    bad = np.isnan(wall) & texts.notna().to_numpy()
    if bad.any():
        position = int(np.flatnonzero(bad[codes])[0])
        cell = str(table.frame[column].iloc[position])
        raise InputError(
            f"'{cell}' is not a date or time.",
            where=table.at(position, column),
            remedy="Write it like 2024-05-31 20:15.",
        )
    wall, offset = wall[codes], offset[codes]
    return _with_offsets(wall, offset, table, column, rules)


def _fast(texts: pd.Series) -> tuple[FloatArray | None, FloatArray]:
    """Read plain ISO stamps at once; None where a cell is anything else."""
    none = np.full(len(texts), np.nan)
    known = texts[texts.notna()]
    if (
        not len(known)
        or not known.str.match(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$").all()
    ):
        return None, none
    stamps = pd.to_datetime(texts, format="ISO8601", errors="coerce")
    return _since_1970(pd.DatetimeIndex(stamps)), none


def _split(
    texts: pd.Series, table: Table, column: str, codes: NDArray[np.intp], rules: Rules
) -> tuple[FloatArray, FloatArray]:
    parts = texts.str.extract(_STAMP)
    part = [pd.to_numeric(parts[k].str.replace(",", "."), errors="coerce") for k in (0, 2, 3, 4, 5, 6)]
    first, middle, last, hour, minute, second = (np.asarray(values, np.float64) for values in part)
    order = _order(parts, first, middle, table, column, codes, rules)
    year, month, day = {
        "ymd": (first, middle, last),
        "dmy": (last, middle, first),
        "mdy": (last, first, middle),
    }[order]
    year = np.where(year < 100, year + 2000, year)
    dates = pd.to_datetime(pd.DataFrame({"year": year, "month": month, "day": day}), errors="coerce")
    wall = _since_1970(pd.DatetimeIndex(dates))
    evening, morning = parts[7].str.lower().eq("p").to_numpy(), parts[7].str.lower().eq("a").to_numpy()
    hour = np.where(evening & (hour < 12), hour + 12, np.where(morning & (hour == 12), 0, hour))
    hour = np.where((hour > 23) | (minute > 59), np.nan, hour)
    clock = (hour * 3600 + minute * 60 + np.nan_to_num(second)) / _DAY
    wall = wall + np.where(parts[4].notna(), clock, 0.0)
    wall = _named_months(texts, wall)
    return wall, _offsets(parts[8])


def _order(
    parts: pd.DataFrame,
    first: FloatArray,
    middle: FloatArray,
    table: Table,
    column: str,
    codes: NDArray[np.intp],
    rules: Rules,
) -> str:
    """Decide which of day, month and year comes first, from the whole column."""
    if rules.dates is not None:
        if rules.dates not in {"dmy", "mdy", "ymd"}:
            raise InputError(
                f"'{rules.dates}' is no order of dates.", where="dates", remedy="Say dmy, mdy or ymd."
            )
        return rules.dates
    year_first = (parts[0].str.len() == 4).to_numpy()
    if year_first.any() or not parts[0].notna().any():
        return "ymd"
    day_first, month_first = bool((first > 12).any()), bool((middle > 12).any())
    if day_first and month_first:
        one, two = (
            int(np.flatnonzero(np.isin(codes, np.flatnonzero(over > 12)))[0]) for over in (first, middle)
        )
        raise InputError(
            f"dates disagree: '{table.frame[column].iloc[one]}' puts the day first, "
            f"'{table.frame[column].iloc[two]}' (row {table.row[two]}) puts the month first.",
            where=table.at(one, column),
            remedy="Write all dates in one way, best like 2024-05-31.",
        )
    dotted = bool((parts[1].dropna() == ".").all())
    if day_first or month_first or dotted:
        return "mdy" if month_first else "dmy"
    position = int(np.flatnonzero(parts[0].notna().to_numpy()[codes])[0])
    raise InputError(
        f"'{table.frame[column].iloc[position]}' could be day/month or month/day, and no date settles it.",
        where=table.at(position, column),
        remedy="Say `dates='dmy'` or `dates='mdy'`.",
    )


def _named_months(texts: pd.Series, wall: FloatArray) -> FloatArray:
    named = (
        np.isnan(wall)
        & texts.str.contains(r"\d", na=False).to_numpy()
        & texts.str.contains(
            r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", case=False, na=False
        ).to_numpy()
    )
    if named.any():
        stamps = pd.to_datetime(texts[named], format="mixed", errors="coerce", utc=True)
        wall = wall.copy()
        wall[named] = _since_1970(pd.DatetimeIndex(stamps).tz_localize(None))
    return wall


def _offsets(zones: pd.Series) -> FloatArray:
    """Offset from universal time in days; NaN where the stamp names none."""
    text = zones.str.replace(":", "").str.upper()
    hours = pd.to_numeric(text.str.slice(0, 3), errors="coerce")
    minutes = pd.to_numeric(text.str.slice(3, 5), errors="coerce").fillna(0)
    signed = hours + np.where(text.str.startswith("-", na=False), -minutes, minutes) / 60
    return np.asarray(signed.mask(text.isin(["Z", "UTC", "GMT"]), 0.0) / 24, np.float64)


def _with_offsets(wall: FloatArray, offset: FloatArray, table: Table, column: str, rules: Rules) -> Moments:
    known, zoned = ~np.isnan(wall), ~np.isnan(offset)
    if not known.any():
        raise InputError("the column holds no time.", where=f"{table.source}, column '{column}'")
    if not zoned.any():
        return _zoned(wall, rules)
    if (known & ~zoned).any():
        position = int(np.flatnonzero(known & ~zoned)[0])
        raise InputError(
            f"'{table.frame[column].iloc[position]}' names no time zone while other stamps do.",
            where=table.at(position, column),
            remedy="Give every stamp its offset, or none.",
        )
    several = len(np.unique(offset[zoned])) > 1
    note = ("The stamps have several time zones; gaps are in universal time, weekdays by the local clock.",)
    return Moments(wall - offset, wall, "stamp", note if several else ())


def _within_day(table: Table, columns: Mapping[str, str]) -> tuple[FloatArray, list[str]]:
    """Read what a clock column or a beep number adds to the day."""
    if "clock" in columns:
        return read_clock(table, columns["clock"]), []
    if "beep" not in columns:
        return np.zeros(len(table.frame)), []
    column = columns["beep"]
    beep = numbers(table.frame[column], decimal=table.decimal).cells
    low, high = float(np.nanmin(beep)), float(np.nanmax(beep))
    note = f"'{column}' numbers the reports within a day; they were spread evenly over it."
    return np.nan_to_num(beep - low) / max(high - low + 1, 1.0), [note]


def is_clock(cells: pd.Series) -> bool:
    """Tell whether a column holds clock times such as 20:15 and nothing else."""
    if pd.api.types.is_numeric_dtype(cells.dtype) or pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return False
    texts = as_text(cells.dropna().head(1000))
    known = texts[texts != ""].unique()
    return len(known) > 0 and all(_CLOCK.fullmatch(text) for text in known)


def read_clock(table: Table, column: str) -> FloatArray:
    """Read clock times as parts of a day; 0 where missing."""
    codes, found = pd.factorize(as_text(table.frame[column]))
    parts = [_CLOCK.fullmatch(text) for text in found]
    days = np.zeros(len(found))
    for k, match in enumerate(parts):
        if match is not None:
            hour = int(match[1]) % 12 + 12 * (match[4].lower() == "p") if match[4] else int(match[1])
            days[k] = (hour * 3600 + int(match[2]) * 60 + float(match[3] or 0)) / _DAY
        elif found[k]:
            position = int(np.flatnonzero(codes == k)[0])
            raise InputError(
                f"'{found[k]}' is no clock time.", where=table.at(position, column), remedy="Write 20:15."
            )
    return days[codes]


def _weekday(
    table: Table, column: str | None, wall: FloatArray, rules: Rules
) -> tuple[NDArray[np.int8], tuple[str, ...]]:
    dated = ~np.isnan(wall)
    if dated.any():
        days = np.full(len(wall), -1, np.int8)
        days[dated] = (np.floor(wall[dated]).astype(np.int64) + 3) % 7
        return days, ()
    if column is None:
        return np.full(len(wall), -1, np.int8), ()
    return _told_weekday(table, column, rules)


def _told_weekday(table: Table, column: str, rules: Rules) -> tuple[NDArray[np.int8], tuple[str, ...]]:
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
        return np.full(len(known), -1, np.int8), (f"'{column}' is no weekday (0-6 or 1-7) and was not used.",)
    first = 0 if low == 0 else 1
    shift = 6 if rules.week == "sunday" else 0
    days = np.full(len(known), -1, np.int8)
    days[known] = (np.round(found.cells[known]).astype(np.int64) - first + shift) % 7
    start = "Sunday" if shift else "Monday"
    return days, (f"'{column}' was taken to count from {first} = {start} (`week=`).",)

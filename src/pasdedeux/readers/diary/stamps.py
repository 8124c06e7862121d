"""Dates and stamps as people write them, as days since 1970."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.readers.tables.cells import MISSING_TEXT, FloatArray, factors, shortened
from pasdedeux.readers.tables.table import RawTable

SECONDS = 86400.0
"""Seconds in a day."""
_OLDEST, _YOUNGEST = -36525.0, 73050.0
"""Years 1870 to 2170, as days since 1970: what lies outside is no date of a diary."""
_STAMP = (
    r"^\s*(\d{1,4})([-./ ])(\d{1,2})[-./ ](\d{1,4})\.?"
    r"(?:[T ,]+(\d{1,2})[:.h](\d{2})(?::(\d{2}(?:[.,]\d+)?))?\s*(?:([AaPp])\.?[Mm]\.?)?)?"
    r"\s*(Z|z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?\s*$"
)


def read_stamps(table: RawTable, column: str, order: str | None) -> tuple[FloatArray, FloatArray]:
    """Read text as dates and stamps.

    Parameters
    ----------
    table, column
        Where they stand.
    order
        ``"dmy"``, ``"mdy"`` or ``"ymd"``; found out from the whole column where None.

    Returns
    -------
    tuple
        Days since 1970 by the clock on the wall, and offset from universal time; NaN where there is none.

    Raises
    ------
    InputError
        If a cell is no date, or nothing settles whether day or month comes first.
    """
    codes, found = factors(table.frame[column])
    cells = _Cells(table, column, codes)
    texts = pd.Series(found, dtype=object)
    texts = texts.where(~texts.str.casefold().isin(MISSING_TEXT), None)
    wall, offset = _fast(texts)
    if wall is None:
        wall, offset = _split(texts, cells, order)
    outside = ~((wall > _OLDEST) & (wall < _YOUNGEST)) & ~np.isnan(wall)
    bad = np.isnan(wall) & texts.notna().to_numpy()
    for name, wrong in (("readers.far-year", outside), ("readers.no-date", bad)):
        if wrong.any():
            cell, at = cells.first(wrong)
            raise InputError(name, where=table.at(at, column), cell=cell)
    return wall[codes], offset[codes]


@dataclass(frozen=True)
class _Cells:
    """Cells of a column, and which of its different texts each holds."""

    table: RawTable
    column: str
    codes: NDArray[np.intp]

    def first(self, texts: NDArray[np.bool_]) -> tuple[str, int]:
        """First cell that holds one of these texts, and its position."""
        position = int(texts[self.codes].argmax())
        return shortened(self.table.frame[self.column].iloc[position]), position


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
    return since_1970(pd.DatetimeIndex(stamps)), none


def _split(texts: pd.Series, cells: _Cells, order: str | None) -> tuple[FloatArray, FloatArray]:
    """Take stamps apart into year, month, day, clock time and offset."""
    parts = texts.str.extract(_STAMP)
    part = [pd.to_numeric(parts[k].str.replace(",", "."), errors="coerce") for k in (0, 2, 3, 4, 5, 6)]
    first, middle, last, hour, minute, second = (np.asarray(values, np.float64) for values in part)
    order = order or _order(parts, first, middle, cells)
    year, month, day = {
        "ymd": (first, middle, last),
        "dmy": (last, middle, first),
        "mdy": (last, first, middle),
    }[order]
    year = np.where(year < 100, year + 2000, year)
    dates = pd.to_datetime(pd.DataFrame({"year": year, "month": month, "day": day}), errors="coerce")
    wall = since_1970(pd.DatetimeIndex(dates))
    evening, morning = parts[7].str.lower().eq("p").to_numpy(), parts[7].str.lower().eq("a").to_numpy()
    hour = np.where(evening & (hour < 12), hour + 12, np.where(morning & (hour == 12), 0, hour))
    hour = np.where((hour > 23) | (minute > 59), np.nan, hour)
    clock = (hour * 3600 + minute * 60 + np.nan_to_num(second)) / SECONDS
    wall = wall + np.where(parts[4].notna(), clock, 0.0)
    wall = _named_months(texts, wall)
    return wall, _offsets(parts[8])


def _order(parts: pd.DataFrame, first: FloatArray, middle: FloatArray, cells: _Cells) -> str:
    """Decide which of day, month and year comes first, from the whole column."""
    year_first = (parts[0].str.len() == 4).to_numpy()
    if year_first.any() or not parts[0].notna().any():
        return "ymd"
    day_first, month_first = bool((first > 12).any()), bool((middle > 12).any())
    if day_first and month_first:
        (one, at), (two, there) = cells.first(first > 12), cells.first(middle > 12)
        row = int(cells.table.row[there])
        where = cells.table.at(at, cells.column)
        raise InputError("readers.dates-disagree", where=where, cell=one, other=two, row=row)
    dotted = bool((parts[1].dropna() == ".").all())
    if day_first or month_first or dotted:
        return "mdy" if month_first else "dmy"
    cell, at = cells.first(parts[0].notna().to_numpy())
    raise InputError("readers.day-or-month", where=cells.table.at(at, cells.column), cell=cell)


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
        wall[named] = since_1970(pd.DatetimeIndex(stamps).tz_localize(None))
    return wall


def _offsets(zones: pd.Series) -> FloatArray:
    """Offset from universal time in days; NaN where the stamp names none."""
    text = zones.str.replace(":", "").str.upper()
    hours = pd.to_numeric(text.str.slice(0, 3), errors="coerce")
    minutes = pd.to_numeric(text.str.slice(3, 5), errors="coerce").fillna(0)
    signed = hours + np.where(text.str.startswith("-", na=False), -minutes, minutes) / 60
    return np.asarray(signed.mask(text.isin(["Z", "UTC", "GMT"]), 0.0) / 24, np.float64)


def since_1970(stamps: pd.DatetimeIndex) -> FloatArray:
    """Days since 1970; NaN where missing."""
    microseconds = np.asarray(stamps, dtype="datetime64[us]")
    days = microseconds.astype(np.int64) / (SECONDS * 1e6)
    return np.asarray(np.where(np.isnat(microseconds), np.nan, days), np.float64)

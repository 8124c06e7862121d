"""Dates and stamps as people write them, as days since 1970."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

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
    r"^\s*(?:[A-Za-zÀ-ÿ]{2,12}\.?,?\s+)?"
    r"(\d{1,4})([-./ ])(\d{1,2})[-./ ](\d{1,4})\.?"
    r"(?:[T ,]+(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}(?:[.,]\d+)?))?\s*(?:([AaPp])\.?\s?[Mm]\.?)?(?:\s*Uhr)?)?"
    r"\s*((?:Z|z|UTC|GMT)(?=\s*$)|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?)?\s*$"
)
_MONTHS = {
    month: number
    for number, spelled in enumerate(
        (
            "january januar jänner janvier januari enero gennaio janeiro",
            "february februar février februari febrero febbraio fevereiro",
            "march märz mars maart mrt marzo março",
            "april avril abril aprile",
            "may mai mei mayo maggio maio",
            "june juni juin junio giugno junho",
            "july juli juillet julio luglio julho",
            "august août augustus agosto",
            "september septembre septiembre settembre setembro",
            "october oktober octobre octubre ottobre outubro",
            "november novembre noviembre novembro",
            "december dezember décembre diciembre dicembre dezembro",
        ),
        1,
    )
    for month in spelled.split()
}
_WORD = re.compile(r"[^\W\d_]{3,}")


def read_stamps(
    table: RawTable, column: str, order: str | None, missing: Sequence[str] = ()
) -> tuple[FloatArray, FloatArray]:
    """Read text as dates and stamps.

    Parameters
    ----------
    table, column
        Where they stand.
    order
        ``"dmy"``, ``"mdy"`` or ``"ymd"``; found out from the whole column where None.
    missing
        Texts that stand for no time, besides the usual ones.

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
    texts = texts.where(
        ~texts.str.casefold().isin(MISSING_TEXT | {code.casefold() for code in missing}), None
    )
    wall, offset = _fast(texts)
    if wall is None:
        wall, offset = _split(_in_numerals(texts.map(tidied, na_action="ignore")), cells, order)
    outside = ~((wall > _OLDEST) & (wall < _YOUNGEST)) & ~np.isnan(wall)
    bad = np.isnan(wall) & texts.notna().to_numpy()
    for name, wrong in (("readers.far-year", outside), ("readers.no-date", bad)):
        if wrong.any():
            cell, at = cells.first(wrong)
            raise InputError(name, where=table.at(at, column), cell=cell)
    return wall[codes], offset[codes]


_ZONES = {
    name: hours
    for hours, spelled in {
        0: "WET", 1: "CET MEZ BST WEST", 2: "CEST MESZ EET", 3: "EEST MSK", 9: "JST", 10: "AEST", 11: "AEDT",
        -4: "EDT", -5: "EST CDT", -6: "CST MDT", -7: "MST PDT", -8: "PST",
    }.items()
    for name in spelled.split()
}  # fmt: skip
"""Hours from universal time by the usual short names of zones."""


def tidied(text: str) -> str:
    """Write stamps as programs and people write them in the one way that is read here.

    Examples
    --------
    >>> tidied("20240304T210500Z"), tidied("04MAR2024:21:05:00"), tidied("04/03/2024 à 21h05")
    ('2024-03-04 21:05:00Z', '04 MAR 2024 21:05:00', '04/03/2024 21h05')
    >>> tidied("Mon Mar 04 21:05:00 CET 2024"), tidied("2024-W10-1"), tidied("2024-064")
    ('Mar 04 2024 21:05:00 +01:00', '2024-03-04', '2024-03-04')
    """
    text = re.sub(r"\s*(?:\([^)]*\)|\[[^\]]*\])\s*$", "", text.replace("\u202f", " ").replace("\xa0", " "))
    text = re.sub(r",?\s+(?:at|um|om|à|às|alle|a las|a|@)\s+(?=\d)", " ", text, flags=re.IGNORECASE)
    text = re.sub(r"(\d)\s+([ap])\.\s?m\.", r"\1 \2m", text, flags=re.IGNORECASE)
    if found := re.fullmatch(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?(\D.*)?", text):
        year, month, day, hour, minute, second, rest = found.groups()
        text = f"{year}-{month}-{day} {hour}:{minute}:{second or '00'}{rest or ''}"
    elif found := re.fullmatch(r"(\d{1,2})([A-Za-z]{3})(\d{4})(?::(\d{2}:\d{2}.*))?", text):
        text = " ".join(part for part in found.groups() if part)
    elif found := re.fullmatch(
        r"(?:[^\W\d_]+,?\s+)?([^\W\d_]+\s+\d{1,2})\s+([\d:.]+)(\s+[A-Z]{2,5})?\s+(\d{4})", text
    ):
        text = f"{found[1]} {found[4]} {found[2]}{found[3] or ''}"
    elif found := re.fullmatch(r"(\d{4})-?W(\d{2})-?([1-7])", text):
        text = _or_as_it_is(text, partial(date.fromisocalendar, *map(int, found.groups())))
    elif found := re.fullmatch(r"([12]\d{3})-([0-3]\d{2})", text):
        text = (date(int(found[1]), 1, 1) + timedelta(int(found[2]) - 1)).isoformat()
    zone = re.search(r"\s([A-Z]{3,4})$", text)
    if zone and zone[1] in _ZONES:
        text = f"{text[: zone.start()]} {_ZONES[zone[1]]:+03d}:00"
    return text


def _or_as_it_is(text: str, made: Callable[[], date]) -> str:
    try:
        return made().isoformat()
    except ValueError:
        return text


def _in_numerals(texts: pd.Series) -> pd.Series:
    """Write months as numbers: ``4. März 2024`` as ``4.3.2024``, ``March 4, 2024`` as ``2024-3-4``."""
    if not texts.str.contains(r"[^\W\d_]{3,}", na=False).any():
        return texts.str.replace("\u202f", " ").str.replace("\xa0", " ")
    return texts.map(_with_month, na_action="ignore")


def _with_month(text: str) -> str:
    text = text.replace("\u202f", " ").replace("\xa0", " ")
    for word in _WORD.findall(text):
        month = _month(word.casefold())
        if not month:
            continue
        before, after = text[: text.index(word)], text[text.index(word) + len(word) :]
        if day := re.search(r"(\d{1,2})[.\s/-]*(?:(?:st|nd|rd|th|de)\s*)?$", before):
            year = re.match(r"[.\s,/-]*(?:de\s+)?(\d{4}|\d{2})\b(.*)$", after)
            if year:
                return f"{_full(year[1])}-{month}-{day[1]}{year[2]}"
        if found := re.match(r"[.\s-]*(\d{1,2})(?:st|nd|rd|th)?[\s,-]+(\d{4})\b(.*)$", after):
            return f"{found[2]}-{month}-{found[1]}{found[3]}"
    return text


def _month(word: str) -> int:
    """Find the number of a month by its name, or by a beginning that fits one only; 0 without one."""
    found = {number for name, number in _MONTHS.items() if name.startswith(word)}
    return found.pop() if len(found) == 1 else 0


def _full(year: str) -> str:
    return year if len(year) == 4 else f"20{year}"


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


def _offsets(zones: pd.Series) -> FloatArray:
    """Offset from universal time in days; NaN where the stamp names none."""
    text = zones.str.upper().str.replace(":", "")
    parts = text.str.extract(r"([+-])(\d{1,2})(\d{2})?$")
    hours = pd.to_numeric(parts[1], errors="coerce") + pd.to_numeric(parts[2], errors="coerce").fillna(0) / 60
    signed = hours * np.where(parts[0] == "-", -1.0, 1.0)
    return np.asarray(signed.mask(text.isin(["Z", "UTC", "GMT"]), 0.0) / 24, np.float64)


def since_1970(stamps: pd.DatetimeIndex) -> FloatArray:
    """Days since 1970; NaN where missing."""
    microseconds = np.asarray(stamps, dtype="datetime64[us]")
    days = microseconds.astype(np.int64) / (SECONDS * 1e6)
    return np.asarray(np.where(np.isnat(microseconds), np.nan, days), np.float64)

"""Times as people label them: days by number, lengths with a unit, parts of the day, dates half converted."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.readers.diary.options import UNITS
from pasdedeux.readers.diary.stamps import SECONDS
from pasdedeux.readers.plain import plain
from pasdedeux.readers.tables.cells import MISSING_TEXT, FloatArray, as_text, factors, numbers, shortened
from pasdedeux.readers.tables.table import RawTable

_CLOCK = re.compile(r"\s*(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?\s*([AaPp])?\.?(?:[Mm]\.?)?\s*")
_LABEL = re.compile(
    r"((?:[^\W\d_]|[ _.#:-]){0,20}?)[ _.#:-]*(\d{1,5})(?:\s*(?:/|of|von|sur|van|de|di)\s*\d+)?"
)
_LENGTH = re.compile(
    r"([-+]?\d+(?:[.,]\d+)?)\s*(s|secs?|seconds?|sek|min|mins|minutes?|h|hrs?|hours?|std|d|days?|weeks?|w)\.?",
    re.IGNORECASE,
)
_PARTS = tuple(
    frozenset(line.split())
    for line in (
        "am morning morgen morgens fruh vormittag matin ochtend manana mattina manha wakeup waking",
        "noon midday mittag midi middag mediodia mezzogiorno meiodia",
        "pm afternoon nachmittag nachmittags apresmidi namiddag tarde pomeriggio",
        "earlyevening",
        "evening abend abends soir avond sera noite bedtime",
        "night nacht nachts nuit noche notte",
    )
)
"""Parts of the day in their order."""
_UNIT = {"s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week"}


def counted(cells: pd.Series) -> FloatArray | None:
    """Read labels such as ``Day 1``, ``t1`` or ``3 of 20`` by their number; None for anything else."""
    codes, texts = factors(cells)
    found = [_LABEL.fullmatch(text) for text in texts]
    filled = [text.casefold() not in MISSING_TEXT for text in texts]
    if not any(filled) or any(full and match is None for full, match in zip(filled, found, strict=True)):
        return None
    if len({(match[1] or "").strip().casefold() for match in found if match}) > 1:
        return None
    values = np.array([float(match[2]) if match else np.nan for match in found])
    return values[codes]


def lengths(cells: pd.Series) -> FloatArray | None:
    """Read lengths of time such as ``10 s`` or ``2.5 min`` as days; None where cells hold anything else."""
    codes, texts = factors(cells)
    found = [_LENGTH.fullmatch(text) for text in texts]
    filled = [text.casefold() not in MISSING_TEXT for text in texts]
    if not any(filled) or any(full and match is None for full, match in zip(filled, found, strict=True)):
        return None
    days = [
        float(match[1].replace(",", ".")) * UNITS[_UNIT[match[2][:1].lower()]] if match else np.nan
        for match in found
    ]
    return np.array(days)[codes]


def half_converted(cells: pd.Series) -> NDArray[np.bool_] | None:
    """Find the cells that a spreadsheet has made dates of, where others of the column stayed text."""
    if cells.dtype != object:
        return None
    dated = np.array([hasattr(cell, "toordinal") for cell in cells])
    texts = np.array([isinstance(cell, str) and bool(cell.strip()) for cell in cells])
    return dated if dated.any() and texts.any() else None


def beeps(table: RawTable, column: str) -> FloatArray:
    """Give the reports of a day a number: as the cells do, or by words such as am and pm."""
    read = numbers(table.frame[column], decimal=table.decimal)
    if not len(read.text):
        if np.isnan(read.cells).all():
            raise InputError("readers.empty-time", where=table.at_column(column))
        return read.cells
    if (labelled := counted(table.frame[column])) is not None:
        return labelled
    codes, texts = factors(table.frame[column])
    parts = [part_of_day(text) for text in texts]
    for text, part in zip(texts, parts, strict=True):
        if part is None and text.casefold() not in MISSING_TEXT:
            position = int(np.flatnonzero(texts[codes] == text)[0])
            raise InputError("readers.no-clock", where=table.at(position, column), cell=shortened(text))
    return np.array([np.nan if part is None else part for part in parts])[codes]


def part_of_day(text: str) -> float | None:
    """Give a part of the day a number by its place in it; None where the text is none.

    Examples
    --------
    >>> part_of_day("am"), part_of_day("Abend"), part_of_day("calm")
    (0.0, 4.0, None)
    """
    return next((float(at) for at, names in enumerate(_PARTS) if plain(text) in names), None)


def is_parts_of_day(cells: pd.Series) -> bool:
    """Tell whether a column holds parts of the day such as am and pm and nothing else."""
    if cells.dtype.kind in "iufM":
        return False
    texts = [text for text in factors(cells.head(1000))[1] if text.casefold() not in MISSING_TEXT]
    return bool(texts) and all(part_of_day(text) is not None for text in texts)


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

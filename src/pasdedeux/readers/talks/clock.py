"""Times within a talk, in seconds: plain numbers, clock times, milliseconds, frames."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from pasdedeux.errors import InputError
from pasdedeux.readers import names
from pasdedeux.readers.tables.cells import MISSING_TEXT, FloatArray, factors, shortened
from pasdedeux.readers.tables.table import RawTable

LONGEST = 7 * 86400.0
"""Seconds: no talk lies later on its recording than this."""
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,6}))?")
_FRAMES = re.compile(r"(\d{1,3}):(\d{1,2}):(\d{1,2}):(\d{1,3})")
_NUMBER = re.compile(r"[-+]?\d{1,15}(?:[.,]\d{0,9})?|[-+]?[.,]\d{1,9}|\d{1,15}(?:\.\d{0,9})?[eE][-+]?\d{1,2}")


class NeedsRateError(Exception):
    """A time counts frames, and nobody said how many there are in a second."""


def seconds_of(text: str, rate: float | None = None) -> float:
    """Read one time.

    Parameters
    ----------
    text
        Seconds, ``mm:ss.fff``, ``hh:mm:ss.fff`` or ``hh:mm:ss:frames``.
    rate
        Frames per second.

    Returns
    -------
    float
        Seconds; NaN where the text is no time.

    Raises
    ------
    NeedsRateError
        If frames are counted and no rate is given.

    Examples
    --------
    >>> seconds_of("01:02.5"), seconds_of("00:01:02:05", rate=10), seconds_of("62,5"), seconds_of("late")
    (62.5, 62.5, 62.5, nan)
    """
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return float(text.replace(",", "."))
    if match := _CLOCK.fullmatch(text):
        hours, minutes, seconds, part = match.groups(default="0")
        return 3600.0 * int(hours) + 60.0 * int(minutes) + int(seconds) + float(f"0.{part}")
    if match := _FRAMES.fullmatch(text):
        if not rate:
            raise NeedsRateError
        whole = 3600.0 * int(match[1]) + 60.0 * int(match[2]) + int(match[3])
        return whole + int(match[4]) / rate
    return float("nan")


def scale_of(column: str) -> float:
    """Seconds in one unit of a column of plain numbers, by its name.

    Examples
    --------
    >>> scale_of("Begin Time - msec"), scale_of("Begin Time - ss.msec"), scale_of("onset_ms")
    (0.001, 1.0, 0.001)
    """
    plain = names.plain(column)
    if plain.endswith(("ssmsec", "ssms")):
        return 1.0
    return (
        0.001
        if plain.endswith(("msec", "timems", "onsetms", "offsetms", "startms", "endms", "durationms"))
        else 1.0
    )


def read_times(table: RawTable, column: str, rate: float | None) -> FloatArray:
    """Read a column of times; NaN where a cell is empty.

    Raises
    ------
    InputError
        If a cell is no time, or frames are counted and no rate is given.
    """
    cells = table.frame[column]
    if pd.api.types.is_numeric_dtype(cells.dtype):
        plain: FloatArray = np.array(cells.astype("Float64").to_numpy(np.float64, na_value=np.nan))
        return plain * scale_of(column)
    codes, texts = factors(cells if pd.api.types.is_string_dtype(cells.dtype) else cells.map(_no_datetime))
    known = [_one(text, rate) for text in texts]
    for at, seconds in enumerate(known):
        if isinstance(seconds, str):
            place = table.at(int(np.flatnonzero(codes == at)[0]), column)
            raise InputError(seconds, where=place, value=shortened(texts[at]))
    unit = scale_of(column)
    scale = np.array([1.0 if ":" in text else unit for text in texts])
    return np.asarray(np.array(known, np.float64) * scale)[codes]


def _one(text: str, rate: float | None) -> float | str:
    """Read one cell; give the name of the error where that does not work."""
    if text.casefold() in MISSING_TEXT:
        return float("nan")
    try:
        seconds = seconds_of(text, rate)
    except NeedsRateError:
        return "readers.talks.frames"
    return "readers.talks.no-time" if np.isnan(seconds) else seconds


def _no_datetime(cell: object) -> object:
    """Write a time of day as text, as a workbook gives it."""
    return cell.isoformat() if hasattr(cell, "isoformat") and not hasattr(cell, "toordinal") else cell


def looks_timed(cells: pd.Series) -> bool:
    """Say whether most cells of a column are times or numbers."""
    known = [str(cell) for cell in cells.dropna().head(200).map(_no_datetime)]
    known = [text for text in known if text.strip().casefold() not in MISSING_TEXT]
    if not known:
        return False
    return sum(not np.isnan(seconds_of(text, 25.0)) for text in known) >= 0.5 * len(known)

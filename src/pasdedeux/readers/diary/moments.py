"""Times as people label them: days by number, lengths with a unit, parts of the day, dates half converted."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.readers.diary.options import UNITS
from pasdedeux.readers.diary.stamps import SECONDS
from pasdedeux.readers.plain import plain, tokens
from pasdedeux.readers.tables.cells import MISSING_TEXT, FloatArray, as_text, factors, numbers, shortened
from pasdedeux.readers.tables.table import RawTable

_CLOCK = re.compile(
    r"\s*(\d{1,2})(?:[:h]|\.(?=\d{2}(?:\.\d{2})?\s*$))(\d{2})(?:[:.](\d{2}(?:\.\d+)?))?"
    r"\s*([AaPp])?\.?\s?(?:[Mm]\.?)?(?:\s*(?:Uhr|uhr|h))?\s*"
)
_LABEL = re.compile(
    r"((?:[^\W\d_]|[ _.#:-]){0,20}?)[ _.#:-]*(\d{1,5})(?:\s*(?:/|of|von|sur|van|de|di)\s*\d+)?"
)
_DAYS = "day|tag|jour|dag|dia|día|giorno"
_NUMBER_FIRST = re.compile(
    rf"(\d{{1,5}})\s*(?:[.°ºª]|st|nd|rd|th|er|ère|e|ème|de|ste)?\s*({_DAYS})[.]?", re.IGNORECASE
)
_WEEK_AND_DAY = re.compile(
    r"(?:w|wk|week|woche|semaine|semana|settimana)[ _.-]*(\d{1,3})[ ,;_./-]*"
    rf"(?:d|t|j|g|{_DAYS})[ _.-]*(\d{{1,2}})",
    re.IGNORECASE,
)
_ELAPSED = re.compile(r"(-?\d+) days? (\d+):(\d{2}):(\d{2}(?:\.\d+)?)")
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
    for number in (_labelled, _number_first, _week_and_day, weekday_of):
        found = [None if text.casefold() in MISSING_TEXT else number(text) for text in texts]
        missed = [
            value is None and text.casefold() not in MISSING_TEXT
            for value, text in zip(found, texts, strict=True)
        ]
        labels = {value[0] for value in found if value}
        if labels and not any(missed) and len(labels) == 1:
            return np.array([np.nan if value is None else value[1] for value in found])[codes]
    return None


def _labelled(text: str) -> tuple[str, float] | None:
    """Take ``Day 3`` apart into its word and number."""
    match = _LABEL.fullmatch(text)
    return ((match[1] or "").strip().casefold(), float(match[2])) if match else None


def _number_first(text: str) -> tuple[str, float] | None:
    """Take ``3rd day`` apart."""
    match = _NUMBER_FIRST.fullmatch(text)
    return (match[2].casefold(), float(match[1])) if match else None


def _week_and_day(text: str) -> tuple[str, float] | None:
    """Count the days of ``Week 2 Day 3`` through."""
    match = _WEEK_AND_DAY.fullmatch(text)
    return ("", 7.0 * (int(match[1]) - 1) + int(match[2])) if match else None


_WEEKDAYS = tuple(
    frozenset(line.split())
    for line in (
        "mo mon monday montag lun lundi lunes lunedi ma maandag segunda segundafeira seg",
        "tu tue tues tuesday di die dienstag mar mardi martes martedi dinsdag terca tercafeira ter",
        "we wed wednesday mi mit mittwoch mer mercredi mie miercoles mercoledi wo woensdag quarta",
        "th thu thur thurs thursday do don donnerstag jeu jeudi jue jueves gio giovedi donderdag",
        "fr fri friday fre freitag ven vendredi vie viernes venerdi vr vrijdag sexta sextafeira sex",
        "sa sat saturday sam samstag sonnabend samedi sab sabado sabato za zaterdag",
        "su sun sunday so son sonntag dim dimanche dom domingo domenica zo zondag",
    )
)
"""Weekdays in seven languages, Monday first."""


def weekday_of(text: str) -> tuple[str, float] | None:
    """Give a weekday its number, Monday 1.

    Examples
    --------
    >>> weekday_of("Mon"), weekday_of("dimanche"), weekday_of("noon")
    (('', 1.0), ('', 7.0), None)
    """
    return next((("", float(at)) for at, known in enumerate(_WEEKDAYS, 1) if plain(text) in known), None)


def lengths(cells: pd.Series) -> FloatArray | None:
    """Read lengths of time such as ``10 s`` or ``2.5 min`` as days; None where cells hold anything else."""
    codes, texts = factors(cells)
    if (passed := _elapsed(texts)) is not None:
        return passed[codes]
    found = [_LENGTH.fullmatch(text) for text in texts]
    filled = [text.casefold() not in MISSING_TEXT for text in texts]
    if not any(filled) or any(full and match is None for full, match in zip(filled, found, strict=True)):
        return None
    days = [
        float(match[1].replace(",", ".")) * UNITS[_UNIT[match[2][:1].lower()]] if match else np.nan
        for match in found
    ]
    return np.array(days)[codes]


def _elapsed(texts: NDArray[np.object_]) -> FloatArray | None:
    """Read ``3 days 04:00:00``, as R and Python write spans."""
    found = [_ELAPSED.fullmatch(text) for text in texts]
    if not any(found) or any(
        m is None and t.casefold() not in MISSING_TEXT for m, t in zip(found, texts, strict=True)
    ):
        return None
    spans = [
        int(m[1]) + (int(m[2]) * 3600 + int(m[3]) * 60 + float(m[4])) / SECONDS if m else np.nan
        for m in found
    ]
    return np.array(spans)


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
    for order in (_stage, _beginning):
        if None in [
            part for part, text in zip(parts, texts, strict=True) if text.casefold() not in MISSING_TEXT
        ]:
            parts = [order(text) for text in texts]
    for text, part in zip(texts, parts, strict=True):
        if part is None and text.casefold() not in MISSING_TEXT:
            position = int(np.flatnonzero(texts[codes] == text)[0])
            raise InputError("readers.no-beep", where=table.at(position, column), cell=shortened(text))
    return np.array([np.nan if part is None else part for part in parts])[codes]


def part_of_day(text: str) -> float | None:
    """Give a part of the day a number by its place in it; None where the text is none.

    Examples
    --------
    >>> part_of_day("am"), part_of_day("Abend"), part_of_day("calm")
    (0.0, 4.0, None)
    """
    whole, parts = plain(text), set(tokens(text))
    for at, known in enumerate(_PARTS):
        if whole in known or parts & known or any(len(name) > 4 and whole.startswith(name) for name in known):
            return float(at)
    return None


_STAGES = (
    frozenset(["pre", "before", "baseline", "vor", "vorher", "avant", "voor", "antes", "prima", "t0"]),
    frozenset(["during", "wahrend", "pendant", "tijdens", "durante"]),
    frozenset(["post", "after", "nach", "nachher", "apres", "na", "despues", "dopo", "depois"]),
    frozenset(["followup", "fu", "nachbefragung", "katamnese", "suivi", "seguimiento"]),
)
"""Stages of a study in their order."""


def _stage(text: str) -> float | None:
    return next((float(at) for at, known in enumerate(_STAGES) if plain(text) in known), None)


def _beginning(text: str) -> float | None:
    """Give the hour at which a stretch such as ``10:00-12:00`` begins."""
    match = re.match(r"(\d{1,2})[:h.](\d{2})\b", text)
    return int(match[1]) + int(match[2]) / 60 if match else None


def is_parts_of_day(cells: pd.Series) -> bool:
    """Tell whether a column holds parts of the day such as am and pm and nothing else."""
    if cells.dtype.kind in "iufM":
        return False
    texts = [text for text in factors(cells.head(1000))[1] if text.casefold() not in MISSING_TEXT]
    return bool(texts) and all(part_of_day(text) is not None for text in texts)


def is_clock_in_numbers(cells: pd.Series) -> bool:
    """Tell whether numbers can be clock times: 2105 for 21:05, or parts of the day as spreadsheets write."""
    values = numbers(cells).cells
    known = values[~np.isnan(values)]
    if not len(known) or known.min() < 0:
        return False
    written = (
        bool((known == np.round(known)).all())
        and 100 <= known.max() < 2400
        and bool((known % 100 < 60).all())
    )
    return written or (known.max() < 1 and len(np.unique(known)) > 2)


def is_clock(cells: pd.Series) -> bool:
    """Tell whether a column holds clock times such as 20:15 and nothing else."""
    if pd.api.types.is_numeric_dtype(cells.dtype) or pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return False
    texts = as_text(cells.dropna().head(1000))
    known = texts[texts != ""].unique()
    return len(known) > 0 and all(_CLOCK.fullmatch(text) for text in known)


def read_clock(table: RawTable, column: str) -> FloatArray:
    """Read clock times as parts of a day; 0 where missing."""
    if is_clock_in_numbers(table.frame[column]):
        values = np.nan_to_num(numbers(table.frame[column]).cells)
        return values if values.max() < 1 else (values // 100 * 60 + values % 100) / 1440
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

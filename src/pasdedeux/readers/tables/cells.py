"""Single cells: what counts as missing, and text that is a number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

MISSING_TEXT = frozenset({
    "", "na", "n/a", "#n/a", "<na>", "nan", "null", "#null!", "none", "nil", "missing", "miss",
    ".", "-", "--", "?", "(null)", "#n/d", "#nv", "#value!", "#wert!", "#div/0!", "#ref!", "<no-response>",
    "no response", "not answered", "no answer", "unanswered", "skipped", "expired", "missed", "timeout",
    "timed out", "[not completed]", "keine angabe", "k. a.", "k.a.", "nicht beantwortet", "geen antwoord",
    "sans réponse", "sin respuesta", "nessuna risposta", "sem resposta", "nc", "nsp",
    *(f".{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"),
})  # fmt: skip
"""Texts that mean "no answer" in any column, in lower case."""

_REPEATED = tuple(int(str(digit) * times) for digit in range(5, 10) for times in (2, 3, 4, 5))
_NINES = tuple(10**times - less for times in (2, 3, 4, 5) for less in range(1, 6))
MISSING_NUMBERS = frozenset({
    *(number for number in (*_REPEATED, *_NINES) if number > 60),
    *(-number for number in (*range(1, 10), 100, 111, 222, 333, 444, *_REPEATED, *_NINES)),
    -(2**31), 2**31 - 1, -(2**15), 2**15 - 1,
})  # fmt: skip
"""Numbers that mean "no answer", but only where they lie far outside the other answers."""

_UNANSWERED = re.compile(
    r"not appl|n/?a\b|refus|don'?t know|no answer|not answer|unanswered|missing|skipped|declined|prefer not"
    r"|keine ang|weiß nicht|weiss nicht|nicht beantw|verweigert|trifft nicht zu \(|fehlend"
    r"|ne sait pas|sans réponse|non applicable|manquant|weet niet|geen antwoord|niet van toepassing"
    r"|no sabe|no contesta|no aplica|perdido|non so|non risponde|non applicabile"
    r"|não sabe|não respond|não se aplica"
)

EXACT = 2.0**53
"""Whole numbers below this are the same as floats and as integers."""
FEWEST_LISTS = 0.02
"""Share of answers above which cells such as ``3,5`` can be lists of choices; fewer are slips."""

_POINT_ZERO = re.compile(r"-?\d+\.0+")
_COMMA_NUMBER = re.compile(r"[-+]?\d*,\d+(?:[eE][-+]?\d+)?")
_POINT_NUMBER = re.compile(r"[-+]?\d*\.\d+(?:[eE][-+]?\d+)?")
_SIGNED = r"[-+\N{MINUS SIGN}]?\d+(?:[.,]\d+)?"
_WRAPPED = re.compile(rf"=?\"({_SIGNED})\"|'?({_SIGNED})")
_CHOICES = re.compile(r"\s*\d+(?:\s*[,;|/ ]\s*\d+)+\s*")
_DATE_LIKE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:[ T].*)?|\d{1,2}:\d{2}(?::\d{2})?.*")


@dataclass(frozen=True)
class Numbers:
    """A column read as numbers.

    Parameters
    ----------
    cells
        One number per row; NaN where the cell is missing or is not a number.
    text
        Positions of the cells that hold something else than a number.
    first
        The first such cell, as it stands in the file.
    choices
        True where every such cell is a list of choices such as ``"3,5"`` or a date, where they are more than
        a few, and where the other cells are whole numbers.
    share
        Such cells over all cells that are not missing.
    """

    cells: FloatArray
    text: NDArray[np.intp]
    first: str = ""
    choices: bool = False
    share: float = 0.0


def as_text(column: pd.Series) -> pd.Series:
    """Cells as trimmed text; whole numbers without a decimal point, missing cells empty."""
    if pd.api.types.is_float_dtype(column.dtype):
        known = column[column.notna() & np.isfinite(column)]
        if (known == known.round()).all() and (known.abs() < EXACT).all():
            column = column.where(np.isfinite(column)).astype("Int64")
    codes, found = pd.factorize(column, use_na_sentinel=True)
    texts = np.array([*(_one_text(cell) for cell in np.asarray(found, dtype=object)), ""], dtype=object)
    filled = [text for text in texts if text]
    if filled and all(_POINT_ZERO.fullmatch(text) for text in filled):
        texts = np.array([text.partition(".")[0] for text in texts], dtype=object)
    return pd.Series(texts[codes], index=column.index, dtype=object)


def _one_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    return "" if text.casefold() in MISSING_TEXT else text


def unanswered(labels: Mapping[str, str]) -> list[float]:
    """Codes whose label says that there is no answer.

    Examples
    --------
    >>> unanswered({"1": "never", "8": "Not applicable", "9": "Refused"})
    [8.0, 9.0]
    """
    return _as_floats([code for code, label in labels.items() if _UNANSWERED.search(label.casefold())])


def shortened(cell: object) -> str:
    """Text of a cell for a message; what somebody wrote at length is cut.

    Examples
    --------
    >>> shortened("31.05.2024"), len(shortened("x" * 100))
    ('31.05.2024', 40)
    """
    return str(cell)[:40]


def numbers(column: pd.Series, *, missing: Sequence[str] = (), decimal: str = ".") -> Numbers:
    """Read a column as numbers and remember what was none.

    Parameters
    ----------
    column
        Any column.
    missing
        Texts (or numbers, written as text) that mean "no answer" besides the usual ones.
    decimal
        ``"."``, ``","`` (unless the column has decimal points too), or ``"auto"``: a comma where at least
        half of the cells need one.
    """
    if pd.api.types.is_bool_dtype(column.dtype) or pd.api.types.is_numeric_dtype(column.dtype):
        values: FloatArray = np.array(column.astype("Float64").to_numpy(np.float64, na_value=np.nan))
        for code in _as_floats(missing):
            values[values == code] = np.nan
        return Numbers(values, np.empty(0, np.intp))
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        known = np.flatnonzero(column.notna())
        first = str(column.iloc[known[0]]) if len(known) else ""
        return Numbers(np.full(len(column), np.nan), known, first, choices=True, share=1.0)
    codes, uniques = factors(column)
    cells, absent = _parse(uniques, codes, missing, decimal)
    odd = np.isnan(cells) & ~absent
    where = np.flatnonzero(odd[codes])
    if not len(where):
        return Numbers(cells[codes], where)
    share = len(where) / max(len(codes) - int(absent[codes].sum()), 1)
    listed = all(_CHOICES.fullmatch(text) or _DATE_LIKE.fullmatch(text) for text in uniques[odd])
    rest = cells[np.isfinite(cells)]
    listed = listed and share >= FEWEST_LISTS and bool((rest == np.round(rest)).all())
    return Numbers(cells[codes], where, str(column.iloc[where[0]]), listed, share)


def factors(column: pd.Series) -> tuple[NDArray[np.intp], NDArray[np.object_]]:
    """Give the different cells of a text column a number; the last stands for an empty cell."""
    codes, found = pd.factorize(column, use_na_sentinel=True)
    uniques = np.array([*(str(cell).strip() for cell in np.asarray(found, dtype=object)), ""], dtype=object)
    return codes, uniques


def _parse(
    uniques: NDArray[np.object_], codes: NDArray[np.intp], missing: Sequence[str], decimal: str
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Turn different cells into numbers, and find those that mean "no answer"."""
    uniques = np.array([_unwrapped(text) for text in uniques], dtype=object)
    cells: FloatArray = np.array(pd.to_numeric(pd.Series(uniques, dtype=object), errors="coerce"), np.float64)
    absent = np.isin(cells, _as_floats(missing))
    words = MISSING_TEXT | {str(code).strip().casefold() for code in missing}
    failed = np.flatnonzero(np.isnan(cells))
    absent[failed] = [text.casefold() in words for text in uniques[failed]]
    comma = [k for k in failed if _COMMA_NUMBER.fullmatch(uniques[k])]
    if comma and _is_comma(uniques, codes, comma, absent, decimal):
        cells[comma] = [float(uniques[k].replace(",", ".")) for k in comma]
    cells[absent] = np.nan
    return cells, absent


def _unwrapped(text: str) -> str:
    """Take off what spreadsheets put around a number, and write the minus of typesetters as a hyphen."""
    match = _WRAPPED.fullmatch(text)
    return (match[1] or match[2]).replace("\N{MINUS SIGN}", "-") if match else text


def _is_comma(
    uniques: NDArray[np.object_],
    codes: NDArray[np.intp],
    comma: list[np.intp],
    absent: NDArray[np.bool_],
    decimal: str,
) -> bool:
    """Say whether a comma stands for the decimal point in this column."""
    if decimal == ",":
        return not any(_POINT_NUMBER.fullmatch(text) for text in uniques)
    cells = np.isin(codes, comma).sum()
    return decimal == "auto" and bool(cells >= 0.5 * (~absent)[codes].sum())


def _as_floats(codes: Sequence[str]) -> list[float]:
    found = []
    for code in codes:
        try:
            found.append(float(code))
        except ValueError:
            continue
    return found


def odd_values(values: FloatArray) -> list[float]:
    """Answers that may be codes or slips: few, and far from all others, or negative where others are not.

    Examples
    --------
    >>> odd_values(np.array([1.0, 7.0, 4.0, 44.0] + [3.0] * 20))
    [44.0]
    >>> odd_values(np.array([-1.0, -1.0, 7.0, 4.0, 1.0] + [3.0] * 20))
    [-1.0]
    >>> odd_values(np.array([1.0, 7.0, 4.0, 12.0] + [3.0] * 20))
    []
    """
    levels, counts = np.unique(values[~np.isnan(values)], return_counts=True)
    odd: set[float] = set()
    for _ in range(_MOST_ODD):
        kept = ~np.isin(levels, list(odd))
        found = _end_apart(levels[kept], counts[kept])
        if not found:
            break
        odd |= found
    return sorted(odd | _few_negatives(levels, counts))


_MOST_ODD = 4
"""Values at the ends of a scale that are looked at."""
_FEW = 0.3
"""Share of answers up to which a value that lies apart is odd; a scale's end may hold more."""


def _end_apart(levels: FloatArray, counts: NDArray[np.intp]) -> set[float]:
    """Give the lowest or highest level where it lies farther from the others than these lie apart."""
    if len(levels) < 3:
        return set()
    below = levels[1] - levels[0], levels[-1] - levels[1]
    above = levels[-1] - levels[-2], levels[-2] - levels[0]
    for at, (gap, reach) in ((0, below), (-1, above)):
        if gap > reach and counts[at] <= _FEW * counts.sum() and counts.sum() > 10:
            return {float(levels[at])}
    return set()


def _few_negatives(levels: FloatArray, counts: NDArray[np.intp]) -> set[float]:
    """Give one or two whole negative numbers among answers that are none: codes, where they are few."""
    negative = levels < 0
    whole = bool((levels == np.round(levels)).all())
    few = counts[negative].sum() <= _FEW * counts.sum()
    if not whole or not few or not 1 <= negative.sum() <= 2 or (~negative).sum() < 2:
        return set()
    return set(levels[negative].tolist())


def coded_steps(values: FloatArray) -> list[float]:
    """Give 8 and 9 where they stand beyond a hole in a scale whose lower steps were all used.

    Examples
    --------
    >>> coded_steps(np.array([1.0, 2.0, 3.0, 4.0, 5.0] * 5 + [9.0]))
    [9.0]
    >>> coded_steps(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0] * 3))
    []
    """
    levels, counts = np.unique(values[~np.isnan(values)], return_counts=True)
    codes = np.isin(levels, (8.0, 9.0))
    steps = levels[~codes]
    if not codes.any() or counts.sum() < 20 or not is_short_scale(steps):
        return []
    hole = float(levels[codes][0]) - float(steps[-1]) > 1
    return levels[codes].tolist() if hole and counts[codes].sum() <= _FEW * counts.sum() else []


def is_short_scale(steps: FloatArray) -> bool:
    """Say whether steps are those of a usual short scale, all used: 1 to 4, 5 or 7, or 0 to 3 or 4."""
    if len(steps) < 4 or not bool((np.diff(steps) == 1).all()):
        return False
    return (float(steps[0]), float(steps[-1])) in {(1, 4), (1, 5), (1, 7), (0, 3), (0, 4)}


def is_usual_scale(steps: FloatArray) -> bool:
    """Say whether answers go from one end to the other of a usual scale or slider.

    Examples
    --------
    >>> answers = np.array([0.0, 17.0, 40.0, 55.0, 100.0])
    >>> is_usual_scale(answers), is_usual_scale(answers[:-1])
    (True, False)
    """
    if is_short_scale(steps):
        return True
    whole = len(steps) > 4 and bool((steps == np.round(steps)).all())
    return whole and (float(steps[0]), float(steps[-1])) in {
        (0, 100),
        (1, 100),
        (0, 10),
        (1, 10),
        (1, 9),
        (1, 6),
        (0, 6),
    }


def far_codes(values: FloatArray) -> list[float]:
    """Codes such as -99 or 999 that lie so far from all other answers that they can only mean "missing".

    A code counts as far where its distance to the nearest other answer is larger than the whole range of
    those answers and larger than any of them, or where only codes are negative and none is near.

    Examples
    --------
    >>> far_codes(np.array([1.0, 7.0, 4.0, 99.0]))
    [99.0]
    >>> far_codes(np.array([0.0, 50.0, 100.0, 99.0]))
    []
    """
    known = values[~np.isnan(values)]
    is_code = np.isin(known, list(MISSING_NUMBERS))
    others = known[~is_code]
    if not is_code.any() or not len(others):
        return []
    low, high = float(others.min()), float(others.max())
    reach = max(high - low, abs(high), abs(low), 1.0)
    codes = [float(code) for code in np.unique(known[is_code])]
    nearest = max((code for code in codes if code < 0), default=low)
    apart = low >= 0 and low - nearest > max((high - low) / 2, 1.0)
    # where 3 is an answer, -3 may be one too: it is asked about
    alone = [code for code in codes if code < -9 or code > 0 or -code not in others]
    return [code for code in alone if max(code - high, low - code) > reach or (code < 0 and apart)]

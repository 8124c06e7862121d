"""Single cells: what counts as missing, and text that is a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

MISSING_TEXT = frozenset({
    "", "na", "n/a", "#n/a", "<na>", "nan", "null", "#null!", "none", "nil", "missing", "miss",
    ".", "-", "--", "?",
})  # fmt: skip
"""Texts that mean "no answer" in any column, in lower case."""

MISSING_NUMBERS = (-9, -88, -99, -77, -98, -97, -888, -999, -9999, -99999, 88, 98, 99, 888, 999, 9999, 99999)
"""Numbers that mean "no answer", but only where they lie far outside the other answers."""

FEWEST_LISTS = 0.02
"""Share of answers above which cells such as ``3,5`` can be lists of choices; fewer are slips."""

_COMMA_NUMBER = re.compile(r"[-+]?\d*,\d+(?:[eE][-+]?\d+)?")
_POINT_NUMBER = re.compile(r"[-+]?\d*\.\d+(?:[eE][-+]?\d+)?")
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
        if (known == known.round()).all():
            column = column.where(np.isfinite(column)).astype("Int64")
    codes, found = pd.factorize(column, use_na_sentinel=True)
    texts = np.array([*(_one_text(cell) for cell in np.asarray(found, dtype=object)), ""], dtype=object)
    return pd.Series(texts[codes], index=column.index, dtype=object)


def _one_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    return "" if text.casefold() in MISSING_TEXT else text


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


def lone_values(values: FloatArray) -> list[float]:
    """Answers that hardly occur and lie farther from all others than these lie apart: slips, perhaps.

    Examples
    --------
    >>> lone_values(np.array([1.0, 7.0, 4.0, 44.0] + [3.0] * 20))
    [44.0]
    >>> lone_values(np.array([1.0, 7.0, 4.0, 12.0] + [3.0] * 20))
    []
    """
    levels, counts = np.unique(values[~np.isnan(values)], return_counts=True)
    few = 1 + counts.sum() // 500
    if len(levels) < 3 or counts.sum() <= 10 * few:
        return []
    low, high = (
        levels[1] - levels[0] > levels[-1] - levels[1],
        levels[-1] - levels[-2] > levels[-2] - levels[0],
    )
    return [float(levels[at]) for at, far in ((0, low), (-1, high)) if far and counts[at] <= few]


def far_codes(values: FloatArray) -> list[float]:
    """Codes such as -99 or 999 that lie so far from all other answers that they can only mean "missing".

    A code counts as far where its distance to the nearest other answer is larger than the whole range of
    those answers and larger than any of them, or where it is the only negative number.

    Examples
    --------
    >>> far_codes(np.array([1.0, 7.0, 4.0, 99.0]))
    [99.0]
    >>> far_codes(np.array([0.0, 50.0, 100.0, 99.0]))
    []
    """
    known = values[~np.isnan(values)]
    is_code = np.isin(known, MISSING_NUMBERS)
    others = known[~is_code]
    if not is_code.any() or not len(others):
        return []
    low, high = float(others.min()), float(others.max())
    reach = max(high - low, abs(high), abs(low), 1.0)
    codes = [float(code) for code in np.unique(known[is_code])]
    return [
        code
        for code in codes
        if max(code - high, low - code) > reach or (code < 0 <= low and low - code > (high - low) / 2)
    ]

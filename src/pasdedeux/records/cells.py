"""Single cells: what counts as missing, text that is a number, and text that is safe to write."""

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
        True where every such cell is a list of choices such as ``"3,5"`` or a date.
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
    labels, uniques = pd.factorize(column)
    texts = [_one_text(value) for value in uniques]
    return pd.Series(np.array([*texts, ""], dtype=object)[labels], index=column.index, dtype=object)


def _one_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    return "" if text.casefold() in MISSING_TEXT else text


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
    values, uniques, codes = _parse(column, decimal)
    absent = _absent(uniques, missing)
    values[absent] = np.nan
    odd = np.isnan(values) & ~absent
    full, bad = values[codes], odd[codes]
    where = np.flatnonzero(bad)
    if not len(where):
        return Numbers(full, where)
    strange = [str(text) for text in uniques[odd]]
    listed = all(_CHOICES.fullmatch(text) or _DATE_LIKE.fullmatch(text.strip()) for text in strange)
    answered = len(full) - int(absent[codes].sum())
    return Numbers(full, where, str(column.iloc[where[0]]), listed, len(where) / max(answered, 1))


def _parse(column: pd.Series, decimal: str) -> tuple[FloatArray, NDArray[np.object_], NDArray[np.intp]]:
    codes, found = pd.factorize(column, use_na_sentinel=True)
    uniques = np.array([*(str(value).strip() for value in found), ""], dtype=object)
    texts = pd.Series(uniques, dtype=object)
    if (decimal == "," and not _has_points(uniques)) or (decimal == "auto" and _needs_comma(uniques, codes)):
        texts = texts.map(lambda text: text.replace(",", ".") if _COMMA_NUMBER.fullmatch(text) else text)
    values = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan).copy()
    return values, uniques, codes


def _has_points(uniques: NDArray[np.object_]) -> bool:
    return any(_POINT_NUMBER.fullmatch(text) for text in uniques)


def _needs_comma(uniques: NDArray[np.object_], codes: NDArray[np.intp]) -> bool:
    comma = np.array([bool(_COMMA_NUMBER.fullmatch(text)) for text in uniques])
    if not comma.any():
        return False
    present = np.array([text.casefold() not in MISSING_TEXT for text in uniques])[codes]
    return bool(comma[codes].sum() >= 0.5 * present.sum())


def _absent(uniques: NDArray[np.object_], missing: Sequence[str]) -> NDArray[np.bool_]:
    codes = MISSING_TEXT | {str(code).strip().casefold() for code in missing}
    wanted = set(_as_floats(missing))
    return np.array([text.casefold() in codes or _is_one_of(text, wanted) for text in uniques], dtype=bool)


def _is_one_of(text: str, wanted: set[float]) -> bool:
    if not wanted:
        return False
    try:
        return float(text) in wanted
    except ValueError:
        return False


def _as_floats(codes: Sequence[str]) -> list[float]:
    found = []
    for code in codes:
        try:
            found.append(float(code))
        except ValueError:
            continue
    return found


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


def safe_cell(text: str) -> str:
    """Make text safe to write into a CSV that a spreadsheet will open.

    A spreadsheet runs a cell that begins with ``= + - @`` as a formula; an apostrophe in front keeps it text.
    Numbers stay as they are.

    Examples
    --------
    >>> safe_cell("=1+1")
    "'=1+1"
    >>> safe_cell("-3.5"), safe_cell("Alma")
    ('-3.5', 'Alma')
    """
    if text[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n"}:
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text

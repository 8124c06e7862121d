"""What one file says: who did what when, before couples and partners are sorted."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from pasdedeux.errors import InputError
from pasdedeux.readers import names
from pasdedeux.readers.tables.cells import MISSING_TEXT, FloatArray
from pasdedeux.records import Dropped
from pasdedeux.records.talks import Form
from pasdedeux.words import Message

MOST_BYTES = 200_000_000
MOST_ROWS = 5_000_000
MOST_CODES = 400
"""More different codes than any scheme has: free text, or the wrong column."""
NO_CODE_TOO = frozenset({"none", "nil"})
"""Texts that mean "no answer" in a diary and may be a code here."""
COLUMNS = ("couple", "talk", "who", "code", "start", "end", "row")


@dataclass(frozen=True)
class Score:
    """What a file says of a person beside the codes, or of both where `who` is empty."""

    couple: str
    who: str
    name: str
    value: float


@dataclass(frozen=True)
class Coded:
    """Codes of one file.

    Parameters
    ----------
    rows
        A row per code: ``couple`` and ``talk`` (empty where the file is one), ``who``, ``code`` (empty where
        nothing could be coded), ``start`` and ``end`` (NaN for a point), ``row`` of the file.
    source
        Name of the file without its folder.
    kind
        Of the file or its layout, as a message.
    form
        By event, turn or interval.
    clock
        Whether `start` is in seconds.
    width
        Seconds of an interval, where the file says so.
    sha256
        Hash of the file's bytes.
    order
        The two labels in the order of the columns; empty where a column names the partners.
    named
        Whether the labels of the columns say who the partners are.
    columns
        Which column was taken for what.
    read
        Number of rows in the file.
    scores
        Of persons and couples.
    notes, dropped
        What was decided, and rows that are not used.
    simulated
        Whether the file says so.
    """

    rows: pd.DataFrame
    source: str
    kind: Message
    form: Form
    clock: bool
    width: float | None = None
    sha256: str = ""
    order: tuple[str, ...] = ()
    named: bool = True
    columns: dict[str, str] = field(default_factory=dict)
    read: int = 0
    scores: tuple[Score, ...] = ()
    notes: tuple[Message, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    simulated: bool = False

    def without(self, gone: pd.Series, reason: Message) -> Coded:
        """Leave rows out, with the reason."""
        which = np.asarray(gone, bool)
        if not which.any():
            return self
        dropped = tuple(Dropped(int(row), reason) for row in self.rows["row"][which])
        rows = self.rows[~which].reset_index(drop=True)
        return replace(self, rows=rows, dropped=(*self.dropped, *dropped))


def frame_of(
    *,
    couple: object = "",
    talk: object = "",
    who: object,
    code: object,
    start: object,
    end: object = np.nan,
    row: object,
) -> pd.DataFrame:
    """Put columns of codes together; texts are trimmed, and those that mean nothing are empty."""
    parts = dict(zip(COLUMNS, (couple, talk, who, code, start, end, row), strict=True))
    frame = pd.DataFrame(parts, columns=list(COLUMNS))
    for name in ("couple", "talk", "who"):
        frame[name] = cleaned(frame[name])
    frame["code"] = mapped(frame["code"], _code)
    return frame.astype({"start": float, "end": float, "row": np.int64})


def cleaned(cells: pd.Series) -> pd.Series:
    """Trim texts and empty those that mean that nothing is there."""
    return mapped(cells, _clean)


def mapped(cells: pd.Series, rule: Callable[[str], str]) -> pd.Series:
    """Change each text by a rule, which is asked once for each different one."""
    codes, found = pd.factorize(cells.astype(str))
    texts = np.array([*(rule(str(text)) for text in found), ""], object)
    return pd.Series(texts[codes], index=cells.index, dtype=object)


def _code(text: str) -> str:
    code = _clean(text)
    return "" if names.plain(code) in names.UNCODABLE else code


def _clean(text: str) -> str:
    text = " ".join(text.split())[:200]
    if re.fullmatch(r"-?\d{1,15}\.0+", text):
        return text[: text.index(".")]
    return "" if text.casefold() in MISSING_TEXT - NO_CODE_TOO else text


def check_size(path: Path) -> None:
    """Refuse what is no file, or larger than any study, before it is read."""
    try:
        odd = path.exists() and not path.is_file()
        size = path.stat().st_size if path.exists() else 0
    except (OSError, ValueError):
        return  # whoever reads it says why it cannot be read
    if odd:
        raise InputError("readers.no-file", where=str(path))
    if size > MOST_BYTES:
        raise InputError("readers.talks.too-large", where=path.name, megabytes=MOST_BYTES // 1_000_000)


def check_rows(number: int, source: str) -> None:
    """Refuse more codes than any study has."""
    if number > MOST_ROWS:
        raise InputError("readers.talks.too-many", where=source, most=MOST_ROWS)
    if not number:
        raise InputError("readers.talks.nothing-coded", where=source)


def steps(*keys: pd.Series) -> FloatArray:
    """Count the rows of each group from 0 on, in the order in which they stand."""
    counts = keys[0].groupby(list(keys), sort=False, dropna=False).cumcount()
    return np.asarray(counts, np.float64)

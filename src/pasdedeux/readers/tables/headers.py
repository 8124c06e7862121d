"""Headers of more than one row, and names with a code before them, as survey programs export them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from pasdedeux.readers.meanings import known_role
from pasdedeux.readers.plain import plain
from pasdedeux.readers.tables.cells import MISSING_TEXT
from pasdedeux.readers.tables.table import RawTable, checked, unique_names
from pasdedeux.words import Message

IMPORT = "ImportId"
"""What Qualtrics writes into the third row of a file."""
_LOOKED_AT = 200
_UNNAMED = re.compile(r"column \d+|Unnamed: .*")
_CODED = re.compile(r"([A-Za-z]\w*(?:\[[^\]]*\])*)\. +(\S.*)")
_NOT_WORDS = re.compile(r"[\d\s.,:/+-]*\d[\d\s.,:/+-]*(?:[AaPp][Mm])?")
_BLANK_TITLES = frozenset(
    plain(title)
    for title in ("Response", "Open-Ended Response", "Antwort", "Réponse", "Respuesta", "Antwoord")
)


def with_one_header(table: RawTable) -> RawTable:
    """Take rows off that belong to the header, and codes that stand before its names; each with a note."""
    return _without_codes(_joined(_without_imports(table)))


def _without_imports(table: RawTable) -> RawTable:
    """Drop what Qualtrics writes between the names and the answers: question texts and import ids."""
    head = table.frame.head(3)
    marked = [any(IMPORT in str(cell) for cell in row) for row in head.itertuples(index=False)]
    if not any(marked):
        return table
    last = max(at for at, found in enumerate(marked) if found)
    note = Message("readers.header.imports", first=int(table.row[0]), last=int(table.row[last]))
    return _below(_titled(table, 0 if last else None), last + 1, note)


def _titled(table: RawTable, row: int | None) -> RawTable:
    """Keep what a row says about each column."""
    if row is None:
        return table
    texts = map(_text, table.frame.iloc[row])
    return replace(
        table, titles={name: text for name, text in zip(table.columns, texts, strict=True) if text}
    )


def _below(table: RawTable, rows: int, note: Message) -> RawTable:
    frame = table.frame.iloc[rows:].reset_index(drop=True).infer_objects()
    return checked(replace(table, frame=frame, row=table.row[rows:], notes=(*table.notes, note)))


def _joined(table: RawTable) -> RawTable:
    """Take a first row of titles above numbers into the header where that has gaps, else out of the way."""
    if not _is_titles(table):
        return table
    titles = [_text(cell) for cell in table.frame.iloc[0]]
    unnamed = [_UNNAMED.fullmatch(name) is not None for name in table.columns]
    row = int(table.row[0])
    if not any(unnamed):
        return _below(_titled(table, 0), 1, Message("readers.header.titles", row=row))
    below = _below(table, 1, Message("readers.header.joined", row=row))
    names, repeated, notes = unique_names(_both_rows(table.columns, unnamed, titles))
    frame = below.frame.set_axis(names, axis=1)
    return replace(below, frame=frame, repeated=repeated, notes=(*below.notes, *notes))


def _both_rows(names: Sequence[str], unnamed: Sequence[bool], titles: Sequence[str]) -> list[str]:
    """Join both rows of a header: a name reaches over the empty cells after it."""
    joined, group = [], ""
    for at, (name, empty, title) in enumerate(zip(names, unnamed, titles, strict=True)):
        group = group if empty else name
        alone = not empty and not (at + 1 < len(names) and unnamed[at + 1])
        own = "" if alone or plain(title) in _BLANK_TITLES else title
        joined.append(" ".join(part for part in (group, own) if part))
    return joined


def _is_titles(table: RawTable) -> bool:
    """Say whether the first row holds texts only, above columns that hold numbers and dates only."""
    frame = table.frame
    if len(frame) < 3 or isinstance(frame.dtypes.iloc[0], pd.CategoricalDtype):
        return False
    first = [_text(cell) for cell in frame.iloc[0]]
    filled = [at for at, text in enumerate(first) if text]
    if len(filled) < 2 or any(_NOT_WORDS.fullmatch(first[at]) for at in filled):
        return False
    below = frame.iloc[1:_LOOKED_AT]
    return any(_numbers_only(below.iloc[:, at]) for at in filled)


def _numbers_only(cells: pd.Series) -> bool:
    texts = [text for text in map(_text, cells) if text]
    return len(texts) > 1 and all(_NOT_WORDS.fullmatch(text) for text in texts)


def _text(cell: object) -> str:
    text = "" if cell is None or cell is pd.NaT or cell != cell else str(cell).strip()  # noqa: PLR0124 - NaN
    return "" if text.casefold() in MISSING_TEXT else text


def _without_codes(table: RawTable) -> RawTable:
    """Name columns such as ``D1[SQ001]. Tense`` by their code, or by their text where that names a role."""
    found = [_CODED.fullmatch(name) for name in table.columns]
    if sum(match is not None for match in found) < max(3, len(found) // 2):
        return table
    short = [
        name if match is None else match[2] if known_role(match[2]) else match[1]
        for name, match in zip(table.columns, found, strict=True)
    ]
    names, repeated, notes = unique_names(short)
    note = Message("readers.header.codes")
    frame = table.frame.set_axis(names, axis=1)
    return replace(table, frame=frame, repeated=repeated, notes=(*table.notes, note, *notes))

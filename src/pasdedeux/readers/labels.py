"""What couples and partners are called, in diaries and questionnaires alike: one spelling, no codes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from pasdedeux.readers import names
from pasdedeux.readers.plain import plain
from pasdedeux.readers.tables.cells import as_text, shortened
from pasdedeux.readers.tables.table import RawTable
from pasdedeux.words import Message


def partner_labels(table: RawTable, column: str) -> pd.Series:
    """Name the partners as the file does; coded ones by their value labels or columns such as ``female``."""
    labels = as_text(table.frame[column]).replace(dict(table.labels.get(column, {})))
    levels = [level for level in labels.unique() if level]
    name = plain(column)
    if name in names.PEOPLE and set(levels) == {"0", "1"}:
        return labels.replace(names.both_of(name))
    if name not in names.KIND or len(levels) != 2 or any(level.isalpha() for level in levels):
        return labels
    found = {level: _dummy_for(table, labels == level) for level in levels}
    return labels.replace(found) if all(found.values()) else labels


def _dummy_for(table: RawTable, rows: pd.Series) -> str:
    """Find the column that is 1 in exactly these rows, such as ``female``."""
    for column in names.first_of(names.PEOPLE, map(str, table.frame.columns)):
        if ((as_text(table.frame[column]) == "1") == rows).all():
            return column
    return ""


def with_one_spelling(table: RawTable, given: Mapping[str, str]) -> RawTable:
    """Write couples and partners in one way: ``1`` for ``001`` and ``1.0``, ``Female`` for ``female``."""
    columns = {given[key] for key in ("couple", "partner") if key in given} & set(table.columns)
    people = names.people_of(table.columns)
    columns |= {*names.couples_of(table.columns), *people}
    columns |= {*names.first_of((*names.KIND, *names.ID), table.columns)}
    for column in sorted(columns, key=table.columns.index):
        cells = table.frame[column]
        if cells.dtype.kind in "iufbM" or column in table.labels:
            continue
        texts = as_text(cells)
        spelled = _one_spelling(texts.value_counts().index.tolist())
        if len(set(spelled.values())) > 2:
            spelled = _one_name_each(spelled) or spelled
        changed = {one: other for one, other in spelled.items() if one != other}
        if not changed or _clash(table, column, texts, spelled):
            continue
        some = next(iter(changed.items()))
        note = Message(
            "readers.one-spelling", column=column, one=shortened(some[0]), other=shortened(some[1])
        )
        frame = table.frame.assign(**{column: texts.replace(changed)})
        table = replace(table, frame=frame, notes=(*table.notes, note))
    return table


def _one_spelling(texts: Sequence[str]) -> dict[str, str]:
    """Give each text the most frequent one that differs from it by capitals or zeros only."""
    first: dict[str, str] = {}
    return {text: first.setdefault(_folded(text), text) for text in texts if text}


def _one_name_each(spelled: Mapping[str, str]) -> dict[str, str]:
    """Give ``F`` and ``female`` one name, where all are names of women or men; empty where any is not."""
    first: dict[bool, str] = {}
    if not all(_folded(name) in names.WOMEN | names.MEN for name in spelled.values()):
        return {}
    return {text: first.setdefault(_folded(name) in names.WOMEN, name) for text, name in spelled.items()}


def _folded(text: str) -> str:
    folded = " ".join(text.casefold().split()).rstrip(".")
    number = re.fullmatch(r"0*(\d+)(?:[.,]0+)?", folded)
    return number[1] if number else folded


def _clash(table: RawTable, column: str, texts: pd.Series, spelled: Mapping[str, str]) -> bool:
    """Say whether two spellings stand for two: then one person would report twice at one time."""
    known = {*names.DATE, *names.DAY, *names.COUNT, *names.SCHEDULED, *names.ANSWERED, *names.CLOCK}
    known |= {*names.PERSON, *names.KIND, *names.BEEP, *names.COUPLE}
    beside = [c for c in table.columns if c != column and plain(c) in known]
    keys = pd.DataFrame({str(at): as_text(table.frame[c]) for at, c in enumerate(beside)}, index=texts.index)
    apart, together = (
        int(keys.assign(own=own).duplicated().sum()) for own in (texts, texts.replace(spelled))
    )
    return together > apart

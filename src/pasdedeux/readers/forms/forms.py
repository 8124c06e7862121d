"""Filled-in forms out of a table of any layout: who answered what, and in which cell it stands.

Four layouts are known: a row per person; a row per couple with a set of columns for each partner; the same
with each couple in two rows, where the second set only mirrors the other row; and a row per answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.instruments.keys import Key, key
from pasdedeux.readers.forms.columns import MIRRORED, Items, ItemSet, few, find_sets, item_of, not_found
from pasdedeux.readers.plain import plain
from pasdedeux.words import Message

if TYPE_CHECKING:
    import pandas as pd

IntArray = NDArray[np.int64]

ITEM = ("item", "itemid", "itemnr", "itemno", "itemnumber", "question", "questionid", "variable")
ANSWER = ("answer", "response", "value", "rating")
"""Names of the two columns of a table with a row per answer, letters and digits only."""


@dataclass(frozen=True, eq=False, slots=True)
class Forms:
    """Forms of N people, cell by cell.

    Parameters
    ----------
    layout
        ``"person"``, ``"couple"``, ``"mirrored"`` or ``"answer"``: what a row of the table is.
    cells
        One entry per item: what stands in its cells, shape (N,).
    rows
        Shape (N,): row of the table in which each form begins.
    ids
        ``couple`` and ``partner`` of each form as texts, where the table has them.
    notes
        What was decided.
    """

    layout: str
    cells: tuple[NDArray[Any], ...]
    rows: IntArray
    ids: Mapping[str, tuple[str, ...]]
    notes: tuple[Message, ...]
    _sets: tuple[ItemSet, ...]
    _at: IntArray | None = None  # a row per answer: shape (items, N), the row of each answer

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def marked(self) -> frozenset[str]:
        """Items whose column is marked as reversed, as in ``ECR9r``."""
        return frozenset(label for one in self._sets for label in one.marked)

    def place(self, item: int, person: int) -> tuple[int, str]:
        """Row and column of the table in which an answer stands."""
        columns = self._sets[person % len(self._sets)].columns
        row = self.rows[person] if self._at is None else self._at[item, person]
        return int(row), columns[item]


def read_forms(
    table: pd.DataFrame | Mapping[str, Any],
    form: Key,
    *,
    items: Items | None = None,
    couple: str | None = None,
    partner: str | None = None,
    rows: Sequence[int] | NDArray[np.integer[Any]] | None = None,
    full_form: bool = False,
) -> Forms:
    """Find the forms in a table, whatever a row of it is.

    Parameters
    ----------
    table
        Data frame, or a mapping from column to values.
    form
        Key of the questionnaire.
    items
        Where the columns are if their names do not show it, see `find_sets`.
    couple, partner
        Columns that say who answered.
    rows
        Row of the file for each row of the table; 2, 3, ... where None, the header being row 1.
    full_form
        True to take a short form out of its long form.

    Raises
    ------
    InputError
        If columns are not found or do not fit each other.

    Examples
    --------
    >>> couples = {"id": [1, 2], "ios_m": [4, 5], "ios_f": [6, 2]}
    >>> found = read_forms(couples, key("ios"), couple="id")
    >>> found.layout, found.cells[0].tolist(), found.ids["partner"]
    ('couple', [4, 6, 5, 2], ('m', 'f', 'm', 'f'))
    """
    if isinstance(table, str) or not hasattr(table, "keys"):
        raise InputError("forms.no-table", where="table", kind=type(table).__name__)
    names = [str(name) for name in table]
    for argument, column in (("couple", couple), ("partner", partner)):
        if column is not None and column not in names:
            raise InputError("forms.no-column", where=argument, column=column)
    if not names or not len(table[names[0]]):
        raise InputError("forms.nobody", where="table")
    whole = _whole(form) if full_form else form
    sets = find_sets(names, whole, items)
    if sets and full_form and form.full_form:
        sets = tuple(one.only(form.full_form.items) for one in sets)
    at = np.arange(2, len(table[names[0]]) + 2) if rows is None else np.asarray(rows, np.int64)
    if sets:
        return _side_by_side(table, sets, at, couple, partner)
    if full_form:
        raise not_found(names, whole)
    return _one_below_another(table, form, names, at, couple, partner)


def _whole(form: Key) -> Key:
    if form.full_form is None:
        raise InputError("forms.no-longer-form", where="full_form", title=form.title)
    return key(form.full_form.instrument)


def _texts(values: Any) -> list[str]:
    """Cells as texts, 7.0 as 7; empty where there is nothing."""
    return [_text(value) for value in np.asarray(values).tolist()]


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = "" if value is None else str(value).strip()
    return "" if text in {"nan", "<NA>"} else text


def _who(table: pd.DataFrame | Mapping[str, Any], column: str, rows: IntArray) -> list[str]:
    texts = _texts(table[column])
    if "" in texts:
        where = Message("forms.row", row=int(rows[texts.index("")]))
        raise InputError("forms.no-name", where=where, column=column)
    return texts


# A row per person or per couple


def _side_by_side(
    table: pd.DataFrame | Mapping[str, Any],
    sets: tuple[ItemSet, ...],
    at: IntArray,
    couple: str | None,
    partner: str | None,
) -> Forms:
    named = {"couple": couple, "partner": partner}
    ids = {name: _who(table, column, at) for name, column in named.items() if column is not None}
    marks = [one.mark for one in sets]
    if len(sets) == 1:
        return _gather(table, "person", sets, at, ids, ())
    if _mirrors(marks, ids.get("couple", [])):
        note = Message("forms.mirrored", column=sets[1].columns[0])
        return _gather(table, "mirrored", sets[:1], at, ids, (note,))
    one, other = sets[0].columns[0], sets[1].columns[0]
    if partner is not None:
        raise InputError("forms.both-in-one-row", where="partner", one=one, other=other, column=partner)
    ids = {name: [text for text in texts for _ in sets] for name, texts in ids.items()}
    ids["partner"] = marks * len(at)
    note = Message("forms.two-forms-a-row", one=one, other=other, first=marks[0], second=marks[1])
    return _gather(table, "couple", sets, np.repeat(at, len(sets)), ids, (note,))


def _mirrors(marks: Sequence[str], couples: Sequence[str]) -> bool:
    """Whether the second set only mirrors another row: own and partner's columns, and couples in two rows."""
    return "/".join(marks).lower() in MIRRORED and len(set(couples)) < len(couples)


def _gather(
    table: pd.DataFrame | Mapping[str, Any],
    layout: str,
    sets: tuple[ItemSet, ...],
    rows: IntArray,
    ids: Mapping[str, Sequence[str]],
    notes: tuple[Message, ...],
) -> Forms:
    cells = []
    for columns in zip(*(one.columns for one in sets), strict=True):
        raws = [np.asarray(table[column]) for column in columns]
        if any(len(raw) * len(sets) != len(rows) for raw in raws):
            raise InputError("forms.unequal", where="table")
        cells.append(raws[0] if len(raws) == 1 else np.stack(raws, axis=1).ravel())
    known = {name: tuple(texts) for name, texts in ids.items()}
    forms = Forms(layout, tuple(cells), rows, known, notes, sets)
    return _once(forms) if len(known) == 2 else forms


def _once(forms: Forms) -> Forms:
    """Keep one form of each person: the same answers may stand in every row of a diary, others may not."""
    people = list(zip(forms.ids["couple"], forms.ids["partner"], strict=True))
    first: dict[tuple[str, str], int] = {}
    for at, person in enumerate(people):
        first.setdefault(person, at)
    if len(first) == len(people):
        return forms
    source = np.array([first[person] for person in people])
    for item, cells in enumerate(forms.cells):
        texts = np.array(_texts(cells))
        differs = np.flatnonzero(texts != texts[source])
        if differs.size:
            at = int(differs[0])
            row, column = forms.place(item, at)
            raise InputError(
                "forms.repeated-differently",
                where="table",
                couple=people[at][0],
                partner=people[at][1],
                first=int(forms.rows[source[at]]),
                row=row,
                column=column,
            )
    kept = np.array(sorted(first.values()))
    note = Message("forms.repeated", n=len(people) - len(kept))
    return replace(
        forms,
        cells=tuple(cells[kept] for cells in forms.cells),
        rows=forms.rows[kept],
        ids={name: tuple(texts[at] for at in kept) for name, texts in forms.ids.items()},
        notes=(*forms.notes, note),
    )


# A row per answer


def _one_below_another(
    table: pd.DataFrame | Mapping[str, Any],
    form: Key,
    names: Sequence[str],
    at: IntArray,
    couple: str | None,
    partner: str | None,
) -> Forms:
    item_column, answer_column = (_called(names, wanted) for wanted in (ITEM, ANSWER))
    if item_column is None or answer_column is None:
        raise not_found(names, form)
    if partner is None:
        raise InputError("forms.whose-answer", where="partner", item=item_column, answer=answer_column)
    labels = [item_of(text, form) for text in _texts(table[item_column])]
    kept = [i for i, label in enumerate(labels) if label is not None]
    if not kept:
        raise not_found([text for text in _texts(table[item_column]) if text], form)
    _all_there(form, {labels[i] for i in kept}, item_column)
    couples = _who(table, couple, at) if couple else [""] * len(at)
    who = list(zip(couples, _who(table, partner, at), strict=True))
    people = {person: n for n, person in enumerate(dict.fromkeys(who[i] for i in kept))}
    place = {label: n for n, label in enumerate(form.labels)}
    raw = np.asarray(table[answer_column])
    cells = np.full((len(place), len(people)), None, object)
    where = np.zeros(cells.shape, np.int64)
    for i in kept:
        spot = place[labels[i] or ""], people[who[i]]
        if where[spot] and _text(cells[spot]) != _text(raw[i]):
            raise InputError(
                "forms.answered-twice",
                where="table",
                item=labels[i],
                partner=who[i][1],
                first=int(where[spot]),
                row=int(at[i]),
            )
        cells[spot], where[spot] = raw[i], at[i]
    begins = np.where(where > 0, where, np.iinfo(np.int64).max).min(axis=0)
    ids = {"couple": tuple(c for c, _ in people)} if couple else {}
    ids["partner"] = tuple(p for _, p in people)
    notes = [Message("forms.answer-a-row", item=item_column, answer=answer_column)]
    if lost := len(at) - len(kept):
        notes.append(Message("forms.no-item-in-row", n=lost, title=form.title))
    one = (ItemSet((answer_column,) * len(place)),)
    return Forms("answer", tuple(cells), begins, ids, tuple(notes), one, where)


def _called(names: Sequence[str], wanted: Sequence[str]) -> str | None:
    by_plain = {plain(name): name for name in names}
    return next((by_plain[name] for name in wanted if name in by_plain), None)


def _all_there(form: Key, found: set[str | None], column: str) -> None:
    absent = [label for label in form.labels if label not in found]
    if absent:
        raise InputError(
            "forms.never-named",
            where="items",
            column=column,
            title=form.title,
            items=len(form.labels),
            absent=few(absent),
        )

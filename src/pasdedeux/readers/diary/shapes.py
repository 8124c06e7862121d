"""Tables of other shapes, brought into rows of one report: days in columns, parted ids, repeated forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.readers import names
from pasdedeux.readers.diary.ids import with_couples_by_pointers, with_ids_parted
from pasdedeux.readers.labels import with_one_spelling
from pasdedeux.readers.meanings import known_role
from pasdedeux.readers.plain import plain
from pasdedeux.readers.tables.cells import as_text
from pasdedeux.readers.tables.table import RawTable
from pasdedeux.words import Message

ORDER, COLUMNS = "row", "columns"
"""What may be said in place of a column of time: the order of rows, or columns that hold a day each."""
_DAY_COLUMN = re.compile(
    r"(.*?[^\W\d])[ _.]?(day|tag|jour|dag|dia|giorno|d|t|w|wave)?[ _.]?(\d{1,3})", re.IGNORECASE
)
_FEWEST_DAYS = 3
_REPEATED_FORM = ("redcap_repeat_instrument", "redcap_repeat_instance", "redcap_event_name")

Given = Mapping[str, str]


def in_rows(table: RawTable, given: Given) -> RawTable:
    """Bring a table into rows of one report each, as far as its shape is known.

    Parameters
    ----------
    table
        Any table.
    given
        Column by role, as the caller named them.

    Raises
    ------
    InputError
        If the caller asks for days in columns and there are none, or the days may stand in columns.
    """
    steps: tuple[Callable[[RawTable, Given], RawTable], ...] = (
        with_one_spelling,
        _with_filled_forms,
        _with_days_below_each_other,
        with_ids_parted,
        with_couples_by_pointers,
        _with_numbered_rows,
    )
    for step in steps:
        table = step(table, given)
    return table


# --- forms that are filled in once, beside those of every day ---------------------------------------


def _with_filled_forms(table: RawTable, _given: Given) -> RawTable:
    """Write what a record says once, such as its couple, into the rows of its repeated forms."""
    marks = [column for column in table.columns if plain(column) in map(plain, _REPEATED_FORM)]
    ids = [column for column in table.columns if plain(column) in {"recordid", "studyid", "participantid"}]
    if not marks or not ids:
        return table
    record = as_text(table.frame[ids[0]])
    columns = [c for c in table.columns if c not in {*marks, ids[0]} and _said_once(table.frame[c], record)]
    if not columns:
        return table
    filled = {column: _filled(table.frame[column], record) for column in columns}
    frame = table.frame.assign(**filled).drop(columns=marks)
    once = _rows_without(table, [*columns, *marks, ids[0]])
    note = Message("readers.filled-from-record", column=ids[0], columns=", ".join(columns))
    kept = replace(table, frame=frame, notes=(*table.notes, note))
    return _rows(kept, ~once) if (~once).any() else kept


def _said_once(cells: pd.Series, record: pd.Series) -> bool:
    """Say whether a column has one text per record, in some of its rows only."""
    texts = as_text(cells)
    known = texts != ""
    per = texts[known].groupby(record[known]).nunique()
    gaps = (~known).groupby(record).any()
    return bool(len(per)) and int(per.max()) == 1 and bool(gaps.any())


def _filled(cells: pd.Series, record: pd.Series) -> pd.Series:
    texts = as_text(cells)
    found = texts[texts != ""].groupby(record[texts != ""]).first()
    return record.map(found).fillna("")


def _rows_without(table: RawTable, besides: list[str]) -> NDArray[np.bool_]:
    """Rows in which nothing was answered besides these columns and marks that a form is complete."""
    rest = [c for c in table.columns if c not in besides and not plain(c).endswith("complete")]
    if not rest:
        return np.zeros(len(table.frame), np.bool_)
    empty = np.all([(as_text(table.frame[column]) == "").to_numpy() for column in rest], axis=0)
    return np.asarray(empty, np.bool_)


def _rows(table: RawTable, keep: NDArray[np.bool_]) -> RawTable:
    return replace(table, frame=table.frame[keep].reset_index(drop=True), row=table.row[keep])


# --- days in columns --------------------------------------------------------------------------------


def _with_days_below_each_other(table: RawTable, given: Given) -> RawTable:
    """Put ``anx_f_1`` to ``anx_f_20`` below each other, where no column tells the time."""
    asked = given.get("time") == COLUMNS and COLUMNS not in table.columns
    if not asked and (given.keys() & {"time", "scheduled", "answered"} or _has_time(table)):
        return table
    stems = _numbered(table.columns)
    if not stems:
        if asked:
            raise InputError("readers.no-day-columns", where=table.source)
        return table
    if not asked and not any(_is_sure(table.columns, stem) for stem in stems):
        first = next(iter(stems.values()))
        some = ", ".join([*list(first.values())[:3], "..."])
        raise InputError("readers.day-columns", where=table.source, columns=some)
    return _unrolled(table, stems)


def _has_time(table: RawTable) -> bool:
    known = {*names.SCHEDULED, *names.ANSWERED, *names.DATE, *names.DAY, *names.COUNT, *names.CLOCK}
    return any(plain(column) in known for column in table.columns)


def _numbered(columns: list[str]) -> dict[str, dict[int, str]]:
    """Columns by stem and number, for the largest set of numbers that several or one long stem share."""
    stems: dict[str, dict[int, str]] = {}
    for column in columns:
        if match := _DAY_COLUMN.fullmatch(column):
            stems.setdefault(match[1], {})[int(match[3])] = column
    longest = max((len(found) for found in stems.values()), default=0)
    if longest < _FEWEST_DAYS:
        return {}
    return {stem: found for stem, found in stems.items() if len(found) >= 0.5 * longest}


def _is_sure(columns: list[str], stem: str) -> bool:
    """Say whether numbers behind a stem can only be days: it names a role, or the numbers say so."""
    matches = [match for column in columns if (match := _DAY_COLUMN.fullmatch(column)) and match[1] == stem]
    if all(match[2] and len(match[2]) > 1 for match in matches):
        return True
    return bool(known_role(stem)) or any(known_role(rest) for _, rest, _ in names.marks(stem))


def _unrolled(table: RawTable, stems: Mapping[str, Mapping[int, str]]) -> RawTable:
    days = sorted({day for found in stems.values() for day in found})
    used = {column for found in stems.values() for column in found.values()}
    rest = table.frame[[column for column in table.columns if column not in used]]
    parts = [
        rest.assign(
            day=day,
            **{
                names.tidy(stem): table.frame[found[day]] if day in found else None
                for stem, found in stems.items()
            },
        )
        for day in days
    ]
    frame = pd.concat(parts, ignore_index=True)
    note = Message("readers.days-from-columns", first=days[0], last=days[-1])
    return replace(table, frame=frame, row=np.tile(table.row, len(days)), notes=(*table.notes, note))


# --- time by the order of rows ----------------------------------------------------------------------


def _with_numbered_rows(table: RawTable, given: Given) -> RawTable:
    """Give each person's rows a number where the caller says that their order is the time."""
    if given.get("time") != ORDER or ORDER in table.columns:
        return table
    couples = [given["couple"]] if "couple" in given else names.couples_of(table.columns)[:1]
    people = [given["partner"]] if "partner" in given else _telling(table)
    keys = [as_text(table.frame[column]) for column in (*couples, *people) if column in table.frame.columns]
    number = table.frame.groupby(keys).cumcount() if keys else pd.Series(np.arange(len(table.frame)))
    return replace(table, frame=table.frame.assign(**{ORDER: number.to_numpy()}))


def _telling(table: RawTable) -> list[str]:
    known = [*names.first_of((*names.KIND, *names.PEOPLE), table.columns), *names.people_of(table.columns)]
    return known[:1]

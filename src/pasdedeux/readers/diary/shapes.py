"""Tables of other shapes, brought into rows of one report: days in columns, parted ids, repeated forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pasdedeux.readers import names
from pasdedeux.readers.diary.candidates import is_dated_text
from pasdedeux.readers.diary.days import with_days_below_each_other
from pasdedeux.readers.diary.ids import with_couples_by_pointers, with_ids_parted
from pasdedeux.readers.diary.moments import counted
from pasdedeux.readers.labels import with_one_spelling
from pasdedeux.readers.plain import plain
from pasdedeux.readers.tables.cells import as_text
from pasdedeux.readers.tables.table import Given, RawTable
from pasdedeux.words import Message

ORDER = "row"
"""What may be said in place of a column of time: the order of rows."""
_FORM = frozenset({"redcaprepeatinstrument", "redcapeventname", "repeatinstrument", "eventname"})
_INSTANCE = frozenset({"redcaprepeatinstance", "repeatinstance"})
_EVENT = re.compile(r"[_ ]*\(?arm[_ ]\d+.*$", re.IGNORECASE)


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
        _with_blocks_filled,
        with_one_spelling,
        _with_filled_forms,
        _with_dates_joined,
        with_days_below_each_other,
        with_ids_parted,
        with_couples_by_pointers,
        _with_numbered_rows,
    )
    for step in steps:
        table = step(table, given)
    return table


# --- names that stand once above their rows ---------------------------------------------------------


def _with_blocks_filled(table: RawTable, given: Given) -> RawTable:
    """Write couple and partner into the empty cells below them, where each stands once above its rows."""
    columns = [given["couple"]] if "couple" in given else names.couples_of(table.columns)[:1]
    columns = [column for column in columns if column in table.frame.columns]
    if not columns or not _heads_blocks(as_text(table.frame[columns[0]])):
        return table
    heads = as_text(table.frame[columns[0]]) != ""
    for column in [*names.people_of(table.columns), *names.first_of(names.KIND, table.columns)]:
        texts = as_text(table.frame[column])
        if column not in columns and (texts[heads] != "").all() and (texts == "").mean() > 0.5:
            columns.append(column)
    filled = {column: as_text(table.frame[column]).replace("", None).ffill().fillna("") for column in columns}
    note = Message("readers.filled-down", columns=", ".join(columns))
    return replace(table, frame=table.frame.assign(**filled), notes=(*table.notes, note))


def _heads_blocks(texts: pd.Series) -> bool:
    known = texts[texts != ""]
    once = len(known) > 1 and not known.duplicated().any()
    return once and len(texts) >= 3 * len(known) and texts.iloc[0] != ""


# --- forms that are filled in once, beside those of every day ---------------------------------------


def _with_filled_forms(table: RawTable, given: Given) -> RawTable:
    """Write what a record says once, such as its couple, into the rows of its repeated forms."""
    marks = [column for column in table.columns if plain(column) in _FORM | _INSTANCE]
    ids = [column for column in table.columns if plain(column) in {"recordid", "studyid", "participantid"}]
    if not marks or not ids:
        return table
    record = as_text(table.frame[ids[0]])
    columns = [c for c in table.columns if c not in {*marks, ids[0]} and _said_once(table.frame[c], record)]
    if not columns:
        return table
    filled = {column: _filled(table.frame[column], record) for column in columns}
    frame = table.frame.assign(**filled).drop(columns=[c for c in marks if c not in given.values()])
    if not given.keys() & {"time", "scheduled", "answered"} and not _has_time(replace(table, frame=frame)):
        frame = frame.assign(**_numbered_forms(table, marks))
    once = _rows_without(table, [*columns, *marks, ids[0]])
    note = Message("readers.filled-from-record", column=ids[0], columns=", ".join(columns))
    kept = replace(table, frame=frame, notes=(*table.notes, note))
    return _rows(kept, ~once) if (~once).any() else kept


def _numbered_forms(table: RawTable, marks: list[str]) -> dict[str, pd.Series]:
    """Give each form its number where nothing else tells its time: its event's or its own."""
    for column in marks:
        if plain(column) in _INSTANCE:
            found = counted(table.frame[column])
        else:
            found = counted(
                as_text(table.frame[column]).str.replace(_EVENT, "", regex=True).where(_counts, "")
            )
        if found is not None and len(np.unique(found[~np.isnan(found)])) > 1:
            return {"occasion": pd.Series(found)}
    return {}


def _counts(texts: pd.Series) -> pd.Series:
    """Find the events with a number; the others, such as a baseline, are filled in once."""
    return texts.str.contains(r"\d", na=False)


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


def _has_time(table: RawTable) -> bool:
    return any(plain(c) in names.TIMES or is_dated_text(table.frame[c]) for c in table.columns)


def _rows(table: RawTable, keep: NDArray[np.bool_]) -> RawTable:
    return replace(table, frame=table.frame[keep].reset_index(drop=True), row=table.row[keep])


# --- dates in three columns ---------------------------------------------------------------------------


_DATE_PARTS = (
    frozenset({"year", "jahr", "annee", "ano", "anno", "jaar"}),
    frozenset({"month", "monat", "mois", "mes", "mese", "maand"}),
    frozenset({"day", "dayofmonth", "tag", "jour", "dia", "giorno", "dag"}),
)


def _with_dates_joined(table: RawTable, given: Given) -> RawTable:
    """Make one date of year, month and day where each has a column of its own."""
    found = [[c for c in table.columns if plain(c) in known] for known in _DATE_PARTS]
    if given.keys() & {"time", "scheduled", "answered"} or not all(len(columns) == 1 for columns in found):
        return table
    columns = [of[0] for of in found]
    parts = [pd.to_numeric(as_text(table.frame[column]), errors="coerce") for column in columns]
    texts = pd.DataFrame(dict(zip(("year", "month", "day"), parts, strict=True)))
    dates = pd.to_datetime(texts, errors="coerce")
    if dates.isna().sum() > texts.isna().any(axis=1).sum() or not dates.notna().any():
        return table
    frame = table.frame.drop(columns=columns).assign(date=dates.dt.strftime("%Y-%m-%d").fillna(""))
    note = Message("readers.dates-joined", columns=", ".join(columns))
    return replace(table, frame=frame, notes=(*table.notes, note))


# --- time by the order of rows ----------------------------------------------------------------------


def _with_numbered_rows(table: RawTable, given: Given) -> RawTable:
    """Give each person's rows a number where the caller says that their order is the time."""
    if given.get("time") != ORDER or ORDER in table.columns:
        return table
    couples = [given["couple"]] if "couple" in given else names.couples_of(table.columns)[:1]
    people = [given["partner"]] if "partner" in given else _telling(table)
    keys = [as_text(table.frame[column]) for column in (*couples, *people) if column in table.frame.columns]
    number = table.frame.groupby(keys).cumcount() if keys else pd.Series(np.arange(len(table.frame)))
    cautions = table.cautions
    if len(keys) > 1 and (uneven := _uneven(keys)):
        cautions = (*cautions, Message("readers.uneven-rows", n=uneven))
    return replace(table, frame=table.frame.assign(**{ORDER: number.to_numpy()}), cautions=cautions)


def _uneven(keys: list[pd.Series]) -> int:
    """Count the couples whose partners have different numbers of rows."""
    sizes = pd.DataFrame({str(at): key for at, key in enumerate(keys)}).groupby(["0", "1"]).size()
    return int((sizes.groupby(level=0).agg(lambda of: of.min() < of.max())).sum())


def _telling(table: RawTable) -> list[str]:
    known = [*names.first_of((*names.KIND, *names.PEOPLE), table.columns), *names.people_of(table.columns)]
    return known[:1]

"""Columns with a name that says nothing, called by the question that the file brings along for them."""

from __future__ import annotations

import re
from dataclasses import replace

from pasdedeux.readers import names
from pasdedeux.readers.diary.options import ReadOptions
from pasdedeux.readers.meanings import known_role
from pasdedeux.readers.tables.table import RawTable, unique_names
from pasdedeux.words import Message


def told_by_titles(table: RawTable, options: ReadOptions) -> tuple[RawTable, ReadOptions]:
    """Call ``Q3_1`` by its question where that names a role, the couple or the person.

    Parameters
    ----------
    table
        A table whose file brings questions along: a second row of a survey program, labels of SPSS or Stata.
    options
        What the caller settled, by the names that stand in the file.

    Returns
    -------
    tuple
        Both, with the names of these columns changed in the same way.
    """
    told = {
        column: part
        for column, title in table.titles.items()
        if column in table.frame.columns and not _says_something(column) and (part := _telling(title))
    }
    if not told:
        return table, options
    columns, repeated, _ = unique_names([told.get(column, column) for column in table.columns])
    renamed = {old: new for old, new in zip(table.columns, columns, strict=True) if old != new}
    note = Message("readers.told-by-titles", columns=", ".join(told))
    labels = {renamed.get(column, column): found for column, found in table.labels.items()}
    frame = table.frame.set_axis(columns, axis=1)
    named = replace(
        table,
        frame=frame,
        labels=labels,
        repeated=(*(renamed.get(c, c) for c in table.repeated), *repeated),
        notes=(*table.notes, note),
    )
    return named, _in_new_names(options, renamed)


def _says_something(name: str) -> bool:
    return bool(
        known_role(name)
        or names.couples_of([name])
        or names.people_of([name])
        or names.first_of((*names.KIND, *names.PEOPLE, *names.TIMES), [name])
        or names.is_administrative(name)
    )


def _telling(title: str) -> str:
    """Give the part of a question that has a meaning here: all of it, else what stands behind a dash."""
    parts = [title, *re.split(r"\s[-\N{EN DASH}]\s|\.\.\.|:\s", title)[:0:-1]]
    for part in map(str.strip, parts):
        if part and (known_role(part) or names.couples_of([part]) or names.people_of([part])):
            return part
    return ""


def _in_new_names(options: ReadOptions, renamed: dict[str, str]) -> ReadOptions:
    given = {
        role: "+".join(
            renamed.get(one.strip(), one) for one in ([text] if text in renamed else text.split("+"))
        )
        for role, text in (options.columns or {}).items()
    }
    roles = None if options.roles is None else tuple(renamed.get(role, role) for role in options.roles)
    return replace(options, columns=given if options.columns is not None else None, roles=roles)

"""Told episodes in a table, a row for each; what is said of the couple stands in all rows, or in one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pasdedeux.errors import InputError
from pasdedeux.readers.episodes.file import COUPLE_KEYS
from pasdedeux.readers.episodes.tree import TELLING, Tree, answered, refuse_what_is_no_file
from pasdedeux.readers.tables.formats import load
from pasdedeux.readers.tables.table import RawTable
from pasdedeux.words import Message


def read_table(path: Path) -> Tree:
    """Read a text table of told episodes.

    Raises
    ------
    InputError
        If it is no table, or speaks of two couples.
    """
    refuse_what_is_no_file(path)
    table = load(path)
    columns = [name.strip().lower().replace(" ", "_") for name in table.columns]
    rows = [
        {key: _unguarded(cell) for key, cell in zip(columns, row, strict=True)}
        for row in table.frame.to_numpy(str)
    ]
    held = answered({**_of_the_couple(rows, table), TELLING: rows})
    return Tree(table.source, table.sha256, held, lambda at, _key: int(table.row[at or 0]), by_row=True)


def _of_the_couple(rows: list[dict[str, str]], table: RawTable) -> dict[str, Any]:
    """Take what is said of the couple out of the rows."""
    held: dict[str, Any] = {}
    for number, row in enumerate(rows):
        for key in COUPLE_KEYS & row.keys():
            value = row.pop(key).strip()
            if value and held.setdefault(key, value) != value:
                where = Message("readers.at.row", source=table.source, row=int(table.row[number]))
                raise InputError("readers.episodes.two-couples", where=where, key=key)
    return held


def _unguarded(cell: str) -> str:
    """Take off the apostrophe that keeps a spreadsheet from running a cell."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in {"=", "+", "-", "@"} else cell

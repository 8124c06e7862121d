"""A table of cells that knows where each of them stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.words import Message

Given = Mapping[str, str]
"""Column by role, as the caller named them."""


@dataclass(frozen=True)
class RawTable:
    """Cells of a file and where they stood.

    Parameters
    ----------
    frame
        The cells; column names are unique text.
    source
        Name of the file without its folder.
    row
        Row of the file for each row of the frame, the header being row 1.
    sha256
        Hash of the file's bytes; empty for a table in memory.
    decimal
        ``"."``, ``","`` or ``"auto"``: how numbers in text cells are written.
    labels
        Names of coded values by column, where the file brings them along.
    notes
        What was decided while reading.
    repeated
        Columns whose name stood in the header before; they are not used.
    titles
        Question by column, where the file brings it along.
    cautions
        What was decided and bears on any result.
    """

    frame: pd.DataFrame
    source: str
    row: NDArray[np.int64]
    sha256: str = ""
    decimal: str = "auto"
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: tuple[Message, ...] = ()
    repeated: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    cautions: tuple[Message, ...] = ()

    @property
    def columns(self) -> list[str]:
        """Names of all columns."""
        return [str(name) for name in self.frame.columns]

    def at(self, position: int, column: str) -> Message:
        """Name the place of a cell, for an error."""
        row = int(self.row[position])
        return Message("readers.at.cell", source=self.source, row=row, column=column)

    def at_column(self, column: str) -> Message:
        """Name the place of a column, for an error."""
        return Message("readers.at.column", source=self.source, column=column)


def finished(
    frame: pd.DataFrame, source: str, digest: str, decimal: str, labels: Mapping[str, Mapping[str, str]]
) -> RawTable:
    """Make a table of a frame that a library has read: names unique, empty rows gone."""
    header = [str(name) for name in frame.columns]
    refuse_title(["" if name.startswith("Unnamed: ") else name for name in header], source)
    names, repeated, notes = unique_names(header)
    frame = frame.set_axis(names, axis=1).reset_index(drop=True)
    row = np.arange(2, len(frame) + 2)
    empty = frame.isna().all(axis=1).to_numpy()
    kept = frame[~empty].reset_index(drop=True)
    return checked(RawTable(kept, source, row[~empty], digest, decimal, labels, notes, repeated))


def checked(table: RawTable) -> RawTable:
    """Refuse a table without two columns and a row."""
    if not table.frame.shape[1]:
        raise InputError("readers.no-columns", where=table.source)
    if table.frame.shape[1] < 2:
        raise InputError("readers.one-column", where=table.source)
    if not len(table.frame):
        raise InputError("readers.no-rows", where=table.source)
    return table


def refuse_title(header: Sequence[str], source: str) -> None:
    """Refuse a first row that names one column of many: office programs put titles there."""
    if len(header) > 2 and sum(bool(name.strip()) for name in header) == 1:
        raise InputError("readers.title", where=source)


def unique_names(header: Sequence[str]) -> tuple[list[str], tuple[str, ...], tuple[Message, ...]]:
    """Make the names of columns unique; also return the renamed ones and a note on each."""
    names: list[str] = []
    repeated: list[str] = []
    notes = []
    for position, cell in enumerate(header, start=1):
        name = cell.strip().strip("\ufeff") or f"column {position}"
        if name in names:
            notes.append(Message("readers.named-twice", column=name, number=position))
            name = f"{name} ({position})"
            while name in names:
                name += "'"
            repeated.append(name)
        names.append(name)
    return names, tuple(repeated), tuple(notes)

"""Workbooks: what is in them is weighed before it is read, and sheets that belong together are joined."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pandas as pd

from pasdedeux.errors import InputError
from pasdedeux.readers.plain import plain
from pasdedeux.readers.tables.cells import shortened
from pasdedeux.words import Message

SHEET = "sheet"
"""Column that says from which sheet a row comes, where several are read as one table."""
MOST_BYTES, MOST_CELLS = 500_000_000, 20_000_000
_BLOCK = 1 << 20
_OVERLAP = 400  # longer than a cell's place, or the start of a formula cell
_CELL = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
_NO_VALUE = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"[^>]*><f[^>]*>[^<]{0,200}</f>(?:<v ?/>|<v></v>)?</c>')


def read_sheets(path: Path, wanted: str | None) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    """Read one sheet, or the first and all that have its header as one table, and note what was not read.

    Raises
    ------
    InputError
        If a sheet is too large for memory, holds formulas without a stored value, or is not there.
    """
    with ZipFile(path) as archive:
        _weigh(archive, path.name)
    with pd.ExcelFile(path, engine="openpyxl") as book:
        names = [str(name) for name in book.sheet_names]
        if wanted is not None and wanted not in names:
            raise InputError("readers.no-sheet", where=path.name, name=wanted, names=", ".join(names))
        sheets = {name: _sheet(book, name) for name in ([wanted] if wanted else names)}
    filled = {name: frame for name, frame in sheets.items() if frame.shape[1] > 1 and len(frame)}
    if len(filled) < 2:
        return next(iter(filled.values()), next(iter(sheets.values()))), ()
    return _joined(filled)


def _sheet(book: pd.ExcelFile, name: str) -> pd.DataFrame:
    return pd.read_excel(book, sheet_name=name, dtype=object, keep_default_na=False, na_values=[""])


def _joined(sheets: dict[str, pd.DataFrame]) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    """Put the sheets with the header of the first below each other; name the others."""
    first, *_ = sheets.values()
    alike = {name: same for name, frame in sheets.items() if (same := like(frame, first)) is not None}
    notes = []
    if others := [name for name in sheets if name not in alike]:
        notes.append(Message("readers.sheets-unread", sheets=", ".join(map(shortened, others))))
    if len(alike) < 2 or SHEET in first.columns:
        return first, tuple(notes)
    notes.append(Message("readers.sheets-joined", sheets=", ".join(map(shortened, alike)), column=SHEET))
    parts = [frame.assign(**{SHEET: name}) for name, frame in alike.items()]
    return pd.concat(parts, ignore_index=True), tuple(notes)


def like(frame: pd.DataFrame, first: pd.DataFrame) -> pd.DataFrame | None:
    """Give a table the columns of the first, where both have the same names in any order; else None."""
    own = {plain(str(column)): column for column in frame.columns}
    wanted = [plain(str(column)) for column in first.columns]
    if len(set(wanted)) < len(wanted):
        return frame if list(frame.columns) == list(first.columns) else None
    if sorted(own) != sorted(wanted) or len(own) < frame.shape[1]:
        return None
    return frame[[own[name] for name in wanted]].set_axis(first.columns, axis=1)


def _weigh(archive: ZipFile, source: str) -> None:
    """Refuse a workbook that would fill the memory, or whose formulas were never worked out."""
    size = sum(entry.file_size for entry in archive.infolist())
    if size > MOST_BYTES:
        raise InputError("readers.too-big", where=source, size=size / 1e6, most=MOST_BYTES / 1e6)
    unworked: list[str] = []
    for entry in archive.infolist():
        if not entry.filename.endswith(".xml"):  # a sheet may lie in any folder
            continue
        right = below = 0
        for block in _blocks(archive, entry.filename):
            for column, row in _CELL.findall(block):
                right, below = max(right, _number(column.upper())), max(below, int(row))
            unworked += [place.decode() for place in _NO_VALUE.findall(block)]
        if right * below > MOST_CELLS:
            raise InputError(
                "readers.too-many-cells", where=source, rows=below, columns=right, most=MOST_CELLS
            )
    if unworked:
        places = list(dict.fromkeys(unworked))
        raise InputError("readers.formulas", where=source, n=len(places), first=places[0])


def _blocks(archive: ZipFile, name: str) -> Iterator[bytes]:
    """Read a member in blocks that overlap, so that nothing is cut where two meet."""
    with archive.open(name) as stream:
        kept = b""
        while block := stream.read(_BLOCK):
            yield kept + block
            kept = block[-_OVERLAP:]


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number

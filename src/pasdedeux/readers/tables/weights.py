"""What a packed file would take in memory, before it is unpacked: a few bytes can stand for gigabytes."""

from __future__ import annotations

import bz2
import gzip
import lzma
from importlib import import_module
from pathlib import Path
from typing import Any

from pasdedeux.errors import InputError

MOST_BYTES, MOST_CELLS = 2_000_000_000, 200_000_000
_BLOCK = 1 << 20
_PACKED: dict[bytes, Any] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}


def weigh(source: str, *, rows: int = 0, columns: int = 0, size: int = 0) -> None:
    """Refuse a table that is larger than any record.

    Raises
    ------
    InputError
        If it has too many cells or bytes; the message says how many are read.
    """
    if rows * columns > MOST_CELLS:
        counts = {"rows": rows, "columns": columns, "most": MOST_CELLS}
        raise InputError("readers.too-many-cells", where=source, **counts)
    if size > MOST_BYTES:
        raise InputError("readers.too-big", where=source, size=size / 1e6, most=MOST_BYTES / 1e6)


def weigh_parquet(path: Path) -> None:
    """Weigh a Parquet file by its footer."""
    found = import_module("pyarrow.parquet").read_metadata(path)
    groups = (found.row_group(at).total_byte_size for at in range(found.num_row_groups))
    weigh(path.name, rows=found.num_rows, columns=found.num_columns, size=sum(groups))


def weigh_statistics(path: Path, head: Any) -> None:
    """Weigh a file of SPSS, Stata or SAS by its header, where that counts the rows."""
    rows, widths = head.number_rows or 0, head.variable_storage_width.values()
    weigh(path.name, rows=rows, columns=head.number_columns, size=rows * sum(map(int, widths)))


def weigh_packed(path: Path) -> None:
    """Unpack an R file block by block, keeping nothing, until it is too much."""
    with path.open("rb") as file:
        start = file.read(8)
    unpack = next((how for mark, how in _PACKED.items() if start.startswith(mark)), None)
    if unpack is None:
        return
    size = 0
    with unpack(path) as stream:
        while block := stream.read(_BLOCK):
            size += len(block)
            weigh(path.name, size=size)

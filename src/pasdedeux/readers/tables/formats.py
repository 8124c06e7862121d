"""Files of every usual kind, read into one table of cells: a function per format, chosen by suffix."""

from __future__ import annotations

import hashlib
import importlib
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from pasdedeux.errors import InputError, MissingExtraError
from pasdedeux.readers.tables.cells import shortened
from pasdedeux.readers.tables.headers import with_one_header
from pasdedeux.readers.tables.table import RawTable, finished
from pasdedeux.readers.tables.text import TextOptions, read_text
from pasdedeux.readers.tables.weights import weigh_packed, weigh_parquet, weigh_statistics
from pasdedeux.readers.tables.workbook import like, read_sheets
from pasdedeux.words import Message

FILE = "file"
"""Column that says from which file a row comes, where several are read as one table."""
LARGEST = 2 * 10**9
"""Bytes: no diary is larger, and a file is held in memory."""
T = TypeVar("T")
Labels = Mapping[str, Mapping[str, str]]
Loaded = tuple[pd.DataFrame, Labels, Mapping[str, str], tuple[Message, ...]]
"""Cells, names of coded values and questions by column where the file brings them, and what was decided."""


def load(
    source: str | Path | Sequence[str | Path] | pd.DataFrame,
    *,
    table: str | None = None,
    separator: str | None = None,
    decimal: str | None = None,
    encoding: str | None = None,
) -> RawTable:
    """Read a file or take a table from memory.

    Parameters
    ----------
    source
        Path of a CSV, TSV, Excel, Parquet, SPSS, Stata, SAS or R file, several of them or a folder, where
        all have one header, or a pandas DataFrame.
    table
        Sheet of a workbook or object of an R file; the first sheet or the only table where None.
    separator, decimal, encoding
        Of a text file; found out where None.

    Raises
    ------
    InputError
        If the file is missing, empty, cut off, or no table.
    MissingExtraError
        If its format needs a package that is not installed.
    """
    return with_one_header(_load(source, table, TextOptions(separator, decimal, encoding)))


def _load(source: object, table: str | None, text: TextOptions) -> RawTable:
    if isinstance(source, pd.DataFrame):
        return _from_memory(source, text.decimal or "auto")
    if isinstance(source, (list, tuple)) and source:
        return _together([one if isinstance(one, Path) else Path(str(one)) for one in source], table, text)
    if not isinstance(source, (str, Path)):
        raise InputError("readers.no-source", where="source", kind=type(source).__name__)
    path = Path(source)
    return _together(_tables_in(path), table, text) if _is_folder(path) else _one(path, table, text)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _tables_in(folder: Path) -> list[Path]:
    known = TEXT - {""} | FORMATS.keys()
    found = sorted(p for p in folder.iterdir() if p.suffix.lower() in known and not p.name.startswith("."))
    if not found:
        raise InputError("readers.folder", where=folder.name or str(folder))
    return found


def _together(paths: Sequence[Path], table: str | None, text: TextOptions) -> RawTable:
    """Read files with one header as one table; a column says which a row comes from."""
    parts = [with_one_header(_one(path, table, text)) for path in paths]
    first, *others = parts
    if not others:
        return first
    frames = []
    for part in parts:
        alike = like(part.frame, first.frame)
        if alike is None:
            raise InputError("readers.files-differ", where=part.source, first=first.source)
        frames.append(alike.assign(**{FILE: Path(part.source).stem}))
    note = Message("readers.files-joined", n=len(parts), column=FILE)
    return replace(
        first,
        frame=pd.concat(frames, ignore_index=True),
        source=f"{first.source} +{len(others)}",
        row=np.concatenate([part.row for part in parts]),
        sha256=hashlib.sha256("".join(part.sha256 for part in parts).encode()).hexdigest(),
        notes=(*first.notes, note),
    )


def _one(path: Path, table: str | None, text: TextOptions) -> RawTable:
    raw = file_bytes(path)
    digest = hashlib.sha256(raw).hexdigest()
    suffix = path.suffix.lower()
    if suffix in TEXT:
        _refuse_idle(path, table=table)
        return read_text(raw, path.name, digest, text)
    if suffix not in FORMATS:
        known = ", ".join(sorted({".csv", ".tsv", *FORMATS}))
        raise InputError("readers.unknown-format", where=path.name, suffix=suffix, known=known)
    _refuse_idle(path, separator=text.separator, encoding=text.encoding)
    frame, labels, titles, notes = FORMATS[suffix](path, table)
    found = finished(frame, path.name, digest, text.decimal or "auto", labels)
    return replace(found, titles=titles, notes=(*notes, *found.notes))


def _refuse_idle(path: Path, **options: str | None) -> None:
    """Refuse options that do nothing for this kind of file."""
    for name, value in options.items():
        if value is not None:
            raise InputError("readers.idle-option", where=path.name, option=name)


def file_bytes(path: Path) -> bytes:
    """Read all of a file that is there, open and not empty."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise InputError("readers.folder", where=str(path.name or path))
        if not stat.S_ISREG(found.st_mode):  # a pipe would be waited for, a device read for ever
            raise InputError("readers.no-regular-file", where=shortened(path))
        if found.st_size > LARGEST:
            raise InputError("readers.too-big", where=path.name, size=found.st_size / 1e6, most=LARGEST / 1e6)
        raw = path.read_bytes()
    except (FileNotFoundError, ValueError):  # a name with a zero byte cannot be a file either
        raise InputError("readers.no-file", where=shortened(path)) from None
    except OSError as error:
        raise InputError("readers.closed-file", where=path.name, reason=error.strerror) from None
    if not raw.strip():
        raise InputError("readers.empty-file", where=path.name)
    return raw


def _from_memory(frame: pd.DataFrame, decimal: str) -> RawTable:
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    return finished(frame, "in memory", "", decimal, {})


# --- one function per format ----------------------------------------------------------------------


def _excel(path: Path, table: str | None) -> Loaded:
    _extra("openpyxl")
    frame, notes = _guarded(path, "excel", lambda: read_sheets(path, table))
    return frame, {}, {}, notes


def _parquet(path: Path, _table: str | None) -> Loaded:
    _extra("pyarrow")
    _guarded(path, "parquet", lambda: weigh_parquet(path))
    frame = _guarded(path, "parquet", lambda: pd.read_parquet(path, engine="pyarrow"))
    return (frame.reset_index() if any(frame.index.names) else frame), {}, {}, ()


def _statistics(path: Path, _table: str | None, *, function: str, kind: str) -> Loaded:
    """Read a file of SPSS, Stata or SAS."""
    library = _extra("pyreadstat")
    reader = getattr(library, function)
    _guarded(path, kind, lambda: weigh_statistics(path, reader(str(path), metadataonly=True)[1]))
    frame, meta = _guarded(path, kind, lambda: reader(str(path)))
    labels = {
        column: {_code(value): str(label) for value, label in values.items()}
        for column, values in meta.variable_value_labels.items()
    }
    titles = {column: str(label) for column, label in meta.column_names_to_labels.items() if label}
    return frame, labels, titles, ()


def _code(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _r(path: Path, table: str | None) -> Loaded:
    library = _extra("pyreadr")
    _guarded(path, "r", lambda: weigh_packed(path))
    found = _guarded(path, "r", lambda: library.read_r(str(path)))
    frames = {str(name or "table"): frame for name, frame in found.items() if isinstance(frame, pd.DataFrame)}
    if not frames:
        raise InputError("readers.no-frame", where=path.name)
    if table is None and len(frames) > 1:
        raise InputError("readers.several-tables", where=path.name, tables=", ".join(frames))
    return frames[_pick(list(frames), table, path, "readers.no-table")], {}, {}, ()


_spss = partial(_statistics, function="read_sav", kind="spss")
_sas = partial(_statistics, function="read_sas7bdat", kind="sas")

TEXT = frozenset({"", ".csv", ".tsv", ".tab", ".txt", ".dat", ".psv"})
FORMATS: dict[str, Callable[[Path, str | None], Loaded]] = {
    ".xlsx": _excel,
    ".xlsm": _excel,
    ".parquet": _parquet,
    ".pq": _parquet,
    ".sav": _spss,
    ".zsav": _spss,
    ".por": partial(_statistics, function="read_por", kind="spss"),
    ".dta": partial(_statistics, function="read_dta", kind="stata"),
    ".sas7bdat": _sas,
    ".xpt": partial(_statistics, function="read_xport", kind="sas"),
    ".rds": _r,
    ".rdata": _r,
    ".rda": _r,
}
"""Reader by suffix, for everything but text."""


# --- what they share ------------------------------------------------------------------------------


def _extra(package: str) -> Any:
    try:
        return importlib.import_module(package)
    except ImportError:
        raise MissingExtraError("readers.no-package", package=package) from None


def _guarded(path: Path, kind: str, reader: Callable[[], T]) -> T:
    """Run a library on a file that may be anything, and name the file where it fails."""
    try:
        return reader()
    except (InputError, MissingExtraError):
        raise
    except Exception as error:
        raise InputError("readers.damaged", where=path.name, kind=Message(f"readers.kind.{kind}")) from error


def _pick(names: Sequence[str], wanted: str | None, path: Path, absent: str) -> str:
    if wanted is not None and wanted not in names:
        raise InputError(absent, where=path.name, name=wanted, names=", ".join(names))
    return wanted or names[0]

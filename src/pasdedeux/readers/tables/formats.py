"""Files of every usual kind, read into one table of cells that knows its own row numbers."""

from __future__ import annotations

import csv
import hashlib
import importlib
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pasdedeux.errors import InputError, MissingExtraError

SEPARATORS = (",", ";", "\t", "|")
_PICTURES_AND_SUCH = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed file",
    b"SQLite format 3": "a database",
    b"\x7fELF": "a program",
    b"RIFF": "a sound or picture",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"7z\xbc\xaf": "a compressed file",
    b"PK\x03\x04": "a ZIP or Excel file",
    b"PAR1": "a Parquet file",
    b"$FL2": "an SPSS file",
}
_TEXTS_BUT_NO_TABLES = {
    b"<!doctype": "a web page",
    b"<html": "a web page",
    b"<?xml": "an XML file",
    b"{": "a JSON file",
    b"[{": "a JSON file",
    b"{\\rtf": "a text document",
}
_BOMS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
T = TypeVar("T")
_TEXT_SUFFIXES = frozenset({"", ".csv", ".tsv", ".tab", ".txt", ".dat", ".psv"})


@dataclass(frozen=True)
class Table:
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
    """

    frame: pd.DataFrame
    source: str
    row: NDArray[np.int64]
    sha256: str = ""
    decimal: str = "auto"
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()

    def at(self, position: int, column: str) -> str:
        """Say where a cell stands, for an error."""
        return f"{self.source}, row {self.row[position]}, column '{column}'"


def load(
    source: str | Path | pd.DataFrame,
    *,
    table: str | None = None,
    separator: str | None = None,
    decimal: str | None = None,
    encoding: str | None = None,
) -> Table:
    """Read a file or take a table from memory.

    Parameters
    ----------
    source
        Path of a CSV, TSV, Excel, Parquet, SPSS, Stata, SAS or R file, or a pandas DataFrame.
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
    if isinstance(source, pd.DataFrame):
        return _from_memory(source, decimal or "auto")
    if not isinstance(source, (str, Path)):
        raise InputError(
            f"{type(source).__name__} is no table.",
            where="source",
            remedy="Give a path or a pandas DataFrame.",
        )
    path = Path(source)
    raw = _bytes(path)
    digest = hashlib.sha256(raw).hexdigest()
    suffix = path.suffix.lower()
    if suffix in _TEXT_SUFFIXES:
        return _from_text(raw, path.name, digest, separator=separator, decimal=decimal, encoding=encoding)
    if suffix not in _READERS:
        kinds = ", ".join(sorted({".csv", ".tsv", *_READERS}))
        raise InputError(
            f"files ending in '{suffix}' are not known here.",
            where=path.name,
            remedy=f"Save the table as one of: {kinds}.",
        )
    frame, labels = _READERS[suffix](path, table)
    return _finish(frame, path.name, digest, decimal or "auto", labels)


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise InputError("this is a folder.", where=str(path.name or path), remedy="Name one file in it.")
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise InputError(
            "there is no such file.", where=str(path), remedy="Check its name and folder."
        ) from None
    except OSError as error:
        raise InputError(f"the file cannot be opened ({error.strerror}).", where=path.name) from None
    if not raw.strip():
        raise InputError("the file is empty.", where=path.name, remedy="Export the table again.")
    return raw


def _from_memory(frame: pd.DataFrame, decimal: str) -> Table:
    named = [name for name in frame.index.names if name is not None]
    if named:
        frame = frame.reset_index()
    return _finish(frame, "in memory", "", decimal, {})


def _finish(
    frame: pd.DataFrame, source: str, digest: str, decimal: str, labels: Mapping[str, Mapping[str, str]]
) -> Table:
    header = [str(name) for name in frame.columns]
    _refuse_title(["" if name.startswith("Unnamed: ") else name for name in header], source)
    names, repeated, notes = _unique_names(header)
    frame = frame.set_axis(names, axis=1).reset_index(drop=True)
    row = np.arange(2, len(frame) + 2)
    empty = frame.isna().all(axis=1).to_numpy()
    kept = frame[~empty].reset_index(drop=True)
    return _checked(Table(kept, source, row[~empty], digest, decimal, labels, notes, repeated))


def _checked(table: Table) -> Table:
    if not table.frame.shape[1]:
        raise InputError("the table is empty.", where=table.source, remedy="Export it again.")
    if table.frame.shape[1] < 2:
        raise InputError(
            "the table has one column only.",
            where=table.source,
            remedy="Check the separator (`separator=`) or export the whole table.",
        )
    if not len(table.frame):
        raise InputError("the table has a header and no rows.", where=table.source, remedy="Export it again.")
    return table


def _refuse_title(header: Sequence[str], source: str) -> None:
    """Refuse a first row that names one column of many: office programs put titles there."""
    if len(header) > 2 and sum(bool(name.strip()) for name in header) == 1:
        raise InputError(
            "row 1 names one column only; it may be a title.",
            where=source,
            remedy="Delete the rows above the names of the columns.",
        )


def _unique_names(header: Sequence[str]) -> tuple[list[str], tuple[str, ...], tuple[str, ...]]:
    """Make the names of columns unique; also return the renamed ones and a note on each."""
    names: list[str] = []
    repeated: list[str] = []
    notes = []
    for position, cell in enumerate(header, start=1):
        name = cell.strip().strip("\ufeff") or f"column {position}"
        if name in names:
            notes.append(f"The header names '{name}' twice; column {position} was left out.")
            name = f"{name} ({position})"
            while name in names:
                name += "'"
            repeated.append(name)
        names.append(name)
    return names, tuple(repeated), tuple(notes)


# --- text -----------------------------------------------------------------------------------------


def _from_text(
    raw: bytes, source: str, digest: str, *, separator: str | None, decimal: str | None, encoding: str | None
) -> Table:
    _refuse_others(raw, source)
    text, notes = _decode(raw, source, encoding)
    text = text.lstrip("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    skipped = 0
    if match := re.match(r'"?sep=(.)"?\n', text):
        separator, text, skipped = separator or match[1], text[match.end() :], 1
    separator = separator or _separator(text, source)
    data = text.encode()
    header, extra = _check_shape(data, separator, source, skipped)
    _refuse_title(header, source)
    names, repeated, double = _unique_names([*header, *[""] * extra])
    frame = _parse_text(data, separator, names, source)
    if extra:
        frame = _place_extra(frame, names)
    row = np.arange(2 + skipped, len(frame) + 2 + skipped)
    blank = (frame == "").all(axis=1).to_numpy()
    kept = frame[~blank].reset_index(drop=True)
    decimal = decimal or (("auto" if _quoted_commas(data) else ".") if separator == "," else ",")
    return _checked(Table(kept, source, row[~blank], digest, decimal, {}, (*notes, *double), repeated))


def _quoted_commas(data: bytes) -> bool:
    return re.search(rb'"[-+]?\d*,\d+"', data) is not None


def _refuse_others(raw: bytes, source: str) -> None:
    head = raw[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    known = [kind for magic, kind in _PICTURES_AND_SUCH.items() if raw.startswith(magic)]
    known += [kind for start, kind in _TEXTS_BUT_NO_TABLES.items() if head.startswith(start)]
    if known:
        raise InputError(
            f"this is {known[0]}, not a text table.", where=source, remedy="Export the table as CSV."
        )


def _decode(raw: bytes, source: str, encoding: str | None) -> tuple[str, tuple[str, ...]]:
    guesses = [encoding] if encoding else [*_marked(raw), "utf-8", "cp1252", "latin-1"]
    for guess in guesses:
        try:
            text = raw.decode(guess)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\x00" in text or _mostly_control(text):
            break
        if guess in {"cp1252", "latin-1"} and not encoding:
            return text, (f"The file is not UTF-8 and was read as {guess}; check names with accents.",)
        return text, ()
    what = f"the file cannot be read as {encoding}." if encoding else "this is not a text table."
    raise InputError(
        what, where=source, remedy="Save it as CSV in UTF-8, or name its encoding (`encoding=`)."
    )


def _marked(raw: bytes) -> list[str]:
    for mark, encoding in _BOMS.items():
        if raw.startswith(mark):
            return [encoding]
    sample = raw[:4096]
    if sample.count(0) > len(sample) // 4:
        return ["utf-16-le" if sample[1::2].count(0) > sample[0::2].count(0) else "utf-16-be"]
    return []


def _mostly_control(text: str) -> bool:
    sample = text[:4096]
    odd = sum(1 for sign in sample if ord(sign) < 32 and sign not in "\t\n\r\f")
    return odd > 0.02 * len(sample)


def _separator(text: str, source: str) -> str:
    lines = text[:65536].split("\n")[: 200 if len(text) <= 65536 else -1][:200]
    scores = []
    for candidate in SEPARATORS:
        try:
            counts = [len(cells) for cells in csv.reader(lines, delimiter=candidate) if cells]
        except csv.Error:
            continue
        if counts and counts[0] > 1:
            scores.append((counts.count(counts[0]) / len(counts), counts[0], candidate))
    if scores:
        return max(scores)[2]
    if header := _below_a_title(lines):
        raise InputError(
            f"row 1 holds a single cell, row {header} several; what stands above may be a title.",
            where=source,
            remedy="Delete the rows above the names of the columns.",
        )
    raise InputError(
        "there is one column only, or no separator was found.",
        where=source,
        remedy="Separate the columns by commas, semicolons or tabs, or name it (`separator=`).",
    )


def _below_a_title(lines: Sequence[str]) -> int:
    """Row from which on all lines have as many cells as it has, more than one; 0 where there is none."""
    for candidate in SEPARATORS:
        counts = [line.count(candidate) for line in lines]
        first = next((at for at, count in enumerate(counts) if count), 0)
        if first and len(counts) > first + 2 and set(counts[first:]) <= {counts[first], 0}:
            return first + 1
    return 0


def _check_shape(data: bytes, separator: str, source: str, skipped: int) -> tuple[list[str], int]:
    """Read the header and check that every row has as many cells; return how many more the rows have."""
    header = _first_row(data, separator, source)
    if all(re.fullmatch(r"[-+]?[\d.,]+", cell.strip()) for cell in header):
        raise InputError("the first row holds numbers, not names.", where=source, remedy="Add a header row.")
    counts = _cells_per_row(data, separator)
    if counts is None or (counts[counts > 0] != len(header)).any():
        counts = _cells_per_row_slowly(data, separator, source)
    body = counts[1:]
    filled = body[body > 0]
    if len(filled) and (filled == len(header) + 1).all():
        return header, 1
    wrong = np.flatnonzero((body > 0) & (body != len(header)))
    if len(wrong):
        last = wrong[0] == len(body) - 1 and not data.endswith(b"\n")
        cells = int(body[wrong[0]])
        what = f"the row has {cells} cells where the header names {len(header)}."
        remedy = (
            "The file seems cut off: export it again."
            if last
            else "Put cells that hold a separator in quotes."
        )
        raise InputError(what, where=f"{source}, row {wrong[0] + 2 + skipped}", remedy=remedy)
    return header, 0


def _first_row(data: bytes, separator: str, source: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(data[:1_000_000].decode(errors="ignore")), delimiter=separator))
    except (csv.Error, StopIteration) as error:
        raise InputError(
            "the header cannot be read.",
            where=f"{source}, row 1",
            remedy="Close its quotes, or export the table again.",
        ) from error


def _cells_per_row(data: bytes, separator: str) -> NDArray[np.int64] | None:
    """Count cells per row with whole-array arithmetic; None where quotes do not come in pairs."""
    signs = np.frombuffer(data if data.endswith(b"\n") else data + b"\n", dtype=np.uint8)
    breaks, cuts = signs == 10, signs == ord(separator)
    quotes = signs == 34
    if quotes.any():
        inside = np.logical_xor.accumulate(quotes)
        if inside[-1]:
            return None
        breaks &= ~inside
        cuts &= ~inside
    ends = np.flatnonzero(breaks)
    starts = np.concatenate(([0], ends[:-1] + 1))
    counts = np.add.reduceat(cuts, starts, dtype=np.int64) + 1
    counts[ends == starts] = 0
    return np.asarray(counts, np.int64)


def _cells_per_row_slowly(data: bytes, separator: str, source: str) -> NDArray[np.int64]:
    counts: list[int] = []
    reader = csv.reader(io.StringIO(data.decode(), newline=""), delimiter=separator, strict=True)
    try:
        counts.extend(map(len, reader))
    except csv.Error as error:
        raise InputError(
            "the row cannot be taken apart into cells.",
            where=f"{source}, row {len(counts) + 1}",
            remedy="Close the quote in this row or a later one; the file may be cut off.",
        ) from error
    return np.array(counts, np.int64)


def _parse_text(data: bytes, separator: str, names: list[str], source: str) -> pd.DataFrame:
    try:
        frame = pd.read_csv(
            io.BytesIO(data),
            sep=separator,
            header=None,
            skiprows=1,
            names=names,
            dtype=str,
            index_col=False,
            keep_default_na=False,
            na_filter=False,
            skip_blank_lines=False,
            encoding="utf-8",
            low_memory=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise InputError(
            "the table cannot be read.", where=source, remedy="Export it again as CSV in UTF-8."
        ) from error
    return frame.fillna("")


def _place_extra(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Rows have one cell more than the header: a separator at each end, or row names without a header."""
    if (frame.iloc[:, -1] == "").all():
        return frame.iloc[:, :-1]
    return frame.set_axis([names[-1], *names[:-1]], axis=1)


# --- other formats --------------------------------------------------------------------------------


def _extra(package: str) -> Any:
    try:
        return importlib.import_module(package)
    except ImportError:
        raise MissingExtraError(
            f"Reading this format needs {package}.", remedy="Install it: pip install pasdedeux[files]"
        ) from None


def _guarded(path: Path, kind: str, reader: Callable[[], T]) -> T:
    try:
        return reader()
    except (InputError, MissingExtraError):
        raise
    except Exception as error:
        raise InputError(
            f"this cannot be read as {kind}: damaged, cut off, closed by a password, or something else.",
            where=path.name,
            remedy="Save it again, or export it as CSV.",
        ) from error


def _pick(names: Sequence[str], wanted: str | None, path: Path, kind: str, *, first: bool) -> str:
    if wanted is not None and wanted not in names:
        raise InputError(
            f"there is no {kind} '{wanted}'.", where=path.name, remedy=f"Choose from: {', '.join(names)}."
        )
    if wanted is None and len(names) > 1 and not first:
        raise InputError(
            f"the file holds several tables: {', '.join(names)}.",
            where=path.name,
            remedy="Name one (`table=`).",
        )
    return wanted or names[0]


Loaded = tuple[pd.DataFrame, Mapping[str, Mapping[str, str]]]


def _excel(path: Path, table: str | None) -> Loaded:
    _extra("openpyxl")

    def reader() -> pd.DataFrame:
        with pd.ExcelFile(path, engine="openpyxl") as book:
            sheet = _pick([str(name) for name in book.sheet_names], table, path, "sheet", first=True)
            return pd.read_excel(book, sheet_name=sheet, dtype=object, keep_default_na=False, na_values=[""])

    return _guarded(path, "an Excel file", reader), {}


def _parquet(path: Path, _table: str | None) -> Loaded:
    _extra("pyarrow")
    frame = _guarded(path, "a Parquet file", lambda: pd.read_parquet(path, engine="pyarrow"))
    return (frame.reset_index() if any(frame.index.names) else frame), {}


def _readstat(function: str, kind: str) -> Callable[[Path, str | None], Loaded]:
    def reader(path: Path, _table: str | None) -> Loaded:
        library = _extra("pyreadstat")
        frame, meta = _guarded(path, kind, lambda: getattr(library, function)(str(path)))
        labels = {
            column: {_code(value): str(label) for value, label in values.items()}
            for column, values in meta.variable_value_labels.items()
        }
        return frame, labels

    return reader


def _code(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _r(path: Path, table: str | None) -> Loaded:
    library = _extra("pyreadr")
    found = _guarded(path, "an R file", lambda: library.read_r(str(path)))
    frames = {str(name or "table"): frame for name, frame in found.items() if isinstance(frame, pd.DataFrame)}
    if not frames:
        raise InputError(
            "there is no data frame in this file.", where=path.name, remedy="Save one with saveRDS()."
        )
    return frames[_pick(list(frames), table, path, "table", first=False)], {}


_READERS: dict[str, Callable[[Path, str | None], Loaded]] = {
    ".xlsx": _excel,
    ".xlsm": _excel,
    ".parquet": _parquet,
    ".pq": _parquet,
    ".sav": _readstat("read_sav", "an SPSS file"),
    ".zsav": _readstat("read_sav", "an SPSS file"),
    ".por": _readstat("read_por", "an SPSS file"),
    ".dta": _readstat("read_dta", "a Stata file"),
    ".sas7bdat": _readstat("read_sas7bdat", "a SAS file"),
    ".xpt": _readstat("read_xport", "a SAS file"),
    ".rds": _r,
    ".rdata": _r,
    ".rda": _r,
}

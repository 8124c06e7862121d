"""Text tables: encoding, separator, decimal mark and shape are found out, and checked row by row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pasdedeux.arguments import shown
from pasdedeux.errors import InputError
from pasdedeux.readers.tables.table import RawTable, checked, refuse_title, unique_names
from pasdedeux.words import Message

SEPARATORS = (",", ";", "\t", "|")
BLANKS = " "
"""Any number of blanks: how R prints tables, tried where nothing else separates."""
MOST_COLUMNS, MOST_CELLS = 20_000, 200_000_000
_LOOKED_AT, _LONGEST_ROW = 65_536, 10_000_000
"""Letters by which the separator is found: more where the header alone is longer."""
_OFTEN = 0.1
"""Share of rows from which on rows that end early are a program's habit and no slip."""
_PICTURES_AND_SUCH = {
    b"\x89PNG": "readers.kind.png",
    b"\xff\xd8\xff": "readers.kind.jpeg",
    b"GIF8": "readers.kind.gif",
    b"%PDF": "readers.kind.pdf",
    b"\x1f\x8b": "readers.kind.compressed",
    b"SQLite format 3": "readers.kind.database",
    b"\x7fELF": "readers.kind.program",
    b"RIFF": "readers.kind.sound",
    b"\xd0\xcf\x11\xe0": "readers.kind.old-office",
    b"7z\xbc\xaf": "readers.kind.compressed",
    b"PK\x03\x04": "readers.kind.zip",
    b"PAR1": "readers.kind.parquet",
    b"$FL2": "readers.kind.spss",
}
_TEXTS_BUT_NO_TABLES = {
    b"<!doctype": "readers.kind.web-page",
    b"<html": "readers.kind.web-page",
    b"<?xml": "readers.kind.xml",
    b"{": "readers.kind.json",
    b"[{": "readers.kind.json",
    b"{\\rtf": "readers.kind.document",
}
_BOMS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}


@dataclass(frozen=True, slots=True)
class TextOptions:
    """What the caller knows of a text file; the rest is found out."""

    separator: str | None = None
    decimal: str | None = None
    encoding: str | None = None

    def __post_init__(self) -> None:
        if self.separator is not None and (len(self.separator) != 1 or self.separator in '"\r\n'):
            raise InputError("readers.no-sign", where="separator", value=shown(self.separator))


def read_text(raw: bytes, source: str, digest: str, options: TextOptions) -> RawTable:
    """Read a text table.

    Raises
    ------
    InputError
        If it is no text, no table, or cut off.
    """
    _refuse_others(raw, source)
    text, notes = decode(raw, source, options.encoding)
    text, separator, skipped = _without_mark(text)
    separator = options.separator or separator or _separator(text, source)
    if separator == BLANKS:
        text, separator = _by_tabs(text, source), "\t"
    data = text.encode()
    header, extra, short = _check_shape(data, separator, source, skipped)
    refuse_title(header, source)
    names, repeated, double = unique_names([*header, *[""] * extra])
    frame = _parse_text(data, separator, names, source)
    if extra:
        frame = _place_extra(frame, names)
    row = np.arange(2 + skipped, len(frame) + 2 + skipped)
    blank = (frame == "").all(axis=1).to_numpy()
    kept = frame[~blank].reset_index(drop=True)
    decimal = options.decimal or _decimal(data, separator)
    ended = (Message("readers.short-rows", n=short),) if short else ()
    notes = (*notes, *ended, *double)
    return checked(RawTable(kept, source, row[~blank], digest, decimal, {}, notes, repeated))


def _without_mark(text: str) -> tuple[str, str, int]:
    """Take off what stands before the header: a byte order mark, a line that names the separator."""
    text = text.lstrip("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    above = re.match(r"(?:[ \t]*\n|#[^,;\t|\n]*\n)+", text)
    if above:
        text, separator, skipped = _without_mark(text[above.end() :])
        return text, separator, skipped + above[0].count("\n")
    if _each_line_quoted(text):
        text = "\n".join(row[0] if row else "" for row in csv.reader(text.split("\n")))
    match = re.match(r'"?sep=(.)"?\n', text)
    return (text[match.end() :], match[1], 1) if match else (text, "", 0)


def _decimal(data: bytes, separator: str) -> str:
    if separator != ",":
        return ","
    return "auto" if _quoted_commas(data) else "."


def _quoted_commas(data: bytes) -> bool:
    return re.search(rb'"[-+]?\d*,\d+"', data) is not None


def _refuse_others(raw: bytes, source: str) -> None:
    head = raw[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    known = [kind for magic, kind in _PICTURES_AND_SUCH.items() if raw.startswith(magic)]
    known += [kind for start, kind in _TEXTS_BUT_NO_TABLES.items() if head.startswith(start)]
    if known:
        raise InputError("readers.other-file", where=source, kind=Message(known[0]))


def decode(raw: bytes, source: str, encoding: str | None) -> tuple[str, tuple[Message, ...]]:
    """Turn bytes into text, in the encoding given or the first that fits; also return a note on a guess."""
    guesses = [encoding] if encoding else [*_marked(raw), "utf-8", "cp1252", "latin-1"]
    for guess in guesses:
        try:
            text = str(raw, guess)
        except Exception:  # noqa: BLE001, S112 - a codec that a caller names may fail in any way
            continue
        if "\x00" in text or _mostly_control(text):
            break
        if guess in {"cp1252", "latin-1"} and not encoding:
            return text, (Message("readers.not-utf-8", encoding=guess),)
        return text, ()
    if encoding:
        raise InputError("readers.other-encoding", where=source, encoding=encoding)
    raise InputError("readers.no-text", where=source)


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


def _each_line_quoted(text: str) -> bool:
    """Say whether every line is one quoted cell, as spreadsheets write a table that they took for text."""
    lines = [line for line in text[:_LOOKED_AT].split("\n")[:50] if line.strip()]
    quoted = all(
        re.fullmatch(r'"(?:[^"]|"")*"', line) for line in lines[: -1 if len(text) > _LOOKED_AT else None]
    )
    return quoted and len(lines) > 2 and any(sign in lines[0] for sign in SEPARATORS)


def _separator(text: str, source: str) -> str:
    lines = text[: max(_LOOKED_AT, text.find("\n", 0, _LONGEST_ROW) + 1)].split("\n")
    lines = lines[: 200 if len(text) <= _LOOKED_AT else -1][:200]
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
    if _in_blanks(lines):
        return BLANKS
    if header := _below_a_title(lines):
        raise InputError("readers.title-above", where=source, row=header)
    raise InputError("readers.no-separator", where=source)


def _in_blanks(lines: Sequence[str]) -> bool:
    """Say whether blanks cut all lines into as many cells; the header may lack the row names' one."""
    counts = [len(cells) for cells in _cells_in_blanks(lines) if cells]
    return len(counts) > 1 and counts[0] > 1 and len(set(counts[1:])) == 1 and counts[1] - counts[0] in {0, 1}


def _cells_in_blanks(lines: Sequence[str]) -> list[list[str]]:
    clean = (re.sub(r"[ \t]+", " ", line).strip() for line in lines)
    try:
        return list(csv.reader(clean, delimiter=" "))
    except csv.Error:
        return []


def _by_tabs(text: str, source: str) -> str:
    """Write a table that blanks separate with tabs."""
    rows = _cells_in_blanks(text.split("\n"))
    if not rows:
        raise InputError("readers.no-separator", where=source)
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(rows)
    return out.getvalue()


def _below_a_title(lines: Sequence[str]) -> int:
    """Row from which on all lines have as many cells as it has, more than one; 0 where there is none."""
    for candidate in SEPARATORS:
        counts = [line.count(candidate) for line in lines]
        first = next((at for at, count in enumerate(counts) if count), 0)
        if first and len(counts) > first + 2 and set(counts[first:]) <= {counts[first], 0}:
            return first + 1
    return 0


def _check_shape(data: bytes, separator: str, source: str, skipped: int) -> tuple[list[str], int, int]:
    """Check that rows are as long as the header; return how much longer they are, and how many end early."""
    header = _first_row(data, separator, source)
    figures = [cell for cell in header if re.fullmatch(r"[-+]?[\d.,]+", cell.strip())]
    if len(figures) == len(header) or any(re.fullmatch(r"-?\d+[.,]\d+", cell.strip()) for cell in figures):
        raise InputError("readers.no-header", where=source)
    counts = _cells_per_row(data, separator)
    if counts is None or (counts[counts > 0] != len(header)).any():
        counts = _cells_per_row_slowly(data, separator, source)
    _refuse_size(len(header), len(counts), source)
    body = counts[1:]
    filled = body[body > 0]
    if len(filled) and (filled == len(header) + 1).all():
        return header, 1, 0
    wrong = np.flatnonzero((body > 0) & (body != len(header)))
    if len(wrong) and not _end_early(filled, len(header)):
        last = wrong[0] == len(body) - 1 and not data.endswith(b"\n")
        where = Message("readers.at.row", source=source, row=int(wrong[0]) + 2 + skipped)
        name = "readers.cut-off" if last else "readers.uneven"
        raise InputError(name, where=where, cells=int(body[wrong[0]]), names=len(header))
    return header, 0, len(wrong)


def _end_early(filled: NDArray[np.int64], names: int) -> bool:
    """Say whether many rows stop after their last answer and none is too long: some programs write so."""
    short = filled < names
    return bool((filled <= names).all() and short.mean() >= _OFTEN and short.sum() > 1 and filled.min() > 1)


def _refuse_size(columns: int, rows: int, source: str) -> None:
    if columns > MOST_COLUMNS or columns * rows > MOST_CELLS:
        counts = {"rows": rows, "columns": columns, "most": MOST_CELLS}
        raise InputError("readers.too-many-cells", where=source, **counts)


def _first_row(data: bytes, separator: str, source: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(data[:1_000_000].decode(errors="ignore")), delimiter=separator))
    except (csv.Error, StopIteration) as error:
        where = Message("readers.at.row", source=source, row=1)
        raise InputError("readers.broken-header", where=where) from error


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
        where = Message("readers.at.row", source=source, row=len(counts) + 1)
        raise InputError("readers.open-quote", where=where) from error
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
        raise InputError("readers.unreadable", where=source) from error
    return frame.fillna("")


def _place_extra(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Rows have one cell more than the header: a separator at each end, or row names without a header."""
    if (frame.iloc[:, -1] == "").all():
        return frame.iloc[:, :-1]
    return frame.set_axis([names[-1], *names[:-1]], axis=1)

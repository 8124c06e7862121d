"""TOML and JSON as one tree of plain values that knows on which line each of them stood."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

from pasdedeux.errors import InputError
from pasdedeux.toml_files import line_of
from pasdedeux.words import Message

TELLING = "telling"
MOST_BYTES = 2_000_000
"""Larger than any couple's file: some four thousand tellings."""
CHAIN = re.compile(r"""(?>(?:[\w-]{1,100}+|"[^"\n]{0,100}+"|'[^'\n]{0,100}+')[ \t]*+\.[ \t]*+){30}""")
"""Names within names within names: to read them takes the square of their number."""
LARGEST = 10**15
"""Whole numbers beyond it are read as endless."""
JSON_MARK = re.compile(r'"(?:\\.|[^"\\\n])*"|[{}\[\],:\n]')
TABLES = (".csv", ".tsv", ".txt")


@dataclass(frozen=True, slots=True)
class Tree:
    """What a file holds, and where.

    Parameters
    ----------
    name
        Of the file.
    sha256
        Hash of its bytes.
    held
        Of the couple by key, and a list of tellings by `TELLING`; without what was left empty.
    line
        Line of a key: which telling, or None for the couple's own; the key.
    by_row
        Whether lines are rows of a table.
    """

    name: str
    sha256: str
    held: dict[str, Any]
    line: Callable[[int | None, str], int]
    by_row: bool = False

    def at(self, telling: int | None, key: str = "") -> str | Message:
        """Name a place, for an error."""
        line = self.line(telling, key)
        if not line:
            return self.name
        if self.by_row:
            return Message("readers.at.row", source=self.name, row=line)
        return Message("toml.place", file=self.name, line=line)


def read_tree(path: Path) -> Tree:
    """Read a TOML or JSON file.

    Raises
    ------
    InputError
        If there is no such file, or it is too large, no text, or not in its format.
    """
    refuse_what_is_no_file(path)
    suffix = path.suffix.lower()
    if suffix not in READERS:
        known = ", ".join((*READERS, *TABLES))
        raise InputError("readers.unknown-format", where=path.name, suffix=suffix, known=known)
    raw = path.read_bytes()
    text = decoded(raw, path.name)
    try:
        held, line = READERS[suffix](text, path.name)
        if not isinstance(held, dict):
            raise InputError("readers.episodes.no-table", where=path.name)
        return Tree(path.name, hashlib.sha256(raw).hexdigest(), answered(held), line)
    except RecursionError:
        raise InputError("readers.episodes.too-deep", where=path.name) from None


def refuse_what_is_no_file(path: Path) -> None:
    """Refuse what is not there, what may never end, and what is larger than any couple's file."""
    try:
        if path.is_dir():
            raise InputError("readers.folder", where=path.name or str(path))
        if not path.exists():
            raise InputError("readers.no-file", where=str(path))
        if not path.is_file():  # a pipe or a device may never end
            raise InputError("readers.episodes.no-regular-file", where=path.name)
        size = path.stat().st_size
    except (OSError, ValueError):  # a name with a zero byte cannot be a file
        raise InputError("readers.no-file", where=str(path)) from None
    if size > MOST_BYTES:
        raise InputError("readers.episodes.too-large", where=path.name, most=MOST_BYTES // 1_000_000)
    if not size:
        raise InputError("readers.empty-file", where=path.name)


def decoded(raw: bytes, name: str) -> str:
    """Read bytes as text in UTF-8, or in UTF-16 where they say so; line ends stay as they are."""
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return raw.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("toml.unreadable", where=name) from error


def answered(value: Any) -> Any:
    """Leave out what was left empty, at any depth."""
    if isinstance(value, dict):
        kept = {key: answered(inner) for key, inner in value.items()}
        return {key: inner for key, inner in kept.items() if inner is not None}
    if isinstance(value, list):
        return [inner for inner in map(answered, value) if inner is not None]
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, int) and abs(value) > LARGEST:
        return inf
    return value


# One function for each format: what it holds, and where


Held = tuple[Any, Callable[[int | None, str], int]]


def _toml(text: str, name: str) -> Held:
    if CHAIN.search(text):
        raise RecursionError
    try:
        held = tomllib.loads(text)
    except ValueError as error:  # also a number of too many digits
        told = re.search(r"line (\d+)", str(error))
        line = int(told[1]) if told else len(text.splitlines())  # else it ends too soon
        where = Message("toml.place", file=name, line=line)
        raise InputError("readers.episodes.no-toml", where=where) from error

    def line_in(telling: int | None, key: str) -> int:
        if telling is None:
            return line_of(text, "", key)
        return line_of(text, TELLING, key, telling) or line_of(text, "", TELLING)

    return held, line_in


def _json(text: str, name: str) -> Held:
    try:
        held = json.loads(text)
    except json.JSONDecodeError as error:
        where = Message("toml.place", file=name, line=error.lineno)
        raise InputError("readers.episodes.no-json", where=where) from error
    except ValueError as error:  # a number of too many digits
        raise InputError("readers.episodes.no-json", where=name) from error
    lines: dict[tuple[str | int, ...], int] = {}

    def line_in(telling: int | None, key: str) -> int:
        lines.update(lines or _json_lines(text))
        path = (key,) if telling is None else (TELLING, telling, key)
        return lines.get(path) or lines.get(path[:-1], 0)

    return held, line_in


def _json_lines(text: str) -> dict[tuple[str | int, ...], int]:
    """Line of every key and list entry of the upper levels, by the path to it."""
    lines: dict[tuple[str | int, ...], int] = {}
    path: list[str | int] = []
    line, last = 1, ""
    for found in JSON_MARK.finditer(text):
        mark = found[0]
        if mark == "\n":
            line += 1
            continue
        if mark in "{[":
            lines.setdefault(tuple(path[:3]), line)
            path.append(0 if mark == "[" else "")
        elif mark in "}]" and path:
            path.pop()
        elif mark == "," and path and isinstance(path[-1], int):
            path[-1] += 1
        elif mark == ":" and path:
            path[-1] = json.loads(last)
            lines.setdefault(tuple(path[:4]), line)
        last = mark
    return lines


READERS: dict[str, Callable[[str, str], Held]] = {".toml": _toml, ".json": _json}

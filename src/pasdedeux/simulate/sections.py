"""Small TOML files that people write by hand: an error names file, line and value, and what is allowed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pasdedeux.errors import InputError


@dataclass(frozen=True, slots=True)
class Section:
    r"""One table of a file, which knows where it stands.

    Parameters
    ----------
    file
        Name of the file.
    text
        All of it.
    header
        Name of the table, empty at the top.
    at
        Which table of this name, in a list of them.
    values
        What it holds.

    Examples
    --------
    >>> top = Section.of("days = 90\n[one]\nreach = 'much'\n", "couple.toml")
    >>> top.number("days", 180.0), top.number("seed", 0.0)
    (90.0, 0.0)
    >>> top.table("one").number("reach", 1.0)
    Traceback (most recent call last):
    pasdedeux.errors.InputError: couple.toml, line 3: reach is 'much'. Give a number, without quotes.
    """

    file: str
    text: str
    header: str
    at: int
    values: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> Section:
        """Read a file, or say why it cannot be read."""
        try:
            return cls.of(path.read_text("utf-8"), path.name)
        except (UnicodeDecodeError, OSError) as error:
            raise InputError(
                "this cannot be read as text.", where=path.name, remedy="Give a text file in UTF-8."
            ) from error

    @classmethod
    def of(cls, text: str, file: str) -> Section:
        """Take the top of a text."""
        try:
            return cls(file, text, "", 0, tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            raise InputError(
                "this is no TOML.",
                where=f"{file}, line {line[1]}" if line else file,
                remedy='Write lines such as days = 90 or start = "calm".',
            ) from error

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def only(self, *keys: str) -> None:
        """Refuse any word but these."""
        for key in self.values:
            if key not in keys:
                near = get_close_matches(key, keys, 1)
                raise InputError(
                    f"{key!r} means nothing here.",
                    where=self.place(key),
                    remedy=f"Did you mean {near[0]}?" if near else f"Known are {', '.join(keys)}.",
                )

    def number(self, key: str, otherwise: float | None = None) -> float:
        """Take a number."""
        value = self._value(key, otherwise)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self._wrong(key, value, "Give a number, without quotes.")
        return float(value)

    def whole(self, key: str, otherwise: int | None = None) -> int:
        """Take a whole number."""
        value = self._value(key, otherwise)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._wrong(key, value, "Give a whole number.")
        return value

    def word(self, key: str, otherwise: str | None = None) -> str:
        """Take a word; white space around it is dropped."""
        value = self._value(key, otherwise)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(key, value, "Give a word in quotes.")
        return value.strip()

    def table(self, header: str) -> Section:
        """Go to the table of this name; an empty one where there is none."""
        values = self.values.get(header, {})
        if not isinstance(values, dict):
            raise self._wrong(header, values, f"Write [{header}] above it.")
        return Section(self.file, self.text, header, 0, values)

    def tables(self, header: str) -> list[Section]:
        """Go to all tables of this name, in the order in which they are written."""
        rows = self.values.get(header, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self._wrong(header, rows, f"Write [[{header}]] above each.")
        return [Section(self.file, self.text, header, at, row) for at, row in enumerate(rows)]

    @contextmanager
    def naming(self, *keys: str) -> Iterator[None]:
        """Say of an error inside on which line it stands: that of the key it names, else of the first."""
        try:
            yield
        except InputError as error:
            if str(error.where).startswith(self.file):
                raise
            told = str(error.where).rpartition(".")[2].replace(" ", "_")
            key = told if told in keys else next(iter(keys), "")
            raise error.placed(self.place(key)) from None

    def place(self, key: str = "") -> str:
        """Say where a key stands, or the table where it is not written."""
        line = line_of(self.text, self.header, key, self.at)
        return f"{self.file}, line {line}" if line else self.file

    def _value(self, key: str, otherwise: Any) -> Any:
        if key in self.values or otherwise is not None:
            return self.values.get(key, otherwise)
        raise InputError(f"{key} is missing.", where=self.place(), remedy=f"Write {key} = ... here.")

    def _wrong(self, key: str, value: Any, remedy: str) -> InputError:
        return InputError(f"{key} is {value!r}.", where=self.place(key), remedy=remedy)


def line_of(text: str, header: str, key: str, at: int = 0) -> int:
    r"""Find the line of a key, counted from 1; that of its table where it is not written, else 0.

    Parameters
    ----------
    text
        TOML.
    header
        Name of the table, empty at the top.
    key
        Name in it; empty for the table itself.
    at
        Which table of this name.

    Examples
    --------
    >>> line_of("days = 3\n[[event]]\nday = 1\n[[event]]\nday = 2\n", "event", "day", 1)
    5
    """
    named = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]")
    opening = re.compile(r"\s*\[\[?\s*([^\]\s]+)\s*\]")
    now, seen, home = "", -1, 0
    for number, line in enumerate(text.splitlines(), start=1):
        opened = opening.match(line)
        if opened and not header and key == opened[1]:
            return number
        if opened:
            now, seen = opened[1], seen + (opened[1] == header)
        if now == header and (not header or seen == at):
            home = number if opened else home
            if key and not opened and named.match(line):
                return number
    return home

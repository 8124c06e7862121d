"""Small TOML files, checked by pydantic: an error names file, line and value, and what is allowed.

Whoever reads a file imports this module then, not before: pydantic takes a tenth of a second to load.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from pasdedeux.arguments import shown
from pasdedeux.errors import InputError
from pasdedeux.words import Message

MOST_BYTES = 2_000_000
"""Nobody writes more by hand."""
KINDS = ("float_type", "int_type", "string_type", "string_too_short", "model_type", "list_type")


class TomlTable(BaseModel):
    """A table of a file: no key but its fields, and no value of another kind."""

    model_config = ConfigDict(extra="forbid", strict=True, str_strip_whitespace=True, str_min_length=1)


@dataclass(frozen=True, slots=True)
class TomlFile:
    r"""A file that people write by hand.

    Parameters
    ----------
    name
        Of the file.
    text
        All of it.

    Examples
    --------
    >>> from pydantic import create_model
    >>> one = create_model("One", __base__=TomlTable, reach=(float, 1.0))
    >>> top = create_model("Top", __base__=TomlTable, days=(float, 180.0), one=(one, one()))
    >>> TomlFile("couple.toml", "days = 90").load(top)
    {'days': 90.0}
    >>> TomlFile("couple.toml", "days = 90\n[one]\nreach = 'much'").load(top)
    Traceback (most recent call last):
    pasdedeux.errors.InputError: couple.toml, line 3: reach is 'much'. Give a number, without quotes.
    """

    name: str
    text: str

    @classmethod
    def read(cls, path: Path) -> TomlFile:
        """Read a file, or say why it cannot be read."""
        try:
            if not path.is_file() or path.stat().st_size > MOST_BYTES:  # a pipe would be waited for
                raise InputError("toml.no-small-file", where=path.name, most=MOST_BYTES / 1e6)
            return cls(path.name, path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise InputError("toml.unreadable", where=path.name) from error

    def load(self, model: type[TomlTable]) -> dict[str, Any]:
        """Give what the file holds, nothing that it leaves out; the first thing that is wrong is named."""
        try:
            return model.model_validate(tomllib.loads(self.text)).model_dump(exclude_unset=True)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            raise InputError("toml.no-toml", where=self._at(int(line[1]) if line else 0)) from error
        except ValidationError as error:
            lines = {self._line(*one["loc"]): one for one in reversed(error.errors())}
            raise self._refused(model, lines[min(lines)]) from None

    @contextmanager
    def naming(self, *table: str | int, keys: Mapping[str, str] | None = None) -> Iterator[None]:
        """Give an error inside the line of the key that it names.

        Parameters
        ----------
        table
            Name of the table, and which one where there are several of this name.
        keys
            What is called otherwise in the error than in the file.
        """
        try:
            yield
        except InputError as error:
            if isinstance(error.where, Message):
                raise
            key = (keys or {}).get(error.where, error.where)
            raise error.placed(self._at(self._line(*table, key))) from None

    def _at(self, line: int) -> str | Message:
        return Message("toml.place", file=self.name, line=line) if line else self.name

    def _line(self, *path: str | int) -> int:
        head, *rest = map(str, (part for part in path if isinstance(part, str)))
        at = next((part for part in path if isinstance(part, int)), None)
        if not rest and at is None:
            return line_of(self.text, "", head)
        return line_of(self.text, head, rest[0] if rest else "", at or 0)

    def _refused(self, model: type[TomlTable], error: ErrorDetails) -> InputError:
        path, kind = error["loc"], error["type"]
        names = [part for part in path if isinstance(part, str)]
        values: dict[str, Any] = {"key": names[-1], "value": shown(error["input"])}
        place = self._at(self._line(*path))
        if kind == "missing":
            return InputError("toml.missing", where=place, **values)
        if kind == "extra_forbidden":
            known = _keys(model, names[:-1])
            near = get_close_matches(names[-1], known, 1)
            name = "toml.unknown-but-near" if near else "toml.unknown"
            return InputError(name, where=place, near=near[0] if near else "", known=known, **values)
        if kind in KINDS:
            return InputError(f"toml.kind.{kind.replace('_', '-')}", where=place, **values)
        return InputError("toml.other", where=place, reason=error["msg"], **values)


def _keys(model: type[BaseModel], tables: list[str]) -> list[str]:
    """Names that a table may hold."""
    for table in tables:
        kind = model.model_fields[table].annotation
        model = (*get_args(kind), kind)[0]
    return list(model.model_fields)


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

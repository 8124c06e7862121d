"""What a caller may settle about coded talks, in one bundle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite

from pasdedeux.arguments import shown
from pasdedeux.errors import InputError

COLUMNS = ("couple", "talk", "who", "code", "time", "end", "duration", "order", "interval")
"""What a column can be named as."""


@dataclass(frozen=True)
class TalkOptions:
    """Everything the caller settled about coded talks; see `pasdedeux.read_talks` for what each means.

    Raises
    ------
    InputError
        If a column is named for something unknown, or a number is out of range.

    Examples
    --------
    >>> TalkOptions(people=("W", "H")).people
    ('W', 'H')
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    interval: float | None = None
    rate: float | None = None
    table: str | None = None
    separator: str | None = None
    decimal: str | None = None
    encoding: str | None = None

    def __post_init__(self) -> None:
        for name in self.columns:
            if name not in COLUMNS:
                known = ", ".join(COLUMNS)
                raise InputError("readers.talks.no-part", where="columns", name=shown(name), known=known)
        if self.people and (len(self.people) != 2 or self.people[0] == self.people[1]):
            raise InputError("readers.talks.not-two", where="people", value=shown("+".join(self.people)))
        for name in ("interval", "rate"):
            value = getattr(self, name)
            if value is not None and not (0 < value < 1e6 and isfinite(value)):
                raise InputError("readers.talks.not-positive", where=name, value=shown(value))

    def pair(self, name: str) -> tuple[str, ...]:
        """Column or columns named for a part."""
        text = self.columns.get(name, "")
        return tuple(part.strip() for part in text.split("+") if part.strip())

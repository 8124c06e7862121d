"""What a room has to say, before it is said: a name with its values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pasdedeux.words.catalogue import Language, words

LONGEST = 1000
"""Letters of a value in a sentence: names of columns may be of any length."""


class Message:
    """A sentence not yet said: its name in the catalogue, and the values that fill its places.

    Parameters
    ----------
    name
        Dotted name; it begins with the room that says it.
    **values
        One value for each place of the sentence; another `Message` may be one.

    Examples
    --------
    >>> week = Message("common.time.week", n=2)
    >>> str(week), week.text("de")
    ('2 weeks', '2 Wochen')
    """

    __slots__ = ("name", "values")

    def __init__(self, name: str, /, **values: Any) -> None:
        self.name = name
        self.values: Mapping[str, Any] = MappingProxyType(values)

    def text(self, language: Language = "en") -> str:
        """Say it in a language."""
        values = {
            key: f"{value[:LONGEST]}…" if isinstance(value, str) and len(value) > LONGEST else value
            for key, value in self.values.items()
        }
        return words(language)(self.name, **values)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"Message({self.name!r}, **{dict(self.values)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.name, self.values) == (other.name, other.values)

    def __hash__(self) -> int:
        return hash(self.name)

    def __reduce__(self) -> tuple[Any, ...]:
        return _made_again, (self.name, dict(self.values))


def _made_again(name: str, values: dict[str, Any]) -> Message:
    return Message(name, **values)

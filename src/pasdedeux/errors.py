"""What the program says when it cannot go on: what, where, and what to do."""

from __future__ import annotations

from typing import Any, Self

from pasdedeux.words import Language, Message, words

LONGEST = 600
"""Letters of a value in a sentence: what stands in a file may be of any length."""


class PasDeDeuxError(Exception):
    """Base of every error a person can meet; the command line prints it and exits with 2.

    Parameters
    ----------
    name
        Name of the message that says what is wrong, in one sentence; what to do about it, in another, is
        the message of the same name with ``.remedy`` behind it, where there is one.
    where
        File, row and column, or the name of the argument; empty where there is no place.
    **values
        One value for each place in the two sentences.

    Examples
    --------
    >>> error = InputError("arguments.not-whole", where="seed", argument="seed", value="1.5", low=0)
    >>> print(error)
    seed is 1.5. Give a whole number, 0 or more.
    >>> print(error.text("de"))
    seed ist 1.5. Gib eine ganze Zahl an, mindestens 0.
    """

    def __init__(self, name: str, /, *, where: str | Message = "", **values: Any) -> None:
        self.name, self.where, self.values = name, where, values
        super().__init__(name)

    @property
    def what(self) -> str:
        """What is wrong, in English."""
        return self._said(self.name, "en")

    @property
    def remedy(self) -> str:
        """What to do about it, in English; empty where nothing can be done."""
        return self._what_to_do("en")

    def text(self, language: Language = "en") -> str:
        """Say what is wrong, where, and what to do, in a language."""
        what, where, remedy = (
            self._said(self.name, language),
            self._where(language),
            self._what_to_do(language),
        )
        place = f"{where}: " if where and not what.startswith(f"{where} ") else ""
        return f"{place}{what} {remedy}".rstrip()

    def placed(self, where: str | Message) -> Self:
        """Make the same error with a place that says more."""
        return type(self)(self.name, where=where, **self.values)

    def __str__(self) -> str:
        return self.text()

    def __reduce__(self) -> tuple[Any, ...]:
        return _made_again, (type(self), self.name, self.where, self.values)

    def _where(self, language: Language) -> str:
        return str(_cut(self.where, language))

    def _what_to_do(self, language: Language) -> str:
        name = f"{self.name}.remedy"
        return self._said(name, language) if name in words(language) else ""

    def _said(self, name: str, language: Language) -> str:
        values = {key: _cut(value, language) for key, value in self.values.items()}
        return words(language)(name, **{"where": self._where(language), **values})


class InputError(PasDeDeuxError):
    """A file, a table or an argument cannot be used as it is."""


class MissingExtraError(PasDeDeuxError):
    """A reader or a cluster needs a package that is not installed."""


def _cut(value: Any, language: Language) -> Any:
    text = value.text(language) if isinstance(value, Message) else value
    return f"{text[:LONGEST]}…" if isinstance(text, str) and len(text) > LONGEST else text


def _made_again(
    kind: type[PasDeDeuxError], name: str, where: str | Message, values: dict[str, Any]
) -> PasDeDeuxError:
    return kind(name, where=where, **values)

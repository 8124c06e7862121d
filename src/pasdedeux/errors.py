"""What the program says when it cannot go on: what, where, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from operator import index
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray


class PasDeDeuxError(Exception):
    """Base of every error a person can meet; the command line prints it and exits with 2.

    Parameters
    ----------
    what
        What is wrong, in one sentence.
    where
        File, row and column, or the name of the argument; empty where there is no place.
    remedy
        What to do about it, in one sentence.

    Examples
    --------
    >>> error = InputError("'x' is not a number.", where="diary.csv, row 3", remedy="Put a number there.")
    >>> print(error)
    diary.csv, row 3: 'x' is not a number. Put a number there.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(what)

    def __str__(self) -> str:
        told = self.what.startswith(f"{self.where} ")
        place = f"{self.where}: " if self.where and not told else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{remedy}"


class InputError(PasDeDeuxError):
    """A file, a table or an argument cannot be used as it is."""


class MissingExtraError(PasDeDeuxError):
    """A reader or a cluster needs a package that is not installed."""


def whole(name: str, value: object, low: int, high: int | None = None) -> int:
    """Take a whole number, naming the argument where it is none.

    Raises
    ------
    InputError
        If ``value`` is no whole number or lies below ``low`` or above ``high``.

    Examples
    --------
    >>> whole("seed", 3, 0)
    3
    >>> whole("seed", 1.5, 0)
    Traceback (most recent call last):
    pasdedeux.errors.InputError: seed is 1.5. Give a whole number, 0 or more.
    """
    try:
        found = index(value)  # type: ignore[arg-type]
    except TypeError:
        found = low - 1
    if found < low or (high is not None and found > high) or isinstance(value, bool):
        most = f"{low} or more" if high is None else f"from {low} to {high:,}"
        raise InputError(f"{name} is {value!r}.", where=name, remedy=f"Give a whole number, {most}.")
    return found


def as_names(names: Sequence[str] | str | None, where: str) -> tuple[str, ...] | None:
    """Take one name or several; a bare text is one name.

    Raises
    ------
    InputError
        If a list is empty or holds something else than names.

    Examples
    --------
    >>> as_names("arousal", "roles"), as_names(None, "roles")
    (('arousal',), None)
    """
    if names is None:
        return None
    found = (names,) if isinstance(names, str) else tuple(names)
    if not found or not all(isinstance(name, str) and name for name in found):
        raise InputError(f"{names!r} names nothing.", where=where, remedy="Give a name, or a list of names.")
    return found


def as_numbers(values: object, where: str) -> NDArray[float64]:
    """Take an array of numbers, naming the argument where it is none; NaN and infinite ones are let through.

    Raises
    ------
    InputError
        If one is no number, or rows differ in length.

    Examples
    --------
    >>> as_numbers([1, 2.5], "gap").tolist()
    [1.0, 2.5]
    >>> as_numbers("a", "gap")
    Traceback (most recent call last):
    pasdedeux.errors.InputError: gap is 'a'. Give numbers.
    """
    from numpy import asarray, float64  # noqa: PLC0415 - loads only where it is used

    try:
        return asarray(values, dtype=float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"{where} is {shown(values)}.", where=where, remedy="Give numbers.") from error


def shown(value: object) -> str:
    """Write a value as Python does, or only its kind where that is long.

    Examples
    --------
    >>> shown("a"), shown([0] * 60)
    ("'a'", 'a list')
    """
    text = repr(value)
    return text if len(text) <= 60 and "\n" not in text else article(type(value).__name__)


def article(word: str) -> str:
    """Put the article before a word.

    Examples
    --------
    >>> article("ndarray"), article("Loop")
    ('an ndarray', 'a Loop')
    """
    return f"{'an' if word[:1].lower() in 'aeiou' or word == 'ndarray' else 'a'} {word}"

"""What a file of told episodes may hold: keys, and the kind of each value, however it is written."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import date, datetime
from difflib import get_close_matches
from typing import Annotated, Any, NoReturn

from pydantic import BeforeValidator, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from pasdedeux.arguments import shown
from pasdedeux.errors import InputError
from pasdedeux.readers.episodes.moves import split_texts
from pasdedeux.readers.episodes.tree import TELLING, Tree
from pasdedeux.toml_files import TomlTable

YES = frozenset({"true", "yes", "y", "1", "ja", "j", "wahr"})
NO = frozenset({"false", "no", "n", "0", "nein", "falsch"})
DOTTED = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})")
"""As spreadsheets in German write a day; with slashes nobody knows which is the month."""
YEARS = (1900, 2200)
LOOKED_UP = 20
"""Errors whose lines are looked up, to name the first; each takes a walk through the file."""
LONGEST = 5_000
"""Letters of one text."""
KINDS = frozenset({"text", "long", "day", "year", "number", "count", "yes-no", "list"})
"""What can be wrong with a value; anything else is no telling."""
OVERRIDES = {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}
"""Signs that turn the direction of what stands beside them."""


def _wrong(kind: str) -> NoReturn:
    raise PydanticCustomError(kind, kind)


def _text(value: Any) -> Any:
    """Take a text, or a number where a name is one; what cannot be shown is refused."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        _wrong("text")
    if len(value) > LONGEST:
        _wrong("long")
    if hidden_sign(value):
        _wrong("sign")
    return value


def hidden_sign(text: str) -> str:
    r"""Find a sign that steers a screen instead of showing: controls, turned directions, halves of letters.

    Examples
    --------
    >>> hidden_sign("line\nline"), hidden_sign("a\u202eb") == "\u202e"
    ('', True)
    """
    steers = (sign for sign in text if sign in OVERRIDES or unicodedata.category(sign) in {"Cc", "Cs"})
    return next((sign for sign in steers if sign not in "\n\t"), "")


def _day(value: Any) -> Any:
    if isinstance(value, str):
        with suppress(ValueError):
            value = datetime.fromisoformat(DOTTED.sub(r"\3-\2-\1", value))
    if isinstance(value, datetime):
        value = value.date()
    if not isinstance(value, date):
        _wrong("day")
    if not YEARS[0] <= value.year <= YEARS[1]:
        _wrong("year")
    return value


def _number(value: Any) -> Any:
    if isinstance(value, str):
        with suppress(ValueError):
            value = float(value.replace(",", "."))
    if not isinstance(value, int | float) or isinstance(value, bool):
        _wrong("number")
    return float(value)


def _whole(value: Any) -> Any:
    number = _number(value)
    if not 0 <= number <= 10**6 or number % 1:
        _wrong("count")
    return int(number)


def _yes(value: Any) -> Any:
    said = str(value).strip().casefold() if isinstance(value, str | int) else ""
    if said not in YES | NO:
        _wrong("yes-no")
    return said in YES


def _list(value: Any) -> Any:
    if isinstance(value, str):
        value = split_texts(value)
    if not isinstance(value, list):
        _wrong("list")
    return tuple(value)


def _tables(value: Any) -> Any:
    if not isinstance(value, list):
        _wrong("telling")
    return tuple(value)


Text = Annotated[str, BeforeValidator(_text)]
Yes = Annotated[bool, BeforeValidator(_yes)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_list)]
Counts = Annotated[tuple[Annotated[int, BeforeValidator(_whole)], ...], BeforeValidator(_list)]


class ToldTelling(TomlTable):
    """One account. Only the day is needed."""

    day: Annotated[date, BeforeValidator(_day)]
    by: Text = ""
    episode: Text = ""
    kind: Text = "episode"
    trigger: Text = ""
    raised_by: Text = ""
    apart: Yes = False
    moves: Texts = ()
    on_top: Text = ""
    beneath: Text = ""
    story: Text = ""
    peak: Annotated[float | None, BeforeValidator(_number)] = None
    ending: Text = ""
    lasted: Text = ""
    at_ease: Text = ""
    helped: Texts = ()
    return_kept: Yes | None = None
    words: Text = ""


class ToldFile(TomlTable):
    """A couple, and what one or both told."""

    couple: Text = "told"
    partners: Texts = ()
    ids: Texts = ()
    small_recorded: Counts = ()
    simulated: Yes = False
    telling: Annotated[tuple[ToldTelling, ...], BeforeValidator(_tables)] = ()


COUPLE_KEYS = frozenset(ToldFile.model_fields) - {TELLING}


def told_file(tree: Tree) -> ToldFile:
    """Check what a file holds.

    Raises
    ------
    InputError
        Names the first thing that is wrong, its line, and what to write.
    """
    try:
        return ToldFile.model_validate(tree.held)
    except ValidationError as error:
        found = [(*_place(one), one) for one in error.errors(include_url=False)]
    found.sort(key=lambda one: -1 if one[0] is None else one[0])
    few = found[:LOOKED_UP]
    telling, key, first = min(few, key=lambda one: (tree.line(*one[:2]), one[2]["type"] == "missing"))
    raise _refused(first, key).placed(tree.at(telling, key))


def _place(error: ErrorDetails) -> tuple[int | None, str]:
    """Which telling, and the key in it."""
    path = error["loc"]
    if path[0] == TELLING and len(path) > 2:
        return int(path[1]), str(path[2])
    return (int(path[1]), "") if len(path) > 1 and path[0] == TELLING else (None, str(path[0]))


def _refused(error: ErrorDetails, key: str) -> InputError:
    kind = error["type"]
    if kind == "missing":
        return InputError("readers.episodes.missing", key=key)
    if kind == "extra_forbidden":
        in_telling = error["loc"][0] == TELLING
        known = list((ToldTelling if in_telling else ToldFile).model_fields)
        near = get_close_matches(key[:LONGEST], known, 1)
        name = "readers.episodes.no-key-but-near" if near else "readers.episodes.no-key"
        return InputError(name, key=shown(key), near=near[0] if near else "", known=known)
    if kind == "sign":
        sign = f"U+{ord(hidden_sign(error['input'])):04X}"
        return InputError("readers.episodes.wrong.sign", key=key, sign=sign)
    wrong = kind if kind in KINDS else "telling"
    values = {"key": key or TELLING, "value": _quoted(error["input"])}
    return InputError(f"readers.episodes.wrong.{wrong}", most=LONGEST, **values)


def _quoted(value: Any) -> Any:
    try:
        return shown(value)
    except (RecursionError, ValueError):  # too deep, or too many digits
        return type(value).__name__

"""Sentences by name and language, filled in by the rules of that language."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from string import Formatter
from typing import TYPE_CHECKING, Any, Literal, NoReturn, Protocol, get_args, runtime_checkable

if TYPE_CHECKING:
    from pasdedeux.estimates import Interval

Language = Literal["de", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
LOCALES: dict[Language, str] = {"de": "de", "en": "en_GB"}
"""How dates and times of day are written: 9 November, 21:40."""
UNITS = (
    ("second", 86400.0, 90.0),
    ("minute", 1440.0, 90.0),
    ("hour", 24.0, 36.0),
    ("day", 1.0, 21.0),
    ("week", 1 / 7, 1e9),
)
"""Unit, how many of it make a day, and up to how many of it one counts in it."""


@runtime_checkable
class SaysItself(Protocol):
    """A `Message`: something that knows its own sentence in every language."""

    def text(self, language: Language) -> str:
        """Say it."""
        ...


class Words:
    """The sentences of one language.

    A place in a sentence is filled by the kind of its value: ``{n}`` a whole number with its thousands set
    apart, ``{gain:.2f}`` a number with the language's own decimal mark, ``{names:and}`` or ``{names:or}`` a
    list, ``{day:long}`` or ``{hour:short}`` a date or a time of day; a `Message` says itself.

    Parameters
    ----------
    language
        One of `LANGUAGES`.

    Raises
    ------
    LookupError
        If there is no such language, or, when called, no such message.

    Examples
    --------
    >>> say = Words("en")
    >>> say("common.time.day", n=3), say.gap(0.5)
    ('3 days', '12 hours')
    """

    def __init__(self, language: Language) -> None:
        if language not in LANGUAGES:
            raise LookupError(f"no words in the language {language!r}")
        self.language = language

    def __call__(self, name: str | SaysItself, /, **values: Any) -> str:
        """Say a message with its values filled in; one that has a plural goes by the value ``n``."""
        if not isinstance(name, str):
            return name.text(self.language)
        return _Filling(self).vformat(self.template(name, values.get("n")), (), values)

    def __contains__(self, name: str) -> bool:
        try:
            return bool(self.template(name, 1))
        except LookupError:
            return False

    def names(self, room: str) -> tuple[str, ...]:
        """Names of all messages of a room, in the order of its file."""
        return tuple(dict.fromkeys(_names(_room(self.language, room))))

    def template(self, name: str, n: Any = None) -> str:
        """Look up a message with its places still open; of a plural, the form for ``n``."""
        room = _room(self.language, name.partition(".")[0])
        if isinstance(n, int):
            with suppress(LookupError):
                return room.ngettext(name, name, n)
        return room.gettext(name)

    def lines(self, name: str) -> tuple[str, ...]:
        """Look up messages that are numbered from 1, with their places still open."""
        found: list[str] = []
        while f"{name}.{len(found) + 1}" in self:
            found.append(self.template(f"{name}.{len(found) + 1}"))
        return tuple(found)

    @staticmethod
    def grouped(number: int) -> str:
        """Write a whole number with its thousands set apart and a true minus sign."""
        return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}").replace("-", "\N{MINUS SIGN}")

    def number(self, value: float, places: int = 2) -> str:
        """Write a number with a true minus sign and the decimal mark of the language; NaN is a dash."""
        if value != value:  # noqa: PLR0124 - the plain test for a missing number
            return "\N{EN DASH}"
        if abs(value) == float("inf"):
            return "\N{INFINITY}" if value > 0 else "\N{MINUS SIGN}\N{INFINITY}"
        written = f"{abs(value):.{places}f}" if abs(value) < 1000 else f"{abs(value):.4g}"
        sign = "\N{MINUS SIGN}" if value < 0 and float(written) else ""
        return sign + written.replace(".", self("common.decimal-mark"))

    def percent(self, share: float, places: int = 1) -> str:
        """Write a share in per cent."""
        return f"{self.number(100 * share, places)} %"

    def chance(self, p: float) -> str:
        """Write a probability estimated from draws: never as certain."""
        if p > 0.99:
            return f"> {self.number(0.99)}"
        return f"< {self.number(0.01)}" if p < 0.01 else self.number(p)

    def between(self, low: float, high: float) -> str:
        """Write a range of numbers."""
        return self("common.span", low=self.number(low), high=self.number(high))

    def span(self, interval: Interval) -> str:
        """Write a 90 % range."""
        return self.between(interval.low, interval.high)

    def gap(self, days: float) -> str:
        """Say a length of time as people do: minutes, hours, days, weeks."""
        if days > 365:
            return self("common.time.year")
        unit, length = next((u, n) for u, n, most in UNITS if days * n < most)
        return self(f"common.time.{unit}", n=max(1, round(days * length)))

    def gap_range(self, gap: Interval) -> str:
        """Say a length of time with its range, in the unit of its middle."""
        if gap.estimate > 365:
            return self("common.time.year")
        unit, length = next((u, n) for u, n, most in UNITS if gap.estimate * n < most)
        low, middle, high = (max(1, round(min(v, 3650) * length)) for v in (gap.low, gap.estimate, gap.high))
        typical = self(f"common.time.{unit}", n=middle)
        if gap.high > 365:
            return self("common.time.open-range", gap=typical, low=low)
        return typical if low == high else self("common.time.range", gap=typical, low=low, high=high)

    def sureness(self, p: float) -> str:
        """Say a probability as a count, the same to two digits as `chance` writes it."""
        if p > 0.99:
            return self("common.sure.most")
        if p < 0.01:
            return self("common.sure.least")
        return self("common.sure.hundred", n=int(f"{100 * p:.0f}"))

    def noun(self, role: str) -> str:
        """Name a role's quantity in a sentence; a role the catalogue does not know keeps its own name."""
        name = f"common.noun.{role}"
        return self(name) if name in self else self("common.noun.other", role=role)

    def station(self, role: str) -> str:
        """Say what a partner does or feels more than usual when this role is up."""
        name = f"common.station.{role}"
        return self(name) if name in self else self("common.station.other", role=role)

    def parts(self, gain: Interval) -> str:
        """Say out of ten how much comes back, with its range."""
        low, middle, high = (round(10 * value) for value in (gain.low, gain.estimate, gain.high))
        if low == high:
            return self("common.parts.one", n=middle)
        return self("common.parts.range", n=middle, low=low, high=high)


@cache
def words(language: Language = "en") -> Words:
    """Open the sentences of a language.

    Examples
    --------
    >>> words("en").noun("arousal")
    'alarm'
    """
    return Words(language)


class _Filling(Formatter):
    """Fill the places of a sentence by the rules of its language."""

    def __init__(self, say: Words) -> None:
        self.say = say

    def format_field(self, value: Any, format_spec: str) -> str:
        """Write one value."""
        if isinstance(value, SaysItself):
            return value.text(self.say.language)
        if isinstance(value, int) and not isinstance(value, bool) and not format_spec:
            return self.say.grouped(value)
        if isinstance(value, float):
            return f"{value:{format_spec}}".replace(".", self.say("common.decimal-mark"))
        if isinstance(value, date | time):
            return self._moment(value, format_spec)
        if isinstance(value, list | tuple) and format_spec in {"and", "or"}:
            return self._several([self.format_field(one, "") for one in value], format_spec)
        return str(super().format_field(value, format_spec))

    def _moment(self, value: date | time, length: str) -> str:
        from babel.dates import format_date, format_datetime, format_time  # noqa: PLC0415 - few messages need it

        how, locale = length or "medium", LOCALES[self.say.language]
        if isinstance(value, datetime):
            return format_datetime(value, how, locale=locale)
        if isinstance(value, date):
            return format_date(value, how, locale=locale)
        return format_time(value, how, locale=locale)

    def _several(self, parts: list[str], how: str) -> str:
        from babel.lists import format_list  # noqa: PLC0415 - few messages need it

        return format_list(parts, "standard" if how == "and" else "or", locale=self.say.language)


class _Missing(NullTranslations):
    """What stands behind a file of messages: gettext would give the name itself for a sentence."""

    def gettext(self, message: str) -> NoReturn:
        """Refuse."""
        raise LookupError(f"no message {message!r}")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> NoReturn:  # noqa: ARG002 - gettext asks so
        """Refuse."""
        raise LookupError(f"no message {msgid1!r} for {n}")


@cache
def _room(language: str, room: str) -> GNUTranslations | _Missing:
    """Read one file of messages, as translators keep it."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - loads when the first sentence is said
    from babel.messages.pofile import read_po  # noqa: PLC0415 - same

    file = files("pasdedeux.words").joinpath(language, f"{room}.po")
    if not file.is_file():
        return _Missing()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(file.read_bytes()), locale=language))
    compiled.seek(0)
    messages = GNUTranslations(compiled)
    messages.add_fallback(_Missing())
    return messages


def _names(messages: GNUTranslations | _Missing) -> Iterator[str]:
    for name in getattr(messages, "_catalog", {}):
        yield name[0] if isinstance(name, tuple) else name

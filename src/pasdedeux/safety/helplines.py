"""People to talk to, by country, from one dated file that anyone can edit."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.words import Language, Words, words

MAX_AGE_DAYS = 365
KINDS = ("emergency", "violence", "crisis", "directory")


@dataclass(frozen=True, slots=True)
class Helpline:
    """One service.

    Parameters
    ----------
    kind
        One of `KINDS`.
    name
        Name of the service.
    call
        Number to call, empty for a directory.
    text, text_to
        Word to send and number to send it to, where the service takes texts.
    tag
        ``"page"``: read on a stored page of the service or of an authority; ``"verify"``: not yet.
    """

    kind: str
    name: str
    call: str = ""
    text: str = ""
    text_to: str = ""
    tag: str = "verify"


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("pasdedeux.safety").joinpath("helplines.toml").read_text("utf-8"))


def dated() -> date:
    """Day on which the numbers were last looked at.

    Examples
    --------
    >>> dated().year >= 2026
    True
    """
    day: date = _data()["dated"]
    return day


@names_wrong_arguments
def outdated(today: date) -> bool:
    """Whether the numbers are older than twelve months.

    Examples
    --------
    >>> outdated(dated())
    False
    """
    return (today - dated()).days > MAX_AGE_DAYS


def countries() -> tuple[str, ...]:
    """Countries with at least one number, as two-letter codes in order.

    Examples
    --------
    >>> {"DE", "GB", "US"} <= set(countries())
    True
    """
    return tuple(sorted({code for line in _data()["line"] for code in line["countries"]}))


@names_wrong_arguments
def helplines(country: str | None) -> tuple[Helpline, ...]:
    """Services for one country, most urgent first; the directory always comes last.

    Parameters
    ----------
    country
        Two-letter code. A country without a number gets the directory alone, as does None.

    Examples
    --------
    >>> [line.name for line in helplines("IE")]
    ['112', 'Samaritans', 'findahelpline.com']
    >>> [line.name for line in helplines("NZ")]
    ['findahelpline.com']
    """
    code = "" if country is None else country.strip().upper()
    if country is not None and (len(code) != 2 or not code.isascii() or not code.isalpha()):
        raise InputError("safety.no-country-code", where="country", country=country)
    rows = [line for line in _data()["line"] if code in line["countries"]]
    found = [Helpline(**{key: value for key, value in row.items() if key != "countries"}) for row in rows]
    found.sort(key=lambda line: KINDS.index(line.kind))
    return (*found, Helpline("directory", **_data()["directory"]))


@names_wrong_arguments
def help_words(country: str | None, language: Language) -> tuple[str, ...]:
    """Say whom one can talk to in a country, and what to mind before calling.

    Parameters
    ----------
    country
        As for `helplines`.
    language
        One of the catalogues.

    Examples
    --------
    >>> help_words("IE", "en")[3:5]
    ('Emergency: 112', 'When life feels too heavy: Samaritans, 116 123')
    """
    say = words(language)
    found = helplines(country)
    whose = say("safety.help.no-numbers")
    if len(found) > 1:
        whose = say("safety.help.numbers-for", country=_name(country, language))
    return (
        say("safety.help.not-the-dance"),
        say("safety.help.danger"),
        whose,
        *(_said(line, say) for line in found),
        say("safety.help.dated", date=dated()),
        say("safety.help.watched"),
        say("safety.help.not-crisis"),
    )


def _name(country: str | None, language: Language) -> str:
    from babel import Locale  # noqa: PLC0415 - loads only where somebody asks

    code = (country or "").strip().upper()
    return str(Locale(language).territories.get(code, code))


def _said(line: Helpline, say: Words) -> str:
    if line.kind == "directory":
        return say("safety.help.directory", name=line.name)
    call = line.call if line.call == line.name else f"{line.name}, {line.call}"
    if line.text:
        call = say("safety.help.text-to", call=call, word=line.text, number=line.text_to)
    return f"{say(f'safety.help.kind-{line.kind}')}: {call}"

"""Language and country of a person, as their system names them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Annotated, cast

from typer import Option

from pasdedeux.words import LANGUAGES, Language

Spoken = Annotated[Language | None, Option("--language", help="Language; your system's own unless given.")]
Country = Annotated[
    str | None,
    Option(metavar="CODE", help="Country of the helplines: DE, US ...; your system's own unless given."),
]


def language(environment: Mapping[str, str] = os.environ) -> Language:
    """Take the language that the system speaks, if there are words in it; else English.

    Examples
    --------
    >>> language({"LANG": "de_AT.UTF-8"}), language({"LANG": "C.UTF-8"}), language({})
    ('de', 'en', 'en')
    """
    spoken, _ = _locale(environment)
    return cast("Language", spoken) if spoken in LANGUAGES else "en"


def country(environment: Mapping[str, str] = os.environ) -> str | None:
    """Take the country that the system names, if it names one.

    Examples
    --------
    >>> country({"LC_ALL": "de_AT.UTF-8"}), country({"LANG": "C.UTF-8"})
    ('AT', None)
    """
    return _locale(environment)[1]


def _locale(environment: Mapping[str, str]) -> tuple[str, str | None]:
    """Language and country of the first locale that is set, in the order in which the system asks."""
    name = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    found = re.match(r"([a-z]{2,3})(?:[_-]([A-Z]{2}))?(?![a-zA-Z])", name)
    return (found[1], found[2]) if found else ("", None)

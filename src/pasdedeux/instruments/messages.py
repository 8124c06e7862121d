"""Message catalogues: every sentence a person reads, by language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from pasdedeux.errors import InputError
from pasdedeux.kinds import names_wrong_arguments


def languages() -> tuple[str, ...]:
    """Languages that have a catalogue.

    Examples
    --------
    >>> languages()
    ('de', 'en')
    """
    found = files("pasdedeux.instruments").joinpath("catalogue").iterdir()
    return tuple(sorted(path.name.removesuffix(".toml") for path in found if path.name.endswith(".toml")))


@names_wrong_arguments
@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All messages of a language by their dotted name.

    Examples
    --------
    >>> catalogue("de")["check.answer.4"]
    'oft'
    """
    if language not in languages():
        raise InputError(
            f"There is no catalogue for '{language}'.",
            where="language",
            remedy=f"Choose from: {', '.join(languages())}.",
        )
    text = files("pasdedeux.instruments").joinpath("catalogue", f"{language}.toml").read_text("utf-8")
    return dict(_flat(tomllib.loads(text)))


@names_wrong_arguments
def say(message: str, language: str = "en", **fields: str | int) -> str:
    """One message with its places filled.

    Examples
    --------
    >>> say("check.item.reach_fear", partner="Sam")
    'Under it all, I am afraid of losing Sam.'
    """
    words = catalogue(language)
    if message not in words:
        raise InputError(f"There is no message '{message}'.", where="message")
    return words[message].format(**fields)


def _flat(tree: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    leaves: list[tuple[str, str]] = []
    for name, value in tree.items():
        leaves += _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else [(prefix + name, value)]
    return leaves

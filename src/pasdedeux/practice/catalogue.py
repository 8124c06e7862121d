"""Words by key and language: everything a person reads comes from here."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from types import MappingProxyType
from typing import Any

from pasdedeux.errors import InputError
from pasdedeux.kinds import names_wrong_arguments

LANGUAGES = ("de", "en")


def load(name: str) -> dict[str, Any]:
    """Read one of the data files beside this module.

    Examples
    --------
    >>> sorted(load("rules.toml")["rest"])
    ['grade', 'sources']
    """
    return tomllib.loads(files("pasdedeux.practice").joinpath(name).read_text("utf-8"))


@names_wrong_arguments
def flatten(tree: Mapping[str, Any]) -> dict[str, str]:
    """Turn nested words into one level: keys joined by dots, lists counted from 1.

    Examples
    --------
    >>> flatten({"tea": {"title": "Tea", "steps": ["Boil.", "Pour."]}})
    {'tea.title': 'Tea', 'tea.steps.1': 'Boil.', 'tea.steps.2': 'Pour.'}
    """
    return dict(_leaves(tree, ""))


def _leaves(node: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        yield path, node
        return
    pairs = node.items() if isinstance(node, Mapping) else enumerate(node, start=1)
    for key, value in pairs:
        yield from _leaves(value, f"{path}.{key}" if path else str(key))


@names_wrong_arguments
@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All words of one language, by key.

    Parameters
    ----------
    language
        One of `LANGUAGES`.

    Examples
    --------
    >>> catalogue("de")["practice.settle-90.title"]
    '90 Sekunden ankommen'
    """
    if language not in LANGUAGES:
        raise InputError(
            f"There are no words in the language '{language}'.",
            where="language",
            remedy=f"Choose one of: {', '.join(LANGUAGES)}.",
        )
    return MappingProxyType(flatten(load(f"words/{language}.toml")))


@names_wrong_arguments
def placeholders(text: str) -> frozenset[str]:
    """Names in curly braces.

    Examples
    --------
    >>> sorted(placeholders("Back at {time}, {name}."))
    ['name', 'time']
    """
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


@names_wrong_arguments
def say(key: str, language: str, /, **values: object) -> str:
    """One message, with its placeholders filled.

    Parameters
    ----------
    key
        Dotted key of the message.
    language
        One of `LANGUAGES`.
    **values
        One value for each placeholder.

    Examples
    --------
    >>> say("pause.away", "en", time="21:40")
    'Back at 21:40. No messages until then.'
    """
    words = catalogue(language)
    if key not in words:
        raise InputError(f"There is no message '{key}'.", where="key", remedy="Look at words/en.toml.")
    missing = placeholders(words[key]) - values.keys()
    if missing:
        raise InputError(
            f"The message '{key}' needs {', '.join(sorted(missing))}.",
            where="values",
            remedy="Give a value for each name in braces.",
        )
    return words[key].format(**values)


@names_wrong_arguments
def lines(key: str, language: str) -> tuple[str, ...]:
    """Messages of a list, in order, with placeholders left as they are.

    Examples
    --------
    >>> len(lines("practice.settle-90.steps", "en"))
    5
    """
    words = catalogue(language)
    found: list[str] = []
    while f"{key}.{len(found) + 1}" in words:
        found.append(words[f"{key}.{len(found) + 1}"])
    return tuple(found)

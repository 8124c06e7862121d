"""Language and country: those that were asked for, else the terminal's, else English and none."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any

from typer import Option

from pasdedeux.words import LANGUAGES, Language, Words, words

if TYPE_CHECKING:
    from collections.abc import Iterable

FLAG = "--language"
HELP = "Show this message and exit."
HEADINGS = {"Usage:": "usage", "Arguments:": "arguments", "Options:": "options", "Commands:": "commands"}

Speaking = Annotated[Language | None, Option(FLAG, help="cli.option.language")]
"""The option, as every command that speaks takes it."""
Country = Annotated[str | None, Option(metavar="CODE", help="cli.option.country")]


def asked_language(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> Language:
    """Find the language of a call before its options are read, so that errors and help can speak it.

    Examples
    --------
    >>> asked_language(["loop", "a.csv", "--language", "de"], {}), asked_language([], {"LANG": "de_AT.UTF-8"})
    ('de', 'de')
    >>> asked_language(["loop", "--language=xx"], {})
    'en'
    """
    asked = [after for flag, after in pairwise(arguments) if flag == FLAG]
    asked += [given.removeprefix(f"{FLAG}=") for given in arguments if given.startswith(f"{FLAG}=")]
    local, _ = _locale(environment)
    wanted = [*asked, local]
    return next((language for language in LANGUAGES if language == wanted[0]), "en")


def speaking(language: Language | None) -> Words:
    """Open the sentences of the language that an option names; of the terminal's where it names none."""
    return words(language or asked_language(()))


def in_language(command: Any, say: Words, typed: Sequence[str] = ()) -> Any:
    """Put sentences in place of the names that stand in a command, and in those that are called inside it."""
    for part in (command, *command.params):
        name = getattr(part, "help", None) or ""
        part.help = say(name) if name in say else name
    for name, inner in getattr(command, "commands", {}).items():
        if name in typed:
            in_language(inner, say, typed)
        else:
            inner.help = say(inner.help)
    own = command.get_help
    command.get_help = lambda context: "\n".join(_headings(own(context).splitlines(), say))
    return command


def _headings(lines: Iterable[str], say: Words) -> Iterable[str]:
    for line in lines:
        first, *rest = line.split(" ", 1)
        heading = HEADINGS.get(first)
        shown = " ".join([say(f"cli.heading.{heading}"), *rest]) if heading else line
        yield shown.replace(HELP, say("cli.option.help"))


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

"""Which language the command line speaks: the one that was asked for, else the terminal's, else English."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any

from typer import Option

from pasdedeux.words import LANGUAGES, Language, Words, words

if TYPE_CHECKING:
    from collections.abc import Iterable

FLAG = "--language"
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
HELP = "Show this message and exit."
HEADINGS = {"Usage:": "usage", "Arguments:": "arguments", "Options:": "options", "Commands:": "commands"}

Speaking = Annotated[Language | None, Option(FLAG, help="cli.option.language")]
"""The option, as every command that speaks takes it."""


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
    local = next((value for name in VARIABLES if (value := environment.get(name))), "")
    wanted = [*asked, local[:2].lower()]
    return next((language for language in LANGUAGES if language == wanted[0]), "en")


def speaking(language: Language | None) -> Words:
    """Open the sentences of the language that an option names; of the terminal's where it names none."""
    return words(language or asked_language(()))


def in_language(command: Any, say: Words) -> Any:
    """Put sentences in place of the names that stand in a command, its options and its subcommands."""
    for part in (command, *command.params):
        name = getattr(part, "help", None) or ""
        part.help = say(name) if name in say else name
    for inner in getattr(command, "commands", {}).values():
        in_language(inner, say)
    own = command.get_help
    command.get_help = lambda context: "\n".join(_headings(own(context).splitlines(), say))
    return command


def _headings(lines: Iterable[str], say: Words) -> Iterable[str]:
    for line in lines:
        first, *rest = line.split(" ", 1)
        heading = HEADINGS.get(first)
        shown = " ".join([say(f"cli.heading.{heading}"), *rest]) if heading else line
        yield shown.replace(HELP, say("cli.option.help"))

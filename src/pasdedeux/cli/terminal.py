"""What a person sees: text that is never run, messages on stderr, progress where somebody looks."""

from __future__ import annotations

import io
import logging
import os
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from pasdedeux.progress import Progress
from pasdedeux.words import Message

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from pasdedeux.words import Message, Words
PIPED = 200
"""Columns where nobody looks at a screen."""
OPTIONS = {
    "answered": "--answered LOW-HIGH",
    "answers": "--answers LOWEST,...,HIGHEST",
    "country": "--country CODE",
    "codes": "--codes NAME|FILE",
    "couple": "--map couple=COLUMN",
    "dates": "--dates ORDER",
    "full_form": "--full-form",
    "impossible": "--exclude",
    "items": "--items WHERE",
    "layout": "--layout LAYOUT",
    "level": "--level LEVEL",
    "missing": "--missing CODE",
    "partner": "--map partner=COLUMN",
    "people": "--people ONE+TWO",
    "response": "--response CODE",
    "roles": "--roles ROLE,...",
    "trust_key": "--trust-key",
    "turned": "--turned already|not-yet",
}
"""How an argument is typed: an option, and what stands behind it. Others are written after ``--read``."""
MAPS = {"columns": "--map", "items": "--items"}
JOINER = "\N{ZERO WIDTH JOINER}"


def ready() -> None:
    """Let a terminal that lacks a letter show a question mark, and a closed one nothing, and go on."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - open to the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def plain(text: str) -> str:
    r"""Make text from a file safe to show: what would steer the terminal becomes a visible mark.

    Examples
    --------
    >>> plain("Zoé\x1b[31m") == "Zoé\ufffd[31m"
    True
    """
    return "".join(letter if _shows(letter) else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _shows(letter: str) -> bool:
    return letter.isprintable() or letter == JOINER or unicodedata.category(letter) == "Zs"


def as_typed(words: str) -> str:
    """Put options in place of the reader's arguments, which messages name as Python does.

    Examples
    --------
    >>> as_typed("Correct it, or name it as missing (`missing=`); or mend the hour (`zone=`).")
    'Correct it, or name it as missing (--missing CODE); or mend the hour (--read zone=...).'
    >>> as_typed("Say `dates='dmy'`, or name it: `columns={'time': 'COLUMN'}`.")
    'Say --dates dmy, or name it: --map time=COLUMN.'
    >>> as_typed("If 0 is no answer: `missing=[0]`. If the form ran to 5: `answered=(0, 5)`.")
    'If 0 is no answer: --missing 0. If the form ran to 5: --answered 0-5.'
    """
    words = words.replace("`records.choose(['ID'])`", "--couple ID")
    words = re.sub(r"`couple=` (?:and|und) `partner=`", "--map couple=a,partner=b", words)
    words = re.sub(r"`(columns|items)=\{([^`]*)\}`", _map_typed, words)
    return re.sub(r"`(\w+)=([^`]*)`", _option_typed, words)


def _map_typed(found: re.Match[str]) -> str:
    pairs = re.findall(r"'?(\w+)'?: '(.*?)'(?=, '?\w+'?: '|$)", found[2])  # a column may hold an apostrophe
    typed = ",".join(_one_pair(f"{name}={column}") for name, column in pairs)
    return f"{MAPS[found[1]]} {quote(typed)}"


def _one_pair(pair: str) -> str:
    """Put a pair in double quotes where a comma in it would part it."""
    return f'"{pair}"' if "," in pair else pair


def _option_typed(found: re.Match[str]) -> str:
    name, value = found[1], found[2].strip("'[]()").replace(", ", "-")
    if name not in OPTIONS:
        return f"--read {name}={value or '...'}"
    option, _, behind = OPTIONS[name].partition(" ")
    return f"{option} {quote(value) if value else behind}" if behind else option


def complain(message: str) -> None:
    """Say on stderr what is wrong."""
    with suppress(OSError):  # nobody listens, or there is no room
        sys.stderr.write(f"{plain(message)}\n")
        sys.stderr.flush()


class _OnceCompiling(logging.Handler):
    """Say on stderr that the program compiles, the first time that it does."""

    def __init__(self, sentence: str) -> None:
        super().__init__(logging.INFO)
        self.sentence = sentence

    def emit(self, _record: logging.LogRecord) -> None:
        """Say it."""
        if self.sentence:
            complain(self.sentence)
        self.sentence = ""


@contextmanager
def compiling_is_said(sentence: str) -> Iterator[None]:
    """Say so, once, where what is run in here has to be compiled first."""
    logger, said_once = logging.getLogger("pasdedeux.compiled"), _OnceCompiling(sentence)
    logger.setLevel(logging.INFO)
    logger.addHandler(said_once)
    try:
        yield
    finally:
        logger.removeHandler(said_once)


def print_nowhere() -> None:
    """Take what is left to print away from whoever does not read it, or the interpreter would complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def paper() -> Console:
    """Open standard output: markup, emoji codes and guesses at colours off, as names come from files."""
    from rich.console import Console

    class Paper(Console):
        def on_broken_pipe(self) -> None:
            """Stop without a word when nobody reads on, as with ``| head``."""
            self.quiet = True
            print_nowhere()
            raise SystemExit(0)

    width = None if sys.stdout.isatty() else PIPED
    return Paper(markup=False, emoji=False, highlight=False, width=width, soft_wrap=width is not None)


def said(message: Message, say: Words) -> str:
    """Say what the engine has to say, with options in place of the arguments that it names."""
    return as_typed(say(message))


def answer(sheet: Console, head: str, lead: str, parts: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Print an answer: the situation, the gist, then each part that holds anything under its heading."""
    sheet.print(plain(head), style="bold")
    sheet.print(plain(lead))
    for heading, sentences in parts:
        if sentences:
            sheet.print()
            sheet.print(heading, style="bold")
        for sentence in sentences:
            sheet.print(f"- {plain(sentence)}")
    sheet.print()


def list_files(sheet: Console, say: Words, **files: Path | None) -> None:
    """Name the files that were written."""
    for name, target in files.items():
        if target:
            sheet.print(f"{say(f'cli.file.{name}')}: {plain(str(target))}")


def grid(*headings: str) -> Table:
    """Start a table without lines; the first column holds names and may fold, the others numbers."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for at, heading in enumerate(headings):
        table.add_column(heading, justify="right" if at else "left", overflow="fold", no_wrap=at > 0)
    return table


@contextmanager
def progress() -> Iterator[Progress]:
    """Show how far a job is, on stderr, if stderr is a terminal; the bar goes when the job is done."""
    if not sys.stderr.isatty():
        yield lambda _stage, _share: None
        return
    from rich import progress as bars
    from rich.console import Console

    columns = (
        bars.SpinnerColumn(),
        bars.TextColumn("{task.description}", markup=False),
        bars.BarColumn(),
        bars.TaskProgressColumn(),
        bars.TimeElapsedColumn(),
    )
    with bars.Progress(*columns, console=Console(stderr=True, emoji=False), transient=True) as bar:
        tasks = {"": bar.add_task("", total=None)}

        def step(stage: Message | str, share: float) -> None:
            """Show a new stage in place of the one before; how far it is shows once that is known."""
            text = str(stage)
            name = plain(text[:1].upper() + text[1:])
            if name not in tasks:
                bar.remove_task(tasks.popitem()[1])
                tasks[name] = bar.add_task(name, total=None)
            if share > 0:
                bar.update(tasks[name], completed=share, total=1.0)

        yield step

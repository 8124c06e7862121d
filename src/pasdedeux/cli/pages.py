"""A talk in the terminal: one page at a time where somebody looks, plain lines where nobody does.

Pages stand on the terminal's second screen: when the talk ends, however it ends, they are gone from the
screen and from what can be scrolled back to.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pasdedeux.cli.language import country as own_country
from pasdedeux.cli.terminal import as_typed, paper, plain

if TYPE_CHECKING:
    from rich.console import Console

    from pasdedeux.words import Words

FOOT = 3
"""Lines kept free below a page, for what may be typed."""


class Left(Exception):  # noqa: N818 - not an error: somebody went
    """The person wants to leave, or nobody types any more."""


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages, and what is typed below them.

    Parameters
    ----------
    sheet
        Where they are shown.
    seen
        Whether somebody looks at a terminal; otherwise lines follow each other.
    help
        Shown whenever ``h`` is typed.
    on
        How to go on, below a page that is only read.
    """

    sheet: Console
    seen: bool
    help: Sequence[str]
    on: str

    def ask(self, lines: Sequence[str], keys: str, strong: str = "") -> str:
        """Show a page and take what is typed; ``h`` shows help, and the page again.

        Parameters
        ----------
        lines
            The page.
        keys
            What may be typed, below it.
        strong
            The line that stands out.

        Raises
        ------
        Left
            At ``q``, and where there is nothing more to read.
        """
        while True:
            self._show(lines, keys, strong)
            typed = self._typed()
            if typed.lower() == "q":
                raise Left
            if typed.lower() != "h":
                return typed
            self.read(self.help)

    def read(self, lines: Sequence[str]) -> None:
        """Show lines, on as many pages as they need."""
        page: list[str] = []
        for line in lines:
            if self.seen and self._high([*page, line]) > self.sheet.height - FOOT:
                self._show(page, self.on)
                self._typed()
                page = []
            if page or line:
                page.append(line)
        self._show(page, self.on if self.seen else "")
        if self.seen:
            self._typed()

    def _high(self, lines: Sequence[str]) -> int:
        return len(self.sheet.render_lines("\n".join(lines)))

    def _show(self, lines: Sequence[str], keys: str, strong: str = "") -> None:
        if self.seen:
            self.sheet.clear()
        for line in lines:
            self.sheet.print(plain(line), style="bold" if line and line == strong else None)
        if keys:
            self.sheet.print()
            self.sheet.print(plain(keys), style="dim")

    def _typed(self) -> str:
        try:
            return self.sheet.input("> " if self.seen else "").strip()
        except EOFError:
            raise Left from None


def help_lines(say: Words, country: str | None) -> list[str]:
    """Name who helps in this country, or in the one that the machine is set to."""
    from pasdedeux.safety import help_words

    return [as_typed(line) for line in help_words(country or own_country(), say.language)]


@contextmanager
def pages(say: Words, country: str | None, on: str) -> Iterator[Pages]:
    """Open pages on which help is a key away, and leave the terminal as it was when they are done."""
    help_ = [say("safety.help.title"), "", *help_lines(say, country)]
    sheet = paper()
    seen = sys.stdin.isatty() and sys.stdout.isatty()
    with sheet.screen(hide_cursor=False) if seen else nullcontext():
        yield Pages(sheet, seen, help_, on)

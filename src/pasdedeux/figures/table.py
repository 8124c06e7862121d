"""Tables that stand behind figures: headed, captioned, one markup for all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.estimates import Interval
from pasdedeux.figures.kit import element, escape
from pasdedeux.words import Words


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Table:
    """A small table of plain text.

    Parameters
    ----------
    title
        What it is.
    head
        One heading per column.
    rows
        Cells as text; the first of each row heads it.
    numeric
        Which columns hold numbers, set flush right.

    Examples
    --------
    >>> Table("Links", ("link", "size"), (("A to B", "0.40"),), (1,)).html()[:41]
    '<table><caption>Links</caption><thead><tr'
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: Sequence[int] = ()

    def html(self) -> str:
        """Markup, every cell escaped."""
        head = "".join(
            self._cell("th", at, words, "col") if words else element("td", "&#160;")
            for at, words in enumerate(self.head)
        )
        body = "".join(
            element(
                "tr",
                self._cell("th", 0, row[0], "row"),
                *(self._cell("td", at, words) for at, words in enumerate(row[1:], start=1)),
            )
            for row in self.rows
        )
        return element(
            "table",
            element("caption", escape(self.title)),
            element("thead", element("tr", head)),
            f"<tbody>{body}</tbody>",
        )

    def _cell(self, name: str, at: int, words: str, scope: str | None = None) -> str:
        look = "num" if at in self.numeric else None
        return element(name, escape(words) or "&#160;", class_=look, scope=scope)


def worded(
    say: Words,
    title: str,
    names: Sequence[str],
    rows: Iterable[tuple[str, ...]],
    numeric: Sequence[int] | None = None,
) -> Table:
    """Make a table whose title and headings are messages.

    Parameters
    ----------
    say
        The catalogue.
    title
        Message of the title.
    names
        Headings, messages beside the title; an empty one stays empty.
    rows
        Cells as text.
    numeric
        Which columns hold numbers; unless given, all but the first.

    Examples
    --------
    >>> from pasdedeux.words import words
    >>> worded(words(), "report.table.links", ("from", "to"), [("A", "B")]).head
    ('from', 'to')
    """
    home = title.rpartition(".")[0]
    head = tuple(name and say(f"{home}.{name}") for name in names)
    return Table(say(title), head, tuple(rows), range(1, len(head)) if numeric is None else numeric)


def estimated(say: Words, size: Interval) -> str:
    """Write an estimate with its range behind it."""
    return ranged(say, size.estimate, size.low, size.high)


def ranged(say: Words, middle: float, low: float, high: float) -> str:
    """Write a number with its range behind it."""
    return f"{say.number(middle)} ({say.between(low, high)})"

"""Tables that stand behind figures: headed, captioned, one markup for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.figures.kit import element, escape


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
        head = "".join(self._cell("th", at, words, "col") for at, words in enumerate(self.head))
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

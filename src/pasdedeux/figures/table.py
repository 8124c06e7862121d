"""Tables that stand behind figures: headed, captioned, one markup for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.estimates import Interval
from pasdedeux.figures.kit import element, escape
from pasdedeux.figures.typography import minus


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


def two(value: float) -> str:
    """Write a number to two decimals with a true minus sign, or a dash where there is none.

    Examples
    --------
    >>> two(0.256), len(two(float("nan")))
    ('0.26', 1)
    """
    if value != value:  # noqa: PLR0124 - the plain test for a missing number
        return "\u2013"
    written = f"{abs(value):.2f}" if abs(value) < 1000 else f"{abs(value):.4g}"
    return minus(f"{'-' if value < 0 and float(written) else ''}{written}")


def percent(share: float, places: int = 1) -> str:
    r"""Write a share in per cent, with a true minus sign.

    Examples
    --------
    >>> percent(0.951), percent(-0.02) == "\u22122.0 %"
    ('95.1 %', True)
    """
    return minus(f"{100 * share:.{places}f} %")


def span(interval: Interval) -> str:
    """Write a 90 % range.

    Examples
    --------
    >>> span(Interval(0.4, 0.1, 0.7, 0.3, 0.5))
    '0.10 to 0.70'
    """
    return f"{two(interval.low)} to {two(interval.high)}"

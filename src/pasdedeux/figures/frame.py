"""The frame around every figure: drawing, one plain sentence, and the numbers behind it."""

from __future__ import annotations

from collections.abc import Mapping

from pasdedeux.figures.kit import Shape, element, escape
from pasdedeux.figures.table import Table
from pasdedeux.figures.words import catalogue
from pasdedeux.kinds import names_wrong_arguments


@names_wrong_arguments
def frame(
    drawings: Mapping[Shape, str] | str,
    *,
    title: str,
    caption: str,
    table: Table,
    language: str = "en",
) -> str:
    """Put a drawing into its figure.

    Parameters
    ----------
    drawings
        One drawing for all widths, or one for each; the page's stylesheet shows one of them.
    title
        What the figure is, for the region that scrolls where a single drawing is wide.
    caption
        The finding and its sureness in a plain sentence or two.
    table
        The numbers behind it, folded.
    language
        Language of the fixed words.

    Returns
    -------
    str
        A ``<figure>`` element.

    Examples
    --------
    >>> markup = frame("<svg/>", title="x", caption="One sentence.", table=Table("x", ("a",), (("1",),)))
    >>> markup.startswith("<figure>")
    True
    """
    words = catalogue(language)
    if isinstance(drawings, str):
        label = words("frame.scroll", title=title)
        drawn = element("div", drawings, aria_label=label, class_="scroll", role="region", tabindex="0")
    else:
        drawn = "".join(element("div", svg, class_=f"{shape}-only") for shape, svg in drawings.items())
    return element(
        "figure",
        drawn,
        element("figcaption", escape(caption)),
        element("details", element("summary", escape(words("frame.numbers"))), scroll(table, language)),
    )


def scroll(table: Table, language: str = "en") -> str:
    """Put a table into a region of its own that scrolls where the page is narrow."""
    label = catalogue(language)("frame.table", title=table.title)
    return element("div", table.html(), aria_label=label, class_="scroll", role="region", tabindex="0")

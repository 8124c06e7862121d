"""The frame around every figure: drawing, one plain sentence, and the numbers behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.figures.kit import Shape, element, escape
from pasdedeux.figures.table import Table
from pasdedeux.words import Language, Words, words

SHAPES: tuple[Shape, ...] = ("phone", "wide")


@names_wrong_arguments
def frame(
    drawings: Mapping[Shape, str] | str,
    *,
    title: str,
    caption: str,
    table: Table,
    language: Language = "en",
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
    say = words(language)
    if isinstance(drawings, str):
        label = say("figures.frame.scroll", title=title)
        drawn = element("div", drawings, aria_label=label, class_="scroll", role="region", tabindex="0")
    else:
        drawn = "".join(element("div", svg, class_=f"{shape}-only") for shape, svg in drawings.items())
    return element(
        "figure",
        drawn,
        element("figcaption", escape(caption)),
        element("details", element("summary", escape(say("figures.frame.numbers"))), scroll(table, language)),
    )


def both_shapes(draw: Callable[..., str], prefix: str, *given: Any, **named: Any) -> dict[Shape, str]:
    """Draw the same for a phone and for a wide page."""
    return {shape: draw(*given, **named, shape=shape, prefix=f"{prefix}-{shape}") for shape in SHAPES}


def figure(
    say: Words,
    name: str,
    draw: Callable[..., str],
    *given: Any,
    caption: str,
    table: Table,
    title: str = "",
    **named: Any,
) -> str:
    """Draw the same for a phone and for a wide page, and frame it with its sentence and its numbers.

    Parameters
    ----------
    say
        The catalogue.
    name
        Starts every id, and names the title where none is given.
    draw, given, named
        A function of `pasdedeux.figures`, and what it is given beside shape, language and ids.
    caption, table, title
        Stand around the drawing.
    """
    drawn = both_shapes(draw, name, *given, **named, language=say.language)
    title = title or say(f"figures.{name}.title")
    return frame(drawn, title=title, caption=caption, table=table, language=say.language)


def scroll(table: Table, language: Language = "en") -> str:
    """Put a table into a region of its own that scrolls where the page is narrow."""
    label = words(language)("figures.frame.table", title=table.title)
    return element("div", table.html(), aria_label=label, class_="scroll", role="region", tabindex="0")

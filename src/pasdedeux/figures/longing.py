"""Nearness that comes and goes beside nearness one can count on, as much of it in all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.estimates import QUANTILES
from pasdedeux.figures.kit import (
    WIDTH,
    Shape,
    bands,
    column,
    drawing,
    named,
    segment,
    shaped,
    shorten,
    text,
    trace,
)
from pasdedeux.figures.timescale import Timescale
from pasdedeux.words import Language, Words, words

FloatArray = NDArray[np.float64]
TOP, PANEL, SPACE = 68.0, 84.0, 44.0
ROWS = ("longing", "reaching")


@names_wrong_arguments
def steady_and_not(
    longing: FloatArray,
    reaching: FloatArray,
    *,
    partners: tuple[str, str],
    shape: Shape = "phone",
    language: Language = "en",
    prefix: str = "longing",
) -> str:
    """Draw longing and reaching of both partners beside a steady and an unsteady other.

    Parameters
    ----------
    longing, reaching
        Shape (2, D, 1 + n): partner, day; first beside a steady other, then beside n who come and go. As from
        `pasdedeux.simulate.steadiness`.
    partners
        Two labels; a column each.
    shape
        Phone or wide.
    language
        Language of the words.
    prefix
        Starts every id.

    Returns
    -------
    str
        SVG.

    Examples
    --------
    >>> values = np.ones((2, 5, 4))
    >>> steady_and_not(values, values, partners=("A", "B")).count('class="f1"')
    5
    """
    shaped("longing", longing, 2, None, None)
    shaped("reaching", reaching, *longing.shape)
    page = _Page(longing, reaching, partners, shape, words(language))
    return drawing(
        page.arms() + "".join(page.column(partner) for partner in (0, 1)),
        size=(WIDTH[shape], TOP + 2 * (PANEL + SPACE) + 26),
        title=page.say("simulation.longing.title"),
        about=page.say("simulation.longing.about", gap=page.say.gap(float(longing.shape[1]))),
        prefix=prefix,
    )


@dataclass(frozen=True, slots=True)
class _Page:
    longing: FloatArray
    reaching: FloatArray
    partners: tuple[str, str]
    shape: Shape
    say: Words

    def column(self, partner: int) -> str:
        left, right = column(self.shape, partner)
        scale = Timescale(float(self.longing.shape[1]), left, right, self.say, tight=True)
        name = shorten(self.partners[partner], right - left - 24, 17)
        panels = "".join(self.panel(scale, row, partner) for row in (0, 1))
        return named(left, TOP - 12, partner, name) + panels + scale.ticks(TOP + 2 * (PANEL + SPACE) - 4)

    def panel(self, scale: Timescale, row: int, partner: int) -> str:
        values = (self.longing, self.reaching)[row]
        most, own = float(values.max()) or 1.0, partner + 1
        foot = TOP + row * (PANEL + SPACE) + SPACE - 16 + PANEL

        def heights(line: FloatArray) -> list[float]:
            return [foot - float(v) / most * (PANEL - 8) for v in line]

        xs = [scale.x(day + 0.5) for day in range(values.shape[1])]
        rows = [heights(line) for line in np.quantile(values[partner, :, 1:], QUANTILES, axis=1)]
        steady = heights(values[partner, :, 0])
        return (
            text(scale.left, foot - PANEL - 4, self.say(f"simulation.longing.{ROWS[row]}"), "t-m t-b")
            + segment(scale.left, foot, scale.right, foot, "se", 1.2)
            + bands(xs, rows, f"f{own}")
            + trace(xs, steady, "si", 1.4)
            + trace(xs, rows[2], f"s{own}", 2.4)
        )

    def arms(self) -> str:
        """Show what the other does in each arm, and which line stands for it."""
        x, middle, turn = column(self.shape, 1)[0], 16.0, 8.0
        xs = [x + turn * (at // 2) for at in range(1, 9)]
        turns = [middle + (5 if at % 4 in {0, 3} else -5) for at in range(1, 9)]
        return (
            segment(14, middle, 46, middle, "si", 1.4)
            + text(54, middle + 4, self.say("simulation.longing.steady"), "t-s")
            + trace(xs, turns, "su", 2.4)
            + text(x + 40, middle + 4, self.say("simulation.longing.unsteady"), "t-s t-b")
        )

"""How many couples differ over time: the middle one, and bands that hold half and nine in ten of them."""

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
    drawing,
    end_words,
    segment,
    shaped,
    text,
    trace,
)
from pasdedeux.words import Language, Words, words

FloatArray = NDArray[np.float64]
LEFT, TOP = 40.0, 46.0
TALL: dict[Shape, float] = {"phone": 190.0, "wide": 220.0}


@names_wrong_arguments
def spread(
    days: FloatArray,
    shares: FloatArray,
    *,
    shape: Shape = "phone",
    language: Language = "en",
    prefix: str = "spread",
) -> str:
    """Draw how many of ten days couples spend in the cycle, over time.

    Parameters
    ----------
    days
        Shape (S,), increasing: the end of each span.
    shares
        Shape (S, n): each couple's share of each span.
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
    >>> svg = spread(np.array([30.0, 60.0]), np.array([[0.0, 0.2, 1.0], [0.1, 0.3, 1.0]]))
    >>> svg.count('class="fu"')
    2
    """
    shaped("days", days, None)
    shaped("shares", shares, len(days), None)
    held = np.quantile(shares, QUANTILES, axis=1)
    page = _Page(np.append(0.0, days), np.column_stack([held[:, :1], held]), shape, words(language))
    return drawing(
        page.ground() + page.drawn_bands() + page.ends(),
        size=(WIDTH[shape], TOP + TALL[shape] + 40),
        title=page.say("simulation.spread.title"),
        about=page.say("simulation.spread.about", n=shares.shape[1], gap=page.say.gap(float(days[-1]))),
        prefix=prefix,
    )


@dataclass(frozen=True, slots=True)
class _Page:
    days: FloatArray
    bands: FloatArray
    shape: Shape
    say: Words

    @property
    def right(self) -> float:
        return WIDTH[self.shape] - 112

    def x(self, day: float) -> float:
        return LEFT + day / float(self.days[-1]) * (self.right - LEFT)

    def y(self, share: float) -> float:
        return TOP + (1 - share) * TALL[self.shape]

    def ground(self) -> str:
        drawn = text(14, 20, self.say("simulation.spread.head"), "t-m t-b")
        for tenths in (0, 5, 10):
            y = self.y(tenths / 10)
            drawn += segment(LEFT, y, self.right, y, "sl" if tenths else "se", 1.2)
            drawn += text(LEFT - 8, y + 4, str(tenths), "t-s t-e")
        below = self.y(0) + 22
        last = self.say.gap(float(self.days[-1]))
        return (
            drawn
            + text(LEFT, below, self.say("simulation.spread.start"), "t-s")
            + text(self.right, below, last, "t-s t-e")
        )

    def drawn_bands(self) -> str:
        xs = [self.x(float(day)) for day in self.days]
        rows = [[self.y(float(share)) for share in row] for row in self.bands]
        return bands(xs, rows, "fu") + trace(xs, rows[2], "su", 2.4)

    def ends(self) -> str:
        """Name the bands at their ends, pushed apart where they meet."""
        rows = ((4, "most"), (3, "half"), (2, "middle"))
        named = [
            (self.y(float(self.bands[row, -1])), self.say(f"simulation.spread.{name}"), "t-s")
            for row, name in rows
        ]
        return end_words(self.right + 8, named)

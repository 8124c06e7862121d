"""Where it may begin: how little the care one had moves the two dimensions of attachment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.figures.kit import (
    WIDTH,
    Shape,
    area,
    column,
    drawing,
    element,
    lines,
    named,
    segment,
    shorten,
    some,
    text,
    trace,
    wrap,
)
from pasdedeux.words import Language, Words, words

FloatArray = NDArray[np.float64]
DIMENSIONS = ("anxiety", "avoidance")
WIDEST = 3.2
"""Standard deviations drawn to either side."""
TOP, PANEL, ROW = 52.0, 62.0, 126.0


@names_wrong_arguments
def care_curves(
    shifts: Mapping[int, tuple[float, float]],
    *,
    partners: tuple[str, str],
    shape: Shape = "phone",
    language: Language = "en",
    prefix: str = "care",
) -> str:
    """Draw everyone, and those who were raised as a partner was, along both dimensions.

    Parameters
    ----------
    shifts
        By partner, 0 or 1: how far such care moves anxiety and avoidance, in standard deviations.
    partners
        Two labels; a row for each who has a shift.
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
    >>> care_curves({0: (0.0, 0.3)}, partners=("A", "B")).count("of 100")
    2
    """
    some("shifts", list(shifts))
    page = _Page(shifts, partners, shape, words(language))
    return drawing(
        page.heads() + "".join(page.row(at, partner) for at, partner in enumerate(shifts)) + page.key(),
        size=(WIDTH[shape], TOP + ROW * len(shifts) + 16),
        title=page.say("simulation.care.title"),
        about=page.say("simulation.care.about"),
        prefix=prefix,
    )


def above(shift: float) -> int:
    """Count how many of 100 lie above the middle of all people.

    Examples
    --------
    >>> above(0.0), above(0.2)
    (50, 58)
    """
    return round(50 * (1 + erf(shift / sqrt(2))))


@dataclass(frozen=True, slots=True)
class _Page:
    shifts: Mapping[int, tuple[float, float]]
    partners: tuple[str, str]
    shape: Shape
    say: Words

    def heads(self) -> str:
        """Name the two dimensions, on one line or two."""
        drawn = ""
        for at, name in enumerate(DIMENSIONS):
            left, right = column(self.shape, at)
            rows = wrap(self.say(f"simulation.care.{name}"), right - left, 13)
            drawn += lines(left, 18, rows, "t-m t-b")
        return drawn

    def row(self, at: int, partner: int) -> str:
        top = TOP + at * ROW
        name = shorten(self.partners[partner], 0.55 * WIDTH[self.shape] - 30, 13)
        like = self.say("simulation.care.like", name=name)
        panels = "".join(self.panel(dimension, partner, top + 18) for dimension in (0, 1))
        return named(14, top + 10, partner, like, "t-m") + panels

    def key(self) -> str:
        y = TOP + ROW * len(self.shifts) + 4
        return segment(14, y - 4, 38, y - 4, "si", 1.2) + text(46, y, self.say("simulation.care.all"), "t-s")

    def panel(self, dimension: int, partner: int, top: float) -> str:
        (left, right), foot = column(self.shape, dimension), top + PANEL
        shift, own = self.shifts[partner][dimension], partner + 1
        along = np.linspace(-WIDEST, WIDEST, 65)
        xs = [left + float(v + WIDEST) / (2 * WIDEST) * (right - left) for v in along]

        def bell(middle: float) -> list[float]:
            return [foot - float(v) * (PANEL - 6) for v in np.exp(-0.5 * (along - middle) ** 2)]

        everyone, raised = bell(0.0), bell(shift)
        middle = (left + right) / 2
        return (
            element("path", class_=f"f{own}", d=area(xs, [foot] * len(xs), raised), opacity="0.25")
            + segment(left, foot, right, foot, "se", 1.2)
            + segment(middle, foot, middle, top + 2, "se", 1.2)
            + trace(xs, everyone, "si", 1.2)
            + trace(xs, raised, f"s{own}", 2.2)
            + text(right, foot + 17, self.say("simulation.care.above", n=above(shift)), "t-s t-e")
        )

"""Two inner worlds: what each feels, and how much of it the other can see. The space between is the point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.figures.kit import (
    WIDTH,
    Shape,
    area,
    drawing,
    element,
    end_words,
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
HIGH = 1.0
"""Alarm from which on days of distance are called a crisis; see `pasdedeux.simulate.course`."""
LEFT, TOP, LANE, GAP = 64.0, 40.0, 104.0, 34.0


@names_wrong_arguments
def two_worlds(
    felt: FloatArray,
    shown: FloatArray,
    *,
    partners: tuple[str, str],
    spells: Sequence[tuple[int, int]] = (),
    shape: Shape = "phone",
    language: Language = "en",
    prefix: str = "worlds",
) -> str:
    """Draw felt and shown alarm of both, mirrored: what shows towards the middle, what is felt further out.

    Parameters
    ----------
    felt, shown
        Shape (D, 2): means of days; what is shown is at most what is felt.
    partners
        Two labels; the first has the upper lane.
    spells
        First and last day of each stretch of days in the cycle; hatched.
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
    >>> days = np.linspace([0.2, 0.2], [1.0, 1.0], 9)
    >>> two_worlds(days, days / 2, partners=("A", "B")).count(">shown<")
    2
    """
    shaped("felt", felt, None, 2)
    shaped("shown", shown, len(felt), 2)
    page = _Page(felt, shown, partners, spells, shape, words(language), prefix)
    return drawing(
        page.ground() + page.lane(0) + page.lane(1) + page.middle() + page.scale.ticks(page.foot + 34),
        size=(WIDTH[shape], page.foot + 62),
        title=page.say("simulation.worlds.title"),
        about=page.say("simulation.worlds.about", gap=page.say.gap(page.scale.days)),
        prefix=prefix,
    )


@dataclass(frozen=True, slots=True)
class _Page:
    felt: FloatArray
    shown: FloatArray
    partners: tuple[str, str]
    spells: Sequence[tuple[int, int]]
    shape: Shape
    say: Words
    prefix: str

    @property
    def right(self) -> float:
        return WIDTH[self.shape] - 68

    @property
    def scale(self) -> Timescale:
        return Timescale(float(len(self.felt)), LEFT, self.right, self.say)

    @property
    def foot(self) -> float:
        return TOP + 2 * LANE + GAP

    @property
    def most(self) -> float:
        """End of the scale, which both lanes share."""
        return max(1.08 * HIGH, float(self.felt.max()))

    def y(self, value: float, partner: int) -> float:
        """Out from the middle: up for the first, down for the second."""
        calm = TOP + LANE + partner * GAP
        return calm + (2 * partner - 1) * value / self.most * LANE

    def ground(self) -> str:
        return self.scale.hatched(self.spells, TOP, self.foot, self.prefix)

    def lane(self, partner: int) -> str:
        own = partner + 1
        name = shorten(self.partners[partner], WIDTH[self.shape] - 60, 17)
        edge = TOP - 14 if partner == 0 else self.foot + 18
        calm, high = self.y(0.0, partner), self.y(HIGH, partner)
        xs = [self.scale.x(day + 0.5) for day in range(len(self.felt))]
        inner, outer = (
            [self.y(float(v), partner) for v in values[:, partner]] for values in (self.shown, self.felt)
        )
        return (
            named(14, edge, partner, name)
            + element("path", class_=f"t{own}", d=area(xs, inner, outer))
            + element("path", class_=f"f{own}", d=area(xs, [calm] * len(xs), inner), opacity="0.4")
            + segment(LEFT, high, self.right, high, "sl", 1.2)
            + segment(LEFT, calm, self.right, calm, "se", 1.2)
            + trace(xs, outer, f"s{own}", 1.2)
            + trace(xs, inner, f"s{own}", 2.4)
            + text(14, calm + 4, self.say("simulation.worlds.calm"), "t-s")
            + text(14, high + 4, self.say("simulation.worlds.high"), "t-s")
            + end_words(
                self.right + 6,
                [
                    (inner[-1], self.say("simulation.worlds.shown"), "t-s t-b"),
                    (outer[-1], self.say("simulation.worlds.felt"), "t-s"),
                ],
                lowest=self.foot if partner else calm + 4,
            )
        )

    def middle(self) -> str:
        y = TOP + LANE + GAP / 2 + 4
        x = (LEFT + self.right) / 2
        return text(x, y, self.say("simulation.worlds.between"), "t-s t-c h")

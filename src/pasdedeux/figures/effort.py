"""Who does the reaching: the share of each over time, and how it goes with other luck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.figures.kit import (
    WIDTH,
    Shape,
    area,
    bands,
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
LEFT, TOP, TALL = 84.0, 40.0, 150.0


@names_wrong_arguments
def who_reaches(
    ends: FloatArray,
    share: FloatArray,
    spread: FloatArray,
    *,
    partners: tuple[str, str],
    shape: Shape = "phone",
    language: Language = "en",
    prefix: str = "effort",
) -> str:
    """Draw how the reaching is shared: each partner's ground is as large as that partner's share.

    Parameters
    ----------
    ends
        Shape (B,): last day of each stretch.
    share
        Shape (B,): what of all reaching comes from the first partner.
    spread
        Shape (B, 5): quantiles of the same over other runs, at 5, 25, 50, 75, 95 %.
    partners
        Two labels; the first has the ground above.
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
    >>> svg = who_reaches(np.array([14.0]), np.array([0.5]), np.full((1, 5), 0.5), partners=("A", "B"))
    >>> svg.count("half each")
    1
    """
    shaped("ends", ends, None)
    shaped("share", share, len(ends))
    shaped("spread", spread, len(ends), 5)
    page = _Page(ends, share, spread, partners, shape, words(language))
    return drawing(
        page.grounds() + page.border() + page.names() + page.scale.ticks(TOP + TALL + 34),
        size=(WIDTH[shape], TOP + TALL + 62),
        title=page.say("simulation.effort.title"),
        about=page.say("simulation.effort.about", gap=page.say.gap(page.scale.days)),
        prefix=prefix,
    )


@dataclass(frozen=True, slots=True)
class _Page:
    ends: FloatArray
    share: FloatArray
    spread: FloatArray
    partners: tuple[str, str]
    shape: Shape
    say: Words

    @property
    def right(self) -> float:
        return WIDTH[self.shape] - 90

    @property
    def scale(self) -> Timescale:
        return Timescale(float(self.ends[-1]), LEFT, self.right, self.say)

    @property
    def xs(self) -> list[float]:
        """The start, the middle of each stretch, the end."""
        middles = (np.append(0.0, self.ends[:-1]) + self.ends) / 2
        return [self.scale.x(float(day)) for day in (0.0, *middles, self.ends[-1])]

    def y(self, share: float) -> float:
        return TOP + share * TALL

    def ys(self, shares: FloatArray) -> list[float]:
        return [self.y(float(share)) for share in (shares[0], *shares, shares[-1])]

    def grounds(self) -> str:
        border = self.ys(self.share)
        flat = [[self.y(end)] * len(border) for end in (0.0, 1.0)]
        return "".join(
            element("path", class_=f"t{own}", d=area(self.xs, *pair))
            for own, pair in ((1, (flat[0], border)), (2, (border, flat[1])))
        )

    def border(self) -> str:
        rows = [self.ys(quantile) for quantile in self.spread.T]
        line, half = self.ys(self.share), self.y(0.5)
        return (
            bands(self.xs, rows, "fu")
            + segment(LEFT, half, self.right, half, "se", 1.2)
            + text(14, half + 4, self.say("simulation.effort.half"), "t-s")
            + trace(self.xs, line, "su", 2.4)
            + end_words(
                self.right + 8,
                [
                    (line[-1], self.say("simulation.effort.run"), "t-s t-b"),
                    (rows[2][-1], self.say("simulation.effort.luck"), "t-s"),
                ],
                lowest=self.y(1.0),
            )
        )

    def names(self) -> str:
        names = [shorten(name, WIDTH[self.shape] - 60, 17) for name in self.partners]
        return named(14, TOP - 12, 0, names[0]) + named(14, TOP + TALL + 20, 1, names[1])

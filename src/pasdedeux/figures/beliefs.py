"""What each counts on, and what each lives with: felt security moves with it and comes back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.figures.kit import (
    WIDTH,
    Shape,
    bands,
    drawing,
    end_words,
    named,
    segment,
    shaped,
    shorten,
    trace,
)
from pasdedeux.figures.timescale import Timescale
from pasdedeux.words import Language, Words, words

FloatArray = NDArray[np.float64]
LEFT, TOP, PANEL, SPACE, NAMES = 14.0, 44.0, 116.0, 78.0, 98.0


@names_wrong_arguments
def beliefs(
    security: FloatArray,
    received: FloatArray,
    spread: FloatArray,
    *,
    brought: tuple[float, float],
    partners: tuple[str, str],
    shape: Shape = "phone",
    language: Language = "en",
    prefix: str = "beliefs",
) -> str:
    """Draw felt security of both beside the responsiveness each lives with.

    Parameters
    ----------
    security, received
        Shape (D, 2), from 0 to 1: what each counts on, day by day, and what each gets.
    spread
        Shape (D, 2, 5): quantiles of security over other runs, at 5, 25, 50, 75, 95 %.
    brought
        What each counts on with nobody's doing.
    partners
        Two labels; a panel each.
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
    >>> half = np.full((6, 2), 0.5)
    >>> svg = beliefs(half, half, np.full((6, 2, 5), 0.5), brought=(0.5, 0.5), partners=("A", "B"))
    >>> svg.count(">brought along<")
    2
    """
    shaped("security", security, None, 2)
    shaped("received", received, len(security), 2)
    shaped("spread", spread, len(security), 2, 5)
    page = _Page(security, received, spread, brought, partners, shape, words(language))
    rows = 2 if shape == "phone" else 1
    return drawing(
        page.panel(0) + page.panel(1),
        size=(WIDTH[shape], TOP + rows * (PANEL + SPACE) - 40),
        title=page.say("simulation.beliefs.title"),
        about=page.say("simulation.beliefs.about", gap=page.say.gap(float(len(security)))),
        prefix=prefix,
    )


@dataclass(frozen=True, slots=True)
class _Page:
    security: FloatArray
    received: FloatArray
    spread: FloatArray
    brought: tuple[float, float]
    partners: tuple[str, str]
    shape: Shape
    say: Words

    def place(self, partner: int) -> tuple[float, float, float]:
        """Left, right and top of a panel."""
        if self.shape == "phone":
            return LEFT, WIDTH["phone"] - NAMES - 6, TOP + partner * (PANEL + SPACE)
        half = WIDTH["wide"] / 2
        return LEFT + partner * half, partner * half + half - NAMES - 6, TOP

    @property
    def limits(self) -> tuple[float, float]:
        """Of all that is drawn, so that both panels share a scale."""
        seen = (self.security, self.received, self.spread)
        return min(float(v.min()) for v in seen) - 0.02, max(float(v.max()) for v in seen) + 0.02

    def panel(self, partner: int) -> str:
        left, right, top = self.place(partner)
        low, high = self.limits
        scale = Timescale(float(len(self.security)), left, right, self.say)

        def ys(values: FloatArray) -> list[float]:
            return [top + (high - float(v)) / (high - low) * PANEL for v in values]

        xs, own = [scale.x(day + 0.5) for day in range(len(self.security))], partner + 1
        counted, lived = ys(self.security[:, partner]), ys(self.received[:, partner])
        brought = ys(np.array([self.brought[partner]]))[0]
        name = shorten(self.partners[partner], right - left - 20, 15)
        return (
            named(left, top - 16, partner, name)
            + bands(xs, [ys(quantile) for quantile in self.spread[:, partner].T], f"f{own}")
            + trace(xs, lived, "se", 1.2)
            + segment(left, brought, right, brought, "si", 1.0)
            + trace(xs, counted, f"s{own}", 2.6)
            + end_words(
                right + 6,
                [
                    (counted[-1], self.say("simulation.beliefs.counts"), "t-s t-b"),
                    (lived[-1], self.say("simulation.beliefs.lives"), "t-s"),
                    (brought, self.say("simulation.beliefs.brought"), "t-s"),
                ],
            )
            + scale.ticks(top + PANEL + 6)
        )

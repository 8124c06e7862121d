"""Coded talks: the partner's effect beside what is found with partners swapped between couples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.estimates import Interval
from pasdedeux.figures.axis import Axis, hue, interval_mark, sign
from pasdedeux.figures.kit import (
    WIDTH,
    Shape,
    drawing,
    element,
    number,
    segment,
    shaped,
    shorten,
    some,
    text,
)
from pasdedeux.figures.links import reaches_zero
from pasdedeux.figures.table import estimated
from pasdedeux.words import Language, Words, words

FloatArray = NDArray[np.float64]
PANEL, BARS, BINS = 112.0, 34.0, 60


@names_wrong_arguments
@dataclass(frozen=True, eq=False, slots=True)
class Swapped:
    """One effect and what chance makes of it.

    Parameters
    ----------
    name
        Whose next move it is.
    who
        0 or 1; None where the two are not told apart.
    effect
        The partner's effect in the couples as they are, log-odds.
    null
        Shape (S,). The same with partners swapped between couples.
    """

    name: str
    who: int | None
    effect: Interval
    null: FloatArray


@names_wrong_arguments
def swapped_partners(
    panels: Sequence[Swapped],
    *,
    shape: Shape = "wide",
    language: Language = "en",
    prefix: str = "swapped",
) -> str:
    """Draw each effect above the ones of swapped partners, on one scale.

    Parameters
    ----------
    panels
        One for each person.
    shape
        Phone or wide drawing.
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
    >>> size = Interval(0.7, 0.5, 0.9, 0.6, 0.8)
    >>> svg = swapped_partners([Swapped("M", 0, size, np.array([-0.1, 0.1]))])
    >>> "0.70 (0.50 to 0.90)" in svg
    True
    """
    some("panels", panels)
    for panel in panels:
        shaped("null", panel.null, None)
    page = _Page(tuple(panels), shape, words(language))
    foot = 8 + PANEL * len(panels)
    low, high = page.scale.low, page.scale.high
    ticks = [(0.0, page.say("figures.effects.none")), (high, page.say.number(high, 1))]
    ticks.append((low, page.say.number(low, 1)))
    return drawing(
        "".join(page.panel(one, PANEL * at) for at, one in enumerate(panels))
        + segment(page.scale.x(0), 30, page.scale.x(0), foot, "si", 1.2)
        + page.scale.ticks(foot, ticks, WIDTH[shape]),
        size=(WIDTH[shape], foot + 32),
        title=page.say("figures.swapped.title"),
        about=" ".join(page.about(one) for one in panels),
        prefix=prefix,
    )


@dataclass(frozen=True, slots=True)
class _Page:
    panels: tuple[Swapped, ...]
    shape: Shape
    say: Words

    @property
    def scale(self) -> Axis:
        seen = [end for one in self.panels for end in (one.effect.low, one.effect.high, *one.null)]
        low, high = min(-0.5, *seen), max(0.5, *seen)
        left, right = (20.0, 340.0) if self.shape == "phone" else (150.0, 600.0)
        return Axis(float(np.floor(2 * low) / 2), float(np.ceil(2 * high) / 2), left, right)

    def about(self, one: Swapped) -> str:
        return self.say(
            "figures.swapped.about",
            name=one.name,
            effect=estimated(self.say, one.effect),
            n=len(one.null),
            most=self.say.number(float(np.max(one.null))),
        )

    def panel(self, one: Swapped, top: float) -> str:
        name = shorten(one.name, 120 if self.shape == "phone" else 300, 14)
        head = self.say("figures.effects.head", name=name)
        drawn = sign(19, top + 16, one.who) + text(32, top + 20, head, "t-m t-b h")
        y = top + 44
        drawn += interval_mark(self.scale, y, one.effect, hue(one.who), unsure=reaches_zero(one.effect))
        drawn += self._bars(one.null, top + 62)
        if self.shape == "wide":
            drawn += text(14, y + 4, self.say("figures.swapped.own"), "t-s")
            drawn += text(14, top + 62 + BARS, self.say("figures.swapped.null"), "t-s")
            drawn += text(WIDTH["wide"] - 14, y + 4, estimated(self.say, one.effect), "t-s t-e")
        return drawn

    def _bars(self, null: FloatArray, top: float) -> str:
        """Draw a small histogram of what is found with swapped partners."""
        scale = self.scale
        count, edges = np.histogram(null, BINS, (scale.low, scale.high))
        foot, wide = top + BARS, scale.x(float(edges[1])) - scale.x(float(edges[0])) - 0.6
        d = "".join(
            f"M{number(scale.x(float(edge)))} {number(foot)}v-{number(BARS * n / count.max())}"
            f"h{number(wide)}V{number(foot)}Z"
            for n, edge in zip(count, edges, strict=False)
            if n
        )
        line = segment(scale.left, foot, scale.right, foot, "sl", 1)
        return line + element("path", class_="fi2", d=d, opacity="0.6")

"""Forest: each couple's loop gain with its range, sorted, and how far the group has pulled it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.estimates import Interval
from pasdedeux.figures.kit import WIDTH, Shape, dot, drawing, element, segment, shorten, text
from pasdedeux.figures.links import reaches_zero
from pasdedeux.figures.table import ranged
from pasdedeux.identify.linear.results import CoupleResult
from pasdedeux.words import Language, Words, words

ROW, TOP = 18.0, 58.0
MOST_ROWS = 60


def forest_order(couples: Sequence[CoupleResult], most: int = MOST_ROWS) -> list[CoupleResult]:
    """Sort couples by loop gain; take evenly spaced ones where there are too many to draw.

    Examples
    --------
    >>> forest_order([])
    []
    """
    ordered = sorted(couples, key=lambda couple: (couple.loop_gain.estimate, couple.id))
    if len(ordered) <= most:
        return ordered
    return [ordered[int(at)] for at in np.linspace(0, len(ordered) - 1, most).round()]


@names_wrong_arguments
def forest(
    couples: Sequence[CoupleResult],
    *,
    together: Interval | None = None,
    shape: Shape = "wide",
    language: Language = "en",
    prefix: str = "forest",
) -> str:
    """Draw the couples of a study.

    Parameters
    ----------
    couples
        One result per couple.
    together
        The loop gain of the group.
    shape
        Wide: with days and numbers in columns; phone: marks only, the numbers are in the table.
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
    >>> from pasdedeux.estimates import VerdictName
    >>> size = Interval(0.5, 0.2, 0.8, 0.4, 0.6)
    >>> one = CoupleResult("07", 50, 60.0, size, 0.6, 0.99, (), size, True, VerdictName.REINFORCING)
    >>> "couple 07" in forest([one])
    True
    """
    rows = forest_order(couples)
    page = _Forest(rows, together, shape, words(language))
    return drawing(
        page.ground(len(couples))
        + "".join(page.row(at) for at in range(len(rows)))
        + page.axis()
        + page.key(),
        size=(WIDTH[shape], page.foot + (56 if shape == "wide" else 92)),
        title=page.say("figures.forest.title"),
        about=page.say("figures.forest.about", n=len(rows)),
        prefix=prefix,
    )


@dataclass(frozen=True, slots=True)
class _Forest:
    rows: Sequence[CoupleResult]
    together: Interval | None
    shape: Shape
    say: Words

    @property
    def foot(self) -> float:
        return TOP + ROW * len(self.rows) + 6

    @property
    def limits(self) -> tuple[float, float]:
        seen = [couple.loop_gain.low for couple in self.rows]
        seen += [couple.own_gain for couple in self.rows if np.isfinite(couple.own_gain)]
        low = max(min([*seen, 0.0]), -1.0)
        return min(-0.1, np.floor(low * 4) / 4), 1.0

    def x(self, gain: float) -> float:
        left, right = (158.0, 606.0) if self.shape == "wide" else (104.0, 336.0)
        low, high = self.limits
        return left + (min(max(gain, low), high + 0.06) - low) / (high - low) * (right - left)

    def ground(self, total: int) -> str:
        words = self.say("figures.forest.head")
        drawn = text(14, 20, words, "t-m t-b")
        if self.together is not None:
            low, middle, high = (
                self.x(v) for v in (self.together.low, self.together.estimate, self.together.high)
            )
            drawn += element(
                "rect", class_="tu", height=self.foot - TOP + 8, width=max(high - low, 1.0), x=low, y=TOP - 8
            )
            drawn += segment(middle, TOP - 8, middle, self.foot, "su", 1.6)
            if total > 1:
                drawn += text(middle, TOP - 16, self.say("figures.forest.together"), "t-s t-c fu h")
        drawn += segment(self.x(0), TOP - 8, self.x(0), self.foot, "si", 1.2)
        return drawn + segment(self.x(1), TOP - 8, self.x(1), self.foot, "se", 1.2)

    def row(self, at: int) -> str:
        couple = self.rows[at]
        y = TOP + ROW * at + 8
        gain = couple.loop_gain
        unsure = reaches_zero(gain)
        room = 96.0 if self.shape == "wide" else 84.0
        drawn = text(14, y + 4, shorten(self.say("figures.forest.couple", id=couple.id), room, 12), "t-s")
        if self.shape == "wide":
            drawn += text(148, y + 4, self.say("figures.forest.days", n=int(couple.days) + 1), "t-s t-e")
            numbers = ranged(self.say, gain.estimate, gain.low, gain.high)
            drawn += text(WIDTH["wide"] - 14, y + 4, numbers, "t-s t-e")
        drawn += segment(self.x(gain.low), y, self.x(gain.high), y, "si", 2.2, "5 4" if unsure else None)
        own = couple.own_gain
        if np.isfinite(own) and len(self.rows) > 1:
            drawn += segment(self.x(own), y - 5, self.x(gain.estimate), y, "se", 1)
            drawn += dot(self.x(own), y - 5, 3.2, "fp se", 1.4)
        return drawn + dot(self.x(gain.estimate), y, 4.2, "fp si" if unsure else "fi si", 2)

    def axis(self) -> str:
        low, high = self.limits
        drawn = segment(self.x(low), self.foot, self.x(high), self.foot, "se", 1.2)
        places = [(0.0, "none"), (1.0, "whole")]
        if self.shape == "wide":
            places.append((0.5, "half"))
        if low <= -0.5 and self.x(0) - self.x(-0.5) > 84:
            places.append((-0.5, "calm"))
        for gain, name in places:
            at = self.x(gain)
            drawn += segment(at, self.foot, at, self.foot + 6, "se", 1.2)
            look = "t-s t-e" if gain == 1 and self.shape == "phone" else "t-s t-c"
            shift = 16 if look.endswith("e") else 0
            drawn += text(at + shift, self.foot + 21, self.say(f"figures.forest.{name}"), look)
        return drawn

    def key(self) -> str:
        y = self.foot + 46
        steps = (0.0, 200.0, 410.0) if self.shape == "wide" else (0.0, 0.0, 0.0)
        downs = (0.0, 0.0, 0.0) if self.shape == "wide" else (0.0, 17.0, 34.0)
        own, pooled, unsure = (20 + step for step in steps)
        return (
            dot(own, y - 4 + downs[0], 3.2, "fp se", 1.4)
            + text(own + 14, y + downs[0], self.say("figures.forest.own"), "t-s")
            + dot(pooled, y - 4 + downs[1], 4.2, "fi")
            + text(pooled + 14, y + downs[1], self.say("figures.forest.pooled"), "t-s")
            + segment(unsure - 6, y - 4 + downs[2], unsure + 8, y - 4 + downs[2], "si", 2, "5 4")
            + text(unsure + 14, y + downs[2], self.say("figures.forest.open"), "t-s")
        )

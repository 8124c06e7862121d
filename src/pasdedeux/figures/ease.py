"""Time until at ease: what each told of each episode, as bands, open-ended where it was not over yet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.estimates import Interval
from pasdedeux.figures.axis import Axis
from pasdedeux.figures.kit import (
    WIDTH,
    Shape,
    drawing,
    element,
    number,
    segment,
    shorten,
    some,
    text,
)
from pasdedeux.figures.periods import HOURS, hour_ticks
from pasdedeux.figures.strips import MOST_ROWS, lanes_head
from pasdedeux.words import Language, Words, words

ROW, TOP, LEFT = 26.0, 64.0, 110.0


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class EaseRow:
    """One episode.

    Parameters
    ----------
    label
        What the row is called: its day.
    hours
        For each person, between which hours the time until at ease lies, the upper one infinite where it is
        open; None where that person did not say.
    """

    label: str
    hours: tuple[tuple[float, float] | None, tuple[float, float] | None]


@names_wrong_arguments
def time_until_ease(
    rows: Sequence[EaseRow],
    *,
    partners: tuple[str, str],
    typical: Interval | None = None,
    shape: Shape = "phone",
    language: Language = "en",
    prefix: str = "ease",
) -> str:
    """Draw how long it took until each was at ease again.

    Parameters
    ----------
    rows
        Oldest first; of more than twenty the newest are drawn.
    partners
        Two labels; the first has the lower half of each row.
    typical
        The couple's typical time in hours, drawn behind; None where nothing may be said yet.
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
    >>> rows = [EaseRow("3 November", ((0.75, 2.0), (6.0, math.inf)))]
    >>> time_until_ease(rows, partners=("Alma", "Sam")).count('class="n s2"')
    1
    """
    some("rows", rows)
    page = _Page(tuple(rows[-MOST_ROWS:]), shape, words(language))
    return drawing(
        lanes_head(partners, shape, page.say)
        + page.behind(typical)
        + "".join(page.row(at) for at in range(len(page.rows)))
        + page.scale.ticks(page.foot, hour_ticks(page.say), WIDTH[shape]),
        size=(WIDTH[shape], page.foot + 32),
        title=page.say("figures.ease.title"),
        about=page.say("figures.ease.about", n=len(page.rows), first=partners[0], second=partners[1]),
        prefix=prefix,
    )


@dataclass(frozen=True, slots=True)
class _Page:
    rows: tuple[EaseRow, ...]
    shape: Shape
    say: Words

    @property
    def scale(self) -> Axis:
        return Axis(*HOURS, LEFT, WIDTH[self.shape] - 22, log=True)

    @property
    def foot(self) -> float:
        return TOP + ROW * len(self.rows) + 6

    def behind(self, typical: Interval | None) -> str:
        """Draw the couple's typical time with its range behind all rows."""
        if typical is None:
            return ""
        x = self.scale.x
        pairs = ((typical.low, typical.high, "0.18"), (typical.low50, typical.high50, "0.26"))
        boxes = "".join(
            element(
                "rect",
                class_="fu",
                height=self.foot - TOP + 4,
                opacity=opacity,
                width=max(x(high) - x(low), 1.0),
                x=x(low),
                y=TOP - 4,
            )
            for low, high, opacity in pairs
        )
        middle = x(typical.estimate)
        line = segment(middle, TOP - 4, middle, self.foot, "su", 1.6)
        return boxes + line + text(middle, TOP - 12, self.say("figures.ease.typical"), "t-s t-c fu h")

    def row(self, at: int) -> str:
        row, y = self.rows[at], TOP + ROW * at
        drawn = text(14, y + 16, shorten(row.label, LEFT - 22, 12), "t-s")
        for who, hours in enumerate(row.hours):
            if hours is not None:
                drawn += self._band(hours, y + (13 if who == 0 else 3), who)
        return drawn

    def _band(self, hours: tuple[float, float], y: float, who: int) -> str:
        """Draw one answer; without an upper end it goes on to the edge and ends in an open arrow."""
        low, high = hours
        left, right = self.scale.x(low), self.scale.x(high)
        open_ = math.isinf(high)
        band = element(
            "rect",
            class_=f"f{who + 1}",
            height=8,
            opacity="0.6",
            rx=2,
            width=max(right - left, 3.0),
            x=left,
            y=y,
        )
        if not open_:
            return band
        d = f"M{number(right + 2)} {number(y - 1)}l7.0 5.0l-7.0 5.0"
        return band + element("path", class_=f"n s{who + 1}", d=d, stroke_width=1.8)

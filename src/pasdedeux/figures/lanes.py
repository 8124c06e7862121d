"""Two lanes over time: each partner around their own usual, and where both are likely to be next.

Where a role moves a partner towards or away from the other, towards is the middle of the drawing, so that the
space between the lines is the space between the two. Days without a report are gaps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments, within
from pasdedeux.figures.kit import (
    WIDTH,
    Point,
    Shape,
    bands,
    breadth,
    drawing,
    element,
    hatched,
    mark,
    named,
    polyline,
    segment,
    shaped,
    shorten,
    text,
    trace,
)
from pasdedeux.words import Language, Words, words

FloatArray = NDArray[np.float64]
MOVE = "move"
"""A role of simulated couples: towards the other above nought, away below; nought is at ease."""
TOWARDS = {MOVE: 1, "pursuit": 1, "closeness": 1, "withdrawal": -1}
DAILY = 0.75
"""Days from report to report from which a record is told day by day."""
SHOWN_DAYS: dict[Shape, float] = {"phone": 28.0, "wide": 63.0}
MOST_MARKS = 80
LANE, TOP, GAP = 104.0, 58.0, 58.0


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Fan:
    """Where both partners are likely to be after the last report.

    Parameters
    ----------
    time
        Shape (H,), days on the record's clock.
    quantiles
        Shape (H, 2, 5), in the item's units, at 5, 25, 50, 75, 95 %.
    """

    time: FloatArray
    quantiles: FloatArray


@names_wrong_arguments
def lanes(
    time: FloatArray,
    values: FloatArray,
    *,
    partners: tuple[str, str],
    role: str,
    fan: Fan | None = None,
    spells: Sequence[tuple[float, float]] = (),
    shown: float | None = None,
    shape: Shape = "phone",
    language: Language = "en",
    prefix: str = "lanes",
) -> str:
    """Draw both partners over the last weeks, with the forecast.

    Parameters
    ----------
    time
        Shape (T,), days, increasing.
    values
        Shape (T, 2), the item's units, NaN where a partner did not answer.
    partners
        Two labels; the first has the upper lane.
    role
        What was reported.
    fan
        The forecast, or None.
    spells
        First and last day of each stretch in the cycle; hatched.
    shown
        Days drawn; unless given, on a phone the last four weeks, wide the last nine.
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
    >>> svg = lanes(np.arange(3.0), np.array([[1, 2], [2, 2], [1, 3.0]]), partners=("A", "B"), role="arousal")
    >>> svg.count("<circle")
    4
    """
    shaped("time", time, None)
    shaped("values", values, len(time), 2, gaps=True)
    if shown is not None:
        within("shown", shown, 0.1, 1e6, "days")
    from_ = time[-1] - (SHOWN_DAYS[shape] if shown is None else shown)
    keep = time >= from_
    usual = np.array([0.0 if role == MOVE else _mean(values[:, partner]) for partner in (0, 1)])
    inside = [(max(start, from_), stop) for start, stop in spells if stop > from_]
    page = _Lanes(
        time[keep],
        values[keep] - usual,
        usual,
        partners,
        role,
        fan,
        inside,
        shape,
        words(language),
        prefix,
    )
    often = len(time) > 1 and float(np.median(np.diff(time))) < DAILY
    drawn = page.say.gap(float(page.time[-1] - page.time[0]) or 1.0)
    return drawing(
        page.hatched() + page.now() + page.lane(0) + page.lane(1) + page.dates(),
        size=(WIDTH[shape], page.height),
        title=page.say("figures.lanes.often" if often else "figures.lanes.title", noun=page.noun),
        about=page.say(
            "figures.lanes.about", days=drawn, fan=page.say("figures.lanes.fan-about") if fan else ""
        ).strip(),
        prefix=prefix,
    )


def _mean(values: FloatArray) -> float:
    seen = values[~np.isnan(values)]
    return float(seen.mean()) if len(seen) else 0.0


@dataclass(frozen=True, slots=True)
class _Lanes:
    time: FloatArray
    deviation: FloatArray
    usual: FloatArray
    partners: tuple[str, str]
    role: str
    fan: Fan | None
    spells: Sequence[tuple[float, float]]
    shape: Shape
    say: Words
    prefix: str

    @property
    def height(self) -> float:
        return TOP + 2 * LANE + GAP + 54

    @property
    def noun(self) -> str:
        return self.say.noun(self.role)

    @property
    def end(self) -> float:
        return float(self.fan.time[-1]) if self.fan else float(self.time[-1])

    @property
    def length(self) -> float:
        """Days from end to end, a day where it is one moment."""
        return self.end - float(self.time[0]) or 1.0

    @property
    def reach(self) -> float:
        """Largest deviation in either lane: both use this scale."""
        seen = [np.abs(self.deviation[~np.isnan(self.deviation)])]
        if self.fan:
            seen.append(np.abs(self.fan.quantiles - self.usual[:, None]).ravel())
        return float(max((part.max() for part in seen if part.size), default=0.0)) or 1.0

    @property
    def left(self) -> float:
        """Where the lanes begin: beside the longest word at their left."""
        return max(60.0, 20 + max(breadth(self._word(name), 12) for name in ("up", "usual", "down")))

    def x(self, time: FloatArray | float) -> FloatArray:
        left, right = self.left, WIDTH[self.shape] - 14
        start = float(self.time[0])
        return left + (np.asarray(time, dtype=float) - start) / self.length * (right - left)

    def middle(self, partner: int) -> float:
        return TOP + LANE / 2 + partner * (LANE + GAP)

    def up(self, partner: int) -> int:
        """Whether more is up (1) or down (-1): towards the other is towards the middle."""
        towards = TOWARDS.get(self.role, 0)
        if not towards:
            return 1
        return -towards if partner == 0 else towards

    def y(self, deviation: FloatArray | float, partner: int) -> FloatArray:
        size = np.asarray(deviation, dtype=float) / self.reach * (LANE / 2 - 4)
        return self.middle(partner) - self.up(partner) * size

    def hatched(self) -> str:
        """Stretches in the cycle, over both lanes."""
        spans = [(float(self.x(start)), float(self.x(stop))) for start, stop in self.spells]
        return hatched(spans, TOP, TOP + 2 * LANE + GAP, self.prefix, least=1.0)

    def lane(self, partner: int) -> str:
        middle, up = self.middle(partner), self.up(partner)
        edge = middle - LANE / 2 - 14 if partner == 0 else middle + LANE / 2 + 24
        name = shorten(self.partners[partner], WIDTH[self.shape] - 130, 15)
        words = (
            named(10, edge, partner, name)
            + text(14, middle - up * (LANE / 2 - 8) + 4, self._word("up"), "t-s")
            + text(14, middle + 4, self._word("usual"), "t-s")
            + text(14, middle + up * (LANE / 2 - 8) + 4, self._word("down"), "t-s")
        )
        flat = segment(self.left, middle, WIDTH[self.shape] - 14, middle, "se", 1.2)
        return words + flat + self._fan(partner) + self._line(partner)

    def _word(self, name: str) -> str:
        own = f"figures.lanes.move-{name}"
        return self.say(own if self.role == MOVE else f"figures.lanes.{name}")

    def _line(self, partner: int) -> str:
        seen = ~np.isnan(self.deviation[:, partner])
        if not seen.any():
            return text(self.left + 10, self.middle(partner) - 8, self.say("figures.lanes.nothing"), "t-s h")
        days, heights = self.time[seen], self.y(self.deviation[seen, partner], partner)
        points = [Point(float(a), float(b)) for a, b in zip(self.x(days), heights, strict=True)]
        gaps = np.diff(days)
        longest = 1.5 * float(np.median(np.diff(self.time))) if len(self.time) > 1 else 1.0
        breaks = [0, *(int(at) + 1 for at in np.flatnonzero(gaps > longest)), len(points)]
        runs = [points[a:b] for a, b in pairwise(breaks) if b - a > 1]
        joined = "".join(polyline(run) for run in runs)
        line = element("path", class_=f"n s{partner + 1}", d=joined, stroke_width=1.8) if joined else ""
        if len(points) > MOST_MARKS:
            return line
        size = 2.4 if len(points) < 45 else 1.8
        return line + "".join(mark(p.x, p.y, partner, size) for p in points)

    def _fan(self, partner: int) -> str:
        if self.fan is None:
            return ""
        x = [float(a) for a in self.x(self.fan.time)]
        rows = self.y(self.fan.quantiles[:, partner] - self.usual[partner], partner).T
        middle = trace(x, rows[2].tolist(), f"s{partner + 1}", 1.8, "5 4")
        return bands(x, rows.tolist(), f"f{partner + 1}") + middle

    def now(self) -> str:
        if self.fan is None:
            return ""
        x = float(self.x(float(self.time[-1])))
        likely = text(x + 6, TOP - 42, self.say("figures.lanes.likely"), "t-s")
        return segment(x, TOP - 34, x, TOP + 2 * LANE + GAP + 8, "si", 1.2) + likely

    def dates(self) -> str:
        y = self.height - 8
        first = self.say("figures.lanes.ago", gap=self.say.gap(float(self.time[-1] - self.time[0])))
        now = float(self.x(float(self.time[-1])))
        drawn = text(self.left, y, first, "t-s") if self.time[-1] > self.time[0] else ""
        if self.fan is None:
            return drawn + text(WIDTH[self.shape] - 14, y, self._word("today"), "t-s t-e")
        ahead = self.say("figures.lanes.ahead", gap=self.say.gap(self.end - float(self.time[-1])))
        return (
            drawn
            + text(now - 6, TOP - 42, self.say("figures.lanes.today"), "t-s t-b t-e")
            + text(WIDTH[self.shape] - 14, y, ahead, "t-s t-e")
        )

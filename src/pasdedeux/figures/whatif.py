"""What if: as now and with a change on the same days, and the difference by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments, within
from pasdedeux.estimates import Interval
from pasdedeux.figures.kit import (
    WIDTH,
    Point,
    Shape,
    bands,
    dot,
    drawing,
    element,
    lines,
    polyline,
    segment,
    shaped,
    shorten,
    some,
    text,
    wrap,
)
from pasdedeux.words import Language, Words, words

FloatArray = NDArray[np.float64]
Heights = Callable[[FloatArray], list[float]]
"""Where values lie on the drawing."""
TOP, PANEL, LEFT = 42.0, 178.0, 14.0
FLOODED = 1.0  # the scale reaches at least so far, so that calm couples look calm
LEAST_PANEL = 44.0
ROW = 40.0
MOST_ROWS = 8
BOLD = 14.5  # bold words of 13 units are about as wide as plain ones of this size


@names_wrong_arguments
def what_if_fans(
    time: FloatArray,
    now: FloatArray,
    changed: FloatArray,
    difference: FloatArray,
    *,
    days: float,
    calmer: float,
    change: str = "",
    shape: Shape = "phone",
    language: Language = "en",
    prefix: str = "whatif",
) -> str:
    """Draw alarm between the two as now and with a change, and below it the difference, on one scale.

    Parameters
    ----------
    time
        Shape (T,), days from today.
    now, changed, difference
        Shape (T, 5), at the quantiles of `pasdedeux.identify.linear.results`.
    days
        How far it looks.
    calmer
        Share of futures that are noticeably calmer.
    change
        What is changed, in words that go after "with"; "the change" unless given.
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
    >>> fan = np.linspace(0.2, 0.6, 20).reshape(4, 5)
    >>> svg = what_if_fans(np.arange(4.0), fan, fan, fan - fan, days=28, calmer=0.0)
    >>> "no difference" in svg
    True
    """
    shaped("time", time, None)
    for name, values in (("now", now), ("changed", changed), ("difference", difference)):
        shaped(name, values, len(time), 5)
    within("days", days, 0.1, 1e6, "days")
    within("calmer", calmer, 0.0, 1.0)
    say = words(language)
    page = _Fans(time, now, changed, difference, days, change or say("figures.whatif.change"), shape, say)
    share = say("figures.whatif.share", n=say.sureness(calmer))
    rows = wrap(share, WIDTH[shape] - 2 * LEFT, 13, 2)
    return drawing(
        page.above() + page.below() + lines(LEFT, page.foot, rows, "t-m"),
        size=(WIDTH[shape], page.foot + 16 * len(rows)),
        title=say("figures.whatif.title"),
        about=say("figures.whatif.about", gap=say.gap(days), change=page.change) + " " + share,
        prefix=prefix,
    )


@dataclass(frozen=True, slots=True)
class _Fans:
    time: FloatArray
    now: FloatArray
    changed: FloatArray
    difference: FloatArray
    days: float
    change: str
    shape: Shape
    say: Words

    @property
    def right(self) -> float:
        return WIDTH[self.shape] - (108 if self.shape == "phone" else 190)

    @property
    def most(self) -> float:
        return max(FLOODED, float(self.now.max()), float(self.changed.max()))

    @property
    def low(self) -> float:
        """Where the lower panel's zero lies below its top."""
        return float(max(self.difference.max(), 0.0)) / self.most * PANEL

    @property
    def second(self) -> float:
        """Top of the lower panel."""
        return TOP + PANEL + 88

    @property
    def bottom(self) -> float:
        deep = float(max(-self.difference.min(), 0.0)) / self.most * PANEL
        return self.second + max(self.low + deep, self.low + 20, LEAST_PANEL)

    @property
    def foot(self) -> float:
        return self.bottom + 28

    def x(self) -> list[float]:
        return [LEFT + float(day) / self.days * (self.right - LEFT) for day in self.time]

    def y(self, values: FloatArray) -> list[float]:
        return [TOP + PANEL * (1 - float(value) / self.most) for value in values]

    def above(self) -> str:
        """As now and with the change."""
        ground = (
            text(LEFT, 20, self.say("figures.whatif.head"), "t-m t-b")
            + text(LEFT, TOP + 4, self.say("figures.whatif.flooded"), "t-s h")
            + segment(LEFT, TOP + PANEL, self.right, TOP + PANEL, "se", 1.2)
            + text(LEFT, TOP + PANEL - 5, self.say("figures.whatif.calm"), "t-s h")
        )
        bands = self._band(self.now, self.y, "fi2") + self._band(self.changed, self.y, "fu")
        middles = self._middle(self.now, self.y, "fi2", 1.8) + self._middle(self.changed, self.y, "su", 3.2)
        return bands + middles + ground + self._ends() + self._ticks(TOP + PANEL)

    def below(self) -> str:
        """Draw the difference, and where there would be none."""
        zero = self.second + self.low

        def y(values: FloatArray) -> list[float]:
            return [zero - float(value) / self.most * PANEL for value in values]

        beside = self.right + 8
        end = y(self.difference[-1:, 2])[0] + 4
        calmer = max(end, zero + 34) if self.difference[-1, 2] <= 0 else min(end, zero - 14)
        name = "figures.whatif.calmer" if self.difference[-1, 2] <= 0 else "figures.whatif.harder"
        flat = abs(end - 4 - zero) < 3
        return (
            text(LEFT, self.second - 22, self.say("figures.whatif.difference"), "t-m t-b")
            + self._band(self.difference, y, "fu")
            + segment(LEFT, zero, self.right, zero, "se", 1.2)
            + self._middle(self.difference, y, "su", 2.6)
            + text(beside, zero + 4, self.say("figures.whatif.none"), "t-s")
            + ("" if flat else text(beside, calmer, self.say(name), "t-m t-b fu"))
        )

    def _band(self, values: FloatArray, y: Heights, look: str) -> str:
        faint, full = ("0.14", "0.16") if look == "fi2" else ("0.18", "0.26")
        return bands(self.x(), [y(one) for one in values.T], look, faint, full)

    def _middle(self, values: FloatArray, y: Heights, look: str, width: float) -> str:
        points = [Point(a, b) for a, b in zip(self.x(), y(values[:, 2]), strict=True)]
        return element(
            "path",
            class_="n" if look == "fi2" else f"n {look}",
            d=polyline(points),
            stroke="var(--ink-2)" if look == "fi2" else None,
            stroke_width=width,
        )

    def _ends(self) -> str:
        """Names at the ends of the lines, pushed apart where they meet."""
        beside, room = self.right + 8, WIDTH[self.shape] - self.right - 14
        ends = self.y(self.now[-1:, 2])[0], self.y(self.changed[-1:, 2])[0]
        rows = wrap(self.say("figures.whatif.with", change=self.change), room, BOLD, 4)
        tall = 16.0 * len(rows)
        if ends[1] >= ends[0]:  # calmer lies lower
            first = min(max(ends[0], TOP + 8), TOP + PANEL - tall - 8)
            second = min(max(ends[1], first + 20), TOP + PANEL - tall + 12)
        else:
            second = min(max(ends[1], TOP + 8), TOP + PANEL - tall - 8)
            first = min(max(ends[0], second + tall + 4), TOP + PANEL + 4)
        return text(beside, first + 4, self.say("figures.whatif.now"), "t-m") + lines(
            beside, second + 4, rows, "t-m t-b fu"
        )

    def _ticks(self, y: float) -> str:
        drawn = ""
        for at, look in ((0.0, "t-s"), (0.5, "t-s t-c"), (1.0, "t-s t-e")):
            x = LEFT + at * (self.right - LEFT)
            words = self.say.gap(at * self.days) if at else self.say("figures.whatif.today")
            drawn += segment(x, y, x, y + 5, "se", 1.2) + text(x, y + 20, words, look)
        return drawn


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class FirstRow:
    """One lever in the figure.

    Parameters
    ----------
    name
        What it is and who holds it.
    size
        What it gives for an hour a week: its mean, 50 % and 90 % of futures.
    first
        Share of futures in which it gives most.
    """

    name: str
    size: Interval
    first: float


@names_wrong_arguments
def which_first_rows(
    rows: Sequence[FirstRow], *, shape: Shape = "phone", language: Language = "en", prefix: str = "first"
) -> str:
    """Draw what each lever gives for an hour a week, best first, and how often it would be the first.

    Parameters
    ----------
    rows
        Best first; at most eight are drawn.
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
    >>> size = Interval(0.5, -0.1, 2.0, 0.2, 1.0)
    >>> "a softer start" in which_first_rows([FirstRow("a softer start", size, 0.4)])
    True
    """
    some("rows", rows)
    page = _First(tuple(rows[:MOST_ROWS]), shape, words(language))
    return drawing(
        page.ground() + "".join(page.row(at) for at in range(len(page.rows))),
        size=(WIDTH[shape], page.foot + 36 + 16 * len(page.key)),
        title=page.say("figures.first.title"),
        about=page.say("figures.first.about", n=len(page.rows)),
        prefix=prefix,
    )


@dataclass(frozen=True, slots=True)
class _First:
    rows: tuple[FirstRow, ...]
    shape: Shape
    say: Words

    @property
    def top(self) -> float:
        return 60.0 if self.shape == "phone" else 44.0

    @property
    def foot(self) -> float:
        return self.top + ROW * len(self.rows) + 12

    @property
    def limits(self) -> tuple[float, float]:
        """Where half of the futures of all rows but the widest lie; what goes on is cut there."""
        low = min((row.size.low50 for row in self.rows), default=0.0)
        *_, second, _ = sorted([0.0, 0.0, *(row.size.high50 for row in self.rows)])
        high = max(second, 2.0 * max((row.size.estimate for row in self.rows), default=0.0), 0.2)
        return min(1.2 * low, -0.08 * high), 1.2 * high

    @property
    def right(self) -> float:
        return WIDTH[self.shape] - 78.0

    @property
    def key(self) -> list[str]:
        return wrap(self.say("figures.first.key"), WIDTH[self.shape] - 2 * LEFT, 12, 2)

    def x(self, value: float) -> float:
        low, high = self.limits
        return LEFT + (min(max(value, low), high) - low) / (high - low) * (self.right - LEFT)

    def ground(self) -> str:
        zero, (_, high) = self.x(0.0), self.limits
        top = self.top
        room = WIDTH[self.shape] - 2 * LEFT
        names = lines(LEFT, 20, wrap(self.say("figures.first.head"), room), "t-m t-b") + text(
            WIDTH[self.shape] - LEFT, top, self.say("figures.first.first"), "t-s t-e"
        )
        axis = segment(LEFT, self.foot, self.right, self.foot, "se", 1.2)
        ticks = text(zero, self.foot + 20, self.say("figures.first.nothing"), "t-s")
        at = float(f"{0.8 * high:.1g}")
        if self.x(at) - zero > 130:
            ticks += segment(self.x(at), self.foot, self.x(at), self.foot + 5, "se", 1.2)
            ticks += text(self.x(at), self.foot + 20, self.say("figures.first.days", days=at), "t-s t-e")
        ticks += lines(LEFT, self.foot + 42, self.key, "t-s")
        return names + axis + ticks + segment(zero, top, zero, self.foot, "si", 1.2)

    def row(self, at: int) -> str:
        row, y = self.rows[at], self.top + ROW * at + 36
        size = row.size
        unsure = size.low <= 0 <= size.high
        room = self.right - LEFT - 8
        share = self.say("figures.raster.of", n=round(10 * row.first), of=10)
        return (
            text(LEFT, y - 12, shorten(row.name, room, 13), "t-m h")
            + segment(self.x(size.low), y, self.x(size.high), y, "su", 2.2, "5 4" if unsure else None)
            + segment(self.x(size.low50), y, self.x(size.high50), y, "su", 5.0)
            + dot(self.x(size.estimate), y, 5.0, "fp su" if unsure else "fu su", 2)
            + text(WIDTH[self.shape] - LEFT, y + 4, share, "t-s t-e")
        )

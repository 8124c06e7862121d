"""Calm, stuck, and the border between: where the two are, and how bad a day would carry them over."""

from __future__ import annotations

from dataclasses import dataclass
from math import isinf

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pasdedeux.arguments import as_numbers, names_wrong_arguments
from pasdedeux.figures.contour import outlines
from pasdedeux.figures.kit import (
    WIDTH,
    Point,
    Shape,
    dot,
    drawing,
    element,
    hatch,
    lines,
    number,
    polyline,
    segment,
    shorten,
    text,
    wrap,
)
from pasdedeux.loop.landscape import Landscape
from pasdedeux.words import Language, Words, words

FloatArray = NDArray[np.float64]
DISCS = 5
LEFT, TOP = 14.0, 34.0
SIDE: dict[Shape, float] = {"phone": 332.0, "wide": 400.0}
BadDays = tuple[float, float, float]
"""Lowest, middle and highest of the bad days that tip the couple, in multiples of the worst day in ten."""


@names_wrong_arguments
def phase_portrait(
    land: Landscape,
    *,
    partners: tuple[str, str],
    bad_days: BadDays,
    days: ArrayLike = (),
    shape: Shape = "phone",
    language: Language = "en",
    prefix: str = "phase",
) -> str:
    """Draw the lit side, from which a hard evening passes by itself, and the hatched side, where it stays.

    Parameters
    ----------
    land
        From `pasdedeux.loop.Loop.landscape`.
    partners
        Two labels.
    bad_days
        Smallest bad day that tips the couple: low end, middle, high end; infinite where none does.
    days
        Shape (D, 2), a row a day: how far the one reached, how far the other pulled back; a day
        without either is left out.
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
    >>> from pasdedeux.loop import Loop
    >>> svg = phase_portrait(
    ...     Loop().landscape(points=9), partners=("A", "B"), bad_days=(3.0, np.inf, np.inf)
    ... )
    >>> svg.count("A reaches")
    1
    """
    been = as_numbers(days, "days").reshape(-1, 2)
    been = been[np.isfinite(been).all(axis=1)]
    page = _Page(land, partners, bad_days, been, shape, words(language), prefix)
    return drawing(
        page.ground() + page.ways() + page.border() + page.places() + page.axes() + page.strip(),
        size=(WIDTH[shape], page.height),
        title=page.say("simulation.portrait.title"),
        about=phase_words(land, bad_days, language),
        prefix=prefix,
    )


@names_wrong_arguments
def phase_words(land: Landscape, bad_days: BadDays, language: Language = "en") -> str:
    """Say in plain sentences what the picture shows.

    Parameters
    ----------
    land, bad_days, language
        As for `phase_portrait`.

    Examples
    --------
    >>> from pasdedeux.loop import Loop
    >>> land = Loop().landscape(points=9)
    >>> phase_words(land, (3.0, np.inf, np.inf)) == phase_sides(land)
    True
    """
    say = words(language)
    if isinf(bad_days[1]) or land.calm is None:
        return phase_sides(land, language)
    tips = say("simulation.portrait.tips", times=times(bad_days[1], say), range=times_range(bad_days, say))
    return f"{tips} {phase_sides(land, language)}"


@names_wrong_arguments
def phase_sides(land: Landscape, language: Language = "en") -> str:
    """Say what the lit and the hatched side mean.

    Parameters
    ----------
    land, language
        As for `phase_portrait`.

    Examples
    --------
    >>> from pasdedeux.loop import Loop
    >>> phase_sides(Loop.preset("secure-secure").landscape(points=9)).endswith(".")
    True
    """
    if land.calm is None:
        return words(language)("simulation.portrait.lost")
    return words(language)("simulation.portrait.sides" if land.stuck.any() else "simulation.portrait.none")


def times(bad_days: float, say: Words) -> str:
    """Say how many times as bad; above five only that it is more."""
    return (
        say("simulation.portrait.more")
        if bad_days > DISCS
        else say("simulation.portrait.times", n=_figure(bad_days, say))
    )


def times_range(bad_days: BadDays, say: Words) -> str:
    """Say the range of bad days; nought is where there is no calm to begin with."""
    if bad_days[0] > DISCS:
        return say("simulation.portrait.range-more")
    low, high = (
        say("simulation.portrait.no-calm")
        if end == 0.0
        else say("simulation.portrait.five")
        if end > DISCS
        else _figure(end, say)
        for end in (bad_days[0], bad_days[2])
    )
    return say("simulation.portrait.range", low=low, high=high)


def _figure(bad_days: float, say: Words) -> str:
    return f"{bad_days:.1f}".removesuffix(".0").replace(".", say("common.decimal-mark"))


@dataclass(frozen=True, slots=True)
class _Page:
    land: Landscape
    partners: tuple[str, str]
    bad_days: BadDays
    days: FloatArray
    shape: Shape
    say: Words
    prefix: str

    @property
    def side(self) -> float:
        return SIDE[self.shape]

    @property
    def height(self) -> float:
        return TOP + self.side + (190 if self.shape == "phone" else 34)

    def place(self, pair: ArrayLike) -> Point:
        """Put (how far one reaches, how far the other pulls back) on the drawing."""
        reach, away = (float(v) for v in np.asarray(pair))
        low, span = float(self.land.reach[0]), float(self.land.reach[-1] - self.land.reach[0])
        return Point(LEFT + (reach - low) / span * self.side, TOP + (1 - (away - low) / span) * self.side)

    def square(self, look: str, **more: str) -> str:
        return element("rect", class_=look, height=self.side, rx=10.0, width=self.side, x=LEFT, y=TOP, **more)

    def ground(self) -> str:
        """Lit everywhere, then the stuck side over it, tinted and hatched."""
        clip = element("clipPath", self.square("n"), id=f"{self.prefix}-c")
        stuck = element("path", class_="tu", d=self.edge()) + element(
            "path", d=self.edge(), fill=f"url(#{self.prefix}-h)", opacity="0.6"
        )
        return (
            element("defs", hatch(f"{self.prefix}-h"), clip)
            + self.square("lamp")
            + self.clipped(stuck if self.edge() else "")
        )

    def clipped(self, inside: str) -> str:
        return element("g", inside, clip_path=f"url(#{self.prefix}-c)") if inside else ""

    def edge(self) -> str:
        """Path data around the stuck side."""
        step = self.side / (len(self.land.reach) - 1)
        return "".join(
            polyline([Point(LEFT + a * step, TOP + self.side - b * step) for a, b in line]) + "Z"
            for line in outlines(self.land.stuck)
        )

    def ways(self) -> str:
        """Where moments go from here over half a day."""
        drawn = ""
        for way in self.land.flow:
            points = [self.place(pair) for pair in way]
            drawn += element(
                "path", class_="n se", d=polyline(points), opacity="0.75", stroke_width=1.3
            ) + _head(points[-3], points[-1], "n se", 1.3)
        return self.clipped(drawn)

    def border(self) -> str:
        line = element("path", class_="n si", d=self.edge(), stroke_width=2.0) if self.edge() else ""
        return self.clipped(line) + self.square("n sl")

    def places(self) -> str:
        """Draw the days as a cloud, calm, trap, and the way of the smallest bad day that tips."""
        drawn = "".join(
            element("circle", class_="fu", cx=p.x, cy=p.y, opacity="0.35", r=4.0) for p in self._been()
        )
        if len(self.land.way):
            points = [self.place(pair) for pair in self.land.way]
            drawn += element("path", class_="n si", d=polyline(points), stroke_width=2.4)
            drawn += _head(points[max(len(points) - 24, 0)], points[-1], "n si", 2.4)
        for pair, word, below in ((self.land.calm, "calm", 20), (self.land.trap, "trap", -10)):
            if pair is not None:
                x, y = self.place(pair)
                look = "t-m t-b h t-e" if x > LEFT + 0.8 * self.side else "t-m t-b h"
                drawn += dot(x, y, 6, "fp su", 2.4) + text(
                    x, y + below, self.say(f"simulation.portrait.{word}"), look
                )
        return drawn + self._border_name()

    def _been(self) -> list[Point]:
        return [self.place(pair) for pair in np.clip(self.days, self.land.reach[0], 1.0)]

    def _border_name(self) -> str:
        """Name the border where it leaves the lit side, at the right or at the top."""
        if not 0.02 < self.land.stuck.mean() < 0.98:
            return ""
        column = int(0.7 * len(self.land.reach))
        first = int(self.land.stuck[:, column].argmax())
        x, y = self.place((self.land.reach[column], self.land.away[first]))
        return text(x - 6, y + 18, self.say("simulation.portrait.border"), "t-m t-b h t-e")

    def axes(self) -> str:
        one, two = self.partners[self.land.reaches], self.partners[1 - self.land.reaches]
        up = self.say("simulation.portrait.away", name=shorten(two, 150))
        across = self.say("simulation.portrait.reaches", name=shorten(one, 150))
        looks = [f"t-m t-b f{who + 1}" for who in (self.land.reaches, 1 - self.land.reaches)]
        return text(LEFT, TOP - 10, up, looks[1]) + text(
            LEFT + self.side, TOP + self.side + 20, across, f"{looks[0]} t-e"
        )

    def strip(self) -> str:
        """Discs: how many times the worst day in ten passes surely, perhaps, or not."""
        wide = self.shape == "wide"
        x, y = (LEFT + self.side + 40, TOP + 24) if wide else (LEFT, TOP + self.side + 52)
        room = WIDTH[self.shape] - x - 14
        words = wrap(self.say("simulation.portrait.strip"), room, 13, 3)
        drawn = lines(x, y, words, "t-m t-b", 18)
        y += 18 * len(words) + 6
        low, _, high = self.bad_days
        for at in range(DISCS):
            drawn += self._disc(x + 11 + 34 * at, y, low >= at + 1, high >= at + 1)
            drawn += text(x + 11 + 34 * at, y + 28, str(at + 1), "t-s t-c")
        if not wide:
            return drawn + lines(x, y + 52, wrap(self._key(), room, 12, 3), "t-s")
        y += 70
        for word, sure in (("surely", True), ("perhaps", False), ("not", None)):
            drawn += self._disc(x + 11, y, bool(sure), sure is not None) + text(
                x + 32, y + 4, self.say(f"simulation.portrait.{word}"), "t-s"
            )
            y += 30
        if len(self.days):
            drawn += element("circle", class_="fu", cx=x + 11, cy=y, opacity="0.35", r=4.0)
            drawn += text(x + 32, y + 4, self.say("simulation.portrait.days"), "t-s")
            y += 30
        if len(self.land.way):
            drawn += segment(x, y, x + 22, y, "si", 2.4) + _head(Point(x, y), Point(x + 22, y), "n si", 2.4)
            drawn += text(x + 32, y + 4, self.say("simulation.portrait.way"), "t-s")
        return drawn

    def _key(self) -> str:
        """Say what the marks mean, of those that are there."""
        there = (("key", True), ("key-days", bool(len(self.days))), ("key-way", bool(len(self.land.way))))
        return " ".join(self.say(f"simulation.portrait.{name}") for name, drawn in there if drawn)

    @staticmethod
    def _disc(x: float, y: float, surely: bool, perhaps: bool) -> str:  # noqa: FBT001 - two plain marks
        if surely:
            return dot(x, y, 10, "fu")
        if perhaps:
            return element("circle", class_="fu", cx=x, cy=y, opacity="0.35", r=10.0)
        return element("circle", class_="n se", cx=x, cy=y, r=10.0, stroke_dasharray="3 3", stroke_width=1.2)


def _head(before: Point, tip: Point, look: str, width: float) -> str:
    """Draw the head of an arrow, or nothing where the way is too short to have one."""
    along = np.array(tip) - np.array(before)
    length = float(np.hypot(*along))
    if length < 1.0:
        return ""
    a, b = along / length * (3 + 2 * width)
    wing = 0.6
    d = (
        f"M{number(tip.x - a - wing * b)} {number(tip.y - b + wing * a)}L{number(tip.x)} {number(tip.y)}"
        f"L{number(tip.x - a + wing * b)} {number(tip.y - b - wing * a)}"
    )
    return element("path", class_=look, d=d, stroke_width=width)

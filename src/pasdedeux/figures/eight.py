"""The figure of eight that couples are drawn on: a lobe for each partner, a ribbon for each link.

A lobe is read from seeing (a ring with a point) over what is underneath (the far end, which the other cannot
see) to doing (a full disc), and on through the crossing into the other's seeing. Width is strength, linear.
Three nested strokes are sureness: upper end, middle and lower end of the 90 % interval. A link whose interval
reaches zero has no core: a dash and an open arrow. One that calms has two rails and a bar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pasdedeux.estimates import Interval
from pasdedeux.figures.kit import (
    Curve,
    Point,
    Shape,
    cut_end,
    cut_start,
    dot,
    element,
    heading,
    lines,
    mark,
    number,
    path_of,
    reverse,
    text,
)
from pasdedeux.figures.links import reaches_zero
from pasdedeux.figures.typography import tens
from pasdedeux.words import Words

PER_UNIT: dict[Shape, float] = {"phone": 22.0, "wide": 25.0}
WIDEST = 1.5  # stronger links are drawn at this strength; the table has the number


@dataclass(frozen=True, slots=True)
class Eight:
    """Where the eight lies: u runs from seeing to doing, v from the second's far end to the first's."""

    shape: Shape
    middle: Point
    half: float
    deep: float

    def at(self, u: float, v: float) -> Point:
        """Place of (u, v), both in shares of the lobe's half breadth and depth."""
        across, along = u * self.half, v * self.deep
        if self.shape == "phone":
            return Point(self.middle.x + across, self.middle.y + along)
        return Point(self.middle.x - along, self.middle.y + across)

    def curve(self, *places: tuple[float, float]) -> Curve:
        """Bézier piece through four (u, v) places."""
        p, q, r, s = (self.at(u, v) for u, v in places)
        return (p, q, r, s)

    def quarter(self, side: int, lobe: int) -> Curve:
        """From the crossing to a lobe's seeing (side -1) or doing (side 1)."""
        return self.curve((0, 0), (0.42 * side, 0.15 * lobe), (side, 0.2 * lobe), (side, 0.51 * lobe))

    def end(self, side: int, lobe: int) -> Curve:
        """From seeing or doing to the lobe's far end."""
        return self.curve((side, 0.51 * lobe), (side, 0.8 * lobe), (0.56 * side, lobe), (0, lobe))

    def lobe(self, partner: int, prefix: str) -> str:
        """Tint a partner's lobe, deeper away from the crossing."""
        lobe = 1 - 2 * partner
        there = [self.quarter(-1, lobe), self.end(-1, lobe)]
        back = [reverse(self.end(1, lobe)), reverse(self.quarter(1, lobe))]
        name = f"{prefix}-lobe{partner + 1}"
        colour = f"var(--p{partner + 1}-tint)"
        stops = element("stop", offset="0.2", stop_color=colour, stop_opacity="0") + element(
            "stop", offset="1", stop_color=colour
        )
        return gradient(name, self.at(0, 0), self.at(0, lobe), stops) + element(
            "path", d=path_of([*there, *back]) + "Z", fill=f"url(#{name})"
        )

    def thread(self, partner: int, *, feeling_only: bool = False) -> str:
        """Draw a thin line along a lobe where nothing is estimated, up to the far end or on to doing."""
        lobe = 1 - 2 * partner
        arcs = [self.end(-1, lobe)] if feeling_only else [self.end(-1, lobe), reverse(self.end(1, lobe))]
        return element("path", class_="n se", d=path_of(arcs), stroke_width=1.6)

    def crossing(self, sender: int, prefix: str, tip: float = 0.0) -> tuple[list[Curve], str, str]:
        """Find the way from one partner's doing to the other's seeing, with its gradient and the paint.

        Parameters
        ----------
        sender
            Who does.
        prefix
            Starts the gradient's id.
        tip
            Length of an arrowhead, for which the way ends sooner.
        """
        receiver = 1 - sender
        away = cut_start(reverse(self.quarter(1, 1 - 2 * sender)), 13)
        home = cut_end(self.quarter(-1, 1 - 2 * receiver), 13 + tip)
        name = f"{prefix}-to{receiver + 1}"
        stops = (
            element("stop", offset="0", stop_color=f"var(--p{sender + 1})")
            + element("stop", offset="0.5", stop_color="var(--us)")
            + element("stop", offset="1", stop_color=f"var(--p{receiver + 1})")
        )
        return [away, home], gradient(name, away[0], home[3], stops), f"url(#{name})"

    def marks(self, partner: int) -> str:
        """Draw the three stations of a lobe: seeing, underneath, doing."""
        lobe, own = 1 - 2 * partner, partner + 1
        see, feel, do = self.at(-1, 0.51 * lobe), self.at(0, lobe), self.at(1, 0.51 * lobe)
        return (
            dot(*see, 11, "fp")
            + dot(*see, 7, f"fc s{own}", 2.6)
            + dot(*see, 2.6, f"f{own}")
            + dot(*feel, 14, "fp")
            + dot(*feel, 10, f"t{own} s{own}", 2.6)
            + element("circle", class_=f"f{own}", cx=feel.x, cy=feel.y, opacity="0.45", r=5.5)
            + dot(*do, 11, "fp")
            + dot(*do, 8, f"f{own}")
        )


PAGES: dict[Shape, Eight] = {
    "phone": Eight("phone", Point(180, 276), 152, 248),
    "wide": Eight("wide", Point(380, 184), 156, 330),
}


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A link as a ribbon.

    Parameters
    ----------
    size
        Strength with its interval.
    receiver
        In whose hue it arrives.
    shape
        Which drawing.
    """

    size: Interval
    receiver: int
    shape: Shape

    @property
    def calms(self) -> bool:
        """Whether the link surely goes the other way."""
        return self.size.high < 0

    @property
    def tip(self) -> float:
        """Length of the arrowhead, which follows the width of the middle stroke."""
        return 0.0 if self.calms else 7 + 0.5 * self._width(self.size.estimate)

    def draw(self, curves: Sequence[Curve], paint: str) -> str:
        """Draw it along these pieces."""
        d, size = path_of(curves), self.size
        outer = self._width(max(abs(size.low), abs(size.high)))
        haze = element("path", class_="n", d=d, opacity="0.16", stroke=paint, stroke_width=outer)
        end, middle = self._end(curves[-1]), self._width(size.estimate)
        if reaches_zero(size):
            if middle > 2.2:
                haze += element("path", class_="n", d=d, opacity="0.2", stroke=paint, stroke_width=middle)
            dash = element("path", class_="n", d=d, stroke=paint, stroke_dasharray="6 5", stroke_width=2.2)
            return haze + dash + end
        if self.calms:
            return haze + _rails(d, middle, paint) + end
        inner = self._width(min(abs(size.low), abs(size.high)))
        return (
            haze
            + element("path", class_="n", d=d, opacity="0.34", stroke=paint, stroke_width=middle)
            + element("path", class_="n", d=d, stroke=paint, stroke_width=max(inner, 1.2))
            + end
        )

    def _width(self, strength: float) -> float:
        return PER_UNIT[self.shape] * min(abs(strength), WIDEST)

    def _end(self, curve: Curve) -> str:
        place, partner = curve[3], self.receiver + 1
        turn = f"translate({number(place.x)} {number(place.y)}) rotate({number(heading(curve))})"
        half = 5 + 0.5 * self._width(self.size.estimate)
        if self.calms:
            bar = f"M-1.0 -{number(half + 4)}V{number(half + 4)}"
            return element("path", class_=f"n s{partner}", d=bar, stroke_width=3.2, transform=turn)
        head = f"M-0.5 -{number(half)}L{number(self.tip)} 0.0L-0.5 {number(half)}"
        if reaches_zero(self.size):
            return element("path", class_=f"fp s{partner}", d=head, stroke_width=1.8, transform=turn)
        return element("path", class_=f"f{partner}", d=head + "Z", transform=turn)


def _rails(d: str, width: float, paint: str) -> str:
    """Two rails: a calming link, held off from a full ribbon."""
    between = max(width, 6.0)
    return (
        element("path", class_="n", d=d, stroke=paint, stroke_width=between + 4)
        + element("path", class_="n sp", d=d, stroke_width=between)
        + element("path", class_="n", d=d, opacity="0.2", stroke=paint, stroke_width=between)
    )


def name_block(x: float, top: float, partner: int, names: Sequence[str]) -> str:
    """Mark and name of a partner, the first baseline of the name at `top`."""
    return mark(x, top - 23, partner) + lines(x, top, names, f"t-l t-b t-c f{partner + 1}", 18)


def captioned(x: float, y: float, rows: Sequence[str], look: str) -> str:
    """Draw a small caption over its words."""
    return text(x, y, rows[0] if rows else "", "t-s" + look) + lines(x, y + 16, rows[1:], "t-m" + look)


def centre(place: Point, rows: Sequence[tuple[str, str]]) -> str:
    """Draw the disc on the crossing, with lines of words and their looks in it."""
    top = place.y + 5 - 8.5 * (len(rows) - 1)
    disc = dot(*place, 48, "fp") + dot(*place, 44, "tu su", 1.5)
    return disc + "".join(
        text(place.x, top + 17 * at, words, f"t-c {look}") for at, (words, look) in enumerate(rows)
    )


def round_words(size: Interval, say: Words) -> list[tuple[str, str]]:
    """Say on the crossing what a round of ten leaves of ten, with its range."""
    low, middle, high = tens(size)
    return [
        (say("figures.loop.each"), "t-s"),
        (say("figures.loop.ten-to", n=middle), "t-l t-b"),
        (say("figures.loop.range", low=low, high=high), "t-s"),
    ]


def gradient(name: str, start: Point, end: Point, stops: str) -> str:
    """Define colours that run from one place to another, under this id."""
    drawn = element(
        "linearGradient",
        stops,
        gradientUnits="userSpaceOnUse",
        id=name,
        x1=start.x,
        x2=end.x,
        y1=start.y,
        y2=end.y,
    )
    return element("defs", drawn)

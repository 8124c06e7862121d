"""A drawing kit for SVG: elements, words that fit, curves that can be cut.

Coordinates are written to one decimal, attributes in alphabetical order, so that a drawing compares as
text. Looks are classes; `pasdedeux.figures.style` holds them.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from html import escape as _escape
from itertools import pairwise
from typing import Literal, NamedTuple

from numpy import isfinite, isnan
from numpy.typing import ArrayLike

from pasdedeux.arguments import as_numbers
from pasdedeux.errors import InputError

Shape = Literal["phone", "wide"]
"""Which drawing: 360 units for a phone, 760 for a wide page or a sheet of paper."""

APART = 15.0
"""Between the baselines of words that name lines."""
WIDTH: dict[Shape, float] = {"phone": 360.0, "wide": 760.0}
_UNSAFE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef]"
)
_LETTERS = "[\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc]+"
_RIGHT_TO_LEFT = re.compile(rf"{_LETTERS}(?:\s+{_LETTERS})*")
_WIDE_LETTERS = frozenset("MWmw@%—…")
_NARROW_LETTERS = frozenset("iIjlt.,:;'|!()[] \u2019")


class Point(NamedTuple):
    """A place in the drawing."""

    x: float
    y: float


Curve = tuple[Point, Point, Point, Point]
"""One cubic Bézier piece."""


def shaped(name: str, values: ArrayLike, *shape: int | None, gaps: bool = False) -> None:
    """Refuse numbers of another shape, or infinite ones; None stands for any length but nought.

    Parameters
    ----------
    name
        Of the argument.
    values
        What was given.
    shape
        What is wanted.
    gaps
        Whether NaN may stand for what is not there.

    Examples
    --------
    >>> shaped("values", [[1.0, 2.0]], 3, 2)
    Traceback (most recent call last):
    pasdedeux.errors.InputError: values has the shape (1, 2). Give finite numbers of the shape (3, 2).
    """
    given = as_numbers(values, name)
    fits = given.ndim == len(shape) and all(
        has == wants or (wants is None and has > 0) for has, wants in zip(given.shape, shape, strict=False)
    )
    if not fits or not (isfinite(given) | (gaps & isnan(given))).all():
        wanted = str(tuple("n" if length is None else length for length in shape)).replace("'", "")
        raise InputError(
            "figures.wrong-shape", where=name, argument=name, given=str(given.shape), wanted=wanted
        )


def some(name: str, rows: Sequence[object]) -> None:
    """Refuse to draw nothing."""
    if not len(rows):
        raise InputError("figures.nothing", where=name)


def clean(text: str) -> str:
    r"""Leave out what XML cannot carry and what would turn the reading direction of the page.

    Examples
    --------
    >>> clean("Al\x00ma")
    'Alma'
    """
    kept = _UNSAFE.sub("", text)
    return "".join(letter for letter in kept if ord(letter) & 0xFFFE != 0xFFFE)


def apart(text: str) -> str:
    r"""Keep a name that is read from right to left from turning the words and numbers around it.

    Only in drawings and on pages: a terminal would have to show the marks.

    Examples
    --------
    >>> apart("after \u0644\u064a\u0644\u0649: 3") == "after \u2068\u0644\u064a\u0644\u0649\u2069: 3"
    True
    """
    return _RIGHT_TO_LEFT.sub("\u2068\\g<0>\u2069", text)


def escape(text: str) -> str:
    """Make any text safe inside markup, quotes included.

    Examples
    --------
    >>> escape('<b> & "c"')
    '&lt;b&gt; &amp; &quot;c&quot;'
    """
    return _escape(apart(clean(text)), quote=True)


def number(value: float) -> str:
    """Write a coordinate to one decimal.

    Examples
    --------
    >>> number(-0.04), number(12)
    ('0.0', '12.0')
    """
    return f"{round(float(value), 1) + 0.0:.1f}"


def element(name: str, *children: str, **attributes: str | float | None) -> str:
    """Write one element; underscores in attribute names become hyphens, None leaves one out.

    Examples
    --------
    >>> element("circle", class_="f1", r=3, cx=1.25, stroke_width=2)
    '<circle class="f1" cx="1.2" r="3.0" stroke-width="2.0"/>'
    """
    given = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    written = "".join(
        f' {key}="{escape(value) if isinstance(value, str) else number(value)}"'
        for key, value in sorted(given.items())
        if value is not None
    )
    inside = "".join(children)
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def text(x: float, y: float, words: str, look: str = "t-m") -> str:
    """One line of words; the empty string draws nothing."""
    return element("text", escape(words), class_=look, x=x, y=y) if clean(words).strip() else ""


def lines(x: float, y: float, rows: Iterable[str], look: str = "t-m", step: float = 16.0) -> str:
    """Several lines below each other, the first on the baseline y."""
    return "".join(text(x, y + step * at, row, look) for at, row in enumerate(rows))


def dot(x: float, y: float, r: float, look: str, stroke_width: float | None = None) -> str:
    """Draw a disc or a ring."""
    return element("circle", class_=look, cx=x, cy=y, r=r, stroke_width=stroke_width)


def segment(
    x1: float, y1: float, x2: float, y2: float, look: str, width: float, dash: str | None = None
) -> str:
    """Draw a straight line."""
    d = f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"
    return element("path", class_=f"n {look}", d=d, stroke_width=width, stroke_dasharray=dash)


def hatch(name: str) -> str:
    """Define the hatching of what is stuck, under this id."""
    return element(
        "pattern",
        element("path", class_="n su", d="M0 0V7", opacity="0.45", stroke_width=1.4),
        height=7,
        id=name,
        patternTransform="rotate(45)",
        patternUnits="userSpaceOnUse",
        width=7,
    )


def hatched(
    spans: Iterable[tuple[float, float]], top: float, bottom: float, prefix: str, least: float = 0.0
) -> str:
    """Tint and hatch stretches from left to right, none of them less broad than ``least``."""
    boxes = "".join(
        f"M{number(left)} {number(top)}H{number(max(right, left + least))}V{number(bottom)}H{number(left)}Z"
        for left, right in spans
    )
    if not boxes:
        return ""
    return (
        element("defs", hatch(f"{prefix}-h"))
        + element("path", class_="tu", d=boxes)
        + element("path", d=boxes, fill=f"url(#{prefix}-h)", opacity="0.6")
    )


def mark(x: float, y: float, partner: int, size: float = 5.0) -> str:
    """Draw the partner's own mark: round for the first, a diamond of the same area for the second."""
    if partner == 0:
        return dot(x, y, size, "f1")
    half = size * math.sqrt(math.pi / 2)
    corners = [Point(x, y - half), Point(x + half, y), Point(x, y + half), Point(x - half, y)]
    return element("path", class_="f2", d=polyline(corners) + "Z")


def named(x: float, y: float, partner: int, words: str, look: str = "t-l") -> str:
    """Name a partner, or what is said of one, beside the partner's own mark."""
    return mark(x + 6, y - 5, partner) + text(x + 18, y, words, f"{look} t-b f{partner + 1}")


def column(shape: Shape, at: int) -> tuple[float, float]:
    """Left and right end of the first or the second of two columns."""
    wide = (WIDTH[shape] - 48) / 2
    left = 14 + at * (wide + 20)
    return left, left + wide


def polyline(points: Sequence[Point]) -> str:
    """Path data through these points."""
    return "M" + "L".join(f"{number(p.x)} {number(p.y)}" for p in points)


def trace(x: Sequence[float], y: Sequence[float], look: str, width: float, dash: str | None = None) -> str:
    """Draw a line through these places; fewer than two draw nothing.

    Examples
    --------
    >>> trace([0, 10], [5, 5], "s1", 2)
    '<path class="n s1" d="M0.0 5.0L10.0 5.0" stroke-width="2.0"/>'
    """
    points = [Point(a, b) for a, b in zip(x, y, strict=True)]
    if not points[1:]:
        return ""
    return element("path", class_=f"n {look}", d=polyline(points), stroke_dasharray=dash, stroke_width=width)


def end_words(x: float, ends: Sequence[tuple[float, str, str]], lowest: float = math.inf) -> str:
    """Name lines where they end, pushed apart where they meet.

    Parameters
    ----------
    x
        Where the words begin.
    ends
        Height of each line, its name, and the look of the name.
    lowest
        Where the last baseline may be.

    Examples
    --------
    >>> re.findall(r'y="([0-9.]+)"', end_words(0, [(20.0, "b", "t-s"), (18.0, "a", "t-s")]))
    ['22.0', '37.0']
    """
    ordered = sorted(ends)
    places: list[float] = []
    for y, _, _ in ordered:
        places.append(max(y + 4, places[-1] + APART) if places else y + 4)
    over = max(places[-1] - lowest, 0.0) if places else 0.0
    return "".join(text(x, y - over, name, look) for y, (_, name, look) in zip(places, ordered, strict=True))


def area(x: Sequence[float], low: Sequence[float], high: Sequence[float]) -> str:
    """Path data of the band between two lines."""
    there = [Point(a, b) for a, b in zip(x, high, strict=True)]
    back = [Point(a, b) for a, b in zip(x, low, strict=True)]
    return polyline(there + back[::-1]) + "Z"


def bands(
    x: Sequence[float], rows: Sequence[Sequence[float]], look: str, outer: str = "0.18", inner: str = "0.3"
) -> str:
    """Two nested bands without outlines: how sure a line is, nine in ten and half of it.

    Parameters
    ----------
    x
        Where along the drawing.
    rows
        Five heights at each x, from the lowest to the highest quantile of `pasdedeux.estimates`.
    look
        Class of the fill.
    outer, inner
        Opacities.
    """
    return "".join(
        element("path", class_=look, d=area(x, rows[low], rows[high]), opacity=opacity)
        for low, high, opacity in ((0, 4, outer), (1, 3, inner))
    )


def path_of(curves: Sequence[Curve]) -> str:
    """Path data of joined Bézier pieces."""
    start = f"M{number(curves[0][0].x)} {number(curves[0][0].y)}"
    return start + "".join(
        "C" + " ".join(f"{number(p.x)} {number(p.y)}" for p in curve[1:]) for curve in curves
    )


def at(curve: Curve, t: float) -> Point:
    """Find the place on a Bézier piece at t in [0, 1]."""
    a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
    p, q, r, s = curve
    return Point(a * p.x + b * q.x + c * r.x + d * s.x, a * p.y + b * q.y + c * r.y + d * s.y)


def reverse(curve: Curve) -> Curve:
    """Run the same piece the other way."""
    return (curve[3], curve[2], curve[1], curve[0])


def _between(p: Point, q: Point, t: float) -> Point:
    return Point(p.x + (q.x - p.x) * t, p.y + (q.y - p.y) * t)


def _head(curve: Curve, t: float) -> Curve:
    p, q, r, s = curve
    pq, qr, rs = _between(p, q, t), _between(q, r, t), _between(r, s, t)
    pqr, qrs = _between(pq, qr, t), _between(qr, rs, t)
    return (p, pq, pqr, _between(pqr, qrs, t))


def cut_end(curve: Curve, distance: float) -> Curve:
    """Shorten a piece so that it ends this far from where it ended."""
    end = curve[3]
    for step in range(200, 0, -1):
        if math.dist(at(curve, step / 200), end) >= distance:
            return _head(curve, step / 200)
    return _head(curve, 1 / 200)


def cut_start(curve: Curve, distance: float) -> Curve:
    """Shorten a piece so that it starts this far from where it started."""
    return reverse(cut_end(reverse(curve), distance))


def heading(curve: Curve) -> float:
    """Direction in degrees at the end of a piece."""
    return math.degrees(math.atan2(curve[3].y - curve[2].y, curve[3].x - curve[2].x))


def spread(curves: Sequence[Curve], count: int) -> list[Point]:
    """Places at equal distances along pieces; a jump from one piece to the next takes no distance."""
    walk = [at(curve, step / 60) for curve in curves for step in range(60)] + [curves[-1][3]]
    gone = [0.0]
    for before, after in pairwise(walk):
        joined = math.dist(before, after)
        gone.append(gone[-1] + (joined if joined < 40 else 0.0))
    found, place = [], 0
    for step in range(count):
        target = gone[-1] * (step + 0.5) / count
        while gone[place + 1] < target:
            place += 1
        found.append(walk[place])
    return found


def breadth(words: str, size: float) -> float:
    """About how wide these words are, in the widest face of the stack.

    Examples
    --------
    >>> breadth("moon", 12) < breadth("full moon", 12)
    True
    """
    return size * sum(_letter(letter) for letter in words)


def _letter(letter: str) -> float:
    if unicodedata.combining(letter) or letter in "\u200d\ufe0f":
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF" or ord(letter) > 0xFFFF:
        return 1.35
    if letter in _WIDE_LETTERS:
        return 0.95
    return 0.38 if letter in _NARROW_LETTERS else 0.64


def shorten(words: str, room: float, size: float = 13.0) -> str:
    """Words cut to the room there is, with an ellipsis.

    Examples
    --------
    >>> shorten("Alma", 80), shorten("Wilhelmina-Konstanze", 80)
    ('Alma', 'Wilhelmi…')
    """
    words = " ".join(clean(words).split())
    if breadth(words, size) <= room:
        return words
    while words and breadth(words + "…", size) > room:
        words = words[:-1]
    return words.rstrip("\u200d\ufe0f ") + "…"


def wrap(words: str, room: float, size: float = 13.0, most: int = 2) -> list[str]:
    """Words over at most so many lines, the last one shortened where they do not fit.

    Examples
    --------
    >>> wrap("leave the room and come back later", 110)
    ['leave the room', 'and come bac…']
    """
    rows: list[str] = []
    waiting = clean(words).split()
    while waiting and len(rows) < most - 1:
        row = waiting.pop(0)
        while waiting and breadth(f"{row} {waiting[0]}", size) <= room:
            row = f"{row} {waiting.pop(0)}"
        rows.append(shorten(row, room, size))
    return [*rows, shorten(" ".join(waiting), room, size)] if waiting else rows


def drawing(
    body: str, *, size: tuple[float, float], title: str, about: str, prefix: str, look: str = ""
) -> str:
    """Close a drawing: the root element with its name and its description for those who do not see it.

    Parameters
    ----------
    body
        The elements inside.
    size
        Width and height in units.
    title, about
        What it is, and what it shows.
    prefix
        Starts every id of this figure, so that ids stay unique on a page.
    look
        Further classes of the root element.
    """
    width, height = size
    return element(
        "svg",
        element("title", escape(title), id=f"{prefix}-t"),
        element("desc", escape(about), id=f"{prefix}-d"),
        body,
        aria_labelledby=f"{prefix}-t {prefix}-d",
        class_=look or None,
        role="img",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
    )

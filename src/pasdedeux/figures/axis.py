"""Numbers with their ranges on a line: where a value lies, and how an interval is drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pasdedeux.estimates import Interval
from pasdedeux.figures.kit import breadth, dot, mark, segment, text

GAP = 10.0
"""Least distance between the words of two ticks."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A line of values; what lies beyond its ends is drawn at the ends.

    Parameters
    ----------
    low, high
        Values at its ends.
    left, right
        Where the ends lie.
    log
        Whether equal steps are equal ratios.

    Examples
    --------
    >>> Axis(0.0, 10.0, 100.0, 200.0).x(5.0), Axis(1.0, 100.0, 0.0, 100.0, log=True).x(10.0)
    (150.0, 50.0)
    """

    low: float
    high: float
    left: float
    right: float
    log: bool = False

    def x(self, value: float) -> float:
        """Where a value lies."""
        low, value, high = (
            math.log(one) if self.log else one
            for one in (self.low, min(max(value, self.low), self.high), self.high)
        )
        return self.left + (value - low) / (high - low) * (self.right - self.left)

    def ticks(self, y: float, ends: Sequence[tuple[float, str]], most: float) -> str:
        """Draw the line with some values named, as many as find room; the first ones come first.

        Parameters
        ----------
        y
            Height of the line.
        ends
            Values and their words, by importance.
        most
            Breadth of the drawing; words may reach up to it.
        """
        drawn = segment(self.left, y, self.right, y, "se", 1.2)
        taken: list[tuple[float, float]] = []
        for value, words in ends:
            if not self.low <= value <= self.high:
                continue
            at, half = self.x(value), breadth(words, 12) / 2
            middle = min(max(at, half + 4), most - 4 - half)
            span = (middle - half, middle + half)
            if any(span[0] < end + GAP and start < span[1] + GAP for start, end in taken):
                continue
            taken.append(span)
            drawn += segment(at, y, at, y + 5, "se", 1.2) + text(middle, y + 20, words, "t-s t-c")
        return drawn


def interval_mark(
    scale: Axis, y: float, size: Interval, look: str, *, unsure: bool = False, thin: bool = False
) -> str:
    """Draw a number: its middle, half of the posterior as a bar, nine tenths as a line.

    Parameters
    ----------
    scale
        Where values lie.
    y
        Height.
    size
        The number.
    look
        One letter of the classes of fill and stroke: ``"1"``, ``"2"``, ``"u"``, ``"i"``.
    unsure
        Whether the interval spans its reference value: dashed, with an open mark.
    thin
        Whether it stands beside a heavier one.
    """
    wide = 1.6 if thin else 2.2
    line = segment(scale.x(size.low), y, scale.x(size.high), y, f"s{look}", wide, "5 4" if unsure else None)
    half = segment(scale.x(size.low50), y, scale.x(size.high50), y, f"s{look}", 3.0 if thin else 5.0)
    mark = dot(
        scale.x(size.estimate), y, 3.8 if thin else 5.0, f"{'fp' if unsure else f'f{look}'} s{look}", 2
    )
    return line + half + mark


def hue(who: int | None) -> str:
    """Give the letter of a person's hue; the hue of both where the two are not told apart.

    Examples
    --------
    >>> hue(0), hue(None)
    ('1', 'u')
    """
    return "u" if who is None else str(who + 1)


def sign(x: float, y: float, who: int | None) -> str:
    """Draw a person's mark; both of them where the two are not told apart."""
    if who is not None:
        return mark(x, y, who, 4.5)
    return mark(x - 4, y, 0, 3.4) + mark(x + 5, y, 1, 3.4)

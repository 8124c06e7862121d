"""Forest: a number of each couple with its range, sorted, and how far the group has pulled it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.estimates import Interval
from pasdedeux.figures.axis import Axis
from pasdedeux.figures.kit import WIDTH, Shape, dot, drawing, element, segment, shorten, text
from pasdedeux.figures.links import reaches_zero
from pasdedeux.figures.table import estimated
from pasdedeux.identify.linear.results import CoupleResult
from pasdedeux.words import Language, Words, words

ROW, TOP = 18.0, 58.0
MOST_ROWS = 60
COLUMNS: dict[Shape, tuple[float, float]] = {"phone": (104.0, 336.0), "wide": (158.0, 606.0)}
"""Where the numbers lie, between labels and the column of numbers."""


def forest_order(couples: Sequence[CoupleResult], most: int = MOST_ROWS) -> list[CoupleResult]:
    """Sort couples by loop gain; take evenly spaced ones where there are too many to draw.

    Examples
    --------
    >>> forest_order([])
    []
    """
    ordered = sorted(couples, key=lambda couple: (couple.loop_gain.estimate, couple.id))
    return [ordered[at] for at in evenly(len(ordered), most)]


def evenly(count: int, most: int = MOST_ROWS) -> list[int]:
    """Choose at most so many of a count, evenly spaced from the first to the last.

    Examples
    --------
    >>> evenly(2), evenly(9, 3)
    ([0, 1], [0, 4, 8])
    """
    return [int(at) for at in np.linspace(0, count - 1, min(count, most)).round()]


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
    say, chosen = words(language), forest_order(couples)
    rows = [
        ForestRow(
            say("figures.forest.couple", id=couple.id),
            couple.loop_gain,
            couple.own_gain,
            say("figures.forest.days", n=int(couple.days) + 1),
        )
        for couple in chosen
    ]
    return draw_forest(
        rows,
        total=len(couples),
        together=together,
        head=say("figures.forest.head"),
        own=say("figures.forest.own"),
        ticks=_gains(rows, shape, say),
        limits=(_lowest(rows), 1.0),
        whole=1.0,
        shape=shape,
        say=say,
        prefix=prefix,
    )


def _lowest(rows: Sequence[ForestRow]) -> float:
    seen = [row.size.low for row in rows] + [row.own for row in rows if np.isfinite(row.own)]
    low = max(min([*seen, 0.0]), -1.0)
    return float(min(-0.1, np.floor(low * 4) / 4))


def _gains(rows: Sequence[ForestRow], shape: Shape, say: Words) -> list[tuple[float, str]]:
    """Name a few loop gains, as many as there is room for."""
    names = {0.0: "none", 1.0: "whole"}
    if shape == "wide":
        names[0.5] = "half"
    low = _lowest(rows)
    if low <= -0.5 and 0.5 / (1.0 - low) * (COLUMNS[shape][1] - COLUMNS[shape][0]) > 84:
        names[-0.5] = "calm"
    return [(gain, say(f"figures.forest.{name}")) for gain, name in names.items()]


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class ForestRow:
    """One couple of a forest.

    Parameters
    ----------
    label
        What the row is called.
    size
        The couple's number, drawn towards the group.
    own
        What its own data alone would say; NaN where that is not known.
    note
        Stands in a column beside the label on a wide page.
    """

    label: str
    size: Interval
    own: float = float("nan")
    note: str = ""


def draw_forest(
    rows: Sequence[ForestRow],
    *,
    total: int,
    together: Interval | None,
    head: str,
    own: str,
    ticks: Sequence[tuple[float, str]],
    limits: tuple[float, float],
    whole: float | None,
    shape: Shape,
    say: Words,
    prefix: str,
) -> str:
    """Draw rows around nought.

    Parameters
    ----------
    rows
        In the order in which they stand.
    total
        How many there are; fewer may be drawn.
    together
        The number of the group.
    head, own
        What the numbers are, and what an open mark is.
    ticks
        Values of the axis and their words.
    limits
        Ends of the axis.
    whole
        A second line of reference, or None.
    shape, say, prefix
        As in every figure.

    Returns
    -------
    str
        SVG.
    """
    left, right = COLUMNS[shape]
    low, high = limits
    over = 0.06 if whole else 0.0  # a little beyond the line is still drawn
    scale = Axis(low, high + over, left, left + (high + over - low) / (high - low) * (right - left))
    page = _Forest(rows, together, scale, (low, high), whole, shape, say)
    return drawing(
        page.ground(head, total)
        + "".join(page.row(at) for at in range(len(rows)))
        + page.axis(ticks)
        + page.key(own),
        size=(WIDTH[shape], page.foot + (56 if shape == "wide" else 92)),
        title=head if whole is None else say("figures.forest.title"),
        about=say("figures.forest.about", n=len(rows)),
        prefix=prefix,
    )


@dataclass(frozen=True, slots=True)
class _Forest:
    rows: Sequence[ForestRow]
    together: Interval | None
    scale: Axis
    limits: tuple[float, float]
    whole: float | None
    shape: Shape
    say: Words

    @property
    def foot(self) -> float:
        return TOP + ROW * len(self.rows) + 6

    def x(self, value: float) -> float:
        return self.scale.x(value)

    def ground(self, head: str, total: int) -> str:
        drawn = text(14, 20, head, "t-m t-b")
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
        if self.whole is None:
            return drawn
        return drawn + segment(self.x(self.whole), TOP - 8, self.x(self.whole), self.foot, "se", 1.2)

    def row(self, at: int) -> str:
        row = self.rows[at]
        y = TOP + ROW * at + 8
        size = row.size
        unsure = reaches_zero(size)
        room = 96.0 if self.shape == "wide" else 84.0
        drawn = text(14, y + 4, shorten(row.label, room, 12), "t-s")
        if self.shape == "wide":
            drawn += text(148, y + 4, row.note, "t-s t-e")
            numbers = estimated(self.say, size)
            drawn += text(WIDTH["wide"] - 14, y + 4, numbers, "t-s t-e")
        drawn += segment(self.x(size.low), y, self.x(size.high), y, "si", 2.2, "5 4" if unsure else None)
        if np.isfinite(row.own) and len(self.rows) > 1:
            drawn += segment(self.x(row.own), y - 5, self.x(size.estimate), y, "se", 1)
            drawn += dot(self.x(row.own), y - 5, 3.2, "fp se", 1.4)
        return drawn + dot(self.x(size.estimate), y, 4.2, "fp si" if unsure else "fi si", 2)

    def axis(self, ticks: Sequence[tuple[float, str]]) -> str:
        low, high = self.limits
        drawn = segment(self.x(low), self.foot, self.x(high), self.foot, "se", 1.2)
        for value, name in ticks:
            at = self.x(value)
            drawn += segment(at, self.foot, at, self.foot + 6, "se", 1.2)
            look = "t-s t-e" if value == high and self.shape == "phone" else "t-s t-c"
            shift = 16 if look.endswith("e") else 0
            drawn += text(at + shift, self.foot + 21, name, look)
        return drawn

    def key(self, words: str) -> str:
        """Say what marks mean, beside each other on a wide page; open ones only where there are any."""
        own = {words: (3.2, "fp se", 1.4)} if any(np.isfinite(row.own) for row in self.rows) else {}
        dots = own | {self.say("figures.forest.pooled"): (4.2, "fi", None)}
        x, y, drawn = 20.0, self.foot + 46, ""
        across, down = (200.0, 0.0) if self.shape == "wide" else (0.0, 17.0)
        for name, (size, look, width) in dots.items():
            drawn += dot(x, y - 4, size, look, width) + text(x + 14, y, name, "t-s")
            x, y = x + across, y + down
        unsure = segment(x - 6, y - 4, x + 8, y - 4, "si", 2, "5 4")
        return drawn + unsure + text(x + 14, y, self.say("figures.forest.open"), "t-s")

"""Turns of an episode as beads: who by place and hue, what by shape, how both told it by fill.

Two lanes, the first person's below: a turn towards the other is a wedge to the middle, a turn away a half
disc with its back to it, an answer back a square, a softer turn a disc in the colour of both. A bead is full
where both told the turn alike and open where it is one account; told differently it is two beads, side by
side, each with the mark of its teller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.figures.kit import Point, Shape, dot, element, mark, number, polyline, segment, text
from pasdedeux.records.acts import ActClass
from pasdedeux.words import Words

LANE = 15.0
"""Height of one person's lane."""
PITCH: dict[Shape, float] = {"phone": 18.0, "wide": 22.0}
LEAST = 11.0
"""Beads are never closer than this; the rest of a longer episode is counted."""


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Bead:
    """One turn.

    Parameters
    ----------
    who
        Whose turn, 0 or 1.
    told
        What it was, as the first and as the second person tells it; None where that person does not tell it.

    Examples
    --------
    >>> Bead(0, (ActClass.PRESS, ActClass.PRESS)).alike
    True
    """

    who: int
    told: tuple[ActClass | None, ActClass | None]

    @property
    def alike(self) -> bool:
        """Whether both told the same."""
        return self.told[0] is self.told[1]

    @property
    def accounts(self) -> list[tuple[int, ActClass]]:
        """Teller and class of each account that is drawn apart."""
        told = [(teller, one) for teller, one in enumerate(self.told) if one is not None]
        return told[:1] if self.alike else told


@dataclass(frozen=True, slots=True)
class BeadRow:
    """The turns of one episode along two lanes.

    Parameters
    ----------
    beads
        In their order.
    left, right
        Where there is room for them.
    middle
        Height of the line between the lanes.
    shape
        Which drawing.
    scale
        1, or less for what is small.
    marked
        Whether single accounts carry the mark of their teller.
    """

    beads: Sequence[Bead]
    left: float
    right: float
    middle: float
    shape: Shape
    scale: float = 1.0
    marked: bool = True

    @property
    def _places(self) -> int:
        return sum(len(bead.accounts) for bead in self.beads)

    @property
    def pitch(self) -> float:
        """Distance between two beads."""
        room = (self.right - self.left) / max(self._places, 1)
        return min(PITCH[self.shape] * self.scale, max(room, LEAST))

    def draw(self, say: Words) -> str:
        """Draw lanes and beads; what finds no room is counted at the end."""
        most = int((self.right - self.left) / self.pitch)
        drawn, at = "", 0
        for done, bead in enumerate(self.beads):
            need = len(bead.accounts)
            if at + need > most - (2 if self._places > most else 0):
                more = say("figures.strips.more", n=len(self.beads) - done)
                end = text(self.left + self.pitch * at + 2, self.middle + 4, more, "t-s")
                return self._line(at) + drawn + end
            drawn += self._turn(bead, self.left + self.pitch * (at + need / 2))
            at += need
        return self._line(at) + drawn

    def _line(self, places: int) -> str:
        end = self.left + self.pitch * max(places, 1)
        return segment(self.left, self.middle, end, self.middle, "sl", 1.2)

    def _turn(self, bead: Bead, x: float) -> str:
        down = 1 if bead.who == 0 else -1
        y = self.middle + down * LANE * self.scale * 0.62
        return turn(bead, x, y, self.pitch, self.scale, marked=self.marked)


def turn(bead: Bead, x: float, y: float, wide: float, scale: float = 1.0, *, marked: bool = True) -> str:
    """Draw one turn: a full bead, an open one with its teller, or two side by side.

    Parameters
    ----------
    bead
        What is told.
    x, y
        Its middle.
    wide
        Distance between two accounts.
    scale
        1, or less for what is small.
    marked
        Whether a single account carries the mark of its teller.
    """
    accounts, down = bead.accounts, 1 if bead.who == 0 else -1
    if bead.alike:
        return "".join(glyph(x, y, bead.who, told, scale) for _, told in accounts)
    drawn, two = "", len(accounts) > 1
    for at, (teller, told) in enumerate(accounts):
        place = x + wide * (at - (len(accounts) - 1) / 2)
        drawn += glyph(place, y, bead.who, told, scale, full=False)
        if marked or two:
            drawn += mark(place, y + down * (7.5 * scale + 3.0), teller, 2.2)
    return drawn


def glyph(x: float, y: float, who: int, told: ActClass, scale: float = 1.0, *, full: bool = True) -> str:
    """Draw one bead: its shape says what, its hue who; open where only one person tells it.

    Examples
    --------
    >>> glyph(10, 10, 0, ActClass.SOFT)
    '<circle class="fu su" cx="10.0" cy="10.0" r="5.0" stroke-width="1.6"/>'
    """
    hue = "u" if told is ActClass.SOFT else str(who + 1)
    look = f"{f'f{hue}' if full else 'fp'} s{hue}"
    if told is ActClass.SOFT:
        return dot(x, y, 5.0 * scale, look, 1.6)
    up, size = (-1 if who == 0 else 1), 5.4 * scale
    if told is ActClass.AWAY:
        flat = y + up * size * 0.5
        turn = 0 if up < 0 else 1
        d = (
            f"M{number(x - size)} {number(flat)}"
            f"A{number(size)} {number(size)} 0 0 {turn} {number(x + size)} {number(flat)}Z"
        )
    elif told is ActClass.PRESS:
        tip, base = y + up * size, y - up * size * 0.8
        d = polyline([Point(x, tip), Point(x + size, base), Point(x - size, base)]) + "Z"
    else:
        half = 4.4 * scale
        d = (
            polyline([Point(x + a * half, y + b * half) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))])
            + "Z"
        )
    return element("path", class_=look, d=d, stroke_linejoin="round", stroke_width=1.6)

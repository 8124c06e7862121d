"""Days along the foot of a drawing, and the stretches of them that were spent in the cycle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pasdedeux.figures.kit import hatched, segment, text
from pasdedeux.words import Words

STEPS = (1, 2, 7, 14, 30, 60, 90, 180, 365, 730, 1825, 3650, 7300)
ROOM = 62.0
"""Breadth that the words of a tick need."""


@dataclass(frozen=True, slots=True)
class Timescale:
    """From the first moment of day 1 to the end of the last.

    Parameters
    ----------
    days
        How many.
    left, right
        Where they begin and end on the drawing.
    say
        Words of the ticks.
    tight
        Whether the last tick may not stick out to the right.
    """

    days: float
    left: float
    right: float
    say: Words
    tight: bool = False

    def x(self, day: float) -> float:
        """Where a day ends."""
        return self.left + day / self.days * (self.right - self.left)

    def ticks(self, y: float) -> str:
        """Draw the foot with a few days named."""
        most = (self.right - self.left) / ROOM
        step = next((step for step in STEPS if self.days / step <= most), self.days)
        drawn = segment(self.left, y, self.right, y, "se", 1.2)
        for at in range(int(self.days / step + 1e-9) + 1):
            x = self.x(at * step)
            name = (
                self.say("simulation.axis.day", n=round(at * step))
                if at
                else self.say("simulation.axis.start")
            )
            look = "t-s t-e" if self.tight and self.right - x < ROOM / 2 else "t-s t-c" if at else "t-s"
            drawn += segment(x, y, x, y + 5, "se", 1.2) + text(x, y + 20, name, look)
        return drawn

    def hatched(self, spells: Sequence[tuple[int, int]], top: float, bottom: float, prefix: str) -> str:
        """Mark stretches of days in the cycle, given by their first and last day."""
        return hatched([(self.x(first - 1), self.x(last)) for first, last in spells], top, bottom, prefix)

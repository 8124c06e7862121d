"""Answers: what is answered with what, as a fan from each kind of turn to the four ways it can go on.

Width is how often, linear; the three nested strokes are upper end, middle and lower end of the 90 % interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.estimates import Interval
from pasdedeux.figures.beads import glyph
from pasdedeux.figures.eight import gradient
from pasdedeux.figures.kit import (
    WIDTH,
    Point,
    Shape,
    drawing,
    element,
    named,
    path_of,
    segment,
    shaped,
    shorten,
    text,
)
from pasdedeux.figures.typography import tens
from pasdedeux.records.acts import ActClass
from pasdedeux.words import Language, Words, words

TURNS = (ActClass.PRESS, ActClass.AWAY, ActClass.SOFT)
"""What can be answered; the fourth answer is that it ends."""
NAMES = (*(one.value for one in TURNS), "end")
PER_UNIT = 17.0
STEP, GAP, HEAD = 20.0, 18.0, 46.0
PANEL = HEAD + 3 * (4 * STEP + GAP)


@names_wrong_arguments
def answers(
    often: Sequence[Sequence[Sequence[Interval]]],
    *,
    partners: tuple[str, str],
    shape: Shape = "phone",
    language: Language = "en",
    prefix: str = "answers",
) -> str:
    """Draw what is answered with what, in both directions on one scale.

    Parameters
    ----------
    often
        Shape (2, 3, 4): how often person i answers a pressing turn, a turn away, a soft turn of the other by
        pressing, away, softly or not at all, 0 to 1.
    partners
        Two labels.
    shape
        Phone: one direction below the other; wide: beside each other.
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
    >>> size = Interval(0.25, 0.1, 0.4, 0.2, 0.3)
    >>> answers([[[size] * 4] * 3] * 2, partners=("Alma", "Sam")).count(">goes quiet<")
    8
    """
    shaped("often", [[[one.estimate for one in row] for row in panel] for panel in often], 2, 3, 4)
    say, side = words(language), shape == "wide"
    panels = [_Panel(often[who], partners, who, say, f"{prefix}-{who + 1}") for who in (1, 0)]
    across, down = (400.0, 0.0) if side else (0.0, PANEL)
    body = "".join(
        element("g", panel.draw(), transform=f"translate({across * at:.1f} {down * at:.1f})")
        for at, panel in enumerate(panels)
    )
    return drawing(
        body,
        size=(WIDTH[shape], PANEL * (1 if side else 2)),
        title=say("figures.answers.title"),
        about=" ".join(panel.about() for panel in panels),
        prefix=prefix,
    )


def of_ten(size: Interval, say: Words) -> str:
    r"""Say out of ten how often, with its range.

    Examples
    --------
    >>> of_ten(Interval(0.5, 0.3, 0.7, 0.4, 0.6), words("en")) == "5 (3\N{EN DASH}7)"
    True
    """
    low, middle, high = tens(size)
    return say("figures.answers.of-ten", n=middle, low=low, high=high)


@dataclass(frozen=True, slots=True)
class _Panel:
    often: Sequence[Sequence[Interval]]
    partners: tuple[str, str]
    who: int
    say: Words
    prefix: str

    def about(self) -> str:
        """Say the commonest answer to each kind of turn."""
        said = []
        for turn, row in zip(NAMES, self.often, strict=False):
            at = int(np.argmax([one.estimate for one in row]))
            said.append(
                self.say(
                    "figures.answers.about",
                    turn=self.say(f"figures.answers.{turn}"),
                    answer=self.say(f"figures.answers.{NAMES[at]}"),
                    n=of_ten(row[at], self.say),
                )
            )
        other, name = self.partners[1 - self.who], self.partners[self.who]
        return self.say("figures.answers.panel", other=other, name=name, answers=" ".join(said))

    def draw(self) -> str:
        stops = (
            element("stop", offset="0", stop_color=f"var(--p{2 - self.who})")
            + element("stop", offset="0.5", stop_color="var(--us)")
            + element("stop", offset="1", stop_color=f"var(--p{self.who + 1})")
        )
        colours = gradient(f"{self.prefix}-c", Point(118, 0), Point(196, 0), stops)
        return colours + self._head() + "".join(self._fan(at) for at in range(3))

    def _head(self) -> str:
        drawn = ""
        for x, who in ((14.0, 1 - self.who), (202.0, self.who)):
            name = shorten(self.partners[who], 92 if x > 200 else 150, 15)
            drawn += named(x, 26, who, name, "t-m")
        return drawn + text(346, 26, self.say("figures.answers.times"), "t-s t-e")

    def _fan(self, at: int) -> str:
        top = HEAD + at * (4 * STEP + GAP)
        middle = top + 1.5 * STEP
        left = glyph(20, middle, 1 - self.who, TURNS[at])
        drawn = segment(14, top - GAP / 2 - 6, 346, top - GAP / 2 - 6, "sl", 1)
        drawn += left + text(32, middle + 4, self.say(f"figures.answers.{NAMES[at]}"), "t-s")
        for answer, size in enumerate(self.often[at]):
            y = top + answer * STEP
            drawn += self._ribbon(middle, y, size) + self._end(answer, y)
            drawn += text(222, y + 4, self.say(f"figures.answers.{NAMES[answer]}"), "t-s")
            drawn += text(346, y + 4, of_ten(size, self.say), "t-s t-e")
        return drawn

    def _ribbon(self, start: float, end: float, size: Interval) -> str:
        way = (Point(122, start), Point(158, start), Point(158, end), Point(198, end + 0.05))
        d, paint = path_of([way]), f"url(#{self.prefix}-c)"
        strokes = ((size.high, "0.16"), (size.estimate, "0.34"), (size.low, None))
        return "".join(
            element(
                "path",
                class_="n",
                d=d,
                opacity=opacity,
                stroke=paint,
                stroke_width=max(PER_UNIT * value, 0.6),
            )
            for value, opacity in strokes
        )

    def _end(self, answer: int, y: float) -> str:
        if answer < len(TURNS):
            return glyph(208, y, self.who, TURNS[answer])
        return segment(204, y, 212, y, "se", 1.6)

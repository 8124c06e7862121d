"""One course as a timeline: a row for each phase that occurred, and the closeness it was read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.figures.kit import (
    WIDTH,
    Point,
    Shape,
    drawing,
    element,
    hatch,
    polyline,
    segment,
    shaped,
    shorten,
    some,
    text,
    trace,
)
from pasdedeux.figures.timescale import Timescale
from pasdedeux.simulate.phases import Phase
from pasdedeux.words import Language, Words, words

FloatArray = NDArray[np.float64]
ORDER = ("attraction", "dating", "ease", "conflict", "crisis", "break-up", "distance", "making up")
"""From the first meeting on; a row each, of those that occurred."""
LOOKS = {
    "attraction": "tu su",
    "dating": "tu su",
    "ease": "lamp se",
    "making up": "lamp se",
    "conflict": "tu su",
    "crisis": "fu su",
}
HATCHED = ("conflict",)
LEFT, TOP, PANEL, ROW, BAR = 118.0, 34.0, 72.0, 24.0, 14.0
LAST = 0.75
"""Where the last quarter begins: what fills most of it is what lasts."""


@names_wrong_arguments
def course_timeline(
    phases: Sequence[Phase],
    closeness: FloatArray,
    *,
    lasts: str,
    shape: Shape = "phone",
    language: Language = "en",
    prefix: str = "timeline",
) -> str:
    """Draw the phases of a run along its days.

    Parameters
    ----------
    phases
        From `pasdedeux.simulate.course`.
    closeness
        Shape (D,): mean of each day.
    lasts
        Name of the phase that fills most of the last quarter.
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
    >>> svg = course_timeline([Phase("ease", 0, 5)], np.linspace(0.2, 0.5, 5), lasts="ease")
    >>> svg.count("making up")
    0
    """
    some("phases", phases)
    shaped("closeness", closeness, None)
    page = _Page(phases, closeness, lasts, shape, words(language), prefix)
    return drawing(
        page.closeness_line() + page.rows() + page.what_lasts() + page.scale.ticks(page.foot + 34),
        size=(WIDTH[shape], page.foot + 62),
        title=page.say("simulation.course.title"),
        about=page.say(
            "simulation.course.about",
            gap=page.say.gap(page.scale.days),
            phases=[phase_word(name, page.say) for name in page.names],
        ),
        prefix=prefix,
    )


def phase_word(name: str, say: Words) -> str:
    """Say a phase."""
    return say(f"simulation.phases.{name.replace(' ', '-')}")


@dataclass(frozen=True, slots=True)
class _Page:
    phases: Sequence[Phase]
    closeness: FloatArray
    lasts: str
    shape: Shape
    say: Words
    prefix: str

    @property
    def right(self) -> float:
        return WIDTH[self.shape] - 48

    @property
    def scale(self) -> Timescale:
        return Timescale(float(len(self.closeness)), LEFT, self.right, self.say)

    @property
    def names(self) -> list[str]:
        there = {phase.name for phase in self.phases}
        return [name for name in ORDER if name in there]

    @property
    def head(self) -> float:
        return TOP + PANEL + 32

    @property
    def foot(self) -> float:
        return self.head + ROW * len(self.names)

    def row(self, name: str) -> float:
        """Middle of a phase's row."""
        return self.head + ROW * (self.names.index(name) + 0.5)

    def closeness_line(self) -> str:
        low, high = min(-0.2, float(self.closeness.min())), max(0.6, float(self.closeness.max()))

        def y(value: float) -> float:
            return TOP + (high - value) / (high - low) * PANEL

        xs = [self.scale.x(day + 0.5) for day in range(len(self.closeness))]
        return (
            text(14, 20, self.say("simulation.course.closeness"), "t-m t-b")
            + text(14, TOP + 12, self.say("simulation.course.near"), "t-s")
            + text(14, TOP + PANEL, self.say("simulation.course.far"), "t-s")
            + segment(LEFT, y(0.0), self.right, y(0.0), "se", 1.2)
            + trace(xs, [y(float(value)) for value in self.closeness], "su", 2.0)
        )

    def rows(self) -> str:
        drawn = element("defs", hatch(f"{self.prefix}-h"))
        drawn += text(14, self.head - 10, self.say("simulation.course.phases"), "t-m t-b")
        drawn += text(WIDTH[self.shape] - 14, self.head - 10, self.say("simulation.course.days"), "t-s t-e")
        for name in self.names:
            y, days = self.row(name), sum(p.stop - p.start for p in self.phases if p.name == name)
            drawn += segment(LEFT, y, self.right, y, "sl", 1.0)
            drawn += text(14, y + 4, shorten(phase_word(name, self.say), LEFT - 20), "t-m")
            drawn += text(WIDTH[self.shape] - 14, y + 4, str(days), "t-s t-e")
        return drawn + self.steps() + "".join(self.bar(phase) for phase in self.phases)

    def steps(self) -> str:
        """Lead the eye from each phase to the next."""
        ways = "".join(
            polyline([Point(self.scale.x(one.stop), self.row(phase.name)) for phase in (one, after)])
            for one, after in pairwise(self.phases)
        )
        return element("path", class_="n se", d=ways, stroke_width=1.0) if ways else ""

    def bar(self, phase: Phase) -> str:
        left, right = self.scale.x(phase.start), self.scale.x(phase.stop)
        box = {
            "x": left,
            "y": self.row(phase.name) - BAR / 2,
            "width": max(right - left, 2.0),
            "height": BAR,
            "rx": min(3.0, (right - left) / 2),
        }
        drawn = element("rect", class_=LOOKS.get(phase.name, "fp se"), stroke_width=1.2, **box)
        if phase.name in HATCHED:
            drawn += element("rect", fill=f"url(#{self.prefix}-h)", **box)
        return drawn

    def what_lasts(self) -> str:
        """Bracket the last quarter, and name what it mostly is."""
        left, right, y = self.scale.x(LAST * self.scale.days), self.right, self.foot + 6
        words = self.say("simulation.course.lasts", phase=phase_word(self.lasts, self.say))
        return trace([left, left, right, right], [y, y + 5, y + 5, y], "si", 1.4) + text(
            right, y + 21, words, "t-m t-b t-e"
        )

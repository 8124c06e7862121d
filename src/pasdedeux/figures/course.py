"""Link time course: what one move leaves behind in the other, over time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.figures.kit import (
    WIDTH,
    Shape,
    bands,
    breadth,
    dot,
    drawing,
    lines,
    segment,
    shorten,
    some,
    text,
    trace,
    wrap,
)
from pasdedeux.identify.linear.results import Course
from pasdedeux.words import Language, Words, words

PANEL, HEAD, ROOM = 124.0, 76.0, 88.0
"""Depth of a panel and of its heading; breadth that the words of a tick need."""
SECONDS = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600)
STEPS = (*(seconds / 86400 for seconds in SECONDS), 1.0, 2.0, 3.0, 7.0, 14.0, 28.0, 84.0)


@names_wrong_arguments
def link_courses(
    courses: Sequence[Course],
    *,
    partners: tuple[str, str],
    shape: Shape = "phone",
    language: Language = "en",
    prefix: str = "course",
) -> str:
    """Draw one panel for each link, all on one scale.

    Parameters
    ----------
    courses
        What is left after each gap, per link.
    partners
        Two labels.
    shape
        Phone: panels below each other; wide: two beside each other.
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
    >>> from pasdedeux.estimates import Interval
    >>> from pasdedeux.identify.linear.results import Link
    >>> link = Link(0, 1, "arousal", "arousal", Interval(0.5, 0.2, 0.8, 0.4, 0.6), 0.99, True)
    >>> curves = np.linspace(0, 1, 20).reshape(4, 5)
    >>> course = Course(link, np.linspace(0, 3, 4), curves, Interval(3.0, 2.0, 3.0, 3.0, 3.0))
    >>> link_courses([course], partners=("A", "B")).startswith("<svg")
    True
    """
    some("courses", courses)
    page = _Courses(courses, partners, shape, words(language))
    columns = 1 if shape == "phone" or len(courses) == 1 else 2
    wide = (WIDTH[shape] - 24 * (columns - 1)) / columns
    drawn = "".join(
        page.panel(course, (at % columns) * (wide + 24), (at // columns) * (PANEL + HEAD + 34), wide)
        for at, course in enumerate(courses)
    )
    rows = -(-len(courses) // columns)
    return drawing(
        drawn,
        size=(WIDTH[shape], rows * (PANEL + HEAD + 34)),
        title=page.say("figures.course.title"),
        about=page.say("figures.course.about", gap=page.say.gap(page.longest)) + page.about(),
        prefix=prefix,
    )


def peak(course: Course) -> int:
    """Where along the gaps the middle curve is farthest from zero."""
    return int(np.abs(course.quantiles[:, 2]).argmax())


def peak_words(course: Course, say: Words) -> list[str]:
    """Say when a link shows most, and whether that could be nothing."""
    best = peak(course)
    low, middle, high = (float(course.quantiles[best, at]) for at in (0, 2, 4))
    gap = say.gap_range(course.peak)
    name = "peak-now" if course.peak.high == 0 else "peak" if middle > 0 else "dip"
    words = [say(f"figures.course.{name}", gap=gap)]
    return [*words, say("figures.course.nothing")] if low <= 0 <= high else words


@dataclass(frozen=True, slots=True)
class _Courses:
    courses: Sequence[Course]
    partners: tuple[str, str]
    shape: Shape
    say: Words

    @property
    def longest(self) -> float:
        return float(max(course.gap[-1] for course in self.courses))

    @property
    def limits(self) -> tuple[float, float]:
        """Lowest and highest of all bands, zero included, so that panels share a scale."""
        low = min(float(course.quantiles.min()) for course in self.courses)
        high = max(float(course.quantiles.max()) for course in self.courses)
        return (min(low, 0.0), max(high, 0.0)) if high > low else (-1.0, 1.0)

    def head(self, course: Course) -> str:
        link = course.link
        sender, receiver = (shorten(self.partners[who], 150) for who in (link.sender, link.receiver))
        noun, sender_noun = self.say.noun(link.receiver_role), self.say.noun(link.sender_role)
        if link.sender_role == link.receiver_role:
            return self.say("figures.course.panel-same", sender=sender, receiver=receiver, noun=noun)
        return self.say(
            "figures.course.panel-other", sender=sender, receiver=receiver, noun=noun, sender_noun=sender_noun
        )

    def about(self) -> str:
        return "".join(
            f" {self.head(course)}: {', '.join(peak_words(course, self.say))}." for course in self.courses
        )

    def panel(self, course: Course, left: float, top: float, wide: float) -> str:
        own, x0, x1 = course.link.receiver + 1, left + 44, left + wide - 14
        low, high = self.limits
        y0 = top + HEAD

        def x(gap: float) -> float:
            return x0 + gap / self.longest * (x1 - x0)

        def y(value: float) -> float:
            return y0 + PANEL * (high - value) / (high - low)

        xs = [x(float(gap)) for gap in course.gap]
        ys = [[y(float(value)) for value in row] for row in course.quantiles.T]
        named = wrap(self.head(course), wide - 28)
        when = wrap("; ".join(peak_words(course, self.say)), wide - 28, 12)
        head = lines(left + 14, top + 18, named, "t-m t-b")
        head += lines(left + 14, top + 18 + 15 * len(named), when, "t-s")
        ends = text(left + 14, y0 + 10, self.say("figures.course.more"), "t-s") if high > 0 else ""
        if low < -0.25 * high:
            ends += text(left + 14, y0 + PANEL, self.say("figures.course.less"), "t-s")
        return (
            head
            + ends
            + bands(xs, ys, f"f{own}")
            + segment(x0, y(0), x1, y(0), "se", 1.2)
            + trace(xs, ys[2], f"s{own}", 2.2)
            + self._peak(course, xs, ys)
            + self._ticks(x, y0 + PANEL)
        )

    def _peak(self, course: Course, xs: list[float], ys: list[list[float]]) -> str:
        best = peak(course)
        return dot(xs[best], ys[2][best], 4.6, f"fp s{course.link.receiver + 1}", 1.8)

    def _ticks(self, x: Callable[[float], float], y: float) -> str:
        most = (x(self.longest) - x(0.0)) / ROOM
        step = next((step for step in STEPS if self.longest / step <= most), self.longest / 3)
        drawn = ""
        for at in range(int(self.longest / step + 1e-9) + 1):
            gap = at * step
            where = x(gap)
            words = self.say.gap(gap) if at else self.say("common.time.right-then")
            middle = min(where, x(self.longest) + 14 - breadth(words, 12) / 2)
            label = text(middle, y + 20, words, "t-s t-c") if at else text(where, y + 20, words, "t-s")
            drawn += segment(where, y, where, y + 5, "se", 1.2) + label
        return drawn

"""Before and since: what comes back, and how long until at ease, of two periods with their ranges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.estimates import Interval
from pasdedeux.figures.answers import of_ten
from pasdedeux.figures.axis import Axis, interval_mark
from pasdedeux.figures.kit import WIDTH, Shape, drawing, lines, shorten, some, text, wrap
from pasdedeux.words import Language, Words, words

HOURS = (1 / 12, 168.0)
"""From five minutes to a week."""
TICKS = (2.0, 48.0, 1 / 6, 8.0)
"""Hours that are named, those first that matter most."""
ROW = 40.0


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Period:
    """What is known of one period.

    Parameters
    ----------
    label
        What it is called.
    episodes
        How many were told.
    comes_back
        How much of a hot turn comes back after a full round, 0 to 1; None where nothing may be said yet.
    at_ease
        Typical time until at ease again, in hours; None likewise.
    """

    label: str
    episodes: int
    comes_back: Interval | None = None
    at_ease: Interval | None = None


@names_wrong_arguments
def before_since(
    periods: tuple[Period, Period],
    *,
    shape: Shape = "phone",
    language: Language = "en",
    prefix: str = "periods",
) -> str:
    """Draw two periods on one scale: the first thin, the second heavy.

    Parameters
    ----------
    periods
        Before, and since.
    shape
        Phone or wide drawing.
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
    >>> size = Interval(0.4, 0.2, 0.6, 0.3, 0.5)
    >>> "before" in before_since((Period("before", 9, size), Period("since", 8, size)))
    True
    """
    page = _Page(periods, shape, words(language))
    panels = [
        ("comes-back", Axis(0.0, 1.0, 14, page.right), [one.comes_back for one in periods]),
        ("at-ease", Axis(*HOURS, 14, page.right, log=True), [one.at_ease for one in periods]),
    ]
    drawn, y = "", 0.0
    for name, scale, sizes in panels:
        if any(sizes):
            drawn += page.panel(name, scale, sizes, y)
            y += page.tall
    some("periods", [one for one in (drawn,) if one])
    return drawing(
        drawn,
        size=(WIDTH[shape], y),
        title=page.say("figures.periods.title"),
        about=page.about(),
        prefix=prefix,
    )


def hours_range(size: Interval, say: Words) -> str:
    """Say a time in hours with its range.

    Examples
    --------
    >>> hours_range(Interval(2.0, 1.0, 4.0, 1.5, 3.0), words("en"))
    '2 hours (1 to 4)'
    """
    days = Interval(*(value / 24 for value in (size.estimate, size.low, size.high, size.low50, size.high50)))
    return say.gap_range(days)


def often_ticks(say: Words) -> list[tuple[float, str]]:
    """Name a few shares as people do."""
    names = {0.0: "never", 1.0: "always", 0.5: "half"}
    return [(value, say(f"figures.often.{name}")) for value, name in names.items()]


def hour_ticks(say: Words) -> list[tuple[float, str]]:
    """Name a few hours as people do."""
    return [(hours, say.gap(hours / 24)) for hours in TICKS]


@dataclass(frozen=True, slots=True)
class _Page:
    periods: tuple[Period, Period]
    shape: Shape
    say: Words

    @property
    def right(self) -> float:
        return WIDTH[self.shape] - 14

    @property
    def tall(self) -> float:
        return 28.0 + ROW * 2 + 44

    def about(self) -> str:
        said = []
        for one in self.periods:
            back = of_ten(one.comes_back, self.say) if one.comes_back else self.say("figures.periods.open")
            ease = hours_range(one.at_ease, self.say) if one.at_ease else self.say("figures.periods.open")
            said.append(
                self.say("figures.periods.about", label=one.label, n=one.episodes, back=back, ease=ease)
            )
        return " ".join(said)

    def panel(self, name: str, scale: Axis, sizes: Sequence[Interval | None], top: float) -> str:
        drawn = lines(14, top + 20, wrap(self.say(f"figures.periods.{name}"), self.right - 14), "t-m t-b")
        for at, (period, size) in enumerate(zip(self.periods, sizes, strict=True)):
            y = top + 28 + ROW * at
            told = self.say("figures.periods.told", label=period.label, n=period.episodes)
            number = self.say("figures.periods.open")
            if size is not None:
                number = of_ten(size, self.say) if name == "comes-back" else hours_range(size, self.say)
                drawn += interval_mark(scale, y + 30, size, "u" if at else "i", thin=not at)
            drawn += text(14, y + 18, shorten(told, self.right - 150, 12), "t-s")
            drawn += text(self.right, y + 18, number, "t-s t-e")
        ticks = hour_ticks(self.say) if scale.log else often_ticks(self.say)
        return drawn + scale.ticks(top + 28 + 2 * ROW + 8, ticks, WIDTH[self.shape])

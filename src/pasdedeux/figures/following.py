"""Coded talks: how often a move comes next after nobody, oneself, the partner or both made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.estimates import Interval
from pasdedeux.figures.axis import Axis, hue, interval_mark, sign
from pasdedeux.figures.kit import WIDTH, Shape, drawing, shorten, some, text
from pasdedeux.figures.periods import often_ticks
from pasdedeux.figures.table import estimated
from pasdedeux.words import Language, Words, words

AFTER = ("nobody", "own", "partner", "both")
ROW, HEAD = 22.0, 54.0
PANEL = HEAD + ROW * len(AFTER) + 10


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Following:
    """How often one person makes a move next.

    Parameters
    ----------
    name
        Who makes it.
    who
        0 or 1; None where the two are not told apart.
    move
        What it is called.
    chance
        Its probability after nobody, oneself, the partner, both.
    """

    name: str
    who: int | None
    move: str
    chance: tuple[Interval, Interval, Interval, Interval]


@names_wrong_arguments
def following(
    panels: Sequence[Following],
    *,
    shape: Shape = "wide",
    language: Language = "en",
    prefix: str = "following",
) -> str:
    """Draw the probability of the next move.

    Parameters
    ----------
    panels
        One for each person and move.
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
    >>> size = Interval(0.3, 0.2, 0.4, 0.25, 0.35)
    >>> following([Following("M", 0, "demand", (size,) * 4)]).count(">0.30 (0.20 to 0.40)<")
    4
    """
    some("panels", panels)
    page = _Page(shape, words(language))
    foot = 8 + PANEL * len(panels)
    return drawing(
        "".join(page.panel(one, PANEL * at) for at, one in enumerate(panels))
        + page.scale.ticks(foot, often_ticks(page.say), WIDTH[shape]),
        size=(WIDTH[shape], foot + 32),
        title=page.say("figures.following.title"),
        about=" ".join(page.about(one) for one in panels),
        prefix=prefix,
    )


@dataclass(frozen=True, slots=True)
class _Page:
    shape: Shape
    say: Words

    @property
    def scale(self) -> Axis:
        return Axis(0.0, 1.0, 118, 338 if self.shape == "phone" else 600)

    def about(self, one: Following) -> str:
        rows = ", ".join(
            f"{self.say(f'figures.following.{name}')} {estimated(self.say, size)}"
            for name, size in zip(AFTER, one.chance, strict=True)
        )
        return self.say("figures.following.about", name=one.name, move=one.move, rows=rows)

    def panel(self, one: Following, top: float) -> str:
        room = WIDTH[self.shape] - 46
        head = shorten(self.say("figures.following.head", move=one.move), room, 12)
        drawn = sign(19, top + 16, one.who) + text(32, top + 38, head, "t-s")
        drawn += text(32, top + 20, shorten(one.name, room, 14), "t-m t-b")
        for at, (name, size) in enumerate(zip(AFTER, one.chance, strict=True)):
            y = top + HEAD + ROW * at + 6
            drawn += text(14, y + 4, self.say(f"figures.following.{name}"), "t-s")
            drawn += interval_mark(self.scale, y, size, hue(one.who))
            if self.shape == "wide":
                drawn += text(WIDTH["wide"] - 14, y + 4, estimated(self.say, size), "t-s t-e")
        return drawn

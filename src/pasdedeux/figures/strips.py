"""Strips: every episode a row of beads in the order of its turns, the newest at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.figures.beads import LANE, Bead, BeadRow, glyph, turn
from pasdedeux.figures.kit import (
    WIDTH,
    Shape,
    breadth,
    drawing,
    element,
    lines,
    mark,
    number,
    segment,
    shorten,
    some,
    text,
    wrap,
)
from pasdedeux.records.acts import ActClass
from pasdedeux.records.episodes import Kind
from pasdedeux.words import Language, Words, words

MOST_ROWS = 20
LEFT = 14.0
SMALL = 0.72
"""Size of near misses and good turns beside episodes."""
COLUMN = 176.0
"""Room for labels on a wide page."""
APART = Bead(0, (ActClass.AWAY, ActClass.SOFT))
SIGN = 36.0
"""Room for a sign of the key."""


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Strip:
    """One episode, near miss or good turn.

    Parameters
    ----------
    label
        What the row is called: its day.
    beads
        Its turns in their order.
    kind
        What it is; near misses and good turns are drawn small.
    teller
        Who tells it, where only one of the two does.
    note
        A few words behind the label.
    """

    label: str
    beads: tuple[Bead, ...]
    kind: Kind = Kind.EPISODE
    teller: int | None = None
    note: str = ""


@names_wrong_arguments
def strips(
    rows: Sequence[Strip],
    *,
    partners: tuple[str, str],
    shape: Shape = "phone",
    language: Language = "en",
    prefix: str = "strips",
) -> str:
    """Draw episodes as rows of beads.

    Parameters
    ----------
    rows
        Oldest first; of more than twenty the newest are drawn.
    partners
        Two labels; the first has the lower lane of each row.
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
    >>> turns = (Bead(0, (ActClass.PRESS, ActClass.PRESS)), Bead(1, (None, ActClass.AWAY)))
    >>> "3 November" in strips([Strip("3 November", turns)], partners=("Alma", "Sam"))
    True
    """
    some("rows", rows)
    page = _Strips(tuple(rows[-MOST_ROWS:]), partners, shape, words(language))
    body, foot = lanes_head(page.partners, shape, page.say) + page.body(), page.foot
    key, height = page.key(foot + 30)
    return drawing(
        body + key,
        size=(WIDTH[shape], height),
        title=page.say("figures.strips.title"),
        about=page.say("figures.strips.about", n=len(page.rows), first=partners[0], second=partners[1]),
        prefix=prefix,
    )


def lanes_head(partners: tuple[str, str], shape: Shape, say: Words) -> str:
    """Say whose lane is where, both in the same size."""
    x, y, drawn = LEFT, 20.0, ""
    for partner, name in ((1, "above"), (0, "below")):
        words = say(f"figures.strips.{name}", name=shorten(partners[partner], 150, 13))
        drawn += mark(x + 5, y - 4, partner, 4.5) + text(x + 16, y, words, "t-m")
        if shape == "phone":
            y += 18
        else:
            x += breadth(words, 13) + 48
    return drawn


@dataclass(frozen=True, slots=True)
class _Strips:
    rows: tuple[Strip, ...]
    partners: tuple[str, str]
    shape: Shape
    say: Words

    @property
    def top(self) -> float:
        return 58.0 if self.shape == "phone" else 40.0

    def _tall(self, row: Strip) -> float:
        """Height of a row: its lanes, and on a phone its label above them."""
        lanes = 2 * LANE * (1.0 if row.kind is Kind.EPISODE else SMALL)
        return lanes + (38.0 if self.shape == "phone" else 18.0)

    @property
    def foot(self) -> float:
        return self.top + sum(self._tall(row) for row in self.rows)

    def body(self) -> str:
        drawn, y = "", self.top
        for row in self.rows:
            drawn += self._row(row, y)
            y += self._tall(row)
        return drawn

    def _row(self, row: Strip, y: float) -> str:
        scale = 1.0 if row.kind is Kind.EPISODE else SMALL
        label, lanes = self._label(row), LANE * scale
        if self.shape == "phone":
            words = shorten(label, WIDTH["phone"] - 2 * LEFT, 12)
            left, middle, drawn = LEFT, y + 25 + lanes, text(LEFT, y + 11, words, "t-s")
        else:
            left, middle = LEFT + COLUMN, y + 8 + lanes
            said = wrap(label, COLUMN - 8, 12)
            drawn = lines(LEFT, middle + 4 - 7 * (len(said) - 1), said, "t-s", 14)
        beads = BeadRow(
            row.beads, left, WIDTH[self.shape] - LEFT, middle, self.shape, scale, row.teller is None
        )
        return drawn + beads.draw(self.say)

    def _label(self, row: Strip) -> str:
        said = [row.label]
        if row.kind is not Kind.EPISODE:
            said.append(self.say(f"figures.strips.kind.{row.kind.value}"))
        if row.teller is not None:
            name = shorten(self.partners[row.teller], 90, 12)
            said.append(self.say("figures.strips.one", name=name))
        return " · ".join([*said, row.note] if row.note else said)

    def key(self, y: float) -> tuple[str, float]:
        """Say what shapes and fills mean, in rows that fit; give the height that is used."""
        right, x = WIDTH[self.shape] - LEFT, LEFT
        drawn = segment(LEFT, y - 20, right, y - 20, "sl", 1)
        for name, sign in self._signs().items():
            words = shorten(self.say(f"figures.strips.{name}"), right - LEFT - SIGN, 12)
            if x > LEFT and x + SIGN + breadth(words, 12) > right:
                x, y = LEFT, y + 20
            drawn += element("g", sign, transform=f"translate({number(x)} {number(y - 4)})")
            drawn += text(x + SIGN, y, words, "t-s")
            x += SIGN + breadth(words, 12) + 18
        return drawn, y + 16

    def _signs(self) -> dict[str, str]:
        """Give the signs that occur, by the name of their words."""
        beads = [bead for row in self.rows for bead in row.beads]
        classes = {told for bead in beads for _, told in bead.accounts}
        signs = {f"class.{one.value}": _both(one) for one in ActClass if one in classes}
        if ActClass.PRESS in classes and ActClass.COUNTER not in classes:  # then both are drawn as one
            signs = {"class.hot": signs.pop("class.press"), **signs}
        if any(bead.alike for bead in beads):
            signs["told.alike"] = _both(ActClass.PRESS)
        if any(not bead.alike for bead in beads):
            signs["told.one"] = _both(ActClass.PRESS, full=False)
        if any(len(bead.accounts) > 1 for bead in beads):
            signs["told.apart"] = turn(APART, 16, 0, 16)
        return signs


def _both(told: ActClass, *, full: bool = True) -> str:
    """Draw a bead of each person beside each other."""
    return "".join(glyph(8.0 + 16 * who, 0, who, told, full=full) for who in (0, 1))

"""Who reported when: one row for each couple, a cell split in two for each day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.figures.kit import WIDTH, Shape, breadth, dot, drawing, element, number, shorten, some, text
from pasdedeux.words import Language, Words, words

BoolArray = NDArray[np.bool_]
ROW, TOP = 18.0, 46.0
MOST_ROWS = 40
MOST_CELLS: dict[Shape, int] = {"phone": 42, "wide": 100}


@names_wrong_arguments
@dataclass(frozen=True, eq=False, slots=True)
class RasterRow:
    """One couple's days.

    Parameters
    ----------
    label
        What the row is called.
    reported
        Shape (D, 2): True where this partner reported on this day.

    Examples
    --------
    >>> row = RasterRow.of("07", np.array([0.0, 0.4, 2.0]), np.array([[1, 0], [0, 1], [1, 1]], bool))
    >>> row.reported.tolist()
    [[True, True], [False, False], [True, True]]
    """

    label: str
    reported: BoolArray

    @classmethod
    def of(cls, label: str, time: NDArray[np.float64], reported: BoolArray) -> RasterRow:
        """Put reports at any times into whole days."""
        day = np.floor(time).astype(int)
        days = np.zeros((int(day[-1]) + 1, 2), bool)
        np.logical_or.at(days, day, reported)
        return cls(label, days)

    @property
    def both(self) -> int:
        """Days on which both reported."""
        return int(self.reported.all(axis=1).sum())

    def in_cells(self, per: int) -> BoolArray:
        """Put several days into a cell: reported on any of them."""
        missing = -len(self.reported) % per
        padded = np.concatenate([self.reported, np.zeros((missing, 2), bool)])
        return np.asarray(padded.reshape(-1, per, 2).any(axis=1))


@names_wrong_arguments
def raster(
    rows: Sequence[RasterRow],
    *,
    partners: tuple[str, str],
    shape: Shape = "wide",
    language: Language = "en",
    prefix: str = "raster",
) -> str:
    """Draw who reported when.

    Parameters
    ----------
    rows
        One per couple, or one for each four weeks of a single couple; at most forty are drawn.
    partners
        Two labels for the key.
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
    >>> row = RasterRow("07", np.ones((14, 2), bool))
    >>> "14 of 14" in raster([row], partners=("A", "B"))
    True
    """
    some("rows", rows)
    picked = [rows[int(at)] for at in np.linspace(0, len(rows) - 1, min(len(rows), MOST_ROWS)).round()]
    days = max(len(row.reported) for row in picked)
    page = _Raster(picked, partners, shape, words(language), days, ceil(days / MOST_CELLS[shape]))
    drawn = page.head() + "".join(page.row(at) for at in range(len(picked))) + page.key()
    say = page.say
    return drawing(
        drawn,
        size=(WIDTH[shape], TOP + ROW * len(picked) + (44 if shape == "wide" else 78)),
        title=say("figures.raster.title"),
        about=say(
            "figures.raster.about",
            n=say("figures.raster.rows", n=len(picked)),
            cell=say("common.time.day", n=page.per),
        ),
        prefix=prefix,
    )


@dataclass(frozen=True, slots=True)
class _Raster:
    rows: Sequence[RasterRow]
    partners: tuple[str, str]
    shape: Shape
    say: Words
    days: int
    per: int

    @property
    def left(self) -> float:
        return 122.0 if self.shape == "wide" else 100.0

    @property
    def right(self) -> float:
        return WIDTH[self.shape] - (92 if self.shape == "wide" else 76)

    @property
    def pitch(self) -> float:
        return (self.right - self.left) / max(ceil(self.days / self.per), 14)

    def head(self) -> str:
        end = self.left + self.pitch * ceil(self.days / self.per)
        last = (
            text(end, TOP - 12, self.say("figures.raster.day", n=self.days), "t-s t-e")
            if end - self.left > 110
            else ""
        )
        return (
            text(self.left, TOP - 12, self.say("figures.raster.day", n=1), "t-s")
            + last
            + text(WIDTH[self.shape] - 14, TOP - 12, self.say("figures.raster.both-days"), "t-s t-e")
        )

    def row(self, at: int) -> str:
        row, y = self.rows[at], TOP + ROW * at
        cells = row.in_cells(self.per)
        count = self.say("figures.raster.of", n=row.both, of=len(row.reported))
        nobody = np.flatnonzero(~cells.any(axis=1))
        specks = "".join(
            f"M{number(self.left + self.pitch * (c + 0.5) - 0.6)} {number(y + 7)}h1.2" for c in nobody
        )
        return (
            text(14, y + 11, shorten(row.label, self.left - 22, 12), "t-s")
            + self._halves(cells[:, 0], y + 3.5, 1)
            + self._halves(cells[:, 1], y + 10.5, 2)
            + (element("path", class_="n se", d=specks, stroke_width=1.2) if specks else "")
            + text(WIDTH[self.shape] - 14, y + 11, count, "t-s t-e")
        )

    def _halves(self, cells: BoolArray, y: float, own: int) -> str:
        """One partner's half of a row, as one path."""
        wide = number(max(self.pitch - 1, 1.0))
        d = "".join(
            f"M{number(self.left + self.pitch * c)} {number(y)}h{wide}" for c in np.flatnonzero(cells)
        )
        return element("path", class_=f"n s{own}", d=d, stroke_width=6) if d else ""

    def key(self) -> str:
        """Say what each half means; on a phone below each other, as names may be long."""
        names = [
            shorten(self.say(f"figures.raster.{which}", name=name), 190, 12)
            for which, name in zip(("first", "second"), self.partners, strict=True)
        ]
        words = [self.say("figures.raster.both"), *names, self.say("figures.raster.neither")]
        x, y, drawn = 14.0, TOP + ROW * len(self.rows) + 24, ""
        for at, word in enumerate(words):
            if x + breadth(word, 12) + 16 > WIDTH[self.shape] - 14:
                x, y = 14.0, y + 18
            drawn += self._sign(at, x, y) + text(x + 16, y, word, "t-s")
            x += breadth(word, 12) + 40
        return drawn

    def _sign(self, at: int, x: float, y: float) -> str:
        if at == 3:
            return dot(x + 5, y - 4, 1.0, "fi2")
        upper = _half(x, y - 8, 1) if at in {0, 1} else ""
        return upper + (_half(x, y - 1, 2) if at in {0, 2} else "")


def _half(x: float, y: float, own: int) -> str:
    return element("path", class_=f"n s{own}", d=f"M{number(x)} {number(y)}h10", stroke_width=6)

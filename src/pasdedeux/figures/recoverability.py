"""Recoverability: how often a loop of a given strength would be found with so many days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.figures.kit import (
    WIDTH,
    Shape,
    area,
    dot,
    drawing,
    element,
    end_words,
    segment,
    text,
    trace,
)
from pasdedeux.figures.table import Table, ranged
from pasdedeux.identify.linear.results import Recoverability
from pasdedeux.words import Language, Words, words


def found_here(curve: Recoverability, strength: int) -> float:
    """Read the share found at this record's length, by straight lines on log days.

    Examples
    --------
    >>> days = np.array([14.0, 60.0, 200.0])
    >>> share = np.array([[0.0, 0.1, 0.5], [0.1, 0.5, 0.9]])
    >>> curve = Recoverability(days, (0.4, 0.8), share, share * 0.9, share, 33.0, "days")
    >>> round(found_here(curve, 1), 2)
    0.34
    """
    where = np.log(max(curve.here, 1e-9))
    return float(np.interp(where, np.log(curve.days), curve.found[strength]))


@names_wrong_arguments
def recoverability_table(curve: Recoverability, language: Language = "en") -> Table:
    """Write the curve as numbers, each share with its band.

    Examples
    --------
    >>> from pasdedeux.identify.linear.results import Recoverability
    >>> share = np.array([[0.1, 0.6]])
    >>> curve = Recoverability(np.array([30.0, 90.0]), (0.6,), share, share, share, 45.0, "days")
    >>> recoverability_table(curve).rows[0]
    ('30', '0.10 (0.10 to 0.10)')
    """
    say = words(language)
    head = tuple(say("figures.recoverability.strength", gain=gain) for gain in curve.strengths)
    shares = zip(curve.found.T, curve.low.T, curve.high.T, strict=True)
    rows = tuple(
        (f"{day:.0f}", *(ranged(say, *share) for share in zip(*ends, strict=True)))
        for day, ends in zip(curve.days, shares, strict=True)
    )
    return Table(
        say("figures.recoverability.title"),
        (say(f"figures.recoverability.{curve.unit}"), *head),
        rows,
        range(len(head) + 1),
    )


@names_wrong_arguments
def recoverability(
    curve: Recoverability,
    *,
    shape: Shape = "phone",
    language: Language = "en",
    prefix: str = "recoverability",
) -> str:
    """Draw the curve, with where this record stands.

    Parameters
    ----------
    curve
        Shares found.
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
    >>> from pasdedeux.identify.linear.results import Recoverability
    >>> share = np.array([[0.1, 0.6]])
    >>> curve = Recoverability(np.array([30.0, 90.0]), (0.6,), share, share, share, 45.0, "days")
    >>> recoverability(curve).count("<svg")
    1
    """
    page = _Curve(curve, shape, words(language))
    say = page.say
    return drawing(
        page.ground()
        + "".join(page.line(s) for s in range(len(curve.strengths)))
        + page.ends()
        + page.here(),
        size=(WIDTH[shape], page.y(0) + 34),
        title=say("figures.recoverability.title"),
        about=say(
            "figures.recoverability.about",
            unit=say(f"figures.recoverability.{curve.unit}"),
            n=len(curve.strengths),
        ),
        prefix=prefix,
    )


@dataclass(frozen=True, slots=True)
class _Curve:
    curve: Recoverability
    shape: Shape
    say: Words

    @property
    def right(self) -> float:
        return WIDTH[self.shape] - (92 if self.shape == "phone" else 132)

    def x(self, day: float) -> float:
        first, last = np.log(self.curve.days[0]), np.log(self.curve.days[-1])
        share = (np.log(max(day, 1e-9)) - first) / (last - first)
        return 40 + float(np.clip(share, 0, 1)) * (self.right - 40)

    def y(self, share: float) -> float:
        return 46 + (1 - share) * (190 if self.shape == "phone" else 220)

    def ground(self) -> str:
        drawn = text(14, 20, self.say("figures.recoverability.head"), "t-m t-b")
        for tenths in (0, 5, 8, 10):
            y = self.y(tenths / 10)
            drawn += segment(40, y, self.right, y, "sl" if tenths else "se", 1.2)
            drawn += text(32, y + 4, f"{tenths}", "t-s t-e")
        last = -1e9
        for day in self.curve.days:
            x = self.x(float(day))
            drawn += segment(x, self.y(0), x, self.y(0) + 5, "se", 1.2)
            if x - last > 34:
                drawn += text(x, self.y(0) + 20, f"{day:.0f}", "t-s t-c")
                last = x
        return drawn + text(
            self.right + 22,
            self.y(0) + 20,
            self.say(f"figures.recoverability.axis-{self.curve.unit}"),
            "t-s",
        )

    def line(self, s: int) -> str:
        xs = [self.x(float(day)) for day in self.curve.days]
        low, high = ([self.y(float(v)) for v in band[s]] for band in (self.curve.low, self.curve.high))
        middle = [self.y(float(v)) for v in self.curve.found[s]]
        band = element("path", class_="fu", d=area(xs, low, high), opacity="0.16")
        return band + trace(xs, middle, "su", 1.2 + 1.1 * s)

    def ends(self) -> str:
        wanted = [(self.y(float(row[-1])), self._name(s), "t-s") for s, row in enumerate(self.curve.found)]
        return end_words(self.right + 8, wanted)

    def _name(self, s: int) -> str:
        gain = self.curve.strengths[s]
        if len(self.curve.strengths) != 3 or self.shape == "phone":
            return self.say("figures.recoverability.strength", gain=gain)
        strength = self.say(f"figures.recoverability.strengths.{s}")
        return self.say("figures.recoverability.named", strength=strength, gain=gain)

    def here(self) -> str:
        x = self.x(self.curve.here)
        unit = "day" if self.curve.unit == "days" else "couple"
        count = self.say(f"figures.recoverability.here-{unit}", n=round(self.curve.here))
        look = "t-m t-b h t-e" if x > self.right - 90 else "t-m t-b h"
        shift = -6 if look.endswith("e") else 6
        rings = "".join(
            dot(x, self.y(found_here(self.curve, s)), 4.2, "fp su", 1.6)
            for s in range(len(self.curve.strengths))
        )
        return (
            segment(x, self.y(1) - 8, x, self.y(0), "si", 1.4)
            + rings
            + text(x + shift, self.y(1) - 10, count, look)
        )

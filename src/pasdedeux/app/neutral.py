"""The neutral page: a converter of units. It is what any address shows where nobody is signed in.

It says nothing of what else is here. One plain word at its end, the title of every page, leads to the
signing in: who comes back at night must find the way without an address in mind.
"""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from pasdedeux.app.pages import say_of, show_anybody
from pasdedeux.words import Words

UNITS = (
    ("km", "mi", 1 / 1.609344, 0.0),
    ("mi", "km", 1.609344, 0.0),
    ("cm", "in", 1 / 2.54, 0.0),
    ("in", "cm", 2.54, 0.0),
    ("kg", "lb", 1 / 0.45359237, 0.0),
    ("lb", "kg", 0.45359237, 0.0),
    ("l", "gal", 1 / 3.785411784, 0.0),
    ("gal", "l", 3.785411784, 0.0),
    ("c", "f", 9 / 5, 32.0),
    ("f", "c", 5 / 9, -32.0 * 5 / 9),
)
"""From, to, how many of the one are in the other, and what is added; a gallon is the American one."""


def converted(figure: str, unit: str, say: Words) -> str:
    """Say a length, weight, volume or temperature in the other unit; empty where it is no figure.

    Examples
    --------
    >>> from pasdedeux.words import words
    >>> converted("42.195", "km", words("en")), converted("a lot", "km", words("en"))
    ('42.195 km are 26.22 mi.', '')
    """
    row = next((one for one in UNITS if one[0] == unit), None)
    try:
        value = float(figure.strip().replace(",", "."))
    except ValueError:
        return ""
    if row is None or not abs(value) < 1e9:
        return ""
    names = {"given": say(f"front.unit.{row[0]}"), "wanted": say(f"front.unit.{row[1]}")}
    return say("front.converted", figure=figure.strip(), made=say.number(value * row[2] + row[3]), **names)


def neutral_page(request: Request) -> Response:
    """Show the converter, with what was asked of it."""
    say, asked = say_of(request), request.query_params
    figure, unit = asked.get("figure", "")[:20], asked.get("unit", "km")
    units = [one for one, *_ in UNITS]
    more: dict[str, Any] = {
        "figure": figure,
        "unit": unit,
        "units": units,
        "made": converted(figure, unit, say),
    }
    return show_anybody(request, "neutral.html", label="", **more)

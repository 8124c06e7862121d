"""The colours and classes every figure is drawn in, and a drawing that carries them with it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.figures.kit import element


@cache
def stylesheet() -> str:
    """Colour tokens (light, dark, print, forced colours) and figure classes, as one sheet.

    Examples
    --------
    >>> "--paper" in stylesheet()
    True
    """
    return files("pasdedeux.figures").joinpath("figures.css").read_text("utf-8")


@names_wrong_arguments
def standalone(svg: str) -> str:
    """Turn a drawing into a file of its own: with its stylesheet, its paper and its namespace.

    Examples
    --------
    >>> standalone('<svg viewBox="0 0 360 90"><title>x</title></svg>').startswith("<svg xmlns=")
    True
    """
    if not svg.startswith("<svg ") or 'viewBox="' not in svg:
        raise InputError("figures.no-drawing", where="svg")
    start = svg.index(">") + 1
    _, _, width, height = svg[:start].partition('viewBox="')[2].partition('"')[0].split()
    root = svg[:start].replace(
        "<svg ", f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" ', 1
    )
    style = element("style", stylesheet())
    paper = element("rect", class_="fp", height=float(height), width=float(width))
    return f"{root}{style}{paper}{svg[start:]}"

"""Pages: templates filled in, for a person who is here or for anybody."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pasdedeux.app.forms import form_key_of
from pasdedeux.app.visit import Site, Visit, new_form_key
from pasdedeux.figures.kit import apart
from pasdedeux.figures.style import stylesheet
from pasdedeux.words import LANGUAGES, Language, Words, words

STATIC = files("pasdedeux.app").joinpath("static")


@cache
def _room() -> Environment:
    room = Environment(
        autoescape=True,
        loader=PackageLoader("pasdedeux.app"),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    room.globals |= {"form_key": new_form_key, "asset": asset}
    room.filters["apart"] = apart  # for names in sentences, in whichever direction they are read
    return room


def show(visit: Visit, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Show a page of a person's own."""
    values = {
        "visit": visit,
        "form_key": lambda: form_key_of(visit.me),
        "say": visit.say,
        "label": visit.place.label,
        "theme": visit.likes.theme,
        **values,
    }
    return HTMLResponse(_room().get_template(template).render(**values), status)


def show_anybody(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Show a page for anybody, in the language that was chosen or the browser asks for."""
    place: Site = request.app.state.place
    values = {"say": say_of(request), "label": place.label, "theme": "system", "visit": None, **values}
    return HTMLResponse(_room().get_template(template).render(**values), status)


def see(path: str) -> RedirectResponse:
    """Send the browser on after an act, so that going back or loading again repeats nothing."""
    return RedirectResponse(path, 303)


def say_of(request: Request) -> Words:
    """Give the words in which to speak to somebody who is not signed in."""
    asked = [
        request.query_params.get("language", ""),
        *re.findall(r"[a-z]{2}", request.headers.get("accept-language", "")),
    ]
    found: list[Language] = [one for each in asked for one in LANGUAGES if each == one]
    return words(found[0] if found else "en")


def picture(svg: str) -> Markup:
    """Mark a drawing as markup: made by the drawing kit, every name in it escaped there."""
    return Markup(svg)  # noqa: S704 - see above


@cache
def sheet() -> str:
    """Give the one stylesheet: colours and classes of figures, then pages; dark and light can be chosen."""
    figures = stylesheet()
    dark = re.search(r"\{(:root\{color-scheme:dark;.*?\})\}", figures, re.DOTALL)
    light = re.match(r":root\{(.*?)\}", figures, re.DOTALL)
    if dark is None or light is None:
        raise AssertionError("figures.css no longer begins with light and dark colours")
    dark_rule = dark.group(1).replace(":root", ":root[data-theme=dark]", 1)
    light_rule = f":root[data-theme=light]{{{light.group(1)}}}"
    screens = f"@media screen{{{dark_rule}{light_rule}}}"
    return f"{figures}\n{screens}\n{STATIC.joinpath('app.css').read_text('utf-8')}"


@cache
def asset_body(name: str) -> bytes:
    """Give a file that belongs to the pages; only those that are there are known."""
    if name == "app.css":
        return sheet().encode()
    known = {one.name: one for one in STATIC.iterdir() if one.name.endswith((".js", ".svg"))}
    return known[name].read_bytes()


@cache
def asset(name: str) -> str:
    """Give the address of such a file, with its content in it, so that it can be kept for ever."""
    return f"/s/{name}?v={hashlib.sha256(asset_body(name)).hexdigest()[:10]}"


def deliver(name: str) -> Response:
    """Send such a file."""
    kinds = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
    try:
        body = asset_body(name)
    except KeyError:
        return Response(status_code=404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(body, media_type=kinds[name.rpartition(".")[2]], headers=headers)

"""A self-contained page: a template filled, a policy that forbids all else, written in one step."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.resources import files
from typing import Any

from pasdedeux.figures.frame import scroll
from pasdedeux.figures.kit import apart
from pasdedeux.figures.style import stylesheet
from pasdedeux.figures.table import Table
from pasdedeux.figures.typography import minus
from pasdedeux.words import Words


def fill(template: str, *, say: Words, simulated: bool, **values: Any) -> str:
    """Fill a template of this package.

    Parameters
    ----------
    template
        Its file's name.
    say
        The catalogue.
    simulated
        Whether no couple stands behind it: then every printed page says so at its top.
    values
        What the template shows; escaped unless `safe`.

    Returns
    -------
    str
        A whole HTML document with everything inside.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - loads only where it is used

    style = stylesheet() + files("pasdedeux.report").joinpath("report.css").read_text("utf-8")
    if simulated:
        content = json.dumps(say("report.page.simulated-print"), ensure_ascii=False)
        style += f"@page{{@top-center{{content:{content};font:9pt sans-serif}}}}\n"
    room = Environment(
        autoescape=True,
        finalize=lambda value: apart(value) if type(value) is str else value,  # drawings are markup already
        loader=PackageLoader("pasdedeux.report"),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    room.filters["minus"] = minus
    head = {"policy": _policy(style), "style": safe(style), "say": say, "simulated": simulated}
    return room.get_template(template).render(**head, **values)


def partner_names(labels: tuple[str, str], say: Words) -> tuple[str, str]:
    """Give the two names; a bare number or an empty one becomes "partner 1".

    Examples
    --------
    >>> from pasdedeux.words import words
    >>> partner_names(("Alma", "2"), words())
    ('Alma', 'partner 2')
    """
    first, second = (
        say("report.partner", name=name.strip() or at) if name.strip().isdigit() or not name.strip() else name
        for at, name in enumerate(labels, start=1)
    )
    return first, second


def tabled(table: Table, say: Words) -> Any:
    """Markup of a table that scrolls; nothing where it has no rows."""
    return safe(scroll(table, say.language)) if table.rows else ""


def safe(markup: str) -> Any:
    """Mark text as markup: made here, every name in it escaped by the drawing kit."""
    from markupsafe import Markup  # noqa: PLC0415 - loads only where it is used

    return Markup(markup)  # noqa: S704 - see above


def _policy(style: str) -> str:
    """Only this page's own stylesheet may be used; nothing may be fetched, sent or run."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"

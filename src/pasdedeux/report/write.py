"""One self-contained page: everything inside, no request to anywhere."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
from importlib.resources import files
from pathlib import Path
from typing import Any

from pasdedeux.errors import InputError
from pasdedeux.figures.frame import scroll
from pasdedeux.figures.style import stylesheet
from pasdedeux.figures.table import Table, span, two
from pasdedeux.figures.words import signed, ten
from pasdedeux.identify.results import VerdictName
from pasdedeux.report import pictures, tables
from pasdedeux.report.fitted import Fitted
from pasdedeux.report.pictures import NO_WORDS, OwnWords
from pasdedeux.report.story import Story, citations


def write_report(
    fit: Fitted, path: str | os.PathLike[str], *, words: OwnWords = NO_WORDS, language: str = "en"
) -> Path:
    """Write the report of a fit into one HTML file; nothing half-written is ever left.

    Parameters
    ----------
    fit
        The fit.
    path
        Where to; an existing file is replaced in one step.
    words
        The couple's own words for the loop map.
    language
        Two letters.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    target = Path(path)
    page = render_report(fit, words=words, language=language)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        part.write_text(page, encoding="utf-8", newline="\n")
        part.replace(target)
    except OSError as error:
        raise InputError(
            f"the report cannot be written ({error.strerror}).",
            where=str(target),
            remedy="Choose a folder that exists and that you may write to.",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return target


def render_report(fit: Fitted, *, words: OwnWords = NO_WORDS, language: str = "en") -> str:
    """Make the report's page as text.

    Parameters
    ----------
    fit
        The fit.
    words
        The couple's own words for the loop map.
    language
        Two letters.

    Returns
    -------
    str
        A whole HTML document with everything inside.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - loads only where it is used

    story = Story(fit, language)
    style = _style(story)
    room = Environment(
        autoescape=True,
        loader=PackageLoader("pasdedeux.report"),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    return room.get_template("report.html").render(
        policy=_policy(style),
        say=story.say,
        simulated=fit.records.provenance.simulated,
        story=story,
        style=_safe(style),
        tiles=_tiles(story),
        figures=_figures(story, words),
        science=_science(story),
        fit=fit,
        kicker=_kicker(story),
    )


def _safe(markup: str) -> Any:
    from markupsafe import Markup  # noqa: PLC0415 - loads only where it is used

    return Markup(markup)  # noqa: S704 - made here, every name in it escaped by the drawing kit


def _style(story: Story) -> str:
    sheet = stylesheet() + files("pasdedeux.report").joinpath("report.css").read_text("utf-8")
    if not story.fit.records.provenance.simulated:
        return sheet
    note = json.dumps(story.say("page.simulated-print"), ensure_ascii=False)
    return sheet + f"@page{{@top-center{{content:{note};font:9pt sans-serif}}}}\n"


def _policy(style: str) -> str:
    """Only this page's own stylesheet may be used; nothing may be fetched, sent or run."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _kicker(story: Story) -> str:
    records, say = story.fit.records, story.say
    return say(
        "page.kicker",
        source=records.provenance.source,
        couples=say.count("couples", len(records)),
        roles=", ".join(story.fit.roles),
    )


def _tiles(story: Story) -> list[tuple[str, str]]:
    """Pick the few numbers that everybody looks for first."""
    fit, say = story.fit, story.say
    reports = (say.figure(fit.records.reports), say("tile.reports", both=story.both))
    if story.silent:
        return [reports]
    name = "tile.gain" if story.study else "tile.parts"
    gain = (_gain(story), say(name, span=span(fit.loop_gain_)))
    if story.state == "balancing":
        sure = (say.sureness(1 - fit.p_reinforcing_), say("tile.p-calms"))
    else:
        sure = (say.sureness(fit.p_reinforcing_), say("tile.p"))
    shows = sum(couple.verdict is VerdictName.REINFORCING for couple in fit.couples_)
    if story.study and shows:
        return [reports, gain, sure, (say("raster.of", n=shows, of=len(fit.couples_)), say("tile.shows"))]
    half = [] if story.state == "not-enough" else [(say.gap(fit.half_life_.estimate), say("tile.half"))]
    return [reports, gain, sure, *half]


def _gain(story: Story) -> str:
    gain = story.fit.loop_gain_
    if story.study:
        return two(gain.estimate)
    if story.state in {"leaning", "not-enough"}:
        low, high = signed(ten(gain.low)), signed(ten(gain.high))
        return story.say("loop.ten-to-range", low=low, high=high)
    return story.say("loop.ten-to", n=signed(ten(gain.estimate)))


def _figures(story: Story, words: OwnWords) -> dict[str, Any]:
    settled = story.fit.converged_
    drawn = {
        "loop": pictures.loop_figure(story, words) if settled else "",
        "course": "" if story.silent else pictures.course_figure(story),
        "lanes": "" if story.study else pictures.lanes_figure(story),
        "raster": pictures.raster_figure(story),
        "forest": pictures.forest_figure(story) if story.study and settled else "",
        "recoverability": pictures.recoverability_figure(story),
    }
    return {name: _safe(markup) for name, markup in drawn.items()}


def _science(story: Story) -> dict[str, Any]:
    fit, say = story.fit, story.say

    def shown(table: Table) -> Any:
        return _safe(scroll(table, story.language)) if table.rows else ""

    made = {
        "summary": shown(tables.summary_table(fit, say)),
        "links": shown(tables.links_table(fit.links_, story.partners, say, story.language)),
        "estimates": shown(tables.estimates_table(fit, say)),
        "residuals": shown(tables.residuals_table(fit.residuals_, story.partners, fit.roles, say)),
        "columns": shown(tables.columns_table(fit.records, say)),
        "dropped": shown(tables.dropped_table(fit.records, say)),
        "versions": shown(tables.versions_table(fit, say)),
        **dict.fromkeys(("heldout", "coupling", "null", "null_text"), ""),
        "priors": "" if fit.level == "pooled" else shown(tables.priors_table(fit.level, say)),
        "citations": citations(say),
    }
    if fit.heldout_ is not None:
        made["heldout"] = shown(tables.heldout_table(fit.heldout_, say))
        made["coupling"] = shown(tables.coupling_table(fit.heldout_, say))
    if fit.null_ is not None:
        made["null"] = shown(tables.null_table(fit.null_, fit.loop_gain_, say))
        made["null_text"] = _null_text(story)
    return made


def _null_text(story: Story) -> str:
    null, gain = story.fit.null_, story.fit.loop_gain_.estimate
    assert null is not None  # noqa: S101 - asked for only where there is one
    reach = int((null.gains >= gain).sum())
    return story.say(
        "science.null-text",
        n=len(null.gains),
        kind=null.kind,
        gain=two(gain),
        share=story.say("raster.of", n=reach, of=len(null.gains)),
    )

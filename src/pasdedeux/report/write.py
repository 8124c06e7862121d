"""One self-contained page: everything inside, no request to anywhere."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.estimates import VerdictName
from pasdedeux.figures.typography import ten
from pasdedeux.files import write
from pasdedeux.report import pictures, tables
from pasdedeux.report.fitted import Fitted
from pasdedeux.report.page import fill, safe, tabled
from pasdedeux.report.pictures import NO_WORDS, OwnWords
from pasdedeux.report.rounds import RoundsStory
from pasdedeux.report.story import LoopStory
from pasdedeux.report.works import cited
from pasdedeux.words import Language, Message

if TYPE_CHECKING:
    from pasdedeux.identify import RoundsFit


@names_wrong_arguments
def write_report(
    fit: Fitted,
    path: str | os.PathLike[str],
    *,
    words: OwnWords = NO_WORDS,
    rounds: RoundsFit | None = None,
    bad_days: Sequence[Message] = (),
    language: Language = "en",
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
    rounds
        Rounds of pursuit and withdrawal, where they were looked for: they are the headline.
    bad_days
        What the nonlinear loop says of bad days, where it was fitted too.
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

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from pasdedeux.identify import fit
    >>> from pasdedeux.simulate import example_records
    >>> found = fit(example_records(couples=1, days=30), checks=False)
    >>> with TemporaryDirectory() as folder:
    ...     write_report(found, f"{folder}/loop.html").name
    'loop.html'
    """
    return write(path, render_report(fit, words=words, rounds=rounds, bad_days=bad_days, language=language))


@names_wrong_arguments
def render_report(
    fit: Fitted,
    *,
    words: OwnWords = NO_WORDS,
    rounds: RoundsFit | None = None,
    bad_days: Sequence[Message] = (),
    language: Language = "en",
) -> str:
    """Make the report's page as text.

    Parameters
    ----------
    fit, words, rounds, bad_days, language
        As in `write_report`.

    Returns
    -------
    str
        A whole HTML document with everything inside.

    Examples
    --------
    >>> from pasdedeux.identify import fit
    >>> from pasdedeux.simulate import example_records
    >>> render_report(fit(example_records(couples=1, days=30), checks=False)).count("<title>")
    1
    """
    story = LoopStory(fit, language)
    round_story = RoundsStory(rounds, story.say, story.partners) if rounds else None
    return fill(
        "report.html",
        say=story.say,
        simulated=fit.records.provenance.simulated,
        story=story,
        rounds=round_story,
        round_figure=safe(round_story.figure) if round_story else "",
        tiles=_tiles(story),
        figures=_figures(story, words),
        science=_science(story),
        fit=fit,
        verdict=story.say(f"common.verdict.{fit.verdict_.name.code}"),
        kicker=_kicker(story),
        bad_days=[story.say(one) for one in bad_days],
    )


def _kicker(story: LoopStory) -> str:
    records, say = story.fit.records, story.say
    return say(
        "report.page.kicker",
        source=tables.source_of(records, say),
        couples=say("report.couples", n=len(records))
        if story.study
        else say("figures.forest.couple", id=records[0].couple.id),
        roles=[say.noun(role) for role in story.fit.roles],
    )


def _tiles(story: LoopStory) -> list[tuple[str, str]]:
    """Pick the few numbers that everybody looks for first."""
    fit, say = story.fit, story.say
    reports = (say.grouped(fit.records.reports), say("report.tile.reports", both=story.both))
    if story.silent or story.alike:
        return [reports]
    name = "report.tile.gain" if story.study else "report.tile.parts"
    gain = (_gain(story), say(name, span=say.span(fit.loop_gain_)))
    if story.state == "balancing":
        sure = (say.sureness(1 - fit.p_reinforcing_), say("report.tile.p-calms"))
    else:
        sure = (
            say.sureness(fit.p_reinforcing_),
            say("report.tile.p" if story.named else "report.tile.p-open"),
        )
    shows = sum(couple.verdict is VerdictName.REINFORCING for couple in fit.couples_)
    if story.study and shows:
        return [
            reports,
            gain,
            sure,
            (say("figures.raster.of", n=shows, of=len(fit.couples_)), say("report.tile.shows")),
        ]
    if story.open:
        return [reports, sure]
    return [reports, gain, sure, (say.gap_range(fit.half_life_), say("report.tile.half"))]


def _gain(story: LoopStory) -> str:
    gain = story.fit.loop_gain_
    if story.study:
        return story.say.number(gain.estimate)
    if story.state in {"leaning", "not-enough"}:
        return story.say("figures.loop.ten-to-range", low=ten(gain.low), high=ten(gain.high))
    return story.say("figures.loop.ten-to", n=ten(gain.estimate))


def _figures(story: LoopStory, words: OwnWords) -> dict[str, Any]:
    fit, settled = story.fit, story.fit.converged_
    drawn = {
        "loop": pictures.loop_figure(story, words) if settled else "",
        "course": "" if story.silent or story.open else pictures.course_figure(story),
        "lanes": "" if story.study else pictures.lanes_figure(story),
        "raster": pictures.raster_figure(story),
        "forest": pictures.forest_figure(story) if fit.level == "population" and settled else "",
        "recoverability": pictures.recoverability_figure(story),
    }
    return {name: safe(markup) for name, markup in drawn.items()}


def _science(story: LoopStory) -> dict[str, Any]:
    fit, say = story.fit, story.say
    shown = partial(tabled, say=say)
    made = {
        "summary": shown(tables.summary_table(fit, say)),
        "links": shown(tables.links_table(fit.links_, story.partners, say)),
        "estimates": [shown(table) for table in tables.estimates_tables(fit, story.partners, say)],
        "residuals": shown(tables.residuals_table(fit.residuals_, story.partners, fit.roles, say)),
        "columns": shown(tables.columns_table(fit.records, say)),
        "dropped": shown(tables.dropped_table(fit.records, say)),
        "versions": shown(tables.versions_table(fit, say)),
        **dict.fromkeys(("out_of_sample", "coupling", "surrogates", "surrogates_text"), ""),
        "priors": "" if fit.level == "pooled" else shown(tables.priors_table(fit.level, say)),
        "citations": cited("loop"),
    }
    if fit.out_of_sample_ is not None:
        made["out_of_sample"] = shown(tables.out_of_sample_table(fit.out_of_sample_, say))
        made["coupling"] = shown(tables.coupling_table(fit.out_of_sample_, say))
    if fit.surrogates_ is not None:
        made["surrogates"] = shown(tables.surrogates_table(fit.surrogates_, say))
        made["surrogates_text"] = _surrogates(story)
    return made


def _surrogates(story: LoopStory) -> str:
    found = story.fit.surrogates_
    assert found is not None  # noqa: S101 - asked for only where there is one
    say = story.say
    return say(
        "report.science.surrogates-text",
        n=len(found.gains),
        kind=found.message,
        own=say.number(found.own),
        share=say("figures.raster.of", n=tables.as_far_out(found), of=len(found.gains)),
    )

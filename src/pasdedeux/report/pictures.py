"""The report's figures: each drawn from a fit, with its sentence and its table."""

from __future__ import annotations

from typing import Any

import numpy as np

from pasdedeux.estimates import VerdictName
from pasdedeux.figures.course import link_courses, peak_words
from pasdedeux.figures.forest import forest, forest_order
from pasdedeux.figures.frame import figure
from pasdedeux.figures.lanes import Fan, lanes
from pasdedeux.figures.links import reaches_zero
from pasdedeux.figures.loopmap import Stations, bead_days, loop_map
from pasdedeux.figures.raster import MOST_ROWS, RasterRow, raster
from pasdedeux.figures.recoverability import found_here, recoverability, recoverability_table
from pasdedeux.figures.table import Table, worded
from pasdedeux.figures.typography import upper
from pasdedeux.identify.linear.results import Course, Forecast
from pasdedeux.records import Record
from pasdedeux.report.story import LoopStory
from pasdedeux.report.tables import MOST_COUPLES, couples_table, links_table

OwnWords = tuple[Stations, Stations]
NO_WORDS: OwnWords = (Stations(), Stations())


def loop_drawing(story: LoopStory, words: OwnWords = NO_WORDS, **page: Any) -> str:
    """Draw the eight of a fit; shape, language and ids are the page's."""
    fit = story.fit
    days, more = beads_of(story)
    return loop_map(
        fit.links_,
        fit.loop_gain_,
        fit.verdict_.name,
        story.p,
        partners=story.partners,
        words=words,
        days=days,
        more=more,
        **page,
    )


def beads_of(story: LoopStory) -> tuple[list[int] | None, int | None]:
    """How many partners answered on each day, for one couple whose record does not carry an answer yet."""
    fit = story.fit
    if story.study or fit.verdict_.name is not VerdictName.NOT_ENOUGH:
        return None, None
    row = RasterRow.of("", fit.records[0].time, fit.records[0].reported)
    more = None if story.silent or fit.verdict_.more is None else round(fit.verdict_.more.days[0])
    return [int(n) for n in row.reported.sum(axis=1)], more


def loop_table(story: LoopStory) -> Table:
    """Put the loop gain above the links that were drawn from."""
    fit, say = story.fit, story.say
    links = links_table(fit.links_, story.partners, say)
    gain = (
        say("report.table.gain"),
        "",
        story.sentences[0],
        say.number(fit.loop_gain_.estimate),
        say.span(fit.loop_gain_),
        say.chance(fit.p_reinforcing_),
    )
    return Table(say("report.table.rounds"), links.head, (gain, *links.rows), links.numeric)


def loop_figure(story: LoopStory, words: OwnWords = NO_WORDS) -> str:
    """Frame the eight."""
    beads, more = beads_of(story)
    if beads and story.state == "not-enough":
        per = bead_days(len(beads) + (more or 0))
        caption = story.say("figures.loop.beads.key", days=story.say("common.time.day", n=per))
    else:
        caption = story.say(
            "report.caption.loop", links=" ".join(story.link(link) for link in story.round.links)
        )
    title = story.say("figures.loop.title", first=story.partners[0], second=story.partners[1])
    return figure(
        story.say, "loop", loop_drawing, story, words, title=title, caption=caption, table=loop_table(story)
    )


def course_figure(story: LoopStory) -> str:
    """Follow the links that are drawn over time."""
    fit, say = story.fit, story.say
    longest = float(np.clip(3 * fit.half_life_.estimate, 0.5 * story.step, 28.0 * story.step))
    gaps = np.linspace(0.0, longest, 49)
    courses = [fit.course(link, gaps) for link in story.round.across]
    caption = (*(_course_words(story, course) for course in courses), say("figures.course.caption"))
    return figure(
        say,
        "course",
        link_courses,
        courses,
        partners=story.partners,
        caption=" ".join(caption),
        table=course_table(story, courses),
    )


def _course_words(story: LoopStory, course: Course) -> str:
    sender, receiver = (story.partners[who] for who in (course.link.sender, course.link.receiver))
    words = "; ".join(peak_words(course, story.say))
    return story.say("figures.course.link", sender=sender, receiver=receiver, words=words)


def course_table(story: LoopStory, courses: list[Course]) -> Table:
    """Write what is left at a few gaps, with its range."""
    say, partners = story.say, story.partners
    rows = tuple(
        (
            f"{partners[course.link.sender]} → {partners[course.link.receiver]}",
            say.gap(float(course.gap[at])),
            say.number(course.quantiles[at, 2]),
            say.between(course.quantiles[at, 0], course.quantiles[at, 4]),
        )
        for course in courses
        for at in range(8, len(course.gap), 8)
    )
    return worded(say, "report.table.courses", ("link", "gap", "estimate", "range"), rows, (2, 3))


def lanes_figure(story: LoopStory) -> str:
    """Draw one couple's days, with the forecast where there is a loop to forecast from."""
    fit, say = story.fit, story.say
    record, role = fit.records[0], story.role
    at = record.roles.index(role)
    forecast = None if story.silent else fit.forecast(record.couple.id)
    fan = forecast and Fan(forecast.time, forecast.quantiles[:, :, fit.roles.index(role)])
    return figure(
        say,
        "lanes",
        lanes,
        record.time,
        record.values[:, :, at],
        partners=story.partners,
        role=role,
        fan=fan,
        title=say("figures.lanes.title" if story.daily else "figures.lanes.often", noun=say.noun(role)),
        caption=say("figures.lanes.caption" if fan else "figures.lanes.caption-plain"),
        table=lanes_table(story, record, at, forecast),
    )


def lanes_table(story: LoopStory, record: Record, at: int, forecast: Forecast | None) -> Table:
    """Each partner's usual, lowest and highest report, and the likely range at the end of the forecast."""
    say, rows = story.say, []
    head = [say(f"report.table.{name}") for name in ("partner", "count", "usual", "lowest", "highest")]
    if forecast is not None:
        head.append(say("report.table.next", gap=say.gap(float(forecast.time[-1] - record.time[-1]))))
    for partner, name in enumerate(story.partners):
        seen = record.values[:, partner, at]
        seen = seen[~np.isnan(seen)]
        row = [name, str(len(seen))]
        row += [say.number(float(f(seen))) if len(seen) else "\u2013" for f in (np.mean, np.min, np.max)]
        if forecast is not None:
            last = forecast.quantiles[-1, partner, story.fit.roles.index(story.role)]
            row.append(say.between(last[0], last[4]))
        rows.append(tuple(row))
    return Table(say("report.table.lanes"), tuple(head), tuple(rows), range(1, 6))


def forest_figure(story: LoopStory) -> str:
    """Draw all couples of a study."""
    fit, say = story.fit, story.say
    clear = sum(not reaches_zero(couple.loop_gain) for couple in fit.couples_)
    caption = say("report.caption.forest", clear=clear, n=len(fit.couples_))
    shown = len(forest_order(fit.couples_))
    if shown < len(fit.couples_):
        caption += " " + upper(say("figures.forest.fewer", shown=shown, n=len(fit.couples_)))
    return figure(
        say,
        "forest",
        forest,
        fit.couples_,
        together=fit.loop_gain_,
        caption=f"{caption} {say('figures.forest.caption')}",
        table=couples_table(fit.couples_, say),
    )


def raster_figure(story: LoopStory) -> str:
    """Draw who reported when: a row a couple, or a row for every four weeks of one couple.

    Days say nothing of records that are over within two.
    """
    fit, say = story.fit, story.say
    if not story.daily and all(record.days < 2.0 for record in fit.records):
        return ""
    rows = [
        RasterRow.of(say("figures.forest.couple", id=record.couple.id), record.time, record.reported)
        for record in fit.records
        if len(record)
    ]
    if not story.study:
        rows = _by_weeks(story, rows[0])
    ordered = sorted(rows, key=lambda row: -row.both) if story.study else rows
    both, days = sum(row.both for row in rows), sum(len(row.reported) for row in rows)
    caption = say("report.caption.raster", both=both, n=days)
    if len(rows) > MOST_ROWS:
        caption += " " + say("report.caption.raster-fewer", shown=MOST_ROWS, n=len(rows))
    table = worded(
        say,
        "report.table.raster",
        ("couple" if story.study else "days", "paired", "days"),
        ((row.label, str(row.both), str(len(row.reported))) for row in ordered[:MOST_COUPLES]),
    )
    return figure(say, "raster", raster, ordered, partners=story.partners, caption=caption, table=table)


def _by_weeks(story: LoopStory, row: RasterRow) -> list[RasterRow]:
    """Cut one couple's days into rows of four weeks."""
    cuts = range(0, len(row.reported), 28)
    return [
        RasterRow(
            story.say("figures.raster.days", first=at + 1, last=min(at + 28, len(row.reported))),
            row.reported[at : at + 28],
        )
        for at in cuts
    ]


def recoverability_figure(story: LoopStory) -> str:
    """Draw what records of this size can carry; nothing where the fit hands on no curve."""
    curve, say = story.fit.recoverability_, story.say
    if curve is None:
        return ""
    middle = len(curve.strengths) // 2
    unit = "day" if curve.unit == "days" else "couple"
    caption = say(
        "figures.recoverability.caption",
        n=say(f"common.time.{unit}" if unit == "day" else "report.couples", n=round(curve.here)),
        gain=curve.strengths[middle],
        found=round(10 * found_here(curve, middle)),
    )
    table = recoverability_table(curve, story.language)
    return figure(say, "recoverability", recoverability, curve, caption=caption, table=table)

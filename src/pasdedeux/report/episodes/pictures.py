"""Figures of told episodes: each drawn from a fit, with its sentence and its table."""

from __future__ import annotations

from typing import Any

import numpy as np

from pasdedeux.estimates import Interval
from pasdedeux.figures.answers import NAMES, TURNS, answers, of_ten
from pasdedeux.figures.dance_map import dance_map
from pasdedeux.figures.ease import EaseRow, time_until_ease
from pasdedeux.figures.frame import figure
from pasdedeux.figures.periods import Period, before_since, hours_range
from pasdedeux.figures.strips import MOST_ROWS, Strip, strips
from pasdedeux.figures.table import Table, worded
from pasdedeux.figures.typography import upper
from pasdedeux.identify.episodes.sayable import Claim
from pasdedeux.identify.episodes.times import times_of
from pasdedeux.identify.episodes.turns import Response
from pasdedeux.records import Ending, Episode, Kind
from pasdedeux.report.episodes.story import EpisodesStory
from pasdedeux.report.episodes.telling import beads_of, half_of, lines_of, tellings_of
from pasdedeux.report.fitted import FittedEpisodes

HOT = (Response.PRESS, Response.AWAY)


def dance_figure(story: EpisodesStory, episode: Episode) -> str:
    """Draw the eight of one episode; links have width from the claim on that allows it."""
    say, fit = story.say, story.fit
    told = tellings_of(episode, fit.couple)
    beads = beads_of(episode, fit.couple, fit.sequences_.get(episode.id))
    halves = tuple(half_of(one, beads, who, say) for who, one in enumerate(told))
    known = story.may(Claim.LINKS)
    apart = sum(not bead.alike for bead in beads)
    both = all(told)
    caption = [say("report.episodes.caption.dance" if known else "report.episodes.caption.haze")]
    if both:
        caption.append(say("report.episodes.caption.alike", n=len(beads) - apart, of=len(beads)))
    else:
        name = story.partners[0 if told[0] else 1]
        caption.append(say("report.episodes.caption.one", name=name))
    return figure(
        say,
        "dance",
        dance_map,
        halves,
        partners=story.partners,
        goes_on=tuple(goes_on(fit, who) for who in (0, 1)) if known else None,
        comes_back=fit.return_ if story.may(Claim.RETURN) else None,
        beads=beads,
        title=say("figures.dance.title", first=story.partners[0], second=story.partners[1]),
        caption=" ".join(caption),
        table=_moves(story, episode),
    )


def goes_on(fit: FittedEpisodes, who: int) -> Interval:
    """How often a hot turn of one person is answered by a hot one, both kinds weighing the same."""
    rows = fit.answers.draws[:, 1 - who][:, list(HOT)][:, :, list(HOT)]
    return Interval.of(rows.sum(axis=2).mean(axis=1))


def _moves(story: EpisodesStory, episode: Episode) -> Table:
    """Both accounts in words, line by line; nothing stands beside each other because it happened together."""
    say, couple = story.say, story.fit.couple
    told = tellings_of(episode, couple)
    columns = [lines_of(one, couple, story.partners, say) if one else [] for one in told]
    rows = tuple(
        (str(at + 1), *(column[at] if at < len(column) else "" for column in columns))
        for at in range(max(len(column) for column in columns))
    )
    accounts = (say("report.episodes.tells", name=name) for name in story.partners)
    head = (say("report.episodes.table.step"), *accounts)
    return Table(say("report.episodes.table.moves"), head, rows)


def strips_figure(story: EpisodesStory) -> str:
    """Draw every episode as a row of beads."""
    say, fit = story.say, story.fit
    rows = [_strip(story, one) for one in fit.episodes]
    rows = [row for row in rows if row.beads]
    alike = sum(bead.alike for row in rows for bead in row.beads if row.teller is None)
    all_ = sum(len(row.beads) for row in rows if row.teller is None)
    caption = say("report.episodes.caption.strips")
    if all_:
        caption += " " + say("report.episodes.caption.alike", n=alike, of=all_)
    caption += _newest(story, len(rows))
    table = _strips_table(story, rows)
    return figure(say, "strips", strips, rows, partners=story.partners, caption=caption, table=table)


def _newest(story: EpisodesStory, count: int) -> str:
    """Say that only the newest are drawn, where it is so; the table has all."""
    return f" {story.say('report.episodes.caption.newest', n=MOST_ROWS)}" if count > MOST_ROWS else ""


def _strip(story: EpisodesStory, one: Episode) -> Strip:
    say, couple = story.say, story.fit.couple
    told = tellings_of(one, couple)
    open_ = any(telling.ending is Ending.STILL_OPEN for telling in one.tellings)
    return Strip(
        _day(story, one),
        beads_of(one, couple, story.fit.sequences_.get(one.id)),
        one.tellings[0].kind,
        None if all(told) else 0 if told[0] else 1,
        say("report.episodes.open") if open_ else "",
    )


def _day(story: EpisodesStory, one: Episode) -> str:
    return story.say("report.episodes.day", day=one.day)


def _strips_table(story: EpisodesStory, rows: list[Strip]) -> Table:
    say = story.say
    cells = tuple(
        (
            row.label,
            say(f"episodes.kind.{row.kind.value}"),
            str(len(row.beads)),
            "\N{EN DASH}" if row.teller is not None else str(sum(bead.alike for bead in row.beads)),
            say("report.episodes.both") if row.teller is None else story.partners[row.teller],
        )
        for row in rows
    )
    head = ("day", "kind", "turns", "alike", "by")
    return worded(say, "report.episodes.table.strips", head, cells, (2, 3))


def answers_figure(story: EpisodesStory) -> str:
    """Draw what is answered with what."""
    say, fit = story.say, story.fit
    draws = fit.answers.draws
    often = [[[Interval.of(draws[:, i, c, k]) for k in range(4)] for c in range(3)] for i in (0, 1)]
    return figure(
        say,
        "answers",
        answers,
        often,
        partners=story.partners,
        caption=say("report.episodes.caption.answers"),
        table=answers_table(story, often),
    )


def answers_table(story: EpisodesStory, often: list[list[list[Interval]]]) -> Table:
    """Write every answer with its range and how often it was told."""
    say, counts = story.say, story.fit.answers.counts
    rows = tuple(
        (
            f"{story.partners[1 - i]}: {say(f'figures.answers.{NAMES[c]}')}",
            f"{story.partners[i]}: {say(f'figures.answers.{NAMES[k]}')}",
            say.number(often[i][c][k].estimate),
            say.span(often[i][c][k]),
            say.number(float(counts[i, c, k]), 1),
        )
        for i in (1, 0)
        for c in range(len(TURNS))
        for k in range(len(NAMES))
    )
    head = ("turn", "answer", "share", "range", "told")
    return worded(say, "report.episodes.table.answers", head, rows, (2, 3, 4))


def ease_figure(story: EpisodesStory) -> str:
    """Draw how long each took until at ease again."""
    say, couple = story.say, story.fit.couple
    rows = []
    for one in story.fit.episodes:
        hours = tuple(_hours(telling) for telling in tellings_of(one, couple))
        if any(hours):
            rows.append(EaseRow(_day(story, one), (hours[0], hours[1])))
    typical = story.times.median if story.times else None
    caption = say("report.episodes.caption.ease") + _newest(story, len(rows))
    head = (say("report.episodes.table.day"), *story.partners)
    cells = tuple((row.label, *(_between(span, story) for span in row.hours)) for row in rows)
    return figure(
        say,
        "ease",
        time_until_ease,
        rows,
        partners=story.partners,
        typical=typical,
        caption=caption,
        table=Table(say("figures.ease.title"), head, cells, (1, 2)),
    )


def _hours(telling: Any) -> tuple[float, float] | None:
    if telling is None or telling.at_ease is None or telling.kind is not Kind.EPISODE:
        return None
    low, high = telling.at_ease.hours
    return low, np.inf if telling.ending is Ending.STILL_OPEN else high


def _between(span: tuple[float, float] | None, story: EpisodesStory) -> str:
    say = story.say
    if span is None:
        return "\N{EN DASH}"
    low, high = span
    if np.isinf(high):
        return say("report.episodes.at-least", gap=say.gap(low / 24))
    if not low:
        return say("report.episodes.at-most", gap=say.gap(high / 24))
    return say("report.episodes.from-to", low=say.gap(low / 24), high=say.gap(high / 24))


def periods_figure(story: EpisodesStory) -> str:
    """Draw two periods on one scale."""
    assert story.periods is not None  # noqa: S101 - asked for only where there are two
    say, made = story.say, []
    for name, fit in zip(("before", "since"), story.periods, strict=True):
        found = times_of(fit.episodes)
        label = say(f"report.episodes.period.{name}", day=story.periods[1].episodes[0].day)
        made.append(Period(upper(label), fit.counted, fit.return_, found.median if found else None))
    before, since = made
    rows = tuple(
        (
            one.label,
            str(one.episodes),
            of_ten(one.comes_back, say) if one.comes_back else "",
            hours_range(one.at_ease, say) if one.at_ease else "\N{EN DASH}",
        )
        for one in made
    )
    table = worded(say, "report.episodes.table.periods", ("period", "told", "return", "ease"), rows)
    caption = say("report.episodes.caption.periods")
    return figure(say, "periods", before_since, (before, since), caption=caption, table=table)

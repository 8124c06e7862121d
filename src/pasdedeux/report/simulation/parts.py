"""The parts of the story, in the order a couple tells it: each a picture, one plain sentence, its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from pasdedeux.estimates import QUANTILES
from pasdedeux.figures.beliefs import beliefs
from pasdedeux.figures.care import care_curves
from pasdedeux.figures.effort import who_reaches
from pasdedeux.figures.frame import frame
from pasdedeux.figures.lanes import MOVE, lanes
from pasdedeux.figures.longing import steady_and_not
from pasdedeux.figures.phase import phase_portrait, phase_sides
from pasdedeux.figures.spread import spread
from pasdedeux.figures.table import Table
from pasdedeux.figures.timeline import course_timeline
from pasdedeux.figures.worlds import two_worlds
from pasdedeux.report.page import safe
from pasdedeux.report.pictures import both_shapes
from pasdedeux.report.simulation import tables
from pasdedeux.report.simulation.couple import CoupleStory
from pasdedeux.report.simulation.many import ManyStory
from pasdedeux.simulate import course, reaching_share, recent, spells


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its heading, its figure as markup, and sentences that stand below."""

    title: str
    figure: Any
    below: tuple[str, ...] = ()


def parts_of(story: CoupleStory | ManyStory) -> list[Part]:
    """All parts of a story."""
    return list(_couple(story) if isinstance(story, CoupleStory) else _many(story))


def _couple(story: CoupleStory) -> Iterator[Part]:
    if story.care:
        yield _care(story)
    yield _course(story)
    yield _worlds(story)
    yield _moves(story)
    yield _effort(story)
    yield _longing(story)
    yield _beliefs(story)
    yield _landscape(story)


def _part(
    story: CoupleStory | ManyStory,
    name: str,
    draw: Callable[..., str],
    *given: Any,
    caption: str,
    table: Table,
    below: tuple[str, ...] = (),
    **named: Any,
) -> Part:
    title = story.say(f"simulation.part.{name}")
    drawn = both_shapes(draw, name, *given, language=story.language, **named)
    return Part(
        title,
        safe(frame(drawn, title=title, caption=caption, table=table, language=story.language)),
        below,
    )


def _care(story: CoupleStory) -> Part:
    return _part(
        story,
        "care",
        care_curves,
        story.care,
        partners=story.partners,
        caption=story.care_words,
        table=tables.care_table(story),
    )


def _course(story: CoupleStory) -> Part:
    return _part(
        story,
        "course",
        course_timeline,
        course(story.daily),
        story.daily.closeness,
        lasts=story.lasted[0],
        caption=story.course_words,
        table=tables.course_table(story),
    )


def _worlds(story: CoupleStory) -> Part:
    return _part(
        story,
        "worlds",
        two_worlds,
        story.daily.felt,
        story.daily.shown,
        partners=story.partners,
        spells=spells(story.daily),
        caption=story.worlds_words,
        table=tables.worlds_table(story),
    )


def _moves(story: CoupleStory) -> Part:
    return _part(
        story,
        "moves",
        lanes,
        story.daily.days,
        story.daily.move,
        partners=story.partners,
        role=MOVE,
        spells=spells(story.daily),
        shown=story.scenario.days,
        caption=story.say("simulation.moves.caption"),
        table=tables.months_table(story),
        below=(story.cycle_words,),
    )


def _effort(story: CoupleStory) -> Part:
    ends, share = reaching_share(story.daily)
    _, others = reaching_share(story.luck)
    return _part(
        story,
        "effort",
        who_reaches,
        ends,
        np.nan_to_num(share, nan=0.5),
        np.quantile(np.nan_to_num(others, nan=0.5), QUANTILES, axis=1).T,
        partners=story.partners,
        caption=story.effort_words,
        table=tables.effort_table(story),
    )


def _longing(story: CoupleStory) -> Part:
    return _part(
        story,
        "longing",
        steady_and_not,
        story.steady.longing,
        story.steady.reaching,
        partners=story.partners,
        caption=story.longing_words,
        table=tables.longing_table(story),
    )


def _beliefs(story: CoupleStory) -> Part:
    first, second = (one.set_point for one in story.scenario.loop.sides)
    return _part(
        story,
        "beliefs",
        beliefs,
        story.daily.security,
        recent(story.daily.received),
        np.moveaxis(np.quantile(story.luck.security, QUANTILES, axis=2), 0, 2),
        brought=(first, second),
        partners=story.partners,
        caption=story.beliefs_words,
        table=tables.beliefs_table(story),
    )


def _landscape(story: CoupleStory) -> Part:
    return _part(
        story,
        "portrait",
        phase_portrait,
        story.land,
        bad_days=story.bad_days,
        days=story.places(story.land.reaches),
        partners=story.partners,
        caption=phase_sides(story.land, story.language),
        table=tables.resting_table(story),
        below=tuple(story.alike),
    )


def _many(story: ManyStory) -> Iterator[Part]:
    yield _part(
        story,
        "spread",
        spread,
        story.many.days,
        story.many.mean("in_cycle"),
        caption=story.say("simulation.spread.caption"),
        table=story.table,
        below=tuple(story.seen),
    )

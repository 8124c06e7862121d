"""The parts of the story, from the first meeting on: each a picture, one plain sentence, its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from pasdedeux.estimates import QUANTILES
from pasdedeux.figures.beliefs import beliefs
from pasdedeux.figures.care import care_curves
from pasdedeux.figures.effort import who_reaches
from pasdedeux.figures.frame import figure
from pasdedeux.figures.lanes import MOVE, lanes
from pasdedeux.figures.longing import steady_and_not
from pasdedeux.figures.phase import phase_portrait, phase_sides
from pasdedeux.figures.spread import spread
from pasdedeux.figures.timeline import course_timeline
from pasdedeux.figures.worlds import two_worlds
from pasdedeux.report.page import safe
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


def _part(
    story: CoupleStory | ManyStory,
    name: str,
    draw: Callable[..., str],
    *given: Any,
    below: tuple[str, ...] = (),
    **named: Any,
) -> Part:
    title = story.say(f"simulation.part.{name}")
    return Part(title, safe(figure(story.say, name, draw, *given, title=title, **named)), below)


def _couple(story: CoupleStory) -> Iterator[Part]:
    def part(name: str, draw: Callable[..., str], *given: Any, **named: Any) -> Part:
        return _part(story, name, draw, *given, partners=story.partners, **named)

    run, luck, stretches = story.daily, story.luck, spells(story.daily)
    if story.care:
        yield part("care", care_curves, story.care, caption=story.care_words, table=tables.care_table(story))
    yield _part(
        story,
        "course",
        course_timeline,
        course(run),
        run.closeness,
        lasts=story.lasted[0],
        caption=story.course_words,
        table=tables.course_table(story),
    )
    worlds = {"caption": story.worlds_words, "table": tables.worlds_table(story)}
    yield part("worlds", two_worlds, run.felt, run.shown, spells=stretches, **worlds)
    yield part(
        "moves",
        lanes,
        run.days,
        run.move,
        role=MOVE,
        spells=stretches,
        shown=story.scenario.days,
        caption=story.say("simulation.moves.caption"),
        table=tables.months_table(story),
        below=(story.cycle_words,),
    )
    ends, share = reaching_share(run)
    _, others = reaching_share(luck)
    yield part(
        "effort",
        who_reaches,
        ends,
        np.nan_to_num(share, nan=0.5),
        np.quantile(np.nan_to_num(others, nan=0.5), QUANTILES, axis=1).T,
        caption=story.effort_words,
        table=tables.effort_table(story),
    )
    beside = {"caption": story.longing_words, "table": tables.longing_table(story)}
    yield part("longing", steady_and_not, story.steady.longing, story.steady.reaching, **beside)
    yield part(
        "beliefs",
        beliefs,
        run.security,
        recent(run.received),
        np.moveaxis(np.quantile(luck.security, QUANTILES, axis=2), 0, 2),
        brought=tuple(one.set_point for one in story.scenario.loop.sides),
        caption=story.beliefs_words,
        table=tables.beliefs_table(story),
    )
    yield part(
        "portrait",
        phase_portrait,
        story.land,
        bad_days=story.bad_days,
        days=story.places(story.land.reaches),
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

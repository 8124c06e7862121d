"""Numbers behind a simulation: of each part of the story, and in full for the scientist."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from pasdedeux.figures.care import DIMENSIONS
from pasdedeux.figures.table import Table, worded
from pasdedeux.figures.timeline import ORDER, phase_word
from pasdedeux.loop import PARAMETERS, STATES
from pasdedeux.report.simulation.couple import CoupleStory, ninety, share_of_reaching
from pasdedeux.simulate import Scenario
from pasdedeux.simulate.formation import NUMBERS
from pasdedeux.words import Words

FloatArray = NDArray[np.float64]
MONTH = 30


def care_table(story: CoupleStory) -> Table:
    """How each was cared for, and how far that moves both dimensions."""
    say, rows = story.say, []
    for partner, shifts in story.care.items():
        care = story.scenario.raised[partner]
        given = [say.number(float(getattr(care, name))) for name in NUMBERS]
        rows.append((story.partners[partner], *given, *(say.number(shift) for shift in shifts)))
    return worded(say, "simulation.table.care", ("partner", *NUMBERS, *DIMENSIONS), rows)


def course_table(story: CoupleStory) -> Table:
    """Days in each phase here and with other luck, and how often each was what lasted."""
    say, (own, *others) = story.say, story.courses
    rows = []
    for name in (name for name in ORDER if any(name in run for run in story.courses)):
        low, high = ninety(np.array([run.get(name, 0) for run in others], dtype=np.float64))
        lasted = story.lasted[1].get(name, 0)
        span = say("common.span", low=round(low), high=round(high))
        rows.append((phase_word(name, say), str(own.get(name, 0)), span, str(lasted)))
    return worded(say, "simulation.table.course", ("phase", "run-days", "luck-days", "lasted"), rows)


def worlds_table(story: CoupleStory) -> Table:
    """Alarm felt and shown, as means of the run and of other runs."""
    columns = [_means(story, kind) for kind in ("felt", "shown")]
    return _beside_luck(story, "worlds", ("felt", "luck", "shown", "luck"), columns)


def months_table(story: CoupleStory) -> Table:
    """Thirty days at a time: mean moves, and days of which at least half was spent in the cycle."""
    say, daily, rows = story.say, story.daily, []
    for at in range(0, len(daily), MONTH):
        part = slice(at, min(at + MONTH, len(daily)))
        means = daily.move[part].mean(axis=0)
        held = int((daily.in_cycle[part] >= 0.5).sum())
        rows.append((f"{at + 1}\u2013{part.stop}", *(say.number(v) for v in means), str(held)))
    head = (say("report.table.days"), *story.partners, say("simulation.run.cycle-days"))
    return Table(say("simulation.run.table-months"), head, tuple(rows), range(1, 4))


def effort_table(story: CoupleStory) -> Table:
    """How far each reached on average and how worn each was, here and with other luck."""
    columns = [_means(story, kind) for kind in ("reaching", "weariness")]
    shares = [share_of_reaching(one) for one in (story.daily, story.luck)]
    columns.append(tuple(np.stack([share, 1.0 - share]) for share in shares))
    names = ("reaching", "luck", "weariness", "luck", "share", "luck")
    return _beside_luck(story, "effort", names, columns)


def longing_table(story: CoupleStory) -> Table:
    """Longing and reaching beside a steady and an unsteady other, once settled."""
    say, rows = story.say, []
    for partner, name in enumerate(story.partners):
        cells = [name]
        for kind in ("longing", "reaching"):
            values = story.steady.settled(kind)[partner]
            ends = (float(values[0]), float(np.median(values[1:])))
            cells += [*(say.number(v, 3) for v in ends), span_of(values[1:], say, places=3)]
        rows.append(tuple(cells))
    names = [f"{kind}-{arm}" for kind in ("longing", "reaching") for arm in ("steady", "unsteady", "range")]
    return worded(say, "simulation.table.steady", ("partner", *names), rows)


def beliefs_table(story: CoupleStory) -> Table:
    """Security at first and at last, beside what each brought along and what each lived with."""
    say, received = story.say, story.daily.received.mean(axis=0)
    fixed = [
        (say.number(one.set_point), say.number(float(lived)))
        for one, lived in zip(story.scenario.loop.sides, received, strict=True)
    ]
    columns = list(zip(story.counted_on(story.daily), story.counted_on(story.luck), strict=True))
    names = ("brought", "lived", "first", "luck", "last", "luck")
    return _beside_luck(story, "beliefs", names, columns, fixed)


def resting_table(story: CoupleStory) -> Table:
    """Where the couple can come to rest."""
    loop, say = story.scenario.loop, story.say
    found = loop.equilibria()
    rows = []
    for states, holds in zip(found, loop.stable(found), strict=True):
        word = say("report.table.yes" if holds else "report.table.no")
        rows.append((word, say.number(loop.loop_gain(states)), *(say.number(v) for v in states)))
    head = (say("simulation.run.holds"), say("report.table.gain"), *STATES)
    return Table(say("simulation.run.table-rests"), head, tuple(rows), range(1, len(head)))


def parameters_table(story: CoupleStory) -> Table:
    """Every parameter of the loop, with what it may be; the model card says what each means."""
    loop, say, rows = story.scenario.loop, story.say, []
    for row in PARAMETERS:
        held = loop.sides if row.of == "partner" else (loop.between,)
        values = [say.number(getattr(one, row.name), 3) for one in held]
        rows.append((row.name, *values, *[""] * (2 - len(values)), say.between(row.low, row.high)))
    head = (say("report.table.parameter"), *story.partners, say("simulation.run.allowed"))
    return Table(say("simulation.run.table-parameters"), head, tuple(rows), (1, 2, 3))


def settings_table(scenario: Scenario, say: Words) -> Table:
    """All that is needed to run it again."""
    plan = scenario.schedule
    rows = [
        ("scenario", scenario.name),
        ("days", f"{scenario.days:g}"),
        ("couples", f"{scenario.couples:,}"),
        ("seed", str(scenario.seed)),
        ("start", scenario.start),
        ("pasdedeux", version("pasdedeux")),
    ]
    rows += [("event", f"day = {e.time:g}, size = {e.size:.3g}, partner = {e.partner}") for e in plan.events]
    for one in plan.changes:
        size = f"factor = {one.factor:g}, shift = {one.shift:g}"
        when = f"start = {one.start:g}, stop = {one.stop:g}"
        rows.append(("change", f"name = {one.name}, partner = {one.partner}, {when}, {size}"))
    head = (say("simulation.run.setting"), say("simulation.run.value"))
    return Table(say("simulation.run.table-settings"), head, tuple(rows))


def _beside_luck(
    story: CoupleStory,
    title: str,
    names: tuple[str, ...],
    columns: Sequence[tuple[FloatArray, ...]],
    fixed: Sequence[tuple[str, ...]] = ((), ()),
) -> Table:
    """Make a row for each partner: what is fixed, then numbers of this run, each with its range over others.

    ``columns`` holds pairs: of this run, shape (2,), and of the others, shape (2, n).
    """
    say, rows = story.say, []
    for partner, name in enumerate(story.partners):
        cells = [name, *fixed[partner]]
        for own, others in columns:
            cells += [say.number(float(own[partner])), span_of(others[partner], say)]
        rows.append(tuple(cells))
    return worded(say, f"simulation.table.{title}", ("partner", *names), rows)


def _means(story: CoupleStory, kind: str) -> tuple[FloatArray, ...]:
    """Mean over the days of the run, shape (2,), and of the others, shape (2, n)."""
    return tuple(getattr(one, kind).mean(axis=0) for one in (story.daily, story.luck))


def span_of(values: FloatArray, say: Words, places: int = 2) -> str:
    """Write what holds nine in ten."""
    low, high = (say.number(v, places) for v in ninety(values))
    return say("common.span", low=low, high=high)

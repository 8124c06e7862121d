"""What a simulation shows, in plain words and on a page: gain and resilience together, with ranges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from itertools import groupby
from math import inf

import numpy as np
from numpy.typing import NDArray

from pasdedeux.change.measures import MOST, Standing, standing
from pasdedeux.change.posterior import draws_of
from pasdedeux.figures.frame import frame, scroll
from pasdedeux.figures.lanes import MOVE, lanes
from pasdedeux.figures.phase import BadDays, phase_portrait, phase_sides, times, times_range
from pasdedeux.figures.spread import spread
from pasdedeux.figures.table import Table
from pasdedeux.figures.typography import minus
from pasdedeux.loop import PARAMETERS, STATES
from pasdedeux.loop.landscape import Landscape
from pasdedeux.loop.resilience import Resilience
from pasdedeux.report.page import fill, safe
from pasdedeux.report.pictures import both_shapes
from pasdedeux.simulate import Ensemble, Scenario, Survival, Trajectory, course, simulate_ensemble
from pasdedeux.words import Language, Words, words

FloatArray = NDArray[np.float64]
LIKE = 100  # couples with the same scores, and runs of one couple with other luck
CLOUD = 28  # days drawn as a cloud
CLEAR = 0.2  # difference of mean moves from which on it is clear who reaches


@dataclass(frozen=True)
class CoupleStory:
    """One run of one couple, told.

    Parameters
    ----------
    scenario
        What was run.
    run
        How it went.
    language
        Two letters.
    """

    scenario: Scenario
    run: Trajectory
    language: Language = "en"

    @cached_property
    def say(self) -> Words:
        """The catalogue."""
        return words(self.language)

    @cached_property
    def land(self) -> Landscape:
        """Calm, the trap and the border between, in the roles of the last days and wide enough for them."""
        one, two = self.last_days.mean(axis=0)
        reaches = None if abs(one - two) < CLEAR else int(two > one)
        found = self.scenario.loop.landscape(reaches=reaches)
        least = float(self.places(found.reaches).min())
        if least >= found.reach[0]:
            return found
        return self.scenario.loop.landscape(reaches=reaches, least=max(least - 0.05, -1.0))

    @cached_property
    def last_days(self) -> FloatArray:
        """Mean moves of both on each of the last days, shape (D, 2)."""
        return daily(self.run)[1][-CLOUD:]

    def places(self, reaches: int) -> FloatArray:
        """Where the last days lie: how far the one reached, how far the other pulled back; shape (D, 2)."""
        return np.column_stack([self.last_days[:, reaches], -self.last_days[:, 1 - reaches]])

    @cached_property
    def resilience(self) -> Resilience:
        """Exactly this loop's."""
        return self.scenario.loop.resilience()

    @cached_property
    def like(self) -> Standing:
        """Where couples with the same scores stand, who are yet not the same people."""
        return standing(draws_of(self.scenario.loop, LIKE, self.scenario.seed).theta)

    @cached_property
    def gain(self) -> tuple[float, float, float]:
        """Low end, this loop, high end: nine in ten couples with the same scores lie between."""
        own = self.scenario.loop.loop_gain()
        low, high = np.quantile(self.like.loop_gain, [0.05, 0.95])
        return min(float(low), own), own, max(float(high), own)

    @cached_property
    def bad_days(self) -> BadDays:
        """The same for the smallest bad day that tips."""
        own = self.resilience.bad_days
        found = np.where(self.like.resilience >= MOST, inf, self.like.resilience)
        low, high = np.quantile(found, [0.05, 0.95], method="nearest")
        return min(float(low), own), own, max(float(high), own)

    @cached_property
    def luck(self) -> FloatArray:
        """Share of the time in the cycle in other runs of the same couple, shape (LIKE,)."""
        plan = self.scenario
        start = plan.loop.calm() if plan.start == "calm" else None
        others = simulate_ensemble(
            plan.loop,
            plan.days,
            couples=np.arange(1, LIKE + 1),
            seed=plan.seed,
            every=plan.days,
            schedule=plan.schedule,
            start=start,
            threads=1,
        )
        return others.in_cycle

    @cached_property
    def head(self) -> str:
        """The situation in one line."""
        return self.say(f"simulation.run.head-{self._state}")

    @property
    def _state(self) -> str:
        if self.land.calm is None:
            return "lost"
        return "trap" if self.resilience.bad_days < inf else "calm"

    @cached_property
    def lead(self) -> str:
        """Gain and resilience together."""
        if self._state == "lost":
            return self.say("simulation.run.lost")
        if self._state == "calm":
            return f"{self._gain()} {self.say('simulation.run.none')}"
        bad = {"times": times(self.bad_days[1], self.say), "range": times_range(self.bad_days, self.say)}
        return f"{self._gain()} {self.say('simulation.run.tips', **bad)}"

    def _gain(self) -> str:
        low, own, high = (round(10 * value) for value in self.gain)
        name = "common.parts.one" if low == high else "common.parts.range"
        return self.say("simulation.run.gain", parts=self.say(name, n=own, low=low, high=high))

    @cached_property
    def seen(self) -> list[str]:
        """What the run showed, and how it might have gone with other luck."""
        return [*self._alike(), self._cycle(), self._first(), *self._phases()]

    def _alike(self) -> Iterator[str]:
        """How couples with the same scores differ."""
        trap, lost = _traps(self.like)
        yield self.say("simulation.run.alike", n=LIKE, trap=trap, lost=lost)
        if self._state != "lost":
            yield self.say("simulation.run.together")

    def _cycle(self) -> str:
        low, high = (_hundred(v) for v in np.quantile(self.luck, [0.05, 0.95]))
        return self.say(
            "simulation.run.cycle", n=_hundred(self.run.in_cycle.mean()), low=low, high=high, runs=LIKE
        )

    def _first(self) -> str:
        inside = self.run.in_cycle
        came = int((self.luck > 0).sum())
        if not inside.any():
            return self.say("simulation.run.never", n=came, runs=LIKE)
        return self.say(
            "simulation.run.first", day=int(self.run.time[int(inside.argmax())]) + 1, n=came, runs=LIKE
        )

    def _phases(self) -> Iterator[str]:
        days: dict[str, int] = {}
        for phase in course(self.run):
            days[phase.name] = days.get(phase.name, 0) + phase.stop - phase.start
        told = ", ".join(f"{self._phase(name)} {n}" for name, n in days.items())
        yield self.say("simulation.run.phases", told=told)

    def _phase(self, name: str) -> str:
        return self.say(f"simulation.phases.{name.replace(' ', '-')}")

    @cached_property
    def limits(self) -> list[str]:
        """What this is not."""
        return [self.say(f"simulation.run.not-{name}") for name in ("people", "fate", "safety")]


@dataclass(frozen=True)
class ManyStory:
    """Many couples, told.

    Parameters
    ----------
    scenario
        What was run.
    many
        How it went.
    fate
        Who parted, by the model's rule.
    language
        Two letters.
    """

    scenario: Scenario
    many: Ensemble
    fate: Survival
    language: Language = "en"

    @cached_property
    def say(self) -> Words:
        """The catalogue."""
        return words(self.language)

    @cached_property
    def head(self) -> str:
        """The situation in one line."""
        return self.say(
            "simulation.run.head-many",
            couples=self.say("report.couples", n=len(self.many.couples)),
            gap=self.say.gap(self.scenario.days),
        )

    @cached_property
    def lead(self) -> str:
        """How long the couples are in the cycle."""
        shares = self.many.in_cycle
        low, middle, high = (_hundred(v) for v in np.quantile(shares, [0.05, 0.5, 0.95]))
        return self.say("simulation.run.many", middle=middle, low=low, high=high)

    @cached_property
    def seen(self) -> list[str]:
        """What the couples had in common, and how they differ."""
        n = len(self.many.couples)
        came = int(np.isfinite(self.many.entered).sum())
        left = int(np.isfinite(self.fate.left).sum())
        return [
            *self._standing(),
            self.say("simulation.run.many-came", n=came, of=n),
            self.say("simulation.run.many-left", n=left, of=n),
            self.say("simulation.run.many-range"),
        ]

    def _standing(self) -> Iterator[str]:
        """Gain and resilience of the first couples, where couples differ."""
        people = self.scenario.population
        if people is None:
            return
        found = standing(people.theta(self.many.couples[:LIKE]))
        low, high = (round(10 * float(v)) for v in np.quantile(found.loop_gain, [0.05, 0.95]))
        n, (trap, lost) = len(found.calm), _traps(found)
        yield self.say("simulation.run.many-standing", n=n, trap=trap, lost=lost, low=low, high=high)
        yield self.say("simulation.run.together")

    @cached_property
    def limits(self) -> list[str]:
        """What this is not."""
        return [self.say(f"simulation.run.not-{name}") for name in ("people", "share", "safety")]

    @cached_property
    def table(self) -> Table:
        """How couples lie over time."""
        rows = []
        for at, day in enumerate(self.many.days):
            cells = [f"{day:.0f}"]
            for name in ("in_cycle", "closeness"):
                cells += [
                    self.say.number(v) for v in np.quantile(self.many.mean(name)[at], [0.05, 0.5, 0.95])
                ]
            rows.append((*cells, self.say.number(self.fate.share(float(day)))))
        shares = [
            self.say(f"simulation.run.many-{name}", n=n)
            for name in ("cycle", "closeness")
            for n in (5, 50, 95)
        ]
        head = (self.say("simulation.run.many-day"), *shares, self.say("simulation.run.many-together"))
        return Table(self.say("simulation.run.table-many"), head, tuple(rows), range(8))


def columns(story: CoupleStory | ManyStory) -> dict[str, NDArray[np.generic]]:
    """Give what was simulated as columns of a table, the last one saying that it is simulated.

    Returns
    -------
    dict
        One couple: time in days, every state, arousal as the other can see it, whether in the cycle. Many: a
        row per couple.
    """
    if isinstance(story, CoupleStory):
        run = story.run
        found: dict[str, NDArray[np.generic]] = {"day": run.time}
        found |= {name: run.state(name) for name in STATES}
        found |= {f"shown_arousal_{i + 1}": run.shown[:, i] for i in (0, 1)}
        found["in_cycle"] = run.in_cycle.astype(np.int64)
    else:
        many, fate = story.many, story.fate
        found = {"couple": many.couples, "in_cycle": many.in_cycle, "entered_day": _or_never(many.entered)}
        found |= {name: many.mean(name)[-1] for name in STATES}
        found |= {f"satisfaction_{i + 1}": fate.satisfaction[-1, i] for i in (0, 1)}
        found |= {"parted_day": _or_never(fate.left), "parted_by": fate.by + 1}
    return found | {"simulated": np.ones(len(next(iter(found.values()))), dtype=np.int64)}


def _or_never(days: FloatArray) -> FloatArray:
    """Mark what never came with NaN, which tables leave empty."""
    return np.where(np.isinf(days), np.nan, days)


def run_page(story: CoupleStory | ManyStory) -> str:
    """Make the page of a simulation.

    Parameters
    ----------
    story
        What is told.

    Returns
    -------
    str
        A whole HTML document with everything inside.
    """
    say = story.say
    if isinstance(story, CoupleStory):
        figures, tables = _figures(story), [_parameters(story.scenario, say)]
    else:
        figures, tables = [_spread(story)], []
    return fill(
        "findings.html",
        part="simulation.run",
        note=say("report.page.simulated-print"),
        say=say,
        simulated=True,
        story=story,
        order=(),
        kicker=say("simulation.run.kicker", name=story.scenario.name, gap=say.gap(story.scenario.days)),
        figures=[safe(markup) for markup in figures],
        tables=[(table.title, safe(scroll(table, story.language))) for table in tables],
        settings=safe(scroll(_settings(story.scenario, say), story.language)),
    )


def _figures(story: CoupleStory) -> list[str]:
    """Draw the landscape with the last days in it, and the two over time."""
    say, partners, run = story.say, story.scenario.partners, story.run
    time, moves = daily(run)
    both = {"partners": partners, "language": story.language}
    bad, places = story.bad_days, story.places(story.land.reaches)
    phase = both_shapes(phase_portrait, "phase", story.land, bad_days=bad, days=places, **both)
    spans, shown = episodes(run), story.scenario.days
    over = both_shapes(lanes, "lanes", time, moves, role=MOVE, episodes=spans, shown=shown, **both)
    return [
        frame(
            phase,
            title=say("simulation.portrait.title"),
            caption=phase_sides(story.land, story.language),
            table=_resting(story),
            language=story.language,
        ),
        frame(
            over,
            title=say("simulation.run.lanes"),
            caption=say("simulation.run.lanes-caption"),
            table=_months(story, time, moves),
            language=story.language,
        ),
    ]


def _spread(story: ManyStory) -> str:
    drawn = both_shapes(
        spread, "spread", story.many.days, story.many.mean("in_cycle"), language=story.language
    )
    title, caption = story.say("simulation.spread.title"), story.say("simulation.spread.caption")
    return frame(drawn, title=title, caption=caption, table=story.table, language=story.language)


def daily(run: Trajectory) -> tuple[FloatArray, FloatArray]:
    """Means of both moves day by day: days, shape (D,), and moves, shape (D, 2)."""
    per_day = round(1.0 / float(run.time[1] - run.time[0]))
    days = (len(run.time) - 1) // per_day
    return np.arange(1.0, days + 1.0), run.move[1 : days * per_day + 1].reshape(days, per_day, 2).mean(axis=1)


def episodes(run: Trajectory) -> list[tuple[float, float]]:
    """First and last day of each stretch of days that were spent in the cycle for the better half."""
    per_day = round(1.0 / float(run.time[1] - run.time[0]))
    days = (len(run.time) - 1) // per_day
    inside = run.in_cycle[1 : days * per_day + 1].reshape(days, per_day).mean(axis=1) >= 0.5
    found = []
    for value, stretch in groupby(enumerate(inside), key=lambda pair: bool(pair[1])):
        held = [at for at, _ in stretch]
        if value:
            found.append((held[0] + 1.0, held[-1] + 1.0))
    return found


def _resting(story: CoupleStory) -> Table:
    loop, say = story.scenario.loop, story.say
    found = loop.equilibria()
    stable = loop.stable(found)
    rows = []
    for states, holds in zip(found, stable, strict=True):
        gain = loop.loop_gain(states)
        rows.append(
            (
                say("report.table.yes" if holds else "simulation.run.no"),
                say.number(gain),
                *(say.number(v) for v in states),
            )
        )
    head = (say("simulation.run.holds"), say("report.table.gain"), *STATES)
    return Table(say("simulation.run.table-rests"), head, tuple(rows), range(1, len(head)))


def _months(story: CoupleStory, time: FloatArray, moves: FloatArray) -> Table:
    """Thirty days at a time."""
    marked = np.zeros(len(time), dtype=bool)
    for start, stop in episodes(story.run):
        marked |= (time >= start) & (time <= stop)
    rows = []
    for at in range(0, len(time), 30):
        part = slice(at, min(at + 30, len(time)))
        means = moves[part].mean(axis=0)
        rows.append(
            (
                f"{at + 1}\u2013{part.stop}",
                story.say.number(means[0]),
                story.say.number(means[1]),
                str(int(marked[part].sum())),
            )
        )
    head = (story.say("report.table.days"), *story.scenario.partners, story.say("simulation.run.cycle-days"))
    return Table(story.say("simulation.run.table-months"), head, tuple(rows), range(1, 4))


def _parameters(scenario: Scenario, say: Words) -> Table:
    loop = scenario.loop
    rows = []
    for row in PARAMETERS:
        if row.of == "partner":
            values = [minus(f"{getattr(one, row.name):.4g}") for one in loop.sides]
        else:
            values = [minus(f"{getattr(loop.between, row.name):.4g}"), ""]
        rows.append((row.name, *values, minus(f"{row.low:g} to {row.high:g}"), row.unit, row.meaning))
    head = (
        say("report.table.parameter"),
        *scenario.partners,
        say("simulation.run.allowed"),
        say("simulation.run.unit"),
        say("simulation.run.meaning"),
    )
    return Table(say("simulation.run.table-parameters"), head, tuple(rows), (1, 2))


def _settings(scenario: Scenario, say: Words) -> Table:
    plan = scenario.schedule
    rows = [
        ("scenario", scenario.name),
        ("days", f"{scenario.days:g}"),
        ("couples", f"{scenario.couples:,}"),
        ("seed", str(scenario.seed)),
        ("start", scenario.start),
        ("pasdedeux", version("pasdedeux")),
    ]
    rows += [("event", f"day {e.time:g}, size {e.size:.3g}, partner {e.partner}") for e in plan.events]
    for one in plan.changes:
        until = "on" if one.stop == inf else f"to day {one.stop:g}"
        size = f"x {one.factor:g} + {one.shift:g}"
        rows.append(("change", f"{one.name} ({one.partner}) from day {one.start:g} {until}: {size}"))
    return Table(
        say("simulation.run.table-settings"),
        (say("report.table.setting"), say("report.table.value")),
        tuple(rows),
    )


def _traps(found: Standing) -> tuple[int, int]:
    """Count couples with a trap beside calm, and couples without calm."""
    return int((found.calm & (found.resilience < MOST)).sum()), int((~found.calm).sum())


def _hundred(share: float) -> int:
    return round(100 * float(share))

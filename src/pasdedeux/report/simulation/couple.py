"""One couple: a run, the same couple with other luck, and couples with the same two dimensions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pasdedeux.change.measures import MOST, Standing, standing
from pasdedeux.change.posterior import draws_of
from pasdedeux.figures.care import DIMENSIONS, above
from pasdedeux.figures.phase import BadDays, times, times_range
from pasdedeux.figures.timeline import phase_word
from pasdedeux.loop.landscape import LEAST, Landscape
from pasdedeux.loop.resilience import Resilience
from pasdedeux.simulate import (
    Daily,
    Scenario,
    Steadiness,
    Trajectory,
    course,
    formed_by,
    last_quarter,
    outcome,
    simulate_ensemble,
    spells,
    steadiness,
)
from pasdedeux.simulate.scenario import CALLED
from pasdedeux.words import Language, Words, words

FloatArray = NDArray[np.float64]
LIKE = 100  # couples with the same scores, and runs of one couple with other luck
CLOUD = 28  # days drawn as a cloud
CLEAR = 0.2  # difference of mean moves from which on it is clear who reaches
ENDS = 14  # days that are the beginning, and the end
FELL = 0.02  # security that counts as fallen


@dataclass(frozen=True)
class CoupleStory:
    """One run of one couple, in plain words.

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
    def daily(self) -> Daily:
        """The run by the day."""
        return Daily.of(self.run)

    @cached_property
    def luck(self) -> Daily:
        """The same couple from the same start, `LIKE` times with other luck."""
        plan = self.scenario
        others = simulate_ensemble(
            plan.loop,
            plan.days,
            couples=np.arange(1, LIKE + 1),
            seed=plan.seed,
            every=1.0,
            schedule=plan.schedule,
            start=self.run.states[0],
            threads=1,
        )
        return Daily.of_many(plan.loop, others)

    @cached_property
    def land(self) -> Landscape:
        """Calm, the trap and the border between, in the roles of the last days and wide enough for them."""
        one, two = self.last_days.mean(axis=0)
        roles = (0, 1) if abs(one - two) < CLEAR else (int(two > one),)
        reaches = roles[0] if len(roles) == 1 else None
        found = self.scenario.loop.landscape(reaches=reaches, least=self._least(*roles))
        if found.reaches in roles:
            return found
        return self.scenario.loop.landscape(reaches=reaches, least=self._least(0, 1))

    def _least(self, *roles: int) -> float:
        """Where the picture has to begin to hold the last days."""
        least = min(float(self.places(reaches).min()) for reaches in roles)
        return LEAST if least >= LEAST else max(least - 0.05, -1.0)

    @cached_property
    def last_days(self) -> FloatArray:
        """Mean moves of both on each of the last days, shape (D, 2)."""
        return self.daily.move[-CLOUD:]

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
        low, high = ninety(self.like.loop_gain)
        return min(low, own), own, max(high, own)

    @cached_property
    def bad_days(self) -> BadDays:
        """The same for the smallest bad day that tips."""
        own = self.resilience.bad_days
        found = np.where(self.like.resilience >= MOST, inf, self.like.resilience)
        low, high = np.quantile(found, [0.05, 0.95], method="nearest")
        return min(float(low), own), own, max(float(high), own)

    @cached_property
    def lasted(self) -> tuple[str, dict[str, int]]:
        """What the last quarter mostly was, and how often it was what in the other runs."""
        others = [outcome(self.luck.run(at)) for at in range(LIKE)]
        return outcome(self.daily), {name: others.count(name) for name in sorted(set(others))}

    @cached_property
    def courses(self) -> list[dict[str, int]]:
        """Days in each phase: of this run, then of the others."""
        return [days_in(run) for run in (self.daily, *(self.luck.run(at) for at in range(LIKE)))]

    @cached_property
    def steady(self) -> Steadiness:
        """Each beside a steady and an unsteady other."""
        return steadiness(self.scenario.loop, seed=self.scenario.seed)

    @cached_property
    def share(self) -> tuple[float, float, float]:
        """Low end, this run, high end of what the first partner does of all reaching."""
        low, high = ninety(share_of_reaching(self.luck))
        return low, float(share_of_reaching(self.daily)), high

    @cached_property
    def head(self) -> str:
        """The situation in one line."""
        return self.say(f"simulation.run.head-{self.state}")

    @property
    def state(self) -> str:
        """Whether there is a trap beside calm, calm alone, or calm is lost."""
        if self.land.calm is None:
            return "lost"
        return "trap" if self.resilience.bad_days < inf else "calm"

    @cached_property
    def lead(self) -> str:
        """Gain and resilience together."""
        if self.state == "lost":
            return self.say("simulation.run.lost")
        if self.state == "calm":
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
        parts = (self.course_words, self.worlds_words, self.cycle_words, self.effort_words)
        return [*parts, self.longing_words, self.beliefs_words, *self.alike]

    @cached_property
    def alike(self) -> list[str]:
        """How couples with the same scores differ."""
        trap, lost = traps(self.like)
        found = [self.say("simulation.run.alike", n=LIKE, trap=trap, lost=lost)]
        return found if self.state == "lost" else [*found, self.say("simulation.run.together")]

    @cached_property
    def course_words(self) -> str:
        """What lasted, here and with other luck."""
        own, others = self.lasted
        held = last_quarter(self.daily)
        return self.say(
            "simulation.course.caption",
            days=self.say("common.time.day", n=round(sum(held.values()))),
            phase=self.say("simulation.course.ease-too") if own == "ease" else phase_word(own, self.say),
            held=round(held[own]),
            n=others.get(own, 0),
            runs=LIKE,
        )

    @cached_property
    def worlds_words(self) -> str:
        """How much of what each feels can be seen."""
        first, second = (round(10 * (1.0 - one.suppression)) for one in self.scenario.loop.sides)
        return self.say("simulation.worlds.caption", a=first, b=second, **self._names)

    @cached_property
    def cycle_words(self) -> str:
        """How much of the time was spent in the cycle, and when it came first."""
        low, high = (hundred(v) for v in ninety(self.luck.in_cycle.mean(axis=0)))
        share = self.say(
            "simulation.run.cycle", n=hundred(self.run.in_cycle.mean()), low=low, high=high, runs=LIKE
        )
        return f"{share} {self._first_spell()}"

    def _first_spell(self) -> str:
        found = spells(self.daily)
        came = int((self.luck.in_cycle >= 0.5).any(axis=0).sum())
        if not found:
            return self.say("simulation.run.never", n=came, runs=LIKE)
        name = "passed" if self.state == "calm" else "first"
        return self.say(f"simulation.run.{name}", day=found[0][0], n=came, runs=LIKE)

    @cached_property
    def effort_words(self) -> str:
        """Who does how much of the reaching."""
        low, own, high = (round(10 * value) for value in self.share)
        span = str(low) if low == high else self.say("common.span", low=low, high=high)
        return self.say("simulation.effort.caption", a=own, b=10 - own, span=span, **self._names)

    @cached_property
    def longing_words(self) -> str:
        """How many times as high longing is beside one who comes and goes."""
        longing = self.steady.settled("longing")
        low, middle, high = np.quantile(longing[:, 1:] / longing[:, :1], [0.05, 0.5, 0.95])
        return self.say("simulation.longing.caption", times=float(middle), low=float(low), high=float(high))

    @cached_property
    def beliefs_words(self) -> str:
        """What each counted on at first and at last."""
        before, after = self.counted_on(self.daily)
        (a, c), (b, d) = ([hundred(v) for v in ends] for ends in (before, after))
        fell = bool((after < before - FELL).any())
        name = "caption-fell" if fell else "caption"
        return self.say(f"simulation.beliefs.{name}", a=a, b=b, c=c, d=d, **self._names)

    @staticmethod
    def counted_on(run: Daily) -> tuple[FloatArray, FloatArray]:
        """Security of both over the first and the last fortnight, shape (2, ...) each."""
        return run.security[:ENDS].mean(axis=0), run.security[-ENDS:].mean(axis=0)

    @cached_property
    def care(self) -> dict[int, tuple[float, float]]:
        """How far the care each had moves anxiety and avoidance, where it is given."""
        return {at: formed_by(care) for at, care in enumerate(self.scenario.raised) if care is not None}

    @cached_property
    def care_words(self) -> str:
        """How little that is, where it is most."""
        shifts = [
            (abs(v), v, at, name)
            for at, own in self.care.items()
            for name, v in zip(DIMENSIONS, own, strict=True)
        ]
        _, shift, partner, name = max(shifts)
        return self.say(f"simulation.care.caption-{name}", name=self.partners[partner], n=above(shift))

    @cached_property
    def partners(self) -> tuple[str, str]:
        """What the two are called on the page."""
        if self.scenario.partners != CALLED:
            return self.scenario.partners
        return self.say("simulation.run.partner-one"), self.say("simulation.run.partner-two")

    @property
    def _names(self) -> dict[str, Any]:
        return dict(zip(("first", "second"), self.partners, strict=True))

    @property
    def help(self) -> list[str]:
        """What either of the two could do."""
        names = ("calm",) if self.state == "calm" else ("either", "try")
        return [self.say(f"simulation.run.help-{name}") for name in names]

    @cached_property
    def limits(self) -> list[str]:
        """What this is not."""
        return [self.say(f"simulation.run.not-{name}") for name in ("people", "fate", "safety")]


def days_in(run: Daily) -> dict[str, int]:
    """Days of a run in each of its phases."""
    days: dict[str, int] = {}
    for phase in course(run):
        days[phase.name] = days.get(phase.name, 0) + phase.stop - phase.start
    return days


def share_of_reaching(run: Daily) -> FloatArray:
    """Of all reaching, what comes from the first partner; half where nobody reached."""
    first, second = np.moveaxis(run.reaching.mean(axis=0), 0, 0)
    both = first + second
    return np.asarray(np.divide(first, both, out=np.full(np.shape(both), 0.5), where=both > 0))


def ninety(values: FloatArray) -> tuple[float, float]:
    """Find the ends of what holds nine in ten."""
    low, high = np.quantile(values, [0.05, 0.95])
    return float(low), float(high)


def traps(found: Standing) -> tuple[int, int]:
    """Count couples with a trap beside calm, and couples without calm."""
    return int((found.calm & (found.resilience < MOST)).sum()), int((~found.calm).sum())


def hundred(share: float) -> int:
    """Round a share to parts of a hundred."""
    return round(100 * float(share))

"""Many couples: how they differ, and who lasts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pasdedeux.change.measures import standing
from pasdedeux.figures.table import Table
from pasdedeux.report.simulation.couple import LIKE, hundred, ninety, traps
from pasdedeux.simulate import Ensemble, Scenario, Survival
from pasdedeux.words import Language, Words, words


@dataclass(frozen=True)
class ManyStory:
    """Many couples, in plain words.

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
        low, middle, high = (hundred(v) for v in np.quantile(shares, [0.05, 0.5, 0.95]))
        return self.say("simulation.run.many", middle=middle, low=low, high=high)

    @cached_property
    def seen(self) -> list[str]:
        """What the couples had in common, and how they differ."""
        n = len(self.many.couples)
        came = int(np.isfinite(self.many.entered).sum())
        return [
            *self._standing(),
            self.say("simulation.run.many-came", n=came, of=n),
            self.parted,
            self.say("simulation.run.many-range"),
        ]

    @cached_property
    def parted(self) -> str:
        """How many couples parted."""
        left = int(np.isfinite(self.fate.left).sum())
        return self.say("simulation.run.many-left", n=left, of=len(self.many.couples))

    def _standing(self) -> Iterator[str]:
        """Gain and resilience of the first couples, where couples differ."""
        people = self.scenario.population
        if people is None:
            return
        found = standing(people.theta(self.many.couples[:LIKE]))
        low, high = (round(10 * v) for v in ninety(found.loop_gain))
        n, (trap, lost) = len(found.calm), traps(found)
        yield self.say("simulation.run.many-standing", n=n, trap=trap, lost=lost, low=low, high=high)
        yield self.say("simulation.run.together")

    @property
    def help(self) -> list[str]:
        """Nothing: what helps is a question of one couple."""
        return []

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

"""Who, for how long, and what happens: some couples to start from, and a small file for any other.

A file is TOML; docs/simulate.md shows one with everything in it. All of it may be left out.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path

from pasdedeux.arguments import names_wrong_arguments, shown, whole, within
from pasdedeux.errors import InputError
from pasdedeux.loop import PRESETS, Loop
from pasdedeux.simulate.ensemble import MOST_COUPLES
from pasdedeux.simulate.formation import Caregiving
from pasdedeux.simulate.population import Population
from pasdedeux.simulate.run import LONGEST
from pasdedeux.simulate.schedule import Schedule

STARTS = ("calm", "met")
LABELS = ("one", "two")
CALLED = ("partner one", "partner two")
MANY = 1000  # couples of a population, unless given
EXAMPLE = 'preset = "example"\nstart = "met"\none.name = "Alma"\ntwo.name = "Sam"'
"""The example couple as a file, from the day they met."""
HARDEST = 100.0  # bad days in one event
Raised = tuple[Caregiving | str | None, Caregiving | str | None]
NOT_RAISED: Raised = (None, None)


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Scenario:
    """All that a run needs.

    Parameters
    ----------
    name
        Of the preset, or of the file without its ending.
    loop
        The couple; with a population, only what all couples have in common is used.
    partners
        What the two are called.
    days
        How long.
    couples
        How many runs; one keeps every state, more keep means.
    seed
        Of what happens to them.
    start
        ``"calm"`` where calm rests, ``"met"`` for two who have just met.
    schedule
        Events and changes, none after the end.
    population
        Whom to draw couples from, or None for one couple many times.
    raised
        How each was cared for as a child, where that moved their attachment; `loop` has it in it already.

    Examples
    --------
    >>> preset = Scenario.preset("anxious-avoidant")
    >>> preset.loop == Loop.preset("anxious-avoidant"), preset.days
    (True, 180.0)
    """

    name: str
    loop: Loop
    partners: tuple[str, str] = CALLED
    days: float = 180.0
    couples: int = 1
    seed: int = 0
    start: str = "calm"
    schedule: Schedule = field(default_factory=Schedule)
    population: Population | None = None
    raised: tuple[Caregiving | None, Caregiving | None] = (None, None)

    def __post_init__(self) -> None:
        within("days", self.days, 1.0, LONGEST, "days")
        whole("couples", self.couples, 1, MOST_COUPLES)
        whole("seed", self.seed, 0, 2**63 - 1)
        if self.start not in STARTS:
            raise InputError("simulate.unknown-start", where="start", value=shown(self.start), known=STARTS)
        if self.population is not None and self.start == "calm":
            raise InputError("simulate.population-from-calm", where="start")
        if self.population is not None and any(self.raised):
            raise InputError("simulate.raised-population", where="raised")
        for change in self.schedule.changes:
            in_the_run("start", change.start, self.days)
        for event in self.schedule.events:
            in_the_run("day", event.time, self.days)

    @classmethod
    def preset(cls, name: str) -> Scenario:
        """One of the couples in `pasdedeux.loop.PRESETS`."""
        return cls(name, Loop.preset(name))


@names_wrong_arguments
def read_scenario(source: str | Path, *, raised: Raised = NOT_RAISED) -> Scenario:
    """Read a scenario: a preset by its name, or a TOML file.

    Parameters
    ----------
    source
        A name in `pasdedeux.loop.PRESETS`, or a path.
    raised
        How partner one and partner two were cared for as children, for each a `Caregiving`, its words such as
        ``"warm, fickle"``, or None for what the file says. It moves their attachment a little; see
        `pasdedeux.simulate.formed_by`.

    Returns
    -------
    Scenario
        Checked as a whole, before anything runs.

    Raises
    ------
    InputError
        Names the file, the line, the value and what is allowed.

    Examples
    --------
    >>> read_scenario("secure-secure").name
    'secure-secure'
    >>> fickle = read_scenario("secure-secure", raised=("warm, fickle", None))
    >>> fickle.loop.sides[0].reach > fickle.loop.sides[1].reach
    True
    """
    from pasdedeux.simulate.scenario_file import scenario_of  # noqa: PLC0415 - loads pydantic
    from pasdedeux.toml_files import TomlFile  # noqa: PLC0415 - same

    if str(source) in PRESETS:
        text = EXAMPLE if source == "example" else f'preset = "{source}"'
        return scenario_of(TomlFile(str(source), text), str(source), raised)
    path = Path(source)
    if not os.path.isfile(path):  # noqa: PTH113 - says no to a name that can be no file, and does not break
        raise InputError("simulate.no-scenario", where=str(source), known=tuple(PRESETS))
    if path.suffix.lower() != ".toml":
        raise InputError("simulate.not-a-toml-file", where=path.name)
    return scenario_of(TomlFile.read(path), path.stem, raised)


def in_the_run(name: str, time: float, days: float) -> None:
    """Refuse a time before the run or after its end."""
    if not (isfinite(time) and 0.0 <= time < days):
        raise InputError(
            "simulate.outside-the-run", where=name, argument=name, value=float(time), days=float(days)
        )

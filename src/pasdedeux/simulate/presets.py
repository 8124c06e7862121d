"""Who, for how long, and what happens: six couples to start from, and a small file for any other.

A file is TOML. All of it may be left out; what is left out is ordinary::

    preset = "anxious-avoidant"   # start from one of the six
    days = 180
    couples = 1                   # how many runs; more than one keeps means only
    seed = 0
    start = "calm"                # or "met": two who have just met, as all couples of a population

    [one]                         # partner one; [two] for the other
    name = "Alma"
    anxiety = 1.0                 # standard deviations from the mean
    avoidance = -0.2
    softness = 0.5                # any parameter of a partner, see the model card

    [between]                     # any parameter of the couple
    stress_rate = 0.3

    [population]                  # couples drawn from a population instead of one; 1000 unless said
    similarity = 0.2

    [[event]]                     # a bad day, told as a multiple of the couple's worst day in ten
    day = 14
    bad_days = 2.0
    partner = "both"

    [[change]]                    # a parameter or input held otherwise for a while
    name = "softness"
    partner = "1"
    start = 30
    stop = 90
    shift = 0.3                   # or factor = 0.7, or to = 0.9
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from math import isfinite
from pathlib import Path
from types import MappingProxyType

from pasdedeux.arguments import names_wrong_arguments, whole
from pasdedeux.errors import InputError
from pasdedeux.loop import PARAMETERS, PRESETS, Between, Loop, Side
from pasdedeux.loop.attachment import KINDS, side
from pasdedeux.loop.parameters import check
from pasdedeux.loop.resilience import bad_day
from pasdedeux.simulate.ensemble import MOST_COUPLES
from pasdedeux.simulate.population import Population
from pasdedeux.simulate.run import LONGEST
from pasdedeux.simulate.schedule import Change, Event, Schedule
from pasdedeux.simulate.sections import Section

STARTS = ("calm", "met")
LABELS = ("one", "two")
CALLED = ("partner one", "partner two")
MANY = 1000  # couples of a population, unless said
HARDEST = 100.0  # bad days in one event
_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {of: tuple(row.name for row in PARAMETERS if row.of == of) for of in ("partner", "couple")}
)
_DRAWN = tuple(part.name for part in fields(Population) if part.name not in {"between", "mean", "seed"})
_TOP = ("preset", "days", "couples", "seed", "start", *LABELS, "between", "population", "event", "change")


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

    def __post_init__(self) -> None:
        check("days", self.days, 1.0, LONGEST, "days")
        whole("couples", self.couples, 1, MOST_COUPLES)
        whole("seed", self.seed, 0, 2**63 - 1)
        if self.start not in STARTS:
            raise InputError(f"start is {self.start!r}.", where="start", remedy=f"Say {' or '.join(STARTS)}.")
        if self.population is not None and self.start == "calm":
            raise InputError(
                "couples of a population do not all have a calm.", where="start", remedy='Say start = "met".'
            )
        for change in self.schedule.changes:
            _within("start", change.start, self.days)
        for event in self.schedule.events:
            _within("day", event.time, self.days)

    @classmethod
    def preset(cls, name: str) -> Scenario:
        """One of the six couples in `pasdedeux.loop.PRESETS`."""
        return cls(name, Loop.preset(name))


@names_wrong_arguments
def read_scenario(source: str | Path) -> Scenario:
    """Read a scenario: a preset by its name, or a TOML file.

    Parameters
    ----------
    source
        A name in `pasdedeux.loop.PRESETS`, or a path.

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
    """
    if str(source) in PRESETS:
        return Scenario.preset(str(source))
    path = Path(source)
    if not path.is_file():
        raise InputError(
            "this is neither a preset nor a file.",
            where=str(source),
            remedy=f"Presets are {', '.join(PRESETS)}.",
        )
    if path.suffix.lower() != ".toml":
        raise InputError("this is no TOML file.", where=path.name, remedy="Give a name that ends in .toml.")
    top = Section.read(path)
    if not top.values:
        raise InputError(
            "the file says nothing.", where=path.name, remedy='Write at least preset = "secure-secure" in it.'
        )
    return _scenario(top, path.stem)


def _scenario(top: Section, name: str) -> Scenario:
    top.only(*_TOP)
    loop = _loop(top)
    one, two = (top.table(label).word("name", name) for label, name in zip(LABELS, CALLED, strict=True))
    with top.naming("days", "couples", "seed", "start"):
        made = Scenario(
            name,
            loop,
            (one, two),
            top.number("days", 180.0),
            top.whole("couples", MANY if "population" in top else 1),
            top.whole("seed", 0),
            top.word("start", "met" if "population" in top else "calm"),
            population=_population(top, loop.between),
        )
    changes = tuple(_change(row, made.days) for row in top.tables("change"))
    events = tuple(_event(row, made) for row in top.tables("event"))
    plan = Schedule(changes, events)
    with top.naming("change"):
        plan.change_table(step=1.0)  # refuses two changes that set the same thing at once
    return replace(made, schedule=plan)


def _loop(top: Section) -> Loop:
    """Preset or ordinary, then attachment, then single parameters."""
    points = ((0.0, 0.0), (0.0, 0.0))
    if "preset" in top:
        name = top.word("preset")
        with top.naming("preset"):
            Loop.preset(name)
        points = (KINDS[PRESETS[name][0]], KINDS[PRESETS[name][1]])
    one, two = (_side(top.table(label), point) for label, point in zip(LABELS, points, strict=True))
    return Loop((one, two), _between(top.table("between")))


def _side(own: Section, point: tuple[float, float]) -> Side:
    own.only("name", "anxiety", "avoidance", *_OF["partner"])
    with own.naming("anxiety", "avoidance"):
        made = side(own.number("anxiety", point[0]), own.number("avoidance", point[1]))
    for key in (key for key in own.values if key in _OF["partner"]):
        with own.naming(key):
            made = replace(made, **{key: own.number(key)})
    return made


def _between(common: Section) -> Between:
    common.only(*_OF["couple"])
    made = Between()
    for key in common.values:
        with common.naming(key):
            made = replace(made, **{key: common.number(key)})
    return made


def _population(top: Section, between: Between) -> Population | None:
    if "population" not in top:
        return None
    given = top.table("population")
    given.only(*_DRAWN, "mean_anxiety", "mean_avoidance", "seed")
    mean = (given.number("mean_anxiety", 0.0), given.number("mean_avoidance", 0.0))
    with given.naming(*given.values):
        numbers = {key: given.number(key) for key in _DRAWN if key in given}
        return Population(**numbers, mean=mean, between=between, seed=given.whole("seed", 0))


def _event(row: Section, couple: Scenario) -> Event:
    row.only("day", "bad_days", "partner")
    day, size = row.number("day"), row.number("bad_days")
    with row.naming("day", "bad_days"):
        _within("day", day, couple.days)
        check("bad_days", size, 0.0, HARDEST)
    unit = bad_day(couple.loop.between.stress_rate, couple.loop.between.stress_size)
    with row.naming("partner"):
        return Event(day, size * unit, row.word("partner", "both"))


def _change(row: Section, days: float) -> Change:
    row.only("name", "partner", "start", "stop", "factor", "shift", "to")
    name, partner = row.word("name"), row.word("partner", "both")
    given = {key: row.number(key) for key in ("start", "stop", "factor", "shift") if key in row}
    if ("to" in row) == bool({"factor", "shift"} & set(given)):
        raise InputError(
            "a change needs a size.", where=row.place(), remedy="Give factor or shift or both, or else to."
        )
    with row.naming("to" if "to" in row else "name", "name", "partner", "start", "stop", "factor", "shift"):
        _within("start", given.get("start", 0.0), days)
        if "to" in row:
            return Change.to(row.number("to"), name, partner, **given)
        return Change(name, partner, **given)


def _within(name: str, time: float, days: float) -> None:
    if not (isfinite(time) and 0.0 <= time < days):
        raise InputError(
            f"{name} is {time:g}, outside the run.", where=name, remedy=f"Give 0 to less than {days:g} days."
        )

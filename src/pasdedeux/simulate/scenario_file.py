"""A scenario as people write it: which tables and keys a file may hold, and the `Scenario` that follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from pydantic import create_model

from pasdedeux.arguments import within
from pasdedeux.errors import InputError
from pasdedeux.loop import PARAMETERS, PRESETS, Between, Loop
from pasdedeux.loop.attachment import moved, side
from pasdedeux.loop.resilience import bad_day
from pasdedeux.simulate.formation import NUMBERS, Caregiving, formed_by
from pasdedeux.simulate.population import Population
from pasdedeux.simulate.scenario import CALLED, HARDEST, LABELS, MANY, Raised, Scenario, in_the_run
from pasdedeux.simulate.schedule import Change, Event, Schedule
from pasdedeux.toml_files import TomlFile, TomlTable


def _table(called: str, numbers: Iterable[str], /, **others: Any) -> type[TomlTable]:
    """Make a table of optional numbers, and some other fields."""
    columns: dict[str, Any] = {**others, **dict.fromkeys(numbers, (float, 0.0))}
    return create_model(called, __base__=TomlTable, **columns)


def _of(whose: str) -> list[str]:
    return [row.name for row in PARAMETERS if row.of == whose]


DRAWN = [part.name for part in fields(Population) if part.name not in {"between", "mean", "seed"}]
PARTNER = _table("Partner", ["anxiety", "avoidance", *_of("partner")], name=(str, ""), raised=(str, ""))
BETWEEN = _table("Between", _of("couple"))
POPULATION = _table("Population", [*DRAWN, "mean_anxiety", "mean_avoidance"], seed=(int, 0))
EVENT = _table("Event", [], day=(float, ...), bad_days=(float, ...), partner=(str, ""))
CHANGE = _table("Change", ["start", "stop", "factor", "shift", "to"], name=(str, ...), partner=(str, ""))
SCENARIO = _table(
    "Scenario",
    ["days"],
    preset=(str, ""),
    couples=(int, 0),
    seed=(int, 0),
    start=(str, ""),
    one=(PARTNER, None),
    two=(PARTNER, None),
    between=(BETWEEN, None),
    population=(POPULATION, None),
    event=(list[EVENT], []),  # type: ignore[valid-type]
    change=(list[CHANGE], []),  # type: ignore[valid-type]
)


def scenario_of(file: TomlFile, name: str, raised: Raised) -> Scenario:
    """Make a scenario of a file; ``raised`` goes before what the file says of it."""
    given = file.load(SCENARIO)
    if not given:
        raise InputError("simulate.empty-file", where=file.name)
    one, two = (given.get(label, {}) for label in LABELS)
    cares = tuple(_care(file, label, given, asked) for label, asked in zip(LABELS, raised, strict=True))
    loop = _loop(file, given, cares)
    many = "population" in given
    with file.naming():
        made = Scenario(
            name,
            loop,
            (one.get("name", CALLED[0]), two.get("name", CALLED[1])),
            given.get("days", 180.0),
            given.get("couples", MANY if many else 1),
            given.get("seed", 0),
            given.get("start", "met" if many else "calm"),
            population=_population(file, given["population"], loop.between) if many else None,
            raised=(cares[0], cares[1]),
        )
    changes = [_change(file, at, row, made.days) for at, row in enumerate(given.get("change", []))]
    events = [_event(file, at, row, made) for at, row in enumerate(given.get("event", []))]
    schedule = Schedule(tuple(changes), tuple(events))
    with file.naming():
        schedule.change_table(step=1.0)  # refuses two changes that set the same thing at once
    return replace(made, schedule=schedule)


def _care(
    file: TomlFile, label: str, given: Mapping[str, Any], asked: Caregiving | str | None
) -> Caregiving | None:
    written = asked or given.get(label, {}).get("raised")
    with file.naming(label, keys=dict.fromkeys(NUMBERS, "raised")):
        return Caregiving.of(written) if isinstance(written, str) else written


def _loop(file: TomlFile, given: Mapping[str, Any], cares: tuple[Caregiving | None, ...]) -> Loop:
    """Preset or ordinary, then attachment, then single parameters."""
    with file.naming():
        if "preset" in given:
            Loop.preset(given["preset"])
    points = PRESETS[given["preset"]] if "preset" in given else ((0.0, 0.0), (0.0, 0.0))
    sides = []
    for label, point, care in zip(LABELS, points, cares, strict=True):
        own = dict(given.get(label, {}))
        with file.naming(label):
            made = side(own.pop("anxiety", point[0]), own.pop("avoidance", point[1]))
            made = moved(made, *formed_by(care)) if care else made
            sides.append(replace(made, **{key: own[key] for key in _of("partner") if key in own}))
    with file.naming("between"):
        return Loop((sides[0], sides[1]), Between(**given.get("between", {})))


def _population(file: TomlFile, own: dict[str, Any], between: Between) -> Population:
    mean = (own.pop("mean_anxiety", 0.0), own.pop("mean_avoidance", 0.0))
    with file.naming("population"):
        return Population(**own, mean=mean, between=between)


def _event(file: TomlFile, at: int, row: Mapping[str, Any], couple: Scenario) -> Event:
    with file.naming("event", at):
        in_the_run("day", row["day"], couple.days)
        within("bad_days", row["bad_days"], 0.0, HARDEST)
        unit = bad_day(couple.loop.between.stress_rate, couple.loop.between.stress_size)
        return Event(row["day"], row["bad_days"] * unit, row.get("partner", "both"))


def _change(file: TomlFile, at: int, row: dict[str, Any], days: float) -> Change:
    with file.naming("change", at, keys={row["name"]: "to"}):
        if ("to" in row) == bool({"factor", "shift"} & set(row)):
            raise InputError("simulate.change-without-size", where="change")
        in_the_run("start", row.get("start", 0.0), days)
        return Change.to(row.pop("to"), **row) if "to" in row else Change(**row)

"""Levers: what can be changed, what it does to the loop, what it costs, and how well that is known.

They stand in one data file, ``levers.toml``. A lever acts on parameters of `pasdedeux.loop.Loop`, never on a
state: what follows from it follows through the loop.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.loop import INPUTS, NAMES, PARAMETERS
from pasdedeux.simulate.schedule import PARTNERS

FloatArray = NDArray[np.float64]

UNSURE: Mapping[str, float] = MappingProxyType({"strong": 0.3, "moderate": 0.5, "weak": 0.7, "untested": 0.9})
"""How unsure the size of a lever is, by grade: standard deviation of what it does, as a share of its size.

At .9 about one future in eight has the lever work the wrong way. Set by judgement.
"""
WAYS = ("times", "gap", "plus")
_OF = {row.name: row.of for row in (*PARAMETERS, *INPUTS)}


@dataclass(frozen=True, slots=True)
class Effect:
    """What a full dose of a lever does to one parameter.

    Parameters
    ----------
    parameter
        A parameter or input of the loop.
    on
        ``"own"``, ``"other"`` or ``"couple"``.
    way
        ``"times"``: it is multiplied. ``"gap"``: what it lacks to one is multiplied. ``"plus"``: added.
    size
        By how much.

    Examples
    --------
    >>> softer = Effect("softness", "own", "gap", 0.8)
    >>> factor, shift = softer.at(1.0)
    >>> round(0.3 * factor + shift, 2)
    0.44
    """

    parameter: str
    on: str
    way: str
    size: float

    def at(self, dose: Any) -> tuple[Any, Any]:
        """Factor and shift at a dose; a dose below 0 undoes what the same dose above 0 does."""
        if self.way == "plus":
            return np.ones_like(dose, dtype=np.float64), self.size * dose
        factor = self.size**dose
        return factor, 1.0 - factor if self.way == "gap" else np.zeros_like(factor)

    def rows(self, partner: str) -> tuple[int, ...]:
        """Rows of theta it moves where this partner (or both) holds the lever."""
        if self.on == "couple":
            return (NAMES.index(self.parameter),)
        whom = (i if self.on == "own" else 1 - i for i in PARTNERS[partner])
        return tuple(NAMES.index(f"{self.parameter}_{i + 1}") for i in whom)


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing that can be changed.

    Parameters
    ----------
    name
        As it is called everywhere.
    family
        How practices call it: both kinds of therapy are ``"therapy"``.
    takes
        ``"one"`` where one partner can do it alone, ``"both"`` where it needs the two.
    effects
        What a full dose does.
    doses
        Lowest and highest; 1 is as well as people can be expected to keep it up.
    weeks
        Until it is learnt, and until it is lost.
    kept
        Share that stays after it stops.
    minutes
        Per week and person, at a full dose.
    daily
        Whether it can be done on one day and left on the next.
    grade
        Of the evidence that it helps couples; see `UNSURE`.
    sources
        Ids of works.
    practices
        Ids of the practices that stand for it in life.

    Examples
    --------
    >>> lever("softening").effects[0].parameter
    'softness'
    """

    name: str
    family: str
    takes: str
    effects: tuple[Effect, ...]
    doses: tuple[float, float]
    weeks: int
    kept: float
    minutes: float
    daily: bool
    grade: str
    sources: tuple[str, ...]
    practices: tuple[str, ...]

    @property
    def partners(self) -> tuple[str, ...]:
        """Who can hold it."""
        return ("both",) if self.takes == "both" else tuple(PARTNERS)

    def sizes(self, rng: np.random.Generator, n: int) -> FloatArray:
        """Draw how much it does in so many futures, as a multiple of its size; see `UNSURE`."""
        return np.asarray(1.0 + UNSURE[self.grade] * rng.standard_normal(n))


def _effect(row: Mapping[str, Any]) -> Effect:
    (way,) = (key for key in row if key in WAYS)
    return Effect(row["parameter"], row["on"], way, float(row[way]))


def _lever(name: str, row: dict[str, Any]) -> Lever:
    row["effects"] = tuple(_effect(one) for one in row["effects"])
    for key in ("doses", "sources", "practices"):
        row[key] = tuple(row[key])
    return Lever(name=name, **row)


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files("pasdedeux.change").joinpath(name).read_text("utf-8"))


@cache
def levers() -> Mapping[str, Lever]:
    """All levers by name.

    Examples
    --------
    >>> len(levers())
    11
    """
    return MappingProxyType({name: _lever(name, row) for name, row in _load("levers.toml").items()})


@cache
def works() -> Mapping[str, Mapping[str, str]]:
    """Give the sources that no practice rests on, by id."""
    return MappingProxyType(_load("works.toml"))


@names_wrong_arguments
def lever(name: str) -> Lever:
    """One lever by its name.

    Raises
    ------
    InputError
        If there is none of this name.

    Examples
    --------
    >>> lever("softening").partners
    ('1', '2', 'both')
    """
    if name not in levers():
        raise InputError("change.no-lever", where="lever", name=name, known=tuple(levers()))
    return levers()[name]


def lever_table() -> str:
    """Write the table of all levers as Markdown, as it stands in docs/change.md."""
    head = (
        "| lever | takes | what a full dose does | doses | learnt in | stays | min/week | grade | sources |"
        "\n|---|---|---|---|---|---|---|---|---|"
    )
    lines = (
        f"| `{one.name}` | {one.takes} | {'; '.join(map(_told, one.effects))} | {one.doses[0]:g} to"
        f" {one.doses[1]:g} | {one.weeks} weeks | {one.kept:.0%} | {one.minutes:g} | {one.grade} |"
        f" {', '.join(one.sources)} |"
        for one in levers().values()
    )
    return "\n".join((head, *lines))


def _told(effect: Effect) -> str:
    what = f"`{effect.parameter}`" if effect.on == "couple" else f"{effect.on} `{effect.parameter}`"
    sign = {"times": f"x {effect.size:g}", "gap": f"gap to 1 x {effect.size:g}", "plus": f"+ {effect.size:g}"}
    return f"{what} {sign[effect.way]}"

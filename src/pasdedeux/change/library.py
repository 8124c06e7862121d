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
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.loop import NAMES
from pasdedeux.simulate.schedule import PARTNERS

FloatArray = NDArray[np.float64]

UNSURE: Mapping[str, float] = MappingProxyType({"strong": 0.3, "moderate": 0.5, "weak": 0.7, "untested": 0.9})
"""How unsure the size of a lever is, by grade: standard deviation of what it does, as a share of its size.

At .9 about one future in eight has the lever work the wrong way. Set by judgement.
"""
Row = TypeVar("Row", "Lever", "Work")


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
    on: Literal["own", "other", "couple"]
    way: Literal["times", "gap", "plus"]
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

    Examples
    --------
    >>> lever("softening").effects[0].parameter
    'softness'
    """

    name: str
    family: str
    takes: Literal["one", "both"]
    effects: tuple[Effect, ...]
    doses: tuple[float, float]
    weeks: int
    kept: float
    minutes: float
    daily: bool
    grade: Literal["strong", "moderate", "weak", "untested"]
    sources: tuple[str, ...]

    @property
    def partners(self) -> tuple[str, ...]:
        """Who can hold it."""
        return ("both",) if self.takes == "both" else tuple(PARTNERS)

    def sizes(self, rng: np.random.Generator, n: int) -> FloatArray:
        """Draw how much it does in so many futures, as a multiple of its size; see `UNSURE`."""
        return np.asarray(1.0 + UNSURE[self.grade] * rng.standard_normal(n))


@dataclass(frozen=True, slots=True)
class Work:
    """A source that a lever rests on and no practice.

    Parameters
    ----------
    cite
        Authors, year, where it stands.
    says
        What of it counts here, in one sentence.
    checked
        Where that was read: ``"paper"``, ``"abstract"`` or ``"memory"``.
    """

    cite: str
    says: str
    checked: Literal["paper", "abstract", "memory"]


def _read(name: str, kind: type[Row]) -> Mapping[str, Row]:
    """Read a table of rows by name, checked by pydantic."""
    from pydantic import TypeAdapter  # noqa: PLC0415 - takes a tenth of a second

    rows = tomllib.loads(files("pasdedeux.change").joinpath(name).read_text("utf-8"))
    named = {key: {"name": key, **row} if kind is Lever else row for key, row in rows.items()}
    return MappingProxyType(TypeAdapter(dict[str, kind]).validate_python(named))  # type: ignore[valid-type]


@cache
def levers() -> Mapping[str, Lever]:
    """All levers by name.

    Examples
    --------
    >>> len(levers())
    11
    """
    return _read("levers.toml", Lever)


@cache
def works() -> Mapping[str, Work]:
    """Give the sources that no practice rests on, by id.

    Examples
    --------
    >>> works()["baucom2015"].checked
    'paper'
    """
    return _read("works.toml", Work)


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

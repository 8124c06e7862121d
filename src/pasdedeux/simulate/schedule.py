"""What happens to a couple and when: single stress events, and changes of parameters and inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments, shown, within
from pasdedeux.errors import InputError
from pasdedeux.loop import INPUTS, NAMES, PARAMETERS
from pasdedeux.loop.rows import THETA

FloatArray = NDArray[np.float64]
PARTNERS: Mapping[str, tuple[int, ...]] = MappingProxyType({"1": (0,), "2": (1,), "both": (0, 1)})
_ROWS = {row.name: row for row in (*PARAMETERS, *INPUTS)}


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Change:
    """One parameter or input, held otherwise for a while: ordinary value times ``factor`` plus ``shift``.

    Parameters
    ----------
    name
        A parameter or input, see `pasdedeux.loop.PARAMETERS` and `INPUTS`.
    partner
        ``"1"``, ``"2"`` or ``"both"``; ignored for what belongs to the couple.
    start, stop
        Days; from the first step at or after ``start`` to the first at or after ``stop``.
    factor, shift
        What is done to the ordinary value; the result is held to the parameter's range.

    Examples
    --------
    >>> Change("reach", "1", start=30, stop=60, factor=0.7).factor
    0.7
    """

    name: str
    partner: str = "both"
    start: float = 0.0
    stop: float = inf
    factor: float = 1.0
    shift: float = 0.0

    def __post_init__(self) -> None:
        if self.name not in _ROWS:
            raise InputError("simulate.no-change-of", where="name", name=self.name, known=tuple(_ROWS))
        _known(self.partner)
        within("start", self.start, 0.0, 1e6, "days")
        if not self.stop > self.start:
            raise InputError(
                "simulate.stop-before-start", where="stop", start=float(self.start), stop=float(self.stop)
            )
        for name in ("factor", "shift"):
            within(name, getattr(self, name), -1e6, 1e6)

    @classmethod
    def to(
        cls, value: float, name: str, partner: str = "both", start: float = 0.0, stop: float = inf
    ) -> Change:
        """Set something to a value, whatever it ordinarily is."""
        change = cls(name, partner, start, stop, 0.0, value)
        _ROWS[name].check(value)
        return change

    @property
    def rows(self) -> tuple[int, ...]:
        """Rows of theta it moves."""
        if _ROWS[self.name].of == "couple":
            return (NAMES.index(self.name),)
        return tuple(NAMES.index(f"{self.name}_{i + 1}") for i in PARTNERS[self.partner])


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Event:
    """A stress event at its exact time; it fades with the couple's ``stress_memory``.

    Parameters
    ----------
    time
        Days.
    size
        How hard it strikes.
    partner
        ``"1"``, ``"2"`` or ``"both"``.
    """

    time: float
    size: float
    partner: str = "both"

    def __post_init__(self) -> None:
        within("time", self.time, 0.0, 1e6, "days")
        within("size", self.size, 0.0, 1e3)
        _known(self.partner)


class Timetable(Protocol):
    """What a run asks of its timetable: what happens when."""

    def changes_of(self, theta: FloatArray, step: float) -> tuple[NDArray[np.int64], FloatArray]:
        """Rows of (step, row) in order of time, and each couple's value of each: (K, 2), (K, n) or (K, 1).

        Parameters
        ----------
        theta
            Shape (P, n) or (P, 1).
        step
            Days.
        """

    def event_table(self) -> FloatArray:
        """Rows of (time, partner, size), in order of time."""


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Schedule:
    """Changes and events of one run.

    Changes of one thing that overlap add up (factors multiply, shifts add); two that both set it do not.

    Examples
    --------
    >>> plan = Schedule((Change("softness", "1", start=14, shift=0.4),), (Event(3.5, 2.0),))
    >>> plan.change_table(step=0.5)[:, 0]
    array([28.])
    """

    changes: tuple[Change, ...] = ()
    events: tuple[Event, ...] = ()

    def change_table(self, step: float) -> FloatArray:
        """Rows of (step, row, factor, shift, low, high), in order of time."""
        table: list[tuple[float, ...]] = []
        touched = sorted({row for one in self.changes for row in one.rows})
        for row in touched:
            ones = [one for one in self.changes if row in one.rows]
            limits = _ROWS[ones[0].name]
            for at in sorted({time for one in ones for time in (one.start, one.stop) if isfinite(time)}):
                on = [one for one in ones if one.start <= at < one.stop]
                factor, shift = _combined(on)
                first = np.ceil(round(at / step, 9))
                table.append((first, THETA + row, factor, shift, limits.low, limits.high))
        return np.array(sorted(table, key=lambda line: line[0]), dtype=np.float64).reshape(-1, 6)

    def changes_of(self, theta: FloatArray, step: float) -> tuple[NDArray[np.int64], FloatArray]:
        """Give what `Timetable` asks for: each couple's ordinary value times the factor plus the shift."""
        table = self.change_table(step)
        due = table[:, :2].astype(np.int64)
        ordinary = theta[due[:, 1] - THETA]
        factor, shift, low, high = (table[:, k, None] for k in range(2, 6))
        return due, np.clip(ordinary * factor + shift, low, high)

    def event_table(self) -> FloatArray:
        """Rows of (time, partner, size), in order of time."""
        table = [(one.time, float(i), one.size) for one in self.events for i in PARTNERS[one.partner]]
        return np.array(sorted(table), dtype=np.float64).reshape(-1, 3)


def _combined(on: Sequence[Change]) -> tuple[float, float]:
    if sum(one.factor == 0.0 for one in on) > 1:
        raise InputError("simulate.set-twice", where="change", name=on[0].name)
    return float(np.prod([one.factor for one in on])), float(sum(one.shift for one in on))


def _known(partner: str) -> None:
    if partner not in PARTNERS:
        raise InputError("loop.no-partner", where="partner", partner=shown(partner))

"""One couple's observations on a time axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.people import Couple
from pasdedeux.words import Message

FloatArray = NDArray[np.float64]
INPUTS = ("stress", "issue")
"""Roles that come from outside the couple."""
LARGEST = 1e100
"""Beyond it no answer is believed, and sums of squares would overflow."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How one role was answered: its lowest and highest answer and the step between answers.

    Parameters
    ----------
    low, high
        Smallest and largest value seen (or allowed, where the file says so), in the item's own units.
    step
        Smallest difference between two answers; 0 where the answers are effectively continuous.
    unit
        Name of the unit, empty where the file names none.
    """

    low: float
    high: float
    step: float
    unit: str = ""


def scales_seen(roles: Sequence[str], values: FloatArray, step: float = 0.0) -> dict[str, Scale]:
    """Give each role the range of its answers, which stand in the last axis of ``values``."""
    return {
        role: Scale(float(np.nanmin(values[..., r])), float(np.nanmax(values[..., r])), step)
        for r, role in enumerate(roles)
    }


def scale_of(values: FloatArray) -> Scale:
    """Find how an item was answered: lowest and highest answer and the step between answers.

    Examples
    --------
    >>> scale_of(np.array([1.0, 2.0, 2.0, 5.0, np.nan]))
    Scale(low=1.0, high=5.0, step=1.0, unit='')
    """
    levels = np.unique(values[~np.isnan(values)])
    if not len(levels):
        return Scale(np.nan, np.nan, 0.0)
    low, high = float(levels[0]), float(levels[-1])
    gaps = np.diff(levels)
    gaps = gaps[gaps > 1e-6 * (high - low)]
    step = float(gaps.min()) if len(gaps) else 0.0
    return Scale(low, high, step if step and (high - low) / step <= 1000.5 else 0.0)


@names_wrong_arguments
@dataclass(frozen=True, eq=False, slots=True)
class Record:
    """One couple's observations. Gaps are normal and are NaN.

    Parameters
    ----------
    couple
        Who the two are; the order of the partners is the order of every partner axis below.
    time
        Shape (T,). Days since the couple's first report, strictly increasing.
    roles
        Names of the R observed roles, e.g. ``("pursuit", "withdrawal")``.
    values
        Shape (T, 2, R), in the item's own units; NaN where a partner did not answer.
    input_names
        Names of the U inputs: what comes from outside (stress, whose issue).
    inputs
        Shape (T, 2, U); NaN where unknown.
    weekday
        Shape (T,). 0 = Monday ... 6 = Sunday, -1 where the calendar day is not known.
    start
        Calendar time of ``time == 0``, to the second, where it is known.

    Raises
    ------
    InputError
        If shapes disagree, times do not increase, or a value is infinite or beyond 1e100.

    Examples
    --------
    >>> from pasdedeux.people import Couple, Person
    >>> couple = Couple("07", (Person("M"), Person("W")))
    >>> values = np.array([[[1.0], [2.0]], [[np.nan], [1.0]], [[2.0], [2.0]]])
    >>> record = Record(couple, time=np.array([0.0, 1.0, 3.0]), roles=("arousal",), values=values)
    >>> record.paired, record.days
    (2, 3.0)
    """

    couple: Couple
    time: FloatArray
    roles: tuple[str, ...]
    values: FloatArray
    input_names: tuple[str, ...] = ()
    inputs: FloatArray = field(default_factory=lambda: np.empty((0, 2, 0)))
    weekday: NDArray[np.int8] = field(default_factory=lambda: np.empty(0, np.int8))
    start: datetime | None = None

    def __post_init__(self) -> None:
        steps = len(self.time)
        if not self.inputs.size:
            object.__setattr__(self, "inputs", np.zeros((steps, 2, len(self.input_names))))
        if not self.weekday.size:
            object.__setattr__(self, "weekday", np.full(steps, -1, np.int8))
        self._check(steps)

    def _check(self, steps: int) -> None:
        where = Message("records.at.couple", couple=self.couple.id)
        wanted = {
            "values": (self.values.shape, (steps, 2, len(self.roles))),
            "inputs": (self.inputs.shape, (steps, 2, len(self.input_names))),
            "weekday": (self.weekday.shape, (steps,)),
        }
        for name, (has, wants) in wanted.items():
            if has != wants:
                raise InputError("records.shape", where=where, argument=name, has=str(has), wants=str(wants))
        if not np.isfinite(self.time).all() or (np.diff(self.time) <= 0).any():
            raise InputError("records.times", where=where)
        if any((np.abs(numbers) > LARGEST).any() for numbers in (self.values, self.inputs)):
            raise InputError("records.too-large", where=where)

    def __repr__(self) -> str:
        roles = ", ".join(self.roles)
        return f"Record(couple '{self.couple.id}', {len(self)} times over {self.days:g} days: {roles})"

    def __len__(self) -> int:
        return len(self.time)

    @property
    def began(self) -> float:
        """Time of day of the first report, as a share of the day; 0 where it is not known."""
        return self.start.hour / 24 + self.start.minute / 1440 if self.start else 0.0

    @property
    def whole_days(self) -> NDArray[np.int64]:
        """Shape (T,). Midnights since the first report."""
        return np.floor(self.time + self.began + 1e-9).astype(np.int64)

    @property
    def reported(self) -> NDArray[np.bool_]:
        """Shape (T, 2): True where this partner answered anything at this time."""
        return np.asarray(~np.isnan(self.values).all(axis=2))

    @property
    def paired(self) -> int:
        """Number of times at which both partners answered."""
        return int(self.reported.all(axis=1).sum())

    @property
    def days(self) -> float:
        """Length of the record in days, first to last report."""
        return float(self.time[-1] - self.time[0]) if len(self.time) else 0.0

    def only(self, roles: Sequence[str]) -> Record:
        """Keep these roles, in this order, and only times at which one of them was answered."""
        at = [self.roles.index(role) for role in roles]
        values = self.values[:, :, at]
        keep = ~np.isnan(values).all(axis=(1, 2))
        return replace(
            self,
            roles=tuple(roles),
            time=self.time[keep],
            values=values[keep],
            inputs=self.inputs[keep],
            weekday=self.weekday[keep],
        )

"""A plan: which levers, held by whom, how much, from when to when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments, shown, within
from pasdedeux.change.library import Lever, lever
from pasdedeux.errors import InputError
from pasdedeux.loop import INPUTS, NAMES, PARAMETERS
from pasdedeux.loop.rows import THETA
from pasdedeux.simulate.schedule import PARTNERS
from pasdedeux.words import Message

FloatArray = NDArray[np.float64]
WEEK = 7.0
LATEST = 365.0  # days
_TABLE = {row.name: row for row in (*PARAMETERS, *INPUTS)}
_ROWS = tuple(_TABLE[name[:-2] if name.endswith(("_1", "_2")) else name] for name in NAMES)
LOWEST = np.array([row.low for row in _ROWS], dtype=np.float64)
HIGHEST = np.array([row.high for row in _ROWS], dtype=np.float64)


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Held:
    """One lever, held by one partner or both for a while.

    Parameters
    ----------
    lever
        Its name, see `pasdedeux.change.levers`.
    partner
        ``"1"``, ``"2"`` or ``"both"``; a lever that takes both is always held by both.
    dose
        1 is as well as people can be expected to keep it up.
    start, stop
        Days from today. It takes the lever's weeks to work in full, and as many to be lost after it stops.
    stopping
        The couple does it already, and stops on day ``start``.

    Examples
    --------
    >>> Held.of("softening:1:0.5")
    Held(lever='softening', partner='1', dose=0.5, start=0.0, stop=inf, stopping=False)
    """

    lever: str
    partner: str = "both"
    dose: float = 1.0
    start: float = 0.0
    stop: float = inf
    stopping: bool = False

    def __post_init__(self) -> None:
        about = self.about
        if self.partner not in PARTNERS:
            raise InputError("change.no-partner", where=self.lever, partner=self.partner)
        if self.partner not in about.partners:
            raise InputError("change.takes-both", where=self.lever, lever=self.lever)
        within(Message("change.dose-of", lever=self.lever), self.dose, *about.doses)
        within(Message("change.start-of", lever=self.lever), self.start, 0.0, LATEST, "days")
        if not self.stop > self.start:
            raise InputError(
                "change.stop-before-start", where=self.lever, start=float(self.start), stop=float(self.stop)
            )
        if self.stopping and isfinite(self.stop):
            raise InputError("change.stopped-with-end", where=self.lever)

    @classmethod
    def of(cls, words: str, *, start: float = 0.0, stop: float = inf, stopping: bool = False) -> Held:
        """Read ``"lever"``, ``"lever:partner"`` or ``"lever:partner:dose"``.

        Parameters
        ----------
        words
            What is held, by whom (both unless given), and how much (1 unless given).
        start, stop, stopping
            As for `Held`.
        """
        if not isinstance(words, str):
            raise InputError("change.no-words", where="change", value=shown(words))
        name, _, rest = words.partition(":")
        partner, _, dose = rest.partition(":")
        if words.endswith(":"):
            raise InputError("change.colon-at-end", where="change", words=words)
        try:
            much = float(dose) if dose else 1.0
        except ValueError:
            raise InputError("change.no-dose", where=words, dose=dose) from None
        return cls(lever(name).name, partner or "both", much, start, stop, stopping)

    @property
    def about(self) -> Lever:
        """The lever."""
        return lever(self.lever)

    @property
    def persons(self) -> int:
        """How many people hold it."""
        return len(PARTNERS[self.partner])

    def minutes(self, days: float) -> float:
        """Minutes a week, all people together, on average over the first so many days."""
        held = max(0.0, min(self.stop, days) - self.start) / days
        return (-1 if self.stopping else 1) * self.about.minutes * self.dose * self.persons * held

    def levels(self) -> tuple[FloatArray, FloatArray]:
        """Days on which its working changes, and its dose from each of them on; shape (K,) each."""
        weeks = self.about.weeks
        stairs: FloatArray = np.arange(1, weeks + 1, dtype=np.float64) / weeks
        up: FloatArray = self.start + WEEK * np.arange(weeks, dtype=np.float64)
        rises: FloatArray = self.dose * stairs
        if self.stopping:
            return up, -(1.0 - self.about.kept) * rises
        if not isfinite(self.stop):
            return up, rises
        learnt = up < self.stop
        reached = rises[learnt][-1]
        down = self.stop + WEEK * np.arange(weeks, dtype=np.float64)
        falls = reached * (1.0 - (1.0 - self.about.kept) * stairs)
        return np.concatenate([up[learnt], down]), np.concatenate([rises[learnt], falls])


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Plan:
    """Levers that are held, together or one after the other. An empty plan changes nothing.

    Parameters
    ----------
    held
        What is held.

    Raises
    ------
    InputError
        If one partner would hold a lever twice at once, hold and stop it, or take two courses of therapy.

    Examples
    --------
    >>> plan = Plan.of("softening:1", "daily_check_in")
    >>> plan.hours(90)
    2.8333333333333335
    """

    held: tuple[Held, ...] = ()

    def __post_init__(self) -> None:
        if isinstance(self.held, str) or not all(isinstance(one, Held) for one in self.held):
            raise InputError("change.no-held", where="plan", value=shown(self.held))
        for one, other in combinations(self.held, 2):
            same = one.about.family == other.about.family
            whom = set(PARTNERS[one.partner]) & set(PARTNERS[other.partner])
            if same and whom and one.start < other.stop and other.start < one.stop:
                who = Message("change.plan-of", partners=[str(i + 1) for i in sorted(whom)])
                raise InputError("change.at-once", where=who, one=_doing(one), other=_doing(other))

    @classmethod
    def of(cls, *words: str, start: float = 0.0, stop: float = inf) -> Plan:
        """Build a plan from words, all with the same start and stop.

        Parameters
        ----------
        words
            As for `Held.of`, e.g. ``"softening:1:0.5"``.
        start, stop
            Days from today.
        """
        return cls(tuple(Held.of(one, start=start, stop=stop) for one in words))

    def alone(self, partner: str) -> Plan:
        """Keep what this partner can do without the other; may be empty.

        Examples
        --------
        >>> [one.partner for one in Plan.of("softening", "presence:2", "naming").alone("1").held]
        ['1']
        """
        if partner not in {"1", "2"}:
            raise InputError("change.not-one-partner", where="partner", partner=shown(partner))
        own = (
            one
            for one in self.held
            if one.about.takes == "one" and set(PARTNERS[partner]) <= set(PARTNERS[one.partner])
        )
        return Plan(tuple(replace(one, partner=partner) for one in own))

    def hours(self, days: float) -> float:
        """Effort in hours a week, both partners together, on average over the first so many days."""
        return sum(one.minutes(days) for one in self.held) / 60.0

    def check_horizon(self, days: float) -> None:
        """Refuse a plan that starts after the horizon."""
        for one in self.held:
            if one.start >= days:
                raise InputError(
                    "change.after-the-horizon", where=one.lever, start=float(one.start), days=float(days)
                )

    def working(self, sizes: Mapping[str, FloatArray] | None = None) -> Working:
        """Say what it does to whom and when, for a run."""
        return Working(tuple((one, *one.levels()) for one in self.held), sizes or {})


@dataclass(frozen=True, eq=False)
class Working:
    """Levers at work: a timetable for `pasdedeux.simulate`.

    Parameters
    ----------
    levels
        For each lever held: it, the days on which its dose changes, the dose from each of them on.
    sizes
        By lever, shape (n,): how much it does in each future, 1 unless given.
    """

    levels: tuple[tuple[Held, FloatArray, FloatArray], ...]
    sizes: Mapping[str, FloatArray] = field(default_factory=dict)

    def theta_at(self, theta: FloatArray, day: float) -> FloatArray:
        """Parameters on this day, shape (P, n)."""
        moved = np.array(theta)
        for row, value in self._values(theta, day).items():
            moved[row] = value
        return moved

    def changes_of(self, theta: FloatArray, step: float) -> tuple[NDArray[np.int64], FloatArray]:
        """Rows of (step, row) in order of time, and each couple's value; see `pasdedeux.simulate`."""
        days = np.unique(np.concatenate([at for _, at, _ in self.levels])) if self.levels else np.empty(0)
        due: list[tuple[int, int]] = []
        values: list[FloatArray] = []
        for day in days:
            for row, value in self._values(theta, day).items():
                due.append((int(np.ceil(round(day / step, 9))), THETA + row))
                values.append(np.broadcast_to(value, theta.shape[1:]))
        return np.array(due, dtype=np.int64).reshape(-1, 2), np.array(values).reshape(-1, theta.shape[1])

    def event_table(self) -> FloatArray:
        """No events of its own."""
        return np.empty((0, 3))

    def _values(self, theta: FloatArray, day: float) -> dict[int, FloatArray]:
        """Each row that a lever moves, as it is on this day; levers on one row work one after the other."""
        moved: dict[int, FloatArray] = {}
        for held, days, doses in self.levels:
            at = int(np.searchsorted(days, day + 1e-9)) - 1
            dose = (doses[at] if at >= 0 else 0.0) * self.sizes.get(held.lever, np.ones(1))
            for effect in held.about.effects:
                factor, shift = effect.at(dose)
                for row in effect.rows(held.partner):
                    moved[row] = moved.get(row, theta[row]) * factor + shift
        return {row: np.clip(value, LOWEST[row], HIGHEST[row]) for row, value in moved.items()}


def _doing(one: Held) -> Message:
    return Message("change.stopping" if one.stopping else "change.holding", lever=one.lever)

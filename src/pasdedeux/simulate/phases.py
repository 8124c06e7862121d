"""The course of a relationship: phases read off a run by stated rules, nothing more.

A day is, by its mean states and the first rule that holds,

- **crisis**: closeness below 0 while somebody's arousal is 1 or more;
- **conflict**: at least half the day in the cycle;
- **attraction**: closeness has not yet reached half of its first high (of the first 60 days);
- **dating**: it has not yet reached nine tenths of it;
- **break-up**: closeness below .1: the two have lost each other, whether or not one still reaches;
- **distance**: closeness below .25 with nobody in pursuit;
- **ease**: nothing of that.

The first fortnight of ease after conflict, crisis or break-up is **making up**. Phases shorter than three
days belong to the one before. A phase says nothing of whether anyone leaves for good: see
`pasdedeux.simulate.survival`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.simulate.daily import Daily
from pasdedeux.simulate.trajectory import Trajectory

SHORTEST = 3
TROUBLE = ("conflict", "crisis", "break-up")
MADE_UP = 14  # days of ease after trouble that count as making up


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of a relationship.

    Parameters
    ----------
    name
        ``"attraction"``, ``"dating"``, ``"ease"``, ``"conflict"``, ``"crisis"``, ``"break-up"``,
        ``"distance"`` or ``"making up"``.
    start, stop
        Days.
    """

    name: str
    start: int
    stop: int


@names_wrong_arguments
def course(run: Trajectory | Daily) -> tuple[Phase, ...]:
    """Read the phases of a run.

    Parameters
    ----------
    run
        At least one day, with every state or as means of days.

    Returns
    -------
    tuple of Phase
        In order, without gaps.

    Examples
    --------
    >>> from pasdedeux.loop import Loop
    >>> from pasdedeux.simulate import simulate
    >>> [phase.name for phase in course(simulate(Loop.preset("secure-secure"), 30, seed=1))]
    ['ease']
    """
    named = _days(run)
    phases: list[Phase] = []
    for day, name in enumerate(named):
        if phases and phases[-1].name == name:
            phases[-1] = Phase(name, phases[-1].start, day + 1)
        elif phases and _brief(named, day):
            phases[-1] = Phase(phases[-1].name, phases[-1].start, day + 1)
        else:
            phases.append(Phase(name, day, day + 1))
    found: list[Phase] = []
    for k, phase in enumerate(phases):
        earlier = [one.name for one in phases[:k] if one.name != "distance"]
        found += _with_making_up(phase, after_trouble=bool(earlier) and earlier[-1] in TROUBLE)
    return tuple(found)


@names_wrong_arguments
def last_quarter(run: Trajectory | Daily) -> dict[str, float]:
    """Days of the last quarter of a run in each phase; making up counts as ease.

    Examples
    --------
    >>> from pasdedeux.loop import Loop
    >>> from pasdedeux.simulate import simulate
    >>> last_quarter(simulate(Loop.preset("secure-secure"), days=60, seed=1))
    {'ease': 15.0}
    """
    last = 0.75 * (len(run) if isinstance(run, Daily) else run.time[-1])
    days: dict[str, float] = {}
    for phase in course(run):
        name = "ease" if phase.name == "making up" else phase.name
        if phase.stop > last:
            days[name] = days.get(name, 0.0) + float(phase.stop - max(phase.start, last))
    return days


@names_wrong_arguments
def outcome(run: Trajectory | Daily) -> str:
    """Name of the phase that fills most of the last quarter of a run.

    Examples
    --------
    >>> from pasdedeux.loop import Loop
    >>> from pasdedeux.simulate import simulate
    >>> outcome(simulate(Loop.preset("secure-secure"), days=60, seed=1))
    'ease'
    """
    days = last_quarter(run)
    return max(days, key=lambda name: days[name])


def _days(run: Trajectory | Daily) -> list[str]:
    daily = run if isinstance(run, Daily) else Daily.of(run)
    days = len(daily)
    if days < 1:
        raise InputError("simulate.no-course", where="run")
    closeness, cycle = daily.closeness, daily.in_cycle
    arousal, reaching = daily.felt.max(axis=1), daily.reaching.max(axis=1)
    high = closeness[: max(1, int(closeness[:60].argmax()) + 1)].max()
    half, near = (_first(closeness >= share * high) for share in (0.5, 0.9))
    rules = (
        ("crisis", (closeness < 0.0) & (arousal >= 1.0)),
        ("conflict", cycle >= 0.5),
        ("attraction", np.arange(days) < half),
        ("dating", np.arange(days) < near),
        ("break-up", closeness < 0.1),
        ("distance", (closeness < 0.25) & (reaching < 0.4)),
    )
    return [next((name for name, held in rules if held[day]), "ease") for day in range(days)]


def _first(reached: NDArray[np.bool_]) -> int:
    """First day on which something is reached."""
    return int(reached.argmax())


def _brief(named: list[str], day: int) -> bool:
    return len(set(named[day : day + SHORTEST])) > 1 or len(named) - day < SHORTEST


def _with_making_up(phase: Phase, *, after_trouble: bool) -> tuple[Phase, ...]:
    """Name the first fortnight of ease after trouble."""
    if phase.name != "ease" or not after_trouble:
        return (phase,)
    turn = min(phase.start + MADE_UP, phase.stop)
    first = Phase("making up", phase.start, turn)
    return (first, Phase("ease", turn, phase.stop)) if turn < phase.stop else (first,)

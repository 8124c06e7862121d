"""A diary kept beside the nonlinear loop: what two simulated people would have answered, day by day."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import within
from pasdedeux.errors import InputError
from pasdedeux.loop import Loop
from pasdedeux.loop import rows as r
from pasdedeux.people import Couple, Person
from pasdedeux.records import Provenance, Record, Records, Scale
from pasdedeux.simulate.linear import answered
from pasdedeux.simulate.schedule import PARTNERS, Event, Schedule
from pasdedeux.simulate.trajectory import Trajectory, simulate

FloatArray = NDArray[np.float64]
TOP = 10.0
ROLES = ("arousal", "pursuit", "withdrawal", "security", "closeness")


def simulate_diary(
    loop: Loop,
    time: FloatArray,
    *,
    roles: Sequence[str] = ("pursuit", "withdrawal"),
    seed: int = 0,
    error: float = 0.8,
    missing: float = 0.0,
    step: float = 0.0,
    stress: bool = False,
    start: FloatArray | None = None,
    schedule: Schedule | None = None,
    traits: tuple[dict[str, float], dict[str, float]] = ({}, {}),
) -> Records:
    """Draw one couple's diary from its loop, answered from 0 to 10.

    Parameters
    ----------
    loop
        The couple.
    time
        Shape (T,), days, not negative and increasing.
    roles
        What is asked, of `ROLES`.
    seed
        Seed.
    error
        Standard deviation of an answer's error.
    missing
        Probability that a partner's report is missing.
    step
        Answers are rounded to this step; 0 keeps them continuous.
    stress
        True adds the input ``stress``: mean stress of the day before each report, error-free.
    start
        Shape (11,): states at day 0; unless given, as for `pasdedeux.simulate.simulate`.
    schedule
        Events and changes of the run.
    traits
        Scores of the two partners.

    Returns
    -------
    Records
        Of one couple, marked as simulated.

    Examples
    --------
    >>> diary = simulate_diary(Loop.preset("anxious-avoidant"), np.arange(30.0), seed=1)
    >>> diary.roles, diary.paired
    (('pursuit', 'withdrawal'), 30)
    """
    unknown = [role for role in roles if role not in ROLES]
    if unknown or not roles:
        raise InputError("simulate.diary-roles", where="roles", roles=", ".join(unknown) or "-", known=ROLES)
    within("missing", missing, 0.0, 1.0)
    within("error", error, 0.0, TOP)
    rng = np.random.default_rng([seed, 71])
    schedule = schedule or Schedule()
    days = float(time[-1]) + 1.0
    if stress:
        events = _events(loop, days, rng)
        schedule = Schedule(schedule.changes, (*schedule.events, *events))
        loop = loop.changed(stress_rate=0.0)
    run = simulate(loop, days, seed=seed, start=start, schedule=schedule)
    at = np.searchsorted(run.time, time - 1e-9)
    values = np.stack([_answers(run, role)[at] for role in roles], axis=2)
    values = values + error * rng.standard_normal(values.shape)
    values = answered(values, rng, step=step, bounds=(0.0, TOP), missing=missing)
    inputs = _stress_of_the_day(schedule.events, loop, time) if stress else np.empty((0, 2, 0))
    record = Record(
        Couple("1", (Person("A", traits[0]), Person("B", traits[1]))),
        time=np.asarray(time, dtype=np.float64),
        roles=tuple(roles),
        values=values,
        input_names=("stress",) if stress else (),
        inputs=inputs,
    )
    provenance = Provenance(source="simulated diary", layout="simulated", rows=2 * len(time), simulated=True)
    return Records((record,), {role: Scale(0.0, TOP, step) for role in roles}, provenance)


def _answers(run: Trajectory, role: str) -> FloatArray:
    """Error-free answers of both, shape (steps, 2)."""
    if role == "arousal":
        return TOP / 2.0 * run.arousal
    if role in {"pursuit", "withdrawal"}:
        return np.asarray(TOP * getattr(run, role))
    if role == "security":
        return TOP * run.states[:, [r.SECURITY, r.N_OWN + r.SECURITY]]
    return np.repeat(TOP / 2.0 * (1.0 + run.closeness[:, None]), 2, axis=1)


def _events(loop: Loop, days: float, rng: np.random.Generator) -> list[Event]:
    events = []
    for partner in ("1", "2"):
        count = rng.poisson(loop.between.stress_rate * days)
        when, size = rng.uniform(0.0, days, count), rng.exponential(loop.between.stress_size, count)
        events += [Event(float(t), float(s), partner) for t, s in zip(when, size, strict=True)]
    return events


def _stress_of_the_day(events: Sequence[Event], loop: Loop, time: FloatArray) -> FloatArray:
    """Mean over the day up to each report of what is left of all events, shape (T, 2, 1)."""
    memory = loop.between.stress_memory
    out = np.zeros((len(time), 2, 1))
    for event in events:
        since, before = np.maximum(time - event.time, 0.0), np.maximum(time - 1.0 - event.time, 0.0)
        felt = event.size * memory * (np.exp(-before / memory) - np.exp(-since / memory))
        for i in PARTNERS[event.partner]:
            out[:, i, 0] += felt
    return out

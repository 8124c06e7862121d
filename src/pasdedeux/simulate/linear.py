"""Records drawn exactly from linear loops: for examples, recovery studies and tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import as_numbers, names_wrong_arguments, whole, within
from pasdedeux.errors import InputError
from pasdedeux.loop import LinearLoop
from pasdedeux.people import Couple, Person
from pasdedeux.records import Provenance, Record, Records
from pasdedeux.records.record import scales_seen

FloatArray = NDArray[np.float64]
FARTHEST = 1e12  # in units of the items


def simulate_states(loop: LinearLoop, time: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Draw both partners' deviations at these times, starting in the long run.

    Parameters
    ----------
    loop
        The loop.
    time
        Shape (T,), days, increasing.
    rng
        Source of randomness.

    Returns
    -------
    numpy.ndarray
        Shape (T, 2R).
    """
    P = loop.stationary_covariance
    gaps, which = np.unique(np.diff(time).round(9), return_inverse=True)
    Phi = loop.transition(gaps) if len(gaps) else np.empty((0, *P.shape))
    roots = [np.linalg.cholesky(P - F @ P @ F.T + 1e-12 * np.eye(len(P))) for F in Phi]
    noise = rng.standard_normal((len(time), len(P)))
    x = np.empty_like(noise)
    x[0] = np.linalg.cholesky(P) @ noise[0]
    for t, g in enumerate(which, start=1):
        x[t] = Phi[g] @ x[t - 1] + roots[g] @ noise[t]
    return x


@names_wrong_arguments
def simulate_records(
    loops: Sequence[LinearLoop],
    time: FloatArray,
    *,
    seed: int | np.random.Generator,
    reliability: float = 0.8,
    shared_error: float = 0.0,
    set_point_sd: float = 1.0,
    missing: float = 0.0,
    weekend: float = 0.0,
    step: float = 0.0,
    level: float = 0.0,
    bounds: tuple[float, float] = (-np.inf, np.inf),
    labels: tuple[str, str] = ("A", "B"),
    traits: Sequence[tuple[dict[str, float], dict[str, float]]] | None = None,
) -> Records:
    """Draw one record per loop: deviations, set-points, measurement error, gaps and a weekly rhythm.

    Parameters
    ----------
    loops
        One loop per couple, all with the same roles.
    time
        Shape (T,), days; 0 is a Monday.
    seed
        Seed or generator.
    reliability
        Share of the within-person variance that is not measurement error.
    shared_error
        Correlation of the two partners' measurement errors.
    set_point_sd
        Spread of the person-level set-points.
    missing
        Probability that a partner's report is missing.
    weekend
        Added to both partners on Saturday and Sunday.
    step
        Answers are rounded to this step; 0 keeps them continuous.
    level
        Mean of all set-points.
    bounds
        Lowest and highest answer of the scale.
    labels
        Partner labels.
    traits
        Scores of the two partners per couple, e.g. ``{"anxiety": 1.2}``.

    Returns
    -------
    Records
        Marked as simulated.

    Examples
    --------
    >>> records = simulate_records([LinearLoop.of_gain(0.5)], np.arange(30.0), seed=1, missing=0.1)
    >>> len(records), records.roles, records.provenance.simulated
    (1, ('arousal',), True)
    """
    _check(loops, time, bounds)
    within("reliability", reliability, 0.01, 1.0)
    within("shared_error", shared_error, -1.0, 1.0)
    within("missing", missing, 0.0, 1.0)
    within("weekend", weekend, -FARTHEST, FARTHEST)
    within("level", level, -FARTHEST, FARTHEST)
    for name, value in (("set_point_sd", set_point_sd), ("step", step)):
        within(name, value, 0.0, FARTHEST)
    if not isinstance(seed, np.random.Generator):
        whole("seed", seed, 0)
    rng = np.random.default_rng(seed)
    weekday = (np.floor(time).astype(np.int64) % 7).astype(np.int8)
    drawn = []
    for number, loop in enumerate(loops):
        x = simulate_states(loop, time, rng)
        y = level + x + _errors(loop, len(time), reliability, shared_error, rng)
        y = y + set_point_sd * rng.standard_normal(y.shape[1]) + weekend * (weekday >= 5)[:, None]
        values = answered(y.reshape(len(time), 2, -1), rng, step=step, bounds=bounds, missing=missing)
        people = traits[number] if traits else ({}, {})
        partners = (Person(labels[0], people[0]), Person(labels[1], people[1]))
        drawn.append(
            Record(
                Couple(f"{number + 1:0{len(str(len(loops)))}d}", partners),
                time=np.asarray(time, dtype=np.float64),
                roles=loop.roles,
                values=values,
                weekday=weekday,
            ),
        )
    stacked = np.concatenate([record.values for record in drawn])
    scales = scales_seen(loops[0].roles, stacked, step)
    provenance = Provenance(
        source=f"simulated, {len(loops)} couples",
        layout="simulated",
        rows=2 * len(loops) * len(time),
        simulated=True,
    )
    return Records(tuple(drawn), scales, provenance)


def _check(loops: Sequence[LinearLoop], time: FloatArray, bounds: tuple[float, float]) -> None:
    """Refuse what no record can be drawn from."""
    if not loops or any(loop.roles != loops[0].roles for loop in loops):
        raise InputError("simulate.roles-differ", where="loops")
    days = as_numbers(time, "time")
    if days.ndim != 1 or not len(days) or not np.isfinite(days).all() or (np.diff(days) <= 0).any():
        raise InputError("simulate.times-do-not-increase", where="time")
    if not bounds[0] < bounds[1]:
        raise InputError("simulate.no-bounds", where="bounds", value=str(bounds))


def answered(
    values: FloatArray, rng: np.random.Generator, *, step: float, bounds: tuple[float, float], missing: float
) -> FloatArray:
    """Put values (T, 2, R) on a scale with this step (0: none) and leave reports of a partner out by lot."""
    if step:
        values = np.round(values / step) * step
    gone = rng.random(values.shape[:2]) < missing
    return np.where(gone[:, :, None], np.nan, values.clip(*bounds))


def _errors(
    loop: LinearLoop, days: int, reliability: float, shared: float, rng: np.random.Generator
) -> FloatArray:
    """Errors of measurement of both partners, shape (T, 2R)."""
    R = len(loop.roles)
    errors = rng.standard_normal((days, 2 * R))
    errors[:, R:] = shared * errors[:, :R] + np.sqrt(1 - shared**2) * errors[:, R:]
    return np.asarray(errors * np.sqrt(np.diag(loop.stationary_covariance) * (1 - reliability) / reliability))


@names_wrong_arguments
def example_records(couples: int = 40, days: int = 60, seed: int = 20261123) -> Records:
    """Draw the example that ships with the project: invented couples, so labelled.

    Felt arousal from 1 to 9, once a day, both partners, one report in ten missing. Couples differ:
    loop gains are spread around .45.

    Parameters
    ----------
    couples, days
        Size of the study.
    seed
        Seed.

    Returns
    -------
    Records
        The simulated study.

    Examples
    --------
    >>> records = example_records()
    >>> len(records), records.roles, records.provenance.simulated
    (40, ('arousal',), True)
    """
    whole("couples", couples, 1, 100_000)
    whole("days", days, 1, 36_500)
    rng = np.random.default_rng(whole("seed", seed, 0))
    loops = []
    for _ in range(couples):
        gain = float(np.clip(rng.normal(0.45, 0.15), 0.02, 0.85))
        pace = tuple(np.exp(rng.normal(0.0, 0.25, 2)))
        loops.append(
            LinearLoop.of_gain(
                gain,
                pace=(float(pace[0]), float(pace[1])),
                asymmetry=float(np.exp(rng.normal(0, 0.3))),
                scale=0.9,
                shared=0.25,
            )
        )
    return simulate_records(
        loops,
        np.arange(float(days)),
        seed=rng,
        reliability=0.8,
        missing=0.1,
        weekend=-0.3,
        step=0.5,
        set_point_sd=0.5,
        level=5.0,
        bounds=(1.0, 9.0),
        labels=("Alma", "Sam"),
    )

"""Linear or nonlinear: the loop that forecasts unseen days better.

Both are estimated from the first 70 % of rows and forecast the rest, one report ahead. The nonlinear loop is
preferred only where it lowers squared error *and* raises the log density of the outcomes, each with its whole
95 % interval; and where its calculation settled. Otherwise the simpler one stays. Weeks are drawn anew with
replacement; few weeks say less of their own spread than that shows, so the lower half of the interval is
stretched as Student's t asks (Hesterberg 2015).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from pasdedeux.estimates import Interval
from pasdedeux.identify.linear.out_of_sample import RESAMPLES, TRAIN, judged_cells, predict
from pasdedeux.identify.linear.panel import design_of, panel_of
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.identify.linear.single.posterior import posterior_of
from pasdedeux.identify.nonlinear.filtering import run_filter
from pasdedeux.identify.nonlinear.fit import arranged_space, generator, prepare
from pasdedeux.identify.nonlinear.parameters import ParameterSpace
from pasdedeux.identify.nonlinear.posterior import draw
from pasdedeux.records import Records, arrange
from pasdedeux.words import Message

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

AVERAGED = 32
"""TemperedDraws a forecast is averaged over."""
WEEK = 7.0
FEWEST_WEEKS = 4


@dataclass(frozen=True, slots=True)
class Preference:
    """Both loops side by side on days that neither has seen.

    Parameters
    ----------
    preferred
        ``"linear"`` or ``"nonlinear"``.
    reason
        Why.
    forecasts
        How many answers were forecast.
    rmse
        By model and role, in answer units.
    coverage95
        By model: share of answers inside its 95 % interval.
    saved
        Share of squared error that the nonlinear loop saves; every role counts in its own deviations.
    log_score
        Mean gain in log density per answer.
    """

    preferred: str
    reason: Message
    forecasts: int
    rmse: Mapping[str, Mapping[str, float]]
    coverage95: Mapping[str, float]
    saved: Interval
    log_score: Interval


def prefer(
    records: Records,
    *,
    roles: Sequence[str] | str | None = None,
    questionnaire: str | None = "ecr",
    seed: int = 0,
    draws: int = 80,
) -> Preference:
    """Say which loop forecasts one couple's unseen days better.

    Parameters
    ----------
    records, roles, questionnaire, seed
        As for `pasdedeux.identify.nonlinear.fit_nonlinear`.
    draws
        How many draws of each posterior.

    Returns
    -------
    Preference
        Which, by how much, and how sure.

    Raises
    ------
    InputError
        As for `pasdedeux.identify.nonlinear.fit_nonlinear`.

    Examples
    --------
    >>> from pasdedeux.simulate import example_records
    >>> prefer(example_records(couples=1, days=30), draws=20).preferred
    'linear'
    """
    space, _ = prepare(records, roles, questionnaire, draws, seed)
    arrangement = arrange(records)
    space = arranged_space(records, arrangement, space, questionnaire)
    records = arrangement.apply(records)
    chosen = tuple(dict.fromkeys(space.diary.roles))
    R = len(chosen)
    linear, judged, scale = _linear(records, chosen, generator(arrangement, seed, "linear"), draws)
    mean, variance, settled = _nonlinear(space, generator(arrangement, seed, "nonlinear"), draws)
    rows = space.diary.seen.any(axis=1)
    channels = zip(space.diary.roles, space.diary.partners, strict=True)
    place = [i * R + chosen.index(role) for role, i in channels]
    cells = judged[:, place]
    y, unit = space.diary.y[rows], scale[place]
    both = {
        "linear": (linear[0][:, place], linear[1][:, place]),
        "nonlinear": (mean[rows], variance[rows]),
    }
    off = {name: np.where(cells, (y - m) / unit, 0.0) for name, (m, _) in both.items()}
    logs = {name: np.where(cells, _log_normal(y - m, v), 0.0) for name, (m, v) in both.items()}
    weeks = ((space.diary.time[rows] - space.diary.time[0]) // WEEK).astype(np.int64)
    rng = generator(arrangement, seed, "weeks")
    saved, log_score = _differences(off, logs, cells, weeks, rng)
    preferred, reason = _rule(
        saved, log_score, settled=settled, weeks=len(np.unique(weeks[cells.any(axis=1)]))
    )
    return Preference(
        preferred,
        reason,
        int(cells.sum()),
        {name: _rmse(y - m, cells, space) for name, (m, _) in both.items()},
        {
            name: float((np.abs(y - m) < 1.959964 * np.sqrt(v))[cells].mean()) if cells.any() else 0.0
            for name, (m, v) in both.items()
        },
        saved,
        log_score,
    )


def _rule(saved: Interval, log_score: Interval, *, settled: bool, weeks: int) -> tuple[str, Message]:
    if weeks < FEWEST_WEEKS:
        return "linear", Message("nonlinear.prefer.few-weeks", n=weeks)
    if not settled:
        return "linear", Message("nonlinear.prefer.not-settled")
    if _above_zero(saved, weeks) and _above_zero(log_score, weeks):
        return "nonlinear", Message("nonlinear.prefer.better")
    return "linear", Message("nonlinear.prefer.no-better")


def _above_zero(value: Interval, weeks: int) -> bool:
    """Whether a 95 % interval from so many weeks, by Student's t, lies above 0."""
    stretch = stdtrit(weeks - 1, 0.975) / ndtri(0.95) * np.sqrt(weeks / (weeks - 1))
    return bool(value.estimate - stretch * (value.estimate - value.low) > 0.0)


def _linear(
    records: Records, roles: tuple[str, ...], rng: np.random.Generator, draws: int
) -> tuple[tuple[FloatArray, FloatArray], BoolArray, FloatArray]:
    """Forecasts of the linear loop in answer units, the judged cells, and the deviation of each state."""
    records = records.only(roles)
    design = design_of(records)
    panel = panel_of(records, design)
    static, layout = panel.weak_static(), Layout(design.d)
    found = posterior_of(
        panel.head(TRAIN).data(0, static),
        layout,
        layout.couple_prior,
        rng,
        draws=max(draws, 240),
    )
    mean, variance = predict(panel, static, [found.draws[:: max(len(found.draws) // AVERAGED, 1)]])
    scale = design.state_scale
    return (mean * scale + design.state_centre, variance * scale**2), judged_cells(panel), scale


def _nonlinear(
    space: ParameterSpace, rng: np.random.Generator, draws: int
) -> tuple[FloatArray, FloatArray, bool]:
    """Forecasts of the nonlinear loop: mean, variance, and whether the calculation settled."""
    answered = np.flatnonzero(space.diary.seen.any(axis=1))
    cut = int(answered[int(TRAIN * len(answered))])
    early = ParameterSpace(space.diary.head(cut), space.free)
    found = draw(early, rng, draws)
    out = run_filter(space.diary, space.parameters(found.z[:: max(len(found.z) // AVERAGED, 1)]))
    return out.forecast.mean(axis=0), out.variance.mean(axis=0) + out.forecast.var(axis=0), found.converged


def _log_normal(off: FloatArray, variance: FloatArray) -> FloatArray:
    return np.asarray(-0.5 * (off**2 / variance + np.log(2.0 * np.pi * variance)))


def _differences(
    off: Mapping[str, FloatArray],
    logs: Mapping[str, FloatArray],
    cells: BoolArray,
    weeks: NDArray[np.int64],
    rng: np.random.Generator,
) -> tuple[Interval, Interval]:
    """Squared error saved and log density gained, over weeks drawn anew."""
    judged = cells.any(axis=1)
    if not judged.any():
        return Interval.of([0.0]), Interval.of([0.0])
    _, week = np.unique(weeks[judged], return_inverse=True)

    def by_week(values: FloatArray) -> FloatArray:
        return np.asarray(np.bincount(week, weights=values[judged].sum(axis=1)), dtype=np.float64)

    pick = rng.integers(0, week.max() + 1, (RESAMPLES, week.max() + 1))
    mine, theirs = (by_week(off[name] ** 2)[pick].sum(axis=1) for name in ("nonlinear", "linear"))
    gained = by_week(logs["nonlinear"] - logs["linear"])[pick].sum(axis=1)
    count = by_week(cells.astype(np.float64))[pick].sum(axis=1)
    return Interval.of(1.0 - mine / np.maximum(theirs, 1e-300)), Interval.of(gained / count)


def _rmse(off: FloatArray, cells: BoolArray, space: ParameterSpace) -> dict[str, float]:
    found = {}
    for role in dict.fromkeys(space.diary.roles):
        at = [c for c, name in enumerate(space.diary.roles) if name == role]
        if cells[:, at].any():
            found[role] = float(np.sqrt((off[:, at][cells[:, at]] ** 2).mean()))
    return found

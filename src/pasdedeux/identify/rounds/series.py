"""A couple's record as clean series in steps: what the test for rounds works on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from pasdedeux.identify.rounds.quarters import QUARTERS
from pasdedeux.records import Record

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

ROLES = ("pursuit", "withdrawal")
DAILY = (0.75, 1.5)
"""Median days between reports from which a step is a day."""
FARTHEST = 60
"""Steps without any answer after which a record begins anew."""
EFFECT_SD = 0.5
"""Prior deviation of weekdays, hours and inputs, in deviations of the series."""
LEAST_SD = 0.3
"""Least deviation by which normal scores are divided: one other answer among many stays small."""


@dataclass(frozen=True, eq=False, slots=True)
class FourSeries:
    """Pursuit and withdrawal of both, in this order: first one's pursuit, withdrawal, second one's.

    Parameters
    ----------
    values
        Shape (T, 4), mean 0 and variance 1 after all that is not theirs is taken out; NaN where there is no
        answer. Rows without any answer fill gaps.
    moves
        Shape (T,): quarters of a step before each row; -1 where nothing is known of the row before.
    errors
        Shape (4, 2): share of error by the agreement of two items of a role, as a logit, and its standard
        deviation; NaN where there is one item.
    step
        Days that are one step.
    """

    values: FloatArray
    moves: IntArray
    errors: FloatArray
    step: float

    @property
    def moments(self) -> int:
        """Number of moments with any answer."""
        return int((~np.isnan(self.values)).any(axis=1).sum())


def items(roles: Sequence[str], role: str) -> list[int]:
    """Find the columns of a role: itself, and numbered items beside it.

    Examples
    --------
    >>> items(("pursuit", "stress", "pursuit_2", "pursuits"), "pursuit")
    [0, 2]
    """
    return [at for at, name in enumerate(roles) if re.fullmatch(rf"{role}[ _.-]*\d*", name)]


def has_rounds(record: Record) -> bool:
    """Whether both answered pursuit and withdrawal, each with more than one answer."""
    columns = [record.values[:, who, items(record.roles, role)] for who in (0, 1) for role in ROLES]
    return all(np.unique(one[~np.isnan(one)]).size > 1 for one in columns)


def step_of(record: Record) -> float:
    """Days that are one step: a day for daily reports, else the typical gap."""
    gap = float(np.median(np.diff(record.time))) if len(record) > 1 else 1.0
    return 1.0 if DAILY[0] <= gap <= DAILY[1] else gap


def series_of(record: Record) -> FourSeries:
    """Take from each series its level, straight trend, weekdays, inputs and, within days, hours.

    Answers become normal scores first. All but level and trend are drawn to 0. Times are rounded to a
    quarter of a step, so that daily reports and gaps of whole days stay exact. Two items of a role become
    their mean, and their agreement from moment to moment tells its share of error.
    """
    step = step_of(record)
    effects, weights = _effects(record, step)
    values, errors = np.empty((len(record), 4)), np.full((4, 2), np.nan)
    for k, (who, role) in enumerate((who, role) for who in (0, 1) for role in ROLES):
        each = [_clean(record.values[:, who, at], effects, weights) for at in items(record.roles, role)]
        values[:, k] = _scaled(_mean(np.array(each)))
        if len(each) > 1:
            errors[k] = _disagreement(np.array(each))
    return FourSeries(
        *_filled(values, np.round(QUARTERS * record.time / step).astype(np.int64)), errors, step
    )


def end_to_end(several: Sequence[FourSeries]) -> FourSeries:
    """Lay the series of couples one behind the other, each a beginning of its own.

    Errors by two items are taken together, each couple with its own precision.
    """
    each = np.array([one.errors for one in several])
    weight = np.nan_to_num(each[:, :, 1] ** -2.0)
    known = weight.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        logit = np.nansum(each[:, :, 0] * weight, axis=0) / known
        errors = np.column_stack([logit, known**-0.5])
    errors[known == 0] = np.nan
    return FourSeries(
        np.concatenate([one.values for one in several]),
        np.concatenate([one.moves for one in several]),
        errors,
        float(np.median([one.step for one in several])),
    )


def _effects(record: Record, step: float) -> tuple[FloatArray, FloatArray]:
    """Columns of what is not theirs, and the precision of each."""
    time, span = record.time, max(record.days, 1.0)
    week = np.where(record.weekday >= 0, record.weekday, np.floor(time).astype(np.int64) % 7)
    columns = [np.ones((len(time), 1)), ((time - time.mean()) / span)[:, None], np.eye(7)[week]]
    if step < DAILY[0]:
        columns.append(np.eye(4)[np.floor(4 * ((time + record.began) % 1.0)).astype(np.int64) % 4])
    given = record.inputs.reshape(len(time), -1)
    if given.size:
        columns.append(_inputs(given))
    drawn = sum(one.shape[1] for one in columns) - 2
    return np.hstack(columns), np.r_[0.0, 0.0, np.full(drawn, EFFECT_SD**-2)]


def _inputs(given: FloatArray) -> FloatArray:
    """Put inputs into deviations; an unknown one counts as usual."""
    seen = ~np.isnan(given)
    count = np.maximum(seen.sum(axis=0), 1)
    away = np.where(seen, given - np.nansum(given, axis=0) / count, 0.0)
    size = np.sqrt((away**2).sum(axis=0) / count)
    return np.asarray(away / np.where(size > 0, size, 1.0))


def _clean(answers: FloatArray, effects: FloatArray, weights: FloatArray) -> FloatArray:
    seen = ~np.isnan(answers)
    out = np.full(len(answers), np.nan)
    if not seen.any():
        return out
    X, y = effects[seen], answers[seen]
    y = _normal_scores(y)
    y = y / max(float(y.std()), LEAST_SD)
    found = np.linalg.solve(X.T @ X + np.diag(weights + 1e-9), X.T @ y)
    out[seen] = y - X @ found
    return _scaled(out)


def _normal_scores(answers: FloatArray) -> FloatArray:
    """Put answers where a normal distribution has their ranks (van der Waerden 1952); ties share one place.

    Answers heaped at one end of a scale, and single days far out, then weigh no more than they should.
    """
    _, level, count = np.unique(answers, return_inverse=True, return_counts=True)
    return np.asarray(ndtri((np.cumsum(count) - 0.5 * count)[level] / len(answers)))


def _scaled(values: FloatArray) -> FloatArray:
    size = np.nanstd(values) if (~np.isnan(values)).any() else 0.0
    return np.asarray(values / max(float(size), 0.1))


def _mean(each: FloatArray) -> FloatArray:
    """Mean of the items that were answered."""
    count = (~np.isnan(each)).sum(axis=0)
    return np.where(count, np.nansum(each, axis=0) / np.maximum(count, 1), np.nan)


def _disagreement(each: FloatArray) -> tuple[float, float]:
    """Logit of the share of error in the mean of items, by analysis of variance, and its deviation.

    What items of one moment differ by is error; divided by their number it is the error of their mean.
    """
    both = each[:, ~np.isnan(each).any(axis=0)]
    k, n = both.shape
    if n < 10:
        return np.nan, np.nan
    error = float(both.var(axis=0, ddof=1).mean()) / k
    share = min(max(error / max(float(both.mean(axis=0).var()), 1e-9), 0.02), 0.95)
    spread = np.sqrt(2.0 / (n * (k - 1)) + 2.0 / n)
    return float(np.log(share / (1 - share))), float(max(spread / (1 - share), ITEMS_SD))


ITEMS_SD = 0.3
"""Least deviation of such a logit: items of a role differ in more than error."""


def _filled(values: FloatArray, quarters: IntArray) -> tuple[FloatArray, IntArray]:
    """Put rows without answers into gaps longer than a step."""
    rows, moves = [], []
    for at in range(len(values)):
        gap = int(quarters[at] - quarters[at - 1]) if at else -1
        if gap > FARTHEST * QUARTERS:
            gap = -1
        while gap > QUARTERS:
            part = gap % QUARTERS or QUARTERS
            rows.append(np.full(values.shape[1], np.nan))
            moves.append(part)
            gap -= part
        rows.append(values[at])
        moves.append(gap)
    return np.array(rows), np.array(moves, dtype=np.int64)

"""Forecasts of what a fit has not seen, beside simple ones, and residual checks: against self-deception."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pasdedeux.estimates import Interval
from pasdedeux.identify.linear.kernels.filtering import forecasts
from pasdedeux.identify.linear.panel import Panel, StaticPrior
from pasdedeux.identify.linear.results import OutOfSample, Residuals
from pasdedeux.records import Order
from pasdedeux.words import Message

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]

TRAIN = 0.7
RESAMPLES = 400
FAR_OUT = 3.0
"""Excess kurtosis from which single days count as far out."""


def predict(panel: Panel, static: StaticPrior, thetas: Sequence[FloatArray]) -> tuple[FloatArray, FloatArray]:
    """Forecast every report from the couple's reports before it, averaged over parameter draws.

    Parameters
    ----------
    panel, static
        Data and prior of the static effects.
    thetas
        Per couple, shape (S, size): parameter draws.

    Returns
    -------
    mean, variance
        Shape (rows, d), standardised units.
    """
    mean = np.empty(panel.seen.shape)
    variance = np.empty(panel.seen.shape)
    for couple, draws in enumerate(thetas):
        at = panel.rows(couple)
        data = panel.data(couple, static)
        T, d = data[1].shape
        centres, widths = [], []
        for theta in draws:
            m, C = np.empty((T, d)), np.empty((T, d, d))
            if forecasts(np.asarray(theta, dtype=np.float64), data, m, C):
                centres.append(m)
                widths.append(np.diagonal(C, axis1=1, axis2=2))
        mean[at] = np.mean(centres, axis=0)
        variance[at] = np.mean(widths, axis=0) + np.var(centres, axis=0)
    return mean, variance


def judged_cells(panel: Panel) -> BoolArray:
    """Report cells that are judged: last 30 % of a couple's rows, one gap after the person's last report."""
    judged = np.zeros(panel.seen.shape, dtype=np.bool_)
    for couple in range(len(panel)):
        at = panel.rows(couple)
        cut = at.start + int(TRAIN * (at.stop - at.start))
        judged[cut : at.stop] = True
    before = np.roll(panel.seen, 1, axis=0)
    return np.asarray(judged & panel.seen & before & panel.adjacent[:, None])


def baselines(panel: Panel) -> dict[str, tuple[FloatArray, FloatArray]]:
    """One-step forecasts by simple means, learned from the first 70 % of rows.

    Returns
    -------
    dict
        By name, mean of shape (rows, d) and variance of shape (d,): that of the errors on those first rows.
    """
    y = panel.W[:, :, 0]
    train = panel.head(TRAIN).seen
    rows, d = y.shape
    owner = panel.owner
    count = np.zeros((len(panel), d))
    total = np.zeros((len(panel), d))
    np.add.at(count, owner, train)
    np.add.at(total, owner, np.where(train, y, 0.0))
    overall = total.sum(axis=0) / np.maximum(count.sum(axis=0), 1)
    person = np.where(count > 0, total / np.maximum(count, 1), overall)[owner]
    off = np.where(panel.seen, y - person, 0.0)
    before = np.roll(off, 1, axis=0)
    usable = train & np.roll(train, 1, axis=0) & panel.adjacent[:, None]
    block = panel.design.blocks["weekday"]
    day = (
        panel.W[:, 0, 1 + block.start : 1 + block.start + 6] if panel.design.weekday else np.zeros((rows, 0))
    )
    found = {"person-mean": person}
    ar, var = person.copy(), person.copy()
    for state in range(d):
        at = usable[:, state]
        own = np.column_stack([before[:, state], day])
        everyone = before
        for X, out in ((own, ar), (everyone, var)):
            if at.sum() > X.shape[1] + 2:
                slope = np.linalg.lstsq(X[at], off[at, state], rcond=None)[0]
                out[:, state] += X @ slope
    found |= {"auto": ar, "cross": var}
    return {name: (mean, _error_variance(y - mean, usable, train)) for name, mean in found.items()}


def _error_variance(error: FloatArray, usable: BoolArray, train: BoolArray) -> FloatArray:
    """Mean squared error per state, over successive reports; over all where none follow each other."""
    at = np.where(usable.any(axis=0), usable, train)
    return np.asarray(np.where(at, error**2, 0.0).sum(axis=0) / np.maximum(at.sum(axis=0), 1))


def compare(
    panel: Panel,
    coupled: tuple[FloatArray, FloatArray],
    uncoupled: tuple[FloatArray, FloatArray],
    roles: Sequence[str],
    rng: np.random.Generator,
) -> OutOfSample | None:
    """Put the forecasts side by side, per role, in item units; None where there is nothing to judge.

    ``roles`` are those of the panel, in the order in which they are reported.
    """
    judged = judged_cells(panel)
    design = panel.design
    R = len(design.roles)
    beside = baselines(panel) | {"uncoupled": uncoupled}
    y = panel.W[:, :, 0]
    owner = panel.owner
    rmse, coverage, counts, buys = {}, {}, {}, {}
    others: dict[str, dict[str, float]] = {name: {} for name in beside}
    others95: dict[str, dict[str, float]] = {name: {} for name in beside}
    pick = _resamples(owner, rng)
    for role in roles:
        r = design.roles.index(role)
        cells = judged.copy()
        cells[:, [s for s in range(design.d) if s % R != r]] = False
        if not cells.any():
            continue
        scale = float(design.scale[r])

        def error(mean: FloatArray, cells: BoolArray = cells, scale: float = scale) -> float:
            return float(np.sqrt(np.mean((y - mean)[cells] ** 2)) * scale)

        def covered(mean: FloatArray, variance: FloatArray, cells: BoolArray = cells) -> float:
            return float((np.abs(y - mean) < 1.959964 * np.sqrt(variance))[cells].mean())

        counts[role] = int(cells.sum())
        rmse[role], coverage[role] = error(coupled[0]), covered(*coupled)
        for name, (mean, variance) in beside.items():
            others[name][role], others95[name][role] = error(mean), covered(mean, variance)
        buys[role] = _gain_of_coupling(
            ((y - coupled[0]) ** 2 * cells).sum(axis=1),
            ((y - uncoupled[0]) ** 2 * cells).sum(axis=1),
            *pick,
        )
    if not rmse:
        return None
    return OutOfSample(counts, rmse, coverage, others, others95, buys)


def _resamples(owner: IntArray, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Draw units with replacement, after the unit of each row: couples, or weeks of rows of the only one."""
    units = owner if owner[-1] > 0 else np.arange(len(owner)) // 7
    size = int(units[-1]) + 1
    return units, rng.integers(0, size, (RESAMPLES, size))


def _gain_of_coupling(with_: FloatArray, without: FloatArray, units: IntArray, pick: IntArray) -> Interval:
    """Share of the squared error that coupling saves, over resampled units."""
    a, b = (np.bincount(units, weights=squares, minlength=pick.shape[1]) for squares in (with_, without))
    total = np.maximum(b[pick].sum(axis=1), 1e-300)
    return Interval.of(1.0 - a[pick].sum(axis=1) / total)


def residuals(panel: Panel, mean: FloatArray, variance: FloatArray, order: Order) -> Residuals:
    """Check standardised one-step errors over the whole record, reported in the given order.

    Where it means nothing which partner is first, both are taken together.
    """
    design = panel.design
    R = len(design.roles)
    e = np.where(panel.seen, (panel.W[:, :, 0] - mean) / np.sqrt(variance), np.nan)
    before = np.where(panel.adjacent[:, None], np.roll(e, 1, axis=0), np.nan)
    other = np.roll(before, R, axis=1)
    if design.alike:
        e, before, other = (np.concatenate([x, np.roll(x, R, axis=1)]) for x in (e, before, other))
    at = order.states
    auto = np.array([_correlation(e[:, s], before[:, s]) for s in at])
    cross = np.array([_correlation(e[:, s], other[:, s]) for s in at])
    kurtosis = np.array([_kurtosis(e[:, s]) for s in at])
    shape = (2, R)
    count = np.array([np.isfinite(e[:, s] * before[:, s]).sum() for s in at]).reshape(shape)
    found = Residuals(auto.reshape(shape), cross.reshape(shape), kurtosis.reshape(shape))
    roles = [design.roles[r] for r in order.roles]
    return replace(found, flags=tuple(_flags(found, count, roles)))


def _flags(found: Residuals, count: IntArray, roles: Sequence[str]) -> Iterator[Message]:
    """Say what is out of line."""
    for (side, r), n in np.ndenumerate(count):
        where = Message(f"identify.partner.{side + 1}", role=roles[r])
        limit = max(0.1, 2.6 / max(int(n), 1) ** 0.5)
        for kind, values, most in (
            ("autocorrelation", found.autocorrelation, limit),
            ("cross", found.cross, limit),
            ("kurtosis", found.kurtosis, FAR_OUT),
        ):
            value = float(values[side, r])
            if (value if kind == "kurtosis" else abs(value)) > most:
                yield Message(f"identify.residuals.{kind}", where=where, value=value)


def _correlation(a: FloatArray, b: FloatArray) -> float:
    both = np.isfinite(a) & np.isfinite(b)
    if both.sum() < 8 or a[both].std() == 0 or b[both].std() == 0:
        return 0.0
    return float(np.corrcoef(a[both], b[both])[0, 1])


def _kurtosis(e: FloatArray) -> float:
    e = e[np.isfinite(e)]
    if len(e) < 8 or e.std() == 0:
        return 0.0
    z = (e - e.mean()) / e.std()
    return float((z**4).mean() - 3.0)

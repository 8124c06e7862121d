"""Forecasts of what a fit has not seen, beside simple ones, and residual checks: against self-deception."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pasdedeux.estimates import Interval
from pasdedeux.identify.linear.kernels.filtering import forecasts
from pasdedeux.identify.linear.panel import Panel, Static
from pasdedeux.identify.linear.results import HeldOut, Residuals

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

TRAIN = 0.7
RESAMPLES = 400


def predict(panel: Panel, static: Static, thetas: Sequence[FloatArray]) -> tuple[FloatArray, FloatArray]:
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
    owner = np.repeat(np.arange(len(panel)), np.diff(panel.start))
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
    found = {"person mean": person}
    ar, var = person.copy(), person.copy()
    for state in range(d):
        at = usable[:, state]
        own = np.column_stack([before[:, state], day])
        everyone = before
        for X, out in ((own, ar), (everyone, var)):
            if at.sum() > X.shape[1] + 2:
                slope = np.linalg.lstsq(X[at], off[at, state], rcond=None)[0]
                out[:, state] += X @ slope
    found |= {"AR(1) + weekday": ar, "VAR(1)": var}
    return {name: (mean, _error_variance(y - mean, usable, train)) for name, mean in found.items()}


def _error_variance(error: FloatArray, usable: BoolArray, train: BoolArray) -> FloatArray:
    """Mean squared error per state, over successive reports; over all where none follow each other."""
    at = np.where(usable.any(axis=0), usable, train)
    return np.asarray(np.where(at, error**2, 0.0).sum(axis=0) / np.maximum(at.sum(axis=0), 1))


def compare(
    panel: Panel,
    coupled: tuple[FloatArray, FloatArray],
    uncoupled: tuple[FloatArray, FloatArray],
    rng: np.random.Generator,
) -> HeldOut | None:
    """Put the forecasts side by side, per role, in item units; None where there is nothing to judge."""
    judged = judged_cells(panel)
    design = panel.design
    R = len(design.roles)
    beside = baselines(panel) | {"no coupling": uncoupled}
    y = panel.W[:, :, 0]
    owner = np.repeat(np.arange(len(panel)), np.diff(panel.start))
    rmse, coverage, counts, buys = {}, {}, {}, {}
    others: dict[str, dict[str, float]] = {name: {} for name in beside}
    others95: dict[str, dict[str, float]] = {name: {} for name in beside}
    for r, role in enumerate(design.roles):
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
            owner,
            rng,
        )
    if not rmse:
        return None
    return HeldOut(counts, rmse, coverage, others, others95, buys)


def _gain_of_coupling(
    with_: FloatArray, without: FloatArray, owner: NDArray[np.intp], rng: np.random.Generator
) -> Interval:
    """Share of the squared error that coupling saves, resampling couples (weeks of rows for one couple)."""
    units = owner if owner[-1] > 0 else np.arange(len(owner)) // 7
    size = int(units[-1]) + 1
    a, b = (
        np.bincount(units, weights=with_, minlength=size),
        np.bincount(units, weights=without, minlength=size),
    )
    pick = rng.integers(0, size, (RESAMPLES, size))
    total = np.maximum(b[pick].sum(axis=1), 1e-300)
    return Interval.of(1.0 - a[pick].sum(axis=1) / total)


def residuals(panel: Panel, mean: FloatArray, variance: FloatArray) -> Residuals:
    """Check standardised one-step errors over the whole record."""
    design = panel.design
    R = len(design.roles)
    e = np.where(panel.seen, (panel.W[:, :, 0] - mean) / np.sqrt(variance), np.nan)
    before = np.where(panel.adjacent[:, None], np.roll(e, 1, axis=0), np.nan)
    other = np.roll(before, R, axis=1)
    auto = np.array([_correlation(e[:, s], before[:, s]) for s in range(design.d)])
    cross = np.array([_correlation(e[:, s], other[:, s]) for s in range(design.d)])
    kurtosis = np.array([_kurtosis(e[:, s]) for s in range(design.d)])
    flags = []
    for s in range(design.d):
        n = int(np.isfinite(e[:, s] * before[:, s]).sum())
        where = f"{('first', 'second')[s // R]} partner, {design.roles[s % R]}"
        limit = max(0.1, 2.6 / np.sqrt(max(n, 1)))
        if abs(auto[s]) > limit:
            flags.append(f"Errors of successive reports go together ({where}: {auto[s]:+.2f}).")
        if abs(cross[s]) > limit:
            flags.append(f"Errors follow the other partner's last error ({where}: {cross[s]:+.2f}).")
        if kurtosis[s] > 3.0:
            flags.append(f"Single days fall far out ({where}: excess kurtosis {kurtosis[s]:.1f}).")
    shape = (2, R)
    return Residuals(auto.reshape(shape), cross.reshape(shape), kurtosis.reshape(shape), tuple(flags))


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

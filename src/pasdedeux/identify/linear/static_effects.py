"""What a fit reports beside the loop: noise, and static effects (usual levels, trends, weekdays, inputs)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pasdedeux.estimates import Interval
from pasdedeux.identify.linear.forecasting import matrices
from pasdedeux.identify.linear.kernels.filtering import static_effects
from pasdedeux.identify.linear.panel import Design, Panel, StaticPrior, weekday_contrasts
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.identify.linear.results import SPREAD, WEEK
from pasdedeux.records import Order

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

EACH = 32
"""Draws of the static effects for each draw of the loop."""


def noise(
    layout: Layout, design: Design, states: Sequence[str], at: IntArray, draws: FloatArray
) -> dict[str, Interval]:
    """Process and measurement error: standard deviations of what is own, correlations of what is shared.

    Parameters
    ----------
    layout, design
        Order of the parameters, units.
    states, at
        One name per state, in the given order, and where each stands in the arrays.
    draws
        Shape (S, size): parameters.

    Returns
    -------
    dict
        Interval by name: ``process-error`` is what a day adds (item units, square root of the diffusion per
        day), ``shared-process-error`` the correlation of two (Driver, Oud & Voelkle 2017, eq. 2),
        ``measurement-error`` the standard deviation of the error of one report beyond rounding,
        ``shared-measurement-error`` its correlation.
    """
    _, shocks, errors = matrices(layout, np.asarray(draws, dtype=np.float64))
    found = {}
    kinds = (("process-error", "shared-process-error", shocks / design.time_unit, True),
             ("measurement-error", "shared-measurement-error", errors, layout.shared_error))  # fmt: skip
    for own, shared, matrix, together in kinds:
        sd = np.sqrt(np.diagonal(matrix, axis1=1, axis2=2))
        for s, state in zip(at, states, strict=True):
            found[f"{own}: {state}"] = Interval.of(sd[:, s] * design.state_scale[s])
        for i, j in layout.pairs if together else ():
            a, b = max(at[i], at[j]), min(at[i], at[j])
            correlation = matrix[:, a, b] / np.maximum(sd[:, a] * sd[:, b], 1e-300)
            found[f"{shared}: {states[j]} & {states[i]}"] = Interval.of(correlation)
    return found


def static_estimates(
    panel: Panel,
    static: StaticPrior,
    thetas: Sequence[FloatArray],
    states: Sequence[str],
    order: Order,
    input_names: Sequence[str],
    rng: np.random.Generator,
) -> dict[str, Interval]:
    """Usual levels, trends, weekdays and inputs: of one couple, or their mean and spread over couples.

    Parameters
    ----------
    panel, static
        Data and prior of the static effects.
    thetas
        Per couple, shape (S, size): parameter draws.
    states, order, input_names
        One name per state, e.g. ``"M arousal"``, and of each input, in the given order; where states stand.
    rng
        Source of randomness.

    Returns
    -------
    dict
        Interval by name, item units. Weekdays are counted from the week's mean, inputs are what one standard
        deviation sets off at once. Of a study the population's mean, and the spread of the couples at hand.
    """
    if not panel.design.p:
        return {}
    posteriors = [_posterior(panel, static, couple, draws) for couple, draws in enumerate(thetas)]
    means, covariances = (np.array(part) for part in zip(*posteriors, strict=True))
    b = np.array([_normal(m, C, EACH, rng) for m, C in zip(means, covariances, strict=True)])
    middle = b[0] if len(panel) == 1 else _population(panel, static, covariances, b.shape[1], rng)
    centre = {
        f"usual: {s}": panel.design.state_centre[at] for s, at in zip(states, order.states, strict=True)
    }
    found, spreads = {}, {}
    for name, (at, weights) in _columns(panel.design, states, order, input_names).items():
        found[name] = Interval.of(middle[:, at] @ weights + centre.get(name, 0.0))
        if len(panel) > 1 and not name.startswith("weekday"):
            spreads[SPREAD + name] = Interval.of((b[..., at] @ weights).std(axis=0))
    return found | spreads


def _posterior(
    panel: Panel, static: StaticPrior, couple: int, thetas: FloatArray
) -> tuple[list[FloatArray], list[FloatArray]]:
    """Posterior means and covariances of one couple's static effects, one for each draw of the loop."""
    data = panel.data(couple, static)
    means, covariances = [], []
    for theta in thetas:
        # where a draw's loop is not stable, the prior is all there is
        mean, covariance = static.mean.copy(), static.covariance[couple].copy()
        static_effects(np.ascontiguousarray(theta, dtype=np.float64), data, mean, covariance)
        means.append(mean)
        covariances.append(covariance)
    return means, covariances


def _normal(means: FloatArray, covariances: FloatArray, each: int, rng: np.random.Generator) -> FloatArray:
    """Draw from several normals, so many from each: shape (len(means) * each, p)."""
    p = means.shape[-1]
    root = np.linalg.cholesky(covariances + 1e-12 * np.eye(p))
    noise = rng.standard_normal((len(means), each, p))
    return np.asarray((means[:, None] + noise @ np.swapaxes(root, 1, 2)).reshape(-1, p))


def _population(
    panel: Panel, static: StaticPrior, covariances: FloatArray, count: int, rng: np.random.Generator
) -> FloatArray:
    """Draw the population's mean of the static effects, shape (count, p).

    With B the precision between couples and C a couple's posterior covariance, the couple knows the mean with
    precision B - B C B (the inverse of its own error and the spread between couples together).
    """
    between = np.linalg.inv(static.covariance)
    known = between - between @ covariances.mean(axis=1) @ between
    precision = known.sum(axis=0) + np.linalg.inv(panel.weak_static().covariance[0])
    return _normal(static.mean[None], np.linalg.inv(precision)[None], count, rng)


def _days(span: float) -> str:
    """Write a length in days: whole ones, or three digits of less than ten."""
    return f"{round(span)}" if span >= 10.0 else f"{span:.3g}"


def _columns(
    design: Design, states: Sequence[str], order: Order, input_names: Sequence[str]
) -> dict[str, tuple[IntArray, FloatArray]]:
    """Which static effects make up each reported quantity, with which weights."""
    blocks, found = design.blocks, {}
    kinds = [("usual", blocks["set-point"].start)] if design.set_points else []
    kinds += [(f"trend[{_days(design.span)}]", blocks["trend"].start)] if design.span else []
    for name in input_names:
        kinds.append((f"after[{name}]", blocks["input"].start + design.d * design.input_names.index(name)))
    for kind, start in kinds:
        for state, s in zip(states, order.states, strict=True):
            found[f"{kind}: {state}"] = (np.array([start + s]), design.state_scale[s : s + 1])
    if design.weekday:
        contrasts = weekday_contrasts(np.arange(7, dtype=np.int8))
        for r in order.roles:
            at_role = blocks["weekday"].start + 6 * r + np.arange(6)
            for day, weights in zip(WEEK, contrasts, strict=True):
                found[f"weekday[{day}]: {design.roles[r]}"] = (at_role, weights * design.scale[r])
    return found

"""What a fit says beside the loop: noise, and what stays (usual levels, trends, weekdays, inputs)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pasdedeux.estimates import Interval
from pasdedeux.identify.linear.kernels.filtering import static_effects
from pasdedeux.identify.linear.kernels.transform import matrices_of
from pasdedeux.identify.linear.panel import Design, Panel, Static, weekday_contrasts
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.identify.linear.results import SPREAD, WEEK

FloatArray = NDArray[np.float64]

EACH = 32
"""Draws of what stays for each draw of the loop."""


def noise(layout: Layout, design: Design, states: Sequence[str], draws: FloatArray) -> dict[str, Interval]:
    """Tell the noise matrix: own shocks as standard deviations, shared ones as correlations; errors alike.

    Parameters
    ----------
    layout, design
        Order of the parameters, units.
    states
        One name per state.
    draws
        Shape (S, size): parameters.

    Returns
    -------
    dict
        Interval by name: ``own shocks`` are what a day adds (item units, square root of the diffusion per
        day), ``shared shocks`` the correlations of these (Driver, Oud & Voelkle 2017, eq. 2), ``report
        error`` the standard deviation of the error of one report beyond rounding, ``shared error`` its
        correlation.
    """
    d, zero = layout.d, np.zeros(layout.d)
    shocks, errors = np.empty((len(draws), d, d)), np.empty((len(draws), d, d))
    for at, theta in enumerate(np.ascontiguousarray(draws, dtype=np.float64)):
        matrices_of(theta, d, zero, np.empty((d, d)), shocks[at], errors[at])
    told = {}
    kinds = (("own shocks over a day", "shared shocks", shocks / design.time_unit, True),
             ("report error", "shared error", errors, layout.shared_error))  # fmt: skip
    for own, shared, matrix, together in kinds:
        sd = np.sqrt(np.diagonal(matrix, axis1=1, axis2=2))
        for s, state in enumerate(states):
            told[f"{own}: {state}"] = Interval.of(sd[:, s] * design.state_scale[s])
        for i in range(d):
            for j in range(i if together else 0):
                found = matrix[:, i, j] / np.maximum(sd[:, i] * sd[:, j], 1e-300)
                told[f"{shared}: {states[j]} & {states[i]}"] = Interval.of(found)
    return told


def what_stays(
    panel: Panel,
    static: Static,
    thetas: Sequence[FloatArray],
    states: Sequence[str],
    rng: np.random.Generator,
) -> dict[str, Interval]:
    """Tell usual levels, trends, weekdays and inputs: of one couple, or their mean and spread over couples.

    Parameters
    ----------
    panel, static
        Data and prior of the static effects.
    thetas
        Per couple, shape (S, size): parameter draws.
    states
        One name per state, e.g. ``"M arousal"``.
    rng
        Chance.

    Returns
    -------
    dict
        Interval by name, item units. Weekdays are told against the week's mean, inputs as what one standard
        deviation sets off at once. Of a study the population's mean, and the spread of the couples at hand.
    """
    if not panel.design.p:
        return {}
    posteriors = [_posterior(panel, static, couple, draws) for couple, draws in enumerate(thetas)]
    means, covariances = (np.array(part) for part in zip(*posteriors, strict=True))
    b = np.array([_normal(m, C, EACH, rng) for m, C in zip(means, covariances, strict=True)])
    middle = b[0] if len(panel) == 1 else _population(panel, static, covariances, b.shape[1], rng)
    centre = dict(zip((f"usual: {state}" for state in states), panel.design.state_centre, strict=True))
    told, spreads = {}, {}
    for name, (at, weights) in _columns(panel.design, states).items():
        told[name] = Interval.of(middle[:, at] @ weights + centre.get(name, 0.0))
        if len(panel) > 1 and not name.startswith(WEEK):
            spreads[SPREAD + name] = Interval.of((b[..., at] @ weights).std(axis=0))
    return told | spreads


def _posterior(
    panel: Panel, static: Static, couple: int, thetas: FloatArray
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
    panel: Panel, static: Static, covariances: FloatArray, count: int, rng: np.random.Generator
) -> FloatArray:
    """Draw the population's mean of the static effects, shape (count, p).

    With B the precision between couples and C a couple's posterior covariance, the couple tells the mean with
    precision B - B C B (the inverse of its own error and the spread between couples together).
    """
    between = np.linalg.inv(static.covariance)
    told = between - between @ covariances.mean(axis=1) @ between
    precision = told.sum(axis=0) + np.linalg.inv(panel.weak_static().covariance[0])
    return _normal(static.mean[None], np.linalg.inv(precision)[None], count, rng)


def _columns(design: Design, states: Sequence[str]) -> dict[str, tuple[NDArray[np.int64], FloatArray]]:
    """Which static effects make up each quantity that is told, with which weights."""
    blocks = design.blocks
    by_state = {
        "set-point": ("usual",),
        "trend": (f"trend over {round(design.span)} days",),
        "input": tuple(f"after {name}" for name in design.input_names),
    }
    found = {}
    for block, kinds in by_state.items():
        names = [f"{kind}: {state}" for kind in kinds for state in states]
        # a block that is not modelled is empty
        for at, name in zip(range(blocks[block].start, blocks[block].stop), names, strict=False):
            s = (at - blocks[block].start) % design.d
            found[name] = (np.array([at]), design.state_scale[s : s + 1])
    if design.weekday:
        contrasts = weekday_contrasts(np.arange(7, dtype=np.int8))
        for r, role in enumerate(design.roles):
            at_role = blocks["weekday"].start + 6 * r + np.arange(6)
            for day, weights in zip(WEEK, contrasts, strict=True):
                found[f"{day}: {role}"] = (at_role, weights * design.scale[r])
    return found

"""One set of parameters for all couples: maximum likelihood (or posterior mode) with standard errors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.identify.linear.hierarchical.population import structure_of
from pasdedeux.identify.linear.kernels.sampler import gradient_each
from pasdedeux.identify.linear.panel import Panel, StaticPrior
from pasdedeux.identify.linear.parameters import Layout

FloatArray = NDArray[np.float64]
Objective = Callable[[FloatArray], tuple[float, FloatArray]]
IntArray = NDArray[np.int64]

WIDEST = 10.0
"""Standard error, on the scales of logs, logits and relative couplings, beyond which nothing is known."""
NOWHERE = 1e12
"""Stands for a place that has no likelihood."""


@dataclass(frozen=True, eq=False, slots=True)
class Pooled:
    """Mode over the free parameters, its covariance, and how the search ended.

    Parameters
    ----------
    theta
        Shape (size,).
    covariance
        Shape (K, K): inverse of the negative Hessian at the mode, over the K parameters that may differ; no
        direction is wider than `WIDEST`.
    into
        Shape (free, K): takes these to the free parameters.
    log_likelihood
        At the mode, of the standardised data, without the prior.
    converged
        True where the gradient is small and the Hessian is negative definite.
    open
        Positions in ``theta`` of what has no maximum inside: parameters that lie mainly along directions in
        which the likelihood does not fall, so that no standard error is there.
    """

    theta: FloatArray
    covariance: FloatArray
    into: FloatArray
    log_likelihood: float
    converged: bool
    open: IntArray


def fit_pooled(
    panel: Panel, static: StaticPrior, layout: Layout, *, prior: bool = True, start: FloatArray | None = None
) -> Pooled:
    """Climb to the mode by BFGS with the exact gradient; the Hessian is differenced from the gradient.

    Where it means nothing which partner is first, both have the same parameters.

    Parameters
    ----------
    panel, static, layout
        Data, prior of the static effects, parameters.
    prior
        False for plain maximum likelihood.
    start
        Where to start; the prior mean if not given.

    Returns
    -------
    Pooled
        The result; never NaN.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 - half a second, and only studies need it

    free = layout.free
    into = structure_of(layout, 1, exchangeable=panel.design.alike).D[0]
    shares = into / into.sum(axis=0)
    own = layout.couple_prior.at(free[into.argmax(axis=0)])
    mean, precision = own.mean, (1.0 if prior else 0.0) * own.precision
    theta = layout.couple_prior.mean if start is None else start.copy()
    held = np.setdiff1d(np.arange(layout.size), free)
    theta[held] = layout.pinned[held]
    arguments = panel.arguments(static)
    everywhere = np.tile(theta, (len(panel), 1))
    ll, grads = np.empty(len(panel)), np.empty_like(everywhere)

    def objective(x: FloatArray) -> tuple[float, FloatArray]:
        everywhere[:, free] = into @ x
        gradient_each(everywhere, *arguments, ll, grads)
        off = x - mean
        value = -float(ll.sum()) + 0.5 * float(off @ precision @ off)
        slope = -grads.sum(axis=0)[free] @ into + precision @ off
        if not (np.isfinite(value) and np.isfinite(slope).all()):
            return NOWHERE, np.zeros(len(x))
        return value, slope

    # a search may run far off where there is no maximum; where it ended is looked at below
    with np.errstate(all="ignore"):
        found = minimize(
            objective,
            shares.T @ theta[free],
            jac=True,
            method="BFGS",
            options={"gtol": 1e-5 * len(panel.seen) ** 0.5},
        )
        x = found.x
        covariance, flat = _spread(_hessian(objective, x))
        # one Newton step polishes BFGS and shows whether the mode is one
        step = covariance @ objective(x)[1]
        if objective(x - step)[0] <= objective(x)[0]:
            x = x - step
        value, slope = objective(x)
    off = x - mean
    small = bool(not flat.any() and slope @ covariance @ slope < 1e-3)
    theta[free] = into @ x
    return Pooled(
        theta,
        covariance,
        into,
        -(value - 0.5 * float(off @ precision @ off)),
        small and value < NOWHERE,
        free[(into @ flat) > 0],
    )


def _spread(hessian: FloatArray) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Invert the Hessian as far as it tells anything, and find what it leaves open.

    Returns the covariance, and for each parameter whether it lies mainly along directions without an end.
    """
    if not np.isfinite(hessian).all():
        return np.eye(len(hessian)) * WIDEST**2, np.ones(len(hessian), dtype=np.bool_)
    curvature, along = np.linalg.eigh(hessian)
    free = curvature < WIDEST**-2.0
    covariance = (along / np.maximum(curvature, WIDEST**-2.0)) @ along.T
    share = (along[:, free] ** 2).sum(axis=1)
    return covariance, np.asarray(free.any() & (share >= min(0.5, share.max())))


def _hessian(objective: Objective, x: FloatArray, step: float = 1e-4) -> FloatArray:
    """Central differences of the gradient, symmetrised."""
    H = np.array([(objective(x + e)[1] - objective(x - e)[1]) / (2 * step) for e in np.eye(len(x)) * step])
    return np.asarray(0.5 * (H + H.T))

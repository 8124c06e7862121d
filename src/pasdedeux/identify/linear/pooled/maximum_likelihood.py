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


@dataclass(frozen=True, eq=False, slots=True)
class Pooled:
    """Mode over the free parameters, its covariance, and how the search ended.

    Parameters
    ----------
    theta
        Shape (size,).
    covariance
        Shape (K, K): inverse of the negative Hessian at the mode, over the K parameters that may differ.
    into
        Shape (free, K): takes these to the free parameters.
    log_likelihood
        At the mode, of the standardised data, without the prior.
    converged
        True where the gradient is small and the Hessian is negative definite.
    """

    theta: FloatArray
    covariance: FloatArray
    into: FloatArray
    log_likelihood: float
    converged: bool


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
        value = float(ll.sum())
        if not np.isfinite(value):
            return 1e12, np.zeros(len(x))
        off = x - mean
        slope = -grads.sum(axis=0)[free] @ into + precision @ off
        return -value + 0.5 * float(off @ precision @ off), slope

    found = minimize(
        objective,
        shares.T @ theta[free],
        jac=True,
        method="BFGS",
        options={"gtol": 1e-5 * len(panel.seen) ** 0.5},
    )
    x, covariance, definite = _polished(objective, found.x)
    value, slope = objective(x)
    penalty = 0.5 * float((x - mean) @ precision @ (x - mean))
    small = bool(definite and slope @ covariance @ slope < 1e-3)
    theta[free] = into @ x
    settled = small and value < 1e12
    return Pooled(theta, covariance, into, -(value - penalty), settled)


def _polished(objective: Objective, x: FloatArray) -> tuple[FloatArray, FloatArray, bool]:
    """Take one Newton step from where BFGS stopped; the covariance there, and whether the mode is one."""
    hessian = _hessian(objective, x)
    try:
        step = np.linalg.solve(hessian, objective(x)[1])
        if objective(x - step)[0] <= objective(x)[0]:
            x = x - step
        return (
            x,
            np.asarray(np.linalg.inv(hessian), dtype=np.float64),
            bool(np.linalg.eigvalsh(hessian)[0] > 0),
        )
    except np.linalg.LinAlgError:
        return x, np.diag(np.full(len(x), 1e6)), False


def _hessian(objective: Objective, x: FloatArray, step: float = 1e-4) -> FloatArray:
    """Central differences of the gradient, symmetrised."""
    H = np.array([(objective(x + e)[1] - objective(x - e)[1]) / (2 * step) for e in np.eye(len(x)) * step])
    return np.asarray(0.5 * (H + H.T))

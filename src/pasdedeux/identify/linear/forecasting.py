"""Forecasts beyond the last report, in plain NumPy: a saved fit draws them without compiling anything.

The same filter as `kernels.likelihood`, all draws side by side, with the static effects as states that stay.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from pasdedeux.identify.linear.panel import Panel, StaticPrior
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.loop.linear import transition

FloatArray = NDArray[np.float64]


def matrices(layout: Layout, theta: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Drift, process and measurement error covariance, shape (S, d, d) each, of parameters (S, size)."""
    q, own = np.exp(theta[:, : layout.d]), expit(theta[:, layout.at("true-return")])
    loss = q * (1.0 - own) + layout.known_loss
    scale = np.exp(theta[:, layout.at("scale")])
    sd = {
        "shared-process-error": scale * np.exp(-0.5 * loss) * np.sqrt(2.0 * q * own),
        "shared-measurement-error": scale * np.sqrt(-np.expm1(-loss)),
    }
    process, error = (
        _correlation(theta[:, layout.at(kind)], layout.d) * each[:, :, None] * each[:, None]
        for kind, each in sd.items()
    )
    return layout.drift(theta), process, error


def _correlation(z: FloatArray, d: int) -> FloatArray:
    """Correlation matrices from partial correlations, row by row (Lewandowski et al. 2009)."""
    L, at = np.zeros((len(z), d, d)), 0
    for i in range(d):
        rest = np.ones(len(z))
        for j in range(i):
            partial = np.tanh(z[:, at])
            L[:, i, j] = partial * np.sqrt(rest)
            rest *= 1.0 - partial**2
            at += 1
        L[:, i, i] = np.sqrt(rest)
    return np.asarray(L @ L.swapaxes(1, 2))


def _long_run(A: FloatArray, S: FloatArray) -> FloatArray:
    """Solve ``A P + P A' + S = 0`` for each draw."""
    d = A.shape[1]
    eye = np.eye(d)
    both = np.einsum("sij,kl->sikjl", A, eye) + np.einsum("ij,skl->sikjl", eye, A)
    return np.asarray(
        np.linalg.solve(both.reshape(-1, d * d, d * d), -S.reshape(-1, d * d, 1)).reshape(S.shape)
    )


def forecast_reports(
    panel: Panel, static: StaticPrior, layout: Layout, theta: FloatArray, steps: int
) -> tuple[FloatArray, FloatArray]:
    """Forecast the last rows of one couple from all reports before them.

    Parameters
    ----------
    panel, static
        One couple's record, the last rows unanswered, and its prior of the static effects.
    layout, theta
        Parameters, shape (S, size).
    steps
        How many rows.

    Returns
    -------
    mean, sd
        Shape (stable draws, steps, d), standardised units, of the next report.
    """
    A, process, R = matrices(layout, theta)
    stable = np.linalg.eigvals(A).real.max(axis=1) < 0.0
    A, process, R = A[stable], process[stable], R[stable] + np.diag(panel.design.floor)
    P, Phi = _long_run(A, process), transition(A, panel.gaps)
    d, p = panel.design.d, panel.design.p
    mean = np.tile(np.concatenate([np.zeros(d), static.mean]), (len(A), 1))
    C = np.zeros((len(A), d + p, d + p))
    C[:, d:, d:] = static.covariance[0]
    forecast = []
    for t in range(len(panel.seen)):
        F = np.tile(np.eye(d + p), (len(A), 1, 1))
        F[:, :d, :d] = Phi[:, panel.gap[t]] if t else 0.0
        F[:, :d, d:] = panel.U[t] if len(panel.U) else 0.0
        mean, C = np.einsum("sij,sj->si", F, mean), F @ C @ F.swapaxes(1, 2)
        C[:, :d, :d] += P - F[:, :d, :d] @ P @ F[:, :d, :d].swapaxes(1, 2)
        H = np.concatenate([np.eye(d), panel.W[t, :, 1:]], axis=1)
        ahead, spread = mean @ H.T, H @ C @ H.T + R
        if t >= len(panel.seen) - steps:
            forecast.append((ahead, np.sqrt(np.diagonal(spread, axis1=1, axis2=2))))
        elif (at := np.flatnonzero(panel.seen[t])).size:
            gain = np.linalg.solve(spread[:, at[:, None], at], H[at] @ C)
            mean = mean + np.einsum("si,sij->sj", panel.W[t, at, 0] - ahead[:, at], gain)
            C = C - gain.swapaxes(1, 2) @ H[at] @ C
    centre, sd = (np.stack(part, axis=1) for part in zip(*forecast, strict=True))
    return centre, sd

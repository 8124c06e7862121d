r"""Likelihood of one couple's record under a linear loop, and its exact gradient.

Model, for d states (R roles of two partners) and p static effects ``b`` (set-points, weekday, inputs):

.. math::
    x_t &= e^{A g_t} x_{t-1} + U_t b + w_t, \quad w_t \sim N(0, P_\infty - \Phi P_\infty \Phi') \\
    y_t &= x_t + X_t b + e_t, \quad e_t \sim N(0, R), \qquad b \sim N(b_0, B)

with missing entries of ``y`` skipped and ``b`` integrated out exactly: the Kalman filter runs on the data
and on each column of the design side by side (de Jong 1991, Ann. Stat. 19:1073), so that its covariance
stays d x d. The gradient is the adjoint sweep in the form of Koopman & Shephard (1992, Biometrika 79:823),
one backward pass, then through the exponential and the Lyapunov equation to the parameters.

What is written for two states and for any number (`pair.py`, `general.py`) is put together here into one
compiled function each. It is compiled once: other kernels take it as an argument (`likelihood_of`).
"""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pasdedeux.compiled import compiled, part
from pasdedeux.identify.linear.kernels import general, pair
from pasdedeux.identify.linear.kernels.matrices import cholesky, solve_lower, solve_upper
from pasdedeux.identify.linear.kernels.transform import unpack, unpack_adjoint

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
Data = tuple[
    FloatArray, BoolArray, FloatArray, IntArray, FloatArray, FloatArray, FloatArray, FloatArray, float
]
"""One couple's record: W, seen, U, gap, gaps, floor, mean, precision and log determinant of the prior."""
Memory = tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]
"""What a likelihood leaves behind: innovations and filtered means (2, T, d, q), inverse innovation and
predicted covariances (2, T, d, d), transitions (gaps, d, d), error covariance (d, d), and the combination of
columns that `marginalise` writes (q, q)."""
Likelihood = Callable[..., float]

ARRAYS = "f8[:,:,::1], b1[:,::1], f8[:,:,::1], i8[::1], f8[::1], f8[::1], f8[::1], f8[:,::1], f8"
DATA = f"Tuple(({ARRAYS}))"
LIKELIHOOD = (
    f"f8(f8[::1], {ARRAYS}, f8[:,:,:,::1], f8[:,:,:,::1], f8[:,:,::1], f8[:,::1], f8[:,::1], f8[::1])"
)
POINTER = f"FunctionType({LIKELIHOOD})"
_LOG_2PI = float(np.log(2.0 * np.pi))


@part(fast=True)
def marginalise(G: FloatArray, b0: FloatArray, B_inverse: FloatArray, mix: FloatArray) -> float:
    """Integrate the static effects out of the Gram matrix.

    Returns the quadratic form plus the log determinant of the posterior precision of ``b``; NaN if that is
    not positive definite. Writes ``mix``, the combination of columns whose outer products are what the
    gradient needs: [1, -mean] and [0, L], with the posterior mean and L L' the posterior covariance.
    """
    p = len(b0)
    square = np.empty((2, p, p))
    H, L = square[0], square[1]
    row = np.empty((2, p))
    x, column = row[0], row[1]
    quadratic = G[0, 0]
    for i in range(p):
        x[i] = G[i + 1, 0]
        for j in range(p):
            H[i, j] = G[i + 1, j + 1] + B_inverse[i, j]
            x[i] += B_inverse[i, j] * b0[j]
            quadratic += b0[i] * B_inverse[i, j] * b0[j]
    if not cholesky(H, L):
        return np.nan
    solve_lower(L, x)
    logdet = 0.0
    for i in range(p):
        quadratic -= x[i] * x[i]
        logdet += 2.0 * np.log(L[i, i])
    solve_upper(L, x)
    mix[:] = 0.0
    mix[0, 0] = 1.0
    for i in range(p):
        mix[i + 1, 0] = -x[i]
        column[:] = 0.0
        column[i] = 1.0
        solve_upper(L, column)  # columns of L'^-1: their outer products sum to H^-1
        for j in range(p):
            mix[j + 1, i + 1] = column[j]
    return quadratic + logdet


@part()
def memory_for(reports: int, gaps: int, W: FloatArray) -> Memory:
    """Room for what the likelihoods of records of this shape, and no longer, leave behind."""
    _, d, q = W.shape
    Phi, R, mix = np.empty((gaps, d, d)), np.empty((d, d)), np.empty((q, q))
    return np.empty((2, reports, d, q)), np.empty((2, reports, d, d)), Phi, R, mix


def _make(sweeps: ModuleType) -> Any:
    """Put the sweeps of `pair` or `general` together."""

    def likelihood(
        theta: FloatArray,
        W: FloatArray,
        seen: BoolArray,
        U: FloatArray,
        gap: IntArray,
        gaps: FloatArray,
        floor: FloatArray,
        b0: FloatArray,
        B_inverse: FloatArray,
        B_logdet: float,
        means: FloatArray,
        covariances: FloatArray,
        Phi: FloatArray,
        R: FloatArray,
        mix: FloatArray,
        grad: FloatArray,
    ) -> float:
        """Log-likelihood of one couple; its derivative goes to ``grad`` if there is room for one.

        Minus infinity where the loop is unstable.
        """
        _, d, q = W.shape
        # few allocations: each takes as long as some steps of a filter
        square = np.zeros((7, d, d))
        A, S, P0 = square[0], square[1], square[2]
        A_bar, S_bar, R_bar, P_bar = square[3], square[4], square[5], square[6]
        by_gap = np.zeros((3, len(gaps), d, d))
        Q, Phi_bar, Q_bar = by_gap[0], by_gap[1], by_gap[2]
        V, M, Sinv, Pp = means[0], means[1], covariances[0], covariances[1]
        G = np.empty((q, q))
        grad[:] = 0.0
        unpack(theta, d, floor, A, S, R)
        if not sweeps.discretise(A, S, gaps, Phi, Q, P0):
            return -np.inf
        logdet = sweeps.forward(W, seen, U, gap, Phi, Q, P0, R, V, M, Sinv, Pp, G)
        rest = marginalise(G, b0, B_inverse, mix)
        if np.isnan(logdet + rest):
            return -np.inf
        if len(grad) > 0:
            sweeps.backward(gap, Phi, V, M, Sinv, Pp, mix, Phi_bar, Q_bar, P_bar, R_bar)
            sweeps.discretise_adjoint(A, gaps, Phi, P0, Phi_bar, Q_bar, P_bar, A_bar, S_bar)
            unpack_adjoint(theta, d, floor, A, A_bar, S_bar, R_bar, grad)
        return -0.5 * (logdet + rest - B_logdet + _LOG_2PI * seen.sum())

    return compiled(LIKELIHOOD, fast=True)(likelihood)


of_two, of_many = _make(pair), _make(general)


def likelihood_of(data: Data) -> Likelihood:
    """Choose the compiled likelihood for these data."""
    chosen: Likelihood = of_two if data[0].shape[1] == 2 else of_many
    return chosen

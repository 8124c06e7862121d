r"""Likelihood of one couple's record under a linear loop, and its exact gradient.

Model, for d states (R roles of two partners) and p static effects ``b`` (set-points, weekday, inputs):

.. math::
    x_t &= e^{A g_t} x_{t-1} + U_t b + w_t, \quad w_t \sim N(0, P_\infty - \Phi P_\infty \Phi') \\
    y_t &= x_t + X_t b + e_t, \quad e_t \sim N(0, R), \qquad b \sim N(b_0, B)

with missing entries of ``y`` skipped and ``b`` integrated out exactly: the Kalman filter runs on the data
and on each column of the design side by side (de Jong 1991, Ann. Stat. 19:1073), so that its covariance
stays d x d. The gradient is the adjoint sweep in the form of Koopman & Shephard (1992, Biometrika 79:823),
one backward pass, then through the exponential and the Lyapunov equation to the parameters.

Parameters ``theta`` of one couple (all real, no bounds):
``log q`` (d), relative couplings ``u`` (d(d-1), row by row), ``log v`` (d), process correlations (d(d-1)/2),
``logit s`` (d), error correlations (d(d-1)/2). See `parameters.py` for what they mean.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from pasdedeux.compiled import compiled
from pasdedeux.identify.linear.kernels.matrices import (
    cholesky,
    expm,
    expm2,
    expm2_adjoint,
    expm_adjoint,
    lyapunov,
    matmul,
    solve_lower,
    solve_symmetric,
    solve_upper,
)
from pasdedeux.identify.linear.kernels.pair import backward_pair, forward_pair

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
Data = tuple[
    FloatArray, BoolArray, FloatArray, IntArray, FloatArray, FloatArray, FloatArray, FloatArray, float
]
"""One couple's record: the arguments of `loglik` after ``theta``."""

_LOG_2PI = float(np.log(2.0 * np.pi))
# contracted and reordered sums are fine here; NaN and infinity must keep their meaning
COMPILE: dict[str, Any] = {
    "nogil": True,
    "fastmath": {"contract", "reassoc", "nsz", "arcp"},
}


@compiled("UniTuple(f8, 2)(f8)", **COMPILE)
def squeeze(p: float) -> tuple[float, float]:
    """Factor h(p) that keeps the gain h^2 p below 1, and its derivative: h^2 p = tanh(p) for p > 0."""
    if p <= 0.0:
        return 1.0, 0.0
    if p < 1e-4:
        return 1.0 - p * p / 6.0, -p / 3.0
    t = np.tanh(p)
    h = np.sqrt(t / p)
    return h, ((1.0 - t * t) * p - t) / (2.0 * p * p * h)


@compiled("void(f8[::1], i8, i8, f8[:,::1], f8[:,::1])", **COMPILE)
def correlation(theta: FloatArray, start: int, d: int, C: FloatArray, L: FloatArray) -> None:
    """Correlation matrix from unbounded partial correlations, row by row (Lewandowski et al. 2009)."""
    at = start
    for i in range(d):
        rest = 1.0
        for j in range(d):
            L[i, j] = 0.0
        for j in range(i):
            partial = np.tanh(theta[at])
            at += 1
            L[i, j] = partial * np.sqrt(rest)
            rest *= 1.0 - partial * partial
        L[i, i] = np.sqrt(rest)
    for i in range(d):
        for j in range(d):
            total = 0.0
            for k in range(min(i, j) + 1):
                total += L[i, k] * L[j, k]
            C[i, j] = total


@compiled("void(f8[::1], i8, i8, f8[:,::1], f8[:,::1], f8[::1])", **COMPILE)
def correlation_adjoint(
    theta: FloatArray, start: int, d: int, C_bar: FloatArray, L: FloatArray, grad: FloatArray
) -> None:
    """Add to ``grad`` what a change of the correlations along ``C_bar`` asks of the partial correlations."""
    at = start
    L_bar = np.empty(d)
    for i in range(d):
        row = at
        # derivative with respect to row i of L
        L_bar[:] = 0.0
        for k in range(i + 1):
            for j in range(d):
                L_bar[k] += (C_bar[i, j] + C_bar[j, i]) * L[j, k]
        # L[i, j] = w_j prod_{m<j} sqrt(1 - w_m^2); tanh'(z) = 1 - w^2 cancels the denominators
        for m in range(i):
            w = np.tanh(theta[row + m])
            total = -w * L_bar[i] * L[i, i]
            if abs(w) > 1e-150:
                total += L_bar[m] * (L[i, m] / w) * (1.0 - w * w)
            else:
                rest = 1.0
                for j in range(m):
                    v = np.tanh(theta[row + j])
                    rest *= 1.0 - v * v
                total += L_bar[m] * np.sqrt(rest)
            for j in range(m + 1, i):
                total -= w * L_bar[j] * L[i, j]
            grad[row + m] += total
        at += i


@compiled("void(f8[::1], i8, f8[::1], f8[:,::1], f8[:,::1], f8[:,::1])", **COMPILE)
def unpack(theta: FloatArray, d: int, floor: FloatArray, A: FloatArray, S: FloatArray, R: FloatArray) -> None:
    """Write drift, diffusion and error covariance of ``theta``; ``floor`` is added to the error variances."""
    cross = d
    scale = d + d * (d - 1)
    shared = scale + d
    trust = shared + d * (d - 1) // 2
    square = np.empty((2, d, d))
    C, L = square[0], square[1]
    row = np.empty((4, d))
    q, own, process, error = row[0], row[1], row[2], row[3]
    for i in range(d):
        q[i] = np.exp(theta[i])
        own[i] = 1.0 / (1.0 + np.exp(-theta[trust + i]))
        loss = q[i] * (1.0 - own[i])  # minus log of the reliability
        process[i] = np.exp(theta[scale + i] - 0.5 * loss) * np.sqrt(2.0 * q[i] * own[i])
        error[i] = np.exp(theta[scale + i]) * np.sqrt(-np.expm1(-loss))
    h = 1.0
    if d == 2:
        h, _ = squeeze(theta[cross] * theta[cross + 1])
    at = cross
    for i in range(d):
        A[i, i] = -q[i] * own[i]
        for j in range(d):
            if i != j:
                size = np.exp(theta[scale + i] - theta[scale + j])
                A[i, j] = h * theta[at] * np.sqrt(q[i] * own[i] * q[j] * own[j]) * size
                at += 1
    correlation(theta, shared, d, C, L)
    for i in range(d):
        for j in range(d):
            S[i, j] = C[i, j] * process[i] * process[j]
    correlation(theta, trust + d, d, C, L)
    for i in range(d):
        for j in range(d):
            R[i, j] = C[i, j] * error[i] * error[j]
        R[i, i] += floor[i]


@compiled(
    "void(f8[::1], i8, f8[:,::1], f8[:,::1], f8[:,::1], f8[:,::1], f8[::1])",
    **COMPILE,
)
def unpack_adjoint(
    theta: FloatArray,
    d: int,
    A: FloatArray,
    A_bar: FloatArray,
    S_bar: FloatArray,
    R_bar: FloatArray,
    grad: FloatArray,
) -> None:
    """Overwrite ``grad`` with the derivative with respect to ``theta``, given those of A, S and R."""
    cross = d
    scale = d + d * (d - 1)
    shared = scale + d
    trust = shared + d * (d - 1) // 2
    grad[:] = 0.0
    square = np.empty((3, d, d))
    C, L, C_bar = square[0], square[1], square[2]
    row = np.zeros((7, d))
    q, own, loss, process, error, log_k_bar, loss_bar = row[0], row[1], row[2], row[3], row[4], row[5], row[6]
    for i in range(d):
        q[i] = np.exp(theta[i])
        own[i] = 1.0 / (1.0 + np.exp(-theta[trust + i]))
        loss[i] = q[i] * (1.0 - own[i])
        process[i] = np.exp(theta[scale + i] - 0.5 * loss[i]) * np.sqrt(2.0 * q[i] * own[i])
        error[i] = np.exp(theta[scale + i]) * np.sqrt(-np.expm1(-loss[i]))
    h, h_p = 1.0, 0.0
    if d == 2:
        h, h_p = squeeze(theta[cross] * theta[cross + 1])
    at = cross
    p_bar = 0.0
    for i in range(d):
        log_k_bar[i] += A_bar[i, i] * A[i, i]
        for j in range(d):
            if i != j:
                root = np.sqrt(q[i] * own[i] * q[j] * own[j])
                root *= np.exp(theta[scale + i] - theta[scale + j])
                grad[scale + i] += A_bar[i, j] * A[i, j]
                grad[scale + j] -= A_bar[i, j] * A[i, j]
                log_k_bar[i] += 0.5 * A_bar[i, j] * A[i, j]
                log_k_bar[j] += 0.5 * A_bar[i, j] * A[i, j]
                grad[at] += A_bar[i, j] * h * root
                p_bar += A_bar[i, j] * theta[at] * root * h_p
                at += 1
    if d == 2:
        grad[cross] += p_bar * theta[cross + 1]
        grad[cross + 1] += p_bar * theta[cross]
    correlation(theta, shared, d, C, L)
    for i in range(d):
        for j in range(d):
            C_bar[i, j] = S_bar[i, j] * process[i] * process[j]
            pull = C_bar[i, j] * C[i, j]
            for n in (i, j):
                grad[scale + n] += pull
                log_k_bar[n] += 0.5 * pull
                loss_bar[n] -= 0.5 * pull
    correlation_adjoint(theta, shared, d, C_bar, L, grad)
    correlation(theta, trust + d, d, C, L)
    for i in range(d):
        for j in range(d):
            C_bar[i, j] = R_bar[i, j] * error[i] * error[j]
            pull = C_bar[i, j] * C[i, j]
            for n in (i, j):
                grad[scale + n] += pull
                loss_bar[n] += 0.5 * pull / np.expm1(loss[n])
    for i in range(d):
        grad[i] += log_k_bar[i] + loss_bar[i] * loss[i]
        grad[trust + i] += (1.0 - own[i]) * log_k_bar[i] - own[i] * loss[i] * loss_bar[i]
    correlation_adjoint(theta, trust + d, d, C_bar, L, grad)


@njit(inline="always")
def _times(X: FloatArray, Y: FloatArray, out: FloatArray, d: int, q: int) -> None:
    """``out = X Y`` for X (d x d) and Y (d x q)."""
    for i in range(d):
        for c in range(q):
            total = 0.0
            for k in range(d):
                total += X[i, k] * Y[k, c]
            out[i, c] = total


@njit(inline="always")
def _transposed_times(X: FloatArray, Y: FloatArray, out: FloatArray, d: int, q: int) -> None:
    """``out = X' Y`` for X (d x d) and Y (d x q)."""
    for i in range(d):
        for c in range(q):
            total = 0.0
            for k in range(d):
                total += X[k, i] * Y[k, c]
            out[i, c] = total


@njit(inline="always")
def _plus_product(Z: FloatArray, sign: float, X: FloatArray, Y: FloatArray, out: FloatArray, d: int) -> None:
    """``out = Z + sign X Y``, known to be symmetric."""
    for i in range(d):
        for j in range(i + 1):
            total = Z[i, j]
            for k in range(d):
                total += sign * X[i, k] * Y[k, j]
            out[i, j] = total
            out[j, i] = total


@njit(inline="always")
def _outer_less(r: FloatArray, N: FloatArray, out: FloatArray, d: int, q: int) -> None:
    """``out = r r' - N``, symmetric."""
    for i in range(d):
        for j in range(i + 1):
            total = -N[i, j]
            for c in range(q):
                total += r[i, c] * r[j, c]
            out[i, j] = total
            out[j, i] = total


@njit(inline="always")
def _mix(X: FloatArray, mix: FloatArray, out: FloatArray, d: int, q: int) -> None:
    """``out = X mix``, skipping the columns that are zero (most static effects touch few states)."""
    for i in range(d):
        for c in range(q):
            out[i, c] = 0.0
        for k in range(q):
            x = X[i, k]
            if x != 0.0:
                for c in range(q):
                    out[i, c] += x * mix[k, c]


@njit(inline="always")
def _fill(A: FloatArray, gaps: FloatArray, P: FloatArray, Phi: FloatArray, Q: FloatArray, d: int) -> None:
    FP = np.empty((d, d))
    for g in range(len(gaps)):
        F = Phi[g]
        if d == 2:
            expm2(A, gaps[g], F)
        else:
            F[:] = expm(A * gaps[g])
        _times(F, P, FP, d, d)
        for i in range(d):
            for j in range(i + 1):
                total = P[i, j]
                for k in range(d):
                    total -= FP[i, k] * F[j, k]
                Q[g, i, j] = total
                Q[g, j, i] = total


@compiled("b1(f8[:,::1], f8[:,::1], f8[::1], f8[:,:,::1], f8[:,:,::1], f8[:,::1])", **COMPILE)
def discretise(
    A: FloatArray, S: FloatArray, gaps: FloatArray, Phi: FloatArray, Q: FloatArray, P: FloatArray
) -> bool:
    """Exact transition and process covariance per gap, and the long-run covariance; False if unstable."""
    d = A.shape[0]
    if not lyapunov(A, S, P):
        return False
    if d == 2:
        _fill(A, gaps, P, Phi, Q, 2)
    else:
        _fill(A, gaps, P, Phi, Q, d)
    return True


@compiled("b1(b1[:,::1], i8, f8[:,::1], f8[:,::1], f8[:,::1], f8[::1])", **COMPILE)
def observed_inverse(
    seen: BoolArray, t: int, P: FloatArray, R: FloatArray, inverse: FloatArray, det: FloatArray
) -> bool:
    """Inverse of P + R over what is seen at t, zero elsewhere; multiplies ``det[0]`` by its determinant."""
    d = seen.shape[1]
    for i in range(d):
        for j in range(d):
            inverse[i, j] = 0.0
    at = np.empty(d, np.int64)
    m = 0
    for i in range(d):
        if seen[t, i]:
            at[m] = i
            m += 1
    M = np.empty((m, m))
    for i in range(m):
        for j in range(m):
            M[i, j] = P[at[i], at[j]] + R[at[i], at[j]]
    L = np.empty((m, m))
    if not cholesky(M, L):
        return False
    column = np.empty(m)
    for j in range(m):
        column[:] = 0.0
        column[j] = 1.0
        solve_lower(L, column)
        solve_upper(L, column)
        for i in range(m):
            inverse[at[i], at[j]] = column[i]
        det[0] *= L[j, j] * L[j, j]
    return True


@njit(inline="always")
def _forward(
    W: FloatArray,
    seen: BoolArray,
    U: FloatArray,
    gap: IntArray,
    Phi: FloatArray,
    Q: FloatArray,
    P0: FloatArray,
    R: FloatArray,
    keep: bool,
    V: FloatArray,
    M: FloatArray,
    Sinv: FloatArray,
    Pp: FloatArray,
    G: FloatArray,
    logdet: FloatArray,
    d: int,
    q: int,
) -> bool:
    T = W.shape[0]
    P = P0.copy()
    a = np.zeros((d, q))
    m = np.zeros((d, q))
    v = np.zeros((d, q))
    e = np.empty((d, q))
    C = np.empty((d, d))
    X = np.empty((d, d))
    inverse = np.zeros((d, d))
    det = np.ones(1)
    G[:] = 0.0
    for t in range(T):
        if t > 0:
            F = Phi[gap[t]]
            _times(F, m, a, d, q)
            if U.shape[0] > 0:
                for i in range(d):
                    for c in range(1, q):
                        a[i, c] -= U[t, i, c - 1]
            _times(F, C, X, d, d)
            for i in range(d):
                for j in range(i + 1):
                    total = Q[gap[t], i, j]
                    for k in range(d):
                        total += X[i, k] * F[j, k]
                    P[i, j] = total
                    P[j, i] = total
        if not observed_inverse(seen, t, P, R, inverse, det):
            return False
        if not 1e-100 < det[0] < 1e100:  # one logarithm for many steps
            logdet[0] += np.log(det[0])
            det[0] = 1.0
        for i in range(d):
            for c in range(q):
                v[i, c] = W[t, i, c] - a[i, c] if seen[t, i] else 0.0
        _times(inverse, v, e, d, q)
        for c in range(q):
            for b in range(c + 1):
                total = G[c, b]
                for i in range(d):
                    total += v[i, c] * e[i, b]
                G[c, b] = total
        _times(P, e, m, d, q)
        for i in range(d):
            for c in range(q):
                m[i, c] += a[i, c]
        _times(P, inverse, X, d, d)
        _plus_product(P, -1.0, X, P, C, d)
        if keep:
            for i in range(d):
                for c in range(q):
                    V[t, i, c] = v[i, c]
                    M[t, i, c] = m[i, c]
                for j in range(d):
                    Sinv[t, i, j] = inverse[i, j]
                    Pp[t, i, j] = P[i, j]
    logdet[0] += np.log(det[0])
    for c in range(q):
        for b in range(c):
            G[b, c] = G[c, b]
    return True


@compiled(
    "b1(f8[:,:,::1], b1[:,::1], f8[:,:,::1], i8[::1], f8[:,:,::1], f8[:,:,::1], f8[:,::1], f8[:,::1], b1,"
    " f8[:,:,::1], f8[:,:,::1], f8[:,:,::1], f8[:,:,::1], f8[:,::1], f8[::1])",
    **COMPILE,
)
def forward(
    W: FloatArray,
    seen: BoolArray,
    U: FloatArray,
    gap: IntArray,
    Phi: FloatArray,
    Q: FloatArray,
    P0: FloatArray,
    R: FloatArray,
    keep: bool,
    V: FloatArray,
    M: FloatArray,
    Sinv: FloatArray,
    Pp: FloatArray,
    G: FloatArray,
    logdet: FloatArray,
) -> bool:
    """Run the filter on all columns of ``W``.

    Writes the Gram matrix ``G = sum V' S^-1 V`` and adds up the log determinants; where ``keep``, also the
    innovations V, filtered means M, inverse innovation covariances and predicted covariances of every step.
    """
    # sizes as constants let the compiler unroll the common cases: one role with set-points, trends, weekdays
    _, d, q = W.shape
    if d == 2 and q == 3:
        return forward_pair(W, seen, U, gap, Phi, Q, P0, R, keep, V, M, Sinv, Pp, G, logdet, 3)
    if d == 2 and q == 5:
        return forward_pair(W, seen, U, gap, Phi, Q, P0, R, keep, V, M, Sinv, Pp, G, logdet, 5)
    if d == 2 and q == 11:
        return forward_pair(W, seen, U, gap, Phi, Q, P0, R, keep, V, M, Sinv, Pp, G, logdet, 11)
    if d == 2:
        return forward_pair(W, seen, U, gap, Phi, Q, P0, R, keep, V, M, Sinv, Pp, G, logdet, q)
    return _forward(W, seen, U, gap, Phi, Q, P0, R, keep, V, M, Sinv, Pp, G, logdet, d, q)


@compiled("f8(f8[:,::1], f8[::1], f8[:,::1], f8[:,::1], f8[::1])", **COMPILE)
def marginalise(
    G: FloatArray, b0: FloatArray, B_inverse: FloatArray, mix: FloatArray, mean: FloatArray
) -> float:
    """Integrate the static effects out of the Gram matrix.

    Returns the quadratic form plus the log determinant of the posterior precision of ``b``; NaN if that is
    not positive definite. Writes the posterior mean and ``mix``, the combination of columns whose outer
    products are what the gradient needs: [1, -mean] and [0, L] with L L' the posterior covariance.
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
        mean[i] = x[i]
        mix[i + 1, 0] = -x[i]
        column[:] = 0.0
        column[i] = 1.0
        solve_upper(L, column)  # columns of L'^-1: their outer products sum to H^-1
        for j in range(p):
            mix[j + 1, i + 1] = column[j]
    return quadratic + logdet


@compiled(
    "f8(f8[::1], f8[:,:,::1], b1[:,::1], f8[:,:,::1], i8[::1], f8[::1], f8[::1], f8[::1], f8[:,::1], f8)",
    **COMPILE,
)
def loglik(
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
) -> float:
    """Log-likelihood of one couple; minus infinity where the loop is unstable."""
    _, d, q = W.shape
    A = np.empty((d, d))
    S = np.empty((d, d))
    R = np.empty((d, d))
    P = np.empty((d, d))
    unpack(theta, d, floor, A, S, R)
    Phi = np.empty((len(gaps), d, d))
    Q = np.empty((len(gaps), d, d))
    if not discretise(A, S, gaps, Phi, Q, P):
        return -np.inf
    none = np.empty((0, d, q))
    square = np.empty((0, d, d))
    G = np.empty((q, q))
    logdet = np.zeros(1)
    if not forward(W, seen, U, gap, Phi, Q, P, R, False, none, none, square, square, G, logdet):
        return -np.inf
    mix = np.empty((q, q))
    mean = np.empty(q - 1)
    rest = marginalise(G, b0, B_inverse, mix, mean)
    if np.isnan(rest):
        return -np.inf
    return -0.5 * (logdet[0] + rest - B_logdet + _LOG_2PI * seen.sum())


@njit(inline="always")
def _backward(
    gap: IntArray,
    Phi: FloatArray,
    V: FloatArray,
    M: FloatArray,
    Sinv: FloatArray,
    Pp: FloatArray,
    mix: FloatArray,
    Phi_bar: FloatArray,
    Q_bar: FloatArray,
    P_bar: FloatArray,
    R_bar: FloatArray,
    d: int,
    q: int,
) -> None:
    T = V.shape[0]
    r = np.zeros((d, q))
    rf = np.zeros((d, q))
    e = np.empty((d, q))
    v = np.empty((d, q))
    m = np.empty((d, q))
    N = np.zeros((d, d))
    Nf = np.zeros((d, d))
    K = np.empty((d, d))
    C = np.empty((d, d))
    X = np.empty((d, d))
    Y = np.empty((d, d))
    for t in range(T - 1, -1, -1):
        S = Sinv[t]
        _times(Pp[t], S, K, d, d)
        _mix(V[t], mix, v, d, q)
        if t < T - 1:
            # through the transition from t to t + 1
            g = gap[t + 1]
            F = Phi[g]
            _mix(M[t], mix, m, d, q)
            _plus_product(Pp[t], -1.0, K, Pp[t], C, d)
            _outer_less(r, N, X, d, q)
            _times(X, F, Y, d, d)
            for i in range(d):
                for j in range(d):
                    Q_bar[g, i, j] += 0.5 * X[i, j]
                    total = 0.0
                    for c in range(q):
                        total += r[i, c] * m[j, c]
                    for k in range(d):
                        total += Y[i, k] * C[k, j]
                    Phi_bar[g, i, j] += total
            _transposed_times(F, r, rf, d, q)
            _times(N, F, Y, d, d)
            _transposed_times(F, Y, Nf, d, d)
        # through the update at t: e = S^-1 v - K' rf, D = S^-1 + K' Nf K
        for i in range(d):
            for c in range(q):
                total = 0.0
                for k in range(d):
                    total += S[i, k] * v[k, c] - K[k, i] * rf[k, c]
                e[i, c] = total
        _times(Nf, K, X, d, d)
        _transposed_times(K, X, Y, d, d)
        for i in range(d):
            for j in range(d):
                Y[i, j] += S[i, j]
                # (I - K)' Nf (I - K) + S^-1 = Nf - K' Nf - Nf K + D
                N[i, j] = Nf[i, j] - X[j, i] - X[i, j] + Y[i, j]
        _outer_less(e, Y, X, d, q)
        for i in range(d):
            for j in range(d):
                R_bar[i, j] += 0.5 * X[i, j]
            for c in range(q):
                r[i, c] = rf[i, c] + e[i, c]
    _outer_less(r, N, X, d, q)
    for i in range(d):
        for j in range(d):
            P_bar[i, j] += 0.5 * X[i, j]


@compiled(
    "void(i8[::1], f8[:,:,::1], f8[:,:,::1], f8[:,:,::1], f8[:,:,::1], f8[:,:,::1], f8[:,::1],"
    " f8[:,:,::1], f8[:,:,::1], f8[:,::1], f8[:,::1])",
    **COMPILE,
)
def backward(
    gap: IntArray,
    Phi: FloatArray,
    V: FloatArray,
    M: FloatArray,
    Sinv: FloatArray,
    Pp: FloatArray,
    mix: FloatArray,
    Phi_bar: FloatArray,
    Q_bar: FloatArray,
    P_bar: FloatArray,
    R_bar: FloatArray,
) -> None:
    """Sweep back from the last report, collecting the derivatives of Phi and Q (per gap), P0 and R.

    ``r`` is the derivative with respect to the predicted mean (one column per mixed column), and
    ``(r r' - N) / 2`` that with respect to the predicted covariance.
    """
    _, d, q = V.shape
    if d == 2 and q == 3:
        backward_pair(gap, Phi, V, M, Sinv, Pp, mix, Phi_bar, Q_bar, P_bar, R_bar, 3)
    elif d == 2 and q == 5:
        backward_pair(gap, Phi, V, M, Sinv, Pp, mix, Phi_bar, Q_bar, P_bar, R_bar, 5)
    elif d == 2 and q == 11:
        backward_pair(gap, Phi, V, M, Sinv, Pp, mix, Phi_bar, Q_bar, P_bar, R_bar, 11)
    elif d == 2:
        backward_pair(gap, Phi, V, M, Sinv, Pp, mix, Phi_bar, Q_bar, P_bar, R_bar, q)
    else:
        _backward(gap, Phi, V, M, Sinv, Pp, mix, Phi_bar, Q_bar, P_bar, R_bar, d, q)


@njit(inline="always")
def _fill_adjoint(
    A: FloatArray,
    gaps: FloatArray,
    Phi: FloatArray,
    P: FloatArray,
    Phi_bar: FloatArray,
    Q_bar: FloatArray,
    P_bar: FloatArray,
    A_bar: FloatArray,
    d: int,
) -> None:
    QF = np.empty((d, d))
    for g in range(len(gaps)):
        F = Phi[g]
        _times(Q_bar[g], F, QF, d, d)
        for i in range(d):
            for j in range(d):
                total = Q_bar[g, i, j]
                pull = 0.0
                for k in range(d):
                    total -= F[k, i] * QF[k, j]
                    pull += QF[i, k] * P[k, j]
                P_bar[i, j] += total
                Phi_bar[g, i, j] -= 2.0 * pull
        if d == 2:
            expm2_adjoint(A, gaps[g], Phi_bar[g], A_bar)
        else:
            expm_adjoint(A, gaps[g], Phi_bar[g], A_bar)


@compiled(
    "void(f8[:,::1], f8[::1], f8[:,:,::1], f8[:,::1], f8[:,:,::1], f8[:,:,::1], f8[:,::1], f8[:,::1],"
    " f8[:,::1])",
    **COMPILE,
)
def discretise_adjoint(
    A: FloatArray,
    gaps: FloatArray,
    Phi: FloatArray,
    P: FloatArray,
    Phi_bar: FloatArray,
    Q_bar: FloatArray,
    P_bar: FloatArray,
    A_bar: FloatArray,
    S_bar: FloatArray,
) -> None:
    """Add to ``A_bar`` and write ``S_bar``, through Q = P - Phi P Phi' and A P + P A' + S = 0."""
    d = A.shape[0]
    if d == 2:
        _fill_adjoint(A, gaps, Phi, P, Phi_bar, Q_bar, P_bar, A_bar, 2)
    else:
        _fill_adjoint(A, gaps, Phi, P, Phi_bar, Q_bar, P_bar, A_bar, d)
    square = np.empty((2, d, d))
    symmetric, transposed = square[0], square[1]
    for i in range(d):
        for j in range(d):
            symmetric[i, j] = 0.5 * (P_bar[i, j] + P_bar[j, i])
            transposed[i, j] = A[j, i]
    solve_symmetric(transposed, symmetric, S_bar)
    YP = matmul(S_bar, P)
    for i in range(d):
        for j in range(d):
            A_bar[i, j] += 2.0 * YP[i, j]


@compiled(
    "f8(f8[::1], f8[:,:,::1], b1[:,::1], f8[:,:,::1], i8[::1], f8[::1], f8[::1], f8[::1], f8[:,::1], f8,"
    " f8[::1])",
    **COMPILE,
)
def gradient(
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
    grad: FloatArray,
) -> float:
    """Log-likelihood of one couple; its derivative with respect to ``theta`` is written to ``grad``."""
    T, d, q = W.shape
    # few allocations: each takes as long as some steps of a filter
    square = np.zeros((8, d, d))
    A, S, R, P0 = square[0], square[1], square[2], square[3]
    A_bar, S_bar, R_bar, P_bar = square[4], square[5], square[6], square[7]
    unpack(theta, d, floor, A, S, R)
    by_gap = np.zeros((4, len(gaps), d, d))
    Phi, Q, Phi_bar, Q_bar = by_gap[0], by_gap[1], by_gap[2], by_gap[3]
    grad[:] = 0.0
    if not discretise(A, S, gaps, Phi, Q, P0):
        return -np.inf
    means = np.empty((2, T, d, q))
    covariances = np.empty((2, T, d, d))
    V, M, Sinv, Pp = means[0], means[1], covariances[0], covariances[1]
    gram = np.empty((2, q, q))
    G, mix = gram[0], gram[1]
    logdet = np.zeros(1)
    if not forward(W, seen, U, gap, Phi, Q, P0, R, True, V, M, Sinv, Pp, G, logdet):
        return -np.inf
    mean = np.empty(q - 1)
    rest = marginalise(G, b0, B_inverse, mix, mean)
    if np.isnan(rest):
        return -np.inf
    backward(gap, Phi, V, M, Sinv, Pp, mix, Phi_bar, Q_bar, P_bar, R_bar)
    discretise_adjoint(A, gaps, Phi, P0, Phi_bar, Q_bar, P_bar, A_bar, S_bar)
    unpack_adjoint(theta, d, A, A_bar, S_bar, R_bar, grad)
    return -0.5 * (logdet[0] + rest - B_logdet + _LOG_2PI * seen.sum())

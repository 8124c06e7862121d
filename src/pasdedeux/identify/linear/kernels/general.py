"""The sweeps of the filter for any number of states; `likelihood.py` says what each does."""

import numpy as np
from numpy.typing import NDArray

from pasdedeux.compiled import inlined, part
from pasdedeux.identify.linear.kernels.matrices import (
    cholesky,
    expm,
    expm_adjoint,
    lyapunov,
    matmul,
    solve_lower,
    solve_symmetric,
    solve_upper,
)

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]


@part(fast=True)
def _times(X: FloatArray, Y: FloatArray, out: FloatArray) -> None:
    """``out = X Y``."""
    d, q = out.shape
    for i in range(d):
        for c in range(q):
            total = 0.0
            for k in range(d):
                total += X[i, k] * Y[k, c]
            out[i, c] = total


@part(fast=True)
def _transposed_times(X: FloatArray, Y: FloatArray, out: FloatArray) -> None:
    """``out = X' Y``."""
    d, q = out.shape
    for i in range(d):
        for c in range(q):
            total = 0.0
            for k in range(d):
                total += X[k, i] * Y[k, c]
            out[i, c] = total


@part(fast=True)
def _less_product(Z: FloatArray, X: FloatArray, Y: FloatArray, out: FloatArray) -> None:
    """``out = Z - X Y``, known to be symmetric."""
    d = len(out)
    for i in range(d):
        for j in range(i + 1):
            total = Z[i, j]
            for k in range(d):
                total -= X[i, k] * Y[k, j]
            out[i, j] = total
            out[j, i] = total


@part(fast=True)
def _outer_less(r: FloatArray, N: FloatArray, out: FloatArray) -> None:
    """``out = r r' - N``, symmetric."""
    d, q = r.shape
    for i in range(d):
        for j in range(i + 1):
            total = -N[i, j]
            for c in range(q):
                total += r[i, c] * r[j, c]
            out[i, j] = total
            out[j, i] = total


@part(fast=True)
def _mix(X: FloatArray, mix: FloatArray, out: FloatArray) -> None:
    """``out = X mix``, skipping the columns that are zero (most static effects touch few states)."""
    d, q = out.shape
    for i in range(d):
        for c in range(q):
            out[i, c] = 0.0
        for k in range(q):
            x = X[i, k]
            if x != 0.0:
                for c in range(q):
                    out[i, c] += x * mix[k, c]


@inlined
def discretise(
    A: FloatArray, S: FloatArray, gaps: FloatArray, Phi: FloatArray, Q: FloatArray, P: FloatArray
) -> bool:
    """Exact transition and process covariance per gap, and the long-run covariance; False if unstable."""
    d = A.shape[0]
    if not lyapunov(A, S, P):
        return False
    FP = np.empty((d, d))
    for g in range(len(gaps)):
        E = expm(A * gaps[g])
        for i in range(d):
            for j in range(d):
                Phi[g, i, j] = E[i, j]
        _times(E, P, FP)
        for i in range(d):
            for j in range(i + 1):
                total = P[i, j]
                for k in range(d):
                    total -= FP[i, k] * E[j, k]
                Q[g, i, j] = total
                Q[g, j, i] = total
    return True


@part(fast=True)
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


@inlined
def forward(
    W: FloatArray,
    seen: BoolArray,
    U: FloatArray,
    gap: IntArray,
    Phi: FloatArray,
    Q: FloatArray,
    P0: FloatArray,
    R: FloatArray,
    V: FloatArray,
    M: FloatArray,
    Sinv: FloatArray,
    Pp: FloatArray,
    G: FloatArray,
) -> float:
    """Run the filter on all columns of ``W``; sum of the log determinants, NaN where one is not positive.

    Writes the Gram matrix ``G = sum V' S^-1 V``, and the innovations V, filtered means M, inverse innovation
    covariances and predicted covariances of every step.
    """
    T, d, q = W.shape
    logdet = 0.0
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
            _times(F, m, a)
            if U.shape[0] > 0:
                for i in range(d):
                    for c in range(1, q):
                        a[i, c] -= U[t, i, c - 1]
            _times(F, C, X)
            for i in range(d):
                for j in range(i + 1):
                    total = Q[gap[t], i, j]
                    for k in range(d):
                        total += X[i, k] * F[j, k]
                    P[i, j] = total
                    P[j, i] = total
        if not observed_inverse(seen, t, P, R, inverse, det):
            return np.nan
        if not 1e-100 < det[0] < 1e100:  # one logarithm for many steps
            logdet += np.log(det[0])
            det[0] = 1.0
        for i in range(d):
            for c in range(q):
                v[i, c] = W[t, i, c] - a[i, c] if seen[t, i] else 0.0
        _times(inverse, v, e)
        for c in range(q):
            for b in range(c + 1):
                total = G[c, b]
                for i in range(d):
                    total += v[i, c] * e[i, b]
                G[c, b] = total
        _times(P, e, m)
        for i in range(d):
            for c in range(q):
                m[i, c] += a[i, c]
        _times(P, inverse, X)
        _less_product(P, X, P, C)
        for i in range(d):
            for c in range(q):
                V[t, i, c] = v[i, c]
                M[t, i, c] = m[i, c]
            for j in range(d):
                Sinv[t, i, j] = inverse[i, j]
                Pp[t, i, j] = P[i, j]
    for c in range(q):
        for b in range(c):
            G[b, c] = G[c, b]
    return logdet + np.log(det[0])


@inlined
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
    T = len(gap)
    _, d, q = V.shape
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
        _times(Pp[t], S, K)
        _mix(V[t], mix, v)
        if t < T - 1:
            # through the transition from t to t + 1
            g = gap[t + 1]
            F = Phi[g]
            _mix(M[t], mix, m)
            _less_product(Pp[t], K, Pp[t], C)
            _outer_less(r, N, X)
            _times(X, F, Y)
            for i in range(d):
                for j in range(d):
                    Q_bar[g, i, j] += 0.5 * X[i, j]
                    total = 0.0
                    for c in range(q):
                        total += r[i, c] * m[j, c]
                    for k in range(d):
                        total += Y[i, k] * C[k, j]
                    Phi_bar[g, i, j] += total
            _transposed_times(F, r, rf)
            _times(N, F, Y)
            _transposed_times(F, Y, Nf)
        # through the update at t: e = S^-1 v - K' rf, D = S^-1 + K' Nf K
        for i in range(d):
            for c in range(q):
                total = 0.0
                for k in range(d):
                    total += S[i, k] * v[k, c] - K[k, i] * rf[k, c]
                e[i, c] = total
        _times(Nf, K, X)
        _transposed_times(K, X, Y)
        for i in range(d):
            for j in range(d):
                Y[i, j] += S[i, j]
                # (I - K)' Nf (I - K) + S^-1 = Nf - K' Nf - Nf K + D
                N[i, j] = Nf[i, j] - X[j, i] - X[i, j] + Y[i, j]
        _outer_less(e, Y, X)
        for i in range(d):
            for j in range(d):
                R_bar[i, j] += 0.5 * X[i, j]
            for c in range(q):
                r[i, c] = rf[i, c] + e[i, c]
    _outer_less(r, N, X)
    for i in range(d):
        for j in range(d):
            P_bar[i, j] += 0.5 * X[i, j]


@inlined
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
    QF = np.empty((d, d))
    for g in range(len(gaps)):
        F = Phi[g]
        _times(Q_bar[g], F, QF)
        for i in range(d):
            for j in range(d):
                total = Q_bar[g, i, j]
                pull = 0.0
                for k in range(d):
                    total -= F[k, i] * QF[k, j]
                    pull += QF[i, k] * P[k, j]
                P_bar[i, j] += total
                Phi_bar[g, i, j] -= 2.0 * pull
        expm_adjoint(A, gaps[g], Phi_bar[g], A_bar)
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

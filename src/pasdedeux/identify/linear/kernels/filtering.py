"""What the filter knows at each report: forecasts of the next one, and the static effects at the end."""

import numpy as np

from pasdedeux.compiled import compiled
from pasdedeux.identify.linear.kernels.likelihood import (
    COMPILE,
    Data,
    FloatArray,
    discretise,
    forward,
    marginalise,
    unpack,
)
from pasdedeux.identify.linear.kernels.mode import _DATA


@compiled(f"b1(f8[::1], {_DATA}, f8[::1], f8[:,::1])", **COMPILE)
def static_effects(theta: FloatArray, data: Data, mean: FloatArray, covariance: FloatArray) -> bool:
    """Write posterior mean and covariance of the static effects given the whole record; False if unstable."""
    W, seen, U, gap, gaps, floor, b0, B_inverse, _ = data
    _, d, q = W.shape
    A, S, R, P = np.empty((d, d)), np.empty((d, d)), np.empty((d, d)), np.empty((d, d))
    unpack(theta, d, floor, A, S, R)
    Phi, Q = np.empty((len(gaps), d, d)), np.empty((len(gaps), d, d))
    if not discretise(A, S, gaps, Phi, Q, P):
        return False
    none, square = np.empty((0, d, q)), np.empty((0, d, d))
    G, logdet, mix = np.empty((q, q)), np.zeros(1), np.empty((q, q))
    if not forward(W, seen, U, gap, Phi, Q, P, R, False, none, none, square, square, G, logdet):
        return False
    if np.isnan(marginalise(G, b0, B_inverse, mix, mean)):
        return False
    for i in range(q - 1):
        for j in range(q - 1):
            covariance[i, j] = 0.0
            for k in range(q - 1):
                covariance[i, j] += mix[i + 1, k + 1] * mix[j + 1, k + 1]
    return True


@compiled(f"b1(f8[::1], {_DATA}, f8[:,::1], f8[:,:,::1])", **COMPILE)
def forecasts(theta: FloatArray, data: Data, mean: FloatArray, covariance: FloatArray) -> bool:
    """Write the forecast of every report from the reports before it: mean (T, d) and covariance (T, d, d).

    The static effects are known at each step as far as the earlier reports tell them. Entries of rows that
    were not seen are forecast too. False if the loop is unstable.
    """
    W, seen, U, gap, gaps, floor, b0, B_inverse, _ = data
    T, d, q = W.shape
    A, S, R, P0 = np.empty((d, d)), np.empty((d, d)), np.empty((d, d)), np.empty((d, d))
    unpack(theta, d, floor, A, S, R)
    Phi, Q = np.empty((len(gaps), d, d)), np.empty((len(gaps), d, d))
    if not discretise(A, S, gaps, Phi, Q, P0):
        return False
    V, M = np.empty((T, d, q)), np.empty((T, d, q))
    Sinv, Pp = np.empty((T, d, d)), np.empty((T, d, d))
    G, logdet, mix = np.empty((q, q)), np.zeros(1), np.empty((q, q))
    if not forward(W, seen, U, gap, Phi, Q, P0, R, True, V, M, Sinv, Pp, G, logdet):
        return False
    b = np.empty(q - 1)
    G[:] = 0.0
    a = np.empty((d, q))
    load = np.empty((d, q))
    for t in range(T):
        if np.isnan(marginalise(G, b0, B_inverse, mix, b)):
            return False
        for i in range(d):
            for c in range(q):
                total = 0.0
                if t > 0:
                    for k in range(d):
                        total += Phi[gap[t], i, k] * M[t - 1, k, c]
                    if c > 0 and U.shape[0] > 0:
                        total -= U[t, i, c - 1]
                a[i, c] = total
        for i in range(d):
            mean[t, i] = a[i, 0]
            for c in range(1, q):
                load[i, c] = W[t, i, c] - a[i, c]
                mean[t, i] += load[i, c] * b[c - 1]
        for i in range(d):
            for j in range(d):
                total = Pp[t, i, j] + R[i, j]
                for k in range(1, q):
                    left, right = 0.0, 0.0
                    for c in range(1, q):
                        left += load[i, c] * mix[c, k]
                        right += load[j, c] * mix[c, k]
                    total += left * right
                covariance[t, i, j] = total
        for c in range(q):
            for e in range(q):
                for i in range(d):
                    for k in range(d):
                        G[c, e] += V[t, i, c] * Sinv[t, i, k] * V[t, k, e]
    return True

"""Exact likelihood of a few coupled series with its gradient: one Kalman filter forward, one smoother back.

Rows are moments. Before each row the states move by so many quarters of a step, 4 being a whole one, 0 the
same moment again, -1 a new record that knows nothing of the one before. Longer gaps are rows without answers.
"""

import numpy as np
from numpy.typing import NDArray

from pasdedeux.compiled import part
from pasdedeux.identify.rounds.quarters import QUARTERS

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
SERIES = "f8[:,::1], i8[::1], i8[::1], f8[:,::1]"
"""Types of answers, moves, mates and covariance at the start."""


@part(fast=True)
def by_quarters(A: FloatArray, Q: FloatArray, P0: FloatArray, AF: FloatArray, QF: FloatArray) -> None:
    """Carry-over and shocks of one to four quarters of a step.

    Within a step the states go a straight way to where the step takes them: A_f = I - f (I - A). The shocks
    Q_f = f Q + f (1 - f) (I - A) P (I - A)' keep a stationary covariance P as it is, whatever the fraction.
    """
    n = len(A)
    C = np.empty((n, n))
    CP = np.empty((n, n))
    for i in range(n):
        for j in range(n):
            C[i, j] = (1.0 if i == j else 0.0) - A[i, j]
    for i in range(n):
        for j in range(n):
            s = 0.0
            for k in range(n):
                s += C[i, k] * P0[k, j]
            CP[i, j] = s
    for q in range(1, QUARTERS + 1):
        f = q / QUARTERS
        for i in range(n):
            for j in range(n):
                s = 0.0
                for k in range(n):
                    s += CP[i, k] * C[j, k]
                AF[q, i, j] = (1.0 if i == j else 0.0) - f * C[i, j]
                QF[q, i, j] = f * Q[i, j] + f * (1.0 - f) * s


@part(fast=True)
def back_to_steps(
    A: FloatArray, P0: FloatArray, gAF: FloatArray, gQF: FloatArray, gA: FloatArray, gQ: FloatArray
) -> None:
    """Chain rule through `by_quarters`."""
    n = len(A)
    C = np.empty((n, n))
    GC = np.empty((n, n))
    for i in range(n):
        for j in range(n):
            C[i, j] = (1.0 if i == j else 0.0) - A[i, j]
    for q in range(1, QUARTERS + 1):
        f = q / QUARTERS
        for i in range(n):
            for j in range(n):
                s = 0.0
                for k in range(n):
                    s += gQF[q, i, k] * C[k, j]
                GC[i, j] = s
        for i in range(n):
            for j in range(n):
                s = 0.0
                for k in range(n):
                    s += GC[i, k] * P0[k, j]
                gA[i, j] += f * gAF[q, i, j] - 2.0 * f * (1.0 - f) * s
                gQ[i, j] += f * gQF[q, i, j]


@part(fast=True)
def likelihood(
    Y: FloatArray,
    moves: IntArray,
    mates: IntArray,
    P0: FloatArray,
    A: FloatArray,
    Q: FloatArray,
    d: FloatArray,
    c: FloatArray,
    gA: FloatArray,
    gQ: FloatArray,
    gd: FloatArray,
    gc: FloatArray,
) -> float:
    """Log likelihood; its derivatives are written to the last four.

    Parameters
    ----------
    Y
        Shape (T, n): answers, NaN where there is none.
    moves
        Shape (T,): quarters of a step before each row, or -1.
    mates
        Shape (n,): the earlier series that the same person answers, or -1.
    P0
        Shape (n, n): covariance of the states at the start of a record.
    A, Q
        Shape (n, n): what a step keeps, and covariance of what it adds.
    d, c
        Shape (n,): error variance of each series, and covariance of its error with its mate's.
    gA, gQ, gd, gc
        As A, Q, d, c.
    """
    T, n = Y.shape
    AF = np.zeros((QUARTERS + 1, n, n))
    QF = np.zeros((QUARTERS + 1, n, n))
    by_quarters(A, Q, P0, AF, QF)
    V = np.zeros((T, n))
    F = np.zeros((T, n))  # 0: no answer
    B = np.zeros((T, n))
    K = np.empty((T, n, n))
    M = np.empty((T, n))
    PF = np.empty((T, n, n))
    a = np.zeros(n)
    b = np.zeros(n)
    P = np.zeros((n, n))
    W = np.zeros((n, n))
    total = 0.0
    for t in range(T):
        q = moves[t]
        if q < 0:
            for i in range(n):
                a[i] = 0.0
                for j in range(n):
                    P[i, j] = P0[i, j]
        elif q > 0:
            for i in range(n):
                s = 0.0
                for k in range(n):
                    s += AF[q, i, k] * a[k]
                b[i] = s
                for j in range(n):
                    s = 0.0
                    for k in range(n):
                        s += AF[q, i, k] * P[k, j]
                    W[i, j] = s
            for i in range(n):
                a[i] = b[i]
                for j in range(i + 1):
                    s = QF[q, i, j]
                    for k in range(n):
                        s += W[i, k] * AF[q, j, k]
                    P[i, j] = s
                    P[j, i] = s
        for i in range(n):
            if np.isnan(Y[t, i]):
                continue
            m = mates[i]
            beta = 0.0
            if m >= 0 and not np.isnan(Y[t, m]):
                beta = c[i] / d[m]
            v = Y[t, i] - a[i]
            f = d[i] - beta * c[i]
            if beta != 0.0:
                v -= beta * (Y[t, m] - a[m])
            for k in range(n):
                b[k] = P[k, i]
                if beta != 0.0:
                    b[k] -= beta * P[k, m]
            f += b[i]
            if beta != 0.0:
                f -= beta * b[m]
            V[t, i] = v
            F[t, i] = f
            B[t, i] = beta
            for k in range(n):
                K[t, i, k] = b[k] / f
                a[k] += K[t, i, k] * v
            for k in range(n):
                for j in range(k + 1):
                    P[k, j] -= K[t, i, k] * b[j]
                    P[j, k] = P[k, j]
            total -= 0.5 * (np.log(f) + v * v / f)
        for i in range(n):
            M[t, i] = a[i]
            for j in range(n):
                PF[t, i, j] = P[i, j]

    gAF = np.zeros((QUARTERS + 1, n, n))
    gQF = np.zeros((QUARTERS + 1, n, n))
    gA[:] = 0.0
    gQ[:] = 0.0
    gd[:] = 0.0
    gc[:] = 0.0
    r = np.zeros(n)
    N = np.zeros((n, n))
    x = np.zeros(n)
    KN = np.zeros(n)
    E = np.zeros(n)
    for t in range(T - 1, -1, -1):
        seen = False
        for i in range(n):
            seen = seen or F[t, i] > 0.0
        if seen:  # smoothed errors, for the derivatives by d and c (Fisher's identity)
            for i in range(n):
                s = M[t, i]
                for k in range(n):
                    s += PF[t, i, k] * r[k]
                E[i] = Y[t, i] - s
                for j in range(n):
                    s = 0.0
                    for k in range(n):
                        s += PF[t, i, k] * N[k, j]
                    W[i, j] = s
            for i in range(n):
                if F[t, i] == 0.0:
                    continue
                vii = PF[t, i, i]
                for k in range(n):
                    vii -= W[i, k] * PF[t, k, i]
                eii = E[i] * E[i] + vii
                m = mates[i]
                if m < 0 or F[t, m] == 0.0:
                    gd[i] += 0.5 * (eii / d[i] - 1.0) / d[i]
                    continue
                vmm = PF[t, m, m]
                vim = PF[t, i, m]
                for k in range(n):
                    vmm -= W[m, k] * PF[t, k, m]
                    vim -= W[i, k] * PF[t, k, m]
                emm = E[m] * E[m] + vmm
                eim = E[i] * E[m] + vim
                det = d[i] * d[m] - c[i] * c[i]
                ri = d[m] / det
                rm = d[i] / det
                ro = -c[i] / det
                gd[i] += 0.5 * (ri * ri * eii + 2.0 * ri * ro * eim + ro * ro * emm - ri)
                gd[m] += 0.5 * (rm * rm * emm + 2.0 * rm * ro * eim + ro * ro * eii - rm)
                gd[m] -= 0.5 * (emm / d[m] - 1.0) / d[m]  # counted once by itself
                gc[i] += ri * ro * eii + (ri * rm + ro * ro) * eim + rm * ro * emm - ro
        for i in range(n - 1, -1, -1):
            f = F[t, i]
            if f == 0.0:
                continue
            beta = B[t, i]
            m = max(mates[i], 0)
            u = V[t, i] / f
            kk = 1.0 / f
            for k in range(n):
                u -= K[t, i, k] * r[k]
                s = 0.0
                for j in range(n):
                    s += N[k, j] * K[t, i, j]
                KN[k] = s
                kk += s * K[t, i, k]
            r[i] += u
            for k in range(n):
                N[i, k] -= KN[k]
                N[k, i] -= KN[k]
            N[i, i] += kk
            if beta != 0.0:
                r[m] -= beta * u
                for k in range(n):
                    N[m, k] += beta * KN[k]
                    N[k, m] += beta * KN[k]
                N[i, m] -= beta * kk
                N[m, i] -= beta * kk
                N[m, m] += beta * beta * kk
        q = moves[t]
        if q < 0:
            for i in range(n):
                r[i] = 0.0
                for j in range(n):
                    N[i, j] = 0.0
        elif q > 0:
            for i in range(n):
                s = 0.0
                for k in range(n):
                    s += AF[q, k, i] * r[k]
                b[i] = s
                for j in range(n):
                    gQF[q, i, j] += 0.5 * (r[i] * r[j] - N[i, j])
                    s = 0.0
                    for k in range(n):
                        s += N[i, k] * AF[q, k, j]
                    W[i, j] = s
            for j in range(n):
                s = M[t - 1, j]
                for k in range(n):
                    s += PF[t - 1, j, k] * b[k]
                x[j] = s
            for i in range(n):
                for j in range(n):
                    s = r[i] * x[j]
                    for k in range(n):
                        s -= W[i, k] * PF[t - 1, k, j]
                    gAF[q, i, j] += s
            for i in range(n):
                r[i] = b[i]
                for j in range(i + 1):
                    s = 0.0
                    for k in range(n):
                        s += AF[q, k, i] * W[k, j]
                    N[i, j] = s
                    N[j, i] = s
    back_to_steps(A, P0, gAF, gQF, gA, gQ)
    return total

"""The sweeps of the filter for two states, one of each partner, with every 2 x 2 product written out.

Most records have one role, and nearly all time of a fit goes here: numbers that stay in registers take half
the time of small arrays. `general.py` says what each sweep does, and has it for any number of states.
"""

import numpy as np
from numpy.typing import NDArray

from pasdedeux.compiled import inlined, part
from pasdedeux.identify.linear.kernels.matrices import expm2, expm2_adjoint, lyapunov2

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]


@inlined
def discretise(
    A: FloatArray, S: FloatArray, gaps: FloatArray, Phi: FloatArray, Q: FloatArray, P: FloatArray
) -> bool:
    """Transition and process covariance per gap, and the long-run covariance; as `general.discretise`."""
    if not lyapunov2(A, S, P):
        return False
    p00, p01, p11 = P[0, 0], P[0, 1], P[1, 1]
    for g in range(len(gaps)):
        expm2(A, gaps[g], Phi[g])
        f00, f01, f10, f11 = Phi[g, 0, 0], Phi[g, 0, 1], Phi[g, 1, 0], Phi[g, 1, 1]
        x00, x01 = f00 * p00 + f01 * p01, f00 * p01 + f01 * p11
        x10, x11 = f10 * p00 + f11 * p01, f10 * p01 + f11 * p11
        Q[g, 0, 0] = p00 - x00 * f00 - x01 * f01
        Q[g, 0, 1] = Q[g, 1, 0] = p01 - x10 * f00 - x11 * f01
        Q[g, 1, 1] = p11 - x10 * f10 - x11 * f11
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
    """Filter all columns; as `general.forward`."""
    # the compiler unrolls loops over numbers it knows: set-points alone, with trends, and with weekdays
    q = W.shape[2]
    if q == 3:
        return _forward(W, seen, U, gap, Phi, Q, P0, R, V, M, Sinv, Pp, G, 3)
    if q == 5:
        return _forward(W, seen, U, gap, Phi, Q, P0, R, V, M, Sinv, Pp, G, 5)
    if q == 11:
        return _forward(W, seen, U, gap, Phi, Q, P0, R, V, M, Sinv, Pp, G, 11)
    return _forward(W, seen, U, gap, Phi, Q, P0, R, V, M, Sinv, Pp, G, q)


@part(fast=True)
def _forward(
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
    q: int,
) -> float:
    r00, r01, r11 = R[0, 0], R[0, 1], R[1, 1]
    p00, p01, p11 = P0[0, 0], P0[0, 1], P0[1, 1]
    c00 = c01 = c11 = 0.0
    column = np.zeros((3, 2, q))
    m, v, e = column[0], column[1], column[2]
    logdet, det = 0.0, 1.0
    inputs = len(U) > 0
    G[:] = 0.0
    for t in range(W.shape[0]):
        if t > 0:
            g = gap[t]
            f00, f01, f10, f11 = Phi[g, 0, 0], Phi[g, 0, 1], Phi[g, 1, 0], Phi[g, 1, 1]
            for c in range(q):
                m0, m1 = m[0, c], m[1, c]
                m[0, c] = f00 * m0 + f01 * m1
                m[1, c] = f10 * m0 + f11 * m1
            if inputs:
                for c in range(1, q):
                    m[0, c] -= U[t, 0, c - 1]
                    m[1, c] -= U[t, 1, c - 1]
            x00, x01 = f00 * c00 + f01 * c01, f00 * c01 + f01 * c11
            x10, x11 = f10 * c00 + f11 * c01, f10 * c01 + f11 * c11
            p00 = Q[g, 0, 0] + x00 * f00 + x01 * f01
            p01 = Q[g, 0, 1] + x10 * f00 + x11 * f01
            p11 = Q[g, 1, 1] + x10 * f10 + x11 * f11
        one, two = seen[t, 0], seen[t, 1]
        s00 = s01 = s11 = 0.0
        if one and two:
            a, b, d = p00 + r00, p01 + r01, p11 + r11
            both = a * d - b * b
            if not (both > 0.0 and a > 0.0):
                return np.nan
            scale = 1.0 / both
            s00, s01, s11 = d * scale, -b * scale, a * scale
            det *= both
        elif one:
            a = p00 + r00
            if not a > 0.0:
                return np.nan
            s00 = 1.0 / a
            det *= a
        elif two:
            d = p11 + r11
            if not d > 0.0:
                return np.nan
            s11 = 1.0 / d
            det *= d
        if not 1e-100 < det < 1e100:  # one logarithm for many steps
            logdet += np.log(det)
            det = 1.0
        for c in range(q):
            v0 = W[t, 0, c] - m[0, c] if one else 0.0
            v1 = W[t, 1, c] - m[1, c] if two else 0.0
            e0, e1 = s00 * v0 + s01 * v1, s01 * v0 + s11 * v1
            m[0, c] += p00 * e0 + p01 * e1
            m[1, c] += p01 * e0 + p11 * e1
            v[0, c], v[1, c], e[0, c], e[1, c] = v0, v1, e0, e1
        for c in range(q):
            v0, v1 = v[0, c], v[1, c]
            for b in range(c + 1):
                G[c, b] += v0 * e[0, b] + v1 * e[1, b]
        k00, k01 = p00 * s00 + p01 * s01, p00 * s01 + p01 * s11
        k10, k11 = p01 * s00 + p11 * s01, p01 * s01 + p11 * s11
        c00 = p00 - k00 * p00 - k01 * p01
        c01 = p01 - k10 * p00 - k11 * p01
        c11 = p11 - k10 * p01 - k11 * p11
        for c in range(q):
            V[t, 0, c], V[t, 1, c] = v[0, c], v[1, c]
            M[t, 0, c], M[t, 1, c] = m[0, c], m[1, c]
        Sinv[t, 0, 0], Sinv[t, 0, 1], Sinv[t, 1, 0], Sinv[t, 1, 1] = s00, s01, s01, s11
        Pp[t, 0, 0], Pp[t, 0, 1], Pp[t, 1, 0], Pp[t, 1, 1] = p00, p01, p01, p11
    for c in range(q):
        for b in range(c):
            G[b, c] = G[c, b]
    return logdet + np.log(det)


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
    """Sweep back over all columns; as `general.backward`."""
    q = V.shape[2]
    if q == 3:
        _backward(gap, Phi, V, M, Sinv, Pp, mix, Phi_bar, Q_bar, P_bar, R_bar, 3)
    elif q == 5:
        _backward(gap, Phi, V, M, Sinv, Pp, mix, Phi_bar, Q_bar, P_bar, R_bar, 5)
    elif q == 11:
        _backward(gap, Phi, V, M, Sinv, Pp, mix, Phi_bar, Q_bar, P_bar, R_bar, 11)
    else:
        _backward(gap, Phi, V, M, Sinv, Pp, mix, Phi_bar, Q_bar, P_bar, R_bar, q)


@part(fast=True)
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
    q: int,
) -> None:
    T = len(gap)
    r = np.zeros((2, q))
    n00 = n01 = n11 = 0.0
    y00 = y01 = y11 = 0.0
    h00 = h01 = h11 = 0.0
    g = 0
    f00 = f01 = f10 = f11 = 0.0
    for t in range(T - 1, -1, -1):
        last = t == T - 1
        s00, s01, s11 = Sinv[t, 0, 0], Sinv[t, 0, 1], Sinv[t, 1, 1]
        p00, p01, p11 = Pp[t, 0, 0], Pp[t, 0, 1], Pp[t, 1, 1]
        k00, k01 = p00 * s00 + p01 * s01, p00 * s01 + p01 * s11
        k10, k11 = p01 * s00 + p11 * s01, p01 * s01 + p11 * s11
        if not last:
            g = gap[t + 1]
            f00, f01, f10, f11 = Phi[g, 0, 0], Phi[g, 0, 1], Phi[g, 1, 0], Phi[g, 1, 1]
        b00 = b01 = b10 = b11 = 0.0
        x00 = x01 = x11 = 0.0
        z00 = z01 = z11 = 0.0
        for c in range(q):
            # the mix is [1, 0; -mean, upper triangle]
            if c == 0:
                v0, v1, m0, m1 = V[t, 0, 0], V[t, 1, 0], M[t, 0, 0], M[t, 1, 0]
                first, end = 1, q
            else:
                v0 = v1 = m0 = m1 = 0.0
                first, end = 1, c + 1
            for k in range(first, end):
                weight = mix[k, c]
                v0 += V[t, 0, k] * weight
                v1 += V[t, 1, k] * weight
                m0 += M[t, 0, k] * weight
                m1 += M[t, 1, k] * weight
            r0, r1 = r[0, c], r[1, c]
            x00 += r0 * r0
            x01 += r0 * r1
            x11 += r1 * r1
            b00 += r0 * m0
            b01 += r0 * m1
            b10 += r1 * m0
            b11 += r1 * m1
            # through the transition, then through the update: e = S^-1 v - K' F' r
            r0, r1 = f00 * r0 + f10 * r1, f01 * r0 + f11 * r1
            e0 = s00 * v0 + s01 * v1 - k00 * r0 - k10 * r1
            e1 = s01 * v0 + s11 * v1 - k01 * r0 - k11 * r1
            z00 += e0 * e0
            z01 += e0 * e1
            z11 += e1 * e1
            r[0, c], r[1, c] = r0 + e0, r1 + e1
        if not last:
            x00, x01, x11 = x00 - n00, x01 - n01, x11 - n11
            Q_bar[g, 0, 0] += 0.5 * x00
            Q_bar[g, 0, 1] += 0.5 * x01
            Q_bar[g, 1, 0] += 0.5 * x01
            Q_bar[g, 1, 1] += 0.5 * x11
            c00 = p00 - k00 * p00 - k01 * p01
            c01 = p01 - k10 * p00 - k11 * p01
            c11 = p11 - k10 * p01 - k11 * p11
            w00, w01 = x00 * f00 + x01 * f10, x00 * f01 + x01 * f11
            w10, w11 = x01 * f00 + x11 * f10, x01 * f01 + x11 * f11
            Phi_bar[g, 0, 0] += b00 + w00 * c00 + w01 * c01
            Phi_bar[g, 0, 1] += b01 + w00 * c01 + w01 * c11
            Phi_bar[g, 1, 0] += b10 + w10 * c00 + w11 * c01
            Phi_bar[g, 1, 1] += b11 + w10 * c01 + w11 * c11
            w00, w01 = n00 * f00 + n01 * f10, n00 * f01 + n01 * f11
            w10, w11 = n01 * f00 + n11 * f10, n01 * f01 + n11 * f11
            h00 = f00 * w00 + f10 * w10
            h01 = f00 * w01 + f10 * w11
            h11 = f01 * w01 + f11 * w11
        # D = S^-1 + K' H K; the next N is H - K' H - H K + D
        w00, w01 = h00 * k00 + h01 * k10, h00 * k01 + h01 * k11
        w10, w11 = h01 * k00 + h11 * k10, h01 * k01 + h11 * k11
        y00 = s00 + k00 * w00 + k10 * w10
        y01 = s01 + k00 * w01 + k10 * w11
        y11 = s11 + k01 * w01 + k11 * w11
        n00 = h00 - w00 - w00 + y00
        n01 = h01 - w10 - w01 + y01
        n11 = h11 - w11 - w11 + y11
        R_bar[0, 0] += 0.5 * (z00 - y00)
        R_bar[0, 1] += 0.5 * (z01 - y01)
        R_bar[1, 0] += 0.5 * (z01 - y01)
        R_bar[1, 1] += 0.5 * (z11 - y11)
    x00, x01, x11 = -n00, -n01, -n11
    for c in range(q):
        x00 += r[0, c] * r[0, c]
        x01 += r[0, c] * r[1, c]
        x11 += r[1, c] * r[1, c]
    P_bar[0, 0] += 0.5 * x00
    P_bar[0, 1] += 0.5 * x01
    P_bar[1, 0] += 0.5 * x01
    P_bar[1, 1] += 0.5 * x11


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
    """Add to ``A_bar`` and write ``S_bar``; as `general.discretise_adjoint`."""
    p00, p01, p11 = P[0, 0], P[0, 1], P[1, 1]
    b00, b01, b11 = P_bar[0, 0], P_bar[0, 1], P_bar[1, 1]
    for g in range(len(gaps)):
        f00, f01, f10, f11 = Phi[g, 0, 0], Phi[g, 0, 1], Phi[g, 1, 0], Phi[g, 1, 1]
        q00, q01, q11 = Q_bar[g, 0, 0], Q_bar[g, 0, 1], Q_bar[g, 1, 1]
        x00, x01 = q00 * f00 + q01 * f10, q00 * f01 + q01 * f11
        x10, x11 = q01 * f00 + q11 * f10, q01 * f01 + q11 * f11
        b00 += q00 - f00 * x00 - f10 * x10
        b01 += q01 - f00 * x01 - f10 * x11
        b11 += q11 - f01 * x01 - f11 * x11
        Phi_bar[g, 0, 0] -= 2.0 * (x00 * p00 + x01 * p01)
        Phi_bar[g, 0, 1] -= 2.0 * (x00 * p01 + x01 * p11)
        Phi_bar[g, 1, 0] -= 2.0 * (x10 * p00 + x11 * p01)
        Phi_bar[g, 1, 1] -= 2.0 * (x10 * p01 + x11 * p11)
        expm2_adjoint(A, gaps[g], Phi_bar[g], A_bar)
    P_bar[0, 0], P_bar[0, 1], P_bar[1, 0], P_bar[1, 1] = b00, b01, b01, b11
    turned = np.empty((2, 2))
    turned[0, 0], turned[0, 1], turned[1, 0], turned[1, 1] = A[0, 0], A[1, 0], A[0, 1], A[1, 1]
    lyapunov2(turned, P_bar, S_bar)
    s00, s01, s11 = S_bar[0, 0], S_bar[0, 1], S_bar[1, 1]
    A_bar[0, 0] += 2.0 * (s00 * p00 + s01 * p01)
    A_bar[0, 1] += 2.0 * (s00 * p01 + s01 * p11)
    A_bar[1, 0] += 2.0 * (s01 * p00 + s11 * p01)
    A_bar[1, 1] += 2.0 * (s01 * p01 + s11 * p11)

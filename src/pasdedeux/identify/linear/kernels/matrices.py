"""Small-matrix algebra of a continuous-time loop, with adjoints.

For two states everything is closed form; for more, scaling and squaring and a Kronecker solve.
An adjoint takes the derivative of a scalar with respect to a result and returns it with respect to
the arguments (reverse mode; Higham 2008, Functions of Matrices, ch. 10 for the Frechet derivative).
"""

import numpy as np
from numpy.typing import NDArray

from pasdedeux.compiled import part

FloatArray = NDArray[np.float64]

_EPS = 1e-12
_TAYLOR = 14


@part()
def copy(x: FloatArray, out: FloatArray) -> None:
    """``out = x``; the compiler takes seconds for an assignment to a slice."""
    for i in range(len(x)):
        out[i] = x[i]


@part()
def matmul(X: FloatArray, Y: FloatArray) -> FloatArray:
    """Product of two small matrices; a plain loop beats a call to BLAS below 8 x 8."""
    Z = np.zeros((X.shape[0], Y.shape[1]))
    for i in range(X.shape[0]):
        for k in range(X.shape[1]):
            x = X[i, k]
            for j in range(Y.shape[1]):
                Z[i, j] += x * Y[k, j]
    return Z


@part()
def cholesky(P: FloatArray, L: FloatArray) -> bool:
    """Write the lower Cholesky factor of ``P`` into ``L``; False where ``P`` is not positive definite."""
    n = P.shape[0]
    for i in range(n):
        for j in range(i + 1):
            total = P[i, j]
            for k in range(j):
                total -= L[i, k] * L[j, k]
            if i == j:
                if not total > 0.0:
                    return False
                L[i, i] = np.sqrt(total)
            else:
                L[i, j] = total / L[j, j]
        for j in range(i + 1, n):
            L[i, j] = 0.0
    return True


@part()
def positive_definite(P: FloatArray) -> bool:
    """Report whether a Cholesky factorisation succeeds."""
    n = P.shape[0]
    L = np.zeros((n, n))
    return cholesky(P, L)


@part()
def solve_lower(L: FloatArray, x: FloatArray) -> None:
    """Overwrite ``x`` with the solution of ``L z = x``."""
    for i in range(len(x)):
        total = x[i]
        for k in range(i):
            total -= L[i, k] * x[k]
        x[i] = total / L[i, i]


@part()
def solve_upper(L: FloatArray, x: FloatArray) -> None:
    """Overwrite ``x`` with the solution of ``L' z = x``."""
    n = len(x)
    for i in range(n - 1, -1, -1):
        total = x[i]
        for k in range(i + 1, n):
            total -= L[k, i] * x[k]
        x[i] = total / L[i, i]


@part()
def solve(M: FloatArray, x: FloatArray) -> bool:
    """Overwrite ``x`` with the solution of ``M z = x``, and ``M`` on the way; False where there is none."""
    n = len(x)
    for k in range(n):
        top = k
        for i in range(k + 1, n):
            if abs(M[i, k]) > abs(M[top, k]):
                top = i
        # a trajectory that runs off may ask for what no number holds
        if not 1e-300 < abs(M[top, k]) < np.inf:
            return False
        for j in range(k, n):
            M[k, j], M[top, j] = M[top, j], M[k, j]
        x[k], x[top] = x[top], x[k]
        for i in range(k + 1, n):
            factor = M[i, k] / M[k, k]
            for j in range(k + 1, n):
                M[i, j] -= factor * M[k, j]
            x[i] -= factor * x[k]
    for i in range(n - 1, -1, -1):
        for j in range(i + 1, n):
            x[i] -= M[i, j] * x[j]
        x[i] /= M[i, i]
    return True


@part()
def expm2(A: FloatArray, gap: float, out: FloatArray) -> None:
    """``expm(A * gap)`` for a 2 x 2 matrix: e^(s gap) (c I + f (A - s I)), s half the trace."""
    s = 0.5 * (A[0, 0] + A[1, 1])
    h = 0.5 * (A[0, 0] - A[1, 1])
    w = h * h + A[0, 1] * A[1, 0]
    if w > _EPS:
        q = np.sqrt(w)
        up, down = np.exp((s + q) * gap), np.exp((s - q) * gap)
        c, f = 0.5 * (up + down), 0.5 * (up - down) / q
    elif w < -_EPS:
        q = np.sqrt(-w)
        e = np.exp(s * gap)
        c, f = e * np.cos(q * gap), e * np.sin(q * gap) / q
    else:
        e = np.exp(s * gap)
        c, f = e * (1.0 + 0.5 * w * gap * gap), e * gap
    out[0, 0] = c + f * h
    out[1, 1] = c - f * h
    out[0, 1] = f * A[0, 1]
    out[1, 0] = f * A[1, 0]


@part()
def expm2_adjoint(A: FloatArray, gap: float, F_bar: FloatArray, A_bar: FloatArray) -> None:
    """Add to ``A_bar`` what a change of ``expm(A * gap)`` along ``F_bar`` asks of ``A``."""
    s = 0.5 * (A[0, 0] + A[1, 1])
    h = 0.5 * (A[0, 0] - A[1, 1])
    w = h * h + A[0, 1] * A[1, 0]
    if abs(w) * gap * gap > 1e-5:
        if w > 0:
            q = np.sqrt(w)
            up, down = np.exp((s + q) * gap), np.exp((s - q) * gap)
            c, f = 0.5 * (up + down), 0.5 * (up - down) / q
        else:
            q = np.sqrt(-w)
            e = np.exp(s * gap)
            c, f = e * np.cos(q * gap), e * np.sin(q * gap) / q
        f_w = (gap * c - f) / (2.0 * w)
    else:
        e = np.exp(s * gap)
        x = w * gap * gap
        c = e * (1.0 + x / 2.0 + x * x / 24.0)
        f = e * gap * (1.0 + x / 6.0 + x * x / 120.0)
        f_w = e * gap * gap * gap * (1.0 / 6.0 + x / 60.0 + x * x / 1680.0)
    c_bar = F_bar[0, 0] + F_bar[1, 1]
    f_bar = h * (F_bar[0, 0] - F_bar[1, 1]) + A[0, 1] * F_bar[0, 1] + A[1, 0] * F_bar[1, 0]
    w_bar = c_bar * 0.5 * gap * f + f_bar * f_w
    s_bar = gap * (c_bar * c + f_bar * f)
    h_bar = f * (F_bar[0, 0] - F_bar[1, 1]) + 2.0 * h * w_bar
    A_bar[0, 0] += 0.5 * (s_bar + h_bar)
    A_bar[1, 1] += 0.5 * (s_bar - h_bar)
    A_bar[0, 1] += f * F_bar[0, 1] + A[1, 0] * w_bar
    A_bar[1, 0] += f * F_bar[1, 0] + A[0, 1] * w_bar


@part()
def expm(X: FloatArray) -> FloatArray:
    """Exponential of a small matrix by scaling, a Taylor polynomial, and squaring."""
    n = X.shape[0]
    norm = 0.0
    for i in range(n):
        row = 0.0
        for j in range(n):
            row += abs(X[i, j])
        norm = max(norm, row)
    squarings = 0
    while norm > 0.5 and squarings < 60:
        norm *= 0.5
        squarings += 1
    Y = X / 2.0**squarings
    E = np.eye(n)
    for k in range(_TAYLOR, 0, -1):
        E = matmul(Y, E) / k
        for i in range(n):
            E[i, i] += 1.0
    for _ in range(squarings):
        E = matmul(E, E)
    return E


@part()
def expm_adjoint(A: FloatArray, gap: float, F_bar: FloatArray, A_bar: FloatArray) -> None:
    """Add to ``A_bar``: Frechet derivative of the exponential at ``A' gap``, read off a block exponential."""
    n = A.shape[0]
    block = np.zeros((2 * n, 2 * n))
    for i in range(n):
        for j in range(n):
            block[i, j] = A[j, i] * gap
            block[n + i, n + j] = A[j, i] * gap
            block[i, n + j] = F_bar[i, j] * gap
    E = expm(block)
    for i in range(n):
        for j in range(n):
            A_bar[i, j] += E[i, n + j]


@part()
def lyapunov2(A: FloatArray, S: FloatArray, P: FloatArray) -> bool:
    """Solve ``A P + P A' + S = 0`` for 2 x 2; False where ``A`` is not stable."""
    tr = A[0, 0] + A[1, 1]
    det = A[0, 0] * A[1, 1] - A[0, 1] * A[1, 0]
    if not (tr < 0.0 and det > 0.0):
        return False
    # P = -(det S + (A - tr I) S (A - tr I)') / (2 tr det)
    b00, b01, b10, b11 = -A[1, 1], A[0, 1], A[1, 0], -A[0, 0]
    m00 = b00 * S[0, 0] + b01 * S[1, 0]
    m01 = b00 * S[0, 1] + b01 * S[1, 1]
    m10 = b10 * S[0, 0] + b11 * S[1, 0]
    m11 = b10 * S[0, 1] + b11 * S[1, 1]
    scale = -0.5 / (tr * det)
    P[0, 0] = scale * (det * S[0, 0] + m00 * b00 + m01 * b01)
    P[1, 1] = scale * (det * S[1, 1] + m10 * b10 + m11 * b11)
    off = scale * (det * S[0, 1] + m00 * b10 + m01 * b11)
    P[0, 1] = off
    P[1, 0] = off
    return True


@part()
def solve_symmetric(A: FloatArray, S: FloatArray, P: FloatArray) -> bool:
    """Solve ``A P + P A' + S = 0`` for symmetric S of any sign; False where there is no solution."""
    n = A.shape[0]
    if n == 2:
        return lyapunov2(A, S, P)
    big = np.zeros((n * n, n * n))
    x = np.empty(n * n)
    for i in range(n):
        for j in range(n):
            x[i * n + j] = -S[i, j]
            for k in range(n):
                big[i * n + j, k * n + j] += A[i, k]
                big[i * n + j, i * n + k] += A[j, k]
    if not solve(big, x):
        return False
    for i in range(n):
        for j in range(n):
            P[i, j] = 0.5 * (x[i * n + j] + x[j * n + i])
    return True


@part()
def lyapunov(A: FloatArray, S: FloatArray, P: FloatArray) -> bool:
    """Long-run covariance of a loop; False where ``A`` is not stable, i.e. P is not positive definite."""
    return solve_symmetric(A, S, P) and (A.shape[0] == 2 or positive_definite(P))

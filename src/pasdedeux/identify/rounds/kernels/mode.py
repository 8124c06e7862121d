"""The mode of likelihood times normal prior, by BFGS over some of the parameters.

Parameters stand in this order: what each series keeps (n), couplings (m), Cholesky root of the shocks'
covariance (lower triangle by rows, logarithms on the diagonal), logits of the error shares (n), and for each
series with a mate the inverse hyperbolic tangent of the correlation of their errors.
"""

from collections.abc import Callable

import numpy as np

from pasdedeux.compiled import compiled
from pasdedeux.identify.rounds.kernels.likelihood import SERIES, FloatArray, IntArray, likelihood

Problem = tuple[FloatArray, IntArray, IntArray, FloatArray, IntArray, FloatArray, FloatArray]
Objective = Callable[[FloatArray, Problem, FloatArray], float]
PROBLEM = f"Tuple(({SERIES}, i8[:,::1], f8[::1], f8[:,::1]))"
"""Types of the series, of the couplings' places, and of the prior's mean and precision."""
OBJECTIVE = f"f8(f8[::1], {PROBLEM}, f8[::1])"
POINTER = f"FunctionType({OBJECTIVE})"
_STEP = 1e-4
_CLOSE = 1e-5
_ROUNDS = 200


@compiled(OBJECTIVE, fast=True)
def objective(theta: FloatArray, problem: Problem, grad: FloatArray) -> float:
    """Minus log posterior, up to a constant; its gradient is written to ``grad``."""
    Y, moves, mates, P0, at, mean, precision = problem
    n, m = Y.shape[1], len(at)
    A = np.zeros((n, n))
    L = np.zeros((n, n))
    Q = np.zeros((n, n))
    d = np.empty(n)
    c = np.zeros(n)
    gA = np.empty((n, n))
    gQ = np.empty((n, n))
    gd = np.empty(n)
    gc = np.empty(n)
    root, share = n + m, n + m + n * (n + 1) // 2
    for i in range(n):
        A[i, i] = theta[i]
        d[i] = 1.0 / (1.0 + np.exp(-theta[share + i]))
    for k in range(m):
        A[at[k, 0], at[k, 1]] = theta[n + k]
    p = root
    for i in range(n):
        for j in range(i + 1):
            L[i, j] = np.exp(theta[p]) if i == j else theta[p]
            p += 1
    for i in range(n):
        for j in range(n):
            s = 0.0
            for k in range(min(i, j) + 1):
                s += L[i, k] * L[j, k]
            Q[i, j] = s
    p = share + n
    for i in range(n):
        if mates[i] >= 0:
            c[i] = np.tanh(theta[p]) * np.sqrt(d[i] * d[mates[i]])
            p += 1
    total = likelihood(Y, moves, mates, P0, A, Q, d, c, gA, gQ, gd, gc)
    for k in range(len(theta)):
        s = 0.0
        for j in range(len(theta)):
            s += precision[k, j] * (theta[j] - mean[j])
        total -= 0.5 * s * (theta[k] - mean[k])
        grad[k] = s
    for i in range(n):
        grad[i] -= gA[i, i]
    for k in range(m):
        grad[n + k] -= gA[at[k, 0], at[k, 1]]
    p = root
    for i in range(n):
        for j in range(i + 1):
            s = 0.0
            for k in range(n):
                s += 2.0 * gQ[i, k] * L[k, j]
            grad[p] -= s * L[i, i] if i == j else s
            p += 1
    p = share + n
    for i in range(n):
        o = mates[i]
        if o >= 0:
            rho = np.tanh(theta[p])
            grad[p] -= gc[i] * (1.0 - rho * rho) * np.sqrt(d[i] * d[o])
            gd[i] += 0.5 * gc[i] * c[i] / d[i]
            gd[o] += 0.5 * gc[i] * c[i] / d[o]
            p += 1
    for i in range(n):
        grad[share + i] -= gd[i] * d[i] * (1.0 - d[i])
    return -total


@compiled(f"f8({POINTER}, f8[::1], i8[::1], f8[:,::1], {PROBLEM})")
def _climb(objective: Objective, theta: FloatArray, free: IntArray, H: FloatArray, problem: Problem) -> float:
    size = len(free)
    grad = np.empty(len(theta))
    new = np.empty(len(theta))
    point = theta.copy()
    step = np.empty(size)
    change = np.empty(size)
    Hy = np.empty(size)
    value = objective(theta, problem, grad)
    for turn in range(_ROUNDS):
        slope = 0.0
        for again in range(2):
            slope = 0.0
            longest = 0.0
            for i in range(size):
                s = 0.0
                for j in range(size):
                    s -= H[i, j] * grad[free[j]]
                step[i] = s
                slope += s * grad[free[i]]
                longest = max(longest, abs(s))
            if slope <= 0.0 or again == 1:
                break
            for i in range(size):  # not downhill: begin with small steps again
                for j in range(size):
                    H[i, j] = 0.02 if i == j else 0.0
        if -slope < _CLOSE:
            return value
        length = min(1.0, 1.0 / longest)
        found = False
        ahead = value
        for _ in range(25):
            for i in range(size):
                point[free[i]] = theta[free[i]] + length * step[i]
            ahead = objective(point, problem, new)
            if np.isfinite(ahead) and ahead <= value + 1e-4 * length * slope:
                found = True
                break
            length *= 0.4
        if not found:
            if -slope < 1e-3:
                return value
            if turn > 60:
                return np.nan
            for i in range(size):
                for j in range(size):
                    H[i, j] = 0.005 if i == j else 0.0
            continue
        sy = 0.0
        for i in range(size):
            change[i] = new[free[i]] - grad[free[i]]
            step[i] *= length
            sy += step[i] * change[i]
        if sy > 1e-10:
            q = 0.0
            for i in range(size):
                s = 0.0
                for j in range(size):
                    s += H[i, j] * change[j]
                Hy[i] = s
                q += change[i] * s
            r = 1.0 / sy
            for i in range(size):
                for j in range(size):
                    H[i, j] += (1.0 + q * r) * r * step[i] * step[j] - r * (Hy[i] * step[j] + step[i] * Hy[j])
        for i in range(len(theta)):
            theta[i] = point[i]
            grad[i] = new[i]
        value = ahead
    return np.nan


@compiled(f"void({POINTER}, f8[::1], {PROBLEM}, f8[:,::1])")
def _curvature(objective: Objective, theta: FloatArray, problem: Problem, H: FloatArray) -> None:
    size = len(theta)
    here = np.empty(size)
    there = np.empty(size)
    point = theta.copy()
    objective(theta, problem, here)
    for i in range(size):
        point[i] = theta[i] + _STEP
        objective(point, problem, there)
        point[i] = theta[i]
        for j in range(size):
            H[i, j] = (there[j] - here[j]) / _STEP
    for i in range(size):
        for j in range(i):
            H[i, j] = 0.5 * (H[i, j] + H[j, i])
            H[j, i] = H[i, j]


def climb(theta: FloatArray, free: IntArray, H: FloatArray, problem: Problem) -> float:
    """Go to the mode over the parameters in ``free``, from ``theta``, which it replaces.

    ``H`` is a guess of the inverse of the second derivatives, of the size of ``free``, and is used up. The
    result is minus log posterior; NaN where the search did not come to rest.
    """
    return float(_climb(objective, theta, free, H, problem))


def curvature(theta: FloatArray, problem: Problem) -> FloatArray:
    """Second derivatives of minus log posterior, from differences of its gradient."""
    H = np.empty((len(theta), len(theta)))
    _curvature(objective, theta, problem, H)
    return H

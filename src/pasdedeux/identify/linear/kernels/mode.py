"""Newton's method on the log posterior of one couple.

Only the parameters listed in ``free`` move; the others keep their value. Sums stand in the order
written: reordered ones came out differently in the last digit by where arrays lay in memory, and chains then
part ways.
"""

import numpy as np

from pasdedeux.compiled import compiled, part
from pasdedeux.identify.linear.kernels.likelihood import (
    DATA,
    POINTER,
    Data,
    FloatArray,
    IntArray,
    Likelihood,
    Memory,
    likelihood_of,
    memory_for,
)
from pasdedeux.identify.linear.kernels.matrices import cholesky, copy, solve_lower, solve_upper

_STEP = 1e-4
_TOLERANCE = 1e-9


@part()
def posterior_gradient(
    likelihood: Likelihood,
    theta: FloatArray,
    free: IntArray,
    mean: FloatArray,
    precision: FloatArray,
    data: Data,
    memory: Memory,
    full: FloatArray,
    grad: FloatArray,
) -> float:
    """Log posterior (up to a constant); its derivative over ``free`` goes to ``grad``; ``full`` is spare."""
    value = likelihood(theta, *data, *memory, full)
    for a in range(len(free)):
        drawn = 0.0
        for b in range(len(free)):
            drawn += precision[a, b] * (theta[free[b]] - mean[b])
        value -= 0.5 * drawn * (theta[free[a]] - mean[a])
        grad[a] = full[free[a]] - drawn
    return value


@part()
def information(
    likelihood: Likelihood, theta: FloatArray, free: IntArray, data: Data, memory: Memory, H: FloatArray
) -> None:
    """Observed information of the record: minus second derivatives, from differences of the gradient."""
    n = len(free)
    up = np.empty(len(theta))
    down = np.empty(len(theta))
    point = theta.copy()
    for a in range(n):
        point[free[a]] = theta[free[a]] + _STEP
        high = likelihood(point, *data, *memory, up)
        point[free[a]] = theta[free[a]] - _STEP
        low = likelihood(point, *data, *memory, down)
        point[free[a]] = theta[free[a]]
        for b in range(n):
            if np.isinf(high) or np.isinf(low):
                H[a, b] = 0.0
            else:
                H[a, b] = -(up[free[b]] - down[free[b]]) / (2.0 * _STEP)
    for a in range(n):
        for b in range(a):
            H[a, b] = 0.5 * (H[a, b] + H[b, a])
            H[b, a] = H[a, b]


@compiled(f"UniTuple(f8, 2)({POINTER}, f8[::1], i8[::1], f8[::1], f8[:,::1], {DATA}, f8[:,::1], i8)")
def _climb(
    likelihood: Likelihood,
    theta: FloatArray,
    free: IntArray,
    mean: FloatArray,
    precision: FloatArray,
    data: Data,
    H: FloatArray,
    iterations: int,
) -> tuple[float, float]:
    n = len(free)
    memory = memory_for(len(data[0]), len(data[4]), data[0])
    full = np.empty(len(theta))
    grad = np.empty(n)
    shifted = np.empty(n)
    step = np.empty(n)
    M = np.empty((n, n))
    L = np.empty((n, n))
    trial = theta.copy()
    value = posterior_gradient(likelihood, theta, free, mean, precision, data, memory, full, grad)
    damping = 0.0
    decrement = np.inf
    for _ in range(iterations):
        copy(theta, trial)
        for a in range(n):
            trial[free[a]] = theta[free[a]] + _STEP
            fine = posterior_gradient(likelihood, trial, free, mean, precision, data, memory, full, shifted)
            trial[free[a]] = theta[free[a]]
            for b in range(n):
                M[a, b] = 0.0 if np.isinf(fine) else (grad[b] - shifted[b]) / _STEP
        improved = False
        for _attempt in range(30):
            for a in range(n):
                for b in range(n):
                    H[a, b] = 0.5 * (M[a, b] + M[b, a])
                H[a, a] += damping
            if not cholesky(H, L):
                damping = max(4.0 * damping, 0.1)
                continue
            copy(grad, step)
            solve_lower(L, step)
            decrement = 0.0
            for a in range(n):
                decrement += step[a] * step[a]
            solve_upper(L, step)
            longest = 0.0
            for a in range(n):
                longest = max(longest, abs(step[a]))
            shrink = min(1.0, 2.0 / max(longest, 1e-300))
            copy(theta, trial)
            for a in range(n):
                trial[free[a]] += shrink * step[a]
            fine = posterior_gradient(likelihood, trial, free, mean, precision, data, memory, full, shifted)
            if fine >= value - 1e-10 * abs(value):
                improved = True
                break
            damping = max(4.0 * damping, 0.1)
        if not improved:
            break
        copy(trial, theta)
        copy(shifted, grad)
        value = fine
        damping = 0.0 if damping < 1e-3 else damping / 8.0
        if decrement < _TOLERANCE:
            break
    information(likelihood, theta, free, data, memory, H)
    return value, decrement


def find_mode(
    theta: FloatArray,
    free: IntArray,
    mean: FloatArray,
    precision: FloatArray,
    data: Data,
    H: FloatArray,
    iterations: int,
) -> tuple[float, float]:
    """Climb from ``theta`` (overwritten) to the mode.

    Damped Newton with differenced Hessians; ``H`` receives the observed information of the record alone
    (without the prior). Returns the log posterior and the last Newton decrement: small where it converged.
    """
    found: tuple[float, float] = _climb(
        likelihood_of(data), theta, free, mean, precision, data, H, iterations
    )
    return found

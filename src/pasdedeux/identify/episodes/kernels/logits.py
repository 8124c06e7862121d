r"""The couple's logits given counts of answers: a multinomial likelihood and a Gaussian prior.

The posterior is log-concave. Newton finds its mode; the normal distribution there is the proposal of an
independence sampler (Tierney 1994), which is accepted about four times in five. Rows are numbered
``3 * person + class of turn``, logits ``3 * row + answer``, END being nought.
"""

import numpy as np
from numpy.typing import NDArray

from pasdedeux.compiled import part

FloatArray = NDArray[np.float64]

SIZE = 18
ROWS, ANSWERS = 6, 4
NEWTON = 25
CLOSE = 1e-6


@part()
def log_answers(theta: FloatArray, logs: FloatArray) -> None:
    """Log probabilities, shape (6, 4), of the logits, shape (18,)."""
    for r in range(ROWS):
        top = 0.0
        for k in range(3):
            top = max(top, theta[3 * r + k])
        total = np.exp(-top)
        for k in range(3):
            total += np.exp(theta[3 * r + k] - top)
        total = top + np.log(total)
        for k in range(3):
            logs[r, k] = theta[3 * r + k] - total
        logs[r, 3] = -total


@part()
def log_posterior(
    theta: FloatArray, counts: FloatArray, mean: FloatArray, precision: FloatArray, logs: FloatArray
) -> float:
    """Log posterior but for a constant; leaves log probabilities in ``logs``."""
    log_answers(theta, logs)
    total = 0.0
    for r in range(ROWS):
        for k in range(ANSWERS):
            total += counts[r, k] * logs[r, k]
    size = len(theta)  # a number that the compiler knows would be unrolled, which takes seconds
    for i in range(size):
        inner = 0.0
        for j in range(size):
            inner += precision[i, j] * (theta[j] - mean[j])
        total -= 0.5 * (theta[i] - mean[i]) * inner
    return total


@part()
def curvature(
    theta: FloatArray,
    counts: FloatArray,
    mean: FloatArray,
    precision: FloatArray,
    logs: FloatArray,
    gradient: FloatArray,
    L: FloatArray,
) -> None:
    """Gradient, and lower Cholesky factor of the negative Hessian, where ``logs`` belongs to ``theta``."""
    size = len(theta)
    for i in range(size):
        gradient[i] = 0.0
        for j in range(size):
            gradient[i] -= precision[i, j] * (theta[j] - mean[j])
            L[i, j] = precision[i, j]
    for r in range(ROWS):
        total = counts[r, 0] + counts[r, 1] + counts[r, 2] + counts[r, 3]
        for k in range(3):
            p = np.exp(logs[r, k])
            gradient[3 * r + k] += counts[r, k] - total * p
            L[3 * r + k, 3 * r + k] += total * p
            for m in range(3):
                L[3 * r + k, 3 * r + m] -= total * p * np.exp(logs[r, m])
    for j in range(size):
        for i in range(j, size):
            total = L[i, j]
            for k in range(j):
                total -= L[i, k] * L[j, k]
            L[i, j] = np.sqrt(total) if i == j else total / L[j, j]


@part()
def solve_lower(L: FloatArray, x: FloatArray) -> None:
    """Replace x by the solution of L y = x."""
    for i in range(len(x)):
        for k in range(i):
            x[i] -= L[i, k] * x[k]
        x[i] /= L[i, i]


@part()
def solve_upper(L: FloatArray, x: FloatArray) -> None:
    """Replace x by the solution of L' y = x."""
    for i in range(len(x) - 1, -1, -1):
        for k in range(i + 1, len(x)):
            x[i] -= L[k, i] * x[k]
        x[i] /= L[i, i]


@part()
def mode(
    counts: FloatArray,
    mean: FloatArray,
    precision: FloatArray,
    start: FloatArray,
    theta: FloatArray,
    L: FloatArray,
    logs: FloatArray,
    step: FloatArray,
    trial: FloatArray,
) -> None:
    """Leave the mode in ``theta``, the factor of the precision there in ``L``, by Newton with halved steps.

    It starts at ``start``, never where the chain stands: the proposal may hang on the counts alone.
    """
    for i in range(len(theta)):
        theta[i] = start[i]
        step[i] = 0.0
    best = -np.inf
    for _ in range(NEWTON):
        size = 1.0
        while size > 1e-4:
            for i in range(len(theta)):
                trial[i] = theta[i] + size * step[i]
            now = log_posterior(trial, counts, mean, precision, logs)
            if now >= best:
                break
            size *= 0.5
        for i in range(len(theta)):
            theta[i] = trial[i]
        best = now
        curvature(theta, counts, mean, precision, logs, step, L)
        solve_lower(L, step)
        gain = 0.0
        for i in range(len(theta)):
            gain += step[i] * step[i]
        if gain < CLOSE:
            break
        solve_upper(L, step)

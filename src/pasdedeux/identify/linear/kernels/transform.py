"""From the parameters of one couple to its drift, diffusion and error covariance, and gradients back.

Parameters ``theta`` (all real, no bounds): ``log q`` (d), relative couplings ``u`` (d(d-1), row by row),
``log v`` (d), process correlations (d(d-1)/2), ``logit s`` (d), error correlations (d(d-1)/2). See
`parameters.py` for what they mean.
"""

import numpy as np
from numpy.typing import NDArray

from pasdedeux.compiled import inlined, part

FloatArray = NDArray[np.float64]


@part(fast=True)
def squeeze(p: float) -> tuple[float, float]:
    """Factor h(p) that keeps the gain h^2 p below 1, and its derivative: h^2 p = tanh(p) for p > 0."""
    if p <= 0.0:
        return 1.0, 0.0
    if p < 1e-4:
        return 1.0 - p * p / 6.0, -p / 3.0
    t = np.tanh(p)
    h = np.sqrt(t / p)
    return h, ((1.0 - t * t) * p - t) / (2.0 * p * p * h)


@part(fast=True)
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


@part(fast=True)
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


@inlined
def unpack(theta: FloatArray, d: int, floor: FloatArray, A: FloatArray, S: FloatArray, R: FloatArray) -> None:
    """Write drift, diffusion and error covariance of ``theta``.

    ``floor`` holds what is added to the error variances (d), then minus the log of a known reliability (d).
    """
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
        loss = q[i] * (1.0 - own[i]) + floor[d + i]  # minus log of the reliability
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


@inlined
def unpack_adjoint(
    theta: FloatArray,
    d: int,
    floor: FloatArray,
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
        loss[i] = q[i] * (1.0 - own[i]) + floor[d + i]
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
        moves = (loss[i] - floor[d + i]) * loss_bar[i]
        grad[i] += log_k_bar[i] + moves
        grad[trust + i] += (1.0 - own[i]) * log_k_bar[i] - own[i] * moves
    correlation_adjoint(theta, trust + d, d, C_bar, L, grad)

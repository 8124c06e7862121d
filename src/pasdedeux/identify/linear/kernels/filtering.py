"""What the filter knows at each report: forecasts of the next one, and the static effects at the end."""

import numpy as np

from pasdedeux.compiled import compiled
from pasdedeux.identify.linear.kernels.likelihood import (
    DATA,
    POINTER,
    Data,
    FloatArray,
    Likelihood,
    likelihood_of,
    marginalise,
    memory_for,
)


@compiled(f"b1({POINTER}, f8[::1], {DATA}, f8[::1], f8[:,::1])", fast=True)
def _static_effects(
    likelihood: Likelihood, theta: FloatArray, data: Data, mean: FloatArray, covariance: FloatArray
) -> bool:
    memory = memory_for(len(data[0]), len(data[4]), data[0])
    if np.isinf(likelihood(theta, *data, *memory, np.empty(0))):
        return False
    mix = memory[4]
    p = len(mean)
    for i in range(p):
        mean[i] = -mix[i + 1, 0]
        for j in range(p):
            covariance[i, j] = 0.0
            for k in range(p):
                covariance[i, j] += mix[i + 1, k + 1] * mix[j + 1, k + 1]
    return True


def static_effects(theta: FloatArray, data: Data, mean: FloatArray, covariance: FloatArray) -> bool:
    """Write posterior mean and covariance of the static effects given the whole record; False if unstable."""
    return bool(_static_effects(likelihood_of(data), theta, data, mean, covariance))


@compiled(f"b1({POINTER}, f8[::1], {DATA}, f8[:,::1], f8[:,:,::1])", fast=True)
def _forecasts(
    likelihood: Likelihood, theta: FloatArray, data: Data, mean: FloatArray, covariance: FloatArray
) -> bool:
    W, _, U, gap, _, _, b0, B_inverse, _ = data
    T, d, q = W.shape
    memory = memory_for(len(data[0]), len(data[4]), data[0])
    if np.isinf(likelihood(theta, *data, *memory, np.empty(0))):
        return False
    means, covariances, Phi, R, mix = memory
    V, M, Sinv, Pp = means[0], means[1], covariances[0], covariances[1]
    G = np.zeros((q, q))
    a = np.empty((d, q))
    load = np.empty((d, q))
    for t in range(T):
        if np.isnan(marginalise(G, b0, B_inverse, mix)):
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
                mean[t, i] -= load[i, c] * mix[c, 0]
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


def forecasts(theta: FloatArray, data: Data, mean: FloatArray, covariance: FloatArray) -> bool:
    """Write the forecast of every report from the reports before it: mean (T, d) and covariance (T, d, d).

    The static effects are known at each step as far as the earlier reports determine them. Entries of rows
    that were not seen are forecast too. False if the loop is unstable.
    """
    return bool(_forecasts(likelihood_of(data), theta, data, mean, covariance))

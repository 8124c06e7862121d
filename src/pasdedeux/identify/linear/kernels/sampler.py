"""Hamiltonian Monte Carlo for one couple, and the gradients of many.

Random numbers come in from outside, drawn by the caller's generator, so every run can be repeated
exactly; sums of a chain therefore stand in the order written (see `mode`).
"""

from typing import Any

import numpy as np

from pasdedeux.compiled import compiled, part
from pasdedeux.identify.linear.kernels.likelihood import (
    DATA,
    POINTER,
    BoolArray,
    Data,
    FloatArray,
    IntArray,
    Likelihood,
    likelihood_of,
    memory_for,
)
from pasdedeux.identify.linear.kernels.matrices import copy
from pasdedeux.identify.linear.kernels.mode import posterior_gradient

_TARGET = 0.8


@part()
def _whiten(root: FloatArray, grad: FloatArray, out: FloatArray) -> None:
    """Gradient in whitened coordinates: ``root' grad``."""
    n = len(grad)
    for b in range(n):
        total = 0.0
        for a in range(b, n):
            total += root[a, b] * grad[a]
        out[b] = total


@compiled(
    f"f8({POINTER}, f8[::1], i8[::1], f8[::1], f8[:,::1], {DATA}, f8[:,::1], f8[:,::1], f8[::1], i8[::1], i8,"
    " f8[:,::1])",
)
def _hamiltonian(
    likelihood: Likelihood,
    theta: FloatArray,
    free: IntArray,
    mean: FloatArray,
    precision: FloatArray,
    data: Data,
    root: FloatArray,
    z: FloatArray,
    log_u: FloatArray,
    lengths: IntArray,
    warmup: int,
    draws: FloatArray,
) -> float:
    n = len(free)
    memory = memory_for(len(data[0]), len(data[4]), data[0])
    full = np.empty(len(theta))
    grad = np.empty(n)
    here = theta.copy()
    there = theta.copy()
    slope = np.empty(n)
    slope_there = np.empty(n)
    momentum = np.empty(n)
    value = posterior_gradient(likelihood, here, free, mean, precision, data, memory, full, grad)
    _whiten(root, grad, slope)
    log_step = np.log(0.4)
    accepted = 0.0
    for s in range(len(z)):
        # away from a fixed step, so that no trajectory length resonates
        step = np.exp(log_step) * (0.8 + 0.4 * ((s * 0.6180339887) % 1.0))
        energy = -value
        for a in range(n):
            momentum[a] = z[s, a]
            energy += 0.5 * z[s, a] * z[s, a]
            slope_there[a] = slope[a]
        copy(here, there)
        fine = value
        for _leap in range(lengths[s]):
            for a in range(n):
                momentum[a] += 0.5 * step * slope_there[a]
            for a in range(n):
                move = 0.0
                for b in range(a + 1):
                    move += root[a, b] * momentum[b]
                there[free[a]] += step * move
            fine = posterior_gradient(likelihood, there, free, mean, precision, data, memory, full, grad)
            if np.isinf(fine):
                break
            _whiten(root, grad, slope_there)
            for a in range(n):
                momentum[a] += 0.5 * step * slope_there[a]
        change = -np.inf
        if not np.isinf(fine):
            change = energy + fine
            for a in range(n):
                change -= 0.5 * momentum[a] * momentum[a]
        chance = 0.0 if np.isnan(change) else min(1.0, np.exp(min(0.0, change)))
        if s < warmup:
            log_step += (chance - _TARGET) / np.sqrt(4.0 + s)
        if log_u[s] < change:
            copy(there, here)
            copy(slope_there, slope)
            value = fine
        if s >= warmup:
            accepted += chance
            copy(here, draws[s - warmup])
    return accepted / max(len(z) - warmup, 1)


def hamiltonian(
    theta: FloatArray,
    free: IntArray,
    mean: FloatArray,
    precision: FloatArray,
    data: Data,
    root: FloatArray,
    z: FloatArray,
    log_u: FloatArray,
    lengths: IntArray,
    warmup: int,
    draws: FloatArray,
) -> float:
    """Sample one couple's posterior from ``theta``, in coordinates whitened by ``root``.

    The step size settles during the first ``warmup`` trajectories; draws after that go to ``draws``. Returns
    the share of proposals accepted (Neal 2011, Handbook of MCMC, ch. 5; step size by stochastic
    approximation).
    """
    share: float = _hamiltonian(
        likelihood_of(data), theta, free, mean, precision, data, root, z, log_u, lengths, warmup, draws
    )
    return share


_PANEL = (
    "f8[:,:,::1], b1[:,::1], f8[:,:,::1], i8[::1], f8[::1], i8[::1], i8[::1], f8[::1], f8[::1],"
    " f8[:,:,::1], f8[::1]"
)


@compiled(f"void({POINTER}, f8[:,::1], {_PANEL}, f8[::1], f8[:,::1])", fast=True)
def _each(
    likelihood: Likelihood,
    theta: FloatArray,
    W: FloatArray,
    seen: BoolArray,
    U: FloatArray,
    gap: IntArray,
    gaps: FloatArray,
    start: IntArray,
    gap_start: IntArray,
    floor: FloatArray,
    b0: FloatArray,
    B_inverse: FloatArray,
    B_logdet: FloatArray,
    ll: FloatArray,
    grads: FloatArray,
) -> None:
    longest = most = 0
    for i in range(len(theta)):
        longest = max(longest, start[i + 1] - start[i])
        most = max(most, gap_start[i + 1] - gap_start[i])
    means, covariances, Phi, R, mix = memory_for(longest, most, W)
    for i in range(len(theta)):
        a, b = start[i], start[i + 1]
        inputs = U[a:b] if len(U) > 0 else U
        own = gaps[gap_start[i] : gap_start[i + 1]]
        ll[i] = likelihood(
            theta[i], W[a:b], seen[a:b], inputs, gap[a:b], own, floor, b0, B_inverse[i], B_logdet[i],
            means, covariances, Phi, R, mix, grads[i],
        )  # fmt: skip


def gradient_each(theta: FloatArray, *panel: Any) -> None:
    """Log-likelihood of every couple at its own parameters, and its derivative.

    What follows ``theta`` are the arguments of a panel (`Panel.arguments`), then two arrays to write to:
    log-likelihoods, shape (N,), and their derivatives, shape (N, size), or (N, 0) where none are needed.
    """
    _each(likelihood_of(panel), theta, *panel)

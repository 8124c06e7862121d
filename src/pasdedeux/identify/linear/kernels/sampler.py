"""Hamiltonian Monte Carlo for one couple, and the gradients of many.

Random numbers come in from outside, drawn by the caller's generator, so every run can be repeated exactly.
"""

import numpy as np

from pasdedeux.compiled import compiled
from pasdedeux.identify.linear.kernels.likelihood import (
    COMPILE,
    BoolArray,
    Data,
    FloatArray,
    IntArray,
    gradient,
)
from pasdedeux.identify.linear.kernels.mode import _DATA, posterior_gradient

_TARGET = 0.8


@compiled("void(f8[:,::1], f8[::1], f8[::1])", **COMPILE)
def _whiten(root: FloatArray, grad: FloatArray, out: FloatArray) -> None:
    """Gradient in whitened coordinates: ``root' grad``."""
    n = len(grad)
    for b in range(n):
        total = 0.0
        for a in range(b, n):
            total += root[a, b] * grad[a]
        out[b] = total


@compiled(
    f"f8(f8[::1], i8[::1], f8[::1], f8[::1], {_DATA}, f8[:,::1], f8[:,::1], f8[::1], i8[::1], i8, f8[:,::1])",
    **COMPILE,
)
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
    n = len(free)
    full = np.empty(len(theta))
    grad = np.empty(n)
    here = theta.copy()
    there = theta.copy()
    slope = np.empty(n)
    slope_there = np.empty(n)
    momentum = np.empty(n)
    value = posterior_gradient(here, free, mean, precision, data, full, grad)
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
        there[:] = here
        fine = value
        for _leap in range(lengths[s]):
            for a in range(n):
                momentum[a] += 0.5 * step * slope_there[a]
            for a in range(n):
                move = 0.0
                for b in range(a + 1):
                    move += root[a, b] * momentum[b]
                there[free[a]] += step * move
            fine = posterior_gradient(there, free, mean, precision, data, full, grad)
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
            here[:] = there
            slope[:] = slope_there
            value = fine
        if s >= warmup:
            accepted += chance
            draws[s - warmup] = here
    return accepted / max(len(z) - warmup, 1)


_PANEL = (
    "f8[:,:,::1], b1[:,::1], f8[:,:,::1], i8[::1], f8[::1], i8[::1], i8[::1], f8[::1], f8[::1],"
    " f8[:,:,::1], f8[::1]"
)


@compiled(f"void(f8[:,::1], {_PANEL}, f8[::1], f8[:,::1])", **COMPILE)
def gradient_each(
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
    """Log-likelihood of every couple at its own parameters, and its derivative."""
    for i in range(len(theta)):
        a, b = start[i], start[i + 1]
        inputs = U[a:b] if U.shape[0] > 0 else U
        own = gaps[gap_start[i] : gap_start[i + 1]]
        ll[i] = gradient(
            theta[i], W[a:b], seen[a:b], inputs, gap[a:b], own, floor, b0, B_inverse[i], B_logdet[i], grads[i]
        )

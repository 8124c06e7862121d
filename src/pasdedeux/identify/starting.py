"""Where the chains begin: all couples fitted as one, then every couple's mode and curvature around that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.identify.couple import Mode, find_modes
from pasdedeux.identify.kernels.filtering import static_effects
from pasdedeux.identify.panel import Panel, Static
from pasdedeux.identify.pooled import fit_pooled
from pasdedeux.identify.population import Structure

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Reference:
    """Result of `refer`: a first guess of the population, and couples' modes under it."""

    gamma: FloatArray
    omega: FloatArray
    static: Static
    modes: tuple[Mode, ...]
    converged: bool

    @property
    def theta(self) -> FloatArray:
        """Shape (N, size): every couple's mode."""
        return np.array([mode.theta for mode in self.modes])


def learn_static(panel: Panel, static: Static, theta: FloatArray) -> Static:
    """Prior of what stays: its mean and spread over couples, from each couple's posterior at ``theta``."""
    p = panel.design.p
    if not p:
        return static
    means, spreads = [], []
    for couple in range(len(panel)):
        mean, covariance = np.empty(p), np.empty((p, p))
        if static_effects(theta, panel.data(couple, static), mean, covariance):
            means.append(mean)
            spreads.append(covariance)
    centre = np.mean(means, axis=0)
    off = np.array(means) - centre
    second = np.mean(spreads, axis=0) + off.T @ off / len(off)
    # persons' set-points and trends may go together within a couple; the other effects are kept apart
    covariance = np.diag(np.diag(second))
    for name in ("set-point", "trend"):
        block = panel.design.blocks[name]
        covariance[block, block] = second[block, block]
    return Static(centre, covariance + 1e-4 * np.eye(p))


def refer(panel: Panel, structure: Structure, *, passes: int = 4) -> Reference:
    """Fit all couples as one, learn the spread of their set-points, then find each couple's mode around it.

    Parameters
    ----------
    panel, structure
        Data and population level.
    passes
        Turns between the pooled fit and the static effects.

    Returns
    -------
    Reference
        Where `chains.sample` starts.
    """
    layout, free = structure.layout, structure.layout.free
    static = panel.weak_static()
    pooled = fit_pooled(panel, static, layout)
    for _ in range(passes):
        static = learn_static(panel, static, pooled.theta)
    pooled = fit_pooled(panel, static, layout, start=pooled.theta)
    # least squares back to the population coefficients; moderators start at nothing
    back = np.linalg.pinv(structure.D.reshape(-1, structure.D.shape[2]))
    back = back.reshape(len(back), len(panel), -1).sum(axis=1)
    gamma = back @ pooled.theta[free]
    omega = 0.4 * structure.spread
    modes = couples_modes(panel, static, structure, gamma, omega)
    return Reference(gamma, omega, static, tuple(modes), pooled.converged)


def couples_modes(
    panel: Panel, static: Static, structure: Structure, gamma: FloatArray, omega: FloatArray
) -> list[Mode]:
    """Find every couple's mode under a population; what does not vary between them is held almost still."""
    layout, free = structure.layout, structure.layout.free
    spread = np.full(layout.size, 0.05)
    spread[free[structure.random]] = np.maximum(omega, 0.05)[structure.tie]
    modes = []
    for couple, mu in enumerate(structure.mean(gamma)):
        centre = np.zeros(layout.size)
        centre[free] = mu
        modes.append(find_modes(panel.data(couple, static), layout, centre, spread, [centre])[0])
    return modes

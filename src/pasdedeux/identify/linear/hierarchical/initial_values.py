"""Where the chains begin: all couples fitted as one, then every couple's mode and curvature around that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.identify.linear.hierarchical.population import Structure
from pasdedeux.identify.linear.kernels.filtering import static_effects
from pasdedeux.identify.linear.panel import SET_POINT_SD, Panel, StaticPrior
from pasdedeux.identify.linear.parameters import NormalPrior
from pasdedeux.identify.linear.pooled.maximum_likelihood import fit_pooled
from pasdedeux.identify.linear.single.posterior import Mode, find_modes

FloatArray = NDArray[np.float64]

MOST_POWER = 2.0
"""Set-points differ between people as their swings to a power between 0 (all alike) and this."""
TYPICAL_REPORTS = 3.0
"""Reports of typical swing that are added to a person's own; a few flat weeks prove little."""


@dataclass(frozen=True, eq=False, slots=True)
class InitialValues:
    """Result of `initial_values`: a first guess of the population, and couples' modes under it."""

    gamma: FloatArray
    omega: FloatArray
    static: StaticPrior
    modes: tuple[Mode, ...]
    converged: bool

    @property
    def theta(self) -> FloatArray:
        """Shape (N, size): every couple's mode."""
        return np.array([mode.theta for mode in self.modes])


def learn_static(panel: Panel, static: StaticPrior, theta: FloatArray) -> StaticPrior:
    """Learn the prior of the static effects from each couple's posterior of them at ``theta``."""
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
    if panel.design.alike:
        other = panel.design.mirrored
        centre = 0.5 * (centre + centre[other])
        covariance = 0.5 * (covariance + covariance[other][:, other])
    return panel.alike(centre, covariance + 1e-4 * np.eye(p))


def spread_set_points(panel: Panel, static: StaticPrior, thetas: Sequence[FloatArray]) -> StaticPrior:
    """Let people who swing far differ more in their set-points, as much as the records ask for.

    A person's set-point spreads as their own swing to a power; the mean square spread over people stays what
    it was. The power (one per role) is where the likelihood of all records is greatest, with the set-points
    and their population means integrated out.

    Parameters
    ----------
    panel, static
        Data, and the prior of the static effects so far, the same for all couples.
    thetas
        Every couple's parameters.

    Returns
    -------
    StaticPrior
        With a covariance for each couple, and the population means of set-points that go with it.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 - half a second, and only studies need it

    design, at = panel.design, panel.design.blocks["set-point"]
    roles = len(design.roles)
    if at.start == at.stop:
        return static
    shares = [_without_prior(panel, static, couple, theta) for couple, theta in enumerate(thetas)]
    alone, pull = (np.array(part) for part in zip(*shares, strict=True))
    swing = own_swings(panel)
    weak = np.eye(design.d) / SET_POINT_SD**2

    def spread(powers: FloatArray) -> FloatArray:
        scale = np.ones((len(panel), design.p))
        own = swing ** np.tile(powers, 2)
        scale[:, at] = own / np.sqrt((own**2).mean(axis=0))
        return scale[:, :, None] * static.covariance * scale[:, None, :]

    def marginal(powers: FloatArray) -> tuple[float, FloatArray]:
        covariance = spread(powers)
        between = np.linalg.inv(covariance)
        after = np.linalg.inv(alone + between)
        precision = weak + (between - between @ after @ between).sum(axis=0)[at, at]
        push = np.einsum("nij,njk,nk->i", between, after, pull)[at]
        shift = np.linalg.solve(precision, push)
        value = (np.linalg.slogdet(after)[1] - np.linalg.slogdet(covariance)[1]).sum()
        value += np.einsum("ni,nij,nj->", pull, after, pull) + push @ shift - np.linalg.slogdet(precision)[1]
        return 0.5 * float(value), shift

    def unlikely(powers: FloatArray) -> float:
        return -marginal(powers)[0]

    found = minimize(unlikely, [0.5] * roles, bounds=[(0.0, MOST_POWER)] * roles)
    mean = static.mean.copy()
    shift = marginal(found.x)[1]
    mean[at] += 0.5 * (shift + np.roll(shift, roles)) if design.alike else shift
    return StaticPrior(mean, spread(found.x))


def _without_prior(
    panel: Panel, static: StaticPrior, couple: int, theta: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Work out what one record alone adds to its static effects, counted from their prior means.

    Returns the precision, and precision times mean.
    """
    p = panel.design.p
    mean, covariance = np.empty(p), np.empty((p, p))
    if not static_effects(theta, panel.data(couple, static), mean, covariance):
        return np.zeros((p, p)), np.zeros(p)
    after = np.linalg.inv(covariance)
    alone = after - np.linalg.inv(static.covariance[couple])
    return np.asarray(alone), np.asarray(after @ (mean - static.mean))


def own_swings(panel: Panel) -> FloatArray:
    """How far each person's answers swing around their mean, beside what is typical; shape (N, d)."""
    swing = np.empty((len(panel), panel.design.d))
    for couple in range(len(panel)):
        at = panel.rows(couple)
        seen = panel.seen[at]
        y = np.where(seen, panel.W[at, :, 0], np.nan)
        count = np.maximum(seen.sum(axis=0), 1)
        squares = np.nansum(y**2, axis=0) - np.nansum(y, axis=0) ** 2 / count
        swing[couple] = np.sqrt((squares + TYPICAL_REPORTS) / (count - 1 + TYPICAL_REPORTS))
    return swing


def initial_values(panel: Panel, structure: Structure, *, passes: int = 4) -> InitialValues:
    """Fit all couples as one, learn the spread of their set-points, then find each couple's mode around it.

    Parameters
    ----------
    panel, structure
        Data and population level.
    passes
        Turns between the pooled fit and the static effects.

    Returns
    -------
    InitialValues
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
    # people's own noise decides how sure their set-points are, so it must not be drawn together here
    apart = couples_modes(panel, static, structure, gamma, structure.spread)
    static = spread_set_points(panel, static, [mode.theta for mode in apart])
    modes = couples_modes(panel, static, structure, gamma, omega)
    return InitialValues(gamma, omega, static, tuple(modes), pooled.converged)


def couples_modes(
    panel: Panel, static: StaticPrior, structure: Structure, gamma: FloatArray, omega: FloatArray
) -> list[Mode]:
    """Find every couple's mode under a population; what does not vary between them is held almost still."""
    layout, free = structure.layout, structure.layout.free
    spread = np.full(layout.size, 0.05)
    spread[free[structure.random]] = np.maximum(omega, 0.05)[structure.tie]
    modes = []
    for couple, mu in enumerate(structure.mean(gamma)):
        centre = layout.pinned
        centre[free] = mu
        prior = NormalPrior(centre, np.diag(1.0 / spread**2))
        modes.append(find_modes(panel.data(couple, static), layout, prior, [centre])[0])
    return modes

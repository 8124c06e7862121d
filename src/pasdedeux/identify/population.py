r"""Many couples: parameters vary between couples around a population mean, pooled as far as the data say.

.. math:: \theta_i \sim N(D_i \gamma, \operatorname{diag}(\omega^2))

``D_i`` holds what shifts a couple's mean (moderators) and, for exchangeable partners, ties the two partners'
parameters together. Two steps:

1. `refer`: all couples fitted as one, then every couple's mode and curvature around that. Quick; where step 2
   starts.
2. `sample`: Hamiltonian Monte Carlo for everything at once, with the exact likelihood and gradient (Neal
   2011, Handbook of Markov Chain Monte Carlo, ch. 5), non-centred (Papaspiliopoulos, Roberts & Skold 2007,
   Stat. Sci. 22:59) and whitened by the couples' curvatures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.special import expit

from pasdedeux.identify.couple import Mode, diagnose, find_modes
from pasdedeux.identify.kernels.filtering import static_effects
from pasdedeux.identify.kernels.sampler import gradient_each
from pasdedeux.identify.panel import Panel, Static
from pasdedeux.identify.parameters import Layout
from pasdedeux.identify.pooled import fit_pooled

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
PanelData = tuple[
    FloatArray,
    NDArray[np.bool_],
    FloatArray,
    IntArray,
    FloatArray,
    IntArray,
    IntArray,
    FloatArray,
    FloatArray,
    FloatArray,
    float,
]
Progress = Callable[[float], None]

RANDOM = ("forgetting", "coupling", "scale", "shared shocks")
"""Kinds of parameters that vary between couples; report error is pooled: one record can hardly tell it.

Shared shocks must vary: couples differ in how much of a day they share, and what is not allowed there would
be taken for coupling."""
LENGTH = (1.8, 3.8)
"""Length of a trajectory in whitened units; a quarter turn of a normal posterior is 1.57."""
MOST_LEAPS = 24
WIDEN = 1.2
MAXIMUM_RHAT = 1.1
MINIMUM_ESS = 40.0
CHAINS = 2
MOST_BLOCKS = 4
"""Blocks of draws that are added while the chains do not yet agree."""


@dataclass(frozen=True, eq=False, slots=True)
class Structure:
    """What the population level looks like.

    Parameters
    ----------
    layout
        The couple's parameters.
    D
        Shape (N, free, K): design of the couples' means.
    random
        Shape (n,): which of the free parameters vary between couples beyond their mean; the others are the
        same for couples with the same design (one record can hardly tell them).
    tie
        Shape (n,): which spread each of those has.
    gamma_mean, gamma_sd
        Shape (K,): prior of the population coefficients.
    spread
        Shape (spreads,): scale of the half-normal prior of each spread.
    names
        Names of the K coefficients.
    """

    layout: Layout
    D: FloatArray
    random: IntArray
    tie: IntArray
    gamma_mean: FloatArray
    gamma_sd: FloatArray
    spread: FloatArray
    names: tuple[str, ...]

    def mean(self, gamma: FloatArray) -> FloatArray:
        """Shape (N, free): each couple's population mean."""
        return np.ascontiguousarray(self.D @ gamma)


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


@dataclass(frozen=True, eq=False, slots=True)
class Sample:
    """Draws of the whole population.

    Parameters
    ----------
    gamma, omega
        Shape (S, K) and (S, spreads).
    theta
        Shape (S, N, size), single precision: the couples' parameters.
    rhat, ess
        Worst split R-hat and smallest effective sample size over gamma and omega.
    acceptance
        Share of couples' proposals accepted.
    converged
        True where the starting fit converged, rhat <= 1.1 and ess >= 40.
    """

    gamma: FloatArray
    omega: FloatArray
    theta: NDArray[np.float32]
    rhat: float
    ess: float
    acceptance: float
    converged: bool


def structure_of(
    layout: Layout,
    couples: int,
    *,
    exchangeable: bool = False,
    moderators: FloatArray | None = None,
    moderator_names: tuple[str, ...] = (),
) -> Structure:
    """Build the population level.

    Parameters
    ----------
    layout
        The couple's parameters.
    couples
        Number of couples N.
    exchangeable
        True ties the two partners' means and spreads.
    moderators
        Shape (N, 2, M): standardised scores per partner (receiver's own; the sender's partner score enters
        as ``sender``); they shift every coupling between partners, by the receiver's and by the sender's
        score.
    moderator_names
        M names.
    """
    free = layout.free
    n = len(free)
    kinds = layout.kinds
    label = [f"{kinds[j]} {j}" for j in free]
    group = list(free)
    if exchangeable:
        swap = layout.swap()
        group = [min(int(j), int(swap[j])) for j in free]
    representatives = sorted({int(j) for j in group})
    shared = np.array([representatives.index(g) for g in group], dtype=np.int64)
    random = np.array([a for a, j in enumerate(free) if kinds[j] in RANDOM], dtype=np.int64)
    varying = sorted({int(shared[a]) for a in random})
    tie = np.array([varying.index(shared[a]) for a in random], dtype=np.int64)
    spread = layout.prior("spread")[[representatives[k] for k in varying]]
    K = len(representatives)
    base = np.zeros((n, K))
    base[np.arange(n), shared] = 1.0
    mean = layout.prior("mean")[representatives]
    sd = layout.prior("mean_sd")[representatives]
    D = np.repeat(base[None], couples, axis=0)
    names = [label[list(shared).index(k)] for k in range(K)]
    if moderators is not None and moderators.shape[2]:
        extra, extra_names = _moderation(layout, moderators, moderator_names)
        D = np.concatenate([D, extra], axis=2)
        mean = np.concatenate([mean, np.zeros(extra.shape[2])])
        sd = np.concatenate([sd, np.full(extra.shape[2], 0.3)])
        names += extra_names
    return Structure(layout, np.ascontiguousarray(D), random, tie, mean, sd, spread, tuple(names))


def _moderation(layout: Layout, scores: FloatArray, names: tuple[str, ...]) -> tuple[FloatArray, list[str]]:
    """Columns by which scores shift the couplings between partners; the same for both directions.

    For every score: the receiver's and the sender's; for every pair of scores (and each with itself) the
    product receiver x sender, which is how an anxious x avoidant pair can differ from the sum of its parts.
    """
    free = list(layout.free)
    N, _, M = scores.shape
    half = layout.d // 2
    columns, labels = [], []
    crossings = [
        (free.index(layout.d + c), i // half, j // half)
        for c, (i, j) in enumerate(layout.crossings)
        if i // half != j // half and layout.d + c in free
    ]

    def column(value: Callable[[int, int], FloatArray]) -> FloatArray:
        out = np.zeros((N, len(free)))
        for at, receiver, sender in crossings:
            out[:, at] = value(receiver, sender)
        return out

    for m in range(M):
        columns += [
            column(lambda r, _s, m=m: scores[:, r, m]),  # type: ignore[misc]
            column(lambda _r, s, m=m: scores[:, s, m]),  # type: ignore[misc]
        ]
        labels += [f"coupling by receiver's {names[m]}", f"coupling by sender's {names[m]}"]
    for m in range(M):
        for k in range(M):
            columns.append(column(lambda r, s, m=m, k=k: scores[:, r, m] * scores[:, s, k]))  # type: ignore[misc]
            labels.append(f"coupling by receiver's {names[m]} x sender's {names[k]}")
    return np.stack(columns, axis=2), labels


def panel_arguments(panel: Panel, static: Static) -> PanelData:
    """Return the arguments that the panel kernels take after the parameters."""
    return (
        panel.W,
        panel.seen,
        panel.U,
        panel.gap,
        panel.gaps,
        panel.start,
        panel.gap_start,
        panel.design.floor,
        *static.arguments,
    )


def _positive(H: FloatArray, least: float) -> FloatArray:
    """Make symmetric matrices positive definite, with no eigenvalue below ``least``."""
    values, vectors = np.linalg.eigh(H)
    return np.asarray((vectors * np.maximum(values, least)[..., None, :]) @ np.swapaxes(vectors, -1, -2))


def learn_static(panel: Panel, static: Static, theta: FloatArray) -> Static:
    """Set-points, weekdays and inputs: mean and spread over couples, from each posterior at ``theta``."""
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
    # persons' set-points may go together within a couple; the other effects are kept apart
    covariance = np.diag(np.diag(second))
    block = panel.design.blocks["set-point"]
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
        Where `sample` starts.
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


@dataclass(frozen=True, eq=False, slots=True)
class _Stretch:
    """Coordinates in which couplings do not trade with trueness.

    What records show of a coupling is u times the trueness of both ends (one gap's cross-influence); moving
    along u s instead of u unbends the posterior. The prior stays where it was; the change of volume is
    accounted for.
    """

    rows: IntArray
    trueness: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, structure: Structure) -> _Stretch:
        """Find the coupling coefficients (means, moderators, spreads) and the trueness of their two ends."""
        layout = structure.layout
        free = list(layout.free)
        K = structure.D.shape[2]
        column = [
            int(np.flatnonzero(structure.D[0, a])[0]) if structure.D[0, a].any() else -1
            for a in range(len(free))
        ]
        rows, ends = [], []
        for n, (i, j) in enumerate(layout.crossings):
            if layout.d + n not in free:
                continue
            a = free.index(layout.d + n)
            pair = tuple(column[free.index(layout.at("trueness")[state])] for state in (i, j))
            spread = K + int(structure.tie[list(structure.random).index(a)])
            for row in (column[a], spread):
                if row not in rows:
                    rows.append(row)
                    ends.append(pair)
        return cls(np.array(rows, dtype=np.int64), tuple(ends))

    def _factors(self, shared: FloatArray) -> FloatArray:
        return np.array([np.prod(np.sqrt(expit(shared[list(pair)]))) for pair in self.trueness])

    def within(self, point: FloatArray) -> bool:
        """Report whether numbers still mean something at a point; a trajectory that runs off is refused."""
        ends = [end for pair in self.trueness for end in pair]
        return bool(np.isfinite(point).all() and (np.abs(point) < 50).all() and (point[ends] > -12).all())

    def out(self, shared: FloatArray) -> FloatArray:
        """Stretch: couplings times the root of both ends' trueness."""
        point = shared.copy()
        if len(self.rows):
            point[self.rows] *= self._factors(shared)
        return point

    def back(self, point: FloatArray) -> FloatArray:
        """Undo `out`."""
        shared = point.copy()
        if len(self.rows):
            shared[self.rows] /= self._factors(point)
        return shared

    def jacobian(self, shared: FloatArray) -> FloatArray:
        """Differentiate the plain coordinates by the stretched ones."""
        J = np.eye(len(shared))
        if len(self.rows):
            factors = self._factors(shared)
            for row, pair, factor in zip(self.rows, self.trueness, factors, strict=True):
                J[row, row] = 1.0 / factor
                for end in pair:
                    J[row, end] -= 0.5 * shared[row] * (1.0 - expit(shared[end]))
        return J

    def pull(self, point: FloatArray, up: FloatArray) -> tuple[float, FloatArray]:
        """Log volume factor, and the gradient in stretched coordinates."""
        slope = self.jacobian(self.back(point)).T @ up
        if not len(self.rows):
            return 0.0, slope
        for pair in self.trueness:
            for end in pair:
                slope[end] -= 0.5 * (1.0 - expit(point[end]))
        return float(-np.log(self._factors(point)).sum()), slope


class _Chain:
    """One Hamiltonian chain over couples and population at once.

    A point is x = (gamma, signed omega, z): couple i has theta_i = D_i gamma + omega z_i with z_i ~ N(0, I).
    The sign of omega is free (its prior is then a plain normal), so spreads near zero are no wall. Steps are
    taken in coordinates whitened by the couples' parabolas: an arrowhead matrix, one block per couple and one
    for what all couples share.
    """

    def __init__(
        self, panel: Panel, structure: Structure, reference: Reference, rng: np.random.Generator
    ) -> None:
        self.panel, self.static, self.structure, self.rng = panel, reference.static, structure, rng
        self.free = structure.layout.free
        self.arguments = panel_arguments(panel, reference.static)
        self.theta = reference.theta.copy()
        self.K = len(structure.gamma_mean)
        self.stretch = _Stretch.of(structure)
        self.shared = np.concatenate([reference.gamma, reference.omega])
        x = self.theta[:, self.free] - structure.mean(reference.gamma)
        self.z = x[:, structure.random] / reference.omega[structure.tie]
        self.ll, self.grads = np.empty(len(self.theta)), np.empty_like(self.theta)
        self.prior = np.concatenate([1.0 / structure.gamma_sd**2, 1.0 / structure.spread**2])
        self.centre = np.concatenate([structure.gamma_mean, np.zeros(len(structure.spread))])
        self.log_step = np.log(0.25)
        self.whiten([mode.information for mode in reference.modes])
        self.broaden()
        jitter = rng.standard_normal(self.z.shape)
        self.z = self.z + 0.5 * np.einsum("nij,nj->ni", self.inner, jitter)
        self.evaluate(self.shared, self.z)

    @property
    def gamma(self) -> FloatArray:
        """Population coefficients as they stand."""
        return self.shared[: self.K]

    @property
    def omega(self) -> FloatArray:
        """Population spreads as they stand."""
        return np.asarray(np.abs(self.shared[self.K :]))

    def evaluate(self, shared: FloatArray, z: FloatArray) -> tuple[float, FloatArray, FloatArray]:
        """Log posterior and its gradient over what is shared and over z; -inf where a loop is unstable."""
        structure = self.structure
        omega = shared[self.K :][structure.tie]
        self.theta[:, self.free] = self.couples(shared, z)
        gradient_each(self.theta, *self.arguments, self.ll, self.grads)
        if not np.isfinite(self.ll).all():
            return -np.inf, np.zeros_like(shared), np.zeros_like(z)
        G = self.grads[:, self.free]
        own = G[:, structure.random]
        off = shared - self.centre
        value = self.ll.sum() - 0.5 * float((z**2).sum()) - 0.5 * float(self.prior @ off**2)
        up = np.concatenate(
            [
                np.einsum("nik,ni->k", structure.D, G),
                np.bincount(structure.tie, weights=(own * z).sum(axis=0)),
            ]
        )
        return float(value), up - self.prior * off, own * omega - z

    def couples(self, shared: FloatArray, z: FloatArray) -> FloatArray:
        """Free parameters of every couple."""
        x = self.structure.mean(shared[: self.K])
        x[:, self.structure.random] += shared[self.K :][self.structure.tie] * z
        return x

    def whiten(self, information: list[FloatArray], covariance: FloatArray | None = None) -> None:
        """Shape the steps by the couples' curvatures, and by a covariance of what is shared if given."""
        structure = self.structure
        tie, random = structure.tie, structure.random
        # single couples may curve the wrong way in places; only their sum has to be positive
        H = np.array(information)
        omega = np.maximum(self.omega, 0.1)[tie]
        Z = np.zeros((len(H), H.shape[1], int(tie.max()) + 1))
        Z[:, random, tie] = self.z
        B = np.concatenate([structure.D, Z], axis=2) @ self.stretch.jacobian(self.shared)
        HB = H @ B
        own = _positive(np.eye(len(random)) + omega[:, None] * H[:, random][:, :, random] * omega, 0.1)
        cross = omega[:, None] * HB[:, random]
        self.inner = np.swapaxes(np.linalg.inv(np.linalg.cholesky(own)), 1, 2)
        self.follow = np.linalg.solve(own, cross)
        if covariance is None:
            rest = np.einsum("nik,nil->kl", B, HB) - np.einsum("nik,nil->kl", cross, self.follow)
            J = self.stretch.jacobian(self.shared)
            root = np.linalg.cholesky(np.linalg.inv(J.T @ (self.prior[:, None] * J)))
            covariance = (
                root @ np.linalg.inv(_positive(np.eye(len(rest)) + root.T @ rest @ root, 1.0)) @ root.T
            )
        self.covariance = covariance
        self.outer = np.linalg.cholesky(covariance)

    def broaden(self) -> None:
        """Widen the steps of what is shared.

        The parabolas see the study's curvature at one point; along the trade between true change and report
        error (with pace and coupling following) the posterior runs on much further. The couples' many
        dimensions set the step length, so steps too wide in these few cost nothing, while steps too narrow
        would creep.
        """
        covariance = WIDEN**2 * self.covariance
        kinds = [self.structure.layout.kinds[j] for j in self.free]
        for a in (a for a, kind in enumerate(kinds) if kind == "trueness"):
            for k in np.flatnonzero(self.structure.D[0, a, :]):
                along = covariance[:, k] / np.sqrt(covariance[k, k])
                covariance = covariance + (WIDEN**2 - 1.0) * np.outer(along, along)
        self.covariance = covariance
        self.outer = np.linalg.cholesky(covariance)

    def look_around(self) -> None:
        """Find every couple's mode under the population as it stands now, and shape the steps by it."""
        modes = couples_modes(self.panel, self.static, self.structure, self.gamma, self.omega)
        information = [mode.information for mode in modes]
        self.information = information
        self.whiten(information)
        self.broaden()

    def trajectory(self, *, adapt: bool) -> float:
        """One Hamiltonian trajectory; returns its acceptance probability."""
        rng = self.rng
        value, up, up_z = self._stretched(self.stretch.out(self.shared), self.z)
        step = np.exp(self.log_step) * rng.uniform(0.85, 1.15)
        leaps = int(np.clip(rng.uniform(*LENGTH) / step, 2, MOST_LEAPS))
        p, p_z = rng.standard_normal(len(self.shared)), rng.standard_normal(self.z.shape)
        energy = 0.5 * float(p @ p) + 0.5 * float((p_z**2).sum()) - value
        shared, z = self.stretch.out(self.shared), self.z
        force, force_z = self._force(up, up_z)
        for _ in range(leaps):
            p, p_z = p + 0.5 * step * force, p_z + 0.5 * step * force_z
            move = step * (self.outer @ p)
            shared = shared + move
            z = z + step * np.einsum("nij,nj->ni", self.inner, p_z) - self.follow @ move
            value, up, up_z = self._stretched(shared, z)
            if not np.isfinite(value):
                break
            force, force_z = self._force(up, up_z)
            p, p_z = p + 0.5 * step * force, p_z + 0.5 * step * force_z
        change = energy + value - 0.5 * float(p @ p) - 0.5 * float((p_z**2).sum())
        chance = float(np.exp(min(0.0, change))) if np.isfinite(value) else 0.0
        if adapt:
            self.log_step += 0.15 * (chance - 0.8)
        if rng.random() < chance:
            self.shared, self.z = self.stretch.back(shared), z
        return chance

    def _stretched(self, point: FloatArray, z: FloatArray) -> tuple[float, FloatArray, FloatArray]:
        """Evaluate in stretched coordinates, with the change of volume."""
        if not self.stretch.within(point):
            return -np.inf, np.zeros_like(point), np.zeros_like(z)
        value, up, up_z = self.evaluate(self.stretch.back(point), z)
        more, slope = self.stretch.pull(point, up)
        return value + more, slope, up_z

    def _force(self, up: FloatArray, up_z: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Gradient in whitened coordinates."""
        along = up - np.einsum("nik,ni->k", self.follow, up_z)
        return self.outer.T @ along, np.einsum("nji,nj->ni", self.inner, up_z)

    def warm_up(self, length: int, tick: Callable[[], None]) -> None:
        """Let steps and shapes settle: a quarter, new curvatures, a half, draws' covariance, a quarter."""
        for _ in range(length // 4):
            self.trajectory(adapt=True)
            tick()
        self.look_around()
        seen = []
        for _ in range(length // 2):
            self.trajectory(adapt=True)
            seen.append(self.shared)
            tick()
        # signs of spreads are free: fold them together before measuring how they vary
        draws = np.array(seen)
        draws[:, self.K :] = np.abs(draws[:, self.K :])
        draws = np.array([self.stretch.out(draw) for draw in draws])
        weight = len(draws) / (len(draws) + 3.0 * draws.shape[1])
        self.shared = np.concatenate([self.gamma, self.omega])
        signs = np.where(np.array(seen)[-1, self.K :] < 0, -1.0, 1.0)
        self.z = self.z * signs[self.structure.tie]
        covariance = weight * np.cov(draws.T) + (1.0 - weight) * self.covariance
        self.whiten(self.information, covariance)
        for _ in range(length // 4):
            self.trajectory(adapt=True)
            tick()


class _Run:
    """A chain with what it has left behind."""

    def __init__(self, chain: _Chain) -> None:
        self.chain = chain
        self.traces: list[FloatArray] = []
        self.thetas: list[NDArray[np.float32]] = []
        self.accepted = 0.0

    def go_on(self, length: int, tick: Callable[[], None]) -> _Run:
        """Add ``length`` draws."""
        chain = self.chain
        for _ in range(length):
            self.accepted += chain.trajectory(adapt=False)
            theta = chain.theta.copy()
            theta[:, chain.free] = chain.couples(chain.shared, chain.z)
            self.thetas.append(theta.astype(np.float32))
            self.traces.append(np.concatenate([chain.gamma, chain.omega]))
            tick()
        return self


def _begin(
    panel: Panel,
    structure: Structure,
    reference: Reference,
    child: np.random.SeedSequence,
    warmup: int,
    tick: Callable[[], None],
) -> _Run:
    chain = _Chain(panel, structure, reference, np.random.Generator(np.random.Philox(child)))
    chain.warm_up(warmup, tick)
    return _Run(chain)


def sample(
    panel: Panel,
    structure: Structure,
    reference: Reference,
    *,
    seed: np.random.SeedSequence,
    draws: int = 100,
    warmup: int = 100,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Sample:
    """Run two chains and say whether they agree.

    Parameters
    ----------
    panel, structure, reference
        Data, population level, and where to start.
    seed
        Every chain has its own child, so results do not depend on ``jobs``.
    draws, warmup
        Trajectories kept and discarded, per chain; draws are added twice where the chains do not agree.
    jobs
        Workers; more than two do not help.
    progress
        Called with the share done.

    Returns
    -------
    Sample
        Draws and their diagnostics.
    """
    done = 0
    total = CHAINS * (warmup + draws)

    def tick() -> None:
        nonlocal done
        done += 1
        if progress and done <= total:
            progress(done / total)

    pool = Parallel(n_jobs=min(jobs, CHAINS), prefer="threads", require="sharedmem")
    runs = pool(delayed(_begin)(panel, structure, reference, c, warmup, tick) for c in seed.spawn(CHAINS))
    rhat, ess = np.inf, 0.0
    for _ in range(MOST_BLOCKS):
        runs = pool(delayed(run.go_on)(draws, tick) for run in runs)
        rhat, ess = diagnose(np.stack([np.array(run.traces) for run in runs]))
        if rhat <= MAXIMUM_RHAT and ess >= MINIMUM_ESS:
            break
    traces = np.concatenate([np.array(run.traces) for run in runs])
    K = structure.D.shape[2]
    return Sample(
        traces[:, :K],
        traces[:, K:],
        np.concatenate([np.array(run.thetas) for run in runs]),
        rhat,
        ess,
        float(np.mean([run.accepted / len(run.traces) for run in runs])),
        bool(reference.converged and rhat <= MAXIMUM_RHAT and ess >= MINIMUM_ESS),
    )

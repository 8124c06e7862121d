r"""Draws of a whole population: Hamiltonian Monte Carlo with the exact likelihood and gradient.

One turn of a chain has two parts, each of which leaves the posterior as it is:

1. *joint*: one trajectory of everything, couples as :math:`\theta_i = D_i \gamma + \omega z_i`;
2. *centred*: population means and spreads given the couples, drawn straight from the normal model.

They see the population through the two opposite parametrisations: one mixes well where records are rich, the
other where they are poor (Yu & Meng 2011, J. Comput. Graph. Stat. 20:531). The trajectory runs in
coordinates in which the posterior is close to a standard normal, and follows that normal exactly: kicks come
only from what differs from it (Shahbaba, Lan, Johnson & Neal 2014, Stat. Comput. 24:339). What the
coordinates need (curvatures, covariance, centre) is learned while the chain warms up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from joblib import Parallel, delayed
from joblib.parallel import get_active_backend
from numpy.typing import NDArray

from pasdedeux.identify.linear.diagnostics import diagnose
from pasdedeux.identify.linear.hierarchical.initial_values import InitialValues
from pasdedeux.identify.linear.hierarchical.population import Structure
from pasdedeux.identify.linear.hierarchical.reparameterisation import Reparameterisation
from pasdedeux.identify.linear.kernels.sampler import gradient_each
from pasdedeux.identify.linear.panel import Panel

FloatArray = NDArray[np.float64]
Progress = Callable[[float], None]

CHAINS = 2
LENGTH = (1.2, 3.2)
"""Length of a trajectory in whitened units; a quarter turn of a standard normal is 1.57."""
MOST_LEAPS = 16
FIRST_STEP = 0.35
WARM_UP = (20, 20, 30, 30, 20)
"""Turns of the stages of warming up."""
CURVATURE_STEP = 1e-4
CURVATURE_EVERY = 8
DOUBT = 4.0
"""Draws that the widths of curvatures count for, beside those of the draws themselves."""
LARGEST_STEP = 1.2
TARGET = 0.8
MAXIMUM_RHAT = 1.05
ENOUGH_ESS = 100.0
"""Effective draws of the worst population mean at which sampling ends; of spreads half as many."""
MINIMUM_ESS = 50.0
"""Effective draws of the worst number with which a chain counts as settled."""
MOST_BLOCKS = 24
"""Blocks of draws that are added while the chains do not yet agree."""
KEPT = 200
"""Most draws of every couple that a chain keeps; longer chains are thinned."""


@dataclass(frozen=True, eq=False, slots=True)
class Sample:
    """Draws of the whole population.

    Parameters
    ----------
    gamma, omega
        Shape (S, K) and (S, spreads).
    theta
        Shape (at most S, N, size), single precision: the couples' parameters, thinned in long chains.
    rhat, ess
        Worst split R-hat and smallest effective sample size over gamma and omega.
    converged
        True where the starting fit converged, rhat <= 1.05 and ess >= 50.
    """

    gamma: FloatArray
    omega: FloatArray
    theta: NDArray[np.float32]
    rhat: float
    ess: float
    converged: bool


class Chain:
    """One chain over couples and population.

    Parameters
    ----------
    panel, structure, begin
        Data, population level, and where to start.
    rng
        Source of randomness.

    Notes
    -----
    The sign of a spread is free in the shared part (its prior is then a plain normal), so a spread near zero
    is no wall.
    """

    def __init__(
        self, panel: Panel, structure: Structure, begin: InitialValues, rng: np.random.Generator
    ) -> None:
        self.structure, self.rng = structure, rng
        free = structure.layout.free
        self.free = free
        self.at = np.ascontiguousarray(free[structure.random])
        self.arguments = panel.arguments(begin.static)
        self.K = len(structure.prior.mean)
        self.reparameterisation = Reparameterisation.of(structure)
        self.prior = np.diag(np.concatenate([np.zeros(self.K), 1.0 / structure.spread**2]))
        self.prior[: self.K, : self.K] = structure.prior.precision
        self.centre = np.concatenate([structure.prior.mean, np.zeros(len(structure.spread))])
        # the columns of gamma that only shift what varies between couples
        self.shifts = np.flatnonzero(structure.D[:, structure.random].any(axis=(0, 1)))
        self.theta = begin.theta.copy()
        self.shared = np.concatenate([begin.gamma, begin.omega])
        x = self.theta[:, free] - structure.mean(begin.gamma)
        self.z = np.ascontiguousarray(x[:, structure.random] / begin.omega[structure.tie])
        self.log_step = np.log(FIRST_STEP)
        self.ll, self.grads = np.empty(len(self.theta)), np.empty_like(self.theta)
        self.evaluate(self.shared)
        H = np.array([mode.information for mode in begin.modes])
        self.outer = np.linalg.cholesky(self.whiten(H, self.grads[:, self.at], self.z))
        self.origin = self.reparameterisation.out(self.shared), self.z
        self.z = self.z + 0.5 * np.einsum("nij,nj->ni", self.root, rng.standard_normal(self.z.shape))
        self.evaluate(self.shared)

    @property
    def gamma(self) -> FloatArray:
        """Population coefficients as they stand."""
        return self.shared[: self.K]

    @property
    def omega(self) -> FloatArray:
        """Population spreads as they stand, shape (spreads,)."""
        return np.asarray(np.abs(self.shared[self.K :]))

    def couples(self, shared: FloatArray) -> FloatArray:
        """Free parameters of every couple, shape (N, free)."""
        x = self.structure.mean(shared[: self.K])
        x[:, self.structure.random] += shared[self.K :][self.structure.tie] * self.z
        return x

    def evaluate(self, shared: FloatArray) -> tuple[float, FloatArray, FloatArray]:
        """Log posterior and its gradient over what is shared and over z; -inf where a loop is unstable."""
        self.theta[:, self.free] = self.couples(shared)
        gradient_each(self.theta, *self.arguments, self.ll, self.grads)
        return self.density(shared)

    def density(self, shared: FloatArray) -> tuple[float, FloatArray, FloatArray]:
        """As `evaluate`, from likelihoods and gradients that are at hand."""
        if not (np.isfinite(self.ll).all() and np.isfinite(self.grads).all()):
            return -np.inf, np.zeros_like(shared), np.zeros_like(self.z)
        structure = self.structure
        G = self.grads[:, self.free]
        own = G[:, structure.random]
        off = shared - self.centre
        drawn = self.prior @ off
        value = self.ll.sum() - 0.5 * float((self.z**2).sum()) - 0.5 * float(off @ drawn)
        up = np.concatenate(
            [
                np.einsum("nik,ni->k", structure.D, G),
                np.bincount(structure.tie, weights=(own * self.z).sum(axis=0)),
            ]
        )
        return float(value), up - drawn, own * shared[self.K :][structure.tie] - self.z

    def curvature(self) -> FloatArray:
        """Minus second derivatives of every couple's log-likelihood, shape (N, free, free)."""
        ll, grads = np.empty_like(self.ll), np.empty_like(self.grads)
        H = np.empty((len(self.theta), len(self.free), len(self.free)))
        for a, at in enumerate(self.free):
            aside = self.theta.copy()
            aside[:, at] += CURVATURE_STEP
            gradient_each(aside, *self.arguments, ll, grads)
            H[:, a] = (self.grads - grads)[:, self.free] / CURVATURE_STEP
        H = np.where(np.isfinite(H).all(axis=(1, 2), keepdims=True), H, 0.0)
        return np.asarray(0.5 * (H + np.swapaxes(H, 1, 2)))

    def precision(self, H: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Spreads as the coordinates take them, shape (n,), and every couple's precision of z given them."""
        random = self.structure.random
        omega = np.maximum(self.omega, 0.02)[self.structure.tie]
        return omega, _positive(
            np.eye(len(random)) + omega[:, None] * H[:, random][:, :, random] * omega, 0.3
        )

    def whiten(self, H: FloatArray, slopes: FloatArray, z: FloatArray) -> FloatArray:
        """Shape the couples' coordinates by their curvatures and slopes (of the record alone) and usual z.

        Returns the covariance of what is shared that the curvatures give.
        """
        structure = self.structure
        tie, random = structure.tie, structure.random
        omega, P = self.precision(H)
        self.root = np.ascontiguousarray(np.swapaxes(np.linalg.inv(np.linalg.cholesky(P)), 1, 2))
        Z = np.zeros((len(H), H.shape[1], int(tie.max()) + 1))
        Z[:, random, tie] = z
        J = self.reparameterisation.jacobian(self.shared)
        B = structure.D @ J[: self.K] + Z @ J[self.K :]
        HB = H @ B
        cross = omega[:, None] * HB[:, random]
        # widths come from curvatures alone: with the slopes, a spread near 0 would seem not known at all
        rest = np.einsum("nik,nil->kl", B, HB) - np.einsum("nik,nil->kl", cross, np.linalg.solve(P, cross))
        # where a couple's z goes when what is shared moves; as a spread opens, it goes along its slope
        self.follow = np.linalg.solve(P, cross - slopes[:, :, None] * J[self.K + tie])
        wide = np.linalg.cholesky(np.linalg.inv(J.T @ self.prior @ J))
        inside = np.linalg.inv(_positive(np.eye(len(rest)) + wide.T @ rest @ wide, 1.0))
        return np.asarray(wide @ inside @ wide.T)

    def turn(self, *, adapt: bool) -> None:
        """Move everything along a trajectory, then the population."""
        self.move_joint(adapt=adapt)
        self.move_centred()

    def move_centred(self) -> None:
        """Draw means and spreads of what varies, given the couples; no likelihood is needed."""
        structure, rng = self.structure, self.rng
        random, tie, shifts = structure.random, structure.tie, self.shifts
        mine = self.theta[:, self.at]
        D = structure.D[:, random][:, :, shifts]
        others = structure.D[:, random] @ self.gamma - D @ self.gamma[shifts]
        weight = 1.0 / self.omega[tie] ** 2
        precision = self.prior[np.ix_(shifts, shifts)] + np.einsum("nrk,r,nrl->kl", D, weight, D)
        off = self.shared - self.centre
        off[shifts] = -self.centre[shifts]
        pull = np.einsum("nrk,r,nr->k", D, weight, mine - others) - self.prior[shifts] @ off
        L = np.linalg.cholesky(precision)
        mean = np.linalg.solve(L.T, np.linalg.solve(L, pull))
        self.shared[shifts] = mean + np.linalg.solve(L.T, rng.standard_normal(len(shifts)))
        off = mine - structure.D[:, random] @ self.gamma
        squares = np.bincount(tie, weights=(off**2).sum(axis=0))
        counts = np.bincount(tie) * len(mine)
        for k, (square, count) in enumerate(zip(squares, counts, strict=True)):
            start = float(np.log(self.omega[k]))
            log_omega = _slice(start, float(square), int(count), float(structure.spread[k]), rng)
            self.shared[self.K + k] = np.exp(log_omega)
        self.z = np.ascontiguousarray(off / self.omega[tie])

    def move_joint(self, *, adapt: bool) -> None:
        """Run one trajectory of what is shared (x) and of every couple (y) in whitened coordinates."""
        rng = self.rng
        keep = self.theta.copy(), self.ll.copy(), self.grads.copy(), self.z, self.shared
        origin, usual = self.origin
        start = self.reparameterisation.out(self.shared) - origin
        x = np.linalg.solve(self.outer, start)
        y = np.linalg.solve(self.root, (self.z + self.follow @ start - usual)[..., None])[..., 0]
        value, force, pushes = self._forces(self.density(self.shared))
        step = float(np.exp(self.log_step) * rng.uniform(0.85, 1.15))
        leaps = int(np.clip(round(rng.uniform(*LENGTH) / step), 2, MOST_LEAPS))
        p, q = rng.standard_normal(len(x)), rng.standard_normal(self.z.shape)
        energy = 0.5 * _square(p, q) - value
        for leap in range(leaps + 1):
            kick = (0.5 if leap in (0, leaps) else 1.0) * step
            p, q = p + kick * (force + x), q + kick * (pushes + y)
            if leap == leaps:
                break
            x, p = _turned(x, p, step)
            y, q = _turned(y, q, step)
            off = self.outer @ x
            self.z = usual + np.einsum("nij,nj->ni", self.root, y) - self.follow @ off
            value = -np.inf
            if self.reparameterisation.within(origin + off):
                self.shared = self.reparameterisation.back(origin + off)
                value, force, pushes = self._forces(self.evaluate(self.shared))
            if not np.isfinite(value):
                break
        chance = 0.0
        if np.isfinite(value):
            chance = float(np.exp(min(0.0, energy + value - 0.5 * _square(p, q))))
        if adapt:
            self.log_step = min(self.log_step + 0.3 * (chance - TARGET), np.log(LARGEST_STEP))
        if rng.random() >= chance:
            self.theta, self.ll, self.grads, self.z, self.shared = keep

    def _forces(self, density: tuple[float, FloatArray, FloatArray]) -> tuple[float, FloatArray, FloatArray]:
        """Density and its slopes in whitened coordinates, with the couples following what is shared."""
        value, up, up_z = density
        more, slope = self.reparameterisation.pull(self.shared, up)
        force = self.outer.T @ (slope - np.einsum("nik,ni->k", self.follow, up_z))
        return value + more, force, np.einsum("nij,ni->nj", self.root, up_z)

    def warm_up(self, tick: Callable[[], None]) -> None:
        """Learn the coordinates from draws, stage by stage; the last stage sets the step.

        The first stage leads away from the start and is forgotten.
        """
        *learning, settling = WARM_UP
        for stage, turns in enumerate(learning):
            if stage < 2:
                N, n = self.theta[:, self.free].shape
                learned = _Learned(np.zeros((N, n)), np.zeros((N, n)), np.zeros((N, n, n)))
            for turn in range(turns):
                self.turn(adapt=True)
                learned.seen.append(self.reparameterisation.out(self.shared))
                learned.x += self.theta[:, self.free]
                learned.slopes += self.grads[:, self.free]
                if turn % CURVATURE_EVERY == 0:
                    learned.H += self.curvature()
                    learned.looks += 1
                tick()
            self.reshape(learned)
        steps = []
        for _ in range(settling):
            self.turn(adapt=True)
            steps.append(self.log_step)
            tick()
        self.log_step = float(np.mean(steps[settling // 3 :]))

    def reshape(self, learned: _Learned) -> None:
        """Coordinates from draws: mean curvatures, their covariance corrected, centre."""
        structure, seen = self.structure, np.array(learned.seen)
        turns = len(seen)
        now, centre, H = self.shared, seen.mean(axis=0), learned.H / learned.looks
        self.shared = self.reparameterisation.back(centre)
        omega, P = self.precision(H)
        # the middle of every couple's z at the centre, and its slope there, both by parabola from the draws
        x = structure.mean(self.gamma)
        slopes = (learned.slopes + np.einsum("nij,nj->ni", H, learned.x - turns * x)) / turns
        z = np.linalg.solve(P, (omega * slopes[:, structure.random])[..., None])[..., 0]
        self.outer = np.linalg.cholesky(_corrected(self.whiten(H, z / omega, z), seen))
        self.origin = centre, z
        self.shared = now


@dataclass(slots=True)
class _Learned:
    """What a chain gathers while it warms up.

    Parameters
    ----------
    x, slopes
        Shape (N, free): sums over turns of the couples' parameters, and of the slopes there.
    H
        Shape (N, free, free): sum of curvatures over looks.
    seen
        What was shared, turn by turn.
    looks
        How often curvatures were looked at.
    """

    x: FloatArray
    slopes: FloatArray
    H: FloatArray
    seen: list[FloatArray] = field(default_factory=list)
    looks: int = 0


def _corrected(covariance: FloatArray, seen: FloatArray) -> FloatArray:
    """Covariance by curvatures, corrected by draws: widths at once, correlations as draws become many.

    Where the density is far from normal (a spread near 0) curvatures at one place can be wrong by far.
    """
    turns, k = seen.shape
    outer = np.linalg.cholesky(covariance)
    spread = np.cov(np.linalg.solve(outer, (seen - seen.mean(axis=0)).T))
    sd = np.sqrt(np.diag(spread))
    correlation = spread / np.outer(sd, sd) * (turns / (turns + 2.0 * k))
    np.fill_diagonal(correlation, 1.0)
    outer = outer * np.sqrt((turns * sd**2 + DOUBT) / (turns + DOUBT))
    return np.asarray(outer @ correlation @ outer.T)


def _turned(x: FloatArray, p: FloatArray, angle: float) -> tuple[FloatArray, FloatArray]:
    """Place and momentum after following a standard normal for a while, exactly."""
    cos, sin = np.cos(angle), np.sin(angle)
    return cos * x + sin * p, cos * p - sin * x


def _square(*parts: FloatArray) -> float:
    return float(sum((part * part).sum() for part in parts))


def _positive(H: FloatArray, least: float) -> FloatArray:
    """Make symmetric matrices positive definite, with no eigenvalue below ``least``."""
    values, vectors = np.linalg.eigh(H)
    return np.asarray((vectors * np.maximum(values, least)[..., None, :]) @ np.swapaxes(vectors, -1, -2))


def _slice(start: float, square: float, count: int, scale: float, rng: np.random.Generator) -> float:
    """Draw the logarithm of a spread, given ``count`` deviations with this sum of squares.

    The density (normal deviations, half-normal prior of the spread) is log-concave in the logarithm; a
    slice sampler with stepping out (Neal 2003, Ann. Stat. 31:705).
    """

    def height(t: float) -> float:
        return float((1 - count) * t - 0.5 * square * np.exp(-2 * t) - 0.5 * np.exp(2 * t) / scale**2)

    level = height(start) + float(np.log(rng.random()))
    width = 2.0 / np.sqrt(count + 1.0)
    low = start - width * rng.random()
    high = low + width
    while height(low) > level:
        low -= width
    while height(high) > level:
        high += width
    while True:
        here = float(rng.uniform(low, high))
        if height(here) > level:
            return here
        if here < start:
            low = here
        else:
            high = here


class _Run:
    """A chain with what it has left behind."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.traces: list[FloatArray] = []
        self.thetas: list[NDArray[np.float32]] = []
        self.stride = 1

    def go_on(self, length: int, tick: Callable[[], None]) -> _Run:
        """Add ``length`` draws."""
        for _ in range(length):
            self.chain.turn(adapt=False)
            if len(self.traces) % self.stride == 0:
                self.thetas.append(self.chain.theta.astype(np.float32))
            if len(self.thetas) > KEPT:
                self.thetas = self.thetas[::2]
                self.stride *= 2
            self.traces.append(np.concatenate([self.chain.gamma, self.chain.omega]))
            tick()
        return self


def _nothing() -> None:
    pass


def _begin(
    panel: Panel,
    structure: Structure,
    begin: InitialValues,
    child: np.random.SeedSequence,
    tick: Callable[[], None],
) -> _Run:
    chain = Chain(panel, structure, begin, np.random.Generator(np.random.Philox(child)))
    chain.warm_up(tick)
    return _Run(chain)


def sample(
    panel: Panel,
    structure: Structure,
    begin: InitialValues,
    *,
    seed: np.random.SeedSequence,
    draws: int = 50,
    blocks: int = MOST_BLOCKS,
    enough: Callable[[Sample], bool] | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Sample:
    """Run two chains until they agree and are enough, and report whether they agree.

    Parameters
    ----------
    panel, structure, begin
        Data, population level, and where to start.
    seed
        Every chain has its own child, so results do not depend on ``jobs``.
    draws, blocks
        At most so many blocks of so many draws per chain; one is added while the chains do not agree.
    enough
        Asked of chains that agree, each time that they have grown by half.
    jobs
        Workers; more than two do not help.
    progress
        Called with the share done of the turns that are needed at least.

    Returns
    -------
    Sample
        Draws and their diagnostics.
    """
    done = 0
    total = CHAINS * (sum(WARM_UP) + 2 * draws)

    def tick() -> None:
        nonlocal done
        done += 1
        if progress:
            progress(min(done / total, 0.99))

    pool = Parallel(n_jobs=min(jobs, CHAINS), prefer="threads")
    # workers elsewhere (Dask) cannot report back while they run
    backend = get_active_backend(prefer="threads")[0]
    beat = tick if getattr(backend, "supports_sharedmem", False) else _nothing
    runs = pool(delayed(_begin)(panel, structure, begin, c, beat) for c in seed.spawn(CHAINS))
    K = structure.D.shape[2]
    asked = 0
    for block in range(1, blocks + 1):
        runs = pool(delayed(run.go_on)(draws, beat) for run in runs)
        found = _collect(runs, K, converged=begin.converged)
        if not (found.rhat <= MAXIMUM_RHAT and found.ess >= MINIMUM_ESS):
            continue
        if diagnose(by_chain(found.gamma))[1] < ENOUGH_ESS or (asked and block < 1.5 * asked):
            continue
        if enough is None or enough(found):
            break
        asked = block
    return found


def _collect(runs: list[_Run], K: int, *, converged: bool) -> Sample:
    """Put together what the chains have left behind; ``converged``: whether their beginning is sound."""
    chains = np.stack([np.array(run.traces) for run in runs])
    rhat, ess = diagnose(chains)
    traces = chains.reshape(-1, chains.shape[2])
    return Sample(
        traces[:, :K],
        traces[:, K:],
        np.concatenate([np.array(run.thetas) for run in runs]),
        rhat,
        ess,
        bool(converged and rhat <= MAXIMUM_RHAT and ess >= MINIMUM_ESS),
    )


def by_chain(draws: NDArray[np.floating]) -> FloatArray:
    """Draws of all chains, one chain after the other, as shape (chains, draws, ...)."""
    return np.asarray(draws, dtype=np.float64).reshape(CHAINS, -1, *draws.shape[1:])

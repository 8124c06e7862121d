"""Chains of the Gibbs sampler, run until they agree and are enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from pasdedeux.identify.linear.diagnostics import diagnose
from pasdedeux.identify.talks.design import PRIOR_SD, SPREAD, TIED, TalkDesign
from pasdedeux.identify.talks.kernels.gibbs import gibbs
from pasdedeux.identify.talks.responses import Responses

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

CHAINS = 4
WARM_UP = 200
"""Turns of a chain that are not kept."""
BLOCK = 200
"""Draws of each chain that are added at a time."""
MOST_BLOCKS = 20
MAXIMUM_RHAT = 1.02
ENOUGH_ESS = 400.0
"""Effective draws of the worst coefficient at which sampling ends; of spreads half as many."""
MINIMUM_ESS = 100.0
"""Effective draws of the worst number with which the chains count as settled."""
KEPT = 250
"""Most draws of every couple that a chain keeps."""
START_SD = 0.5
"""Spread of the places from which chains start, in logits."""
START_LOG_SD = 0.3
"""The same of the spreads between couples, around 1: a chain that starts near none of it may stay there
long."""


@dataclass(frozen=True, eq=False)
class TalkPanel:
    """Rows of all couples as the kernel takes them.

    Parameters
    ----------
    X, y
        Shapes (R, P) and (R,).
    start
        Shape (2 N + 1,): first row of each couple's partners.
    design
        What the columns are.
    """

    X: FloatArray
    y: FloatArray
    start: IntArray
    design: TalkDesign

    @classmethod
    def of(cls, responses: Responses, design: TalkDesign) -> TalkPanel:
        """Build the columns."""
        rows = [(one, n, i) for n, pair in enumerate(responses.rows) for i, one in enumerate(pair)]
        X = np.concatenate([design.matrix(*row) for row in rows])
        y = np.concatenate([one.shown for one, _, _ in rows])
        start = np.cumsum([0, *(len(one) for one, _, _ in rows)])
        return cls(np.ascontiguousarray(X), y, start, design)

    def __len__(self) -> int:
        return len(self.start) // 2


class TalkChain:
    """One chain: where it stands and what it has left behind."""

    def __init__(self, panel: TalkPanel, seed: np.random.SeedSequence) -> None:
        design = panel.design
        q, G = 2 * len(design.varying), int(design.into.max()) + 1
        self.panel = panel
        self.state = seed.generate_state(4, np.uint64)
        rng = np.random.Generator(np.random.Philox(seed))
        self.gamma = START_SD * rng.standard_normal(G)
        self.delta = np.exp(START_LOG_SD * rng.standard_normal(q))
        self.Q, self.eta = np.eye(q), np.zeros((len(panel), q))
        self.gammas = np.empty((0, 2, len(design.names)))
        self.covariances = np.empty((0, q, q))
        self.couples = np.empty((0, len(panel), 2, q // 2), np.float32)
        self.stride = 1

    def go_on(self, turns: int) -> TalkChain:
        """Add draws."""
        gammas, covariances, deviations = self._draw(turns)
        # couples' draws are kept at every `stride`-th place of the whole chain
        here = np.arange(-len(self.gammas) % self.stride, turns, self.stride)
        effects = self.panel.design.couples_effects(gammas[here], deviations[here])
        self.gammas = np.concatenate([self.gammas, gammas])
        self.covariances = np.concatenate([self.covariances, covariances])
        self.couples = np.concatenate([self.couples, effects.astype(np.float32)])
        while len(self.couples) > KEPT:
            self.couples = self.couples[::2]
            self.stride *= 2
        return self

    def warm_up(self, turns: int) -> TalkChain:
        """Go on and forget."""
        self._draw(turns)
        return self

    def _draw(self, turns: int) -> tuple[FloatArray, FloatArray, NDArray[np.float32]]:
        panel, design = self.panel, self.panel.design
        (N, q), G = self.eta.shape, len(self.gamma)
        gammas, covariances = np.empty((turns, G)), np.empty((turns, q, q))
        deviations = np.empty((turns, N, q), np.float32)
        gibbs(
            self.state,
            panel.X,
            panel.y,
            panel.start,
            design.into,
            design.turn,
            design.blocks,
            np.full(G, PRIOR_SD**-2.0),
            np.array([*SPREAD, TIED]),
            self.gamma,
            self.delta,
            self.Q,
            self.eta,
            gammas,
            covariances,
            deviations,
        )
        P = len(design.names)
        return gammas[:, design.into].reshape(-1, 2, P), covariances, deviations.reshape(turns, N, 2, -1)


@dataclass(frozen=True, eq=False)
class Draws:
    """Draws of the whole population, in the order of the responses.

    Parameters
    ----------
    gamma
        Shape (chains, S, 2, P): coefficients of the population for either partner.
    covariance
        Shape (chains, S, 2 K, 2 K): between couples.
    couples
        Shape (at most S chains, N, 2, K), single precision: each couple's own.
    rhat, ess
        Worst split R-hat and smallest effective sample size of coefficients and spreads.
    settled
        True where rhat <= 1.02 and ess >= 100.
    """

    gamma: FloatArray
    covariance: FloatArray
    couples: NDArray[np.float32]
    rhat: float
    ess: float
    settled: bool

    def as_given(self, responses: Responses) -> Draws:
        """Put couples and partners into the order in which they were given."""
        gamma, covariance = self.gamma, self.covariance
        turned = np.array(responses.swapped)
        couples = np.where(turned[:, None, None], self.couples[:, :, ::-1], self.couples)
        if responses.turned:
            K = covariance.shape[2] // 2
            other = np.roll(np.arange(2 * K), K)
            gamma, covariance = gamma[:, :, ::-1], covariance[:, :, other][..., other]
        return replace(self, gamma=gamma, covariance=covariance, couples=couples[:, list(responses.given)])

    @property
    def spreads(self) -> FloatArray:
        """Standard deviations between couples, shape (chains, S, 2, K)."""
        sd = np.sqrt(np.diagonal(self.covariance, axis1=2, axis2=3))
        return np.asarray(sd.reshape(*sd.shape[:2], 2, -1))


def sample(
    panel: TalkPanel,
    seed: np.random.SeedSequence,
    *,
    jobs: int = 1,
    progress: Callable[[float], None] | None = None,
) -> Draws:
    """Run chains until they agree and are enough, and report whether they do.

    Every chain has its own child of the seed, so that results do not depend on ``jobs``, nor on where the
    chains run.
    """
    pool = Parallel(n_jobs=min(jobs, CHAINS), prefer="threads")
    chains = pool(delayed(TalkChain(panel, child).warm_up)(WARM_UP) for child in seed.spawn(CHAINS))
    for block in range(1, MOST_BLOCKS + 1):
        chains = pool(delayed(chain.go_on)(BLOCK) for chain in chains)
        found, enough = _collected(chains)
        if progress:
            progress(min(block / 4.0, 0.99))
        if enough:
            break
    return found


def sample_quickly(panel: TalkPanel, seed: np.random.SeedSequence, warm_up: int, draws: int) -> TalkChain:
    """Run one short chain, for checks that need many fits and of each no more than its middle."""
    return TalkChain(panel, seed).warm_up(warm_up).go_on(draws)


def _collected(chains: list[TalkChain]) -> tuple[Draws, bool]:
    """Put together what the chains have left behind; whether it is enough."""
    gamma = np.stack([chain.gammas for chain in chains])
    covariance = np.stack([chain.covariances for chain in chains])
    spreads = np.log(np.diagonal(covariance, axis1=2, axis2=3))
    of_gamma, of_spreads = diagnose(gamma.reshape(*gamma.shape[:2], -1)), diagnose(spreads)
    rhat, ess = max(of_gamma[0], of_spreads[0]), min(of_gamma[1], of_spreads[1])
    agree = rhat <= MAXIMUM_RHAT
    found = Draws(
        gamma,
        covariance,
        np.concatenate([chain.couples for chain in chains]),
        rhat,
        ess,
        bool(agree and ess >= MINIMUM_ESS),
    )
    return found, bool(agree and of_gamma[1] >= ENOUGH_ESS and of_spreads[1] >= ENOUGH_ESS / 2.0)

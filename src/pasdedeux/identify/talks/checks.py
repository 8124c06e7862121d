"""What a fit must stand up to: partners swapped between couples, couples and last thirds not seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.special import expit

from pasdedeux.identify.talks.design import PARTNER, TalkDesign
from pasdedeux.identify.talks.responses import Responses, Rows, swapped_partners
from pasdedeux.identify.talks.results import HeldOut, SwappedPartners
from pasdedeux.identify.talks.sampler import TalkChain, TalkPanel, sample_quickly

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

SWAPS = 20
FOLDS = 5
SEEN = 2.0 / 3.0
"""Share of a talk from which the rest is foretold."""
WARM_UP, DRAWS = 60, 150
"""Turns of a short chain that are not kept, and that are."""
RARE = 1e-9


def swapped_null(
    responses: Responses, design: TalkDesign, *, seed: int, jobs: int
) -> tuple[SwappedPartners, ...]:
    """Find how large the partner's effect comes out where it can be none; of each partner, or of both."""
    pool = Parallel(n_jobs=jobs, prefer="threads")
    found = np.array(pool(delayed(_swapped)(responses, design, seed, n) for n in range(SWAPS)))
    return tuple(SwappedPartners(effects) for effects in found.T[: 1 if design.exchangeable else 2])


def _swapped(responses: Responses, design: TalkDesign, seed: int, number: int) -> FloatArray:
    """Fit with partners swapped once: the partner's effect on either, shape (2,)."""
    swap, chance = responses.stream(seed, f"swap {number}").spawn(2)
    foreign = swapped_partners(responses, np.random.Generator(np.random.Philox(swap)))
    panel = TalkPanel.of(design.usable(foreign), design)
    chain = sample_quickly(panel, chance, WARM_UP, DRAWS)
    return np.asarray(chain.gammas[:, :, design.names.index(PARTNER)].mean(axis=0))


def new_couples(responses: Responses, design: TalkDesign, *, seed: int, jobs: int) -> tuple[HeldOut, ...]:
    """Foretell couples who were not seen, with the partner and without."""
    order = np.random.Generator(np.random.Philox(responses.stream(seed, "folds"))).permutation(len(responses))
    folds = [np.sort(part) for part in np.array_split(order, min(FOLDS, len(responses)))]
    tasks = [
        (one, fold, f"fold {n}") for n, fold in enumerate(folds) for one in (design, design.without_partner())
    ]
    pool = Parallel(n_jobs=jobs, prefer="threads")
    found = pool(delayed(_foretold_couples)(responses, *task, seed) for task in tasks)
    scores: list[list[list[FloatArray]]] = [[[] for _ in responses.rows] for _ in range(2)]
    for number, ((_, fold, _), of_fold) in enumerate(zip(tasks, found, strict=True)):
        for couple, both in zip(fold, of_fold, strict=True):
            scores[number % 2][couple] = both
    return _compared(*scores, exchangeable=design.exchangeable)


def last_thirds(responses: Responses, design: TalkDesign, *, seed: int, jobs: int) -> tuple[HeldOut, ...]:
    """Foretell the last third of every talk from the rest of it, with the partner and without."""
    pool = Parallel(n_jobs=jobs, prefer="threads")
    designs = (design, design.without_partner())
    found = pool(delayed(_foretold_thirds)(responses, one, seed) for one in designs)
    return _compared(*found, exchangeable=design.exchangeable)


def _foretold_couples(
    responses: Responses, design: TalkDesign, fold: IntArray, use: str, seed: int
) -> list[list[FloatArray]]:
    """Log scores of the couples of one fold, by couple and partner, from all other couples."""
    rest = np.setdiff1d(np.arange(len(responses)), fold)
    seen = responses.with_rows([responses.rows[n] for n in rest])
    chance, couples = responses.stream(seed, use).spawn(2)
    chain = sample_quickly(TalkPanel.of(seen, design.of(rest)), chance, WARM_UP, DRAWS)
    roots = np.linalg.cholesky(chain.covariances)
    rng = np.random.Generator(np.random.Philox(couples))
    found = []
    for n in fold:
        z = rng.standard_normal(chain.covariances.shape[:2])
        deviations = np.einsum("sab,sb->sa", roots, z).reshape(len(z), 1, 2, -1)
        effects = design.of(fold[fold == n]).couples_effects(chain.gammas, deviations)[:, 0]
        found.append(
            [_log_score(design, rows, chain, effects, i) for i, rows in enumerate(responses.rows[n])]
        )
    return found


def _foretold_thirds(responses: Responses, design: TalkDesign, seed: int) -> list[list[FloatArray]]:
    """Log scores of the last thirds, by couple and partner."""
    early = [(one.time <= SEEN - 0.5, two.time <= SEEN - 0.5) for one, two in responses.rows]
    seen = responses.where(early)
    unseen = responses.where([(~one, ~two) for one, two in early])
    chain = sample_quickly(TalkPanel.of(seen, design), responses.stream(seed, "last thirds"), WARM_UP, DRAWS)
    return [
        [_log_score(design, rows, chain, chain.couples[:, n], i) for i, rows in enumerate(pair)]
        for n, pair in enumerate(unseen.rows)
    ]


def _log_score(
    design: TalkDesign, rows: Rows, chain: TalkChain, effects: NDArray[np.floating], side: int
) -> FloatArray:
    """Log probability of what one person showed, averaged over draws; ``effects`` has the shape (S, 2, K)."""
    K, plain = len(design.varying), len(design.names) - len(design.moderated)
    X = design.matrix(rows, 0, side)
    logits = X[:, :K] @ effects[:, side].T + X[:, K:plain] @ chain.gammas[:, side, K:plain].T
    chance = expit(logits).mean(axis=1)
    return np.asarray(np.log(np.maximum(np.where(rows.shown > 0, chance, 1.0 - chance), RARE)))


def _compared(
    coupled: Sequence[Sequence[FloatArray]], alone: Sequence[Sequence[FloatArray]], *, exchangeable: bool
) -> tuple[HeldOut, ...]:
    """Compare log scores by couple and partner, of each partner or of both together."""

    def of(sides: Sequence[int]) -> HeldOut:
        scores = [
            [np.concatenate([couple[i] for i in sides]) for couple in kind] for kind in (coupled, alone)
        ]
        return HeldOut.of(*scores)

    return (of((0, 1)),) if exchangeable else (of((0,)), of((1,)))

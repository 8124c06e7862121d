r"""Many couples: how their parameters vary around a population mean.

.. math:: \theta_i \sim N(D_i \gamma, \operatorname{diag}(\omega^2))

``D_i`` holds what shifts a couple's mean (moderators) and, for exchangeable partners, ties the two partners'
parameters together. `starting` finds where to begin, `chains` samples everything at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from pasdedeux.identify.linear.parameters import Layout, NormalPrior
from pasdedeux.identify.linear.results import SHIFT

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

RANDOM = ("decay", "coupling", "scale", "shared-process-error")
"""Kinds of parameters that vary between couples; report error is pooled: one record can hardly determine it.

Shared shocks must vary: couples differ in how much of a day they share, and what is not allowed there would
be taken for coupling."""
MODERATION_SD = 0.3


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
        same for couples with the same design (one record can hardly determine them).
    tie
        Shape (n,): which spread each of those has.
    prior
        Of the K population coefficients.
    spread
        Shape (spreads,): scale of the half-normal prior of each spread.
    names
        Names of the K coefficients.
    """

    layout: Layout
    D: FloatArray
    random: IntArray
    tie: IntArray
    prior: NormalPrior
    spread: FloatArray
    names: tuple[str, ...]

    @property
    def ties(self) -> dict[int, int]:
        """Which spread each parameter has, by its place in the layout, of those that vary."""
        return dict(zip(self.layout.free[self.random].tolist(), self.tie.tolist(), strict=True))

    def mean(self, gamma: FloatArray) -> FloatArray:
        """Shape (N, free): each couple's population mean."""
        return np.ascontiguousarray(self.D @ gamma)


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
    spread = layout.spread_scale[[representatives[k] for k in varying]]
    K = len(representatives)
    base = np.zeros((n, K))
    base[np.arange(n), shared] = 1.0
    prior = layout.population_prior.at(np.array(representatives, dtype=np.int64))
    D = np.repeat(base[None], couples, axis=0)
    names = [label[list(shared).index(k)] for k in range(K)]
    if moderators is not None and moderators.shape[2]:
        extra, extra_names = _moderation(layout, moderators, moderator_names)
        D = np.concatenate([D, extra], axis=2)
        prior = _with_moderation(prior, extra.shape[2])
        names += extra_names
    return Structure(layout, np.ascontiguousarray(D), random, tie, prior, spread, tuple(names))


def _with_moderation(prior: NormalPrior, more: int) -> NormalPrior:
    """Add coefficients of moderators, with mean 0."""
    K = len(prior.mean)
    precision = np.diag(np.full(K + more, MODERATION_SD**-2.0))
    precision[:K, :K] = prior.precision
    return NormalPrior(np.concatenate([prior.mean, np.zeros(more)]), precision)


def _moderation(layout: Layout, scores: FloatArray, names: tuple[str, ...]) -> tuple[FloatArray, list[str]]:
    """Columns by which scores shift the couplings between partners; the same for both directions.

    For every score: the receiver's and the sender's; for every pair of scores (and each with itself) the
    product receiver x sender, which is how an anxious x avoidant pair can differ from the sum of its parts;
    for every two different scores their product within the receiver and within the sender, which is how
    someone both anxious and avoidant can.
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
        labels += [f"{SHIFT}receiver[{names[m]}]", f"{SHIFT}sender[{names[m]}]"]
    for m in range(M):
        for k in range(M):
            columns.append(column(lambda r, s, m=m, k=k: scores[:, r, m] * scores[:, s, k]))  # type: ignore[misc]
            labels.append(f"{SHIFT}receiver-sender[{names[m]}, {names[k]}]")
    for m, k in combinations(range(M), 2):
        own = scores[:, :, m] * scores[:, :, k]
        columns += [
            column(lambda r, _s, own=own: own[:, r]),  # type: ignore[misc]
            column(lambda _r, s, own=own: own[:, s]),  # type: ignore[misc]
        ]
        labels += [f"{SHIFT}{who}-own[{names[m]}, {names[k]}]" for who in ("receiver", "sender")]
    return np.stack(columns, axis=2), labels

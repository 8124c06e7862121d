"""How far the filter can be trusted near a point: told by couples that the loop itself runs there.

At the truth the slopes of a likelihood are nought on average, and spread as its information says. The filter
is not quite the loop, so its slopes lean to one side and spread more. Both are measured: the loop is run
forward many times at the point, with the gaps and inputs of the record, and the filter's slopes are taken
there, where that point is the truth. The lean is taken off the log-likelihood, and the surplus divides it
(after Gourieroux, Monfort & Renault 1993 for the lean, Pauli, Racugno & Ventura 2011 for the surplus).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pasdedeux.identify.nonlinear.filtering import slopes
from pasdedeux.identify.nonlinear.parameters import Space
from pasdedeux.identify.nonlinear.particles import drawn_answers

FloatArray = NDArray[np.float64]

COUPLES = 16


@dataclass(frozen=True, eq=False, slots=True)
class Trust:
    """What is to be taken off the filter's log-likelihood.

    Parameters
    ----------
    at
        Shape (k,): the point, prior standard deviations.
    lean
        Shape (k,): mean slope of the filter's log-likelihood where the truth is this point.
    surplus
        Variance of these slopes over what the filter says it is; at least 1.
    """

    at: FloatArray
    lean: FloatArray
    surplus: float

    def mended(self, log: FloatArray, z: FloatArray) -> FloatArray:
        """Log-likelihood at points, shape (B,) at (B, k), without the lean and as sure as it may be."""
        return np.asarray((log - (z - self.at) @ self.lean) / self.surplus)


def trust_at(space: Space, z: FloatArray, rng: np.random.Generator, couples: int = COUPLES) -> Trust:
    """Run the loop forward at a point and see how the filter's slopes lean and spread there."""
    total, outer = np.empty((couples, len(z))), np.zeros((len(z), len(z)))
    for n, y in enumerate(drawn_answers(space.diary, space.point(z[None]), couples, rng)):
        _, each = slopes(Space(replace(space.diary, y=y), space.free), z)
        total[n] = each.sum(axis=1)
        outer += each @ each.T / couples
    lean = total.mean(axis=0)
    off = total - lean
    inverse = np.linalg.inv(outer + np.eye(len(z)))
    spread = float(np.einsum("nk,kl,nl", off, inverse, off)) / (couples - 1)
    told = float((inverse * outer).sum())
    # the lean is a mean of few couples, so its own doubt comes on top
    surplus = (1.0 + 1.0 / couples) * spread / told if told > 0.0 else 1.0
    return Trust(z, lean, max(surplus, 1.0))

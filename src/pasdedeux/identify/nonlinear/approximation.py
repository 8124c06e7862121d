"""How far the filter's likelihood is off near a point, measured on couples simulated there.

At the truth the score of a likelihood has mean 0 and the variance that its information says. The filter is
an approximation, so its score is biased and varies more. Both are measured: the loop is run forward many
times at the point, with the gaps and inputs of the record, and the filter's score is taken there, where that
point is the truth. The bias is subtracted from the log-likelihood, and the inflation divides it (after
Gourieroux, Monfort & Renault 1993 for the bias, Pauli, Racugno & Ventura 2011 for the inflation).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pasdedeux.identify.nonlinear.filtering import score
from pasdedeux.identify.nonlinear.parameters import ParameterSpace
from pasdedeux.identify.nonlinear.particles import simulated_answers

FloatArray = NDArray[np.float64]

COUPLES = 16


@dataclass(frozen=True, eq=False, slots=True)
class LikelihoodCorrection:
    """What corrects the filter's log-likelihood around a point.

    Parameters
    ----------
    at
        Shape (k,): the point, prior standard deviations.
    bias
        Shape (k,): mean score of the filter where the truth is this point.
    inflation
        Variance of the score over what the filter says it is; at least 1.
    """

    at: FloatArray
    bias: FloatArray
    inflation: float

    def corrected(self, log: FloatArray, z: FloatArray) -> FloatArray:
        """Correct log-likelihoods, shape (B,), at points, shape (B, k)."""
        return np.asarray((log - (z - self.at) @ self.bias) / self.inflation)


def correction_at(
    space: ParameterSpace, z: FloatArray, rng: np.random.Generator, couples: int = COUPLES
) -> LikelihoodCorrection:
    """Simulate couples at a point and measure bias and variance of the filter's score."""
    total, outer = np.empty((couples, len(z))), np.zeros((len(z), len(z)))
    for n, y in enumerate(simulated_answers(space.diary, space.parameters(z[None]), couples, rng)):
        _, each = score(ParameterSpace(replace(space.diary, y=y), space.free), z)
        total[n] = each.sum(axis=1)
        outer += each @ each.T / couples
    bias = total.mean(axis=0)
    off = total - bias
    inverse = np.linalg.inv(outer + np.eye(len(z)))
    spread = float(np.einsum("nk,kl,nl", off, inverse, off)) / (couples - 1)
    expected = float((inverse * outer).sum())
    # the bias is a mean over few couples, so its own error comes on top
    inflation = (1.0 + 1.0 / couples) * spread / expected if expected > 0.0 else 1.0
    return LikelihoodCorrection(z, bias, max(inflation, 1.0))

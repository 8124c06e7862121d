r"""The parameters of one couple's linear loop: their order, meaning, priors, and the way back to matrices.

All are unbounded. For R roles of two partners there are d = 2R states; with one role that makes ten:

====================  =======  =====================================================================
name                  count    meaning
====================  =======  =====================================================================
``log q[i]``          d        decay: minus log of the share of a deviation that the next report
                               still shows, without coupling
``u[i<-j]``           d(d-1)   relative coupling: drift a_ij = h u_ij sqrt(k_i k_j) v_i / v_j
``log v[i]``          d        long-run standard deviation of i's reports without coupling
``z process[i,j]``    pairs    shared process error: atanh of (partial) correlations of the noise
``logit s[i]``        d        share of the decay that is true return to usual, not report error
``z error[i,j]``      pairs    shared measurement error, as for the process
====================  =======  =====================================================================

So the pace is k = q s, and the reliability of a report w = exp(-q (1 - s)). Reports taken at one spacing
determine q well and s badly (an autoregression seen through error); keeping them apart this way keeps what
is well known from bending along what is not.

Couplings are relative to both persons' own swings (v_i / v_j), because people differ greatly in how far their
answers swing: what a large swing of a partner sets off in someone who hardly changes an answer is small in
answer steps. The loop gain does not depend on it.

With one role per partner the factor h keeps the loop gain g = h^2 u12 u21 below 1 (where the product p is
positive, h^2 = tanh(p) / p; else, and with more roles, h = 1), so every real vector is a stable loop. Priors
are normal, weak, and centred at 0 for every coupling: no sign is built in. Time is measured in the record's
typical gap, values in its typical within-person deviation, so the same priors serve days and minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Prior:
    """Mean and standard deviation of one kind of parameter, for a couple and for a population of couples.

    Parameters
    ----------
    mean, sd
        Normal prior of a single couple's parameter.
    mean_sd
        Standard deviation of the population mean around ``mean``.
    spread
        Scale of the half-normal prior of the between-couple standard deviation.
    """

    mean: float
    sd: float
    mean_sd: float
    spread: float


PRIORS: dict[str, Prior] = {
    "decay": Prior(0.1, 0.5, 0.4, 0.3),
    "coupling": Prior(0.0, 0.5, 0.6, 0.2),
    "scale": Prior(0.0, 0.5, 0.5, 0.5),
    "shared-process-error": Prior(0.0, 0.5, 0.5, 0.3),
    "true-return": Prior(1.0, 1.5, 1.5, 0.5),
    "shared-measurement-error": Prior(0.0, 0.4, 0.5, 0.3),
}
"""Stated priors, in units of typical gap and typical deviation; documented in docs/identification.md."""
RETURN_BY_DECAY = 0.85
"""Logit of true return expected per log of decay, so that the prior of the reliability is wide and hardly
depends on the pace. Where reliability is held too low, too much error is corrected for, and an absent link
turns negative."""

ALL_TRUE = 12.0
"""Logit of true return where all of the decay is true."""


@dataclass(frozen=True, eq=False, slots=True)
class NormalPrior:
    """Normal prior of a vector of parameters.

    Parameters
    ----------
    mean
        Shape (n,).
    precision
        Shape (n, n).
    """

    mean: FloatArray
    precision: FloatArray

    @property
    def covariance(self) -> FloatArray:
        """Shape (n, n)."""
        return np.asarray(np.linalg.inv(self.precision))

    def at(self, places: IntArray) -> NormalPrior:
        """Give the prior of some of them while the others are at their means."""
        return NormalPrior(self.mean[places], np.ascontiguousarray(self.precision[np.ix_(places, places)]))

    def draw(self, rng: np.random.Generator) -> FloatArray:
        """Draw one vector."""
        root = np.linalg.cholesky(self.covariance)
        return np.asarray(self.mean + root @ rng.standard_normal(len(self.mean)))


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each parameter of a d-state loop stands in the vector, and which of them are estimated.

    Parameters
    ----------
    d
        Number of states, twice the number of roles.
    coupled
        False pins every link between the partners (and between roles) at 0.
    shared_error
        False pins the correlation of measurement errors at 0.
    reliability
        Where it is known: the share of every state's uncoupled variance that is not report error, 1 for no
        report error. The whole decay is then true return, and this share is no parameter.
    """

    d: int
    coupled: bool = True
    shared_error: bool = True
    reliability: float | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kind of every parameter, in order."""
        d, pairs = self.d, self.d * (self.d - 1) // 2
        return (
            ("decay",) * d
            + ("coupling",) * (2 * pairs)
            + ("scale",) * d
            + ("shared-process-error",) * pairs
            + ("true-return",) * d
            + ("shared-measurement-error",) * pairs
        )

    @property
    def size(self) -> int:
        """Number of parameters."""
        return len(self.kinds)

    def at(self, kind: str) -> IntArray:
        """Positions of one kind."""
        return np.array([i for i, name in enumerate(self.kinds) if name == kind], dtype=np.int64)

    @property
    def free(self) -> IntArray:
        """Positions of the estimated parameters."""
        pinned = set() if self.coupled else {"coupling"}
        if not self.shared_error:
            pinned.add("shared-measurement-error")
        if self.reliability is not None:
            pinned.add("true-return")
        return np.array([i for i, name in enumerate(self.kinds) if name not in pinned], dtype=np.int64)

    @property
    def known_loss(self) -> float:
        """Minus the log of a known reliability; 0 where it is a parameter."""
        return 0.0 if self.reliability is None else -float(np.log(self.reliability))

    @property
    def pinned(self) -> FloatArray:
        """Parameters with what is not estimated at its value, and 0 elsewhere."""
        theta = np.zeros(self.size)
        if self.reliability is not None:
            theta[self.at("true-return")] = ALL_TRUE
        return theta

    @property
    def crossings(self) -> tuple[tuple[int, int], ...]:
        """(receiver, sender) state of each coupling, in order."""
        return tuple((i, j) for i in range(self.d) for j in range(self.d) if i != j)

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """States of each shared error, in order."""
        return tuple((i, j) for i in range(self.d) for j in range(i))

    @property
    def spread_scale(self) -> FloatArray:
        """Scale of the half-normal prior of each parameter's standard deviation between couples."""
        return self._column("spread")

    @property
    def couple_prior(self) -> NormalPrior:
        """Prior of a couple that is fitted alone."""
        return self._prior("sd")

    @property
    def population_prior(self) -> NormalPrior:
        """Prior of the means of a population of couples."""
        return self._prior("mean_sd")

    def _column(self, what: str) -> FloatArray:
        return np.array([getattr(PRIORS[kind], what) for kind in self.kinds], dtype=np.float64)

    def _prior(self, what: str) -> NormalPrior:
        alone, mean = self._column(what) ** -2.0, self._column("mean")
        precision = np.diag(alone)
        if self.reliability is not None:
            mean[self.at("true-return")] = ALL_TRUE
            return NormalPrior(mean, precision)
        own, true = self.at("decay"), self.at("true-return")
        precision[own, own] += RETURN_BY_DECAY**2 * alone[true]
        precision[own, true] = precision[true, own] = -RETURN_BY_DECAY * alone[true]
        return NormalPrior(mean, precision)

    def arranged(self, states: IntArray) -> IntArray:
        """Positions of the parameters when states stand in another order.

        Parameters
        ----------
        states
            Position here of each state there.

        Returns
        -------
        numpy.ndarray
            Position here of each parameter there.
        """
        keys = list(self._keys())
        place = {key: at for at, key in enumerate(keys)}
        moved = []
        for kind, i, j in keys:
            a, b = int(states[i]), int(states[j])
            symmetric = kind in {"shared-process-error", "shared-measurement-error"}
            moved.append(place[kind, max(a, b), min(a, b)] if symmetric else place[kind, a, b])
        return np.array(moved, dtype=np.int64)

    def swap(self) -> IntArray:
        """Positions after exchanging the partners: ``theta[swap]`` is the same couple, seen the other way."""
        return self.arranged(np.roll(np.arange(self.d), self.d // 2))

    def _keys(self) -> Iterator[tuple[str, int, int]]:
        """Kind and states of every parameter, in order."""
        own = tuple((i, i) for i in range(self.d))
        pairs = {
            "coupling": self.crossings,
            "shared-process-error": self.pairs,
            "shared-measurement-error": self.pairs,
        }
        for kind in dict.fromkeys(self.kinds):
            for i, j in pairs.get(kind, own):
                yield kind, i, j

    def names(self, states: tuple[str, ...]) -> tuple[str, ...]:
        """Names, given one per state, e.g. ``("M arousal", "W arousal")``."""
        pairs = [f"{states[j]} & {states[i]}" for i, j in self.pairs]
        whose = {
            "coupling": [f"{states[j]} -> {states[i]}" for i, j in self.crossings],
            "shared-process-error": pairs,
            "shared-measurement-error": pairs,
        }
        return tuple(f"{kind}: {s}" for kind in dict.fromkeys(self.kinds) for s in whose.get(kind, states))

    def pace(self, theta: FloatArray) -> FloatArray:
        """Rates of return to usual, shape (..., d), per time unit of the model."""
        return np.asarray(np.exp(theta[..., : self.d]) * expit(theta[..., self.at("true-return")]))

    def reliabilities(self, theta: FloatArray) -> FloatArray:
        """Share of each state's uncoupled variance that is not report error, shape (..., d)."""
        q, s = np.exp(theta[..., : self.d]), expit(theta[..., self.at("true-return")])
        return np.asarray(np.exp(-q * (1.0 - s) - self.known_loss))

    def drift(self, theta: FloatArray) -> FloatArray:
        """Drift matrices, per time unit of the model.

        Parameters
        ----------
        theta
            Shape (..., size).

        Returns
        -------
        numpy.ndarray
            Shape (..., d, d).
        """
        d = self.d
        A = np.zeros((*theta.shape[:-1], d, d))
        k, v = self.pace(theta), np.exp(theta[..., self.at("scale")])
        h = squeeze(theta[..., d] * theta[..., d + 1]) if d == 2 else 1.0
        for n, (i, j) in enumerate(self.crossings):
            root = np.sqrt(k[..., i] * k[..., j])
            A[..., i, j] = h * theta[..., d + n] * root * v[..., i] / v[..., j]
        for i in range(d):
            A[..., i, i] = -k[..., i]
        return A


def squeeze(p: FloatArray) -> FloatArray:
    """Factor h(p) that keeps h^2 p below 1: sqrt(tanh(p) / p) for p > 0, else 1."""
    safe = np.where(np.abs(p) < 1e-4, 1.0, p)
    return np.where(
        p <= 0, 1.0, np.where(p < 1e-4, 1.0 - p * p / 6.0, np.sqrt(np.tanh(np.abs(safe)) / np.abs(safe)))
    )

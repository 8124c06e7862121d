r"""Coordinates in which what a record determines stands apart from what it hardly determines.

Two things trade places in every record taken at one spacing, along lines that bend:

- Of a coupling it shows u times the true return s of both ends (one gap's cross-influence): couplings move
  as u s.
- Of what two people share at one moment it shows shared shocks and shared error together, each by its part
  in the reports: shared error moves as their sum :math:`\bar w z_{process} + \bar e z_{error}`, where
  :math:`\bar w` is the root of both reliabilities and :math:`\bar e` that of both error shares.

The prior stays where it was; the change of volume is accounted for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from pasdedeux.identify.linear.hierarchical.population import Structure

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
FARTHEST = 12.0
"""Logit of true return, or log of decay, beyond which a number means nothing any more."""


@dataclass(frozen=True, eq=False, slots=True)
class Reparameterisation:
    """Where the numbers that trade places stand among what is shared.

    Parameters
    ----------
    rows
        Shape (n,): couplings' means, moderators and spreads.
    ends
        Shape (n, 2): true return of the two states that each of them links.
    errors, shocks
        Shape (m,): shared error of each pair of states, and the shared shocks of the same pair.
    returns
        Shape (m, 4): decay of the pair's two states, then their true return.
    """

    rows: IntArray
    ends: IntArray
    errors: IntArray
    shocks: IntArray
    returns: IntArray

    @classmethod
    def of(cls, structure: Structure) -> Reparameterisation:
        """Find them."""
        layout = structure.layout
        K = structure.D.shape[2]
        column = {
            int(j): int(np.flatnonzero(own)[0]) if own.any() else -1
            for j, own in zip(layout.free, structure.D[0], strict=True)
        }
        places = {kind: [column.get(int(j), -1) for j in layout.at(kind)] for kind in set(layout.kinds)}
        true, decay = places["true-return"], places["decay"]
        tie = structure.ties
        ends: dict[int, tuple[int, int]] = {}
        known = layout.reliability is not None  # then nothing trades places with true return
        for n, (i, j) in enumerate(() if known else layout.crossings):
            at = layout.d + n
            if at in column:
                for row in (column[at], K + tie[at]):
                    ends.setdefault(row, (true[i], true[j]))
        pairs: dict[int, tuple[int, ...]] = {}
        for n, (i, j) in enumerate(layout.pairs if layout.shared_error and not known else ()):
            states = (decay[i], decay[j], true[i], true[j])
            pairs.setdefault(
                places["shared-measurement-error"][n], (places["shared-process-error"][n], *states)
            )
        shocks_and_returns = np.array(list(pairs.values()), dtype=np.int64).reshape(-1, 5)
        return cls(
            np.array(list(ends), dtype=np.int64),
            np.array(list(ends.values()), dtype=np.int64).reshape(-1, 2),
            np.array(list(pairs), dtype=np.int64),
            shocks_and_returns[:, 0],
            shocks_and_returns[:, 1:],
        )

    def _factors(self, shared: FloatArray) -> FloatArray:
        return np.asarray(np.sqrt(expit(shared[self.ends]).prod(axis=1)))

    def _returned(self, shared: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Give the returns of a pair, decaying and true, and its reliabilities' logarithms, shapes (m, 2)."""
        q, s = np.exp(shared[self.returns[:, :2]]), expit(shared[self.returns[:, 2:]])
        return q, s, -q * (1.0 - s)

    def _parts(self, shared: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Part of shocks and of error in what a pair shares, shapes (m,)."""
        _, _, log_w = self._returned(shared)
        return np.exp(0.5 * log_w.sum(axis=1)), np.sqrt(-np.expm1(log_w)).prod(axis=1)

    def _part_slopes(self, shared: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Slopes of both parts' logarithms by returns, shapes (m, 4)."""
        q, s, log_w = self._returned(shared)
        slope = 0.5 * np.concatenate([log_w, q * s * (1.0 - s)], axis=1)
        odds = np.tile(np.exp(log_w) / -np.expm1(log_w), 2)
        return slope, -slope * odds

    def within(self, point: FloatArray) -> bool:
        """Report whether numbers still mean something at a point; a trajectory that runs off is refused."""
        near = np.abs(point[self.returns]).max(initial=0.0) < FARTHEST
        return bool(near and np.abs(point).max() < 50 and (point[self.ends] > -FARTHEST).all())

    def out(self, shared: FloatArray) -> FloatArray:
        """Stretch couplings by the root of both ends' true return, and shared error to what is shared."""
        point = shared.copy()
        point[self.rows] *= self._factors(shared)
        true, error = self._parts(shared)
        point[self.errors] = error * shared[self.errors] + true * shared[self.shocks]
        return point

    def back(self, point: FloatArray) -> FloatArray:
        """Undo `out`."""
        shared = point.copy()
        shared[self.rows] /= self._factors(point)
        true, error = self._parts(point)
        shared[self.errors] = (point[self.errors] - true * point[self.shocks]) / error
        return shared

    def _bends(self, shared: FloatArray) -> _Bends:
        (true, error), (true_slope, error_slope) = self._parts(shared), self._part_slopes(shared)
        ratio = true / error
        lean = (ratio * shared[self.shocks])[:, None] * true_slope + shared[self.errors, None] * error_slope
        return _Bends(
            self._factors(shared), -0.5 * (1.0 - expit(shared[self.ends])), ratio, error, error_slope, -lean
        )

    def jacobian(self, shared: FloatArray) -> FloatArray:
        """Differentiate the plain coordinates by the stretched ones."""
        J, bends = np.eye(len(shared)), self._bends(shared)
        J[self.rows, self.rows] /= bends.factors
        np.add.at(J, (self.rows[:, None], self.ends), bends.coupling * shared[self.rows, None])
        J[self.errors, self.errors] /= bends.error
        J[self.errors, self.shocks] = -bends.ratio
        np.add.at(J, (self.errors[:, None], self.returns), bends.lean)
        return J

    def pull(self, shared: FloatArray, up: FloatArray) -> tuple[float, FloatArray]:
        """Log volume factor at ``shared``, and the gradient ``up`` in stretched coordinates."""
        slope, bends = up.copy(), self._bends(shared)
        slope[self.rows] /= bends.factors
        slope[self.errors] /= bends.error
        moves = (shared[self.rows] * up[self.rows] + 1.0)[:, None]
        np.add.at(slope, self.ends, bends.coupling * moves)
        np.add.at(slope, self.shocks, -bends.ratio * up[self.errors])
        np.add.at(slope, self.returns, bends.lean * up[self.errors, None] - bends.error_slope)
        return float(-np.log(bends.factors).sum() - np.log(bends.error).sum()), slope


@dataclass(frozen=True, eq=False, slots=True)
class _Bends:
    """How plain coordinates move with stretched ones at one point.

    Parameters
    ----------
    factors, coupling
        Shapes (n,) and (n, 2): what couplings are stretched by; slope of its logarithm by each end, turned.
    ratio
        Shape (m,): shocks' part over errors'.
    error, error_slope
        Shapes (m,) and (m, 4): errors' part, and the slope of its logarithm by returns.
    lean
        Shape (m, 4): shared error by returns.
    """

    factors: FloatArray
    coupling: FloatArray
    ratio: FloatArray
    error: FloatArray
    error_slope: FloatArray
    lean: FloatArray

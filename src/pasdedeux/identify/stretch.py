"""Coordinates in which couplings do not trade with trueness.

What records show of a coupling is u times the trueness of both ends (one gap's cross-influence); moving along
u s instead of u unbends the posterior. The prior stays where it was; the change of volume is accounted for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from pasdedeux.identify.population import Structure

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Stretch:
    """Where the couplings stand among what is shared, and the trueness of their two ends.

    Parameters
    ----------
    rows
        Shape (n,): couplings' means, moderators and spreads.
    ends
        Shape (n, 2): trueness of the two states that each of them links.
    """

    rows: IntArray
    ends: IntArray

    @classmethod
    def of(cls, structure: Structure) -> Stretch:
        """Find the coupling coefficients (means, moderators, spreads) and the trueness of their two ends."""
        layout = structure.layout
        free = list(layout.free)
        K = structure.D.shape[2]
        column = [
            int(np.flatnonzero(structure.D[0, a])[0]) if structure.D[0, a].any() else -1
            for a in range(len(free))
        ]
        ends: dict[int, list[int]] = {}
        for n, (i, j) in enumerate(layout.crossings):
            if layout.d + n not in free:
                continue
            a = free.index(layout.d + n)
            pair = [column[free.index(layout.at("trueness")[state])] for state in (i, j)]
            spread = K + int(structure.tie[list(structure.random).index(a)])
            for row in (column[a], spread):
                ends.setdefault(row, pair)
        pairs = np.array(list(ends.values()), dtype=np.int64).reshape(-1, 2)
        return cls(np.array(list(ends), dtype=np.int64), pairs)

    def _factors(self, shared: FloatArray) -> FloatArray:
        return np.asarray(np.sqrt(expit(shared[self.ends]).prod(axis=1)))

    def within(self, point: FloatArray) -> bool:
        """Report whether numbers still mean something at a point; a trajectory that runs off is refused."""
        return bool(np.abs(point).max() < 50 and (point[self.ends] > -12).all())

    def out(self, shared: FloatArray) -> FloatArray:
        """Stretch: couplings times the root of both ends' trueness."""
        point = shared.copy()
        point[self.rows] *= self._factors(shared)
        return point

    def back(self, point: FloatArray) -> FloatArray:
        """Undo `out`."""
        shared = point.copy()
        shared[self.rows] /= self._factors(point)
        return shared

    def jacobian(self, shared: FloatArray) -> FloatArray:
        """Differentiate the plain coordinates by the stretched ones."""
        J = np.eye(len(shared))
        J[self.rows, self.rows] /= self._factors(shared)
        bend = -0.5 * (1.0 - expit(shared[self.ends]))
        np.add.at(J, (self.rows[:, None], self.ends), bend * shared[self.rows, None])
        return J

    def pull(self, shared: FloatArray, up: FloatArray) -> tuple[float, FloatArray]:
        """Log volume factor at ``shared``, and the gradient ``up`` in stretched coordinates."""
        factors, slope = self._factors(shared), up.copy()
        slope[self.rows] /= factors
        bend = -0.5 * (1.0 - expit(shared[self.ends]))
        np.add.at(slope, self.ends, bend * (shared[self.rows] * up[self.rows] + 1.0)[:, None])
        return float(-np.log(factors).sum()), slope

"""Runs by the day: what one run, or many of the same couple, come to as means of single days."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import as_numbers, names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.loop import STATES, Loop, shown_arousal
from pasdedeux.loop import rows as r
from pasdedeux.simulate.ensemble import Ensemble
from pasdedeux.simulate.trajectory import Trajectory

FloatArray = NDArray[np.float64]
FORTNIGHT = 14


@names_wrong_arguments
@dataclass(frozen=True, eq=False, slots=True)
class Daily:
    """Means of states over each day of one run, or of n runs of the same couple.

    Parameters
    ----------
    loop
        The couple.
    states
        Shape (D, 11) or (D, 11, n), rows as in `pasdedeux.loop.STATES`.
    in_cycle
        Shape (D,) or (D, n): share of each day in the cycle.
    """

    loop: Loop
    states: FloatArray
    in_cycle: FloatArray

    @classmethod
    def of(cls, run: Trajectory) -> Daily:
        """Take the mean of each whole day of a run.

        Examples
        --------
        >>> from pasdedeux.simulate import simulate
        >>> len(Daily.of(simulate(Loop.preset("secure-secure"), days=7.5)))
        7
        """
        per_day = round(1.0 / float(run.time[1] - run.time[0]))
        days = (len(run.time) - 1) // per_day

        def means(values: NDArray[np.generic]) -> FloatArray:
            kept = values[1 : days * per_day + 1]
            return np.asarray(kept.reshape(days, per_day, *values.shape[1:]).mean(axis=1))

        return cls(run.loop, means(run.states), means(run.in_cycle))

    @classmethod
    def of_many(cls, loop: Loop, runs: Ensemble) -> Daily:
        """Read an ensemble of one couple that was kept day by day (``every=1``)."""
        means = runs.means.astype(np.float64)
        return cls(loop, means[:, : len(STATES)], means[:, len(STATES)])

    def run(self, at: int) -> Daily:
        """One of many runs."""
        return Daily(self.loop, self.states[..., at], self.in_cycle[..., at])

    def __len__(self) -> int:
        return len(self.states)

    @property
    def days(self) -> FloatArray:
        """Number of each day, from 1, shape (D,)."""
        return np.arange(1.0, len(self) + 1.0)

    def _pair(self, row: int) -> FloatArray:
        return self.states[:, [row, r.N_OWN + row]]

    @property
    def felt(self) -> FloatArray:
        """Arousal that each feels, shape (D, 2, ...)."""
        return self._pair(r.AROUSAL)

    @property
    def shown(self) -> FloatArray:
        """Arousal that the other can see, shape (D, 2, ...)."""
        return np.moveaxis(shown_arousal(np.moveaxis(self.states, 1, 0), self.loop), 0, 1)

    @property
    def move(self) -> FloatArray:
        """Moves, towards + and away -, shape (D, 2, ...)."""
        return self._pair(r.MOVE)

    @property
    def reaching(self) -> FloatArray:
        """Moves towards the other, nought on days away, shape (D, 2, ...)."""
        return np.maximum(self.move, 0.0)

    @property
    def security(self) -> FloatArray:
        """Felt security, which is also what each expects of the other, shape (D, 2, ...)."""
        return self._pair(r.SECURITY)

    @property
    def weariness(self) -> FloatArray:
        """Wear of reaching, shape (D, 2, ...)."""
        return self._pair(r.WEARINESS)

    @property
    def received(self) -> FloatArray:
        """Responsiveness each lives with: the other's move and closeness, shape (D, 2, ...)."""
        return np.asarray(0.5 + 0.25 * (self.move[:, ::-1] + self.closeness[:, None]))

    @property
    def closeness(self) -> FloatArray:
        """Closeness, shape (D, ...)."""
        return self.states[:, r.CLOSENESS]


@names_wrong_arguments
def spells(run: Daily) -> tuple[tuple[int, int], ...]:
    """First and last day of each stretch of days in the cycle: of each, at least half was spent in it.

    Examples
    --------
    >>> from pasdedeux.simulate import simulate
    >>> spells(Daily.of(simulate(Loop.preset("secure-secure"), days=7)))
    ()
    """
    found = []
    for inside, stretch in groupby(enumerate(run.in_cycle >= 0.5, start=1), key=lambda pair: bool(pair[1])):
        held = [day for day, _ in stretch]
        if inside:
            found.append((held[0], held[-1]))
    return tuple(found)


@names_wrong_arguments
def recent(values: FloatArray, days: int = 7) -> FloatArray:
    """Mean of the last so many days, of fewer at the beginning.

    Parameters
    ----------
    values
        Shape (D, ...).
    days
        How many.

    Examples
    --------
    >>> recent(np.array([1.0, 3.0, 5.0]), days=2)
    array([1., 2., 4.])
    """
    so_far = np.cumsum(values, axis=0)
    so_far[days:] = so_far[days:] - so_far[:-days]
    counted = np.minimum(np.arange(1, len(values) + 1), days)
    return np.asarray(so_far / counted.reshape(-1, *(1,) * (values.ndim - 1)))


@names_wrong_arguments
def by_fortnight(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Means of daily values over fortnights, the last of which takes in what is left over.

    Parameters
    ----------
    values
        Shape (D, ...).

    Returns
    -------
    ends
        Shape (B,): last day of each.
    means
        Shape (B, ...).

    Examples
    --------
    >>> by_fortnight(np.arange(30.0))
    (array([14., 30.]), array([ 6.5, 21.5]))
    """
    days = as_numbers(values, "values")
    if not days.size:
        raise InputError("simulate.no-course", where="values")
    blocks = max(len(days) // FORTNIGHT, 1)
    ends = np.append(np.arange(1, blocks) * FORTNIGHT, len(days))
    parts = np.split(days, ends[:-1])
    return ends.astype(np.float64), np.stack([part.mean(axis=0) for part in parts])


@names_wrong_arguments
def reaching_share(run: Daily) -> tuple[FloatArray, FloatArray]:
    """Share of all reaching that comes from the first partner, fortnight by fortnight.

    Parameters
    ----------
    run
        One run, or many.

    Returns
    -------
    ends
        Shape (B,): last day of each fortnight.
    share
        Shape (B, ...); NaN where nobody reached.

    Examples
    --------
    >>> from pasdedeux.simulate import simulate
    >>> couple = Loop.of_attachment((0.9, -0.3), (-0.3, 0.9))
    >>> bool(reaching_share(Daily.of(simulate(couple, days=60, seed=1)))[1].mean() > 0.5)
    True
    """
    ends, reached = by_fortnight(run.reaching)
    both = reached.sum(axis=1)
    return ends, np.divide(reached[:, 0], both, out=np.full(both.shape, np.nan), where=both > 0)

"""The loop drawn flat: what two states do while the others are held or follow at once. Data, no pictures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.loop import equations as eq
from pasdedeux.loop import equilibria as rest
from pasdedeux.loop import rows as r
from pasdedeux.loop.resilience import attractors, settle

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Portrait:
    """The two moves against each other, at one closeness, arousal and security following at once.

    Parameters
    ----------
    move
        Shape (n,): the grid of either move.
    answer_1, answer_2
        Shape (n,): where partner one's (two's) move rests while the other's is ``move``: the nullclines.
    flow_1, flow_2
        Shape (n, n), per day: rates of the two moves at (move of one, move of two).
    crossings
        Shape (K, 2): where both rest.
    closeness
        The closeness held.
    """

    move: FloatArray
    answer_1: FloatArray
    answer_2: FloatArray
    flow_1: FloatArray
    flow_2: FloatArray
    crossings: FloatArray
    closeness: float


def portrait(theta: FloatArray, closeness: float, points: int = 81) -> Portrait:
    """Phase portrait of the fast loop.

    Parameters
    ----------
    theta
        Shape (P,).
    closeness
        Held at this value, -1 to 1.
    points
        Points per axis.
    """
    if not -1.0 <= closeness <= 1.0:
        raise InputError(f"closeness is {closeness:g}.", where="closeness", remedy="Give -1 to 1.")
    if points < 3:
        raise InputError(f"points is {points}.", where="points", remedy="Give at least 3.")
    move = np.linspace(-1.0, 1.0, points)
    w = eq.stacked(np.zeros(r.N_STATES), theta[:, None])
    answers = [rest.response(w, i, move, closeness)[1] for i in (0, 1)]
    paces = [theta[r.TEMPO + i - r.THETA] for i in (0, 1)]
    flow_1 = (answers[0][None, :] - move[:, None]) / paces[0]
    flow_2 = (answers[1][:, None] - move[None, :]) / paces[1]
    return Portrait(move, answers[0], answers[1], flow_1, flow_2, _crossings(w, closeness), closeness)


def _crossings(w: FloatArray, closeness: float) -> FloatArray:
    """Where the answer to the answer comes back to itself."""
    fine = np.linspace(-1.0, 1.0, 4001)

    def miss(move_2: FloatArray) -> FloatArray:
        there = rest.response(w, 0, move_2, closeness)[1]
        return np.asarray(rest.response(w, 1, there, closeness)[1] - move_2)

    gap = miss(fine)
    at = np.nonzero(gap[:-1] * gap[1:] <= 0.0)[0]
    low, high = fine[at], fine[at + 1]
    for _ in range(50):
        middle = 0.5 * (low + high)
        same = miss(middle) * miss(low) > 0.0
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return np.column_stack([rest.response(w, 0, low, closeness)[1], low])


@dataclass(frozen=True, slots=True)
class Basins:
    """Which resting state each start is drawn to.

    Parameters
    ----------
    across, up
        Names of the two states that vary.
    across_values, up_values
        Shape (n,) each.
    drawn_to
        Shape (n, n), indexed [up, across]: row of ``rests``, or -1 where the couple keeps moving.
    rests
        Shape (K, 11): the stable resting states, calm first.
    """

    across: str
    up: str
    across_values: FloatArray
    up_values: FloatArray
    drawn_to: NDArray[np.int64]
    rests: FloatArray


def basins(theta: FloatArray, across: str = "move_1", up: str = "move_2", points: int = 41) -> Basins:
    """Basins of attraction in a plane of two states; the others start where the calmest state rests.

    Parameters
    ----------
    theta
        Shape (P,).
    across, up
        Names of states, see `pasdedeux.loop.STATES`.
    points
        Points per axis.
    """
    for name in (across, up):
        if name not in r.STATES:
            raise InputError(
                f"{name!r} is no state.", where="basins", remedy=f"Known are {', '.join(r.STATES)}."
            )
    if points < 2 or across == up:
        raise InputError("a plane needs two different states and at least 2 points.", where="basins")
    among = attractors(theta)
    start = rest.equilibria(theta)[0]
    axes = [np.linspace(*_extent(name), points) for name in (across, up)]
    grid = np.repeat(start[:, None], points * points, axis=1)
    grid[r.STATES.index(across)] = np.tile(axes[0], points)
    grid[r.STATES.index(up)] = np.repeat(axes[1], points)
    drawn = settle(grid, theta, among=among).reshape(points, points)
    return Basins(across, up, axes[0], axes[1], drawn, among[0])


def _extent(name: str) -> tuple[float, float]:
    if name.startswith(("move", "closeness")):
        return -1.0, 1.0
    return (0.0, 3.0) if name.startswith("arousal") else (0.0, 1.0)

"""Where the loop comes to rest: all resting states, the loop gain, the half-life.

With the other's move and the closeness given, everything about one partner rests at a value that can be
written down. All resting states are therefore the zeros of two functions of two numbers, found on a grid,
polished by Newton's method in all eleven states, and **counted**: the drift points inwards everywhere on the
edge of the state space, so the signs of det(-J) over all resting states must add up to one (the Brouwer
degree). Where they do not, one was missed and the grid is refined.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pasdedeux.loop import equations as eq
from pasdedeux.loop import rows as r
from pasdedeux.loop.jacobian import jacobian
from pasdedeux.loop.linear import loop_gain as linear_gain

FloatArray = NDArray[np.float64]
GRIDS = (120, 360, 1080)
FINER, MOST_CELLS = 6, 2000
STILL = 1e-14  # rate per day at which nothing is left to polish


def _resting_move(urge: Any, sharp: Any, despair: Any) -> Any:
    """Solve M = s((urge - q (M)_+) sharp), whose right side falls in M: one solution, by bisection."""
    if not np.any(despair):
        return eq.saturate(urge * sharp)
    low, high = -np.ones_like(urge), np.ones_like(urge)
    for _ in range(60):
        middle = 0.5 * (low + high)
        above = eq.saturate((urge - despair * eq.positive(middle, eq.KNEE)) * sharp) > middle
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return 0.5 * (low + high)


def response(w: Any, i: int, other_move: Any, closeness: Any) -> tuple[Any, Any, Any]:
    """Where partner i's arousal, move and security rest while the other's move and closeness are held."""
    distance = eq.felt_distance(w, i, ..., other_move, closeness)
    pressure = eq.felt_pressure(w, i, ..., other_move, closeness)
    security = eq.security_target(w, i, ..., other_move, closeness)
    alarm = w[r.REACH + i] * (1.0 + w[r.INSECURITY + i] * (w[r.SET_POINT + i] - security)) * distance
    retreat = w[r.GUARD + i] * pressure
    arousal = alarm + retreat + w[r.STRESS + i]
    urge = (
        alarm - retreat + w[r.YEARNING + i] * (0.5 * eq.SURPRISE_KNEE) + w[r.OWNERSHIP + i] * w[r.ISSUE + i]
    )
    move = _resting_move(urge, 1.0 + w[r.URGENCY + i] * arousal, w[r.DESPAIR + i])
    return arousal, move, security


def closeness_at_rest(w: Any, moves: Any, arousals: Any) -> Any:
    """Where closeness rests while moves and arousals are held."""
    pull = w[r.WARMTH] + w[r.BIDS] * moves - w[r.WEAR] * arousals
    return eq.saturate(pull) * (1.0 - w[r.APART])


def _follow_back(w: FloatArray, move_2: Any, closeness: Any) -> tuple[FloatArray, Any, Any]:
    """Rest one, then two, at these moves of two and closenesses; states, and the two residuals."""
    arousal_1, move_1, security_1 = response(w, 0, move_2, closeness)
    arousal_2, back, security_2 = response(w, 1, move_1, closeness)
    surprise = np.full(np.shape(move_2), 0.5 * eq.SURPRISE_KNEE)
    states = np.stack(
        [
            *(arousal_1, move_1, security_1, surprise, eq.positive(move_1, eq.KNEE)),
            *(arousal_2, back, security_2, surprise, eq.positive(back, eq.KNEE)),
            closeness,
        ]
    )
    met = closeness_at_rest(w, move_1 + back, arousal_1 + arousal_2)
    return states, back - move_2, met - closeness


def _kept(w: FloatArray, low: FloatArray, side: float, parts: int) -> FloatArray:
    """Split square cells into parts x parts and keep those at whose corners both residuals change sign."""
    edge = np.arange(parts + 1) * (side / parts)
    move_2 = np.minimum(low[0][:, None, None] + edge[:, None], 1.0) + np.zeros((1, 1, parts + 1))
    closeness = np.minimum(low[1][:, None, None] + edge[None, :], 1.0) + np.zeros((1, parts + 1, 1))
    _, *residuals = _follow_back(w, move_2, closeness)
    mixed = np.ones((low.shape[1], parts, parts), dtype=bool)
    for residual in residuals:
        rows = np.stack([residual[:, :-1], residual[:, 1:]])
        corners = np.concatenate([rows[..., :-1], rows[..., 1:]])
        mixed &= (corners.min(axis=0) <= 0.0) & (corners.max(axis=0) >= 0.0)
    return np.stack([move_2[:, :-1, :-1][mixed], closeness[:, :-1, :-1][mixed]])


def _candidates(theta: FloatArray, size: int) -> FloatArray:
    """States near every possible resting state: cells that hold one, halved until they are small.

    Where reactions are steep the answer to the answer swings over its whole range inside one cell; a start
    taken from a coarse cell would then run to another resting state.
    """
    w = eq.stacked(np.zeros(r.N_STATES), theta[:, None, None, None])
    side = 2.0
    cells = _kept(w, np.full((2, 1), -1.0), side, size)
    side /= size
    for _ in range(FINER):
        if not 0 < cells.shape[1] < MOST_CELLS:
            break
        cells, side = _kept(w, cells, side, 4), side / 4.0
    middle = np.minimum(cells + 0.5 * side, 1.0)[:, :, None, None]
    return _follow_back(w, middle[0], middle[1])[0].reshape(r.N_STATES, -1)


def polish(states: FloatArray, theta: FloatArray, rounds: int = 40) -> tuple[FloatArray, FloatArray]:
    """Newton's method on many starts (11, n) at once, one theta (P,) for all or one each (P, n).

    Returns the states and the largest rate left in each.
    """
    x = states.copy()
    theta = theta.reshape(len(theta), -1)
    for _ in range(rounds):
        rate = eq.drift(x, theta)
        if np.abs(rate).max(initial=0.0) < STILL:
            break
        step = np.linalg.solve(jacobian(x, theta) - 1e-14 * np.eye(r.N_STATES), -rate.T[..., None])[..., 0].T
        x = x + step * np.minimum(1.0, 0.3 / np.maximum(np.abs(step).max(axis=0), 1e-300))
    return x, np.abs(eq.drift(x, theta)).max(axis=0)


def _distinct(states: FloatArray) -> FloatArray:
    """One of each, ordered from the least to the most polarised."""
    kept: list[FloatArray] = []
    for x in states.T:
        if all(np.abs(x - y).max() > 1e-6 for y in kept):
            kept.append(x)
    kept.sort(key=lambda x: (round(abs(x[r.MOVE] - x[r.N_OWN + r.MOVE]), 9), x[r.MOVE]))
    return np.array(kept).reshape(-1, r.N_STATES)


def equilibria(theta: FloatArray) -> FloatArray:
    """All resting states, stable or not, from the least to the most polarised.

    Parameters
    ----------
    theta
        Shape (P,).

    Returns
    -------
    numpy.ndarray
        Shape (K, 11), K at least 1 and, away from a bifurcation, odd.
    """
    found = np.empty((0, r.N_STATES))
    for size in GRIDS:
        x, left = polish(_candidates(theta, size), theta)
        inside = (left < 1e-9) & (np.abs(x[[r.MOVE, r.N_OWN + r.MOVE, r.CLOSENESS]]) <= 1.0).all(axis=0)
        found = _distinct(np.concatenate([found.T, x[:, inside]], axis=1))
        degree = np.sign(np.linalg.det(-jacobian(found.T, theta[:, None]))).sum()
        if degree == 1:
            break
    return found


def eigenvalues(states: FloatArray, theta: FloatArray) -> Any:
    """Eigenvalues of the Jacobian at these states, per day; shape (K, 11)."""
    return np.linalg.eigvals(jacobian(np.atleast_2d(states).T, theta[:, None]))


def stable(states: FloatArray, theta: FloatArray) -> NDArray[np.bool_]:
    """Whether each of these resting states draws its surroundings in."""
    return np.asarray(eigenvalues(states, theta).real.max(axis=1) < 0.0)


def loop_gain(states: FloatArray, theta: FloatArray) -> float:
    """Gain of one full round of steady-state responses, me -> you -> me, around a resting state.

    Closeness belongs to neither partner, so it is let follow both. det(-J) is the product of what each does
    alone and det(1 - round), hence the gain is 1 exactly where a static bifurcation takes the state away. A
    negative gain answers against itself; see `pasdedeux.loop.linear.loop_gain`.
    """
    J = jacobian(states, theta)
    C = r.CLOSENESS
    own = [k for k in range(r.N_STATES) if k != C]
    followed = J[np.ix_(own, own)] - np.outer(J[own, C], J[C, own]) / J[C, C]
    return float(linear_gain(followed))


def half_life(states: FloatArray, theta: FloatArray) -> float:
    """Days until the slowest part of a small disturbance has halved; infinite where it never does."""
    slowest = float(eigenvalues(states, theta).real.max())
    return float(np.log(2.0) / -slowest) if slowest < 0.0 else float("inf")

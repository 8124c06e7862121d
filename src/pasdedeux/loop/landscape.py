"""The loop drawn flat: calm, the trap and the edge between them, seen in the two moves. Data, no pictures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import whole, within
from pasdedeux.loop import equations as eq
from pasdedeux.loop import equilibria as rest
from pasdedeux.loop import rows as r
from pasdedeux.loop.resilience import DIRECTIONS, attractors, is_calm, resilience, settle

FloatArray = NDArray[np.float64]
LEAST = -0.25  # where the axes of a landscape begin: a little on the other side of nobody moving
PER_DAY = 48  # steps
MOST_POINTS = 1001  # per axis
LEAST_WAY = 0.05  # a move that differs less than this between calm and trap says nothing of what goes along
ALIKE = 1e-6  # moves closer than this are the same but for rounding
LOWEST = np.array([0.0, -1.0, 0.0, 0.0, 0.0] * 2 + [-1.0])
HIGHEST = np.array([np.inf, 1.0, 1.0, 1.0, 1.0] * 2 + [1.0])


@dataclass(frozen=True, slots=True)
class Landscape:
    """Moments in which one reaches and the other pulls back: which pass by themselves and which do not.

    All places are pairs (how far the one reaches, how far the other pulls back), -1 to 1 each. What else each
    partner feels goes along with the move, from calm to the trap; so does closeness. Calm and trap therefore
    both lie in the picture. Without a trap everything else starts as it rests.

    Parameters
    ----------
    reaches
        Who reaches: 0 or 1.
    reach, away
        Shape (n,): the grid.
    stuck
        Shape (n, n), indexed [away, reach]: whether the couple does not come back to calm by itself.
    flow
        Shape (K, T, 2): the way from K starts over the first half day.
    calm
        Shape (2,), or None where calm is lost.
    trap
        Shape (2,), or None where there is none.
    way
        Shape (T, 2): the way of the smallest bad day that tips the couple, up to the edge; no rows where none
        does.
    """

    reaches: int
    reach: FloatArray
    away: FloatArray
    stuck: NDArray[np.bool_]
    flow: FloatArray
    calm: FloatArray | None
    trap: FloatArray | None
    way: FloatArray


def landscape(
    theta: FloatArray,
    points: int = 61,
    starts: int = 6,
    *,
    reaches: int | None = None,
    least: float = LEAST,
) -> Landscape:
    """Lay out calm, trap and the edge between them.

    Parameters
    ----------
    theta
        Shape (P,).
    points
        Points per axis.
    starts
        Ways drawn per axis.
    reaches
        Who reaches, 0 or 1, where there is a trap either way round; unless given, as in the trap into which
        the smallest bad day leads.
    least
        Where both axes begin.
    """
    whole("points", points, 2, MOST_POINTS)
    whole("starts", starts, 1, MOST_POINTS)
    within("least", least, -1.0, 0.99)
    among = attractors(theta)
    calm = among[0][0] if len(among[0]) and is_calm(among[0][0]) else None
    way, into = _way(theta, among, calm)
    shown = _shown(among[0], into, reaches)
    start = rest.equilibria(theta)[0] if calm is None else calm
    last = start if shown < 0 else among[0][shown]
    reaches = _who_reaches(last)

    def seen(states: FloatArray) -> FloatArray:
        moves = np.take(states, [r.MOVE, r.N_OWN + r.MOVE], axis=0)
        return np.stack([moves[reaches], -moves[1 - reaches]], axis=-1)

    axis = np.linspace(least, 1.0, points)
    few = least + (np.arange(starts) + 0.5) * (1.0 - least) / starts
    stuck = np.full((points, points), calm is None)
    if calm is not None and len(among[0]) > 1:
        grid = _between(start, last, reaches, axis)
        stuck = settle(grid, theta, among=among).reshape(points, points) != 0
    flow = run_down(_between(start, last, reaches, few), theta, 0.5)
    return Landscape(
        reaches,
        axis,
        axis,
        stuck,
        seen(flow.transpose(1, 2, 0)),
        None if calm is None else seen(calm),
        None if shown < 0 else seen(last),
        seen(way if into == shown else way[:, :0]),
    )


def _who_reaches(states: FloatArray) -> int:
    """Who reaches more; of two who move alike, to rounding, the first."""
    return int(states[r.N_OWN + r.MOVE] > states[r.MOVE] + ALIKE)


def _shown(rests: FloatArray, into: int, reaches: int | None) -> int:
    """Pick the trap that is shown: with these roles, or where the smallest bad day leads; -1 for none."""
    traps = [k for k, x in enumerate(rests) if not is_calm(x)]
    fitting = [k for k in traps if _who_reaches(rests[k]) == reaches]
    if fitting or into < 1:
        return (fitting or traps or [-1])[-1]
    return into


def _between(calm: FloatArray, trap: FloatArray, reaches: int, axis: FloatArray) -> FloatArray:
    """States on a grid of (reach, away), each partner's own going along with the move; shape (11, n x n)."""
    moves = np.stack([np.tile(axis, len(axis)), -np.repeat(axis, len(axis))])
    moves = moves if reaches == 0 else moves[::-1]
    states = np.repeat(calm[:, None], moves.shape[1], axis=1)
    shares = []
    for i in (0, 1):
        own, move = slice(i * r.N_OWN, (i + 1) * r.N_OWN), i * r.N_OWN + r.MOVE
        whole = trap[move] - calm[move]
        shares.append((moves[i] - calm[move]) / whole if abs(whole) > LEAST_WAY else np.zeros_like(moves[i]))
        states[own] += shares[i] * (trap - calm)[own, None]
        states[move] = moves[i]
    states[r.CLOSENESS] += 0.5 * (shares[0] + shares[1]) * (trap - calm)[r.CLOSENESS]
    return np.clip(states, LOWEST[:, None], HIGHEST[:, None])


def run_down(
    states: FloatArray, theta: FloatArray, days: float, stress: FloatArray | None = None
) -> FloatArray:
    """Run states forward with nothing more happening, shape (T, 11, n), at steps of half an hour.

    ``stress``, shape (2, n), is an event that has just struck each partner.
    """
    x, left = states.copy(), np.zeros((2, states.shape[1])) if stress is None else stress.copy()
    memory = theta[r.STRESS_MEMORY - r.THETA]
    held, kept = np.repeat(theta[:, None], x.shape[1], axis=1), [x]
    rows = [r.STRESS - r.THETA, r.STRESS + 1 - r.THETA]
    for _ in range(round(days * PER_DAY)):
        held[rows] = theta[rows, None] + left
        slope = eq.drift(x, held)
        left = left * np.exp(-1.0 / (PER_DAY * memory))
        held[rows] = theta[rows, None] + left
        x = x + (slope + eq.drift(x + slope / PER_DAY, held)) / (2.0 * PER_DAY)
        kept.append(x)
    return np.array(kept)


def _way(
    theta: FloatArray, among: tuple[FloatArray, FloatArray], calm: FloatArray | None
) -> tuple[FloatArray, int]:
    """Way of the smallest bad day that tips, until its moves are those of the edge; and where it leads."""
    nowhere = np.empty((r.N_STATES, 0))
    if calm is None:
        return nowhere, -1
    kick = resilience(theta)
    if not np.isfinite(kick.size):
        return nowhere, -1
    struck = kick.size * np.array(DIRECTIONS[kick.on])[:, None]
    into = int(settle(calm[:, None], theta, struck, among)[0])
    run = run_down(calm[:, None], theta, 10.0, struck)[:, :, 0]
    everywhere = rest.equilibria(theta)
    edges = everywhere[~rest.stable(everywhere, theta)]
    moves = [r.MOVE, r.N_OWN + r.MOVE]
    far = np.abs(run[:, None, moves] - edges[None][:, :, moves]).max(axis=2).min(axis=1)
    return run[: int(far.argmin()) + 1].T, into

"""The outline of a region that is known on a grid."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
ROUNDS = 3  # of softening
# Which edges of a cell a line joins, by corners inside: 1, 2 low left and right, 4, 8 high right and left.
# Edges: 0 low, 1 right, 2 high, 3 left; the region lies to the left of the line.
JOINS: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((0, 3),),
    2: ((1, 0),),
    3: ((1, 3),),
    4: ((2, 1),),
    5: ((0, 3), (2, 1)),
    6: ((2, 0),),
    7: ((2, 3),),
    8: ((3, 2),),
    9: ((0, 2),),
    10: ((1, 0), (3, 2)),
    11: ((1, 2),),
    12: ((3, 1),),
    13: ((0, 1),),
    14: ((3, 0),),
}


def outlines(inside: NDArray[np.bool_]) -> list[FloatArray]:
    """Outlines of a region, smooth between the points of the grid.

    Parameters
    ----------
    inside
        Shape (rows, columns).

    Returns
    -------
    list of numpy.ndarray
        Closed lines, shape (T, 2) each, as (column, row); where the region meets the rim of the grid they run
        a little outside it.

    Examples
    --------
    >>> region = np.zeros((9, 9), bool)
    >>> region[3:6, 3:6] = True
    >>> [line.shape[1] for line in outlines(region)]
    [2]
    """
    level = np.pad(np.pad(_softened(inside), 1, mode="edge"), 1)
    above = level >= 0.5
    corners = above[:-1, :-1] + 2 * above[:-1, 1:] + 4 * above[1:, 1:] + 8 * above[1:, :-1]
    onward: dict[tuple[int, int, int], tuple[int, int, int]] = {}
    for row, column in zip(*np.nonzero((corners > 0) & (corners < 15)), strict=True):
        for start, end in JOINS[int(corners[row, column])]:
            onward[_edge(row, column, start)] = _edge(row, column, end)
    lines: list[FloatArray] = []
    while onward:
        edge = first = next(iter(onward))
        points = []
        while edge in onward:
            points.append(_crossing(level, edge))
            edge = onward.pop(edge)
        assert edge == first  # noqa: S101 - the rim is outside the region, so every line closes
        lines.append(np.array(points) - 2.0)
    return lines


def _softened(inside: NDArray[np.bool_]) -> FloatArray:
    """Mean over neighbours, so that the line does not follow the steps of the grid."""
    level = np.pad(inside.astype(np.float64), ROUNDS, mode="edge")
    for _ in range(ROUNDS):
        level = 0.25 * level[:-2] + 0.5 * level[1:-1] + 0.25 * level[2:]
        level = 0.25 * level[:, :-2] + 0.5 * level[:, 1:-1] + 0.25 * level[:, 2:]
    return level


def _edge(row: int, column: int, side: int) -> tuple[int, int, int]:
    """Name an edge the same from both cells beside it: (row, column, 0 along the row or 1 across)."""
    return {
        0: (row, column, 0),
        1: (row, column + 1, 1),
        2: (row + 1, column, 0),
        3: (row, column, 1),
    }[side]


def _crossing(level: FloatArray, edge: tuple[int, int, int]) -> tuple[float, float]:
    """Where the level is one half on an edge, as (column, row)."""
    row, column, across = edge
    here = level[row, column]
    there = level[row + across, column + 1 - across]
    share = (0.5 - here) / (there - here)
    return float(column + share * (1 - across)), float(row + share * across)

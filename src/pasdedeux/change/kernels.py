# ruff: noqa: ANN001, ANN201, ANN202 - the compiler infers these types; a kernel is one loop
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False
"""Many couples struck by one bad day and left to themselves, compiled: how long until each is back at rest.

Couples run in tiles, a row per number and a column per couple, as in `pasdedeux.simulate.kernels`.
"""

from __future__ import annotations

import numpy as np

from pasdedeux.compiled import compiled
from pasdedeux.loop import rows as r
from pasdedeux.loop.kernels import inline, put, rates
from pasdedeux.simulate.kernels import TILE

TRIAL = r.N_ROWS
N_TILE = TRIAL + r.N_STATES + r.N_MOODS
LOOK = 12  # steps between two looks at who has decided
STILL = 2e-3  # rate below which one who is not back has come to rest elsewhere, per day
FADED = 0.01  # what is left of a bad day when its course is judged


@inline
def away(w, rests, column, c):
    """How far a couple is from its calm: the largest of arousals, moves and twice the closeness."""
    k = column[c]
    far = max(abs(w[r.AROUSAL, c] - rests[r.AROUSAL, k]), abs(w[r.MOVE, c] - rests[r.MOVE, k]))
    own = r.N_OWN
    far = max(far, abs(w[own + r.AROUSAL, c] - rests[own + r.AROUSAL, k]))
    far = max(far, abs(w[own + r.MOVE, c] - rests[own + r.MOVE, k]))
    return max(far, 2.0 * abs(w[r.CLOSENESS, c] - rests[r.CLOSENESS, k]))


@inline
def step_all(w, left, standing, h):
    """One Heun step of all columns under what is left of the bad day."""
    for c in range(w.shape[1]):
        w[r.STRESS, c] = standing[0, c] + left[0, c]
        w[r.STRESS + 1, c] = standing[1, c] + left[1, c]
    for c in range(w.shape[1]):
        put(w, TRIAL, 0, c, h, rates(w, 0, c))
    for c in range(w.shape[1]):
        left[0, c] *= left[2, c]
        left[1, c] *= left[2, c]
        w[r.STRESS, c] = standing[0, c] + left[0, c]
        w[r.STRESS + 1, c] = standing[1, c] + left[1, c]
    for c in range(w.shape[1]):
        put(w, TRIAL, TRIAL, c, h, rates(w, TRIAL, c))
    for row in range(r.N_STATES):
        for c in range(w.shape[1]):
            w[row, c] = 0.5 * (w[row, c] + w[TRIAL + row, c])


@inline
def fill(w, rests, theta, kicks, column, left, standing, h):
    """Put a tile's couples at their calm, just struck."""
    for c in range(w.shape[1]):
        for row in range(r.N_STATES):
            w[row, c] = rests[row, column[c]]
        for row in range(r.N_THETA):
            w[r.THETA + row, c] = theta[row, column[c]]
        for i in range(2):
            standing[i, c] = w[r.STRESS + i, c]
            left[i, c] = kicks[column[c]]
        left[2, c] = np.exp(-h / w[r.STRESS_MEMORY, c])


@inline
def undecided(w, rests, column, left, near, back):
    """How many couples are still on their way; who has come to rest elsewhere is not coming back."""
    count = 0
    for c in range(w.shape[1]):
        if left[0, c] >= FADED:
            count += 1
        elif away(w, rests, column, c) > near:
            k = rates(w, 0, c)
            if max(abs(k[0]), abs(k[1]), abs(k[5]), abs(k[6]), abs(k[10])) < STILL:
                back[c] = np.inf
            if back[c] < np.inf:
                count += 1
        elif away(w, rests, column, c) > 0.5 * near:
            count += 1
    return count


def _make(width):
    """Build the kernel for tiles of this many couples."""

    def days_back(theta, rests, kicks, near, h, steps, out):
        w = np.zeros((N_TILE, width))
        left, standing = np.zeros((3, width)), np.zeros((2, width))
        back, column = np.zeros(width), np.empty(width, np.int64)
        for begin in range(0, len(kicks), width):
            here = min(width, len(kicks) - begin)
            for c in range(width):
                column[c] = begin + min(c, here - 1)
                back[c] = 0.0
            fill(w, rests, theta, kicks, column, left, standing, h)
            for step in range(steps):
                step_all(w, left, standing, h)
                for c in range(width):
                    last = (step + 1) * h if away(w, rests, column, c) > near else 0.0
                    back[c] = max(back[c], last)
                if step % LOOK == LOOK - 1 and undecided(w, rests, column, left, near, back) == 0:
                    break
            for c in range(here):
                gone = back[c] == np.inf or away(w, rests, column, c) > near
                out[begin + c] = np.inf if gone else back[c]

    return compiled(DAYS_BACK)(days_back)


MATRIX = "float64[:, ::1]"
DAYS_BACK = f"void({MATRIX}, {MATRIX}, float64[::1], float64, float64, int64, float64[::1])"
days_back = _make(TILE)

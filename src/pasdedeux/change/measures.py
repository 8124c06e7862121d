"""Loop gain, resilience and recovery of many loops at once, quickly enough for a slider.

The exact figures of one loop are `pasdedeux.loop.Loop.loop_gain` and `resilience`; tests hold these to them.
Resilience here is that to a bad day that strikes both, which is the smallest kick for nearly all couples,
and a couple has tipped when it is not back within `PATIENCE` days.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.loop import NAMES
from pasdedeux.loop import rows as r
from pasdedeux.loop.equilibria import polish
from pasdedeux.loop.jacobian import jacobian
from pasdedeux.loop.linear import loop_gain
from pasdedeux.loop.resilience import bad_day
from pasdedeux.simulate.run import PACES, Grid, fresh, run
from pasdedeux.simulate.schedule import Schedule

FloatArray = NDArray[np.float64]
PATIENCE = 120.0  # days
LEAST, MOST = 0.05, 10.0  # bad days
HALVINGS = 7  # of the span between them, in logarithms: to 4 %
NEAR, REST = 0.1, 0.05  # distance from calm at which one is on the way back, and at rest
STEP = 1 / 12  # days
SETTLING = 60.0  # days: near enough for Newton's method to do the rest
ROUNDS, RESTING = 6, 1e-8  # of Newton's method, twice where needed; largest rate of what rests
_QUIET = [NAMES.index(name) for name in ("own_mood", "shared_mood", "stress_rate")]


@dataclass(frozen=True, eq=False, slots=True)
class Standing:
    """Where loops stand, each array of shape (n,).

    Parameters
    ----------
    calm
        Whether there is a calm to rest in.
    loop_gain
        Around calm; 1 where calm is lost, for 1 is where it goes.
    resilience
        Smallest bad day striking both that tips the couple, in multiples of the worst day in ten; 0 where
        calm is lost, `MOST` where not even that tips it.
    recovery
        Days until back at rest after a day as bad as the worst in ten; `PATIENCE` where it tips the couple.
    """

    calm: NDArray[np.bool_]
    loop_gain: FloatArray
    resilience: FloatArray
    recovery: FloatArray


def standing(theta: FloatArray) -> Standing:
    """Say where loops stand.

    Parameters
    ----------
    theta
        Shape (P, n).

    Examples
    --------
    >>> from pasdedeux.loop import Loop
    >>> one = standing(Loop.preset("anxious-avoidant").theta()[:, None])
    >>> round(float(one.loop_gain[0]), 2)
    0.3
    """
    rests, calm = resting(theta)
    n = theta.shape[1]
    gain, resilience, recovery = np.ones(n), np.zeros(n), np.full(n, PATIENCE)
    if calm.any():
        theta, rests = np.ascontiguousarray(theta[:, calm]), np.ascontiguousarray(rests[:, calm])
        unit = _bad_days(theta)
        gain[calm] = gains(rests, theta)
        recovery[calm] = np.minimum(_days_back(theta, rests, unit, REST), PATIENCE)
        resilience[calm] = _resilience(theta, rests, unit)
    return Standing(calm, gain, resilience, recovery)


def resting(theta: FloatArray) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Find calm resting states (11, n), and which loops have one.

    Newton's method from where a middling couple rests, then from where each comes to by itself. A calm that
    draws in so little that neither finds it counts as lost: about 1 in 400 of a wide population.
    """
    middle = np.median(theta, axis=1, keepdims=True)
    guess = np.repeat(_settled(middle), theta.shape[1], axis=1)
    rests, calm = _polished(guess, theta)
    lost = ~calm
    if lost.any():
        rests[:, lost], calm[lost] = _polished(_settled(theta[:, lost]), theta[:, lost])
    return rests, calm


def gains(rests: FloatArray, theta: FloatArray) -> FloatArray:
    """Loop gain at each resting state, shape (n,); see `pasdedeux.loop.equilibria.loop_gain`."""
    J = jacobian(rests, theta)
    own = [k for k in range(r.N_STATES) if k != r.CLOSENESS]
    through = J[:, own, r.CLOSENESS, None] * J[:, None, r.CLOSENESS, own]
    followed = J[:, own][:, :, own] - through / J[:, r.CLOSENESS, r.CLOSENESS, None, None]
    return np.asarray(loop_gain(followed))


def _settled(theta: FloatArray) -> FloatArray:
    """Where couples who have just met come to when nothing happens to them, shape (11, n)."""
    quiet = np.array(theta)
    quiet[_QUIET] = 0.0
    step = min(STEP, float(quiet[list(PACES)].min()))
    grid = Grid.of(SETTLING, step, "heun", quiet)
    numbers = np.arange(theta.shape[1])
    return run(quiet, numbers, fresh(quiet), grid, 0, Schedule(), span=grid.steps).end[: r.N_STATES]


def _polished(guess: FloatArray, theta: FloatArray) -> tuple[FloatArray, NDArray[np.bool_]]:
    rests, left = polish(guess, theta, rounds=ROUNDS)
    late = left >= RESTING
    if late.any():
        rests[:, late], left[late] = polish(rests[:, late], theta[:, late], rounds=ROUNDS)
    found = (left < RESTING) & (np.abs(rests[[r.MOVE, r.N_OWN + r.MOVE]]).max(axis=0) < 0.4)
    found[found] = np.linalg.eigvals(jacobian(rests[:, found], theta[:, found])).real.max(axis=-1) < 0.0
    return rests, found


def _bad_days(theta: FloatArray) -> FloatArray:
    """Size of an ordinary bad day of each couple, 1 where it has none; it goes with an event's mean size."""
    rates, which = np.unique(theta[r.STRESS_RATE - r.THETA], return_inverse=True)
    size = np.array([bad_day(rate, 1.0) for rate in rates])[which] * theta[r.STRESS_SIZE - r.THETA]
    return np.asarray(np.where(size > 0.0, size, 1.0))


def _days_back(theta: FloatArray, rests: FloatArray, kicks: FloatArray, near: float) -> FloatArray:
    from pasdedeux.change.kernels import days_back  # noqa: PLC0415 - loads Numba

    step = min(STEP, float(theta[list(PACES)].min()))
    out = np.empty(len(kicks))
    days_back(theta, rests, kicks, near, step, round(PATIENCE / step), out)
    return out


def _resilience(theta: FloatArray, rests: FloatArray, unit: FloatArray) -> FloatArray:
    """Halve the span of sizes, all loops at once."""
    found = np.full(len(unit), MOST)
    tips = np.isinf(_days_back(theta, rests, MOST * unit, NEAR))
    if not tips.any():
        return found
    theta, rests = np.ascontiguousarray(theta[:, tips]), np.ascontiguousarray(rests[:, tips])
    low, high = np.full(len(rests.T), LEAST), np.full(len(rests.T), MOST)
    for _ in range(HALVINGS):
        middle = np.sqrt(low * high)
        fell = np.isinf(_days_back(theta, rests, middle * unit[tips], NEAR))
        low, high = np.where(fell, low, middle), np.where(fell, middle, high)
    found[tips] = np.sqrt(low * high)
    return found

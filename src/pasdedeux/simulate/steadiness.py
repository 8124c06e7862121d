"""Nearness one can count on beside nearness that comes and goes, as often near and as often far.

The other is not simulated but held: in one arm at ease all the time, in the other now towards, now away, by
as much and for as long each, so that the mean is the same. Closeness is held too, and nothing else happens;
all that differs is how steady the other is. Each partner of a couple is looked at in turn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments, whole, within
from pasdedeux.loop import Loop
from pasdedeux.loop import rows as r
from pasdedeux.loop.equations import drift

FloatArray = NDArray[np.float64]
CLOSE = 0.5  # closeness that is held, as of two who have begun to be close
STEP = 1 / 12  # days
SETTLING = 30  # days with a steady other before anything is looked at
LONGEST_TURN = 5.0  # days the other stays towards, or away


@names_wrong_arguments
@dataclass(frozen=True, eq=False, slots=True)
class Steadiness:
    """Longing and reaching of each partner beside a steady and an unsteady other.

    Means of the last ten days, the longest turn there and back, so that no single turn shows.

    Parameters
    ----------
    days
        Shape (D,).
    longing, reaching
        Shape (2, D, 1 + n): partner, day; first the steady other, then n others who come and go.
    """

    days: FloatArray
    longing: FloatArray
    reaching: FloatArray

    def settled(self, name: str) -> FloatArray:
        """Mean of ``"longing"`` or ``"reaching"`` over the second half, shape (2, 1 + n)."""
        values = self.longing if name == "longing" else self.reaching
        return np.asarray(values[:, len(self.days) // 2 :].mean(axis=1))


@names_wrong_arguments
def steadiness(
    loop: Loop, *, swing: float = 0.6, days: int = 60, courses: int = 60, seed: int = 0
) -> Steadiness:
    """Run each partner beside a steady other and beside others who come and go.

    Parameters
    ----------
    loop
        The couple.
    swing
        How far the unsteady other moves towards and away; nought is a steady one.
    days
        How long.
    courses
        How many ways of coming and going.
    seed
        Of those.

    Examples
    --------
    >>> found = steadiness(Loop.preset("anxious-avoidant"), days=30, courses=20).settled("longing")
    >>> bool((found[:, 1:].min(axis=1) > found[:, 0]).all())
    True
    """
    within("swing", swing, 0.0, 1.0)
    whole("days", days, 2, 3650)
    whole("courses", courses, 1, 10_000)
    whole("seed", seed, 0)
    turns = swing * _turns(days, courses, np.random.default_rng(seed))
    both = np.concatenate([np.zeros((len(turns), 1)), turns], axis=1)
    other = np.concatenate([np.zeros((round(SETTLING / STEP), both.shape[1])), both])
    own = _beside(loop, other)
    return Steadiness(np.arange(1.0, days + 1.0), _recent(own[:, 0], days), _recent(own[:, 1], days))


def _turns(days: int, courses: int, rng: np.random.Generator) -> FloatArray:
    """+1 and -1 in turn, each pair of turns equally long, shape (steps, courses)."""
    steps = round(days / STEP)
    made = np.empty((steps, courses))
    for column in made.T:
        written = 0
        while written < steps:
            turn = int(rng.uniform(1.0, LONGEST_TURN) / STEP)
            first = 1.0 if rng.random() < 0.5 else -1.0
            pair = np.repeat([first, -first], turn)[: steps - written]
            column[written : written + len(pair)] = pair
            written += len(pair)
    return made


def _beside(loop: Loop, other: FloatArray) -> FloatArray:
    """Longing and reaching of both partners, each beside this other; shape (steps, 2, 2, n)."""
    n = other.shape[1]
    theta = np.repeat(loop.theta()[:, None], 2 * n, axis=1)
    states = np.zeros((r.N_STATES, 2 * n))
    states[r.CLOSENESS] = CLOSE
    for at, one in enumerate(loop.sides):  # what one counts on beside a steady other
        lived = 0.5 + 0.25 * CLOSE
        states[r.N_OWN * at + r.SECURITY] = (1.0 - one.lived) * one.set_point + one.lived * lived
    first, second = slice(0, n), slice(n, 2 * n)
    kept = np.empty((len(other), 2, 2, n))
    for at, move in enumerate(other):
        states[r.N_OWN + r.MOVE, first] = move  # the second partner is held in the first half of the columns
        states[r.MOVE, second] = move
        rates = drift(states, theta)
        rates[r.CLOSENESS] = 0.0
        states += STEP * rates
        for row, name in enumerate((r.LONGING, r.MOVE)):
            kept[at, row, 0], kept[at, row, 1] = states[name, first], states[r.N_OWN + name, second]
    kept[:, 1] = np.maximum(kept[:, 1], 0.0)
    return kept


def _recent(values: FloatArray, days: int) -> FloatArray:
    """Mean of the last two longest turns at the end of each day, shape (2, days, n)."""
    back, per_day = round(2 * LONGEST_TURN / STEP), round(1 / STEP)
    so_far = np.cumsum(values, axis=0)
    ends = len(values) - 1 - per_day * np.arange(days)[::-1]
    return np.asarray((so_far[ends] - so_far[ends - back]) / back).swapaxes(0, 1)

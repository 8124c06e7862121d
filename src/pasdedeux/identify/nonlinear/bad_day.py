"""How big a bad day would start the cycle, and how long it would stay: by loops that fit a couple's days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments, whole
from pasdedeux.estimates import QUANTILES, Interval, MonteCarlo
from pasdedeux.loop import Loop
from pasdedeux.simulate import simulate_ensemble

FloatArray = NDArray[np.float64]

FUTURES = 4  # of each loop
LONGEST = 90.0
"""Days after which a cycle counts as staying."""
FREE = 0.5  # days without a moment in the cycle, after which it is over


@dataclass(frozen=True, slots=True)
class BadDay:
    """What one bad day could start.

    Parameters
    ----------
    chance
        Probability that there is a cycle which one bad day could start, or that calm is lost already.
    times
        How bad, in bad days (the worst of ten), where there is such a cycle; 0 where calm is lost. None where
        no loop has one.
    stays
        Days until half a day is free of it, with all that happens on the way; infinite beyond `LONGEST`.
    """

    chance: MonteCarlo
    times: Interval | None
    stays: Interval | None


@names_wrong_arguments
def bad_day_of(loops: Sequence[Loop], *, seed: int = 0) -> BadDay:
    """Work out what one bad day could start.

    Parameters
    ----------
    loops
        Drawn from the posterior of one couple (``fit.loops()``).
    seed
        Of what happens to them afterwards.

    Examples
    --------
    >>> found = bad_day_of([Loop.of_attachment((1.0, -0.3), (-0.3, 1.0)), Loop()])
    >>> found.chance.value, found.times.estimate > 1.0
    (0.5, True)
    """
    whole("seed", seed, 0)
    times = np.array([loop.resilience().bad_days for loop in loops])
    tips = np.isfinite(times)
    share = float(tips.mean())
    chance = MonteCarlo(share, float(np.sqrt(max(share * (1 - share), 0.25 / len(loops)) / len(loops))))
    if not tips.any():
        return BadDay(chance, None, None)
    held = [loop for loop, tip in zip(loops, tips, strict=True) if tip for _ in range(FUTURES)]
    return BadDay(chance, _interval(times[tips]), _interval(_days_in_it(held, seed)))


def _days_in_it(loops: Sequence[Loop], seed: int) -> FloatArray:
    """Days until each of these couples, who have just been tipped, is free of the cycle."""
    start = np.stack([loop.equilibria()[-1] for loop in loops], axis=1)
    run = simulate_ensemble(loops, LONGEST, seed=seed, every=FREE, start=start, threads=1)
    free = run.mean("in_cycle") == 0.0
    return np.asarray(np.where(free.any(axis=0), run.days[free.argmax(axis=0)] - FREE, np.inf))


def _interval(values: FloatArray) -> Interval:
    low, low50, middle, high50, high = (
        float(q) for q in np.quantile(values, QUANTILES, method="inverted_cdf")
    )
    return Interval(middle, low, high, low50, high50)

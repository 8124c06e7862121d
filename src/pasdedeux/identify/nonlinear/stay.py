"""How long the cycle would stay once a bad day has started it, by loops that fit one couple's days."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pasdedeux.arguments import names_wrong_arguments, whole
from pasdedeux.estimates import QUANTILES, Interval
from pasdedeux.loop import Loop
from pasdedeux.simulate import simulate_ensemble

FUTURES = 4  # of each loop
LONGEST = 90.0
"""Days after which a cycle counts as staying."""
FREE = 0.5  # days without a moment in the cycle, after which it is over


@names_wrong_arguments
def stay(loops: Sequence[Loop], *, seed: int = 0) -> Interval | None:
    """Days from the state that a bad day tips into until half a day is free of the cycle.

    With everything that happens to these couples on the way, so its range holds luck as well as doubt.

    Parameters
    ----------
    loops
        Drawn from the posterior of one couple (``fit.loops()``).
    seed
        Of what happens to them.

    Returns
    -------
    Interval or None
        Infinite beyond `LONGEST`; None where no loop has a cycle to be tipped into.

    Examples
    --------
    >>> stay([Loop.of_attachment((1.0, -0.3), (-0.3, 1.0))] * 3).estimate > 1.0
    True
    >>> stay([Loop()]) is None
    True
    """
    whole("seed", seed, 0)
    held = [loop for loop in loops if np.isfinite(loop.resilience().bad_days) for _ in range(FUTURES)]
    if not held:
        return None
    start = np.stack([loop.equilibria()[-1] for loop in held], axis=1)
    run = simulate_ensemble(held, LONGEST, seed=seed, every=FREE, start=start, threads=1)
    free = run.mean("in_cycle") == 0.0
    days = np.where(free.any(axis=0), run.days[free.argmax(axis=0)] - FREE, np.inf)
    low, low50, middle, high50, high = (float(q) for q in np.quantile(days, QUANTILES, method="inverted_cdf"))
    return Interval(middle, low, high, low50, high50)

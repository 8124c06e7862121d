"""Time and memory of a whole population fit, by number of couples.

Run it from the project's root, each size in a process of its own so that peak memory is its own:

    python bench/scale.py [couples] [days]

Couples differ in their loop gain (.3 on average, spread .15); one report of each partner a day.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import resource
import sys
from time import perf_counter

import numpy as np

from pasdedeux.identify import fit
from pasdedeux.loop import LinearLoop
from pasdedeux.simulate import simulate_records


def main() -> None:
    """Simulate, fit, tell."""
    couples = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    days = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    gains = np.clip(0.3 + 0.15 * np.random.default_rng(1).standard_normal(couples), -0.6, 0.8)
    records = simulate_records([LinearLoop.of_gain(float(g)) for g in gains], np.arange(float(days)), seed=1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = perf_counter()
    found = fit(records, weekday=False, checks=False, jobs=2)
    seconds = perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    gain = found.loop_gain_
    print(f"{couples} couples x {days} days: {seconds:.1f} s, {peak:.0f} MB at most ({before:.0f} before)")
    print(f"typical gain {gain.estimate:.3f} ({gain.low:.3f} to {gain.high:.3f})")
    print(f"settled: {found.converged_}; load average at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()

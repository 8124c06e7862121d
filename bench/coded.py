# ruff: noqa: ANN001, ANN201 - a script
"""What becomes of a loop whose states are told as 0 or 1 only, and read as numbers; docs/calibration.md.

python bench/coded.py couples [couples per cell] [minutes at most] [truth ...]   one couple, 200 days
python bench/coded.py studies [studies per cell] [minutes at most] [truth ...]   12 couples, 30 days

Both partners move by a linear loop; an answer is 1 where a state, with error, lies above the person's own
quantile. Counted are the verdicts, with the mean of the estimated gain and the share of 90 % intervals that
hold the true one.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import sys
from collections import Counter
from dataclasses import replace
from time import monotonic

import numpy as np
from scipy.special import betaincinv

from pasdedeux.estimates import VerdictName
from pasdedeux.identify import fit
from pasdedeux.loop import LinearLoop
from pasdedeux.records import Scale
from pasdedeux.simulate import simulate_records

RATES = (0.5, 0.3, 0.15)
"""Share of ones."""
RELIABILITY = 0.9
SLOW, SHARED = 0.36, 0.6
ONE_WAY = LinearLoop(
    np.array([[-SLOW, 0.0], [0.5 * SLOW, -SLOW]]), 2.0 * SLOW * np.array([[1.0, SHARED], [SHARED, 1.0]])
)
TRUTHS = {
    "nothing": (0.0, LinearLoop.of_gain(0.0, shared=0.6)),
    "one-way .5, slow": (0.0, ONE_WAY),
    "gain .3": (0.3, LinearLoop.of_gain(0.3, shared=0.3)),
    "gain .5": (0.5, LinearLoop.of_gain(0.5, shared=0.3)),
    "gain -.3": (-0.3, LinearLoop.of_gain(-0.3, shared=0.3)),
}


def coded(loop, couples, days, rate, seed):
    """Records of zeros and ones."""
    records = simulate_records(
        [loop] * couples, np.arange(float(days)), seed=seed, reliability=RELIABILITY, set_point_sd=0.0
    )
    cut = (
        replace(one, values=1.0 * (one.values > np.quantile(one.values, 1.0 - rate, axis=0)))
        for one in records
    )
    return replace(records, records=tuple(cut), scales=dict.fromkeys(records.roles, Scale(0.0, 1.0, 1.0)))


def share(k, n):
    """A share with its 90 % range (Jeffreys)."""
    low, high = betaincinv(k + 0.5, n - k + 0.5, [0.05, 0.95])
    return f"{k / n:.2f} ({0.0 if k == 0 else low:.2f} to {1.0 if k == n else high:.2f})"


def told(couples, days, times, minutes, truths):
    """Go round the cells until all is done or the clock stops it."""
    until = monotonic() + 60.0 * minutes
    cells = [(name, rate) for name in truths for rate in RATES]
    found = {cell: [] for cell in cells}
    first = int(os.environ.get("SEED", "0"))
    for number in range(first, first + times):
        for name, rate in cells:
            if monotonic() > until:
                break
            gain, loop = TRUTHS[name]
            seed = np.random.default_rng([number, couples, days, int(100 * rate), list(TRUTHS).index(name)])
            one = fit(coded(loop, couples, days, rate, seed), checks=False, seed=number)
            size = one.loop_gain_
            found[name, rate].append((one.verdict_.name, size.estimate, size.low <= gain <= size.high))
    print("| truth | ones | records | reinforcing | balancing | no cycle | mean gain | held |")
    for (name, rate), all_ in found.items():
        if all_:
            names, gains, held = zip(*all_, strict=True)
            n, counted = len(all_), Counter(names)
            shares = (
                share(counted[one], n)
                for one in (VerdictName.REINFORCING, VerdictName.BALANCING, VerdictName.NO_CYCLE)
            )
            means = f"{np.mean(gains):.2f} | {np.mean(held):.2f}"
            print(f"| {name} | {rate} | {n} | {' | '.join(shares)} | {means} |")


if __name__ == "__main__":
    what, times, minutes, *truths = sys.argv[1:]
    told(*{"couples": (1, 200), "studies": (12, 30)}[what], int(times), float(minutes), truths or TRUTHS)

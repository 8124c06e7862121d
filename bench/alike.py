# ruff: noqa: ANN001, ANN201 - a script
"""What studies are told whose partners come in no order; docs/verdicts.md.

python bench/alike.py [studies] [couples days] [cell ...]
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import sys
from collections import Counter
from dataclasses import replace

import numpy as np

from pasdedeux.identify import fit
from pasdedeux.loop import LinearLoop
from pasdedeux.simulate import simulate_records


def one_way(forward, shared):
    """A moves B with relative strength ``forward``, B does not move A."""
    drift = np.array([[-1.0, 0.0], [forward, -1.0]])
    return LinearLoop(drift, 2.0 * np.array([[1.0, shared], [shared, 1.0]]))


LOOPS = {
    "gain .4": LinearLoop.of_gain(0.4, shared=0.3),
    "gain .2": LinearLoop.of_gain(0.2, shared=0.3),
    "nothing": LinearLoop.of_gain(0.0, shared=0.6),
    "one-way .5": one_way(0.5, 0.6),
    "one-way 1.0": one_way(1.0, 0.0),
    "one-way 1.5": one_way(1.5, 0.0),
    "balancing -.5": LinearLoop.of_gain(-0.5),
}


def in_no_order(loop, couples, days, seed):
    """Draw a study in which either partner may come first."""
    rng = np.random.default_rng(seed)
    records = simulate_records([loop] * couples, np.arange(float(days)), seed=seed, reliability=0.8)
    turned = tuple(replace(one, values=one.values[:, ::-1]) if rng.random() < 0.5 else one for one in records)
    return replace(records, records=turned, distinguishable=False)


def main(studies=6, couples=40, days=60, cells=()):
    print(f"| {couples} couples, {days} days, {studies} studies | answers | told apart | gain, mean |")
    for name in cells or LOOPS:
        found = [
            fit(in_no_order(LOOPS[name], couples, days, seed), seed=seed, checks=False)
            for seed in range(studies)
        ]
        told = Counter(one.verdict_.name.value for one in found)
        apart = sum(one.records.distinguishable for one in found)
        gain = np.mean([one.loop_gain_.estimate for one in found])
        print(f"| {name} | {dict(told)} | {apart} | {gain:.2f} |", flush=True)


if __name__ == "__main__":
    numbers, names = sys.argv[1:4], sys.argv[4:]
    main(*map(int, numbers), cells=names)

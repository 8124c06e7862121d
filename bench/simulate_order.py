# ruff: noqa: ANN001, ANN201 - a script
"""Weak order of the two schemes, outside Monte-Carlo error.

Coarse and fine steps run on the same paths of mood, so that the difference of their means is known far better
than either mean. The scheme is written out here with the loop's own drift; a test holds the kernel to it.

python bench/simulate_order.py [paths, 20000 unless given]
"""

import sys
from itertools import pairwise

import numpy as np

from pasdedeux.loop import STATES, Loop
from pasdedeux.loop.equations import drift

DAYS = 1.0
FINEST = 320
STEPS = (8, 16, 32, 64)
BATCH = 20_000
LOOP = Loop.of_attachment((0.6, -0.3), (-0.3, 0.6)).changed(
    own_mood=0.3, shared_mood=0.2, stress_rate=0.0, onset=0.3, recovery=0.4, tempo=0.4, closeness_pace=1.0
)
START = np.array([1.5, 0.3, 0.4, 0.1, 0.1, 1.0, -0.3, 0.5, 0.1, 0.1, -0.2])
SHOWN = ("arousal_1", "move_1", "move_2", "closeness")


def mood_paths(paths, rng):
    """Exact Ornstein-Uhlenbeck moods on the finest grid, shape (FINEST + 1, 3, paths)."""
    spread = np.array([LOOP.between.own_mood, LOOP.between.own_mood, LOOP.between.shared_mood])[:, None]
    left = np.exp(-DAYS / FINEST / LOOP.between.mood_pace)
    moods = np.empty((FINEST + 1, 3, paths))
    moods[0] = spread * rng.standard_normal((3, paths))
    for k in range(FINEST):
        moods[k + 1] = left * moods[k] + spread * np.sqrt(1 - left**2) * rng.standard_normal((3, paths))
    return moods


def run(moods, steps, scheme):
    """States at the end."""
    theta, h, stride = LOOP.theta()[:, None], DAYS / steps, FINEST // steps
    x = np.repeat(START[:, None], moods.shape[2], axis=1)
    for k in range(steps):
        first = drift(x, theta, moods[k * stride])
        if scheme == "euler":
            x = x + h * first
        else:
            trial = x + h * first
            x = 0.5 * (x + trial + h * drift(trial, theta, moods[(k + 1) * stride]))
    return x


def orders(paths, seed=1):
    """Differences between a step and half of it, their standard errors, and the slope through them."""
    rng = np.random.default_rng(seed)
    gaps = {(scheme, name): [] for scheme in ("euler", "heun") for name in SHOWN}
    for _ in range(-(-paths // BATCH)):
        moods = mood_paths(min(paths, BATCH), rng)
        for scheme in ("euler", "heun"):
            ends = [run(moods, steps, scheme) for steps in STEPS]
            for name in SHOWN:
                row = STATES.index(name)
                gaps[scheme, name].append(
                    np.array([coarse[row] - fine[row] for coarse, fine in pairwise(ends)])
                )
    told = {}
    for which, batches in gaps.items():
        gap = np.concatenate(batches, axis=1)
        means, spreads = gap.mean(axis=1), gap.std(axis=1) / np.sqrt(gap.shape[1])
        told[which] = means, spreads, -np.polyfit(np.log(STEPS[:-1]), np.log(np.abs(means)), 1)[0]
    return told


if __name__ == "__main__":
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    print(f"{many:,} paths of {DAYS} days; mean difference between a step and its half (standard error)")
    print("steps of", ", ".join(f"{24 * DAYS / n:.1f} h" for n in STEPS[:-1]))
    for (scheme, name), (means, spreads, slope) in orders(many).items():
        shown = "  ".join(f"{m:+.1e} ({s:.0e})" for m, s in zip(means, spreads, strict=True))
        print(f"{scheme}, {name}: order {slope:.2f}; {shown}")

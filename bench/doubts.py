# ruff: noqa: ANN001, ANN201, ANN202 - a script
"""How often ordinary couples are doubted, and faulty ones found; docs/verdicts.md.

python bench/doubts.py [seeds]
"""

import sys
from collections import Counter
from dataclasses import replace

import numpy as np

from pasdedeux.loop import LinearLoop
from pasdedeux.records import Records, find_doubts
from pasdedeux.simulate import RoundsWorld, example_records, simulate_records, simulate_rounds

ROUNDS = {
    "rounds": RoundsWorld(links=(0.35, 0.35, 0.0, 0.0)),
    "slow, one shock for all": RoundsWorld(kept=0.7, reliability=0.9, shared=0.9),
    "withdrawal mostly 0": RoundsWorld(kept=0.7, reliability=0.6, shared=0.6, rare=True),
    "own two mirror each other": RoundsWorld(kept=0.7, shared=0.4, mirror=-0.8),
    "slow mood on all": RoundsWorld(mood=1.0, shared=0.2),
    "heavy tails": RoundsWorld(tails=4.0),
}


def ordinary(seed):
    """Worlds without any fault, name by name."""
    yield "example", example_records(couples=40, days=30, seed=seed)
    for step, bounds in ((1.0, (-3.0, 3.0)), (0.5, (-3.0, 3.0)), (0.0, (-np.inf, np.inf))):
        for reliability, shared in ((0.8, 0.0), (1.0, 0.5)):
            loops = [LinearLoop.of_gain(0.6)] * 30
            yield (
                f"gain .6, step {step:g}, reliability {reliability:g}, shared error {shared:g}",
                simulate_records(loops, np.arange(30.0), seed=seed, reliability=reliability,
                                 shared_error=shared, step=step, bounds=bounds),
            )  # fmt: skip
    for name, world in ROUNDS.items():
        yield f"{name}, 30 days", simulate_rounds(world, 30, seed=seed, couples=30)
        yield f"{name}, 250 days", simulate_rounds(world, 250, seed=seed, couples=5)


def faulty(records, rng):
    """Make one couple of a study faulty in each way, name by name."""
    first = records[0]
    spread = np.nanstd(first.values)

    def changed(values):
        return Records((replace(first, values=values), *records[1:]), records.scales)

    for share in (0.0, 0.1, 0.2):
        twin = first.values.copy()
        other = rng.random(twin[:, 1].shape) < share
        twin[:, 1] = np.where(other, twin[:, 1], twin[:, 0])
        yield f"twins, {share:.0%} of answers their own", "twins", changed(twin)
    noisy = first.values.copy()
    noisy[:, 1] = noisy[:, 0] + 0.1 * spread * rng.standard_normal(noisy[:, 1].shape)
    yield "twins with a tenth of noise", "twins", changed(noisy)
    copied = first.values.copy()
    copied[15:30] = copied[:15]
    yield "the second half is the first", "copied", changed(copied)
    typed = first.values.copy()
    typed[7, 0, 0] = 55.0
    yield "55 typed for 5.5", "jump", changed(typed)


def main(seeds=4):
    for number, each in enumerate(zip(*(ordinary(seed) for seed in range(seeds)), strict=True)):
        name = each[0][0]
        roles = sum(len(records) * len(records.roles) for _, records in each)
        found = Counter(doubt.kind for _, records in each for doubt in find_doubts(records))
        print(f"| {number + 1} | {name} | {roles} | {dict(found)} |", flush=True)
    hits = Counter()
    for seed in range(10 * seeds):
        records = simulate_rounds(ROUNDS["rounds"], 30, seed=seed, couples=8)
        for name, kind, study in faulty(records, np.random.default_rng(seed)):
            mine = {doubt.kind for doubt in find_doubts(study) if doubt.couple == study.ids[0]}
            hits[name] += kind in mine
    for name, count in hits.items():
        print(f"| {name} | found in {count} of {10 * seeds} |")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

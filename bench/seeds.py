"""Does an answer hang on the seed, and what does it cost to see to it that it does not?

python bench/seeds.py find [couples]     look for simulated couples near a threshold; prints `NEAR`
python bench/seeds.py [seeds]            answers of these couples by seed, and the time of ordinary ones
python bench/seeds.py streams [streams]  the same couples when the long run draws from other streams
"""

import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.random import SeedSequence

from pasdedeux.identify import fit
from pasdedeux.loop import LinearLoop
from pasdedeux.records import Arrangement, Records
from pasdedeux.simulate import simulate_records

Couple = tuple[float, int, int]
NEAR: list[Couple] = [
    (0.0, 195, 726761),  # none
    (0.45, 184, 262448),  # loop
    (0.1, 158, 261121),  # none
    (0.6, 177, 896239),  # loop
    (0.0, 165, 442957),  # none
    (0.6, 176, 437384),  # loop
    (0.0, 165, 216401),  # none
    (0.45, 132, 290617),  # loop
    (0.0, 212, 942533),  # none
    (0.6, 135, 584607),  # loop
]
"""Gain, days and seed of couples with a probability that decides near its threshold, as `find` found them."""
ORDINARY = [(gain, days, 700 + n) for n, (gain, days) in enumerate(
    (gain, days) for gain in (0.0, 0.2, 0.4, 0.6, 0.75) for days in (60, 140)
)]  # fmt: skip
WITHIN = 0.015


def couple(gain: float, days: int, seed: int) -> Records:
    """One report of each partner a day, 5 % missing."""
    loop = LinearLoop.of_gain(gain, shared=0.3)
    return simulate_records([loop], np.arange(float(days)), seed=seed, reliability=0.85, missing=0.05)


def find(wanted: int) -> None:
    """Look for couples whose answer hangs on one probability near its threshold, as many of each kind."""
    rng = np.random.default_rng(30)
    left = {"loop": wanted // 2, "none": wanted - wanted // 2}
    while any(left.values()):
        gain = float(rng.choice([0.45, 0.6] if left["loop"] > left["none"] else [0.0, 0.1]))
        one = gain, int(rng.integers(115, 220)), int(rng.integers(1e6))
        reasons = {
            r.name.split(".")[-1]: r.values for r in fit(couple(*one), seed=99, checks=False).verdict_.reasons
        }
        size, weak = reasons["size"], reasons.get("weak")
        near = []
        if abs(size["loop"] - size["sure"]) < WITHIN and "links-sure" in reasons:
            near.append("loop")
        if weak is not None and size["loop"] < 0.9 and abs(weak["p"] - weak["sure"]) < WITHIN:
            near.append("none")
        for kind in near:
            left[kind] -= 1
            print(f"    {one},  # {kind}", flush=True)


def answers(
    several: Sequence[Couple], seeds: Sequence[int]
) -> Iterator[tuple[Couple, list[Any], list[float]]]:
    """Answers and processor times, by couple and seed."""
    for one in several:
        records, names, times = couple(*one), [], []
        for seed in seeds:
            start = time.process_time()
            found = fit(records, seed=seed)
            times.append(time.process_time() - start)
            names.append((found.verdict_.name.value, found.verdict_.more))
        yield one, names, times


def measure(seeds: int) -> None:
    """Count answers that flip from seed to seed, and take the time of ordinary couples."""
    fit(couple(0.0, 60, 1))  # loads the kernels
    flips = 0
    for one, names, times in answers(NEAR, range(seeds)):
        said = [name for name, _ in names]
        flips += len(said) - max(said.count(name) for name in said)
        print(*one, *names, f"{statistics.median(times):.2f} s", flush=True)
    print(f"flips: {flips} of {seeds * len(NEAR)}")
    times = [statistics.median(times) for _, _, times in answers(ORDINARY, range(seeds))]
    print(
        f"ordinary couples: median {statistics.median(times):.2f} s, {min(times):.2f} to {max(times):.2f} s"
    )


def streams(count: int) -> None:
    """Count answers that would differ if the long run drew from another stream."""
    original, differ = Arrangement.stream, 0
    for one in NEAR:
        said = []
        for n in range(count):

            def stream(
                self: Arrangement, seed: int, use: str, at: int | None = None, n: int = n
            ) -> SeedSequence:
                return original(self, seed, f"{use} {n}" if use == "long run" else use, at)

            Arrangement.stream = stream  # type: ignore[method-assign] - only here, to see what it does
            said.append(fit(couple(*one)).verdict_.name.value)
        differ += len(said) - max(said.count(name) for name in said)
        print(*one, *said, flush=True)
    print(f"differing: {differ} of {count * len(NEAR)}")


if __name__ == "__main__":
    what = sys.argv[1:]
    if what[:1] == ["find"]:
        find(int(what[1]) if what[1:] else 10)
    elif what[:1] == ["streams"]:
        streams(int(what[1]) if what[1:] else 3)
    else:
        measure(int(what[0]) if what else 3)

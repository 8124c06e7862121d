# ruff: noqa: ANN001, ANN003, ANN201 - a script
"""How often rounds of pursuit and withdrawal are shown where they are, and where none is; docs/rounds.md.

python bench/rounds.py power [couples] [days,days] [cell ...]   one couple, by the rule
python bench/rounds.py asked [couples] [days,days] [cell ...]   two items, two reports a day
python bench/rounds.py gains [couples] [days,days]               coverage of 90 % intervals
python bench/rounds.py waits [couples]                           whether a named wait is about right
python bench/rounds.py study [studies] [cell ...]                20 couples of 30 days, 40 of 60
python bench/rounds.py few [studies] [cell ...]                  2, 5 and 9 couples
python bench/rounds.py counts [couples] [cell ...]               counts of the first weeks
python bench/rounds.py speed                                     milliseconds a couple
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import sys
import time
import zlib
from dataclasses import replace

import numpy as np
from scipy.special import betaincinv

from pasdedeux.identify.rounds import counts_of, fit_rounds
from pasdedeux.identify.rounds.fit import _pairs, _study
from pasdedeux.identify.rounds.series import series_of
from pasdedeux.simulate import RoundsWorld, simulate_rounds

ROUND = RoundsWorld(links=(0.35, 0.35, 0.0, 0.0), reliability=0.7)
CLEAR = replace(ROUND, reliability=0.86, shared=0.0)
X = RoundsWorld(links=(0.5, 0.0, 0.0, 0.0), kept=0.7, reliability=0.6, shared=0.6)
UNEVEN = {"kept": (0.5, 0.2, 0.5, 0.2), "reliability": (0.8, 0.6, 0.8, 0.6)}
TRUE = {
    "clear": CLEAR,
    "noisy": ROUND,
    "weaker": RoundsWorld(links=(0.25, 0.25, 0.0, 0.0)),
    "clear, withdrawal mostly 0": replace(CLEAR, rare=True),
    "noisy, 15 % missing": replace(ROUND, missing=0.15),
    "noisy, series unequal": replace(ROUND, **UNEVEN),
}
FALSE = {
    "nothing": RoundsWorld(),
    "nothing, slow and noisy": RoundsWorld(kept=0.7, reliability=0.6, shared=0.6),
    "nothing, weekend and trend": RoundsWorld(weekend=1.2, trend=2.0),
    "one-way .35": RoundsWorld(links=(0.35, 0.0, 0.0, 0.0), reliability=0.7, shared=0.6),
    "one-way .3, slow": RoundsWorld(links=(0.3, 0.0, 0.0, 0.0), kept=0.7, reliability=0.7, shared=0.6),
    "X": X,
    "X, 15 % missing": replace(X, missing=0.15),
    "X, withdrawal mostly 0": replace(X, rare=True),
    "X, heavy tails": replace(X, tails=4.0),
    "X, unequal": replace(X, kept=(0.7, 0.5, 0.7, 0.5), reliability=(0.8, 0.5, 0.8, 0.5)),
    "X, unequal the other way": replace(X, kept=(0.5, 0.7, 0.5, 0.7), reliability=(0.5, 0.8, 0.5, 0.8)),
    "X, one person's errors tied": replace(X, shared_error=0.5),
    "mirror": RoundsWorld(links=(0.35, 0.0, 0.0, 0.0), kept=0.7, reliability=0.7, shared=0.4, mirror=-0.8),
    "one-way in each pair": RoundsWorld(links=(0.5, 0.0, 0.5, 0.0), kept=0.5, reliability=0.7, shared=0.6),
    "first one leads both": RoundsWorld(links=(0.4, 0.0, 0.0, 0.4), kept=0.5, reliability=0.7, shared=0.6),
    "slow mood on all": RoundsWorld(mood=1.0, shared=0.2),
    "lagged common cause": RoundsWorld(lagged=1.0),
}
CELLS = TRUE | FALSE
DAYS = (60, 120, 250)


def share(hits):
    """A share with its 90 % range (Jeffreys)."""
    n, k = len(hits), int(np.sum(hits))
    low, high = betaincinv(k + 0.5, n - k + 0.5, [0.05, 0.95])
    return f"{k / n:.2f} ({0.0 if k == 0 else low:.2f} to {1.0 if k == n else high:.2f})"


def seed_of(name, c):
    return zlib.crc32(name.encode()) + int(os.environ.get("SEED", "0")) + 1000 * c


def pairs_of(name, days, c, **asked):
    record = simulate_rounds(CELLS[name], days, seed=seed_of(name, c), **asked)[0]
    return _pairs(series_of(record), record.days)


def shown(name, days, couples, **asked):
    return share([any(one.shown for one in pairs_of(name, days, c, **asked)) for c in range(couples)])


def power(couples=200, days=DAYS, cells=()):
    print(f"| cell ({couples} couples) | {' | '.join(f'{d} days' for d in days)} |")
    for name in cells or CELLS:
        print(f"| {name} | {' | '.join(shown(name, d, couples) for d in days)} |", flush=True)


def asked(couples=100, days=(60, 120), cells=("clear", "noisy", "weaker", "X", "X, withdrawal mostly 0")):
    ways = {
        "one item a day": {},
        "two items": {"items": 2},
        "two reports a day": {"a_day": 2},
        "two reports, two items": {"a_day": 2, "items": 2},
    }
    print(f"| cell ({couples} couples), days | {' | '.join(ways)} |")
    for name in cells:
        for d in days:
            found = (shown(name, d, couples, **way) for way in ways.values())
            print(f"| {name}, {d} | {' | '.join(found)} |", flush=True)


def gains(couples=100, days=DAYS):
    print("| cell, days | coverage of the link, the link back, the round's gain (90 %) | median gain, true |")
    for name in ("clear", "noisy", "weaker", "X"):
        world = CELLS[name]
        kept, (there, back, *_) = float(np.mean(world.kept)), world.links
        truth = there * back / (1.0 - kept) ** 2
        for d in days:
            found = [pairs_of(name, d, c)[0] for c in range(couples)]
            held = [
                share([i.low <= true <= i.high for i in of])
                for of, true in (
                    ([one.next_step[0] for one in found], there),
                    ([one.next_step[1] for one in found], back),
                    ([one.gain for one in found], truth),
                )
            ]
            middle = np.median([one.gain.estimate for one in found])
            print(f"| {name}, {d} | {', '.join(held)} | {middle:.2f}, {truth:.2f} |", flush=True)


def waits(couples=100):
    """Records of 60 days that name a wait: whether the round is shown at the end of it."""
    for name in ("clear", "noisy"):
        hits, named = [], []
        for c in range(couples):
            first = pairs_of(name, 60, c)
            best = max(first, key=lambda one: one.smaller)
            if best.shown or best.verdict.more is None:
                named.append(False)
                continue
            named.append(True)
            more = best.verdict.more
            records = simulate_rounds(CELLS[name], 60 + (more.high or 365), seed=seed_of(name, c))
            hits.append(any(one.shown for one in _pairs(series_of(records[0]), records[0].days)))
        print(f"{name}: a wait named {share(named)}; shown at its end {share(hits)}", flush=True)


DIFFER = {
    "noisy, links differ by .15": ("noisy", 0.15, 0.0),
    "weaker, links differ by .15, kept by .15": ("weaker", 0.15, 0.15),
    "nothing, links differ by .2": ("nothing", 0.2, 0.0),
    "nothing, slow, links and kept differ by .15": ("nothing, slow and noisy", 0.15, 0.15),
    "one-way .35, links differ by .15": ("one-way .35", 0.15, 0.0),
}
"""World, and standard deviations of each link and of what is kept between couples."""
STUDIED = (*DIFFER, "noisy", "weaker", "nothing", "nothing, slow and noisy", "one-way .35", "X",
           "X, withdrawal mostly 0", "mirror", "slow mood on all", "lagged common cause")  # fmt: skip


def couples_of(name, n, days, c):
    """Records of a study's couples, who all live in one world or each in their own."""
    if name in CELLS:
        return simulate_rounds(CELLS[name], days, seed=seed_of(name, c), couples=n)
    base, links_sd, kept_sd = DIFFER[name]
    world, rng, made = CELLS[base], np.random.default_rng(seed_of(name, c)), []
    for _ in range(n):
        links = tuple(np.array(world.links) + links_sd * rng.standard_normal(4))
        kept = tuple(np.clip(world.kept + kept_sd * rng.standard_normal(4), 0.0, 0.85))
        own = replace(world, links=links, kept=kept)
        made.append(simulate_rounds(own, days, seed=int(rng.integers(2**31)))[0])
    return made


def study(studies=50, cells=STUDIED):
    sizes = ((20, 30), (40, 60))
    print(f"| cell ({studies} studies) | {' | '.join(f'{n} couples, {d} days' for n, d in sizes)} |")
    for name in cells:
        found = []
        for n, d in sizes:
            hits = []
            for c in range(studies):
                pairs, _ = _study([series_of(one) for one in couples_of(name, n, d, c)])
                hits.append(any(one.shown for one in pairs))
            found.append(share(hits))
        print(f"| {name} | {' | '.join(found)} |", flush=True)


def few(studies=100, cells=STUDIED):
    """Studies of two to nine couples: shown, and how many 90 % intervals of a mean link hold the true one."""
    sizes = ((2, 30), (5, 30), (9, 30), (5, 60))
    print(f"| cell ({studies} studies) | {' | '.join(f'{n} couples, {d} days' for n, d in sizes)} | held |")
    for name in cells:
        found, held = [], []
        for n, d in sizes:
            hits = []
            for c in range(studies):
                pairs, between = _study([series_of(one) for one in couples_of(name, n, d, c)])
                hits.append(any(one.shown for one in pairs))
                truth = CELLS[DIFFER[name][0] if name in DIFFER else name].links
                off = np.abs(between.links.size - truth) / between.links.error
                held.append((off <= HALF_90).mean())
            found.append(share(hits))
        print(f"| {name} | {' | '.join(found)} | {np.mean(held):.2f} |", flush=True)


HALF_90 = 1.645


def counts(couples=300, cells=("nothing", "nothing, slow and noisy", "X", "slow mood on all", "clear")):
    print("| cell, days | a link counted at p <= .05 that is there | one that is not |")
    for name in cells:
        for d in (14, 21, 28):
            there, none = [], []
            for c in range(couples):
                for one in counts_of(simulate_rounds(CELLS[name], d, seed=seed_of(name, c))[0]):
                    reaching = one.sender if one.sender_role == "pursuit" else one.receiver
                    at = 2 * reaching + (one.sender_role == "withdrawal")
                    (there if CELLS[name].links[at] else none).append(one.p <= 0.05)
            print(
                f"| {name}, {d} | {share(there) if there else '-'} | {share(none) if none else '-'} |",
                flush=True,
            )


def speed():
    for d in (60, 120, 250, 365):
        all_ = [simulate_rounds(ROUND, d, seed=s) for s in range(10)]
        fit_rounds(all_[0])
        took = []
        for records in all_:
            start = time.process_time()
            fit_rounds(records)
            took.append(1000 * (time.process_time() - start))
        print(f"{d} days: {np.median(took):.1f} ms a couple, at best {min(took):.1f}")


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    given = [int(rest[0])] if rest else []
    rest = rest[1:]
    if what in {"power", "asked", "gains"} and rest:
        given.append(tuple(map(int, rest.pop(0).split(","))))
    globals()[what](*given, **({"cells": rest} if rest else {}))

# ruff: noqa: ANN001, ANN002, ANN003, ANN201 - a script
"""Coverage of what is said of told episodes beside the answers; results in docs/episodes-numbers.md.

python bench/episode_numbers.py shares [couples]
python bench/episode_numbers.py opening [couples]
python bench/episode_numbers.py times [couples]
python bench/episode_numbers.py beside [couples]
python bench/episode_numbers.py lot [couples]
python bench/episode_numbers.py change [couples] [episodes ...]
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import sys
from datetime import date, timedelta

import numpy as np

from pasdedeux.estimates import Interval
from pasdedeux.identify.episodes.change import SURE, below, change_between
from pasdedeux.identify.episodes.fit import fit_episodes
from pasdedeux.identify.episodes.helped import with_and_without
from pasdedeux.identify.episodes.opening import opening_of
from pasdedeux.identify.episodes.readings import share_of
from pasdedeux.identify.episodes.times import FACTOR, USUAL, times_of
from pasdedeux.people import Couple, Person
from pasdedeux.records import Ending, Episode, Episodes, Move, Telling
from pasdedeux.simulate.episodes import Dance, lasting, simulate_episodes

NUMBERS = (5, 15, 40)
COUPLE = Couple("simulated", (Person("A"), Person("B")))
START = date(2026, 1, 5)


def telling(person, n, **said):
    return Telling(person, START + timedelta(days=n), **said)


def row(name, found, truth, *more):
    """Coverage of 90 % intervals with its standard error, width and lean of the medians."""
    ends = np.array([[one.low, one.estimate, one.high] for one in found])
    truth = np.broadcast_to(truth, len(ends))
    held = ((ends[:, 0] <= truth) & (truth <= ends[:, 2])).mean()
    error = np.sqrt(held * (1 - held) / len(ends))
    width, lean = (ends[:, 2] - ends[:, 0]).mean(), (ends[:, 1] - truth).mean()
    print(f"| {name} | {held:.2f} ({error:.2f}) | {width:.2f} | {lean:+.2f} | {' | '.join(more)}", flush=True)


def readings(p, errors, alone, n, rng):
    truth = rng.random(n) < p
    said = truth[:, None] ^ (rng.random((n, 2)) < errors)
    only = rng.random(n) < alone
    return [(bool(a), None if one else bool(b)) for (a, b), one in zip(said, only, strict=True)]


def shares(count):
    print(
        "| truth, errors of telling, told by one, episodes | coverage | width | lean | more than half said |"
    )
    print("|---|---|---|---|---|")
    for name, truth in (("even from 0 to 1", None), (".7", 0.7), (".9", 0.9)):
        for errors, alone in (((0.0, 0.0), 1.0), ((0.1, 0.1), 0.3), ((0.2, 0.05), 0.3)):
            for n in NUMBERS:
                rng = np.random.default_rng([n, 1])
                p = rng.random(count) if truth is None else np.full(count, truth)
                found = [share_of(readings(one, errors, alone, n, rng)) for one in p]
                sure = np.mean([one.p_most > SURE for one in found])
                at = f"{name}, {errors[0]:g} and {errors[1]:g}, {alone:g}, {n}"
                row(at, [one.share for one in found], p, f"{sure:.2f} |")


def openings(count):
    print("| dance, tellers, episodes, who opens (.7) | coverage | width | lean | said |")
    print("|---|---|---|---|---|")
    for kind in ("ordinary", "polarised", "soft"):
        for tellers in ("exact", "usual", "much left out"):
            for n in (15, 40):
                found = [
                    opening_of(
                        simulate_episodes(Dance.of(kind, opens=0.7), n, seed=seed, tellers=tellers, alone=0.2)
                    ).opens
                    for seed in range(count)
                ]
                found = [one for one in found if one]
                sure = np.mean([one.p_most > SURE for one in found])
                row(f"{kind}, {tellers}, {n}", [one.share for one in found], 0.7, f"{sure:.2f} |")


def timed(middle, spread, n, rng, *, apart=0.3, shift=1.0, after=12.0, alone=0.3):
    """Episodes with one time each, told by both, some hours after they began, with readings that differ."""
    made = []
    for k in range(n):
        hours = np.exp(middle + spread * rng.standard_normal())
        tellings = []
        for person, own in zip("AB", (np.sqrt(shift), 1 / np.sqrt(shift)), strict=True):
            felt = hours * own * np.exp(apart * rng.standard_normal())
            when = after * np.exp(rng.standard_normal())
            ending = Ending.STILL_OPEN if felt > when else Ending.FADED
            said = lasting(min(felt, when))
            tellings.append(telling(person, k, at_ease=said, ending=ending))
        if rng.random() < alone:
            tellings.pop(int(rng.random() < 0.5))
        made.append(Episode(str(k), tuple(tellings)))
    return Episodes(COUPLE, tuple(made))


def times(count):
    print("| truth, episodes | coverage | width, log | lean, log | known within a factor of |")
    print("|---|---|---|---|---|")
    prior = (np.log(USUAL), np.log(FACTOR))
    for name, settings in (
        ("from the prior, told exactly", {"apart": 0.0, "after": np.inf}),
        ("from the prior", {}),
        ("one is at ease twice as fast", {"shift": 2.0}),
        ("readings far apart", {"apart": 0.7}),
        ("told within hours", {"after": 3.0}),
        ("1 hour, spread 1", {"fixed": (0.0, 1.0)}),
        ("12 hours, spread 1", {"fixed": (np.log(12.0), 1.0)}),
    ):
        fixed = settings.pop("fixed", None)
        for n in NUMBERS:
            rng, found, truth = np.random.default_rng([n, 2]), [], []
            for seed in range(count):
                middle, spread = fixed or (
                    prior[0] + prior[1] * rng.standard_normal(),
                    np.sqrt(4.0 / rng.chisquare(4.0)),
                )
                draws = times_of(timed(middle, spread, n, rng, **settings), seed=seed).draws
                found.append(Interval.of(np.log(draws)))
                truth.append(middle)
            factor = np.exp(np.median([0.5 * (one.high - one.low) for one in found]))
            row(f"{name}, {n}", found, np.array(truth), f"{factor:.1f} |")


def paused(n, effect, rng):
    """People pause when it is bad; what a pause does is known."""
    made = []
    for k in range(n):
        bad = rng.standard_normal()
        pause = rng.random() < 1 / (1 + np.exp(1.0 - bad))
        hours = USUAL * np.exp(0.6 * bad + np.log(effect) * pause + 0.5 * rng.standard_normal())
        acts = ("asks-again", "pauses")[: 2 if pause else 1]
        moves = tuple(Move(act, mine=True) for act in acts)
        peak = float(np.clip(np.round(5.0 + 2.0 * bad), 0.0, 10.0))
        made.append(Episode(str(k), (telling("A", k, moves=moves, peak=peak, at_ease=lasting(hours)),)))
    return Episodes(COUPLE, tuple(made))


def compared(count):
    print(
        "| a pause makes it, episodes | coverage | width, log | lean, log | compared | said shorter, longer |"
    )
    print("|---|---|---|---|---|---|")
    for effect in (1.0, 0.82, 0.5):
        for n in (15, 25, 40, 80):
            rng = np.random.default_rng([n, 3])
            found = [with_and_without(paused(n, effect, rng), "pauses", seed=seed) for seed in range(count)]
            there = [one.ratio for one in found if one]
            if there:
                logs = [Interval(*np.log([r.estimate, r.low, r.high, r.low50, r.high50])) for r in there]
                shorter, longer = (
                    np.mean([r.high < 1.0 for r in there]),
                    np.mean([r.low > 1.0 for r in there]),
                )
                more = f"{len(there) / count:.2f}", f"{shorter:.2f}, {longer:.2f} |"
                row(f"{effect:g} times as long, {n}", logs, np.log(effect), *more)


def lot(count):
    """Weekly numbers of episodes that wander by themselves; something begins, and does nothing."""
    rng, weeks, memory = np.random.default_rng(4), 40, 0.7
    mood = 0.6 * rng.standard_normal((count, weeks))
    for t in range(1, weeks):
        mood[:, t] = memory * mood[:, t - 1] + np.sqrt(1 - memory**2) * mood[:, t]
    numbers = rng.poisson(2.0 * np.exp(mood - 0.18))
    after_bad, by_lot = [], []
    for own in numbers:
        bad = np.flatnonzero(own[8:30] >= 4)
        if len(bad):
            start = 9 + bad[0]
            after_bad.append(own[start : start + 4].mean() - own[start - 3 : start].mean())
            start = int(rng.integers(10, 36))
            by_lot.append(own[start : start + 4].mean() - own[start - 3 : start].mean())
    print("| start | fewer in the four weeks after than in the three before | more |")
    print("|---|---|---|")
    for name, off in (("in the week after a bad one", after_bad), ("by lot", by_lot)):
        fewer, more = np.mean(np.array(off) < 0), np.mean(np.array(off) > 0)
        print(f"| {name} | {fewer:.2f} | {more:.2f} |")


def changes(count, numbers):
    start = Dance.of("polarised")
    halved = start.towards(Dance.of("soft"), 0.5)
    print("| then and now, episodes each | return said to be less | more | sooner at ease said | later |")
    print("|---|---|---|---|---|")
    for n in numbers:
        for name, now, hours in (
            ("no change, polarised", start, 2.0),
            ("half-way to soft, half as long", halved, 1.0),
            ("soft, a quarter as long", Dance.of("soft"), 0.5),
        ):
            said = np.zeros(4)
            for seed in range(count):
                fits = [
                    fit_episodes(simulate_episodes(dance, n, seed=2 * seed + k, hours_to_ease=h), seed=seed)
                    for k, (dance, h) in enumerate(((start, 2.0), (now, hours)))
                ]
                found = change_between(*fits)
                back = below(fits[0].answers.return_draws, fits[1].answers.return_draws)
                sooner = found.sooner_at_ease
                ease = (sooner.value, 1.0 - sooner.value) if sooner else (0.0, 0.0)
                said += np.array((found.return_less.value, back.value, *ease)) > SURE
            print(f"| {name}, {n} | {' | '.join(f'{share:.2f}' for share in said / count)} |", flush=True)


def main():
    what = sys.argv[1] if len(sys.argv) > 1 else "shares"
    numbers = [int(word) for word in sys.argv[2:]]
    count = numbers[0] if numbers else 400
    if what == "change":
        changes(count, tuple(numbers[1:]) or (8, 15, 25))
    else:
        {"shares": shares, "opening": openings, "times": times, "beside": compared, "lot": lot}[what](count)


if __name__ == "__main__":
    main()

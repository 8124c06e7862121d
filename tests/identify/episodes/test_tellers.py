"""The weight of two tellings against enumeration, and draws of the true turns against it."""

from collections import Counter
from functools import cache

import numpy as np
import pytest

from pasdedeux.identify.episodes import Response, Turn
from pasdedeux.identify.episodes.kernels import tellings
from pasdedeux.identify.episodes.tellers import true_turns
from pasdedeux.simulate import Dance

P = Dance.of("polarised").answers
OPENING = np.array([0.3, 0.2, 0.1, 0.2, 0.15, 0.05])
LEFT_OUT = np.array([[0.2, 0.3], [0.1, 0.15]])
TOLD_AS = np.random.default_rng(0).dirichlet([2.0, 1.0, 1.0], (2, 2, 3))
LONGEST = 7
PAIRS = [
    ((0, 4), (0, 4)),
    ((0,), (4,)),
    ((2,), (2,)),
    ((0, 4), (1,)),
    ((), (1, 3)),
    ((4, 0, 5), (4, 0)),
]


def told_so_far(accounts, s, told, me):
    """Chance of each beginning of an account that may still become what was told, after a further turn s."""
    if not told:
        return accounts
    who, c = divmod(s, 3)
    own, after = int(who != me), Counter()
    for account, chance in accounts.items():
        after[account] += chance * LEFT_OUT[me, own]
        for k in range(3):
            joins = account and account[-1] // 3 == who
            seen = (*account[:-1], min(account[-1], 3 * who + k)) if joins else (*account, 3 * who + k)
            n = len(seen)
            begun = n <= len(told) and seen[-1] // 3 == told[n - 1] // 3 and seen[-1] >= told[n - 1]
            if begun and seen[:-1] == told[: n - 1]:
                after[seen] += chance * (1.0 - LEFT_OUT[me, own]) * TOLD_AS[me, own, c, k]
    return after


@cache
def enumerated(first, second):
    """Weight of each true sequence, up to some length, behind two accounts."""
    found, start = {}, Counter({(): 1.0})

    def go_on(path, chance, one, two):
        s = path[-1]
        one, two = told_so_far(one, s, first, 0), told_so_far(two, s, second, 1)
        both = (one[first] if first else 1.0) * (two[second] if second else 1.0)
        found[path] = chance * both * P[1 - s // 3, s % 3, 3]
        if len(path) < LONGEST and one and two:
            for k in range(3):
                after = 3 * (1 - s // 3) + k
                go_on((*path, after), chance * P[1 - s // 3, s % 3, k], one, two)

    for s in range(6):
        go_on((s,), OPENING[s], start, start)
    return found


def arguments(first, second):
    first, second = np.array(first, dtype=np.int64), np.array(second, dtype=np.int64)
    stay, loops = np.zeros((2, 14, 6)), np.zeros((14, 14, 6, 6))
    reach, begin = np.zeros((2, 6, 6)), np.zeros((2, 6, 6))
    for t in range(2):
        tellings.emissions(t, LEFT_OUT[t], TOLD_AS[t], stay[t], reach[t], begin[t])
    tellings.around(stay[0], stay[1], P, np.ones((14, 14), dtype=np.uint8), loops)
    F = np.zeros((2 * len(first) + 1, 2 * len(second) + 1, 6))
    told = (first // 3, first % 3, second // 3, second % 3)
    return told, (stay, reach, begin), loops, F, np.zeros_like(F)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_the_weight_of_two_tellings_is_the_sum_over_all_true_turns(pair):
    told, ways, loops, F, G = arguments(*pair)
    weight = tellings.forward(*told, *ways, loops, P, OPENING, F, G)
    weight /= tellings.SCALE ** sum(map(len, pair))
    shorter = sum(enumerated(*pair).values())
    assert shorter <= weight * (1 + 1e-9)
    # one telling alone does not bound how long the other turns went on
    assert shorter == pytest.approx(weight, rel=5e-3 if all(pair) else 3e-2)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_true_turns_are_drawn_by_their_weight(pair):
    told, ways, loops, F, G = arguments(*pair)
    tellings.forward(*told, *ways, loops, P, OPENING, F, G)
    path, found, n = np.zeros((30, 3), dtype=np.int64), Counter(), 3_000
    for _ in range(n):
        length = tellings.backward(*told, *ways, LEFT_OUT, TOLD_AS, P, OPENING, F, G, path)
        found[tuple(path[:length, 0][::-1].tolist())] += 1
        for teller in range(2):
            assert recount(path[:length][::-1], teller) == pair[teller]
    weights = enumerated(*pair)
    total = sum(weights.values())
    often = [(found[path], n * weight / total) for path, weight in weights.items() if weight > 0.01 * total]
    z = [(seen - wanted) / np.sqrt(wanted) for seen, wanted in often]
    assert np.abs(z).max() < 4.5


def recount(path, teller):
    """Merge what a teller said of each true turn into an account."""
    account = []
    for s, *said in path.tolist():
        k, who = said[teller], s // 3
        if k in {-1, 3}:
            continue
        if account and account[-1] // 3 == who:
            account[-1] = 3 * who + min(account[-1] % 3, k)
        else:
            account.append(3 * who + k)
    return tuple(account)


def turns(*states):
    return tuple(Turn(s // 3, Response(s % 3)) for s in states)


ALIKE = [turns(0, 4), turns(3, 1), turns(0, 4, 0, 4), turns(0, 4, 0, 5), turns(4, 0, 4)]


@pytest.fixture(scope="module")
def alike():
    return true_turns([(one, one) for one in ALIKE])


def test_two_equal_tellings_are_what_happened(alike):
    from pasdedeux.identify.episodes.sequences import sequence_of  # noqa: PLC0415

    for one, path in zip(ALIKE, alike.paths, strict=True):
        found = sequence_of(path)
        assert found.turns == one
        assert found.told == tuple((turn.response, turn.response) for turn in one)
        assert 0.3 < found.probability <= 1.0
        assert one in found.likely


def test_very_long_tellings_do_not_vanish():
    long = turns(*[(0, 4)[t % 2] for t in range(60)])
    found = true_turns([(long, long), (long, ()), ((), long)])
    assert np.isfinite(found.answers.draws).all()
    assert found.answers.counts.sum() > 150

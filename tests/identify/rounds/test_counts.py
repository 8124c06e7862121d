"""What followed what, counted: the numbers of a person with a pencil, and an exact chance."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy.stats import fisher_exact

from pasdedeux.identify.rounds import counts_of
from pasdedeux.identify.rounds.counts import _exact
from pasdedeux.simulate import RoundsWorld, simulate_rounds


def diary(first_reaches, second_pulls):
    record = simulate_rounds(RoundsWorld(), len(first_reaches), seed=1)[0]
    values = record.values.copy()
    values[:, 0, 0], values[:, 1, 1] = first_reaches, second_pulls
    return replace(record, values=values)


def test_they_are_what_a_pencil_counts():
    reaches = [5, 1, 5, 1, 1, 5, 5, 1, 1, 1, 5, 1, 1, 5]
    pulls = [1, 4, 1, 4, 1, 1, 4, 4, 1, 1, 1, 4, 1, 1]
    one = counts_of(diary(reaches, pulls))[0]
    assert (one.sender, one.sender_role, one.receiver, one.receiver_role) == (0, "pursuit", 1, "withdrawal")
    assert (one.after, one.of_after, one.other, one.of_other) == (5, 5, 0, 8)
    assert one.high == np.inf


def test_missing_days_make_no_pair():
    reaches = np.array([5.0, 1, 5, 1, 1, 5, 5, 1, 1, 1, 5, 1, 1, 5])
    pulls = np.array([1.0, 4, 1, 4, 1, 1, 4, 4, 1, 1, 1, 4, 1, 1])
    reaches[4] = pulls[8] = np.nan
    one = counts_of(diary(reaches, pulls))[0]
    assert one.of_after + one.of_other == 13 - 3


def test_without_a_split_the_chance_is_that_of_fishers_test():
    before = np.array([1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0], bool)
    then = np.array([1, 1, 1, 1, 0, 1, 0, 0, 0, 1, 0], bool)
    p, low, high = _exact(before, np.ones(11, bool), then, 4)
    assert p == pytest.approx(fisher_exact([[4, 1], [2, 4]], alternative="greater").pvalue)
    assert low < 1 < high


def test_with_a_split_it_is_that_of_all_ways_to_deal_the_days():
    rng = np.random.default_rng(2)
    before, already, then = (rng.random(9) < 0.5 for _ in range(3))
    after = int((before & then).sum())
    dealt = [
        np.array(one, bool)
        for one in product((0, 1), repeat=9)
        if all(np.sum(np.array(one)[kind]) == before[kind].sum() for kind in (already, ~already))
    ]
    share = np.mean([(one & then).sum() >= after for one in dealt])
    assert _exact(before, already, then, after)[0] == pytest.approx(share)


@pytest.mark.parametrize("days", [6, 29])
def test_only_from_the_first_week_to_the_fourth(days):
    assert counts_of(simulate_rounds(RoundsWorld(), days, seed=3)[0]) == ()
    assert len(counts_of(simulate_rounds(RoundsWorld(), 28, seed=3)[0])) == 4


def test_several_reports_of_a_day_are_one_day():
    twice = simulate_rounds(RoundsWorld(), 14, seed=3, a_day=2)[0]
    assert all(one.of_after + one.of_other == 13 for one in counts_of(twice))


def test_intervals_hold_no_effect_as_often_as_they_say():
    found = [one for seed in range(40) for one in counts_of(simulate_rounds(RoundsWorld(), 21, seed=seed)[0])]
    assert np.mean([one.low <= 1.0 <= one.high for one in found]) > 0.88

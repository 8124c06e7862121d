"""Couples of a study differ in their links: how far is told, and each is drawn to the mean."""

from dataclasses import replace

import numpy as np
import pytest

from pasdedeux.identify import fit_rounds
from pasdedeux.identify.rounds.hierarchy import _meta
from pasdedeux.records import Records
from pasdedeux.report.rounds import RoundsStory
from pasdedeux.simulate import RoundsWorld, simulate_rounds
from pasdedeux.words import words

ROUND = RoundsWorld(links=(0.35, 0.35, 0.0, 0.0), reliability=0.86, shared=0.0)


@pytest.fixture(scope="module")
def found():
    """Couples of whom every other one answers twice as strongly as usual, and the rest not at all."""
    strong = replace(ROUND, links=(0.7, 0.35, 0.0, 0.0))
    weak = replace(ROUND, links=(0.0, 0.35, 0.0, 0.0))
    each = [
        simulate_rounds(world, 60, seed=seed, couples=6) for seed, world in enumerate((strong, weak), start=3)
    ]
    several = [one for two in zip(*each, strict=True) for one in two]
    couples = tuple(replace(one, couple=replace(one.couple, id=str(at))) for at, one in enumerate(several))
    return fit_rounds(Records(couples, each[0].scales))


def test_couples_that_differ_are_said_to_differ_and_others_are_not(found):
    there, back, *_ = found.between_.spread
    assert there.low > 0.1
    assert there.low < 0.35 < there.high
    assert back.low == 0.0


def test_each_couple_has_its_own_link_drawn_to_the_mean(found):
    own = found.between_.couples[:, 0]
    strong, weak = own[::2, 0], own[1::2, 0]
    assert strong.min() > weak.max()
    assert 0.0 < weak.mean() < strong.mean() < 0.75
    assert (own[:, 1] > 0).all()
    assert own[:, 0].mean() == pytest.approx(found.pairs_[0].next_step[0].estimate, abs=0.03)


def test_a_mean_is_less_sure_where_couples_differ(found):
    # one link differs, the other does not; both are as large on average
    there, back = found.pairs_[0].next_step
    assert there.high - there.low > 1.5 * (back.high - back.low)


def test_data_hold_every_couple(found):
    between = found.to_dict()["between_couples"]
    assert len(between) == 4
    assert all(len(one["couples"]) == 12 for one in between.values())
    one = simulate_rounds(ROUND, 40, seed=1)
    assert fit_rounds(one).to_dict()["between_couples"] is None


def test_a_study_sets_twins_aside():
    records = simulate_rounds(ROUND, 30, seed=5, couples=11)
    values = records[0].values.copy()
    values[:, 1] = values[:, 0]
    bad = replace(records, records=(replace(records[0], values=values), *records.records[1:]))
    found = fit_rounds(bad)
    assert found.records.ids == records.ids[1:]
    assert found.to_dict()["set_aside"]
    assert found.pairs_[0].together == fit_rounds(records[1:]).pairs_[0].together


@pytest.mark.parametrize("couples", [2, 4, 9, 20])
def test_meta_analysis_covers_what_was_drawn(couples):
    rng = np.random.default_rng(3)
    held, spreads = [], []
    for _ in range(300):
        information = rng.uniform(20.0, 80.0, couples)
        d = 0.1 + 0.2 * rng.standard_normal(couples) + rng.standard_normal(couples) / information**0.5
        one = _meta(d, information)
        held.append(abs(one.z(-0.1)) < 1.645)
        spreads.append(one.spread.low <= 0.2 <= one.spread.high)
    assert 0.85 <= np.mean(held) <= 0.95
    # with few couples the prior holds the spread more often than not
    assert 0.85 <= np.mean(spreads) <= (0.96 if couples > 9 else 1.0)


def test_few_couples_are_answered_as_a_whole_and_what_rests_on_a_prior_is_said():
    found = fit_rounds(simulate_rounds(ROUND, 60, seed=6, couples=5))
    assert [one.reaching for one in found.shown_] == [0]
    assert found.few_[0].name == "rounds.few-couples"
    assert str(found.few_[0]) in found.to_dict()["warnings"]
    assert found.few_[0].text("de") in RoundsStory(found, words("de"), ("A", "B")).seen
    many = fit_rounds(simulate_rounds(ROUND, 30, seed=6, couples=10))
    assert many.few_ == ()


def test_two_couples_show_no_round_of_one_way_links():
    one_way = RoundsWorld(links=(0.5, 0.0, 0.0, 0.0), kept=0.7, reliability=0.6, shared=0.6)
    found = fit_rounds(simulate_rounds(one_way, 60, seed=2, couples=2))
    assert len(found.pairs_) == 2
    assert found.shown_ == ()


def test_fewer_couples_are_surer_of_their_spread_by_the_prior_alone():
    two = fit_rounds(simulate_rounds(ROUND, 40, seed=1, couples=2)).between_
    nine = fit_rounds(simulate_rounds(ROUND, 40, seed=1, couples=9)).between_
    assert all(one.high > 0.35 for one in two.spread)
    assert np.mean([one.high for one in nine.spread]) < np.mean([one.high for one in two.spread])


def test_a_study_that_is_not_answered_as_a_whole_says_why():
    records = replace(simulate_rounds(ROUND, 30, seed=1, couples=4), distinguishable=False)
    found = fit_rounds(records)
    said = RoundsStory(found, words("en"), ("A", "B")).seen
    assert words("en")("rounds.reason.alike") in said
    few = fit_rounds(simulate_rounds(ROUND, 8, seed=1, couples=3))
    assert words("en")("rounds.reason.few", n=24, needed=29) in RoundsStory(few, words("en"), ("A", "B")).seen


def test_the_one_couple_that_can_show_a_round_is_answered_by_itself():
    records = simulate_rounds(ROUND, 60, seed=1, couples=2)
    silent = records[1].values.copy()
    silent[:, 1, 1] = 3.0
    found = fit_rounds(replace(records, records=(records[0], replace(records[1], values=silent))))
    alone = fit_rounds(records[:1])
    assert found.left_out == 1
    assert found.pairs_ == alone.pairs_

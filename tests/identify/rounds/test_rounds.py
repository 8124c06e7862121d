"""A round is shown where it is and not where there is none; names, order and gaps change nothing else."""

from dataclasses import replace

import numpy as np
import pytest

from pasdedeux.estimates import VerdictName
from pasdedeux.identify import fit_rounds
from pasdedeux.identify.rounds import carry_rounds
from pasdedeux.identify.rounds.rule import BOUND, GUARD, STUDY_BOUND, STUDY_GUARD, YEAR, Roots, decide
from pasdedeux.identify.rounds.series import series_of
from pasdedeux.people import Couple, Person
from pasdedeux.simulate import RoundsWorld, example_records, simulate_rounds

ROUND = RoundsWorld(links=(0.35, 0.35, 0.0, 0.0), reliability=0.86, shared=0.0)
ONE_WAY = RoundsWorld(links=(0.5, 0.0, 0.0, 0.0), kept=0.7, reliability=0.6, shared=0.6)


@pytest.fixture(scope="module")
def long():
    return simulate_rounds(ROUND, 250, seed=1)


def altered(records, **changes):
    return replace(records, records=(replace(records[0], **changes),))


def thinned(records, keep):
    one = records[0]
    kept = {name: getattr(one, name)[keep] for name in ("time", "values", "inputs", "weekday")}
    return altered(records, **kept)


def sizes(found):
    return [one.together for one in found.pairs_]


def test_250_days_show_the_round_that_is_there_and_only_that(long):
    found = fit_rounds(long)
    assert found.verdict_.name is VerdictName.REINFORCING
    assert [one.reaching for one in found.shown_] == [0]
    assert all(step.low < 0.35 < step.high for step in found.shown_[0].next_step)
    assert 0 < found.shown_[0].gain.low < (0.35 / 0.65) ** 2 < found.shown_[0].gain.high


def test_a_shown_round_always_names_the_cause_that_no_diary_excludes(long):
    found = fit_rounds(long)
    assert found.caution_.name == "rounds.caution"
    assert found.to_dict()["caution"] == str(found.caution_)
    assert fit_rounds(simulate_rounds(RoundsWorld(), 60, seed=2)).caution_ is None


@pytest.mark.parametrize("seed", range(8))
def test_a_link_one_way_is_no_round(seed):
    found = fit_rounds(simulate_rounds(ONE_WAY, 120, seed=seed))
    assert found.shown_ == ()
    assert found.verdict_.name is VerdictName.NOT_ENOUGH


def test_exchanging_partners_mirrors_the_answer(long):
    one = long[0]
    first, second = one.couple.partners
    turned = altered(long, couple=Couple("1", (second, first)), values=one.values[:, ::-1])
    here, there = fit_rounds(long), fit_rounds(turned)
    assert sizes(there)[::-1] == pytest.approx(np.array(sizes(here)), abs=0.02)
    assert there.shown_[0].reaching == 1


def test_names_units_and_other_roles_change_nothing(long):
    one = long[0]
    renamed = altered(
        long, couple=Couple("x", (Person("Zoe"), Person("Ann"))), values=10.0 - 3.0 * (2 - one.values)
    )
    more = altered(
        long,
        roles=("arousal", *one.roles),
        values=np.concatenate([one.values[:, :, :1] ** 2, one.values], axis=2),
    )
    for other in (renamed, replace(more, scales={**more.scales, "arousal": more.scales["pursuit"]})):
        assert sizes(fit_rounds(other)) == pytest.approx(np.array(sizes(fit_rounds(long))), abs=1e-6)


def test_a_gap_of_whole_days_is_as_many_days_without_an_answer(long):
    keep = np.ones(250, bool)
    keep[100:107] = keep[30] = False
    empty = long[0].values.copy()
    empty[~keep] = np.nan
    with_rows = series_of(replace(long[0], values=empty))
    without = series_of(thinned(long, keep)[0])
    assert np.array_equal(with_rows.moves, without.moves)
    # the trend is counted from the mean time of what is there
    assert without.values == pytest.approx(with_rows.values, abs=0.02, nan_ok=True)


def test_reports_at_odd_hours_and_two_a_day_still_show_it():
    two = simulate_rounds(ROUND, 125, seed=3, a_day=2)
    assert series_of(two[0]).step == 0.5
    assert fit_rounds(two).shown_[0].reaching == 0
    odd = altered(two, time=two[0].time + np.random.default_rng(0).uniform(0, 0.2, 250))
    assert fit_rounds(odd).shown_[0].reaching == 0


def test_what_weekdays_trend_and_inputs_do_is_taken_out():
    plain = simulate_rounds(RoundsWorld(), 120, seed=5)
    stress = np.random.default_rng(1).standard_normal((120, 2, 1))
    pushed = plain[0].values + 3.0 * stress + 4.0 * (plain[0].weekday >= 5)[:, None, None]
    given = altered(plain, input_names=("stress",), inputs=stress, values=pushed)
    left, raw = series_of(given[0]).values, (pushed - pushed.mean(axis=0)).reshape(120, 4)
    assert np.abs(np.corrcoef(left[:, 0], stress[:, 0, 0])[0, 1]) < 0.1
    assert np.abs(np.corrcoef(raw[:, 0], stress[:, 0, 0])[0, 1]) > 0.7


def test_two_items_tell_how_much_is_error():
    noisy, exact = (
        series_of(simulate_rounds(replace(ROUND, reliability=rel), 200, seed=4, items=2)[0]).errors
        for rel in (0.5, 0.9)
    )
    # the mean of two items of reliability .5 and .9 has a third and a nineteenth of error
    assert 1 / (1 + np.exp(-noisy[:, 0])) == pytest.approx(np.full(4, 1 / 3), abs=0.1)
    assert 1 / (1 + np.exp(-exact[:, 0])) == pytest.approx(np.full(4, 1 / 19), abs=0.04)
    assert np.isnan(series_of(simulate_rounds(ROUND, 200, seed=4)[0]).errors).all()


def test_four_weeks_are_counted_and_not_tested():
    found = fit_rounds(simulate_rounds(ROUND, 28, seed=1))
    assert found.pairs_ == ()
    assert len(found.counts_) == 4
    assert found.verdict_.name is VerdictName.NOT_ENOUGH
    assert fit_rounds(simulate_rounds(ROUND, 29, seed=1)).counts_ == ()


def test_nothing_without_pursuit_and_withdrawal_of_both(long):
    assert fit_rounds(example_records(couples=1, days=30)) is None
    silent = long[0].values.copy()
    silent[:, 1, 1] = 3.0
    assert fit_rounds(altered(long, values=silent)) is None
    assert carry_rounds(altered(long, values=silent)) == ()


def test_a_study_shows_the_round_its_couples_share():
    found = fit_rounds(simulate_rounds(replace(ROUND, reliability=0.7, shared=0.3), 30, seed=1, couples=20))
    assert [one.reaching for one in found.shown_] == [0]
    assert len(found.couples_) == 20


def test_a_study_whose_partners_have_no_order_is_not_answered_as_one():
    records = replace(simulate_rounds(ROUND, 30, seed=1, couples=12), distinguishable=False)
    found = fit_rounds(records)
    assert found.pairs_ == ()
    assert found.verdict_.reasons[0].name == "rounds.reason.alike"


def test_both_roots_must_reach_their_bounds():
    assert decide(Roots(BOUND, GUARD), 90.0).name is VerdictName.REINFORCING
    assert decide(Roots(9.0, GUARD - 0.01), 90.0).name is VerdictName.NOT_ENOUGH
    assert decide(Roots(BOUND - 0.01, 9.0), 90.0).name is VerdictName.NOT_ENOUGH
    assert decide(Roots(np.nan, 9.0), 90.0).name is VerdictName.NOT_ENOUGH
    assert decide(Roots(STUDY_BOUND, STUDY_GUARD), None).name is VerdictName.REINFORCING
    assert decide(Roots(STUDY_BOUND - 0.01, 9.0), None).name is VerdictName.NOT_ENOUGH


@pytest.mark.parametrize("root", [-1.0, 0.0, 0.3, 0.9, 1.3, 1.55, 1.6, 1.79, 1.8, 1.82])
def test_no_wait_is_longer_than_a_year(root):
    for days in (30.0, 120.0, 121.0, 900.0):
        for step in (1.0, 7.0):
            more = decide(Roots(root, root), days, step).more
            low, high = (0.0, None) if more is None else more.days
            assert low <= YEAR
            assert high is None or low <= high <= YEAR
    assert decide(Roots(0.9, 0.9), 250.0).more is None


def test_a_slow_mood_that_all_share_is_no_round_of_a_study():
    found = fit_rounds(simulate_rounds(RoundsWorld(mood=1.0, shared=0.2), 60, seed=3, couples=40))
    # two of its links are sure, but no larger than those between any other two series
    assert found.pairs_[0].together[0] > STUDY_BOUND
    assert max(one.guard[0] for one in found.pairs_) < STUDY_GUARD
    assert found.shown_ == ()

"""Runs by the day, two who have just met, and steady beside unsteady nearness."""

import numpy as np
import pytest

from pasdedeux.errors import InputError
from pasdedeux.loop import Loop
from pasdedeux.simulate import (
    Daily,
    by_fortnight,
    course,
    just_met,
    reaching_share,
    recent,
    simulate,
    simulate_ensemble,
    spells,
    steadiness,
)

COUPLE = Loop.of_attachment((0.8, -0.2), (-0.2, 0.8))


@pytest.fixture(scope="module")
def run():
    return simulate(COUPLE, 40, seed=3)


def test_days_are_means_of_the_run(run):
    daily = Daily.of(run)
    assert daily.days.tolist() == list(range(1, 41))
    whole = run.states[1 + 3 * 144 : 1 + 4 * 144].mean(axis=0)
    np.testing.assert_allclose(daily.states[3], whole)
    np.testing.assert_allclose(
        daily.shown, Daily.of(run).felt * [1 - one.suppression for one in COUPLE.sides]
    )
    assert (daily.shown < daily.felt).all()
    assert daily.in_cycle.mean() == pytest.approx(run.in_cycle[1:].mean())


def test_one_of_many_runs_is_that_run():
    many = simulate_ensemble(COUPLE, 20, couples=[4, 9], seed=3, every=1.0, start=COUPLE.calm(), threads=1)
    alone = simulate(COUPLE, 20, couple=9, seed=3, step=1 / 24, scheme="heun")
    one = Daily.of_many(COUPLE, many).run(1)
    np.testing.assert_allclose(one.states, Daily.of(alone).states, atol=1e-6)
    assert one.received.shape == one.move.shape == (20, 2)
    assert Daily.of_many(COUPLE, many).shown.shape == (20, 2, 2)


def test_spells_are_the_days_of_which_half_was_spent_in_the_cycle(run):
    daily = Daily.of(run)
    marked = np.zeros(40, bool)
    for first, last in spells(daily):
        marked[first - 1 : last] = True
    assert np.array_equal(marked, daily.in_cycle >= 0.5)
    assert marked.any()
    assert all(
        last + 1 < first for (_, last), (first, _) in zip(spells(daily), spells(daily)[1:], strict=False)
    )


def test_the_share_of_reaching_swaps_with_the_partners():
    quiet = {"own_mood": 0.0, "shared_mood": 0.0, "stress_rate": 0.0}
    trap = COUPLE.equilibria()[-1]
    there = Daily.of(simulate(COUPLE.changed(**quiet), 42, start=trap))
    swapped = np.concatenate([trap[5:10], trap[:5], trap[10:]])
    mirrored = Loop(COUPLE.sides[::-1], COUPLE.between).changed(**quiet)
    back = Daily.of(simulate(mirrored, 42, start=swapped))
    np.testing.assert_allclose(reaching_share(there)[1], 1.0 - reaching_share(back)[1])
    assert (reaching_share(there)[1] > 0.9).all()


def test_where_nobody_reached_there_is_no_share():
    still = Daily(COUPLE, np.full((14, 11), -0.1), np.zeros(14))
    assert np.isnan(reaching_share(still)[1]).all()


@pytest.mark.parametrize(("days", "blocks"), [(1, 1), (14, 1), (27, 1), (28, 2), (40, 2)])
def test_fortnights_hold_every_day_once(days, blocks):
    ends, means = by_fortnight(np.ones(days))
    assert (len(ends), ends[-1]) == (blocks, days)
    assert (means == 1.0).all()


def test_recent_means_look_back_and_no_farther():
    values = np.arange(20.0).reshape(10, 2)
    assert recent(values, 3)[9].tolist() == values[7:10].mean(axis=0).tolist()
    assert recent(values, 3)[0].tolist() == values[0].tolist()


def test_two_who_have_just_met_begin_with_attraction():
    names = [phase.name for phase in course(simulate(COUPLE, 60, seed=1, start=just_met(COUPLE)))]
    assert names[:2] == ["attraction", "dating"]
    assert "attraction" not in {phase.name for phase in course(simulate(COUPLE, 60, seed=1))}


def test_longing_and_reaching_rise_with_unsteadiness_at_the_same_mean():
    found = {swing: steadiness(COUPLE, swing=swing, days=40, courses=30) for swing in (0.0, 0.3, 0.6)}
    for name in ("longing", "reaching"):
        none, some, more = (one.settled(name)[:, 1:].mean(axis=1) for one in found.values())
        assert (none <= some).all()
        assert (some < more).all()
    steady = found[0.0]
    np.testing.assert_allclose(steady.longing[:, :, 1:], steady.longing[:, :, :1] + np.zeros(30))
    without = steadiness(COUPLE.changed(lived=0.0), days=40, courses=30).settled("longing")  # ablation
    np.testing.assert_allclose(without, without[:, :1] + np.zeros(31), rtol=1e-3)


def test_steady_and_unsteady_begin_alike():
    found = steadiness(COUPLE, days=20, courses=10)
    first = found.longing[:, 0]
    assert np.abs(first[:, 1:] / first[:, :1] - 1.0).max() < 0.5
    assert (found.settled("longing")[:, 1:] > first[:, 1:]).all()


@pytest.mark.parametrize(
    ("given", "says"), [({"swing": 1.5}, "swing"), ({"days": 1}, "days"), ({"courses": 0}, "courses")]
)
def test_bad_input_is_refused_by_name(given, says):
    with pytest.raises(InputError, match=says):
        steadiness(COUPLE, **given)

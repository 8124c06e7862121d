"""Experiments of one's own: days by lot, a test that keeps its promise, and a door that stays shut."""

import numpy as np
import pytest

from pasdedeux.change import Experiment, Held, analyse, power
from pasdedeux.errors import InputError
from pasdedeux.safety import SafetyState, agreed_here

LEAVE = agreed_here("experiment", mine=True, theirs=True)
JOINT = agreed_here("practice", mine=True, theirs=True)
SOFT, STAY = Held("softening", "1"), Held("presence", "2")


def drawn(*holds, days=28, block=4, seed=0):
    return Experiment.drawn(holds or (SOFT,), days=days, block=block, seed=seed, opening=LEAVE)


@pytest.mark.parametrize(
    "open_",
    [False, True, None, 1, "yes", SafetyState.BOTH, JOINT],
)
def test_nothing_is_drawn_where_the_safety_logic_has_not_opened_it(open_):
    with pytest.raises(InputError) as told:
        Experiment.drawn([SOFT], days=28, opening=open_)
    assert str(told.value) == (
        "experiment: Nothing from both of you yet. Things for oneself go on as before."
    )


@pytest.mark.parametrize("mine", [True, False])
@pytest.mark.parametrize("theirs", [True, False])
def test_it_takes_what_both_chose(mine, theirs):
    leave = agreed_here("experiment", mine=mine, theirs=theirs)
    if mine and theirs:
        assert Experiment.drawn([SOFT], days=28, opening=leave).days == 28
    else:
        with pytest.raises(InputError, match="Nothing from both of you yet"):
            Experiment.drawn([SOFT], days=28, opening=leave)


@pytest.mark.parametrize(
    ("holds", "block"), [((SOFT,), 2), ((SOFT,), 6), ((SOFT, STAY), 4), ((SOFT, STAY), 8)]
)
def test_every_block_is_balanced(holds, block):
    plan = drawn(*holds, days=48, block=block, seed=3)
    for part in plan.assigned.reshape(-1, block, len(holds)):
        _, counts = np.unique(part, axis=0, return_counts=True)
        assert len(counts) == 2 ** len(holds)
        assert len(set(counts)) == 1
    assert len(plan.days_of()) == 24


def test_days_hang_on_the_seed():
    assert drawn(seed=1).days_of() == drawn(seed=1).days_of()
    assert drawn(seed=1).days_of() != drawn(seed=2).days_of()


@pytest.mark.parametrize(
    ("holds", "days", "block", "words"),
    [
        ((), 28, 4, "0 levers"),
        ((SOFT, STAY, Held("soothing", "1")), 28, 4, "3 levers"),
        ((SOFT, SOFT), 28, 4, "both levers are the same"),
        ((Held("therapy_gain", "1"),), 28, 4, "cannot be held on one day"),
        ((Held("weekly_date"),), 28, 4, "cannot be held on one day"),
        ((SOFT,), 28, 3, "a block of 3 days"),
        ((SOFT, STAY), 28, 2, "a block of 2 days"),
        ((SOFT,), 10, 2, "days is 10"),
        ((SOFT,), 30, 4, "days is 30"),
        ((SOFT,), 400, 4, "days is 400"),
    ],
)
def test_what_cannot_be_drawn_is_refused(holds, days, block, words):
    with pytest.raises(InputError, match=words):
        Experiment.drawn(holds, days=days, block=block, opening=LEAVE)


def reports(plan, effect, seed, missing=0.15):
    """Days that hang together, with holes and an outlier now and then."""
    rng = np.random.default_rng(seed)
    y = 0.4 * np.cumsum(rng.normal(size=plan.days)) + rng.standard_t(3, size=plan.days)
    y = y + effect * plan.assigned[:, 0]
    y[rng.random(plan.days) < missing] = np.nan
    return y


def test_the_interval_holds_the_truth_as_often_as_it_says():
    """90 %, whatever the days are like."""
    held, alarms = [], []
    for seed in range(300):
        plan = drawn(SOFT, STAY, seed=seed)
        found = analyse(plan, reports(plan, -0.7, seed), resamples=399, seed=seed)
        held.append(found.low <= -0.7 <= found.high)
        nothing = analyse(plan, reports(plan, 0.0, seed), which=1, resamples=399, seed=seed)
        alarms.append(nothing.p <= 0.1)
    assert 0.86 <= np.mean(held) <= 0.95
    assert 0.06 <= np.mean(alarms) <= 0.14


def test_the_test_and_the_interval_agree():
    for seed in range(40):
        plan = drawn(seed=seed)
        found = analyse(plan, reports(plan, -1.0, seed), resamples=499)
        if abs(found.p - 0.1) > 0.02:
            assert (found.p < 0.1) == (not found.low <= 0.0 <= found.high)
        assert found.low <= found.effect <= found.high


def test_what_all_days_have_and_what_blocks_have_does_not_enter():
    plan = drawn(seed=5)
    y = reports(plan, -1.0, 5, missing=0.0)
    found = analyse(plan, y)
    shifted = analyse(plan, y + 100 + np.repeat(np.arange(7.0), 4))
    assert shifted.effect == pytest.approx(found.effect)
    assert shifted.p == found.p


@pytest.mark.parametrize(
    ("y", "which", "words"),
    [
        (np.zeros(27), 0, "reports for 28 days"),
        (np.full(28, np.nan), 0, "are too few"),
        (np.r_[np.arange(6.0), np.full(22, np.nan)], 0, "are too few"),
        (np.zeros(28), 1, "which is 1"),
    ],
)
def test_too_little_is_said_to_be_too_little(y, which, words):
    with pytest.raises(InputError, match=words):
        analyse(drawn(), y, which=which)


def test_power_grows_with_days_and_is_the_false_alarms_without_effect(pair):
    nothing = power(pair, SOFT, days=56, effect=0.0, couples=300)
    short, long = (power(pair, SOFT, days=days, effect=-0.5, couples=100) for days in (28, 112))
    assert 0.06 <= nothing.share <= 0.14
    assert short.share + 0.2 < long.share
    assert long.low < long.share < long.high


def test_a_lever_as_the_loop_has_it_is_seen_more_often_the_more_of_it(pair):
    little = power(pair, SOFT, days=112, couples=150)
    much = power(pair, Held("softening", "1", 2.0), days=112, couples=150)
    assert little.share <= much.share

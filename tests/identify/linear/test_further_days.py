"""Both directions of a loop are answered alike; "how many more days" is worked out as it is written."""

import numpy as np
import pytest
from scipy.stats import norm

from pasdedeux.estimates import Criterion, Interval, VerdictName
from pasdedeux.identify.linear.diagnostics import probability
from pasdedeux.identify.linear.results import Link, More, Surrogates, Verdict, wait_unit
from pasdedeux.identify.linear.verdicts import Alike, _rounded, decide, with_more_days, without_prior
from pasdedeux.identify.rounds.rule import Roots, more_days
from pasdedeux.identify.rounds.rule import decide as decide_round

SHAPE = norm.ppf((np.arange(4000) + 0.5) / 4000)
SHAPE /= SHAPE.std()
OPEN = Verdict(VerdictName.NOT_ENOUGH, (), failed=Criterion.SIZE)
UNCLEAR = 0.9 + SHAPE  # by the records alone the loop may be anything
SURE_Z, NONE_Z, HALF_Z = norm.ppf([0.95, 0.85, 0.75])


def link(sender, z):
    """Make a link that stands so many standard deviations off 0."""
    half = 0.3 / z * SURE_Z
    around = Interval(0.3, 0.3 - half, 0.3 + half, 0.3 - half / 2, 0.3 + half / 2)
    return Link(sender, 1 - sender, "arousal", "arousal", around, float(norm.cdf(z)), z > SURE_Z)


def further(*, loop=50.0, links=((0, 50.0), (1, 50.0)), own=UNCLEAR, paired=10_000, days=100.0):
    """Ask for days where a loop, its links and "too weak to matter" stand so far off their bounds."""
    gains = 0.5 + SHAPE * 0.45 / loop
    return with_more_days(OPEN, gains, [link(*one) for one in links], own, paired, days)


def answered(gain, surrogates=None, *, strong=(0, 1), spread=0.05):
    draws = gain + spread * np.random.default_rng(3).standard_normal((2, 2000))
    sides = [link(side, 9.0 if side in strong else 0.5) for side in (0, 1)]
    weak = probability(np.abs(draws) < 0.25, draws)
    return decide(draws, sides, 200, converged=True, too_weak=lambda: weak, surrogates=surrogates)


@pytest.mark.parametrize(
    ("gain", "name"),
    [(0.5, VerdictName.REINFORCING), (-0.5, VerdictName.BALANCING), (0.0, VerdictName.NO_CYCLE)],
)
def test_a_loop_of_either_sign_is_named_with_and_without_surrogates(gain, name):
    around_none = Surrogates("shifted", np.random.default_rng(1).normal(0, 0.03, 19), gain)
    assert answered(gain).name == answered(gain, around_none).name == name
    if gain:
        alike = Surrogates("shifted", np.random.default_rng(1).normal(gain, 0.3, 19), gain)
        assert answered(gain, alike).failed == Criterion.SURROGATES


@pytest.mark.parametrize("gain", [-0.04, 0.04])
def test_less_than_a_twentieth_is_no_loop_of_either_sign(gain):
    assert answered(gain, spread=0.001).name == VerdictName.NO_CYCLE
    assert answered(gain * 1.5, spread=0.001).name != VerdictName.NO_CYCLE


@pytest.mark.parametrize("strong", [(0,), (1,)])
def test_one_sure_link_is_no_loop_whosever_it_is(strong):
    told = answered(0.5, strong=strong)
    assert (told.name, told.failed) == (VerdictName.NOT_ENOUGH, Criterion.LINKS)
    assert any(reason.name == "identify.reason.links-unsure" for reason in told.reasons)
    assert any(reason.name == "identify.reason.links-sure" for reason in answered(0.5).reasons)


@pytest.mark.parametrize("which", ["loop", "first", "second"])
@pytest.mark.parametrize(("factor", "days", "more"), [
    (7.9, 30.0, True), (8.1, 30.0, False),  # at most eight times the record
    (364.6 / 100 + 1, 100.0, True), (365.4 / 100 + 1, 100.0, False),  # and a year
])  # fmt: skip
def test_what_is_farthest_decides_and_far_waits_are_not_named(which, factor, days, more):
    z = SURE_Z / factor**0.5
    given = {
        "loop": {"loop": z},
        "first": {"links": ((0, z / 2), (0, z), (1, 50.0))},
        "second": {"links": ((0, 50.0), (1, z), (1, z / 2))},
    }[which]
    found = further(**given, days=days)
    assert (found.more is not None) == more
    if more:
        low = max((SURE_Z / (z + HALF_Z)) ** 2, 1.1) - 1
        assert found.more == More(_rounded(low * days), None)


def test_the_aroundis_half_a_normal_distribution_wide():
    z = 1.63
    high = ((SURE_Z / (z - HALF_Z)) ** 2 - 1) * 100
    assert further(loop=z).more == More(10, _rounded(high))
    assert further(loop=z, days=200.0).more == More(20, None)  # it would end beyond a year
    assert further(loop=1.6).more == More(10, None)  # and here beyond twice the record


def test_the_nearer_of_loop_and_none_counts():
    width = float(np.subtract(*np.quantile(SHAPE, (0.84, 0.16)))) / 2
    for sign in (1, -1):
        z = 1.3
        own = sign * (0.1 + SHAPE * 0.15 / z / width)
        high = ((NONE_Z / (z - HALF_Z)) ** 2 - 1) * 100
        assert further(loop=0.1, own=own).more == More(10, _rounded(high))
    far, near = (0.1 + SHAPE * 0.15 / (NONE_Z / factor**0.5) / width for factor in (8.1, 7.9))
    assert further(loop=0.1, own=far, days=30.0).more is None
    assert further(loop=0.1, own=near, days=30.0).more == More(3, None)


def test_pairs_that_are_missing_take_days_too():
    assert further(paired=50).more == More(100, 100)
    assert further(paired=99).more == More(10, 10)
    assert further(paired=0, days=3.0).more is None


def test_an_answer_that_is_there_needs_no_more_days():
    there = answered(0.5)
    assert with_more_days(there, SHAPE, [link(0, 1.0), link(1, 1.0)], UNCLEAR, 100, 100.0) is there


def test_days_are_rounded_as_people_do():
    asked = (0.2, 1.4, 3.6, 9.4, 10.0, 12.4, 12.6, 47.4, 48.0, 56.0, 104.0, 106.0)
    assert [_rounded(days) for days in asked] == [1, 1, 4, 9, 10, 10, 15, 45, 50, 60, 100, 110]


def test_no_round_is_awaited_for_longer_than_a_year():
    days = 200.0

    def reached(wait):
        share = (1 + wait / days) ** -0.5
        return more_days(Roots(1.85 * share, 1.4 * share * 1.01), days)

    assert reached(364.6) is not None
    assert reached(365.4) is None
    assert more_days(Roots(1.8, -0.1), days) is None
    assert more_days(Roots(-0.1, 1.8), days) is None
    assert more_days(Roots(1.8, 1.4), 10.0).low == 5


def test_hundred_pairs_are_enough_and_what_did_not_settle_says_so():
    def told(**given):
        draws = 0.5 + 0.05 * np.random.default_rng(3).standard_normal((2, 2000))
        weak = probability(np.abs(draws) < 0.25, draws)
        known = {"paired": 100, "converged": True} | given
        return decide(draws, [link(side, 9.0) for side in (0, 1)], too_weak=lambda: weak, **known)

    assert told().name == VerdictName.REINFORCING
    assert told(paired=99).failed == Criterion.PAIRS
    names = [[reason.name for reason in one.reasons] for one in (told(), told(converged=False))]
    assert [("identify.reason.unsettled" in said) for said in names] == [False, True]


def test_a_prior_around_another_number_is_taken_off_too():
    draws = 0.5 + np.random.default_rng(4).standard_normal((20_000, 1)) / 2**0.5
    alone = without_prior(draws, np.array([1.0]), np.eye(1))
    assert alone.mean() == pytest.approx(0.0, abs=0.03)
    assert alone.std() == pytest.approx(1.0, rel=0.03)


@pytest.mark.parametrize(
    ("together", "guard", "days", "shown"),
    [
        (1.85, 1.4, 60.0, True), (1.84, 9.0, 60.0, False), (9.0, 1.39, 60.0, False),
        (2.0, 1.64, None, True), (1.99, 9.0, None, False), (9.0, 1.63, None, False),
        (np.nan, 9.0, 60.0, False), (-9.0, -9.0, 60.0, False),
    ],
)  # fmt: skip
def test_a_round_is_shown_where_both_roots_reach_their_bounds(together, guard, days, shown):
    told = decide_round(Roots(together, guard), days)
    assert (told.name == VerdictName.REINFORCING) is shown
    assert told.failed is (None if shown else Criterion.LINKS)
    names = ("between", "beside") if days is None else ("together", "alone")
    assert [reason.name for reason in told.reasons] == [f"rounds.reason.{name}" for name in names]


@pytest.mark.parametrize(
    ("roots", "days", "low", "high"),
    [((1.8, 9.0), 100.0, 5, 170), ((9.0, 1.2), 50.0, 5, 310), ((9.0, 1.2), 100.0, 5, None)],
)
def test_the_wait_for_a_round_is_half_a_normal_distribution_wide(roots, days, low, high):
    assert more_days(Roots(*roots), days) == More(low, high)


def test_where_partners_are_alike_the_couples_own_gains_must_stand_three_errors_off():
    """Their mean, and its error as of any mean; neither calm nor "no cycle" is ever told of them."""
    found = Alike.of([0.1, 0.2, 0.3, 0.4])
    assert (found.mean, found.error) == (pytest.approx(0.25), pytest.approx(np.sqrt(5 / 300) / 2))
    assert Alike(0.31, 0.1).sure
    assert not Alike(0.29, 0.1).sure
    assert Alike().reason.name == "identify.reason.alike"
    assert found.reason.values["mean"] == found.mean

    def told(gain, own, spread=0.05):
        draws = gain + spread * np.random.default_rng(3).standard_normal((2, 2000))
        weak = probability(np.abs(draws) < 0.25, draws)
        links = [link(side, 9.0) for side in (0, 1)]
        return decide(draws, links, 200, converged=True, too_weak=lambda: weak, alike=own)

    assert told(0.5, Alike(0.31, 0.1)).name == VerdictName.REINFORCING
    assert told(0.5, Alike(0.29, 0.1)).failed == Criterion.ALIKE
    for gain in (-0.5, 0.0):
        assert told(gain, Alike(0.31, 0.1)).name == VerdictName.NOT_ENOUGH
    assert "identify.reason.weak" not in {reason.name for reason in told(0.0, found).reasons}


@pytest.mark.parametrize(
    ("step", "unit"), [(1 / 86400, "second"), (1 / 1440, "minute"), (1.0, "day"), (7.0, "week")]
)
def test_a_wait_is_counted_in_what_the_reports_come_in(step, unit):
    """The same 200 reports, at any pace, ask for as many more."""
    gains = 0.5 + SHAPE * 0.45 / (SURE_Z * 0.9)
    links = [link(0, 50.0), link(1, 50.0)]
    more = with_more_days(OPEN, gains, links, UNCLEAR, 200, 200 * step, step).more
    assert more == More(20, None, unit)
    assert more.days == (pytest.approx(20 * step), None)
    assert str(more.message) == f"20 {unit}s or many more"
    assert more_days(Roots(1.7, 1.3), 200 * step, step).unit == unit


def test_a_long_wait_for_quick_reports_is_counted_in_longer_units():
    assert [wait_unit(1 / 86400, length / 86400) for length in (89, 91, 5399, 5401)] == [
        "second", "minute", "minute", "hour",
    ]  # fmt: skip
    assert wait_unit(1 / 1440, 1.4) == "hour"
    assert wait_unit(1 / 1440, 1.6) == "day"
    assert [wait_unit(step, 30.0) for step in (0.74, 0.75, 6.4, 6.5)] == ["day", "day", "day", "week"]

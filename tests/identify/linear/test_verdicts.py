"""What the four answers ask for, and what they do not take for an answer."""

from dataclasses import replace

import numpy as np
import pytest

from pasdedeux.estimates import Criterion, Interval, VerdictName
from pasdedeux.identify import fit
from pasdedeux.identify.linear.diagnostics import probability
from pasdedeux.identify.linear.results import Link, Surrogates, Verdict
from pasdedeux.identify.linear.verdicts import decide, with_more_days, without_prior
from pasdedeux.loop import LinearLoop
from pasdedeux.simulate import simulate_records

rng = np.random.default_rng(0)


def link(sender, middle, spread):
    draws = middle + spread * np.random.default_rng(sender).standard_normal(2000)
    sign = probability(draws[None] > 0, draws[None])
    p = max(sign.value, 1 - sign.value)
    return Link(sender, 1 - sender, "arousal", "arousal", Interval.of(draws), p, p > 0.95, sign.error)


@pytest.fixture
def answer():
    """Decide about a gain known this well, with everything else as it should be."""

    def given(gain, spread, *, own=None, sure=True, paired=200, converged=True, surrogates=None, count=4000):
        gains = gain + spread * np.random.default_rng(7).standard_normal((2, count // 2))
        links = [link(side, np.sqrt(abs(gain)) + 0.05, 0.01 if sure else 1.0) for side in (0, 1)]
        without = gains if own is None else own
        verdict = decide(
            gains,
            links,
            paired,
            converged=converged,
            too_weak=lambda: probability(np.abs(without) < 0.25, without),
            surrogates=surrogates,
        )
        return with_more_days(verdict, gains, links, without, paired, 120.0)

    return given


def test_a_prior_taken_off_leaves_what_the_records_say():
    data_mean, data_sd, prior_sd = np.array([0.4, -0.2]), 0.3, 0.4
    precision = 1 / data_sd**2 + 1 / prior_sd**2
    mean = data_mean / data_sd**2 / precision
    draws = mean + rng.standard_normal((20000, 2)) / precision**0.5
    alone = without_prior(draws, np.zeros(2), np.eye(2) * prior_sd**2)
    assert alone.mean(axis=0) == pytest.approx(data_mean, abs=0.03)
    assert alone.std(axis=0) == pytest.approx([data_sd] * 2, rel=0.05)


def test_records_that_add_nothing_to_the_prior_say_nothing():
    draws = 0.4 * rng.standard_normal((400, 2))
    alone = without_prior(draws, np.zeros(2), np.eye(2) * 0.16)
    assert (alone.std(axis=0) > 0.8).all()


def test_the_prior_alone_never_makes_a_loop_too_weak_to_matter(answer):
    told = answer(0.0, 0.05, own=rng.standard_normal((2, 2000)))
    assert told.name == VerdictName.NOT_ENOUGH


def test_a_small_gain_is_too_weak_to_matter_however_sure_its_links(answer):
    told = answer(0.08, 0.05, sure=True)
    assert told.name == VerdictName.NO_CYCLE
    assert "too weak to matter" in str(told.sentence)
    assert any("Equivalence" in str(reason) and "0.25" in str(reason) for reason in told.reasons)


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"converged": False}, Criterion.SETTLED),
        ({"paired": 99}, Criterion.PAIRS),
        ({"spread": 0.4}, Criterion.SIZE),
        ({"sure": False}, Criterion.LINKS),
        ({"surrogates": Surrogates("shifted", rng.normal(0.5, 0.1, 19), 0.5)}, Criterion.SURROGATES),
    ],
)
def test_the_rule_that_failed_is_named(answer, given, rule):
    told = answer(**({"gain": 0.5, "spread": 0.1} | given))
    assert told.name == VerdictName.NOT_ENOUGH
    assert told.failed == rule


def test_a_loop_without_surrogates_says_that_it_was_not_checked(answer):
    told = answer(0.5, 0.1)
    assert told.name == VerdictName.REINFORCING
    assert any("surrogates" in str(reason) and "not" in str(reason) for reason in told.reasons)
    checked = answer(0.5, 0.1, surrogates=Surrogates("swapped", rng.normal(0, 0.05, 19), 0.5))
    assert not any("not be checked" in str(reason) for reason in checked.reasons)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"gain": 0.3, "spread": 0.15}, "P(gain > .05) near .95"),
        ({"gain": 0.05, "spread": 0.17}, "P(|gain| < .25) near .85"),
    ],
)
def test_what_lies_within_the_error_of_the_draws_is_not_answered(answer, given, name):
    few = answer(**given, count=400)
    assert few.name == VerdictName.NOT_ENOUGH, name
    assert few.failed == Criterion.DRAWS
    assert "play of the draws" in str(few.reasons[-1])


def test_more_draws_tell_what_few_leave_open(answer):
    few, many = (answer(0.32, 0.15, count=count) for count in (400, 40_000))
    assert few.failed == Criterion.DRAWS
    assert many.name == VerdictName.REINFORCING


def test_few_surrogates_may_leave_open_whether_a_loop_stands_out(answer):
    gains = np.random.default_rng(1).normal(0.2, 0.2, 19)
    own = float(np.quantile(gains, 0.95)) + 0.1
    drawn, all_there_are = (
        answer(0.6, 0.05, surrogates=Surrogates(k, gains, own)) for k in ("swapped", "shifted")
    )
    assert drawn.failed == Criterion.DRAWS
    assert all_there_are.name == VerdictName.REINFORCING


def test_more_days_are_a_range_that_grows_with_what_is_missing(answer):
    none = np.full((2, 2000), 0.5)
    near, far = (answer(0.5, spread, own=none).more for spread in (0.3, 0.35))
    assert near.low <= far.low
    assert near.high is None or near.high > near.low
    assert answer(0.5, 0.3, own=none, sure=False).more is None  # longer than a year


def test_a_link_of_nought_asks_for_no_number_of_days():
    gains, none = np.full((2, 50), 0.4), np.full((2, 50), 0.5)
    nought = [
        replace(link(side, 0.0, 1.0), response=Interval.of(np.linspace(-1.0, 1.0, 101))) for side in (0, 1)
    ]
    open_ = Verdict(VerdictName.NOT_ENOUGH, ())
    assert with_more_days(open_, gains, nought, none, 200, 120.0).more is None


@pytest.mark.parametrize(
    ("paired", "days", "named"),
    [(50, 365.0, True), (50, 365.1, False), (13, 20.0, True), (12, 20.0, False)],
)
def test_no_wait_is_named_beyond_a_year_or_eight_times_the_record(paired, days, named):
    gains = 0.5 + 0.05 * np.random.default_rng(7).standard_normal((2, 500))
    links = [link(side, 0.7, 0.01) for side in (0, 1)]
    told = with_more_days(Verdict(VerdictName.NOT_ENOUGH, ()), gains, links, gains, paired, days)
    assert (told.more is not None) is named


def test_good_records_without_a_loop_say_so_and_poor_ones_do_not():
    good = simulate_records([LinearLoop.of_gain(0.0, shared=0.3)], np.arange(365.0), seed=3, reliability=0.9)
    assert fit(good, checks=False).verdict_.name == VerdictName.NO_CYCLE
    poor = simulate_records(
        [LinearLoop.of_gain(0.5, shared=0.3)] * 8, np.arange(14.0), seed=3, reliability=0.6
    )
    assert fit(poor, checks=False).verdict_.name == VerdictName.NOT_ENOUGH

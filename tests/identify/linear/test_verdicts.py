"""What the four answers ask for, and what they do not take for an answer."""

import numpy as np
import pytest

from pasdedeux.estimates import Criterion, Interval, VerdictName
from pasdedeux.identify import fit
from pasdedeux.identify.linear.results import Link, Surrogates
from pasdedeux.identify.linear.verdicts import decide, without_prior
from pasdedeux.loop import LinearLoop
from pasdedeux.simulate import simulate_records

rng = np.random.default_rng(0)


def link(sender, middle, spread):
    draws = middle + spread * np.random.default_rng(sender).standard_normal(2000)
    p = float((draws > 0).mean())
    return Link(sender, 1 - sender, "arousal", "arousal", Interval.of(draws), max(p, 1 - p), p > 0.95)


@pytest.fixture
def answer():
    """Decide about a gain known this well, with everything else as it should be."""

    def given(gain, spread, *, own=None, sure=True, paired=200, converged=True, null=None):
        gains = gain + spread * np.random.default_rng(7).standard_normal(4000)
        links = [link(side, np.sqrt(abs(gain)) + 0.05, 0.01 if sure else 1.0) for side in (0, 1)]
        return decide(
            gains,
            links,
            paired,
            converged=converged,
            alone=lambda: gains if own is None else own,
            null=null,
            amount=120,
            unit="days",
        )

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
    told = answer(0.0, 0.05, own=rng.standard_normal(4000))
    assert told.name == VerdictName.NOT_ENOUGH


def test_a_small_gain_is_too_weak_to_matter_however_sure_its_links(answer):
    told = answer(0.08, 0.05, sure=True)
    assert told.name == VerdictName.NO_CYCLE
    assert "too weak to matter" in told.sentence
    assert any(reason.startswith("Equivalence") and "0.25" in reason for reason in told.reasons)


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"converged": False}, Criterion.SETTLED),
        ({"paired": 99}, Criterion.PAIRS),
        ({"spread": 0.4}, Criterion.SIZE),
        ({"sure": False}, Criterion.LINKS),
        ({"null": Surrogates("partners swapped", rng.normal(0.5, 0.1, 19), 0.5)}, Criterion.SURROGATES),
    ],
)
def test_the_rule_that_failed_is_named(answer, given, rule):
    told = answer(**({"gain": 0.5, "spread": 0.1} | given))
    assert told.name == VerdictName.NOT_ENOUGH
    assert told.failed == rule


def test_a_loop_without_surrogates_says_that_it_was_not_checked(answer):
    told = answer(0.5, 0.1)
    assert told.name == VerdictName.REINFORCING
    assert any("surrogates" in reason and "not" in reason for reason in told.reasons)
    checked = answer(0.5, 0.1, null=Surrogates("partners swapped", rng.normal(0, 0.1, 19), 0.5))
    assert not any("not be checked" in reason for reason in checked.reasons)


def test_more_days_are_asked_for_until_both_links_are_sure(answer):
    few, many = answer(0.5, 0.3), answer(0.5, 0.3, sure=False)
    assert many.more is None or many.more > few.more


def test_good_records_without_a_loop_say_so_and_poor_ones_do_not():
    good = simulate_records([LinearLoop.of_gain(0.0, shared=0.3)], np.arange(365.0), seed=3, reliability=0.9)
    assert fit(good, checks=False).verdict_.name == VerdictName.NO_CYCLE
    poor = simulate_records(
        [LinearLoop.of_gain(0.5, shared=0.3)] * 8, np.arange(14.0), seed=3, reliability=0.6
    )
    assert fit(poor, checks=False).verdict_.name == VerdictName.NOT_ENOUGH

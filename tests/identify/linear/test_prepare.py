"""One bad couple spoils no study; partners are told apart where anything does; reliability may be known."""

from dataclasses import replace

import numpy as np
import pytest

from pasdedeux.errors import InputError
from pasdedeux.estimates import Criterion, Interval, MonteCarlo, VerdictName
from pasdedeux.identify import carry, fit
from pasdedeux.identify.linear.exchangeability import TOLD_APART, order_probability
from pasdedeux.identify.linear.prepare import rarer_share, told_apart
from pasdedeux.identify.linear.results import Link, Verdict
from pasdedeux.identify.linear.verdicts import OWN_SURE, Alike, decide, of_two_answers
from pasdedeux.loop import LinearLoop
from pasdedeux.records import Records, Scale
from pasdedeux.report.story import LoopStory
from pasdedeux.simulate import simulate_records
from pasdedeux.words import words

ONE_WAY = LinearLoop(np.array([[-1.0, 0.0], [1.0, -1.0]]), 2.0 * np.eye(2))


def made(loop, couples, days, **more):
    return simulate_records(
        [loop] * couples, np.arange(float(days)), **{"seed": 1, "reliability": 0.8} | more
    )


def with_twins(records):
    values = records[0].values.copy()
    values[:, 1] = values[:, 0]
    return replace(records, records=(replace(records[0], values=values), *records.records[1:]))


def turned(records, seed=2):
    """Let either partner come first."""
    rng = np.random.default_rng(seed)
    mixed = tuple(replace(one, values=one.values[:, ::-1]) if rng.random() < 0.5 else one for one in records)
    return replace(records, records=mixed, distinguishable=False)


def test_a_study_is_what_it_is_without_the_twins():
    records = made(LinearLoop.of_gain(0.3), 6, 25)
    found, without = (fit(one, level="pooled", checks=False) for one in (with_twins(records), records[1:]))
    assert found.records.ids == records.ids[1:]
    assert found.loop_gain_ == without.loop_gain_
    assert {one.name.removesuffix("-unsettled") for one in found.warnings_} >= {"identify.warning.with-twins"}
    [aside] = found.to_dict()["set_aside"]
    assert (aside["couple"], aside["kind"]) == (records.ids[0], "twins")


def test_two_who_answer_the_same_are_no_couple_to_fit():
    records = with_twins(made(LinearLoop.of_gain(0.3), 1, 30))
    with pytest.raises(InputError, match="answered for both"):
        fit(records, checks=False)
    assert fit(records, checks=False, doubtful=True).level == "couple"


def test_too_few_couples_are_left():
    with pytest.raises(InputError, match="too few couples"):
        fit(with_twins(made(LinearLoop.of_gain(0.3), 3, 25)), checks=False)


def test_numbers_that_mean_something_tell_partners_apart_as_names_do():
    named = made(ONE_WAY, 12, 40)
    numbered = replace(named, distinguishable=False)
    assert order_probability(numbered) <= TOLD_APART
    one, two = fit(named, checks=False), fit(numbered, checks=False)
    assert two.loop_gain_ == one.loop_gain_
    assert "identify.warning.told-apart" in {warning.name for warning in two.warnings_}


def test_partners_in_no_order_are_rarely_told_apart():
    loops = LinearLoop.of_gain(0.3)
    hits = [order_probability(made(loops, 12, 14, seed=seed)) <= TOLD_APART for seed in range(60)]
    assert np.mean(hits) <= 0.15


def test_partners_that_nothing_tells_apart_get_no_direction_and_no_absence():
    records = turned(made(LinearLoop.of_gain(-0.5), 14, 40))
    assert not told_apart(records)[0].distinguishable
    found = fit(records, checks=False)
    assert found.verdict_.name is VerdictName.NOT_ENOUGH
    assert found.loop_gain_.estimate < 0  # the square of one mean would be 0 or more
    assert not any(link.sure for link in found.links_)
    assert {warning.name for warning in found.warnings_} == {"identify.warning.alike"}
    assert fit(records, level="pooled", checks=False).verdict_.name is VerdictName.NOT_ENOUGH


def test_a_loop_of_partners_alike_asks_for_the_couples_own_gains_and_nothing_else_is_told():
    def told(middle, alike):
        gains = middle + 0.05 * np.random.default_rng(1).standard_normal((2, 1500))
        size = Interval(middle, middle - 0.1, middle + 0.1, middle - 0.05, middle + 0.05)
        links = [
            Link(s, 1 - s, "arousal", "arousal", size, 0.999, sure=True, p_sign_error=1e-4) for s in (0, 1)
        ]
        weak = MonteCarlo(0.99, 1e-4)
        return decide(gains, links, 900, converged=True, too_weak=lambda: weak, alike=alike)

    sure, unsure = Alike(0.2, 0.03), Alike(0.05, 0.03)
    assert told(0.4, sure).name is VerdictName.REINFORCING
    assert told(0.4, unsure).name is VerdictName.NOT_ENOUGH
    assert told(0.4, unsure).failed is Criterion.ALIKE
    for middle in (-0.4, 0.0):
        assert told(middle, None).name in {VerdictName.BALANCING, VerdictName.NO_CYCLE}
        assert told(middle, sure).name is VerdictName.NOT_ENOUGH


def test_own_gains_must_be_sure_where_partners_are_alike():
    assert Alike.of([0.2, 0.3, 0.25, 0.2]).sure
    assert not Alike.of([0.2, -0.3, 0.25, -0.2]).sure
    assert not Alike().sure
    assert OWN_SURE > 1.64


@pytest.mark.parametrize("reliability", [0.5, "none"])
def test_a_known_reliability_gives_back_a_gain_less_drawn_to_nought(reliability):
    true = 1.0 if reliability == "none" else reliability
    records = made(LinearLoop.of_gain(0.5, shared=0.3), 1, 300, reliability=true, seed=4)
    free = fit(records, checks=False)
    known = fit(records, checks=False, reliability=reliability)
    assert known.converged_
    assert abs(known.loop_gain_.estimate - 0.5) < abs(free.loop_gain_.estimate - 0.5)
    assert known.loop_gain_.low < 0.5 < known.loop_gain_.high
    assert known.estimates_["reliability: A arousal"].estimate == pytest.approx(true, abs=1e-4)


@pytest.mark.parametrize("level", ["population", "pooled"])
def test_a_known_reliability_is_known_at_every_level(level):
    found = fit(
        made(LinearLoop.of_gain(0.3), 5, 25), checks=level == "population", reliability=0.8, level=level
    )
    assert found.estimates_["reliability: B arousal"].estimate == pytest.approx(0.8, abs=1e-4)
    assert np.isfinite(found.loop_gain_.estimate)


@pytest.mark.parametrize("reliability", [0.0, 1.2, "some", float("nan")])
def test_a_reliability_is_a_share(reliability):
    with pytest.raises(InputError, match="reliability"):
        fit(made(LinearLoop.of_gain(0.3), 1, 20), checks=False, reliability=reliability)


def test_two_answers_are_never_read_as_numbers_without_a_word():
    records = made(LinearLoop.of_gain(0.3), 1, 40)
    codes = (records[0].values > np.median(records[0].values)).astype(float)
    coded = Records((replace(records[0], values=codes),), {"arousal": Scale(0, 1, 1)})
    said = {warning.name for warning in fit(coded, checks=False).warnings_}
    assert "identify.warning.two-answers" in said
    assert "identify.warning.two-answers" in {one.name for one in carry(coded).sentences}


def test_codes_are_never_told_that_there_is_no_cycle_and_rare_ones_of_no_loop():
    even, rare = "identify.reason.two-answers", "identify.reason.two-answers-rare"
    for name, rarer, told, reason in (
        (VerdictName.REINFORCING, 0.40, VerdictName.REINFORCING, even),
        (VerdictName.REINFORCING, 0.39, VerdictName.NOT_ENOUGH, rare),
        (VerdictName.BALANCING, 0.39, VerdictName.NOT_ENOUGH, rare),
        (VerdictName.NO_CYCLE, 0.50, VerdictName.NOT_ENOUGH, even),
    ):
        found = of_two_answers(Verdict(name, ()), rarer)
        assert found.name is told
        assert [one.name for one in found.reasons] == [reason]


def test_the_rarer_answer_is_looked_for_in_every_person():
    records = made(LinearLoop.of_gain(0.3), 2, 20)
    values = np.zeros((20, 2, 1))
    values[:10, 0], values[:3, 1] = 1.0, 1.0
    values[19, 1] = np.nan
    coded = replace(records, records=tuple(replace(one, values=values) for one in records))
    assert rarer_share(coded, ["arousal"]) == pytest.approx(3 / 19)


def test_a_strong_loop_told_in_rare_codes_is_not_called_one():
    loop = LinearLoop.of_gain(0.8, shared=0.2)
    records = simulate_records([loop], np.arange(400.0), seed=4, reliability=1.0, set_point_sd=0.0)
    answers = []
    for rate in (0.5, 0.25):
        codes = 1.0 * (records[0].values > np.quantile(records[0].values, 1.0 - rate, axis=0))
        coded = Records((replace(records[0], values=codes),), {"arousal": Scale(0, 1, 1)})
        found = fit(coded, level="pooled", checks=False)
        answers.append((found.verdict_.name, any(link.sure for link in found.links_)))
    assert answers == [(VerdictName.REINFORCING, True), (VerdictName.NOT_ENOUGH, False)]


@pytest.mark.parametrize("level", ["couple", "pooled"])
def test_a_fit_of_codes_says_which_way_it_errs(level):
    records = made(LinearLoop.of_gain(0.0), 1, 200)
    codes = (records[0].values > np.median(records[0].values, axis=0)).astype(float)
    coded = Records((replace(records[0], values=codes),), {"arousal": Scale(0, 1, 1)})
    found = fit(coded, level=level, checks=False)
    assert found.verdict_.reasons[-1].name == "identify.reason.two-answers"
    assert VerdictName.NO_CYCLE not in {found.verdict_.name, *(one.verdict for one in found.couples_)}
    for language in ("en", "de"):
        assert words(language)("report.seen.two-answers", roles=[words(language).noun("arousal")]) in (
            LoopStory(found, language).lead
        )
    assert "two-answers" not in str(
        [one.name for one in fit(records, level=level, checks=False).verdict_.reasons]
    )

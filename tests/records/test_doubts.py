"""What can hardly be two people's own answers is found, and ordinary couples never are."""

from dataclasses import replace

import numpy as np
import pytest

from pasdedeux.loop import LinearLoop
from pasdedeux.people import Couple, Person
from pasdedeux.records import Record, Records, Scale, find_doubts, set_aside
from pasdedeux.records.doubts import _copied, _one_answer, agreement
from pasdedeux.simulate import RoundsWorld, example_records, simulate_records, simulate_rounds


@pytest.fixture(scope="module")
def study():
    return simulate_rounds(RoundsWorld(links=(0.35, 0.35, 0.0, 0.0)), 40, seed=3, couples=6)


def changed(study, change):
    values = study[0].values.copy()
    change(values)
    return Records((replace(study[0], values=values), *study[1:]), study.scales)


def kinds(records):
    return {(one.couple, one.kind, one.spoils) for one in find_doubts(records)}


@pytest.mark.parametrize("seed", range(3))
def test_ordinary_couples_are_never_doubted(seed):
    tied = LinearLoop.of_gain(0.6, shared=0.8)
    slow = RoundsWorld(kept=0.7, reliability=0.9, shared=0.9)
    for records in (
        example_records(couples=20, days=30, seed=seed),
        simulate_records([tied] * 30, np.arange(30.0), seed=seed, reliability=1.0, step=1.0),
        simulate_rounds(slow, 30, seed=seed, couples=30),
        simulate_rounds(RoundsWorld(rare=True), 60, seed=seed, couples=30),
    ):
        assert [one for one in find_doubts(records) if one.spoils] == []


def test_twins_are_found_and_set_aside(study):
    def twin(values):
        values[:, 1] = values[:, 0]
        values[::12, 1] = 0.0  # nearly the same

    records = changed(study, twin)
    assert kinds(records) == {(study.ids[0], "twins", True)}
    kept = set_aside(records, find_doubts(records))
    assert kept.ids == study.ids[1:]
    assert {one.couple for one in kept.provenance.set_aside} == {study.ids[0]}
    assert "agreement" in str(kept.provenance.set_aside[0].reason)


def test_twins_in_decimals_are_found_by_their_correlation():
    records = example_records(couples=4, days=30)
    noise = 0.05 * np.random.default_rng(1).standard_normal(records[0].values[:, 0].shape)

    def near(values):
        values[:, 1] = values[:, 0] + noise

    assert (records.ids[0], "twins", True) in kinds(changed(records, near))


def test_a_person_who_copies_half_the_diary_is_found(study):
    def copy(values):
        values[20:, 0] = values[:20, 0]

    assert kinds(changed(study, copy)) == {(study.ids[0], "copied", True)}


def test_a_person_who_copies_less_than_half_is_told_and_kept(study):
    def copy(values):
        values[21:, 0] = values[:19, 0]

    records = changed(study, copy)
    assert kinds(records) == {(study.ids[0], "copied", False)}
    assert find_doubts(records)[0].reason.values["n"] == 19


def test_one_answer_throughout_is_told_and_kept(study):
    def same(values):
        values[:, 1, 0] = 4.0

    records = changed(study, same)
    assert kinds(records) == {(study.ids[0], "same", False)}
    assert set_aside(records, find_doubts(records)).ids == study.ids


def test_an_answer_that_no_scale_holds_is_found(study):
    def slip(values):
        values[7, 0, 1] = 55.0

    assert kinds(changed(study, slip)) == {(study.ids[0], "jump", True)}
    assert "55" in str(find_doubts(changed(study, slip))[0].reason)


def test_a_rare_shared_event_makes_nobody_twins():
    quarrels = np.zeros(30)
    quarrels[[4, 17, 22]] = 1.0
    assert agreement(quarrels, quarrels) == (0.0, 0.0)


def test_agreement_is_counted_beyond_chance():
    rng = np.random.default_rng(5)
    mostly = (rng.random((2, 4000)) < 0.8).astype(float)
    kappa, correlation = agreement(*mostly)
    assert abs(kappa) < 0.06
    assert abs(correlation) < 0.06


@pytest.mark.parametrize(("reports", "copied"), [(20_000, 1_000), (20_001, 0)])
def test_copies_are_looked_for_in_twenty_thousand_reports_and_no_more(reports, copied):
    answers = np.random.default_rng(2).integers(1, 8, (reports, 2)).astype(float)
    answers[-1_000:] = answers[:1_000]
    assert _copied(answers) == copied


@pytest.mark.parametrize(("moments", "told"), [(7, 0.0), (8, -1.0)])
def test_agreement_takes_eight_moments_of_both(moments, told):
    days = np.arange(float(moments))
    assert agreement(days, days[::-1])[1] == pytest.approx(told)


@pytest.mark.parametrize(("different", "told"), [(8, 0.0), (9, 1.0)])
def test_agreement_takes_eight_moments_beside_the_commonest_answer(different, told):
    days = np.r_[np.zeros(9), np.arange(float(different))]
    assert agreement(days, days) == (told, pytest.approx(told))


@pytest.mark.parametrize(
    ("same", "of", "told"), [(13, 13, False), (14, 14, True), (19, 20, True), (18, 19, False)]
)
def test_one_answer_throughout_is_nineteen_of_twenty_among_fourteen_at_least(same, of, told):
    assert _one_answer(np.r_[np.full(same, 4.0), np.arange(of - same), np.nan]) is told


@pytest.mark.parametrize(("value", "told"), [(25.0, False), (25.1, True), (-17.0, False), (-17.1, True)])
def test_no_answer_lies_three_ranges_beyond_those_of_three_other_couples(value, told):
    def couple(name, answers):
        who = Couple(name, (Person("f"), Person("m")))
        return Record(who, np.arange(4.0), ("arousal",), np.array(answers, float).reshape(4, 2, 1))

    others = [couple(str(n), [1, 7, 2, 3, 4, 5, 6, 7]) for n in range(3)]
    several = [couple("odd", [1, 2, 3, 4, 5, 6, 7, value]), *others]
    scales = {"arousal": Scale(1, 7, 1)}
    for couples, found in ((several, told), (several[:3], False)):
        kinds_ = [one.kind for one in find_doubts(Records(tuple(couples), scales))]
        assert kinds_ == ["jump"] * found

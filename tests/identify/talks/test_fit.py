"""`fit_talks`: finds what is there and not what is not, and neither names nor order change a number."""

import json
from dataclasses import replace

import numpy as np
import pytest

from pasdedeux.errors import InputError
from pasdedeux.identify import fit_talks
from pasdedeux.identify.talks.results import Dependence, HeldOut
from pasdedeux.people import Couple, Person
from pasdedeux.records import Talks
from pasdedeux.simulate import TalkPopulation, example_talks, simulate_talks

PAIR = ("demand", "withdraw")
STRONG = TalkPopulation(own=(1.2, 0.8), partner=(1.2, 0.9), trend=(0.5, 1.0), spread=(0.5, 0.3, 0.3))
NOBODY = TalkPopulation(partner=(0.0, 0.0), trend=(2.0, 2.0), spread=(0.5, 0.3, 0.0))


@pytest.fixture(scope="module")
def small():
    return example_talks(couples=10, length=30)


@pytest.fixture(scope="module")
def quick(small):
    return fit_talks(small, response=PAIR, checks=False)


@pytest.fixture(scope="module")
def strong():
    return fit_talks(simulate_talks(30, 60, seed=2, population=STRONG), response="tense", seed=1)


def mirrored(talk):
    """The same talk with its partners the other way round."""
    one, two = talk.couple.partners
    return replace(talk, couple=replace(talk.couple, partners=(two, one)), who=1 - talk.who)


def test_what_was_put_in_is_found(strong):
    for i in (0, 1):
        for name, truths in (("own", STRONG.own), ("partner", STRONG.partner), ("trend", STRONG.trend)):
            found = strong.effects_[i][name]
            assert abs(found.estimate - truths[i]) < 2.5 * (found.high - found.low) / 3.29
    assert strong.converged_
    assert strong.verdict_.name is Dependence.BIDIRECTIONAL
    assert strong.verdict_.answering == (0, 1)


def test_swapped_partners_show_nothing_and_held_out_codes_are_foretold_better(strong):
    for i in (0, 1):
        assert abs(strong.swapped_[i].mean) < 0.15
        assert strong.swapped_[i].distance(strong.effects_[i]["partner"].estimate) > 4
        assert strong.new_couples_[i].gain.above(0.0)
        assert strong.last_thirds_[i].gain.value > 0
    assert strong.new_couples_[0].responses == 30 * 59
    assert 30 * 18 < strong.last_thirds_[0].responses < 30 * 22


def test_chances_follow_from_effects(strong):
    chance = {name: value.estimate for name, value in strong.probabilities_[0].items()}
    assert chance["neither"] < chance["partner"] < chance["both"]
    logit = strong.effects_[0]["level"].estimate + strong.effects_[0]["partner"].estimate
    assert chance["partner"] == pytest.approx(1 / (1 + np.exp(-logit)), abs=0.02)


def test_a_common_course_is_not_taken_for_dependence():
    found = fit_talks(simulate_talks(25, 40, seed=3, population=NOBODY), response="tense")
    assert found.verdict_.name in {Dependence.NONE, Dependence.NOT_ENOUGH}


def test_without_checks_no_dependence_is_claimed(quick):
    assert quick.verdict_.name is not Dependence.BIDIRECTIONAL
    assert quick.swapped_ is quick.new_couples_ is quick.last_thirds_ is None
    assert "Not checked against swapped partners" in str(quick.verdict_.reasons[-1])


def test_neither_names_nor_the_order_of_couples_change_a_number(small, quick):
    renamed = [
        replace(talk, couple=Couple(f"x{n}", (Person("Q"), Person("Z")))) for n, talk in enumerate(small)
    ]
    found = fit_talks(replace(small, talks=tuple(renamed[::-1])), response=PAIR, checks=False)
    assert found.effects_ == quick.effects_
    assert found.spreads_ == quick.spreads_
    assert [one.effects for one in found.couples_] == [one.effects for one in quick.couples_[::-1]]
    assert found.data_hash == quick.data_hash


def test_partners_the_other_way_round_give_the_mirrored_numbers(small, quick):
    found = fit_talks(replace(small, talks=tuple(map(mirrored, small))), response=PAIR[::-1], checks=False)
    assert found.effects_ == quick.effects_[::-1]
    assert found.probabilities_ == quick.probabilities_[::-1]
    assert found.spreads_ == quick.spreads_[::-1]
    assert found.alike_ == quick.alike_
    assert [one.effects for one in found.couples_] == [one.effects[::-1] for one in quick.couples_]


def test_where_it_means_nothing_who_comes_first_any_couple_may_be_turned():
    talks = simulate_talks(10, 30, seed=4, distinguishable=False)
    turned = replace(talks, talks=tuple(mirrored(t) if n % 3 else t for n, t in enumerate(talks)))
    one, two = (fit_talks(some, response="tense", checks=False) for some in (talks, turned))
    assert len(one.partners) == len(one.effects_) == 1
    assert one.effects_ == two.effects_
    assert one.alike_ == two.alike_
    for n, (a, b) in enumerate(zip(one.couples_, two.couples_, strict=True)):
        assert a.effects == (b.effects[::-1] if n % 3 else b.effects)


@pytest.mark.slow
def test_neither_cores_nor_a_cluster_change_a_number(small):
    from dask.distributed import Client, LocalCluster  # noqa: PLC0415 - slow to load
    from joblib import parallel_config  # noqa: PLC0415 - same

    alone = fit_talks(small, response=PAIR, seed=5)
    assert fit_talks(small, response=PAIR, seed=5, jobs=2).to_dict() == alone.to_dict()
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as nodes,
        Client(nodes),
        parallel_config(backend="dask"),
    ):
        assert fit_talks(small, response=PAIR, seed=5, jobs=2).to_dict() == alone.to_dict()


def test_another_seed_gives_other_draws(small, quick):
    assert fit_talks(small, response=PAIR, checks=False, seed=9).effects_ != quick.effects_


def test_moderators_are_found_and_who_has_none_is_counted():
    people = TalkPopulation(
        moderators={"avoidance": (0.0, 0.6), "anxiety": (0.5, 0.0)}, spread=(0.3, 0.3, 0.3)
    )
    talks = simulate_talks(60, 60, seed=6, population=people)
    lacking = replace(talks[0].couple, partners=tuple(Person(p.label) for p in talks[0].couple.partners))
    some = replace(talks, talks=(replace(talks[0], couple=lacking), *talks[1:]))
    found = fit_talks(some, response="tense", moderators=("avoidance", "anxiety"), checks=False)
    for i in (0, 1):
        assert found.effects_[i]["partner.by-own[avoidance]"].low > 0.2
        assert found.effects_[i]["level.by-own[anxiety]"].low > 0.2
        assert abs(found.effects_[i]["partner.by-partner[avoidance]"].estimate) < 0.35
    assert "2 of 120 people have no score of avoidance" in found.summary()


def test_interaction_and_second_lag_have_names_of_their_own():
    people = TalkPopulation(interaction=(1.5, 1.5))
    talks = simulate_talks(40, 60, seed=7, population=people)
    found = fit_talks(talks, response="tense", interaction=True, lag2=True, checks=False)
    for i in (0, 1):
        assert found.effects_[i]["both"].low > 0.5
        assert found.effects_[i]["own-before"].low < 0 < found.effects_[i]["own-before"].high
        assert abs(found.effects_[i]["partner-before"].estimate) < 0.4


@pytest.mark.parametrize("form", ["turns", "events"])
def test_turns_and_events_are_fitted_too(form):
    found = fit_talks(
        simulate_talks(30, 120, seed=8, form=form, population=STRONG), response="tense", checks=False
    )
    for i in (0, 1):
        partner = found.effects_[i]["partner"]
        assert abs(partner.estimate - STRONG.partner[i]) < 2.5 * (partner.high - partner.low) / 3.29


def test_a_trigger_other_than_the_response_counts(small):
    """By default it is the other's own response."""
    same_trigger = fit_talks(small, response=PAIR, trigger=PAIR, checks=False)
    other = fit_talks(small, response=PAIR, trigger=("demand", "other"), checks=False)
    assert same_trigger.effects_[0]["partner"].estimate > 0 > other.effects_[0]["partner"].estimate


def test_results_are_plain_data_and_words(strong):
    data = json.loads(json.dumps(strong.to_dict()))
    assert data["model"] == "talks"
    assert data["by_partner"][1]["effects"]["partner"]["low"] > 0
    rows = strong.to_rows()
    assert len(rows) == 60
    assert {"couple", "person", "partner", "partner_low", "partner_high", "p_positive"} <= set(rows[0])
    population = strong.to_population_rows()
    assert {row["kind"] for row in population} == {"effect", "probability", "spread"}
    assert "Bidirectional dependence" in strong.summary()
    assert "Wechselseitige Abhängigkeit" in strong.summary("de")
    assert strong.couple("07").id == "07"
    with pytest.raises(InputError, match="no couple"):
        strong.couple("none")


def test_a_couple_that_says_nothing_is_told_and_stands_at_the_others(small):
    silent = replace(small[0], code=np.full(len(small[0]), -1))
    found = fit_talks(replace(small, talks=(silent, *small[1:])), response=PAIR, checks=False)
    assert found.couples_[0].responses == (0, 0)
    assert "In 1 couple a partner has no code" in found.summary()


def test_what_cannot_be_fitted_is_told(small):
    with pytest.raises(InputError, match="too few"):
        fit_talks(Talks(small[:2]), response=PAIR)
    with pytest.raises(InputError, match="neither a code nor a class"):
        fit_talks(small, response="shout")
    with pytest.raises(InputError, match="Sam shows this response always or never"):
        fit_talks(small, response="demand")
    with pytest.raises(InputError, match="not told apart"):
        fit_talks(replace(small, distinguishable=False), response=PAIR)
    with pytest.raises(InputError, match="nobody has"):
        fit_talks(small, response=PAIR, moderators="patience")


def test_held_out_scores_carry_the_error_of_couples():
    rng = np.random.default_rng(1)
    alone = [rng.normal(-0.6, 0.1, n) for n in (20, 30, 25)]
    held = HeldOut.of([scores + 0.02 for scores in alone], alone)
    assert held.gain.value == pytest.approx(0.02)
    assert held.gain.error == pytest.approx(0.0, abs=1e-12)
    assert held.responses == 75

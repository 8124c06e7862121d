"""A simulation told: every number with its range, and sentences that follow the couple."""

import re
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from pasdedeux.figures.timeline import ORDER
from pasdedeux.loop import Loop
from pasdedeux.report.simulation import CoupleStory, ManyStory, columns, run_page
from pasdedeux.report.simulation.couple import LIKE
from pasdedeux.simulate import (
    Population,
    Scenario,
    just_met,
    read_scenario,
    simulate,
    simulate_ensemble,
    survival,
)
from pasdedeux.simulate import phases as rules
from pasdedeux.words import LANGUAGES, words


def story_of(plan):
    return CoupleStory(plan, simulate(plan.loop, plan.days, seed=plan.seed, schedule=plan.schedule))


@pytest.fixture(scope="module")
def trapped():
    return story_of(replace(Scenario.preset("anxious-avoidant"), days=40.0, partners=("Alma", "<i>Sam")))


def test_ranges_hold_the_couples_own_numbers(trapped):
    low, own, high = trapped.gain
    assert low < own == trapped.scenario.loop.loop_gain() < high
    low, own, high = trapped.bad_days
    assert low < own == trapped.scenario.loop.resilience().bad_days < high


def test_gain_and_resilience_stand_in_one_paragraph(trapped):
    assert "come back after one round" in trapped.lead
    assert "worst in ten" in trapped.lead


def test_a_couple_without_calm_is_told_so_without_a_number():
    plan = Scenario("lost", Loop.of_attachment((1.7, -0.3), (-0.3, 1.7)), days=10.0)
    lost = story_of(plan)
    assert lost.head == "Calm does not hold by itself."
    assert not re.search(r"\d", lost.lead)
    assert "either of the two" in lost.lead
    assert lost.bad_days[1] == 0.0
    assert "Nothing is lit" in run_page(lost)


def test_days_in_phases_add_up_and_every_phase_has_a_word(trapped):
    assert all(sum(days.values()) == 40 for days in trapped.courses)
    assert len(trapped.courses) == 1 + LIKE
    names = re.findall(r"\*\*([\w -]+)\*\*", rules.__doc__)
    assert set(names) == set(ORDER)
    for language, name in product(LANGUAGES, names):
        assert f"simulation.phases.{name.replace(' ', '-')}" in words(language)


def test_what_lasted_is_counted_over_the_other_runs(trapped):
    own, others = trapped.lasted
    assert sum(others.values()) == LIKE
    assert f"as in {others.get(own, 0)} of {LIKE} runs" in trapped.course_words
    assert f"its last 10 days was {own} (" in trapped.course_words


def test_other_runs_start_where_the_run_started():
    plan = replace(Scenario.preset("anxious-avoidant"), days=5.0)
    met = CoupleStory(plan, simulate(plan.loop, 5, start=just_met(plan.loop)))
    assert met.daily.closeness[0] < 0.2
    assert (met.luck.closeness[0] < 0.2).all()


def test_who_reaches_is_told_with_its_range_and_swaps_with_the_partners(trapped):
    low, own, high = trapped.share
    assert 0.5 < low <= high <= 1.0
    assert (
        f"Alma takes about {round(10 * own)} and <i>Sam about {10 - round(10 * own)}" in trapped.effort_words
    )


def test_what_shows_of_what_is_felt_follows_the_couple(trapped):
    shares = [round(10 * (1 - one.suppression)) for one in trapped.scenario.loop.sides]
    assert f"Alma shows about {shares[0]} and <i>Sam about {shares[1]}:" in trapped.worlds_words


def test_no_day_in_the_cycle_is_told_as_such_and_nothing_tips_a_couple_that_is_calm():
    plan = replace(Scenario.preset("secure-secure"), days=60.0)
    calm = CoupleStory(plan, simulate(plan.loop, 60, seed=1))
    assert calm.state == "calm"
    assert "no bad day tips it" in calm.head
    for days in (2.0, 60.0):
        told = replace(calm, run=simulate(plan.loop, days, seed=1)).cycle_words
        assert "first stretch" not in told
        assert "pass by themselves" in told or "On no day" in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_care_is_told_as_a_small_effect_and_only_where_it_was_given(trapped, language):
    assert "care-phone" not in run_page(trapped)
    plan = replace(read_scenario("secure-secure", raised=("fickle", None)), days=5.0)
    raised = CoupleStory(plan, simulate(plan.loop, 5), language)
    assert list(raised.care) == [0]
    page = run_page(raised)
    assert "care-phone-t" in page
    assert {"en": "explains only a little", "de": "erklärt davon nur wenig"}[language] in page


def test_every_part_is_a_picture_with_a_sentence_and_its_numbers(trapped):
    page = run_page(trapped)
    figures = re.findall(r"<figure>.*?</figure>", page, re.DOTALL)
    assert len(figures) == 7
    for figure in figures:
        assert re.search(r"<figcaption>[^<]+\.</figcaption>", figure)
        assert "<table>" in figure
        assert figure.count('role="img"') == 2
    assert "episode" not in page.lower()
    assert page.index("</figure>") < page.index("What this is not") < page.index("For the scientist")


def test_a_german_page_has_german_words_and_commas():
    plan = replace(Scenario.preset("anxious-avoidant"), days=20.0)
    page = run_page(CoupleStory(plan, simulate(plan.loop, 20), "de"))
    assert '<html lang="de">' in page
    assert "Person eins" in page
    told = page[: page.index("Für die Wissenschaft")]
    text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", told, flags=re.DOTALL)
    assert not re.search(r"\b(the|and|with|days?|partner one|towards|luck)\b", text)
    assert not re.search(r"[^\w.=]\d+\.\d\d\b", text)


def test_the_cloud_lies_inside_the_picture(trapped):
    for story in (trapped, story_of(replace(Scenario.preset("avoidant-avoidant"), days=60.0, seed=2))):
        places = story.places(story.land.reaches)
        assert places.shape == (28, 2)
        assert (places >= story.land.reach[0]).all()
        assert (places <= 1.0).all()


def test_names_are_escaped_on_the_page(trapped):
    page = run_page(trapped)
    assert "<i>Sam" not in page
    assert "&lt;i&gt;Sam" in page


def test_many_couples_are_told_by_their_spread():
    people = Population()
    many = simulate_ensemble(people, 90, couples=120, every=30)
    plan = Scenario("people", Loop(), days=90.0, couples=120, start="met", population=people)
    told = ManyStory(plan, many, survival(many, people))
    low, middle, high = (round(100 * v) for v in np.quantile(many.in_cycle, [0.05, 0.5, 0.95]))
    assert f"fewer than {middle} in the cycle" in told.lead
    assert f"between {low} and {high}." in told.lead
    assert len(told.table.rows) == 3
    table = columns(told)
    assert {len(column) for column in table.values()} == {120}
    assert list(table)[-1] == "simulated"
    assert np.array_equal(np.isnan(table["entered_day"]), np.isinf(many.entered))
    alike = ManyStory(replace(plan, population=None), many, survival(many, Loop()))
    assert len(alike.seen) < len(told.seen)  # no spread of gains where all are one couple

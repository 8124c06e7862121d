"""A simulation told: every number with its range, and sentences that follow the couple."""

import re
from dataclasses import replace

import numpy as np
import pytest

from pasdedeux.loop import Loop
from pasdedeux.report.simulated import CoupleStory, ManyStory, columns, daily, episodes, run_page
from pasdedeux.simulate import Population, Scenario, simulate, simulate_ensemble, survival
from pasdedeux.simulate import phases as rules
from pasdedeux.words import words


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
    told = trapped.seen[-1]
    assert sum(int(n) for n in re.findall(r" (\d+)[,.]", told)) == 40
    names = re.findall(r"\*\*([\w -]+)\*\*", rules.__doc__)
    assert len(names) == 8
    for name in names:
        assert f"simulation.phases.{name.replace(' ', '-')}" in words()


def test_days_are_means_and_episodes_are_days_in_the_cycle(trapped):
    time, moves = daily(trapped.run)
    assert time.tolist() == list(range(1, 41))
    assert moves[3] == pytest.approx(trapped.run.move[1 + 3 * 144 : 1 + 4 * 144].mean(axis=0))
    inside = trapped.run.in_cycle[1:].reshape(40, 144).mean(axis=1) >= 0.5
    marked = np.zeros(40, bool)
    for start, stop in episodes(trapped.run):
        marked[int(start) - 1 : int(stop)] = True
    assert np.array_equal(marked, inside)
    assert inside.any()


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

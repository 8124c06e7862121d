"""Scenarios: presets, small files, and errors that name file, line, value and range."""

import re
from contextlib import suppress
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pasdedeux.errors import InputError
from pasdedeux.loop import PARAMETERS, PRESETS, Loop
from pasdedeux.loop.attachment import side
from pasdedeux.loop.resilience import bad_day
from pasdedeux.simulate import (
    Caregiving,
    Change,
    Scenario,
    Schedule,
    formed_by,
    read_scenario,
    simulate,
    simulate_ensemble,
)
from pasdedeux.toml_files import line_of

WHOLE = """
preset = "anxious-avoidant"
days = 90
couples = 3
seed = 7
start = "met"

[one]
name = "Alma"
anxiety = 1
softness = 0.5

[two]
name = "Sam"

[between]
stress_rate = 0.5

[[event]]
day = 14
bad_days = 2
partner = "1"

[[change]]
name = "softness"
partner = "1"
start = 30
stop = 60
shift = 0.3

[[change]]
name = "issue"
partner = "2"
to = 1
"""


@pytest.fixture
def write(tmp_path):
    def written(text):
        path = tmp_path / "couple.toml"
        path.write_text(text, "utf-8")
        return path

    return written


def test_presets_are_six_couples_of_clear_cases_and_one_whom_a_change_can_help():
    assert len(PRESETS) == 7
    for name in set(PRESETS) - {"example"}:
        assert read_scenario(name) == Scenario(name, Loop.preset(name))
    example = read_scenario("example")
    assert example == Scenario("example", Loop.preset("example"), ("Alma", "Sam"), start="met")


def test_a_file_says_what_python_would(write):
    read = read_scenario(write(WHOLE))
    loop = Loop.of_attachment((1.0, -0.3), (-0.3, 1.2)).changed("1", softness=0.5).changed(stress_rate=0.5)
    assert read.loop == loop
    assert (read.name, read.partners) == ("couple", ("Alma", "Sam"))
    assert (read.days, read.couples, read.seed, read.start) == (90.0, 3, 7, "met")
    (event,) = read.schedule.events
    assert (event.time, event.partner) == (14.0, "1")
    assert event.size == pytest.approx(2.0 * bad_day(0.5, loop.between.stress_size))
    assert read.schedule.changes == (
        Change("softness", "1", 30.0, 60.0, shift=0.3),
        Change.to(1.0, "issue", "2"),
    )


def test_a_file_without_people_is_an_ordinary_couple(write):
    read = read_scenario(write("days = 180"))
    assert replace(read, name="") == Scenario("", Loop.of_attachment((0, 0), (0, 0)))


def test_who_was_raised_otherwise_is_a_little_otherwise_attached(write):
    plain = read_scenario(write("[two]\nguard = 1.5"))
    text = '[one]\nraised = "distant, fickle"\n[two]\nguard = 1.5\nraised = "0.3, 0.9, 0.15"'
    raised = read_scenario(write(text))
    assert raised.raised == (Caregiving(0.3, 0.9), Caregiving(0.3, 0.9))
    assert raised.loop.sides[0].reach == pytest.approx(side(*formed_by(Caregiving(0.3, 0.9))).reach)
    assert 1.0 < raised.loop.sides[0].reach / plain.loop.sides[0].reach < 1.2
    assert raised.loop.sides[1].guard == 1.5  # what the file sets stays set
    again = read_scenario(write("[two]\nguard = 1.5"), raised=("distant, fickle", None))
    assert again.loop.sides == (raised.loop.sides[0], plain.loop.sides[1])


def test_no_care_moves_much():
    corners = [Caregiving(*numbers) for numbers in product((0.0, 0.5, 1.0), repeat=3)]
    assert max(abs(score) for care in corners for score in formed_by(care)) < 0.7


def test_a_population_starts_where_couples_have_just_met(write):
    read = read_scenario(
        write("[population]\nsimilarity = 0.3\nmean_anxiety = 0.5\nseed = 2\n[between]\nwear = 0.6")
    )
    assert (read.couples, read.start) == (1000, "met")
    assert read.population.similarity == 0.3
    assert (read.population.mean, read.population.seed, read.population.between.wear) == ((0.5, 0.0), 2, 0.6)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[one]\nsoftnes = 0.3", "line 2: 'softnes' means nothing here. Did you mean softness?"),
        ("weather = 3", "line 1: 'weather' means nothing here. Known are preset"),
        ("[one]\nname = 'A'\nsoftness = 3", "line 3: softness is 3. Give a number between 0 and 1."),
        ("[one]\nreach = nan", "line 2: reach is nan. Give a number between 0 and 4."),
        ("[one]\nreach = '1'", "line 2: reach is '1'. Give a number, without quotes."),
        (
            "[two]\n\nanxiety = 9",
            "line 3: anxiety is 9. Give a number between -4 and 4 standard",
        ),
        ("[between]\nown_mood = -0.1", "line 2: own_mood is -0.1. Give a number between 0 and 2."),
        ("preset = 'happy'", "line 1: 'happy' is no preset. Known are example, secure-secure"),
        ("days = 36525", "line 1: days is 36525. Give a number between 1 and 18262.5 days."),
        ("seed = 1\ndays = 0", "line 2: days is 0."),
        ("couples = 0", "line 1: couples is 0. Give a whole number, from 1 to"),
        ("couples = 2.5", "line 1: couples is 2.5. Give a whole number."),
        ("seed = true", "line 1: seed is True. Give a whole number."),
        ("start = 'stuck'", "line 1: start is 'stuck'. Say calm or met."),
        ("start = 'calm'\n[population]", "line 1: couples of a population do not all have a calm."),
        ("[population]\npersonal = -1", "line 2: personal is -1."),
        ("[population]\nmean_anxiety = 3", "line 2: mean_anxiety is 3."),
        (
            "[two]\n\nraised = 'cold'",
            "line 3: 'cold' is no way of raising a child here.",
        ),
        ("[one]\nraised = '1, 2, 3'", "line 2: inconsistency is 2. Give a number between 0 and 1."),
        ("[one]\nraised = 'warm'\n[population]", "couples of a population are not raised one by one"),
        ("population = 3", "line 1: population is 3. Write [population] above it."),
        ("event = 3", "line 1: event is 3. Write [[event]] above each."),
        ("[[event]]\nday = 3", "line 1: bad_days is missing. Write bad_days = ... here."),
        (
            "[[event]]\nday = 3\nbad_days = 1\n[[event]]\nday = 400\nbad_days = 2",
            "line 5: day is 400, outside the run. Give 0 to less than 180 days.",
        ),
        ("[[event]]\nday = -1\nbad_days = 1", "line 2: day is -1, outside the run."),
        ("[[event]]\nday = 1\nbad_days = -1", "line 3: bad_days is -1. Give a number between 0 and 100."),
        ("[[event]]\nday = 1\nbad_days = 1\npartner = 'all'", "line 4: 'all' is no partner."),
        ("[[change]]\nname = 'softness'", "line 1: a change needs a size."),
        ("[[change]]\nname = 'softness'\nto = 1\nshift = 0.1", "line 1: a change needs a size."),
        ("[[change]]\nname = 'softness'\nto = 2", "line 3: softness is 2. Give a number between 0 and 1."),
        ("[[change]]\nname = 'calm'\nshift = 1", "line 2: 'calm' can not be changed."),
        ("[[change]]\nname = 'reach'\nfactor = nan", "line 3: factor is nan."),
        ("[[change]]\nname = 'reach'\nfactor = 0.5\nstart = -1", "line 4: start is -1, outside the run."),
        (
            "[[change]]\nname = 'reach'\nfactor = 0.5\nstart = 9\nstop = 8",
            "line 5: stop is day 8, start is day 9.",
        ),
        (
            "[[change]]\nname = 'reach'\nto = 1.0\n[[change]]\nname = 'reach'\nto = 2.0",
            "line 1: reach is set twice at once. Let one stop before the other.",
        ),
        ("days = ", "this is no TOML"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_line_value_and_range(write, text, says):
    with pytest.raises(InputError) as told:
        read_scenario(write(text))
    assert str(told.value).startswith("couple.toml")
    assert says in str(told.value)


def test_no_file_no_preset_and_no_text_are_told(tmp_path):
    with pytest.raises(InputError, match="neither a preset nor a file"):
        read_scenario("anxious-happy")
    path = tmp_path / "odd.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match=r"odd\.toml: this cannot be read"):
        read_scenario(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_any_text_is_read_or_refused_in_words(write, text):
    with suppress(InputError):
        assert read_scenario(write(text.encode("utf-8", "ignore").decode())).name == "couple"


def test_a_line_is_found_in_lists_quotes_and_dotted_names():
    text = 'a = 1\n[[row]]\n"a" = 2\n[[row]]\na.b = 3\n[other]\na = 4\n'
    assert line_of(text, "", "a") == 1
    assert line_of(text, "row", "a", 0) == 3
    assert line_of(text, "row", "a", 1) == 5
    assert line_of(text, "other", "a") == 7
    assert line_of(text, "row", "z", 1) == 4
    assert line_of(text, "", "other") == 6
    assert line_of(text, "nowhere", "a") == 0


VALUES = {row.name: st.floats(row.low, row.high) for row in PARAMETERS}
CHANGES = st.sampled_from(sorted(VALUES)).flatmap(
    lambda name: st.builds(
        Change,
        st.just(name),
        st.sampled_from(["1", "2", "both"]),
        st.floats(0, 5),
        st.just(np.inf),
        st.floats(-3, 3),
        st.floats(-3, 3),
    )
)


@settings(max_examples=40, deadline=None)
@given(changes=st.lists(CHANGES, max_size=4, unique_by=lambda one: one.name), seed=st.integers(0, 2**63))
def test_any_changes_keep_states_in_their_bounds_in_both_runners(changes, seed):
    plan = Schedule(tuple(changes))
    run = simulate(Loop.preset("anxious-avoidant"), 8, seed=seed, step=0.05, schedule=plan)
    many = simulate_ensemble(Loop(), 8, couples=65, seed=seed, step=0.05, every=4, schedule=plan, threads=1)
    for states in (run.states.T, many.end):
        assert np.isfinite(states).all()
        assert (np.abs(states[[1, 6, 10]]) <= 1.0).all()
        assert (states[[0, 2, 3, 4, 5, 7, 8, 9]] >= 0.0).all()


def test_the_page_shows_a_file_that_is_read(write):
    page = (Path(__file__).parents[2] / "docs" / "simulate.md").read_text("utf-8")
    (shown,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    read = read_scenario(write(shown))
    assert read.partners[0] == "Alma"
    assert len(read.schedule.events) == len(read.schedule.changes) == 1

"""The five-minute check in a terminal: alone, a way out everywhere, and nothing left behind."""

import json
import stat
from functools import partial
from pathlib import Path

import pytest

from pasdedeux.instruments import five_minute_check, key, questions
from pasdedeux.words import LANGUAGES, words
from typing_person import OFF, ON, Terminal, leaves_nothing

pytestmark = pytest.mark.usefixtures("here")

ITEMS = key("check").labels
FOURS = ["4"] * len(ITEMS)
NAME = "Sam"


@pytest.fixture
def take(typed_into):
    return partial(typed_into, "check")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_result_is_what_the_check_says(take, language):
    shown, code = take("y", NAME, *FOURS, options=("--language", language))
    told = five_minute_check(dict.fromkeys(ITEMS, 4)).words(NAME, language)
    lines = shown.splitlines()
    assert code == 0
    assert {*told.point, *told.moments, *told.limits} <= set(lines)
    assert all(question.text in lines for question in questions(NAME, language))
    assert not any(Path.cwd().iterdir())


def test_it_speaks_the_language_of_the_system(take, monkeypatch):
    monkeypatch.setenv("LANG", "de_AT.UTF-8")
    shown, _ = take("n")
    assert "Bist du gerade allein" in shown
    assert "0800 222 555" in shown


@pytest.mark.parametrize("typed", ["n", "", "no", "perhaps"])
def test_whoever_is_not_alone_is_asked_nothing_more(take, typed):
    shown, code = take(typed, NAME, *FOURS)
    assert code == 0
    assert words("en")("instruments.check.later") in shown
    assert "1 of 26" not in shown


@pytest.mark.parametrize(
    "before", [[], ["y"], ["y", NAME], ["y", NAME, *FOURS[:12]], ["y", NAME, *FOURS[:25]]]
)
@pytest.mark.parametrize("way_out", [["q"], ["Q"], []], ids=["q", "Q", "end of input"])
def test_there_is_a_way_out_at_every_question(take, before, way_out):
    shown, code = take(*before, *way_out, options=("--save", "check.json", "--country", "DE"))
    assert code == 0
    assert "116 016" in shown
    assert words("en")("instruments.check.limits.new") not in shown
    assert not any(Path.cwd().iterdir())


def test_help_comes_at_any_question_and_the_question_after_it(take):
    shown, _ = take("h", "y", "h", NAME, "h", *FOURS, options=("--country", "US"))
    assert shown.count("1-800-799-7233") == 4
    assert shown.count("When Sam answers later than usual, I get uneasy.") == 2


def test_answers_can_be_skipped_taken_back_and_mistyped(take):
    given = ["4", "9", "often", "b", "2", "", *FOURS[2:]]
    shown, _ = take("y", NAME, *given, options=("--save", "check.json"))
    assert shown.count(words("en")("instruments.check.again")) == 2
    answers = json.loads(Path("check.json").read_text("utf-8"))["answers"]
    assert answers == dict.fromkeys(ITEMS, 4) | {"alarm_1": 2, "alarm_2": None}


def test_too_few_answers_are_said_and_not_written(take):
    shown, code = take("y", NAME, *[""] * len(ITEMS), options=("--save", "check.json"))
    assert code == 0
    assert "Too little is answered yet to say anything." in shown
    assert not any(Path.cwd().iterdir())


def test_what_is_saved_is_said_before_and_holds_no_name(take, here):
    shown, _ = take("y", NAME, *FOURS, options=("--save", "check.json"))
    assert shown.index("check.json is written") < shown.index("Are you alone")
    (target,) = here.iterdir()
    assert target.name == "check.json"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    kept = json.loads(target.read_text("utf-8"))
    assert list(kept) == ["day", "instrument", "answers", "anxiety", "avoidance", "moments"]
    assert kept["anxiety"]["low"] < kept["anxiety"]["value"] < kept["anxiety"]["high"]
    assert NAME not in target.read_text("utf-8")


def test_a_file_that_is_there_is_kept(take, here):
    (here / "check.json").write_text("mine")
    shown, code = take("y", options=("--save", "check.json"))
    assert (code, (here / "check.json").read_text()) == (2, "mine")
    assert "--force" in shown


def test_a_name_is_short_and_cannot_steer_the_terminal(take):
    shown, _ = take("y", "\x1b[31m" + "S" * 99, *FOURS)
    assert "\x1b" not in shown
    assert "S" * 31 not in shown


def test_a_country_that_is_none_is_named(take):
    shown, code = take("y", options=("--country", "Atlantis"))
    assert code == 2
    assert "no country code" in shown


# In a real terminal


@pytest.mark.slow
@pytest.mark.parametrize("width", [40, 80])
def test_in_a_terminal_every_page_fits_and_goes_when_it_is_over(width):
    person = Terminal("check", "--country", "DE", width=width, height=24, LANG="de_DE.UTF-8")
    person.answers("j", NAME, *FOURS)
    while "Krisendienst" not in person.until("> "):
        person.types("")
    person.types("")
    leaves_nothing(person, width)


@pytest.mark.slow
def test_ctrl_c_leaves_nothing(here):
    person = Terminal("check", "--save", str(here / "check.json"))
    person.answers("y", NAME, "4", "5")
    person.until("3 of 26")
    person.presses("\x03")
    left, code = person.ends()
    assert code == 130
    assert NAME not in left
    assert "Stopped" in left
    assert person.raw.index(ON) < person.raw.index(OFF)
    assert not any(here.iterdir())

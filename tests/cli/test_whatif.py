"""The command `whatif`: what it says, what it writes, and what it will not take."""

import json
import re

import pytest

from pasdedeux.change import Held, Plan, levers, what_if
from pasdedeux.change.whatif import WhatIf
from pasdedeux.cli import main
from pasdedeux.loop import PRESETS, Loop
from pasdedeux.report import whatif as told

QUICK = ["--days", "42", "--draws", "24"]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def say(capsys, *arguments):
    assert main(["whatif", *arguments, *QUICK]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_gives_gain_resilience_ranges_and_limits(name, here, capsys):
    out = say(capsys, name, "--change", "softening:1")
    assert re.search(r"Of ten parts of alarm, about \d", out)
    assert "worst day in ten" in out
    assert "Of 24 futures," in out
    assert "In nine of ten futures the difference is" in out
    for limit in ("It foretells nothing. It looks 6 weeks ahead", "not about you", "afraid of the other"):
        assert limit in out
    assert (here / "whatif.html").is_file()


def test_words_are_the_numbers(capsys):
    out = say(capsys, "anxious-avoidant", "--change", "softening:1:2", "--seed", "3")
    answer = what_if(Loop.preset("anxious-avoidant"), Plan.of("softening:1:2"), days=42, draws=24, seed=3)
    shares = told.WhatIfStory("x", ("A", "B"), answer).say
    assert f"{shares.sureness(answer.calmer_)} are noticeably calmer" in out
    cycle = answer.in_cycle_
    assert f"spend {round(30 * cycle.now.estimate)} (" in out
    assert f"and {round(30 * cycle.changed.estimate)} (" in out
    assert f"about {round(10 * answer.loop_gain_.now.estimate)} (" in out


def test_one_alone_and_both_are_told_apart(capsys):
    out = say(capsys, "anxious-avoidant", "--change", "therapy_gain", "--change", "weekly_date")
    assert out.count("alone:") == 2
    assert "Done by" not in say(capsys, "anxious-avoidant", "--change", "softening:1")
    nothing = say(capsys, "anxious-avoidant", "--change", "weekly_date")
    assert nothing.count("No part of this plan is for") == 2


def test_without_a_change_it_says_which_would_come_first(here, capsys):
    out = say(capsys, "anxious-avoidant")
    assert "Most for its effort on average:" in out
    page = (here / "whatif.html").read_text("utf-8")
    assert page.count("<figure>") == 1
    assert (
        say(capsys, "anxious-avoidant", "--change", "naming", "--first").count(
            "Most for its effort on average:"
        )
        == 1
    )


def test_one_person_alone_is_answered_without_the_other(here, capsys):
    out = say(capsys, "anxious-avoidant", "--alone", "2", "--json", "-")
    assert {one["partner"] for one in json.loads(out)["which_first"]} == {"2"}
    (here / "ours.toml").write_text('preset = "anxious-avoidant"\n[one]\nname = "Alma"\n')
    named = say(capsys, "ours.toml", "--change", "softening:Alma:2", "--alone", "Alma", "--json", "-")
    tree = json.loads(named)
    assert tree["answer"]["plan"][0]["partner"] == "1"
    assert {one["partner"] for one in tree["which_first"]} == {"1"}


def test_stopping_is_told_as_stopping(here, capsys):
    out = say(capsys, "anxious-secure", "--stop", "daily_check_in")
    assert "It gives back about" in out
    assert "no more a daily" in " ".join((here / "whatif.html").read_text("utf-8").split())


def test_the_page_holds_everything_runs_nothing_and_is_labelled(here, capsys):
    say(capsys, "anxious-avoidant", "--change", "therapy_gain", "--first")
    page = (here / "whatif.html").read_text("utf-8")
    assert not re.search(r"<script|https?:(?!//www\.w3\.org)|\bsrc=|\son\w+=", page)
    assert page.count("no real person stands behind") == 1
    assert "default-src &#39;none&#39;; style-src" in page
    assert page.count("<figure>") == 2
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    say(capsys, "secure-secure", "--change", "naming")  # our own page is replaced


def test_names_of_a_file_are_shown_and_stay_names(here, capsys):
    couple = here / "ours.toml"
    couple.write_text('preset = "anxious-avoidant"\n[one]\nname = "<b>Alma</b>"\n[two]\nname = "Sam"\n')
    out = say(capsys, str(couple), "--change", "therapy_gain")
    assert "Less alarm for <b>Alma</b>:" in out
    page = (here / "whatif.html").read_text("utf-8")
    assert "<b>Alma</b>" not in page
    assert "&lt;b&gt;Alma&lt;/b&gt;" in page


def test_numbers_go_out_as_json_and_as_nothing_else(here, capsys):
    out = say(capsys, "anxious-avoidant", "--change", "softening:1", "--json", "-")
    tree = json.loads(out)
    assert tree["simulated"] is True
    assert tree["answer"]["loop_gain"]["now"]["low"] <= tree["answer"]["loop_gain"]["now"]["high"]
    assert not (here / "whatif.html").exists()
    say(capsys, "anxious-avoidant", "--change", "softening:1", "--json", "numbers.json")
    assert json.loads((here / "numbers.json").read_text("utf-8")) == tree


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nobody"], "neither a preset nor a file"),
        (["secure-secure", "--change", "magic"], "'magic' is no lever"),
        (["secure-secure", "--change", "softening:1:9"], "dose of softening is 9"),
        (["secure-secure", "--change", "softening:1", "--change", "softening"], "at once"),
        (["secure-secure", "--change", "naming", "--stop", "naming"], "at once"),
        (["secure-secure", "--change", "naming", "--from", "-3"], "start of naming is -3"),
        (["secure-secure", "--change", "naming", "--from", "30", "--until", "20"], "stops on day 20"),
        (["secure-secure", "--change", "naming", "--from", "200"], "after the horizon"),
        (["secure-secure", "--change", "naming", "--days", "36500"], "days is 36500"),
        (["secure-secure", "--change", "naming", "--draws", "0"], "draws is 0"),
        (["secure-secure", "--alone", "both"], "--alone"),
        (["secure-secure", "--alone", "Alma"], "'Alma' is no partner"),
        (["secure-secure", "--change", "naming:Alma"], "'Alma' is no partner"),
        (["secure-secure", "--report", "nowhere/x.html"], "folder does not exist"),
    ],
)
def test_what_it_cannot_take_ends_with_2_and_leaves_nothing(arguments, words, here, capsys):
    assert main(["whatif", *arguments]) == 2
    trouble = capsys.readouterr()
    assert words in trouble.err
    assert "Traceback" not in trouble.err
    assert not trouble.out
    assert not list(here.iterdir())


def test_a_file_with_changes_of_its_own_is_not_taken(here, capsys):
    (here / "x.toml").write_text("[population]\nsimilarity = 0.2\n")
    assert main(["whatif", "x.toml"]) == 2
    assert "takes one couple, without events and changes" in capsys.readouterr().err


def test_a_page_that_fails_leaves_nothing(here, monkeypatch):
    monkeypatch.setattr(told, "what_if_page", lambda _story: 1 / 0)
    assert main(["whatif", "secure-secure", "--change", "naming", "--json", "n.json", *QUICK]) == 1
    assert not list(here.iterdir())


@pytest.mark.parametrize("name", levers())
def test_every_lever_has_words(name):
    story = told.WhatIfStory("x", ("Alma", "Sam"))
    partner = "both" if levers()[name].takes == "both" else "2"
    words = story.held_by(Held(name, partner))
    assert words.endswith((": both", ": Sam"))
    assert "_" not in words


def answer_with(calmer, harder):
    """An answer that says just this."""
    made = what_if(Loop(), Plan.of("naming"), draws=20, days=14)
    measure = type(made.alarm_)(
        *(getattr(made.alarm_, n) for n in ("now", "changed", "difference")), calmer, harder
    )
    values = {name: getattr(made, name) for name in WhatIf.__dataclass_fields__}
    return WhatIf(**values | {"alarm_": measure})


@pytest.mark.parametrize(
    ("calmer", "harder", "head"),
    [
        (0.95, 0.0, "With this, most futures are calmer."),
        (0.5, 0.1, "With this, some futures are calmer, and some are not."),
        (0.1, 0.0, "With this alone, most futures stay much as they are."),
        (0.1, 0.4, "With this, many futures are harder."),
    ],
)
def test_the_head_says_what_the_futures_say(calmer, harder, head):
    assert told.WhatIfStory("x", ("A", "B"), answer_with(calmer, harder)).head == head

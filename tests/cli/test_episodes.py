"""Told episodes on the command line: own words first, both alike, numbers only where there are enough."""

import csv
import io
import json
import os
import stat
from datetime import date
from pathlib import Path

import pytest

from pasdedeux.cli import main
from pasdedeux.people import Couple, Person
from pasdedeux.readers.episodes import read_episodes, write_episodes
from pasdedeux.records import Episode, Episodes, Move, Telling
from pasdedeux.services import example_episodes
from pasdedeux.services.sequence import sequence_lines
from pasdedeux.simulate import Dance, simulate_episodes
from pasdedeux.words import LANGUAGES, words

pytestmark = pytest.mark.usefixtures("here")

WALL = "turns to the wall"
DIARY = "what nobody else may read"


@pytest.fixture
def run(capsys):
    def run(*arguments):
        code = main([*map(str, arguments)])
        found = capsys.readouterr()
        return (found.err if code else found.out), code

    return run


@pytest.fixture
def told(here):
    """One evening, told by Alma alone."""
    moves = (Move("asks-again", mine=True), Move("goes-quiet", mine=False, words=WALL))
    ours = Couple("=1+1", (Person("Alma"), Person("Ben")))
    telling = Telling("Alma", date(2026, 11, 3), moves, words=DIARY)
    return write_episodes(Episodes(ours, (Episode("1", (telling,)),)), here / "told.toml")


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_evening_is_shown_in_words_without_a_number(run, told, language):
    shown, code = run("episodes", told, "--language", language)
    say = words(language)
    assert code == 0
    assert say("report.episodes.tells", name="Alma") in shown
    assert WALL in shown
    ben = shown.partition(say("report.episodes.tells", name="Ben"))[2]
    assert say("report.episodes.not-told") in ben
    assert say("report.episodes.head.words") in shown
    assert say("report.page.simulated") not in shown
    assert WALL in Path("episodes.html").read_text("utf-8")
    assert run("episodes", told, "--language", language)[1] == 0  # a page of ours is replaced


def test_the_example_is_simulated_and_says_so_everywhere(run, here):
    shown, code = run("episodes", "--json", "e.json", "--csv", "e.csv")
    assert code == 0
    assert words("en")("report.page.simulated") in shown
    assert json.loads((here / "e.json").read_text())["simulated"]
    assert words("en")("report.page.simulated-print") in (here / "episodes.html").read_text("utf-8")
    assert {path.name for path in here.iterdir()} == {"episodes.html", "e.json", "e.csv"}
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in here.iterdir())


def test_the_example_that_is_written_gives_the_same_numbers(run):
    shown, _ = run("example", "--of", "episodes")
    assert "pasdedeux episodes episodes.toml" in shown
    again = read_episodes("episodes.toml")
    assert again.episodes == example_episodes().episodes
    assert again.provenance.simulated
    own, _ = run("episodes", "--json", "-")
    written, _ = run("episodes", "episodes.toml", "--json", "-")
    own, written = json.loads(own), json.loads(written)
    assert written["simulated"]
    assert (own["return"], own["answers"]) == (written["return"], written["answers"])


def test_the_example_can_be_had_in_every_format(run, here):
    for name in ("a.json", "a.csv"):
        assert run("example", name, "--of", "episodes")[1] == 0
        assert read_episodes(here / name).provenance.simulated
    message, code = run("example", "a.docx", "--of", "episodes")
    assert code == 2
    assert ".toml, .json, .csv" in message


def test_every_number_has_a_range(run):
    page, _ = run("episodes", "--json", "-")
    found = json.loads(page)
    sizes = [found["return"], found["further_turns"], found["hours"]["at_ease"]]
    sizes += [each["probability"] for each in found["answers"]]
    assert all(size["low"] < size["estimate"] < size["high"] for size in sizes)
    assert len(found["answers"]) == 24
    assert found["shape"]["error"] >= 0
    assert len(found["episodes"]) == sum(found["told"].values())
    assert "loop_gain" not in page


def test_own_words_reach_the_page_and_no_data(run, told, here):
    run("episodes", told, "--json", "e.json", "--csv", "e.csv")
    for name in ("e.json", "e.csv"):
        assert WALL not in (here / name).read_text()
        assert DIARY not in (here / name).read_text()
        assert str(here) not in (here / name).read_text()
    assert DIARY not in (here / "episodes.html").read_text("utf-8")


def test_the_table_runs_nothing_and_holds_one_account_as_one(run, told, here):
    run("episodes", told, "--csv", "e.csv")
    (row,) = csv.DictReader(io.StringIO((here / "e.csv").read_text()))
    assert row["couple"] == "'=1+1"
    assert (row["told_by"], row["turns"], row["probability"]) == ("Alma", "Alma: press; Ben: away", "")


def test_before_and_since_a_day(run, here):
    hard, soft = Dance.of("polarised"), Dance.of("very soft")
    then = simulate_episodes(hard, 30, seed=1, start=date(2026, 1, 5), labels=("Alma", "Ben"))
    now = simulate_episodes(soft, 30, seed=2, start=date(2026, 7, 6), labels=("Alma", "Ben"))
    later = tuple(Episode(f"later {one.id}", one.tellings) for one in now)
    write_episodes(Episodes(then.couple, then.episodes + later), here / "told.csv")
    page, code = run("episodes", "told.csv", "--since", "2026-07-01", "--by-lot", "--json", "-")
    assert code == 0
    change = json.loads(page)["change"]
    assert change["return_less"]["probability"] > 0.9
    assert change["by_lot"]
    shown, _ = run("episodes", "told.csv", "--since", "2026-07-01")
    assert words("en")("identify.change.hard-weeks-pass") in shown


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("none.toml",), "no such file"),
        (("told.toml", "--json", "told.toml"), "told.toml"),
        (("told.toml", "--since", "soon"), "--since"),
        (("broken.toml",), "broken.toml, line 2: trigger is 'lat'. Did you mean late?"),
        (("pipe.toml",), "no regular file"),
    ],
)
@pytest.mark.usefixtures("told")
def test_what_cannot_be_used_is_said_in_one_line_and_nothing_is_written(run, here, arguments, says):
    (here / "broken.toml").write_text("[[telling]]\ntrigger = 'lat'\nday = 2026-11-03\n")
    os.mkfifo(here / "pipe.toml")
    before = (here / "told.toml").read_bytes()
    message, code = run("episodes", *arguments)
    assert code == 2
    assert says in message
    assert "Traceback" not in message
    assert (here / "told.toml").read_bytes() == before
    assert not (here / "episodes.html").exists()


def test_both_lanes_are_of_one_width():
    for width in (30, 40, 72):
        lines = sequence_lines(
            ("Alma", "Ben"), [(0, "asks again " * 5), (1, "goes quiet " * 5), (1, "leaves")], width
        )
        assert max(map(len, lines)) <= width
        assert lines[0].index("Ben") == lines[-1].index("leaves") == (width - 4) // 2 + 4

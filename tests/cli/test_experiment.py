"""Experiments of one's own in a terminal: drawn with leave, weighed beforehand, analysed."""

import csv
import json
import stat

import numpy as np
import pytest

from pasdedeux.change import Experiment, Held, analyse
from pasdedeux.cli import main
from pasdedeux.safety import QUESTIONS, agreed_here
from pasdedeux.services.experiment import experiment_rows, read_experiment
from pasdedeux.words import LANGUAGES, words

pytestmark = pytest.mark.usefixtures("here")

NONE = ["", *"n" * len(QUESTIONS), "y"]
"""Enter, no to every question, and yes to wanting it."""


@pytest.fixture
def run(capsys, monkeypatch):
    def run(*arguments, typed=()):
        left = iter(typed)

        def answer(*_args, **_kwargs):
            try:
                return next(left)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr("builtins.input", answer)
        code = main(["experiment", *arguments])
        found = capsys.readouterr()
        return code, found.err if code else found.out

    return run


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fill(path, reports):
    table = rows(path)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]))
        writer.writeheader()
        writer.writerows({**row, "report": number} for row, number in zip(table, reports, strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_are_drawn_and_written_whole_for_the_two_only(language, here, run):
    draw = ["draw", "softening:1", "--weeks", "4", "--start", "2027-03-01", "--seed", "4"]
    code, out = run(*draw, "--language", language, typed=NONE * 2)
    say = words(language)
    table = rows(here / "experiment.csv")
    assert code == 0
    assert [row["softening:1"] for row in table].count("1") == 14
    assert (table[0]["date"], table[-1]["date"]) == ("2027-03-01", "2027-03-28")
    assert stat.S_IMODE((here / "experiment.csv").stat().st_mode) == 0o600
    assert say("experiment.drawn.head", days=28, weeks=4) in out
    assert say("experiment.on.softening") in out
    assert ", ".join(row["day"] for row in table if row["softening:1"] == "1") in out
    assert "pasdedeux experiment analyse experiment.csv" in out
    code, out = run(*draw, typed=NONE * 2)
    assert code == 2
    assert "a file of this name is there" in out


@pytest.mark.parametrize("turn", [0, 1])
@pytest.mark.parametrize("said", ["y", "u", "s"])
@pytest.mark.parametrize("want", ["y", "n"])
def test_what_is_drawn_hangs_on_what_both_want_and_on_no_other_answer(turn, said, want, here, run):
    people = [[*NONE[:-1], want], list(NONE)]
    draw = ["draw", "softening:1", "--seed", "4", "--start", "2027-03-01"]
    plain = run(*draw, typed=[*people[0], *people[1]])
    made = (here / "experiment.csv").read_bytes() if want == "y" else None
    (here / "experiment.csv").unlink(missing_ok=True)
    people[turn][3] = said
    assert run(*draw, typed=[*people[0], *people[1]]) == plain
    assert ((here / "experiment.csv").read_bytes() if want == "y" else None) == made
    assert plain[1].endswith("Nothing from both of you yet.\n") == (want == "n")


def test_not_wanting_it_or_leaving_closes_it_in_the_same_words(here, run):
    unwilling = run("draw", "softening:1", typed=[*NONE, *NONE[:-1], "n"])
    left = run("draw", "softening:1", typed=[*NONE, "", "q"])
    assert unwilling[1].splitlines()[-1] == left[1].splitlines()[-1]
    assert not (here / "experiment.csv").exists()


def test_what_cannot_be_drawn_is_said_before_anyone_is_asked(run):
    for arguments, words_ in (
        (["softening:3"], "'3' is no partner"),
        (["weekly_date"], "cannot be held on one day"),
        (["softening:1", "--weeks", "1"], "days is 7"),
        (["softening:1", "--block", "3"], "a block of 3 days"),
        (["softening:1", "--start", "soon"], "'soon' is no date. Write it as 2027-03-01."),
        (["softening:1", "--out", "nowhere/a.csv"], "the folder does not exist"),
    ):
        code, out = run("draw", *arguments)
        assert code == 2
        assert words_ in out


def filled(here, effect=-2.0, levers=("softening:1",), seed=1):
    leave = agreed_here("experiment", mine=True, theirs=True)
    drawn = Experiment.drawn([Held.of(one) for one in levers], days=56, seed=seed, opening=leave)
    reports = np.random.default_rng(seed).normal(5, 1, 56) + effect * drawn.assigned[:, 0]
    reports[[3, 20]] = np.nan
    path = here / "ours.csv"
    table = experiment_rows(drawn)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]))
        writer.writeheader()
        writer.writerows(table)
    fill(path, ["" if np.isnan(one) else f"{one:.3f}" for one in reports])
    return drawn, reports.round(3)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("effect", "way"), [(-2.0, "down"), (2.0, "up"), (0.5, "open")])
def test_words_are_the_numbers(effect, way, language, here, run):
    drawn, reports = filled(here, effect)
    code, out = run("analyse", "ours.csv", "--language", language)
    shown, say = analyse(drawn, reports), words(language)
    what = say("experiment.by", what=say("experiment.on.softening"), who=say("experiment.who-1"))
    assert code == 0
    assert say(f"experiment.found.head-{way}", what=what[0].upper() + what[1:]) in out
    assert say("experiment.found.effect", effect=shown.effect, low=shown.low, high=shown.high) in out
    assert say("experiment.found.you") in out
    assert (say("experiment.found.absence") in out) == (way == "open")


def test_numbers_come_as_json_and_both_levers_are_analysed(here, run):
    drawn, reports = filled(here, levers=("softening:1", "presence:2:0.5"))
    _, out = run("analyse", "ours.csv", "--json")
    effects = json.loads(out)["effects"]
    assert [(one["lever"], one["dose"]) for one in effects] == [("softening", 1.0), ("presence", 0.5)]
    assert effects[1]["low"] == analyse(drawn, reports, which=1).low


def test_a_table_of_a_spreadsheet_with_commas_is_read(here):
    drawn, reports = filled(here)
    text = (here / "ours.csv").read_text("utf-8")
    (here / "excel.csv").write_text(text.replace(",", ";").replace(".", ","), "utf-8-sig")
    read = read_experiment(here / "excel.csv")
    assert np.array_equal(read.experiment.assigned, drawn.assigned)
    assert np.array_equal(read.reports, reports, equal_nan=True)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda table: table[1:], "rows are missing or in another order"),
        (lambda table: table[::-1], "rows are missing or in another order"),
        (lambda table: [{**row, "softening:1": "1"} for row in table], "the drawn days were changed"),
        (lambda table: [{**row, "softening:1": "2"} for row in table], "the drawn days were changed"),
        (lambda table: [{**row, "report": "good"} for row in table], "row 2, column report holds 'good'"),
        (lambda table: [{**row, "block": ""} for row in table], "row 2, column block holds ''"),
        (lambda table: [{"day": row["day"], "report": 1} for row in table], "the column block is missing"),
        (lambda table: [{**row, "report": ""} for row in table], "0 reports"),
    ],
)
def test_what_is_no_table_of_an_experiment_is_told(change, says, here, run):
    filled(here)
    table = change(rows(here / "ours.csv"))
    with (here / "ours.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]))
        writer.writeheader()
        writer.writerows(table)
    code, out = run("analyse", "ours.csv")
    assert code == 2
    assert says in out


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_long_it_takes_is_said_in_weeks(language, run):
    say = words(language)
    code, out = run("power", "softening:1", "--effect", "-1", "--couples", "20", "--language", language)
    assert code == 0
    assert say("experiment.power.given", effect=-1.0) in out
    assert say("experiment.power.model-only") in out
    weeks = [line.split()[0] for line in out.splitlines() if line[:1].isdigit()]
    assert weeks == ["4", "8", "12", "16", "24", "36", "52"]
    _, never = run("power", "code_word", "--couples", "20", "--language", language)
    assert say("experiment.power.never") in never

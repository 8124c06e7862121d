"""Arguments that cannot be used, from Python: name, value, what to do, and never another exception."""

import numpy as np
import pandas as pd
import pytest

import pasdedeux as pdd
from pasdedeux.arguments import as_names, whole
from pasdedeux.change import Experiment, Held, analyse, power, which_first
from pasdedeux.errors import InputError
from pasdedeux.identify import fit_nonlinear, prefer
from pasdedeux.loop import Loop
from pasdedeux.records import describe, raster
from pasdedeux.safety import agreed_here
from pasdedeux.simulate import (
    Caregiving,
    Population,
    Scenario,
    adult_attachment,
    example_records,
    learned_from,
    read_scenario,
    simulate,
    simulate_ensemble,
)
from pasdedeux.words import Message

RECORDS = example_records(couples=3, days=8)
LEAVE = agreed_here("experiment", mine=True, theirs=True)
TABLE = pd.DataFrame(
    {"couple": 1, "partner": ["m", "f"] * 4, "day": [1, 1, 2, 2, 3, 3, 4, 4], "arousal": range(8), "vigor": 1}
)


def test_a_place_is_not_said_twice():
    none = {"argument": "days", "value": "0", "low": 1}
    told = "days is 0. Give a whole number, 1 or more."
    assert str(InputError("arguments.not-whole", where="days", **none)) == told
    assert str(InputError("arguments.not-whole", where="a.toml", **none)) == f"a.toml: {told}"
    assert str(InputError("files.is-folder", where="days")) == "days: that is a folder. Name a file in it."


@pytest.mark.parametrize("value", [-1, 1.5, "1", None, True])
def test_what_is_no_whole_number_is_named(value):
    with pytest.raises(InputError, match="seed is ") as caught:
        whole("seed", value, 0)
    assert "whole number, 0 or more" in caught.value.remedy


@pytest.mark.parametrize("value", [[], ["a", 3], [""], ""])
def test_what_names_nothing_is_told(value):
    with pytest.raises(InputError, match="names nothing"):
        as_names(value, "roles")


@pytest.mark.parametrize(
    ("records", "wishes", "words"),
    [
        ("diary.csv", {}, "str is no record"),
        (None, {}, "NoneType is no record"),
        (TABLE, {}, "DataFrame is no record"),
        (RECORDS, {"seed": -1}, "seed is -1"),
        (RECORDS, {"seed": 1.5}, "seed is 1.5"),
        (RECORDS, {"jobs": 0}, "jobs is 0"),
        (RECORDS, {"roles": []}, "names nothing"),
        (RECORDS, {"roles": "joy"}, "no role 'joy'"),
        (RECORDS, {"moderators": "joy"}, "score named 'joy'"),
    ],
)
def test_wrong_wishes_of_a_fit_are_named(records, wishes, words):
    with pytest.raises(InputError, match=words) as caught:
        pdd.fit(records, **wishes)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("source", "wishes", "words"),
    [
        (3, {}, "int is no table"),
        (None, {}, "NoneType is no table"),
        (TABLE, {"roles": []}, "names nothing"),
        (TABLE, {"roles": "joy"}, "no role 'joy'"),
        (TABLE, {"columns": "arousal"}, "which column is what"),
    ],
)
def test_wrong_wishes_of_the_reader_are_named(source, wishes, words):
    with pytest.raises(InputError, match=words) as caught:
        pdd.read(source, **wishes)
    assert caught.value.remedy


@pytest.mark.parametrize("call", [describe, raster])
@pytest.mark.parametrize("records", [None, "diary.csv", TABLE])
def test_what_holds_no_records_is_named(call, records):
    with pytest.raises(InputError, match=r"is no record\. Read a table first"):
        call(records)


def test_one_role_and_one_code_may_stand_alone():
    assert pdd.read(TABLE, roles="arousal").roles == ("arousal",)
    for code in (7, "7"):
        assert pdd.read(TABLE, roles="arousal", missing=code).reports == 7
    assert pdd.fit(RECORDS, roles="arousal", level="pooled", checks=False).roles == ("arousal",)


CALM = Loop.preset("secure-secure")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: simulate("secure-secure", 3.0), "'secure-secure' is no loop"),
        (lambda: simulate(CALM, 3.0, seed=1.5), "seed is 1.5"),
        (lambda: simulate(CALM, 3.0, couple=-1), "couple is -1"),
        (lambda: simulate(CALM, 36500.0), "^days is 36500. "),
        (lambda: simulate(CALM, "3"), "days is '3'"),
        (lambda: simulate_ensemble("secure-secure", 3.0, couples=2), "'secure-secure' is no loop"),
        (lambda: simulate_ensemble([CALM, 3], 3.0), "3 is no loop"),
        (lambda: simulate_ensemble(CALM, 3.0, couples=1.5), "^couples is 1.5. Say how many"),
        (lambda: simulate_ensemble(CALM, 3.0, couples=0), "^couples is 0. Give a whole number, from 1 to"),
        (lambda: simulate_ensemble(CALM, 3.0, couples=2, seed=1.5, every=1.0), "seed is 1.5"),
        (lambda: Loop.of_attachment(("a", 0.0), (0.0, 0.0)), "anxiety is 'a'"),
        (lambda: Loop.of_attachment((1.0,), (0.0, 0.0)), "two numbers"),
        (lambda: Loop.of_attachment(1.0, 2.0), "one is 1.0"),
        (lambda: Loop.of_attachment((0.0, 0.0), "ab"), "two is 'ab'"),
        (
            lambda: pdd.what_if(CALM, pdd.Plan.of("softening"), draws=1),
            "^draws is 1. Give a whole number, from 20",
        ),
        (lambda: Held("softening", "1", 77.0), "^dose of softening is 77. "),
        (lambda: pdd.what_if(CALM, "softening"), "'softening' is no plan"),
        (lambda: pdd.Plan("softening"), "holds no levers"),
        (lambda: pdd.Plan.of(3), "3 names no lever"),
        (lambda: Held.of("softening::"), "after the last colon"),
        (lambda: Held.of("softening:1:"), "after the last colon"),
        (lambda: pdd.Plan.of("softening").alone("Sam"), "'Sam' is no partner"),
        (lambda: pdd.LinearLoop.of_gain("a"), "gain is 'a'"),
        (lambda: pdd.LinearLoop.of_gain(1.0), "gain is 1"),
        (lambda: pdd.LinearLoop.of_gain(0.5, pace=1.0), "pace is 1.0. Give"),
        (lambda: pdd.LinearLoop(None, None), "a drift matrix needs"),
        (lambda: Population().loop(-1), "couple is -1"),
        (lambda: Population().theta([0.5]), "couples is "),
        (lambda: RECORDS["99"], "There is no couple '99'"),
        (lambda: pdd.Person(3), "3 with the scores {} is no person"),
        (lambda: pdd.Couple("07", ("M", "W")), "are not two persons"),
        (lambda: example_records(couples=0), "couples is 0"),
        (lambda: example_records(days=-1), "days is -1"),
    ],
)
def test_wrong_wishes_of_a_run_are_named(call, words):
    with pytest.raises(InputError, match=words) as caught:
        call()
    assert caught.value.remedy


SEEDED = {
    "what_if": lambda seed: pdd.what_if(CALM, pdd.Plan.of("softening"), seed=seed),
    "which_first": lambda seed: which_first(CALM, partners=("1",), seed=seed),
    "drawn": lambda seed: Experiment.drawn([Held("softening", "1")], days=28, seed=seed, opening=LEAVE),
    "power": lambda seed: power(CALM, Held("softening", "1"), days=28, seed=seed),
    "learned_from": lambda seed: learned_from(Caregiving(0.9, 0.0), 5, seed=seed),
    "adult_attachment": lambda seed: adult_attachment(np.ones((3, 5)), seed=seed),
    "Population": lambda seed: Population(seed=seed),
    "Scenario": lambda seed: Scenario("a", CALM, seed=seed),
    "simulate_ensemble": lambda seed: simulate_ensemble(CALM, 30.0, couples=3, seed=seed),
    "example_records": lambda seed: example_records(couples=1, days=5, seed=seed),
    "fit_nonlinear": lambda seed: fit_nonlinear(example_records(1, 20), draws=20, seed=seed),
    "prefer": lambda seed: prefer(example_records(1, 20), draws=20, seed=seed),
}


@pytest.mark.parametrize("seed", [-1, 1.5, "a"])
@pytest.mark.parametrize("name", SEEDED)
def test_what_is_no_seed_is_named_everywhere(name, seed):
    with pytest.raises(InputError, match=f"seed is {seed!r}"):
        SEEDED[name](seed)


@pytest.mark.parametrize(
    ("records", "wishes", "words"),
    [
        ("diary.csv", {}, "str is no record"),
        (TABLE, {}, "DataFrame is no record"),
        (RECORDS, {}, "couple"),
        (RECORDS.choose("1"), {"roles": []}, "names nothing"),
        (RECORDS.choose("1"), {"roles": "joy"}, "joy"),
        (RECORDS.choose("1"), {"draws": 20.5}, "draws is 20.5"),
    ],
)
def test_wrong_wishes_of_the_nonlinear_fit_are_named(records, wishes, words):
    for call in (fit_nonlinear, prefer):
        with pytest.raises(InputError, match=words) as caught:
            call(records, **wishes)
        assert caught.value.remedy


@pytest.mark.parametrize("odd", [[np.inf, *range(27)], [-np.inf, *range(27)], ["a"] * 28, [5.0] * 28])
def test_reports_that_show_nothing_are_refused(odd):
    experiment = Experiment.drawn([Held("softening", "1")], days=28, seed=1, opening=LEAVE)
    with pytest.raises(InputError, match="report"):
        analyse(experiment, odd)


@pytest.mark.parametrize(("name", "text"), [("a.toml", ""), ("a.toml", "# days = 3"), ("a.txt", "days = 3")])
def test_a_scenario_file_that_says_nothing_is_no_couple(tmp_path, name, text):
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"says nothing|no TOML") as caught:
        read_scenario(tmp_path / name)
    assert caught.value.where == name


def test_a_sentence_ends_whatever_stands_in_a_file():
    long = "z" * 100_000
    note = Message("readers.left-out.shared", columns=long)
    error = InputError("readers.no-column", where=note, column=long, role=note, columns=long)
    assert len(str(note)) < 1500
    assert len(error.text("en")) < 2500
    assert "…" in str(error)

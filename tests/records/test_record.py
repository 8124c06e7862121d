"""The type that everything else takes."""

from dataclasses import replace

import numpy as np
import pytest

from pasdedeux.errors import InputError
from pasdedeux.people import Couple, Person
from pasdedeux.records import Record, Records, Scale
from pasdedeux.records.record import scale_of

COUPLE = Couple("7", (Person("f"), Person("m")))
VALUES = np.array([[[1, 5], [2, np.nan]], [[np.nan, 4], [np.nan, 4]], [[3, np.nan], [2, 1.0]]])
RECORD = Record(COUPLE, np.array([0, 1, 2.5]), ("pursuit", "Sad"), VALUES)
SCALES = {"pursuit": Scale(1, 3, 1), "Sad": Scale(1, 5, 1)}
RECORDS = Records((RECORD, replace(RECORD, couple=replace(COUPLE, id="8"))), SCALES)


def test_counts():
    assert (len(RECORD), RECORD.paired, RECORD.days) == (3, 3, 2.5)
    assert (len(RECORDS), RECORDS.reports, RECORDS.paired) == (2, 12, 6)
    assert (RECORDS.ids, RECORDS.labels, RECORDS.input_names) == (("7", "8"), ("f", "m"), ())


def test_couples_are_found_by_place_id_and_choice():
    assert RECORDS["8"] is RECORDS[1]
    assert RECORDS[:1].ids == ("7",)
    assert RECORDS.choose(["8", "7"]).ids == ("8", "7")
    with pytest.raises(InputError, match="no couple"):
        RECORDS["9"]
    with pytest.raises(InputError, match="no couple '9'"):
        RECORDS.choose(["9"])


def test_roles_are_chosen_and_empty_times_go():
    only = RECORDS.only(["pursuit"])
    assert only.roles == ("pursuit",)
    assert only.scales == {"pursuit": SCALES["pursuit"]}
    assert only[0].time.tolist() == [0, 2.5]
    with pytest.raises(InputError, match="no role 'calm'"):
        RECORDS.only(["calm"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"time": np.array([0, 1])}, "shape"),
        ({"time": np.array([0, 1, 1])}, "increase"),
        ({"time": np.array([0, 1, np.nan])}, "increase"),
        ({"values": np.where(VALUES == 5, np.inf, VALUES)}, "infinite"),
        ({"values": np.where(VALUES == 5, 1.01e100, VALUES)}, "absurdly large"),
        ({"inputs": np.full((3, 2, 1), -1.01e100), "input_names": ("stress",)}, "absurdly large"),
        ({"weekday": np.zeros(2, np.int8)}, "shape"),
        ({"inputs": np.ones((3, 2, 1))}, "shape"),
    ],
)
def test_a_record_that_cannot_be_is_refused(change, words):
    with pytest.raises(InputError, match=words):
        replace(RECORD, **change)


def test_the_largest_answer_that_is_believed():
    assert replace(RECORD, values=np.where(VALUES == 5, 1e100, VALUES)).paired == 3


def test_records_that_do_not_fit_together_are_refused():
    with pytest.raises(InputError, match="no couple"):
        Records((), {})
    with pytest.raises(InputError, match="share one id"):
        Records((RECORD, RECORD), SCALES)
    with pytest.raises(InputError, match="differ in their roles"):
        Records((RECORD, replace(RECORDS[1], roles=("pursuit", "calm"))), SCALES)
    with pytest.raises(InputError, match="couple 9"):  # not the first, which the others are held against
        Records((*RECORDS, replace(RECORDS[1], couple=replace(COUPLE, id="9"), roles=("x", "y"))), SCALES)


@pytest.mark.parametrize(
    ("answers", "scale"),
    [
        ([1, 2, 5], Scale(1, 5, 1)), ([0, 1e-9, 0.5, 1], Scale(0, 1, 0.5)), ([3, 3], Scale(3, 3, 0)),
        ([0, 0.1, 100], Scale(0, 100, 0.1)), ([0, 0.099, 100], Scale(0, 100, 0)),
        ([np.nan, 2, 4], Scale(2, 4, 2)),
    ],
)  # fmt: skip
def test_a_scale_is_found_from_what_was_answered(answers, scale):
    found = scale_of(np.array(answers, float))
    assert (found.low, found.high) == (scale.low, scale.high)
    assert found.step == pytest.approx(scale.step)


def test_shown_in_a_notebook_they_are_one_line_and_hold_no_answer():
    assert repr(RECORDS) == "Records(2 of f and m: pursuit, Sad; 12 reports, at 6 times of both)"
    assert repr(RECORD) == "Record(couple '7', 3 times over 2.5 days: pursuit, Sad)"

"""Arguments that cannot be used, from Python: name, value, what to do, and never another exception."""

import pandas as pd
import pytest

import pasdedeux as pdd
from pasdedeux.errors import InputError, as_names, whole
from pasdedeux.simulate import example_records

RECORDS = example_records(couples=3, days=8)
TABLE = pd.DataFrame(
    {"couple": 1, "partner": ["m", "f"] * 4, "day": [1, 1, 2, 2, 3, 3, 4, 4], "arousal": range(8), "vigor": 1}
)


def test_a_place_is_not_said_twice():
    assert str(InputError("days is 0.", where="days")) == "days is 0."
    assert str(InputError("days is 0.", where="a.toml")) == "a.toml: days is 0."
    assert str(InputError("it is odd.", where="days", remedy="Mend it.")) == "days: it is odd. Mend it."


@pytest.mark.parametrize("value", [-1, 1.5, "1", None, True, 2**64])
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


def test_one_role_and_one_code_may_stand_alone():
    assert pdd.read(TABLE, roles="arousal").roles == ("arousal",)
    for code in (7, "7"):
        assert pdd.read(TABLE, roles="arousal", missing=code).reports == 7
    assert pdd.fit(RECORDS, roles="withdrawal", level="pooled", checks=False).roles == ("withdrawal",)

"""Single answers in, records out: from a store, an app or a notebook, and back again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pasdedeux.errors import InputError
from pasdedeux.people import Couple, Person
from pasdedeux.readers.diary import read
from pasdedeux.records import Observation, Records, Scale, observations_of
from pasdedeux.records.occasions import one_occasion, typical_gap
from pasdedeux.simulate import example_records
from strategies import truths

EVENING = datetime(2026, 3, 1, 21, 5)  # noqa: DTZ001 - a Sunday, by the clock on the wall
answers = attrgetter("values")
ONE = Observation("c1", "p1", EVENING, "arousal", 3)
TWO = Observation("c1", "p2", EVENING + timedelta(minutes=35), "arousal", 5)


def again(records, **changes):
    """Records made of single answers of these records."""
    known = {
        "observations": observations_of(records),
        "couples": [record.couple for record in records],
        "roles": records.roles,
        "inputs": records.input_names or None,
        "distinguishable": records.distinguishable,
    }
    return Records.from_observations(**{**known, **changes})


def assert_same(one, two):
    assert (one.ids, one.roles, one.input_names) == (two.ids, two.roles, two.input_names)
    assert (one.scales, one.distinguishable) == (two.scales, two.distinguishable)
    for a, b in zip(one, two, strict=True):
        assert (a.couple, a.start) == (b.couple, b.start)
        for name in ("time", "values", "inputs", "weekday"):
            np.testing.assert_array_equal(getattr(a, name), getattr(b, name))


@given(truth=truths(), seed=st.integers(0, 9), dated=st.booleans())
@settings(max_examples=60, deadline=None)
def test_records_taken_apart_and_put_together_are_the_same(truth, seed, dated):
    table = truth.long()
    table["stress"] = np.random.default_rng(seed).integers(0, 4, len(table))
    if dated:
        table["day"] = pd.Timestamp("2026-03-28T21:00:10") + pd.to_timedelta(table["day"] * 1.037, unit="D")
    records = read(table.rename(columns={"day": "timestamp" if dated else "day"}))
    assert_same(again(records), records)


def test_the_example_comes_back_whatever_the_order():
    records = example_records(couples=3, days=10)
    observations = list(observations_of(records))
    shuffled = [observations[at] for at in np.random.default_rng(1).permutation(len(observations))]
    assert_same(again(records, observations=shuffled, scales=records.scales), records)


def test_rows_of_a_store_are_observations():
    Row = NamedTuple("Row", [(name, object) for name in ("person", "couple", "time", "role", "value")])
    rows = [Row("p1", "c1", EVENING, "arousal", 3), Row("p2", "c1", EVENING, "other", 4)]
    records = Records.from_observations(rows)
    assert (records.roles, records.labels, records.paired) == (("arousal", "other"), ("p1", "p2"), 1)
    table = pd.DataFrame(rows).rename(columns={"time": "ts"})
    same = Records.from_observations(table.rename(columns={"ts": "time"}).itertuples())
    assert_same(same, records)


def test_persons_are_found_by_their_id_and_shown_by_their_label():
    couple = Couple("c1", (Person("Bo", {"anxiety": 2.0}, id="p2"), Person("Alma", id="p1")))
    records = Records.from_observations([ONE, TWO], couples=[couple])
    assert records[0].couple == couple
    np.testing.assert_array_equal(answers(records[0])[:, :, 0], [[np.nan, 3], [5, np.nan]])
    renamed = replace(couple, partners=(replace(couple.partners[0], label="Zoe"), couple.partners[1]))
    other = Records.from_observations([ONE, TWO], couples=[renamed])
    np.testing.assert_array_equal(answers(other[0]), answers(records[0]))
    assert other.labels == ("Zoe", "Alma")


def test_two_reports_of_one_evening_may_count_as_one_occasion():
    assert Records.from_observations([ONE, TWO]).paired == 0
    records = Records.from_observations([ONE, TWO], together=1)
    assert (records.paired, records[0].weekday.tolist()) == (1, [6])
    assert records[0].start == EVENING + timedelta(minutes=17, seconds=30)
    assert Records.from_observations([ONE, TWO], together=0.5).paired == 0


@pytest.mark.parametrize(("minutes", "paired"), [(34, 0), (36, 1)])
def test_an_occasion_lasts_as_long_as_was_said(minutes, paired):
    """Their two reports are 35 minutes apart."""
    assert Records.from_observations([ONE, TWO], together=minutes / 60).paired == paired


@pytest.mark.parametrize(("couples", "named"), [(5, "(1, 2, 3, 4, 5)"), (6, "(1, 2, 3, 4, 5 ...)")])
def test_who_asks_for_a_couple_that_is_not_there_hears_of_five(couples, named):
    with pytest.raises(InputError, match="no couple") as refused:
        example_records(couples=couples, days=10)["99"]
    assert named in refused.value.text("en")


def test_time_passes_alike_in_every_zone_and_the_weekday_is_local():
    east = [one._replace(time=one.time.replace(tzinfo=UTC).astimezone()) for one in (ONE, TWO)]
    utc = [one._replace(time=one.time.replace(tzinfo=UTC)) for one in (ONE, TWO)]
    assert Records.from_observations(east)[0].time.tolist() == Records.from_observations(utc)[0].time.tolist()
    days = [ONE._replace(time=date(2026, 3, 1)), TWO._replace(time=date(2026, 3, 4))]
    record = Records.from_observations(days)[0]
    assert (record.time.tolist(), record.weekday.tolist()) == ([0, 3], [6, 2])
    plain = Records.from_observations([ONE._replace(time=4), TWO._replace(time=np.float64(6.5))])[0]
    assert (plain.time.tolist(), plain.start, plain.weekday.tolist()) == ([0, 2.5], None, [-1, -1])


def test_empty_answers_and_inputs_alone_are_left_out():
    rows = [
        ONE, TWO._replace(value=None), TWO._replace(value=np.nan, time=EVENING + timedelta(days=2)),
        ONE._replace(role="stress", value=2), TWO._replace(role="stress", value=1),
    ]  # fmt: skip
    records = Records.from_observations(rows, couples=[Couple("c9", (Person("a"), Person("b")))])
    assert (records.reports, records.input_names, len(records[0])) == (1, ("stress",), 1)
    assert list(map(str, records.provenance.notes)) == [
        "Left out, an input without an answer in any role: 1 time.",
        "1 couple has no answer.",
    ]


def test_scales_that_are_known_are_kept():
    wide = {"arousal": Scale(1, 7, 1), "pursuit": Scale(0, 1, 1)}
    assert Records.from_observations([ONE, TWO], scales=wide).scales == {"arousal": Scale(1, 7, 1)}


def test_one_of_a_couple_is_read_alone():
    assert Records.from_observations([ONE])[0].couple.labels == ("p1", "other")


@pytest.mark.parametrize(
    ("rows", "arguments", "words"),
    [
        ([], {}, "no answer in any role"),
        ([ONE], {"roles": "calm"}, "no answer in any role"),
        ([ONE, TWO, TWO._replace(person="p3")], {}, r"observation 3 .* three persons: p1, p2,? and p3"),
        ([ONE], {"couples": [Couple("c1", (Person("a"), Person("b")))]}, "not one of this couple"),
        ([ONE, ONE._replace(value=4)], {}, "observation 2 .* two answers to arousal; .* observation 1"),
        ([ONE._replace(value="much")], {}, "the value is 'much'"),
        ([ONE._replace(value=np.inf)], {}, "the value is inf"),
        ([ONE._replace(time="today")], {}, "the time is 'today'"),
        ([ONE._replace(time=np.nan)], {}, "the time is nan"),
        ([ONE, TWO._replace(time=3.0)], {}, "another kind"),
        ([ONE, TWO._replace(time=EVENING.replace(tzinfo=UTC))], {}, "another kind"),
        ([ONE._replace(person="")], {}, "need an id"),
        ([("c1", "p1", 3.0, "arousal", 1)], {}, "it has no 'couple'"),
        ([ONE], {"together": -1}, "no number of hours"),
        ([ONE], {"together": "a"}, "together is 'a'"),
        ([ONE], {"couples": ["c1"]}, "couples is"),
    ],
)
def test_what_cannot_be_is_named(rows, arguments, words):
    with pytest.raises(InputError, match=words):
        Records.from_observations(rows, **arguments)


def test_order_of_answers_decides_only_who_stands_first():
    rows = [ONE, TWO, ONE._replace(time=EVENING + timedelta(days=1), value=1)]
    for some in permutations(rows):
        record = Records.from_observations(some)[0]
        order = [record.couple.labels.index(person) for person in ("p1", "p2")]
        np.testing.assert_array_equal(answers(record)[:, order, 0], [[3, np.nan], [np.nan, 5], [1, np.nan]])


def test_what_comes_from_outside_alone_is_no_record():
    stress = ONE._replace(role="stress")
    couple = Couple("c1", (Person("A", id="p1"), Person("B", id="p2")))
    with pytest.raises(InputError, match="observation"):
        Records.from_observations([stress], couples=[couple])


def test_two_answers_of_one_time_are_both_named_by_their_numbers():
    couple = Couple("c1", (Person("A", id="p1"), Person("B", id="p2")))
    with pytest.raises(InputError, match=r"observation 4 .*the other is observation 2\."):
        Records.from_observations(
            [TWO, ONE, TWO._replace(role="pursuit"), ONE._replace(value=4)], couples=[couple]
        )


def test_the_typical_gap_is_that_of_one_persons_different_times():
    person, when = np.array([0, 0, 0, 0, 1, 1]), np.array([0.0, 0.25, 0.25, 0.75, 9.0, 9.5])
    assert typical_gap(person, when) == 0.5
    assert typical_gap(person[:2], when[:2]) == 0.25
    assert typical_gap(np.array([0, 1, 1]), np.array([1.0, 2.0, 2.0])) == 0


@pytest.mark.parametrize(
    ("couple", "slot", "when", "pairs"),
    [
        ([0, 0], [0, 1], [0.0, 0.25], 1),
        ([0, 0], [0, 1], [0.0, 0.26], 0),  # too long after
        ([0, 0], [0, 0], [0.0, 0.1], 0),  # the same partner twice
        ([0, 1], [0, 1], [0.0, 0.1], 0),  # of two couples
        ([0, 1], [0, 1], [9.0, 0.0], 0),
    ],
)
def test_one_occasion_is_of_two_partners_of_one_couple_who_report_close_together(couple, slot, when, pairs):
    first, second = one_occasion(np.array(couple), np.array(slot), np.array(when), reach=0.25)
    assert (len(first), len(second)) == (pairs, pairs)

"""Rows: each code beside what came before it, whatever the form of the talk."""

import numpy as np
import pytest

from pasdedeux.errors import InputError
from pasdedeux.identify.talks.responses import as_pair, responses_of, swapped_partners
from pasdedeux.people import Couple, Person
from pasdedeux.records import Talk, Talks
from pasdedeux.simulate import simulate_talks

COUPLE = Couple("1", (Person("A"), Person("B")))


def rows_of(form, who, code, start, **more):
    talk = Talk(COUPLE, ("other", "tense"), form, np.array(who), np.array(code), np.array(start, float))
    found = responses_of(Talks((talk,), **more), ("tense", "tense"), ("tense", "tense"))
    return found.rows[0][:: -1 if found.swapped[0] else 1]


def table(rows):
    return np.column_stack([rows.shown, rows.own, rows.partner]).astype(int).tolist()


def test_intervals_follow_the_interval_before():
    one, two = rows_of("intervals", [0, 1] * 3, [1, 0, 0, 1, 1, 1], [0, 0, 1, 1, 2, 2])
    assert table(one) == [[0, 1, 0], [1, 0, 1]]
    assert table(two) == [[1, 0, 1], [1, 1, 0]]
    assert np.isnan(one.own_before[0])
    assert (one.own_before[1], one.partner_before[1]) == (1, 0)


def test_an_interval_that_was_not_coded_breaks_the_chain():
    one, two = rows_of("intervals", [0, 1] * 4, [1, 0, -1, 1, 0, 0, 1, 1], [0, 0, 1, 1, 2, 2, 3, 3])
    assert table(one) == [[1, 0, 0]]
    assert table(two) == [[1, 0, 1], [1, 0, 0]]


def test_a_gap_between_intervals_breaks_the_chain():
    one, _ = rows_of("intervals", [0, 1] * 4, [1, 0, 0, 1, 0, 0, 1, 1], [0, 0, 1, 1, 5, 5, 6, 6])
    assert table(one) == [[0, 1, 0], [1, 0, 0]]


def test_turns_follow_the_last_turn_of_each():
    one, two = rows_of("turns", [0, 1, 0, 1, 0], [1, 0, 0, 1, 1], range(5))
    assert table(one) == [[0, 1, 0], [1, 0, 1]]
    assert table(two) == [[1, 0, 0]]


def test_events_at_the_same_time_do_not_answer_each_other():
    one, _ = rows_of("events", [0, 1, 0, 1, 0], [0, 0, 1, 1, 0], [0.0, 0.5, 3.0, 3.0, 9.0])
    assert table(one) == [[1, 0, 0], [0, 1, 1]]


def test_time_runs_from_beginning_to_end():
    one, _ = rows_of("turns", [0, 1, 0, 1, 0], [1, 0, 0, 1, 1], range(5))
    assert one.time.tolist() == [0.0, 0.5]


def test_a_class_stands_for_its_codes():
    talk = Talk(
        COUPLE, ("blame", "demand", "calm"), "turns", np.array([0, 1, 0, 1]), np.array([0, 2, 1, 0]),
        np.arange(4.0),
    )  # fmt: skip
    talks = Talks((talk,), classes={"blame": "press", "demand": "press", "calm": "soft"})
    found = responses_of(talks, as_pair("press"), as_pair("soft"))
    one, _ = found.rows[0][:: -1 if found.swapped[0] else 1]
    assert table(one) == [[1, 1, 1]]
    with pytest.raises(InputError, match="neither a code nor a class"):
        responses_of(talks, as_pair("loud"), as_pair("press"))


def test_talks_of_a_couple_stand_together_and_do_not_run_into_each_other():
    talks = simulate_talks(3, 10, seed=1)
    twice = Talks((*talks.talks, talks[0]))
    one, several = (responses_of(some, as_pair("tense"), as_pair("tense")) for some in (talks, twice))
    assert sorted(len(pair[0]) for pair in one.rows) == [9, 9, 9]
    assert sorted(len(pair[0]) for pair in several.rows) == [9, 9, 18]


def test_swapped_partners_keep_own_codes_and_bring_those_of_another_couple():
    found = responses_of(simulate_talks(6, 30, seed=1), as_pair("tense"), as_pair("tense"))
    swapped = swapped_partners(found, np.random.default_rng(1))
    partners = [rows.partner.tolist() for rows, _ in found.rows]
    for n, ((mine, _), (now, _)) in enumerate(zip(found.rows, swapped.rows, strict=True)):
        assert (now.shown == mine.shown).all()
        assert (now.own == mine.own).all()
        assert now.partner.tolist() in partners[:n] + partners[n + 1 :]

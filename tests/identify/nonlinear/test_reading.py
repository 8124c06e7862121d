"""Told episodes become rows of the diary that the nonlinear fit reads; nothing of the diary is lost."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import numpy as np
import pytest

from pasdedeux.errors import InputError
from pasdedeux.identify.nonlinear.observation import diary_of
from pasdedeux.identify.nonlinear.reading import with_episodes
from pasdedeux.loop import Loop
from pasdedeux.people import Couple, Person
from pasdedeux.records import Ending, Episode, Episodes, Kind, Lasting, Move, Telling, Trigger
from pasdedeux.simulate.diary import simulate_diary

ROLES = ("arousal", "pursuit", "withdrawal")
START = datetime.combine(date(2026, 3, 1), time(21))
BEGAN = datetime.combine(date(2026, 3, 5), time(20))
PEAK = BEGAN + timedelta(hours=0.5 * np.sqrt(0.75 * 2.0))


def diary(**more):
    records = simulate_diary(Loop(), np.arange(20.0), roles=ROLES, seed=1, missing=0.2, **more)
    return replace(records, records=(replace(records[0], start=START),))


def one(**more):
    moves = (Move("asks-again", mine=True), Move("goes-quiet", mine=False), Move("explains", mine=True))
    told = {"moves": moves, "peak": 8.0, "lasted": Lasting.HOUR, "at_ease": Lasting.THREE_HOURS, **more}
    return Telling("A", date(2026, 3, 5), **told)


def episodes(*tellings, couple=None):
    return Episodes(couple or diary()[0].couple, (Episode("1", tellings),))


def row_at(record, when):
    return int(np.flatnonzero(np.abs(record.time - (when - record.start) / timedelta(days=1)) < 1e-3)[0])


def test_the_peak_and_the_ease_are_rows():
    before, after = diary()[0], with_episodes(diary(), episodes(one()))[0]
    assert len(after) == len(before) + 2
    peak = row_at(after, PEAK)
    assert after.values[peak, 0].tolist() == [8.0, 4.0, 0.0]  # half of one's own acts press
    assert np.isnan(after.values[peak, 1]).all()
    eased = row_at(after, BEGAN + timedelta(hours=np.sqrt(12.0)))
    assert after.values[eased, 0, 1:].tolist() == [0.0, 0.0]
    assert np.isnan(after.values[eased, 0, 0])


def test_nothing_of_the_diary_is_lost():
    before, after = diary(stress=True), with_episodes(diary(stress=True), episodes(one()))
    old, new = before[0], after[0]
    kept = [int(np.argmin(np.abs(new.time - when))) for when in old.time[old.reported.any(axis=1)]]
    assert np.array_equal(
        new.values[kept][:, :, : len(ROLES)], old.values[old.reported.any(axis=1)], equal_nan=True
    )
    assert after.scales["arousal"] == before.scales["arousal"]
    assert new.couple == old.couple


def test_clock_times_are_used_where_there_are_some():
    at = datetime.combine(date(2026, 3, 5), time(11, 15))
    moves = (Move("asks-again", mine=True, at=at), Move("goes-quiet", mine=False, at=at + timedelta(hours=1)))
    after = with_episodes(diary(), episodes(one(moves=moves, lasted=None)))[0]
    assert after.values[row_at(after, at + timedelta(minutes=30)), 0, 0] == 8.0


def test_still_open_has_no_ease():
    after = with_episodes(diary(), episodes(one(ending=Ending.STILL_OPEN)))[0]
    assert len(after) == len(diary()[0]) + 1


def test_what_came_from_outside_becomes_inputs():
    told = one(raised_by_me=False, apart=True, trigger=Trigger.WORK)
    after = with_episodes(diary(), episodes(told))
    assert set(after.input_names) == {"issue", "apart", "stress"}
    read = diary_of(after, after.roles)
    assert read.issue[:, 1].sum() == 2.0
    assert read.issue[:, 0].sum() == 0.0
    assert read.apart.max() > 0.0


def test_reported_stress_of_the_day_stays_and_holds_for_the_new_rows():
    before = diary(stress=True)
    after = with_episodes(before, episodes(one(trigger=Trigger.WORK)))[0]
    peak = row_at(after, PEAK)
    assert after.inputs[peak, 0, 0] == pytest.approx(before[0].inputs[4, 0, 0])


def test_near_misses_and_good_turns_are_no_rows():
    for kind in (Kind.NEAR_MISS, Kind.GOOD_TURN):
        assert len(with_episodes(diary(), episodes(one(kind=kind)))[0]) == len(diary()[0])


def test_both_have_their_peak_at_one_time():
    after = with_episodes(diary(), episodes(one(), replace(one(), person="B", peak=5.0)))[0]
    peak = row_at(after, PEAK)
    assert after.values[peak, :, 0].tolist() == [8.0, 5.0]


def test_others_episodes_and_diaries_without_a_calendar_are_refused():
    strangers = Couple("1", (Person("A"), Person("C")))
    with pytest.raises(InputError, match="two other people"):
        with_episodes(diary(), episodes(one(), couple=strangers))
    with pytest.raises(InputError, match="no calendar"):
        with_episodes(simulate_diary(Loop(), np.arange(20.0)), episodes(one()))

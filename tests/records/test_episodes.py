"""Told episodes and coded talks: what the nouns hold, and what they refuse."""

import itertools
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from pasdedeux import InputError
from pasdedeux.people import Couple, Person
from pasdedeux.records import (
    ACTS,
    HOT,
    ActClass,
    Ending,
    Episode,
    Episodes,
    Kind,
    Lasting,
    Move,
    Talk,
    Talks,
    Telling,
    Trigger,
)

COUPLE = Couple("ours", (Person("Alma", id="a"), Person("Ben", id="b")))
DAY = date(2026, 11, 3)
STABLE = (
    "asks-again wants-answer-now finds-fault gets-loud writes-several-times follows explains pays-back "
    "turns-round answers-short goes-quiet looks-elsewhere says-nothing-wrong leaves does-not-answer "
    "asks-softly opens-up listens comes-near says-sorry joke-lands names-cycle pauses comes-back lets-rest"
)


def test_ids_of_the_vocabulary_never_change():
    assert " ".join(ACTS) == STABLE
    assert {act.act_class for act in ACTS.values()} == set(ActClass)
    assert ActClass.SOFT not in HOT


def test_an_episode_starts_on_the_day_of_the_earlier_telling():
    late = Telling("b", date(2026, 11, 4), ending=Ending.SLEPT)
    episode = Episode("1", (late, Telling("a", DAY)))
    assert episode.day == DAY
    assert episode.by("b") is late
    assert episode.by("c") is None


def test_episodes_stand_in_the_order_of_their_days():
    two = Episode("2", (Telling("a", date(2026, 11, 9)),))
    one = Episode("1", (Telling("b", DAY, kind=Kind.NEAR_MISS),))
    episodes = Episodes(COUPLE, (two, one), small_recorded=(5, 2))
    assert [each.id for each in episodes] == ["1", "2"]
    assert episodes[0] is one
    assert "2 of Alma and Ben, 0 told by both" in repr(episodes)
    both = Episode("3", (Telling("a", DAY), Telling("b", DAY)))
    assert "2 of Alma and Ben, 1 told by both" in repr(Episodes(COUPLE, (one, both)))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Move("hits", mine=True),
        lambda: Telling("a", DAY, peak=11),
        lambda: Telling("a", DAY, helped=("goes-quiet",)),
        lambda: Episode("1", ()),
        lambda: Episode("1", (Telling("a", DAY), Telling("a", DAY))),
        lambda: Episodes(COUPLE, (Episode("1", (Telling("stranger", DAY),)),)),
        lambda: Episodes(COUPLE, (Episode("1", (Telling("a", DAY),)),) * 2),
        lambda: Episodes(COUPLE, (), small_recorded=(2, 3)),
        lambda: Episodes(COUPLE, (), small_recorded=(2, -1)),
    ],
)
def test_what_cannot_be_is_refused(make):
    with pytest.raises(InputError):
        make()


@pytest.mark.parametrize("small", [(2, 2), (2, 0), None])
def test_of_the_small_ones_all_or_none_may_be_put_down(small):
    assert Episodes(COUPLE, (), small_recorded=small).small_recorded == small


def test_answers_about_time_mean_these_hours():
    assert [each.hours[1] for each in Lasting] == [1 / 6, 0.75, 2, 6, 18, np.inf]


def test_answers_about_time_cover_every_duration_once():
    ends = [each.hours for each in Lasting]
    assert ends[0][0] == 0
    assert ends[-1][1] == np.inf
    assert all(before[1] == after[0] for before, after in itertools.pairwise(ends))


def test_only_four_triggers_come_from_outside():
    assert [each.value for each in Trigger if each.outside] == ["work", "family", "money", "illness"]


def talk(who, code, start, codes=("demand", "withdraw")):
    return Talk(COUPLE, codes, "turns", np.array(who), np.array(code), np.array(start))


@pytest.mark.parametrize(
    ("who", "code", "start"),
    [
        ([0, 2], [0, 0], [0.0, 1.0]),
        ([0, 1], [0, 2], [0.0, 1.0]),
        ([0, 1], [0, 0], [1.0, 0.0]),
        ([0], [0, 1], [0.0]),
    ],
)
def test_a_talk_that_does_not_fit_together_is_refused(who, code, start):
    with pytest.raises(InputError, match="couple ours"):
        talk(who, code, start)


@pytest.mark.parametrize("peak", [0, 0.5, 10])
def test_worst_alarm_runs_from_nought_to_ten(peak):
    assert Telling("a", DAY, peak=peak).peak == peak
    for beyond in (-0.1, 10.1):
        with pytest.raises(InputError, match="0 to 10"):
            Telling("a", DAY, peak=beyond)


def test_a_code_may_be_missing_and_two_may_fall_together():
    assert len(talk([0, 1], [-1, 1], [1.0, 1.0])) == 2
    with pytest.raises(InputError):
        talk([0, 1], [-2, 1], [1.0, 1.0])


def test_a_grid_has_a_row_for_each_interval_and_none_more():
    short = replace(talk([0, 1], [1, 0], [0.0, 0.0]), form="intervals")
    assert short.grid.tolist() == [[1, 0]]


def test_talks_share_one_scheme():
    one = talk([0, 1], [0, 1], [0.0, 1.0])
    assert "1 of 1 couples, 2 coded turns" in repr(Talks((one,)))
    with pytest.raises(InputError):
        Talks((one, talk([0], [0], [0.0], codes=("calm",))))
    other = replace(talk([0], [0], [0.0], codes=("calm",)), couple=Couple("theirs", COUPLE.partners))
    with pytest.raises(InputError, match="theirs"):  # not the first, which the others are held against
        Talks((one, one, other))
    with pytest.raises(InputError):
        Talks(())

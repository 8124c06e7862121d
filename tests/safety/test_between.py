"""What opens between two: both chose it, both confirmed it on a later day, and the clock."""

from datetime import datetime, time, timedelta
from inspect import getmembers, isfunction, signature

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pasdedeux.errors import InputError
from pasdedeux.safety import Assent, ForTwo, Leave, agreed_here, between, day_of, opening, shows
from pasdedeux.safety.between import COOLING, OPENING_HOURS, PERIOD, SHOWN_FOR, WINDOW

EVENING = datetime.fromisoformat("2026-11-03T22:00")
MOMENT = st.integers(0, 20 * 24 * 60).map(lambda minutes: EVENING + timedelta(minutes=minutes))


@st.composite
def choices(draw):
    chosen = draw(MOMENT)
    confirmed = draw(st.none() | st.integers(1, 6 * 24 * 60).map(lambda m: chosen + timedelta(minutes=m)))
    if confirmed is not None and day_of(confirmed) <= day_of(chosen):
        confirmed = None
    return Assent(chosen, confirmed, taken_back=draw(st.booleans()))


SURE = Assent(EVENING, EVENING + timedelta(hours=10))


@given(st.sampled_from([*ForTwo, "telepathy"]), st.none() | choices(), st.none() | choices())
def test_it_opens_exactly_where_both_chose_and_confirmed(what, mine, theirs):
    opened = opening(what, mine, theirs)
    both = mine is not None and theirs is not None and mine.stands and theirs.stands
    expected = what in set(ForTwo) and both and abs(mine.chosen - theirs.chosen) <= WINDOW
    assert (opened is not None) == expected
    swapped = opening(what, theirs, mine)
    assert (opened and opened.at) == (swapped and swapped.at)


@given(choices(), choices())
def test_it_opens_at_quiet_hours_and_never_hot(mine, theirs):
    if opened := opening("dance", mine, theirs):
        assert opened.at.time() in OPENING_HOURS
        wait = opened.at - max(mine.confirmed, theirs.confirmed)
        assert COOLING <= wait < COOLING + timedelta(hours=13, minutes=1)


@given(choices())
def test_taken_back_is_the_same_as_never_chosen(mine):
    gone = Assent(mine.chosen, mine.confirmed, taken_back=True)
    assert opening("telling", gone, SURE) is opening("telling", None, SURE) is None


@pytest.mark.parametrize("hours", [0, 1, 5.9])
def test_a_second_step_on_the_same_day_is_refused(hours):
    with pytest.raises(InputError, match="on the day on which it was chosen"):
        Assent(EVENING, EVENING + timedelta(hours=hours))


def test_a_period_ends_for_everyone_unless_both_go_on():
    opened = opening("comparison", SURE, SURE)
    assert opened.until - opened.at == PERIOD
    last = opened.until - timedelta(days=1)
    assert opened.goes_on(last, last)
    for mine, theirs in [(None, last), (last, None), (None, None), (last, opened.at), (opened.until, last)]:
        assert not opened.goes_on(mine, theirs)


@pytest.mark.parametrize("mine", [True, False])
@pytest.mark.parametrize("theirs", [True, False])
def test_at_one_terminal_both_must_want_it(mine, theirs):
    opened = agreed_here("experiment", mine=mine, theirs=theirs)
    assert (opened is not None) == (mine and theirs)
    assert agreed_here("telepathy", mine=True, theirs=True) is None
    assert opened is None or (opened.until is None and not opened.goes_on(EVENING, EVENING))


def test_it_cannot_be_made_by_hand():
    with pytest.raises(InputError, match="by hand"):
        Leave(ForTwo.EXPERIMENT, None)


@given(st.lists(MOMENT, max_size=30), MOMENT)
def test_acts_of_the_moment_merge_and_go_after_two_hours(acts, now):
    shown = shows(acts, now)
    tonight = sorted(act for act in acts if act <= now and day_of(act) == day_of(now))
    assert shown == (bool(tonight) and now - tonight[0] < SHOWN_FOR)
    assert shown == shows(acts + tonight[:1] * 5, now)


def test_the_first_of_an_evening_shows_and_the_next_evening_begins_anew():
    assert shows([EVENING], EVENING)
    assert not shows([EVENING], EVENING - timedelta(minutes=1))
    assert not shows([EVENING, EVENING + timedelta(hours=1)], EVENING + timedelta(hours=2))
    assert shows([EVENING, EVENING + timedelta(hours=9)], EVENING + timedelta(hours=9))


def test_nothing_between_two_takes_an_answer_or_a_standing():
    own = {
        name: call for name, call in getmembers(between, isfunction) if call.__module__ == between.__name__
    }
    assert {"opening", "agreed_here", "shows"} <= set(own)
    for call in own.values():
        for parameter in signature(call).parameters.values():
            assert not any(
                word in str(parameter.annotation) for word in ("SafetyState", "Standing", "Answer")
            )
    assert not hasattr(between, "SafetyState")


def test_opening_hours_lie_apart():
    assert time(7) in OPENING_HOURS
    assert all(hour.minute == 0 for hour in OPENING_HOURS)

"""A pause has a return; the return has one extension; where it is depends on the clock alone."""

from datetime import UTC, datetime, timedelta

import pytest

from pasdedeux.errors import InputError
from pasdedeux.practice import Pause, PausePhase

NINE = datetime(2026, 11, 9, 21, 0, tzinfo=UTC)


def minutes(count):
    return NINE + timedelta(minutes=count)


@pytest.mark.parametrize(
    ("at", "phase"),
    [
        (0, PausePhase.AWAY),
        (39, PausePhase.AWAY),
        (40, PausePhase.DUE),
        (49, PausePhase.DUE),
        (50, PausePhase.LATE),
        (999, PausePhase.LATE),
    ],
)
def test_clock_decides_where_a_pause_is(at, phase):
    assert Pause(NINE, minutes(40)).phase(minutes(at)) == phase


def test_coming_home_ends_it():
    pause = Pause(NINE, minutes(40), home=minutes(38))
    assert pause.phase(minutes(38)) == pause.phase(minutes(90)) == PausePhase.HOME


@pytest.mark.parametrize("length", [0, 4, 24 * 60 + 1])
def test_a_pause_without_a_near_return_is_refused(length):
    with pytest.raises(InputError, match="5 minutes to 24 hours"):
        Pause(NINE, minutes(length))


@pytest.mark.parametrize("length", [5, 24 * 60])
def test_the_limits_themselves_are_fine(length):
    assert Pause(NINE, minutes(length)).phase(NINE) == PausePhase.AWAY


def test_one_extension_and_no_second():
    longer = Pause(NINE, minutes(40)).extend(minutes(60), now=minutes(39))
    assert longer.phase(minutes(45)) == PausePhase.AWAY
    with pytest.raises(InputError, match="extended before"):
        longer.extend(minutes(80), now=minutes(59))


def test_a_late_pause_can_still_name_tomorrow():
    late = Pause(NINE, minutes(40)).extend(minutes(60 + 23 * 60), now=minutes(60))
    assert late.phase(minutes(61)) == PausePhase.AWAY


@pytest.mark.parametrize(("until", "now"), [(30, 20), (50, 55), (40 + 24 * 60, 20)])
def test_an_extension_that_is_none_is_refused(until, now):
    with pytest.raises(InputError, match="new time"):
        Pause(NINE, minutes(40)).extend(minutes(until), now=minutes(now))


def test_a_pause_that_is_over_is_not_extended():
    with pytest.raises(InputError, match="is over"):
        Pause(NINE, minutes(40), home=minutes(38)).extend(minutes(60), now=minutes(39))


def test_times_need_a_zone():
    with pytest.raises(InputError, match="no time zone"):
        Pause(NINE.replace(tzinfo=None), minutes(40))

"""Every state and every event: what opens, what closes, and the one slow way back."""

from collections import deque
from datetime import date, timedelta
from itertools import product

import pytest

from pasdedeux.errors import InputError
from pasdedeux.safety import (
    Feature,
    SafetyEvent,
    SafetyStanding,
    SafetyState,
    after,
    closed_by_lot,
    gate,
    interval_days,
    is_spike,
)
from pasdedeux.safety.machine import (
    ALWAYS,
    FOR_TWO,
    REASK_DAYS,
    SOONER,
    TRANSITIONS,
    WAIT_DAYS,
    WHEN_QUIET,
)

# The whole table once more, written by hand; "." stays.
EXPECTED = """
                  unasked   answered  quiet     resting   held      wait_one  ask_one   wait_two  ask_two
answered_none     answered  .         answered  .         .         .         wait_two  .         answered
answered_some     held      held      held      held      .         held      held      held      held
answered_partly   .         unasked   unasked   .         .         .         held      .         held
said_unsafe       held      held      held      held      .         held      held      held      held
said_crisis       held      held      held      held      .         held      held      held      held
asked_again       .         unasked   unasked   .         wait_one  .         .         .         .
spike             .         unasked   unasked   .         .         held      held      held      held
interval_over     .         .         unasked   unasked   .         .         .         .         .
night             .         quiet     .         .         .         .         .         .         .
lot_closes        .         resting   resting   .         .         .         .         .         .
wait_over         .         .         .         .         .         ask_one   .         ask_two   .
partner_asked     .         .         .         .         .         .         .         .         .
partner_answered  .         .         .         .         .         .         .         .         .
partner_cleared   .         .         .         .         .         .         .         .         .
"""
HARM = {SafetyEvent.ANSWERED_SOME, SafetyEvent.SAID_UNSAFE, SafetyEvent.SAID_CRISIS}
ANSWERS = {SafetyEvent.ANSWERED_NONE, SafetyEvent.ANSWERED_SOME, SafetyEvent.ANSWERED_PARTLY}
PARTNER = {SafetyEvent.PARTNER_ASKED, SafetyEvent.PARTNER_ANSWERED, SafetyEvent.PARTNER_CLEARED}
WAY_BACK = [
    SafetyEvent.ASKED_AGAIN,
    SafetyEvent.WAIT_OVER,
    SafetyEvent.ANSWERED_NONE,
    SafetyEvent.WAIT_OVER,
    SafetyEvent.ANSWERED_NONE,
    SafetyEvent.NIGHT,
]
CLOSED = [state for state in SafetyState if state != SafetyState.QUIET]
BOTH_NAMES = list(product(SafetyState, SafetyEvent))
DAY = date(2026, 3, 2)


def expected_table():
    head, *rows = (line.split() for line in EXPECTED.strip().splitlines())
    return {
        (SafetyState(state), SafetyEvent(row[0])): SafetyState(state if cell == "." else cell)
        for row in rows
        for state, cell in zip(head, row[1:], strict=True)
    }


@pytest.mark.parametrize(("state", "event"), BOTH_NAMES)
def test_every_state_and_event(state, event):
    assert after(state, event) == expected_table()[state, event]


def test_the_table_is_complete():
    assert set(TRANSITIONS) == set(BOTH_NAMES) == set(expected_table())
    assert len(BOTH_NAMES) == 9 * 14


@pytest.mark.parametrize("state", SafetyState)
@pytest.mark.parametrize("event", sorted(HARM))
def test_any_positive_answer_holds_at_once(state, event):
    assert after(state, event) == SafetyState.HELD


@pytest.mark.parametrize("state", SafetyState)
@pytest.mark.parametrize("event", sorted(PARTNER))
def test_nothing_the_partner_does_changes_anything(state, event):
    assert after(state, event) == state


@pytest.mark.parametrize(("state", "feature"), list(product(SafetyState, Feature)))
def test_every_state_and_feature(state, feature):
    assert gate(state, feature) == (feature in ALWAYS or state == SafetyState.QUIET)


@pytest.mark.parametrize("feature", sorted(WHEN_QUIET))
def test_a_held_state_closes_everything_towards_or_away_from_the_partner(feature):
    assert not gate(SafetyState.HELD, feature)
    assert {
        Feature.APPROACH,
        Feature.WITHDRAWAL,
        Feature.REFRAMING,
        Feature.THERAPIST_SHARE,
    } | FOR_TWO == WHEN_QUIET


@pytest.mark.parametrize("feature", sorted(ALWAYS))
@pytest.mark.parametrize("state", [*SafetyState, None, "no such state"])
def test_help_and_solo_pages_are_always_open(state, feature):
    assert gate(state, feature)


@pytest.mark.parametrize("feature", ["", "telepathy", "JOINT", None, 3, ["joint"], "state.quiet"])
@pytest.mark.parametrize("state", [*SafetyState, None])
def test_what_is_not_known_is_denied(state, feature):
    assert gate(state, feature) is False


@pytest.mark.parametrize("state", [None, "", "Quiet", "open", 1, []])
def test_a_state_that_is_not_known_is_closed(state):
    assert not any(gate(state, feature) for feature in WHEN_QUIET)


def test_closed_states_cannot_be_told_apart_by_what_is_open():
    open_in = {frozenset(feature for feature in Feature if gate(state, feature)) for state in CLOSED}
    assert open_in == {ALWAYS}


def walk(start, reset):
    """All (state, steps of the way back taken) that can be reached from a positive answer."""
    seen, queue = {start}, deque([start])
    while queue:
        state, done = queue.popleft()
        for event in SafetyEvent:
            step = done + (done < len(WAY_BACK) and event == WAY_BACK[done])
            reached = (after(state, event), 0 if event in reset else step)
            if reached not in seen:
                seen.add(reached)
                queue.append(reached)
    return seen


def test_no_path_opens_after_a_positive_answer_except_the_slow_one():
    reached = walk((SafetyState.HELD, 0), HARM)
    quiet = {done for state, done in reached if state == SafetyState.QUIET}
    assert quiet == {len(WAY_BACK)}


def test_the_slow_way_back_exists():
    state = SafetyState.HELD
    for event in WAY_BACK:
        assert not gate(state, Feature.JOINT)
        state = after(state, event)
    assert state == SafetyState.QUIET


@pytest.mark.parametrize("event", sorted(set(SafetyEvent) - PARTNER - {SafetyEvent.NIGHT}))
def test_opening_needs_the_persons_own_answers_and_a_night(event):
    entering = {
        state
        for state in SafetyState
        if state != SafetyState.QUIET and after(state, event) == SafetyState.QUIET
    }
    assert entering == set()


@pytest.mark.parametrize("state", SafetyState)
def test_the_day_of_answering_looks_the_same_whatever_was_answered(state):
    looks = {
        frozenset(feature for feature in Feature if gate(after(state, event), feature)) for event in ANSWERS
    }
    assert looks == {ALWAYS}


def test_the_way_back_takes_eight_weeks_and_a_night():
    standing = SafetyStanding(SafetyState.HELD, DAY).happened(SafetyEvent.ASKED_AGAIN, DAY)
    opened = None
    for days in range(100):
        today = DAY + timedelta(days=days)
        standing = standing.passed(today)
        if gate(standing.state, Feature.JOINT):
            opened = days
            break
        standing = standing.happened(SafetyEvent.ANSWERED_NONE, today)  # says no every single day
    assert opened == 2 * WAIT_DAYS + 1 == 57


def test_held_does_not_end_by_time():
    assert SafetyStanding(SafetyState.HELD, DAY).passed(DAY + timedelta(days=5000)).state == SafetyState.HELD


@pytest.mark.parametrize("days", range(70))
def test_nothing_reported_opens_after_a_night_and_closes_again(days):
    standing = SafetyStanding(SafetyState.UNASKED, DAY).happened(SafetyEvent.ANSWERED_NONE, DAY)
    expected = (
        SafetyState.ANSWERED
        if days < 1
        else SafetyState.QUIET
        if days <= REASK_DAYS[1]
        else SafetyState.UNASKED
    )
    assert standing.passed(DAY + timedelta(days=days)).state == expected


def test_coming_back_late_does_not_stretch_an_old_answer():
    standing = SafetyStanding(SafetyState.ANSWERED, DAY).passed(DAY + timedelta(days=40))
    assert standing == SafetyStanding(SafetyState.UNASKED, DAY + timedelta(days=1 + REASK_DAYS[1]))


def test_a_shorter_interval_asks_sooner_and_a_longer_one_changes_nothing():
    quiet = SafetyStanding(SafetyState.QUIET, DAY)
    assert quiet.passed(DAY + timedelta(days=14), interval=14).state == SafetyState.UNASKED
    assert quiet.passed(DAY + timedelta(days=28), interval=999).state == SafetyState.UNASKED


@pytest.mark.parametrize("state", SafetyState)
def test_a_clock_that_was_moved_back_opens_nothing(state):
    earlier = SafetyStanding(state, DAY).passed(DAY - timedelta(days=1))
    assert not gate(earlier.state, Feature.JOINT)
    assert earlier.state in {state, SafetyState.UNASKED}


def test_a_spike_asks_again():
    assert after(SafetyState.QUIET, SafetyEvent.SPIKE) == SafetyState.UNASKED
    assert not gate(after(SafetyState.QUIET, SafetyEvent.SPIKE), Feature.JOINT)


def test_the_lot_closes_couples_with_nothing_reported():
    standing = (
        SafetyStanding(SafetyState.UNASKED, DAY)
        .happened(SafetyEvent.ANSWERED_NONE, DAY)
        .passed(DAY + timedelta(days=1), lot=True)
    )
    assert standing.state == SafetyState.RESTING
    assert standing.passed(DAY + timedelta(days=40)).state == SafetyState.UNASKED


def test_the_lot_has_its_shares_and_lasts_as_long_as_a_report_may():
    closed = {
        (couple, number): closed_by_lot(b"key", str(couple), number)
        for couple in range(4000)
        for number in range(3)
    }
    first = [couple for couple in range(4000) if closed[couple, 0]]
    assert 0.04 < len(first) / 4000 < 0.06
    again = [couple for couple in first if closed[couple, 1]]
    assert 0.4 < len(again) / len(first) < 0.6
    assert any(closed[couple, 2] for couple in again)


def test_the_lot_cannot_be_guessed_without_the_key_and_does_not_change():
    draws = [[closed_by_lot(key, str(couple), 0) for couple in range(500)] for key in (b"a", b"b", b"a")]
    assert draws[0] == draws[2] != draws[1]
    with pytest.raises(InputError, match="interval is -1"):
        closed_by_lot(b"a", "1", -1)


def test_the_day_of_asking_is_spread_over_the_interval():
    drawn = [interval_days(b"key", str(couple), 0) for couple in range(4000)]
    assert set(drawn) == set(range(1, REASK_DAYS[1] + 1))
    sooner = sum(days < REASK_DAYS[0] for days in drawn) / len(drawn)
    assert sooner == pytest.approx(SOONER, abs=0.03)
    assert drawn == [interval_days(b"key", str(couple), 0) for couple in range(4000)]
    assert drawn != [interval_days(b"key", str(couple), 1) for couple in range(4000)]


@pytest.mark.parametrize("day", range(1, REASK_DAYS[1] + 1))
def test_pages_may_close_on_any_day_although_nothing_was_reported(day):
    couple = next(str(n) for n in range(5000) if interval_days(b"key", str(n), 0) == day)
    quiet = SafetyStanding(SafetyState.QUIET, DAY)
    interval = interval_days(b"key", couple, 0)
    before, on = (quiet.passed(DAY + timedelta(days=day - k), interval=interval).state for k in (1, 0))
    assert (before, on) == (SafetyState.QUIET, SafetyState.UNASKED)


@pytest.mark.parametrize(
    ("reports", "spike"),
    [
        ([], False),
        ([8], False),
        ([9], True),
        ([2, 2, 2, 2, 5], False),  # four before are too few
        ([2, 2, 2, 2, 2, 5], True),
        ([2, 2, 2, 2, 2, 4.9], False),
        ([6] * 20 + [8], False),
        ([9] * 20 + [0] * 14 + [3], True),  # only the last fourteen count
    ],
)
def test_a_spike_is_read_from_own_reports_alone(reports, spike):
    assert is_spike(reports) is spike


def test_an_event_that_is_not_in_the_table_is_refused():
    with pytest.raises(InputError, match="not in the table"):
        after(SafetyState.QUIET, "open_sesame")

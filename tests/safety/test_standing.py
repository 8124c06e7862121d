"""Where a person stands: every state and event, what time brings, and what one's own phone suggests."""

from datetime import date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pasdedeux.errors import InputError
from pasdedeux.safety import (
    Aim,
    SafetyEvent,
    SafetyStanding,
    SafetyState,
    asked_on,
    day_of,
    is_spike,
    offered,
)
from pasdedeux.safety.standing import ASK_DAYS, ROUND_DAYS, TRANSITIONS

DAY = date(2026, 3, 2)
HARM = (SafetyEvent.THROUGH_SOME, SafetyEvent.DOOR, SafetyEvent.CHOSE_MINE)
DID = st.tuples(st.sampled_from(sorted(SafetyEvent)), st.integers(0, 40))


def later(days):
    return DAY + timedelta(days=days)


def lived(story, state=SafetyState.NEW):
    """The standing after events with so many days before each, and the day it is then."""
    standing, today = SafetyStanding(state, DAY), DAY
    for event, days in story:
        today += timedelta(days=days)
        standing = standing.happened(event, today)
    return standing, today


MOVES = """
                new   both  mine  again
through_none    new   both  mine  again
through_some    mine  mine  mine  mine
through_partly  new   both  mine  again
door            mine  mine  mine  mine
chose_mine      mine  mine  mine  mine
asks_again      new   both  again again
date_missed     new   new   mine  again
"""


def test_every_state_and_event():
    head, *rows = MOVES.strip().splitlines()
    states = head.split()
    for row in rows:
        event, *cells = row.split()
        for state, cell in zip(states, cells, strict=True):
            assert TRANSITIONS[SafetyState(state), SafetyEvent(event)] == cell, (state, event)
    assert len(TRANSITIONS) == len(SafetyState) * len(SafetyEvent) == (len(rows) * len(states))


def test_nothing_the_partner_does_is_an_event():
    assert not [event for event in SafetyEvent if "partner" in event or "other" in event]


def test_nothing_reported_brings_suggestions_for_two_after_a_night():
    standing, _ = lived([(SafetyEvent.THROUGH_NONE, 0)])
    assert [standing.at(later(days)).state for days in (0, 1, ASK_DAYS)] == ["new", "both", "both"]
    assert standing.at(later(ASK_DAYS + 1)).state == "new"


def test_answering_again_in_time_keeps_them():
    standing, _ = lived([(SafetyEvent.THROUGH_NONE, 0), (SafetyEvent.THROUGH_NONE, 27)])
    assert standing.at(later(27 + ASK_DAYS)).state == "both"
    assert standing.at(later(27 + ASK_DAYS + 1)).state == "new"


@given(st.lists(DID, max_size=12), st.integers(0, 400))
def test_time_alone_never_leads_to_suggestions_for_two(story, days):
    without = [(event, wait) for event, wait in story if event != SafetyEvent.THROUGH_NONE]
    standing, today = lived(without)
    assert standing.at(today + timedelta(days=days)).state != SafetyState.BOTH


@given(st.lists(DID, max_size=12), st.sampled_from(HARM), st.integers(0, 400))
def test_after_a_report_nothing_is_suggested_but_for_oneself_until_eight_weeks_of_ones_own(story, harm, days):
    standing, today = lived([*story, (harm, 0)])
    assert standing.state == SafetyState.MINE
    assert standing.at(today + timedelta(days=days)).state == SafetyState.MINE
    for none_on in range(0, 2 * ROUND_DAYS, 7):
        tried = standing.happened(SafetyEvent.ASKS_AGAIN, today)
        for day in range(0, none_on + 1, 7):
            tried = tried.happened(SafetyEvent.THROUGH_NONE, today + timedelta(days=day))
        assert tried.at(today + timedelta(days=none_on + 1)).state != SafetyState.BOTH


def test_the_way_back_takes_two_rounds_and_eight_weeks():
    back = [(SafetyEvent.DOOR, 0), (SafetyEvent.ASKS_AGAIN, 3), *[(SafetyEvent.THROUGH_NONE, ROUND_DAYS)] * 2]
    standing, today = lived(back)
    assert standing.at(today).state == SafetyState.AGAIN
    assert standing.at(today + timedelta(days=1)).state == SafetyState.BOTH
    one_day_short, today = lived([*back[:3], (SafetyEvent.THROUGH_NONE, ROUND_DAYS - 1)])
    assert one_day_short.at(today + timedelta(days=9)).state == SafetyState.AGAIN


def test_a_question_left_open_counts_as_no_round():
    story = [(SafetyEvent.DOOR, 0), (SafetyEvent.ASKS_AGAIN, 0), *[(SafetyEvent.THROUGH_PARTLY, 40)] * 3]
    standing, today = lived(story)
    assert standing.at(today + timedelta(days=1)).state == SafetyState.AGAIN


@given(st.lists(DID, max_size=12), st.integers(1, 400))
def test_a_clock_that_was_moved_back_suggests_nothing_for_two(story, days):
    standing, _ = lived(story)
    first = max((standing.since, *standing.noes))
    assert standing.at(first - timedelta(days=days)).state != SafetyState.BOTH


def test_the_day_changes_at_four():
    assert day_of(datetime.fromisoformat("2026-03-03T03:59")) == DAY
    assert day_of(datetime.fromisoformat("2026-03-03T04:00")) == date(2026, 3, 3)


@pytest.mark.parametrize("state", [*SafetyState, None, "telepathy"])
def test_only_suggestions_for_oneself_outside_both(state):
    for aim in [*Aim, "telepathy"]:
        known = aim in set(Aim)
        assert offered(state, aim) == (aim == Aim.SELF or (state == SafetyState.BOTH and known))


def test_what_is_suggested_after_a_report_is_among_what_is_suggested_otherwise():
    for one, aim in product(SafetyState, Aim):
        assert offered(SafetyState.BOTH, aim) or not offered(one, aim)


@given(st.integers(0, 300))
def test_questions_come_on_the_same_dates_whatever_was_answered(days):
    today = later(days)
    due = asked_on(DAY, today)
    assert due >= today
    assert (due - DAY).days % ASK_DAYS == 0
    assert (due - today).days < ASK_DAYS


def test_a_spike_asks_and_moves_nothing():
    assert is_spike([2, 3, 2, 2, 3, 6])
    assert not is_spike([2, 3, 2, 2, 3, 4])
    assert not is_spike([])
    assert not [event for event in SafetyEvent if "spike" in event]


def test_an_event_that_is_not_known_is_refused():
    with pytest.raises(InputError, match="not in the table"):
        SafetyStanding(SafetyState.NEW, DAY).happened("telepathy", DAY)

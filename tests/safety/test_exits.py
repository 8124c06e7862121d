"""Whatever the reason, the neutral exit is the same thing: text, bytes, timing, and work done."""

from itertools import product

import pytest

from pasdedeux.errors import InputError
from pasdedeux.safety import (
    Feature,
    SafetyEvent,
    SafetyState,
    after,
    after_questions,
    exits,
    hold_for,
    joint_open,
    joint_reply,
    neutral_exit,
    seen_by_other,
)
from pasdedeux.safety.exits import HOLD_MS
from pasdedeux.safety.machine import FOR_TWO
from pasdedeux.words import LANGUAGES

ANYONE = [*SafetyState, None]
FEATURES = [*Feature, "telepathy"]


def replies(language):
    """Every reply that any pair of states, any feature and any consent can bring about."""
    for mine, theirs, feature, both_agree in product(ANYONE, ANYONE, FEATURES, (True, False)):
        reply = joint_reply(mine, theirs, feature, both_agree=both_agree, language=language)
        yield (mine, theirs, feature, both_agree), reply


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_neutral_exits_are_one_and_the_same(language):
    exits_seen = [reply for _, reply in replies(language) if reply is not None]
    assert len(exits_seen) > 2500
    assert {(reply.text, reply.body, reply.hold_ms) for reply in exits_seen} == {
        (neutral_exit(language).text, neutral_exit(language).body, neutral_exit(language).hold_ms)
    }
    assert all(reply is neutral_exit(language) for reply in exits_seen)


def test_joint_pages_open_only_when_both_are_quiet_and_agree():
    for (mine, theirs, feature, both_agree), reply in replies("en"):
        should_open = mine == theirs == SafetyState.QUIET and both_agree and feature in FOR_TWO
        assert (reply is None) == should_open


@pytest.mark.parametrize(
    "event", [SafetyEvent.ANSWERED_SOME, SafetyEvent.SAID_UNSAFE, SafetyEvent.SAID_CRISIS]
)
@pytest.mark.parametrize("state", SafetyState)
def test_no_joint_feature_shows_after_a_positive_answer_of_either(state, event):
    held = after(state, event)
    for other, feature in product(ANYONE, Feature):
        assert not joint_open(held, other, feature, both_agree=True)
        assert not joint_open(other, held, feature, both_agree=True)


def test_the_exit_is_shown_by_lot_too():
    by_lot = joint_reply(SafetyState.RESTING, SafetyState.QUIET, "joint", both_agree=True, language="en")
    by_report = joint_reply(SafetyState.HELD, SafetyState.QUIET, "joint", both_agree=True, language="en")
    by_consent = joint_reply(SafetyState.QUIET, SafetyState.QUIET, "joint", both_agree=False, language="en")
    assert by_lot is by_report is by_consent


def test_the_two_people_cannot_be_told_apart():
    for mine, theirs in product(ANYONE, ANYONE):
        there = joint_reply(mine, theirs, "joint", both_agree=True, language="de")
        back = joint_reply(theirs, mine, "joint", both_agree=True, language="de")
        assert there is back


def test_every_answer_does_the_same_work(monkeypatch):
    asked = []
    monkeypatch.setattr(exits, "gate", lambda state, _: asked.append(state) or state == SafetyState.QUIET)
    for mine, theirs, feature, both_agree in product(ANYONE, ANYONE, FEATURES, (True, False)):
        asked.clear()
        joint_open(mine, theirs, feature, both_agree=both_agree)
        assert asked == [mine, theirs]


@pytest.mark.parametrize("elapsed", [0, 1, 3.5, 399.9, 400, 401, 1234])
def test_replies_leave_only_at_multiples_of_the_timing_class(elapsed):
    leaves = elapsed + hold_for(elapsed)
    assert leaves == pytest.approx(round(leaves / HOLD_MS) * HOLD_MS)
    assert 0 <= hold_for(elapsed) < HOLD_MS
    assert neutral_exit("en").hold_ms == neutral_exit("de").hold_ms == HOLD_MS


@pytest.mark.parametrize("elapsed", [-1, float("nan")])
def test_a_clock_that_ran_backwards_is_refused(elapsed):
    with pytest.raises(InputError, match="below 0"):
        hold_for(elapsed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_exit_names_no_reason_and_no_person(language):
    text = neutral_exit(language).text.lower()
    for telling in ("fear", "safe", "partner", "answer", "angst", "sicher", "antwort", "because", "weil"):
        assert telling not in text
    assert neutral_exit(language).body.decode() == neutral_exit(language).text


def test_others_see_the_words_of_an_empty_week():
    assert seen_by_other("partner", "en") == "No shared entries this week."
    assert seen_by_other("therapist", "en") == "Nothing shared this week."
    with pytest.raises(InputError, match="no viewer"):
        seen_by_other("employer", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_after_the_questions_is_the_same_for_everyone(language):
    assert after_questions(language) == after_questions(language)
    assert len(after_questions(language)) == 7


def test_a_no_is_never_called_safe():
    page = " ".join(after_questions("en")).lower()
    assert "does not mean that all is well" in page
    assert "safe" not in page
    assert "heißt nicht, dass alles gut ist" in " ".join(after_questions("de"))

"""Acts of the moment: one way, without receipt, one of a kind an evening, and what rings for them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from pasdedeux.safety import ForTwo, SafetyEvent
from pasdedeux.store import consents, events, leaving, moments, openings, persons, standings, tellings
from pasdedeux.store.consents import Purpose
from pasdedeux.store.couples import bond
from pasdedeux.store.events import Bell
from pasdedeux.store.moments import Deed, Reply
from pasdedeux.store.parts import JOINS_FIRST
from pasdedeux.store.sealing import StoreError
from two_people import DAY, HOUR, NOW, begin, told

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def press(store, who, deed=Deed.BUTTON, now=NOW, promised=None):
    with store.writing(now) as session:
        return moments.press(session, bond(session, who), deed, now, promised)


def seen(store, who, now):
    with store.reading() as session:
        return [act.kind for act in moments.shown(session, bond(session, who), now)]


def rung(store, who, number=0):
    with store.reading() as session:
        return [(one.number, one.kind) for one in events.after(session, who, number)]


def test_the_button_shows_at_once_on_the_other_phone_and_goes_after_two_hours(store, two):
    alma, ben = two
    press(store, alma)
    assert seen(store, ben, NOW) == [Deed.BUTTON]
    assert seen(store, alma, NOW) == []
    assert seen(store, ben, NOW + 2 * HOUR) == []
    assert rung(store, ben) == [(1, Bell.BUTTON)]
    assert rung(store, alma) == []


def test_pressed_again_the_same_evening_it_is_the_same_act(store, two):
    alma, ben = two
    first = press(store, alma)
    assert {press(store, alma, now=NOW + minute * MINUTE) for minute in (0, 1, 90)} == {first}
    assert len(rung(store, ben)) == 1
    assert seen(store, ben, NOW + 2 * HOUR) == []
    assert press(store, alma, now=NOW + DAY) != first
    assert rung(store, ben, 1) == [(2, Bell.BUTTON)]


def test_an_evening_ends_at_four_by_the_couples_clock(store, two):
    late = datetime(2026, 11, 4, 2, 30, tzinfo=UTC)  # 03:30 in Berlin
    first = press(store, two[0], now=NOW)
    assert press(store, two[0], now=late) == first
    assert press(store, two[0], now=late + HOUR) != first


def test_a_pause_shows_with_its_return_until_it_is_over(store, two):
    alma, ben = two
    back = NOW + 11 * HOUR
    press(store, alma, Deed.PAUSE, promised=back)
    for hours in (0, 3, 11, 12):
        assert seen(store, ben, NOW + hours * HOUR) == [Deed.PAUSE]
    assert seen(store, ben, back + 2 * HOUR) == []


def test_ones_own_act_is_seen_as_long_as_it_shows_with_the_answer(store, two):
    alma, ben = two
    word = press(store, alma, Deed.WORD)

    def mine(now):
        with store.reading() as session:
            return [(act.id, act.answer) for act in moments.own(session, bond(session, alma), now)]

    assert mine(NOW) == [(word, None)]
    with store.writing(NOW) as session:
        moments.reply(session, bond(session, ben), word, Reply.LATER, NOW)
    assert mine(NOW + HOUR) == [(word, Reply.LATER)]
    assert mine(NOW + 2 * HOUR) == []


def test_a_return_moves_once_and_coming_back_is_seen(store, two):
    alma, ben = two
    made = press(store, alma, Deed.PAUSE, promised=NOW + HOUR)
    with store.writing(NOW + HOUR) as session:
        mine = bond(session, alma)
        moments.move(session, mine, made, NOW + 3 * HOUR, NOW + HOUR)
        with pytest.raises(StoreError, match="moved once"):
            moments.move(session, mine, made, NOW + 4 * HOUR, NOW + HOUR)
    with store.writing(NOW + 3 * HOUR) as session:
        for _ in range(2):
            moments.come_home(session, bond(session, alma), made, NOW + 3 * HOUR)
    assert [kind for _, kind in rung(store, ben)] == [Bell.PAUSE, Bell.PAUSE_MOVED, Bell.PAUSE_HOME]
    assert seen(store, ben, NOW + 4 * HOUR) == [Deed.PAUSE]
    assert seen(store, ben, NOW + 5 * HOUR) == []


@pytest.mark.parametrize("hours", [None, 0, -1, 25])
def test_a_pause_without_a_near_return_is_refused(store, two, hours):
    with pytest.raises(StoreError, match="return within a day"):
        press(store, two[0], Deed.PAUSE, promised=None if hours is None else NOW + hours * HOUR)
    assert rung(store, two[1]) == []


def test_only_who_paused_moves_it_or_comes_back(store, two):
    made = press(store, two[0], Deed.PAUSE, promised=NOW + HOUR)
    button = press(store, two[1])
    with store.writing(NOW) as session:
        theirs = bond(session, two[1])
        for act in (made, button, "none"):
            with pytest.raises(StoreError, match="nothing here"):
                moments.come_home(session, theirs, act, NOW)


def test_the_code_word_is_answered_once_by_the_other_while_it_shows(store, two):
    alma, ben = two
    word = press(store, alma, Deed.WORD)
    with store.writing(NOW + HOUR) as session:
        with pytest.raises(StoreError, match="nothing here"):
            moments.reply(session, bond(session, alma), word, Reply.YES, NOW + HOUR)
        moments.reply(session, bond(session, ben), word, Reply.LATER, NOW + HOUR)
        moments.reply(session, bond(session, ben), word, Reply.YES, NOW + HOUR)
        assert session.execute(text("SELECT answer FROM acts")).scalar() == Reply.LATER
    assert rung(store, alma) == [(1, Bell.WORD_ANSWER)]
    with store.writing(NOW + 2 * HOUR) as session, pytest.raises(StoreError, match="nothing here"):
        moments.reply(session, bond(session, ben), word, Reply.YES, NOW + 2 * HOUR)


def test_an_event_is_there_with_its_fact_or_not_at_all(store, two):
    class Interrupted(Exception):  # noqa: N818 - no error of the program
        pass

    def press_and_break():
        with store.writing(NOW) as session:
            moments.press(session, bond(session, two[0]), Deed.BUTTON, NOW)
            raise Interrupted

    with pytest.raises(Interrupted):
        press_and_break()
    assert rung(store, two[1]) == []
    assert seen(store, two[1], NOW) == []


def test_a_phone_that_comes_back_hears_what_it_missed(store, two):
    for day in range(4):
        press(store, two[0], now=NOW + day * DAY)
    assert [number for number, _ in rung(store, two[1], 2)] == [3, 4]
    assert rung(store, two[1], 4) == rung(store, two[1], 99) == []


def test_numbers_of_one_persons_events_tell_nothing_of_others(store, two):
    press(store, two[1])
    press(store, two[1], Deed.WORD)
    press(store, two[0])
    assert rung(store, two[1]) == [(1, Bell.BUTTON)]


def test_an_event_holds_ids_and_a_kind_and_nothing_else(store, two):
    made = press(store, two[0])
    with store.reading() as session:
        (row,) = session.execute(text("SELECT * FROM events")).mappings()
    assert set(row) == {"person_id", "number", "kind", "ref", "at"}
    assert (row["kind"], row["ref"]) == (Bell.BUTTON, made)


def test_nothing_that_is_done_alone_rings(store, two):
    alma, ben = two
    with store.writing(NOW) as session:
        made = tellings.tell(session, alma, told(alma.person), NOW)
        for event in SafetyEvent:
            standings.happened(session, alma, event, NOW.date())
        tellings.seal_parts(session, alma, made, JOINS_FIRST, NOW)
        openings.choose(session, bond(session, alma), ForTwo.DANCE, "", NOW)
        consents.decide(session, alma, Purpose.RESEARCH, "1", NOW, given=True)
        persons.visit(session, alma, NOW)
        tellings.take_back(session, alma, made)
        leaving.stop(session, alma)
        leaving.leave(session, alma)
        leaving.delete_person(session, alma)
    assert rung(store, ben) == []


@pytest.mark.parametrize("ends", ["leave", "delete_person"])
def test_after_one_left_nothing_shows_and_nothing_rings(store, two, ends):
    alma, ben = two
    press(store, alma)
    press(store, ben)
    with store.writing(NOW) as session:
        getattr(leaving, ends)(session, alma)
    assert seen(store, ben, NOW) == []
    before = rung(store, ben)
    press(store, ben, Deed.WORD)
    assert rung(store, ben) == before


def test_without_the_consent_of_both_nothing_shows(store, two):
    press(store, two[0])
    with store.writing(NOW) as session:
        consents.decide(session, two[1], Purpose.TOGETHER, "1", NOW, given=False)
    assert seen(store, two[1], NOW) == []


def test_alone_there_is_no_other_phone(store):
    alma = begin(store, "alma")
    with pytest.raises(StoreError, match="alone"):
        press(store, alma)


def test_taken_back_in_the_first_seconds_nothing_shows(store, two):
    alma, ben = two
    made = press(store, alma)
    with store.writing(NOW + 10 * SECOND) as session:
        for _ in range(2):
            moments.undo(session, bond(session, alma), made, NOW + 10 * SECOND)
    assert seen(store, ben, NOW + 10 * SECOND) == []
    assert rung(store, ben) == [(1, Bell.BUTTON), (2, Bell.UNDONE)]


def test_pressed_again_after_it_was_taken_back_it_is_the_first_act(store, two):
    alma, ben = two
    made = press(store, alma)
    with store.writing(NOW) as session:
        moments.undo(session, bond(session, alma), made, NOW)
    assert press(store, alma, now=NOW + MINUTE) == made
    assert seen(store, ben, NOW + MINUTE) == [Deed.BUTTON]
    assert seen(store, ben, NOW + 2 * HOUR) == []
    with store.writing(NOW + MINUTE) as session, pytest.raises(StoreError, match="10 seconds"):
        moments.undo(session, bond(session, alma), made, NOW + MINUTE)


def test_only_the_button_and_the_word_are_taken_back_and_only_by_whoever_did_them(store, two):
    alma, ben = two
    button = press(store, alma)
    pause = press(store, ben, Deed.PAUSE, promised=NOW + HOUR)
    with store.writing(NOW) as session:
        for act in (button, pause, "none"):
            with pytest.raises(StoreError, match="nothing here"):
                moments.undo(session, bond(session, ben), act, NOW)
    assert seen(store, ben, NOW) == [Deed.BUTTON]


def test_the_sentence_of_a_pause_is_read_by_both_and_stands_nowhere_in_clear(store, two):
    alma, ben = two
    with store.writing(NOW) as session:
        moments.press(
            session, bond(session, alma), Deed.PAUSE, NOW, NOW + HOUR, "full of elderflower, not gone"
        )
    press(store, ben)
    with store.reading() as session:
        (act,) = moments.shown(session, bond(session, ben), NOW)
        read = [moments.sentence(bond(session, who), act) for who in two]
        rows = session.execute(text("SELECT words FROM acts")).scalars().all()
    assert read == ["full of elderflower, not gone"] * 2
    assert len({len(row) for row in rows}) == 1
    assert not any(b"elderflower" in row for row in rows)


def test_a_long_sentence_is_refused(store, two):
    with store.writing(NOW) as session, pytest.raises(StoreError, match="200 letters"):
        moments.press(session, bond(session, two[0]), Deed.PAUSE, NOW, NOW + HOUR, "x" * 201)


def test_what_one_did_on_an_evening_is_found_the_next_morning(store, two):
    press(store, two[0])
    with store.reading() as session:
        ours = bond(session, two[0])
        assert set(moments.of_evening(session, ours, NOW.date())) == {Deed.BUTTON}
        assert moments.of_evening(session, ours, NOW.date() + DAY) == {}
        assert moments.of_evening(session, bond(session, two[1]), NOW.date()) == {}

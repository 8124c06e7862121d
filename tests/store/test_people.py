"""Persons and couples: who comes in, how two become a couple, and what is decided alone."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from pasdedeux.safety import SafetyEvent, SafetyState
from pasdedeux.store import consents, couples, leaving, persons, standings
from pasdedeux.store.consents import Purpose
from pasdedeux.store.database import FILE
from pasdedeux.store.once import once
from pasdedeux.store.sealing import StoreError
from two_people import CHEAP, HOUR, NOW, begin, pair


def test_whoever_signs_in_has_the_same_keys(store):
    alma = begin(store, "alma")
    with store.reading() as session:
        again = persons.sign_in(session, "alma", "passphrase of alma")
    assert (again.person, again.own) == (alma.person, alma.own)


def test_a_wrong_name_and_a_wrong_passphrase_say_the_same(store):
    begin(store, "alma")
    said = set()
    for name, passphrase in (("alma", "passphrase of ben"), ("ben", "passphrase of ben")):
        with store.reading() as session, pytest.raises(StoreError) as caught:
            persons.sign_in(session, name, passphrase)
        said.add(str(caught.value))
    assert said == {"Name and passphrase do not fit. Try again, or use your recovery code."}


def test_a_name_is_taken_once(store):
    begin(store, "alma")
    with pytest.raises(StoreError, match="taken"):
        begin(store, "alma")


def test_the_code_sets_a_new_passphrase_and_stays(store):
    with store.writing(NOW) as session:
        alma, code = persons.begin(session, "alma", "passphrase of alma", NOW, CHEAP)
    for passphrase in ("another passphrase", "a third passphrase"):
        with store.writing(NOW) as session:
            assert persons.recover(session, "alma", code, passphrase, CHEAP).own == alma.own
        with store.reading() as session:
            assert persons.sign_in(session, "alma", passphrase).own == alma.own
    with store.writing(NOW) as session, pytest.raises(StoreError, match="do not fit"):
        persons.recover(session, "alma", code[:-1] + ("0" if code[-1] != "0" else "1"), "passphrase", CHEAP)


def test_two_become_a_couple_by_a_code_and_share_one_key(store):
    alma, ben = begin(store, "alma"), begin(store, "ben")
    couple = pair(store, alma, ben)
    with store.reading() as session:
        hers, his = couples.bond(session, alma), couples.bond(session, ben)
    assert hers.couple == his.couple == couple
    assert (hers.other, his.other) == (ben.person, alma.person)
    assert hers.key == his.key
    assert hers.key.hex() not in repr(hers)


def test_a_code_is_good_for_48_hours_and_once(store):
    alma, ben, cem = (begin(store, name) for name in ("alma", "ben", "cem"))
    with store.writing(NOW) as session:
        code = couples.invite(session, alma, "Europe/Berlin", NOW)
        for who, when in ((ben, NOW + timedelta(hours=48)), (alma, NOW)):
            with pytest.raises(StoreError, match="48 hours"):
                couples.join(session, who, code, when)
        couples.join(session, ben, code.lower(), NOW + timedelta(hours=47))
        for wrong in (code, "00000-00000", ""):
            with pytest.raises(StoreError, match="48 hours"):
                couples.join(session, cem, wrong, NOW)


def test_a_new_code_ends_the_one_before(store):
    alma, ben = begin(store, "alma"), begin(store, "ben")
    with store.writing(NOW) as session:
        first = couples.invite(session, alma, "Europe/Berlin", NOW)
        second = couples.invite(session, alma, "Europe/Berlin", NOW)
        with pytest.raises(StoreError, match="not good"):
            couples.join(session, ben, first, NOW)
        couples.join(session, ben, second, NOW)


def test_a_code_stands_nowhere_in_the_open(store, tmp_path):
    alma = begin(store, "alma")
    with store.writing(NOW) as session:
        code = couples.invite(session, alma, "Europe/Berlin", NOW)
    held = b"".join(path.read_bytes() for path in (tmp_path / "kept").iterdir())
    assert code.encode() not in held
    assert code.replace("-", "").encode() not in held


def test_nobody_is_in_two_couples(store, two):
    alma, _ = two
    cem = begin(store, "cem")
    with store.writing(NOW) as session:
        with pytest.raises(StoreError, match="already"):
            couples.invite(session, alma, "Europe/Berlin", NOW)
        code = couples.invite(session, cem, "Europe/Berlin", NOW)
        with pytest.raises(StoreError, match="already"):
            couples.join(session, alma, code, NOW)


def test_after_the_other_left_a_new_couple_is_possible(store, two):
    alma, ben = two
    cem = begin(store, "cem")
    with store.writing(NOW) as session:
        leaving.leave(session, ben)
        with pytest.raises(StoreError, match="alone"):
            couples.bond(session, ben)
        assert couples.bond(session, alma).other is None
    pair(store, alma, cem)
    with store.reading() as session:
        assert couples.bond(session, alma).other == cem.person
        assert session.execute(text("SELECT count(*) FROM couples")).scalar() == 1


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "../etc/passwd", ""])
def test_a_zone_that_is_none_is_named(store, zone):
    alma = begin(store, "alma")
    with store.writing(NOW) as session, pytest.raises(StoreError, match="no time zone"):
        couples.invite(session, alma, zone, NOW)


def test_consents_are_dated_and_versioned_and_only_ever_added_to(store):
    alma = begin(store, "alma")
    decisions = [(Purpose.TOGETHER, "1", True), (Purpose.RESEARCH, "1", True), (Purpose.TOGETHER, "2", False)]
    with store.writing(NOW) as session:
        assert not consents.lives(session, alma.person, Purpose.TOGETHER)
        for at, (purpose, version, given) in enumerate(decisions):
            consents.decide(session, alma, purpose, version, NOW + at * HOUR, given=given)
    with store.reading() as session:
        found = consents.history(session, alma)
        assert [(one.purpose, one.version, one.given) for one in found] == decisions
        assert [one.at for one in found] == [NOW, NOW + HOUR, NOW + 2 * HOUR]
        lives = {purpose for purpose in Purpose if consents.lives(session, alma.person, purpose)}
    assert lives == {Purpose.RESEARCH}
    assert not hasattr(consents, "change")


def test_a_standing_has_one_row_and_one_size_whatever_it_is(store):
    people = [begin(store, name) for name in ("alma", "ben", "cem")]
    today = NOW.date()
    with store.writing(NOW) as session:
        assert standings.read(session, people[0]).state is SafetyState.NEW
        standings.happened(session, people[0], SafetyEvent.DOOR, today)
        standings.happened(session, people[1], SafetyEvent.THROUGH_NONE, today)
        standings.happened(session, people[0], SafetyEvent.ASKS_AGAIN, today)
    with store.reading() as session:
        states = [standings.read(session, one).at(today + timedelta(days=1)).state for one in people]
        assert states == [SafetyState.AGAIN, SafetyState.BOTH, SafetyState.NEW]
        assert len(session.execute(text("SELECT DISTINCT length(standing) FROM persons")).all()) == 1


def test_nobody_else_opens_a_standing(store):
    alma, ben = begin(store, "alma"), begin(store, "ben")
    with store.writing(NOW) as session:
        session.execute(
            text("UPDATE persons SET standing = (SELECT standing FROM persons WHERE name = 'alma')")
        )
    with store.reading() as session, pytest.raises(StoreError, match="does not open"):
        standings.read(session, ben)
    with store.reading() as session:
        assert standings.read(session, alma)


def test_a_visit_writes_the_standing_anew_whether_or_not_it_changed(store):
    alma = begin(store, "alma")
    held = []
    for _ in range(2):
        with store.writing(NOW) as session:
            persons.visit(session, alma, NOW)
            held.append(session.execute(text("SELECT standing FROM persons")).scalar())
    assert held[0] != held[1]
    with store.reading() as session:
        assert standings.read(session, alma).state is SafetyState.NEW


def test_sent_twice_it_is_done_once(store):
    alma, ben = begin(store, "alma"), begin(store, "ben")
    done = []

    def act():
        done.append(len(done))
        return f"result {len(done)}"

    for _ in range(3):
        with store.writing(NOW) as session:
            assert once(session, alma, "form 7", act, NOW) == "result 1"
    with store.writing(NOW) as session:
        assert once(session, ben, "form 7", act, NOW) == "result 2"
        assert once(session, alma, "form 8", act, NOW) == "result 3"


def test_the_file_has_one_name(tmp_path, store):
    begin(store, "alma")
    assert {path.name for path in (tmp_path / "kept").iterdir()} <= {FILE, f"{FILE}-wal", f"{FILE}-shm"}

"""Practising: what is suggested hangs on one's own standing; what takes two opens where both picked it."""

import pytest

from pasdedeux.practice import practices
from pasdedeux.safety import SafetyEvent, day_of
from pasdedeux.store import notes, standings
from pasdedeux.store.notes import NoteKind

TWO = "weekly-date"


def happened(phone, event):
    now = phone.server.clock()
    with phone.server.store.writing(now) as session:
        standings.happened(session, phone.me, event, day_of(now))


def listed(phone):
    page = phone.get("/a/practice").text
    return {id_ for id_ in practices() if f'href="/a/practice/{id_}"' in page}


@pytest.fixture
def asked(server):
    one, two = server.couple()
    for phone in (one, two):
        happened(phone, SafetyEvent.THROUGH_NONE)
    server.clock.pass_by(days=1)
    for phone in (one, two):
        phone.sign_in()
    return one, two


def test_every_practice_has_a_page(server):
    phone = server.phone("alma")
    for id_, one in practices().items():
        page = phone.get(f"/a/practice/{id_}")
        assert page.status_code == 200
        assert ("<ol>" in page.text) == (one.people == 1)


def test_after_a_report_only_what_is_for_oneself_is_listed(asked):
    alma, _ = asked
    everything = listed(alma)
    assert TWO in everything
    happened(alma, SafetyEvent.DOOR)
    mine = listed(alma)
    assert mine < everything
    assert {practices()[id_].aim for id_ in mine} == {"self"}
    assert {practices()[id_].people for id_ in mine} == {1}


def test_what_takes_two_opens_where_both_picked_and_confirmed(asked):
    path = f"/a/practice/{TWO}"
    for phone in asked:
        phone.submit(phone.get(path), f"{path}/pick")
        assert f"{path}/go" not in phone.get(path).text
    asked[0].server.clock.pass_by(days=1)
    for phone in asked:
        phone.sign_in()
        phone.submit(phone.get(path), f"{path}/confirm")
        assert phone.get(f"{path}/go").url.path == path
    asked[0].server.clock.pass_by(days=1)
    for phone in asked:
        phone.sign_in()
        assert phone.get(f"{path}/go").url.path == f"{path}/go"


def test_one_pick_shows_nowhere_on_the_other_phone(asked):
    alma, ben = asked
    path = f"/a/practice/{TWO}"
    before = ben.get("/a/practice").text
    alma.submit(alma.get(path), f"{path}/pick")
    assert ben.get("/a/practice").text == before
    assert "Confirm it" not in ben.get(path).text


def test_how_it_was_is_kept_for_oneself_and_harder_stops(asked):
    alma, _ = asked
    path = "/a/practice/settle-90/after"
    page = alma.submit(alma.get(path), path, helped="harder", level="9")
    assert page.url.path == "/a/stop"
    with alma.server.store.reading() as session:
        (run,) = notes.own(session, alma.me, NoteKind.PRACTICE)
    assert run.holds == {"id": "settle-90", "helped": "harder"}


@pytest.mark.parametrize(("level", "begins"), [("4", True), ("5", False), ("9", False)])
def test_a_talk_begins_below_five(asked, level, begins):
    alma, _ = asked
    page = alma.submit(alma.get("/a/talk"), "/a/talk", level=level)
    assert ("data-timer" in page.text) == begins
    with alma.server.store.reading() as session:
        assert notes.own(session, alma.me) == []


def test_what_stops_says_never_who(asked):
    assert not any(name in asked[0].get("/a/stop").text.split("<main", 1)[1] for name in ("alma", "ben"))


def test_one_practice_is_kept_at_a_time(server):
    phone = server.phone("alma")
    for id_ in ("settle-5-move", "settle-90"):
        path = f"/a/practice/{id_}"
        phone.submit(phone.get(path), f"{path}/keep")
    with server.store.reading() as session:
        assert [one.holds["id"] for one in notes.own(session, phone.me, NoteKind.PLAN)] == ["settle-90"]


@pytest.mark.parametrize(
    ("days", "helped", "says", "looks_back"),
    [
        (6, "no", "stay with the one you have", False),
        (7, "no", "A week with one practice", True),
        (0, "harder", "It got harder with this one", True),
    ],
)
def test_what_is_kept_shows_on_now_and_is_looked_back_on(server, days, helped, says, looks_back):
    phone = server.phone("alma")
    path = "/a/practice/settle-5-move"
    phone.submit(phone.get("/a/practice/settle-90"), "/a/practice/settle-90/keep")
    page = phone.submit(phone.get(path), f"{path}/keep")
    assert f'href="{path}"' in page.text
    phone.submit(phone.get(f"{path}/after"), f"{path}/after", helped=helped, level="2")
    server.clock.pass_by(days=days)
    phone.sign_in()
    page = phone.get("/a")
    assert says in page.text
    assert (f'action="{path}/keep"' in page.text) == looks_back


@pytest.mark.parametrize(
    ("do", "fields", "goes_to", "kept"),
    [
        ("keep", {}, "/a", 1),
        ("let-go", {"then": "another"}, "/a/practice", 0),
        ("let-go", {"then": ""}, "/a", 0),
    ],
)
def test_looking_back_keeps_changes_or_lets_go(server, do, fields, goes_to, kept):
    phone = server.phone("alma")
    path = "/a/practice/settle-5-move"
    phone.submit(phone.get(path), f"{path}/keep")
    server.clock.pass_by(days=7)
    phone.sign_in()
    page = phone.submit(phone.get("/a"), f"{path}/{do}", **fields)
    assert page.url.path == goes_to
    assert "A week with one practice" not in phone.get("/a").text
    with server.store.reading() as session:
        assert len(notes.own(session, phone.me, NoteKind.PLAN)) == kept


def test_what_is_kept_is_ones_own(server):
    alma, ben = server.couple()
    path = "/a/practice/settle-5-move"
    before = ben.get("/a/practice").text
    alma.submit(alma.get(path), f"{path}/keep")
    assert ben.get("/a/practice").text == before
    assert f"{path}/let-go" not in ben.get(path).text

"""The questions and the door: what they change, and what stays the same whatever was answered."""

import re

import pytest

from pasdedeux.safety import QUESTIONS, SafetyState
from pasdedeux.store import openings, standings, tellings
from pasdedeux.store.couples import bond
from pasdedeux.store.parts import JOINS_FIRST
from two_people import told

KEYS = re.compile(r'name="once" value="[^"]*"')


def plain(page):
    """A page without the keys of its forms, which are always others."""
    return KEYS.sub("", page.text)


def standing_of(phone):
    with phone.server.store.reading() as session:
        return standings.read(session, phone.me).at(phone.server.clock().date())


def seal(phone):
    with phone.server.store.writing(phone.server.clock()) as session:
        telling = tellings.tell(session, phone.me, told(phone.me.person), phone.server.clock())
        tellings.seal_parts(session, phone.me, telling, JOINS_FIRST, phone.server.clock())


def answer(phone, **answers):
    return phone.submit(phone.get("/a/questions"), "/a/questions", **answers)


def test_the_page_after_is_the_same_whatever_was_answered(server):
    pages = []
    for name, said in (
        ("alma", "no"),
        ("berta", "yes"),
        ("clara", "unsure"),
        ("doris", "skip"),
        ("emmy", None),
    ):
        phone = server.phone(name)
        page = answer(phone, **(dict.fromkeys(QUESTIONS, said) if said else {}))
        assert page.url.path == "/a/questions/after"
        pages.append(plain(page).replace(name, "somebody"))
    assert len(set(pages)) == 1


def test_answers_lead_where_they_should(server):
    calm, afraid = server.phone("alma"), server.phone("ben")
    answer(calm, **dict.fromkeys(QUESTIONS, "no"))
    answer(afraid, fear="yes")
    server.clock.pass_by(days=1)
    assert standing_of(calm).state is SafetyState.BOTH
    assert standing_of(afraid).state is SafetyState.MINE


def test_nothing_is_chosen_beforehand(server):
    assert "checked" not in server.phone("alma").get("/a/questions").text


def test_the_door_leads_to_people_and_only_ones_own_standing_changes(server):
    alma, ben = server.couple()
    before = plain(ben.get("/a")), ben.get("/a/who").text
    page = alma.submit(alma.get("/a/questions"), "/a/afraid")
    assert page.url.path == "/a/afraid"
    assert "findahelpline.com" in page.text
    assert standing_of(alma).state is SafetyState.MINE
    assert (plain(ben.get("/a")), ben.get("/a/who").text) == before


def test_looking_at_the_page_of_people_changes_nothing(server):
    alma = server.phone("alma")
    alma.get("/a/afraid?country=DE")
    assert standing_of(alma).state is SafetyState.NEW


def test_choosing_only_things_for_me_and_asking_again(server):
    alma = server.phone("alma")
    after = alma.get("/a/questions/after")
    assert alma.submit(after, "/a/questions/mine").url.path == "/a/done"
    assert standing_of(alma).state is SafetyState.MINE
    alma.submit(after, "/a/questions/again")
    assert standing_of(alma).state is SafetyState.AGAIN


def test_what_opens_next_is_listed_and_can_be_kept_back(server):
    alma, _ = server.couple()
    seal(alma)
    after = alma.get("/a/questions/after")
    assert "Your half of 3 November 2026" in after.text
    assert "Your half of" not in alma.submit(after, "/a/questions/back").text
    with server.store.reading() as session:
        assert openings.own(session, bond(session, alma.me), server.clock()) == []


@pytest.mark.parametrize(("days", "open_still"), [(5, True), (7, False)])
def test_what_can_no_longer_open_is_not_listed(server, days, open_still):
    alma, _ = server.couple()
    seal(alma)
    server.clock.pass_by(days=days)
    alma.sign_in()
    assert ("Your half of" in alma.get("/a/questions/after").text) == open_still


@pytest.mark.parametrize(
    ("days", "due"), [(0, True), (3, True), (4, False), (27, False), (28, True), (32, False)]
)
def test_the_questions_come_on_the_same_days_whatever_was_answered(server, days, due):
    phones = [server.phone("alma"), server.phone("berta")]
    answer(phones[0], fear="yes")
    server.clock.pass_by(days=days)
    for phone in phones:
        phone.sign_in()
        assert ("To the questions" in phone.get("/a").text) == due

"""Telling on a phone without script: taps, what is kept between them, and what comes of it."""

import re

import pytest
from sqlalchemy import text

from pasdedeux.services.draft import Draft
from pasdedeux.store import notes, tellings
from pasdedeux.store.notes import NoteKind
from phones import forms
from telling_phone import CASES, begin, tap, tell


def kept(phone):
    with phone.server.store.reading() as session:
        return [tellings.read(session, phone.me, one) for one in tellings.own(session, phone.me)]


def drafts(phone):
    with phone.server.store.reading() as session:
        return [Draft.of(one.holds) for one in notes.own(session, phone.me, NoteKind.DRAFT)]


@pytest.mark.parametrize("form", CASES)
def test_taps_are_few(server, form):
    phone = server.phone("alma")
    most, taps = CASES[form]
    chips = 2 if form == "whole" else 0
    assert len(taps) + chips + 1 <= most
    page = tell(phone, form)
    assert re.fullmatch(r"/a/moments/\w+", page.url.path)
    assert len(kept(phone)) == 1
    assert drafts(phone) == []


def test_ones_own_half_is_drawn_at_once_and_the_others_is_empty(server):
    page = tell(server.phone("alma"), "whole")
    drawn = re.search(r'<figure class="half">(.*?)</svg>', page.text, re.DOTALL)[1]
    assert "asks again" in drawn
    assert "not shared" not in drawn


def test_after_the_first_hard_moment_the_body_is_offered_something_and_nothing_waits_for_it(server):
    phone = server.phone("alma")
    offers = 'href="/a/practice/settle-90/go"'
    assert offers not in tell(phone, "good-turn").text
    phone = server.phone("ben")
    page = tell(phone)
    assert offers in page.text
    assert '<figure class="half">' in page.text
    assert offers not in phone.get(page.url.path).text
    assert offers not in tell(phone).text


@pytest.mark.parametrize(("peak", "offered"), [("6", False), ("7", True), ("10", True)])
def test_a_high_alarm_that_is_told_is_offered_to_settle(server, peak, offered):
    phone = server.phone("alma")
    tell(phone)
    page = begin(phone, "whole")
    for field in CASES["whole"][1]:
        page = tap(phone, page, field, peak if "eleven" in page.text else "1")
    keep = page.url.path.rsplit("/", 1)[0] + "/keep"
    page = phone.submit(page, keep)
    assert kept(phone)[-1].peak == float(peak) or kept(phone)[0].peak == float(peak)
    assert ('href="/a/practice/settle-90/go"' in page.text) == offered


def test_a_phone_that_is_closed_loses_nothing(server):
    phone = server.phone("alma")
    page = tap(phone, begin(phone, "short"), "answer", "3")
    tap(phone, page, "other", "4")
    again = server.phone()
    again.me = phone.me
    again.sign_in()
    begun = re.search(r"/a/tell/\w+", again.get("/a/moments").text.split('href="/a/tell"', 1)[1])[0]
    page = again.get(begun)
    assert page.url.path.endswith("/2")
    assert 'class="theirs"' in page.text
    back = again.get(begun + "/1").text
    assert re.search(r'value="3" aria-pressed="true"', back)


def test_a_bead_can_be_undone_and_called_by_ones_own_words(server):
    phone = server.phone("alma")
    page = tap(phone, begin(phone, "short"), "answer")
    page = tap(phone, tap(phone, page, "i"), "other", "4")
    page = tap(phone, page, "do", "undo")
    page = phone.post(page.url.path, once="w", do="call", words="knock on the door")
    (draft,) = drafts(phone)
    assert [(move.mine, move.words) for move in draft.moves] == [(True, "knock on the door")]
    assert "knock on the door" in page.text


def test_a_page_that_is_sent_twice_lays_one_bead(server):
    phone = server.phone("alma")
    page = tap(phone, begin(phone, "short"), "answer")
    tap(phone, page, "i")
    tap(phone, page, "i")
    assert len(drafts(phone)[0].moves) == 1


def test_keeping_twice_keeps_once(server):
    phone = server.phone("alma")
    page = begin(phone, "near-miss")
    for field in CASES["near-miss"][1]:
        page = tap(phone, page, field)
    keep = page.url.path.rsplit("/", 1)[0] + "/keep"
    one, two = phone.submit(page, keep), phone.submit(page, keep)
    assert one.url == two.url
    assert len(kept(phone)) == 1


def test_the_day_is_today_without_a_tap_and_can_be_another(server):
    phone = server.phone("alma")
    page = begin(phone, "whole")
    path = page.url.path.rsplit("/", 1)[0]
    phone.submit(phone.get(path + "/when"), path + "/when", day="2", apart="2")
    (draft,) = drafts(phone)
    assert (server.clock().date() - draft.telling().day).days == 1
    assert draft.telling().apart
    nonsense = {"other-day": "2999-01-01"}
    phone.submit(phone.get(path + "/when"), path + "/when", **nonsense)
    assert drafts(phone)[0].telling().day == draft.telling().day


def test_what_cannot_be_an_answer_changes_nothing(server):
    phone = server.phone("alma")
    page = begin(phone, "short")
    assert tap(phone, page, "answer", "99").status_code == 200
    assert drafts(phone)[0].page == 0


def test_a_draft_of_another_is_not_there(server):
    alma, ben = server.couple()
    path = begin(alma, "short").url.path
    assert ben.get(path).status_code == 404
    assert ben.post(path, once="x", answer="1").status_code == 404


def test_the_door_stands_on_every_page_of_a_telling(server):
    phone = server.phone("alma")
    page = begin(phone, "whole")
    pages = [phone.get("/a/tell"), page, phone.get(page.url.path.rsplit("/", 1)[0] + "/when")]
    for field in CASES["whole"][1]:
        page = tap(phone, page, field)
        pages.append(page)
    keep = page.url.path.rsplit("/", 1)[0] + "/keep"
    pages.append(phone.submit(page, keep))
    assert all('action="/a/afraid"' in one.text for one in pages)


def test_thrown_away_is_gone(server):
    phone = server.phone("alma")
    page = begin(phone, "short")
    away = page.url.path.rsplit("/", 1)[0] + "/away"
    phone.post(away, once="x")
    assert drafts(phone) == []


def test_telling_leaves_no_event_and_nothing_on_the_other_phone(server):
    alma, ben = server.couple()
    key = re.compile(r'value="[\w-]{16}"')
    before = key.sub("", ben.get("/a/moments").text)
    tell(alma, "whole", words="the kettle again")
    assert key.sub("", ben.get("/a/moments").text) == before
    with server.store.reading() as session:
        assert session.execute(text("SELECT count(*) FROM events")).scalar() == 0


def test_every_question_stands_in_both_languages(server):
    for language, head in (("en", "What set it off?"), ("de", "Was hat es ausgelöst?")):
        page = begin(server.phone(f"a{language}", language), "short")
        assert head in page.text
        assert f'lang="{language}"' in page.text


def test_forms_carry_a_key(server):
    page = begin(server.phone("alma"), "short")
    assert all(form["fields"].get("once") for form in forms(page.text) if form["action"].startswith("/a/"))

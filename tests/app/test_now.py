"""The page Now on two phones without script: what one does, and what the other then reads."""

import re

import pytest

from moment_phone import action, actions, pause, press
from pasdedeux.safety import SafetyEvent
from pasdedeux.store import consents, couples, moments, standings
from pasdedeux.store.consents import Purpose
from two_people import NOW


def heading(page):
    return re.search(r"<h1>(.*?)</h1>", page.text)[1]


@pytest.fixture
def couple(server):
    return server.couple("alma", "ben")


def test_the_cycle_button_is_one_tap_and_the_other_reads_it(couple):
    alma, ben = couple
    page = press(alma, "/a/button")
    assert page.url.path == "/a"
    assert heading(page) == heading(ben.get("/a")) == "We are in the cycle."
    assert "alma named it at" in ben.get("/a").text
    assert "/a/button" not in actions(page)


def test_the_button_can_be_taken_back_for_ten_seconds(server, couple):
    alma, ben = couple
    page = press(alma, "/a/button")
    stale = alma.get("/a")
    alma.submit(page, action(page, "/a/undo/.*"))
    assert "named it" not in ben.get("/a").text
    server.clock.pass_by(seconds=11)
    press(alma, "/a/button")
    assert "named it" in ben.get("/a").text
    assert not any("/undo/" in one for one in actions(alma.get("/a")))
    late = alma.submit(stale, action(stale, "/a/undo/.*"))
    assert "only 10 seconds" in late.text


def test_pressed_again_the_same_evening_it_is_the_same_act(server, couple):
    alma, ben = couple
    press(alma, "/a/button")
    server.clock.pass_by(hours=2, minutes=1)
    assert "You named it at" in alma.get("/a").text
    press(alma, "/a/button")
    assert "named it" not in ben.get("/a").text


@pytest.mark.parametrize("back", ["20", "40"])
def test_a_pause_is_two_taps_and_shows_its_return_on_both_phones(server, couple, back):
    alma, ben = couple
    assert 'href="/a/pause"' in alma.get("/a").text  # the first tap
    page = pause(alma, back)  # the second
    server_time = server.clock.now
    with server.store.reading() as session:
        bond = couples.bond(session, alma.me)
        promised = next(act.promised for act in moments.own(session, bond, server_time))
    hour = f"{bond.local(promised):%H:%M}"
    assert heading(page) == f"You come back at {hour}."
    assert heading(ben.get("/a")) == f"alma comes back at {hour}."
    assert f'data-left="{60 * int(back)}"' in ben.get("/a").text


def test_the_other_reads_the_sentence_of_a_pause(couple):
    alma, ben = couple
    pause(alma, words="I am full, not <b>gone</b>.")
    assert "I am full, not &lt;b&gt;gone&lt;/b&gt;." in ben.get("/a").text


def test_a_return_that_is_due_asks_only_the_one_who_promised(server, couple):
    alma, ben = couple
    pause(alma)
    server.clock.pass_by(minutes=20, seconds=5)
    assert "your return" in heading(alma.get("/a"))
    theirs = ben.get("/a")
    assert heading(theirs).startswith("alma comes back at")
    assert "late" not in theirs.text


def test_ten_minutes_on_both_read_the_same(server, couple):
    alma, ben = couple
    pause(alma)
    server.clock.pass_by(minutes=30)
    for phone in (alma, ben):
        page = phone.get("/a")
        assert heading(page) == "There is no new time yet."
        assert "Your evening is yours." in page.text
    assert not any("/a/pause/" in one for one in actions(ben.get("/a")))


@pytest.mark.parametrize("minutes", [20, 31])
def test_a_return_is_moved_once(server, couple, minutes):
    alma, ben = couple
    pause(alma)
    server.clock.pass_by(minutes=minutes)
    page = alma.get("/a")
    times = re.findall(r'name="back" value="([^"]+)"', page.text)
    assert len(times) == 2
    page = alma.submit(page, action(page, "/a/pause/.*/move"), back=times[0])
    assert heading(ben.get("/a")).startswith("alma comes back at")
    assert not any(one.endswith("/move") for one in actions(page))


def test_both_are_here_again(couple):
    alma, ben = couple
    page = pause(alma)
    alma.submit(page, action(page, "/a/pause/.*/home"))
    assert heading(ben.get("/a")) == "alma is back."
    press(ben, "/a/here")
    for phone in (alma, ben):
        assert heading(phone.get("/a")) == "You are both here."
        assert 'href="/a/talk"' in phone.get("/a").text


def test_the_second_pause_of_an_evening_is_for_oneself(couple):
    alma, ben = couple
    page = pause(alma)
    assert alma.get("/a/pause").url.path == "/a"
    alma.submit(page, action(page, "/a/pause/.*/home"))
    page = pause(alma)
    assert page.url.path == "/a/pause/mine"
    assert "The other phone shows nothing" in page.text
    assert heading(ben.get("/a")) == "alma is back."


def test_a_form_that_is_sent_twice_makes_one_pause(couple):
    alma, _ = couple
    page = alma.get("/a/pause")
    for _ in range(2):
        assert alma.submit(page, "/a/pause", back="20").url.path == "/a"
    assert alma.get("/a").text.count("You come back at") == 1


@pytest.mark.parametrize(
    ("answer", "here", "there"),
    [
        ("yes", "You answered: yes, now.", "ben answers: yes, now."),
        ("later", "You answered: yes, a little later.", "ben answers: yes, a little later."),
        ("not-now", "You answered: not now", "ben answers: not now"),
    ],
)
def test_the_code_word_has_three_answers(couple, answer, here, there):
    alma, ben = couple
    press(alma, "/a/word")
    page = ben.get("/a")
    assert heading(page) == "alma said the code word."
    page = ben.submit(page, action(page, "/a/word/.+"), answer=answer)
    assert here in page.text
    assert there in alma.get("/a").text
    assert "/a/word" not in actions(alma.get("/a"))


@pytest.mark.parametrize("event", SafetyEvent)
def test_an_act_has_one_effect_wherever_one_stands(server, couple, event):
    alma, ben = couple
    with server.store.writing(server.clock()) as session:
        standings.happened(session, alma.me, event, server.clock().date())
    quiet = ben.get("/a").text
    press(alma, "/a/button")
    assert "alma named it" in ben.get("/a").text
    assert "alma named it" not in quiet
    press(alma, "/a/word")
    assert "alma said the code word." in ben.get("/a").text


def test_no_other_reading_is_put_to_whoever_does_not_feel_safe(server, couple):
    alma, ben = couple
    with server.store.writing(server.clock()) as session:
        standings.happened(session, ben.me, SafetyEvent.THROUGH_NONE, server.clock().date())
    server.clock.pass_by(days=1)
    for phone in couple:
        phone.sign_in()
    press(alma, "/a/button")
    page = ben.get("/a")
    assert "It is the dance" in page.text
    ben.submit(page, "/a/afraid")
    page = ben.get("/a")
    assert "alma named it" in page.text
    assert "It is the dance" not in page.text


def test_alone_nothing_is_offered_that_needs_another_phone(server):
    phone = server.phone("alma")
    page = phone.get("/a")
    assert heading(page) == "Your half is enough to begin."
    assert {"/a/button", "/a/word"}.isdisjoint(actions(page))
    page = pause(phone)
    assert str(page.url) == f"{server.address}/a/pause/mine"  # no time stands in the address
    assert 'data-left="1200"' in page.text
    other = server.phone()
    other.me = phone.me
    other.sign_in()
    assert other.get("/a/pause/mine").url.path == "/a/pause"  # nor anywhere but on this device
    server.clock.pass_by(minutes=21)
    assert "Your time is over." in phone.get(str(page.url)).text


def test_without_both_consents_nothing_shows_there(server, couple):
    alma, ben = couple
    with server.store.writing(server.clock()) as session:
        consents.decide(session, ben.me, Purpose.TOGETHER, "1", NOW, given=False)
    assert heading(alma.get("/a")) == "Your half is enough to begin."
    assert pause(alma).url.path == "/a/pause/mine"
    assert "alma" not in ben.get("/a").text.replace("passphrase of alma", "")


@pytest.mark.parametrize(
    "back", ["", "now", "2026-11-03T22:00", "1999-01-01T00:00:00+00:00", "9999-12-31T00:00:00+00:00"]
)
def test_a_time_that_is_none_is_answered_by_a_sentence(couple, back):
    alma, _ = couple
    page = pause(alma, back)
    assert page.status_code == 400
    assert "A pause needs a time of return" in page.text
    assert alma.get("/a/pause/mine").url.path == "/a/pause"  # no pause of one's own began

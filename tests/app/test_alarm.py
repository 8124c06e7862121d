"""In alarm, on a phone without script: few taps, words that rest till morning, and what comes of them."""

import re

import pytest
from sqlalchemy import text
from starlette.requests import Request

from pasdedeux.safety import SafetyEvent
from pasdedeux.services.draft import Draft
from pasdedeux.services.telling import Step, offered
from pasdedeux.store import notes, standings
from pasdedeux.store.notes import NoteKind
from telling_phone import tell

NIGHT, MORNING = "2026-11-03T22:10", "2026-11-04T06:40"
"""23:10 and 07:40 on the wall."""
WORDS = "why are you always like this"


def write(phone, words=WORDS):
    return phone.submit(phone.get("/a/write"), "/a/write", words=words)


def pages(phone):
    """All that a phone shows, but for the keys of forms."""
    paths = ("/a", "/a/moments", "/a/practice")
    return [re.sub(r'name="once" value="[^"]*"', "", phone.get(path).text) for path in paths]


def held(phone, kind):
    with phone.server.store.reading() as session:
        return [one.holds for one in notes.own(session, phone.me, kind)]


@pytest.fixture
def alma(server):
    server.clock.at(NIGHT)
    return server.phone("alma")


def test_from_alarm_to_breathing_takes_three_taps(alma):
    """One on Now, one for how high, one to breathe."""
    page = alma.submit(alma.get("/a/alarm"), "/a/alarm", level="8")
    assert 'href="/a/practice/settle-90/go"' in page.text
    assert "data-timer" in alma.get("/a/practice/settle-90/go").text


def test_an_alarm_page_comes_dark_at_night_and_has_no_tabs(alma):
    page = alma.get("/a/alarm").text
    assert 'data-theme="dark"' in page
    assert 'class="tabs"' not in page
    alma.server.clock.at("2026-11-04T11:00")
    assert 'data-theme="system"' in alma.get("/a/alarm").text


def test_words_rest_till_half_past_seven(alma):
    page = write(alma)
    assert "07:30" in page.text
    assert WORDS in page.text
    assert "Do you still want" not in page.text
    alma.server.clock.at(MORNING)
    assert "Do you still want" in alma.get(page.url.path).text


def test_they_can_be_written_softer(alma):
    page = write(alma)
    path = page.url.path
    page = alma.submit(alma.get(f"{path}/soften"), f"{path}/soften", words="I miss you. Call me?")
    assert "I miss you." in page.text
    assert WORDS not in page.text


@pytest.mark.parametrize(
    ("words", "act", "mine"),
    [("asks softly", "asks-softly", True), ("finds fault", "finds-fault", True), ("leaves", "leaves", False)],
)
def test_a_telling_begins_with_what_came_first_and_whose_it_was(alma, words, act, mine):
    path = write(alma).url.path
    page = alma.submit(alma.get(path), f"{path}/sent")
    assert "What came first" not in page.text
    alma.server.clock.at(MORNING)
    field, number = ("i" if mine else "other"), str(offered(Step.MOVES).index(act) + 1)
    page = alma.get(path)
    assert f'name="{field}" value="{number}"' in page.text
    for nonsense in ({}, {field: "99"}):
        assert alma.submit(page, f"{path}/went", **nonsense).url.path == path
    page = alma.submit(alma.get(path), f"{path}/went", **{field: number})
    assert re.match(r"/a/tell/\w+/1", page.url.path)
    (draft,) = held(alma, NoteKind.DRAFT)
    told = [(move.act, move.mine, move.by_phone) for move in Draft.of(draft).moves]
    assert told == [(act, mine, True)], words
    assert held(alma, NoteKind.UNSENT) == []


def test_what_is_thrown_away_is_gone(alma):
    path = write(alma).url.path
    alma.submit(alma.get(path), f"{path}/away")
    assert held(alma, NoteKind.UNSENT) == []
    assert alma.get(path).status_code == 404


def test_another_persons_words_are_not_there(server, alma):
    path = write(alma).url.path
    ben = server.phone("ben")
    assert ben.get(path).status_code == 404
    assert ben.post(f"{path}/away", once="k").status_code == 404
    assert len(held(alma, NoteKind.UNSENT)) == 1


def test_a_note_of_another_kind_is_no_unsent_word(alma):
    page = alma.submit(alma.get("/a/alarm"), "/a/alarm", level="3")
    note = page.url.path.rsplit("/", 1)[1]
    assert alma.get(f"/a/write/{note}").status_code == 404


def test_words_stand_in_no_row_in_the_open(alma):
    write(alma)
    with alma.server.store.reading() as session:
        rows = session.execute(text("SELECT * FROM notes")).all()
    assert WORDS.encode() not in repr(rows).encode()


def test_the_morning_asks_and_the_night_does_not(alma):
    from pasdedeux.app.evening import morning_cards  # noqa: PLC0415 - with the app
    from pasdedeux.app.visit import visit_of  # noqa: PLC0415 - same

    def kinds():
        cookie = f"n={alma.http.cookies['n']}".encode()
        scope = {"type": "http", "method": "GET", "path": "/a", "headers": [(b"cookie", cookie)]}
        request = Request({**scope, "app": alma.server.app, "query_string": b"", "server": ("127.0.0.1", 80)})
        visit = visit_of(request)
        with visit.reading() as session:
            return [card.kind for card in morning_cards(visit, session)]

    alma.submit(alma.get("/a/alarm"), "/a/alarm", level="8")
    write(alma)
    assert kinds() == []
    alma.server.clock.at("2026-11-04T05:50")
    assert kinds() == []
    alma.server.clock.at(MORNING)
    assert kinds() == ["words", "tell"]
    alma.server.clock.at("2026-11-07T06:40")
    alma.sign_in()
    assert kinds() == ["words"]


def test_words_written_in_the_morning_rest_an_hour(alma):
    alma.server.clock.at("2026-11-04T06:20")
    alma.sign_in()
    assert "08:20" in write(alma).text


def test_what_was_told_is_not_asked_for_again(alma):
    alma.submit(alma.get("/a/alarm"), "/a/alarm", level="8")
    tell(alma, "near-miss")
    alma.server.clock.at(MORNING)
    assert "open to tell" not in alma.get("/a").text


@pytest.mark.parametrize("by", ["alarm", "button"])
def test_an_evening_can_be_let_rest_whatever_asks_for_it(server, by):
    server.clock.at(NIGHT)
    alma, _ = server.couple()
    if by == "alarm":
        alma.submit(alma.get("/a/alarm"), "/a/alarm", level="8")
    else:
        alma.submit(alma.get("/a"), "/a/button")
    server.clock.at(MORNING)
    alma.sign_in()
    page = alma.get("/a")
    assert "open to tell" in page.text
    assert "open to tell" not in alma.submit(page, "/a/morning/rest").text
    server.clock.at("2026-11-04T22:10")
    alma.sign_in()
    alma.submit(alma.get("/a/alarm"), "/a/alarm", level="8")
    server.clock.at("2026-11-05T06:40")
    alma.sign_in()
    assert "open to tell" in alma.get("/a").text


def test_an_evening_that_rests_stays_at_rest_when_an_earlier_one_does(server):
    server.clock.at(NIGHT)
    alma = server.phone("alma")
    alma.submit(alma.get("/a/alarm"), "/a/alarm", level="8")
    server.clock.at(MORNING)
    alma.sign_in()
    for day in ("2026-11-03", "2026-11-01", "no day"):
        alma.post("/a/morning/rest", once=day, day=day)
    assert "open to tell" not in alma.get("/a").text


@pytest.mark.parametrize("event", [SafetyEvent.THROUGH_NONE, SafetyEvent.DOOR])
def test_the_code_word_is_in_reach_wherever_one_stands(server, event):
    alma, _ = server.couple()
    with server.store.writing(server.clock()) as session:
        standings.happened(session, alma.me, event, server.clock().date())
    server.clock.pass_by(days=1)
    alma.sign_in()
    alarm = alma.submit(alma.get("/a/alarm"), "/a/alarm", level="8")
    for page in (alma.get("/a"), alarm):
        form = page.text.split('action="/a/word"')
        assert len(form) == 2
        assert "<details" not in form[0].rsplit("<main", 1)[1]
        plain = "plain" in form[1].split("</button>")[0]
        assert plain == (event is SafetyEvent.DOOR)


def test_nothing_of_it_reaches_the_other(server):
    alma, ben = server.couple()
    before = pages(ben)
    alma.submit(alma.get("/a/alarm"), "/a/alarm", level="9")
    write(alma)
    assert pages(ben) == before

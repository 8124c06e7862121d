"""One's own account: consents, devices, keys, the log, the copy, and all that ends."""

import json
import re

import pytest

from pasdedeux.store import consents, log, tellings
from pasdedeux.store.consents import Purpose
from pasdedeux.store.parts import JOINS_FIRST
from pasdedeux.store.schema import LogRow
from two_people import told

PASSPHRASE = "passphrase of {}"


def open_both(server, *phones):
    """Both tell, seal and confirm; then both come back after the opening hour."""
    halves = []
    for act in (tellings.seal_parts, tellings.confirm):
        for at, phone in enumerate(phones):
            now = server.clock()
            with server.store.writing(now) as session:
                if act is tellings.seal_parts:
                    halves.append(tellings.tell(session, phone.me, told(phone.me.person), now))
                    act(session, phone.me, halves[at], JOINS_FIRST, now)
                else:
                    act(session, phone.me, halves[at], now)
        server.clock.pass_by(hours=10)
    for phone in phones:
        phone.sign_in()
    server.clock.pass_by(hours=1)
    for phone in phones:
        phone.get("/a")
    return halves


def test_pairing_by_a_code_says_first_what_the_other_sees(server):
    alma, ben = server.phone("alma"), server.phone("ben")
    for phone in (alma, ben):
        page = phone.get("/a/pair")
        assert page.text.index("What the other sees of you") < page.text.index('value="yes"')
        assert phone.submit(page, "/a/pair", given="yes").url.path == "/a/pair/code"
    made = alma.submit(alma.get("/a/pair/code"), "/a/pair/code")
    code = re.search(r'class="code">([\w-]+)<', made.text)[1]
    joined = ben.submit(ben.get("/a/pair/code"), "/a/pair/join", code=code.lower())
    assert "alma" in joined.text
    assert "ben" in alma.get("/a/pair").text
    with server.store.reading() as session:
        assert all(consents.lives(session, one.me.person, Purpose.TOGETHER) for one in (alma, ben))


def test_a_code_is_good_for_48_hours(server):
    alma, ben = server.phone("alma"), server.phone("ben")
    made = alma.submit(alma.get("/a/pair/code"), "/a/pair/code")
    server.clock.pass_by(hours=48)
    ben.sign_in()
    code = re.search(r'class="code">([\w-]+)<', made.text)[1]
    assert ben.submit(ben.get("/a/pair/code"), "/a/pair/join", code=code).status_code == 400


def test_a_no_goes_on_alone(server):
    alma = server.phone("alma")
    assert alma.submit(alma.get("/a/pair"), "/a/pair", given="no").url.path == "/a"


def test_a_consent_is_given_and_taken_back_by_the_same_card(server):
    alma = server.phone("alma")
    for given, said in (("yes", "You said yes"), ("no", "You said no")):
        page = alma.submit(alma.get("/a/who/consents"), "/a/who/consents", given=given)
        assert said in page.text


def test_the_others_devices_are_signed_out(server):
    alma = server.phone("alma")
    second = server.phone()
    second.me = alma.me
    second.sign_in()
    page = alma.get("/a/who/devices")
    assert page.text.count("a phone") == 2
    alma.post("/a/who/devices")
    assert "alma" not in second.get("/a").text
    assert "alma" in alma.get("/a").text


def test_looks_are_kept_and_shown(server):
    alma = server.phone("alma")
    page = alma.submit(
        alma.get("/a/who/looks"), "/a/who/looks", language="de", theme="dark", zone="UTC", country=""
    )
    assert 'lang="de" data-theme="dark"' in page.text
    assert alma.post("/a/who/looks", language="xx", theme="dark", zone="UTC", lock="15").status_code == 400


def test_a_new_passphrase_needs_the_one_before(server):
    alma = server.phone("alma")
    page = alma.get("/a/who/keys")
    wrong = alma.submit(page, "/a/who/keys", passphrase="something else", passphrase2="a green kettle")
    assert wrong.status_code == 400
    assert "green" not in wrong.text
    right = alma.submit(
        page, "/a/who/keys", passphrase=PASSPHRASE.format("alma"), passphrase2="a green kettle"
    )
    assert right.url.path == "/a/done"
    alma.post("/exit")
    alma.post("/in", name="alma", passphrase="a green kettle")
    assert "alma" in alma.get("/a").text


def test_the_log_tells_what_was_let_go_of_and_never_that_the_other_looked(server):
    alma, ben = server.couple()
    open_both(server, alma, ben)
    first = alma.get("/a/who/log").text
    assert "To ben, on 4 November 2026" in first
    assert "Who did what" in first
    with server.store.reading() as session:
        assert tellings.joined(session, ben.me, server.clock())
    assert alma.get("/a/who/log").text == first


def test_a_line_that_was_taken_out_of_the_log_shows(server):
    alma = server.phone("alma")
    now = server.clock()
    with server.store.writing(now) as session:
        for day in ("2026-11-01", "2026-11-02", "2026-11-03"):
            log.put_down(session, alma.me, log.Line(now, day, "ben", ("moves",)))
    assert "is missing" not in alma.get("/a/who/log").text
    with server.store.writing(now) as session:
        session.delete(session.get_one(LogRow, (alma.me.person, 2)))
    assert "is missing" in alma.get("/a/who/log").text


def test_the_copy_holds_ones_own_and_nothing_of_the_other(server):
    alma, ben = server.couple()
    open_both(server, alma, ben)
    assert alma.post("/a/who/copy", passphrase="something else").status_code == 400
    copy = alma.post("/a/who/copy", passphrase=PASSPHRASE.format("alma"))
    held = json.loads(copy.text)
    assert held["name"] == "alma"
    assert len(held["telling"]) == len(held["let_go_of"]) == 1
    assert ben.me.person not in copy.text
    assert copy.headers["content-disposition"] == 'attachment; filename="notes.json"'


@pytest.mark.parametrize("act", ["stop", "leave"])
def test_after_stopping_or_leaving_nothing_is_open_and_the_page_says_nothing_of_it(server, act):
    alma, ben = server.couple()
    open_both(server, alma, ben)
    page = alma.submit(alma.get("/a/who/end"), f"/a/who/{act}")
    assert page.url.path == "/a/done"
    with server.store.reading() as session:
        assert tellings.joined(session, ben.me, server.clock()) == []
        assert len(tellings.own(session, ben.me)) == len(tellings.own(session, alma.me)) == 1


def test_deleting_needs_the_passphrase_and_leaves_the_neutral_page(server):
    alma, ben = server.couple()
    page = alma.get("/a/who/end")
    assert alma.submit(page, "/a/who/delete", passphrase="something else").status_code == 400
    left = alma.submit(page, "/a/who/delete", passphrase=PASSPHRASE.format("alma"))
    assert left.text == server.phone().get("/").text
    assert alma.post("/in", name="alma", passphrase=PASSPHRASE.format("alma")).status_code == 400
    assert "ben" in ben.get("/a").text


def test_a_key_is_let_go_of_on_a_visit_of_its_owner_without_signing_in_anew(server):
    alma, ben = server.couple()
    halves = []
    for phone in (alma, ben):
        phone.get("/a")
        with server.store.writing(server.clock()) as session:
            halves.append(tellings.tell(session, phone.me, told(phone.me.person), server.clock()))
            tellings.seal_parts(session, phone.me, halves[-1], JOINS_FIRST, server.clock())
    server.clock.pass_by(hours=10)
    for phone, half in zip((alma, ben), halves, strict=True):
        phone.get("/a")
        with server.store.writing(server.clock()) as session:
            tellings.confirm(session, phone.me, half, server.clock())
    assert "Your half" not in alma.get("/a/who/log").text
    server.clock.pass_by(hours=11)
    assert "Your half" in alma.get("/a/who/log").text


def test_after_a_form_that_did_not_go_one_comes_back_to_its_page(server):
    alma = server.phone("alma")
    page = alma.submit(alma.get("/a/pair/code"), "/a/pair/join", code="no such code")
    assert 'href="/a/pair"' in page.text
    assert "no such code" not in page.text

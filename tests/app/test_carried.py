"""What was typed when the session was over: it comes back to whoever typed it, and to nobody else."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from pasdedeux.app.carried import carry, opened
from pasdedeux.app.forms import TYPED, Sent, form_key_of, in_text
from phones import forms

WORDS = "all that I had written,\nat half past eleven 🫖"
PASSPHRASE = "passphrase of {}"


ENDS = {
    "locked": lambda server, _: server.clock.pass_by(hours=13),
    "signed out in another tab": lambda _, phone: phone.post("/exit"),
    "expired, and cleared": lambda server, _: (server.clock.pass_by(days=31), server.phone("somebody else")),
}


def sent_too_late(server, phone, end="locked"):
    page = phone.get("/a/write")
    ENDS[end](server, phone)
    return phone.submit(page, "/a/write", words=WORDS)


def signs_in(phone, page, name):
    action = next(one["action"] for one in forms(page.text) if one["action"].startswith("/in"))
    return phone.submit(page, action, name=name, passphrase=PASSPHRASE.format(name))


def notes(phone):
    return [one["holds"]["words"] for one in phone.http.get("/api/notes").json()]


@pytest.mark.parametrize("end", ENDS)
def test_what_was_typed_comes_back_after_signing_in_and_goes_when_it_is_pressed(server, end):
    alma = server.phone("alma")
    page = sent_too_late(server, alma, end)
    assert "You were signed out" in page.text
    assert page.headers["cache-control"] == "no-store"
    back = signs_in(alma, page, "alma")
    assert f"\n{WORDS}</textarea>" in back.text
    assert back.headers["cache-control"] == "no-store"
    assert notes(alma) == []  # nothing goes by itself
    alma.submit(back, "/a/write", words=WORDS)
    alma.submit(back, "/a/write", words=WORDS)  # twice is once, as on every page
    assert notes(alma) == [WORDS]


@pytest.mark.parametrize("end", ENDS)
def test_whoever_looks_into_the_page_reads_nothing_of_it(server, end):
    page = sent_too_late(server, server.phone("alma"), end)
    for some in ("written", "half past", "alma", "/a/write"):
        assert some not in page.text.replace("What you had written is locked", "")


def test_nothing_of_it_is_kept_before_it_is_pressed(server, tmp_path):
    def held():
        return {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    alma = server.phone("alma")
    page = alma.get("/a/write")
    server.clock.pass_by(hours=13)
    before = held()
    assert before
    alma.submit(page, "/a/write", words=WORDS)
    assert held() == before


def test_it_is_dropped_where_another_person_signs_in(server):
    alma, ben = server.couple("alma", "ben")
    page = sent_too_late(server, alma)
    other = signs_in(alma, page, "ben")
    assert other.url.path == "/a"
    assert "half past" not in other.text
    assert notes(alma) == []
    ben.sign_in()
    assert notes(ben) == []


def test_a_wrong_passphrase_does_not_lose_it(server):
    alma = server.phone("alma")
    page = sent_too_late(server, alma)
    wrong = alma.submit(page, "/in?language=en", name="alma", passphrase="something else")
    assert wrong.status_code == 400
    assert "half past" in signs_in(alma, wrong, "alma").text


def test_a_form_of_somebody_who_was_here_before_is_not_taken_for_whoever_is_here_now(server):
    alma = server.phone("alma")
    page = alma.get("/a/write")
    ben = server.phone("ben")
    alma.http.cookies.set("n", ben.http.cookies["n"])  # ben signed in, in another tab of the same browser
    asked = alma.submit(page, "/a/write", words=WORDS)
    assert notes(ben) == []
    assert "half past" in signs_in(alma, asked, "alma").text


def test_where_nothing_was_typed_the_neutral_page_answers(server):
    alma = server.phone("alma")
    page = alma.get("/a/write")
    server.clock.pass_by(hours=13)
    for words in ("", "  \n"):
        assert alma.submit(page, "/a/write", words=words).text == server.phone().get("/").text
    assert alma.post("/a/write", once="k", words=WORDS).text == server.phone().get("/").text


def test_what_cannot_be_opened_is_nothing(server):
    me = server.phone("alma").me
    nobodys = Sent([("once", f"k.{in_text(bytes(32))}"), (TYPED, WORDS)])
    assert carry("/a/write", nobodys) == ""
    for kept in ("", "x", "é", in_text(bytes(32)), in_text(bytes(200))):
        assert opened(me, kept) is None
    typed = Sent([("once", form_key_of(me)), (TYPED, WORDS)])
    assert opened(me, carry("//elsewhere.example/", typed)) is None
    assert opened(me, carry("/a/write", typed)).sent.fields == typed.fields


def test_every_field_to_write_in_has_the_name_that_is_carried():
    """Words under another name would be lost; names, passphrases and codes must not travel."""
    others = {"name", "{{ name }}", "code", "figure", "other-day"}
    free = re.compile(r"<textarea[^>]*|<input(?![^>]*type=.(?:hidden|radio|checkbox|{))[^>]*")
    found = set()
    for path in Path(str(files("pasdedeux.app"))).glob("templates/**/*.html"):
        for tag in free.findall(path.read_text("utf-8")):
            found |= set(re.findall(r'name="([^"]*)"', tag))
    assert TYPED in found
    assert found <= {TYPED} | others

"""The front: signing in and out, and what stands before every page."""

import re

import pytest

from pasdedeux.app.guards import HEADERS


def test_a_page_of_ones_own_shows_nothing_where_nobody_is_signed_in(server):
    stranger = server.phone()
    for path in ("/", "/a", "/a/who", "/a/moments"):
        page = stranger.get(path)
        assert page.text == stranger.get("/").text


def test_every_answer_carries_the_headers(server):
    for path in ("/", "/in", "/a", "/s/app.css", "/nowhere"):
        answer = server.phone().get(path)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_a_form_from_another_page_is_refused(server):
    phone = server.phone("alma")
    phone.http.headers["sec-fetch-site"] = "cross-site"
    assert phone.post("/exit").status_code == 403
    phone.http.headers["sec-fetch-site"] = "same-origin"
    assert phone.get("/a").status_code == 200


def test_after_leaving_the_device_opens_nothing(server):
    phone = server.phone("alma")
    secret = phone.http.cookies["n"]
    assert "alma" in phone.get("/a").text
    left = phone.post("/exit")
    assert "alma" not in left.text
    phone.http.cookies.set("n", secret)
    assert "alma" not in phone.get("/a").text


@pytest.mark.parametrize(("minutes", "open_still"), [(700, True), (730, False)])
def test_a_device_that_is_left_is_locked(server, minutes, open_still):
    phone = server.phone("alma")
    phone.get("/a")
    server.clock.pass_by(minutes=minutes)
    assert ("alma" in phone.get("/a").text) == open_still


def test_a_server_that_is_asked_by_another_name_answers_nothing(server):
    phone = server.phone("alma")
    phone.http.headers["host"] = "elsewhere.example"
    assert phone.get("/a").status_code == 400


def test_the_neutral_page_converts_without_script_and_answers_every_address(server):
    stranger = server.phone()
    page = stranger.submit(stranger.get("/a/tell/1"), "/", figure="10", unit="km")
    assert "10 km are 6.21 mi." in page.text
    assert "wrong" not in stranger.get("/?figure=<b>&unit=x").text


def test_beginning_shows_a_code_that_opens_everything_again(server):
    alma = server.phone()
    begun = alma.submit(alma.get("/new"), "/new?language=en", name="alma", passphrase="a blue kettle")
    code = re.search(r'class="code">([\w-]+)<', begun.text)[1]
    assert "/a/questions" in begun.text
    assert "alma" in alma.get("/a").text
    second = server.phone()
    page = second.submit(
        second.get("/keys"), "/keys?language=en", name="alma", code=code, passphrase="a red pot"
    )
    assert "alma" in page.text
    assert "alma" not in alma.get("/a").text
    assert second.post("/in", name="alma", passphrase="a blue kettle").status_code == 400


def test_beginning_twice_with_one_form_shows_the_code_that_opens(server):
    alma, page = server.phone(), {"name": "alma", "passphrase": "a blue kettle"}
    alma.post("/new", **page)
    again = alma.post("/new", **page)
    code = re.search(r'class="code">([\w-]+)<', again.text)[1]
    recovered = server.phone().post("/keys", name="alma", code=code, passphrase="a red pot")
    assert recovered.url.path == "/a"


@pytest.mark.parametrize(
    ("name", "passphrase", "said"),
    [("", "a blue kettle", "A name is missing"), ("alma", "short", "short"), ("ben", "another one", "taken")],
)
def test_what_is_wrong_with_a_beginning_is_said_and_the_name_is_kept(server, name, passphrase, said):
    server.phone("ben")
    page = server.phone().post("/new", name=name, passphrase=passphrase)
    assert said in page.text
    assert f'value="{name}"' in page.text
    assert passphrase == "short" or passphrase not in page.text


def test_help_comes_before_signing_in_and_keeps_nothing(server):
    stranger = server.phone()
    page = stranger.submit(stranger.get("/help"), "/help", country="DE")
    assert "tel:112" in page.text
    assert page.url.path == "/help/DE"
    assert "tel:" not in stranger.get("/help/nowhere").text
    assert dict(stranger.http.cookies) == {}


def test_pages_before_signing_in_speak_the_language_that_was_chosen(server):
    assert "Anmelden" in server.phone().get("/in?language=de").text
    german = server.phone()
    german.http.headers["accept-language"] = "de-AT,de;q=0.9"
    assert "Anmelden" in german.get("/in").text


def test_a_name_is_kept_in_a_form_that_every_database_takes(server):
    alma = server.phone()
    alma.post("/new", name=" al\0ma" + "a" * 200, passphrase="a blue kettle")
    assert ("alma" + "a" * 76) in alma.get("/a").text

"""The front: signing in and out, and what stands before every page."""

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

"""Trying passphrases: nobody can lock somebody else out, and guessing stays slow."""

from datetime import timedelta

import pytest

from pasdedeux.app import tries
from pasdedeux.app.signing import MARKS
from pasdedeux.app.visit import COOKIE
from pasdedeux.store import marks, persons
from pasdedeux.store.sealing import StoreError
from two_people import CHEAP, NOW, begin

RIGHT = "a blue kettle"


def enter(phone, name="alma", passphrase=RIGHT):
    return phone.post("/in", name=name, passphrase=passphrase)


@pytest.fixture
def alma(server):
    """A phone on which Alma began and exited."""
    phone = server.phone()
    phone.post("/new", name="alma", passphrase=RIGHT)
    phone.post("/exit")
    return phone


def wrong(phone, times):
    return [enter(phone, passphrase="something else").status_code for _ in range(times)]


def test_the_tries_of_others_never_bar_a_device_that_is_known(server, alma):
    stranger = server.phone()
    for _ in range(3):
        assert 429 in wrong(stranger, 20)
        assert enter(alma).url.path == "/a"
        alma.post("/exit")
        server.clock.pass_by(minutes=5)


def test_a_device_that_is_known_gets_one_try_a_minute_after_eight(server, alma):
    assert wrong(alma, 9) == [400] * 8 + [429]
    server.clock.pass_by(seconds=59)
    assert enter(alma).status_code == 429
    server.clock.pass_by(seconds=1)
    assert wrong(alma, 2) == [400, 429]
    server.clock.pass_by(minutes=1)
    assert enter(alma).url.path == "/a"
    alma.post("/exit")
    assert wrong(alma, 9) == [400] * 8 + [429]  # what went well begins anew


@pytest.mark.usefixtures("alma")
def test_a_device_that_is_not_known_waits_a_quarter_of_an_hour(server):
    stranger = server.phone()
    assert wrong(stranger, 9) == [400] * 8 + [429]
    server.clock.pass_by(minutes=15)
    assert enter(stranger).status_code == 429
    server.clock.pass_by(seconds=1)
    assert enter(stranger).url.path == "/a"


def test_a_mark_of_another_counts_for_nothing(server, alma):
    ben = server.phone()
    ben.post("/new", name="ben", passphrase=RIGHT)
    wrong(ben, 8)
    server.clock.pass_by(minutes=2)
    assert wrong(ben, 1) == [429]
    assert enter(alma).url.path == "/a"


def test_two_people_share_a_device_that_knows_both(server, alma):
    alma.post("/new", name="ben", passphrase=RIGHT)
    alma.post("/exit")
    wrong(server.phone(), 9)
    assert enter(alma).url.path == "/a"
    alma.post("/exit")
    assert enter(alma, "ben").url.path == "/a"


def test_who_is_signed_in_is_not_barred_by_others(server, alma):
    enter(alma)
    wrong(server.phone(), 9)
    assert alma.post("/a/who/copy", passphrase=RIGHT).headers["content-type"] == "application/json"
    for _ in range(8):
        alma.post("/a/who/copy", passphrase="something else")
    assert alma.post("/a/who/copy", passphrase=RIGHT).status_code == 429
    server.clock.pass_by(minutes=1)
    assert alma.post("/a/who/copy", passphrase=RIGHT).status_code == 200


def test_the_recovery_code_works_whatever_others_try(server):
    alma = server.phone()
    code = alma.http.post("/api/new", json={"name": "alma", "passphrase": RIGHT}).json()["recovery_code"]
    stranger = server.phone()
    wrong(stranger, 9)
    page = stranger.post("/keys", name="alma", code=code, passphrase="a red pot")
    assert page.url.path == "/a"


def test_beginning_is_counted_by_where_it_comes_from(server):
    phone = server.phone()
    said = [phone.post("/new", name="", passphrase=RIGHT).status_code for _ in range(61)]
    assert said == [400] * 60 + [429]


@pytest.mark.parametrize(
    ("counted", "most"),
    [
        (lambda n: tries.unknown("alma", f"source {n}"), 40),
        (lambda n: tries.unknown(f"name {n}", "192.0.2.7"), 60),
        (lambda _: tries.unknown("alma", "192.0.2.7"), 8),
    ],
)
def test_those_that_are_not_known_share_what_is_left(counted, most):
    made, let = tries.Tries(), 0
    for n in range(100):
        try:
            made.count(counted(n), NOW)
            let += 1
        except StoreError:
            break
    assert let == most
    made.forget(counted(most)[:1])  # one that went well forgets no tries but those under its name from there
    if most != 8:
        with pytest.raises(StoreError):
            made.count(counted(most), NOW)


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(tries, "REMEMBERED", 10)
    made = tries.Tries()
    for n in range(50):
        made.count([tries.known(str(n))], NOW)
    assert len(made._when) == 10


def test_a_mark_is_good_until_the_passphrase_is_another(tmp_path):
    from pasdedeux.store.database import in_folder  # noqa: PLC0415 - once

    store = in_folder(tmp_path)
    alma, ben = begin(store, "alma"), begin(store, "ben")
    with store.writing(NOW) as session:
        mine, theirs = marks.mark(session, alma), marks.mark(session, ben)
        assert marks.marked(session, "alma", ["", "x", theirs, mine]) == mine
        assert (
            marks.marked(session, "alma", [theirs, mine[:-1], f"{mine}0", "\N{SNOWFLAKE}.\N{SNOWFLAKE}"])
            is None
        )
        assert marks.marked(session, "nobody", [mine]) is None
        persons.change_passphrase(session, alma, "a green kettle", CHEAP)
        assert marks.marked(session, "alma", [mine]) is None
    store.close()


# Cookies


def set_by(answer):
    return {one.partition("=")[0]: one for one in answer.headers.get_list("set-cookie")}


@pytest.mark.parametrize(("scheme", "secure"), [("http", False), ("https", True)])
def test_no_script_and_no_other_site_gets_a_cookie_and_none_goes_over_a_line_that_can_be_read(
    server, scheme, secure, alma
):
    server.phone("ben")
    alma.http.follow_redirects = False
    alma.http.headers["x-forwarded-proto"] = scheme
    for answer in (
        enter(alma),
        alma.http.post("/api/in", json={"name": "alma", "passphrase": RIGHT}),
        alma.post("/new", name="carla", passphrase=RIGHT),
    ):
        cookies = set_by(answer)
        assert set(cookies) == {COOKIE, MARKS}
        for one in cookies.values():
            assert "; HttpOnly" in one
            assert "; SameSite=strict" in one
            assert ("; Secure" in one) == secure
        assert "Max-Age" not in cookies[COOKIE]


def test_a_secret_that_was_put_there_before_is_never_taken(server, alma):
    alma.http.cookies.set(COOKIE, "chosen-by-somebody-else", domain="127.0.0.1")
    enter(alma)
    assert "alma" in alma.get("/a").text
    thief = server.phone()
    thief.http.cookies.set(COOKIE, "chosen-by-somebody-else")
    assert "alma" not in thief.get("/a").text


@pytest.mark.parametrize("again", ["in", "keys"])
def test_signing_in_anew_ends_what_was_signed_in_before_on_this_device(server, alma, again):
    enter(alma)
    thief = server.phone()
    thief.http.cookies.set(COOKIE, alma.http.cookies[COOKIE])
    assert "alma" in thief.get("/a").text
    if again == "in":
        enter(alma)
    else:
        alma.post("/a/who/keys", passphrase=RIGHT, passphrase2="a green kettle")
    assert "alma" in alma.get("/a").text
    assert "alma" not in thief.get("/a").text


def test_exit_leaves_the_mark_alone_and_deleting_oneself_leaves_nothing(server, alma):
    assert set(alma.http.cookies) == {MARKS}
    enter(alma)
    alma.http.follow_redirects = False
    left = alma.post("/exit")
    assert "cookies" not in left.headers["clear-site-data"]
    assert alma.get("/").text == server.phone().get("/").text
    enter(alma)
    gone = alma.post("/a/who/delete", passphrase=RIGHT)
    assert "cookies" in gone.headers["clear-site-data"]
    assert dict(alma.http.cookies) == {}


def test_an_hour_of_guessing_on_a_known_device_is_less_than_a_hundred_tries():
    made, let = tries.Tries(), 0
    for second in range(3600):
        try:
            made.count([tries.known("a mark")], NOW + timedelta(seconds=second))
            let += 1
        except StoreError:
            pass
    assert let < 100

"""The interface for programs: it does what its description says, under the policies of the pages."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode, checks

from pasdedeux.app.visit import COOKIE
from pasdedeux.store import database, persons, tellings
from pasdedeux.store.database import in_folder
from pasdedeux.store.sealing import StoreError
from phones import FROM_HERE, Server, begin
from two_people import CHEAP, told

TELLING = {
    "day": "2026-11-03",
    "moves": [{"act": "asks-again", "mine": True}, {"act": "goes-quiet", "mine": False, "words": "snow"}],
    "peak": 7,
    "helped": ["says-sorry"],
    "words": "the kettle again",
}


@pytest.fixture(scope="module")
def lively(tmp_path_factory):
    """A server on which nothing waits for the disk, nor long for a passphrase."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "SETTINGS", (*database.SETTINGS, "synchronous = OFF"))
        patch.setattr(persons, "Cost", lambda: CHEAP)
        store = in_folder(tmp_path_factory.mktemp("lively"))
        with Server(store) as running:
            running.app.state.tries.count = lambda *_: (
                None
            )  # the number of tries is no matter of the description
            yield running
        store.close()


def secret(server):
    """Sign in a person who has told something, anew where that person was deleted."""
    phone = server.phone()
    try:
        with server.store.reading() as session:
            phone.me = persons.sign_in(session, "alma", "passphrase of alma")
    except StoreError:
        phone.me = begin(server, "alma")
        with server.store.writing(server.clock()) as session:
            tellings.tell(session, phone.me, told(), server.clock())
    phone.sign_in()
    return phone.http.cookies[COOKIE]


@pytest.mark.slow
@pytest.mark.parametrize("mode", GenerationMode)
def test_it_does_what_its_description_says(mode, lively):
    schema = schemathesis.openapi.from_url(f"{lively.address}/api/openapi.json", headers=FROM_HERE)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 30
    for operation in operations:
        if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query):
            continue  # a path or a header that is no text has no request

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=5,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def holds(case):
            if case.path not in {"/api/in", "/api/new"}:
                case.cookies[COOKIE] = secret(lively)
            case.call_and_validate(
                headers=FROM_HERE, excluded_checks=[checks.ignored_auth]
            )  # see test_access

        holds()


def test_two_programs_do_what_two_phones_do(server):
    one, two = server.couple()
    halves = []
    for phone in (one, two):
        made = phone.http.post("/api/moments", json=TELLING).json()["id"]
        assert phone.http.get(f"/api/moments/{made}").json()["telling"]["words"] == "the kettle again"
        sealed = phone.http.post(f"/api/moments/{made}/seal", json={"joins": ["moves", "helped"]})
        assert sealed.status_code == 200
        halves.append(made)
    assert one.http.get(f"/api/moments/{halves[1]}").status_code == 404
    too_soon = one.http.post(f"/api/moments/{halves[0]}/confirm")
    assert too_soon.status_code == 409
    assert too_soon.json()["detail"]
    server.clock.pass_by(hours=12)
    for phone, made in zip((one, two, one), (*halves, halves[0]), strict=True):
        phone.http.post(f"/api/moments/{made}/confirm")
        assert phone.http.get("/api/side").json() == []
    server.clock.pass_by(hours=12)
    (half,) = one.http.get("/api/side").json()
    assert half["shown"] == ["helped", "moves"]
    assert half["theirs"]["words"] == ""
    assert half["theirs"]["moves"][1]["words"] == ""
    assert half["mine"]["moves"][1]["words"] == ""  # own words are not shown, so they are no part of this


def test_the_same_key_does_it_once(server):
    phone = server.phone("alma")
    key = {"idempotency-key": "k"}
    first = phone.http.post("/api/moments", json=TELLING, headers=key).json()
    assert phone.http.post("/api/moments", json=TELLING, headers=key).json() == first
    assert len(phone.http.get("/api/moments").json()) == 1


def test_words_that_could_not_be_read_again_are_refused(server):
    phone = server.phone("alma")
    for words in ("a\u202eb", "bell \u0007", "x" * 5001):
        assert phone.http.post("/api/moments", json={**TELLING, "words": words}).status_code == 422
    assert phone.http.get("/api/moments").json() == []


def test_signing_in_tries_and_goes_as_on_the_pages(server):
    phone = server.phone()
    begun = phone.http.post("/api/new", json={"name": "alma", "passphrase": "a blue kettle"})
    assert len(begun.json()["recovery_code"]) > 30
    phone.http.cookies.clear()
    assert phone.http.get("/api/me").status_code == 401
    assert phone.http.post("/api/in", json={"name": "alma", "passphrase": "another"}).status_code == 409
    assert phone.http.post("/api/in", json={"name": "alma", "passphrase": "a blue kettle"}).status_code == 200
    assert phone.http.get("/api/me").json()["name"] == "alma"
    assert phone.http.post("/api/delete", json={"passphrase": "another"}).status_code == 409
    assert phone.http.post("/api/delete", json={"passphrase": "a blue kettle"}).status_code == 200
    assert phone.http.get("/api/me").status_code == 401


def test_only_words_that_can_be_read_again_are_kept(server):
    phone = server.phone("alma")
    with server.store.writing(server.clock()) as session:
        made = tellings.tell(session, phone.me, told(words="one\ntwo"), server.clock())
        assert tellings.read(session, phone.me, made).words == "one\ntwo"
        for words in ("one\r\ntwo", "x" * 6000, "a\u202eb"):
            with pytest.raises(StoreError):
                tellings.tell(session, phone.me, told(words=words), server.clock())

"""Who can do what over HTTP: every route, every kind of visitor, every kind of thing."""

import inspect
from itertools import product

import pytest

from pasdedeux.app.routes import Doors, Needs
from pasdedeux.store import consents, couples, leaving, notes, sessions, tellings
from pasdedeux.store.access import ACCESS
from pasdedeux.store.consents import Purpose
from pasdedeux.store.notes import NoteKind
from pasdedeux.store.parts import PartName
from phones import FROM_HERE
from route_table import addresses, pages, routes
from two_people import told

SECRET = "behind the boiler"
FOR_EVERYONE = {
    ("GET", "/"),
    ("GET", "/help"),
    ("GET", "/help/{country}"),
    ("GET", "/in"),
    ("GET", "/keys"),
    ("GET", "/new"),
    ("GET", "/s/{name}"),
    ("POST", "/api/in"),
    ("POST", "/api/new"),
    ("POST", "/exit"),
    ("POST", "/in"),
    ("POST", "/keys"),
    ("POST", "/new"),
}
"""All that works without a person; written down here once more, by hand."""
OTHERS = ["partner", "ex-partner", "therapist", "host", "researcher", "stranger", "nobody"]


class Scene:
    """Alma with something of every kind, and everybody who might want to see it."""

    def __init__(self, server):
        self.server = server
        self.alma, self.ben = server.couple("alma", "ben")
        self.eve = self.parted()
        self.people = {
            "owner": self.alma,
            "partner": self.ben,
            "ex-partner": self.eve,
            **{name: server.phone(name) for name in OTHERS[2:-1]},
            "nobody": server.phone(),
        }
        now = server.clock()
        with server.store.writing(now) as session:
            for purpose in (Purpose.THERAPIST, Purpose.RESEARCH):
                consents.decide(session, self.alma.me, purpose, "1", now, given=True)
            self.telling = tellings.tell(session, self.alma.me, told(words=SECRET), now)
            self.theirs = tellings.tell(session, self.ben.me, told(words="quite other words"), now)
            self.note = notes.keep(session, self.alma.me, NoteKind.DRAFT, {"words": SECRET}, now)
            self.device = sessions.devices(session, self.alma.me)[0].id
        self.act = self.alma.http.post("/api/acts", json={"deed": "word"}).json()["id"]
        self.ids = [self.telling, self.note, self.device, self.act]

    def parted(self):
        """Give somebody who was Alma's partner before; then Alma and Ben became a couple."""
        eve, now = self.server.phone("eve"), self.server.clock()
        with self.server.store.writing(now) as session:
            leaving.leave(session, self.alma.me)
            leaving.leave(session, self.ben.me)
            for one, two in ((self.alma.me, eve.me), (self.alma.me, self.ben.me)):
                couples.join(session, two, couples.invite(session, one, "Europe/Berlin", now), now)
                for who in (one, two):
                    consents.decide(session, who, Purpose.TOGETHER, "1", now, given=True)
                if two is eve.me:
                    leaving.leave(session, one)
                    leaving.leave(session, two)
        return eve

    def all_of_alma(self):
        """All that Alma can see of her own."""
        own = ("moments", "notes", "devices", "consents", "acts", "side", "me")
        return [self.alma.http.get(f"/api/{one}").text for one in own]


@pytest.fixture
def scene(server):
    return Scene(server)


def test_every_route_says_what_it_needs_and_only_these_need_nobody(server):
    found = list(routes(server.app))
    assert len(found) > 50
    for method, path, endpoint in found:
        assert hasattr(endpoint, "needs"), f"{method} {path} does not say what it needs"
        if endpoint.needs is not None:
            assert isinstance(endpoint.needs, Needs)
            assert (endpoint.needs.thing, endpoint.needs.verb) in ACCESS, f"{method} {path}"
    open_to_all = {(method, path) for method, path, endpoint in found if endpoint.needs is None}
    assert open_to_all <= FOR_EVERYONE


def test_no_route_can_be_made_without_saying_it():
    for add in (Doors.get, Doors.post):
        assert inspect.signature(add).parameters["needs"].default is inspect.Parameter.empty


def test_no_policy_but_the_tables_own_is_asked(server, monkeypatch):
    """Where the table names nothing, no route opens, not even for the owner."""
    phone = server.phone("alma")
    monkeypatch.setattr("pasdedeux.store.access.ACCESS", {})
    for method, path, endpoint in routes(server.app):
        if endpoint.needs is not None:
            for address in addresses(path, ["0" * 32]):
                answer = phone.http.request(method, address)
                assert answer.status_code in {404, 422}, (method, address)
                assert "alma" not in answer.text or "/api" not in address


def test_nobody_gets_the_neutral_page_at_every_address_of_ones_own(scene):
    stranger = scene.people["nobody"]
    neutral = stranger.get("/").text
    for method, path, endpoint in routes(scene.server.app):
        if endpoint.needs is None:
            continue
        for address in addresses(path, scene.ids):
            answer = stranger.http.request(method, address, data={"x": "y"} if method == "POST" else None)
            if address.startswith("/api"):
                assert answer.status_code in {401, 422}, address
            else:
                assert answer.text == neutral, address


def test_no_page_shows_anybody_what_was_not_opened_to_them(scene):
    for address in pages(scene.server.app, scene.ids):
        for who in OTHERS:
            assert SECRET not in scene.people[who].get(address).text, (who, address)
    assert SECRET in scene.alma.get("/api/moments").text


def test_no_act_of_another_changes_anything_of_ones_own(scene):
    """Every act with Alma's ids, by everybody else."""
    before = scene.all_of_alma()
    known = {"deed": "button", "joins": ["words"], "part": "words", "parts": "words", "answer": "yes"}
    for method, path, _ in routes(scene.server.app):
        if method == "POST" and "{" in path:
            for who, address in product(OTHERS, addresses(path, scene.ids)):
                by_json = address.startswith("/api")
                answer = scene.people[who].http.post(
                    address, **({"json": {}} if by_json else {"data": known})
                )
                if by_json and not address.endswith(
                    "/end"
                ):  # a device that is none of one's own is gone already
                    assert answer.status_code in {401, 404, 409, 422}, (who, address, answer.text)
    assert scene.all_of_alma() == before
    assert scene.alma.get("/api/me").status_code == 200


ROWS = [
    ("GET", "/api/moments/{telling}", {}, {"owner"}),
    ("POST", "/api/moments/{telling}/seal", {"joins": ["moves"]}, {"owner"}),
    ("POST", "/api/moments/{telling}/keep", {"part": "moves"}, {"owner"}),
    ("POST", "/api/moments/{telling}/take-back", None, {"owner"}),
    ("POST", "/api/moments/{telling}/delete", None, {"owner"}),
    ("POST", "/api/notes/{note}/delete", None, {"owner"}),
    ("POST", "/api/acts/{act}/reply", {"answer": "yes"}, {"partner"}),
]


def test_each_thing_answers_exactly_those_the_table_names(scene):
    for method, path, sent, let in ROWS:
        address = path.format(telling=scene.telling, note=scene.note, act=scene.act)
        missing = path.format(telling="0" * 32, note="0" * 32, act="0" * 32)
        for who in (*OTHERS, "owner"):
            answer = scene.people[who].http.request(method, address, json=sent)
            assert (answer.status_code == 200) == (who in let), (who, address, answer.text)
            if who not in let:
                gone = scene.people[who].http.request(method, missing, json=sent)
                assert (gone.status_code, gone.text) == (
                    answer.status_code,
                    answer.text,
                )  # not even that it is there


@pytest.mark.parametrize("opens", [False, True])
@pytest.mark.parametrize("joins", [[], ["words"], list(PartName)], ids=len)
def test_a_half_is_read_by_the_partner_alone_and_only_what_joins(scene, opens, joins):
    for phone, telling, parts in ((scene.alma, scene.telling, joins), (scene.ben, scene.theirs, [])):
        assert phone.http.post(f"/api/moments/{telling}/seal", json={"joins": parts}).status_code == 200
    scene.server.clock.pass_by(hours=12)
    if opens:
        for phone, telling in ((scene.alma, scene.telling), (scene.ben, scene.theirs)) * 2:
            phone.sign_in()
            assert phone.http.post(f"/api/moments/{telling}/confirm").status_code == 200
    scene.server.clock.pass_by(hours=11)
    for who in OTHERS:
        phone = scene.people[who]
        if who != "nobody":
            phone.sign_in()
        reads = opens and who == "partner" and "words" in joins
        answer = phone.http.get("/api/side")
        half = answer.json()[0] if answer.status_code == 200 and answer.json() else None
        assert (half is not None) == (opens and who == "partner")
        assert (SECRET in answer.text) == reads
        assert half is None or half["shown"] == sorted(joins)
        if who in {"partner", "ex-partner"}:  # nobody else ever had a part in it
            shown = [one for one in pages(scene.server.app, scene.ids) if SECRET in phone.get(one).text]
            assert bool(shown) == reads, shown


def test_a_form_from_another_page_reaches_no_route(scene):
    for site in ("cross-site", "same-site", "none"):
        scene.alma.http.headers["sec-fetch-site"] = site
        for method, path, _ in routes(scene.server.app):
            if method == "POST":
                for address in addresses(path, scene.ids[:1]):
                    assert scene.alma.http.post(address).status_code == 403
    scene.alma.http.headers.update(FROM_HERE)
    assert scene.alma.get("/api/me").status_code == 200

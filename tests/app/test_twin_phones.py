"""Twin worlds over HTTP: whatever Alma does alone, all that Ben's phone can get is the same in every byte.

In all worlds both do the same acts at the same times. Alone, Alma does nothing in one world, answers no in
another, and in a third answers yes, goes through the door, tells, notes, and looks for help.
"""

import re
from datetime import datetime, timedelta

import pytest

from done_alone import ALONE, TELLING, is_afraid, nothing
from pasdedeux.app import work
from pasdedeux.safety import SafetyState
from pasdedeux.store import events, leaving, moments, notes, standings
from pasdedeux.store.couples import bond
from pasdedeux.store.database import in_folder
from pasdedeux.store.events import Bell
from phones import Clock, Server
from route_table import pages

BEGIN = "2026-11-03T19:00"
SEALED = {"joins": ["moves", "helped"]}
IDS = re.compile(r"[0-9a-f]{32}")
KEYS = re.compile(r'name="once" value="[^"]*"')


class World:
    """Two phones on one server, and all that Ben's can get."""

    def __init__(self, folder):
        self.store = in_folder(folder)
        self.server = Server(self.store, Clock(datetime.fromisoformat(f"{BEGIN}+00:00")))

    def lived(self, alone):
        """Live three days, and give Ben's answers to every page at many times."""
        with self.server:
            alma, ben = self.server.couple("alma", "ben")
            halves = [one.http.post("/api/moments", json=TELLING).json()["id"] for one in (alma, ben)]
            ben.http.headers["accept-encoding"] = "identity"  # so that ids drawn at random change no size
            begun, found = self.server.clock.now, []
            for hour, act in (
                (1, nothing),
                (2, lambda *_: self.each(alma, ben, halves, "seal", json=SEALED)),
                (3, lambda *_: alma.http.post("/api/acts", json={"deed": "button"})),
                (14, lambda *_: self.each(alma, ben, halves, "confirm")),
                (20, lambda *_: self.each(alma, ben, halves, "confirm")),
                (26, lambda *_: alma.http.post("/api/acts", json={"deed": "word"})),
                (49, lambda *_: ben.http.post("/api/acts", json={"deed": "button"})),
            ):
                self.server.clock.now = begun + timedelta(hours=hour)
                for phone in (alma, ben):
                    phone.sign_in()
                alone(alma, hour)
                act(alma, ben)
                found += self.all_of(ben, [halves[1]])
            return found

    def each(self, alma, ben, halves, act, **more):
        for phone, half in zip((alma, ben), halves, strict=True):
            phone.http.post(f"/api/moments/{half}/{act}", **more)

    def all_of(self, ben, ids):
        found = []
        for address in [one for one in pages(self.server.app, ids) if not one.startswith(("/s/", "/help/"))]:
            answer = ben.get(address)
            headers = {name: value for name, value in answer.headers.items() if name != "set-cookie"}
            found.append((address, answer.status_code, headers, KEYS.sub("", answer.text)))
        return found


def lived(folder, alone):
    world = World(folder)
    try:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(work, "WAITS", 120)  # a page that could not wait would tell of the machine alone
            return as_drawn(world.lived(alone))
    finally:
        world.store.close()


def as_drawn(found):
    """Put numbers in place of ids, which are drawn at random, in the order in which they appear."""
    ids = {}
    return [
        (IDS.sub(lambda one: str(ids.setdefault(one[0], len(ids))), address), status, headers,
         IDS.sub(lambda one: str(ids.setdefault(one[0], len(ids))), body))
        for address, status, headers, body in found
    ]  # fmt: skip


def first_difference(one, other):
    assert len(one) == len(other)
    for mine, theirs in zip(one, other, strict=True):
        if mine != theirs:
            return mine, theirs
    return None


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    return lived(tmp_path_factory.mktemp("usual"), nothing)


@pytest.mark.slow
@pytest.mark.parametrize("alone", ALONE[1:])
def test_whatever_is_done_alone_the_others_phone_gets_the_same_bytes(alone, usual, tmp_path):
    assert first_difference(usual, lived(tmp_path, alone)) is None


@pytest.mark.slow
def test_in_these_days_something_opens_shows_and_rings(usual):
    bodies = {address: [] for address, *_ in usual}
    for address, _, _, body in usual:
        bodies[address].append(body)
    assert any("leaves" in body for body in bodies["/api/side"])
    assert bodies["/api/side"][0] == "[]"
    assert any('"button"' in body for body in bodies["/api/acts"])
    assert '"word"' in bodies["/api/events"][-1]


def rings(monkeypatch):
    """A badge on the other phone."""
    happened = standings.happened

    def act(session, me, event, today):
        now = datetime(today.year, today.month, today.day).astimezone()
        events.ring(session, bond(session, me).other, Bell.WORD_ANSWER, "", now)
        return happened(session, me, event, today)

    monkeypatch.setattr(standings, "happened", act)


def closes(monkeypatch):
    """What is open closes after a report."""
    happened = standings.happened

    def act(session, me, event, today):
        after = happened(session, me, event, today)
        if after.state is SafetyState.MINE:
            leaving.stop(session, me)
        return after

    monkeypatch.setattr(standings, "happened", act)


def swallows(monkeypatch):
    """An act shows only where nothing was reported."""
    notes_before = notes.keep
    told = []

    def keep(session, me, *more, **named):
        told.append(me.person)
        return notes_before(session, me, *more, **named)

    press = moments.press

    def act(session, ours, *more, **named):
        return "" if ours.me in told else press(session, ours, *more, **named)

    monkeypatch.setattr(notes, "keep", keep)
    monkeypatch.setattr(moments, "press", act)


@pytest.mark.slow
@pytest.mark.parametrize("fault", [rings, closes, swallows])
def test_faults_put_in_on_purpose_are_seen(fault, usual, tmp_path, monkeypatch):
    fault(monkeypatch)
    assert first_difference(usual, lived(tmp_path, is_afraid)) is not None

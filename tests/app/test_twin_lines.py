"""Twin worlds on the line that pushes: whatever Alma does alone, Ben's lines get the same raw bytes.

One line stands on a device that is locked meanwhile: when it ends may hang on the clock and on what is done
for both, never on what is done alone.
"""

import socket
import threading
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from done_alone import ALONE, is_afraid, nothing
from pasdedeux.app.doors import live
from pasdedeux.app.visit import COOKIE, Visit
from pasdedeux.store import events, standings
from pasdedeux.store.couples import bond
from pasdedeux.store.database import in_folder
from pasdedeux.store.events import Bell
from phones import Server
from two_people import NOW

SETTLES = 0.3
"""Seconds in which what should not come has time to come: too short can hide a fault, and makes none."""
EVENING = ((1, "button"), (2, None), (3, "word"), (13, None), (14, "button"), (15, None))
"""Hours, and what Alma does then for both, after something alone. At 13 the first line's device is locked."""
LOCKED = 13


class RawLine:
    """All bytes of one line, as they come from the socket, the head included."""

    def __init__(self, phone):
        self.bytes, self.ended = b"", threading.Event()
        where = urlsplit(phone.server.address)
        self._socket = socket.create_connection((where.hostname, where.port))
        cookie = phone.http.cookies[COOKIE]
        head = f"GET /a/live HTTP/1.1\r\nhost: {where.netloc}\r\ncookie: {COOKIE}={cookie}\r\n\r\n"
        self._socket.sendall(head.encode())
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self.has(b"retry")

    def _run(self):
        while some := self._socket.recv(65536):
            self.bytes += some
            if self.bytes.endswith(b"0\r\n\r\n"):
                break
        self.ended.set()

    def has(self, what, times=1):
        end = time.monotonic() + 10
        while self.bytes.count(what) < times:
            assert time.monotonic() < end, self.bytes
            time.sleep(0.005)

    def close(self):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._socket.close()


def lived(folder, alone):
    """Live an evening and a day; give what stood on each line after each step, and whether it had ended."""
    store, found = in_folder(folder), []
    with Server(store) as server:
        alma, ben = server.couple("alma", "ben")
        begun, lines, done = server.clock.now, [RawLine(ben)], 0
        for hour, deed in EVENING:
            server.clock.now = begun
            server.clock.pass_by(hours=hour)
            for phone in (alma, ben):
                phone.sign_in()
            if hour == LOCKED:
                lines.append(RawLine(ben))
            alone(alma, hour)
            time.sleep(SETTLES)
            found.append([(line.bytes, line.ended.is_set()) for line in lines])
            if deed:
                done += 1
                assert alma.http.post("/api/acts", json={"deed": deed}).status_code == 200
                lines[-1].has(b"data: ", done)
        assert lines[0].ended.wait(10)
        found.append([line.bytes for line in lines])
        for line in lines:
            line.close()
    store.close()
    return found


@pytest.fixture(autouse=True)
def _no_ping(monkeypatch):
    """The sign that a line stands comes by the clock on the wall; `test_live` looks after it."""
    monkeypatch.setattr(live, "PING_SECONDS", 3600)


@pytest.fixture
def usual(tmp_path):
    return lived(tmp_path / "usual", nothing)


@pytest.mark.slow
@pytest.mark.parametrize("alone", ALONE[1:])
def test_whatever_is_done_alone_the_lines_get_the_same_bytes(alone, usual, tmp_path):
    assert lived(tmp_path / "other", alone) == usual


@pytest.mark.slow
def test_in_this_evening_lines_ring_and_one_ends(usual):
    first, second = usual[-1]
    assert first.count(b"data: ") == 2
    assert first.endswith(b"0\r\n\r\n")
    assert second.count(b"data: ") == 3


def wakes_for_everything(monkeypatch):
    """A line is woken by whatever the other writes, also alone."""

    @contextmanager
    def writing(visit):
        with visit.place.store.writing(visit.now) as session:
            yield session
        visit.place.bell.wake(visit.bond.other)

    monkeypatch.setattr(Visit, "writing", writing)


def rings(monkeypatch):
    """An answer rings."""
    happened = standings.happened

    def act(session, me, event, today):
        events.ring(session, bond(session, me).other, Bell.WORD_ANSWER, "", NOW)
        return happened(session, me, event, today)

    monkeypatch.setattr(standings, "happened", act)


@pytest.mark.slow
@pytest.mark.parametrize("fault", [wakes_for_everything, rings])
def test_faults_put_in_on_purpose_are_seen(fault, usual, tmp_path, monkeypatch):
    fault(monkeypatch)
    assert lived(tmp_path / "other", is_afraid) != usual

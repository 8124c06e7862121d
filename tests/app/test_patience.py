"""Connections over which no whole request comes are closed; one that is being answered lasts."""

import socket
import time

import pytest

from pasdedeux.app import patience
from pasdedeux.store.database import in_folder
from phones import Server

HEAD = b"POST /in HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"


@pytest.fixture
def server(tmp_path, monkeypatch):
    monkeypatch.setattr(patience, "WAITS_SECONDS", 0.6)
    monkeypatch.setattr(patience, "LOOKS_SECONDS", 0.1)
    store = in_folder(tmp_path / "kept")
    running = Server(store)
    running._server.config.http = patience.Patient
    with running:
        yield running
    store.close()


def closed_after(server, *parts, seconds=4.0):
    """Send parts, one each fifth of a second; say after how long the server closed; None where it did not."""
    began = time.monotonic()
    with socket.create_connection(server._socket.getsockname()) as line:
        line.settimeout(0.2)
        waiting = list(parts)
        while time.monotonic() - began < seconds:
            try:
                if waiting:
                    line.sendall(waiting.pop(0))
                if line.recv(4096) == b"":
                    return time.monotonic() - began
            except TimeoutError:
                continue
            except OSError:
                return time.monotonic() - began
    return None


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [HEAD],
        [b"X"] * 100,
        [HEAD, *[b"X-A: 1\r\n"] * 100],
        [HEAD + b"Content-Length: 900\r\n\r\n", *[b"x"] * 100],
    ],
    ids=["nothing", "half a head", "letter by letter", "line by line", "a body that drips"],
)
def test_who_sends_no_whole_request_is_let_go(server, parts):
    took = closed_after(server, *parts)
    assert took is not None
    assert took < 3


def test_a_line_that_is_being_answered_stays(server):
    phone = server.phone("alma")
    asks = f"GET /a/live HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: n={phone.http.cookies['n']}\r\n\r\n"
    assert closed_after(server, asks.encode(), seconds=2.0) is None


def test_one_connection_serves_many_pages(server):
    phone = server.phone("alma")
    for _ in range(6):
        assert phone.get("/a").status_code == 200
        time.sleep(0.3)

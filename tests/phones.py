"""A server with a clock that tests set, and phones that use it as a browser without script does."""

import contextlib
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import httpx
import uvicorn

from pasdedeux.app import create_app
from pasdedeux.store import consents, couples, persons, sessions
from pasdedeux.store.consents import Purpose
from pasdedeux.store.preferences import Preferences
from two_people import CHEAP, NOW

FROM_HERE = {"sec-fetch-site": "same-origin"}


class Clock:
    """Gives the time that a test sets."""

    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        return self.now

    def pass_by(self, **more):
        """Let time pass, e.g. ``hours=9``."""
        self.now += timedelta(**more)

    def at(self, text):
        """Set the clock by UTC, e.g. ``2026-11-04T07:00``."""
        self.now = datetime.fromisoformat(text).replace(tzinfo=UTC)


class Server:
    """The app in a thread, on a free port of this machine."""

    def __init__(self, store, clock=None, **more):
        self.store, self.clock = store, clock or Clock()
        self.app = create_app(store, clock=self.clock, **more)
        self._phones = []
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            self.app, log_level="error", timeout_graceful_shutdown=1, server_header=False, date_header=False
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def __enter__(self):
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        return self

    def __exit__(self, *_):
        for phone in self._phones:
            phone.http.close()
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()

    def phone(self, name=None, language="en"):
        """Give a phone, signed in as a new person where a name is given."""
        phone = Phone(self)
        self._phones.append(phone)
        if name:
            phone.me = begin(self, name, language)
            phone.sign_in()
        return phone

    def couple(self, *names, language="en"):
        """Give two phones of a couple, both of whom consented to be seen together."""
        one, two = (self.phone(name, language) for name in (names or ("alma", "ben")))
        now = self.clock()
        with self.store.writing(now) as session:
            code = couples.invite(session, one.me, "Europe/Berlin", now)
            couples.join(session, two.me, code, now)
            for who in (one.me, two.me):
                consents.decide(session, who, Purpose.TOGETHER, "1", now, given=True)
        return one, two


def begin(server, name, language="en"):
    """Begin as a new person, with a cheap passphrase."""
    now = server.clock()
    likes = Preferences(language=language, zone="Europe/Berlin", lock=720)
    with server.store.writing(now) as session:
        return persons.begin(session, name, f"passphrase of {name}", now, CHEAP, likes)[0]


PATIENT = 60.0
"""Seconds for an answer: a busy machine is no failure."""


class Phone:
    """A browser without script: pages, links and forms."""

    def __init__(self, server):
        self.server, self.me = server, None
        self.http = httpx.Client(
            base_url=server.address, headers=FROM_HERE, follow_redirects=True, timeout=PATIENT
        )

    def sign_in(self):
        """Sign in as if with the passphrase, without its cost."""
        now = self.server.clock()
        with self.server.store.writing(now) as session:
            persons.visit(session, self.me, now)
            self.http.cookies.set("n", sessions.begin(session, self.me, "a phone", now))

    def get(self, path):
        """Open a page."""
        return self.http.get(path)

    def post(self, path, **fields):
        """Send a form by its address alone."""
        return self.http.post(path, data=fields)

    def submit(self, page, action, **fields):
        """Send a form of a page as it stands there, with some fields filled in."""
        form = next((one for one in forms(page.text) if one["action"] == action), None)
        assert form is not None, f"no form {action!r} among {[one['action'] for one in forms(page.text)]}"
        if form["method"] == "get":
            return self.http.get(action, params={**form["fields"], **fields})
        return self.http.post(action, data={**form["fields"], **fields})


class _Forms(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self._open = [], None

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "form":
            self._open = {
                "action": values.get("action", ""),
                "method": values.get("method", "get"),
                "fields": {},
            }
            self.found.append(self._open)
        elif tag == "input" and self._open is not None and values.get("name"):
            chosen = values.get("type") not in {"radio", "checkbox"} or "checked" in values
            if chosen:
                self._open["fields"][values["name"]] = values.get("value", "")

    def handle_endtag(self, tag):
        if tag == "form":
            self._open = None


def forms(html):
    """List the forms of a page: where each goes, how, and what stands in it already."""
    parser = _Forms()
    parser.feed(html)
    return parser.found


@contextlib.contextmanager
def served(store, **more):
    """Serve a store for a while."""
    with Server(store, **more) as server:
        yield server

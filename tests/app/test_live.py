"""What is pushed: that something happened, at once, and nothing of what is done alone."""

import runpy
import statistics
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from moment_phone import action, pause, press
from pasdedeux.app.doors import live
from pasdedeux.app.visit import BY_ITSELF
from pasdedeux.store.database import in_folder
from phones import FROM_HERE

BENCH = Path(__file__).parents[2] / "bench"


class Line:
    """One line that is open, and all that came over it."""

    def __init__(self, phone, after=0, **headers):
        self.text, self.ended = "", threading.Event()
        self.opened = threading.Event()
        self._args = phone, after, headers
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self.opened.wait(5)

    def _run(self):
        phone, after, headers = self._args
        cookies = dict(phone.http.cookies)
        address = f"{phone.server.address}/a/live?after={after}"
        with (
            httpx.Client(cookies=cookies, headers={**FROM_HERE, **headers}, timeout=20) as http,
            http.stream("GET", address) as answer,
        ):
            self.kind = answer.headers["content-type"]
            with suppress(httpx.HTTPError):
                for some in answer.iter_text():
                    self.text += some
                    self.opened.set()
        self.opened.set()
        self.ended.set()

    def waits_for(self, words, seconds=5):
        end = time.monotonic() + seconds
        while words not in self.text:
            assert time.monotonic() < end, self.text
            time.sleep(0.002)

    @property
    def kinds(self):
        return [one.removeprefix("data: ") for one in self.text.splitlines() if one.startswith("data: ")]


@pytest.fixture
def couple(server):
    return server.couple("alma", "ben")


def test_all_that_is_done_in_the_moment_rings(couple):
    alma, ben = couple
    line = Line(ben)
    assert line.kind.startswith("text/event-stream")
    page = press(alma, "/a/button")
    alma.submit(page, action(page, "/a/undo/.*"))
    page = pause(alma)
    alma.submit(page, action(page, "/a/pause/.*/home"))
    press(alma, "/a/word")
    line.waits_for("data: word")
    assert line.kinds == ["button", "undone", "pause", "pause.home", "word"]


def test_what_happened_while_the_line_was_closed_comes_when_it_opens(couple):
    alma, ben = couple
    press(alma, "/a/button")
    press(alma, "/a/word")
    Line(ben).waits_for("data: word")
    behind = Line(ben, after=1)
    behind.waits_for("data: word")
    assert behind.kinds == ["word"]
    again = Line(ben, **{"last-event-id": "1"})
    again.waits_for("data: word")
    assert again.kinds == ["word"]


def test_what_is_done_alone_sends_nothing(couple):
    alma, ben = couple
    line = Line(ben)
    for path in ("/a/tell", "/a/afraid"):
        alma.post(path, once="k", form="short")
    press(alma, "/a/button")
    line.waits_for("data: button")
    assert line.text.replace("retry: 2000\n\n", "") == "id: 1\nevent: rang\ndata: button\n\n"


def test_the_sign_that_the_line_stands_comes_by_the_clock_whatever_the_other_does(couple, monkeypatch):
    monkeypatch.setattr(live, "PING_SECONDS", 0.4)
    alma, ben = couple
    line = Line(ben)
    began = time.monotonic()
    while time.monotonic() - began < 1:
        alma.post("/a/tell", form="short", once=str(time.monotonic()))
    line.waits_for(":\n\n")
    assert 1 <= line.text.count(":\n\n") <= 3


def test_a_line_ends_when_its_device_is_signed_out(couple, monkeypatch):
    monkeypatch.setattr(live, "PING_SECONDS", 0.2)
    _, ben = couple
    line = Line(ben)
    ben.post("/exit")
    assert line.ended.wait(5)


def test_a_line_does_not_keep_a_device_awake(server, couple, monkeypatch):
    monkeypatch.setattr(live, "PING_SECONDS", 0.2)
    _, ben = couple
    line = Line(ben)
    server.clock.pass_by(hours=13)  # locked after twelve
    assert line.ended.wait(5)


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_page_that_loads_itself_anew_is_no_use_of_its_device(server, couple, by_hand):
    """What the other does must not hold this phone open, nor count as a visit at which keys are let go of."""
    _, ben = couple
    ben.get("/a")
    server.clock.pass_by(hours=8)
    loads = {} if by_hand else {"cookie": f"n={ben.http.cookies['n']}; {BY_ITSELF}=1"}
    assert "ben" in ben.http.get("/a", headers=loads).text
    server.clock.pass_by(hours=8)
    assert ("ben" in ben.get("/a").text) == by_hand


def test_opening_the_line_is_no_use_of_its_device(server, couple):
    _, ben = couple
    ben.get("/a")
    server.clock.pass_by(hours=8)
    Line(ben)
    server.clock.pass_by(hours=8)
    assert ben.get("/a").text == server.phone().get("/").text


def test_nobody_hears_nothing(server):
    phone = server.phone()
    assert "event-stream" not in phone.get("/a/live").headers["content-type"]


@contextmanager
def timed(found):
    began = time.perf_counter()
    yield
    found.append(time.perf_counter() - began)


def test_a_push_takes_no_second(couple):
    alma, ben = couple
    line = Line(ben)
    page = press(alma, "/a/button")
    took = []
    for n in range(4):
        name = "undone" if n % 2 == 0 else "button"
        before = line.kinds.count(name)
        with timed(took):
            if name == "undone":
                alma.submit(page, action(page, "/a/undo/.*"))
            else:
                page = press(alma, "/a/button")
            while line.kinds.count(name) == before:
                time.sleep(0.001)
    assert max(took) < 1


@pytest.mark.slow
def test_half_of_all_pushes_take_no_second_even_on_a_busy_machine(tmp_path):
    """`bench/push.py` measures it; here only something that is far too slow is found."""
    pushed = runpy.run_path(str(BENCH / "push.py"))["pushed"]
    store = in_folder(tmp_path / "kept")
    took = pushed(store, 30)
    store.close()
    assert len(took) == 30
    assert statistics.median(took) < 1

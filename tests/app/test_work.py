"""Work beside the server: a page waits a moment, the same is not done twice, nothing outlives the server."""

import operator
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from functools import partial

import pytest

from pasdedeux.app.work import WAITS, Beside

SERVER = """
import os, time
from pasdedeux.app.work import Beside
if __name__ == "__main__":
    work = Beside()
    work.begin(os.getpid)
    while not work._pool._processes:
        time.sleep(0.01)
    print(*work._pool._processes, flush=True)
    time.sleep(60)
"""
"""Says which process works for it, and waits."""
NOW = datetime(2026, 11, 3, 21, 0, tzinfo=UTC)


@pytest.fixture
def work():
    work = Beside()
    yield work
    work.close()


def done(work, place, what, act, *given):
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = work.ask(place, what, NOW, act, *given)
        if found is not None:
            return found
    raise AssertionError("it was never done")


def test_a_page_waits_a_moment_and_no_longer(work):
    began = time.monotonic()
    assert work.ask("a", 1, NOW, time.sleep, 30) is None
    assert time.monotonic() - began < WAITS + 2
    began = time.monotonic()
    work.close()
    assert time.monotonic() - began < 2


def test_the_same_is_not_done_twice_and_a_change_is_done_anew(work):
    assert done(work, "a", 1, operator.add, 1, 2).result == 3
    assert done(work, "a", 1, operator.add, 5, 5).result == 3
    assert done(work, "a", 2, operator.add, 5, 5).result == 10
    assert done(work, "b", 1, operator.add, 0, 0).result == 0


def test_what_was_worked_out_for_a_person_is_forgotten(work):
    done(work, "alma dance", 1, operator.add, 1, 2)
    work.forget("alma")
    assert done(work, "alma dance", 1, operator.add, 5, 5).result == 10


def test_a_worker_that_died_is_followed_by_another(work):
    while work.ask("a", 1, NOW, os._exit, 1) is None and work._pool is not None:
        pass
    assert done(work, "a", 2, operator.add, 1, 2).result == 3


def test_the_worker_makes_itself_ready_while_pages_wait_for_nothing(work, tmp_path):
    work.begin(partial((tmp_path / "ready").touch))
    assert done(work, "a", 1, operator.add, 1, 2).result == 3
    assert (tmp_path / "ready").exists()


def test_pages_go_first(work):
    assert done(work, "a", 1, os.nice, 0).result == os.nice(0) + 5


def test_a_server_that_is_killed_takes_its_worker_along(tmp_path):
    (tmp_path / "server.py").write_text(SERVER, "utf-8")
    server = subprocess.Popen([sys.executable, tmp_path / "server.py"], stdout=subprocess.PIPE, text=True)  # noqa: S603
    with server:
        worker = int(server.stdout.readline())
        assert there(worker)
        server.kill()
    end = time.monotonic() + 20
    while there(worker):
        assert time.monotonic() < end
        time.sleep(0.02)


def there(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True

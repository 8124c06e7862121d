"""Work beside the server: a page waits a moment, the same is not done twice, nothing outlives the server."""

import operator
import os
import time
from datetime import UTC, datetime

import pytest

from pasdedeux.app.work import WAITS, Beside

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

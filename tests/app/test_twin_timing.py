"""Twin worlds by the clock: how long Ben's phone waits for a page tells nothing of what Alma does alone.

The same requests are sent to both worlds in pairs, in an order drawn at random, so that whatever else the
machine does hits both alike. Judged is a count of signs: where neither world is slower by more than a tenth,
at most half of the pairs lie beyond that, whatever the noise is like. So no bound in seconds is needed, and a
false alarm comes once in many thousand runs. What is less than a tenth cannot be told apart here.
"""

import random
import time

import pytest
from scipy.stats import binom

from done_alone import is_afraid, nothing
from pasdedeux.app.visit import COOKIE
from pasdedeux.store import persons, standings
from pasdedeux.store.database import in_folder
from phones import Server
from quick_app import QuickApp

PATHS = ("/a", "/api/me", "/api/side", "/api/acts", "/api/events")
PAIRS = 80
BEYOND = 1.1
ONCE_IN = 100_000


class World:
    """A store in which both did the same together, and Alma something alone; and Ben's phone."""

    def __init__(self, folder, alone):
        self.store = in_folder(folder)
        with Server(self.store) as server:
            alma, ben = server.couple("alma", "ben")
            for hour in range(8):
                alone(alma, hour)
            alma.http.post("/api/acts", json={"deed": "button"})
            self.secret, clock = ben.http.cookies[COOKIE], server.clock
        self.quick = QuickApp()
        self.quick.serve(self.store, clock)

    def waits(self, path):
        began = time.perf_counter()
        assert self.quick.ask(self.secret, "GET", path).status_code == 200
        return time.perf_counter() - began

    def close(self):
        self.quick.close()
        self.store.close()


def told_apart(one, other):
    """Give the paths by whose waiting times two worlds can be told apart."""
    rng, most, found = random.Random(1), binom.isf(1 / ONCE_IN, PAIRS, 0.5), []  # noqa: S311 - an order
    for path in PATHS:
        for world in (one, other):
            for _ in range(3):  # what loads at first
                world.waits(path)
        pairs = []
        for _ in range(PAIRS):
            order = rng.sample((one, other), 2)
            took = {world: world.waits(path) for world in order}
            pairs.append((took[one], took[other]))
        slower = sum(mine * BEYOND < theirs for mine, theirs in pairs)
        faster = sum(mine > theirs * BEYOND for mine, theirs in pairs)
        if max(slower, faster) > most:
            found.append((path, slower, faster))
    return found


@pytest.fixture
def lived(tmp_path):
    """Make worlds, and end them."""
    worlds = []

    def live(alone):
        worlds.append(World(tmp_path / str(len(worlds)), alone))
        return worlds[-1]

    yield live
    for world in worlds:
        world.close()


@pytest.mark.slow
def test_waiting_times_tell_nothing_of_what_is_done_alone(lived):
    assert told_apart(lived(nothing), lived(is_afraid)) == []


@pytest.mark.slow
def test_a_server_that_looks_longer_after_a_report_is_seen(lived, monkeypatch):
    reported, happened, name_of = set(), standings.happened, persons.name_of

    def act(session, me, event, today):
        reported.add(me.person)
        return happened(session, me, event, today)

    def slow(session, person):
        time.sleep(0.005 * (person in reported))
        return name_of(session, person)

    monkeypatch.setattr(standings, "happened", act)
    monkeypatch.setattr(persons, "name_of", slow)
    assert len(told_apart(lived(nothing), lived(is_afraid))) >= 3

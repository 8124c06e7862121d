"""A server of one's own for each test; who sees what, and the main story, on both databases."""

import pytest

from pasdedeux.store import database, persons
from phones import Server
from two_people import CHEAP

BOTH = {"test_access", "test_main_story"}


def pytest_generate_tests(metafunc):
    if "store" in metafunc.fixturenames:
        module = metafunc.module.__name__.rpartition(".")[2]
        kinds = (
            ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)] if module in BOTH else ["sqlite"]
        )
        metafunc.parametrize("store", kinds, indirect=True)


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Nothing is killed here, so nothing waits for the disk; and no passphrase takes long."""
    monkeypatch.setattr(database, "SETTINGS", (*database.SETTINGS, "synchronous = OFF"))
    monkeypatch.setattr(persons, "Cost", lambda: CHEAP)


@pytest.fixture
def server(store):
    with Server(store) as running:
        yield running

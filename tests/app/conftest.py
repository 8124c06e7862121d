"""A server of one's own for each test, on SQLite."""

import pytest

from pasdedeux.store import database, persons
from pasdedeux.store.database import in_folder
from phones import Server
from two_people import CHEAP


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Nothing is killed here, so nothing waits for the disk; and no passphrase takes long."""
    monkeypatch.setattr(database, "SETTINGS", (*database.SETTINGS, "synchronous = OFF"))
    monkeypatch.setattr(persons, "Cost", lambda: CHEAP)


@pytest.fixture
def server(tmp_path):
    store = in_folder(tmp_path / "kept")
    with Server(store) as running:
        yield running
    store.close()

"""A server of one's own for each test, on SQLite."""

import pytest

from pasdedeux.store.database import in_folder
from phones import Server


@pytest.fixture
def server(tmp_path):
    store = in_folder(tmp_path / "kept")
    with Server(store) as running:
        yield running
    store.close()

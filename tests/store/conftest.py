"""A store in a folder of its own, and two people in it."""

import pytest

from pasdedeux.store.database import in_folder
from two_people import begin, pair


@pytest.fixture
def store(tmp_path):
    made = in_folder(tmp_path / "kept")
    yield made
    made.close()


@pytest.fixture
def two(store):
    alma, ben = begin(store, "alma"), begin(store, "ben")
    pair(store, alma, ben)
    return alma, ben

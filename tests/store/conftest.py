"""A store in a folder of its own, or in a database of its own, and two people in it."""

from inspect import signature

import pytest

from two_people import begin, pair

BOTH = ["sqlite", "postgresql"]
KINDS = {"test_tellings": BOTH, "test_moments": BOTH, "test_postgresql": ["postgresql"]}
"""On what the tests of a module run, but for those that look into a folder; the others run on SQLite."""


def pytest_generate_tests(metafunc):
    if "store" in metafunc.fixturenames:
        in_file = "tmp_path" in signature(metafunc.function).parameters
        kinds = KINDS.get(metafunc.module.__name__.rpartition(".")[2], ["sqlite"])
        metafunc.parametrize("store", ["sqlite"] if in_file else kinds, indirect=True)


@pytest.fixture
def two(store):
    alma, ben = begin(store, "alma"), begin(store, "ben")
    pair(store, alma, ben)
    return alma, ben

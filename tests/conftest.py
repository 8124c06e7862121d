"""Lets tests import what all test folders share, and starts a PostgreSQL server for those that ask."""

import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent / "words")]


@pytest.fixture(scope="session")
def cluster():
    import clusters  # noqa: PLC0415 - needs the packages of the store

    if not clusters.there():
        pytest.skip("PostgreSQL is not installed: initdb and pg_ctl are not there")
    with clusters.Cluster() as running:
        yield running


@pytest.fixture
def address(cluster):
    return cluster.fresh()


@pytest.fixture
def store(request, tmp_path):
    """A store of one's own, on the database that the folder's conftest asks for."""
    from pasdedeux.store.database import at_address, in_folder  # noqa: PLC0415 - needs the packages of the store

    if request.param == "sqlite":
        made = in_folder(tmp_path / "kept")
    else:
        made = at_address(request.getfixturevalue("address"))
    yield made
    made.close()

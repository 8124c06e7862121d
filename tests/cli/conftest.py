"""What tests of commands share."""

import pytest


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder of its own, and a terminal that names no language."""
    monkeypatch.chdir(tmp_path)
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path

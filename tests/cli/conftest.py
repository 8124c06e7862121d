"""What tests of commands share."""

import io
import sys

import pytest

from pasdedeux.cli import main


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder of its own, and a terminal that names no language."""
    monkeypatch.chdir(tmp_path)
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path


@pytest.fixture
def typed_into(monkeypatch, capsys):
    """Type lines into a command; what it showed, and its exit code."""

    def typed_into(command, *typed, options=()):
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
        code = main([command, *options])
        shown = capsys.readouterr()
        assert shown.err == "" or code
        return shown.out if code == 0 else shown.err, code

    return typed_into

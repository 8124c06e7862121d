"""Each calibration of told episodes runs, on very few couples; docs/episodes-fit.md has the large ones."""

import importlib.util
import sys
from argparse import Namespace
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def bench():
    path = Path(__file__).parents[3] / "bench" / "episodes.py"
    spec = importlib.util.spec_from_file_location("bench_episodes", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_episodes"] = module
    spec.loader.exec_module(module)
    return module


CELLS = ["change", "everything", "fixed", "prior", "selection", "sequences", "speed", "tellers"]


def test_every_calibration_is_tried(bench):
    assert sorted(bench.CELLS) == CELLS


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("known", [False, True])
def test_a_calibration_says_what_it_found(bench, cell, known, capsys):
    only = {"selection": "none told", "tellers": "usual"}.get(cell)
    bench.CELLS[cell](Namespace(couples=3, episodes=[2], kinds=["soft"], known=known, only=only))
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all(any(letter.isdigit() for letter in line) for line in lines)
    assert not any("nan" in line for line in lines)

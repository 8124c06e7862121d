"""A small part of `bench/fuzz.py`: tables that no program would write are read, or refused in words."""

import importlib.util
import sys
import warnings
from pathlib import Path

import pytest

pytest.importorskip("pyreadstat")
pytest.importorskip("pyreadr")
PATH = Path(__file__).parents[2] / "bench" / "fuzz.py"


def test_three_hundred_hostile_files_end_with_records_or_a_sentence(tmp_path):
    spec = importlib.util.spec_from_file_location("fuzz", PATH)
    fuzz = sys.modules["fuzz"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fuzz)
    with warnings.catch_warnings():
        tally = fuzz.run(300, 20, tmp_path)
    assert tally.kinds == {}
    assert tally.ends["read"] > 30
    assert len(tally.names) > 30

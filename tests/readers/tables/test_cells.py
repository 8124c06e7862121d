"""Missing codes, numbers in text, and text that is safe to write."""

import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pasdedeux.files import safe_cell
from pasdedeux.readers.diary import read
from pasdedeux.readers.tables.cells import as_text, far_codes, numbers


@pytest.mark.parametrize("code", ["", "NA", "n/a", "NaN", ".", "-", "null", "#NULL!", " na ", "missing"])
def test_usual_texts_mean_missing(code):
    found = numbers(pd.Series(["1", code, "2.5"]))
    assert found.cells.tolist()[::2] == [1, 2.5]
    assert np.isnan(found.cells[1])
    assert not len(found.text)


@pytest.mark.parametrize(
    ("answers", "codes"),
    [
        ([1, 7, 4, 99], [99]),
        ([1, 7, -99, -999], [-999, -99]),
        ([0, 100, 50, -99], [-99]),
        ([0, 100, 50, 99], []),
        ([0, 100, 999], [999]),
        ([-50, 50, -99], []),
        ([90, 95, 99], []),
        ([1, 5, -9], [-9]),
        ([0, 0, 1, 88], [88]),
        ([99, 99], []),
        ([1, -1, 1, -1], []),
        ([1, 2, 3, 4, -3], []),
    ],
)
def test_codes_count_only_where_they_lie_far_outside(answers, codes):
    assert far_codes(np.array(answers, float)) == codes


def test_codes_are_said():
    table = pd.DataFrame({"couple": 1, "day": range(1, 7), "pursuit": [1, 2, 999, 4, 5, 6]})
    records = read(table)
    assert len(records[0]) == 5
    assert "'pursuit': 999 was taken for a missing answer (1 cell)." in map(str, records.provenance.notes)
    assert len(read(table.replace(999, 7), missing=[7])[0]) == 5


def test_whole_numbers_stay_whole_as_text():
    assert as_text(pd.Series([1.0, 2.0, np.nan])).tolist() == ["1", "2", ""]
    assert as_text(pd.Series([1.5, 2.0])).tolist() == ["1.5", "2"]
    assert as_text(pd.Series([" 007 ", "NA", None])).tolist() == ["007", "", ""]


@given(st.text(max_size=20))
def test_safe_cells_never_start_a_formula_and_keep_their_text(text):
    safe = safe_cell(text)
    assert safe.removeprefix("'") == text or safe == text
    if safe[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"}:
        float(safe)
    buffer = io.StringIO()
    csv.writer(buffer).writerow([safe, "x"])
    assert buffer.getvalue()


def test_numbers_are_safe_as_they_are():
    assert [safe_cell(text) for text in ("-1.5", "+3", "2", "=2", "-x")] == ["-1.5", "+3", "2", "'=2", "'-x"]

"""An empty diary that the reader knows once it is filled in."""

import pandas as pd
import pytest

from pasdedeux.cli import main
from pasdedeux.readers.diary import read


def run(*arguments):
    return main(list(arguments))


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", ["diary.csv", "diary.xlsx"])
def test_a_filled_in_template_is_pursuit_and_withdrawal_of_two(tmp_path, language, name):
    target = tmp_path / name
    assert run("diary", str(target), "--people", "Maya+Tom", "--days", "9", "--language", language) == 0
    table = pd.read_csv(target) if name.endswith("csv") else pd.read_excel(target)
    assert table.iloc[:, 1:].isna().all(axis=None)
    for column in range(1, 5):
        table.isetitem(column, [(3 * day + column) % 11 for day in range(9)])
    records = read(table)
    assert records.roles == ("pursuit", "withdrawal")
    assert (records[0].couple.labels, records.paired) == (("Maya", "Tom"), 9)


@pytest.mark.parametrize("people", ["Maya", "Maya+Maya", "Maya+", "Ma ya+Tom"])
def test_two_names_are_needed(tmp_path, capsys, people):
    assert run("diary", str(tmp_path / "d.csv"), "--people", people) == 2
    assert "two people" in capsys.readouterr().err
    assert not (tmp_path / "d.csv").exists()


def test_the_words_that_are_known_are_listed(capsys):
    assert run("look", "--words") == 0
    said = capsys.readouterr().out
    assert "pulled away" in said
    assert "zurückgezogen" in said

"""`look` and `loop` name what would spoil a study, and what partners in no order leave open."""

import json
from pathlib import Path

import numpy as np
import pytest

from pasdedeux.cli import main
from pasdedeux.files import csv_text
from pasdedeux.loop import LinearLoop
from pasdedeux.simulate import simulate_records


@pytest.fixture
def diary(tmp_path, monkeypatch):
    """Write a study; the answers of its first couple may be changed, and partners may be mere numbers."""
    monkeypatch.chdir(tmp_path)

    def write(couples=5, days=20, *, change=None, names=("Ann", "Ben")):
        loops = [LinearLoop.of_gain(0.3)] * couples
        records = simulate_records(loops, np.arange(float(days)), seed=1, step=0.5, level=4.0)
        rows = []
        for at, record in enumerate(records):
            values = record.values[:, :, 0].copy()
            if change and at == 0:
                change(values)
            rows += [
                {"couple": record.couple.id, "partner": name, "day": t, "tense": values[t, who]}
                for t in range(days)
                for who, name in enumerate(names)
            ]
        Path("study.csv").write_text(csv_text(rows), "utf-8")
        return "study.csv"

    return write


def twin(values):
    values[:, 1] = values[:, 0]


def test_look_names_twins_and_what_loop_would_do(diary, capsys):
    assert main(["look", diary(change=twin)]) == 0
    out = capsys.readouterr().out
    assert "as where one answered for both" in out
    assert "1 couple would be set aside" in out
    assert main(["look", diary()]) == 0
    assert "set aside" not in capsys.readouterr().out


def test_loop_sets_twins_aside_with_and_without(diary, capsys):
    call = ["loop", diary(change=twin), "--level", "pooled", "--no-checks", "--json", "all.json", "--force"]
    assert main(call) == 0
    out = capsys.readouterr().out
    assert "as where one answered for both" in out
    assert "With the couples that were set aside" in out
    assert "as where one answered for both" in Path("loop.html").read_text("utf-8")
    data = json.loads(Path("all.json").read_text("utf-8"))
    assert (data["couples"], [one["kind"] for one in data["set_aside"]]) == (4, ["twins"])


def test_partners_that_nothing_tells_apart_are_said_to_be_so(diary, capsys):
    file = diary(names=("1", "2"))
    assert main(["look", file]) == 0
    assert "Nothing tells the partners apart" in capsys.readouterr().out
    assert main(["loop", file, "--level", "pooled", "--no-checks"]) == 0
    assert "cannot tell who answers whom" in capsys.readouterr().out


def test_a_reliability_is_taken_or_refused(diary, capsys):
    file = diary(couples=1, days=30)
    assert main(["loop", file, "--no-checks", "--reliability", "none", "--json", "-"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["estimates"]["reliability: Ann arousal"]["estimate"] == pytest.approx(1.0, abs=1e-4)
    assert main(["loop", file, "--reliability", "good"]) == 2
    assert "--reliability 0.8" in capsys.readouterr().err

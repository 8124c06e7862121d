"""`look` and `loop` on a diary of pursuit and withdrawal."""

import json
import runpy
from pathlib import Path

import pytest

from pasdedeux import identify
from pasdedeux.cli import main
from pasdedeux.files import csv_text
from pasdedeux.simulate import RoundsWorld, simulate_rounds

make_fit = runpy.run_path(str(Path(__file__).parents[1] / "report" / "conftest.py"))["make_fit"]
ROUND = RoundsWorld(links=(0.35, 0.35, 0.0, 0.0), reliability=0.86, shared=0.0)


@pytest.fixture
def diary(tmp_path, monkeypatch):
    """Write a diary of so many days; the linear fit is stood in for."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        identify, "fit", lambda records, **_: make_fit(names=records.labels, roles=("pursuit", "withdrawal"))
    )

    def write(days, **more):
        record = simulate_rounds(ROUND, days, seed=1, **more)[0]
        rows = [
            {
                "date": f"2026-{1 + t // 28:02d}-{1 + t % 28:02d}",
                **{
                    f"{role}_{name}": record.values[t, who, r]
                    for who, name in enumerate(("Maya", "Tom"))
                    for r, role in enumerate(record.roles)
                },
            }
            for t in range(days)
        ]
        (tmp_path / "diary.csv").write_text(csv_text(rows), "utf-8")
        return "diary.csv"

    return write


def test_loop_begins_with_the_round_and_sets_the_rest_apart(diary, capsys):
    assert main(["loop", diary(250), "--json", "all.json"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("The more Maya reaches, the more Tom pulls back;")
    assert out.index("no diary can rule out") < out.index("Apart from this")
    rounds = json.loads(Path("all.json").read_text("utf-8"))["rounds"]
    assert rounds["verdict"] == "shows a reinforcing loop"
    assert [one["verdict"] for one in rounds["rounds"]] == ["shows a reinforcing loop", "not enough to say"]
    assert "The more Maya reaches" in Path("loop.html").read_text("utf-8")


def test_first_weeks_are_counted(diary, capsys):
    file = diary(20)
    for command in ("look", "loop"):
        assert main([command, file]) == 0
        out = capsys.readouterr().out
        assert (
            "days after Maya had reached more than usual, Tom pulled back more than usual; on other days"
            in out
        )
        assert "These are counts and no answer." in out


def test_look_tells_how_often_a_round_of_this_length_was_shown(diary, capsys):
    assert main(["look", diary(120)]) == 0
    assert "In simulated records of 120 days a clear round was shown in 8 of 10" in capsys.readouterr().out


def test_where_other_roles_are_asked_for_there_is_no_round(diary, capsys):
    assert main(["loop", diary(60), "--roles", "pursuit"]) == 0
    assert "Apart from this" not in capsys.readouterr().out

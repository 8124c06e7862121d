"""The command `simulate`: what it says, what it writes, and that nothing is lost or left half-written."""

import csv
import re
import signal
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest

from hearing import hearing
from pasdedeux.cli import main
from pasdedeux.loop import PRESETS, STATES, Loop
from pasdedeux.report import simulation
from pasdedeux.simulate import Population, read_sweep, simulate, simulate_ensemble, sweep

RUN = [sys.executable, "-m", "pasdedeux", "simulate"]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_runs_and_says_gain_resilience_ranges_and_limits(name, here, capsys):
    assert main(["simulate", name, "--days", "20"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"Of ten parts of a bad evening, about \d", out)
    assert "worst in ten" in out
    assert re.search(r"with other luck: from \d+ to \d+", out)
    assert "None of them was estimated from couples." in out
    assert "It foretells nothing." in out
    assert "afraid of the other" in out
    assert (here / "simulation.html").is_file()


def test_words_are_the_numbers(capsys):
    assert main(["simulate", "anxious-avoidant", "--days", "30", "--seed", "4"]) == 0
    out = capsys.readouterr().out
    loop = Loop.preset("anxious-avoidant")
    assert f"about {round(10 * loop.loop_gain())} (" in out
    assert f"about {loop.resilience().bad_days:.1f} times as bad" in out
    run = simulate(loop, 30, seed=4)
    assert f"the two spent {round(100 * run.in_cycle.mean())} in the cycle" in out
    others = simulate_ensemble(
        loop, 30, couples=np.arange(1, 101), seed=4, every=30, start=loop.calm(), threads=1
    ).in_cycle
    low, high = (round(100 * v) for v in np.quantile(others, [0.05, 0.95]))
    assert f"from {low} to {high} (" in out


def test_the_page_holds_everything_runs_nothing_and_is_labelled(here):
    assert main(["simulate", "anxious-avoidant", "--days", "30"]) == 0
    page = (here / "simulation.html").read_text("utf-8")
    assert not re.search(r"<script|https?:(?!//www\.w3\.org)|\bsrc=|\son\w+=", page)
    assert page.count("no real person stands behind") == 1
    assert "default-src &#39;none&#39;; style-src" in page
    assert page.count("<figure>") == 7
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert main(["simulate", "secure-secure", "--days", "20"]) == 0  # our own page is replaced
    assert (here / "simulation.html").read_text("utf-8") != page


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_run_is_written_with_every_state_and_its_label(here, suffix):
    target = here / f"report.run.{suffix}"
    assert main(["simulate", "anxious-avoidant", "--days", "3", "--seed", "2", "--table", str(target)]) == 0
    table = pd.read_csv(target) if suffix == "csv" else pd.read_parquet(target)
    run = simulate(Loop.preset("anxious-avoidant"), 3, seed=2)
    np.testing.assert_array_equal(table[list(STATES)], run.states)
    np.testing.assert_array_equal(table["in_cycle"], run.in_cycle)
    assert (table["simulated"] == 1).all()
    assert table.columns[-1] == "simulated"


def test_many_couples_are_written_a_row_each(here, capsys):
    (here / "people.toml").write_text("couples = 70\ndays = 60\n[population]\nsimilarity = 0.3\n", "utf-8")
    assert main(["simulate", "people.toml", "--table", "people.csv", "--jobs", "2"]) == 0
    out = capsys.readouterr().out
    assert "70 couples" in out
    many = simulate_ensemble(Population(similarity=0.3), 60, couples=70)
    table = rows(here / "people.csv")
    assert [float(row["in_cycle"]) for row in table] == pytest.approx(many.in_cycle)
    assert sum(row["entered_day"] == "" for row in table) == np.isinf(many.entered).sum()
    middle = round(100 * np.median(many.in_cycle))
    assert f"fewer than {middle} in the cycle" in out
    assert (here / "simulation.html").read_text("utf-8").count("<figure>") == 1


@pytest.mark.parametrize("text", ["[population]\n", 'preset = "anxious-avoidant"\n'])
def test_one_couple_of_many_runs_again_alone_bit_for_bit(here, text):
    (here / "people.toml").write_text(f"couples = 70\ndays = 9\n{text}", "utf-8")
    if "preset" in text:
        loop = Loop.preset("anxious-avoidant")
        many = simulate_ensemble(loop, 9, couples=70, every=9, start=loop.calm())
    else:
        many = simulate_ensemble(Population(), 9, couples=70, every=9)
    assert main(["simulate", "people.toml", "--table", "many.csv"]) == 0
    assert main(["simulate", "people.toml", "--couple", "33", "--table", "one.csv"]) == 0
    table = rows(here / "many.csv")
    assert float(table[33]["in_cycle"]) == many.in_cycle[33]
    last = rows(here / "one.csv")[-1]
    assert [float(last[name]) for name in STATES] == many.end[:, 33].tolist()


def test_a_schedule_in_the_file_is_held(here):
    (here / "softer.toml").write_text(
        'preset = "anxious-avoidant"\ndays = 6\n[[change]]\nname = "softness"\nto = 1.0\nstart = 2\n', "utf-8"
    )
    assert main(["simulate", "softer.toml", "--table", "with.csv"]) == 0
    assert main(["simulate", "anxious-avoidant", "--days", "6", "--table", "without.csv"]) == 0
    one, other = (pd.read_csv(here / name) for name in ("with.csv", "without.csv"))
    same = one["day"] <= 2
    assert (one[same] == other[same]).all(axis=None)
    assert one["move_2"].iloc[-1] != other["move_2"].iloc[-1]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["happy-happy"], "neither a preset nor a file"),
        (["anxious-avoidant", "--days", "nan"], "days is nan"),
        (["anxious-avoidant", "--days", "36525"], "Give a number between 1 and 18262.5 days"),
        (["anxious-avoidant", "--couples", "0"], "couples is 0"),
        (["anxious-avoidant", "--seed", "-1"], "seed is -1"),
        (["anxious-avoidant", "--couples", "3", "--couple", "3"], "There is no couple 3"),
        (["anxious-avoidant", "--sweep", "pieces"], "--sweep: A sweep needs many couples"),
        (["anxious-avoidant", "--table", "run.xlsx"], "Name a file that ends in .csv or .parquet"),
        (["anxious-avoidant", "--report", "no/such/page.html"], "does not exist"),
        (["wrong.toml"], "wrong.toml, line 2: reach is 9. Give a number between 0 and 4."),
        (["wrong.toml", "--report", "wrong.toml", "--force"], "that is the file to be read"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_is_written(here, capsys, arguments, says):
    (here / "wrong.toml").write_text("[one]\nreach = 9\n", "utf-8")
    assert main(["simulate", *arguments]) == 2
    assert says in capsys.readouterr().err
    assert [path.name for path in here.iterdir()] == ["wrong.toml"]


def test_another_file_is_left_alone_without_force(here, capsys):
    (here / "run.csv").write_text("mine")
    assert main(["simulate", "secure-secure", "--days", "5", "--table", "run.csv"]) == 2
    assert "--force" in capsys.readouterr().err
    assert (here / "run.csv").read_text() == "mine"
    assert main(["simulate", "secure-secure", "--days", "5", "--table", "run.csv", "--force"]) == 0


def test_a_page_that_fails_leaves_no_table_behind(here, monkeypatch):
    monkeypatch.setattr(simulation, "run_page", lambda _story: 1 / 0)
    assert main(["simulate", "secure-secure", "--days", "5", "--table", "run.csv"]) == 1
    assert list(here.iterdir()) == []


def wait_for(found, process, seconds=60):
    end = time.monotonic() + seconds
    while not found():
        assert process.poll() is None, "it ended before it could be stopped"
        assert time.monotonic() < end
        time.sleep(0.002)


@pytest.mark.slow
def test_a_stopped_run_leaves_nothing(here):
    call = [*RUN, "anxious-avoidant", "--couples", "200000", "--days", "3000", "--table", "run.csv"]
    with hearing():
        process = subprocess.Popen(call, stderr=subprocess.PIPE, text=True)  # noqa: S603
    began = time.monotonic()
    wait_for(lambda: time.monotonic() - began > 4, process)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    # struck while a module loads, the interpreter ends by the signal itself, which a shell tells as 130 too
    assert process.returncode in {130, -signal.SIGINT}, told
    assert "No file was left half-written" in told
    assert list(here.iterdir()) == []


@pytest.mark.slow
def test_a_killed_sweep_goes_on_where_it_was(here):
    (here / "people.toml").write_text("couples = 50000\ndays = 30\n[population]\n", "utf-8")
    call = [*RUN, "people.toml", "--sweep", "pieces", "--jobs", "2"]
    pieces = here / "pieces"
    process = subprocess.Popen(call, stdout=subprocess.DEVNULL)  # noqa: S603
    wait_for(lambda: list(pieces.glob("piece-*.npz")), process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = {path: path.stat().st_mtime_ns for path in pieces.glob("piece-*.npz")}
    assert 1 <= len(kept) < 7
    done = subprocess.run(call, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    assert all(path.stat().st_mtime_ns == stamp for path, stamp in kept.items())
    assert len(list(pieces.glob("piece-*.npz"))) == 7
    resumed = read_sweep(pieces)
    whole = read_sweep(sweep(here / "whole", Population(), 30, couples=50_000, every=30, step=1 / 24))
    np.testing.assert_array_equal(resumed.end, whole.end)
    np.testing.assert_array_equal(resumed.means, whole.means)

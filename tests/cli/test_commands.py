"""The command line: messages, exit codes, silence when piped, whole files, and names that stay names."""

import dataclasses
import importlib
import io
import json
import logging
import os
import re
import runpy
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.main import get_command

import pasdedeux
from pasdedeux import identify
from pasdedeux.cli import main
from pasdedeux.cli.commands import app
from pasdedeux.cli.look import marks
from pasdedeux.cli.terminal import compiling_is_said, plain, progress
from pasdedeux.cli.warm import MODULES
from pasdedeux.files import csv_text
from pasdedeux.services.example import example_table
from pasdedeux.simulate import example_records
from pasdedeux.words import words

make_fit = runpy.run_path(str(Path(__file__).parents[1] / "report" / "conftest.py"))["make_fit"]
LOOK = importlib.import_module("pasdedeux.services.overview")
COMMANDS = get_command(app).commands
RUN = [sys.executable, "-m", "pasdedeux"]
ROW = {"couple": "07", "verdict": "no cycle shown", "loop_gain": 0.48, "half_life_days": 1.9}
ODD = "[red]x[/red] :smile: 'a\" 😀"


class Handed:
    """What `fit` hands over, without the work."""

    def __init__(self, inner, rows=(ROW,)):
        self.inner, self.rows = inner, rows

    def __getattr__(self, name):
        return getattr(self.inner, name)

    def to_rows(self):
        return list(self.rows)

    def to_dict(self):
        return {"couples": 1, "verdict": "no cycle shown", "partners": list(self.inner.partners)}


@dataclass
class Said:
    """Stands in for a message of the catalogue."""

    sentence: str

    def text(self, _language):
        return self.sentence


@dataclass
class Carried:
    sentences: tuple = (Said("Three weeks would show a strong loop."),)
    recoverability: object = None


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(LOOK, "carry", lambda _records: Carried())
    return tmp_path


@pytest.fixture
def asked(monkeypatch):
    """Stand in for the fit; what was asked of it is kept."""
    kept = {}

    def fit(records, **wishes):
        kept.update(wishes, records=records)
        wishes["progress"]("Half of it", 0.5)
        return Handed(make_fit(names=records.labels))

    monkeypatch.setattr(identify, "fit", fit)
    return kept


@pytest.fixture
def table(here):
    assert main(["example"]) == 0
    return here / "example.csv"


def diary(path, couple="07", partners=("Alma", "Sam"), days=6):
    rows = [
        {"couple": couple, "partner": name, "day": day, "arousal": 1 + (day * (3 + at)) % 7, "note": "=2+2"}
        for day in range(1, days)
        for at, name in enumerate(partners)
    ]
    path.write_text(csv_text(rows).replace("'=", "="), "utf-8")
    return str(path)


# The example


def test_the_example_reads_back_as_it_was_drawn(table):
    records, drawn = pasdedeux.read(table), example_records()
    assert records.ids == drawn.ids
    assert (records.labels, records.roles) == (drawn.labels, drawn.roles)
    assert (records.reports, records.paired) == (drawn.reports, drawn.paired)
    for one, other in zip(records, drawn, strict=True):
        answered = other.reported.any(axis=1)
        np.testing.assert_array_equal(one.values, other.values[answered])
        np.testing.assert_array_equal(one.weekday, other.weekday[answered])


def test_every_row_of_the_example_is_labelled(table):
    header, *rows = table.read_text("utf-8").splitlines()
    assert header.endswith(",simulated")
    assert all(row.endswith(",1") for row in rows)


@pytest.mark.parametrize("command", ["look", "loop"])
def test_the_label_stays(table, asked, capsys, command):
    assert main([command, str(table)]) == 0
    assert "no real person" in capsys.readouterr().out
    if command == "loop":
        assert asked["records"].provenance.simulated


def test_real_tables_get_no_label(here, asked):
    assert main(["loop", diary(here / "diary.csv")]) == 0
    assert not asked["records"].provenance.simulated


def test_the_example_replaces_itself_and_nothing_else(table, capsys):
    assert main(["example"]) == 0
    table.write_text("mine")
    assert main(["example"]) == 2
    assert table.read_text() == "mine"
    assert "--force" in capsys.readouterr().err
    assert main(["example", "--force"]) == 0


# look


def test_look_tells_what_was_understood(table, capsys):
    assert main(["look", str(table)]) == 0
    out = capsys.readouterr().out
    for piece in (
        "40 couples",
        "column date",
        "Alma and Sam",
        "Who reported when",
        "and 20 more",
        "How answers were given",
        "About 1 day from one report",
        "Rows not used: 435 of 4",
        "no answer in any role. Rows 20, 39,",
        "and 423 more (--all)",
        "What these records can carry",
        "Three weeks would show a strong loop.",
        f"Next: pasdedeux loop {table}",
    ):
        assert piece in out
    assert out.count(" both\n") == 20


def test_look_lists_all_where_asked(table, capsys):
    assert main(["look", str(table), "--all"]) == 0
    out = capsys.readouterr().out
    assert out.count(" both\n") == 40
    assert len(re.findall(r"^row \d+: ", out, re.MULTILINE)) == 435
    assert "more (--all" not in out


def test_the_next_command_is_the_one_to_type(here, capsys):
    file = diary(here / "our diary.csv")
    assert main(["look", file, "--map", "closeness=arousal", "--missing", "77", "--couple", "07"]) == 0
    said = capsys.readouterr().out.splitlines()[-1]
    assert said == f"Next: pasdedeux loop '{file}' --map closeness=arousal --missing 77 --couple 07"


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("command", ["look", "loop"])
def test_a_narrow_screen_loses_no_name(table, capsys, monkeypatch, command):
    monkeypatch.setattr("pasdedeux.cli.terminal.PIPED", 44)
    assert main([command, str(table)]) == 0
    out = capsys.readouterr().out
    assert "arousal" in out
    assert "Alma" in out


def test_messages_name_options_as_they_are_typed(here, capsys):
    rows = "1;a;1;2 1;b;1;lots 1;a;2;3 1;b;2;4 1;a;3;5".replace(" ", "\n")
    (here / "odd.csv").write_text(f"couple;partner;day;arousal\n{rows}\n")
    assert main(["look", "odd.csv"]) == 2
    err = capsys.readouterr().err
    assert "--missing CODE" in err
    assert "`" not in err


def test_look_shows_how_often_loops_would_be_found(table, capsys, monkeypatch):
    curve = make_fit().recoverability_
    monkeypatch.setattr(LOOK, "carry", lambda _records: Carried(recoverability=curve))
    assert main(["look", str(table)]) == 0
    assert "gain 0.8" in capsys.readouterr().out


@given(st.lists(st.integers(0, 3), max_size=40), st.integers(1, 5))
def test_marks_lose_nobody(seen, per):
    drawn = marks(np.array(seen, np.int8), per)
    for bit, without in ((1, "·▄"), (2, "·▀")):
        days = [day for day, who in enumerate(seen) if who & bit]
        assert {day // per for day in days} == {at for at, mark in enumerate(drawn) if mark not in without}


def test_one_partner_alone_is_said(here, capsys):
    assert main(["look", diary(here / "d.csv", partners=("Alma",))]) == 0
    assert "Only one partner reports in 1 couple." in capsys.readouterr().out


# loop


def test_loop_says_the_answer_first_and_writes_the_report(table, asked, capsys):
    assert main(["loop", str(table), "--seed", "3", "--jobs", "2", "--no-checks"]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0] == "What one sets off comes back as an echo, and fades."
    assert "come back after one round" in lines[1]
    assert "0.48  0.30 to 0.66" in out
    assert lines[-1] == "Report: loop.html"
    assert err == ""
    assert Path("loop.html").read_text("utf-8").startswith("<!doctype html>")
    wishes = {name: asked[name] for name in ("seed", "jobs", "checks", "roles", "level")}
    assert wishes == {"seed": 3, "jobs": 2, "checks": False, "roles": None, "level": "auto"}


@pytest.mark.usefixtures("asked")
def test_loop_hands_out_json_and_a_table(table, capsys):
    assert main(["loop", str(table), "--json", "o.json", "--csv", "o.csv", "--report", "r.html"]) == 0
    assert json.loads(Path("o.json").read_text("utf-8"))["partners"] == ["Alma", "Sam"]
    assert (
        Path("o.csv").read_text() == "couple,verdict,loop_gain,half_life_days\n07,no cycle shown,0.48,1.9\n"
    )
    assert capsys.readouterr().out.endswith("Report: r.html\nJSON: o.json\nTable: o.csv\n")
    assert sorted(path.name for path in Path().iterdir()) == ["example.csv", "o.csv", "o.json", "r.html"]


@pytest.mark.usefixtures("asked")
def test_json_on_standard_output_stands_alone(table, capsys):
    capsys.readouterr()
    assert main(["loop", str(table), "--json", "-"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["couples"] == 1
    assert err == ""
    assert not Path("loop.html").exists()


def test_options_reach_the_reader(here, asked):
    file = diary(here / "d.csv", partners=("a", "b"))
    text = Path(file).read_text().replace("couple,partner,day,arousal", "dy,who,t1,q7").replace(",6,", ",77,")
    Path(file).write_text(text)
    given = ["--map", "couple=dy,partner=who,time=t1,closeness=q7", "--roles", "closeness", "--missing", "77"]
    assert main(["loop", file, *given, "--read", "unit=hour", "--layout", "long"]) == 0
    records = asked["records"]
    assert records.roles == asked["roles"] == ("closeness",)
    assert np.nanmax(records[0].values) < 77
    assert records[0].days < 1


@pytest.mark.usefixtures("asked")
def test_roles_that_were_not_followed_are_named(here, capsys):
    rows = [
        {"couple": "07", "partner": name, "day": day, "arousal": day % 5, "closeness": day % 3}
        for day in range(9)
        for name in ("Alma", "Sam")
    ]
    (here / "d.csv").write_text(csv_text(rows), "utf-8")
    assert main(["loop", "d.csv"]) == 0
    assert "Followed: arousal. Also in the file: closeness (--roles)." in capsys.readouterr().out


def test_what_the_reader_left_out_is_printed_and_in_the_data(here, capsys):
    diary(here / "d.csv", days=41)
    table = (here / "d.csv").read_text("utf-8")
    (here / "d.csv").write_text(table.replace("07,Sam,9,2,", "07,Sam,9,,"), "utf-8")
    assert main(["loop", "d.csv", "--no-checks", "--json", "out.json"]) == 0
    words = capsys.readouterr().out
    assert "Note: Left out, text: 'note' (from row 2 on)." in words
    assert "Note: 1 of 80 rows of the file were not used" in words
    data = json.loads((here / "out.json").read_text("utf-8"))
    assert data["cautions"] == ["Left out, text: 'note' (from row 2 on)."]
    assert data["dropped_rows"] == 1


def test_what_scores_shift_is_printed_per_standard_deviation(table, monkeypatch, capsys):
    fit = make_fit()
    estimates = {"by-receiver[anxiety]": fit.loop_gain_, "trend[9]: Alma": fit.half_life_}
    told = Handed(dataclasses.replace(fit, estimates_=estimates))
    monkeypatch.setattr(identify, "fit", lambda *_, **__: told)
    assert main(["loop", str(table)]) == 0
    words = capsys.readouterr().out
    assert "shift of a link, per standard deviation" in words
    [line] = [line for line in words.splitlines() if line.startswith("coupling by receiver")]
    assert f"{fit.loop_gain_.estimate:.2f}" in line
    assert "trend" not in words


def test_scores_in_the_file_can_shift_the_links(table, asked):
    assert main(["loop", str(table), "--moderators", "anxiety, avoidance"]) == 0
    assert asked["moderators"] == ("anxiety", "avoidance")


def test_couples_are_chosen_by_id(table, asked):
    assert main(["loop", str(table), "--couple", "07", "--couple", "03"]) == 0
    assert asked["records"].ids == ("07", "03")


def test_a_fit_that_did_not_settle_is_not_told_as_one(table, monkeypatch, capsys):
    unsettled = make_fit(converged_=False, warnings_=(Said("The chains do not agree."),))
    monkeypatch.setattr(identify, "fit", lambda _records, **_wishes: Handed(unsettled))
    assert main(["loop", str(table)]) == 0
    out = capsys.readouterr().out
    assert "did not settle" in out
    assert "Note: The chains do not agree." in out
    assert "0.48" not in out


# What cannot be used


BAD = {
    "missing.csv": (None, "there is no such file"),
    "empty.csv": (b"", "empty"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), ""),
    "one.csv": (b"a\n1\n2\n", ""),
    "text.csv": (b"couple,partner,day,arousal\n1,a,1,2\n1,b,1,lots\n1,a,2,3\n1,b,2,4\n1,a,3,1\n", "row 3"),
    "three.csv": (
        b"couple,partner,day,arousal\n"
        + b"".join(b"1,%c,%d,%d\n" % (p, d, d) for d in (1, 2) for p in b"abc"),
        "",
    ),
    "dates.csv": (
        b"couple,partner,date,arousal\n1,a,01/02/2024,2\n1,b,01/02/2024,3\n1,a,02/02/2024,4\n",
        "--dates",
    ),
    "infinite.csv": (b"couple,partner,day,arousal\n1,a,1,2\n1,b,1,inf\n1,a,2,3\n1,b,2,4\n", ""),
    "cut.csv": (b'couple,partner,day,arousal\n1,a,1,2\n1,b,1,"3', ""),
    "page.csv": (b"<!DOCTYPE html><html><body>,</body></html>", "a web page"),
    "tree.csv": (b'[{"couple": 1, "partner": "a", "day": 1, "arousal": 3}]', "a JSON file"),
    "nothing.csv": (
        b"couple,partner,day,arousal\n1,a,1,\n1,b,1,\n1,a,2,\n1,b,2,\n",
        "Left out, empty: arousal.",
    ),
    "table.sav": (b"not a table at all", ""),
}


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("command", ["look", "loop"])
@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_used_is_told_in_words(capsys, name, command):
    raw, words = BAD[name]
    if raw is not None:
        Path(name).write_bytes(raw)
    assert main([command, name]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(name)
    assert words in err
    assert "Traceback" not in err
    assert err.count("\n") == 1
    assert not Path("loop.html").exists()


@pytest.mark.parametrize("place", ["r" * 300 + ".toml", "pipe.toml"])
@pytest.mark.parametrize("command", ["look", "loop", "talk", "episodes", "show", "simulate", "whatif"])
def test_what_can_be_no_file_is_told_by_every_command_that_reads_one(here, capsys, command, place):
    os.mkfifo(here / "pipe.toml")
    assert main([command, place]) == 2
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
    assert len(err) < 1000


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("look --as talks --roles arousal", "--roles does nothing here. Leave it out, or add --as diary."),
        ("look --as talks --partners alike", "--partners does nothing here."),
        ("look --as diary --codes spaff", "--codes does nothing here. Leave it out, or add --as talks."),
        (
            "loop --level pooled --moderators anxiety",
            "--moderators does nothing here. Leave it out, or add --level",
        ),
        ("look --read table=Sheet1", "table"),
    ],
)
def test_options_that_would_do_nothing_are_refused(table, asked, capsys, given, words):
    command, *options = given.split()
    capsys.readouterr()
    assert main([command, str(table), *options]) == 2
    out, err = capsys.readouterr()
    assert (out, words in err) == ("", True)
    assert not asked


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["--map", "arousal"], "--map"),
        (["--roles", " , "], "--roles: nothing is named"),
        (["--couple", "99"], "There is no couple '99'"),
        (["--roles", "bliss"], "there is no role 'bliss'"),
        (["--layout", "tall"], "--layout"),
        (["--dates", "ydm"], "--dates"),
        (["--read", "late"], "--read"),
        (["--read", "late=soon"], "--read: late takes a number"),
        (["--read", "lat=3"], "Choose from: decimal, encoding"),
        (["--nonsense"], "--nonsense"),
    ],
)
@pytest.mark.parametrize("command", ["look", "loop"])
def test_wrong_options_are_told(table, capsys, command, given, words):
    capsys.readouterr()
    assert main([command, str(table), *given]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["--moderators", ","], "--moderators: nothing is named"),
        (["--jobs", "0"], "--jobs"),
        (["--seed", "x"], "--seed"),
        (["--report", "no/such/place.html"], "the folder does not exist"),
        (["--report", "."], "that is a folder"),
        (["--csv", "example.csv", "--force"], "that is the file to be read"),
        (["--json", "mine.json"], "--force"),
        (["--csv", "-"], "only --json prints"),
        (["--report", "-"], "only --json prints"),
    ],
)
def test_wrong_places_and_couples_are_told_before_any_work(table, asked, capsys, given, words):
    Path("mine.json").write_text("{}")
    before = table.read_bytes()
    assert main(["loop", str(table), *given]) == 2
    assert words in capsys.readouterr().err
    assert not asked
    assert table.read_bytes() == before
    assert Path("mine.json").read_text() == "{}"


@pytest.mark.usefixtures("asked")
def test_a_report_of_ours_is_replaced_another_page_is_not(table, capsys):
    assert main(["loop", str(table)]) == 0
    assert main(["loop", str(table)]) == 0
    Path("loop.html").write_text("<title>My page</title>")
    assert main(["loop", str(table)]) == 2
    assert "a file of this name is there" in capsys.readouterr().err
    assert main(["loop", str(table), "--force"]) == 0
    assert "My page" not in Path("loop.html").read_text("utf-8")


WORDS = csv_text(example_table()[:40]).encode()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(WORDS)), st.integers(0, 40), st.binary(max_size=6))
def test_any_damage_is_read_or_told(capsys, at, lost, found):
    Path("damaged.csv").write_bytes(WORDS[:at] + found + WORDS[at + lost :])
    code = main(["look", "damaged.csv"])
    out, err = capsys.readouterr()
    assert code in {0, 2}
    assert bool(out) == (code == 0)
    assert bool(err) == (code == 2)
    assert "Traceback" not in err


# Crashes and stops


def broken(error):
    def fit(_records, **_wishes):
        raise error

    return fit


def test_a_crash_is_one_plain_sentence(table, monkeypatch, capsys):
    monkeypatch.setattr(identify, "fit", broken(RuntimeError("a wheel came off")))
    assert main(["loop", str(table)]) == 1
    err = capsys.readouterr().err
    assert "a wheel came off" in err
    assert "pasdedeux --debug loop" in err
    assert "Traceback" not in err
    with pytest.raises(RuntimeError, match="a wheel"):
        main(["--debug", "loop", str(table)])


def test_ctrl_c_stops_with_130(table, monkeypatch, capsys):
    monkeypatch.setattr(identify, "fit", broken(KeyboardInterrupt()))
    assert main(["loop", str(table)]) == 130
    assert "Stopped." in capsys.readouterr().err
    assert not Path("loop.html").exists()


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("error", "code"), [(OSError(28, "No space left on device"), 2), (KeyboardInterrupt(), 130)]
)
@pytest.mark.parametrize("given", [["--json", "o.json"], ["--csv", "o.csv"], ["--report", "o.html"]])
def test_nothing_is_left_half_written(table, monkeypatch, capsys, given, error, code):
    target = Path(given[1])
    target.write_text("what stood here before")
    real = Path.replace

    def full(self, other):
        if Path(other).name == target.name:
            raise error
        return real(self, other)

    monkeypatch.setattr(Path, "replace", full)
    assert main(["loop", str(table), *given, "--force"]) == code
    assert target.read_text() == "what stood here before"
    assert not list(Path().glob(".*part"))
    assert given[1] in capsys.readouterr().err or code == 130


def test_a_reader_that_goes_away_is_no_error(table):
    code = (
        "import sys; from pasdedeux import identify; from types import SimpleNamespace as N;"
        "identify.carry = lambda records: N(sentences=('x',) * 100000, recoverability=None);"
        "from pasdedeux.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", code, "look", str(table)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as run:
        assert run.stdout.readline()
        run.stdout.close()
        assert run.stderr.read() == b""
        assert run.wait() == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("given", ["cite", "--help", "look example.csv"])
def test_a_full_disk_behind_the_output_is_told(table, given):
    with Path("/dev/full").open("w") as full:
        call = [*RUN, *given.split()]
        done = subprocess.run(call, stdout=full, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603
        mute = subprocess.run([*RUN, "look", "no.csv"], stderr=full, check=False)  # noqa: S603
    assert done.returncode == mute.returncode == 2
    assert done.stderr.startswith("nothing more can be written (No space left on device).")
    assert len(done.stderr.splitlines()) == 1
    assert table.exists()


def test_without_any_output_nothing_breaks():
    done = subprocess.run([*RUN, "cite"], stderr=subprocess.PIPE, preexec_fn=lambda: os.close(1), check=False)  # noqa: S603
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.usefixtures("table")
def test_a_terminal_without_the_letters_gets_question_marks():
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([*RUN, "cite"], env=environment, capture_output=True, check=False)  # noqa: S603
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"59(1), 73?81" in done.stdout


# Silence and progress


class Screen(io.StringIO):
    def isatty(self):
        return True


def test_progress_shows_only_where_somebody_looks(monkeypatch):
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    with progress() as step:
        step("finding [red]the[/red] loop", 0.5)
        step("writing", 0.0)
    assert "Finding [red]the[/red] loop" in screen.getvalue()
    assert "Writing" in screen.getvalue()
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    with progress() as step:
        step("Finding the loop", 0.5)
    assert pipe.getvalue() == ""


@pytest.mark.usefixtures("asked")
def test_piped_output_is_plain(table, capsys):
    for command in ("look", "loop"):
        assert main([command, str(table)]) == 0
        out, err = capsys.readouterr()
        assert "\x1b" not in out
        assert err == ""


# Names


def test_nothing_steers_the_terminal():
    mark = "\N{REPLACEMENT CHARACTER}"
    assert plain("\x1b[31mA\x07\n\u202e\ud800") == f"{mark}[31mA{mark}{mark}{mark}{mark}"
    assert plain("Zoé 👩‍❤️‍👨 1\u202f000") == "Zoé 👩‍❤️‍👨 1\u202f000"


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("command", ["look", "loop"])
def test_names_are_never_run(here, capsys, command):
    rows = [
        {"couple": ODD, "partner": name, "day": day, "arousal": (day * 3) % 7}
        for day in range(1, 8)
        for name in ("[b]Al[/b]", "\u202eSam")
    ]
    (here / "odd.csv").write_text(csv_text(rows), "utf-8")
    assert main([command, "odd.csv"]) == 0
    out, err = capsys.readouterr()
    assert "[b]Al[/b]" in out
    assert "\N{REPLACEMENT CHARACTER}Sam" in out
    assert "\u202e" not in out
    assert command == "loop" or "[red]x[/red] :sm" in out
    assert main([command, "odd.csv", "--roles", "\x1b[2J"]) == 2
    assert "\x1b" not in capsys.readouterr().err
    assert not err


def test_tables_that_go_out_run_nothing_in_a_spreadsheet(table, monkeypatch):
    rows = (
        {"couple": "=HYPERLINK(A1)", "@who": "+1 a", "n": -0.5},
        {"couple": "-2", "@who": "\tx", "n": None},
    )
    monkeypatch.setattr(identify, "fit", lambda _records, **_wishes: Handed(make_fit(), rows))
    assert main(["loop", str(table), "--csv", "o.csv"]) == 0
    assert Path("o.csv").read_text() == "couple,'@who,n\n'=HYPERLINK(A1),'+1 a,-0.5\n-2,'\tx,\n"


# Help, version, citation


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_does(capsys, name):
    assert main([name, "--help"]) == 0
    shown = capsys.readouterr().out
    assert COMMANDS[name].help in words()
    for parameter in COMMANDS[name].params:
        assert words()(parameter.help).split()[0] in shown
        for flag in parameter.opts:
            assert not flag.startswith("-") or flag in shown


def test_no_command_shows_the_help(capsys):
    assert main([]) == 0
    shown = capsys.readouterr().out
    assert all(f"\n  {name} " in shown for name in COMMANDS)


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"pasdedeux {pasdedeux.__version__}\n"


def test_the_module_runs_like_the_command():
    done = subprocess.run([*RUN, "--version"], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout == f"pasdedeux {pasdedeux.__version__}\n"


def test_cite_names_program_and_methods(capsys):
    assert main(["cite"]) == 0
    out = capsys.readouterr().out
    assert pasdedeux.__version__ in out
    assert len(re.findall(r"\(\d{4}\)", out)) >= 6
    rests_on = words().template("report.method.surrogates")
    for author, year in re.findall(r"(\w+) and others (\d{4})", rests_on):
        assert re.search(rf"^{author}, .*\({year}\)", out, re.MULTILINE), author
    assert "Moulder" in rests_on


# Cluster and warming up


@pytest.mark.usefixtures("asked")
def test_a_missing_cluster_is_named(table, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "dask.distributed", None)
    assert main(["loop", str(table), "--dask"]) == 2
    assert "pip install 'pasdedeux[study]'" in capsys.readouterr().err


def test_warm_compiles_every_kernel(capsys):
    house = Path(pasdedeux.__file__).parent
    made = re.compile(r"@compiled\(|return compiled\(")
    homes = {path for path in house.rglob("*.py") if made.search(path.read_text("utf-8"))}
    named = {house.joinpath(*name.split(".")[1:]).with_suffix(".py") for name in MODULES}
    assert homes - {house / "compiled.py"} == named
    assert main(["warm"]) == 0
    assert capsys.readouterr() == ("Ready.\n", "")


def test_compiling_is_said_once(capsys):
    log = logging.getLogger("pasdedeux.compiled")
    with compiling_is_said("Compiling."):
        log.info("compiling one")
        log.info("compiling another")
    log.info("compiling a third")
    assert capsys.readouterr() == ("", "Compiling.\n")

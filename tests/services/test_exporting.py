"""A record for another program: numbers come back, lags are lags, the formulas in the scripts are right."""

import csv
import io
import re
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import expm

from pasdedeux.cli import main
from pasdedeux.errors import InputError
from pasdedeux.loop.linear import loop_gain
from pasdedeux.services import example_table, export_for
from pasdedeux.services.exporting import PROGRAMS, WIDEST
from pasdedeux.simulate import example_records

STUDY = example_records(couples=3, days=30).only("arousal")  # without rows that nobody answered
DRIFTS = ([[-1.0, 0.5], [0.4, -0.8]], [[-0.5, -0.2], [-0.3, -0.6]], [[-0.9, 0.7], [0.05, -0.4]])


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def numbers(rows, *names):
    return np.array([[float(row[name].replace("NA", "nan")) for name in names] for row in rows])


def test_the_record_comes_back_from_the_table():
    rows = table(export_for(STUDY, "ctsem")["pairs.csv"])
    assert len(rows) == sum(map(len, STUDY))
    for at, record in enumerate(STUDY, 1):
        own = [row for row in rows if row["couple"] == str(at)]
        assert {row["id"] for row in own} == {record.couple.id}
        found = numbers(own, "time", "y1", "y2")
        np.testing.assert_allclose(found[:, 0], record.time - record.time[0], atol=1e-9)
        np.testing.assert_allclose(found[:, 1:], record.values[:, :, 0])


def test_mplus_gets_the_same_numbers_without_a_header():
    files = export_for(STUDY, "mplus")
    lines = np.array([line.split() for line in files["pairs.dat"].splitlines()], dtype=float)
    same = numbers(table(export_for(STUDY, "ctsem")["pairs.csv"]), "couple", "time", "y1", "y2")
    missing = float(re.search(r"MISSING = ALL \((-\d+)\)", files["mplus.inp"])[1])
    np.testing.assert_allclose(np.where(lines == missing, np.nan, lines), same)


def test_a_code_for_missing_is_never_an_answer():
    low = replace(STUDY, records=(replace(STUDY[0], values=STUDY[0].values - 1000.0),))
    files = export_for(low, "mplus")
    missing = int(re.search(r"ALL \((-\d+)\)", files["mplus.inp"])[1])
    assert missing < np.nanmin(low[0].values)


def test_a_lag_is_the_step_before_from_ones_own_mean_and_nothing_over_a_gap():
    record = STUDY[0]
    kept = np.delete(np.arange(len(record)), [7, 8])
    gappy = replace(
        record,
        time=record.time[kept],
        values=record.values[kept],
        inputs=record.inputs[kept],
        weekday=record.weekday[kept],
    )
    rows = table(export_for(replace(STUDY, records=(gappy,)), "brms")["pairs.csv"])
    before, now = numbers(rows, "y1_before", "y2_before"), numbers(rows, "time", "y1", "y2")
    own = np.nanmean(now[:, 1:], axis=0)
    for at in range(1, len(rows)):
        if now[at, 0] - now[at - 1, 0] > 1.5:
            assert np.isnan(before[at]).all()
        else:
            np.testing.assert_allclose(before[at], now[at - 1, 1:] - own, atol=1e-8)
    assert np.isnan(before[0]).all()
    assert np.isnan(before[7]).all()


def test_reports_in_another_rhythm_count_in_their_own_steps():
    slow = replace(STUDY, records=tuple(replace(one, time=one.time / 4) for one in STUDY))
    found = export_for(slow, "mplus")
    assert "0.25" in found["mplus.inp"]
    times = np.array([line.split()[1] for line in found["pairs.dat"].splitlines()], dtype=float)
    assert np.median(np.diff(times)[np.diff(times) > 0]) == 1.0


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("couples", [1, 3])
def test_every_script_is_filled_and_says_what_to_compare(program, couples):
    script = list(export_for(example_records(couples=couples, days=20), program).values())[1]
    assert not re.search(r"<<|>>|#alike#|!(alike|one|many)!", script)
    for said in ("loop_gain", "Simulated.", "Not the same", "report error"):
        assert said.casefold() in script.casefold()
    assert ("CLUSTER" in script) == (program == "mplus" and couples > 1)


def test_exchangeable_partners_are_warned_of():
    alike = replace(STUDY, distinguishable=False)
    for program in PROGRAMS:
        assert "order of the partners" in list(export_for(alike, program).values())[1]
        assert "order of the partners" not in list(export_for(STUDY, program).values())[1]


def test_a_name_from_a_file_stays_inside_its_comment():
    sly = replace(STUDY.provenance, source='x.csv"\nsystem("rm")\n# é' + "y" * 200)
    for program in PROGRAMS:
        script = list(export_for(replace(STUDY, provenance=sly), program).values())[1]
        assert not [line for line in script.splitlines() if "system" in line and line[0] not in "#!"]
        if program == "mplus":
            assert script.isascii()
            assert max(map(len, script.splitlines())) <= WIDEST


@pytest.mark.parametrize("drift", DRIFTS)
def test_the_constraint_of_mplus_gives_the_gain_of_the_drift(drift):
    script = export_for(STUDY, "mplus")["mplus.inp"]
    steps = script.split("gain);\n")[1].split("OUTPUT")[0]
    phi = expm(np.array(drift))
    known = {f"p{i + 1}{j + 1}": phi[i, j] for i in (0, 1) for j in (0, 1)}
    known |= {"SQRT": np.sqrt, "LOG": np.log}
    lines = "\n".join(line.strip().rstrip(";") for line in steps.splitlines())
    exec(lines, known)  # noqa: S102 - the formulas are ours, and Python reads them as Mplus does
    np.testing.assert_allclose([[known["a11"], known["a12"]], [known["a21"], known["a22"]]], drift)
    np.testing.assert_allclose(known["gain"], loop_gain(drift))


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not there")
def test_r_reads_both_scripts_and_its_gain_is_that_of_the_drift(tmp_path):
    for program in ("ctsem", "brms"):
        (tmp_path / f"{program}.R").write_text(export_for(STUDY, program)[f"{program}.R"], "utf-8")
    script = (tmp_path / "brms.R").read_text("utf-8")
    function = script[script.index("gain_of <-") : script.index("draws <-")]
    turning = [[-0.5, 0.8], [-0.7, -0.6]]
    calls = []
    for drift in (*DRIFTS, turning):
        phi = expm(np.array(drift))
        calls.append(f"cat(gain_of({phi[0, 0]!s}, {phi[1, 0]!s}, {phi[0, 1]!s}, {phi[1, 1]!s}), '')")
    reads = [f"invisible(parse('{program}.R'))" for program in ("ctsem", "brms")]
    text = "\n".join([*reads, function, *calls, "cat(gain_of(-.2, .1, .1, .5))"])
    (tmp_path / "try.R").write_text(text, "utf-8")
    command = [shutil.which("Rscript"), "--vanilla", "try.R"]
    done = subprocess.run(  # noqa: S603 - R alone, with a script of ours
        command, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    *gains, none = done.stdout.split()
    wanted = [float(loop_gain(drift)) for drift in (*DRIFTS, turning)]
    np.testing.assert_allclose([float(one) for one in gains], wanted, atol=1e-5)
    assert none == "NA"


def has_brms():
    """Whether R is there, and brms in it."""
    found = shutil.which("Rscript")
    return (
        found is not None
        and not subprocess.run(  # noqa: S603 - R alone
            [found, "--vanilla", "-e", "library(brms)"], capture_output=True, check=False
        ).returncode
    )


@pytest.mark.slow
@pytest.mark.parametrize("couples", [1, 3])
def test_brms_makes_a_model_of_the_script(tmp_path, couples):
    """All but the sampling: formulas, data and priors of the script become a Stan program."""
    if not has_brms():
        pytest.skip("R with brms is not there")
    files = export_for(STUDY[:couples], "brms")
    (tmp_path / "pairs.csv").write_text(files["pairs.csv"], "utf-8")
    script = files["brms.R"].split("print(summary(fit))")[0]
    asked = re.sub(r"\n  chains = .*\n", "\n", script.replace("fit <- brm(", "code <- make_stancode("))
    asked = asked.replace('resp = "y2")),', 'resp = "y2"))')
    (tmp_path / "try.R").write_text(f"{asked}\ncat(code)\n", "utf-8")
    command = [shutil.which("Rscript"), "--vanilla", "try.R"]
    done = subprocess.run(  # noqa: S603 - R alone, with a script of ours
        command, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "normal_lpdf(b_y1 | 0, 0.5)" in done.stdout
    assert "normal_lpdf(b_y2 | 0, 0.5)" in done.stdout
    assert ("r_1_y1_1" in done.stdout) == (couples > 1)


def test_two_roles_are_asked_for_one_and_an_unknown_program_is_named():
    both = replace(
        STUDY,
        records=tuple(
            replace(one, roles=("pursuit", "withdrawal"), values=np.repeat(one.values, 2, axis=2))
            for one in STUDY
        ),
        scales=dict.fromkeys(("pursuit", "withdrawal"), STUDY.scales["arousal"]),
    )
    with pytest.raises(InputError, match="--roles pursuit"):
        export_for(both, "ctsem")
    with pytest.raises(InputError, match="ctsem, mplus, or brms"):
        export_for(STUDY, "lavaan")


def test_the_command_writes_both_files_and_spares_what_is_there(here, capsys):
    rows = example_table()[:240]
    with (here / "days.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0])
        out.writeheader()
        out.writerows(rows)
    assert main(["export", "days.csv", "--for", "mplus", "--output", "check"]) == 0
    assert sorted(path.name for path in (here / "check").iterdir()) == ["mplus.inp", "pairs.dat"]
    assert "mplus.inp" in capsys.readouterr().out
    assert main(["export", "days.csv", "--for", "mplus", "--output", "check"]) == 2
    assert main(["export", "days.csv", "--for", "mplus", "--output", "check", "--force"]) == 0
    assert main(["export", "days.csv", "--for", "mplus", "--output", "no/where"]) == 2
    assert main(["export", "days.csv"]) == 2


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path

"""A what-if on a diary, on records and on a fit that was kept: through the nonlinear fit, or not at all."""

import csv
from datetime import datetime, timedelta
from functools import partial

import numpy as np
import pytest

from pasdedeux import identify
from pasdedeux.cli import main
from pasdedeux.errors import InputError
from pasdedeux.identify import fit, fit_nonlinear
from pasdedeux.loop import Loop
from pasdedeux.records import Observation, Records
from pasdedeux.services import kind_of, try_change
from pasdedeux.services.subjects import FEWEST_DAYS
from pasdedeux.simulate import example_records
from pasdedeux.simulate.diary import simulate_diary

QUICK = {"days": 21, "draws": 20}


@pytest.fixture(scope="module")
def records():
    return simulate_diary(Loop.preset("anxious-avoidant"), np.arange(25.0), seed=1)


@pytest.fixture(scope="module")
def kept(records, tmp_path_factory):
    """A nonlinear fit in a file."""
    return str(fit_nonlinear(records, draws=40).save(tmp_path_factory.mktemp("kept") / "trap.pdd"))


def test_a_kept_fit_runs_forward_with_ranges_and_says_what_it_rests_on(kept, records):
    story = try_change(kept, ["softening:1"], **QUICK)
    assert story.answer.rests_on == "fit"
    assert story.partners == records.labels
    for measure in (story.answer.loop_gain_, story.answer.resilience_, story.answer.in_cycle_):
        assert measure.now.low <= measure.now.estimate <= measure.now.high
    assert story.answer.loop_gain_.now.low < story.answer.loop_gain_.now.high
    said = " ".join(story.limits)
    assert "rests on your record" in said
    assert "Simulated." in said
    assert "nobody here has kept a record" not in said


def test_people_are_called_as_in_their_record(kept, records):
    by_name = try_change(kept, [f"softening:{records.labels[1]}"], **QUICK)
    assert by_name.answer.plan.held[0].partner == "2"
    with pytest.raises(InputError, match="no partner"):
        try_change(kept, ["softening:1"], alone="Nobody", **QUICK)


def test_without_a_change_a_kept_fit_ranks_and_still_rests_on_the_record(kept):
    story = try_change(kept, alone="1", days=14, draws=20)
    assert story.choices
    assert any("rests on your record" in one for one in story.limits)


def test_too_few_days_of_both_are_said_with_the_way_out():
    short = example_records(couples=1, days=FEWEST_DAYS - 1)
    with pytest.raises(InputError) as trouble:
        try_change(short, ["softening:1"])
    text = trouble.value.text("en")
    assert f"needs {FEWEST_DAYS} such days" in text
    assert "pasdedeux whatif anxious-avoidant" in text


def test_several_reports_of_a_day_are_one_day():
    often = simulate_diary(Loop(), np.arange(0.0, 20.0, 0.25), seed=2)
    assert often.paired > FEWEST_DAYS
    with pytest.raises(InputError, match="on 20 days"):
        try_change(often, ["softening:1"])


def test_a_record_without_a_role_of_the_loop_is_refused():
    evening = datetime(2026, 3, 1, 21)  # noqa: DTZ001 - diaries hold clock times
    moods = [
        Observation("c", who, evening + timedelta(days=day), "mood", float((day * 7 + at) % 5))
        for day in range(50)
        for at, who in enumerate(("p", "q"))
    ]
    with pytest.raises(InputError, match="no state for mood"):
        try_change(Records.from_observations(moods), ["softening:1"])


def test_several_couples_are_asked_for_one():
    with pytest.raises(InputError, match="--couple 1"):
        try_change(example_records(couples=2, days=50), ["softening:1"])


@pytest.fixture
def few_draws(monkeypatch):
    """As many draws as a test needs."""
    monkeypatch.setattr(identify, "fit_nonlinear", partial(fit_nonlinear, draws=20))


@pytest.mark.usefixtures("few_draws")
def test_the_record_of_a_linear_fit_is_fitted_anew_and_that_is_said():
    linear = fit(example_records(couples=1, days=60), checks=False)
    story = try_change(linear, ["softening:1"], **QUICK)
    assert story.answer.rests_on == "fit"
    said = " ".join(story.limits)
    assert "holds a linear loop" in said
    assert "Neither pursuit nor withdrawal was asked" in said


@pytest.mark.usefixtures("few_draws")
def test_a_diary_file_runs_from_the_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    record = simulate_diary(Loop.preset("anxious-secure"), np.arange(45.0), seed=4)[0]
    with (tmp_path / "diary.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["couple", "partner", "day", *record.roles])
        for day, answers in zip(record.time, record.values, strict=True):
            rows.writerows(["7", who, day, *one] for who, one in zip("AB", answers, strict=True))
    quick = ["--days", "21", "--draws", "20"]
    assert main(["whatif", "diary.csv", "--couple", "7", "--change", "softening:A", *quick]) == 0
    out = capsys.readouterr().out
    assert "It rests on your record" in out
    assert "Simulated." not in out
    assert (tmp_path / "whatif.html").is_file()


def test_options_of_reading_are_refused_where_nothing_is_read(capsys, kept):
    assert main(["whatif", "secure-secure", "--couple", "7", "--roles", "arousal"]) == 2
    assert "--roles and --couple" in capsys.readouterr().err
    assert main(["whatif", kept, "--map", "couple=id"]) == 2
    assert "--map" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "kind"),
    [("us.toml", "scenario"), ("secure-secure", "scenario"), ("a/FIT.PDD", "fit"), ("d.xlsx", "diary")],
)
def test_what_a_name_stands_for(name, kind):
    assert kind_of(name) == kind

"""`look` and `talk` on coded talks, and the example, as they are typed."""

import json

import pytest

import talk_files as kit
from pasdedeux import read_talks
from pasdedeux.cli import main
from pasdedeux.simulate import example_talks


@pytest.fixture
def study(tmp_path, monkeypatch):
    """Write the talks of a few couples, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    kit.events(kit.made(couples=3)).to_csv("talks.csv", index=False)
    return "talks.csv"


def shown(capsys, *typed):
    code = main([*typed])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_look_says_what_was_understood(capsys, study):
    code, out, _ = shown(capsys, "look", study)
    assert code == 0
    for words in (
        "3 talks of 3 couples",
        "36 codes",
        "H and W",
        "12 codes in each talk",
        "minutes",
        "longest gap",
    ):
        assert words in out
    assert "withdraw" in out
    assert "counts as" in out
    assert "Next, with the code or class that is looked for: pasdedeux talk talks.csv --response CODE" in out


def test_look_speaks_german(capsys, study):
    code, out, _ = shown(capsys, "look", study, "--language", "de")
    assert code == 0
    assert "3 Gespräche" in out


def test_options_come_along_into_the_next_command(capsys, study):
    _, out, _ = shown(capsys, "look", study, "--people", "W+H", "--codes", "cirs", "--missing", "discuss")
    assert "talks.csv --codes cirs --people W+H --missing discuss" in out


def test_a_file_that_may_be_either_is_asked_about(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = kit.wide(kit.made("intervals", codes=("1", "2", "3"), couples=4, length=9), ("h", "w"))
    rows.to_csv("x.csv", index=False)
    code, _, err = shown(capsys, "look", "x.csv")
    assert code == 2
    assert "pasdedeux look x.csv --as talks" in err
    code, out, _ = shown(capsys, "look", "x.csv", "--as", "talks")
    assert code == 0
    assert "9 intervals in each talk" in out


def test_a_folder_is_a_study(capsys, tmp_path):
    for talk in kit.made():
        (tmp_path / f"talk_{talk.couple.id}.eaf").write_text(kit.eaf(talk))
    code, out, _ = shown(capsys, "look", str(tmp_path))
    assert code == 0
    assert "3 talks of 3 couples" in out


def test_what_cannot_be_read_names_the_option(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text("couple,turn,code\n1,1,a\n1,2,b\n1,3,a\n")
    code, _, err = shown(capsys, "talk", "t.csv")
    assert code == 2
    assert "--map who=COLUMN" in err
    assert "--people W+H" in err
    assert shown(capsys, "talk", "t.csv", "--read", "interval=x")[0] == 2
    assert shown(capsys, "talk", "t.csv", "--response", "a+")[0] == 2


def test_the_response_has_to_be_said_where_codes_leave_it_open(capsys, study):
    code, _, err = shown(capsys, "talk", study)
    assert code == 2
    assert "--response" in err
    assert "away, press, blame, discuss, withdraw" in err


def test_the_example_reads_back_as_it_was_drawn(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, _ = shown(capsys, "example", "talks.csv", "--of", "talks")
    assert code == 0
    assert "pasdedeux look talks.csv" in out
    read, drawn = read_talks("talks.csv"), example_talks()
    assert read.provenance.simulated
    assert read.codes == drawn.codes
    for one, two in zip(read, drawn, strict=True):
        assert (one.grid == two.grid).all()
        assert one.couple.labels == two.couple.labels
        for person, other in zip(one.couple.partners, two.couple.partners, strict=True):
            assert person.traits == pytest.approx(other.traits, abs=1e-3)


def test_talk_finds_how_partners_answer(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    main(["example", "talks.csv", "--of", "talks"])
    capsys.readouterr()
    code, out, _ = shown(capsys, "talk", "talks.csv", "--no-checks", "--json", "t.json", "--csv", "t.csv")
    assert code == 0
    assert "Simulated" in out
    assert "Sam, withdraw" in out
    assert json.loads((tmp_path / "t.json").read_text())
    assert "Couple by couple" in (tmp_path / "talk.html").read_text("utf-8")
    assert len((tmp_path / "t.csv").read_text().splitlines()) == 81

"""Every format: a truth goes out and comes back equal."""

import numpy as np
import pandas as pd
import pytest

import talk_files as kit
from pasdedeux.readers.talks import read_talks


def test_event_list_with_times():
    truth = kit.made()
    kit.same(read_talks(kit.events(truth)), truth)


def test_event_list_with_durations_in_a_file_and_a_decimal_comma(tmp_path):
    truth = kit.made()
    rows = kit.events(truth).assign(duration=lambda rows: rows["end"] - rows["start"]).drop(columns="end")
    rows.rename(columns={"start": "Beginn", "couple": "Paar", "who": "wer", "code": "Kode"}).rename(
        columns={"Beginn": "onset", "duration": "Dauer"}
    ).to_csv(tmp_path / "t.csv", sep=";", decimal=",", index=False)
    kit.same(read_talks(tmp_path / "t.csv"), truth)


def test_points_and_clock_times():
    truth = kit.made(states=False)
    rows = kit.events(truth).drop(columns="end")
    rows["start"] = rows["start"].map(lambda t: f"{int(t) // 60:02d}:{t % 60:06.3f}")
    kit.same(read_talks(rows), truth)


def test_turns_by_a_number_or_by_the_order_of_rows():
    truth = kit.made("turns")
    rows = kit.events(truth).drop(columns=["start", "end"])
    kit.same(read_talks(rows), truth)
    numbered = rows.assign(turn=rows.groupby("couple").cumcount() + 1)
    mixed = pd.concat([part.iloc[[0, *range(11, 0, -1)]] for _, part in numbered.groupby("couple")])
    kit.same(read_talks(mixed), truth)


def test_speakers_in_the_codes():
    truth = kit.made("turns")
    rows = kit.events(truth)
    rows = pd.DataFrame({"couple": rows["couple"], "code": rows["who"] + "-" + rows["code"]})
    kit.same(read_talks(rows), truth)
    rows["code"] = rows["code"].str.replace("-", "")
    kit.same(read_talks(rows), truth)


def test_a_row_per_interval():
    truth = kit.made("intervals", missing=0.1)
    rows = kit.events(truth).drop(columns="end").rename(columns={"start": "interval"})
    kit.same(read_talks(rows), truth)
    both = rows.pivot_table(index=["couple", "interval"], columns="who", values="code", aggfunc="first")
    kit.same(read_talks(both.reset_index().rename_axis(columns=None)), truth)


@pytest.mark.parametrize(
    ("names", "pattern"),
    [
        (("h", "w"), "{name}{n}"),
        (("H", "W"), "{name}_{n:02d}"),
        (("h", "w"), "code_{name}.{n}"),
        (("husband", "wife"), "t{n}_{name}"),
        (("1", "2"), "p{name}_{n}"),
    ],
)
def test_a_row_per_couple(names, pattern):
    truth = kit.made("intervals", missing=0.1, length=48)
    found = read_talks(kit.wide(truth, names, pattern))
    assert [mark.casefold()[:1] for mark in found[0].couple.labels] in (["h", "w"], ["1", "2"], ["p", "p"])
    assert all((a.grid == b.grid).all() for a, b in zip(found, truth, strict=True))
    assert found.codes == truth.codes


def test_a_row_per_couple_with_two_codes_of_nought_and_one(tmp_path):
    rng = np.random.default_rng(5)
    grid = rng.integers(0, 2, (64, 2, 48))
    table = {"code": np.arange(1, 65)}
    table |= {f"{name}.{n + 1}": grid[:, who, n] for who, name in enumerate(("SC", "DC")) for n in range(48)}
    frame = pd.DataFrame(
        {**table, "EDC_m": rng.normal(size=64).round(2), "EDC_w": rng.normal(size=64).round(2)}
    )
    frame.to_csv(tmp_path / "couples.csv", index=False)
    found = read_talks(tmp_path / "couples.csv")
    assert (found.codes, found.form, found.couples) == (("other", "DC", "SC"), "intervals", 64)
    assert found[0].couple.labels == ("SC", "DC")
    shown = np.stack([talk.grid > 0 for talk in found])
    assert (shown == grid.transpose(0, 2, 1).astype(bool)).all()
    assert set(found[0].couple.partners[0].traits) == {"EDC_m", "EDC_w"}
    known = read_talks(tmp_path / "couples.csv", people="w+m", interval=10)
    assert known[0].couple.labels == ("w", "m")
    assert known[3].couple.partners[1].traits == {"EDC": frame["EDC_m"][3]}
    assert known[0].clock
    assert known[0].start[-1] == 470
    assert known[0].end[-1] == 480


def test_shorter_talks_end_earlier_and_holes_stay():
    truth = kit.made("intervals", couples=2, length=10)
    frame = kit.wide(truth, ("h", "w")).astype(object)
    frame.loc[0, [f"{who}{n}" for who in "hw" for n in (8, 9, 10)]] = None
    frame.loc[1, ["h4", "w4"]] = -9
    found = read_talks(frame)
    assert [len(talk.grid) for talk in found] == [7, 10]
    assert found[1].grid[3].tolist() == [-1, -1]


def test_a_row_per_person():
    truth = kit.made("intervals", length=9)
    rows = [
        {
            "dyad": talk.couple.id,
            "sex": label,
            **{f"t{n}": talk.codes[code] for n, code in enumerate(talk.grid[:, at], 1)},
        }
        for talk in truth
        for at, label in enumerate(talk.couple.labels)
    ]
    kit.same(read_talks(pd.DataFrame(rows)), truth)


@pytest.mark.parametrize("states", [True, False])
@pytest.mark.parametrize("writer", ["boris_aggregated", "boris_tabular", "observer"])
@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_tables_of_software(tmp_path, writer, states, suffix):
    truth = kit.made(states=states)
    path = tmp_path / f"export{suffix}"
    getattr(kit, writer)(truth).to_csv(path, sep="\t" if suffix == ".tsv" else ",", index=False)
    kit.same(read_talks(path), truth)


def test_a_log_with_lines_above_it(tmp_path):
    truth = kit.made(couples=1)
    log = kit.boris_tabular(truth).drop(columns="Observation id").rename(columns={"Behavior type": "Status"})
    body = log[["Time", "Subject", "Behavior", "Status"]].to_csv(sep="\t", index=False)
    (tmp_path / "x.tsv").write_text(f"Observation id\t01\n\nMedia file(s)\n\n{body}")
    kit.same(read_talks(tmp_path / "x.tsv"), truth)


@pytest.mark.parametrize("states", [True, False])
def test_a_boris_project(tmp_path, states):
    truth = kit.made(states=states)
    (tmp_path / "study.boris").write_text(kit.boris_project(truth))
    kit.same(read_talks(tmp_path / "study.boris"), truth)


def test_interact(tmp_path):
    truth = kit.made(length=20)
    shifted = kit.interact(truth, rate=20)
    (tmp_path / "i.txt").write_text(shifted)
    found = read_talks(tmp_path / "i.txt", rate=20)
    kit.same(found, truth)


@pytest.mark.parametrize("participants", [True, False])
def test_elan_files_named_after_couples(tmp_path, participants):
    truth = kit.made()
    for talk in truth:
        (tmp_path / f"talk_{talk.couple.id}_codes.eaf").write_text(kit.eaf(talk, participants=participants))
    kit.same(read_talks(tmp_path), truth)
    kit.same(read_talks(sorted(tmp_path.iterdir())), truth)


@pytest.mark.parametrize("header", [True, False])
def test_elan_lines(tmp_path, header):
    truth = kit.made()
    for talk in truth:
        (tmp_path / f"{talk.couple.id}.txt").write_text(kit.elan_lines(talk, header=header))
    kit.same(read_talks(tmp_path), truth)


@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize(
    ("kind", "form"), [("event", "turns"), ("timed", "events"), ("interval", "intervals")]
)
def test_gseq(tmp_path, kind, form, declared):
    truth = kit.made(form)
    (tmp_path / "s.sds").write_text(kit.sds(truth, kind, declared=declared))
    kit.same(read_talks(tmp_path / "s.sds"), truth)


def test_gseq_states_in_two_streams(tmp_path):
    (tmp_path / "s.sds").write_text(
        "State;\nblame=5 discuss=3 & withdraw,0 discuss,4 ,8;\n/\nblame=2 & discuss=2/\n"
    )
    found = read_talks(tmp_path / "s.sds")
    assert [talk.couple.id for talk in found] == ["1", "2"]
    assert found[0].start.tolist() == [0, 0, 4, 5]
    assert found[0].end.tolist() == [5, 4, 8, 8]
    assert found[0].who.tolist() == [0, 1, 1, 0]


@pytest.mark.parametrize("suffix", [".xlsx", ".sav", ".dta", ".parquet"])
def test_tables_of_other_programs(tmp_path, suffix):
    pyreadstat = pytest.importorskip("pyreadstat")
    truth = kit.made("intervals", length=9)
    frame, path = kit.wide(truth, ("H", "W"), "{name}_{n}"), tmp_path / f"t{suffix}"
    write = {".xlsx": frame.to_excel, ".parquet": frame.to_parquet}.get(suffix)
    if write:
        write(path, index=False)
    else:
        {".sav": pyreadstat.write_sav, ".dta": pyreadstat.write_dta}[suffix](frame, str(path))
    kit.same(read_talks(path), truth)


def test_a_column_for_each_partner_beside_times(tmp_path):
    """As ELAN writes a column for each tier, and INTERACT one for each class."""
    text = "Begin Time - ss.msec\tEnd Time - ss.msec\tW_code\tH_code\n"
    text += "0.5\t1.5\tblame\t\n1.0\t4.0\t\tavoid\n5.0\t6.0\tblame\t\n"
    (tmp_path / "07.txt").write_text(text)
    found = read_talks(tmp_path / "07.txt")
    assert (found.form, found[0].couple.id, found[0].couple.labels) == ("events", "07", ("W", "H"))
    assert found[0].who.tolist() == [0, 1, 0]
    assert found[0].end.tolist() == [1.5, 4, 6]


def test_a_state_that_never_stops_has_no_end(tmp_path):
    truth = kit.made(couples=1)
    log = kit.boris_tabular(truth)
    last = log.index[log["Behavior type"] == "STOP"][-1]
    log[~((log.index == last) & (log["Behavior type"] == "STOP"))].to_csv(tmp_path / "t.csv", index=False)
    found = read_talks(tmp_path / "t.csv")
    assert np.isnan(found[0].end).sum() == 1
    assert "1 state was never stopped" in " ".join(map(str, found.provenance.notes))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Timed; Wa,1- Wb,3- Ha,2-4 ,9 /", [1, 2, 3], [3, 4, 9]),
        ("Timed; ,0 Wa,00:01-00:02.5 Hb,3 ,9; /", [1, 3], [2.5, np.nan]),
        ("State ($W = (Wa Wb) $H = (Ha)); Wa,2 Wb,4 Ha,6 ,8 /", [2, 4, 6], [4, 6, 8]),
        ("Multievent; Wa Ha. Wb. /", [0, 1, 2], [np.nan] * 3),
        ("% a comment\nover two lines % Interval=5; Wa Ha*2, , Wb, /", [0, 0, 5, 5, 10, 10, 15, 15], None),
    ],
)
def test_gseq_in_its_other_ways(tmp_path, text, start, end):
    (tmp_path / "s.sds").write_text(text)
    talk = read_talks(tmp_path / "s.sds", people=None if "$" in text else "W+H")[0]
    assert talk.start.tolist() == start
    assert np.array_equal(talk.end, end or talk.start + 5, equal_nan=True)


def test_row_names_and_marks_without_a_separator(tmp_path):
    rng = np.random.default_rng(2)
    table = {"code": range(1, 9)}
    table |= {f"{name}{n:02d}": rng.integers(0, 2, 8) for name in ("IKCB", "DCCB") for n in range(1, 49)}
    frame = pd.DataFrame({**table, "EDCm": rng.normal(size=8).round(2), "EDCw": rng.normal(size=8).round(2)})
    frame.index += 1
    frame.to_csv(tmp_path / "c.csv")
    found = read_talks(tmp_path / "c.csv", people="wife+husband")
    assert (found.couples, found[7].couple.id, found.codes) == (8, "8", ("other", "DCCB", "IKCB"))
    assert found[2].couple.partners[1].traits == {"EDC": frame["EDCm"].iloc[2]}
    assert read_talks(tmp_path / "c.csv")[0].couple.labels == ("IKCB", "DCCB")

"""Records of other people: right, or a question with the way out; never silently wrong."""

import os
import time

import numpy as np
import pandas as pd
import pytest

from pasdedeux.errors import InputError
from pasdedeux.readers.diary import read

COUPLES, DAYS = 3, 12


@pytest.fixture
def truth():
    """Answers of three couples on twelve days: couple, partner, day, tense, close; some are missing."""
    rng = np.random.default_rng(4)
    levels = [range(101, 101 + COUPLES), ["F", "M"], range(1, DAYS + 1)]
    table = pd.MultiIndex.from_product(levels, names=["couple", "partner", "day"]).to_frame(index=False)
    table["tense"] = rng.integers(1, 8, len(table)).astype(float)
    table["close"] = rng.integers(1, 8, len(table)).astype(float)
    table["tense"] = table["tense"].mask(rng.random(len(table)) < 0.1)
    return table.sort_values(["day", "couple", "partner"], ignore_index=True)


def same(records, truth, *, roles=("arousal", "closeness")):
    """Assert that records hold the truth, whatever couples and partners are called."""
    wanted = read(truth)
    assert records.roles == roles
    assert (len(records), records.reports, records.paired) == (len(wanted), wanted.reports, wanted.paired)
    for one, two in zip(records, wanted, strict=True):
        np.testing.assert_array_equal(one.values, two.values)


def notes(records):
    return " ".join(map(str, records.provenance.notes))


def cautions(records):
    return " ".join(map(str, records.provenance.cautions))


def refused(table, **arguments):
    with pytest.raises(InputError) as caught:
        read(table, **arguments)
    return str(caught.value)


# Values, not names alone


@pytest.mark.parametrize(
    "name", ["couple_code", "Paarnummer", "No. couple", "koppelnummer", "relationship_id"]
)
def test_a_couple_is_known_by_many_names(truth, name):
    same(read(truth.rename(columns={"couple": name})), truth)


@pytest.mark.parametrize("name", ["team", "cluster", "studyid"])
def test_a_couple_by_another_name_is_asked_for_and_never_merged(truth, name):
    table = truth.rename(columns={"couple": name})
    assert f"`columns={{'couple': '{name}'}}`" in refused(table)
    same(read(table, columns={"couple": name}), truth)


def test_days_that_count_anew_are_joined_with_their_week(truth):
    days = truth["day"] - 1
    table = truth.assign(week=days // 7 + 1, day=days % 7 + 1)
    records = read(table)
    same(records, truth)
    assert records[0].time.tolist() == read(truth)[0].time.tolist()


def test_days_that_count_anew_in_every_burst_lie_apart(truth):
    days = truth["day"] - 1
    records = read(truth.assign(burst=days // 6 + 1, day=days % 6 + 1))
    assert records.reports == read(truth).reports
    assert np.diff(records[0].time).max() >= 30
    assert "'burst' numbers stretches" in notes(records)


@pytest.mark.parametrize("labels", [("am", "pm"), ("morning", "evening"), (1, 2)])
def test_two_reports_a_day_are_told_apart(truth, labels):
    days = truth["day"] - 1
    table = truth.assign(session=[labels[day % 2] for day in days], day=days // 2 + 1)
    records = read(table)
    assert records.reports == read(truth).reports
    assert not records.provenance.dropped or len(records.provenance.dropped) == len(
        read(truth).provenance.dropped
    )


def test_a_column_that_would_tell_reports_apart_is_named(truth):
    days = truth["day"] - 1
    table = truth.assign(half=np.where(days % 2, "x", "y"), day=days // 2 + 1)
    assert "'half' would tell them apart" in refused(table)
    assert read(table.assign(half=days % 2), columns={"beep": "half"}).reports == read(truth).reports


@pytest.mark.parametrize(
    "make",
    [
        lambda t: 11_800_000_000 + np.arange(len(t)),
        lambda t: np.arange(len(t)),
        lambda t: np.random.default_rng(0).permutation(len(t)) + 5000,
    ],
)
def test_what_counts_up_or_never_repeats_is_no_answer(truth, make):
    records = read(truth.assign(lfdn=make(truth)))
    same(records, truth)
    assert "lfdn" in notes(records)
    assert "lfdn" in read(truth.assign(lfdn=make(truth)), roles=["lfdn", "tense"]).roles


@pytest.mark.parametrize("form", ["partner_{}", "p_{}", "{}_other", "{}_partner"])
def test_copies_of_the_partners_answers_are_mirrors(truth, form):
    other = truth.assign(partner=truth["partner"].map({"F": "M", "M": "F"}))
    copied = truth.merge(other, on=["couple", "partner", "day"], suffixes=("", "#"))
    table = copied.rename(columns=lambda name: form.format(name[:-1]) if name.endswith("#") else name)
    same(read(table), truth)


def test_an_own_column_beside_another_answer_is_no_copy(truth):
    table = truth.assign(partner_tense=np.random.default_rng(1).integers(1, 8, len(truth)))
    assert read(table).roles == ("arousal", "closeness", "partner_tense")


def test_dummies_that_mirror_each_other_are_no_answers(truth):
    many = pd.concat([truth.assign(couple=truth["couple"] + 10 * k) for k in range(3)], ignore_index=True)
    dummies = {name: (many["partner"] == who) * 1 for name, who in (("is_her", "F"), ("is_him", "M"))}
    assert read(many.assign(**dummies)).roles == ("arousal", "closeness")


def test_two_answers_that_mirror_each_other_are_asked_about(truth):
    other = truth.assign(partner=truth["partner"].map({"F": "M", "M": "F"})).drop(columns="close")
    table = truth.drop(columns="close").merge(other, on=["couple", "partner", "day"], suffixes=("_x", "_y"))
    many = pd.concat([table.assign(couple=table["couple"] + 10 * k) for k in range(3)], ignore_index=True)
    assert "nothing says which is one's own" in refused(many)
    assert "no column tells them apart" in refused(many, columns={"arousal": "tense_x+tense_y"})
    records = read(many, columns={"arousal": "tense_x+tense_y"}, layout="pairwise")
    assert (records.provenance.layout, records.roles) == ("pairwise", ("arousal",))


def test_the_partners_id_swaps_nobody(truth):
    numbers = truth["partner"].map({"F": 1, "M": 2})
    table = truth.drop(columns="partner").assign(person_id=numbers, partner_id=3 - numbers)
    records = read(table)
    same(records, truth)
    assert records.provenance.columns["partner"] == "person_id"


@pytest.mark.parametrize("code", [-999, -998, -77, -9, 77, 99, 777, 998])
def test_codes_far_from_all_answers_count_as_missing_and_are_told(truth, code):
    table = truth.assign(close=truth["close"].mask(truth["day"] == 3, code))
    records = read(table)
    assert records.scales["closeness"].high == 7
    assert f"{code} was taken for a missing answer ({2 * COUPLES} cells)" in cautions(records)


@pytest.mark.parametrize("code", [-1, -2, 55, 44])
def test_what_may_be_a_code_is_asked_about_with_its_count(truth, code):
    table = truth.assign(close=truth["close"].mask(truth["day"] == 3, code))
    assert f"missing=[{code}]" in cautions(read(table))
    assert read(table, missing=[code]).scales["closeness"].high == 7
    assert not read(table, missing=[code]).provenance.cautions


def test_eight_and_nine_beyond_what_another_scale_ends_at_are_asked_about(truth):
    table = truth.assign(close=truth["close"].mask(truth["day"] == 3, 9))
    assert "missing=[9]" in cautions(read(table))
    wide = truth.assign(tense=truth["tense"] + 2, close=truth["close"] + 2)
    assert not read(wide).provenance.cautions


def test_a_trait_with_one_person_who_changes_is_a_trait():
    rng = np.random.default_rng(0)
    levels = [range(12), ["F", "M"], range(8)]
    table = pd.MultiIndex.from_product(levels, names=["couple", "partner", "day"]).to_frame(index=False)
    table["vigor"] = rng.normal(size=len(table)).round(2)
    table["conflict"] = table["couple"] % 5 + (table["partner"] == "F")
    table.loc[(table["couple"] == 3) & (table["partner"] == "F") & (table["day"] > 3), "conflict"] = 1
    records = read(table)
    assert records.roles == ("vigor",)
    assert "changes within a person" in notes(records)


# People


@pytest.mark.parametrize("ends", [("A", "B"), ("-W", "-M"), ("_1", "_2"), ("1", "2")])
def test_ids_of_two_parts_are_couple_and_partner(truth, ends):
    ids = truth["couple"].astype(str) + truth["partner"].map({"F": ends[0], "M": ends[1]})
    same(read(truth.drop(columns=["couple", "partner"]).assign(id=ids)), truth)


def test_spellings_of_one_name_are_one(truth):
    typed = truth["partner"].map({"F": "Female", "M": "Male"}).astype(object)
    typed[::5] = typed[::5].str.lower()
    couple = truth["couple"].astype(str).astype(object)
    couple[::3] = "0" + couple[::3]
    records = read(truth.assign(partner=typed, couple=couple))
    same(records, truth)
    assert records.labels == ("Female", "Male")


def test_a_dummy_tells_partners_apart(truth):
    table = truth.assign(female=(truth["partner"] == "F") * 1)
    ids = truth["couple"] * 1000 + (truth["partner"] == "F") * 1
    for one in (table.drop(columns="partner"), table.assign(person=ids).drop(columns="partner")):
        records = read(one)
        same(records, truth)
        assert records.labels == ("female", "male")
        assert records.distinguishable


@pytest.mark.parametrize("form", ["{} mood", "mood ({})", "mood_{}", "{}_mood"])
def test_two_columns_that_differ_by_a_name_are_asked_about(form):
    columns = {form.format(name): [1, 4, 2, 7, 3] for name in ("Zoé", "Tom")}
    table = pd.DataFrame({"date": pd.date_range("2025-03-03", periods=5).astype(str), **columns})
    said = refused(table)
    assert "Are these the two people?" in said
    asked = {"mood": "+".join(columns)}
    assert f"'mood': '{asked['mood']}'" in said
    assert read(table, columns=asked).paired == 5
    assert read(table, layout="long").paired == 0


def test_my_and_his_are_two_people():
    table = pd.DataFrame({"date": ["2025-03-03", "2025-03-04"], "My mood": [1, 4], "His mood": [3, 5]})
    assert read(table)[0].couple.labels == ("My", "His")


def test_a_question_names_the_person(truth):
    names = {"partner": "Who are you?", "couple": "Couple code", "day": "Day"}
    same(read(truth.rename(columns=names)), truth)


def test_persons_alone_are_asked_about_where_a_column_pairs_them(truth):
    table = truth.assign(
        pid=truth["couple"].map({101: 31, 102: 57, 103: 93}) + 200 * (truth["partner"] == "M")
    )
    table = table.drop(columns="partner").rename(columns={"couple": "cluster"})
    assert "`columns={'couple': 'cluster', 'partner': 'pid'}`" in refused(table)
    same(read(table, columns={"couple": "cluster", "partner": "pid"}), truth)
    assert "Only one partner reports" in cautions(read(table.drop(columns="cluster")))


def test_couples_are_not_merged_where_stamps_differ_by_minutes(truth):
    when = pd.Timestamp("2024-03-01 21:05") + pd.to_timedelta(truth["day"], unit="D")
    when += pd.to_timedelta(truth["couple"] % 100, unit="min")
    table = truth.drop(columns="day").assign(timestamp=when.dt.strftime("%Y-%m-%d %H:%M:%S"))
    table = table.rename(columns={"couple": "team"})
    assert "`columns={'couple': 'team'}`" in refused(table)
    same(read(table, columns={"couple": "team"}), truth)


def test_reports_made_minutes_apart_are_remarked_on(truth):
    when = pd.Timestamp("2024-03-01 21:05") + pd.to_timedelta(truth["day"], unit="D")
    table = truth.drop(columns="day").assign(timestamp=when)
    again = table.head(4).assign(timestamp=table["timestamp"].head(4) + pd.Timedelta("15min"), close=4)
    assert "within an hour" in cautions(read(pd.concat([table, again], ignore_index=True)))
    assert not read(table).provenance.cautions


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("Duration (in seconds)", lambda rng, n: rng.integers(30, 90, n)),
        ("LocationLongitude", lambda rng, n: rng.normal(size=n)),
        ("weg", lambda rng, n: rng.normal(size=n)),
    ],
)
def test_durations_and_places_are_no_answers(truth, name, make):
    table = truth.assign(**{name: make(np.random.default_rng(0), len(truth))})
    same(read(table), truth)


# Where data come from


def lines(path, *rows):
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def test_qualtrics_writes_three_headers(truth, tmp_path):
    ids = ",".join(f'"{{""ImportId"":""QID{n}""}}"' for n in range(5))
    body = truth.to_csv(index=False).splitlines()
    path = lines(
        tmp_path / "q.csv", body[0], "Couple,Partner,Day,I felt tense.,I felt close.", ids, *body[1:]
    )
    records = read(path)
    same(records, truth)
    assert "Rows 2 to 3" in notes(records)


def test_surveymonkey_writes_two_headers(truth, tmp_path):
    _, *body = truth.to_csv(index=False).splitlines()
    path = lines(
        tmp_path / "s.csv",
        "Couple number,Who are you?,Day,Please rate:,",
        "Open-Ended Response,Response,,Tense,Close",
        *body,
    )
    same(read(path), truth)


def test_a_row_of_titles_alone_is_not_read_as_answers(truth, tmp_path):
    header, *body = truth.to_csv(index=False).splitlines()
    same(read(lines(tmp_path / "t.csv", header, "Couple,Who,Day,How tense,How close", *body)), truth)


AGREE = ["Strongly disagree", "Disagree", "Somewhat disagree", "Neither agree nor disagree", "Somewhat agree",
         "Agree", "Strongly agree"]  # fmt: skip
STIMME = ["Stimme überhaupt nicht zu", "Stimme nicht zu", "Stimme eher nicht zu", "Teils, teils",
          "Stimme eher zu", "Stimme zu", "Stimme voll zu"]  # fmt: skip
DISCORDO = ["Discordo totalmente", "Discordo", "Discordo um pouco", "Não concordo nem discordo",
            "Concordo um pouco", "Concordo", "Concordo totalmente"]  # fmt: skip


@pytest.mark.parametrize("wording", [AGREE, STIMME, DISCORDO, [f"A{n}" for n in range(1, 8)]])
def test_usual_answers_in_words_are_numbers(truth, wording):
    table = truth.assign(**{c: truth[c].map(dict(enumerate(wording, 1))) for c in ("tense", "close")})
    records = read(table)
    same(records, truth)
    assert "answered in words" in notes(records)


def test_ends_with_a_label_are_numbers(truth):
    ends = {1: "1 - not at all", 7: "7 - extremely"}
    same(read(truth.assign(close=truth["close"].map(lambda n: ends.get(n, f"{n:g}")))), truth)


def test_yes_and_no_are_numbers_where_a_role_is_known(truth):
    table = truth.assign(
        conflict=np.where(truth["day"] % 3, "No", "Yes"), finished=np.where(truth["day"] % 4, "yes", "no")
    )
    records = read(table)
    assert records.roles == ("arousal", "closeness", "conflict")
    assert set(np.unique(records[0].only(["conflict"]).values)) <= {0.0, 1.0}


def test_answers_in_no_known_order_are_asked_for(truth):
    table = truth.assign(close=truth["close"].map(lambda n: ["soft", "mild", "sharp"][int(n) % 3]))
    said = refused(table)
    assert "answers=" in said
    assert "missing" not in said
    assert read(table, answers="soft,mild,sharp").scales["closeness"].high == 3


def test_unanswered_beeps_are_stamped_zero(truth):
    when = 1_709_582_400 + truth["day"] * 86_400
    gone = truth["day"] % 5 == 0
    table = truth.drop(columns="day").assign(
        timeStampScheduled=when, timeStampStart=(when + 600).mask(gone, 0), timeZoneOffset=3600
    )
    kept = truth.assign(tense=truth["tense"].mask(gone), close=truth["close"].mask(gone))
    records = read(table.assign(tense=kept["tense"], close=kept["close"]))
    assert records.reports == read(kept).reports
    assert records[0].start.hour == 21


def test_rows_may_end_after_the_last_answer(truth, tmp_path):
    header, *body = truth.to_csv(index=False).splitlines()
    path = lines(tmp_path / "m.csv", f"{header},note,more", *body)
    records = read(path)
    same(records, truth)
    assert "end before the header does" in notes(records)


def test_one_row_that_ends_early_is_still_an_error(truth, tmp_path):
    header, *body = truth.to_csv(index=False).splitlines()
    body[5] = body[5].rpartition(",")[0]
    assert "cells where the header names" in refused(lines(tmp_path / "e.csv", header, *body))


def test_what_a_record_says_once_holds_for_its_repeated_forms(truth):
    record = truth["couple"] * 10 + (truth["partner"] == "M")
    diaries = truth.drop(columns=["couple", "partner"]).assign(
        record_id=record, redcap_repeat_instrument="diary"
    )
    first = truth.assign(record_id=record).drop_duplicates("record_id")[["record_id", "couple", "partner"]]
    same(read(pd.concat([first, diaries], ignore_index=True)), truth)


def test_codes_before_the_names_of_columns_are_taken_off(truth):
    names = {"couple": "couple. Your couple", "partner": "role. You are", "day": "day. Day",
             "tense": "D1[SQ001]. Tense", "close": "D1[SQ002]. Close"}  # fmt: skip
    same(read(truth.rename(columns=names)), truth)


def test_times_that_are_all_the_same_are_refused(truth):
    said = refused(truth.drop(columns="day").assign(submitdate="1980-01-01 00:00:00"))
    assert "every row has the same time, 1980-01-01 00:00:00" in said
    ordered = truth.drop(columns="day").assign(submitdate="1980-01-01 00:00:00")
    assert read(ordered, columns={"time": "row"}).reports == read(truth).reports


def test_days_may_stand_in_columns(truth):
    wide = truth.pivot_table(index="couple", columns=["partner", "day"], values=["tense", "close"])
    wide.columns = [f"{role}_{who.lower()}_{day}" for role, who, day in wide.columns]
    records = read(wide.reset_index())
    assert (set(records.roles), records.paired) == ({"arousal", "closeness"}, read(truth).paired)
    other = wide.rename(
        columns=lambda name: name.replace("tense", "vim").replace("close", "zest")
    ).reset_index()
    assert "`columns={'time': 'columns'}`" in refused(other)
    assert read(other, columns={"time": "columns"}).paired == read(truth).paired


@pytest.mark.parametrize("form", ["Day {}", "t{}", "Tag {}", "{} of 12"])
def test_labels_of_days_are_numbers(truth, form):
    same(read(truth.assign(day=truth["day"].map(form.format))), truth)


def test_lengths_of_time_carry_their_unit(truth):
    records = read(truth.assign(day=truth["day"].map("{} s".format)))
    assert np.diff(records[0].time)[0] == pytest.approx(1 / 86400, rel=1e-3)


@pytest.mark.parametrize(
    ("form", "hour"),
    [
        ("%Y/%m/%d %I:%M:%S %p GMT+1", 21),
        ("%a, %d.%m.%Y %H:%M", 21),
        ("%d. März %Y", 0),
        ("%B %d, %Y", 0),
        ("%d-%b-%y", 0),
    ],
)
def test_dates_are_read_as_people_write_them(truth, form, hour):
    days = pd.Timestamp("2024-03-01 21:05") + pd.to_timedelta(truth["day"], unit="D")
    records = read(truth.drop(columns="day").assign(Timestamp=days.dt.strftime(form)))
    same(records, truth)
    assert records[0].start.hour == hour


def test_a_zone_changes_weekdays(truth):
    when = pd.Timestamp("2024-04-02T04:05Z") + pd.to_timedelta(truth["day"], unit="D")
    table = truth.drop(columns="day").assign(timestamp=when.dt.strftime("%Y-%m-%dT%H:%M:%SZ"))
    plain, there = read(table), read(table, zone="America/Los_Angeles")
    assert "universal time" in notes(plain)
    assert (there[0].weekday == (plain[0].weekday - 1) % 7).all()
    np.testing.assert_array_equal(plain[0].time, there[0].time)


@pytest.mark.parametrize("name", ["step", "interval", "second", "bin", "frame", "obs"])
def test_counters_of_many_names_are_time(truth, name):
    assert read(truth.rename(columns={"day": name})).paired == read(truth).paired


def test_text_in_blanks_is_a_table(tmp_path):
    path = lines(tmp_path / "m.txt", '"tense_f" "tense_m"', *(f"{n} {9 - n}" for n in range(1, 8)))
    assert "`columns={'time': 'row'}`" in refused(path)
    assert read(path, columns={"time": "row"}).paired == 7


def test_columns_called_by_nothing_but_people_are_asked_about(tmp_path):
    path = lines(tmp_path / "m.txt", '"pat" "th"', *(f"{n % 4} {3000 - n}" for n in range(1, 8)))
    assert "Are these the two people?" in refused(path, columns={"time": "row"})
    assert read(path, columns={"time": "row", "answer": "pat+th"}).paired == 7


def test_sheets_with_one_header_are_one_table(truth, tmp_path):
    pytest.importorskip("openpyxl")
    one = truth[truth["couple"] == 101].drop(columns="couple")
    with pd.ExcelWriter(tmp_path / "us.xlsx") as book:
        for who, name in (("F", "Anna"), ("M", "Ben")):
            one[one["partner"] == who].drop(columns="partner").to_excel(book, sheet_name=name, index=False)
        pd.DataFrame({"code": ["x"], "means": ["y"]}).to_excel(book, sheet_name="Codebook", index=False)
    records = read(tmp_path / "us.xlsx")
    assert records[0].couple.labels == ("Anna", "Ben")
    np.testing.assert_array_equal(records[0].values, read(truth)["101"].values)
    assert "Codebook" in notes(records)


def test_files_with_one_header_are_one_table(truth, tmp_path):
    for couple, part in truth.groupby("couple"):
        part.drop(columns="couple").to_csv(tmp_path / f"{couple}.csv", index=False)
    same(read(tmp_path), truth)
    same(read(sorted(tmp_path.glob("*.csv"))), truth)
    lines(tmp_path / "x.csv", "a,b", "1,2")
    assert "differ" in refused(tmp_path)


def test_formulas_without_a_value_are_named(truth, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in [list(truth), *truth.astype(object).fillna("").to_numpy().tolist()]:
        book.active.append(row)
    book.active["D4"] = "=1+2"
    book.save(tmp_path / "f.xlsx")
    assert "the first is D4" in refused(tmp_path / "f.xlsx") or "without its value: D4" in refused(
        tmp_path / "f.xlsx"
    )


def test_dates_that_a_spreadsheet_half_converted_are_asked_about(truth, tmp_path):
    pytest.importorskip("openpyxl")
    days = pd.Timestamp("2024-03-06") + pd.to_timedelta(truth["day"], unit="D")
    cells = [pd.Timestamp(d.year, d.day, d.month) if d.day <= 12 else d.strftime("%d/%m/%Y") for d in days]
    truth.drop(columns="day").assign(date=pd.Series(cells, dtype=object)).to_excel(
        tmp_path / "h.xlsx", index=False
    )
    assert "`dates='dmy'`" in refused(tmp_path / "h.xlsx")
    same(read(tmp_path / "h.xlsx", dates="dmy"), truth)


def test_labels_in_the_file_say_what_means_no_answer(truth, tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    table = truth.assign(
        close=truth["close"].mask(truth["day"] == 3, 8), partner=truth["partner"].map({"F": 1, "M": 2})
    )
    labels = {"close": {1: "not at all", 8: "Not applicable"}, "partner": {1: "female", 2: "male"}}
    pyreadstat.write_sav(table, str(tmp_path / "d.sav"), variable_value_labels=labels)
    records = read(tmp_path / "d.sav")
    assert records.scales["closeness"].high == 7
    assert records.labels == ("female", "male")
    assert "as its label says: Not applicable" in notes(records)


# Bounds, and options that do nothing


@pytest.mark.parametrize(
    "arguments",
    [
        {"zone": "Europe/Brussels"},
        {"late": 2.0},
        {"together": 1.0},
        {"week": "sunday"},
        {"trial": "keep"},
        {"dates": "dmy"},
    ],
)
def test_options_that_do_nothing_are_refused(truth, arguments):
    assert "does nothing" in refused(truth, **arguments)


def test_a_pipe_and_a_device_are_no_files(tmp_path):
    os.mkfifo(tmp_path / "f.csv")
    assert "no file that can be read to its end" in refused(tmp_path / "f.csv")
    assert "no file that can be read to its end" in refused("/dev/zero")


def test_a_cell_far_away_fills_no_memory(truth, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in [list(truth), *truth.astype(object).fillna("").to_numpy().tolist()]:
        book.active.append(row)
    book.active["XFD1048576"] = 1
    book.save(tmp_path / "far.xlsx")
    assert "1048576 rows and 16384 columns" in refused(tmp_path / "far.xlsx")


@pytest.mark.parametrize("encoding", ["undefined", "punycode", "\0", "no-such"])
def test_an_encoding_that_is_none_is_refused(truth, tmp_path, encoding):
    truth.to_csv(tmp_path / "d.csv", index=False)
    assert "cannot be read as" in refused(tmp_path / "d.csv", encoding=encoding)


def test_columns_are_compared_in_one_go(truth):
    rng = np.random.default_rng(0)
    many = pd.DataFrame(rng.integers(1, 8, (len(truth), 600))).add_prefix("v")
    started = time.process_time()
    read(pd.concat([truth, many], axis=1), roles=["tense"])
    assert time.process_time() - started < 10

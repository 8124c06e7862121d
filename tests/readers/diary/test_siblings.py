"""Files that are like those of other people, but not the same: other names, codes, orders and programs."""

import numpy as np
import pandas as pd
import pytest

from pasdedeux.cli.terminal import as_typed
from pasdedeux.errors import InputError
from pasdedeux.readers.diary import read

COUPLES, DAYS = 4, 12


@pytest.fixture
def truth():
    """Answers of four couples on twelve days; some rows and some answers are missing."""
    rng = np.random.default_rng(7)
    levels = [range(101, 101 + COUPLES), ["F", "M"], range(1, DAYS + 1)]
    table = pd.MultiIndex.from_product(levels, names=["couple", "partner", "day"]).to_frame(index=False)
    table["tense"] = rng.integers(1, 8, len(table)).astype(float)
    table["close"] = rng.integers(1, 8, len(table)).astype(float)
    table["tense"] = table["tense"].mask(rng.random(len(table)) < 0.1)
    gone = (rng.random(len(table)) < 0.1) & table["day"].between(2, DAYS - 1)
    return table[~gone].reset_index(drop=True)


def same(records, truth, roles=("arousal", "closeness")):
    wanted = read(truth)
    assert records.roles == roles
    assert len(records) == len(wanted)
    for one, two in zip(records, wanted, strict=True):
        np.testing.assert_array_equal(one.values, two.values)
        np.testing.assert_allclose(one.time, two.time, atol=0.2)


def refused(table, **arguments):
    with pytest.raises(InputError) as caught:
        read(table, **arguments)
    return str(caught.value)


def cautions(records):
    return " ".join(map(str, records.provenance.cautions))


# The partner's answers


def with_copies(truth, form):
    other = truth.assign(partner=truth["partner"].map({"F": "M", "M": "F"}))
    copied = truth.merge(other, how="left", on=["couple", "partner", "day"], suffixes=("", "#"))
    return copied.rename(columns=lambda name: form.format(name[:-1]) if name.endswith("#") else name)


@pytest.mark.parametrize("form", ["{}_hers", "par_{}", "{}Ptn", "partners_{}", "{}_pareja", "{}2", "foo_{}"])
def test_copies_are_known_by_their_values_under_any_mark(truth, form):
    same(read(with_copies(truth, form)), truth)


@pytest.mark.parametrize("name", ["tense_lag1", "prev_tense", "partner_tense_lag"])
def test_values_of_another_time_are_no_answers_of_their_own(truth, name):
    shifted = truth.groupby(["couple", "partner"])["tense"].shift()
    records = read(truth.assign(**{name: shifted}))
    same(records, truth)
    assert name in " ".join(map(str, records.provenance.notes))


# Couples and persons


@pytest.mark.parametrize(
    "make",
    [
        lambda c, p: f"{'AB'[p]}{c}",
        lambda c, p: f"{c}.{p + 1}",
        lambda c, p: f"P{p + 1}_{c}",
        lambda c, p: f"{['anna', 'bob'][p]}{c}@example.org",
        lambda c, p: f"{p + 1}{c:05d}",
        lambda c, p: c if p else -c,
    ],
)
@pytest.mark.parametrize("name", ["id", "participant_code"])
def test_ids_of_any_two_parts_are_couple_and_partner(truth, make, name):
    ids = [make(c, p) for c, p in zip(truth["couple"], truth["partner"].map({"F": 0, "M": 1}), strict=True)]
    records = read(truth.drop(columns=["couple", "partner"]).assign(**{name: ids}))
    assert (len(records), records.reports) == (COUPLES, read(truth).reports)
    assert records.paired == read(truth).paired


@pytest.mark.parametrize(("own", "pointer"), [("id", "partner_id"), ("person", "other_person")])
def test_ids_that_point_at_each_other_name_the_couple(truth, own, pointer):
    me = truth["couple"] * 7 + (truth["partner"] == "M") * 1000
    you = truth["couple"] * 7 + (truth["partner"] == "F") * 1000
    table = truth.drop(columns=["couple", "partner"]).assign(**{own: me, pointer: you})
    same(read(table), truth)


def test_persons_without_a_couple_are_not_offered_as_couples(truth):
    ids = truth["couple"].map({101: 3, 102: 8, 103: 14, 104: 20}) + 31 * (truth["partner"] == "M")
    said = refused(truth.drop(columns=["couple", "partner"]).assign(who_code=ids))
    assert "two people meet" not in said
    assert "'couple': 'COLUMN', 'partner': 'who_code'" in said


def test_spellings_and_names_of_women_and_men_are_one(truth):
    typed = truth["partner"].where(
        np.arange(len(truth)) % 4 > 0, truth["partner"].map({"F": "female", "M": "male"})
    )
    same(read(truth.assign(partner=typed)), truth)


# Questions


def test_numbered_questions_of_one_person_are_no_partners(truth):
    one = (
        truth[truth["partner"] == "F"]
        .drop(columns="partner")
        .rename(columns={"tense": "Q1_1", "close": "Q1_2"})
    )
    assert "Are these the two people?" in refused(one)
    assert read(one, layout="long").roles == ("Q1_1", "Q1_2")
    known = one.rename(columns={"Q1_1": "close_1", "Q1_2": "close_2"})
    assert read(known).provenance.layout == "wide"


@pytest.mark.parametrize("form", ["{}: {}", "{}'s {}", "[{}] {}"])
def test_people_are_asked_about_by_their_names_and_the_advice_works(form):
    columns = {
        form.format(who, what): [1, 4, 2, 7, 3]
        for who in ("Anna", "Ben")
        for what in ("irritated", "playful")
    }
    table = pd.DataFrame({"date": pd.date_range("2025-03-03", periods=5).astype(str), **columns})
    said = as_typed(refused(table))
    pair = f"irritated={form.format('Anna', 'irritated')}+{form.format('Ben', 'irritated')}"
    assert pair in said.replace("'\"'\"'", "'")


def test_questions_that_the_file_brings_along_give_columns_their_meaning(truth, tmp_path):
    table = truth.rename(columns={"couple": "Q1", "partner": "Q2", "tense": "Q3_1", "close": "Q3_2"})
    texts = ["What is your couple number?", "Who are you?", "Day", "I felt... - Tense", "I felt... - Close"]
    ids = [f'"{{""ImportId"":""QID{n}""}}"' for n in range(5)]
    header, *body = table.to_csv(index=False).splitlines()
    path = tmp_path / "q.csv"
    path.write_text("\n".join([header, ",".join(texts), ",".join(ids), *body]), "utf-8")
    same(read(path), truth)
    same(read(path, columns={"couple": "Q1", "arousal": "Q3_1"}), truth)


# Answers


@pytest.mark.parametrize("form", ["{} {}", "[{}] {}", "{}\n{}", "{}/7", "{} points", "{} %"])
def test_numbers_with_a_label_or_a_unit_are_numbers(truth, form):
    words = dict(enumerate(["none", "a bit", "some", "fair", "much", "lots", "all"], 1))
    said = {number: form.format(number, word) for number, word in words.items()}
    same(read(truth.assign(close=truth["close"].map(said))), truth)


def test_a_single_cell_with_a_unit_is_asked_about(truth):
    table = truth.assign(close=truth["close"].astype(object))
    table.loc[5, "close"] = "7 pts"
    assert "is not a number" in refused(table)


def test_ends_of_a_scale_in_words_are_never_offered_as_missing(truth):
    ends = {1: "Not at all", 7: "Extremely"}
    table = truth.assign(close=truth["close"].map(lambda n: ends.get(n, f"{n:g}")))
    said = refused(table)
    assert "`answers='Not at all,2,3,4,5,6,Extremely'`" in said
    same(read(table, answers="Not at all,2,3,4,5,6,Extremely"), truth)


def test_answers_may_hold_commas_and_signs_only(truth):
    words = {n: f"step {n}, or so" for n in range(1, 8)}
    order = ",".join(f'"{word}"' for word in words.values())
    same(read(truth.assign(close=truth["close"].map(words)), answers=order), truth)
    stars = {n: "★" * n for n in range(1, 8)}
    same(read(truth.assign(close=truth["close"].map(stars)), answers=",".join(stars.values())), truth)


def test_yes_with_more_words_counts(truth):
    said = np.where(truth["day"] % 3, "No, we did not", "Yes, we argued")
    assert set(np.unique(read(truth.assign(conflict=said))[0].only(["conflict"]).values)) >= {0.0, 1.0}


def test_boxes_that_are_ticked_or_empty_are_asked_about(truth):
    table = truth.assign(conflict=np.where(truth["day"] % 3, "", "Yes"))
    assert "'conflict' holds 'Yes' or nothing" in cautions(read(table))


@pytest.mark.parametrize("code", [0, 10])
def test_codes_beyond_either_end_of_what_others_use_are_asked_about(truth, code):
    table = truth.assign(close=truth["close"].mask(truth["day"] == 5, code))
    assert f"missing=[{code}]" in cautions(read(table))


@pytest.mark.parametrize("text", ["<no-response>", "Expired", "#VALUE!", "keine Angabe", "(null)"])
def test_programs_words_for_no_answer_are_none(truth, text):
    gone = truth["day"] == 5
    table = truth.assign(close=truth["close"].astype(object).mask(gone, text))
    same(read(table), truth.assign(close=truth["close"].mask(gone)))


@pytest.mark.parametrize("form", ['="{:g}"', "'{:g}"])
def test_signs_of_spreadsheets_around_numbers_are_taken_off(truth, form):
    same(read(truth.assign(close=truth["close"].map(form.format))), truth)


# Time


def stamped(truth, name, form):
    when = pd.Timestamp("2024-03-04 21:05") + pd.to_timedelta(truth["day"] - 1, unit="D")
    return truth.drop(columns="day").assign(**{name: when.map(form)})


@pytest.mark.parametrize(
    "form",
    [
        "%Y%m%d%H%M",
        "%Y%m%dT%H%M%SZ",
        "%d%b%Y:%H:%M:%S",
        "%a %b %d %H:%M:%S %Y",
        "%a %b %d %Y %H:%M:%S GMT+0100 (Central European Standard Time)",
        "%d/%m/%Y à %Hh%M",
        "%d-%m-%Y om %H:%M",
        "%B %d, %Y at %I:%M %p",
        "%d/%m/%Y %H.%M.%S",
        "%Y-%m-%d %H:%M:%S CET",
        "%Y-%m-%dT%H:%M:%S+01:00[Europe/Brussels]",
        "%G-W%V-%u",
        "%Y-%j",
    ],
)
def test_stamps_of_other_programs_are_read(truth, form):
    records = read(stamped(truth, "date", lambda when: when.strftime(form)), dates=None)
    same(records, truth)
    assert records[0].start.date().isoformat() == "2024-03-04"


@pytest.mark.parametrize(("since", "scale"), [("1970-01-01", 1e6), ("1970-01-01", 1e9), ("1582-10-14", 1)])
def test_counts_of_other_epochs_are_read(truth, since, scale):
    start = np.datetime64(since, "s")
    table = stamped(
        truth,
        "timestamp",
        lambda when: str(int((when.to_datetime64().astype("M8[s]") - start).astype(int) * scale)),
    )
    records = read(table)
    same(records, truth)
    assert records[0].start.year == 2024


@pytest.mark.parametrize(
    "form", ["{n}. Tag", "{n}° giorno", "{n}th day", "W{w}D{d}", "Week {w} Day {d}", "{z} days 00:00:00"]
)
def test_labels_of_days_are_counts(truth, form):
    labels = [form.format(n=n, w=(n - 1) // 7 + 1, d=(n - 1) % 7 + 1, z=n - 1) for n in truth["day"]]
    same(read(truth.drop(columns="day").assign(time=labels)), truth)


def test_weekdays_count_within_their_week(truth):
    names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    days = truth["day"] - 1
    same(read(truth.assign(week=days // 7 + 1, day=[names[day % 7] for day in days])), truth)


@pytest.mark.parametrize("form", ["%H%M", "%H.%M", "%Hh%M", "%H:%M Uhr"])
def test_clocks_in_any_writing_belong_to_the_date(truth, form):
    when = pd.Timestamp("2024-03-04 20:00") + pd.to_timedelta(truth["day"] * 1440 + truth["day"], unit="min")
    table = truth.drop(columns="day").assign(date=when.dt.strftime("%Y-%m-%d"), hhmm=when.dt.strftime(form))
    assert np.ptp(np.diff(read(table)[0].time) % 1) < 0.01
    assert read(table)[0].start.hour == 20


def test_dates_in_three_columns_are_one(truth):
    when = pd.Timestamp("2024-03-25") + pd.to_timedelta(truth["day"], unit="D")
    parts = {"Jahr": when.dt.year, "Monat": when.dt.month, "Tag": when.dt.day}
    same(read(truth.drop(columns="day").assign(**parts)), truth)


def test_days_that_fall_back_are_asked_about(truth):
    table = truth.assign(day=(truth["day"] - 1) % 8 + 24 - 23 * (truth["day"] > 8))
    assert "days count anew" in cautions(read(table))


@pytest.mark.parametrize("name", ["period", "onda"])
def test_a_stretch_of_days_is_no_beep_whatever_its_name(truth, name):
    days = truth["day"] - 1
    records = read(truth.assign(**{name: days // 6 + 1, "day": days % 6 + 1}))
    assert np.diff(records[0].time).max() >= 30


def test_rows_in_order_are_asked_about_where_some_are_missing(truth):
    table = truth.drop(columns="day")
    assert "different numbers of rows" in cautions(read(table, columns={"time": "row"}))


def test_codes_for_no_time_may_be_named(truth):
    table = stamped(truth, "date", lambda when: when.strftime("%d.%m.%Y"))
    table.loc[3, "date"] = "later"
    assert "missing=" in refused(table)
    assert len(read(table, missing="later").provenance.dropped) >= 1


# Shapes


@pytest.mark.parametrize("form", ["d{n}_{r}", "Dag {n} - {r}", "{r} ({n})", "{n}_{r}", "{r}_{n}_1"])
def test_days_in_columns_stand_in_any_place(truth, form):
    wide = truth.pivot_table(index=["couple", "partner"], columns="day", values=["tense", "close"])
    wide.columns = [form.format(r=role, n=day) for role, day in wide.columns]
    table = wide.reset_index()
    records = read(table, columns={"time": "columns"})
    assert records.reports == read(truth).reports


def test_forms_by_their_number_are_days(truth):
    rows = []
    for number, ((couple, partner), own) in enumerate(truth.groupby(["couple", "partner"]), 1):
        rows.append(
            {"record_id": number, "redcap_event_name": "base_arm_1", "couple": couple, "partner": partner}
        )
        rows += [
            {
                "record_id": number,
                "redcap_event_name": f"day_{row.day}_arm_1",
                "tense": row.tense,
                "close": row.close,
            }
            for row in own.itertuples()
        ]
    same(read(pd.DataFrame(rows)), truth)
    same(
        read(
            pd.DataFrame(rows).rename(columns={"record_id": "Record ID", "redcap_event_name": "Event Name"})
        ),
        truth,
    )


def test_names_above_their_rows_are_filled_down(truth):
    table = truth.astype({"couple": object, "partner": object})
    again = table.duplicated(["couple", "partner"])
    table = table.assign(
        couple=table["couple"].mask(table.duplicated("couple"), ""), partner=table["partner"].mask(again, "")
    )
    same(read(table), truth)


def test_sheets_and_files_join_whatever_the_order_of_their_columns(truth, tmp_path):
    pytest.importorskip("openpyxl")
    one, two = (truth[truth["partner"] == who].drop(columns="partner") for who in "FM")
    with pd.ExcelWriter(tmp_path / "us.xlsx") as book:
        one.to_excel(book, sheet_name="Anna", index=False)
        two[["close", "tense", "day", "couple"]].rename(columns={"close": "Close "}).to_excel(
            book, sheet_name="Ben", index=False
        )
    same(read(tmp_path / "us.xlsx"), truth)
    one.to_csv(tmp_path / "anna.csv", index=False)
    two[["close", "tense", "day", "couple"]].to_csv(tmp_path / "ben.csv", index=False)
    same(read([tmp_path / "anna.csv", tmp_path / "ben.csv"]), truth)


def test_sheets_are_no_answers(truth, tmp_path):
    pytest.importorskip("openpyxl")
    with pd.ExcelWriter(tmp_path / "weeks.xlsx") as book:
        for week, own in truth.groupby((truth["day"] - 1) // 7):
            own.to_excel(book, sheet_name=f"Week {week + 1}", index=False)
    same(read(tmp_path / "weeks.xlsx"), truth)


@pytest.mark.parametrize(
    "make",
    [
        lambda text: "# exported\n\n" + text,
        lambda text: "\n".join(f'"{line}"' for line in text.splitlines()),
    ],
)
def test_what_programs_put_around_a_table_is_taken_off(truth, tmp_path, make):
    (tmp_path / "d.csv").write_text(make(truth.to_csv(index=False)), "utf-8")
    same(read(tmp_path / "d.csv"), truth)

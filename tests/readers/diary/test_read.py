"""Truth in, the same truth out: layouts, dialects, partners, roles and rows that do not fit."""

import subprocess
import sys
from dataclasses import replace
from operator import attrgetter

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pasdedeux.errors import InputError
from pasdedeux.readers.diary import read
from strategies import LABELS, Dialect, Truth, dialects, truths

answers = attrgetter("values")
LAYOUTS = ["long", "wide", "pairwise"]
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def same(records, truth):
    """Assert that records hold the truth and nothing else."""
    assert set(records.ids) == set(truth.ids)
    assert set(records.roles) == set(truth.roles)
    for couple, days, values in zip(truth.ids, truth.days, truth.values, strict=True):
        record = records[couple].only(truth.roles)
        answered = ~np.isnan(values).all(axis=(1, 2))
        np.testing.assert_allclose(record.time, days[answered] - days[answered][0], atol=1e-9)
        np.testing.assert_allclose(answers(record), values[answered], atol=1e-12)
        assert record.couple.labels == truth.labels


def diary(couples=2, days=6, seed=0):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        [
            {
                "couple": c,
                "gender": g,
                "day": d,
                "pursuit": float(rng.integers(1, 8)),
                "vigor": float(rng.integers(1, 8)),
            }
            for c in range(1, couples + 1)
            for g in "fm"
            for d in range(1, days + 1)
        ]
    )


def same_content(one, two):
    """Assert that records hold the same, in whatever order their couples and partners stand."""
    assert sorted(one.ids) == sorted(two.ids)
    assert (one.roles, one.scales, one.distinguishable) == (two.roles, two.scales, two.distinguishable)
    for a in one:
        b = two[a.couple.id]
        order = [b.couple.labels.index(label) for label in a.couple.labels]
        np.testing.assert_array_equal(a.time, b.time)
        np.testing.assert_array_equal(answers(a), answers(b)[:, order])
        assert a.couple.partners == tuple(b.couple.partners[k] for k in order)


@pytest.mark.parametrize("layout", LAYOUTS)
@given(truth=truths())
@quick
def test_tables_in_memory_hold_the_truth(layout, truth):
    records = read(truth.table(layout))
    same(records, truth)
    assert records.provenance.layout == layout
    assert records.distinguishable == (truth.labels not in {("1", "2"), ("a", "b")})


@pytest.mark.parametrize("layout", LAYOUTS)
@given(truth=truths(), dialect=dialects())
@quick
def test_text_tables_of_every_dialect_hold_the_truth(tmp_path, layout, truth, dialect):
    same(read(dialect.write(truth.table(layout), tmp_path / "diary.csv")), truth)


@given(truth=truths(), seed=st.integers(0, 99))
@quick
def test_order_of_rows_does_not_matter(truth, seed):
    table = truth.long()
    same_content(read(table), read(table.sample(frac=1, random_state=seed)))


@given(truth=truths(), data=st.data())
@quick
def test_repeated_rows_are_dropped_by_name_and_every_row_is_accounted_for(truth, data):
    table = truth.long()
    again = data.draw(st.lists(st.sampled_from(range(len(table))), max_size=3, unique=True))
    records = read(pd.concat([table, table.iloc[again]]))
    same(records, truth)
    dropped = {entry.row for entry in records.provenance.dropped}
    assert records.reports + len(dropped) == len(table) + len(again)


def test_first_full_report_wins_over_a_different_one():
    table = diary()
    table.loc[3, "vigor"] = np.nan
    other = table.iloc[[3]].assign(pursuit=1.0, vigor=2.0)
    records = read(pd.concat([table, other]))
    assert answers(records["1"])[3, 0].tolist() == [1.0, 2.0]
    [dropped] = records.provenance.dropped
    assert dropped.row == 5
    assert "row 26" in str(dropped.reason)


def test_unanswered_rows_are_dropped_by_name():
    table = diary()
    table.loc[4, ["pursuit", "vigor"]] = np.nan
    [dropped] = read(table).provenance.dropped
    assert (dropped.row, str(dropped.reason)) == (6, "no answer in any role.")


@pytest.mark.parametrize(
    ("column", "reason"),
    [("couple", "no couple"), ("gender", "no partner"), ("day", "time of the report is missing")],
)
def test_rows_without_couple_partner_or_time_are_dropped_by_name(column, reason):
    table = diary().astype({"couple": object, "day": object})
    table.loc[2, column] = None
    [dropped] = read(table).provenance.dropped
    assert dropped.row == 4
    assert reason in str(dropped.reason)


def test_columns_are_settable():
    table = diary().rename(columns={"couple": "gruppe", "gender": "wer", "day": "nr", "vigor": "v"})
    columns = {"couple": "gruppe", "partner": "wer", "time": "nr", "closeness": "v"}
    records = read(table, columns=columns)
    assert set(records.roles) == {"closeness", "pursuit"}
    assert read(table, columns=columns, roles=["closeness"]).roles == ("closeness",)
    assert read(table, columns=columns, roles=["v"]).roles == ("closeness",)


def test_partners_and_couples_stand_in_the_order_of_the_file():
    table = pd.concat([diary().query("couple == 2 and gender == 'm'"), diary()]).drop_duplicates()
    records = read(table)
    assert (records.ids, records.labels) == (("2", "1"), ("m", "f"))
    assert {record.couple.labels for record in records} == {("m", "f")}
    people = table.assign(gender=table["gender"] + table["couple"].astype(str))
    assert [record.couple.labels for record in read(people)] == [("m2", "f2"), ("f1", "m1")]


@pytest.mark.parametrize("layout", LAYOUTS)
@given(truth=truths(labels=[("husband", "wife"), ("f", "m")]))
@quick
def test_another_name_changes_nothing_but_the_name(layout, truth):
    renamed = replace(truth, labels=truth.labels[::-1], ids=tuple(f"z{9 - k}" for k in range(len(truth.ids))))
    before, after = read(truth.table(layout)), read(renamed.table(layout))
    assert after.labels == before.labels[::-1]
    assert after.ids == renamed.ids
    assert (before.scales, before.distinguishable) == (after.scales, after.distinguishable)
    for one, two in zip(before, after, strict=True):
        np.testing.assert_array_equal(one.time, two.time)
        np.testing.assert_array_equal(answers(one), answers(two))


@given(truth=truths(), data=st.data())
@quick
def test_order_of_columns_changes_no_answer(truth, data):
    table = truth.wide()
    other = table[data.draw(st.permutations(list(table.columns)))]
    one, two = read(table).only(truth.roles), read(other).only(truth.roles)
    same_content(one, two)
    first = next(column for column in other.columns if column not in {"couple", "day"})
    assert first.endswith(f"_{two.labels[0]}")


def test_marks_of_two_names_may_stand_in_any_order():
    table = pd.DataFrame(
        {"day": [1, 2, 3], "pursuit_Bo": [1, 2, 3], "pursuit_Alma": [4, 5, 7], "closeness_Alma": [4, 4, 7]}
    ).assign(closeness_Bo=[3, 1, 2])
    records = read(table)
    assert records[0].couple.labels == ("Bo", "Alma")
    assert answers(records.only("closeness")[0])[:, :, 0].tolist() == [[3, 4], [1, 4], [2, 7]]


def test_wide_columns_are_settable_in_either_order():
    table = Truth(("7",), ("f", "m"), ("Sad",), (np.arange(3),), (np.arange(6.0).reshape(3, 2, 1),)).wide()
    for text in ("Sad_f+Sad_m", "Sad_m+Sad_f"):
        records = read(table, columns={"arousal": text})
        assert records.roles == ("arousal",)
        assert records[0].couple.labels == ("f", "m")
        assert answers(records[0])[:, :, 0].tolist() == [[0, 1], [2, 3], [4, 5]]


def test_unmarked_wide_columns_need_a_map():
    table = pd.DataFrame({"couple": 1, "day": [1, 2], "his anger": [1, 2], "hers": [2, 1]})
    records = read(table, columns={"anger": "his anger+hers"})
    assert records[0].couple.labels == ("1", "2")
    assert records.distinguishable
    assert answers(records[0])[:, :, 0].tolist() == [[1, 2], [2, 1]]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"columns": {"arousal": "nix"}}, "there is no column 'nix'"),
        ({"columns": {"couple": "couple+day"}}, "takes one column"),
        ({"columns": {"x": "couple+day+gender"}}, "more than two"),
        ({"roles": ["calm"]}, "no role 'calm'"),
        ({"layout": "round"}, "layout is 'round'"),
        ({"layout": "wide"}, "no two columns differ"),
        ({"trial": "maybe"}, "trial is 'maybe'"),
        ({"late": -1}, "late is -1. Give a number of hours"),
        ({"unit": "moon"}, "unit is 'moon'"),
    ],
)
def test_wrong_arguments_are_told(arguments, words):
    with pytest.raises(InputError, match=words) as caught:
        read(diary(), **arguments)
    assert caught.value.remedy


def test_a_couple_of_three_is_set_aside_with_its_reason():
    third = pd.DataFrame([{"couple": 2, "gender": "x", "day": 1, "pursuit": 1.0}])
    records = read(pd.concat([diary(), third]))
    assert records.ids == ("1",)
    [caution] = records.provenance.cautions
    assert str(caution) == "Couple '2' was set aside: it has 3 partners: 'f', 'm', 'x'."
    assert {dropped.row for dropped in records.provenance.dropped} == {*range(14, 26), 26}


def test_three_partners_in_most_couples_are_a_wrong_column():
    table = pd.concat(
        [diary(couples=1), pd.DataFrame([{"couple": 1, "gender": "x", "day": 1, "pursuit": 1.0}])]
    )
    with pytest.raises(InputError, match="couple '1' has 3 partners") as caught:
        read(table)
    assert "row 14" in str(caught.value.where)


def test_same_sex_couples_are_exchangeable():
    table = diary().assign(person=lambda d: (d["gender"] == "m") + 1)
    table.loc[table["couple"] == 1, "gender"] = "f"
    records = read(table)
    assert records.provenance.columns["partner"] == "person"
    assert not records.distinguishable
    assert records.paired == 12


def test_one_label_for_two_people_is_refused():
    table = diary()
    table.loc[table["couple"] == 1, "gender"] = "f"
    with pytest.raises(InputError, match="both times as 'f'"):
        read(table)


def test_people_with_ids_of_their_own_are_put_into_couples():
    table = diary().assign(id=lambda d: d["couple"] * 10 + (d["gender"] == "m")).drop(columns="gender")
    records = read(table)
    assert records["2"].couple.labels == ("20", "21")
    assert not records.distinguishable


def test_one_partner_only():
    table = diary().query("gender == 'f'")
    records = read(table)
    assert np.isnan(answers(records[0])[:, 1]).all()
    assert any("Only one partner" in str(note) for note in records.provenance.notes)
    alone = read(table.query("couple == 1").drop(columns=["couple", "gender"]))
    assert (len(alone), alone.reports) == (1, 6)


def test_plain_ids_are_couples_or_people_alone():
    table = diary(couples=3).rename(columns={"couple": "ID"})
    assert read(table).paired == 18
    alone = read(table.query("gender == 'f'").drop(columns="gender"))
    assert (len(alone), alone.paired, alone.reports) == (3, 0, 18)
    with pytest.raises(InputError, match=r"reports twice|have the couple, person and time"):
        read(table.drop(columns="gender"))


def test_names_of_the_two_are_marks_too():
    truth = Truth(("7",), ("Alma", "Bo"), ("pursuit",), (np.arange(3),), (np.arange(6.0).reshape(3, 2, 1),))
    records = read(truth.wide().drop(columns="couple"))
    assert records[0].couple.labels == ("Alma", "Bo")
    assert records.paired == 3


def test_values_without_a_partner_are_traits_or_left_out():
    table = Truth(
        ("7",), ("f", "m"), ("pursuit",), (np.arange(3),), (np.arange(6.0).reshape(3, 2, 1),)
    ).wide()
    records = read(table.assign(weather=[1, 2, 3], years=4.5))
    assert records.roles == ("pursuit",)
    assert records[0].couple.partners[1].traits == {"years": 4.5}
    assert any("weather" in str(note) for note in records.provenance.notes)


def test_more_than_two_labels_over_all_couples_are_exchangeable():
    table = diary()
    table.loc[(table["couple"] == 2) & (table["gender"] == "m"), "gender"] = "x"
    records = read(table)
    assert [record.couple.labels for record in records] == [("f", "m"), ("f", "x")]
    assert records.labels == ("1", "2")
    assert not records.distinguishable
    assert read(table, distinguishable=True).distinguishable


def test_one_report_per_partner():
    records = read(diary(days=1))
    assert records.paired == 2
    assert "Nobody reports more than once." in map(str, records.provenance.notes)


def test_coded_partners_get_the_names_of_their_dummies():
    table = diary().assign(female=lambda d: (d["gender"] == "f") * 1, male=lambda d: (d["gender"] == "m") * 1)
    table["gender"] = table["female"]
    records = read(table)
    assert records.labels == ("female", "male")


@pytest.mark.parametrize("form", ["{}_A {}_P", "A_{} P_{}", "{}A {}P", "A{} P{}", "actor_{} partner_{}"])
def test_own_and_mirrored_columns_are_marked_in_many_ways(form):
    own, copy = form.split()
    truth = Truth(
        ("7",), ("f", "m"), ("pursuit", "vigor"), (np.arange(4),), (np.arange(16.0).reshape(4, 2, 2) % 5,)
    )
    named = {f"{r}_{mark}": way.format(r) for r in truth.roles for mark, way in (("A", own), ("P", copy))}
    records = read(truth.pairwise().rename(columns=named))
    same(records, truth)
    assert records.provenance.layout == "pairwise"


def test_a_pairwise_layout_without_copies_is_refused():
    with pytest.raises(InputError, match="partner's copy"):
        read(diary(), layout="pairwise")


def test_mirrored_copies_that_disagree_are_told_and_missing_rows_are_filled():
    truth = Truth(("7",), ("f", "m"), ("pursuit",), (np.arange(4),), (np.arange(8.0).reshape(4, 2, 1),))
    table = truth.pairwise()
    wrong = table.copy()
    wrong.loc[0, "pursuit_P"] = 9.0
    records = read(wrong)
    same(records, truth)
    assert any("disagrees" in str(note) and "row 2" in str(note) for note in records.provenance.notes)
    same(read(table.drop(index=3)), truth)


def test_weekday_comes_from_dates_or_from_its_column(tmp_path):
    truth = Truth(
        ("7",), ("f", "m"), ("pursuit",), (np.array([0, 2, 6]),), (np.arange(6.0).reshape(3, 2, 1),)
    )
    dated = read(Dialect(date="%Y-%m-%d").write(truth.long(), tmp_path / "d.csv"))
    assert dated[0].weekday.tolist() == [0, 2, 6]
    assert dated[0].start.isoformat() == "2024-02-26T00:00:00"
    table = truth.long()
    assert read(table)[0].weekday.tolist() == [-1, -1, -1]
    table["dayOfWeek"] = table["day"] + 1
    assert read(table)[0].weekday.tolist() == [0, 2, 6]
    assert read(table, week="sunday")[0].weekday.tolist() == [6, 1, 5]
    table["dayOfWeek"] = table["day"].map({0: "Monday", 2: "wed", 6: "Sonntag"})
    assert read(table)[0].weekday.tolist() == [0, 2, 6]


def test_infinite_values_are_refused():
    table = diary()
    table.loc[3, "vigor"] = np.inf
    with pytest.raises(InputError, match="infinite") as caught:
        read(table)
    assert str(caught.value.where) == "in memory, row 5, column 'vigor'"


@pytest.mark.parametrize("cell", [1e101, -1e300])
def test_absurdly_large_values_are_refused(cell):
    table = diary()
    table.loc[3, "vigor"] = cell
    with pytest.raises(InputError, match="too large") as caught:
        read(table)
    assert str(caught.value.where) == "in memory, row 5, column 'vigor'"
    records = read(table, roles=["pursuit"])
    assert "'vigor'" in str(records.provenance.cautions[0])


def test_one_decimal_comma_among_points_is_refused_by_cell(tmp_path):
    table = diary(days=60).astype({"vigor": object})
    for whole in (True, False):
        table["vigor"] = np.arange(len(table)) % 7 + (1 if whole else 0.5)
        table = table.astype({"vigor": object})
        table.loc[3, "vigor"] = "4,8"
        table.to_csv(tmp_path / "d.csv", index=False)
        with pytest.raises(InputError, match="'4,8' is not a number") as caught:
            read(tmp_path / "d.csv")
        assert str(caught.value.where) == "d.csv, row 5, column 'vigor'"


def test_a_known_role_that_is_text_is_refused_and_any_other_is_told(tmp_path):
    diary().assign(pursuit="=1+1").to_csv(tmp_path / "d.csv", index=False)
    with pytest.raises(InputError, match=r"'=1\+1' is not a number") as caught:
        read(tmp_path / "d.csv")
    assert str(caught.value.where) == "d.csv, row 2, column 'pursuit'"
    diary().assign(vigor="much").to_csv(tmp_path / "d.csv", index=False)
    [caution] = read(tmp_path / "d.csv").provenance.cautions
    assert str(caution) == "Left out, text: 'vigor' (from row 2 on)."


def test_an_answer_far_from_all_others_is_remarked_on():
    table = diary(days=20)
    assert not read(table).provenance.cautions
    table.loc[5, "vigor"] = 44
    [caution] = read(table).provenance.cautions
    assert str(caution).startswith("'vigor': 44 in row 7 ")


@pytest.mark.parametrize("cell", ["abc", "=1+1", "+2+3", "@sum", "3,5x", "7 pts"])
def test_text_in_numbers_is_refused_by_cell(tmp_path, cell):
    table = diary().astype({"vigor": object})
    table.loc[3, "vigor"] = cell
    table.to_csv(tmp_path / "d.csv", index=False)
    with pytest.raises(InputError, match="is not a number") as caught:
        read(tmp_path / "d.csv")
    assert str(caught.value.where) == "d.csv, row 5, column 'vigor'"
    assert read(tmp_path / "d.csv", roles=["pursuit"]).roles == ("pursuit",)
    assert read(tmp_path / "d.csv", missing=[cell]).roles == ("pursuit", "vigor")


def test_partners_stand_alike_in_every_layout():
    for labels in [*LABELS, *(pair[::-1] for pair in LABELS)]:
        truth = Truth(("1",), labels, ("pursuit",), (np.arange(3),), (np.arange(6.0).reshape(3, 2, 1),))
        assert {read(truth.table(layout)).labels for layout in LAYOUTS} == {labels}


def test_items_numbered_beyond_two_are_not_partners():
    table = diary().drop(columns="vigor")
    table = table.assign(calm1=table["pursuit"] + 1, calm2=8 - table["pursuit"], calm3=table["pursuit"] ** 2)
    assert read(table).provenance.layout == "long"


def test_pandas_is_loaded_only_when_a_table_is_read():
    code = "import sys, pasdedeux.records; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603


@pytest.mark.parametrize(("label", "marked"), [(1, True), ("1", True), ([1, 0] * 12, False), ("no", False)])
def test_a_table_that_says_it_is_simulated_stays_so_in_any_format(label, marked):
    table = diary()
    records = read(table.assign(simulated=label if isinstance(label, list) else [label] * len(table)))
    assert records.provenance.simulated is marked
    assert "simulated" not in records.roles


def test_a_cell_of_any_length_makes_no_long_message():
    table = diary().astype({"couple": object})
    table.loc[0, "couple"] = "z" * 100_000
    notes = read(table).provenance.notes
    assert max(len(str(note)) for note in notes) < 300

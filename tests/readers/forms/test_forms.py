"""A questionnaire may lie in a table in any layout: same answers, same scores, or a clear refusal."""

import numpy as np
import pandas as pd
import pytest

from pasdedeux.errors import InputError
from pasdedeux.instruments import key, partners
from pasdedeux.readers.forms.forms import read_forms
from pasdedeux.services import score

COUPLES = [f"{n:02d}" for n in range(1, 8)]
WHO = ("F", "M")


@pytest.fixture
def long():
    """A row per person: couple, partner, nine items of the ECR-RS."""
    rng = np.random.default_rng(5)
    rows = [{"couple": couple, "who": who} for couple in COUPLES for who in WHO]
    answers = pd.DataFrame(rng.integers(1, 8, (len(rows), 9)), columns=[f"rs{i}" for i in range(1, 10)])
    answers.iloc[0, 0] = 7
    return pd.DataFrame(rows).join(answers)


def scored(table, **how):
    """Scores by person."""
    scores = score(table, "ecr-rs", couple="couple", **how)
    people = zip(scores.ids["couple"], scores.ids["partner"], strict=True)
    return {(c, who.upper()): tuple(row) for (c, who), row in zip(people, scores.values, strict=True)}


def wide(long, name):
    """A row per couple, columns named by ``name(mark, item)``."""
    rows = []
    for couple, pair in long.groupby("couple"):
        row = {"couple": couple}
        for _, person in pair.iterrows():
            row |= {name(person["who"], i): person[f"rs{i}"] for i in range(1, 10)}
        rows.append(row)
    return pd.DataFrame(rows)


NAMES = {
    "prefix": lambda who, i: f"{who}_rs{i}",
    "prefix, no sign": lambda who, i: f"{who}RS{i}",
    "prefix, words": lambda who, i: f"{'female' if who == 'F' else 'male'}.rs.{i}",
    "suffix": lambda who, i: f"rs{i}_{who.lower()}",
    "suffix, nought": lambda who, i: f"ecrrs.{i:02d}.{who}",
    "inside": lambda who, i: f"rs_{who.lower()}_{i}",
    "numbers": lambda who, i: f"rs_{'MF'.index(who) + 1}_{i}",
    "numbers behind": lambda who, i: f"rs_{i}_{'MF'.index(who) + 1}",
    "bare numbers behind": lambda who, i: f"Q{i}_{'MF'.index(who) + 1}",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_row_per_couple_scores_as_a_row_per_person(long, name):
    expected = scored(long, partner="who")
    table = wide(long, name)
    found = scored(table[list(table)[::-1]])
    marks = {"1": "M", "2": "F", "MALE": "M", "FEMALE": "F"}
    assert {(c, marks.get(who, who)): row for (c, who), row in found.items()} == expected
    assert "Each row holds two forms" in str(score(table, "ecr-rs").notes[0])


@pytest.mark.parametrize("shuffled", [False, True])
def test_a_row_per_answer_scores_as_a_row_per_person(long, shuffled):
    answers = long.melt(["couple", "who"], var_name="item", value_name="answer")
    if shuffled:
        answers = answers.sample(frac=1, random_state=1)
    assert scored(answers, partner="who") == scored(long, partner="who")
    more = pd.concat([answers, answers.head(3).assign(item="age")])
    scores = score(more, "ecr-rs", couple="couple", partner="who")
    assert "Each row holds one answer" in str(scores.notes[0])
    assert "3 rows hold no item" in str(scores.notes[1])


def test_own_and_mirrored_columns_count_once(long):
    items = [f"rs{i}" for i in range(1, 10)]
    other = long.groupby("couple")[items].transform(lambda two: two.iloc[::-1].to_numpy())
    table = long[["couple", "who"]].join(long[items].add_prefix("a_")).join(other.add_prefix("p_"))
    assert scored(table, partner="who") == scored(long, partner="who")
    assert "repeat what the other partner answered" in str(score(table, "ecr-rs", couple="couple").notes[0])


def test_a_diary_that_repeats_a_form_every_day_counts_it_once(long):
    diary = pd.concat([long.assign(day=day) for day in (1, 2, 3)])
    assert scored(diary, partner="who") == scored(long, partner="who")
    notes = [*map(str, score(diary, "ecr-rs", couple="couple", partner="who").notes)]
    assert notes[0] == "28 rows repeat the form of a person who is there; each counts once."
    diary = diary.reset_index(drop=True)
    diary.loc[20, "rs3"] = 8 - diary.loc[20, "rs3"] + (diary.loc[20, "rs3"] == 4)
    with pytest.raises(InputError, match=r"stands in row 8 and row 22, with different answers in 'rs3'"):
        score(diary, "ecr-rs", couple="couple", partner="who")


def test_whose_form_it_is_follows_the_marks(long):
    table = wide(long, NAMES["prefix"])
    people = partners(score(table, "ecr-rs", couple="couple"))
    assert set(people) == {(couple, who) for couple in COUPLES for who in WHO}
    anxiety = long[["rs7", "rs8", "rs9"]].mean(axis=1)
    assert people["01", "F"].anxiety == pytest.approx(anxiety[0])
    assert people["01", "M"].anxiety == pytest.approx(anxiety[1])


def test_two_sets_are_joined_by_a_plus(long):
    table = wide(long, lambda who, i: f"{'alma' if who == 'F' else 'sam'} {i}")
    with pytest.raises(InputError, match=r"more than one form fit.*'alma\+sam'"):
        score(table, "ecr-rs")
    scores = score(table, "ecr-rs", couple="couple", items="alma+sam")
    assert set(scores.ids["partner"]) == {"alma", "sam"}
    assert score(wide(long, NAMES["prefix"]), "ecr-rs", items="F_rs+M_rs").ids["partner"][:2] == ("F", "M")
    named = wide(long, lambda who, i: f"ecr_{'Alma' if who == 'F' else 'Sam'}_rs_{i}")
    assert score(named, "ecr-rs", items="ecr_Alma_rs+ecr_Sam_rs").ids["partner"][:2] == ("Alma", "Sam")
    with pytest.raises(InputError, match="two partners"):
        score(table, "ecr-rs", items="a+b+c")


@pytest.mark.parametrize(("first", "second"), [("t1", "t2"), ("pre", "post"), ("ecrrs1", "ecrrs2")])
def test_two_waves_are_not_taken_for_two_partners(long, first, second):
    table = wide(long, lambda who, i: f"{first if who == 'F' else second}_{i}")
    with pytest.raises(InputError, match="more than one form fit"):
        score(table, "ecr-rs")


def test_two_questionnaires_of_both_partners_side_by_side():
    rng = np.random.default_rng(0)
    columns = {
        f"{who}_{form}{i}": rng.integers(1, 8, 4)
        for who in "MF"
        for form in ("ecr", "ecrr")
        for i in range(1, 37)
    }
    scores = score(columns, "ecr-r")
    assert len(scores) == 8
    assert "'M_ecrr1'" in str(scores.notes[0])


def test_impossible_answers_are_named_where_they_stand(long):
    table = wide(long, NAMES["suffix"])
    table.loc[2, "rs4_m"], table.loc[2, "rs4_f"] = 9, 0
    with pytest.raises(InputError, match=r"row 4, column 'rs4_m': 9; row 4, column 'rs4_f': 0") as caught:
        score(table, "ecr-rs")
    assert "2 answers are not whole numbers" in str(caught.value)
    scores = score(table, "ecr-rs", couple="couple", impossible="exclude")
    assert [gap.row for gap in scores.unscored] == [4, 4]
    assert [str(gap.reason)[-3:-1] for gap in scores.unscored] == [" 9", " 0"]
    answers = long.melt(["couple", "who"], var_name="item", value_name="answer")
    answers.loc[17, "answer"] = 70
    with pytest.raises(InputError, match="row 19, column 'answer': 70"):
        score(answers, "ecr-rs", couple="couple", partner="who")


def test_rows_of_the_file_are_told_where_given():
    table = {"ras" + str(i): [3, 9] for i in range(1, 8)}
    with pytest.raises(InputError, match="row 40, column 'ras1'"):
        score(table, "ras", rows=[7, 40])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop(columns="item"), "No columns were found"),
        (lambda t: t[t["item"] != "rs4"], "'item' never names 4"),
        (lambda t: t.assign(item="shoe size"), "No columns were found"),
        (lambda t: pd.concat([t, t.head(1).assign(answer=1)]), "stands in row 2 and row 128"),
        (lambda t: t.assign(who=t["who"].where(t.index != 3)), "row 5: Nothing says whose form this is"),
    ],
)
def test_answers_one_below_another_that_do_not_fit(long, change, message):
    table = long.melt(["couple", "who"], var_name="item", value_name="answer")
    with pytest.raises(InputError, match=message):
        score(change(table), "ecr-rs", couple="couple", partner="who")


def test_answers_one_below_another_need_a_person(long):
    table = long.melt(["couple", "who"], var_name="item", value_name="answer")
    with pytest.raises(InputError, match="nothing says whose it is"):
        score(table, "ecr-rs", couple="couple")


def test_a_column_of_partners_beside_two_sets_is_refused(long):
    table = wide(long, NAMES["prefix"]).assign(who="x")
    with pytest.raises(InputError, match="Both partners stand in one row"):
        score(table, "ecr-rs", couple="couple", partner="who")


@pytest.mark.parametrize("ids", [[1, 1], [1.0, 1.0], ["1", "1"], pd.array([1, 1], "Int64")])
def test_ids_are_texts_as_people_write_them(ids):
    table = {"id": ids, "who": ["a", "b"], "ios": [3, 7]}
    assert score(table, "ios", couple="id", partner="who").ids["couple"] == ("1", "1")


def test_the_short_form_is_taken_out_of_both_partners_long_form():
    rng = np.random.default_rng(1)
    table = {f"{who}_ecr{i}": rng.integers(1, 8, 6) for who in "HW" for i in range(1, 37)}
    forms = read_forms(table, key("ecr-12"), full_form=True)
    assert (len(forms), len(forms.cells), forms.layout) == (12, 12, "couple")
    assert forms.place(0, 1) == (2, "W_ecr2")
    with pytest.raises(InputError, match="No columns were found"):
        score({"a": [1]}, "ecr-12", full_form=True)

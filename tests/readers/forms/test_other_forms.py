"""Questionnaires of other people: answers in words, items marked as reversed, codes, and who is who."""

import numpy as np
import pandas as pd
import pytest

from pasdedeux.errors import InputError
from pasdedeux.instruments import key
from pasdedeux.readers.forms import read_answers
from pasdedeux.readers.labels import partner_labels, with_one_spelling
from pasdedeux.readers.tables.formats import load
from pasdedeux.services import score

PEOPLE = 60
AGREE = [
    "Strongly disagree",
    "Disagree",
    "Slightly disagree",
    "Neutral",
    "Slightly agree",
    "Agree",
    "Strongly agree",
]


@pytest.fixture
def forms():
    """Answers to the ECR-R of people who differ, items worded both ways."""
    rng, form = np.random.default_rng(5), key("ecr-r")
    turned = {item for scale in form.subscales for item in scale.reversed}
    scale_of = {item: at for at, scale in enumerate(form.subscales) for item in scale.items}
    trait = rng.normal(size=(2, PEOPLE))
    columns = {}
    for item in range(1, 37):
        felt = 4 + 1.2 * trait[scale_of[item]] + rng.normal(size=PEOPLE)
        answer = np.clip(np.round(felt), 1, 7).astype(int)
        columns[f"ecrr{item}"] = 8 - answer if item in turned else answer
    return pd.DataFrame(columns)


def marked(form="{}r"):
    turned = {item for scale in key("ecr-r").subscales for item in scale.reversed}
    return {f"ecrr{item}": form.format(f"ecrr{item}") for item in turned}


@pytest.mark.parametrize("form", ["{}r", "{}_R", "{}_rev"])
def test_items_that_were_turned_already_are_not_turned_again(forms, form):
    names = marked()
    already = forms.assign(**{name: 8 - forms[name] for name in names}).rename(columns=marked(form))
    raw = forms.rename(columns=marked(form))
    truth = score(forms, "ecr-r")
    for table, said in ((already, "not turned again"), (raw, "the key turns them")):
        found = score(table, "ecr-r")
        np.testing.assert_allclose(found["avoidance"], truth["avoidance"])
        assert any(said in str(note) for note in found.notes)


def test_whether_items_were_turned_is_asked_where_nothing_shows_it(forms):
    few = forms.rename(columns=marked()).head(3)
    with pytest.raises(InputError, match="do not show whether they were turned already") as caught:
        score(few, "ecr-r")
    assert "turned='already'" in caught.value.remedy
    raw = score(few, "ecr-r", turned=False)["anxiety"]
    np.testing.assert_allclose(raw, score(forms.head(3), "ecr-r")["anxiety"])


def test_marks_of_another_form_are_refused(forms):
    table = forms.rename(columns=lambda name: name.replace("ecrr", "Q")).rename(
        columns={"Q9": "Q9r", "Q11": "Q11r"}
    )
    with pytest.raises(InputError, match="does not reverse: 9, 11"):
        score(table, "ecr")


def test_answers_in_words_are_counted(forms):
    words = forms.map(lambda answer: AGREE[answer - 1])
    found = read_answers(words, "ecr-r")
    np.testing.assert_array_equal(found.given, read_answers(forms, "ecr-r").given)
    assert "'Strongly agree' is 7" in str(found.notes[0])


def test_a_wording_of_five_steps_is_no_seven(forms):
    five = ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"]
    words = forms.map(lambda answer: five[min(answer, 5) - 1])
    with pytest.raises(InputError, match="5 steps") as caught:
        read_answers(words, "ecr-r")
    assert "answered=(1, 5)" in caught.value.remedy
    assert read_answers(words, "ecr-r", answered=(1, 5)).given.max() == 5


def test_answers_in_an_order_of_ones_own_are_counted(forms):
    steps = [f"step {letter}" for letter in "abcdefg"]
    words = forms.map(lambda answer: steps[answer - 1])
    found = read_answers(words, "ecr-r", answers=steps)
    np.testing.assert_array_equal(found.given, read_answers(forms, "ecr-r").given)


def test_a_code_for_no_answer_is_offered_as_one(forms):
    table = forms.copy()
    table.loc[3, "ecrr5"], table.loc[4, "ecrr6"] = 99, -99
    with pytest.raises(InputError) as caught:
        read_answers(table, "ecr-r")
    assert "missing=[99]" in str(caught.value)
    assert "missing=[-99]" in str(caught.value)


def test_array_questions_of_limesurvey_are_items(forms):
    table = forms.rename(columns=lambda name: f"ECRR[SQ{int(name[4:]):03d}]")
    assert read_answers(table, "ecr-r", items="ECRR[SQ").given.shape == (36, PEOPLE)


def test_a_scale_that_works_against_itself_stops(forms):
    half = {f"ecrr{item}": 8 - forms[f"ecrr{item}"] for item in (1, 3, 5, 7, 10, 12, 14, 16, 18)}
    with pytest.raises(InputError, match=r"alpha below 0|work against"):
        score(forms.assign(**half), "ecr-r")


def test_people_are_called_what_a_diary_calls_them(tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    table = pd.DataFrame({"couple": [1, 1], "sex": [1, 2], "ios": [3, 4]})
    pyreadstat.write_sav(
        table, str(tmp_path / "q.sav"), variable_value_labels={"sex": {1: "female", 2: "male"}}
    )
    assert partner_labels(load(tmp_path / "q.sav"), "sex").tolist() == ["female", "male"]
    typed = load(
        pd.DataFrame({"couple": ["01", "1"], "partner": ["Female", "female"], "day": [1, 2], "ios": [3, 4]})
    )
    assert with_one_spelling(typed, {}).frame["partner"].tolist() == ["Female", "Female"]
    dummy = load(pd.DataFrame({"couple": [1, 1], "female": [1, 0], "ios": [3, 4]}))
    assert partner_labels(dummy, "female").tolist() == ["female", "male"]


@pytest.mark.parametrize("form", ["r_{}", "rev_{}", "R{}", "{}_u", "{} (R)", "{}-", "{}_recode"])
def test_marks_of_reversal_stand_before_or_behind(forms, form):
    truth = score(forms, "ecr-r")
    found = score(forms.rename(columns=marked(form)), "ecr-r")
    np.testing.assert_allclose(found["avoidance"], truth["avoidance"])


def test_items_turned_already_without_a_mark_are_noticed(forms):
    already = forms.assign(**{name: 8 - forms[name] for name in marked()})
    with pytest.raises(InputError, match="turned already") as caught:
        score(already, "ecr-r")
    assert "turned='already'" in caught.value.remedy
    found = score(already, "ecr-r", turned=True)
    np.testing.assert_allclose(found["avoidance"], score(forms, "ecr-r")["avoidance"])


def test_answers_around_zero_are_never_offered_as_missing(forms):
    with pytest.raises(InputError) as caught:
        read_answers(forms - 4, "ecr-r")
    assert "missing" not in str(caught.value)
    np.testing.assert_allclose(
        score(forms - 4, "ecr-r", answered=(-3, 3))["anxiety"], score(forms, "ecr-r")["anxiety"]
    )


def test_words_are_asked_for_in_their_order(forms):
    ends = forms.map(lambda n: {1: "Strongly disagree", 7: "Strongly agree"}.get(n, str(n)))
    with pytest.raises(InputError) as caught:
        read_answers(ends, "ecr-r")
    order = "Strongly disagree,2,3,4,5,6,Strongly agree"
    assert f"answers='{order}'" in str(caught.value)
    found = read_answers(ends, "ecr-r", answers=order.split(","))
    np.testing.assert_array_equal(found.given, read_answers(forms, "ecr-r").given)


def test_a_comma_may_be_a_decimal_mark(forms):
    found = read_answers(forms.map(lambda n: f"{n},0"), "ecr-r")
    np.testing.assert_array_equal(found.given, read_answers(forms, "ecr-r").given)

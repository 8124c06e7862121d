"""Our own five-minute check: words in both languages, a point with its range, and no verdict."""

import re
from string import Formatter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pasdedeux.errors import InputError
from pasdedeux.instruments import five_minute_check, key, questions, trait_priors
from pasdedeux.instruments.check import FACETS, LIMITS
from pasdedeux.services import score
from pasdedeux.words import LANGUAGES, words

ITEMS = key("check").labels
NOT_OUR_WORDS = {
    "en": "needy clingy cold avoidant anxious toxic demanding stonewalling healthy score risk will type"
    " diagnosis disorder fault blame guilty must should prove normal",
    "de": "bedürftig klammernd vermeidend ängstlich toxisch fordernd mauern gesund punktzahl risiko typ"
    " diagnose störung schuld schuldig sollst musst beweist normal",
}
ANSWERS = st.fixed_dictionaries({item: st.none() | st.integers(1, 5) for item in ITEMS})


def everything(value):
    return dict.fromkeys(ITEMS, value)


def fields(text):
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name)


def all_words(result, language="en"):
    words = result.words("Sam", language)
    return [*words.point, *words.moments, *words.limits]


def every(language):
    say = words(language)
    return {name: say.template(name) for name in say.names("instruments") if ".check." in name}


def test_every_message_that_can_be_asked_for_is_there():
    messages = every("en")
    assert {f"instruments.check.item.{item}" for item in ITEMS} <= set(messages)
    for facet in FACETS:
        for tendency in ("reach", "away", "both", "neither", "open"):
            assert f"instruments.check.moment.{facet}.{tendency}" in messages
    assert {f"instruments.check.limits.{name}" for name in LIMITS} <= set(messages)
    assert [messages[f"instruments.check.answer.{i}"] for i in range(1, 6)]


@pytest.mark.parametrize("language", ["en", "de"])
def test_words_are_plain_and_blame_nobody(language):
    for name, text in every(language).items():
        plain = set(re.findall(r"[\w-]+", text.lower()))
        if name.startswith(tuple(f"instruments.check.{part}" for part in ("point", "moment", "limits"))):
            assert not plain & set(NOT_OUR_WORDS[language].split()), name
        for sentence in re.split(r"[.!?:] ", text):
            assert len(sentence.split()) <= 20, name
        assert "{partner}'s" not in text
        assert "{partner}s" not in text


@pytest.mark.parametrize("language", ["en", "de"])
def test_questions_are_ours_short_and_with_a_name(language):
    asked = questions("Alma", language)
    assert [question.id for question in asked] == list(ITEMS)
    assert {question.section for question in asked} == {"weeks", "hot"}
    assert len({question.text for question in asked}) == len(ITEMS) == 26
    assert all("{" not in question.text and len(question.text.split()) <= 17 for question in asked)
    assert sum("Alma" in question.text for question in asked) >= 9


def test_each_dimension_is_scored_by_its_items():
    alarm = {item: 5 if item in {"alarm_1", "alarm_2", "alarm_3", "alarm_5"} else 1 for item in ITEMS}
    result = five_minute_check(alarm)
    assert result.anxiety.value == 5.0
    assert result.avoidance.value == pytest.approx((4 * 1 + 2 * 5) / 6)
    full = {item: 5 if item in {"full_1", "full_2", "full_3", "full_5"} else 1 for item in ITEMS}
    assert five_minute_check(full).avoidance.value == 5.0


def test_both_poles_can_be_true_at_once():
    tendencies = {
        (5, 5): "both",
        (4, 4): "both",
        (4, 3): "reach",
        (1, 5): "away",
        (3, 3): "neither",
        (None, 5): "open",
    }
    for (reach, away), expected in tendencies.items():
        answers = everything(3) | {"reach_after": reach, "away_after": away}
        moment = five_minute_check(answers).moments[FACETS.index("after")]
        assert moment.tendency == expected
    told = five_minute_check(everything(5)).words("Sam").moments
    assert told[0].startswith("When it gets hot: you reach in 7 of 7 moments, you step back in 7.")


@settings(deadline=None, max_examples=60)
@given(ANSWERS)
def test_any_answers_give_a_point_with_a_range_and_all_limits_or_a_clear_refusal(answers):
    form = key("check")
    blanks = [sum(answers[ITEMS[i - 1]] is None for i in scale.items) for scale in form.subscales]
    if all(blank > 1 for blank in blanks):
        with pytest.raises(InputError, match="Too little"):
            five_minute_check(answers)
        return
    result = five_minute_check(answers)
    for place in (result.anxiety, result.avoidance):
        if place.reading == "open":
            assert np.isnan(place.value)
        else:
            assert 1 <= place.low <= place.value <= place.high <= 5
            assert place.low < place.high
            assert 0 <= place.steps[0] <= place.steps[1] <= 10
    for language in LANGUAGES:
        words = result.words("Sam", language)
        assert len(words.limits) == len(LIMITS)
        assert all("{" not in sentence for sentence in all_words(result, language))
        assert not any(re.search(r"\d[.,]\d", sentence) for sentence in all_words(result, language))


def test_near_the_middle_it_says_not_sure():
    result = five_minute_check(everything(3))
    assert result.anxiety.reading == "unsure"
    assert result.words("Sam").point[0].startswith("Not sure yet")
    calm = {item: 5 if item in {"alarm_4", "alarm_6", "full_4", "full_6"} else 1 for item in ITEMS}
    assert five_minute_check(calm).words("Sam").point == (
        "The alarm about the two of you rings seldom these weeks.",
        "8 in 10 sure: between 0 and 1, on a line from 0 (almost never) to 10 (almost always).",
        "You have much room for closeness these weeks.",
        "8 in 10 sure: between 0 and 1, on a line from 0 (almost never) to 10 (almost always).",
    )


def test_skipped_parts_stay_open():
    weeks = {item: 4 for item in ITEMS if item.startswith(("alarm", "full"))}
    result = five_minute_check(weeks)
    assert result.words("Sam").moments == ("You have not answered about hot moments. That is fine.",)
    hot = {item: 4 for item in ITEMS if item not in weeks}
    assert five_minute_check(hot).words("Sam").point[0].startswith("Too few answers yet")


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({}, "Too little"),
        ({"alarm_1": 3}, "Too little"),
        ({"alarm_9": 3}, "no item 'alarm_9'"),
        (everything(6), "alarm_1 is 6. Give a whole number, from 1 to 5"),
    ],
)
def test_answers_that_say_nothing(answers, message):
    with pytest.raises(InputError, match=message):
        five_minute_check(answers)


def test_the_check_says_that_it_is_not_validated():
    assert key("check").confidence == "not validated"
    assert {norm.tag for norm in key("check").norms} == {"D"}
    assert "not tested yet" in words()("instruments.check.unvalidated")
    assert "not been tested" in five_minute_check(everything(3)).words("Sam").limits[0]


def test_the_check_feeds_weak_priors_and_tables():
    result = five_minute_check(everything(4))
    sharp, weak = trait_priors(result.scores), trait_priors(result.scores, validity=0.8)
    assert (weak.sd > sharp.sd).all()
    assert "simulated" in str(sharp.reference)
    many = {item: [1, 3, 5] for item in ITEMS}
    assert score(many, "check").names == ("anxiety", "avoidance", "reach", "away")

"""Questions, stop rules and helplines."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from pasdedeux.errors import InputError
from pasdedeux.safety import (
    QUESTIONS,
    Answer,
    SafetyEvent,
    after_questions,
    countries,
    dated,
    helplines,
    must_stop,
    outcome,
    outdated,
    stop_words,
)
from pasdedeux.safety.helplines import KINDS
from pasdedeux.words import LANGUAGES, words

ALL_NO = dict.fromkeys(QUESTIONS, Answer.NO)


def test_the_seven_subjects_are_asked():
    assert QUESTIONS == ("fear", "control", "freedom", "threats", "injury", "sex", "device")


def test_every_set_of_answers():
    for given in product(Answer, repeat=len(QUESTIONS)):
        event = outcome(dict(zip(QUESTIONS, given, strict=True)))
        if Answer.YES in given or Answer.UNSURE in given:
            assert event == SafetyEvent.THROUGH_SOME
        elif Answer.SKIP in given:
            assert event == SafetyEvent.THROUGH_PARTLY
        else:
            assert event == SafetyEvent.THROUGH_NONE


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("answer", [Answer.YES, Answer.UNSURE])
def test_any_single_yes_or_not_sure_is_enough(question, answer):
    assert outcome(ALL_NO | {question: answer}) == outcome({question: answer}) == SafetyEvent.THROUGH_SOME


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_left_open_opens_nothing(question):
    without = {name: answer for name, answer in ALL_NO.items() if name != question}
    assert outcome(without) == outcome(ALL_NO | {question: "skip"}) == SafetyEvent.THROUGH_PARTLY
    assert outcome({}) == SafetyEvent.THROUGH_PARTLY


def test_every_answer_has_a_label_in_every_language():
    assert all(
        words(language)(f"safety.screen.answer-{answer}") for answer in Answer for language in LANGUAGES
    )


def test_wrong_answers_are_said_plainly():
    with pytest.raises(InputError, match="no question 'money'"):
        outcome({"money": "no"})
    with pytest.raises(InputError, match="'maybe' is no answer"):
        outcome({"fear": "maybe"})


def test_stop_rules_over_every_level():
    for start, now, settling in product((None, *range(11)), (None, *range(11)), (True, False)):
        rises = start is not None and now is not None and now >= start + 2
        high = now is not None and now >= 7 and not settling
        assert must_stop(now, start=start, settling=settling) == (rises or high)


@pytest.mark.parametrize("settling", [True, False])
@pytest.mark.parametrize("now", [None, *range(11)])
def test_shutdown_or_a_wish_to_stop_always_stops(now, settling):
    assert must_stop(now, settling=settling, shutdown=True)
    assert must_stop(now, settling=settling, someone_asks=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_stop_words_never_say_who(language):
    words = " ".join(stop_words(language))
    assert "{" not in words
    assert len(stop_words(language)) == 3


@pytest.mark.parametrize("level", [-1, 11, float("nan")])
def test_distress_outside_the_scale_is_refused(level):
    with pytest.raises(InputError, match="outside 0 to 10"):
        must_stop(level)
    with pytest.raises(InputError, match="outside 0 to 10"):
        must_stop(3, start=level)


def test_helplines_are_not_older_than_twelve_months():
    today = datetime.now(UTC).date()
    assert not outdated(today), f"Look at every number in helplines.toml again; dated {dated()}."
    assert dated() <= today + timedelta(days=1)


def test_twelve_months_are_the_limit():
    assert not outdated(dated() + timedelta(days=365))
    assert outdated(dated() + timedelta(days=366))


@pytest.mark.parametrize("code", countries())
def test_every_country_ends_with_the_directory(code):
    found = helplines(code)
    assert found[-1].name == "findahelpline.com"
    assert all(line.kind in KINDS and line.tag in {"page", "verify"} for line in found)
    assert [KINDS.index(line.kind) for line in found] == sorted(KINDS.index(line.kind) for line in found)
    assert all(line.call for line in found[:-1])


KNOWN = {
    "AT": ["112", "0800 222 555"],
    "CH": ["112", "143"],
    "DE": ["112", "116 016", "0800 123 99 00", "0800 111 0 111"],
    "GB": ["999", "0808 2000 247", "116 123"],
    "IE": ["112", "116 123"],
    "US": ["911", "1-800-799-7233", "988"],
}


@pytest.mark.parametrize("code", countries())
def test_numbers_are_exactly_the_known_ones(code):
    found = helplines(code)
    assert [line.call for line in found[:-1]] == KNOWN.get(code, ["112"])
    texts = [(line.text, line.text_to) for line in found if line.text or line.text_to]
    assert texts == ([("START", "88788")] if code == "US" else [])


def test_every_country_has_an_emergency_number_and_where_we_speak_its_language_a_helpline():
    assert all(helplines(code)[0].kind == "emergency" for code in countries())
    for code in ("AT", "CH", "DE", "GB", "US"):
        assert {line.kind for line in helplines(code)} & {"violence", "crisis"}


def test_a_country_without_a_number_gets_the_directory():
    assert [line.kind for line in helplines(" nz ")] == ["directory"]


@pytest.mark.parametrize("code", ["", "USA", "1A", "ÄÖ"])
def test_what_is_no_country_code_is_refused(code):
    with pytest.raises(InputError, match="no country code"):
        helplines(code)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_after_the_questions_is_the_same_for_everyone(language):
    assert after_questions(language) == after_questions(language)
    assert len(after_questions(language)) == 8


def test_a_no_is_never_called_safe():
    page = " ".join(after_questions("en")).lower()
    assert "does not mean that all is well" in page
    assert "safe" not in page
    assert "heißt nicht, dass alles gut ist" in " ".join(after_questions("de"))

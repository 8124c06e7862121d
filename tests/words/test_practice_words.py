"""Both languages say the same things, plainly, and everything fits where it is read."""

import re
from itertools import pairwise

import pytest
from lint import lint

import pasdedeux.practice as practice_package
from pasdedeux.errors import InputError
from pasdedeux.practice import practices, screen, timer_script
from pasdedeux.practice.steps import Action, rules
from pasdedeux.practice.timer import SCREEN_CHARS, SCREEN_LINES
from pasdedeux.safety import QUESTIONS
from pasdedeux.safety.helplines import KINDS
from pasdedeux.words import LANGUAGES, words

ALARM_KEYS = {
    f"practice.{chosen.id}.steps.{number}"
    for chosen in practices().values()
    if chosen.alarm
    for number in range(1, len(chosen.seconds) + 1)
}
TIMED = [chosen.id for chosen in practices().values() if chosen.timer]


def every(language):
    say = words(language)
    return {name: say.template(name) for room in ("practice", "safety") for name in say.names(room) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_passes_the_language_rules(language):
    assert lint(every(language), language, alarm=ALARM_KEYS) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_steps_read_in_alarm_are_twelve_words_at_most(language):
    assert every(language).keys() >= ALARM_KEYS
    for key in ALARM_KEYS:
        assert len(words(language).template(key).split()) <= 12, key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id_", TIMED)
def test_timer_fits_on_one_phone_screen(id_, language):
    lines = screen(id_, language)
    assert len(lines) <= SCREEN_LINES == 12
    assert max(map(len, lines)) <= SCREEN_CHARS == 28


@pytest.mark.parametrize("id_", TIMED)
def test_timer_has_no_gap_and_ends_with_the_practice(id_):
    cues = timer_script(id_, "en")
    assert cues[0].start == 0
    for cue, following in pairwise(cues):
        assert cue.start + cue.seconds == following.start
    assert cues[-1].start + cues[-1].seconds == practices()[id_].total_seconds


def test_timers_last_what_their_names_say():
    lengths = {id_: practices()[id_].total_seconds for id_ in TIMED}
    assert lengths == {
        "settle-90": 90,
        "settle-5-breath": 300,
        "settle-5-ground": 300,
        "settle-5-move": 300,
        "full-not-gone": 180,
        "return-talk": 600,
    }


def test_timers_have_nothing_left_to_fill():
    assert not any(re.search(r"{\w", cue.text) for id_ in TIMED for cue in timer_script(id_, "en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_is_asked_for_exists(language):
    wanted = {f"practice.rule.{rule.id}" for rule in rules()} | {
        f"practice.action.{action}" for action in Action
    }
    wanted |= {f"safety.screen.{question}" for question in QUESTIONS} | {
        f"safety.help.kind-{kind}" for kind in KINDS
    }
    for chosen in practices().values():
        wanted |= {f"practice.{chosen.id}.{part}" for part in ("title", "for", "when", "why")}
        wanted |= {f"practice.not_when.{key}" for key in chosen.not_when} | {
            f"practice.record.{key}" for key in chosen.record
        }
        wanted |= {
            f"practice.anchor.{chosen.anchor}",
            f"practice.moment.{chosen.moment}",
            f"practice.grade.{chosen.grade}",
        }
        wanted |= {f"practice.ritual.{chosen.id}"} if chosen.ritual else set()
        assert len(chosen.steps(language)) == len(chosen.seconds), chosen.id
    assert wanted <= every(language).keys()


def test_no_word_is_left_over():
    used = {f"practice.not_when.{key}" for chosen in practices().values() for key in chosen.not_when}
    used |= {f"practice.record.{key}" for chosen in practices().values() for key in chosen.record}
    used |= {f"practice.anchor.{chosen.anchor}" for chosen in practices().values()}
    used |= {f"practice.rule.{rule.id}" for rule in rules()}
    there = {key for key in every("en") if key.split(".")[1] in {"not_when", "record", "anchor", "rule"}}
    assert there == used


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short_on_the_whole(language):
    sentences = [
        part for text in every(language).values() for part in re.split(r"[.!?:;](?:\s|$)", text) if part
    ]
    assert sum(len(sentence.split()) for sentence in sentences) / len(sentences) < 8


def test_stay_or_go_has_six_questions_a_letter_and_no_score():
    for language in LANGUAGES:
        keys = [key for key in every(language) if re.fullmatch(r"practice\.stay_or_go\.q\d+", key)]
        assert len(keys) == 6
    assert words("en")("practice.stay_or_go.no-verdict").startswith("There is no result")
    assert not any("score" in name or "verdict" in name for name in practice_package.__all__)


def test_code_word_has_three_answers():
    assert len([key for key in every("de") if key.startswith("practice.code_word.")]) == 3


def test_a_practice_without_a_timer_is_said_plainly():
    with pytest.raises(InputError, match="has no timer"):
        timer_script("body-signs", "en")

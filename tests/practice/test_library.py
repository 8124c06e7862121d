"""The practices as data: complete, honest about evidence, and sorted by what they ask of a person."""

import runpy
from pathlib import Path

import pytest

from pasdedeux.errors import InputError
from pasdedeux.practice import GRADES, LEVERS, practice, practices, rules, sources
from pasdedeux.practice.library import MOMENTS
from pasdedeux.safety import Aim, SafetyState, offered

PAGE = Path(__file__).parents[2] / "docs" / "practice" / "page.py"
SAFETY_SOURCES = runpy.run_path(str(PAGE))["SAFETY_SOURCES"]

# What the library has to hold, by the practice that holds it.
NEEDED = {
    "triggers and stories": "notice-triggers",
    "body signs": "body-signs",
    "90 seconds": "settle-90",
    "breath": "settle-5-breath",
    "grounding": "settle-5-ground",
    "movement": "settle-5-move",
    "write it here first": "write-first",
    "softened start": "soft-start",
    "one clear request": "one-request",
    "full, not gone": "full-not-gone",
    "pause, leaving": "pause-return",
    "pause, waiting": "pause-wait",
    "pause, late or longer": "pause-late",
    "naming the cycle": "name-cycle",
    "code word": "code-word",
    "return talk": "return-talk",
    "daily check-in": "check-in",
    "weekly date": "weekly-date",
    "one feeling, reassurance, bid": "small-share",
    "repair": "repair",
    "noticing the other": "notice-other",
    "therapy session": "therapy-prep",
    "stay or go": "stay-or-go",
    "going alone": "go-alone",
}
# What may be offered to someone who reported something: nothing that moves towards or away from the partner.
FOR_ANYONE = {
    "body-signs",
    "settle-90",
    "settle-5-breath",
    "settle-5-ground",
    "settle-5-move",
    "therapy-prep",
    "stay-or-go",
    "go-alone",
}


def test_every_needed_practice_is_there():
    assert set(NEEDED.values()) == set(practices())


@pytest.mark.parametrize("chosen", practices().values(), ids=list(practices()))
def test_practice_is_complete(chosen):
    assert chosen.lever in LEVERS
    assert chosen.grade in GRADES
    assert chosen.moment in MOMENTS
    assert chosen.people in {1, 2}
    assert chosen.seconds
    assert min(chosen.seconds) >= 10
    assert chosen.sources
    assert set(chosen.sources) <= sources().keys()
    assert chosen.not_when
    assert chosen.record


def test_every_practice_is_tiny():
    assert max(chosen.minutes for chosen in practices().values()) <= 20


def test_what_is_read_in_alarm_is_marked_so():
    for chosen in practices().values():
        assert chosen.alarm or (chosen.moment not in {"alarm", "talk"} and not chosen.timer), chosen.id


def test_only_solo_practices_stay_when_something_was_reported():
    stay = {id_ for id_, chosen in practices().items() if offered(SafetyState.MINE, chosen.aim)}
    assert stay == FOR_ANYONE


def test_other_practices_name_fear_as_a_reason_not_to():
    for id_, chosen in practices().items():
        assert ("fear" in chosen.not_when) == (id_ not in FOR_ANYONE), id_


def test_untested_is_said_where_nothing_but_custom_stands_behind_it():
    for thing in (*practices().values(), *rules()):
        if set(thing.sources) <= {"custom", "own"}:
            assert thing.grade == "untested", thing.id


def test_no_grade_is_better_than_its_sources():
    for thing in (*practices().values(), *rules()):
        if thing.grade in {"strong", "moderate"}:
            assert any(sources()[name].checked in {"paper", "memory"} for name in thing.sources), thing.id
        assert thing.grade != "strong", f"{thing.id}: no single practice has strong evidence by itself"


def test_every_source_is_used_and_says_how_it_was_checked():
    used = {name for thing in (*practices().values(), *rules()) for name in thing.sources} | set(
        SAFETY_SOURCES
    )
    assert used == set(sources())
    assert {source.checked for source in sources().values()} <= {"paper", "second-hand", "memory", "none"}


def test_every_lever_has_a_practice():
    assert {chosen.lever for chosen in practices().values()} == set(LEVERS)


def test_two_people_are_needed_for_what_is_joint():
    for chosen in practices().values():
        if chosen.aim == Aim.TWO:
            assert chosen.people == 2


def test_unknown_practice_is_said_plainly():
    with pytest.raises(InputError, match="no practice 'hypnosis'"):
        practice("hypnosis")

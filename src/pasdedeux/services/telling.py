"""One telling, asked step by step: which questions, which answers, and what was told in the end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from pasdedeux.readers.episodes.file import hidden_sign
from pasdedeux.readers.episodes.names import act_wording, wording
from pasdedeux.records import ACTS, ActClass, Move, Telling
from pasdedeux.records.episodes import PEAK, Beneath, Ending, Kind, Lasting, OnTop, Story, Trigger
from pasdedeux.services.sequence import sequence_lines
from pasdedeux.words import Words

TELLER = "me"
"""Id of whoever tells, until a file names somebody."""


class Form(StrEnum):
    """How much is asked."""

    WHOLE = "whole"
    SHORT = "short"
    NEAR_MISS = "near-miss"
    GOOD_TURN = "good-turn"


class Step(StrEnum):
    """One question."""

    DAY = "day"
    APART = "apart"
    TRIGGER = "trigger"
    RAISED = "raised"
    MOVES = "moves"
    FIRST_MOVES = "first-moves"
    TURNED = "turned"
    WENT_WELL = "went-well"
    ON_TOP = "on-top"
    BENEATH = "beneath"
    STORY = "story"
    ENDING = "ending"
    LASTED = "lasted"
    AT_EASE = "at-ease"
    STILL_OPEN = "still-open"
    PEAK = "peak"
    HELPED = "helped"
    KEPT = "kept"
    WORDS = "words"


FORMS: Mapping[Form, tuple[Step, ...]] = {
    Form.WHOLE: tuple(step for step in Step if step not in {Step.FIRST_MOVES, Step.TURNED, Step.WENT_WELL}),
    Form.SHORT: (Step.DAY, Step.TRIGGER, Step.FIRST_MOVES, Step.ENDING, Step.AT_EASE, Step.STILL_OPEN),
    Form.NEAR_MISS: (Step.DAY, Step.TRIGGER, Step.TURNED),
    Form.GOOD_TURN: (Step.DAY, Step.WENT_WELL, Step.WORDS),
}
MOVES: Mapping[Step, int] = {Step.MOVES: 40, Step.FIRST_MOVES: 3, Step.TURNED: 1, Step.WENT_WELL: 2}
"""Steps that take moves, and at most how many."""
KINDS: Mapping[Step, type[StrEnum]] = {
    Step.TRIGGER: Trigger,
    Step.ON_TOP: OnTop,
    Step.BENEATH: Beneath,
    Step.STORY: Story,
    Step.ENDING: Ending,
    Step.LASTED: Lasting,
    Step.AT_EASE: Lasting,
    Step.STILL_OPEN: Lasting,
}
SOFT = tuple(act.id for act in ACTS.values() if act.act_class is ActClass.SOFT)
LIKELIEST = (
    *("asks-again", "wants-answer-now", "finds-fault", "gets-loud", "explains", "answers-short"),
    *("goes-quiet", "leaves", "asks-softly", "says-sorry", "comes-near", "comes-back"),
)
"""Acts that come first in the list; the order says nothing of them."""
ALL = (*LIKELIEST, *(act for act in ACTS if act not in LIKELIEST))
MOST_HELPED = 3
LONGEST = 1_000
"""Letters of one's own words."""
FEW: Mapping[Step, tuple[tuple[Any, str], ...]] = {
    Step.DAY: ((0, "tell.day.today"), (1, "tell.day.yesterday"), (2, "tell.day.day-before")),
    Step.APART: ((False, "tell.apart.no"), (True, "tell.apart.yes")),
    Step.RAISED: ((True, "episodes.me"), (False, "episodes.other")),
    Step.KEPT: ((True, "tell.kept.yes"), (False, "tell.kept.no")),
}
"""Answers of the other questions, with the names of their wordings."""


def steps(form: Form, answers: Mapping[Step, Any]) -> tuple[Step, ...]:
    """Say which questions there are, after what was answered so far.

    Examples
    --------
    >>> steps(Form.NEAR_MISS, {})
    (<Step.DAY: 'day'>, <Step.TRIGGER: 'trigger'>, <Step.TURNED: 'turned'>)
    """
    still_open = answers.get(Step.ENDING) is Ending.STILL_OPEN
    paused = any(move.act == "pauses" for move in answers.get(Step.MOVES, ()))
    unasked = {Step.AT_EASE if still_open else Step.STILL_OPEN} | (set() if paused else {Step.KEPT})
    return tuple(step for step in FORMS[form] if step not in unasked)


def choices(step: Step, say: Words) -> tuple[tuple[Any, str], ...]:
    """Give the answers to choose from, each with its wording; none where something is typed freely.

    Examples
    --------
    >>> from pasdedeux.words import words
    >>> choices(Step.APART, words("en"))
    ((False, 'yes, in one place'), (True, 'no, by phone or in writing'))
    """
    if step in KINDS:
        return tuple((each, wording(each, say)) for each in KINDS[step])
    if step is Step.HELPED:
        return tuple((act, act_wording(act, say, mine=False)) for act in SOFT)
    return tuple((value, say(name)) for value, name in FEW.get(step, ()))


def understood(step: Step, typed: str, today: date, say: Words) -> Any:
    """Take an answer; nothing typed skips the question.

    Raises
    ------
    ValueError
        If it is no answer to this question.

    Examples
    --------
    >>> from pasdedeux.words import words
    >>> understood(Step.LASTED, "2", date(2026, 11, 3), words("en"))
    <Lasting.HALF_HOUR: 'half-hour'>
    """
    if step is Step.DAY:
        return _day(typed or "1", today)
    if not typed:
        return None
    if step is Step.WORDS:
        return own_words(typed)
    if step is Step.PEAK:
        return _peak(typed)
    offered = [value for value, _ in choices(step, say)]
    numbers = [_among(number, offered) for number in re.split(r"[\s,;+]+", typed.strip(" ,;+"))]
    if step is Step.HELPED:
        return tuple(dict.fromkeys(numbers))[:MOST_HELPED]
    if len(numbers) != 1:
        raise ValueError(typed)
    return numbers[0]


def _day(typed: str, today: date) -> date:
    if typed in {str(at + 1) for at in range(len(FEW[Step.DAY]))}:
        return today - timedelta(days=int(typed) - 1)
    day = date.fromisoformat(typed)
    if not today - timedelta(days=3660) <= day <= today:
        raise ValueError(typed)
    return day


def _peak(typed: str) -> float:
    peak = float(typed.replace(",", "."))
    if not PEAK[0] <= peak <= PEAK[1]:
        raise ValueError(typed)
    return peak


def _among(number: str, offered: list[Any]) -> Any:
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:4]) <= len(offered)):
        raise ValueError(number)
    return offered[int(number[:4]) - 1]


def own_words(typed: str) -> str:
    r"""Take words as they were typed, without signs that steer a screen.

    Examples
    --------
    >>> own_words("it hurt\x1b[31m")
    'it hurt[31m'
    """
    return "".join(sign for sign in typed if not hidden_sign(sign))[:LONGEST].strip()


def move_understood(typed: str, offered: tuple[str, ...], *, mine: bool, by_phone: bool) -> Move:
    """Take a move: a number of the list, and own words for it behind, where there are any.

    Raises
    ------
    ValueError
        If it begins with no number of the list.

    Examples
    --------
    >>> move = move_understood("2 not a word", ("leaves", "goes-quiet"), mine=False, by_phone=False)
    >>> move.act, move.words
    ('goes-quiet', 'not a word')
    """
    number, _, words = typed.partition(" ")
    return Move(_among(number, list(offered)), mine, by_phone=by_phone, words=own_words(words))


def told(form: Form, answers: Mapping[Step, Any], person: str = TELLER) -> Telling:
    """Make the telling of what was answered.

    Examples
    --------
    >>> told(Form.NEAR_MISS, {Step.DAY: date(2026, 11, 3), Step.TRIGGER: Trigger.LATE}).kind
    <Kind.NEAR_MISS: 'near-miss'>
    """
    kinds = {Form.NEAR_MISS: Kind.NEAR_MISS, Form.GOOD_TURN: Kind.GOOD_TURN}
    moves = next((answers[step] for step in MOVES if answers.get(step)), ())
    turned = tuple(dict.fromkeys(move.act for move in moves)) if form is Form.NEAR_MISS else ()
    return Telling(
        person,
        answers[Step.DAY],
        tuple(moves),
        kinds.get(form, Kind.EPISODE),
        answers.get(Step.TRIGGER),
        answers.get(Step.RAISED),
        bool(answers.get(Step.APART)),
        answers.get(Step.ON_TOP),
        answers.get(Step.BENEATH),
        answers.get(Step.STORY),
        answers.get(Step.PEAK),
        answers.get(Step.ENDING),
        answers.get(Step.LASTED),
        answers.get(Step.AT_EASE) or answers.get(Step.STILL_OPEN),
        answers.get(Step.HELPED) or turned,
        answers.get(Step.KEPT),
        answers.get(Step.WORDS) or "",
    )


def move_words(move: Move, say: Words) -> str:
    """Say a move in the teller's own words, or in the wording of its act."""
    return move.words or act_wording(move.act, say, mine=move.mine, by_phone=move.by_phone)


def answers_shown(telling: Telling, say: Words) -> list[str]:
    """Say what was told beside the moves, a sentence each."""
    answers = {
        "trigger": telling.trigger,
        "on-top": telling.on_top,
        "beneath": telling.beneath,
        "story": telling.story,
        "ending": telling.ending,
    }
    said = [say(f"tell.shown.{name}", answer=wording(each, say)) for name, each in answers.items() if each]
    helped = [act_wording(act, say, mine=False) for act in telling.helped]
    said += [say("tell.shown.helped", answers=helped)] if helped else []
    return said + ([telling.words] if telling.words else [])


def shown(telling: Telling, say: Words, width: int) -> tuple[str, ...]:
    """Show a telling to whoever told it: the moves in two lanes, then the rest in words, without a number."""
    moves = [(int(not move.mine), move_words(move, say)) for move in telling.moves]
    heads = (say("episodes.me"), say("episodes.other"))
    lanes = sequence_lines(heads, moves, width) if moves else ()
    said = answers_shown(telling, say)
    return (*lanes, "", *said, "", say("tell.shown.one-account"))


def offered(step: Step) -> tuple[str, ...]:
    """Give the acts that a step of moves offers, in the order in which they are numbered."""
    return ALL if step in {Step.MOVES, Step.FIRST_MOVES} else SOFT

"""The alone-screen: seven questions in our own words, asked of each person alone.

It is not a validated instrument and gives no number. A yes closes; a no certifies nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.safety.machine import SafetyEvent

QUESTIONS = ("fear", "control", "freedom", "threats", "injury", "sex", "device")


class Answer(StrEnum):
    """What a person can answer; nothing is chosen beforehand."""

    NO = "no"
    YES = "yes"
    UNSURE = "unsure"
    SKIP = "skip"


@names_wrong_arguments
def outcome(answers: Mapping[str, Answer | str]) -> SafetyEvent:
    """SafetyEvent that a set of answers makes.

    Yes or not sure to any question reports something; a question left open leaves everything closed.

    Parameters
    ----------
    answers
        Answer by question; a question that is missing counts as left open.

    Examples
    --------
    >>> outcome(dict.fromkeys(QUESTIONS, "no"))
    <SafetyEvent.ANSWERED_NONE: 'answered_none'>
    >>> outcome({"fear": "unsure"})
    <SafetyEvent.ANSWERED_SOME: 'answered_some'>
    """
    given = [_answer(question, answer) for question, answer in answers.items()]
    if Answer.YES in given or Answer.UNSURE in given:
        return SafetyEvent.ANSWERED_SOME
    complete = len(given) == len(QUESTIONS) and Answer.SKIP not in given
    return SafetyEvent.ANSWERED_NONE if complete else SafetyEvent.ANSWERED_PARTLY


def _answer(question: str, answer: Answer | str) -> Answer:
    if question not in QUESTIONS:
        raise InputError(
            "safety.no-question", where="answers", question=question, questions=", ".join(QUESTIONS)
        )
    if answer not in set(Answer):
        raise InputError(
            "safety.no-answer", where="answers", question=question, answer=answer, answers=", ".join(Answer)
        )
    return Answer(answer)

"""The alone-screen: seven questions in our own words, asked of each person alone.

It is not a validated instrument and gives no number. A yes closes; a no certifies nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.safety.machine import Event

QUESTIONS = ("fear", "control", "freedom", "threats", "injury", "sex", "device")


class Answer(StrEnum):
    """What a person can answer; nothing is chosen beforehand."""

    NO = "no"
    YES = "yes"
    UNSURE = "unsure"
    SKIP = "skip"


@names_wrong_arguments
def outcome(answers: Mapping[str, Answer | str]) -> Event:
    """Event that a set of answers makes.

    Yes or not sure to any question reports something; a question left open leaves everything closed.

    Parameters
    ----------
    answers
        Answer by question; a question that is missing counts as left open.

    Examples
    --------
    >>> outcome(dict.fromkeys(QUESTIONS, "no"))
    <Event.ANSWERED_NONE: 'answered_none'>
    >>> outcome({"fear": "unsure"})
    <Event.ANSWERED_SOME: 'answered_some'>
    """
    given = [_answer(question, answer) for question, answer in answers.items()]
    if Answer.YES in given or Answer.UNSURE in given:
        return Event.ANSWERED_SOME
    complete = len(given) == len(QUESTIONS) and Answer.SKIP not in given
    return Event.ANSWERED_NONE if complete else Event.ANSWERED_PARTLY


def _answer(question: str, answer: Answer | str) -> Answer:
    if question not in QUESTIONS:
        raise InputError(
            f"There is no question '{question}'.",
            where="answers",
            remedy=f"Choose from: {', '.join(QUESTIONS)}.",
        )
    if answer not in set(Answer):
        raise InputError(
            f"'{answer}' is no answer.",
            where=f"answers, question '{question}'",
            remedy=f"Choose from: {', '.join(Answer)}.",
        )
    return Answer(answer)

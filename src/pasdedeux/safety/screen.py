"""The alone-screen: seven questions in our own words, asked of each person alone.

It is not a validated instrument and gives no number. An answer changes what one's own phone suggests; a no
certifies nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from statistics import median

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.safety.standing import SafetyEvent
from pasdedeux.words import Language, words

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

    Yes or not sure to any question reports something; a question left open counts as no full round.

    Parameters
    ----------
    answers
        Answer by question; a question that is missing counts as left open.

    Examples
    --------
    >>> outcome(dict.fromkeys(QUESTIONS, "no"))
    <SafetyEvent.THROUGH_NONE: 'through_none'>
    >>> outcome({"fear": "unsure"})
    <SafetyEvent.THROUGH_SOME: 'through_some'>
    """
    given = [_answer(question, answer) for question, answer in answers.items()]
    if Answer.YES in given or Answer.UNSURE in given:
        return SafetyEvent.THROUGH_SOME
    complete = len(given) == len(QUESTIONS) and Answer.SKIP not in given
    return SafetyEvent.THROUGH_NONE if complete else SafetyEvent.THROUGH_PARTLY


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


@names_wrong_arguments
def after_questions(language: Language) -> tuple[str, ...]:
    """Give the page after the questions: the same for every answer, always followed by people to talk to.

    Examples
    --------
    >>> after_questions("en")[1]
    'The other sees what you do, and nothing else.'
    """
    return words(language).lines("safety.screen.after")


@names_wrong_arguments
def is_spike(reports: Sequence[float]) -> bool:
    """Whether a person's own last report (0 to 10, oldest first) is a reason to offer the questions.

    The rule: 9 or more; or at least 3 above the median of the up to 14 reports before it, once there are 5.
    It asks and moves nothing; the telling of a hard moment is no such report.

    Examples
    --------
    >>> is_spike([2, 3, 2, 2, 3, 6]), is_spike([2, 3, 2, 2, 3, 4]), is_spike([9])
    (True, False, True)
    """
    if not reports:
        return False
    *before, last = reports[-15:]
    return last >= 9 or (len(before) >= 5 and last >= median(before) + 3)

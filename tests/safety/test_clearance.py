"""Leave for two: given where both may go on, and never to be had in another way."""

from dataclasses import replace
from itertools import product

import pytest

from pasdedeux.errors import InputError
from pasdedeux.safety import (
    QUESTIONS,
    Answer,
    Clearance,
    Feature,
    SafetyState,
    clearance,
    clearance_today,
    joint_open,
)

ALL_NO = dict.fromkeys(QUESTIONS, Answer.NO)


def test_it_is_given_exactly_where_things_for_two_are_open():
    for mine, theirs, feature, agree in product([*SafetyState, None], SafetyState, Feature, (True, False)):
        given = clearance(mine, theirs, feature, both_agree=agree)
        assert (given is not None) == joint_open(mine, theirs, feature, both_agree=agree)
        assert given is None or given.feature == feature


def test_it_cannot_be_made_by_hand():
    given = clearance("quiet", "quiet", "experiment", both_agree=True)
    for make in (lambda: Clearance(Feature.JOINT), lambda: replace(given, feature=Feature.JOINT, seal=True)):
        with pytest.raises(InputError, match="cannot be made by hand"):
            make()


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("answer", [Answer.YES, Answer.UNSURE, Answer.SKIP, None])
def test_today_one_answer_other_than_no_of_either_closes(question, answer):
    other = {asked: said for asked, said in (ALL_NO | {question: answer}).items() if said}
    for mine, theirs in ((ALL_NO, other), (other, ALL_NO)):
        assert clearance_today(mine, theirs, "experiment", both_agree=True) is None


def test_today_it_takes_both_to_agree_and_something_that_is_for_two():
    assert clearance_today(ALL_NO, ALL_NO, "experiment", both_agree=True)
    assert clearance_today(ALL_NO, ALL_NO, "experiment", both_agree=False) is None
    assert clearance_today(ALL_NO, ALL_NO, "approach", both_agree=True) is None

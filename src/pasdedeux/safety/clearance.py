"""Leave for something that two people do together: only this room gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import InitVar, dataclass

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.safety.exits import joint_open
from pasdedeux.safety.machine import Feature, SafetyEvent, SafetyState
from pasdedeux.safety.screen import Answer, outcome

_SEAL = object()


@dataclass(frozen=True, slots=True)
class Clearance:
    """Leave for one feature for two people, as `clearance` and `clearance_today` give it and nothing else.

    Parameters
    ----------
    feature
        What it is for.

    Examples
    --------
    >>> clearance("quiet", "quiet", "experiment", both_agree=True).feature
    <Feature.EXPERIMENT: 'experiment'>
    >>> Clearance("experiment")
    Traceback (most recent call last):
    pasdedeux.errors.InputError: A clearance cannot be made by hand. Ask `clearance` or `clearance_today`.
    """

    feature: Feature
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise InputError("safety.made-by-hand")


@names_wrong_arguments
def clearance(
    mine: SafetyState | str | None,
    theirs: SafetyState | str | None,
    feature: Feature | str,
    *,
    both_agree: bool,
) -> Clearance | None:
    """Give leave for something for two, where both answered every question with no and a night has passed.

    Parameters
    ----------
    mine, theirs, feature, both_agree
        As for `joint_open`.

    Returns
    -------
    Clearance or None
        ``None`` where it is closed; show the neutral exit then, whatever the reason.

    Examples
    --------
    >>> clearance("quiet", "held", "experiment", both_agree=True) is None
    True
    """
    is_open = joint_open(mine, theirs, feature, both_agree=both_agree)
    return Clearance(Feature(feature), _SEAL) if is_open else None


@names_wrong_arguments
def clearance_today(
    mine: Mapping[str, Answer | str],
    theirs: Mapping[str, Answer | str],
    feature: Feature | str,
    *,
    both_agree: bool,
) -> Clearance | None:
    """Give leave on the answers of today, where nothing is kept from one day to the next.

    Without memory there is no night to wait for and no slow way back, so this is the weaker guard: for a
    terminal or a notebook, never for the app.

    Parameters
    ----------
    mine, theirs
        What each of the two answered, alone, to `pasdedeux.safety.QUESTIONS`.
    feature, both_agree
        As for `joint_open`.

    Examples
    --------
    >>> from pasdedeux.safety import QUESTIONS
    >>> no = dict.fromkeys(QUESTIONS, "no")
    >>> clearance_today(no, no, "experiment", both_agree=True)
    Clearance(feature=<Feature.EXPERIMENT: 'experiment'>)
    >>> clearance_today(no, no | {"fear": "unsure"}, "experiment", both_agree=True) is None
    True
    """
    return clearance(_state(mine), _state(theirs), feature, both_agree=both_agree)


def _state(answers: Mapping[str, Answer | str]) -> SafetyState:
    none = outcome(answers) == SafetyEvent.ANSWERED_NONE
    return SafetyState.QUIET if none else SafetyState.UNASKED

"""The neutral exit: one answer for every reason, in text, bytes and timing.

No function here takes a reason, so no reason can show.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.safety.machine import FOR_TWO, Feature, SafetyState, gate
from pasdedeux.words import Language, words

VIEWERS = ("partner", "therapist")
HOLD_MS = 400  # replies of joint pages, open or closed, leave only at multiples of this


@dataclass(frozen=True, slots=True)
class NeutralExit:
    """What is shown instead of a joint page.

    Parameters
    ----------
    text
        The sentence.
    body
        The sentence as bytes, exactly as it is sent.
    hold_ms
        The timing class: the reply leaves at a multiple of this many milliseconds, see `hold_for`.
    """

    text: str
    body: bytes
    hold_ms: int = HOLD_MS


@names_wrong_arguments
@cache
def neutral_exit(language: Language) -> NeutralExit:
    """Give the neutral exit in one language.

    Examples
    --------
    >>> neutral_exit("en").text
    "Joint mode isn't available for this account."
    """
    text = words(language)("safety.exit.joint")
    return NeutralExit(text, text.encode())


@names_wrong_arguments
def hold_for(elapsed_ms: float) -> float:
    """Milliseconds still to wait before a joint page may answer, so that its speed gives nothing away.

    Parameters
    ----------
    elapsed_ms
        Milliseconds since the request came in.

    Examples
    --------
    >>> hold_for(3.0), hold_for(399.0), hold_for(401.0)
    (397.0, 1.0, 399.0)
    """
    if not elapsed_ms >= 0:
        raise InputError("safety.clock-ran-back", where="elapsed_ms", elapsed=elapsed_ms)
    return -elapsed_ms % HOLD_MS


@names_wrong_arguments
def joint_open(
    mine: SafetyState | str | None,
    theirs: SafetyState | str | None,
    feature: Feature | str,
    *,
    both_agree: bool,
) -> bool:
    """Whether something for two is open: both quiet, both agreed, and the feature known.

    All parts are looked at every time, so that no answer comes quicker than another.

    Parameters
    ----------
    mine, theirs
        Where the two stand; what is not known counts as closed.
    feature
        What is asked for; an unknown name is denied.
    both_agree
        Whether both agreed to it.

    Examples
    --------
    >>> joint_open("quiet", "quiet", "joint", both_agree=True)
    True
    >>> joint_open("quiet", "held", "joint", both_agree=True)
    False
    """
    parts = (feature in FOR_TWO, gate(mine, feature), gate(theirs, feature), both_agree)
    return sum(parts) == len(parts)


@names_wrong_arguments
def joint_reply(
    mine: SafetyState | str | None,
    theirs: SafetyState | str | None,
    feature: Feature | str,
    *,
    both_agree: bool,
    language: Language,
) -> NeutralExit | None:
    """``None`` where the joint page may be shown, else the neutral exit.

    Parameters
    ----------
    mine, theirs, feature, both_agree
        As for `joint_open`.
    language
        Language of the one sentence.

    Examples
    --------
    >>> joint_reply("quiet", "unasked", "joint", both_agree=True, language="en").text
    "Joint mode isn't available for this account."
    """
    exit_ = neutral_exit(language)
    return None if joint_open(mine, theirs, feature, both_agree=both_agree) else exit_


@names_wrong_arguments
def seen_by_other(viewer: str, language: Language) -> str:
    """Say what partner or therapist read while somebody's shares are closed: the words of an empty week.

    Examples
    --------
    >>> seen_by_other("partner", "en")
    'No shared entries this week.'
    """
    if viewer not in VIEWERS:
        raise InputError("safety.no-viewer", where="viewer", viewer=viewer, viewers=VIEWERS)
    return words(language)(f"safety.exit.{viewer}")


@names_wrong_arguments
def after_questions(language: Language) -> tuple[str, ...]:
    """Give the page after the questions: the same for every answer, always followed by people to talk to.

    Examples
    --------
    >>> after_questions("en")[1]
    'Everyone sees this page, whatever they answered.'
    """
    return words(language).lines("safety.screen.after")

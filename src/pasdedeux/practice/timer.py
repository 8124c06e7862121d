"""A practice with a clock, small enough for one phone screen."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from textwrap import wrap

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.practice.library import practice
from pasdedeux.words import Language

# The rule of one screen: 12 lines of 28 characters fit on a 320 x 568 phone at 1.25rem, header left free.
SCREEN_LINES = 12
SCREEN_CHARS = 28


@dataclass(frozen=True, slots=True)
class Cue:
    """One step of a timer: when it starts, how long it lasts, what it says."""

    start: int
    seconds: int
    text: str


@names_wrong_arguments
def timer_script(id_: str, language: Language) -> tuple[Cue, ...]:
    """Cues of a timed practice, one after the other without a gap.

    Parameters
    ----------
    id_
        Id of a practice that has a timer.
    language
        Language of the words.

    Examples
    --------
    >>> [(cue.start, cue.seconds) for cue in timer_script("settle-90", "en")]
    [(0, 10), (10, 20), (30, 30), (60, 20), (80, 10)]
    """
    chosen = practice(id_)
    if not chosen.timer:
        raise InputError("practice.no-timer", where="practice", practice=id_)
    starts = accumulate(chosen.seconds[:-1], initial=0)
    return tuple(
        Cue(start, seconds, text)
        for start, seconds, text in zip(starts, chosen.seconds, chosen.steps(language), strict=True)
    )


@names_wrong_arguments
def screen(id_: str, language: Language) -> list[str]:
    """Lines of the whole timer on the smallest screen: title, then every step.

    Examples
    --------
    >>> screen("settle-90", "en")[:2]
    ['Settle for 90 seconds', 'Put both feet on the floor.']
    """
    texts = [practice(id_).word("title", language), *(cue.text for cue in timer_script(id_, language))]
    return [line for text in texts for line in wrap(text, SCREEN_CHARS)]

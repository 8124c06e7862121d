"""The moves of a telling as beads on a page: whose by place and hue, what by shape, each with its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pasdedeux.app.pages import picture
from pasdedeux.app.visit import Visit
from pasdedeux.figures.beads import glyph
from pasdedeux.readers.episodes.names import act_wording
from pasdedeux.records import ACTS, Move
from pasdedeux.services.telling import SOFT, Step, move_words, offered

LIKELIEST = ("asks-again", "finds-fault", "explains", "goes-quiet", "leaves", "says-sorry")
"""Acts that each of the two rows begins with; the others are one tap further."""


@dataclass(frozen=True, slots=True)
class OneBead:
    """A bead with its words.

    Parameters
    ----------
    mine
        Whose it is.
    words
        What it is called.
    shape
        Its drawing.
    number
        Of the act, among those that the question offers.
    """

    mine: bool
    words: str
    shape: Markup
    number: int = 0


def laid(moves: Sequence[Move], visit: Visit) -> list[OneBead]:
    """Give the beads of moves."""
    return [OneBead(one.mine, move_words(one, visit.say), shape(one.act, mine=one.mine)) for one in moves]


WRITTEN = ("asks-softly", "asks-again", "wants-answer-now", "finds-fault", "explains", "opens-up")
"""What words of one's own may have been that were sent."""


def acts_to_lay(
    step: Step, visit: Visit, *, mine: bool, by_phone: bool, likeliest: Sequence[str] = LIKELIEST
) -> tuple[list[OneBead], list[OneBead]]:
    """Give the beads that a question offers for one of the two: the likeliest, and the others."""
    acts = offered(step)
    first = SOFT[: len(LIKELIEST)] if acts == SOFT else likeliest

    def bead(act: str) -> OneBead:
        words = act_wording(act, visit.say, mine=mine, by_phone=by_phone)
        return OneBead(mine, words, shape(act, mine=mine), acts.index(act) + 1)

    return [bead(act) for act in first], [bead(act) for act in acts if act not in first]


def shape(act: str, *, mine: bool) -> Markup:
    """Draw one bead."""
    drawn = glyph(9, 9, 0 if mine else 1, ACTS[act].act_class, 1.3)
    return picture(
        f'<svg class="bead" viewBox="0 0 18 18" aria-hidden="true" focusable="false">{drawn}</svg>'
    )

"""One's own half of the eight: drawn from one telling, without any number."""

from __future__ import annotations

from dataclasses import replace

from pasdedeux.figures.dance_map import Half, dance_map
from pasdedeux.figures.frame import frame
from pasdedeux.figures.table import Table
from pasdedeux.people import Couple, Person
from pasdedeux.records import Episode, Telling
from pasdedeux.services.telling import move_words
from pasdedeux.words import Language, Words, words

OTHER = "other"
"""Id of the other, in a picture for one."""


def own_half(told: Telling, names: tuple[str, str], language: Language) -> str:
    """Draw one's own half; the other's has the same size and is empty.

    Parameters
    ----------
    told
        One's own telling.
    names
        One's own, and what the other is called.
    language
        Of the words.
    """
    from pasdedeux.report.episodes.telling import beads_of, half_of  # noqa: PLC0415 - loads the fit's modules
    from pasdedeux.report.pictures import both_shapes  # noqa: PLC0415 - same

    say = words(language)
    couple = Couple("told", (Person(names[0], id=told.person), Person(names[1], id=OTHER)))
    beads = beads_of(Episode("1", (told,)), couple, None)
    drawn = half_of(told, beads, 0, say)
    half = replace(drawn, **{name: getattr(drawn, name) or None for name in ("does", "shows", "beneath", "sees")})
    named = {"partners": names, "beads": beads, "language": language}
    return frame(
        both_shapes(dance_map, "half", (half, Half()), **named),
        title=say("figures.dance.title", first=names[0], second=names[1]),
        caption=say("moments.half.caption", other=names[1]),
        table=moves_table(told, names, say),
        language=language,
    )


def moves_table(told: Telling, names: tuple[str, str], say: Words) -> Table:
    """Write a telling move by move."""
    rows = tuple(
        (say("episodes.me") if move.mine else names[1], move_words(move, say)) for move in told.moves
    )
    return Table(say("moments.half.moves"), (say("moments.half.who"), say("moments.half.move")), rows)

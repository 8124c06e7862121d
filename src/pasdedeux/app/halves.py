"""One's own half of the eight: drawn from one telling, without any number."""

from __future__ import annotations

from dataclasses import replace

from pasdedeux.figures.dance_map import Half, dance_map
from pasdedeux.figures.frame import both_shapes
from pasdedeux.people import Couple, Person
from pasdedeux.records import Episode, Telling
from pasdedeux.words import Language, words

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

    say = words(language)
    couple = Couple("told", (Person(names[0], id=told.person), Person(names[1], id=OTHER)))
    beads = beads_of(Episode("1", (told,)), couple, None)
    drawn = half_of(told, beads, 0, say)
    half = replace(
        drawn, **{name: getattr(drawn, name) or None for name in ("does", "shows", "beneath", "sees")}
    )
    drawings = both_shapes(dance_map, "half", (half, Half()), partners=names, beads=beads, language=language)
    return "".join(f'<div class="{shape}-only">{svg}</div>' for shape, svg in drawings.items())

"""The halves of the eight on a page, from tellings alone: in words, without any number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pasdedeux.app.visit import Visit
from pasdedeux.figures.beads import Bead
from pasdedeux.figures.dance_map import Half, dance_map
from pasdedeux.people import Couple, Person
from pasdedeux.readers.episodes.names import act_wording, wording
from pasdedeux.records import Episode, Telling
from pasdedeux.store.parts import PartName
from pasdedeux.store.tellings import Joined
from pasdedeux.words import Words

OTHER = "other"
"""Id of the other, where there is none here."""
PARTS_OF_HALF: Mapping[str, PartName] = {
    "does": PartName.MOVES,
    "sees": PartName.MOVES,
    "shows": PartName.TOP,
    "beneath": PartName.BENEATH,
}
READ = tuple(part for part in PartName if part is not PartName.ASK)
"""Parts of an account, in the order in which they are read."""


def names_of(visit: Visit) -> tuple[str, str]:
    """Give one's own name, and what the other is called."""
    return visit.name, visit.other_name or visit.say("episodes.other")


def couple_of(visit: Visit) -> Couple:
    """Give the two, oneself first: the lower half of every drawing, on either phone."""
    mine, theirs = names_of(visit)
    other = (visit.bond.other if visit.bond else None) or OTHER
    return Couple("told", (Person(mine, id=visit.me.person), Person(theirs, id=other)))


def own_half(told: Telling, visit: Visit) -> str:
    """Draw one's own half; the other's has the same size and is empty."""
    from pasdedeux.report.episodes.telling import beads_of  # noqa: PLC0415 - loads the modules of the fit

    beads = beads_of(Episode("1", (told,)), couple_of(visit), None)
    return _drawn((_half(told, beads, 0, READ, visit), Half()), beads, visit)


def both_halves(one: Joined, visit: Visit, beads: Sequence[Bead]) -> str:
    """Draw both halves, each with what is shown of it; the turns below, where they lie along each other."""
    halves = (
        _half(one.mine, beads, 0, one.shows, visit),
        _half(one.theirs, beads, 1, one.shown, visit),
    )
    return _drawn(halves, beads, visit)


def _half(
    told: Telling, beads: Sequence[Bead], who: int, shown: Sequence[str] | frozenset[str], visit: Visit
) -> Half:
    """Fill one half: what is not shown says so, and what was not answered stays empty."""
    from pasdedeux.report.episodes.telling import half_of  # noqa: PLC0415 - loads the modules of the fit

    half = half_of(told, beads, who, visit.say)
    words: dict[str, Any] = {
        name: (getattr(half, name) or None) if part in shown else "" for name, part in PARTS_OF_HALF.items()
    }
    return replace(half, **words)


def _drawn(halves: tuple[Half, Half], beads: Sequence[Bead], visit: Visit) -> str:
    """Draw for a phone; on a wide page it stands beside the words."""
    return dance_map(
        halves, partners=names_of(visit), beads=beads, language=visit.likes.language, prefix="half"
    )


def accounts(one: Joined, visit: Visit) -> list[tuple[PartName, list[str] | None, list[str] | None]]:
    """Give each part as both tell it, line by line; None where it is not shared."""
    names = names_of(visit)
    return [
        (
            part,
            account(one.mine, part, names, visit.say) if part in one.shows else None,
            account(one.theirs, part, names[::-1], visit.say) if part in one.shown else None,
        )
        for part in READ
    ]


def account(told: Telling, part: PartName, names: tuple[str, str], say: Words) -> list[str]:
    """Say one part of a telling; nothing where it was not answered.

    Parameters
    ----------
    told
        The telling.
    part
        Which part.
    names
        Of the teller, and of the other.
    say
        The catalogue.
    """
    if part is PartName.MOVES:
        return [
            say(
                "tell.move",
                who=names[0 if move.mine else 1],
                move=move.words or act_wording(move.act, say, mine=False, by_phone=move.by_phone),
            )
            for move in told.moves
        ]
    if part is PartName.TOP:
        height = [] if told.peak is None else [say("moments.peak-was", n=round(told.peak))]
        return [*([wording(told.on_top, say)] if told.on_top else []), *height]
    if part is PartName.HELPED:
        return [act_wording(act, say, mine=False) for act in told.helped]
    if part is PartName.WORDS:
        return [told.words] if told.words else []
    answers = {
        PartName.SAW: (told.trigger,),
        PartName.BENEATH: (told.beneath,),
        PartName.STORY: (told.story,),
        PartName.ENDING: (told.ending, told.at_ease),
    }
    return [wording(each, say) for each in answers[part] if each]

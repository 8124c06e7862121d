"""One account, from what stands in a file, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pasdedeux.arguments import shown
from pasdedeux.errors import InputError
from pasdedeux.people import Couple, Person
from pasdedeux.readers.episodes.moves import move_texts, moves_of, teller_of
from pasdedeux.readers.episodes.names import act_named, answer_named
from pasdedeux.records import Telling
from pasdedeux.records.episodes import Beneath, Ending, Kind, Lasting, OnTop, Story, Trigger

if TYPE_CHECKING:
    from pasdedeux.readers.episodes.file import ToldTelling

ANSWERS: Mapping[str, type[StrEnum]] = {
    "kind": Kind,
    "trigger": Trigger,
    "on_top": OnTop,
    "beneath": Beneath,
    "story": Story,
    "ending": Ending,
    "lasted": Lasting,
    "at_ease": Lasting,
}
"""Questions that are answered by one of a few names."""


def telling_of(told: ToldTelling, person: Person, couple: Couple) -> Telling:
    """Make a telling of what a file says."""
    mine = teller_of(person, couple)
    answers: dict[str, Any] = {
        key: answer_named(kind, getattr(told, key), key)
        for key, kind in ANSWERS.items()
        if getattr(told, key)
    }
    return Telling(
        person.id,
        told.day,
        moves_of(told.moves, mine, told.day),
        raised_by_me=_raised(told.raised_by, mine),
        apart=told.apart,
        peak=told.peak,
        helped=tuple(act_named(text, "helped") for text in told.helped),
        return_kept=told.return_kept,
        words=told.words,
        **answers,
    )


def _raised(name: str, mine: Callable[[str], bool | None]) -> bool | None:
    if not name:
        return None
    if (by_me := mine(name)) is None:
        raise InputError("readers.episodes.nobody", where="raised_by", value=shown(name))
    return by_me


def told_of(telling: Telling, episode: str) -> dict[str, Any]:
    """Lay a telling out by the keys of a file, without what was not answered."""
    told: dict[str, Any] = {
        "day": telling.day,
        "by": telling.person,
        "episode": episode,
        **_named(telling, "kind", "trigger"),
        "raised_by": {True: "me", False: "other", None: ""}[telling.raised_by_me],
        "apart": telling.apart or "",
        "moves": move_texts(telling.moves, telling.day),
        **_named(telling, "on_top", "beneath", "story"),
        "peak": "" if telling.peak is None else float(telling.peak),
        **_named(telling, "ending", "lasted", "at_ease"),
        "helped": list(telling.helped),
        "return_kept": "" if telling.return_kept is None else telling.return_kept,
        "words": telling.words,
    }
    return {key: value for key, value in told.items() if value not in ("", [])}


def _named(telling: Telling, *keys: str) -> dict[str, str]:
    return {key: str(getattr(telling, key) or "") for key in keys}

"""A telling as parts, each of which its owner may show or keep, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any

from pasdedeux.errors import InputError
from pasdedeux.people import Couple, Person
from pasdedeux.records import Telling
from pasdedeux.store.sealing import StoreError


class PartName(StrEnum):
    """What a telling is made of."""

    MOVES = "moves"  # who did what, in order, by the names of the vocabulary alone
    SAW = "saw"  # what set it off
    TOP = "top"
    BENEATH = "beneath"
    STORY = "story"
    ENDING = "ending"
    HELPED = "helped"
    WORDS = "words"  # everything in the teller's own words
    ASK = "ask"  # one small thing asked of the other, once both lie side by side


JOINS_FIRST = (PartName.MOVES, PartName.SAW, PartName.ENDING, PartName.HELPED)
"""Parts that are proposed for a picture of both; the others are proposed as one's own."""
KEYS: Mapping[PartName, tuple[str, ...]] = {
    PartName.MOVES: ("kind", "raised_by", "apart", "moves", "return_kept"),
    PartName.SAW: ("trigger",),
    PartName.TOP: ("on_top", "peak"),
    PartName.BENEATH: ("beneath",),
    PartName.STORY: ("story",),
    PartName.ENDING: ("ending", "lasted", "at_ease"),
    PartName.HELPED: ("helped",),
    PartName.WORDS: ("words",),
    PartName.ASK: (),
}
OWN = "own"
"""Beside the words of a whole: those for each move."""
DAY = "day"


def parts_of(telling: Telling) -> dict[PartName, str]:
    """Lay a telling out as the text of every part; one without an answer is there as well.

    Examples
    --------
    >>> sorted(parts_of(Telling("alma", date(2026, 11, 3), peak=7)))[:2]
    [<PartName.ASK: 'ask'>, <PartName.BENEATH: 'beneath'>]
    """
    from pasdedeux.readers.episodes.telling import told_of  # noqa: PLC0415 - what it takes loads when it is needed

    plain = replace(telling, moves=tuple(replace(move, words="") for move in telling.moves))
    told = told_of(plain, "")
    texts = {name: {key: told[key] for key in keys if key in told} for name, keys in KEYS.items()}
    texts[PartName.WORDS] |= {OWN: [move.words for move in telling.moves]}
    texts[PartName.MOVES] |= {DAY: telling.day.isoformat()}
    return {name: json.dumps(text, ensure_ascii=False) for name, text in texts.items()}


def readable_parts(telling: Telling) -> dict[PartName, str]:
    """Lay a telling out, and make sure that it can be read again: nothing is kept that is lost.

    Raises
    ------
    StoreError
        If its words are too long, or hold signs that cannot be shown.

    Examples
    --------
    >>> readable_parts(Telling("alma", date(2026, 11, 3), words="a" * 6000))
    Traceback (most recent call last):
    pasdedeux.store.sealing.StoreError: These words cannot be kept. Make them shorter, ...
    """
    from pydantic import ValidationError  # noqa: PLC0415 - loads when it is needed

    texts = parts_of(telling)
    try:
        telling_from(telling.person, telling.day, texts)
    except (ValidationError, InputError) as error:
        raise StoreError("store.words-not-kept") from error
    return texts


def ask_from(texts: Mapping[PartName, str]) -> str:
    """Find the one small ask of a half; empty where there is none, or it is not shown."""
    return str(json.loads(texts.get(PartName.ASK, "{}")).get(PartName.ASK, ""))


def ask_text(words: str) -> str:
    """Write one small ask as the text of its part.

    Examples
    --------
    >>> ask_from({PartName.ASK: ask_text("sit with me")})
    'sit with me'
    """
    return json.dumps({PartName.ASK: words}, ensure_ascii=False)


def telling_from(person: str, day: date, texts: Mapping[PartName, str]) -> Telling:
    """Make a telling of the parts that are there; what is not there was not answered, or not shown.

    Examples
    --------
    >>> told = Telling("alma", date(2026, 11, 3), peak=7)
    >>> telling_from("alma", told.day, parts_of(told)) == told
    True
    """
    from pasdedeux.readers.episodes.file import ToldTelling  # noqa: PLC0415 - pydantic loads when it is needed
    from pasdedeux.readers.episodes.telling import telling_of  # noqa: PLC0415 - same

    found: dict[str, Any] = {}
    for text in texts.values():
        found |= json.loads(text)
    own = found.pop(OWN, [])
    found.pop(PartName.ASK, None)  # no part of the account
    found[DAY] = day
    me = Person("me", id=person)
    told = telling_of(
        ToldTelling.model_validate(found), me, Couple("told", (me, Person("other", id="other")))
    )
    words = own if len(own) == len(told.moves) else [""] * len(told.moves)
    return replace(
        told, moves=tuple(replace(move, words=said) for move, said in zip(told.moves, words, strict=True))
    )

"""What people call acts and answers: ids, and wordings of every language, found again in what they write."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import TypeVar

from pasdedeux.arguments import shown
from pasdedeux.errors import InputError
from pasdedeux.records import ACTS
from pasdedeux.records.episodes import Beneath, Ending, Kind, Lasting, OnTop, Story, Trigger
from pasdedeux.words import LANGUAGES, Words, words

Answer = TypeVar("Answer", bound=StrEnum)
ROOMS: Mapping[type[StrEnum], str] = {
    Kind: "episodes.kind",
    Trigger: "episodes.trigger",
    OnTop: "episodes.on-top",
    Beneath: "episodes.beneath",
    Story: "episodes.story",
    Ending: "episodes.ending",
    Lasting: "episodes.lasting",
}
"""Where the wordings of each question's answers stand in the catalogue."""
LONGEST = 100
"""Letters; no name is as long, and looking for close ones takes time."""


def wording(answer: StrEnum, say: Words) -> str:
    """Say an answer.

    Examples
    --------
    >>> wording(Ending.TALKED, words("en"))
    'we talked it over'
    """
    return say(f"{ROOMS[type(answer)]}.{answer.value}")


def act_wording(act: str, say: Words, *, mine: bool, by_phone: bool = False) -> str:
    """Say an act: behind "I" where it is the teller's own, else behind the other's name.

    Examples
    --------
    >>> act_wording("goes-quiet", words("en"), mine=True), act_wording("leaves", words("en"), mine=False)
    ('go quiet', 'leaves the room')
    """
    place = "phone" if by_phone else "room"
    return say(f"acts.i.{place}.{act}" if mine else f"acts.{place}.{act}")


def act_called(text: str) -> str | None:
    """Find the id of an act that goes by this name, if one does.

    Examples
    --------
    >>> act_called("Goes quiet"), act_called("wird still"), act_called("sulks")
    ('goes-quiet', 'goes-quiet', None)
    """
    return _acts().get(plain_name(text)) if len(text) <= LONGEST else None


def act_named(text: str, key: str) -> str:
    """Give the id of an act, or say which ones are called alike."""
    if act := act_called(text):
        return act
    raise _unknown(text, key, _acts(), tuple(ACTS))


def answer_named(kind: type[Answer], text: str, key: str) -> Answer:
    """Give the answer that goes by this name, or say which ones are called alike.

    Examples
    --------
    >>> answer_named(Lasting, "about an hour", "lasted")
    <Lasting.HOUR: 'hour'>
    >>> answer_named(Ending, "talkd", "ending")
    Traceback (most recent call last):
    pasdedeux.errors.InputError: ending is 'talkd'. Did you mean talked?
    """
    named = _answers(kind)
    if len(text) <= LONGEST and (found := named.get(plain_name(text))):
        return kind(found)
    raise _unknown(text, key, named, tuple(each.value for each in kind))


def plain_name(text: str) -> str:
    """Write a name without capitals and signs, by which it is compared; one of signs alone keeps them."""
    return (re.sub(r"[\W_]+", " ", text).strip() or text.strip()).casefold()


def _unknown(text: str, key: str, named: Mapping[str, str], known: tuple[str, ...]) -> InputError:
    near = get_close_matches(plain_name(text[:LONGEST]), named, 1)
    name = "readers.episodes.unknown-but-near" if near else "readers.episodes.unknown"
    near_id = named[near[0]] if near else ""
    return InputError(name, where=key, key=key, value=shown(text), near=near_id, known=known)


@cache
def _acts() -> dict[str, str]:
    """Id of every act by each of its names; German and English say "I" before a person's own."""
    found = {plain_name(act): act for act in ACTS}
    for say in map(words, LANGUAGES):
        me = plain_name(say("episodes.me"))
        for act in ACTS:
            for by_phone in (False, True):
                mine = plain_name(act_wording(act, say, mine=True, by_phone=by_phone))
                other = plain_name(act_wording(act, say, mine=False, by_phone=by_phone))
                found |= dict.fromkeys((mine, f"{me} {mine}", other), act)
    return found


@cache
def _answers(kind: type[StrEnum]) -> dict[str, str]:
    found = {plain_name(each.value): each.value for each in kind}
    for say in map(words, LANGUAGES):
        found |= {plain_name(wording(each, say)): each.value for each in kind}
    return found

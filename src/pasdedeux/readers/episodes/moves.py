r"""A move as people write it: ``me: asks-again``, ``other (by phone, 22:10): goes-quiet: not a word``.

Several stand in one text with semicolons between; one that is meant as such is written ``\;``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta

from pasdedeux.arguments import shown
from pasdedeux.errors import InputError
from pasdedeux.people import Couple, Person
from pasdedeux.readers.episodes.names import LONGEST, act_called, act_named, plain_name
from pasdedeux.records import Move
from pasdedeux.words import LANGUAGES, Message, words

MOVE = re.compile(r"(?P<who>[^:()]+)(?:\((?P<how>[^()]*)\)\s*)?:(?P<what>.*)", re.DOTALL)
PHONE = "by phone"
BETWEEN = ";"
MOST = 500
"""Moves in one telling: more than anybody tells."""


def moves_of(texts: Sequence[str], mine: Callable[[str], bool | None], day: date) -> tuple[Move, ...]:
    """Read the moves of one telling.

    Parameters
    ----------
    texts
        One for each move.
    mine
        Says of a name whether it is the teller's own; None where it is nobody's.
    day
        On which the telling began; a clock time without a day is on it, or past midnight.

    Raises
    ------
    InputError
        Names the move that cannot be read.
    """
    if len(texts) > MOST:
        raise InputError("readers.episodes.too-many-moves", where="moves", n=len(texts), most=MOST)
    moves: list[Move] = []
    last = datetime.combine(day, time.min)
    for number, text in enumerate(texts, start=1):
        try:
            move = _move(text, mine, last)
        except InputError as error:
            raise error.placed(Message("readers.episodes.at-move", number=number)) from None
        moves.append(move)
        last = move.at or last
    return tuple(moves)


def teller_of(person: Person, couple: Couple) -> Callable[[str], bool | None]:
    """Tell whose a move is by how it is named: me or other, in any language, or by a person's name or id."""
    other = next(one for one in couple.partners if one.id != person.id)
    called: dict[str, bool] = {}
    for mark in ("label", "id"):
        called |= {plain_name(getattr(other, mark)): False, plain_name(getattr(person, mark)): True}
    for say in map(words, LANGUAGES):
        called |= {plain_name(say("episodes.me")): True, plain_name(say("episodes.other")): False}
    called |= {"me": True, "other": False}
    return lambda name: called.get(plain_name(name))


def _move(text: str, mine: Callable[[str], bool | None], last: datetime) -> Move:
    found = MOVE.fullmatch(text)
    if not found:
        raise InputError("readers.episodes.no-move", value=_short(text))
    who = mine(found["who"])
    if who is None:
        raise InputError("readers.episodes.nobody", value=_short(found["who"].strip()))
    by_phone, at = _how(found["how"] or "", last)
    act, own = _what(found["what"].strip())
    return Move(act, who, at, by_phone, own)


def _short(text: str) -> str | Message:
    return shown(text if len(text) <= LONGEST else f"{text[:40]}…")


def _what(text: str) -> tuple[str, str]:
    """Split an act from the teller's own words for it; some acts are called something with a colon."""
    cuts = [found.start() for found in re.finditer(":", text[:LONGEST])]
    for cut in cuts:
        if act := act_called(text[:cut]):
            return act, text[cut + 1 :].strip()
    return act_named(text if not cuts or act_called(text) else text[: cuts[0]], "act"), ""


def _how(text: str, last: datetime) -> tuple[bool, datetime | None]:
    by_phone, at = False, None
    for part in filter(None, map(str.strip, text.split(","))):
        if plain_name(part) in _phone_names():
            by_phone = True
        else:
            at = _clock(part, last)
    return by_phone, at


def _phone_names() -> set[str]:
    return {PHONE, "phone", *(plain_name(words(one)("episodes.by-phone")) for one in LANGUAGES)}


def _clock(text: str, last: datetime) -> datetime:
    """Read a clock time: later than the move before, so perhaps past midnight; or a day with a time."""
    with suppress(ValueError, OverflowError):
        if "T" in text or " " in text:
            return datetime.fromisoformat(text)
        return _after(time.fromisoformat(text), last)
    raise InputError("readers.episodes.no-clock", value=_short(text))


def _after(clock: time, last: datetime) -> datetime:
    at = datetime.combine(last.date(), clock, last.tzinfo)
    return at if at >= last else at + timedelta(days=1)


# And back


def move_texts(moves: Iterable[Move], day: date) -> list[str]:
    """Write moves as `moves_of` reads them."""
    texts = []
    last = datetime.combine(day, time.min)
    for move in moves:
        texts.append(_text(move, last))
        last = move.at or last
    return texts


def _text(move: Move, last: datetime) -> str:
    how = [PHONE] if move.by_phone else []
    how += [_clock_text(move.at, last)] if move.at else []
    head = ("me" if move.mine else "other") + (f" ({', '.join(how)})" if how else "")
    return ": ".join(filter(None, (head, move.act, move.words)))


def _clock_text(at: datetime, last: datetime) -> str:
    clock = at.time()
    short = at.tzinfo == last.tzinfo and not (clock.second or clock.microsecond or at.fold)
    with suppress(OverflowError):
        if short and _after(clock, last) == at:
            return f"{clock:%H:%M}"
    return at.isoformat()


# Several in one text


def split_texts(text: str) -> list[str]:
    r"""Split a text at its semicolons.

    Examples
    --------
    >>> split_texts(r"me: leaves; other: comes-back: softly\; slowly;")
    ['me: leaves', 'other: comes-back: softly; slowly']
    """
    parts = re.findall(rf"(?:\\.|[^{BETWEEN}\\]|\\$)+", text, re.DOTALL)
    return [re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL).strip() for part in parts if part.strip()]


def join_texts(texts: Iterable[str]) -> str:
    """Write several texts in one, as `split_texts` reads them."""
    return f"{BETWEEN} ".join(text.replace("\\", "\\\\").replace(BETWEEN, f"\\{BETWEEN}") for text in texts)

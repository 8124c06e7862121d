"""Acts of the moment: one way, without receipt, one of a kind an evening; repeated, they are the same act.

Whether one shows on the other phone is decided by `pasdedeux.safety.shows`; a pause shows until its return.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from pasdedeux.safety import day_of, shows
from pasdedeux.safety.between import SHOWN_FOR
from pasdedeux.store.access import Facts, Thing, Verb, allowed, seen_by
from pasdedeux.store.couples import Bond
from pasdedeux.store.events import Bell, ring
from pasdedeux.store.schema import ActRow, new_id
from pasdedeux.store.sealing import StoreError, seal, unseal

LONGEST_PAUSE = timedelta(hours=24)
UNDO_WITHIN = timedelta(seconds=10)
"""After the first press of an evening."""
MOST_LETTERS = 200
"""Of the one sentence that can go with a pause: few enough that its size tells nothing."""


class Deed(StrEnum):
    """What one person can do in the moment that the other phone shows."""

    BUTTON = "button"  # "this is the cycle"
    PAUSE = "pause"  # with a promised return
    WORD = "word"  # the code word
    HERE = "here"  # after the other came back: here too


class Reply(StrEnum):
    """What the other can say to the code word."""

    YES = "yes"
    LATER = "later"
    NOT_NOW = "not-now"


def press(
    session: Session,
    bond: Bond,
    deed: Deed,
    now: datetime,
    promised: datetime | None = None,
    words: str = "",
) -> str:
    """Do an act of the moment; again the same evening is the same act.

    Parameters
    ----------
    session, bond, now
        For writing; who acts; when.
    deed
        Which.
    promised
        When a pause ends.
    words
        One sentence that goes with it; the other reads it.

    Returns
    -------
    str
        Id of the act, the first one of the evening.

    Raises
    ------
    StoreError
        If a pause promises no return within a day, or the sentence is long.
    """
    if len(words) > MOST_LETTERS:
        raise StoreError("store.long-sentence", most=MOST_LETTERS)
    evening = day_of(bond.local(now)).isoformat()
    mine = select(ActRow).where(ActRow.person_id == bond.me, ActRow.couple_id == bond.couple)
    tonight = mine.where(ActRow.kind == deed, ActRow.evening == evening)
    before = session.scalars(tonight).one_or_none()
    if before is not None:
        _again(session, bond, before, now)
        return before.id
    if deed is Deed.PAUSE:
        _check(now, promised, now)
    act = ActRow(id=new_id(), person_id=bond.me, couple_id=bond.couple, kind=deed, evening=evening, at=now)
    act.promised = promised if deed is Deed.PAUSE else None
    act.words = seal(bond.key, words, "acts", act.id, bond.me)
    session.add(act)
    session.flush()
    _tell_other(session, bond, Bell(deed), act.id, now)
    return act.id


def undo(session: Session, bond: Bond, pressed: str, now: datetime) -> None:
    """Take the button or the code word back, in the first seconds; again is the same as once.

    Raises
    ------
    StoreError
        If it is no act of one's own of this kind, or the seconds are over.
    """
    act = session.get(ActRow, pressed)
    kinds = {Deed.BUTTON, Deed.WORD}
    if act is None or act.kind not in kinds or not _may(Verb.WRITE, bond, act, now):
        raise StoreError("store.nothing-there")
    if now - act.at > UNDO_WITHIN:
        raise StoreError("store.undo-over", seconds=UNDO_WITHIN.seconds)
    if not act.undone:
        act.undone = True
        _tell_other(session, bond, Bell.UNDONE, act.id, now)


def sentence(bond: Bond, act: ActRow) -> str:
    """Read the sentence that goes with an act of either; empty where there is none."""
    return unseal(bond.key, act.words, "acts", act.id, act.person_id)


def move(session: Session, bond: Bond, pause: str, promised: datetime, now: datetime) -> None:
    """Promise another time, once.

    Raises
    ------
    StoreError
        If it was moved before or is over, or the time is not within a day of the pause.
    """
    act = _mine(session, bond, pause, now)
    if act.moved or act.home is not None:
        raise StoreError("store.moved-already")
    _check(act.at, promised, now)
    act.promised, act.moved = promised, True
    _tell_other(session, bond, Bell.PAUSE_MOVED, act.id, now)


def come_home(session: Session, bond: Bond, pause: str, now: datetime) -> None:
    """Come back from a pause; again is the same as once."""
    act = _mine(session, bond, pause, now)
    if act.home is None:
        act.home = now
        _tell_other(session, bond, Bell.PAUSE_HOME, act.id, now)


def reply(session: Session, bond: Bond, word: str, said: Reply, now: datetime) -> None:
    """Answer the other's code word, while it shows; the first answer stands.

    Raises
    ------
    StoreError
        If there is nothing to answer.
    """
    act = session.get(ActRow, word)
    if act is None or act.kind != Deed.WORD or not _may(Verb.ANSWER, bond, act, now):
        raise StoreError("store.nothing-there")
    if act.answer is None:
        act.answer = said
        _tell_other(session, bond, Bell.WORD_ANSWER, act.id, now)


def shown(session: Session, bond: Bond, now: datetime) -> list[ActRow]:
    """Give the other's acts that show now, the first one first."""
    theirs = select(ActRow).where(ActRow.person_id == bond.other, ActRow.couple_id == bond.couple)
    acts = session.scalars(theirs.order_by(ActRow.at, ActRow.kind))
    return [act for act in acts if _may(Verb.READ, bond, act, now)]


def own(session: Session, bond: Bond, now: datetime) -> list[ActRow]:
    """Give one's own acts for as long as they show on the other phone, whether or not anybody looks."""
    mine = select(ActRow).where(ActRow.person_id == bond.me, ActRow.couple_id == bond.couple)
    acts = session.scalars(mine.order_by(ActRow.at, ActRow.kind))
    return [act for act in acts if _shows(bond, act, now)]


def of_evening(session: Session, bond: Bond, day: date) -> dict[Deed, ActRow]:
    """Give what one did oneself on an evening, whether or not it shows; without what was taken back."""
    mine = select(ActRow).where(ActRow.person_id == bond.me, ActRow.couple_id == bond.couple)
    acts = session.scalars(mine.where(ActRow.evening == day.isoformat()))
    return {Deed(act.kind): act for act in acts if not act.undone}


def _may(verb: Verb, bond: Bond, act: ActRow, now: datetime) -> bool:
    facts = Facts(together=bond.together, shows=_shows(bond, act, now))
    return allowed(Thing.ACT, verb, seen_by(bond.me, act.person_id, bond.other), now, facts)


def _shows(bond: Bond, act: ActRow, now: datetime) -> bool:
    here = bond.local(now)
    if act.undone:
        return False
    if act.promised is None:
        return shows([bond.local(act.at)], here)
    if act.home is not None:
        return shows([bond.local(act.home)], here)
    return act.at <= now < act.promised + SHOWN_FOR


def _again(session: Session, bond: Bond, act: ActRow, now: datetime) -> None:
    """Let an act that was taken back show again; its two hours still run from its first press."""
    if act.undone:
        act.undone = False
        _tell_other(session, bond, Bell(act.kind), act.id, now)


def _mine(session: Session, bond: Bond, pause: str, now: datetime) -> ActRow:
    act = session.get(ActRow, pause)
    if act is None or act.kind != Deed.PAUSE or not _may(Verb.WRITE, bond, act, now):
        raise StoreError("store.nothing-there")
    return act


def _check(began: datetime, promised: datetime | None, now: datetime) -> None:
    if promised is None or not now < promised <= began + LONGEST_PAUSE:
        raise StoreError("store.no-return")


def _tell_other(session: Session, bond: Bond, bell: Bell, ref: str, now: datetime) -> None:
    session.flush()
    if bond.other is not None and bond.together:
        ring(session, bond.other, bell, ref, now)

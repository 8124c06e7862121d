"""Acts of the moment: one way, without receipt, one of a kind an evening; repeated, they are the same act.

Whether one shows on the other phone is decided by `pasdedeux.safety.shows`; a pause shows until its return.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from pasdedeux.safety import day_of, shows
from pasdedeux.safety.between import SHOWN_FOR
from pasdedeux.store.access import Facts, Thing, Verb, allowed, seen_by
from pasdedeux.store.couples import Bond
from pasdedeux.store.events import Bell, ring
from pasdedeux.store.schema import ActRow, new_id
from pasdedeux.store.sealing import StoreError

LONGEST_PAUSE = timedelta(hours=24)


class Deed(StrEnum):
    """What one person can do in the moment that the other phone shows."""

    BUTTON = "button"  # "this is the cycle"
    PAUSE = "pause"  # with a promised return
    WORD = "word"  # the code word


class Reply(StrEnum):
    """What the other can say to the code word."""

    YES = "yes"
    LATER = "later"
    NOT_NOW = "not-now"


def press(session: Session, bond: Bond, deed: Deed, now: datetime, promised: datetime | None = None) -> str:
    """Do an act of the moment; again the same evening is the same act.

    Parameters
    ----------
    session, bond, now
        For writing; who acts; when.
    deed
        Which.
    promised
        When a pause ends.

    Returns
    -------
    str
        Id of the act, the first one of the evening.

    Raises
    ------
    StoreError
        If a pause promises no return within a day.
    """
    evening = day_of(bond.local(now)).isoformat()
    mine = select(ActRow).where(ActRow.person_id == bond.me, ActRow.couple_id == bond.couple)
    tonight = mine.where(ActRow.kind == deed, ActRow.evening == evening)
    before = session.scalars(tonight).one_or_none()
    if before is not None:
        return before.id
    if deed is Deed.PAUSE:
        _check(now, promised, now)
    act = ActRow(id=new_id(), person_id=bond.me, couple_id=bond.couple, kind=deed, evening=evening, at=now)
    act.promised = promised if deed is Deed.PAUSE else None
    session.add(act)
    session.flush()
    _tell_other(session, bond, Bell(deed), act.id, now)
    return act.id


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


def _may(verb: Verb, bond: Bond, act: ActRow, now: datetime) -> bool:
    facts = Facts(together=bond.together, shows=_shows(bond, act, now))
    return allowed(Thing.ACT, verb, seen_by(bond.me, act.person_id, bond.other), now, facts)


def _shows(bond: Bond, act: ActRow, now: datetime) -> bool:
    here = bond.local(now)
    if act.promised is None:
        return shows([bond.local(act.at)], here)
    if act.home is not None:
        return shows([bond.local(act.home)], here)
    return act.at <= now < act.promised + SHOWN_FOR


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

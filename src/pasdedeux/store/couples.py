"""Couples: a code that one gives and the other enters, and what binds the two then."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from pasdedeux.store.consents import Purpose, lives
from pasdedeux.store.keys import Keyring, new_code, plain_code
from pasdedeux.store.schema import CoupleRow, InvitationRow, MemberRow, PersonRow, new_id
from pasdedeux.store.sealing import StoreError, box_to, new_key, unbox_mine

CODE_LETTERS = 10
"""50 bits: short enough to be read out, and tries are few."""
CODE_LASTS = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Bond:
    """One person's side of a couple.

    Parameters
    ----------
    couple
        Id of the couple.
    me
        Id of the person.
    other
        Id of the other; None where the other has gone.
    zone
        Whose clock opens things for both.
    together
        Whether both are here and both consent to be seen together.
    key
        The couple's key.
    """

    couple: str
    me: str
    other: str | None
    zone: ZoneInfo
    together: bool
    key: bytes = field(repr=False)

    def local(self, moment: datetime) -> datetime:
        """Give a moment by the couple's clock."""
        return moment.astimezone(self.zone)


def invite(session: Session, me: Keyring, zone: str, now: datetime) -> str:
    """Make a code for the other, good for 48 hours; an earlier one is then worth nothing.

    Raises
    ------
    StoreError
        If this person has a partner here, or there is no such zone.
    """
    _alone(session, me)
    try:
        ZoneInfo(zone)
    except (KeyError, OSError, ValueError) as error:
        raise StoreError("store.no-zone", zone=zone) from error
    code = new_code(CODE_LETTERS)
    session.merge(
        InvitationRow(person_id=me.person, code_hash=_hashed(code), zone=zone, until=now + CODE_LASTS)
    )
    return code


def join(session: Session, me: Keyring, code: str, now: datetime) -> str:
    """Become a couple with whoever made the code; it is used up by that.

    Returns
    -------
    str
        Id of the couple.

    Raises
    ------
    StoreError
        If the code is not good, or either has a partner here.
    """
    invitation = session.scalars(
        select(InvitationRow).where(InvitationRow.code_hash == _hashed(code))
    ).one_or_none()
    if invitation is None or now >= invitation.until or invitation.person_id == me.person:
        raise StoreError("store.no-code")
    _alone(session, me)
    couple = CoupleRow(id=new_id(), zone=invitation.zone, since=now)
    session.add(couple)
    session.flush()
    key = new_key()
    for person in (invitation.person_id, me.person):
        _drop(session, person)
        public = session.get_one(PersonRow, person).public
        sealed = box_to(public, key, "members", couple.id, person)
        session.add(MemberRow(person_id=person, couple_id=couple.id, key=sealed))
    session.delete(invitation)
    session.flush()
    return couple.id


def bond(session: Session, me: Keyring) -> Bond:
    """Give one's own side of the couple.

    Raises
    ------
    StoreError
        If there is no couple.
    """
    mine = session.get(MemberRow, me.person)
    if mine is None:
        raise StoreError("store.no-couple")
    key = unbox_mine(me.private, mine.key, "members", mine.couple_id, me.person)
    zone = ZoneInfo(session.get_one(CoupleRow, mine.couple_id).zone)
    other = _other(session, mine)
    together = other is not None and all(lives(session, one, Purpose.TOGETHER) for one in (me.person, other))
    return Bond(mine.couple_id, me.person, other, zone, together, key)


def _alone(session: Session, me: Keyring) -> None:
    mine = session.get(MemberRow, me.person)
    if mine is not None and _other(session, mine) is not None:
        raise StoreError("store.has-couple")


def _other(session: Session, mine: MemberRow) -> str | None:
    both = select(MemberRow.person_id).where(MemberRow.couple_id == mine.couple_id)
    return session.scalars(both.where(MemberRow.person_id != mine.person_id)).one_or_none()


def _drop(session: Session, person: str) -> None:
    """Leave a couple that the other has left before."""
    mine = session.get(MemberRow, person)
    if mine is not None:
        session.delete(session.get_one(CoupleRow, mine.couple_id))
        session.flush()
        session.expire_all()


def _hashed(code: str) -> bytes:
    return sha256(plain_code(code).encode()).digest()

"""Consents: what each person decided about each purpose, when, and to which words."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pasdedeux.store.keys import Keyring
from pasdedeux.store.schema import ConsentRow


class Purpose(StrEnum):
    """What something is used for; each is decided by itself."""

    TOGETHER = "together"  # acts and halves may show to the other, by the rules
    ANALYSE = "analyse"  # both halves may be counted together
    THERAPIST = "therapist"
    EXPERIMENT = "experiment"
    RESEARCH = "research"


def decide(
    session: Session, me: Keyring, purpose: Purpose, version: str, now: datetime, *, given: bool
) -> None:
    """Put a decision behind those that are there.

    Parameters
    ----------
    session, me, now
        For writing; who decides; when.
    purpose
        What it is about.
    version
        Of the words that were read.
    given
        Whether consent was given, or taken back.
    """
    counted = select(func.count()).select_from(ConsentRow).where(ConsentRow.person_id == me.person)
    number = session.scalars(counted).one() + 1
    row = {"purpose": purpose, "version": version, "given": given, "at": now}
    session.add(ConsentRow(person_id=me.person, number=number, **row))
    session.flush()


def history(session: Session, me: Keyring) -> list[ConsentRow]:
    """Give all decisions of one's own, the first one first."""
    mine = select(ConsentRow).where(ConsentRow.person_id == me.person)
    return list(session.scalars(mine.order_by(ConsentRow.number)))


def lives(session: Session, person: str, purpose: Purpose) -> bool:
    """Whether a person's last decision about a purpose was to give consent."""
    said = select(ConsentRow.given).where(ConsentRow.person_id == person, ConsentRow.purpose == purpose)
    return bool(session.scalars(said.order_by(ConsentRow.number.desc()).limit(1)).one_or_none())

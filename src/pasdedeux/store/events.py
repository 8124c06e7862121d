"""Events: a doorbell for one person, rung in the transaction of what happened.

They are numbered for each person by itself, so a gap never tells of what others do. There is no kind for
anything that a person does alone: told, sealed, seen, standing, consent taken back.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pasdedeux.store.keys import Keyring
from pasdedeux.store.schema import EventRow

RUNG = "rung"
"""Where a transaction notes for whom it rang."""


class Bell(StrEnum):
    """What can ring on the other phone."""

    BUTTON = "button"
    UNDONE = "undone"
    HERE = "here"
    PAUSE = "pause"
    PAUSE_MOVED = "pause.moved"
    PAUSE_HOME = "pause.home"
    WORD = "word"
    WORD_ANSWER = "word.answer"


def ring(session: Session, person: str, bell: Bell, ref: str, now: datetime) -> None:
    """Put an event behind a person's last one; who writes is alone, so numbers come in order."""
    last = select(func.max(EventRow.number)).where(EventRow.person_id == person)
    number = (session.scalars(last).one() or 0) + 1
    session.add(EventRow(person_id=person, number=number, kind=bell, ref=ref, at=now))
    session.flush()
    session.info.setdefault(RUNG, set()).add(person)


def rung(session: Session) -> frozenset[str]:
    """Give everybody for whom something rang in a transaction."""
    return frozenset(session.info.get(RUNG, ()))


def last(session: Session, me: Keyring) -> int:
    """Give the number of one's own last event, 0 where there was none."""
    newest = select(func.max(EventRow.number)).where(EventRow.person_id == me.person)
    return session.scalars(newest).one() or 0


def after(session: Session, me: Keyring, number: int) -> list[EventRow]:
    """Give all of one's own events behind a number, as a phone that comes back asks for them."""
    mine = select(EventRow).where(EventRow.person_id == me.person, EventRow.number > number)
    return list(session.scalars(mine.order_by(EventRow.number)))

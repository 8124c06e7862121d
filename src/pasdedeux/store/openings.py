"""Openings: what two people open together, from what each did alone and from the clock.

Whether something opens is decided by `pasdedeux.safety.opening`; here stands what each did. An assent
that is taken back leaves no row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pasdedeux.safety import Assent, ForTwo, Leave, opening
from pasdedeux.safety.between import PERIOD, WINDOW
from pasdedeux.store.couples import Bond
from pasdedeux.store.schema import AssentRow
from pasdedeux.store.sealing import StoreError


@dataclass(frozen=True, slots=True)
class OpenPeriod:
    """From when until when something for two is open, by the couple's clock."""

    opens: datetime
    until: datetime

    def holds(self, now: datetime) -> bool:
        """Whether it is open now."""
        return self.opens <= now < self.until


def choose(
    session: Session, bond: Bond, what: ForTwo, subject: str, now: datetime, telling: str | None = None
) -> None:
    """Choose something for two; again within its days is the same as once.

    Parameters
    ----------
    session, bond, now
        For writing; who chooses; when.
    what, subject
        What it is, and which one of its kind: the day of a telling, the id of a practice, or nothing.
    telling
        One's own half, where that is what opens.

    Raises
    ------
    StoreError
        If another half of one's own stands there already.
    """
    mine = assent(session, bond, what, subject)
    if mine is not None and stands(session, bond, mine, now):
        if mine.telling_id != telling:
            raise StoreError("store.already-chosen")
        return
    if mine is not None:
        session.delete(mine)
        session.flush()
    told = {"what": what, "subject": subject, "chosen": now, "telling_id": telling, "goes_on": []}
    session.add(AssentRow(person_id=bond.me, couple_id=bond.couple, **told))
    session.flush()


def confirm(session: Session, bond: Bond, what: ForTwo, subject: str, now: datetime) -> None:
    """Confirm on a later day what was chosen; again is the same as once.

    Raises
    ------
    StoreError
        If it was not chosen, or the choice is gone.
    InputError
        If it is the day on which it was chosen.
    """
    mine = assent(session, bond, what, subject)
    if mine is None or not stands(session, bond, mine, now):
        raise StoreError("store.nothing-there")
    if mine.confirmed is None:
        Assent(bond.local(mine.chosen), bond.local(now))  # refuses the same day
        mine.confirmed = now
        session.flush()


def take_back(session: Session, bond: Bond, what: ForTwo, subject: str) -> None:
    """Take one's part back, at any time: as if it had never been."""
    mine = assent(session, bond, what, subject)
    if mine is not None:
        session.delete(mine)
        session.flush()


def go_on(session: Session, bond: Bond, what: ForTwo, subject: str, now: datetime) -> None:
    """Say that another period may follow. It follows where both say so in the last days of this one.

    Raises
    ------
    StoreError
        If this person opened nothing of the kind.
    """
    mine = assent(session, bond, what, subject)
    if mine is None:
        raise StoreError("store.nothing-there")
    mine.goes_on = [*mine.goes_on, now.isoformat()]
    session.flush()


def period(session: Session, bond: Bond, what: ForTwo, subject: str) -> OpenPeriod | None:
    """Say from when until when both opened something; None where they did not."""
    mine, theirs = assent(session, bond, what, subject), assent(session, bond, what, subject, by_other=True)
    if mine is None or theirs is None or not bond.together:
        return None
    leave = opening(what, _assent(bond, mine), _assent(bond, theirs))
    if leave is None or leave.at is None:
        return None
    return OpenPeriod(leave.at, _until(leave, _said(bond, mine), _said(bond, theirs)))


def assent(
    session: Session, bond: Bond, what: ForTwo, subject: str, *, by_other: bool = False
) -> AssentRow | None:
    """Give what one of the two did towards it."""
    person = bond.other if by_other else bond.me
    found = select(AssentRow).where(AssentRow.person_id == person, AssentRow.couple_id == bond.couple)
    return session.scalars(found.where(AssentRow.what == what, AssentRow.subject == subject)).one_or_none()


def own(session: Session, bond: Bond, now: datetime) -> list[AssentRow]:
    """Give what this person chose for two and what may still open or is open, the first one first."""
    mine = select(AssentRow).where(AssentRow.person_id == bond.me, AssentRow.couple_id == bond.couple)
    chosen = session.scalars(mine.order_by(AssentRow.chosen, AssentRow.id))
    return [one for one in chosen if _may_open(session, bond, one, now)]


def _may_open(session: Session, bond: Bond, mine: AssentRow, now: datetime) -> bool:
    """Whether it is open or may yet open: the other may choose, then confirm, each within the days for it."""
    found = period(session, bond, ForTwo(mine.what), mine.subject)
    return now - mine.chosen <= 2 * WINDOW if found is None else now < found.until


def stands(session: Session, bond: Bond, mine: AssentRow, now: datetime) -> bool:
    """Whether a choice is not gone: within its days, or opened by both and not over."""
    if now - mine.chosen <= WINDOW:
        return True
    found = period(session, bond, ForTwo(mine.what), mine.subject)
    return found is not None and now < found.until


def _assent(bond: Bond, row: AssentRow) -> Assent:
    confirmed = None if row.confirmed is None else bond.local(row.confirmed)
    return Assent(bond.local(row.chosen), confirmed)


def _said(bond: Bond, row: AssentRow) -> list[datetime]:
    return [bond.local(datetime.fromisoformat(one)) for one in row.goes_on]


def _until(leave: Leave, mine: Sequence[datetime], theirs: Sequence[datetime]) -> datetime:
    """Add a period for each at whose end both said so; a later end asks what the first one asks."""
    assert leave.until is not None  # noqa: S101 - it has a time
    passed = leave.until - leave.until
    while any(leave.goes_on(one - passed, two - passed) for one in mine for two in theirs):
        passed += PERIOD
    return leave.until + passed

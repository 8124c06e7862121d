"""Persons: who begins, signs in, recovers, and visits."""

from __future__ import annotations

import os
from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pasdedeux.safety import SafetyStanding, SafetyState, day_of
from pasdedeux.store import log, preferences, standings, tellings
from pasdedeux.store.keys import (
    SALT_BYTES,
    Cost,
    Envelope,
    Keyring,
    by_new_recovery_code,
    new_keys,
    opened,
    recovered,
    with_passphrase,
)
from pasdedeux.store.preferences import Preferences
from pasdedeux.store.schema import PersonRow, new_id
from pasdedeux.store.sealing import KEY_BYTES, NONCE_BYTES, VERSION, StoreError

TAG_BYTES = 16


def begin(
    session: Session,
    name: str,
    passphrase: str,
    now: datetime,
    cost: Cost | None = None,
    likes: Preferences = Preferences(),  # noqa: B008 - frozen
) -> tuple[Keyring, str]:
    """Begin as a new person.

    Parameters
    ----------
    session
        For writing.
    name
        To sign in with; it stands in clear.
    passphrase
        Opens everything; it is kept nowhere.
    now
        The time, with its zone.
    cost
        Of one try of the passphrase.
    likes
        Language, time zone and looks of one's own pages.

    Returns
    -------
    tuple of Keyring and str
        The keys, and the recovery code, which is shown once and kept nowhere.

    Raises
    ------
    StoreError
        If the name is taken or the passphrase too short.
    """
    if _named(session, name):
        raise StoreError("store.name-taken")
    person = new_id()
    kept, keys, code = new_keys(person, passphrase, cost or Cost())
    standing = standings.sealed(keys, SafetyStanding(SafetyState.NEW, day_of(now)))
    mine = {"standing": standing, "preferences": preferences.sealed(keys, likes)}
    session.add(PersonRow(id=person, name=name, began=now, **mine, **asdict(kept)))
    session.flush()
    return keys, code


def began(session: Session, me: Keyring) -> datetime:
    """Say when this person began; the dates on which the questions come are counted from it."""
    return session.get_one(PersonRow, me.person).began


def anybody(session: Session) -> bool:
    """Whether a person has begun here."""
    return session.scalars(select(PersonRow.id).limit(1)).first() is not None


def name_of(session: Session, person: str) -> str:
    """Give the name of a person, by which the other knows them too."""
    return session.get_one(PersonRow, person).name


def sign_in(session: Session, name: str, passphrase: str) -> Keyring:
    """Open a person's keys. A name that is not there takes as long and says the same.

    Raises
    ------
    StoreError
        If name and passphrase do not fit.
    """
    row = _named(session, name)
    try:
        return opened(_kept(row) if row else _decoy(), row.id if row else "", passphrase)
    except StoreError as error:
        raise StoreError("store.no-way-in") from error


def recover(session: Session, name: str, code: str, passphrase: str, cost: Cost | None = None) -> Keyring:
    """Set a new passphrase with the recovery code, which stays as it is.

    Raises
    ------
    StoreError
        If name and code do not fit, or the passphrase is too short.
    """
    row = _named(session, name)
    try:
        keys = recovered(_kept(row) if row else _decoy(), row.id if row else "", code)
    except StoreError as error:
        raise StoreError("store.no-way-in") from error
    change_passphrase(session, keys, passphrase, cost)
    return keys


def change_passphrase(session: Session, me: Keyring, passphrase: str, cost: Cost | None = None) -> None:
    """Wrap the same keys by another passphrase.

    Raises
    ------
    StoreError
        If it is too short.
    """
    row = session.get_one(PersonRow, me.person)
    for name, value in asdict(with_passphrase(_kept(row), me, passphrase, cost or Cost())).items():
        setattr(row, name, value)


def new_recovery_code(session: Session, me: Keyring) -> str:
    """Make a new recovery code; the one before opens nothing any more.

    Returns
    -------
    str
        The code, which is shown once and kept nowhere.
    """
    row = session.get_one(PersonRow, me.person)
    row.by_recovery, code = by_new_recovery_code(me)
    return code


def visit(session: Session, me: Keyring, now: datetime) -> None:
    """Let go of keys where both opened, take back those where that ended, write the standing anew.

    Lines of the log that are over go too.
    """
    standings.reseal(session, me)
    tellings.release(session, me, now)
    log.trim(session, me, now, tellings.open_days(session, me))


def _named(session: Session, name: str) -> PersonRow | None:
    return session.scalars(select(PersonRow).where(PersonRow.name == name)).one_or_none()


def _kept(row: PersonRow) -> Envelope:
    return Envelope(**{one.name: getattr(row, one.name) for one in fields(Envelope)})


def _decoy() -> Envelope:
    """Make keys that nothing opens, at the usual cost."""
    nothing = VERSION + os.urandom(NONCE_BYTES + KEY_BYTES + TAG_BYTES)
    return Envelope(str(Cost()), os.urandom(SALT_BYTES), nothing, nothing, nothing, nothing)

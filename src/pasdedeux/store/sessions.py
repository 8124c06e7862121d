"""Sessions: devices that are signed in. A person's keys are wrapped by a secret that only the device holds.

The database has the hash of the secret and the wrapped keys, so neither the file nor a backup opens anything.
When a device was last used stands nowhere: that would tell when a person was here.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pasdedeux.store.keys import Keyring
from pasdedeux.store.schema import SessionRow, new_id
from pasdedeux.store.sealing import KEY_BYTES, StoreError, box, derived, seal, unbox, unseal

LASTS = timedelta(days=30)
"""After this the passphrase is asked for anew, used or not."""
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Device:
    """One device that is signed in.

    Parameters
    ----------
    id
        Of its session.
    name
        As its owner called it.
    made, until
        From when until when, without a passphrase.
    """

    id: str
    name: str
    made: datetime
    until: datetime


def begin(session: Session, me: Keyring, device: str, now: datetime) -> str:
    """Sign a device in.

    Returns
    -------
    str
        The secret that the device keeps; it is kept nowhere else.
    """
    secret, id_ = secrets.token_urlsafe(SECRET_BYTES), new_id()
    raw = me.own + me.private.private_bytes_raw()
    session.execute(delete(SessionRow).where(SessionRow.until <= now))
    session.add(
        SessionRow(
            id=id_,
            person_id=me.person,
            token_hash=_hashed(secret),
            keys=box(_key(secret), raw, "sessions", id_, me.person, "keys"),
            device=seal(me.own, device, "sessions", id_, me.person, "device"),
            made=now,
            until=now + LASTS,
        )
    )
    session.flush()
    return secret


def opened(session: Session, secret: str, now: datetime) -> tuple[Keyring, Device]:
    """Open a person's keys with the secret of a device.

    Raises
    ------
    StoreError
        If no such device is signed in.
    """
    row = session.scalars(select(SessionRow).where(SessionRow.token_hash == _hashed(secret))).one_or_none()
    if row is None or not row.made <= now < row.until:
        raise StoreError("store.no-session")
    raw = unbox(_key(secret), row.keys, "sessions", row.id, row.person_id, "keys")
    private = X25519PrivateKey.from_private_bytes(raw[KEY_BYTES:])
    me = Keyring(row.person_id, raw[:KEY_BYTES], private)
    return me, _device(me, row)


def devices(session: Session, me: Keyring) -> list[Device]:
    """Give one's own devices that are signed in, the first one first."""
    mine = select(SessionRow).where(SessionRow.person_id == me.person)
    return [_device(me, row) for row in session.scalars(mine.order_by(SessionRow.made, SessionRow.id))]


def end(session: Session, me: Keyring, device: str) -> None:
    """Sign a device of one's own out; one that is gone already is the same."""
    mine = delete(SessionRow).where(SessionRow.person_id == me.person)
    session.execute(mine.where(SessionRow.id == device))


def end_secret(session: Session, secret: str) -> None:
    """Sign out the device that holds this secret; one that opens nothing any more is the same."""
    session.execute(delete(SessionRow).where(SessionRow.token_hash == _hashed(secret)))


def end_others(session: Session, me: Keyring, device: str) -> None:
    """Sign all devices of one's own out but this one."""
    mine = delete(SessionRow).where(SessionRow.person_id == me.person)
    session.execute(mine.where(SessionRow.id != device))


def _device(me: Keyring, row: SessionRow) -> Device:
    name = unseal(me.own, row.device, "sessions", row.id, row.person_id, "device")
    return Device(row.id, name, row.made, row.until)


def _hashed(secret: str) -> bytes:
    return sha256(secret.encode()).digest()


def _key(secret: str) -> bytes:
    return derived(secret.encode(), b"sessions")

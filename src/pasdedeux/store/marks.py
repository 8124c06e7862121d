"""Marks of devices: by its mark a device shows that a person signed in on it before. It opens nothing.

A mark is a random number, sealed by how the passphrase wraps the keys. So nothing is kept here of devices,
and with a new passphrase every mark is worth nothing.
"""

from __future__ import annotations

import hmac
import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from pasdedeux.store.keys import Keyring
from pasdedeux.store.schema import PersonRow
from pasdedeux.store.sealing import derived


def mark(session: Session, me: Keyring) -> str:
    """Make a mark for a device on which this person signed in."""
    number = secrets.token_urlsafe(12)
    return f"{number}.{_seal(session.get_one(PersonRow, me.person), number)}"


def marked(session: Session, name: str, marks: list[str]) -> str | None:
    """Give the one of these marks that was made for whoever is called so; None where none was."""
    row = session.scalars(select(PersonRow).where(PersonRow.name == name)).one_or_none()
    for one in marks if row else []:
        number, _, seal = one.partition(".")
        if row and hmac.compare_digest(seal.encode(), _seal(row, number).encode()):
            return one
    return None


def _seal(row: PersonRow, number: str) -> str:
    key = derived(row.by_passphrase, b"marks")
    return hmac.digest(key, f"{row.id} {number}".encode(), "sha256").hex()

"""Notes: what a person keeps for themselves alone, ever. Of what kind it is stands inside the ciphertext."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pasdedeux.store.keys import Keyring
from pasdedeux.store.schema import NoteRow, new_id
from pasdedeux.store.sealing import StoreError, seal, unseal


class NoteKind(StrEnum):
    """What is kept."""

    DRAFT = "draft"  # a telling that is not finished
    UNSENT = "unsent"  # written here first, held till morning
    ALARM = "alarm"  # how high it was, so that the morning after can ask
    PRACTICE = "practice"  # one's own run of a practice
    PLAN = "plan"  # the one practice that is kept
    RESTS = "rests"  # up to which evening nothing is asked the morning after


@dataclass(frozen=True, slots=True)
class Note:
    """One note in the open.

    Parameters
    ----------
    id
        Of the note.
    kind
        What it is.
    made
        When.
    holds
        Plain values, for JSON.
    """

    id: str
    kind: NoteKind
    made: datetime
    holds: dict[str, Any]


def keep(
    session: Session,
    me: Keyring,
    kind: NoteKind,
    holds: dict[str, Any],
    now: datetime,
    note: str | None = None,
) -> str:
    """Keep a note, or write one of one's own anew.

    Returns
    -------
    str
        Id of the note.

    Raises
    ------
    StoreError
        If this person has no such note, or it is too long.
    """
    row = NoteRow(id=new_id(), person_id=me.person) if note is None else _mine(session, me, note)
    text = json.dumps({"kind": kind, "made": now.isoformat(), "holds": holds}, ensure_ascii=False)
    row.text = seal(me.own, text, "notes", row.id, me.person)
    session.add(row)
    session.flush()
    return row.id


def read(session: Session, me: Keyring, note: str) -> Note:
    """Read a note of one's own.

    Raises
    ------
    StoreError
        If this person has no such note.
    """
    return _note(me, _mine(session, me, note))


def own(session: Session, me: Keyring, kind: NoteKind | None = None) -> list[Note]:
    """Give one's own notes, of one kind or all, the first one first."""
    rows = session.scalars(select(NoteRow).where(NoteRow.person_id == me.person))
    notes = [_note(me, row) for row in rows]
    return sorted((one for one in notes if kind in {None, one.kind}), key=lambda one: (one.made, one.id))


def delete(session: Session, me: Keyring, note: str) -> None:
    """Delete a note of one's own.

    Raises
    ------
    StoreError
        If this person has no such note.
    """
    session.delete(_mine(session, me, note))
    session.flush()


def _mine(session: Session, me: Keyring, note: str) -> NoteRow:
    row = session.get(NoteRow, note)
    if row is None or row.person_id != me.person:
        raise StoreError("store.nothing-there")
    return row


def _note(me: Keyring, row: NoteRow) -> Note:
    held = json.loads(unseal(me.own, row.text, "notes", row.id, me.person))
    return Note(row.id, NoteKind(held["kind"]), datetime.fromisoformat(held["made"]), held["holds"])

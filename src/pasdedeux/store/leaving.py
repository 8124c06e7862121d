"""Everything that ends: a copy to take along, a quiet stop, leaving the couple, deleting oneself.

None of these rings on the other phone, and what the other told stays the other's.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pasdedeux.readers.episodes.telling import told_of
from pasdedeux.store import consents, couples, log, moments, notes, preferences, sessions, standings, tellings
from pasdedeux.store.keys import Keyring
from pasdedeux.store.schema import ActRow, AssentRow, CoupleRow, MemberRow, PersonRow


def export(session: Session, me: Keyring) -> dict[str, Any]:
    """Give all of one's own in the open, and nothing of the other's.

    Returns
    -------
    dict
        Plain values, for JSON.
    """
    row, standing = session.get_one(PersonRow, me.person), standings.read(session, me)
    told = [told_of(tellings.read(session, me, one), one) for one in tellings.own(session, me)]
    return {
        "name": row.name,
        "began": row.began.isoformat(),
        "standing": {"state": str(standing.state), "since": standing.since.isoformat()},
        "telling": [{**one, "day": one["day"].isoformat()} for one in told],
        "preferences": asdict(preferences.read(session, me)),
        "notes": [
            {"kind": str(one.kind), "made": one.made.isoformat(), "holds": one.holds}
            for one in notes.own(session, me)
        ],
        "devices": [
            {"name": one.name, "made": one.made.isoformat()} for one in sessions.devices(session, me)
        ],
        "let_go_of": [
            {"at": one.at.isoformat(), "day": one.day, "to": one.to, "parts": list(one.parts)}
            for one in log.read(session, me).lines
        ],
        "consents": [
            {"purpose": one.purpose, "version": one.version, "given": one.given, "at": one.at.isoformat()}
            for one in consents.history(session, me)
        ],
        "chosen": [
            {"what": one.what, "subject": one.subject, "chosen": one.chosen.isoformat(),
             "confirmed": _time(one.confirmed), "goes_on": one.goes_on}
            for one in session.scalars(select(AssentRow).where(AssentRow.person_id == me.person))
        ],
        "acts": [
            {"kind": one.kind, "at": one.at.isoformat(), "promised": _time(one.promised),
             "home": _time(one.home), "words": moments.sentence(couples.bond(session, me), one)}
            for one in session.scalars(select(ActRow).where(ActRow.person_id == me.person))
        ],
    }  # fmt: skip


def stop(session: Session, me: Keyring) -> None:
    """Stop quietly: everything that was opened or sealed is one's own again. The other sees an empty week."""
    for mine in session.scalars(select(AssentRow).where(AssentRow.person_id == me.person)).all():
        if mine.telling_id is not None:
            tellings.take_back(session, me, mine.telling_id)
        else:
            session.delete(mine)
    session.flush()


def leave(session: Session, me: Keyring) -> None:
    """Leave the couple. Both keep their own tellings; nothing is open any more."""
    stop(session, me)
    mine = session.get(MemberRow, me.person)
    if mine is None:
        return
    couple = mine.couple_id
    session.execute(delete(ActRow).where(ActRow.person_id == me.person))
    session.delete(mine)
    session.flush()
    _tidy(session, couple)


def delete_person(session: Session, me: Keyring) -> None:
    """Delete a person, the keys, and all that is theirs; nothing here opens it any more."""
    leave(session, me)
    session.delete(session.get_one(PersonRow, me.person))
    session.flush()
    session.expire_all()


def _tidy(session: Session, couple: str) -> None:
    """Delete a couple in which nobody is left."""
    if not session.scalars(select(MemberRow).where(MemberRow.couple_id == couple)).all():
        session.execute(delete(CoupleRow).where(CoupleRow.id == couple))
        session.expire_all()


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()

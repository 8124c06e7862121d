"""Where a person stands, by that person's own key: the same size and the same row for everyone."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy.orm import Session

from pasdedeux.safety import SafetyEvent, SafetyStanding, SafetyState
from pasdedeux.store.keys import Keyring
from pasdedeux.store.schema import PersonRow
from pasdedeux.store.sealing import seal, unseal


def sealed(me: Keyring, standing: SafetyStanding) -> bytes:
    """Write a standing as it is kept."""
    told = [standing.state, standing.since.isoformat(), [day.isoformat() for day in standing.noes]]
    return seal(me.own, json.dumps(told), "persons", me.person, "standing")


def read(session: Session, me: Keyring) -> SafetyStanding:
    """Read one's own standing, as it was when something last happened."""
    row = session.get_one(PersonRow, me.person)
    state, since, noes = json.loads(unseal(me.own, row.standing, "persons", me.person, "standing"))
    return SafetyStanding(SafetyState(state), date.fromisoformat(since), tuple(map(date.fromisoformat, noes)))


def happened(session: Session, me: Keyring, event: SafetyEvent, today: date) -> SafetyStanding:
    """Put down what happened today. No event, no other row, no other size."""
    standing = read(session, me).happened(event, today)
    session.get_one(PersonRow, me.person).standing = sealed(me, standing)
    return standing


def reseal(session: Session, me: Keyring) -> None:
    """Write the same standing anew, so that a changed row does not mean a changed standing."""
    session.get_one(PersonRow, me.person).standing = sealed(me, read(session, me))

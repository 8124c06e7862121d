"""Consents: one card for each purpose, the same to give and to take back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi.responses import Response

from pasdedeux.app.forms import Form
from pasdedeux.app.pages import see, show
from pasdedeux.app.routes import Doors, Needs
from pasdedeux.app.visit import Here, Visit
from pasdedeux.store import consents
from pasdedeux.store.access import Thing, Verb
from pasdedeux.store.consents import Purpose

doors = Doors("consents")
WORDS = "1"
"""Version of the words on the cards; they change only together with it."""
ASKED = (Purpose.TOGETHER, Purpose.ANALYSE)
"""Purposes that something here uses; the others are not asked about."""


@dataclass(frozen=True, slots=True)
class ConsentCard:
    """A purpose, and what this person decided last about it; no day where nothing was decided."""

    purpose: Purpose
    given: bool = False
    day: date | None = None
    version: str = WORDS


def decided(visit: Visit, purpose: Purpose) -> ConsentCard:
    """Give the card of one purpose."""
    with visit.reading() as session:
        said = [one for one in consents.history(session, visit.me) if one.purpose == purpose]
    if not said:
        return ConsentCard(purpose)
    return ConsentCard(purpose, said[-1].given, visit.local(said[-1].at).date(), said[-1].version)


@doors.get("/a/who/consents", Needs(Thing.CONSENT, Verb.READ))
def cards(visit: Here) -> Response:
    """Show all cards."""
    return show(visit, "account/consents.html", cards=[decided(visit, one) for one in ASKED])


@doors.post("/a/who/consents", Needs(Thing.CONSENT, Verb.WRITE))
def decide(visit: Here, sent: Form) -> Response:
    """Put a decision behind those that are there. Nobody gets a message."""
    if sent("purpose") in ASKED:
        purpose, given = Purpose(sent("purpose")), sent("given") == "yes"
        visit.do(
            sent.once,
            lambda session: consents.decide(session, visit.me, purpose, WORDS, visit.now, given=given),
        )
    return see("/a/who/consents")

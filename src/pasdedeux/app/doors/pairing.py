"""Pairing: what the other sees stands before any question; then a code that one says, the other enters."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from pasdedeux.app.doors.consents import WORDS, decided
from pasdedeux.app.forms import Form
from pasdedeux.app.pages import see, show
from pasdedeux.app.routes import Doors, Needs
from pasdedeux.app.signing import count_pairing
from pasdedeux.app.visit import Here
from pasdedeux.store import consents, couples
from pasdedeux.store.access import Thing, Verb
from pasdedeux.store.consents import Purpose

doors = Doors("pairing")
READS, WRITES = Needs(Thing.COUPLE, Verb.READ), Needs(Thing.COUPLE, Verb.WRITE)


@doors.get("/a/pair", READS)
def together(visit: Here) -> Response:
    """Say what the other sees, then ask."""
    card = decided(visit, Purpose.TOGETHER)
    return show(visit, "pairing/together.html", card=card)


@doors.post("/a/pair", Needs(Thing.CONSENT, Verb.WRITE))
def decide(visit: Here, sent: Form) -> Response:
    """Put the decision down; a no goes on alone."""
    given = sent("given") == "yes"
    visit.do(
        sent.once,
        lambda session: consents.decide(session, visit.me, Purpose.TOGETHER, WORDS, visit.now, given=given),
    )
    return see("/a/pair/code" if given else "/a")


@doors.get("/a/pair/code", READS)
def code_page(visit: Here) -> Response:
    """Offer to make a code or to enter one."""
    return show(visit, "pairing/code.html", code="")


@doors.post("/a/pair/code", WRITES)
def make(visit: Here) -> Response:
    """Make a code and show it, once; sent again it makes another, and the one seen last is good."""
    with visit.writing() as session:
        code = couples.invite(session, visit.me, visit.likes.zone, visit.now)
    return show(visit, "pairing/code.html", code=code)


@doors.post("/a/pair/join", WRITES)
def join(request: Request, visit: Here, sent: Form) -> Response:
    """Enter the code that the other said."""
    count_pairing(request, visit)
    visit.do(sent.once, lambda session: couples.join(session, visit.me, sent("code"), visit.now))
    return see("/a/pair")

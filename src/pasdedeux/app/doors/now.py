"""Now: the page one comes to, with what can be done at this moment, and the cycle button."""

from __future__ import annotations

from fastapi.responses import Response

from pasdedeux.app.acts import cards, hour
from pasdedeux.app.evening import morning_cards, towards
from pasdedeux.app.forms import Form as Fields
from pasdedeux.app.pages import see, show
from pasdedeux.app.plan import tonight
from pasdedeux.app.routes import Doors, Needs
from pasdedeux.app.visit import Here, Visit
from pasdedeux.store import events, moments
from pasdedeux.store.access import Thing, Verb
from pasdedeux.store.couples import Bond
from pasdedeux.store.moments import Deed
from pasdedeux.store.sealing import StoreError

doors = Doors("now")


@doors.get("/a", Needs(Thing.ACT, Verb.READ))
def now(visit: Here) -> Response:
    """Show what is now."""
    with visit.reading() as session:
        number = events.last(session, visit.me)
        shown = cards(visit, session)
        done = moments.of_evening(session, visit.bond, visit.today) if visit.bond else {}
        mornings, step = morning_cards(visit, session), tonight(visit, session)
    mine = {card.kind for card in shown if card.mine}
    return show(
        visit,
        "now/now.html",
        acts=shown,
        mine=mine,
        before={deed: hour(visit, act.at) for deed, act in done.items() if deed not in mine},
        number=number,
        mornings=mornings,
        step=step,
        together=together(visit),
        towards=towards(visit),
    )


@doors.post("/a/button", Needs(Thing.ACT, Verb.WRITE))
def button(visit: Here, sent: Fields) -> Response:
    """Name the cycle; the other sees it at once."""
    ours = bond(visit)
    visit.do(sent.once, lambda session: moments.press(session, ours, Deed.BUTTON, visit.now))
    return see("/a")


@doors.post("/a/undo/{act}", Needs(Thing.ACT, Verb.WRITE))
def undo(visit: Here, sent: Fields, act: str) -> Response:
    """Take the button or the code word back, in the first seconds."""
    ours = bond(visit)
    visit.do(sent.once, lambda session: moments.undo(session, ours, act, visit.now))
    return see("/a")


def together(visit: Visit) -> bool:
    """Whether what is done here shows on another phone."""
    return visit.bond is not None and visit.bond.together


def bond(visit: Visit) -> Bond:
    """Give the couple of whoever acts.

    Raises
    ------
    StoreError
        If this person is here alone.
    """
    if visit.bond is None:
        raise StoreError("store.no-couple")
    return visit.bond

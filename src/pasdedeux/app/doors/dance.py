"""The dance: what is answered with what, from one's own tellings, or from both where both opened that."""

from __future__ import annotations

from fastapi.responses import Response
from sqlalchemy.orm import Session

from pasdedeux.app.forms import Form
from pasdedeux.app.halves import couple_of
from pasdedeux.app.pages import picture, see, show
from pasdedeux.app.routes import Doors, Needs
from pasdedeux.app.visit import Here, Visit
from pasdedeux.records import Episode, Episodes
from pasdedeux.safety import ForTwo, day_of
from pasdedeux.safety.between import GO_ON_WITHIN
from pasdedeux.services.dance import dance_page
from pasdedeux.store import consents, openings, tellings
from pasdedeux.store.access import Thing, Verb
from pasdedeux.store.consents import Purpose
from pasdedeux.store.openings import OpenPeriod

doors = Doors("dance")
READS, WRITES = Needs(Thing.TELLING, Verb.READ), Needs(Thing.ASSENT, Verb.WRITE)
ANY = ""
"""There is one dance, so nothing says which."""


@doors.get("/a/dance", READS)
def dance(visit: Here) -> Response:
    """Show the dance from both accounts where both opened it, else from one's own."""
    return _page(visit, own=False)


@doors.get("/a/dance/own", READS)
def own_dance(visit: Here) -> Response:
    """Show the dance from one's own tellings alone."""
    return _page(visit, own=True)


@doors.post("/a/dance/both", WRITES)
def count_both(visit: Here, sent: Form) -> Response:
    """Choose that both accounts are counted, confirm it, go on, or take it back."""
    bond, do, two = visit.bond, sent("do"), (ForTwo.DANCE, ANY)

    def act(session: Session) -> None:
        if bond is None:
            return
        if do == "choose":
            openings.choose(session, bond, *two, visit.now)
        elif do == "confirm":
            openings.confirm(session, bond, *two, visit.now)
        elif do == "on":
            openings.go_on(session, bond, *two, visit.now)
        elif do == "back":
            openings.take_back(session, bond, *two)

    visit.do(sent.once, act)
    return see("/a/dance")


def _page(visit: Visit, *, own: bool) -> Response:
    with visit.reading() as session:
        period = _open(session, visit)
        both = period is not None and not own
        told = _from_both(session, visit) if both else _from_mine(session, visit)
        state = _state(session, visit, period)
    what = (repr(told.episodes), told.couple.labels, visit.likes.language)
    place = f"{visit.me.person} dance {both}"
    found = None
    if len(told):
        found = visit.place.work.ask(place, what, visit.now, dance_page, told, visit.likes.language)
    return show(
        visit,
        "dance/dance.html",
        told=told,
        both=both,
        is_open=period is not None,
        page=found.result if found else None,
        at=visit.local(found.at) if found else None,
        figures={name: picture(drawn) for name, drawn in found.result.figures.items()} if found else {},
        state=state,
        until=period.until if period else None,
        ends_soon=period is not None and visit.local(visit.now) >= period.until - GO_ON_WITHIN,
    )


def _from_mine(session: Session, visit: Visit) -> Episodes:
    ids = tellings.own(session, visit.me)
    told = tuple(Episode(one, (tellings.read(session, visit.me, one),)) for one in ids)
    return Episodes(couple_of(visit), told)


def _from_both(session: Session, visit: Visit) -> Episodes:
    """Give what lies side by side now, each half with what is shown of it: both count the same."""
    both = tellings.joined(session, visit.me, visit.now)
    return Episodes(couple_of(visit), tuple(Episode(one.id, (one.mine, one.theirs)) for one in both))


def _open(session: Session, visit: Visit) -> OpenPeriod | None:
    """Say until when both accounts are counted: both opened it, and both consents live."""
    bond = visit.bond
    if bond is None or bond.other is None:
        return None
    period = openings.period(session, bond, ForTwo.DANCE, ANY)
    live = all(consents.lives(session, one, Purpose.ANALYSE) for one in (bond.me, bond.other))
    return period if live and period is not None and period.holds(visit.now) else None


def _state(session: Session, visit: Visit, period: OpenPeriod | None) -> str:
    """Say how far one's own choice is; of the other's nothing."""
    bond = visit.bond
    if bond is None or bond.other is None:
        return "alone"
    if period is not None:
        return "open"
    mine = openings.assent(session, bond, ForTwo.DANCE, ANY)
    if not consents.lives(session, bond.me, Purpose.ANALYSE):
        return "consent"
    if mine is None or not openings.stands(session, bond, mine, visit.now):
        return "mine"
    if mine.confirmed is None and day_of(bond.local(mine.chosen)) < visit.today:
        return "due"
    return "confirmed" if mine.confirmed else "chosen"

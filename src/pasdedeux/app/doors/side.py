"""Side by side: two accounts of one day, each in its own words, as large as the other."""

from __future__ import annotations

import json

from fastapi.responses import Response
from sqlalchemy.orm import Session

from pasdedeux.app.forms import Form
from pasdedeux.app.halves import accounts, both_halves, couple_of
from pasdedeux.app.pages import picture, see, show
from pasdedeux.app.routes import Doors, Needs
from pasdedeux.app.visit import Here, Visit
from pasdedeux.records import Episode, Episodes
from pasdedeux.services.dance import side_by_side
from pasdedeux.services.telling import LONGEST, MOST_HELPED, SOFT, Step, choices, own_words
from pasdedeux.store import tellings
from pasdedeux.store.access import Thing, Verb
from pasdedeux.store.parts import PartName, ask_text
from pasdedeux.store.sealing import StoreError
from pasdedeux.store.tellings import Joined

doors = Doors("side")
READS, WRITES = Needs(Thing.PART, Verb.READ), Needs(Thing.PART, Verb.WRITE)
SHORTEST_ASK = LONGEST // 5
"""Letters of a small ask at most."""


@doors.get("/a/side/{telling}", READS)
def side(visit: Here, telling: str) -> Response:
    """Show both halves, where both opened them."""
    with visit.reading() as session:
        both = tellings.joined(session, visit.me, visit.now)
    one = _one(both, telling)
    told = Episodes(couple_of(visit), (Episode(one.id, (one.mine, one.theirs)),))
    found = visit.place.work.ask(
        f"{visit.me.person} side {one.id}", repr(told.episodes), visit.now, side_by_side, told
    )
    beads = found.result if found else ()
    return show(
        visit,
        "moments/side.html",
        one=one,
        drawing=picture(both_halves(one, visit, beads)),
        beads=beads,
        alike=sum(bead.alike for bead in beads),
        waits=found is None,
        rows=accounts(one, visit),
        helped=[(str(at), text) for at, (_, text) in enumerate(choices(Step.HELPED, visit.say), start=1)],
        chosen=[str(SOFT.index(act) + 1) for act in one.mine.helped],
        told=len(both),
    )


@doors.post("/a/side/{telling}/ask", WRITES)
def ask(visit: Here, sent: Form, telling: str) -> Response:
    """Put one small ask into one's own half, where the other can read it too."""
    words = own_words(sent("words"))[:SHORTEST_ASK]
    return _write(visit, sent, telling, PartName.ASK, ask_text(words))


@doors.post("/a/side/{telling}/helped", WRITES)
def helped(visit: Here, sent: Form, telling: str) -> Response:
    """Say what helped, in one's own half."""
    numbers = [int(one) for one in sent.all("helped") if one.isascii() and one.isdigit()]
    acts = [SOFT[number - 1] for number in numbers if 1 <= number <= len(SOFT)][:MOST_HELPED]
    return _write(visit, sent, telling, PartName.HELPED, json.dumps({"helped": acts}))


def _write(visit: Visit, sent: Form, telling: str, part: PartName, text: str) -> Response:
    def act(session: Session) -> None:
        _one(tellings.joined(session, visit.me, visit.now), telling)
        tellings.write(session, visit.me, telling, part, text, visit.now)

    visit.do(sent.once, act)
    return see(f"/a/side/{telling}")


def _one(both: list[Joined], telling: str) -> Joined:
    found = next((one for one in both if one.id == telling), None)
    if found is None:
        raise StoreError("store.nothing-there")
    return found

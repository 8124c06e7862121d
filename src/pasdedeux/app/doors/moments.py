"""What happened: one's own tellings, and what of each may lie side by side with the other's."""

from __future__ import annotations

from fastapi.responses import Response

from pasdedeux.app.beads import laid
from pasdedeux.app.doors.alarm import SETTLE_FIRST
from pasdedeux.app.forms import Form
from pasdedeux.app.halves import own_half
from pasdedeux.app.pages import picture, see, show
from pasdedeux.app.routes import Doors, Needs
from pasdedeux.app.visit import Here, Visit
from pasdedeux.records import Telling
from pasdedeux.records.episodes import Kind
from pasdedeux.safety import SafetyState, day_of
from pasdedeux.safety.between import GO_ON_WITHIN
from pasdedeux.services.draft import Draft
from pasdedeux.services.telling import answers_shown
from pasdedeux.store import notes, tellings
from pasdedeux.store.access import Thing, Verb
from pasdedeux.store.notes import NoteKind
from pasdedeux.store.parts import JOINS_FIRST, PartName

doors = Doors("moments")
READS, WRITES = Needs(Thing.TELLING, Verb.READ), Needs(Thing.ASSENT, Verb.WRITE)


@doors.get("/a/moments", READS)
def all_of_them(visit: Here) -> Response:
    """List one's own tellings, the newest first, and what lies side by side."""
    with visit.reading() as session:
        begun = [(one.id, Draft.of(one.holds)) for one in notes.own(session, visit.me, NoteKind.DRAFT)]
        ids = tellings.own(session, visit.me)
        told = [(one, tellings.read(session, visit.me, one)) for one in ids]
        how = {one: tellings.sealing(session, visit.me, one, visit.now) for one in ids}
        both = tellings.joined(session, visit.me, visit.now)
    open_now = {one.id for one in both}
    told.sort(key=lambda one: one[1].day, reverse=True)
    rows = [
        (one, telling, laid(telling.moves, visit), "open" if one in open_now else _state(how[one], visit))
        for one, telling in told
    ]
    return show(visit, "moments/all.html", rows=rows, begun=begun, both=list(reversed(both)))


@doors.get("/a/moments/{telling}", READS)
def one_of_them(visit: Here, telling: str, just: str = "") -> Response:
    """Show one's own half of the eight at once, and what may become of it."""
    with visit.reading() as session:
        first = len(tellings.own(session, visit.me)) == 1
        told = tellings.read(session, visit.me, telling)
        how = tellings.sealing(session, visit.me, telling, visit.now)
        both = [one for one in tellings.joined(session, visit.me, visit.now) if one.id == telling]
    open_now = both[0] if both else None
    joins = how.shows if how.chosen else frozenset(_first_choice(visit))
    return show(
        visit,
        "moments/one.html",
        id=telling,
        told=told,
        settle=just == "told" and _stirs(told, first=first),
        beads=laid(told.moves, visit),
        half=picture(own_half(told, visit)),
        said=answers_shown(told, visit.say),
        parts=[(part, visit.say(f"moments.part.{part}")) for part in _parts(told)],
        joins=joins,
        how=how,
        state="open" if open_now else _state(how, visit),
        both=open_now,
        ends_soon=open_now is not None and visit.local(visit.now) >= open_now.until - GO_ON_WITHIN,
    )


@doors.post("/a/moments/{telling}/seal", WRITES)
def seal(visit: Here, sent: Form, telling: str) -> Response:
    """Seal the chosen parts, or keep everything."""
    known = {part.value for part in PartName}
    joins = [PartName(part) for part in sent.all("part") if part in known]
    if sent("do") == "seal" and joins:
        visit.do(sent.once, lambda session: tellings.seal_parts(session, visit.me, telling, joins, visit.now))
    return see(f"/a/moments/{telling}")


@doors.post("/a/moments/{telling}/confirm", WRITES)
def confirm(visit: Here, sent: Form, telling: str) -> Response:
    """Confirm on a later day."""
    visit.do(sent.once, lambda session: tellings.confirm(session, visit.me, telling, visit.now))
    return see(f"/a/moments/{telling}")


@doors.post("/a/moments/{telling}/on", WRITES)
def go_on(visit: Here, sent: Form, telling: str) -> Response:
    """Say that it may lie side by side for another four weeks."""
    visit.do(sent.once, lambda session: tellings.go_on(session, visit.me, telling, visit.now))
    return see(f"/a/moments/{telling}")


@doors.post("/a/moments/{telling}/back", WRITES)
def take_back(visit: Here, sent: Form, telling: str) -> Response:
    """Take the whole half back."""
    visit.do(sent.once, lambda session: tellings.take_back(session, visit.me, telling))
    return see(f"/a/moments/{telling}")


@doors.post("/a/moments/{telling}/delete", Needs(Thing.TELLING, Verb.DELETE))
def delete(visit: Here, sent: Form, telling: str) -> Response:
    """Delete a telling of one's own."""
    visit.do(sent.once, lambda session: tellings.delete(session, visit.me, telling))
    return see("/a/moments")


def _stirs(told: Telling, *, first: bool) -> bool:
    """Whether the body may want something first, after telling: the first hard evening, or a high alarm."""
    return told.kind is not Kind.GOOD_TURN and (first or (told.peak or 0) >= SETTLE_FIRST)


def _state(how: tellings.Sealing, visit: Visit) -> str:
    if how.chosen is None:
        return "mine"
    due = not how.confirmed and day_of(how.chosen) < visit.today
    return "confirm-due" if due else "sealed"


def _first_choice(visit: Visit) -> tuple[PartName, ...]:
    """Give the parts that are proposed for both; where something was reported, or nothing asked, none."""
    return JOINS_FIRST if visit.standing.state is SafetyState.BOTH else ()


def _parts(told: Telling) -> list[PartName]:
    """Give the parts in which something is told."""
    held = {
        PartName.MOVES: told.moves,
        PartName.SAW: told.trigger,
        PartName.TOP: told.on_top or told.peak is not None,
        PartName.BENEATH: told.beneath,
        PartName.STORY: told.story,
        PartName.ENDING: told.ending or told.at_ease or told.lasted,
        PartName.HELPED: told.helped,
        PartName.WORDS: told.words or any(move.words for move in told.moves),
    }
    return [part for part, something in held.items() if something]

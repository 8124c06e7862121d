"""Practising: small practices, one at a time, with a clock; those for two open where both picked the same."""

from __future__ import annotations

from fastapi.responses import Response
from sqlalchemy.orm import Session

from pasdedeux.app.doors.alarm import LEVELS, in_alarm
from pasdedeux.app.evening import for_both, suggested
from pasdedeux.app.forms import Form
from pasdedeux.app.pages import see, show
from pasdedeux.app.plan import keep, let_go, plan, tonight
from pasdedeux.app.routes import Doors, Needs
from pasdedeux.app.visit import Here, Visit
from pasdedeux.practice import Practice, practices, sources
from pasdedeux.safety import ForTwo, day_of, must_stop, stop_words
from pasdedeux.store import notes, openings
from pasdedeux.store.access import Thing, Verb
from pasdedeux.store.couples import Bond
from pasdedeux.store.notes import NoteKind
from pasdedeux.store.sealing import StoreError

doors = Doors("practice")
READS, WRITES = Needs(Thing.NOTE, Verb.READ), Needs(Thing.NOTE, Verb.WRITE)
CHOOSES = Needs(Thing.ASSENT, Verb.WRITE)
HELPED = ("yes", "no", "harder")
FIRST = ("alarm", "after", "calm", "planned", "talk")
"""Moments in which a practice is read, in the order of the list."""
TALK_BELOW = 5
"""Of ten: from there on a talk waits five minutes more."""


@doors.get("/a/practice", READS)
def everything(visit: Here) -> Response:
    """List what is suggested, by the moment it is for."""
    with visit.reading() as session:
        step = tonight(visit, session)
    groups = [
        (moment, [one for one in practices().values() if one.moment == moment and suggested(visit, one)])
        for moment in FIRST
    ]
    return show(
        visit, "practice/all.html", step=step, groups=[(name, found) for name, found in groups if found]
    )


@doors.get("/a/practice/{id_}", READS)
def one(visit: Here, id_: str) -> Response:
    """Show one practice: what to do, why, when not, and how good the evidence is."""
    chosen = _known(id_)
    with visit.reading() as session:
        opened, picked = for_both(visit, session, id_), _picked(visit, session, chosen)
        now = plan(visit, session)
    known = [sources()[source].text(visit.say.language) for source in chosen.sources]
    kept = now is not None and now.practice == id_
    return show(visit, "practice/one.html", one=chosen, opened=opened, picked=picked, known=known, kept=kept)


@doors.post("/a/practice/{id_}/keep", WRITES)
def keep_one(visit: Here, sent: Form, id_: str) -> Response:
    """Keep this one for a week, in place of any other; also for one more week."""
    chosen = _known(id_)
    visit.do(sent.once, lambda session: keep(visit, session, chosen.id))
    return see("/a")


@doors.post("/a/practice/{id_}/let-go", Needs(Thing.NOTE, Verb.DELETE))
def let_one_go(visit: Here, sent: Form, id_: str) -> Response:
    """Let go of what is kept, and rest; or look for another."""
    _known(id_)
    visit.do(sent.once, lambda session: let_go(visit, session))
    return see("/a/practice" if sent("then") == "another" else "/a")


@doors.post("/a/practice/{id_}/pick", CHOOSES)
def pick(visit: Here, sent: Form, id_: str) -> Response:
    """Pick a practice for two; it opens where both picked the same, each alone."""
    bond = _bond(visit, _known(id_))
    visit.do(sent.once, lambda session: openings.choose(session, bond, ForTwo.PRACTICE, id_, visit.now))
    return see(f"/a/practice/{id_}")


@doors.post("/a/practice/{id_}/confirm", CHOOSES)
def confirm(visit: Here, sent: Form, id_: str) -> Response:
    """Confirm it on a later day."""
    bond = _bond(visit, _known(id_))
    visit.do(sent.once, lambda session: openings.confirm(session, bond, ForTwo.PRACTICE, id_, visit.now))
    return see(f"/a/practice/{id_}")


@doors.post("/a/practice/{id_}/unpick", Needs(Thing.ASSENT, Verb.DELETE))
def unpick(visit: Here, sent: Form, id_: str) -> Response:
    """Take it back, as if it had never been picked."""
    bond = _bond(visit, _known(id_))
    visit.do(sent.once, lambda session: openings.take_back(session, bond, ForTwo.PRACTICE, id_))
    return see(f"/a/practice/{id_}")


@doors.get("/a/practice/{id_}/go", READS)
def go(visit: Here, id_: str) -> Response:
    """Go through it, step by step, with a clock."""
    chosen = _known(id_)
    if chosen.people == 2:
        with visit.reading() as session:
            if not for_both(visit, session, id_):
                return see(f"/a/practice/{id_}")
    steps = list(zip(chosen.steps(visit.say.language), chosen.seconds, strict=True))
    return in_alarm(visit, "practice/go.html", one=chosen, steps=steps)


@doors.get("/a/practice/{id_}/after", READS)
def after_page(visit: Here, id_: str) -> Response:
    """Ask how it is now."""
    return in_alarm(visit, "practice/after.html", one=_known(id_), levels=LEVELS, helped=HELPED)


@doors.post("/a/practice/{id_}/after", WRITES)
def after(visit: Here, sent: Form, id_: str) -> Response:
    """Keep how it was, for oneself; where it got harder, stop here."""
    chosen, helped, level = _known(id_), sent("helped"), sent("level")
    holds = {"id": id_, "helped": helped if helped in HELPED else ""}
    visit.do(sent.once, lambda session: notes.keep(session, visit.me, NoteKind.PRACTICE, holds, visit.now))
    now = float(level) if level in LEVELS else None
    if helped == "harder" or must_stop(now, settling=chosen.moment == "alarm"):
        return see("/a/stop")
    return see("/a")


@doors.get("/a/stop", READS)
def stop(visit: Here) -> Response:
    """Say that it stops here; never who asked, or why."""
    return in_alarm(visit, "practice/stop.html", lines=stop_words(visit.say.language))


@doors.get("/a/talk", READS)
def before_talk(visit: Here) -> Response:
    """Ask, each alone, how high it is before a talk."""
    return in_alarm(visit, "practice/before_talk.html", numbers=LEVELS, more=False)


@doors.post("/a/talk", READS)
def talk(visit: Here, sent: Form) -> Response:
    """Begin the talk of ten minutes where it is low enough; else five minutes more. Nothing is kept."""
    level = sent("level")
    if level not in LEVELS:
        return see("/a/talk")
    if int(level) >= TALK_BELOW or must_stop(float(level)):
        return in_alarm(visit, "practice/before_talk.html", numbers=LEVELS, more=True)
    chosen = practices()["return-talk"]
    steps = list(zip(chosen.steps(visit.say.language), chosen.seconds, strict=True))[1:]
    return in_alarm(visit, "practice/go.html", one=chosen, steps=steps)


def _known(id_: str) -> Practice:
    if id_ not in practices():
        raise StoreError("store.nothing-there")
    return practices()[id_]


def _bond(visit: Visit, chosen: Practice) -> Bond:
    if visit.bond is None:
        raise StoreError("store.no-couple")
    if chosen.people == 1:
        raise StoreError("store.nothing-there")
    return visit.bond


def _picked(visit: Visit, session: Session, chosen: Practice) -> str:
    """Say how far one's own pick is: not there, made, ready to be confirmed, or confirmed."""
    if visit.bond is None or chosen.people == 1:
        return "alone"
    mine = openings.assent(session, visit.bond, ForTwo.PRACTICE, chosen.id)
    if mine is None or not openings.stands(session, visit.bond, mine, visit.now):
        return "no"
    if mine.confirmed is not None:
        return "confirmed"
    return "ready" if visit.today > day_of(visit.local(mine.chosen)) else "made"

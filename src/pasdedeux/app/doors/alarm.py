"""In alarm: how high, one thing to do, and words that are written here first. All of it is one's own."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

from fastapi.responses import Response
from sqlalchemy.orm import Session

from pasdedeux.app.beads import LIKELIEST, WRITTEN, acts_to_lay
from pasdedeux.app.doors.now import together
from pasdedeux.app.evening import Unsent, let_rest, rests_until, towards
from pasdedeux.app.forms import Form
from pasdedeux.app.pages import see, show
from pasdedeux.app.routes import Doors, Needs
from pasdedeux.app.visit import Here, Visit
from pasdedeux.services.draft import Draft
from pasdedeux.services.telling import Form as TellingForm
from pasdedeux.services.telling import Step, move_understood, offered
from pasdedeux.store import notes
from pasdedeux.store.access import Thing, Verb
from pasdedeux.store.notes import NoteKind
from pasdedeux.store.sealing import StoreError

doors = Doors("alarm")
READS, WRITES, DELETES = (Needs(Thing.NOTE, verb) for verb in (Verb.READ, Verb.WRITE, Verb.DELETE))
LEVELS = tuple(str(n) for n in range(11))
SETTLE_FIRST = 7
"""From here on the body comes first, and words after it."""
LONGEST = 4_000
FIRST_OF = Step.MOVES
"""The question that the first move of a telling answers."""


def in_alarm(visit: Visit, template: str, **values: Any) -> Response:
    """Show a page that is read in alarm: dark at night."""
    return show(visit, template, theme="dark" if visit.dark else visit.likes.theme, **values)


@doors.get("/a/alarm", READS)
def how_high(visit: Here) -> Response:
    """Ask how high it is."""
    return in_alarm(visit, "alarm/level.html", numbers=LEVELS)


@doors.post("/a/alarm", WRITES)
def said(visit: Here, sent: Form) -> Response:
    """Keep how high it is, for oneself, and offer one thing."""
    if sent("level") not in LEVELS:
        return see("/a/alarm")
    holds = {"level": int(sent("level"))}
    note = visit.do(
        sent.once, lambda session: notes.keep(session, visit.me, NoteKind.ALARM, holds, visit.now)
    )
    return see(f"/a/alarm/{note}")


@doors.get("/a/alarm/{note}", READS)
def one_thing(visit: Here, note: str) -> Response:
    """Offer one thing: settle, write it here first, or the code word."""
    with visit.reading() as session:
        level = _of(session, visit, note, NoteKind.ALARM).holds["level"]
    return in_alarm(
        visit,
        "alarm/one_thing.html",
        settle=level >= SETTLE_FIRST,
        together=together(visit),
        towards=towards(visit),
    )


@doors.post("/a/morning/rest", WRITES)
def no_telling(visit: Here, sent: Form) -> Response:
    """Let an evening rest: the morning after asks no more."""
    with suppress(ValueError):
        day = date.fromisoformat(sent("day"))
        visit.do(sent.once, lambda session: let_rest(visit, session, day))
    return see("/a")


@doors.get("/a/write", READS)
def write_page(visit: Here) -> Response:
    """Give room for words that nobody else sees."""
    return in_alarm(visit, "alarm/write.html", words="", until=rests_until(visit), path="/a/write")


@doors.post("/a/write", WRITES)
def write(visit: Here, sent: Form) -> Response:
    """Keep words till the morning, for oneself."""
    words = sent("words")[:LONGEST].strip()
    if not words:
        return see("/a/write")
    unsent = Unsent("", words, rests_until(visit), softened=False, sent=False)
    note = visit.do(sent.once, lambda session: _keep(session, visit, unsent, None))
    return see(f"/a/write/{note}")


@doors.get("/a/write/{note}", READS)
def written(visit: Here, note: str) -> Response:
    """Show what was written, and what can be done with it: at night, or once it has rested."""
    with visit.reading() as session:
        unsent = Unsent.of(_of(session, visit, note, NoteKind.UNSENT))
    return in_alarm(
        visit,
        "alarm/written.html",
        unsent=unsent,
        due=visit.local(unsent.due),
        rested=unsent.due <= visit.now,
        towards=towards(visit),
        rows=[
            (mine, acts_to_lay(FIRST_OF, visit, mine=mine, by_phone=True, likeliest=likeliest))
            for mine, likeliest in ((True, WRITTEN), (False, LIKELIEST))
        ],
    )


@doors.get("/a/write/{note}/soften", READS)
def soften_page(visit: Here, note: str) -> Response:
    """Give the words once more, to be written softer."""
    with visit.reading() as session:
        unsent = Unsent.of(_of(session, visit, note, NoteKind.UNSENT))
    same = {"words": unsent.words, "until": unsent.due, "path": f"/a/write/{note}/soften"}
    return in_alarm(visit, "alarm/soften.html", **same)


@doors.post("/a/write/{note}/soften", WRITES)
def soften(visit: Here, sent: Form, note: str) -> Response:
    """Keep the softer words in place of the first ones."""

    def act(session: Session) -> None:
        unsent = Unsent.of(_of(session, visit, note, NoteKind.UNSENT))
        words = sent("words")[:LONGEST].strip() or unsent.words
        _keep(session, visit, replace(unsent, words=words, softened=words != unsent.words), note)

    visit.do(sent.once, act)
    return see(f"/a/write/{note}")


@doors.post("/a/write/{note}/sent", WRITES)
def sent_anyway(visit: Here, sent: Form, note: str) -> Response:
    """Put down that the person sends it, where the two write to each other. Nothing is sent from here."""

    def act(session: Session) -> None:
        unsent = Unsent.of(_of(session, visit, note, NoteKind.UNSENT))
        _keep(session, visit, replace(unsent, sent=True), note)

    visit.do(sent.once, act)
    return see(f"/a/write/{note}")


@doors.post("/a/write/{note}/away", DELETES)
def throw_away(visit: Here, sent: Form, note: str) -> Response:
    """Throw the words away."""
    visit.do(sent.once, lambda session: notes.delete(session, visit.me, note))
    return see("/a")


@doors.post("/a/write/{note}/went", WRITES)
def how_it_went(visit: Here, sent: Form, note: str) -> Response:
    """Begin a telling with what came first, or let it rest."""
    typed, mine = sent("i") or sent("other"), bool(sent("i"))
    if not typed and sent("do") != "rest":
        return see(f"/a/write/{note}")
    acts = offered(FIRST_OF)
    try:
        moves = (move_understood(typed, acts, mine=mine, by_phone=True),) if typed else ()
    except ValueError:
        return see(f"/a/write/{note}")

    def act(session: Session) -> str:
        _of(session, visit, note, NoteKind.UNSENT)
        notes.delete(session, visit.me, note)
        if not moves:
            return ""
        draft = Draft.begun(TellingForm.WHOLE, visit.today, moves)
        return notes.keep(session, visit.me, NoteKind.DRAFT, draft.held(), visit.now)

    draft = visit.do(sent.once, act)
    return see(f"/a/tell/{draft}" if draft else "/a")


def _of(session: Session, visit: Visit, note: str, kind: NoteKind) -> notes.Note:
    found = notes.read(session, visit.me, note)
    if found.kind is not kind:
        raise StoreError("store.nothing-there")
    return found


def _keep(session: Session, visit: Visit, unsent: Unsent, note: str | None) -> str:
    made = visit.now if note is None else _of(session, visit, note, NoteKind.UNSENT).made
    return notes.keep(session, visit.me, NoteKind.UNSENT, unsent.holds(), made, note)

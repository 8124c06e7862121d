"""Telling: one question a page, one tap an answer; what is begun is kept as a note of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from fastapi.responses import Response
from sqlalchemy.orm import Session

from pasdedeux.app.beads import acts_to_lay, laid
from pasdedeux.app.forms import Form as Fields
from pasdedeux.app.forms import Sent
from pasdedeux.app.pages import see, show
from pasdedeux.app.routes import Doors, Needs
from pasdedeux.app.visit import Here, Visit
from pasdedeux.services.draft import Draft
from pasdedeux.services.telling import MOVES, Form, Step, choices, move_understood, offered, understood
from pasdedeux.store import notes, tellings
from pasdedeux.store.access import Thing, Verb
from pasdedeux.store.notes import NoteKind
from pasdedeux.store.sealing import StoreError

doors = Doors("tell")
TENTHS = tuple((float(n), str(n)) for n in range(11))
"""Answers to how high it was."""
READS, WRITES = Needs(Thing.NOTE, Verb.READ), Needs(Thing.NOTE, Verb.WRITE)


@doors.get("/a/tell", READS)
def kinds(visit: Here) -> Response:
    """Ask what there is to tell, and show what was begun."""
    with visit.reading() as session:
        begun = [(one.id, Draft.of(one.holds)) for one in notes.own(session, visit.me, NoteKind.DRAFT)]
    return show(visit, "tell/kinds.html", kinds=list(Form), begun=begun)


@doors.post("/a/tell", WRITES)
def begin(visit: Here, sent: Fields) -> Response:
    """Begin a telling."""
    if sent("form") not in set(Form):
        return see("/a/tell")
    draft = Draft.begun(sent("form"), visit.today)
    with suppress(ValueError):  # the first question may have been asked on the page before
        draft = _after(draft, 0, sent, visit) if sent("answer") and draft.pages[0] not in MOVES else draft
    note = visit.do(sent.once, lambda session: _keep(session, visit, draft, None))
    return see(f"/a/tell/{note}")


@doors.get("/a/tell/{note}", READS)
def go_on(visit: Here, note: str) -> Response:
    """Go to the question at which one was."""
    with visit.reading() as session:
        draft = _draft(session, visit, note)
    return see(f"/a/tell/{note}/{draft.page + 1}")


@doors.get("/a/tell/{note}/when", READS)
def when_page(visit: Here, note: str) -> Response:
    """Ask for the day, and whether the two were in one place."""
    with visit.reading() as session:
        draft = _draft(session, visit, note)
    options, chosen = _options(draft, draft.aside, visit)
    return show(visit, "tell/when.html", note=note, options=options, chosen=chosen, today=visit.today)


@doors.post("/a/tell/{note}/when", WRITES)
def when(visit: Here, sent: Fields, note: str) -> Response:
    """Put down the day, and the place."""
    fields = {Step.DAY: sent("other-day") or sent("day"), Step.APART: sent("apart")}
    with visit.writing() as session, suppress(ValueError):
        draft = _draft(session, visit, note)
        given = {
            step: understood(step, typed, visit.today, visit.say) for step, typed in fields.items() if typed
        }
        _keep(session, visit, draft.answered(given, draft.page), note)
    return see(f"/a/tell/{note}")


@doors.post("/a/tell/{note}/away", Needs(Thing.NOTE, Verb.DELETE))
def throw_away(visit: Here, sent: Fields, note: str) -> Response:
    """Throw away what was begun."""
    visit.do(sent.once, lambda session: notes.delete(session, visit.me, note))
    return see("/a/moments")


@doors.post("/a/tell/{note}/keep", Needs(Thing.TELLING, Verb.WRITE))
def keep(visit: Here, sent: Fields, note: str) -> Response:
    """Keep the telling, and show one's own half at once."""

    def act(session: Session) -> str:
        draft = _draft(session, visit, note)
        given: dict[Step, Any] = {}
        for step in draft.last:
            with suppress(ValueError):
                given[step] = understood(step, " ".join(sent.all(step)), visit.today, visit.say)
        told = draft.answered(given, draft.page).telling(visit.me.person)
        notes.delete(session, visit.me, note)
        return tellings.tell(session, visit.me, told, visit.now)

    return see(f"/a/moments/{visit.do(sent.once, act)}?just=told")


@doors.get("/a/tell/{note}/{page}", READS)
def ask(visit: Here, note: str, page: int) -> Response:
    """Ask one question."""
    with visit.reading() as session:
        draft = _draft(session, visit, note)
    at = page - 1
    if not 0 <= at <= len(draft.pages):
        return see(f"/a/tell/{note}")
    same: dict[str, Any] = {"note": note, "draft": draft, "page": page, "of": len(draft.pages) + 1}
    if at == len(draft.pages):
        options, chosen = _options(draft, draft.last, visit)
        same |= {"options": options, "chosen": chosen, "beads": laid(draft.moves, visit)}
        return show(visit, "tell/last.html", **same)
    step = draft.pages[at]
    if step in MOVES:
        rows = [(mine, acts_to_lay(step, visit, mine=mine, by_phone=_apart(draft))) for mine in (False, True)]
        return show(visit, "tell/moves.html", **same, step=step, rows=rows, beads=laid(draft.moves, visit))
    options, chosen = _options(draft, (step,), visit)
    return show(visit, "tell/ask.html", **same, step=step, answers=options[step], chosen=chosen[step])


@doors.post("/a/tell/{note}/{page}", WRITES)
def answer(visit: Here, sent: Fields, note: str, page: int) -> Response:
    """Take the answer of one page, once for each page that was given out."""

    def act(session: Session) -> None:
        draft = _draft(session, visit, note)
        if 0 <= page - 1 < len(draft.pages):
            with suppress(ValueError):
                _keep(session, visit, _after(draft, page - 1, sent, visit), note)

    visit.do(sent.once, act)
    return see(f"/a/tell/{note}")


def _after(draft: Draft, at: int, sent: Sent, visit: Visit) -> Draft:
    step, do = draft.pages[at], sent("do")
    if step not in MOVES:
        return draft.answered({step: understood(step, sent("answer"), visit.today, visit.say)}, at + 1)
    if do == "done":
        return draft.answered({}, at + 1)
    if do == "undo":
        return draft.undone()
    if do == "call":
        return draft.called(sent("words"))
    typed, mine = sent("i") or sent("other"), bool(sent("i"))
    return draft.laid(move_understood(typed, offered(step), mine=mine, by_phone=_apart(draft)))


def _draft(session: Session, visit: Visit, note: str) -> Draft:
    found = notes.read(session, visit.me, note)
    if found.kind is not NoteKind.DRAFT:
        raise StoreError("store.nothing-there")
    return Draft.of(found.holds)


def _keep(session: Session, visit: Visit, draft: Draft, note: str | None) -> str:
    return notes.keep(session, visit.me, NoteKind.DRAFT, draft.held(), visit.now, note)


def _options(
    draft: Draft, asked: Sequence[Step], visit: Visit
) -> tuple[dict[Step, list[tuple[str, str]]], dict[Step, list[str]]]:
    """Give number and wording of each answer to choose from, by step, and the numbers of those chosen."""
    options, chosen = {}, {}
    for step in asked:
        answers = choices(step, visit.say) or TENTHS
        first = 0 if answers is TENTHS else 1
        given: Any = draft.answers.get(step)
        if step is Step.DAY:
            given = (visit.today - given).days
        several = given if isinstance(given, list | tuple) else [given]
        options[step] = [(str(at), text) for at, (_, text) in enumerate(answers, start=first)]
        chosen[step] = [str(at) for at, (value, _) in enumerate(answers, start=first) if value in several]
    return options, chosen


def _apart(draft: Draft) -> bool:
    return bool(draft.answers.get(Step.APART))

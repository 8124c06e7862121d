"""The questions, each alone: answers are never kept, and the page after them is the same for everyone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from fastapi.responses import Response
from sqlalchemy.orm import Session

from pasdedeux.app.forms import Form
from pasdedeux.app.pages import see, show
from pasdedeux.app.routes import Doors, Needs
from pasdedeux.app.visit import Here, Visit
from pasdedeux.safety import (
    QUESTIONS,
    Answer,
    ForTwo,
    SafetyEvent,
    after_questions,
    asked_on,
    outcome,
)
from pasdedeux.services.telling import Step, choices
from pasdedeux.store import openings, standings, tellings
from pasdedeux.store.access import Thing, Verb

doors = Doors("questions")
READS, WRITES = Needs(Thing.STANDING, Verb.READ), Needs(Thing.STANDING, Verb.WRITE)


@dataclass(frozen=True, slots=True)
class OpensNext:
    """Something of one's own that opens where the other does the same."""

    what: ForTwo
    subject: str
    day: date | None
    telling: str


@doors.get("/a/questions", READS)
def ask(visit: Here) -> Response:
    """Ask, one page, nothing chosen beforehand."""
    day = asked_on(visit.began, visit.today + timedelta(days=1))
    return show(visit, "questions/ask.html", questions=QUESTIONS, answers=list(Answer), next_day=day)


@doors.post("/a/questions", WRITES)
def answer(visit: Here, sent: Form) -> Response:
    """Take the answers; only what they lead to is put down."""
    given = {one: sent(one) for one in QUESTIONS if sent(one)}
    return _happened(visit, sent, outcome(given))


@doors.get("/a/questions/after", READS)
def after(visit: Here) -> Response:
    """Show the page that everyone sees, with what of one's own opens next."""
    with visit.reading() as session:
        told = bool(tellings.own(session, visit.me))
        mine = _opens_next(session, visit)
    lines = after_questions(visit.likes.language)
    triggers = [(str(n), text) for n, (_, text) in enumerate(choices(Step.TRIGGER, visit.say), start=1)]
    return show(visit, "questions/after.html", lines=lines, told=told, mine=mine, triggers=triggers)


@doors.post("/a/questions/back", Needs(Thing.ASSENT, Verb.DELETE))
def keep_back(visit: Here, sent: Form) -> Response:
    """Keep back one thing that would open, as if it had never been chosen."""
    visit.do(sent.once, lambda session: _take_back(session, visit, sent("what"), sent("subject")))
    return see("/a/questions/after")


@doors.post("/a/questions/mine", WRITES)
def only_mine(visit: Here, sent: Form) -> Response:
    """Choose that only things for oneself are suggested."""
    return _happened(visit, sent, SafetyEvent.CHOSE_MINE, "/a/done")


@doors.post("/a/questions/again", WRITES)
def again(visit: Here, sent: Form) -> Response:
    """Ask for suggestions for two again; they come with two rounds of no, each after four weeks."""
    return _happened(visit, sent, SafetyEvent.ASKS_AGAIN, "/a/done")


def _happened(visit: Visit, sent: Form, event: SafetyEvent, onward: str = "/a/questions/after") -> Response:
    today = visit.today
    visit.do(sent.once, lambda session: standings.happened(session, visit.me, event, today) and "")
    return see(onward)


def _opens_next(session: Session, visit: Visit) -> list[OpensNext]:
    """List what of one's own may open or is open; of what the other did nothing stands here."""
    if visit.bond is None:
        return []
    return [
        OpensNext(ForTwo(one.what), one.subject, _day(one.subject), one.telling_id or "")
        for one in openings.own(session, visit.bond, visit.now)
    ]


def _day(subject: str) -> date | None:
    try:
        return date.fromisoformat(subject)
    except ValueError:
        return None


def _take_back(session: Session, visit: Visit, what: str, subject: str) -> None:
    for one in _opens_next(session, visit):
        if (one.what, one.subject) != (what, subject) or visit.bond is None:
            continue
        if one.telling:
            tellings.take_back(session, visit.me, one.telling)
        else:
            openings.take_back(session, visit.bond, one.what, one.subject)

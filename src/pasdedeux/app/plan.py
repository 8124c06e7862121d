"""The one practice that a person keeps for a week, and tonight's smallest step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from pasdedeux.app.evening import for_both
from pasdedeux.app.visit import Visit
from pasdedeux.practice import NextStep, Situation, next_step, practices
from pasdedeux.safety import day_of
from pasdedeux.store import notes
from pasdedeux.store.notes import Note, NoteKind


@dataclass(frozen=True, slots=True)
class KeptPractice:
    """The practice that is kept now.

    Parameters
    ----------
    practice
        Its id.
    began
        The day from which its week runs.
    note
        Id of the note that holds it.
    """

    practice: str
    began: date
    note: str


def plan(visit: Visit, session: Session) -> KeptPractice | None:
    """Give the practice that is kept, if there is one and the library still has it."""
    for one in notes.own(session, visit.me, NoteKind.PLAN):
        if one.holds["id"] in practices():
            return KeptPractice(one.holds["id"], date.fromisoformat(one.holds["began"]), one.id)
    return None


def keep(visit: Visit, session: Session, id_: str) -> None:
    """Keep this practice from today on, in place of any other."""
    let_go(visit, session)
    holds = {"id": id_, "began": visit.today.isoformat()}
    notes.keep(session, visit.me, NoteKind.PLAN, holds, visit.now)


def let_go(visit: Visit, session: Session) -> None:
    """Keep none."""
    for one in notes.own(session, visit.me, NoteKind.PLAN):
        notes.delete(session, visit.me, one.id)


def tonight(visit: Visit, session: Session) -> NextStep:
    """Choose tonight's smallest step, by where the person stands, what is kept and what was tried."""
    runs = [one for one in notes.own(session, visit.me, NoteKind.PRACTICE) if one.holds["id"] in practices()]
    now = plan(visit, session)
    current = now.practice if now else None
    harder = {one.holds["id"] for one in runs if one.holds["helped"] == "harder"}
    return next_step(
        Situation(
            safety=visit.standing.state,
            together=any(for_both(visit, session, id_) for id_ in practices()),
            current=current,
            days=max((visit.today - now.began).days, 0) if now else 0,
            helped=_helped(visit, runs, now) if now else "unknown",
            known=frozenset(one.holds["id"] for one in runs),
            aside=frozenset(harder - {current}),
        )
    )


def _helped(visit: Visit, runs: list[Note], now: KeptPractice) -> str:
    """Say how the practice that is kept went the last time, since it began."""
    since = [
        one.holds["helped"]
        for one in runs
        if one.holds["id"] == now.practice and day_of(visit.local(one.made)) >= now.began
    ]
    return since[-1] or "unknown" if since else "unknown"

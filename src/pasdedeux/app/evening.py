"""What an evening leaves for later: the morning after, words kept till then, what is suggested."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from pasdedeux.app.visit import Visit
from pasdedeux.practice import Practice, practices
from pasdedeux.safety import Aim, ForTwo, day_of, offered
from pasdedeux.store import moments, notes, openings, tellings
from pasdedeux.store.couples import Bond
from pasdedeux.store.moments import Deed
from pasdedeux.store.notes import Note, NoteKind

HELD_UNTIL = time(7, 30)
"""Words that were written first rest at least till then."""
LEAST_REST = timedelta(hours=1)
MORNING = time(7)
OPEN_TO_TELL = timedelta(days=2)
"""For so long the morning after asks whether there is something to tell."""
ASK_AFTER = {Deed.BUTTON, Deed.PAUSE}
"""Acts of one's own, after which the morning asks as well."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """Words that were written here first.

    Parameters
    ----------
    id
        Of the note.
    words
        As they stand now.
    due
        Until when they rest.
    softened
        Whether they were written anew after they had rested or before.
    sent
        Whether the person said that they sent them.
    """

    id: str
    words: str
    due: datetime
    softened: bool
    sent: bool

    @classmethod
    def of(cls, note: Note) -> Unsent:
        """Read it from a note."""
        held = note.holds
        due = datetime.fromisoformat(held["due"])
        return cls(note.id, held["words"], due, held["softened"], held["sent"])

    def holds(self) -> dict[str, object]:
        """Lay it out as a note holds it."""
        due = self.due.isoformat()
        return {"words": self.words, "due": due, "softened": self.softened, "sent": self.sent}


def rests_until(visit: Visit) -> datetime:
    """Give the morning on which words that are written now may be looked at again."""
    local = visit.local(visit.now)
    days = (local.date(), local.date() + timedelta(days=1))
    mornings = (datetime.combine(day, HELD_UNTIL, local.tzinfo) for day in days)
    return max(next(morning for morning in mornings if morning > local), local + LEAST_REST)


@dataclass(frozen=True, slots=True)
class MorningCard:
    """A card for oneself, the morning after.

    Parameters
    ----------
    kind
        ``"words"`` where something that was written first has rested, ``"tell"`` where the evening before is
        open to tell.
    note
        Id of the words; empty where there are none.
    day
        The day it is about.
    """

    kind: str
    note: str
    day: date


def morning_cards(visit: Visit, session: Session) -> list[MorningCard]:
    """Give what the morning after asks, privately. It never asks at night."""
    local = visit.local(visit.now)
    if local.time() < MORNING:
        return []
    found = [
        MorningCard("words", one.id, day_of(visit.local(one.made)))
        for one in notes.own(session, visit.me, NoteKind.UNSENT)
        if Unsent.of(one).due <= visit.now
    ]
    evening = visit.today - timedelta(days=1)
    alarms = [
        one
        for one in notes.own(session, visit.me, NoteKind.ALARM)
        if visit.now - one.made <= OPEN_TO_TELL and day_of(visit.local(one.made)) < visit.today
    ]
    asked = [day_of(visit.local(alarms[-1].made))] if alarms else []
    if visit.bond and _acted(session, visit.bond, evening):
        asked.append(evening)
    told = {tellings.read(session, visit.me, one).day for one in tellings.own(session, visit.me)}
    rest = _rest(visit, session)
    still = [day for day in asked if day not in told and not (rest and day <= _resting(rest))]
    return found + [MorningCard("tell", "", day) for day in still[:1]]


def let_rest(visit: Visit, session: Session, day: date) -> None:
    """Ask no more about an evening and those before it."""
    rest = _rest(visit, session)
    last = max(day, _resting(rest)) if rest else day
    holds = {"day": last.isoformat()}
    notes.keep(session, visit.me, NoteKind.RESTS, holds, visit.now, rest.id if rest else None)


def _rest(visit: Visit, session: Session) -> Note | None:
    return next(iter(notes.own(session, visit.me, NoteKind.RESTS)), None)


def _resting(rest: Note) -> date:
    return date.fromisoformat(rest.holds["day"])


def _acted(session: Session, ours: Bond, evening: date) -> bool:
    return not ASK_AFTER.isdisjoint(moments.of_evening(session, ours, evening))


def for_both(visit: Visit, session: Session, id_: str) -> bool:
    """Whether both picked this practice, and it is open now."""
    if visit.bond is None or practices()[id_].people == 1:
        return False
    period = openings.period(session, visit.bond, ForTwo.PRACTICE, id_)
    return period is not None and period.holds(visit.now)


def suggested(visit: Visit, chosen: Practice) -> bool:
    """Whether one's own phone suggests a practice. Any of them can be read; this is only what is offered."""
    alone = chosen.people == 1
    return offered(visit.standing.state, chosen.aim) and (alone or bool(visit.bond and visit.bond.together))


def towards(visit: Visit) -> bool:
    """Whether one's own phone suggests a move towards the other."""
    return offered(visit.standing.state, Aim.TOWARDS)

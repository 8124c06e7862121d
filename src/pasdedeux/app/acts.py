"""What shows of the acts of the moment now, as cards of a page: the other's, and one's own.

Nothing here is a receipt: a card says what was done and when, never whether somebody looked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from pasdedeux.app.times import later, returns
from pasdedeux.app.visit import Visit
from pasdedeux.figures.kit import apart
from pasdedeux.practice import Pause, PausePhase
from pasdedeux.safety import Aim, offered
from pasdedeux.store import moments
from pasdedeux.store.couples import Bond
from pasdedeux.store.moments import UNDO_WITHIN, Deed
from pasdedeux.store.schema import ActRow
from pasdedeux.words import Message

ORDER = (Deed.WORD, Deed.PAUSE, Deed.BUTTON)
"""What asks for an answer stands first."""
A_LITTLE = timedelta(minutes=20)
"""By which a return is moved."""
COUNTED = timedelta(hours=1)
"""A pause that is longer shows the hour of its end alone."""


@dataclass(frozen=True, slots=True)
class PauseClock:
    """What is left of a pause.

    Parameters
    ----------
    left, whole
        Seconds until the return, and from the beginning.
    counted
        Whether minutes are counted; else the hour on the wall is enough.
    """

    left: int
    whole: int
    counted: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One act as a page shows it.

    Parameters
    ----------
    kind
        Which piece of the page shows it.
    act
        Id of the act.
    mine
        Whether one did it oneself.
    heading, lines
        What is so, and what else there is to say.
    sentence
        What the one who paused wrote.
    open
        Whether there is something to answer or to do.
    both
        Whether both are back from a pause.
    back, clock
        When the return is promised, and what is left until then.
    moves
        Other times that may be promised, by their names.
    undo
        Seconds left in which it can be taken back.
    """

    kind: Deed
    act: str
    mine: bool
    heading: Message
    lines: tuple[Message, ...] = ()
    sentence: str = ""
    open: bool = False
    both: bool = False
    back: datetime | None = None
    clock: PauseClock | None = None
    moves: tuple[tuple[str, datetime], ...] = ()
    undo: int = 0


def cards(visit: Visit, session: Session) -> list[Card]:
    """Give what shows now, what asks for an answer first; nothing where the two are not seen together."""
    bond = visit.bond
    if bond is None or not bond.together:
        return []
    acts = [*moments.shown(session, bond, visit.now), *moments.own(session, bond, visit.now)]
    here = {act.person_id for act in acts if act.kind == Deed.HERE}
    makers = {Deed.WORD: _word, Deed.PAUSE: _pause, Deed.BUTTON: _named}
    found = [makers[Deed(act.kind)](visit, bond, act, here) for act in acts if act.kind in makers]
    return sorted(found, key=lambda card: (not card.open, ORDER.index(card.kind), card.mine))


def hour(visit: Visit, moment: datetime) -> str:
    """Write a time of day as a clock on the wall shows it."""
    return f"{visit.local(moment):%H:%M}"


def said_when(visit: Visit, moment: datetime) -> Message:
    """Say a time today, or tomorrow."""
    days = (visit.local(moment).date() - visit.local(visit.now).date()).days
    return Message("now.at.tomorrow" if days > 0 else "now.at.today", time=hour(visit, moment))


def _name(visit: Visit) -> str:
    return apart(visit.other_name or "")


def _undo(visit: Visit, act: ActRow) -> int:
    return max(0, (act.at + UNDO_WITHIN - visit.now) // timedelta(seconds=1))


def _word(visit: Visit, bond: Bond, act: ActRow, here: set[str]) -> Card:  # noqa: ARG001 - all are called alike
    name = _name(visit)
    if act.person_id != bond.me:
        line = Message(f"now.word.said.{act.answer}" if act.answer else "now.word.means")
        heading = Message("now.word.theirs", name=name)
        return Card(Deed.WORD, act.id, mine=False, heading=heading, lines=(line,), open=act.answer is None)
    line = Message(f"now.word.says.{act.answer}" if act.answer else "now.there", name=name)
    return Card(
        Deed.WORD, act.id, mine=True, heading=Message("now.word.mine"), lines=(line,), undo=_undo(visit, act)
    )


def _named(visit: Visit, bond: Bond, act: ActRow, here: set[str]) -> Card:  # noqa: ARG001 - as above
    heading, at, name = Message("now.named"), hour(visit, act.at), _name(visit)
    if act.person_id == bond.me:
        lines = (Message("now.named.mine", at=at), Message("now.there", name=name))
        return Card(Deed.BUTTON, act.id, mine=True, heading=heading, lines=lines, undo=_undo(visit, act))
    plain: tuple[Message, ...] = (Message("now.named.theirs", name=name, at=at),)
    if offered(visit.standing.state, Aim.MEANING):  # else what the other did comes plain
        plain += (Message("now.named.meaning"),)
    return Card(Deed.BUTTON, act.id, mine=False, heading=heading, lines=plain)


def _pause(visit: Visit, bond: Bond, act: ActRow, here: set[str]) -> Card:
    assert act.promised is not None  # noqa: S101 - the store keeps no pause without
    mine = act.person_id == bond.me
    phase = Pause(act.at, act.promised, act.home, extended=True).phase(visit.now)
    whose = "mine" if mine else "theirs"
    name = _name(visit)
    heading = Message(f"now.pause.away.{whose}", name=name, when=said_when(visit, act.promised))
    line = Message(f"now.pause.line.{whose}", name=name)
    to_do, moves = mine, _moves(visit, act) if mine else ()
    both = phase is PausePhase.HOME and (bond.other if mine else bond.me) in here
    if phase is PausePhase.HOME:
        heading = Message("now.pause.both" if both else f"now.pause.home.{whose}", name=name)
        line = Message("now.pause.talk" if both else f"now.pause.home-line.{whose}", name=name)
        to_do, moves = not mine and not both, ()
    elif phase is PausePhase.LATE:
        heading, line = Message("now.pause.no-time"), Message("now.pause.yours")
    elif phase is PausePhase.DUE and mine:
        heading, line = Message("now.pause.due", at=hour(visit, act.promised)), Message("now.pause.due-line")
    clock = _clock(visit, act) if phase is PausePhase.AWAY else None
    return Card(
        Deed.PAUSE,
        act.id,
        mine,
        heading,
        (line,),
        sentence=moments.sentence(bond, act),
        open=to_do,
        both=both,
        back=visit.local(act.promised),
        clock=clock,
        moves=moves,
    )


def _clock(visit: Visit, act: ActRow) -> PauseClock:
    assert act.promised is not None  # noqa: S101 - see above
    return clock(act.at, act.promised, visit.now)


def clock(began: datetime, back: datetime, now: datetime) -> PauseClock:
    """Say what is left of a pause."""
    second, left = timedelta(seconds=1), back - now
    return PauseClock(left // second, (back - began) // second, left <= COUNTED)


def _moves(visit: Visit, act: ActRow) -> tuple[tuple[str, datetime], ...]:
    """Give other times for a return that was not moved: a little later than promised, or the next morning."""
    if act.moved or act.promised is None:
        return ()
    soon = later(visit.local(max(visit.now, act.promised)), A_LITTLE)
    found = {"until": soon, "morning": returns(visit.local(visit.now)).get("morning", soon)}
    latest = act.at + moments.LONGEST_PAUSE
    return tuple((name, at) for name, at in found.items() if at <= latest and (name == "until" or at > soon))

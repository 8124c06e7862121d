"""A pause with a promised return: two taps; and what it is on a phone that nobody else sees."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from fastapi.responses import Response

from pasdedeux.app.acts import clock, said_when
from pasdedeux.app.doors.now import bond, together
from pasdedeux.app.forms import Form as Fields
from pasdedeux.app.pages import see, show
from pasdedeux.app.routes import Doors, Needs
from pasdedeux.app.times import MINUTES, returns
from pasdedeux.app.visit import Here, Visit
from pasdedeux.store import moments
from pasdedeux.store.access import Thing, Verb
from pasdedeux.store.moments import LONGEST_PAUSE, MOST_LETTERS, Deed
from pasdedeux.store.sealing import StoreError

doors = Doors("pause")
READS, WRITES = Needs(Thing.ACT, Verb.READ), Needs(Thing.ACT, Verb.WRITE)
MINE = "pause"
"""Under which the times of a pause alone are laid aside."""


@doors.get("/a/pause", READS)
def full(visit: Here) -> Response:
    """Ask when one comes back."""
    shows, runs = _tonight(visit)
    if runs:
        return see("/a")
    times = [(name, at, said_when(visit, at)) for name, at in returns(visit.local(visit.now)).items()]
    values: dict[str, Any] = {"times": times, "shows": shows, "theme": _theme(visit), "most": MOST_LETTERS}
    return show(visit, "now/pause.html", together=together(visit), **values)


@doors.post("/a/pause", WRITES)
def pause(visit: Here, sent: Fields) -> Response:
    """Promise to come back; where nobody else sees it, give a clock for oneself."""
    back = _time(visit, sent("back"))
    shows, runs = _tonight(visit)
    if not shows and not runs:
        if not visit.now <= back <= visit.now + LONGEST_PAUSE:
            raise StoreError("store.no-return")
        visit.place.aside.put(visit.device.id, MINE, (visit.now, back))
        return see("/a/pause/mine")
    ours = bond(visit)
    act = moments.press
    visit.do(
        sent.once, lambda session: act(session, ours, Deed.PAUSE, visit.now, back, sent("words").strip())
    )
    return see("/a")


@doors.get("/a/pause/mine", READS)
def mine(visit: Here) -> Response:
    """Show a clock for oneself; it stands in no address, and is kept in memory alone."""
    times = visit.place.aside.look(visit.device.id, MINE)
    if times is None:
        return see("/a/pause")
    began, back = times
    left = clock(began, back, visit.now) if back > visit.now else None
    return show(visit, "now/mine.html", clock=left, back=visit.local(back), theme=_theme(visit))


@doors.post("/a/pause/{act}/home", WRITES)
def home(visit: Here, sent: Fields, act: str) -> Response:
    """Come back."""
    ours = bond(visit)
    visit.do(sent.once, lambda session: moments.come_home(session, ours, act, visit.now))
    return see("/a")


@doors.post("/a/pause/{act}/move", WRITES)
def move(visit: Here, sent: Fields, act: str) -> Response:
    """Promise another time, once."""
    ours, back = bond(visit), _read(sent("back"))
    visit.do(sent.once, lambda session: moments.move(session, ours, act, back, visit.now))
    return see("/a")


@doors.post("/a/here", WRITES)
def here(visit: Here, sent: Fields) -> Response:
    """Say, after the other came back: here too."""
    ours = bond(visit)
    visit.do(sent.once, lambda session: moments.press(session, ours, Deed.HERE, visit.now))
    return see("/a")


def _tonight(visit: Visit) -> tuple[bool, bool]:
    """Whether a pause shows on the other phone if it begins now, one an evening; and whether one runs."""
    if visit.bond is None or not visit.bond.together:
        return False, False
    with visit.reading() as session:
        shown = moments.own(session, visit.bond, visit.now)
        before = moments.of_evening(session, visit.bond, visit.today)
    runs = any(act.kind == Deed.PAUSE and act.home is None for act in shown)
    return Deed.PAUSE not in before and not runs, runs


def _time(visit: Visit, said: str) -> datetime:
    """Read a time: so many minutes from now, or one that the page offered."""
    if said in {str(minutes) for minutes in MINUTES}:
        return visit.now + timedelta(minutes=int(said))
    return _read(said)


def _read(written: str) -> datetime:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise StoreError("store.no-return")
    return found


def _theme(visit: Visit) -> str:
    return "dark" if visit.dark else visit.likes.theme

"""A visit: one request of a person who is signed in, with the keys, the words and the clock."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from pasdedeux.app.aside import Aside
from pasdedeux.app.bell import Doorbell
from pasdedeux.app.idle import Idle
from pasdedeux.app.work import Beside
from pasdedeux.safety import SafetyStanding, asked_on, day_of
from pasdedeux.store import couples, events, persons, preferences, sessions, standings
from pasdedeux.store.couples import Bond
from pasdedeux.store.database import Store
from pasdedeux.store.keys import Keyring
from pasdedeux.store.once import once
from pasdedeux.store.preferences import Preferences
from pasdedeux.store.sealing import StoreError
from pasdedeux.store.sessions import Device
from pasdedeux.words import Words, words

COOKIE = "n"
"""Its name tells nothing."""
CARD_STANDS = timedelta(days=3)
"""How long the questions are offered once they are due."""
BACK_AFTER = timedelta(minutes=15)
"""Whoever comes back after so long makes a new visit, at which keys are let go of."""
BY_ITSELF = "r"
"""Cookie by which `live.js` and `clock.js` say that a page loads itself anew: nobody touched the phone."""
LINE = "/a/live"
"""The line that a page keeps open by itself."""


@dataclass(frozen=True)
class Site:
    """What all requests share.

    Parameters
    ----------
    store
        Where everything is kept.
    clock
        Gives the time, with its zone.
    bell
        Wakes the pages of a person that wait.
    idle
        When each device was last used, in memory alone.
    aside
        What a device lays aside for its next page, in memory alone.
    label
        What every page says of the people in it, by the name of a message; empty for one's own.
    work
        What takes longer than a page may.
    """

    store: Store
    clock: Callable[[], datetime]
    bell: Doorbell = field(default_factory=Doorbell)
    idle: Idle = field(default_factory=Idle)
    aside: Aside = field(default_factory=Aside)
    label: str = ""
    work: Beside = field(default_factory=Beside)


@dataclass(frozen=True)
class Visit:
    """One request of a person who is signed in."""

    place: Site
    me: Keyring
    device: Device
    secret: str
    name: str
    likes: Preferences
    bond: Bond | None
    other_name: str | None
    now: datetime
    comes_back: bool = False

    @cached_property
    def say(self) -> Words:
        """The words of this person's language."""
        return words(self.likes.language)

    @property
    def zone(self) -> ZoneInfo:
        """Whose clock counts: the couple's, or one's own."""
        return self.bond.zone if self.bond else ZoneInfo(self.likes.zone)

    def local(self, moment: datetime) -> datetime:
        """Give a moment by that clock."""
        return moment.astimezone(self.zone)

    @property
    def today(self) -> date:
        """The day it is; it begins at four."""
        return day_of(self.local(self.now))

    @property
    def dark(self) -> bool:
        """Whether a page that is read in alarm comes dark: at night, unless light was chosen."""
        hour = self.local(self.now).hour
        return self.likes.theme != "light" and (hour >= 22 or hour < 7)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Read from the store."""
        with self.place.store.reading() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Write to the store, all or nothing; then wake the pages of those for whom something rang.

        A page that is woken looks whether its device is locked; woken for what is done alone, it would tell.
        """
        with self.place.store.writing(self.now) as session:
            yield session
        for person in events.rung(session):
            self.place.bell.wake(person)

    def do(self, key: str, act: Callable[[Session], Any]) -> str:
        """Do what a form says, once for each form that was given out."""
        with self.writing() as session:
            return once(session, self.me, key[:80], lambda: str(act(session) or ""), self.now)

    @cached_property
    def began(self) -> date:
        """The day on which this person began."""
        with self.reading() as session:
            return day_of(self.local(persons.began(session, self.me)))

    @property
    def questions_due(self) -> bool:
        """Whether the questions come by themselves now: for everyone, answered or not, on the same days."""
        return asked_on(self.began, self.today - CARD_STANDS) <= self.today

    @cached_property
    def standing(self) -> SafetyStanding:
        """Where this person stands now; only what one's own page suggests may hang on it."""
        with self.reading() as session:
            return standings.read(session, self.me).at(self.today)


def new_form_key() -> str:
    """Make the key of a form, so that sending it twice does it once."""
    return secrets.token_urlsafe(12)


def visit_of(request: Request) -> Visit | None:
    """Find who is here; None where nobody is signed in, or the device was not used for too long."""
    secret = request.cookies.get(COOKIE, "")
    place: Site = request.app.state.place
    now = place.clock()
    if not secret:
        return None
    try:
        with place.store.reading() as session:
            found = _visit(session, request, secret, now)
    except StoreError as error:
        if error.name not in {"store.no-session", "store.does-not-open"}:
            raise
        return None
    if found is not None and found.comes_back:
        with suppress(StoreError), place.store.writing(now) as session:  # else at the next one
            persons.visit(session, found.me, now)
    return found


def _by_hand(request: Request) -> bool:
    """Whether somebody did this, and not a page by itself because of what the other did."""
    return request.method == "POST" or not (request.url.path == LINE or BY_ITSELF in request.cookies)


def _visit(session: Session, request: Request, secret: str, now: datetime) -> Visit | None:
    place: Site = request.app.state.place
    me, device = sessions.opened(session, secret, now)
    likes = preferences.read(session, me)
    if not place.idle.open(device.id, device.made, now, likes.lock):
        return None
    comes_back = False
    if _by_hand(request):
        comes_back = place.idle.away(device.id, device.made, now) >= BACK_AFTER
        place.idle.used(device.id, device.made, now)
    bond, other = None, None
    try:
        bond = couples.bond(session, me)
        other = persons.name_of(session, bond.other) if bond.other else None
    except StoreError as error:
        if error.name != "store.no-couple":
            raise
    name = persons.name_of(session, me.person)
    return Visit(place, me, device, secret, name, likes, bond, other, now, comes_back)


class NobodyHereError(Exception):
    """A page of one's own was asked for, and nobody is signed in: the neutral page answers."""


def visitor(request: Request) -> Visit:
    """Give the visit of a request, the same each time it is asked for."""
    known: Visit | None = getattr(request.state, "visit", None)
    found = known or visit_of(request)
    if found is None:
        raise NobodyHereError
    request.state.visit = found
    return found


Here = Annotated[Visit, Depends(visitor)]

"""Signing in on a device: trying a passphrase, and the two cookies that come of it.

One cookie holds the secret of the session and goes with it. The other holds marks, by which the device is
known again when somebody tries a passphrase on it; it opens nothing, and stays when its owner exits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from pasdedeux.app.tries import Counted, Tries, from_source, household, known, unknown
from pasdedeux.app.visit import BY_ITSELF, COOKIE, Site, Visit
from pasdedeux.store import marks, persons, sessions
from pasdedeux.store.keys import Keyring

MARKS = "k"
MOST_MARKS = 4
"""People who are known on one device at most; the last ones stay."""
MARKED_FOR = timedelta(days=365)
CODES = 8


@dataclass(frozen=True, slots=True)
class Pass:
    """What a device gets that was signed in.

    Parameters
    ----------
    device
        Id of its session.
    secret
        Opens the session.
    mark
        By which it is known again.
    """

    device: str
    secret: str
    mark: str


def try_passphrase(request: Request, name: str, passphrase: str, now: datetime) -> Keyring:
    """Open a person's keys with a passphrase, unless it was tried too often.

    Raises
    ------
    StoreError
        If it does not fit, or there were too many tries.
    """
    place: Site = request.app.state.place
    with place.store.reading() as session:
        mark = marks.marked(session, name, _marks(request))
    return _tried(request, [known(mark)] if mark else unknown(name, _source(request)), name, passphrase, now)


def knows_passphrase(request: Request, visit: Visit, passphrase: str) -> None:
    """Refuse whoever only holds a device that is open; it is counted by itself.

    Raises
    ------
    StoreError
        If it does not fit, or there were too many tries.
    """
    _tried(request, [known(visit.device.id)], visit.name, passphrase, visit.now)


def count_code(request: Request, name: str, now: datetime) -> None:
    """Count a recovery code: too long to be guessed, so others' tries bar nobody.

    Raises
    ------
    StoreError
        If there were too many tries.
    """
    source = _source(request)
    _tries(request).count([Counted(f"code {source} {name}", CODES), from_source(source)], now)


def count_pairing(request: Request, visit: Visit) -> None:
    """Count a code that the other said.

    Raises
    ------
    StoreError
        If there were too many tries.
    """
    _tries(request).count([Counted(f"pairing {visit.me.person}", CODES)], visit.now)


def count_beginning(request: Request, now: datetime) -> None:
    """Count somebody who begins.

    Raises
    ------
    StoreError
        If too many came from one place lately.
    """
    _tries(request).count([from_source(_source(request))], now)


def sign_in(request: Request, session: Session, me: Keyring, device: str, now: datetime) -> Pass:
    """Sign a device in anew; what was signed in on it before is signed out."""
    if before := request.cookies.get(COOKIE):
        sessions.end_secret(session, before)
    secret = sessions.begin(session, me, device, now)
    mark = marks.marked(session, persons.name_of(session, me.person), _marks(request))
    return Pass(sessions.opened(session, secret, now)[1].id, secret, mark or marks.mark(session, me))


def give(request: Request, answer: Response, made: Pass) -> Response:
    """Give the device its cookies: the secret for this browser session alone, the mark for longer."""
    https = request.url.scheme == "https"
    kept = [*(one for one in _marks(request) if one != made.mark), made.mark][-MOST_MARKS:]
    answer.set_cookie(COOKIE, made.secret, path="/", httponly=True, samesite="strict", secure=https)
    answer.set_cookie(
        MARKS,
        "~".join(kept),
        max_age=MARKED_FOR // timedelta(seconds=1),
        path="/",
        httponly=True,
        samesite="strict",
        secure=https,
    )
    return answer


def gone(page: Response, *, forever: bool = False) -> Response:
    """Take the secret from the browser, and what it may have kept of the pages; the mark only for ever."""
    for name in (COOKIE, BY_ITSELF, *([MARKS] if forever else [])):
        page.delete_cookie(name, path="/")
    page.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"' if forever else '"cache", "storage"'
    return page


def _tried(request: Request, counted: list[Counted], name: str, passphrase: str, now: datetime) -> Keyring:
    place: Site = request.app.state.place
    _tries(request).count(counted, now)
    with place.store.reading() as session:
        me = persons.sign_in(session, name, passphrase)
    _tries(request).forget(counted[:1])
    return me


def _tries(request: Request) -> Tries:
    tries: Tries = request.app.state.tries
    return tries


def _source(request: Request) -> str:
    return household(request.client.host) if request.client else ""


def _marks(request: Request) -> list[str]:
    return [one for one in request.cookies.get(MARKS, "").split("~") if one][-MOST_MARKS:]

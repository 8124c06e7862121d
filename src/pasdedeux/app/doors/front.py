"""The front: the neutral page, signing in and out, beginning. Nobody needs to be here for these."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from pasdedeux.app.forms import Form
from pasdedeux.app.pages import deliver, say_of, see, show_anybody
from pasdedeux.app.routes import EVERYONE, Doors
from pasdedeux.app.visit import COOKIE, Place, visit_of
from pasdedeux.store import persons, sessions
from pasdedeux.store.preferences import Preferences

doors = Doors("front")


@doors.get("/s/{name}", EVERYONE)
def asset(name: str) -> Response:
    """Send what the pages are made of."""
    return deliver(name)


@doors.get("/", EVERYONE)
def neutral(request: Request) -> Response:
    """Go to Now where somebody is signed in; else show the neutral page."""
    if visit_of(request) is not None:
        return see("/a")
    return show_anybody(request, "neutral.html", figure="", unit="km")


@doors.get("/in", EVERYONE)
def sign_in_page(request: Request) -> Response:
    """Ask for name and passphrase."""
    return show_anybody(request, "front/in.html", name="")


@doors.post("/in", EVERYONE)
def sign_in(request: Request, sent: Form) -> Response:
    """Sign this device in."""
    place: Place = request.app.state.place
    now, name = place.clock(), sent("name").strip()
    request.app.state.tries.count(name, now)
    with place.store.reading() as session:
        me = persons.sign_in(session, name, sent("passphrase"))
    request.app.state.tries.forget(name)
    with place.store.writing(now) as session:
        persons.visit(session, me, now)
        secret = sessions.begin(session, me, sent("device") or say_of(request)("app.device"), now)
    return _signed_in(request, see("/a"), secret)


@doors.get("/new", EVERYONE)
def begin_page(request: Request) -> Response:
    """Ask for a name, a passphrase and a language."""
    return show_anybody(request, "front/new.html", name="")


@doors.post("/new", EVERYONE)
def begin(request: Request, sent: Form) -> Response:
    """Begin as a new person, and show the recovery code, once."""
    place: Place = request.app.state.place
    now, say = place.clock(), say_of(request)
    likes = Preferences(language=say.language, zone=sent("zone") or "UTC")
    with place.store.writing(now) as session:
        me, code = persons.begin(session, sent("name").strip(), sent("passphrase"), now, likes=likes)
        secret = sessions.begin(session, me, say("app.device"), now)
    page = show_anybody(request, "front/code.html", code=code)
    return _signed_in(request, page, secret)


@doors.post("/exit", EVERYONE)
def leave(request: Request) -> Response:
    """Sign this device out at once, and leave nothing of it in the browser."""
    place: Place = request.app.state.place
    visit = visit_of(request)
    if visit is not None:
        with place.store.writing(visit.now) as session:
            sessions.end(session, visit.me, visit.device.id)
        place.idle.forget(visit.device.id)
    gone = see("/")
    gone.delete_cookie(COOKIE, path="/")
    gone.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return gone


def _signed_in(request: Request, page: Response, secret: str) -> Response:
    """Give the device its secret, for this browser session alone."""
    page.set_cookie(
        COOKIE, secret, path="/", httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )
    return page

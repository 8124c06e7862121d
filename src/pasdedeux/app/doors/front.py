"""The front: the neutral page, signing in and out, beginning. Nobody needs to be here for these."""

from __future__ import annotations

from datetime import datetime, timedelta

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from pasdedeux.app import signing
from pasdedeux.app.carried import opened
from pasdedeux.app.forms import TYPED, Form, Sent
from pasdedeux.app.neutral import neutral_page
from pasdedeux.app.pages import deliver, say_of, see, show_anybody
from pasdedeux.app.places import country_of, zones
from pasdedeux.app.routes import EVERYONE, Doors
from pasdedeux.app.signing import count_beginning, count_code, give, gone, try_passphrase
from pasdedeux.app.visit import Site, visit_of
from pasdedeux.store import persons, sessions
from pasdedeux.store.keys import Keyring
from pasdedeux.store.preferences import Preferences
from pasdedeux.store.sealing import StoreError

doors = Doors("front")
BROWSERS = {"Edg": "Edge", "Firefox": "Firefox", "Chrom": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac": "Mac",
    "Linux": "Linux",
}
LONGEST_NAME = 80
BEGUN_JUST_NOW = timedelta(minutes=10)


@doors.get("/s/{name}", EVERYONE)
def asset(name: str) -> Response:
    """Send what the pages are made of."""
    return deliver(name)


@doors.get("/", EVERYONE)
def front(request: Request) -> Response:
    """Go to Now where somebody is signed in; else show the neutral page."""
    return neutral_page(request) if visit_of(request) is None else see("/a")


@doors.get("/in", EVERYONE)
def sign_in_page(request: Request) -> Response:
    """Ask for name and passphrase."""
    return show_anybody(request, "front/in.html", name="", wrong="", kept="")


@doors.post("/in", EVERYONE)
def sign_in(request: Request, sent: Form) -> Response:
    """Sign this device in; then show what was typed when its session was over, if it is this person's."""
    place: Site = request.app.state.place
    now, name = place.clock(), _name(sent)
    try:
        me = try_passphrase(request, name, sent("passphrase"), now)
        with place.store.writing(now) as session:
            persons.visit(session, me, now)
            made = signing.sign_in(request, session, me, device_called(request), now)
    except StoreError as error:
        return _once_more(request, "front/in.html", error, name=name, kept=sent("kept"))
    return give(request, _onward(request, me, sent("kept")), made)


def _onward(request: Request, me: Keyring, kept: str) -> Response:
    """Go to Now, or show what this person had typed."""
    found = opened(me, kept)
    if found is None:
        return see("/a")
    return show_anybody(request, "front/kept.html", path=found.path, fields=found.sent.fields, typed=TYPED)


@doors.get("/new", EVERYONE)
def begin_page(request: Request) -> Response:
    """Ask for a name and a passphrase; who was given a code reads first what the other sees."""
    zone, coded = request.query_params.get("zone", ""), bool(request.query_params.get("code"))
    return show_anybody(request, "front/new.html", name="", wrong="", zone=zone, zones=zones(), coded=coded)


@doors.post("/new", EVERYONE)
def begin(request: Request, sent: Form) -> Response:
    """Begin as a new person, and show the recovery code, once."""
    place: Site = request.app.state.place
    now, name, zone = place.clock(), _name(sent), sent("zone") or "UTC"
    try:
        count_beginning(request, now)
        likes = Preferences(language=say_of(request).language, zone=zone, country=country_of(zone))
        with place.store.writing(now) as session:
            me, code = _begin(session, name, sent("passphrase"), now, likes)
            made = signing.sign_in(request, session, me, device_called(request), now)
    except StoreError as error:
        more = {"name": name, "zone": zone, "zones": zones(), "coded": False}
        return _once_more(request, "front/new.html", error, **more)
    page = show_anybody(request, "front/code.html", code=code, onward="/a/questions")
    return give(request, page, made)


def _begin(
    session: Session, name: str, passphrase: str, now: datetime, likes: Preferences
) -> tuple[Keyring, str]:
    """Begin; a form that was sent twice shows a code too, and the code seen last is the one that opens."""
    if not name:
        raise StoreError("front.no-name")
    try:
        return persons.begin(session, name, passphrase, now, likes=likes)
    except StoreError as error:
        if error.name != "store.name-taken":
            raise
        taken = error
    try:
        me = persons.sign_in(session, name, passphrase)
    except StoreError:
        raise taken from None
    if now - persons.began(session, me) > BEGUN_JUST_NOW:
        raise taken
    return me, persons.new_recovery_code(session, me)


@doors.get("/keys", EVERYONE)
def recover_page(request: Request) -> Response:
    """Ask for the recovery code and a new passphrase."""
    return show_anybody(request, "front/keys.html", name="", wrong="")


@doors.post("/keys", EVERYONE)
def recover(request: Request, sent: Form) -> Response:
    """Set a new passphrase with the recovery code; every other device is signed out."""
    place: Site = request.app.state.place
    now, name = place.clock(), _name(sent)
    try:
        count_code(request, name, now)
        with place.store.writing(now) as session:
            me = persons.recover(session, name, sent("code"), sent("passphrase"))
            persons.visit(session, me, now)
            made = signing.sign_in(request, session, me, device_called(request), now)
            sessions.end_others(session, me, made.device)
    except StoreError as error:
        return _once_more(request, "front/keys.html", error, name=name)
    return give(request, see("/a"), made)


@doors.post("/exit", EVERYONE)
def leave(request: Request) -> Response:
    """Sign this device out at once, and leave nothing in the browser but by what it is known again."""
    place: Site = request.app.state.place
    visit = visit_of(request)
    if visit is not None:
        with place.store.writing(visit.now) as session:
            sessions.end(session, visit.me, visit.device.id)
        place.idle.forget(visit.device.id)
        place.aside.forget(visit.device.id)
        place.work.forget(visit.me.person)
    return gone(see("/"))


def _name(sent: Sent) -> str:
    """Read a name as every database can keep it."""
    return "".join(one for one in sent("name") if one.isprintable()).strip()[:LONGEST_NAME]


def device_called(request: Request) -> str:
    """Call a device by what its browser says of itself."""
    said = request.headers.get("user-agent", "")
    named = [
        next((name for mark, name in known.items() if mark in said), "") for known in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(name for name in named if name) or say_of(request)("front.device")


def _once_more(request: Request, template: str, error: StoreError, **more: object) -> Response:
    """Show the form again with what is wrong; a passphrase or a code is never shown back."""
    status = 429 if error.name == "app.tried-often" else 400
    wrong = error.text(say_of(request).language)
    return show_anybody(request, template, status=status, wrong=wrong, **more)

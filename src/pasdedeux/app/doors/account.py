"""One's own account: who sees what, devices, looks, keys, the log, a copy to take along, and endings."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date

from fastapi import Request
from fastapi.responses import Response

from pasdedeux.app import signing
from pasdedeux.app.doors.front import device_called
from pasdedeux.app.forms import Form
from pasdedeux.app.pages import see, show, show_anybody
from pasdedeux.app.places import country_names, zones
from pasdedeux.app.routes import Doors, Needs
from pasdedeux.app.signing import give, gone, knows_passphrase
from pasdedeux.app.visit import Here
from pasdedeux.store import leaving, log, persons, preferences, sessions
from pasdedeux.store.access import Thing, Verb
from pasdedeux.store.preferences import LOCKS, THEMES
from pasdedeux.store.sealing import StoreError

doors = Doors("account")
READS_KEYS, WRITES_KEYS = Needs(Thing.KEYS, Verb.READ), Needs(Thing.KEYS, Verb.WRITE)


@doors.get("/a/who", READS_KEYS)
def who(visit: Here) -> Response:
    """Show who sees what, and where the rest is."""
    return show(visit, "account/who.html")


@doors.get("/a/done", READS_KEYS)
def done(visit: Here) -> Response:
    """Say that it is done; the same words whatever it was."""
    return show(visit, "account/done.html")


@doors.get("/a/who/devices", Needs(Thing.DEVICE, Verb.READ))
def devices(visit: Here) -> Response:
    """Show which devices are signed in."""
    with visit.reading() as session:
        found = sessions.devices(session, visit.me)
    return show(visit, "account/devices.html", devices=found)


@doors.post("/a/who/devices", Needs(Thing.DEVICE, Verb.DELETE))
def sign_out(visit: Here, sent: Form) -> Response:
    """Sign one of them out, or all others."""
    with visit.writing() as session:
        if sent("device"):
            sessions.end(session, visit.me, sent("device"))
        else:
            sessions.end_others(session, visit.me, visit.device.id)
    return see("/a/who/devices")


@doors.get("/a/who/looks", Needs(Thing.LIKES, Verb.READ))
def looks(visit: Here) -> Response:
    """Show language, light, lock, country and time zone."""
    themes = [(one, visit.say(f"account.theme.{one}")) for one in THEMES]
    locks = [(one, visit.say.gap(one / (24 * 60))) for one in LOCKS]
    named = [("", visit.say("account.country-none")), *country_names(visit.likes.language)]
    return show(visit, "account/looks.html", themes=themes, locks=locks, zones=zones(), countries=named)


@doors.post("/a/who/looks", Needs(Thing.LIKES, Verb.WRITE))
def change_looks(visit: Here, sent: Form) -> Response:
    """Change them."""
    lock = int(sent("lock")) if sent("lock").isdecimal() else 0
    named = {name: sent(name) for name in ("language", "theme", "zone", "country")}
    with visit.writing() as session:
        preferences.change(session, visit.me, lock=lock, **named)
    return see("/a/who/looks")


@doors.get("/a/who/keys", READS_KEYS)
def keys(visit: Here) -> Response:
    """Ask for a new passphrase, or make a new recovery code."""
    return show(visit, "account/keys.html")


@doors.post("/a/who/keys", WRITES_KEYS)
def new_passphrase(request: Request, visit: Here, sent: Form) -> Response:
    """Set a new passphrase, sign this device in anew, and every other out."""
    knows_passphrase(request, visit, sent("passphrase"))
    with visit.writing() as session:
        persons.change_passphrase(session, visit.me, sent("passphrase2"))
        made = signing.sign_in(request, session, visit.me, device_called(request), visit.now)
        sessions.end_others(session, visit.me, made.device)
    return give(request, see("/a/done"), made)


@doors.post("/a/who/keys/code", WRITES_KEYS)
def new_code(request: Request, visit: Here, sent: Form) -> Response:
    """Make a new recovery code and show it, once."""
    knows_passphrase(request, visit, sent("passphrase"))
    with visit.writing() as session:
        code = persons.new_recovery_code(session, visit.me)
    return show_anybody(request, "front/code.html", code=code, onward="/a/who", say=visit.say)


@doors.get("/a/who/log", Needs(Thing.LOG, Verb.READ))
def what_was_let_go(visit: Here) -> Response:
    """Show what of one's own was let go of."""
    with visit.reading() as session:
        found = log.read(session, visit.me)
    lines = [(visit.local(one.at), date.fromisoformat(one.day), one) for one in reversed(found.lines)]
    return show(visit, "account/log.html", lines=lines, whole=found.whole)


@doors.get("/a/who/end", READS_KEYS)
def endings(visit: Here) -> Response:
    """Show what can be taken along, stopped, left and deleted."""
    return show(visit, "account/end.html")


@doors.post("/a/who/copy", Needs(Thing.EXPORT, Verb.READ))
def copy(request: Request, visit: Here, sent: Form) -> Response:
    """Give all of one's own as a file, and nothing of the other's."""
    knows_passphrase(request, visit, sent("passphrase"))
    with visit.reading() as session:
        text = json.dumps(leaving.export(session, visit.me), ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": 'attachment; filename="notes.json"'}
    return Response(text, media_type="application/json", headers=headers)


@doors.post("/a/who/stop", Needs(Thing.ASSENT, Verb.DELETE))
def stop(visit: Here, sent: Form) -> Response:
    """Stop quietly: what was sealed or opened is one's own again."""
    visit.do(sent.once, lambda session: leaving.stop(session, visit.me))
    return see("/a/done")


@doors.post("/a/who/leave", Needs(Thing.COUPLE, Verb.DELETE))
def leave(visit: Here, sent: Form) -> Response:
    """Leave the couple; both keep their own."""
    visit.do(sent.once, lambda session: leaving.leave(session, visit.me))
    return see("/a/done")


@doors.post("/a/who/delete", Needs(Thing.KEYS, Verb.DELETE))
def delete(request: Request, visit: Here, sent: Form) -> Response:
    """Delete oneself, once the passphrase was typed; then the neutral page."""
    knows_passphrase(request, visit, sent("passphrase"))
    with visit.writing() as session:
        leaving.delete_person(session, visit.me)
    with suppress(StoreError):  # somebody reads just now: the next who deletes clears it
        visit.place.store.scrub()
    return gone(see("/"), forever=True)

"""The interface for programs: what the pages show and do, as JSON, under the same table of access."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Any

from fastapi import Header, Query, Request, Response
from sqlalchemy.orm import Session

from pasdedeux.app import signing
from pasdedeux.app.api import models as m
from pasdedeux.app.pages import say_of
from pasdedeux.app.routes import EVERYONE, Doors, Needs
from pasdedeux.app.signing import count_beginning, count_pairing, give, knows_passphrase, try_passphrase
from pasdedeux.app.visit import Here, Site, Visit, new_form_key
from pasdedeux.safety import ForTwo, outcome
from pasdedeux.store import (
    consents,
    couples,
    events,
    leaving,
    moments,
    notes,
    openings,
    persons,
    preferences,
    sessions,
    standings,
    tellings,
)
from pasdedeux.store.access import Thing, Verb
from pasdedeux.store.couples import Bond
from pasdedeux.store.openings import OpenPeriod
from pasdedeux.store.preferences import Preferences
from pasdedeux.store.schema import ActRow
from pasdedeux.store.sealing import StoreError

doors = Doors("api")
ACT_FIELDS = ("id", "at", "promised", "home", "answer")
PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"model": m.Problem, "description": words}
    for code, words in {
        400: "the request cannot be read",
        401: "nobody is signed in",
        404: "nothing there that this person may see",
        409: "what is there does not allow it",
        422: "the request is not as described",
        503: "the store is busy",
        507: "the store is full",
    }.items()
}
Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=60, pattern="^[A-Za-z0-9_-]*$", description="does it once"),
]


def _get(path: str, needs: Needs | None, answer: Any) -> Callable[[Any], Any]:
    return doors.get(f"/api{path}", needs, response_model=answer, responses=PROBLEMS)


def _post(path: str, needs: Needs | None, answer: Any = m.Done) -> Callable[[Any], Any]:
    return doors.post(f"/api{path}", needs, response_model=answer, responses=PROBLEMS)


def _do(visit: Visit, key: str | None, act: Callable[[Session], Any]) -> m.Done:
    return m.Done(id=visit.do(key or new_form_key(), act))


def _ours(visit: Visit) -> Bond:
    if visit.bond is None:
        raise StoreError("store.no-couple")
    return visit.bond


# Coming and going


@_post("/in", EVERYONE)
def sign_in(request: Request, response: Response, sent: m.SignInSent) -> m.Done:
    """Sign in; the answer sets the cookie that all other requests carry."""
    place: Site = request.app.state.place
    now = place.clock()
    mine = try_passphrase(request, sent.name, sent.passphrase, now)
    with place.store.writing(now) as session:
        persons.visit(session, mine, now)
        give(request, response, signing.sign_in(request, session, mine, say_of(request)("api.device"), now))
    return m.Done(id=mine.person)


@_post("/new", EVERYONE, m.Begun)
def begin(request: Request, response: Response, sent: m.BeginSent) -> m.Begun:
    """Begin as a new person; the recovery code is given out once."""
    place: Site = request.app.state.place
    now = place.clock()
    count_beginning(request, now)
    with place.store.writing(now) as session:
        likes = Preferences(language=sent.language)
        mine, code = persons.begin(session, sent.name, sent.passphrase, now, likes=likes)
        give(request, response, signing.sign_in(request, session, mine, say_of(request)("api.device"), now))
    return m.Begun(recovery_code=code)


@_get("/me", Needs(Thing.KEYS, Verb.READ), m.Me)
def me(visit: Here) -> m.Me:
    """Say who is signed in."""
    likes = visit.likes
    return m.Me(
        name=visit.name,
        other_name=visit.other_name,
        together=bool(visit.bond and visit.bond.together),
        today=visit.today,
        language=likes.language,
        zone=str(visit.zone),
        theme=likes.theme,
        lock=likes.lock,
        country=likes.country,
    )


@_post("/me", Needs(Thing.LIKES, Verb.WRITE))
def change_likes(visit: Here, sent: m.LikesSent, key: Key = None) -> m.Done:
    """Change how one likes the pages."""
    changed = sent.model_dump(exclude_none=True)

    def act(session: Session) -> None:
        preferences.change(session, visit.me, **changed)

    return _do(visit, key, act)


@_get("/devices", Needs(Thing.DEVICE, Verb.READ), list[m.DeviceJson])
def devices(visit: Here) -> list[m.DeviceJson]:
    """List one's own devices."""
    with visit.reading() as session:
        found = sessions.devices(session, visit.me)
    return [
        m.DeviceJson(id=one.id, name=one.name, made=one.made, until=one.until, this=one.id == visit.device.id)
        for one in found
    ]


@_post("/devices/{device}/end", Needs(Thing.DEVICE, Verb.DELETE))
def end_device(visit: Here, device: m.Id, key: Key = None) -> m.Done:
    """Sign a device of one's own out."""
    return _do(visit, key, lambda session: sessions.end(session, visit.me, device))


# Told moments


@_get("/moments", Needs(Thing.TELLING, Verb.READ), list[m.OwnTelling])
def own_moments(visit: Here) -> list[m.OwnTelling]:
    """List one's own accounts, the first one first."""
    with visit.reading() as session:
        told = [(one, tellings.read(session, visit.me, one)) for one in tellings.own(session, visit.me)]
    return [m.OwnTelling(id=one, telling=m.TellingJson.of(telling)) for one, telling in told]


@_post("/moments", Needs(Thing.TELLING, Verb.WRITE))
def tell(visit: Here, sent: m.TellingJson, key: Key = None) -> m.Done:
    """Tell a moment, for oneself alone."""
    told = sent.telling(visit.me.person)
    return _do(visit, key, lambda session: tellings.tell(session, visit.me, told, visit.now))


@_get("/moments/{telling}", Needs(Thing.TELLING, Verb.READ), m.OwnTelling)
def one_moment(visit: Here, telling: m.Id) -> m.OwnTelling:
    """Give one account of one's own."""
    with visit.reading() as session:
        told = tellings.read(session, visit.me, telling)
    return m.OwnTelling(id=telling, telling=m.TellingJson.of(told))


@_post("/moments/{telling}/delete", Needs(Thing.TELLING, Verb.DELETE))
def delete_moment(visit: Here, telling: m.Id, key: Key = None) -> m.Done:
    """Delete an account."""
    return _do(visit, key, lambda session: tellings.delete(session, visit.me, telling))


@_post("/moments/{telling}/seal", Needs(Thing.ASSENT, Verb.WRITE))
def seal(visit: Here, telling: m.Id, sent: m.PartsSent, key: Key = None) -> m.Done:
    """Choose which parts join; confirmed on a later day."""
    return _do(
        visit, key, lambda session: tellings.seal_parts(session, visit.me, telling, sent.joins, visit.now)
    )


@_post("/moments/{telling}/confirm", Needs(Thing.ASSENT, Verb.WRITE))
def confirm(visit: Here, telling: m.Id, key: Key = None) -> m.Done:
    """Confirm on a later day."""
    return _do(visit, key, lambda session: tellings.confirm(session, visit.me, telling, visit.now))


@_post("/moments/{telling}/go-on", Needs(Thing.ASSENT, Verb.WRITE))
def go_on(visit: Here, telling: m.Id, key: Key = None) -> m.Done:
    """Say that it may stay open for another period."""
    return _do(visit, key, lambda session: tellings.go_on(session, visit.me, telling, visit.now))


@_post("/moments/{telling}/keep", Needs(Thing.PART, Verb.WRITE))
def keep_part(visit: Here, telling: m.Id, sent: m.PartSent, key: Key = None) -> m.Done:
    """Take one part back."""
    return _do(visit, key, lambda session: tellings.keep(session, visit.me, telling, sent.part, visit.now))


@_post("/moments/{telling}/take-back", Needs(Thing.ASSENT, Verb.DELETE))
def take_back(visit: Here, telling: m.Id, key: Key = None) -> m.Done:
    """Take the whole half back."""
    return _do(visit, key, lambda session: tellings.take_back(session, visit.me, telling))


@_get("/side", Needs(Thing.PART, Verb.READ), list[m.SideBySide])
def side_by_side(visit: Here) -> list[m.SideBySide]:
    """Give what is open side by side now, by day."""
    with visit.reading() as session:
        halves = tellings.joined(session, visit.me, visit.now)
    return [
        m.SideBySide(
            id=one.id,
            day=one.day,
            until=one.until,
            mine=m.TellingJson.of(one.mine),
            theirs=m.TellingJson.of(one.theirs),
            shows=sorted(one.shows),
            shown=sorted(one.shown),
        )
        for one in halves
    ]


@_get("/dance", Needs(Thing.ASSENT, Verb.READ), m.DanceJson)
def dance(visit: Here) -> m.DanceJson:
    """Say from when until when the dance of both is open."""
    found: OpenPeriod | None = None
    if visit.bond is not None:
        with visit.reading() as session:
            found = openings.period(session, visit.bond, ForTwo.DANCE, "")
    if found is None:
        return m.DanceJson(opens=None, until=None)
    return m.DanceJson(opens=found.opens, until=found.until)


@_post("/dance", Needs(Thing.ASSENT, Verb.WRITE))
def open_dance(visit: Here, sent: m.DanceSent, key: Key = None) -> m.Done:
    """Do one's own part in opening the dance of both."""
    ours = _ours(visit)

    def act(session: Session) -> None:
        if sent.step == "take-back":
            openings.take_back(session, ours, ForTwo.DANCE, "")
        else:
            steps = {"choose": openings.choose, "confirm": openings.confirm, "go-on": openings.go_on}
            steps[sent.step](session, ours, ForTwo.DANCE, "", visit.now)

    return _do(visit, key, act)


# In the moment


@_get("/acts", Needs(Thing.ACT, Verb.READ), m.Acts)
def acts(visit: Here) -> m.Acts:
    """Give what shows now, here and there."""
    if visit.bond is None:
        return m.Acts(mine=[], theirs=[])
    with visit.reading() as session:
        mine = moments.own(session, visit.bond, visit.now)
        theirs = moments.shown(session, visit.bond, visit.now)
    return m.Acts(mine=[_act(one) for one in mine], theirs=[_act(one) for one in theirs])


@_post("/acts", Needs(Thing.ACT, Verb.WRITE))
def press(visit: Here, sent: m.ActSent, key: Key = None) -> m.Done:
    """Do an act of the moment; again the same evening is the same act."""
    ours = _ours(visit)
    return _do(visit, key, lambda session: moments.press(session, ours, sent.deed, visit.now, sent.promised))


@_post("/acts/{act}/move", Needs(Thing.ACT, Verb.WRITE))
def move(visit: Here, act: m.Id, sent: m.PromiseSent, key: Key = None) -> m.Done:
    """Promise another time, once."""
    ours = _ours(visit)
    return _do(visit, key, lambda session: moments.move(session, ours, act, sent.promised, visit.now))


@_post("/acts/{act}/home", Needs(Thing.ACT, Verb.WRITE))
def come_home(visit: Here, act: m.Id, key: Key = None) -> m.Done:
    """Come back from a pause."""
    ours = _ours(visit)
    return _do(visit, key, lambda session: moments.come_home(session, ours, act, visit.now))


@_post("/acts/{act}/reply", Needs(Thing.ACT, Verb.WRITE))
def reply(visit: Here, act: m.Id, sent: m.ReplySent, key: Key = None) -> m.Done:
    """Answer the other's code word."""
    ours = _ours(visit)
    return _do(visit, key, lambda session: moments.reply(session, ours, act, sent.answer, visit.now))


@_get("/events", Needs(Thing.EVENT, Verb.READ), list[m.EventJson])
def rung(visit: Here, after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0) -> list[m.EventJson]:
    """Give one's own events behind a number."""
    with visit.reading() as session:
        found = events.after(session, visit.me, after)
    return [m.EventJson(number=one.number, kind=one.kind, ref=one.ref, at=one.at) for one in found]


# Oneself


@_get("/consents", Needs(Thing.CONSENT, Verb.READ), list[m.ConsentJson])
def decisions(visit: Here) -> list[m.ConsentJson]:
    """Give all decisions of one's own."""
    with visit.reading() as session:
        found = consents.history(session, visit.me)
    return [m.ConsentJson.model_validate(one, from_attributes=True) for one in found]


@_post("/consents", Needs(Thing.CONSENT, Verb.WRITE))
def decide(visit: Here, sent: m.ConsentSent, key: Key = None) -> m.Done:
    """Give a consent or take it back."""

    def act(session: Session) -> None:
        consents.decide(session, visit.me, sent.purpose, sent.version, visit.now, given=sent.given)

    return _do(visit, key, act)


@_post("/questions", Needs(Thing.STANDING, Verb.WRITE))
def answer(visit: Here, sent: m.AnswersSent, key: Key = None) -> m.Done:
    """Answer the questions alone; the answer is the same whatever was said."""

    def act(session: Session) -> None:
        standings.happened(session, visit.me, outcome(sent.answers), visit.today)

    return _do(visit, key, act)


@_get("/notes", Needs(Thing.NOTE, Verb.READ), list[m.NoteJson])
def own_notes(visit: Here) -> list[m.NoteJson]:
    """List one's own notes."""
    with visit.reading() as session:
        found = notes.own(session, visit.me)
    return [m.NoteJson(id=one.id, kind=one.kind, made=one.made, holds=one.holds) for one in found]


@_post("/notes/{note}/delete", Needs(Thing.NOTE, Verb.DELETE))
def delete_note(visit: Here, note: m.Id, key: Key = None) -> m.Done:
    """Delete a note."""
    return _do(visit, key, lambda session: notes.delete(session, visit.me, note))


@_post("/code", Needs(Thing.COUPLE, Verb.WRITE), m.CodeJson)
def invite(visit: Here) -> m.CodeJson:
    """Make a code for the other."""
    with visit.writing() as session:
        return m.CodeJson(code=couples.invite(session, visit.me, visit.likes.zone, visit.now))


@_post("/join", Needs(Thing.COUPLE, Verb.WRITE))
def join(request: Request, visit: Here, sent: m.CodeSent, key: Key = None) -> m.Done:
    """Become a couple with whoever gave the code."""
    count_pairing(request, visit)
    return _do(visit, key, lambda session: couples.join(session, visit.me, sent.code, visit.now))


@_post("/export", Needs(Thing.EXPORT, Verb.READ), dict[str, Any])
def export(request: Request, visit: Here, sent: m.PassphraseSent) -> dict[str, Any]:
    """Give all of one's own, and nothing of the other's, to whoever knows the passphrase."""
    knows_passphrase(request, visit, sent.passphrase)
    with visit.reading() as session:
        return leaving.export(session, visit.me)


@_post("/stop", Needs(Thing.ASSENT, Verb.DELETE))
def stop(visit: Here) -> m.Done:
    """Stop quietly: everything that was opened or sealed is one's own again."""
    with visit.writing() as session:
        leaving.stop(session, visit.me)
    return m.Done()


@_post("/leave", Needs(Thing.COUPLE, Verb.DELETE))
def leave(visit: Here) -> m.Done:
    """Leave the couple."""
    with visit.writing() as session:
        leaving.leave(session, visit.me)
    return m.Done()


@_post("/delete", Needs(Thing.KEYS, Verb.DELETE))
def delete(request: Request, visit: Here, sent: m.PassphraseSent) -> m.Done:
    """Delete oneself, with all that is one's own."""
    knows_passphrase(request, visit, sent.passphrase)
    with visit.writing() as session:
        leaving.delete_person(session, visit.me)
    with suppress(StoreError):  # somebody reads just now: the next who deletes clears it
        visit.place.store.scrub()
    return m.Done()


def _act(row: ActRow) -> m.ActJson:
    return m.ActJson.model_validate({"deed": row.kind, **{name: getattr(row, name) for name in ACT_FIELDS}})

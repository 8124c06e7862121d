"""Tellings: private when made, sealed part by part, opened where both did the same.

A part of one's own is under the owner's data key. A part that joins is under the telling's key, which is
wrapped to its owner alone, until both opened and the owner visits: then also to the couple's.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pasdedeux.records import Telling
from pasdedeux.safety import ForTwo
from pasdedeux.store import log, openings
from pasdedeux.store.access import Facts, Thing, Verb, Visibility, allowed, seen_by
from pasdedeux.store.couples import Bond, bond
from pasdedeux.store.keys import Keyring
from pasdedeux.store.parts import DAY, PartName, ask_from, readable_parts, telling_from
from pasdedeux.store.schema import AssentRow, MemberRow, PartRow, PersonRow, ReleaseRow, TellingRow, new_id
from pasdedeux.store.sealing import StoreError, box, new_key, seal, unbox, unseal


@dataclass(frozen=True, slots=True)
class Joined:
    """Two halves side by side.

    Parameters
    ----------
    id
        Of one's own telling.
    day
        Which both told.
    mine, theirs
        The two tellings, each with what is shown of it.
    shows, shown
        Names of the parts that one shows oneself, and that the other shows; the rest reads "not shared".
    asks
        One's own small ask and the other's; empty where there is none.
    until
        When this ends, by the couple's clock.
    """

    id: str
    day: date
    mine: Telling
    theirs: Telling
    shows: frozenset[PartName]
    shown: frozenset[PartName]
    asks: tuple[str, str]
    until: datetime


@dataclass(frozen=True, slots=True)
class Sealing:
    """How far one's own half is on its way; of the other's nothing stands here.

    Parameters
    ----------
    shows
        Parts that join.
    chosen
        When it was sealed, by the couple's clock; None where it is not, or that is gone.
    confirmed
        Whether it was confirmed.
    """

    shows: frozenset[PartName]
    chosen: datetime | None
    confirmed: bool


def tell(session: Session, me: Keyring, telling: Telling, now: datetime) -> str:
    """Keep a telling, for its owner alone. Nothing else is written.

    Returns
    -------
    str
        Id of the telling.

    Raises
    ------
    StoreError
        If its words are too long, or hold signs that cannot be shown.
    """
    texts = readable_parts(telling)
    told = TellingRow(id=new_id(), person_id=me.person, made=now, key=b"")
    told.key = _wrapped(me, told.id, new_key())
    session.add(told)
    session.flush()
    for name, text in texts.items():
        row = PartRow(telling_id=told.id, name=name, visibility=Visibility.MINE)
        row.text = seal(me.own, text, *_place(me.person, told.id, name))
        session.add(row)
    session.flush()
    return told.id


def own(session: Session, me: Keyring) -> list[str]:
    """Give ids of one's own tellings, the first one first."""
    mine = select(TellingRow.id).where(TellingRow.person_id == me.person)
    return list(session.scalars(mine.order_by(TellingRow.made, TellingRow.id)))


def read(session: Session, me: Keyring, telling: str) -> Telling:
    """Read a telling of one's own.

    Raises
    ------
    StoreError
        If this person has no such telling.
    """
    row = _mine(session, me, telling)
    texts = {PartName(part.name): _text(me, row, part) for part in _parts(session, telling)}
    return telling_from(me.person, date.fromisoformat(json.loads(texts[PartName.MOVES])[DAY]), texts)


def sealing(session: Session, me: Keyring, telling: str, now: datetime) -> Sealing:
    """Say how far one's own half is.

    Raises
    ------
    StoreError
        If this person has no such telling.
    """
    _mine(session, me, telling)
    shows = frozenset(PartName(name) for name in _shown(session, telling))
    row = session.scalars(select(AssentRow).where(AssentRow.telling_id == telling)).one_or_none()
    if row is None or session.get(MemberRow, me.person) is None:
        return Sealing(shows, None, confirmed=False)
    ours = bond(session, me)
    if not openings.stands(session, ours, row, now):
        return Sealing(shows, None, confirmed=False)
    return Sealing(shows, ours.local(row.chosen), row.confirmed is not None)


def write(session: Session, me: Keyring, telling: str, part: PartName, text: str, now: datetime) -> None:
    """Write one part of one's own anew, for whom it is meant already; an ask joins what joins.

    Raises
    ------
    StoreError
        If this person has no such telling.
    """
    row = _mine(session, me, telling)
    shown = _shown(session, telling)
    found = session.get_one(PartRow, (telling, part))
    found.visibility, found.text = Visibility.MINE, seal(me.own, text, *_place(me.person, telling, part))
    session.flush()
    _lay_out(session, me, row, shown | ({part} if part is PartName.ASK and shown else set()))
    release(session, me, now)


def delete(session: Session, me: Keyring, telling: str) -> None:
    """Delete a telling of one's own, with all that hangs on it."""
    session.delete(_mine(session, me, telling))
    session.flush()
    session.expire_all()


def seal_parts(
    session: Session, me: Keyring, telling: str, joins: Collection[PartName], now: datetime
) -> None:
    """Choose which parts join, and that the telling opens where both did so; confirmed on a later day.

    Parameters
    ----------
    session, me, now
        For writing; the owner; the time.
    telling
        Of the owner.
    joins
        Parts that the other may see then. The others stay one's own.

    Raises
    ------
    StoreError
        If this person has no such telling or no couple.
    """
    row, ours = _mine(session, me, telling), bond(session, me)
    _lay_out(session, me, row, joins)
    openings.choose(session, ours, ForTwo.TELLING, read(session, me, telling).day.isoformat(), now, telling)
    release(session, me, now)


def confirm(session: Session, me: Keyring, telling: str, now: datetime) -> None:
    """Confirm on a later day.

    Raises
    ------
    StoreError
        If it was not chosen, or the choice is gone.
    InputError
        If it is the day on which it was chosen.
    """
    day = read(session, me, telling).day.isoformat()
    openings.confirm(session, bond(session, me), ForTwo.TELLING, day, now)
    release(session, me, now)


def go_on(session: Session, me: Keyring, telling: str, now: datetime) -> None:
    """Say that it may stay open for another period."""
    day = read(session, me, telling).day.isoformat()
    openings.go_on(session, bond(session, me), ForTwo.TELLING, day, now)


def keep(session: Session, me: Keyring, telling: str, part: PartName, now: datetime) -> None:
    """Take one part back: in its place the other reads "not shared"."""
    row = _mine(session, me, telling)
    _lay_out(session, me, row, _shown(session, telling) - {part})
    release(session, me, now)


def take_back(session: Session, me: Keyring, telling: str) -> None:
    """Take the whole half back: as if it had never been sealed."""
    row = _mine(session, me, telling)
    _lay_out(session, me, row, ())
    for mine in session.scalars(select(AssentRow).where(AssentRow.telling_id == telling)):
        session.delete(mine)
    session.flush()


def release(session: Session, me: Keyring, now: datetime) -> None:
    """Wrap keys of one's own to the couple's where both opened, and take them back where that is over."""
    if session.get(MemberRow, me.person) is None:
        return
    ours = bond(session, me)
    for mine in _sealed(session, ours):
        row = _mine(session, me, str(mine.telling_id))
        period = openings.period(session, ours, ForTwo.TELLING, mine.subject)
        open_still = period is not None and now < period.until
        released = session.get(ReleaseRow, row.id)
        if open_still and released is None:
            key = box(ours.key, _key(me, row), *_release_place(row.id))
            session.add(ReleaseRow(telling_id=row.id, couple_id=ours.couple, key=key))
            to = session.get_one(PersonRow, ours.other).name
            parts = tuple(sorted(_shown(session, row.id)))
            log.put_down(session, me, log.Line(now, mine.subject, to, parts))
        elif released is not None and not open_still:
            _lay_out(session, me, row, _shown(session, row.id))
    session.flush()


def open_days(session: Session, me: Keyring) -> set[str]:
    """Give the days of one's own tellings whose key was let go of and not taken back."""
    released = select(AssentRow.subject).join(ReleaseRow, ReleaseRow.telling_id == AssentRow.telling_id)
    return set(session.scalars(released.where(AssentRow.person_id == me.person)))


def joined(session: Session, me: Keyring, now: datetime) -> list[Joined]:
    """Give what is open side by side now, by day."""
    if session.get(MemberRow, me.person) is None:
        return []
    ours = bond(session, me)
    halves = (_joined(session, me, ours, mine, now) for mine in _sealed(session, ours))
    return sorted((half for half in halves if half is not None), key=lambda half: half.day)


def _joined(session: Session, me: Keyring, ours: Bond, mine: AssentRow, now: datetime) -> Joined | None:
    theirs = openings.assent(session, ours, ForTwo.TELLING, mine.subject, by_other=True)
    if theirs is None:
        return None
    facts = _facts(session, ours, mine, theirs)

    def may_read(visibility: str) -> bool:
        seen = replace(facts, visibility=Visibility(visibility))
        return allowed(Thing.PART, Verb.READ, seen_by(ours.me, theirs.person_id, ours.other), now, seen)

    if not may_read(Visibility.JOINS):
        return None
    own, telling = _mine(session, me, str(mine.telling_id)), str(theirs.telling_id)
    key = unbox(ours.key, session.get_one(ReleaseRow, telling).key, *_release_place(telling))
    texts = {
        PartName(part.name): unseal(key, part.text, *_place(theirs.person_id, telling, part.name))
        for part in _parts(session, telling)
        if may_read(part.visibility)
    }
    shows = {
        PartName(part.name): _text(me, own, part)
        for part in _parts(session, own.id)
        if part.visibility == Visibility.JOINS
    }
    day, until = date.fromisoformat(mine.subject), facts.until
    assert until is not None  # noqa: S101 - it is open
    halves = (telling_from(me.person, day, shows), telling_from(theirs.person_id, day, texts))
    asks = (ask_from(shows), ask_from(texts))
    return Joined(own.id, day, *halves, frozenset(shows), frozenset(texts), asks, until)


def _facts(session: Session, ours: Bond, mine: AssentRow, theirs: AssentRow) -> Facts:
    period = openings.period(session, ours, ForTwo.TELLING, mine.subject)
    if period is None:
        return Facts(together=ours.together)
    released = all(session.get(ReleaseRow, str(one.telling_id)) is not None for one in (mine, theirs))
    return Facts(together=ours.together, opens=period.opens, until=period.until, released=released)


def _sealed(session: Session, ours: Bond) -> list[AssentRow]:
    mine = select(AssentRow).where(AssentRow.person_id == ours.me, AssentRow.couple_id == ours.couple)
    return list(session.scalars(mine.where(AssentRow.telling_id.is_not(None))))


def _mine(session: Session, me: Keyring, telling: str) -> TellingRow:
    row = session.get(TellingRow, telling)
    if row is None or row.person_id != me.person:
        raise StoreError("store.nothing-there")
    return row


def _parts(session: Session, telling: str) -> list[PartRow]:
    return list(session.scalars(select(PartRow).where(PartRow.telling_id == telling).order_by(PartRow.name)))


def _text(me: Keyring, row: TellingRow, part: PartRow) -> str:
    key = _key(me, row) if part.visibility == Visibility.JOINS else me.own
    return unseal(key, part.text, *_place(me.person, row.id, part.name))


def _lay_out(session: Session, me: Keyring, row: TellingRow, joins: Collection[str]) -> None:
    """Seal every part anew, those that join under a new key: one that was let go of opens nothing more."""
    texts = {part.name: _text(me, row, part) for part in _parts(session, row.id)}
    key = new_key()
    row.key = _wrapped(me, row.id, key)
    for part in _parts(session, row.id):
        shown = part.name in joins
        part.visibility = Visibility.JOINS if shown else Visibility.MINE
        part.text = seal(key if shown else me.own, texts[part.name], *_place(me.person, row.id, part.name))
    released = session.get(ReleaseRow, row.id)
    if released is not None:
        session.delete(released)
    session.flush()


def _shown(session: Session, telling: str) -> set[str]:
    return {part.name for part in _parts(session, telling) if part.visibility == Visibility.JOINS}


def _key(me: Keyring, row: TellingRow) -> bytes:
    return unbox(me.own, row.key, "tellings", row.id, me.person, "key")


def _wrapped(me: Keyring, telling: str, key: bytes) -> bytes:
    return box(me.own, key, "tellings", telling, me.person, "key")


def _place(owner: str, telling: str, part: str) -> tuple[str, ...]:
    return ("parts", telling, owner, part)


def _release_place(telling: str) -> tuple[str, ...]:
    return ("releases", telling)

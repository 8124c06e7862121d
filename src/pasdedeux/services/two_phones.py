"""The example couple for two phones: simulated, told, sealed and opened as people would over four weeks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from pasdedeux.records import Telling
from pasdedeux.safety import ForTwo, SafetyEvent, day_of
from pasdedeux.simulate import Dance, simulate_episodes
from pasdedeux.store import consents, couples, openings, persons, standings, tellings
from pasdedeux.store.consents import Purpose
from pasdedeux.store.database import Store
from pasdedeux.store.keys import Keyring
from pasdedeux.store.parts import JOINS_FIRST, PartName
from pasdedeux.store.preferences import Preferences
from pasdedeux.words import Language

BEGAN_DAYS_AGO = 27
"""Within one period, so that everything that both opened is open still."""
TOLD, SEED, ALONE = 14, 6, 0.15
"""The seed is one whose newest evening is a whole hard moment that both told, with near misses before it."""
AFTER = time(21, 30)
"""When both tell and seal, in the evening of the day."""
NEXT_MORNING = time(8)
CONFIRMED_AFTER = timedelta(days=1)
ALL_PARTS_FROM = 14
"""Days after which both show every part but their own words: most show more as they see what comes of it."""
ALL_PARTS = tuple(one for one in PartName if one not in {PartName.WORDS, PartName.ASK})


class SignIn(NamedTuple):
    """With what one of the two signs in."""

    name: str
    passphrase: str


SIGN_INS = (SignIn("Alma", "waltz in the kitchen"), SignIn("Sam", "tango in the rain"))
"""Known to everybody: nothing of anybody's is behind them."""


def example_couple(store: Store, now: datetime, *, language: Language = "en", zone: str = "UTC") -> None:
    """Put a couple who do not exist into an empty store, with four weeks behind them.

    Parameters
    ----------
    store
        Without anybody in it.
    now
        The time, with its zone.
    language
        Of both phones.
    zone
        Name of the time zone whose clock opens things.

    Examples
    --------
    >>> from datetime import UTC
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from pasdedeux.store.database import in_folder
    >>> with TemporaryDirectory() as folder:
    ...     store = in_folder(Path(folder) / "kept")
    ...     example_couple(store, datetime(2026, 11, 3, 20, tzinfo=UTC))
    ...     with store.reading() as session:
    ...         me = persons.sign_in(session, *SIGN_INS[0])
    ...         told = len(tellings.own(session, me))
    ...     store.close()
    >>> told
    14
    """
    clock = ZoneInfo(zone)
    began = now - timedelta(days=BEGAN_DAYS_AGO)
    first_day = day_of(began.astimezone(clock))
    with store.writing(now) as session:
        two = _begin(session, began, Preferences(language=language, zone=zone, lock=720))
        for who, telling in _told(first_day + timedelta(days=1), day_of(now.astimezone(clock))):
            later = (telling.day - first_day).days > ALL_PARTS_FROM
            shown = ALL_PARTS if later else JOINS_FIRST
            _tell_and_seal(session, two[who], telling, shown, clock, now)
        for me in two:
            _open_dance(session, me, first_day, clock)
        for me in (*two, two[0]):  # a key is let go of on a visit after both confirmed
            persons.visit(session, me, now)


def _begin(session: Session, began: datetime, likes: Preferences) -> tuple[Keyring, Keyring]:
    alma, sam = (persons.begin(session, *one, began, likes=likes)[0] for one in SIGN_INS)
    code = couples.invite(session, alma, likes.zone, began)
    couples.join(session, sam, code, began)
    today = day_of(began.astimezone(ZoneInfo(likes.zone)))
    for who in (alma, sam):
        standings.happened(session, who, SafetyEvent.THROUGH_NONE, today)
        for purpose in (Purpose.TOGETHER, Purpose.ANALYSE):
            consents.decide(session, who, purpose, "1", began, given=True)
    return alma, sam


def _told(first: date, last: date) -> Iterator[tuple[int, Telling]]:
    """Draw what each told, day by day; spread over the days that are there, one occasion a day."""
    labels = (SIGN_INS[0].name, SIGN_INS[1].name)
    found = simulate_episodes(Dance.of("polarised"), TOLD, seed=SEED, alone=ALONE, labels=labels)
    days = (last - first).days
    for at, episode in enumerate(found):
        day = first + timedelta(days=round(at * days / TOLD))
        for telling in episode.tellings:
            yield labels.index(telling.person), replace(telling, day=day)


def _tell_and_seal(
    session: Session,
    me: Keyring,
    telling: Telling,
    shown: Collection[PartName],
    clock: ZoneInfo,
    now: datetime,
) -> None:
    evening = datetime.combine(telling.day, AFTER, clock)
    confirmed = datetime.combine(telling.day + CONFIRMED_AFTER, NEXT_MORNING, clock)
    if evening < now:
        made = tellings.tell(session, me, telling, evening)
        tellings.seal_parts(session, me, made, shown, evening)
        if confirmed < now:
            tellings.confirm(session, me, made, confirmed)


def _open_dance(session: Session, me: Keyring, first: date, clock: ZoneInfo) -> None:
    ours = couples.bond(session, me)
    chosen = datetime.combine(first, AFTER, clock)
    confirmed = datetime.combine(first + CONFIRMED_AFTER, NEXT_MORNING, clock)
    openings.choose(session, ours, ForTwo.DANCE, "", chosen)
    openings.confirm(session, ours, ForTwo.DANCE, "", confirmed)

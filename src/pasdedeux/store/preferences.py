"""How a person likes their own pages: language, time zone, looks, lock; by that person's own key."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from pasdedeux.store.keys import Keyring
from pasdedeux.store.schema import PersonRow
from pasdedeux.store.sealing import StoreError, seal, unseal
from pasdedeux.words import LANGUAGES, Language

THEMES = ("system", "light", "dark")
LOCKS = (15, 120, 720)
"""Minutes without use after which a device is locked."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a person likes their own pages.

    Parameters
    ----------
    language
        Of all pages.
    zone
        Of the person's days, where there is no couple.
    theme
        One of `THEMES`.
    lock
        One of `LOCKS`.
    country
        Two letters, for people to talk to; empty where none was chosen.

    Raises
    ------
    StoreError
        If one of them is not known.

    Examples
    --------
    >>> Preferences(language="de").lock
    15
    """

    language: Language = "en"
    zone: str = "UTC"
    theme: str = "system"
    lock: int = 15
    country: str = ""

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES or self.theme not in THEMES or self.lock not in LOCKS:
            raise StoreError("store.no-preference")
        try:
            ZoneInfo(self.zone)
        except (KeyError, OSError, ValueError) as error:
            raise StoreError("store.no-zone", zone=self.zone) from error


def sealed(me: Keyring, likes: Preferences) -> bytes:
    """Write preferences as they are kept."""
    return seal(me.own, json.dumps(asdict(likes)), "persons", me.person, "preferences")


def read(session: Session, me: Keyring) -> Preferences:
    """Read one's own preferences."""
    kept = session.get_one(PersonRow, me.person).preferences
    return Preferences(**json.loads(unseal(me.own, kept, "persons", me.person, "preferences")))


def change(session: Session, me: Keyring, **changed: str | int) -> Preferences:
    """Change some of one's own preferences.

    Raises
    ------
    StoreError
        If one of them is not known.
    """
    likes = replace(read(session, me), **changed)  # type: ignore[arg-type]
    session.get_one(PersonRow, me.person).preferences = sealed(me, likes)
    return likes

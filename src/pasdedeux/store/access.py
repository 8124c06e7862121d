"""Who may do what to which thing: one table, and nothing that it does not name.

A policy is a pure and total function of who acts, of facts about the thing, and of the time. None of the
facts is a standing or an answer, so no decision here can tell one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class Actor(StrEnum):
    """Who acts, as seen from the thing in question."""

    OWNER = "owner"
    PARTNER = "partner"
    EX_PARTNER = "ex-partner"
    THERAPIST = "therapist"
    HOST = "host"  # runs the server
    RESEARCHER = "researcher"
    NOBODY = "nobody"


class Thing(StrEnum):
    """What can be read or changed."""

    KEYS = "keys"
    STANDING = "standing"
    CONSENT = "consent"
    TELLING = "telling"
    PART = "part"
    ASSENT = "assent"
    ACT = "act"
    EVENT = "event"
    EXPORT = "export"
    NOTE = "note"
    DEVICE = "device"
    LIKES = "likes"  # how one's own pages look
    COUPLE = "couple"  # one's own place in it
    LOG = "log"
    BACKUP = "backup"


class Verb(StrEnum):
    """What is done to it."""

    READ = "read"
    WRITE = "write"
    ANSWER = "answer"
    DELETE = "delete"


class Visibility(StrEnum):
    """Whom the owner of a part meant it for."""

    MINE = "mine"
    JOINS = "joins"  # half of a picture for two
    THERAPIST = "therapist"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision hangs on, besides who acts and when.

    Parameters
    ----------
    visibility
        Of a part.
    together
        Whether the two are a couple and both consent to be seen together.
    opens, until
        Between which times both opened the thing; None where they did not.
    released
        Whether both have been here since and let go of their keys.
    shows
        Whether an act of the moment shows now.
    granted
        Whether both let this therapist see it.
    """

    visibility: Visibility = Visibility.MINE
    together: bool = False
    opens: datetime | None = None
    until: datetime | None = None
    released: bool = False
    shows: bool = False
    granted: bool = False


NOTHING = Facts()
Policy = Callable[[Actor | str, Facts, datetime], bool]


def nobody(actor: Actor | str, facts: Facts, now: datetime) -> bool:  # noqa: ARG001 - a policy like the others
    """Let nobody.

    Examples
    --------
    >>> nobody("owner", NOTHING, datetime(2026, 11, 3))
    False
    """
    return False


def owner(actor: Actor | str, facts: Facts, now: datetime) -> bool:  # noqa: ARG001 - same
    """Let the owner alone.

    Examples
    --------
    >>> owner("owner", NOTHING, datetime(2026, 11, 3)), owner("partner", NOTHING, datetime(2026, 11, 3))
    (True, False)
    """
    return actor == Actor.OWNER


def opened(actor: Actor | str, facts: Facts, now: datetime) -> bool:
    """Let the owner; the partner, where both opened it and it is meant for both; a therapist, by both grants.

    Examples
    --------
    >>> now = datetime(2026, 11, 5)
    >>> both = Facts(Visibility.JOINS, True, datetime(2026, 11, 4), datetime(2026, 12, 2), True)
    >>> opened("partner", both, now), opened("partner", NOTHING, now)
    (True, False)
    """
    if actor == Actor.PARTNER:
        within = facts.opens is not None and facts.until is not None and facts.opens <= now < facts.until
        return facts.visibility == Visibility.JOINS and facts.together and facts.released and within
    if actor == Actor.THERAPIST:
        return facts.visibility == Visibility.THERAPIST and facts.together and facts.granted
    return owner(actor, facts, now)


def shown(actor: Actor | str, facts: Facts, now: datetime) -> bool:
    """Let the owner, and the partner while it shows.

    Examples
    --------
    >>> now = datetime(2026, 11, 5)
    >>> shown("partner", Facts(together=True, shows=True), now), shown("partner", NOTHING, now)
    (True, False)
    """
    return owner(actor, facts, now) or (actor == Actor.PARTNER and facts.together and facts.shows)


def answered(actor: Actor | str, facts: Facts, now: datetime) -> bool:
    """Let the partner alone, while it shows.

    Examples
    --------
    >>> now = datetime(2026, 11, 5)
    >>> answered("owner", Facts(together=True, shows=True), now)
    False
    """
    return actor == Actor.PARTNER and shown(actor, facts, now)


def host(actor: Actor | str, facts: Facts, now: datetime) -> bool:  # noqa: ARG001 - same
    """Let whoever runs the server.

    Examples
    --------
    >>> host("host", NOTHING, datetime(2026, 11, 3))
    True
    """
    return actor == Actor.HOST


_OWN = (Verb.READ, Verb.WRITE, Verb.DELETE)
ACCESS: Mapping[tuple[Thing, Verb], Policy] = MappingProxyType(
    {
        **{(Thing.KEYS, verb): owner for verb in _OWN},
        **{(Thing.STANDING, verb): owner for verb in (Verb.READ, Verb.WRITE)},
        **{(Thing.CONSENT, verb): owner for verb in (Verb.READ, Verb.WRITE)},
        **{(Thing.TELLING, verb): owner for verb in _OWN},
        (Thing.PART, Verb.READ): opened,
        (Thing.PART, Verb.WRITE): owner,
        **{(Thing.ASSENT, verb): owner for verb in _OWN},
        (Thing.ACT, Verb.READ): shown,
        (Thing.ACT, Verb.WRITE): owner,
        (Thing.ACT, Verb.ANSWER): answered,
        **{(Thing.NOTE, verb): owner for verb in _OWN},
        **{(Thing.DEVICE, verb): owner for verb in (Verb.READ, Verb.DELETE)},
        **{(Thing.LIKES, verb): owner for verb in (Verb.READ, Verb.WRITE)},
        **{(Thing.COUPLE, verb): owner for verb in _OWN},
        (Thing.LOG, Verb.READ): owner,
        (Thing.EVENT, Verb.READ): owner,
        (Thing.EXPORT, Verb.READ): owner,
        (Thing.BACKUP, Verb.WRITE): host,
    }
)
"""Every pair that is not here is for nobody."""


def seen_by(me: str, owner_of: str, other: str | None = None) -> Actor:
    """Say who somebody is to a thing, from its owner and the somebody's partner.

    Examples
    --------
    >>> seen_by("ben", "alma", other="alma"), seen_by("ben", "alma")
    (<Actor.PARTNER: 'partner'>, <Actor.NOBODY: 'nobody'>)
    """
    if me == owner_of:
        return Actor.OWNER
    return Actor.PARTNER if owner_of == other else Actor.NOBODY


def allowed(
    thing: Thing | str, verb: Verb | str, actor: Actor | str, now: datetime, facts: Facts = NOTHING
) -> bool:
    """Decide by the table; what it does not name is refused.

    Examples
    --------
    >>> now = datetime(2026, 11, 3, 22, 0)
    >>> allowed("standing", "read", "owner", now), allowed("standing", "read", "partner", now)
    (True, False)
    >>> allowed("thoughts", "read", "owner", now)
    False
    """
    rows: Mapping[tuple[str, str], Policy] = ACCESS  # type: ignore[assignment]
    return rows.get((thing, verb), nobody)(actor, facts, now)

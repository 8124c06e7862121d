"""How often a passphrase or a code was tried: in memory, by what is tried and by where it comes from.

Locking a name would let anybody lock somebody else out. So a device on which a person signed in before (it
holds a mark, see `store.marks`) is counted by itself: after eight tries it gets one a minute, and is never
locked. Devices without a mark are counted by name and source, by source, and by name; what they try bars none
that has a mark. A name that is not there counts like any other.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from threading import Lock

from pasdedeux.store.sealing import StoreError

WITHIN = timedelta(minutes=15)
REMEMBERED = 10_000
"""Things that are counted at most, so that nobody can fill the memory."""
SUBNET_BITS = 64
"""Of an address of version 6: what one household has."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing whose tries are counted.

    Parameters
    ----------
    what
        Its name.
    most
        Tries within a quarter of an hour.
    then
        After so long one more is let through, however many there were; None where none is.
    """

    what: str
    most: int
    then: timedelta | None = None


class Tries:
    """Counts tries.

    Examples
    --------
    >>> from datetime import UTC
    >>> tries, noon = Tries(), datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
    >>> for _ in range(8):
    ...     tries.count([known("a mark")], noon)
    >>> tries.count([known("a mark")], noon)
    Traceback (most recent call last):
    pasdedeux.store.sealing.StoreError: This was tried often just now. Wait a minute; on a device ...
    >>> tries.count([known("a mark")], noon + timedelta(minutes=1))
    """

    def __init__(self) -> None:
        self._when: dict[str, deque[datetime]] = {}
        self._lock = Lock()

    def count(self, all_of: Iterable[Counted], now: datetime) -> None:
        """Count one try.

        Raises
        ------
        StoreError
            If there were too many lately of one of them; then it is counted nowhere.
        """
        with self._lock:
            found = [(one, self._lately(one.what, now)) for one in all_of]
            for one, when in found:
                waited = bool(when) and one.then is not None and now - when[-1] >= one.then
                if len(when) >= one.most and not waited:
                    raise StoreError("app.tried-often")
            for one, when in found:
                when.append(now)
                self._when[one.what] = when
            while len(self._when) > REMEMBERED:
                self._when.pop(next(iter(self._when)))

    def forget(self, all_of: Iterable[Counted]) -> None:
        """Forget the tries of what went well."""
        with self._lock:
            for one in all_of:
                self._when.pop(one.what, None)

    def _lately(self, what: str, now: datetime) -> deque[datetime]:
        when = self._when.get(what, deque())
        while when and now - when[0] > WITHIN:
            when.popleft()
        return when


def known(mark: str) -> Counted:
    """Count a device on which this person signed in before, or is signed in."""
    return Counted(f"device {mark}", 8, timedelta(minutes=1))


def unknown(name: str, source: str) -> list[Counted]:
    """Count a device that nobody knows; the first of them is forgotten when it goes well."""
    return [Counted(f"name {source} {name}", 8), Counted(f"all {name}", 40), from_source(source)]


def from_source(source: str) -> Counted:
    """Count what comes from one place, whatever is tried there."""
    return Counted(f"source {source}", 60)


def household(address: str) -> str:
    """Name the place that an address belongs to.

    Examples
    --------
    >>> household("192.0.2.7"), household("2001:db8::1:2:3:4"), household("2001:db8::9")
    ('192.0.2.7', '2001:db8::', '2001:db8::')
    """
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(IPv6Address(int(found) >> SUBNET_BITS << SUBNET_BITS))

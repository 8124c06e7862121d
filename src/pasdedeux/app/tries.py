"""How often something was tried: a passphrase, a code. In memory; a name that is not there counts alike."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from pasdedeux.store.sealing import StoreError

MOST = 8
WITHIN = timedelta(minutes=15)
REMEMBERED = 10_000
"""Names at most, so that nobody can fill the memory."""


class Tries:
    """Counts tries by what is tried.

    Examples
    --------
    >>> from datetime import UTC
    >>> tries, noon = Tries(), datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
    >>> for _ in range(MOST):
    ...     tries.count("alma", noon)
    >>> tries.count("alma", noon)
    Traceback (most recent call last):
    pasdedeux.store.sealing.StoreError: This was tried often just now. Wait a quarter of an hour.
    """

    def __init__(self) -> None:
        self._when: dict[str, deque[datetime]] = {}

    def count(self, what: str, now: datetime) -> None:
        """Count one try.

        Raises
        ------
        StoreError
            If there were too many lately.
        """
        when = self._when.setdefault(what, deque())
        while when and now - when[0] > WITHIN:
            when.popleft()
        if len(when) >= MOST:
            raise StoreError("app.tried-often")
        when.append(now)
        while len(self._when) > REMEMBERED:
            self._when.pop(next(iter(self._when)))

    def forget(self, what: str) -> None:
        """Forget the tries of what went well."""
        self._when.pop(what, None)

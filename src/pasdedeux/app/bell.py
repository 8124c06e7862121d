"""The bell: wakes the pages of a person that wait for something to happen.

What happened stands in the table of events; the bell only says "look again". One process serves everybody.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Doorbell:
    """Wakes waiting pages, from any thread."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._loop: asyncio.AbstractEventLoop | None = None
        self.closed = False

    def wake(self, person: str) -> None:
        """Wake every page of a person."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ring, person)

    def close(self) -> None:
        """End all waiting: the server stops."""
        self.closed = True
        for person in list(self._waiting):
            self._ring(person)

    @contextmanager
    def listening(self, person: str) -> Iterator[asyncio.Event]:
        """Give what is set when this person's pages are woken, also while they look into the table."""
        self._loop = asyncio.get_running_loop()
        woken = asyncio.Event()
        self._waiting[person].add(woken)
        try:
            yield woken
        finally:
            self._waiting[person].discard(woken)
            if not self._waiting[person]:
                del self._waiting[person]

    def _ring(self, person: str) -> None:
        for woken in self._waiting.get(person, ()):
            woken.set()

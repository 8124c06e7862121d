"""The bell: wakes the pages of a person that wait for something to happen.

What happened stands in the table of events; the bell only says "look again". One process serves everybody.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict


class Bell:
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

    async def wait(self, person: str, seconds: float) -> None:
        """Wait until somebody wakes this person's pages, or the time is over."""
        self._loop = asyncio.get_running_loop()
        if self.closed:
            return
        woken = asyncio.Event()
        self._waiting[person].add(woken)
        try:
            async with asyncio.timeout(seconds):
                await woken.wait()
        except TimeoutError:
            pass
        finally:
            self._waiting[person].discard(woken)

    def _ring(self, person: str) -> None:
        for woken in self._waiting.get(person, ()):
            woken.set()

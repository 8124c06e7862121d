"""Work that takes longer than a page may: done in one process beside the server, and kept in memory alone."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime
from threading import Lock, Thread
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")
WAITS = 0.4
"""Seconds for which a page waits; after that it says that the work goes on."""


@dataclass(frozen=True, slots=True)
class WorkedOut(Generic[Result]):
    """What came of a piece of work, and when it was asked for."""

    result: Result
    at: datetime


class Beside:
    """One worker; for each place that asks, the latest piece of work."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._lock = Lock()
        self._latest: dict[str, tuple[object, Future[Any], datetime]] = {}

    def ask(
        self, place: str, what: object, now: datetime, act: Callable[..., Result], *given: object
    ) -> WorkedOut[Result] | None:
        """Give what came of it, or None while it goes on; the same is not done twice.

        Parameters
        ----------
        place
            Who asks, and for which page; an earlier piece of work of this place is forgotten.
        what
            What it depends on.
        now
            The time.
        act, *given
            Function of a module, and what it is given.
        """
        try:
            future, at = self._future(place, what, now, act, given)
            return WorkedOut(future.result(WAITS), at)
        except TimeoutError:
            return None
        except BrokenProcessPool:  # the next page begins anew
            self.close()
            return None

    def begin(self, act: Callable[[], object]) -> None:
        """Let the worker do something that nobody waits for, such as making itself ready."""
        with self._lock:
            self._worker().submit(act)

    def forget(self, person: str) -> None:
        """Forget what was worked out for a person."""
        with self._lock:
            for place in [one for one in self._latest if one.startswith(person)]:
                self._latest.pop(place)[1].cancel()

    def close(self) -> None:
        """Stop at once."""
        with self._lock:
            pool, self._pool = self._pool, None
            self._latest.clear()
        if pool is not None:
            running = list((pool._processes or {}).values())  # noqa: SLF001 - before 3.14 there is no other way
            pool.shutdown(wait=False, cancel_futures=True)
            for process in running:
                process.kill()

    def _future(
        self, place: str, what: object, now: datetime, act: Callable[..., Any], given: tuple[object, ...]
    ) -> tuple[Future[Any], datetime]:
        with self._lock:
            known = self._latest.get(place)
            if known is not None and known[0] == what:
                return known[1], known[2]
            if known is not None:
                known[1].cancel()
            future = self._worker().submit(act, *given)
            self._latest[place] = (what, future, now)
            return future, now

    def _worker(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=_behind)
        return self._pool


def _behind() -> None:
    """Let the pages go first, leave Ctrl-C to the server, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(5)
    Thread(target=_end_with_server, daemon=True).start()


def _end_with_server() -> None:
    server = multiprocessing.parent_process()
    if server is not None:
        server.join()
        os._exit(0)

"""What of this machine counts for serving: its time zone, and that only one server works on a store."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import text

from pasdedeux.store.database import Store
from pasdedeux.store.sealing import StoreError

LOCK = "pasdedeux.lock"
LOCK_NUMBER = 0x70617364
"""Of the lock in PostgreSQL: any number that every server of ours takes."""


def local_zone() -> str:
    """Name the time zone of this machine; UTC where it is not told.

    Examples
    --------
    >>> ZoneInfo(local_zone()).key == local_zone()
    True
    """
    linked = str(Path("/etc/localtime").resolve()).rpartition("zoneinfo/")[2]
    for name in (os.environ.get("TZ", ""), linked):
        try:
            return ZoneInfo(name).key
        except (KeyError, OSError, ValueError):
            continue
    return "UTC"


@contextmanager
def only_server(store: Store) -> Iterator[None]:
    """Hold a store for this process alone: pages are woken in memory, so two servers would miss each other.

    Raises
    ------
    StoreError
        If another process serves it.
    """
    held = _in_postgresql(store) if store.engine.dialect.name == "postgresql" else _in_folder(store)
    with held:
        yield


@contextmanager
def _in_folder(store: Store) -> Iterator[None]:
    path = Path(str(store.engine.url.database)).with_name(LOCK)
    held = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(held)
        raise StoreError("serve.served-already") from error
    try:
        yield
    finally:
        os.close(held)


@contextmanager
def _in_postgresql(store: Store) -> Iterator[None]:
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), {"number": LOCK_NUMBER}):
            raise StoreError("serve.served-already")
        yield

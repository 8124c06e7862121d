"""The database: SQLite in a folder of one's own, or PostgreSQL by address; one writer at a time.

Who writes holds the one row of the clock until the end. So facts, their events and their numbers are in one
order for everybody, in both databases, and a clock that was moved back is seen before anything is written.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, select
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from pasdedeux.store.schema import ClockRow
from pasdedeux.store.sealing import StoreError
from pasdedeux.store.upgrading import upgrade

FILE = "pasdedeux.db"
WAIT_SECONDS = 5
"""How long a writer waits for another one."""
CLOCK_SLACK = timedelta(minutes=5)
"""A clock may be set right by so much without a word."""
SETTINGS = (
    "journal_mode = WAL",  # readers go on while one writes
    "synchronous = FULL",  # what was acknowledged is on the disk
    "foreign_keys = ON",
    "secure_delete = ON",  # what is deleted is written over
    f"busy_timeout = {WAIT_SECONDS * 1000}",
)
SQLITE_ERRORS = {
    sqlite3.SQLITE_BUSY: "store.busy",
    sqlite3.SQLITE_LOCKED: "store.busy",
    sqlite3.SQLITE_FULL: "store.full",
    sqlite3.SQLITE_READONLY: "store.read-only",
    sqlite3.SQLITE_CANTOPEN: "store.cannot-open",
    sqlite3.SQLITE_PERM: "store.cannot-open",
    sqlite3.SQLITE_NOTADB: "store.no-store",
    sqlite3.SQLITE_CORRUPT: "store.no-store",
}
POSTGRESQL_ERRORS = {
    "55P03": "store.busy",
    "40P01": "store.busy",
    "53100": "store.full",
    "25006": "store.read-only",
}


class Store:
    """Everything that is kept, behind transactions for reading and for writing.

    Parameters
    ----------
    engine
        Connected to an empty database or one of ours; brought up to date.

    Raises
    ------
    StoreError
        If it cannot be opened, or a later version of the program made it.

    Examples
    --------
    >>> from datetime import UTC
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     store = in_folder(Path(folder) / "ours")
    ...     with store.writing(datetime(2026, 11, 3, 22, 0, tzinfo=UTC)) as session:
    ...         latest = session.get_one(ClockRow, 1).latest
    ...     store.close()
    >>> latest.hour
    22
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with _clear_errors(), engine.execution_options(writes=True).begin() as connection:
            upgrade(connection)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Read what is there at one moment.

        Raises
        ------
        StoreError
            If the database cannot be read.
        """
        with _clear_errors(), Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self, now: datetime) -> Iterator[Session]:
        """Write all or nothing. What was written is on the disk when this ends.

        Parameters
        ----------
        now
            The time, with its zone.

        Raises
        ------
        StoreError
            If the disk is full, another writer holds on, or the clock was moved back.
        """
        writer = self.engine.execution_options(writes=True)
        with _clear_errors(), Session(writer, expire_on_commit=False) as session, session.begin():
            _tick(session, now)
            yield session

    def trust(self, now: datetime) -> None:
        """Take this time as right, where the clock had been ahead and everything since is refused.

        Only whoever runs the machine should say so: what was kept meanwhile bears the wrong time.
        """
        writer = self.engine.execution_options(writes=True)
        with _clear_errors(), Session(writer) as session, session.begin():
            session.get_one(ClockRow, 1, with_for_update=True).latest = now

    def scrub(self) -> None:
        """Take what was deleted out of the log of changes too; PostgreSQL does that in its own time.

        Raises
        ------
        StoreError
            If somebody reads just now.
        """
        if self.engine.dialect.name != "sqlite":
            return
        connection = self.engine.raw_connection()
        try:
            blocked, *_ = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.close()
        if blocked:
            raise StoreError("store.busy")

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def in_folder(folder: Path) -> Store:
    """Open the store of a folder, or begin one there, for its owner alone.

    Raises
    ------
    StoreError
        If nothing can be kept there, or what stands there is no store.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        os.close(os.open(folder / FILE, os.O_RDWR | os.O_CREAT, 0o600))
        (folder / FILE).chmod(0o600)
    except OSError as error:
        raise StoreError("store.cannot-open", where=str(folder)) from error
    return _store(URL.create("sqlite", database=str(folder / FILE)))


def at_address(address: str) -> Store:
    """Open the store in a PostgreSQL database, by its address.

    Raises
    ------
    StoreError
        If nobody answers there, or what stands there is no store.
    """
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise StoreError("store.cannot-open") from error
    if url.get_backend_name() != "postgresql":
        raise StoreError("store.cannot-open")
    return _store(url.set(drivername="postgresql+psycopg"))


def _store(url: URL) -> Store:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, hide_parameters=True)  # an error that is written down holds no values
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(
            url,
            hide_parameters=True,
            connect_args={"options": f"-c lock_timeout={WAIT_SECONDS * 1000:.0f}ms"},
        )
    return Store(engine)


def _set_up_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin below, not where the driver thinks
    for setting in SETTINGS:
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    """Take the lock for writing at once: one that reads first could not write after another did."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _tick(session: Session, now: datetime) -> None:
    clock = session.scalars(select(ClockRow).with_for_update()).one()
    if now < clock.latest - CLOCK_SLACK:
        raise StoreError("store.clock-back")
    clock.latest = max(clock.latest, now)


@contextmanager
def _clear_errors() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if name := _called(error):
            raise StoreError(name) from error
        raise


def _called(error: DBAPIError) -> str | None:
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return SQLITE_ERRORS.get(code & 0xFF)
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(error, DataError):
        return "store.nothing-there"  # an id with a letter that no text there can hold
    unreachable = isinstance(error, OperationalError) and state is None
    return "store.cannot-open" if unreachable else POSTGRESQL_ERRORS.get(state or "")

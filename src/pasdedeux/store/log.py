"""The log: what of one's own was let go of, to whom and when. It never says whether the other looked.

A line goes a year after it was put down, on a visit of its owner, unless what it tells of is still open.

Each line is sealed by its owner's key and holds the hash of the line before, so a line that somebody took
out or put elsewhere shows. The last lines could be cut off without a trace.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pasdedeux.store.keys import Keyring
from pasdedeux.store.schema import LogRow
from pasdedeux.store.sealing import StoreError, seal, unseal

KEPT_FOR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was let go of.

    Parameters
    ----------
    at
        When.
    day
        Of the telling, as it is written in dates.
    to
        Name of the other, as it was then.
    parts
        Names of the parts that the other could read from then on.
    """

    at: datetime
    day: str
    to: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Log:
    """All lines, the first one first, and whether none is missing between them."""

    lines: tuple[Line, ...]
    whole: bool


def put_down(session: Session, me: Keyring, line: Line) -> None:
    """Put a line behind the last one, in the transaction of what it tells."""
    rows = _rows(session, me)
    session.add(_row(me, line, rows))
    session.flush()


def trim(session: Session, me: Keyring, now: datetime, open_days: Collection[str] = ()) -> None:
    """Let go of lines that are older than a year, and number and seal those that stay anew.

    A log in which a line is missing or changed stays as it is, so that this goes on to show.

    Parameters
    ----------
    session, me, now
        For writing; whose log; the time.
    open_days
        Days of tellings of which something is open still; their lines stay.
    """
    try:
        found = read(session, me)
    except StoreError:
        return
    stays = [one for one in found.lines if now - one.at <= KEPT_FOR or one.day in open_days]
    if not found.whole or len(stays) == len(found.lines):
        return
    session.execute(delete(LogRow).where(LogRow.person_id == me.person))
    anew: list[LogRow] = []
    for line in stays:
        anew.append(_row(me, line, anew))
    session.add_all(anew)
    session.flush()


def _row(me: Keyring, line: Line, before: list[LogRow]) -> LogRow:
    """Seal a line behind those that are there."""
    said = {"at": line.at.isoformat(), "day": line.day, "to": line.to, "parts": line.parts}
    row = LogRow(person_id=me.person, number=len(before) + 1)
    row.text = seal(me.own, json.dumps({**said, "before": _hash(before)}), *_place(me, row.number))
    return row


def read(session: Session, me: Keyring) -> Log:
    """Read one's own log.

    Raises
    ------
    StoreError
        If a line was changed.
    """
    rows = _rows(session, me)
    said = [json.loads(unseal(me.own, row.text, *_place(me, row.number))) for row in rows]
    whole = all(
        one["before"] == _hash(rows[:at]) and rows[at].number == at + 1 for at, one in enumerate(said)
    )
    return Log(tuple(map(_line, said)), whole)


def _line(said: dict[str, Any]) -> Line:
    return Line(datetime.fromisoformat(said["at"]), said["day"], said["to"], tuple(said["parts"]))


def _rows(session: Session, me: Keyring) -> list[LogRow]:
    mine = select(LogRow).where(LogRow.person_id == me.person)
    return list(session.scalars(mine.order_by(LogRow.number)))


def _hash(rows: list[LogRow]) -> str:
    return sha256(rows[-1].text if rows else b"").hexdigest()


def _place(me: Keyring, number: int) -> tuple[str, ...]:
    return ("log", str(number), me.person)

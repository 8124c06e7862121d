"""Sending a form twice does once what it says: the second time gives what came of the first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from pasdedeux.store.keys import Keyring
from pasdedeux.store.schema import SubmissionRow

KEPT_FOR = timedelta(days=2)
"""A page that is older sends its form anew."""


def once(session: Session, me: Keyring, key: str, act: Callable[[], str], now: datetime) -> str:
    """Do something, unless this person did it under this key before.

    Parameters
    ----------
    session, me, now
        For writing; who acts; when.
    key
        Of the form, made with the page that holds it.
    act
        Does it, and gives the id of what came of it.

    Returns
    -------
    str
        The id, the same each time.
    """
    before = session.get(SubmissionRow, (me.person, key))
    if before is not None:
        return before.result
    result = act()
    mine = delete(SubmissionRow).where(SubmissionRow.person_id == me.person)
    session.execute(mine.where(SubmissionRow.at < now - KEPT_FOR))
    session.add(SubmissionRow(person_id=me.person, key=key, result=result, at=now))
    session.flush()
    return result

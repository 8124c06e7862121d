"""Sending a form twice does once what it says: the second time gives what came of the first."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from pasdedeux.store.keys import Keyring
from pasdedeux.store.schema import SubmissionRow


def once(session: Session, me: Keyring, key: str, act: Callable[[], str]) -> str:
    """Do something, unless this person did it under this key before.

    Parameters
    ----------
    session, me
        For writing; who acts.
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
    session.add(SubmissionRow(person_id=me.person, key=key, result=result))
    session.flush()
    return result

"""What was sent with a form, and for whom the form was drawn."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from typing import Annotated

from fastapi import Depends, Request

from pasdedeux.app.visit import NobodyHereError, Visit, new_form_key
from pasdedeux.store.keys import Keyring
from pasdedeux.store.sealing import KEY_BYTES

TYPED = "words"
"""The field of every form in which somebody writes freely."""


class Sent:
    """The fields of one form.

    Examples
    --------
    >>> sent = Sent([("once", "k"), ("helped", "says-sorry"), ("helped", "comes-near")])
    >>> sent("once"), sent.all("helped"), sent("nothing")
    ('k', ['says-sorry', 'comes-near'], '')
    """

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        self.fields = fields

    def __call__(self, name: str) -> str:
        """Give the last value of a field; empty where there is none."""
        values = self.all(name)
        return values[-1] if values else ""

    def all(self, name: str) -> list[str]:
        """Give all values of a field."""
        return [value for field, value in self.fields if field == name]

    @property
    def once(self) -> str:
        """The key of the form."""
        return self("once")

    @property
    def whose(self) -> bytes | None:
        """The public key of the person for whom the form was drawn; None where it does not say."""
        with suppress(ValueError):
            found = in_bytes(self.once.partition(".")[2])
            return found if len(found) == KEY_BYTES else None
        return None


def form_key_of(me: Keyring) -> str:
    """Make the key of a form of one's own; it says by one's public key whose it is, which opens nothing."""
    return f"{new_form_key()}.{in_text(public(me))}"


def public(me: Keyring) -> bytes:
    """Give the key by which something is sealed to a person."""
    return me.private.public_key().public_bytes_raw()


def in_text(raw: bytes) -> str:
    """Write bytes as a form can carry them.

    Examples
    --------
    >>> in_bytes(in_text(b"sealed"))
    b'sealed'
    """
    return urlsafe_b64encode(raw).decode().rstrip("=")


def in_bytes(text: str) -> bytes:
    """Read what `in_text` wrote.

    Raises
    ------
    ValueError
        If it was something else.
    """
    return urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))


async def sent_with(request: Request) -> Sent:
    """Read the form of a request."""
    async with request.form(max_files=0, max_fields=200) as form:
        fields = [
            (name, value.replace("\r\n", "\n").replace("\0", ""))  # ends of lines come as browsers send them
            for name, value in form.multi_items()
            if isinstance(value, str)
        ]
    request.state.sent = Sent(fields)
    return Sent(fields)


async def _own(request: Request) -> Sent:
    """Read it; a form that was drawn for somebody who is not here any more is not this person's."""
    sent = await sent_with(request)
    visit: Visit | None = getattr(request.state, "visit", None)
    if visit is not None and sent.whose not in {None, public(visit.me)}:
        raise NobodyHereError
    return sent


Form = Annotated[Sent, Depends(_own)]

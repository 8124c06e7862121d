"""What somebody had typed when the session was over: it goes with the page that asks for the passphrase.

Nothing of it is kept here. It is sealed to the person for whom the form was drawn, so whoever looks into
that page reads nothing, and whoever else signs in opens nothing.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from pasdedeux.app.forms import TYPED, Sent, in_bytes, in_text
from pasdedeux.store.keys import Keyring
from pasdedeux.store.sealing import StoreError, box_to, unbox_mine

PLACE = "carried"
OWN_PAGES = "/a/"


@dataclass(frozen=True, slots=True)
class Carried:
    """A form that did not go yet.

    Parameters
    ----------
    path
        Where it was going.
    sent
        What stood in it.
    """

    path: str
    sent: Sent


def carry(path: str, sent: Sent) -> str:
    """Seal a form in which something was typed to its person; empty where there is nothing to carry."""
    if sent.whose is None or not sent(TYPED).strip():
        return ""
    try:
        return in_text(box_to(sent.whose, f"{path}\n{urlencode(sent.fields)}".encode(), PLACE))
    except ValueError:  # nobody has such a key
        return ""


def opened(me: Keyring, kept: str) -> Carried | None:
    """Open what was carried; None for everybody but the person to whom it was sealed."""
    with suppress(StoreError, ValueError):
        path, _, fields = unbox_mine(me.private, in_bytes(kept), PLACE).decode().partition("\n")
        if path.startswith(OWN_PAGES):
            return Carried(path, Sent(parse_qsl(fields, keep_blank_values=True)))
    return None

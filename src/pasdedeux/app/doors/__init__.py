"""Doors: the pages and acts, one module for each group of them."""

from pasdedeux.app.doors import account, consents, front, help, now, pairing, questions  # noqa: A004 - its name

__all__ = ["ALL"]

ALL = (
    account.doors,
    consents.doors,
    front.doors,
    help.doors,
    now.doors,
    pairing.doors,
    questions.doors,
)

"""Doors: the pages and acts, one module for each group of them."""

from pasdedeux.app.doors import account, api, consents, front, help, now, pairing, questions  # noqa: A004 - its name

__all__ = ["ALL"]

ALL = (
    account.doors,
    api.doors,
    consents.doors,
    front.doors,
    help.doors,
    now.doors,
    pairing.doors,
    questions.doors,
)

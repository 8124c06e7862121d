"""Doors: the pages and acts, one module for each group of them."""

from pasdedeux.app.doors import (
    account,
    api,
    consents,
    dance,
    front,
    help,  # noqa: A004 - its name
    moments,
    now,
    pairing,
    questions,
    side,
    tell,
)

__all__ = ["ALL"]

ALL = (
    account.doors,
    api.doors,
    consents.doors,
    dance.doors,
    front.doors,
    help.doors,
    moments.doors,
    now.doors,
    pairing.doors,
    questions.doors,
    side.doors,
    tell.doors,
)

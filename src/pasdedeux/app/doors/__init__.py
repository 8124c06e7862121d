"""Doors: the pages and acts, one module for each group of them."""

from pasdedeux.app.doors import (
    account,
    alarm,
    api,
    consents,
    dance,
    front,
    help,  # noqa: A004 - its name
    live,
    moments,
    now,
    pairing,
    pause,
    practice,
    questions,
    side,
    tell,
    word,
)

__all__ = ["ALL"]

ALL = (
    account.doors,
    alarm.doors,
    api.doors,
    consents.doors,
    dance.doors,
    front.doors,
    help.doors,
    live.doors,
    moments.doors,
    now.doors,
    pairing.doors,
    pause.doors,
    practice.doors,
    questions.doors,
    side.doors,
    tell.doors,
    word.doors,
)

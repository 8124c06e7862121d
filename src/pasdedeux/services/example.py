"""The examples: simulated couples, in files that say so: a table of days, and told episodes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from pasdedeux.readers.names import SIMULATED
from pasdedeux.records import Episodes, Record
from pasdedeux.simulate import Dance, example_records, simulate_episodes

MONDAY = date(2024, 1, 1)
TOLD, TOLD_SEED = 18, 3
"""Told episodes in the example: enough for a shape and its numbers."""


def example_table() -> list[dict[str, Any]]:
    """Lay the example out in rows, one per couple, day and partner.

    Examples
    --------
    >>> rows = example_table()
    >>> len({row["couple"] for row in rows}), rows[0]["simulated"]
    (40, 1)
    """
    return [row for record in example_records() for row in _rows(record)]


def example_episodes() -> Episodes:
    """Draw what a couple who do not exist told of their evenings, some of it by one of them alone.

    Examples
    --------
    >>> told = example_episodes()
    >>> told.couple.labels, told.provenance.simulated
    (('Alma', 'Sam'), True)
    """
    dance = Dance.of("polarised")
    return simulate_episodes(dance, TOLD, seed=TOLD_SEED, alone=0.3, labels=("Alma", "Sam"), start=MONDAY)


def _rows(record: Record) -> list[dict[str, Any]]:
    return [
        {
            "couple": record.couple.id,
            "partner": label,
            "date": (MONDAY + timedelta(days=float(day))).isoformat(),
            record.roles[0]: "" if answer != answer else float(answer),  # noqa: PLR0124 - NaN is no answer
            SIMULATED: 1,
        }
        for day, answers in zip(record.time, record.values[:, :, 0], strict=True)
        for label, answer in zip(record.couple.labels, answers, strict=True)
    ]

"""The example: simulated couples, as a table that says in every row that it is simulated."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from pasdedeux.readers.names import SIMULATED
from pasdedeux.records import Record
from pasdedeux.simulate import example_records

MONDAY = date(2024, 1, 1)


def example_table() -> list[dict[str, Any]]:
    """Lay the example out in rows, one per couple, day and partner.

    Examples
    --------
    >>> rows = example_table()
    >>> len({row["couple"] for row in rows}), rows[0]["simulated"]
    (40, 1)
    """
    return [row for record in example_records() for row in _rows(record)]


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

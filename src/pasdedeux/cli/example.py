"""The example as a table, and the label that a simulated table carries wherever it goes."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pasdedeux.records import Record, Records
from pasdedeux.simulate import example_records

MONDAY = date(2024, 1, 1)
LABEL = "simulated"
"""A last column of this name that is 1 says that nobody real stands behind the numbers."""


def example_table() -> list[dict[str, Any]]:
    """Lay the example out in rows, one per couple, day and partner."""
    return [row for record in example_records() for row in _rows(record)]


def _rows(record: Record) -> list[dict[str, Any]]:
    return [
        {
            "couple": record.couple.id,
            "partner": label,
            "date": (MONDAY + timedelta(days=float(day))).isoformat(),
            record.roles[0]: "" if answer != answer else float(answer),  # noqa: PLR0124 - NaN is no answer
            LABEL: 1,
        }
        for day, answers in zip(record.time, record.values[:, :, 0], strict=True)
        for label, answer in zip(record.couple.labels, answers, strict=True)
    ]


def labelled(records: Records, file: str) -> Records:
    """Give records of a labelled table the mark that every output shows."""
    if not _has_label(file):
        return records
    return replace(records, provenance=replace(records.provenance, simulated=True))


def _has_label(file: str) -> bool:
    with suppress(OSError), Path(file).open(encoding="utf-8", errors="replace") as table:
        head, first = table.readline().strip(), table.readline().strip()
        return head.endswith(f",{LABEL}") and first.endswith(",1")
    return False

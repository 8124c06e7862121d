"""An empty diary for two: a row for each day, and two plain questions for each person."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pasdedeux import files
from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.words import Language, words

DAYS = 56


@names_wrong_arguments
def empty_diary(
    people: tuple[str, str], start: date, *, days: int = DAYS, language: Language = "en"
) -> list[dict[str, Any]]:
    """Lay out rows to fill in: how much each reached and how much each pulled back, from 0 to 10, day by day.

    Parameters
    ----------
    people
        What the two are called, each in one word.
    start
        The first day.
    days
        Number of rows.
    language
        Language of the headings; the reader knows them.

    Examples
    --------
    >>> rows = empty_diary(("Maya", "Tom"), date(2026, 3, 2), days=2)
    >>> list(rows[0])
    ['date', 'Maya reached', 'Maya pulled back', 'Tom reached', 'Tom pulled back']
    """
    say = words(language)
    if len({person.casefold() for person in people}) < 2 or any(not person.isalnum() for person in people):
        raise InputError("services.diary.two-names", where="people", given=" + ".join(people))
    both = ("reached", "back")
    headings = [say(f"services.diary.{what}", name=person) for person in people for what in both]
    return [
        {say("services.diary.date"): (start + timedelta(days=day)).isoformat(), **dict.fromkeys(headings, "")}
        for day in range(days)
    ]


@names_wrong_arguments
def diary_file(rows: Sequence[dict[str, Any]], target: Path) -> str | bytes:
    """Write the rows as CSV, or as a workbook where the name of the file ends in ``.xlsx``.

    Examples
    --------
    >>> rows = empty_diary(("Maya", "Tom"), date(2026, 3, 2), days=1)
    >>> diary_file(rows, Path("diary.csv")).splitlines()[1]
    '2026-03-02,,,,'
    """
    if target.suffix.lower() != ".xlsx":
        return files.csv_text(rows)
    import pandas as pd  # noqa: PLC0415 - only a workbook needs it

    page = io.BytesIO()
    pd.DataFrame(rows).to_excel(page, index=False, engine="openpyxl")
    return page.getvalue()

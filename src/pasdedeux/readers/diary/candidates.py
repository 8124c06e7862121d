"""Columns that have no meaning yet, and those of time among them, found by their names and cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from pasdedeux.errors import InputError
from pasdedeux.readers import names
from pasdedeux.readers.diary.moments import is_clock, is_clock_in_numbers, is_parts_of_day
from pasdedeux.readers.plain import plain
from pasdedeux.readers.tables.cells import as_text, numbers
from pasdedeux.readers.tables.table import RawTable
from pasdedeux.words import Message

MOMENTS = frozenset({"time", "scheduled", "answered"})
"""Parts of time of which one is needed."""


@dataclass
class Candidates:
    """Columns that have no meaning yet.

    Parameters
    ----------
    table
        The table.
    free
        Names of these columns.
    notes
        What was decided so far.
    texts
        Cells as text by column, for those that were looked at.
    """

    table: RawTable
    free: list[str]
    notes: list[Message] = field(default_factory=list)
    texts: dict[str, pd.Series] = field(default_factory=dict)

    def take(self, columns: Iterable[str]) -> None:
        """Count these columns as placed."""
        gone = set(columns)
        self.free = [column for column in self.free if column not in gone]

    @cached_property
    def same_rows(self) -> pd.Series:
        """Rows that repeat an earlier one in every cell."""
        return self.table.frame.astype(str).duplicated()

    def text(self, column: str) -> pd.Series:
        """Cells of a column as text, coded values by their labels."""
        if column not in self.texts:
            labels = dict(self.table.labels.get(column, {}))
            self.texts[column] = as_text(self.table.frame[column]).replace(labels)
        return self.texts[column]


def find_times(left: Candidates, times: Mapping[str, str]) -> dict[str, str]:
    """Find the columns of time that are not given, by part.

    Raises
    ------
    InputError
        If there is none.
    """
    times = dict(times)
    if not times.keys() & MOMENTS:
        times |= _stamps(left) or _plain_time(left)
    if not times.keys() & MOMENTS:
        raise InputError(
            "readers.no-time-column", where=left.table.source, columns=", ".join(left.table.columns)
        )
    if "weekday" not in times and (found := names.first_of(names.WEEKDAY, left.free)):
        times["weekday"] = found[0]
    if "clock" not in times and "time" in times:
        clocks = names.first_of(names.CLOCK, left.free)
        clocks = [c for c in clocks if c not in times.values() and _tells_the_hour(left.table.frame[c])]
        times |= {"clock": clocks[0]} if clocks else {}
    left.take(times.values())
    return times


def _tells_the_hour(cells: pd.Series) -> bool:
    return is_clock(cells) or is_clock_in_numbers(cells)


def _stamps(left: Candidates) -> dict[str, str]:
    """Find scheduled and answered columns whose cells are dates (``sent`` or ``end`` may mean anything)."""
    found = {}
    for part, candidates in (("scheduled", names.SCHEDULED), ("answered", names.ANSWERED)):
        dated = [
            column
            for column in names.first_of(candidates, left.free)
            if _looks_dated(left.table.frame[column])
        ]
        if dated:
            found[part] = dated[0]
            left.take(dated[1:])
    offsets = names.first_of(names.UNIVERSAL, left.free)
    if found and offsets and _in_seconds(left, found.values()):
        found["offset"] = offsets[0]
    return found


def _in_seconds(left: Candidates, columns: Iterable[str]) -> bool:
    """Say whether stamps are seconds since 1970, which an offset makes clock time of."""
    return all(len(numbers(left.table.frame[column].head(50)).text) == 0 for column in columns)


def _plain_time(left: Candidates) -> dict[str, str]:
    for candidates in (names.DATE, names.DAY, names.COUNT):
        for column in names.first_of(candidates, left.free):
            if not is_clock(left.table.frame[column]):
                return {"time": column}
    dated = [column for column in left.free if is_dated_text(left.table.frame[column])]
    days = [column for column in left.free if plain(column).endswith(("day", "date", "time"))]
    return {"time": (dated or days)[0]} if dated or days else {}


def is_dated_text(cells: pd.Series) -> bool:
    """Say whether a column holds dates as text."""
    return (
        not pd.api.types.is_numeric_dtype(cells.dtype)
        and _looks_dated(cells)
        and len(numbers(cells).text) > 0
    )


def _looks_dated(cells: pd.Series) -> bool:
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return True
    known = [
        value for value in cells.dropna().head(2000).tolist() if str(value).strip() not in {"", "NA", "."}
    ][:50]
    dated = [hasattr(value, "toordinal") or _date_text(str(value)) or _since_1970(value) for value in known]
    return len(dated) > 0 and sum(dated) >= 0.8 * len(dated)


def _since_1970(value: object) -> bool:
    """Say whether a cell may be seconds or milliseconds since 1970, or 0 for never."""
    try:
        number = float(str(value))
    except ValueError:
        return False
    return number == 0 or 1e9 <= number < 1e13


def _date_text(text: str) -> bool:
    digits = text.strip()[:10].replace("/", "-").replace(".", "-").split("-")
    return len(digits) == 3 and all(part[:2].strip().isdigit() for part in digits)


def find_beep(
    left: Candidates, couple: str | None, partner: str | None, times: Mapping[str, str]
) -> dict[str, str]:
    """Find the number of the report within its day, or the stretch of days, where times repeat without it."""
    if "time" not in times or times.keys() & {"beep", "clock"}:
        return {}
    before = doubles(left, couple, partner, times)
    if before <= FEW:
        return {}
    for part, known in (("beep", names.BEEP), ("burst", names.BURST)):
        for column in names.first_of(known, left.free):
            if counts_reports(left, column, part) and tells_apart(
                left, couple, partner, times, column, before
            ):
                left.take([column])
                return {"burst" if restarts(left, couple, partner, times["time"], column) else part: column}
    return {}


def restarts(left: Candidates, couple: str | None, partner: str | None, time: str, column: str) -> bool:
    """Say whether days fall back where a column goes on: it numbers stretches, not reports of a day."""
    days = numbers(left.table.frame[time])
    if len(days.text):
        return False
    people = pd.DataFrame({str(at): left.text(one) for at, one in enumerate((couple, partner)) if one})
    person = (
        people.groupby(list(people)).ngroup()
        if people.shape[1]
        else pd.Series(0, index=left.text(column).index)
    )
    value, day = left.text(column), pd.Series(days.cells)
    same = person == person.groupby(person).shift()
    moved = same & (value != value.groupby(person).shift())
    back = moved & (day < day.groupby(person).shift())
    once = int(moved.sum()) <= (levels(left, column) - 1) * person.nunique()
    return once and bool(moved.any()) and float(back.sum()) >= 0.8 * float(moved.sum())


FEW = 0.05
"""Share of rows up to which repeated reports are slips."""


def counts_reports(left: Candidates, column: str, part: str) -> bool:
    """Say whether the cells of a column can number reports or stretches of days."""
    cells = left.table.frame[column]
    if is_parts_of_day(cells):
        return part == "beep"
    return len(numbers(cells).text) == 0 and not is_clock(cells)


def tells_apart(
    left: Candidates,
    couple: str | None,
    partner: str | None,
    times: Mapping[str, str],
    column: str,
    before: float,
) -> bool:
    """Say whether hardly any of the repeated reports is left once this column counts too."""
    if levels(left, column) > 0.5 * len(left.table.frame):
        return False
    return doubles(left, couple, partner, {**times, "beep": column}) < 0.2 * before


def levels(left: Candidates, column: str) -> int:
    """Count the different texts in a column."""
    texts = left.text(column)
    return int(texts[texts != ""].nunique())


def doubles(left: Candidates, couple: str | None, partner: str | None, times: Mapping[str, str]) -> float:
    """Share of rows that repeat another row's couple, partner and time with other answers."""
    wanted = [couple, partner, *(times[part] for part in times if part not in {"weekday", "offset"})]
    keys = pd.DataFrame(
        {str(at): left.text(column) for at, column in enumerate(dict.fromkeys(wanted)) if column}
    )
    if not keys.shape[1]:
        return 0.0
    timed = [left.text(times[part]) != "" for part in times.keys() & MOMENTS]
    kept = ~left.same_rows
    if timed:
        kept &= pd.concat(timed, axis=1).any(axis=1)
    again = keys[kept.to_numpy()].duplicated()
    return float(again.mean()) if len(again) else 0.0


def most_members(left: Candidates, couple: str | None, partner: str) -> pd.Series:
    """Count the different persons of each couple."""
    members = pd.DataFrame({"couple": left.text(couple) if couple else "1", "partner": left.text(partner)})
    members = members[(members["partner"] != "") & (members["couple"] != "")].drop_duplicates()
    return members.groupby("couple").size()

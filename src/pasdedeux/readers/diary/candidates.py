"""Columns that may hold the couple, the partner or the time, found by their names and by how cells repeat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from pasdedeux.errors import InputError
from pasdedeux.readers import names
from pasdedeux.readers.diary.pairs import wide_pairs
from pasdedeux.readers.diary.times import is_clock
from pasdedeux.readers.tables.cells import as_text
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
        clocks = [c for c in clocks if c not in times.values() and is_clock(left.table.frame[c])]
        times |= {"clock": clocks[0]} if clocks else {}
    left.take(times.values())
    return times


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
    return found


def _plain_time(left: Candidates) -> dict[str, str]:
    for candidates in (names.DATE, names.DAY, names.COUNT):
        for column in names.first_of(candidates, left.free):
            if not is_clock(left.table.frame[column]):
                return {"time": column}
    dated = [column for column in left.free if _looks_dated(left.table.frame[column])]
    days = [column for column in left.free if names.plain(column).endswith(("day", "date", "time"))]
    return {"time": (dated or days)[0]} if dated or days else {}


def _looks_dated(cells: pd.Series) -> bool:
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return True
    known = [
        value for value in cells.dropna().head(2000).tolist() if str(value).strip() not in {"", "NA", "."}
    ][:50]
    dated = [hasattr(value, "toordinal") or _date_text(str(value)) for value in known]
    return len(dated) > 0 and sum(dated) >= 0.8 * len(dated)


def _date_text(text: str) -> bool:
    digits = text.strip()[:10].replace("/", "-").replace(".", "-").split("-")
    return len(digits) == 3 and all(part[:2].strip().isdigit() for part in digits)


def find_beep(
    left: Candidates, couple: str | None, partner: str | None, times: Mapping[str, str]
) -> dict[str, str]:
    """Find the number of the report within its day, where days repeat without it."""
    if "time" not in times or times.keys() & {"beep", "clock"}:
        return {}
    before = _doubles(left, couple, partner, times)
    for column in names.first_of(names.BEEP, left.free):
        if before > 0.05 and _doubles(left, couple, partner, {**times, "beep": column}) < 0.2 * before:
            left.take([column])
            return {"beep": column}
    return {}


def find_couple(left: Candidates) -> str | None:
    """Find the column that names the couples."""
    found = names.first_of(names.COUPLE, left.free)
    left.take(found[:1])
    return found[0] if found else None


def couple_by_id(left: Candidates, partner: str | None, times: Mapping[str, str]) -> str | None:
    """Take a plain ``id`` for the couple where it has two partners at most, or one report per time."""
    for column in names.first_of(names.ID, left.free):
        if partner is None:
            if _doubles(left, column, None, times) < _doubles(left, None, None, times):
                left.take([column])
                return column
            continue
        members = pd.DataFrame({"id": left.text(column), "partner": left.text(partner)}).drop_duplicates()
        if members.groupby("id").size().max() <= 2 and len(members) < len(left.table.frame):
            left.take([column])
            return column
    return None


def find_partner(
    left: Candidates, couple: str | None, times: Mapping[str, str], layout: str | None
) -> str | None:
    """Find the column that tells the partners apart: the first under which few reports repeat."""
    if couple is None and layout is None and wide_pairs(left.free):
        found = _lone_kind(left, times)
    else:
        found = _best_partner(left, couple, times)
    left.take([found] if found else [])
    return found


def _best_partner(left: Candidates, couple: str | None, times: Mapping[str, str]) -> str | None:
    kinds = [c for c in names.first_of(names.KIND, left.free) if levels(left, c) >= 1]
    kinds.sort(key=lambda column: not any(text[:1].isalpha() for text in left.text(column).unique()))
    people = [c for c in names.first_of(names.PERSON, left.free) if levels(left, c) >= 2]
    people += [c for c in names.first_of(("partner", "person"), left.free) if levels(left, c) == 1]
    candidates = [*kinds, *people]
    if not candidates:
        return None
    doubles = {column: _doubles(left, couple, column, times) for column in candidates}
    best = min(candidates, key=lambda column: (doubles[column] > 0.05, candidates.index(column)))
    crowd = best in people and couple is None and _most_members(left, couple, best) > 2
    return None if crowd else best


def _lone_kind(left: Candidates, times: Mapping[str, str]) -> str | None:
    """Find a partner column in a file that also has paired column names, and no couple column."""
    for column in names.first_of(names.KIND, left.free):
        if levels(left, column) == 2 and _doubles(left, None, column, times) < _doubles(
            left, None, None, times
        ):
            return column
    return None


def levels(left: Candidates, column: str) -> int:
    """Count the different texts in a column."""
    texts = left.text(column)
    return int(texts[texts != ""].nunique())


def _keys(
    left: Candidates, couple: str | None, partner: str | None, times: Mapping[str, str]
) -> pd.DataFrame:
    wanted = [couple, partner, *(times[part] for part in times if part != "weekday")]
    return left.table.frame[list(dict.fromkeys(column for column in wanted if column))]


def _doubles(left: Candidates, couple: str | None, partner: str | None, times: Mapping[str, str]) -> float:
    """Share of rows that repeat another row's couple, partner and time."""
    return float(_keys(left, couple, partner, times).duplicated().mean())


def _most_members(left: Candidates, couple: str | None, partner: str) -> int:
    members = pd.DataFrame({"couple": left.text(couple) if couple else "1", "partner": left.text(partner)})
    members = members[members["partner"] != ""].drop_duplicates()
    return int(members.groupby("couple").size().max()) if len(members) else 0

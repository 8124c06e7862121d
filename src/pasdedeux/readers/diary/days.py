"""Days that stand in columns, such as ``tense_f_1`` to ``tense_f_20``, put below each other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pasdedeux.errors import InputError
from pasdedeux.readers import names
from pasdedeux.readers.meanings import known_role
from pasdedeux.readers.plain import plain
from pasdedeux.readers.tables.table import Given, RawTable
from pasdedeux.words import Message

COLUMNS = "columns"
"""What may be said in place of a column of time: columns hold a day each."""
_WORD = "day|tag|jour|dag|dia|giorno|wave|beep|time|d|t|w|j|s|g"
_AT_THE_END = re.compile(
    rf"(?P<stem>.*?[^\W\d])[ _.(\[-]*?(?P<word>{_WORD})?[ _.(\[-]*(?P<n>\d{{1,3}})[)\]]?", re.IGNORECASE
)
_AHEAD = re.compile(
    rf"(?P<word>{_WORD})?[ _.-]?(?P<n>\d{{1,3}})[ _.:-]+(?P<stem>.*[^\W\d_].*)", re.IGNORECASE
)
_BETWEEN = re.compile(
    rf"(?P<stem>.*?[^\W\d])[ _.-]*?(?P<word>{_WORD})?[ _.-]?(?P<n>\d{{1,3}})[ _.-]"
    r"(?P<mark>[^\W\d_]{1,8}|\d)",
    re.IGNORECASE,
)
_FEWEST_DAYS = 3


@dataclass(frozen=True)
class _Stem:
    """Columns of one question, by day."""

    columns: dict[int, str]
    word: bool


def with_days_below_each_other(table: RawTable, given: Given) -> RawTable:
    """Put the columns of every day below each other, where no column tells the time.

    Parameters
    ----------
    table
        Any table.
    given
        Column by role, as the caller named them.

    Raises
    ------
    InputError
        If the caller asks for days in columns and there are none, or the days may stand in columns.
    """
    asked = given.get("time") == COLUMNS and COLUMNS not in table.columns
    if not asked and (given.keys() & {"time", "scheduled", "answered"} or _has_time(table)):
        return table
    stems = _numbered(table.columns)
    if not stems:
        if asked:
            raise InputError("readers.no-day-columns", where=table.source)
        return table
    if not asked and not any(_is_sure(name, stem) for name, stem in stems.items()):
        first = next(iter(stems.values()))
        some = ", ".join([*list(first.columns.values())[:3], "..."])
        raise InputError("readers.day-columns", where=table.source, columns=some)
    return _unrolled(table, {name: stem.columns for name, stem in stems.items()})


def _has_time(table: RawTable) -> bool:
    known = {*names.SCHEDULED, *names.ANSWERED, *names.DATE, *names.DAY, *names.COUNT, *names.CLOCK}
    return any(plain(column) in known for column in table.columns)


def _numbered(columns: list[str]) -> dict[str, _Stem]:
    """Columns by stem and number: of the places where a day can stand, that under which stems are longest."""
    found = [_read_as(pattern, columns) for pattern in (_AT_THE_END, _AHEAD, _BETWEEN)]
    longest = [max((len(stem.columns) for stem in stems.values()), default=0) for stems in found]
    best = max(longest)
    if best < _FEWEST_DAYS:
        return {}
    stems = found[longest.index(best)]
    return {name: stem for name, stem in stems.items() if len(stem.columns) >= 0.5 * best}


def _read_as(pattern: re.Pattern[str], columns: list[str]) -> dict[str, _Stem]:
    stems: dict[str, _Stem] = {}
    for column in columns:
        if match := pattern.fullmatch(column):
            part = match.groupdict()
            name = "_".join(filter(None, [names.tidy(part["stem"]), part.get("mark")]))
            stem = stems.setdefault(name, _Stem({}, len(part["word"] or "") > 1))
            stem.columns[int(part["n"])] = column
    return stems


def _is_sure(name: str, stem: _Stem) -> bool:
    """Say whether numbers can only be days: a word says so, or what is left of the names is a role."""
    return stem.word or bool(known_role(name)) or any(known_role(rest) for _, rest, _ in names.marks(name))


def _unrolled(table: RawTable, stems: Mapping[str, Mapping[int, str]]) -> RawTable:
    days = sorted({day for found in stems.values() for day in found})
    used = {column for found in stems.values() for column in found.values()}
    rest = table.frame[[column for column in table.columns if column not in used]]
    parts = [
        rest.assign(
            day=day,
            **{
                names.tidy(stem): table.frame[found[day]] if day in found else None
                for stem, found in stems.items()
            },
        )
        for day in days
    ]
    frame = pd.concat(parts, ignore_index=True)
    note = Message("readers.days-from-columns", first=days[0], last=days[-1])
    return replace(table, frame=frame, row=np.tile(table.row, len(days)), notes=(*table.notes, note))

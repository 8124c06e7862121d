"""Which column is what: couple, partner, time, and a variable per remaining column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pasdedeux.errors import InputError
from pasdedeux.readers import names
from pasdedeux.readers.diary.candidates import Candidates, find_beep, find_times, levels
from pasdedeux.readers.diary.checks import refuse_lonely_ids, refuse_possible_pairs, refuse_repeats
from pasdedeux.readers.diary.days import COLUMNS
from pasdedeux.readers.diary.pairs import Pair, in_file_order, labels_of, mirror_pairs, pair_of, wide_pairs
from pasdedeux.readers.diary.people import couple_by_id, find_couple, find_partner
from pasdedeux.readers.plain import plain
from pasdedeux.readers.tables.table import RawTable
from pasdedeux.words import Message

KEYS = ("couple", "partner", "time", "scheduled", "answered", "clock", "beep", "burst", "weekday", "offset")
MARKED = frozenset({"prefix", "suffix", "camel"})
"""Places of a mark that make it one even where its counterpart is missing."""


@dataclass(frozen=True)
class ColumnMap:
    """What every column was taken for.

    Parameters
    ----------
    layout
        ``"long"``, ``"wide"`` or ``"pairwise"``.
    couple, partner
        Their columns; None where the file has none.
    times
        Columns of time by part: time, scheduled, answered, clock, beep, weekday.
    variables
        Column names by variable: one in the long layout; one per partner in the wide layout; own and mirrored
        one in the pairwise layout.
    asked
        Variables that were named by the caller.
    labels
        Labels of the two partners in the wide layout.
    distinguishable
        True where the names of the partners say who they are and do not only number them.
    notes
        What was decided.
    """

    layout: str
    couple: str | None
    partner: str | None
    times: Mapping[str, str]
    variables: Mapping[str, tuple[str, ...]]
    asked: frozenset[str] = frozenset()
    labels: tuple[str, str] = ("1", "2")
    distinguishable: bool = False
    notes: tuple[Message, ...] = ()


def map_columns(table: RawTable, columns: Mapping[str, str] | None, layout: str | None) -> ColumnMap:
    """Decide what every column is, from what the caller says and from the names.

    Raises
    ------
    InputError
        If a named column does not exist, or the couple, the partners or the time cannot be found.
    """
    given = {role: _split(table, text) for role, text in (columns or {}).items()}
    if given.get("time") == (COLUMNS,) and COLUMNS not in table.columns:
        given["time"] = ("day",)  # where days in columns were put
    _check(table, given)
    left = Candidates(table, [name for name in table.columns if name not in table.repeated])
    asked = {role: found for role, found in given.items() if role not in KEYS}
    fixed = {key: given[key][0] for key in KEYS if key in given}
    left.take([*fixed.values(), *(column for found in asked.values() for column in found)])
    times = find_times(left, {key: fixed[key] for key in KEYS[2:] if key in fixed})
    couple = fixed.get("couple") or find_couple(left)
    wide = layout == "wide" or (layout is None and any(len(found) == 2 for found in asked.values()))
    partner = fixed.get("partner") or (None if wide else find_partner(left, couple, times, layout))
    couple = couple or couple_by_id(left, partner, times)
    times |= find_beep(left, couple, partner, times)
    joined = any(len(found) == 2 for found in asked.values())
    refuse_repeats(left, couple, partner, times, wide=wide and joined)
    if "couple" not in given and not wide and not wide_pairs(left.free):
        refuse_lonely_ids(left, couple, partner)
    return _lay_out(left, layout, ColumnMap("long", couple, partner, times, asked, frozenset(asked)))


def _check(table: RawTable, given: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse columns that are not there, and too many for one role."""
    for role, columns in given.items():
        for column in columns:
            if column not in table.frame.columns:
                known = ", ".join(table.columns)
                raise InputError(
                    "readers.no-column", where=table.source, column=column, role=role, columns=known
                )
        if role in KEYS and len(columns) > 1:
            raise InputError("readers.takes-one", where="columns", role=role)
        if len(columns) > 2:
            raise InputError("readers.takes-two", where="columns", role=role)


def _split(table: RawTable, text: str) -> tuple[str, ...]:
    return (text,) if text in table.frame.columns else tuple(part.strip() for part in text.split("+"))


def _lay_out(left: Candidates, layout: str | None, found: ColumnMap) -> ColumnMap:
    """Choose the layout, and give every column that is left its variable."""
    given_layout = layout
    mirrored = mirror_pairs(left.free) if found.partner is not None else {}
    paired = any(len(columns) == 2 for columns in found.variables.values())
    if layout is None and found.partner is None:
        layout = "wide" if paired or wide_pairs(left.free) else "long"
    elif layout is None:
        layout = "pairwise" if mirrored or paired else "long"
    if layout == "wide":
        return _wide(left, found)
    if given_layout is None and layout == "long" and found.partner is None:
        refuse_possible_pairs(left)
    variables = dict(found.variables)
    if layout == "pairwise":
        if not (mirrored or paired):
            raise InputError("readers.no-mirrors", where=left.table.source)
        variables = _mirrored(left, variables, mirrored)
    variables |= {column: (column,) for column in left.free if column not in variables}
    if layout == "long" and any(len(columns) == 2 for columns in variables.values()):
        raise InputError("readers.long-takes-one", where="columns")
    return replace(
        found,
        layout=layout,
        variables=variables,
        distinguishable=found.partner is not None and _says_who(left, found.partner),
        notes=tuple(left.notes),
    )


def _mirrored(
    left: Candidates, asked: Mapping[str, tuple[str, ...]], pairs: Mapping[str, tuple[str, str]]
) -> dict[str, tuple[str, ...]]:
    """Variables of own and mirrored columns, and of own ones whose copy is missing."""
    variables = _with_mirrors(left, {**asked, **{names.tidy(base): pair for base, pair in pairs.items()}})
    left.take(column for pair in pairs.values() for column in pair)
    left.take(_lonely_mirrors(left))
    return variables | _lonely_own(left, variables)


def _says_who(left: Candidates, partner: str) -> bool:
    """Say whether two labels name the partners in every couple, and not by a number."""
    labels = {plain(text) or text for text in left.text(partner).unique() if text}
    if len(labels) > 2:
        return False
    said = {*names.KIND, *names.PEOPLE}
    return plain(partner) in said or not labels <= names.NUMBERED | {"0", "-1"}


def _with_mirrors(left: Candidates, variables: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Add the mirrored column to a role of which only the own column was named."""
    everything = mirror_pairs(left.table.columns)
    by_own = {pair[0]: pair for pair in everything.values()}
    found = {name: by_own.get(columns[0], columns) for name, columns in variables.items()}
    left.take(column for columns in found.values() for column in columns)
    seen: dict[tuple[str, ...], str] = {}
    return {name: columns for name, columns in found.items() if seen.setdefault(columns, name) == name}


def _lonely_own(left: Candidates, variables: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Name columns marked as one's own, whose mirrored copy is missing, by what is left without the mark."""
    found: dict[str, tuple[str, ...]] = {}
    for column in left.free:
        for position, rest, mark in names.marks(column):
            if mark.casefold() in {"a", "actor", "self", "own"} and position in MARKED:
                name = names.tidy(rest)
                if name not in variables and name not in found:
                    found[name] = (column,)
    left.take(column for columns in found.values() for column in columns)
    return found


def _lonely_mirrors(left: Candidates) -> list[str]:
    """List columns marked as the partner's whose own column has another name; they say nothing new."""
    lonely = [
        column
        for column in left.free
        for position, _, mark in names.marks(column)
        if mark.casefold() in {"p", "partner"} and position in MARKED
    ]
    if lonely:
        left.notes.append(Message("readers.lonely-mirrors", columns=", ".join(lonely)))
    return lonely


def _wide(left: Candidates, found: ColumnMap) -> ColumnMap:
    asked = found.variables
    known = wide_pairs([*left.free, *(column for columns in asked.values() for column in columns)])
    couple = found.couple
    if couple is None and (ids := [c for c in names.first_of(names.ID, left.free) if levels(left, c) == 1]):
        couple = ids[0]
        left.take([couple])
    pairs = _pairs(left, asked, known)
    variables = {
        **{name: columns * 2 for name, columns in asked.items()},
        **{name: pair.columns for name, pair in pairs.items()},
    }
    if not variables:
        raise InputError("readers.no-pairs", where=left.table.source)
    variables |= {column: (column, column) for column in left.free if column not in variables}
    labels = labels_of(pairs.values())
    joined = any(pair.marks is None for pair in pairs.values())  # by the caller, in one order for all couples
    return replace(
        found,
        layout="wide",
        couple=couple,
        variables=variables,
        labels=labels,
        distinguishable=joined or not {mark.casefold() for mark in labels} <= names.NUMBERED,
        notes=tuple(left.notes),
    )


def _pairs(
    left: Candidates, asked: Mapping[str, tuple[str, ...]], found: Mapping[str, Pair]
) -> dict[str, Pair]:
    """Join the pairs that were asked for with those that were found; the file's order of partners for all."""
    pairs = {name: pair_of((both[0], both[1])) for name, both in asked.items() if len(both) == 2}
    used = {column for columns in asked.values() for column in columns}
    for name, pair in found.items():
        if not used & set(pair.columns) and name not in asked:
            pairs[name] = pair
            left.take(pair.columns)
    return in_file_order(pairs, left.table.columns)

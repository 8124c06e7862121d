"""Which column is what: couple, partner, time, and a variable per remaining column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from pasdedeux.errors import InputError
from pasdedeux.readers.diary import names
from pasdedeux.readers.diary.pairs import Pair, in_file_order, labels_of, mirror_pairs, pair_of, wide_pairs
from pasdedeux.readers.diary.times import is_clock
from pasdedeux.readers.tables.cells import as_text
from pasdedeux.readers.tables.formats import Table

KEYS = ("couple", "partner", "time", "scheduled", "answered", "clock", "beep", "weekday")
LAYOUTS = ("long", "wide", "pairwise")
MARKED = frozenset({"prefix", "suffix", "camel"})
"""Places of a mark that make it one even where its counterpart is missing."""


@dataclass(frozen=True)
class Plan:
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
    marks
        Labels of the two partners in the wide layout.
    telling
        True where the partner column says who the partners are and does not only number them.
    notes
        What was decided.
    """

    layout: str
    couple: str | None
    partner: str | None
    times: Mapping[str, str]
    variables: Mapping[str, tuple[str, ...]]
    asked: frozenset[str] = frozenset()
    marks: tuple[str, str] = ("1", "2")
    telling: bool = False
    notes: tuple[str, ...] = ()


@dataclass
class _Desk:
    """Columns still to be placed, while a plan is being made."""

    table: Table
    given: Mapping[str, str]
    free: list[str]
    notes: list[str] = field(default_factory=list)
    texts: dict[str, pd.Series] = field(default_factory=dict)

    @property
    def everything(self) -> list[str]:
        return [str(column) for column in self.table.frame.columns]

    def take(self, columns: Iterable[str]) -> None:
        gone = set(columns)
        self.free = [column for column in self.free if column not in gone]

    def text(self, column: str) -> pd.Series:
        if column not in self.texts:
            labels = dict(self.table.labels.get(column, {}))
            self.texts[column] = as_text(self.table.frame[column]).replace(labels)
        return self.texts[column]


def make_plan(table: Table, columns: Mapping[str, str] | None, layout: str | None) -> Plan:
    """Decide what every column is, from what the caller says and from the names.

    Raises
    ------
    InputError
        If a named column does not exist, or the couple, the partners or the time cannot be found.
    """
    given = dict(columns or {})
    _check(table, given, layout)
    desk = _Desk(table, given, [str(name) for name in table.frame.columns if name not in table.repeated])
    asked = {role: _split(table, text) for role, text in given.items() if role not in KEYS}
    for found in asked.values():
        desk.take(found)
    fixed = {key: given[key] for key in KEYS if key in given}
    desk.take(fixed.values())
    times = _find_times(desk, fixed)
    desk.take(times.values())
    couple = fixed.get("couple") or _find_couple(desk)
    desk.take([couple] if couple else [])
    partner = fixed.get("partner") or _find_partner(desk, couple, times, asked, layout)
    desk.take([partner] if partner else [])
    if couple is None:
        couple = _couple_by_id(desk, partner, times)
        desk.take([couple] if couple else [])
    times |= _beep(desk, couple, partner, times)
    desk.take(times.values())
    return _lay_out(desk, layout, couple, partner, times, asked)


def _check(table: Table, given: Mapping[str, str], layout: str | None) -> None:
    if layout is not None and layout not in LAYOUTS:
        raise InputError(
            f"'{layout}' is no layout.", where="layout", remedy=f"Choose from: {', '.join(LAYOUTS)}."
        )
    for role, text in given.items():
        for column in _split(table, text):
            if column not in table.frame.columns:
                known = ", ".join(str(name) for name in table.frame.columns)
                raise InputError(
                    f"there is no column '{column}' (for {role}).",
                    where=table.source,
                    remedy=f"Columns are: {known}.",
                )
        if role in KEYS and len(_split(table, text)) > 1:
            raise InputError(f"'{role}' takes one column.", where="columns", remedy="Name one.")
        if len(_split(table, text)) > 2:
            raise InputError(
                f"'{role}' names more than two columns.", where="columns", remedy="Name one per partner."
            )


def _split(table: Table, text: str) -> tuple[str, ...]:
    return (text,) if text in table.frame.columns else tuple(part.strip() for part in text.split("+"))


# --- time -----------------------------------------------------------------------------------------


def _find_times(desk: _Desk, fixed: Mapping[str, str]) -> dict[str, str]:
    times = {key: fixed[key] for key in KEYS[2:] if key in fixed}
    if not times.keys() & {"time", "scheduled", "answered"}:
        times |= _stamps(desk) or _plain_time(desk)
    if not times.keys() & {"time", "scheduled", "answered"}:
        raise InputError(
            "no column tells the time of the reports.",
            where=desk.table.source,
            remedy=f"Name it: `columns={{'time': 'COLUMN'}}`. Columns are: {', '.join(desk.everything)}.",
        )
    if "weekday" not in times and (found := names.first_of(names.WEEKDAY, desk.free)):
        times["weekday"] = found[0]
    if "clock" not in times and "time" in times:
        clocks = [
            c
            for c in names.first_of(names.CLOCK, desk.free)
            if c not in times.values() and is_clock(desk.table.frame[c])
        ]
        times |= {"clock": clocks[0]} if clocks else {}
    return times


def _stamps(desk: _Desk) -> dict[str, str]:
    """Find scheduled and answered columns whose cells are dates (``sent`` or ``end`` may mean anything)."""
    found = {}
    for part, candidates in (("scheduled", names.SCHEDULED), ("answered", names.ANSWERED)):
        dated = [
            column
            for column in names.first_of(candidates, desk.free)
            if _looks_dated(desk.table.frame[column])
        ]
        if dated:
            found[part] = dated[0]
            desk.take(dated[1:])
    return found


def _plain_time(desk: _Desk) -> dict[str, str]:
    for candidates in (names.DATE, names.DAY, names.COUNT):
        for column in names.first_of(candidates, desk.free):
            if not is_clock(desk.table.frame[column]):
                return {"time": column}
    dated = [column for column in desk.free if _looks_dated(desk.table.frame[column])]
    days = [column for column in desk.free if names.plain(column).endswith(("day", "date", "time"))]
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


# --- couple and partner ---------------------------------------------------------------------------


def _find_couple(desk: _Desk) -> str | None:
    found = names.first_of(names.COUPLE, desk.free)
    return found[0] if found else None


def _couple_by_id(desk: _Desk, partner: str | None, times: Mapping[str, str]) -> str | None:
    """Take a plain ``id`` for the couple where it has two partners at most, or one report per time."""
    for column in names.first_of(names.ID, desk.free):
        if partner is None:
            if _doubles(desk, column, None, times) < _doubles(desk, None, None, times):
                return column
            continue
        members = pd.DataFrame({"id": desk.text(column), "partner": desk.text(partner)}).drop_duplicates()
        if members.groupby("id").size().max() <= 2 and len(members) < len(desk.table.frame):
            return column
    return None


def _beep(desk: _Desk, couple: str | None, partner: str | None, times: Mapping[str, str]) -> dict[str, str]:
    """Find the number of the report within its day, where days repeat without it."""
    if "time" not in times or times.keys() & {"beep", "clock"}:
        return {}
    before = _doubles(desk, couple, partner, times)
    for column in names.first_of(names.BEEP, desk.free):
        if before > 0.05 and _doubles(desk, couple, partner, {**times, "beep": column}) < 0.2 * before:
            return {"beep": column}
    return {}


def _find_partner(
    desk: _Desk,
    couple: str | None,
    times: Mapping[str, str],
    asked: Mapping[str, tuple[str, ...]],
    layout: str | None,
) -> str | None:
    if layout == "wide" or (layout is None and any(len(found) == 2 for found in asked.values())):
        return None
    if couple is None and layout is None and wide_pairs(desk.free):
        return _lone_kind(desk, times)
    kinds = [c for c in names.first_of(names.KIND, desk.free) if _levels(desk, c) >= 1]
    kinds.sort(key=lambda column: not any(text[:1].isalpha() for text in desk.text(column).unique()))
    people = [c for c in names.first_of(names.PERSON, desk.free) if _levels(desk, c) >= 2]
    people += [c for c in names.first_of(("partner", "person"), desk.free) if _levels(desk, c) == 1]
    candidates = [*kinds, *people]
    if not candidates:
        return None
    doubles = {column: _doubles(desk, couple, column, times) for column in candidates}
    best = min(candidates, key=lambda column: (doubles[column] > 0.05, candidates.index(column)))
    members = _most_members(desk, couple, best)
    if best in people and members > 2 and couple is None:
        return None
    return best


def _lone_kind(desk: _Desk, times: Mapping[str, str]) -> str | None:
    """Find a partner column in a file that also has paired column names, and no couple column."""
    for column in names.first_of(names.KIND, desk.free):
        if _levels(desk, column) == 2 and _doubles(desk, None, column, times) < _doubles(
            desk, None, None, times
        ):
            return column
    return None


def _levels(desk: _Desk, column: str) -> int:
    texts = desk.text(column)
    return int(texts[texts != ""].nunique())


def _keys(desk: _Desk, couple: str | None, partner: str | None, times: Mapping[str, str]) -> pd.DataFrame:
    wanted = [couple, partner, *(times[part] for part in times if part != "weekday")]
    return desk.table.frame[list(dict.fromkeys(column for column in wanted if column))]


def _doubles(desk: _Desk, couple: str | None, partner: str | None, times: Mapping[str, str]) -> float:
    """Share of rows that repeat another row's couple, partner and time."""
    return float(_keys(desk, couple, partner, times).duplicated().mean())


def _most_members(desk: _Desk, couple: str | None, partner: str) -> int:
    members = pd.DataFrame({"couple": desk.text(couple) if couple else "1", "partner": desk.text(partner)})
    members = members[members["partner"] != ""].drop_duplicates()
    return int(members.groupby("couple").size().max()) if len(members) else 0


# --- layout ---------------------------------------------------------------------------------------


def _lay_out(
    desk: _Desk,
    layout: str | None,
    couple: str | None,
    partner: str | None,
    times: Mapping[str, str],
    asked: Mapping[str, tuple[str, ...]],
) -> Plan:
    mirrored = mirror_pairs(desk.free) if partner is not None else {}
    paired = any(len(found) == 2 for found in asked.values())
    if layout is None:
        layout = "wide" if partner is None and (paired or wide_pairs(desk.free)) else "long"
        layout = "pairwise" if partner is not None and (mirrored or paired) else layout
    if layout == "wide":
        return _wide(desk, couple, times, asked)
    telling = partner is not None and _is_telling(desk, partner)
    variables = dict(asked)
    if layout == "pairwise":
        if not (mirrored or paired):
            raise InputError(
                "no two columns are one's own and the partner's copy.",
                where=desk.table.source,
                remedy="Name them: `columns={'arousal': 'anx_A+anx_P'}`; or say `layout='long'`.",
            )
        variables |= {names.tidy(base): pair for base, pair in mirrored.items()}
        variables = _with_mirrors(desk, variables)
        desk.take(column for pair in mirrored.values() for column in pair)
        desk.take(_lonely_mirrors(desk))
        variables |= _lonely_own(desk, variables)
    variables |= {column: (column,) for column in desk.free if column not in variables}
    if layout == "long" and any(len(found) == 2 for found in variables.values()):
        raise InputError(
            "the long layout has one column per role.", where="columns", remedy="Say `layout='wide'`."
        )
    return Plan(
        layout, couple, partner, times, variables, frozenset(asked), ("1", "2"), telling, tuple(desk.notes)
    )


def _is_telling(desk: _Desk, partner: str) -> bool:
    """Say whether two labels name the partners in every couple, and not by a number."""
    labels = {text.casefold() for text in desk.text(partner).unique() if text}
    if len(labels) > 2:
        return False
    return names.plain(partner) in names.KIND or not labels <= names.NUMBERED | {"0", "-1"}


def _with_mirrors(desk: _Desk, variables: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Add the mirrored column to a role of which only the own column was named."""
    everything = mirror_pairs([str(column) for column in desk.table.frame.columns])
    by_own = {pair[0]: pair for pair in everything.values()}
    found = {name: by_own.get(columns[0], columns) for name, columns in variables.items()}
    desk.take(column for columns in found.values() for column in columns)
    seen: dict[tuple[str, ...], str] = {}
    return {name: columns for name, columns in found.items() if seen.setdefault(columns, name) == name}


def _lonely_own(desk: _Desk, variables: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Name columns marked as one's own, whose mirrored copy is missing, by what is left without the mark."""
    found: dict[str, tuple[str, ...]] = {}
    for column in desk.free:
        for position, rest, mark in names.marks(column):
            if mark.casefold() in {"a", "actor", "self", "own"} and position in MARKED:
                name = names.tidy(rest)
                if name not in variables and name not in found:
                    found[name] = (column,)
    desk.take(column for columns in found.values() for column in columns)
    return found


def _lonely_mirrors(desk: _Desk) -> list[str]:
    """List columns marked as the partner's whose own column has another name; they say nothing new."""
    lonely = [
        column
        for column in desk.free
        for position, _, mark in names.marks(column)
        if mark.casefold() in {"p", "partner"} and position in MARKED
    ]
    if lonely:
        desk.notes.append(f"Left out, the partner's copy of a column of their own: {', '.join(lonely)}.")
    return lonely


# --- one column per partner -----------------------------------------------------------------------


def _wide(
    desk: _Desk, couple: str | None, times: Mapping[str, str], asked: Mapping[str, tuple[str, ...]]
) -> Plan:
    found = wide_pairs([*desk.free, *(column for columns in asked.values() for column in columns)])
    if couple is None and (ids := [c for c in names.first_of(names.ID, desk.free) if _levels(desk, c) == 1]):
        couple = ids[0]
        desk.take([couple])
    pairs = _pairs(desk, asked, found)
    variables = {
        **{name: columns * 2 for name, columns in asked.items()},
        **{name: pair.columns for name, pair in pairs.items()},
    }
    if not variables:
        raise InputError(
            "no two columns differ only by the partner.",
            where=desk.table.source,
            remedy="Name them: `columns={'arousal': 'anx_m+anx_f'}`.",
        )
    variables |= {column: (column, column) for column in desk.free if column not in variables}
    labels = labels_of(pairs.values())
    telling = not {mark.casefold() for mark in labels} <= names.NUMBERED
    return Plan("wide", couple, None, times, variables, frozenset(asked), labels, telling, tuple(desk.notes))


def _pairs(desk: _Desk, asked: Mapping[str, tuple[str, ...]], found: Mapping[str, Pair]) -> dict[str, Pair]:
    """Join the pairs that were asked for with those that were found; the file's order of partners for all."""
    pairs = {name: pair_of((both[0], both[1])) for name, both in asked.items() if len(both) == 2}
    used = {column for columns in asked.values() for column in columns}
    for name, pair in found.items():
        if not used & set(pair.columns) and name not in asked:
            pairs[name] = pair
            desk.take(pair.columns)
    return in_file_order(pairs, desk.everything)

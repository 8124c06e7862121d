"""Checks on values before anything is read by names alone: nobody reports twice, and time moves on."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pasdedeux.errors import InputError
from pasdedeux.readers import names
from pasdedeux.readers.diary.candidates import Candidates, doubles, levels, most_members, tells_apart
from pasdedeux.readers.diary.options import ReadOptions
from pasdedeux.readers.diary.pairs import wide_pairs
from pasdedeux.readers.diary.times import Times as WhenReported
from pasdedeux.readers.meanings import known_role
from pasdedeux.readers.plain import plain, tokens, words
from pasdedeux.readers.tables.cells import numbers, shortened

_MANY, _MOST = 0.1, 1 / 3
"""Shares of rows that repeat: from the first on a column is looked for, beyond the second nothing is read."""

_NOBODY = frozenset(
    words("""
    am pm pre post morning evening before after day night week today yesterday min max mean sd sum z raw log
    low high left right pos neg weekend weekday total r rev
""")
)
"""Marks in the names of columns that tell occasions or measures apart, not people."""

_RELATIONS = frozenset(
    words("""
    parent teen child mother father mom dad patient pat therapist th client coach self spouse
""")
)
"""Marks that name people rather than what they were asked."""

Times = Mapping[str, str]


def refuse_repeats(
    left: Candidates, couple: str | None, partner: str | None, times: Times, *, wide: bool
) -> None:
    """Refuse a table in which many reports have the couple, partner and time of another.

    Raises
    ------
    InputError
        With the column that would tell the reports apart, where there is one.
    """
    if len(left.table.frame) < 4:
        return
    if couple is None:
        _refuse_merged_days(left, partner, times)
    share = doubles(left, couple, partner, times)
    if share <= _MANY:
        return
    refuse_one_time(left, times)
    if couple is None and (found := likeliest_couple(left, partner, times, share)):
        raise _refused(left, "readers.which-couple" if partner else "readers.which-person", share, found)
    for column in left.free if partner else ():
        if _counts(left, column) and tells_apart(left, couple, partner, times, column, share):
            raise _refused(left, "readers.which-beep", share, column)
    if share > _MOST and (partner is not None or wide or wide_pairs(left.free)):
        raise _refused(left, "readers.repeats", share, "")


def refuse_one_time(left: Candidates, times: Times) -> None:
    """Refuse times that are the same in every row, as programs write them that keep people anonymous."""
    parts = [part for part in times if part not in {"weekday", "offset"}]
    if all(levels(left, times[part]) <= 1 for part in parts):
        column = times[parts[0]]
        cell = shortened(left.text(column).iloc[0])
        raise InputError("readers.same-time", where=left.table.at_column(column), cell=cell)


def likeliest_couple(left: Candidates, partner: str | None, times: Times, share: float) -> str:
    """Find a column each of whose values has two persons, who do not repeat within it; empty without one."""
    fitting = []
    for column in left.free:
        count = levels(left, column)
        if not 2 <= count <= len(left.table.frame) / 3 or doubles(left, column, partner, times) > 0.2 * share:
            continue
        if partner is not None and most_members(left, column, partner).max() > 2:
            continue
        if paired := _paired(left, column, partner, times):
            fitting.append((round(paired, 2), count, column))
    return max(fitting)[2] if fitting else ""


def _paired(left: Candidates, column: str, partner: str | None, times: Times) -> float:
    """Share of a column's values and times at which two reports meet; 0 where a column is an answer."""
    if known_role(column):
        return 0.0
    parts = [times[part] for part in times if part not in {"weekday", "offset"}]
    keys = pd.DataFrame({str(at): left.text(name) for at, name in enumerate([column, *parts])})
    return float((keys.groupby(list(keys)).size() == (2 if partner else 1)).mean())


_CLOCK_PART = r"[T ,]*\d{1,2}[:.h]\d{2}.*$"


def _refuse_merged_days(left: Candidates, partner: str | None, times: Times) -> None:
    """Refuse stamps of which each person has several a day, where a column makes couples with one each."""
    stamps = [part for part in ("answered", "scheduled", "time") if part in times]
    texts = left.text(times[stamps[0]])
    days = texts.str.replace(_CLOCK_PART, "", regex=True)
    if days.equals(texts):
        return
    dated = Candidates(left.table, left.free, texts={**left.texts, times[stamps[0]]: days})
    when = {"time": times[stamps[0]]}
    share = doubles(dated, None, partner, when)
    numbered = {*names.BEEP, *names.BURST, *names.COUNT, *names.WEEKDAY}
    dated.free = [c for c in left.free if plain(c) not in numbered and not names.is_administrative(c)]
    if share > _MOST and (found := likeliest_couple(dated, partner, when, share)):
        raise _refused(left, "readers.which-couple", share, found)


def refuse_lonely_ids(left: Candidates, couple: str | None, partner: str | None) -> None:
    """Refuse to take persons for couples of one where a column makes couples of two of them."""
    if couple is None or partner is not None:
        return
    persons = left.text(couple)
    for column in left.free:
        if known_role(column) or not 2 <= levels(left, column) <= persons.nunique() / 2:
            continue
        pairs = pd.DataFrame({"couple": left.text(column), "person": persons}).drop_duplicates()
        once = not pairs["person"].duplicated().any()
        if once and bool((pairs.groupby("couple").size() == 2).all()):
            raise InputError("readers.lonely-ids", where=left.table.source, column=column, person=couple)


def _counts(left: Candidates, column: str) -> bool:
    """Say whether a column can number reports: a few whole numbers or words, and no role that is known."""
    known = {*names.BEEP, *names.BURST, *names.COUNT}
    return plain(column) in known or (levels(left, column) <= 12 and not known_role(column))


def _refused(left: Candidates, name: str, share: float, column: str) -> InputError:
    rows = round(share * len(left.table.frame))
    return InputError(name, where=left.table.source, n=rows, rows=len(left.table.frame), column=column)


def refuse_possible_pairs(left: Candidates) -> None:
    """Refuse to take two columns for one person's answers where their names differ by one word only.

    Raises
    ------
    InputError
        With the map that makes two people of them.
    """
    answers = [c for c in left.free if not names.is_administrative(c) and _varying_numbers(left, c)]
    pairs = possible_pairs(answers) or _bare_pair(answers)
    if pairs:
        first = next(iter(pairs.values()))
        told = ", ".join(f"'{'_'.join(tokens(name))}': '{one}+{two}'" for name, (one, two) in pairs.items())
        text = {"one": first[0], "other": first[1], "map": told}
        raise InputError("readers.two-people", where=left.table.source, **text)


def _bare_pair(columns: list[str]) -> dict[str, tuple[str, str]]:
    """Give two columns that are called by nothing but who answered: ``pat`` and ``th``."""
    if len(columns) != 2:
        return {}
    one, two = (plain(column) for column in columns)
    people = {one, two} <= _RELATIONS or (one, two) in names.MARKS or (two, one) in names.MARKS
    return {"answer": (columns[0], columns[1])} if people else {}


def _varying_numbers(left: Candidates, column: str) -> bool:
    cells = left.table.frame[column]
    return levels(left, column) > 1 and len(numbers(cells, decimal=left.table.decimal).text) == 0


def possible_pairs(columns: list[str]) -> dict[str, tuple[str, str]]:
    """Find columns that may be the two partners': those whose names differ by one and the same two marks.

    Examples
    --------
    >>> possible_pairs(["p_looking", "t_looking", "age"])
    {'looking': ('p_looking', 't_looking')}
    """
    by_rest: dict[tuple[str, str], dict[str, str]] = {}
    for column in columns:
        for position, rest, mark in names.marks(column):
            if position in {"prefix", "suffix"} and mark.casefold() not in _NOBODY:
                by_rest.setdefault((position, rest), {}).setdefault(mark.casefold(), column)
    found: dict[frozenset[str], dict[str, tuple[str, str]]] = {}
    for (_, rest), marked in by_rest.items():
        if len(marked) == 2 and len(rest) > 1 and not (marked.keys() & {"3", "c"}):
            one, two = marked.values()
            found.setdefault(frozenset(marked), {})[names.tidy(rest)] = (one, two)
    best = max(
        found, key=lambda marks: (_like_people(marks, found[marks]), len(found[marks])), default=frozenset()
    )
    return found.get(best, {})


def _like_people(marks: frozenset[str], pairs: Mapping[str, tuple[str, str]]) -> tuple[bool, bool, bool]:
    """Rank two marks by how much they look like people: by what is left, by what they are, by capitals."""
    people = {*_RELATIONS, *names.PEOPLE, *(mark for pair in names.MARKS for mark in pair)}
    answers = any(known_role(rest) for rest in pairs) and not any(known_role(mark) for mark in marks)
    columns = [column for pair in pairs.values() for column in pair]
    capitals = all(
        any(mark.casefold() in marks and mark[:1].isupper() for _, _, mark in names.marks(column))
        for column in columns
    )
    return answers, bool(marks & people), capitals


def refuse_idle(options: ReadOptions, columns: Times, times: WhenReported, source: str) -> None:
    """Refuse options that change nothing in this table: who gives one expects that it does something.

    Raises
    ------
    InputError
        With the name of the option.
    """
    beeps = "scheduled" in columns
    idle = {
        "zone": options.zone is not None and not (times.calendar and times.stamped),
        "dates": options.dates is not None and not times.calendar,
        "unit": options.unit is not None and times.calendar,
        "week": options.week == "sunday" and ("weekday" not in columns or times.calendar),
        "late": options.late is not None and not (beeps and "answered" in columns),
        "trial": options.trial == "keep" and not beeps,
        "together": options.together is not None and not times.stamped,
    }
    for option, nothing in idle.items():
        if nothing:
            raise InputError("readers.idle-option", where=source, option=option)

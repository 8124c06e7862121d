"""How a table lays coded talks out: found by names and cells, the one place where it is decided."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from pasdedeux.errors import InputError
from pasdedeux.readers import meanings, names
from pasdedeux.readers.tables.cells import MISSING_TEXT, as_text
from pasdedeux.readers.tables.table import RawTable
from pasdedeux.readers.talks.clock import looks_timed
from pasdedeux.readers.talks.coded import MOST_CODES
from pasdedeux.readers.talks.options import TalkOptions
from pasdedeux.readers.talks.series import Series, all_series, mark_pair, series_pairs

MOST_LEVELS = 60
"""Different texts in a column that is recognised as one of codes without being named."""
MOST_NUMBERS = 20
"""Different whole numbers in such a column."""
CROWD = 12
"""Labels in a column of speakers, in a study: more are ids of their own in each couple."""
ITEMS = frozenset({"q", "item", "items", "i", "question", "frage", "ecr", "csi", "das", "cpq", "ras"})
"""What items of questionnaires are called, in names of numbered columns."""
MANY, WORDS = 10, 2
"""Intervals from which on a series is believed to be one, and words that a code has at most."""
CLEARLY = 2
"""How much longer the series of codes is than the next."""


@dataclass(frozen=True)
class TalkLayout:
    """What every column of a table was taken for.

    Parameters
    ----------
    kind
        ``"row-per-couple"``, ``"row-per-person"``, ``"two-columns"`` or ``"events"``.
    code
        Column of the codes, or one of each partner.
    series
        Columns of the intervals, of one partner a row or of both.
    couple, talk, who, time, end, duration, order, interval
        Columns; None where there is none.
    sure
        Whether the content alone says that these are coded talks.
    likely
        Whether it may be coded talks at all, where nobody has said so.
    """

    kind: str
    code: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    couple: str | None = None
    talk: str | None = None
    who: str | None = None
    time: str | None = None
    end: str | None = None
    duration: str | None = None
    order: str | None = None
    interval: str | None = None
    sure: bool = False
    likely: bool = True

    @property
    def used(self) -> set[str]:
        """Columns that have a meaning."""
        single = (
            self.couple,
            self.talk,
            self.who,
            self.time,
            self.end,
            self.duration,
            self.order,
            self.interval,
        )
        many = (column for one in self.series for column in one.columns)
        return {column for column in (*single, *self.code, *many) if column}


@dataclass
class _Left:
    """Columns without a meaning yet, and their cells as text."""

    table: RawTable
    free: list[str]

    def take(self, *columns: str | None) -> None:
        self.free = [column for column in self.free if column not in columns]

    def named(self, candidates: Iterable[str]) -> list[str]:
        return names.first_of(candidates, self.free)

    def text(self, column: str) -> pd.Series:
        labels = dict(self.table.labels.get(column, {}))
        return as_text(self.table.frame[column]).replace(labels)

    def levels(self, column: str) -> list[str]:
        return levels(self.text(column))


def levels(texts: pd.Series) -> list[str]:
    """Different texts that mean something."""
    return [text for text in texts.unique() if str(text).casefold() not in MISSING_TEXT]


def decide(table: RawTable, options: TalkOptions) -> TalkLayout:
    """Say how a table lays coded talks out.

    Raises
    ------
    InputError
        If the codes or who they are of cannot be found, or a named column is not there; the remedy names
        the option.
    """
    _check_named(table, options)
    left = _Left(table, [column for column in table.columns if column not in table.repeated])
    return _series_layout(left, options) or _row_layout(left, options)


def _check_named(table: RawTable, options: TalkOptions) -> None:
    series = all_series(table.columns)
    for part in options.columns:
        for column in _columns(table, options, part):
            if column not in table.columns and not (part == "code" and column in series):
                raise InputError(
                    "readers.no-column",
                    where=table.source,
                    column=column,
                    role=part,
                    columns=", ".join(table.columns[:40]),
                )


def _columns(table: RawTable, options: TalkOptions, part: str) -> tuple[str, ...]:
    """Columns named for a part; a plus may belong to a name."""
    text = options.columns.get(part, "").strip()
    return (text,) if text in table.columns else options.pair(part)


# --- a column per interval -------------------------------------------------------------------------


def _series_layout(left: _Left, options: TalkOptions) -> TalkLayout | None:
    found = {name: one for name, one in all_series(left.free).items() if _are_codes(left, one)}
    wanted = options.pair("code")
    if wanted and not all(name in all_series(left.free) for name in wanted):
        return None
    if wanted:
        found = {name: one for name, one in all_series(left.free).items() if name in wanted}
        pairs = [(found[wanted[0]], found[wanted[1]])] if len(wanted) == 2 else []
    else:
        pairs = series_pairs(found)
    if not pairs:
        return _person_rows(left, options, list(found.values()))
    if len(pairs) > 1 and len(pairs[1][0]) * CLEARLY > len(pairs[0][0]):
        raise _which_series(left, pairs)
    best = pairs[0]
    left.take(*(column for one in best for column in one.columns))
    couple, talk = _couple(left, options), _named(left, options, "talk", names.TALK)
    if couple and not talk and left.text(couple).duplicated().any():
        return None
    sure = bool(wanted) or (len(best[0]) >= MANY and not any(_asked(left, one) for one in best))
    return TalkLayout("row-per-couple", series=best, couple=couple, talk=talk, sure=sure)


def _person_rows(left: _Left, options: TalkOptions, found: Sequence[Series]) -> TalkLayout | None:
    """One row per person: a single series beside columns of the couple and the person."""
    if len(found) != 1:
        return None
    left.take(*found[0].columns)
    couple, who = _couple(left, options), _who(left, options)
    if not (couple and who):
        left.free = [*left.free, *found[0].columns]
        return None
    talk = _named(left, options, "talk", names.TALK)
    return TalkLayout("row-per-person", series=(found[0],), couple=couple, who=who, talk=talk)


def _asked(left: _Left, one: Series) -> bool:
    """Say whether a series may as well hold answers to a questionnaire: degrees, or whole phrases."""
    cells = {text for column in one.columns for text in left.levels(column)}
    if _numeric(cells):
        return not cells <= {"0", "1"}
    named = {part for part in re.split(r"[^a-z]+", one.name.casefold()) if part}
    return bool(named & ITEMS) or any(len(text.split()) > WORDS for text in cells)


def _are_codes(left: _Left, one: Series) -> bool:
    cells = {text for column in one.columns for text in left.levels(column)[: MOST_LEVELS + 1]}
    return _may_be_codes(cells)


def _which_series(left: _Left, pairs: Sequence[tuple[Series, Series]]) -> InputError:
    shown = [f"{one.name}+{two.name}" for one, two in pairs]
    return InputError(
        "readers.talks.which-series", where=left.table.source, pairs=", ".join(shown), first=shown[0]
    )


# --- a row per code or per interval ----------------------------------------------------------------


def _row_layout(left: _Left, options: TalkOptions) -> TalkLayout:
    found = TalkLayout(
        "events", couple=_couple(left, options), talk=_named(left, options, "talk", names.TALK)
    )
    found = _moments(left, options, found)
    code = _columns(left.table, options, "code")
    left.take(*code)
    if len(code) < 2:
        found = replace(found, who=_who(left, options))
    if not code and found.who is None:
        code = _two_columns(left)
    if not code:
        code = (_code_column(left),)
    left.take(*code)
    if len(code) == 2:
        found = replace(found, kind="two-columns", who=None)
    found = replace(found, code=code)
    ordered = found.interval or found.time or found.order
    talks = bool(ordered) and not _is_diary(left, found)
    return replace(found, sure="code" in options.columns or (talks and _is_sure(left, found)), likely=talks)


def _moments(left: _Left, options: TalkOptions, found: TalkLayout) -> TalkLayout:
    """Find the columns of time and order."""
    parts: dict[str, str | None] = {}
    for part, known in (
        ("interval", names.INTERVAL),
        ("time", names.ONSET),
        ("end", names.OFFSET),
        ("duration", names.LASTING),
        ("order", names.ORDER),
    ):
        timed = part in {"time", "end", "duration"}
        parts[part] = _named(left, options, part, known, timed=timed)
    if parts["time"] is None:
        parts["end"] = parts["duration"] = None
    return replace(found, **parts)  # type: ignore[arg-type]  # columns by their part


def _named(
    left: _Left, options: TalkOptions, part: str, known: Iterable[str], *, timed: bool = False
) -> str | None:
    """Take the column that is named for a part, or found by its name."""
    given = _columns(left.table, options, part)
    if len(given) > 1:
        raise InputError("readers.takes-one", where="columns", role=part)
    free = [column for column in left.named(known) if not timed or looks_timed(left.table.frame[column])]
    column = given[0] if given else (free[0] if free else None)
    left.take(column)
    return column


def _couple(left: _Left, options: TalkOptions) -> str | None:
    """Take the column of the couple: by its name, as a recording of software, or as an id."""
    if given := options.pair("couple"):
        left.take(*given)
        return given[0]
    found = left.named((*names.COUPLE, *names.OBSERVATION))
    column = found[0] if found else next((one for one in left.named(names.ID) if _is_id(left, one)), None)
    left.take(column)
    return column


def _is_id(left: _Left, column: str) -> bool:
    """Say whether a column called id or code names a row, or blocks of rows of one length."""
    texts = left.text(column)
    if not texts.duplicated().any():
        return len(texts) > 1 or column.casefold() != "code"
    sizes = texts[texts != ""].value_counts()
    runs = int((texts != texts.shift()).sum())
    return len(sizes) > 1 and runs == len(sizes) and int(sizes.min()) >= FEWEST_ROWS


FEWEST_ROWS = 4
"""Rows of a couple below which a column of ids is believed to be one of codes."""


def _who(left: _Left, options: TalkOptions) -> str | None:
    """Take the column that says who did it."""
    if given := options.pair("who"):
        left.take(*given)
        return given[0]
    for column in left.named((*names.SPEAKER, *names.KIND)):
        found = left.levels(column)
        if 1 <= len(found) <= CROWD or len(found) <= len(left.table.frame) / FEWEST_ROWS:
            left.take(column)
            return column
    return None


def _two_columns(left: _Left) -> tuple[str, ...]:
    """Columns of codes, one of each partner: by their marks, else the only two that hold codes."""
    coded = [column for column in left.free if _coded(left, column)]
    free = [column for column in left.free if column in coded or _one_text(left, column)]
    pairs = [
        (one, two)
        for at, one in enumerate(free)
        for two in free[at + 1 :]
        if (marks := mark_pair(one, two)) and not meanings.known_trait(marks[2])
    ]
    if len(pairs) > 1:
        shown = [f"{one}+{two}" for one, two in pairs]
        raise InputError(
            "readers.talks.which-columns", where=left.table.source, pairs=", ".join(shown), first=shown[0]
        )
    if pairs:
        return pairs[0]
    return tuple(coded) if len(coded) == 2 and not left.named(names.CODE) else ()


def _code_column(left: _Left) -> str:
    """Column of the codes: by its name, else the only one that holds codes."""
    for column in left.named(names.CODE):
        if 1 <= len(left.levels(column)) <= MOST_CODES and not _only_numbers(left, column, MOST_NUMBERS):
            return column
    coded = [column for column in left.free if _coded(left, column)]
    if len(coded) == 1:
        return coded[0]
    name = "readers.talks.which-code" if coded else "readers.talks.no-code"
    some = ", ".join((coded or left.table.columns)[:12])
    raise InputError(name, where=left.table.source, columns=some, first=coded[0] if coded else "")


def _coded(left: _Left, column: str) -> bool:
    """Say whether a column may hold codes: few different cells, more than one of them."""
    plain = names.plain(column)
    if plain in names.ADMINISTRATIVE or plain in names.DATE or plain in names.DAY:
        return False
    found = left.levels(column)
    return len(found) > 1 and _may_be_codes(found)


def _one_text(left: _Left, column: str) -> bool:
    """Say whether a column holds a single text: a code that is the only one its person showed."""
    found = left.levels(column)
    return len(found) == 1 and not _numeric(found) and _may_be_codes(found)


def _may_be_codes(cells: Iterable[str]) -> bool:
    found = set(cells)
    if _numeric(found):
        whole = all(float(text.replace(",", ".")).is_integer() for text in found)
        return whole and 1 <= len(found) <= MOST_NUMBERS
    return 1 <= len(found) <= MOST_LEVELS and max(map(len, found)) <= 40


def _only_numbers(left: _Left, column: str, most: int) -> bool:
    found = left.levels(column)
    return _numeric(found) and len(found) > most


def _numeric(cells: Iterable[str]) -> bool:
    found = list(cells)
    return bool(found) and not pd.to_numeric(pd.Series(found, dtype=object), errors="coerce").isna().any()


def _is_diary(left: _Left, found: TalkLayout) -> bool:
    """Say whether days or answers beside the codes make a table a diary."""
    dated = left.named((*names.DATE, *names.DAY, *names.SCHEDULED, *names.WEEKDAY))
    answers = [
        column for column in left.free if meanings.known_role(column) and not _constant(left, column, found)
    ]
    return bool(dated or answers or any(meanings.known_role(column) for column in found.code))


def _is_sure(left: _Left, found: TalkLayout) -> bool:
    """Say whether codes are texts, or stand in intervals that are called so."""
    by_two = found.who is not None or len(found.code) == 2
    texts = all(not _numeric(left.levels(column)) for column in found.code)
    return by_two and (texts or found.interval is not None)


def _constant(left: _Left, column: str, found: TalkLayout) -> bool:
    """Say whether a column never changes within a person."""
    keys = [left.text(key) for key in (found.couple, found.who) if key]
    return bool(keys) and int(left.text(column).groupby(keys).nunique().max()) <= 1

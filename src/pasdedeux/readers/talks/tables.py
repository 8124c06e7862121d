"""Coded talks from a table: each layout brought into one row per code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from pasdedeux.readers import meanings, names
from pasdedeux.readers.tables.cells import MISSING_NUMBERS, FloatArray, as_text, far_codes, numbers
from pasdedeux.readers.tables.formats import TEXT, load
from pasdedeux.readers.tables.table import RawTable
from pasdedeux.readers.tables.text import TextOptions, read_text
from pasdedeux.readers.talks.clock import read_times
from pasdedeux.readers.talks.coded import NO_CODE_TOO, Coded, Score, check_rows, cleaned, frame_of, steps
from pasdedeux.readers.talks.layouts import TalkLayout, decide
from pasdedeux.readers.talks.options import TalkOptions
from pasdedeux.readers.talks.series import mark_pair
from pasdedeux.readers.talks.software import translated, with_header
from pasdedeux.words import Message

OTHER = "other"
"""What a column of 0 and 1 holds where its code, which the column is named for, was not given."""
SURE_WORDS = {"true": "1", "false": "0"}


def read_table(source: str | Path | pd.DataFrame, raw: bytes, digest: str, options: TalkOptions) -> Coded:
    """Read coded talks of a table.

    Raises
    ------
    InputError
        If the file is no table, or it cannot be said what its columns are.
    """
    table, kind = opened(source, raw, digest, options)
    layout = decide(table, options)
    kind = kind or Message(f"readers.talks.kind.{layout.kind}")
    read = {"row-per-couple": _by_couple, "row-per-person": _by_person, "two-columns": _by_columns}
    coded = read.get(layout.kind, _by_row)(table, layout, options)
    check_rows(len(coded.rows), table.source)
    scores = () if kind.name.endswith("software") else _scores(table, layout, coded)
    return replace(
        coded,
        kind=kind,
        sha256=table.sha256,
        columns=_named(layout),
        read=len(table.frame),
        scores=scores,
        notes=(*table.notes, *coded.notes),
        simulated=_is_simulated(table),
    )


def opened(
    source: str | Path | pd.DataFrame, raw: bytes, digest: str, options: TalkOptions
) -> tuple[RawTable, Message | None]:
    """Open a table, and say what software it is by, if any."""
    if isinstance(source, pd.DataFrame) or Path(source).suffix.lower() not in TEXT:
        table = load(source, table=options.table, decimal=options.decimal)
    else:
        how = TextOptions(options.separator, options.decimal, options.encoding)
        table = read_text(with_header(raw), Path(source).name, digest, how)
    return translated(table)


def _is_simulated(table: RawTable) -> bool:
    marked = names.SIMULATED
    return marked in table.frame and bool((as_text(table.frame[marked]) == "1").all())


def _named(layout: TalkLayout) -> dict[str, str]:
    single = ("couple", "talk", "who", "time", "end", "duration", "order", "interval")
    found = {part: column for part in single if (column := getattr(layout, part))}
    code = [*layout.code, *(f"{one.columns[0]} ... {one.columns[-1]}" for one in layout.series)]
    return {**found, "code": ", ".join(code)}


# --- cells -----------------------------------------------------------------------------------------


def code_texts(table: RawTable, columns: Sequence[str], missing: Sequence[str]) -> list[pd.Series]:
    """Cells of columns of codes as text, coded values by their labels, empty where nothing was coded."""
    texts = [_labelled(table, column) for column in columns]
    found = pd.unique(pd.concat(texts, ignore_index=True))
    gone = {str(code) for code in missing}
    gone |= _absent(found)
    return [one.where(~one.isin(gone), "") for one in texts]


def _absent(found: Iterable[str]) -> set[str]:
    """Numbers that mean that nothing was coded: far from all others, or beside texts."""
    found = [str(text) for text in found]
    values = numbers(pd.Series(found, dtype=object)).cells
    texts = any(text and np.isnan(value) for text, value in zip(found, values, strict=True))
    far = MISSING_NUMBERS if texts else far_codes(values)
    return {text for text, value in zip(found, values, strict=True) if value in far}


def _labelled(table: RawTable, column: str) -> pd.Series:
    cells = table.frame[column]
    plain = as_text(cells)
    kept = cells.astype(str).str.strip()
    plain = plain.where(~kept.str.casefold().isin(NO_CODE_TOO), kept)
    return cleaned(plain.replace(dict(table.labels.get(column, {}))))


def told_apart(texts: Sequence[pd.Series], named: str) -> list[pd.Series]:
    """Give 0 and 1 the name of their column, where it names a code.

    Examples
    --------
    >>> told_apart([pd.Series(["1", "0", ""])], "demand")[0].tolist()
    ['demand', 'other', '']
    >>> told_apart([pd.Series(["1", "0", ""])], "code")[0].tolist()
    ['1', '0', '']
    """
    lower = [one.str.casefold().replace(SURE_WORDS) for one in texts]
    found = set(pd.unique(pd.concat(lower, ignore_index=True))) - {""}
    if not named or names.plain(named) in {*names.CODE, *names.INTERVAL, "1"} or not found <= {"0", "1"}:
        return list(texts)
    return [one.replace({"1": named, "0": OTHER}) for one in lower]


def _sides(one: str, two: str) -> tuple[tuple[str, str], tuple[str, str], bool]:
    """Labels of the partners, the names of their codes, and whether the labels say who they are."""
    if marks := mark_pair(one, two):
        return (marks[0], marks[1]), (marks[2], marks[2]), True
    return (one, two), (one, two), False


# --- layouts ---------------------------------------------------------------------------------------


def _by_couple(table: RawTable, layout: TalkLayout, options: TalkOptions) -> Coded:
    """Read a row per couple, a column per interval and partner."""
    labels, base, named = _sides(*(one.name for one in layout.series))
    sides = []
    for one, code in zip(layout.series, base, strict=True):
        texts = code_texts(table, one.columns, options.missing)
        sides.append(np.column_stack([column.to_numpy(object) for column in told_apart(texts, code)]))
    check_rows(2 * sides[0].size, table.source)
    couple = as_text(table.frame[layout.couple]) if layout.couple else _row_names(table)
    talk = as_text(table.frame[layout.talk]) if layout.talk else ""
    blocks = [_melted(side, couple, talk, label, table) for side, label in zip(sides, labels, strict=True)]
    coded = _intervals(pd.concat(blocks, ignore_index=True), table.source)
    notes = [] if layout.couple else [Message("readers.talks.rows-are-couples")]
    notes += [] if named else [_who_are_they(*labels)]
    return replace(coded, order=labels, named=named, notes=(*coded.notes, *notes))


def _who_are_they(one: str, two: str) -> Message:
    return Message("readers.talks.not-named", first=one, second=two)


def _row_names(table: RawTable) -> pd.Series:
    width = len(str(len(table.frame)))
    return pd.Series([f"{n + 1:0{width}d}" for n in range(len(table.frame))])


def _melted(cells: np.ndarray, couple: pd.Series, talk: object, who: object, table: RawTable) -> pd.DataFrame:
    """Lay the intervals of rows out below each other, without those after the last that was coded."""
    rows, width = cells.shape
    n, k = (one.ravel() for one in np.indices((rows, width)))
    return frame_of(
        couple=couple.to_numpy(object)[n],
        talk=talk.to_numpy(object)[n] if isinstance(talk, pd.Series) else talk,
        who=who.to_numpy(object)[n] if isinstance(who, pd.Series) else who,
        code=cells.ravel(),
        start=k.astype(float),
        row=table.row[n],
    )


def _by_person(table: RawTable, layout: TalkLayout, options: TalkOptions) -> Coded:
    """Read a row per person, a column per interval."""
    series = layout.series[0]
    texts = told_apart(code_texts(table, series.columns, options.missing), series.name)
    cells = np.column_stack([column.to_numpy(object) for column in texts])
    check_rows(cells.size, table.source)
    couple, who = (as_text(table.frame[str(column)]) for column in (layout.couple, layout.who))
    talk = as_text(table.frame[layout.talk]) if layout.talk else ""
    return _intervals(_melted(cells, couple, talk, who, table), table.source)


def _by_columns(table: RawTable, layout: TalkLayout, options: TalkOptions) -> Coded:
    """Read a column per partner; a row per interval, or per event of the one whose cell is filled."""
    labels, base, named = _sides(*layout.code)
    texts = code_texts(table, layout.code, options.missing)
    texts = [told_apart([one], code)[0] for one, code in zip(texts, base, strict=True)]
    when = _when(table, layout, options)
    parts = [
        frame_of(**when, who=label, code=one, row=table.row) for label, one in zip(labels, texts, strict=True)
    ]
    both = pd.concat(parts, ignore_index=True)
    notes = () if named else (_who_are_they(*labels),)
    if layout.end or layout.duration:
        filled = both[both["code"] != ""].sort_values("row", kind="stable").reset_index(drop=True)
        coded = Coded(filled, table.source, _EMPTY, "events", clock=True)
    else:
        coded = _intervals(both, table.source, clock=layout.interval is None and bool(layout.time))
    return replace(coded, order=labels, named=named, notes=(*coded.notes, *notes))


_EMPTY = Message("readers.talks.kind.events")


def _by_row(table: RawTable, layout: TalkLayout, options: TalkOptions) -> Coded:
    """Read a row per code."""
    texts = told_apart(code_texts(table, layout.code, options.missing), layout.code[0])
    who = _labelled(table, layout.who) if layout.who else ""
    when = _when(table, layout, options)
    rows = frame_of(**when, who=who, code=texts[0], row=table.row)
    if layout.interval or _pairwise(rows, layout):
        return _intervals(rows, table.source, clock=layout.interval is None)
    if layout.time:
        untimed = rows["start"].isna()
        coded = Coded(rows, table.source, _EMPTY, "events", clock=True)
        return coded.without(untimed, Message("readers.talks.untimed"))
    return Coded(rows, table.source, _EMPTY, "turns", clock=False)


def _pairwise(rows: pd.DataFrame, layout: TalkLayout) -> bool:
    """Say whether both partners are coded at each time, in steps of one length: intervals, then."""
    if not layout.time or layout.end or layout.duration or layout.who is None:
        return False
    each = rows.groupby(["couple", "talk", "start"], sort=False)["who"].agg(["size", "nunique"])
    return bool(
        len(each) > 1 and (each["size"] == each["nunique"]).all() and (each["size"] == 2).mean() > 0.8
    )


def _when(table: RawTable, layout: TalkLayout, options: TalkOptions) -> dict[str, object]:
    """Couple, talk, start and end of each row; rows in order where there is no clock."""
    couple = as_text(table.frame[layout.couple]) if layout.couple else pd.Series("", range(len(table.frame)))
    talk = as_text(table.frame[layout.talk]) if layout.talk else pd.Series("", range(len(table.frame)))
    column = layout.interval or layout.time
    end: FloatArray = np.full(len(table.frame), np.nan)
    if column:
        start = read_times(table, column, options.rate)
        if layout.end:
            end = read_times(table, layout.end, options.rate)
        elif layout.duration:
            end = start + read_times(table, layout.duration, options.rate)
    elif layout.order:
        start = _ordered(table, layout.order, couple, talk, options)
    else:
        start = steps(couple, talk)
    return {"couple": couple, "talk": talk, "start": start, "end": end}


def _ordered(
    table: RawTable, order: str, couple: pd.Series, talk: pd.Series, options: TalkOptions
) -> FloatArray:
    """Count rows in the order of a column that numbers them."""
    place = pd.Series(read_times(table, order, options.rate))
    ranks = place.groupby([couple, talk], sort=False).rank(method="first", na_option="bottom")
    return np.asarray(ranks, np.float64) - 1.0


def _intervals(rows: pd.DataFrame, source: str, *, clock: bool = False) -> Coded:
    """Codes of intervals, without the intervals after the last that was coded for either."""
    coded = Coded(rows, source, _EMPTY, "intervals", clock=clock)
    coded = coded.without(rows["start"].isna(), Message("readers.talks.untimed"))
    rows = coded.rows
    last = rows["start"].where(rows["code"] != "").groupby([rows["couple"], rows["talk"]]).transform("max")
    after = (rows["start"] > last) | last.isna()
    rows = rows[~after].reset_index(drop=True)
    note = (Message("readers.talks.shorter", n=int(after.sum())),) if after.any() else ()
    return replace(coded, rows=rows, notes=(*coded.notes, *note))


# --- what else the table says ----------------------------------------------------------------------


def _scores(table: RawTable, layout: TalkLayout, coded: Coded) -> tuple[Score, ...]:
    """Columns of numbers that never change within a couple or a person."""
    couple = as_text(table.frame[layout.couple]) if layout.couple else _row_names(table)
    who = as_text(table.frame[layout.who]) if layout.who else None
    if couple.nunique() < 2:
        return ()
    free = [column for column in table.columns if column not in layout.used and _may_be_score(table, column)]
    marked = dict(_marked(free, coded.order))
    found: list[Score] = []
    for column in free:
        person, name = marked.get(column, ("", column))
        found += _score(column, table, couple, who, person, meanings.known_trait(name) or names.tidy(name))
    return tuple(found)


def _may_be_score(table: RawTable, column: str) -> bool:
    plain = names.plain(column)
    barred = {*names.ADMINISTRATIVE, *names.DATE, *names.DAY, *names.COUNT, *names.ID, *names.ORDER}
    unnamed = re.fullmatch(r"column\d+", plain)
    return not unnamed and plain not in barred and not len(numbers(table.frame[column]).text)


def _marked(columns: Sequence[str], order: Sequence[str]) -> Iterable[tuple[str, tuple[str, str]]]:
    """Columns of one partner: those whose counterpart is there, or that bear a label of the codes."""
    labels = {label.casefold() for label in order}
    for at, one in enumerate(columns):
        for two in columns[at + 1 :]:
            if marks := mark_pair(one, two):
                yield one, (marks[0], marks[2])
                yield two, (marks[1], marks[2])
    for one in columns:
        for _, rest, mark in names.marks(one):
            if mark.casefold() in labels:
                yield one, (mark, rest)


def _score(
    column: str, table: RawTable, couple: pd.Series, who: pd.Series | None, person: str, name: str
) -> list[Score]:
    """One number of each couple, or of each person where it differs between the two."""
    values = pd.Series(numbers(table.frame[column], decimal=table.decimal).cells)
    known = values.notna()
    values, couple = values[known], couple[known]
    if not len(values) or values.nunique() < 2:
        return []
    if values.groupby(couple).nunique().max() == 1:
        each = values.groupby(couple).first()
        return [Score(str(one), person, name, float(each[one])) for one in each.index]
    if who is None or values.groupby([couple, who[known]]).nunique().max() > 1:
        return []
    keyed = pd.DataFrame({"couple": couple, "who": who[known], "value": values})
    both = keyed.drop_duplicates(["couple", "who"]).itertuples(index=False)
    return [Score(str(one), str(two), name, float(value)) for one, two, value in both]

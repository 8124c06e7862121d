"""Long, wide and pairwise tables, brought into one form: one report per partner and time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.readers import meanings, names
from pasdedeux.readers.diary.columns import ColumnMap
from pasdedeux.readers.diary.options import ReadOptions
from pasdedeux.readers.diary.times import Times
from pasdedeux.readers.diary.words import Worded
from pasdedeux.readers.labels import partner_labels
from pasdedeux.readers.tables.cells import (
    FloatArray,
    Numbers,
    as_text,
    far_codes,
    numbers,
    shortened,
    unanswered,
)
from pasdedeux.readers.tables.table import RawTable
from pasdedeux.readers.wording import with_worded_ends
from pasdedeux.records import Dropped
from pasdedeux.records.record import INPUTS, LARGEST
from pasdedeux.words import Message


@dataclass
class Reports:
    """One report per partner and time, as columns of equal length.

    Parameters
    ----------
    row
        Row of the file.
    couple
        Number of the couple, pointing into `couples`.
    slot
        0 or 1: which partner.
    couples
        Ids of the couples, in order.
    labels
        Labels of both partners for each couple.
    distinguishable
        True where the order of the partners means something.
    times
        When each report was made.
    cells
        Numbers by variable.
    mirrors
        What the partner's row says about this report's partner, in the pairwise layout.
    dropped, notes, cautions
        What was left out and decided so far; cautions are those notes that bear on any result.
    source
        Name of the file.
    """

    row: NDArray[np.int64]
    couple: NDArray[np.int64]
    slot: NDArray[np.int64]
    couples: list[str]
    labels: list[tuple[str, str]]
    distinguishable: bool
    times: Times
    cells: dict[str, FloatArray]
    mirrors: dict[str, FloatArray] = field(default_factory=dict)
    dropped: list[Dropped] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    cautions: list[Message] = field(default_factory=list)
    source: str = ""

    def caution(self, note: Message) -> None:
        """Note something that bears on any result."""
        self.notes.append(note)
        self.cautions.append(note)

    @property
    def person(self) -> NDArray[np.int64]:
        """Number of the person: twice the couple plus the slot."""
        return self.couple * 2 + self.slot

    def take(self, keep: NDArray[np.bool_] | NDArray[np.intp]) -> Reports:
        """Keep or reorder reports."""
        return replace(
            self,
            row=self.row[keep],
            couple=self.couple[keep],
            slot=self.slot[keep],
            times=_take_times(self.times, keep),
            cells={name: values[keep] for name, values in self.cells.items()},
            mirrors={name: values[keep] for name, values in self.mirrors.items()},
        )

    def drop(self, gone: NDArray[np.bool_], reason: Message) -> Reports:
        """Drop reports and name their rows."""
        if not gone.any():
            return self
        self.dropped.extend(Dropped(row, reason) for row in np.unique(self.row[gone]).tolist())
        return self.take(~gone)


def _take_times(times: Times, keep: NDArray[np.bool_] | NDArray[np.intp]) -> Times:
    return replace(
        times,
        days=times.days[keep],
        wall=times.wall[keep],
        scheduled=times.scheduled[keep],
        answered=times.answered[keep],
        weekday=times.weekday[keep],
    )


def to_reports(table: RawTable, mapped: ColumnMap, times: Times, options: ReadOptions) -> Reports:
    """Bring a table of any layout into one report per partner and time.

    Raises
    ------
    InputError
        If a couple has more than two partners or both partners carry one label, if a role holds text or a
        value that is infinite or absurdly large, or if no row is left.
    """
    couple = as_text(table.frame[mapped.couple]) if mapped.couple else _all(table, "1")
    partner = partner_labels(table, mapped.partner) if mapped.partner else _all(table, "1")
    found = _read_variables(table, mapped, options)
    gone = _unusable(couple, partner, times, mapped)
    keep = ~np.any([mask for mask, _ in gone], axis=0)
    if not keep.any():
        raise InputError("readers.no-usable-row", where=table.source, reason=gone[0][1])
    couples = couple[keep].unique().tolist()
    code = pd.Categorical(couple[keep], categories=couples).codes.astype(np.int64)
    start = Reports(
        table.row[keep],
        code,
        np.zeros(len(code), np.int64),
        couples,
        [],
        mapped.distinguishable,
        _take_times(times, keep),
        {},
        dropped=_name_rows(table, gone),
        notes=[*table.notes, *mapped.notes, *times.notes],
        source=table.source,
    )
    start.notes += found.notes
    for note in (*table.cautions, *found.cautions):
        start.caution(note)
    if mapped.couple is None:
        start.notes.append(Message("readers.one-couple"))
    columns = {name: values[keep] for name, values in found.columns.items()}
    if mapped.layout == "wide":
        return _clean_codes(_from_wide(start, mapped, columns))
    return _clean_codes(_from_long(start, mapped, columns, partner[keep]))


def _all(table: RawTable, text: str) -> pd.Series:
    return pd.Series(np.full(len(table.frame), text), dtype=object)


Unusable = list[tuple[NDArray[np.bool_], Message]]
"""Rows that cannot be used, by reason."""


def _unusable(couple: pd.Series, partner: pd.Series, times: Times, mapped: ColumnMap) -> Unusable:
    unnamed = (couple == "").to_numpy()
    nobody = (partner == "").to_numpy()
    return [
        (unnamed, Message("readers.dropped.no-couple", column=mapped.couple)),
        (nobody & ~unnamed, Message("readers.dropped.no-partner", column=mapped.partner)),
        (np.isnan(times.days) & ~unnamed & ~nobody, Message("readers.dropped.no-time")),
    ]


def _name_rows(table: RawTable, gone: Unusable) -> list[Dropped]:
    return [Dropped(row, reason) for mask, reason in gone for row in table.row[mask].tolist()]


# --- variables ------------------------------------------------------------------------------------


@dataclass
class _Found:
    columns: dict[str, FloatArray] = field(default_factory=dict)
    notes: list[Message] = field(default_factory=list)
    cautions: list[Message] = field(default_factory=list)


def _read_variables(table: RawTable, mapped: ColumnMap, options: ReadOptions) -> _Found:
    """Read every column of a variable as numbers; text where numbers belong is an error or a note."""
    found = _Found()
    wanted = set(options.roles or ())
    words = Worded(table, options)
    for name, columns in mapped.variables.items():
        known = {name, meanings.known_role(name), names.tidy(name), *columns}
        asked = name in mapped.asked or bool(known & wanted)
        counter = names.is_administrative(name)
        for column in dict.fromkeys(columns):
            if column in found.columns:
                continue
            read = numbers(table.frame[column], missing=options.missing, decimal=table.decimal)
            if len(read.text):
                read = words.read(column, read, found.notes, known=asked or _is_role(name), idle=counter)
                _ask_about_one_word(read, table, column, found)
            if asked or (options.roles is None and not counter):
                _refuse_endless(read, table, column)
                _refuse_text(read, table, column, known=asked or _is_role(name))
            if len(read.text):
                # only the place: what somebody wrote in a diary goes into no note and no report
                row = int(table.row[read.text[0]])
                where = found.notes if counter else found.cautions
                where.append(Message("readers.left-out.text", column=column, row=row))
            elif (np.abs(read.cells) > LARGEST).any():
                note = Message("readers.left-out.too-large", column=column, largest=LARGEST)
                found.cautions.append(note)
            else:
                found.columns[column] = _without_labelled(read.cells, table, column, found)
    return found


def _ask_about_one_word(read: Numbers, table: RawTable, column: str, found: _Found) -> None:
    """Ask about a column that holds one word or nothing: boxes that were ticked or not."""
    empty = int(np.isnan(read.cells).sum())
    if (
        not len(read.text)
        and empty > 0.1 * len(read.cells)
        and np.nanmin(read.cells) == np.nanmax(read.cells)
    ):
        texts = as_text(table.frame[column])
        values = {"cell": shortened(texts[texts != ""].iloc[0]), "empty": empty, "rows": len(texts)}
        found.cautions.append(Message("readers.one-word", column=column, **values))


def _without_labelled(cells: FloatArray, table: RawTable, column: str, found: _Found) -> FloatArray:
    """Take out the codes whose label in the file says that there is no answer."""
    for code in unanswered(table.labels.get(column, {})):
        if hits := int((cells == code).sum()):
            cells = np.where(cells == code, np.nan, cells)
            label = shortened(table.labels[column][f"{code:g}"])
            found.notes.append(
                Message("readers.code-labelled", variable=column, value=code, n=hits, label=label)
            )
    return cells


def _is_role(name: str) -> bool:
    return meanings.known_role(name) not in {"", *INPUTS}


def _refuse_endless(read: Numbers, table: RawTable, column: str) -> None:
    large = np.flatnonzero(np.abs(read.cells) > LARGEST)
    if len(large):
        value = float(read.cells[large[0]])
        name = "readers.endless" if np.isinf(value) else "readers.too-large"
        raise InputError(name, where=table.at(int(large[0]), column), value=value)


def _refuse_text(read: Numbers, table: RawTable, column: str, *, known: bool) -> None:
    """Refuse text in a known role and in any column of mostly numbers; choice lists elsewhere may pass."""
    if len(read.text) and (known or (read.share <= 0.5 and not read.choices)):
        where = table.at(int(read.text[0]), column)
        if len(order := _worded_ends(read, table, column)) > 2:
            values = {"cell": shortened(read.first), "order": ",".join(order)}
            raise InputError("readers.worded-ends", where=where, **values)
        name = "readers.no-number" if read.share <= 0.5 else "readers.no-usual-words"
        raise InputError(name, where=where, cell=shortened(read.first))


def _worded_ends(read: Numbers, table: RawTable, column: str) -> list[str]:
    """Give the answers in order where one or two words come again and again among numbers."""
    words = as_text(table.frame[column]).iloc[read.text].value_counts()
    if len(words) > 2 or words.min() < 2:
        return []
    return with_worded_ends(words.index.tolist(), np.unique(read.cells[~np.isnan(read.cells)]).tolist())


def _clean_codes(reports: Reports) -> Reports:
    """Take numbers such as 99 or -999 for missing where they lie far outside the other answers."""
    for group in (reports.cells, reports.mirrors):
        for name, values in group.items():
            if names.is_administrative(name):
                continue
            for code in far_codes(values):
                hits = int((values == code).sum())
                group[name] = np.where(group[name] == code, np.nan, group[name])
                if group is reports.cells:
                    reports.caution(Message("readers.code", variable=name, value=code, n=hits))
    return reports


# --- wide -----------------------------------------------------------------------------------------


def _from_wide(start: Reports, mapped: ColumnMap, columns: Mapping[str, FloatArray]) -> Reports:
    twice = np.tile(np.arange(len(start.row)), 2)
    reports = start.take(twice)
    reports.slot = np.repeat(np.array([0, 1]), len(start.row))
    reports.labels = [mapped.labels] * len(start.couples)
    shared = []
    for name, (one, two) in mapped.variables.items():
        if one not in columns or two not in columns:
            continue
        both = np.concatenate([columns[one], columns[two]])
        if one == two and name not in mapped.asked and _varies(both, reports.couple):
            shared.append(name)
            continue
        reports.cells[name] = both
    if shared:
        reports.notes.append(Message("readers.left-out.shared", columns=", ".join(shared)))
    if not reports.distinguishable:
        reports.notes.append(Message("readers.numbered", labels=", ".join(mapped.labels)))
    return reports


def _varies(values: FloatArray, group: NDArray[np.int64]) -> bool:
    frame = pd.Series(values).groupby(group)
    return bool((frame.max() > frame.min()).any())


# --- long and pairwise ----------------------------------------------------------------------------


def _from_long(
    reports: Reports, mapped: ColumnMap, columns: Mapping[str, FloatArray], partner: pd.Series
) -> Reports:
    keep = _of_two(reports, partner, mapped)
    reports = reports.take(keep)
    columns = {name: values[keep] for name, values in columns.items()}
    _place_partners(reports, partner[keep])
    for name, found in mapped.variables.items():
        if found[0] in columns:
            reports.cells[name] = columns[found[0]]
        if len(found) == 2 and found[1] in columns:
            reports.mirrors[name] = columns[found[1]]
    if mapped.partner and not reports.distinguishable:
        reports.notes.append(Message("readers.numbered-column", column=mapped.partner))
    return reports


def _of_two(reports: Reports, partner: pd.Series, mapped: ColumnMap) -> NDArray[np.bool_]:
    """Set couples of more than two aside, each with its reason; refuse where most couples are such."""
    members = pd.DataFrame({"couple": reports.couple, "partner": partner.to_numpy()}).drop_duplicates()
    sizes = members.groupby("couple").size()
    crowded = sizes[sizes > 2].index.to_numpy()
    if len(crowded) > 0.5 * len(sizes):
        _refuse_third(reports, partner, int(crowded[0]), mapped)
    for couple in crowded.tolist():
        mine = reports.couple == couple
        labels = ", ".join(f"'{shortened(label)}'" for label in partner[mine].unique()[:4])
        name = shortened(reports.couples[couple])
        reason = Message("readers.set-aside", couple=name, number=int(sizes[couple]), labels=labels)
        reports.dropped.extend(Dropped(row, reason) for row in reports.row[mine].tolist())
        reports.caution(reason)
    return ~np.isin(reports.couple, crowded)


def _place_partners(reports: Reports, partner: pd.Series) -> None:
    """Give the partners of a couple the places 0 and 1, in the order in which the file first names them."""
    order = partner.unique().tolist()
    rank = pd.Categorical(partner, categories=order).codes.astype(np.int64)
    members = np.unique(reports.couple * len(order) + rank)
    of, who = members // len(order), members % len(order)
    sizes = np.bincount(of, minlength=len(reports.couples))
    if len(order) <= 2:
        pair = (order[0], order[1] if len(order) == 2 else _other(order[0]))
        reports.slot, reports.labels = rank, [pair] * len(reports.couples)
        return
    first = np.minimum(np.searchsorted(of, np.arange(len(reports.couples))), len(of) - 1)
    last = first + np.maximum(sizes, 1) - 1
    reports.slot = (rank != who[first][reports.couple]).astype(np.int64)
    reports.labels = [
        (order[who[a]], order[who[b]] if b > a else _other(order[who[a]]))
        for a, b in zip(first, last, strict=True)
    ]
    reports.distinguishable = False


def _other(label: str) -> str:
    return "2" if label == "1" else "other"


def _refuse_third(reports: Reports, partner: pd.Series, couple: int, mapped: ColumnMap) -> None:
    mine = np.flatnonzero(reports.couple == couple)
    own = partner.iloc[mine]
    labels = own.unique().tolist()
    row = int(reports.row[mine[(own == labels[2]).to_numpy().argmax()]])
    where = Message("readers.at.cell", source=reports.source, row=row, column=mapped.partner)
    shown = ", ".join(f"'{shortened(label)}'" for label in labels[:4])
    name = shortened(reports.couples[couple])
    raise InputError("readers.third-partner", where=where, couple=name, number=len(labels), labels=shown)

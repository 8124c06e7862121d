"""Checks on what variables hold: columns that count, and columns that repeat what the partner answered."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.readers import names
from pasdedeux.readers.diary.layouts import Reports
from pasdedeux.readers.meanings import known_role
from pasdedeux.readers.plain import tokens
from pasdedeux.readers.tables.cells import FloatArray
from pasdedeux.words import Message

_FEWEST, _LARGE = 5, 100
"""Answers below which nothing is concluded from their values, and where answers on a usual scale end."""
_ROWS, _EACH = 12, 8
"""Answers in all, and of each person, from which on numbers on a usual scale count up and no feeling does."""
_SURE = 20
"""Pairs of reports from which on equal values alone show a copy, whatever the names."""


class Screen:
    """Columns seen so far, as unit vectors: which of them a new one may repeat shows in one product.

    Comparing each with each took eleven seconds for 800 columns.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self._rows = np.empty((0, 0), np.float32)

    def add(self, name: str, values: FloatArray) -> None:
        """Add a column."""
        row = _unit(values)
        if len(self.names) >= len(self._rows):
            grown = np.zeros((max(16, 2 * len(self._rows)), len(row)), np.float32)
            if self.names:
                grown[: len(self.names)] = self._rows
            self._rows = grown
        self._rows[len(self.names)] = row
        self.names.append(name)

    def near(self, values: FloatArray, least: int) -> list[str]:
        """Give the columns that go up and down with these values, if there are at least so many."""
        if not self.names or np.isfinite(values).sum() < least:
            return []
        along = np.abs(self._rows[: len(self.names)] @ _unit(values))
        return [self.names[at] for at in np.flatnonzero(along > _NEAR)]


_NEAR = 0.99
"""Correlation, cells without an answer counted as the mean, above which two columns are compared in full."""
_SCREENED = 2000
"""Cells of a column that the screen looks at."""


def _unit(values: FloatArray) -> NDArray[np.float32]:
    head = values[:_SCREENED]
    known = ~np.isnan(head)
    away = np.where(known, head - (head[known].mean() if known.any() else 0.0), 0.0)
    scale = float(np.abs(away).max(initial=0.0))
    away = away / scale if scale > 0 else away  # squares of tiny or huge numbers would be lost
    return np.asarray(away / max(float(np.sqrt(away @ away)), 1e-30), np.float32)


def counts_up(reports: Reports, values: FloatArray) -> bool:
    """Say whether whole numbers never repeat or grow with the rows: they number something else."""
    known = ~np.isnan(values)
    cells = values[known]
    if len(cells) < _FEWEST or (cells != np.round(cells)).any():
        return False
    large = bool(np.abs(cells).max() > _LARGE)
    different = len(np.unique(cells)) == len(cells)
    if different and (large or len(cells) >= 40):
        return True
    in_file = cells[np.argsort(reports.row[known], kind="stable")]
    if (np.diff(in_file) > 0).all() and len(cells) >= _ROWS:
        return True
    each = _FEWEST if large else _EACH
    return _grows_in_everybody(reports.person[known], reports.times.days[known], cells, each)


def never_repeats(values: FloatArray) -> bool:
    """Say whether no number comes twice."""
    cells = values[~np.isnan(values)]
    return len(cells) >= 20 and len(np.unique(cells)) == len(cells)


def _grows_in_everybody(person: NDArray[np.int64], days: FloatArray, cells: FloatArray, each: int) -> bool:
    """Say whether the numbers grow with time in every person, of at least two with enough reports each."""
    order = np.lexsort((days, person))
    same = np.diff(person[order]) == 0
    _, sizes = np.unique(person, return_counts=True)
    steps = np.diff(cells[order])[same]
    return len(sizes) > 1 and int(sizes.min()) >= each and bool((steps > 0).all())


def find_copies(reports: Reports, asked: frozenset[str]) -> None:
    """Move columns that hold the other partner's answer to the mirrors of the partner's own column.

    Raises
    ------
    InputError
        If two columns mirror each other and no name says which is one's own.
    """
    here, there = _facing(reports)
    if len(here) < 4:
        return
    for own, copy in list(_mirrored(reports, here, there)):
        if {own, copy} & asked or not {own, copy} <= reports.cells.keys():
            continue
        reports.mirrors[own] = reports.cells.pop(copy)
        reports.notes.append(Message("readers.mirrored", column=copy, own=own))


def _facing(reports: Reports) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Positions of reports that face each other: both partners of a couple, at one time or on one day."""
    times = reports.times
    when = np.floor(times.wall if times.calendar else times.days) if times.stamped else times.days.round(6)
    order = np.lexsort((reports.slot, when, reports.couple))
    one, two = order[:-1], order[1:]
    face = (
        (reports.couple[one] == reports.couple[two])
        & (when[one] == when[two])
        & (reports.slot[one] == 0)
        & (reports.slot[two] == 1)
    )
    return np.concatenate([one[face], two[face]]), np.concatenate([two[face], one[face]])


def _mirrored(reports: Reports, here: NDArray[np.intp], there: NDArray[np.intp]) -> Iterator[tuple[str, str]]:
    """Give own column and copy wherever one holds in every report what the other holds in the partner's."""
    seen = {name: np.nan_to_num(values[here], nan=-1e300).tobytes() for name, values in reports.cells.items()}
    by_content: dict[bytes, list[str]] = {}
    for name, content in seen.items():
        by_content.setdefault(content, []).append(name)
    told: set[str] = set()
    for name, values in reports.cells.items():
        turned = np.nan_to_num(values[there], nan=-1e300).tobytes()
        if turned == seen[name] or name in told:
            continue
        for other in by_content.get(turned, ()):
            if other in told or other == name or len({_role(name), _role(other)} - {""}) > 1:
                continue
            if pair := _own_and_copy(name, other):
                told |= {name, other}
                yield pair
            elif len(here) >= 2 * _SURE and _changes(reports, name) and not names.is_administrative(name):
                raise InputError("readers.which-own", where=reports.source, one=name, other=other)
    yield from _by_name(reports, here, there, told)


def _changes(reports: Reports, name: str) -> bool:
    """Say whether a column changes within persons; ``female`` and ``male`` mirror each other and do not."""
    known = ~np.isnan(reports.cells[name])
    pairs = np.unique(np.stack([reports.person[known], reports.cells[name][known]]), axis=1)
    return int(pairs.shape[1]) > len(np.unique(reports.person[known]))


def _role(name: str) -> str:
    """Role of a column, whoever of the two it is about."""
    return known_role(" ".join(part for part in tokens(name) if part not in names.COPIES))


def _own_and_copy(one: str, other: str) -> tuple[str, str] | None:
    """Tell by their names which of two columns is one's own; None where nothing does."""
    about = names.is_about_the_other(one), names.is_about_the_other(other)
    if about[0] != about[1]:
        return (other, one) if about[0] else (one, other)
    mine, theirs = set(tokens(one)), set(tokens(other))
    if mine < theirs or theirs < mine:
        return (one, other) if mine < theirs else (other, one)
    if re.fullmatch(rf"{re.escape(one)}\d", other):  # tense beside tense2
        return one, other
    return (other, one) if re.fullmatch(rf"{re.escape(other)}\d", one) else None


def _by_name(
    reports: Reports, here: NDArray[np.intp], there: NDArray[np.intp], told: set[str]
) -> Iterator[tuple[str, str]]:
    """Give pairs such as ``tense`` and ``partner_tense`` that agree in nearly all reports but not in each."""
    by_words = {frozenset(tokens(name)): name for name in reports.cells if not names.is_about_the_other(name)}
    for copy in reports.cells:
        if copy in told or not names.is_about_the_other(copy):
            continue
        own = by_words.get(frozenset(tokens(copy)) - names.COPIES)
        if own and own not in told and _agree(reports.cells[own][there], reports.cells[copy][here]):
            yield own, copy


def _agree(one: FloatArray, two: FloatArray) -> bool:
    both = ~np.isnan(one) & ~np.isnan(two)
    varies = both.any() and one[both].min() < one[both].max()
    return bool(varies and (one[both] == two[both]).mean() >= 0.8)

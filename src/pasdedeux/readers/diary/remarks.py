"""What a reader remarks on and keeps: disorder, times and answers far from all others."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.readers.diary.layouts import Reports
from pasdedeux.readers.diary.variables import Variables
from pasdedeux.readers.tables.cells import FloatArray, coded_steps, is_usual_scale, odd_values, shortened
from pasdedeux.records.occasions import typical_gap
from pasdedeux.words import Message

_LONGEST = 50 * 365.25
"""Days: no couple's record is believed to be longer."""
_PAUSE = 90.0, 100.0
"""Days, and typical gaps between a person's reports, beyond which a pause is remarked on."""


_NEAR, _SLOW = 1 / 24, 1 / 3
"""Days: reports nearer than the first may be one begun twice, where others lie farther than the second."""
_FEW = 0.15
"""Share of answers up to which those beyond the scale of others may be codes."""
_CODES = 2
"""Different codes that are asked about."""


def note_disorder(reports: Reports) -> None:
    """Note that rows do not stand in the order of time."""
    order = np.lexsort((reports.row, reports.person))
    back = (np.diff(reports.times.days[order]) < 0) & (np.diff(reports.person[order]) == 0)
    if back.any():
        row = int(reports.row[order][1:][back].min())
        reports.notes.append(Message("readers.disorder", row=row, n=int(back.sum())))
        people = len(np.unique(reports.person))
        once = 0.5 * people <= back.sum() <= 2 * people and len(reports.row) > 6 * people
        if once and not reports.times.calendar:
            reports.caution(Message("readers.counts-anew", row=row, n=int(back.sum()), people=people))


def note_far_times(reports: Reports) -> None:
    """Refuse a record longer than any diary; remark on a pause far beyond the record's own pace."""
    order = np.lexsort((reports.times.days, reports.couple))
    couple, days, row = reports.couple[order], reports.times.days[order], reports.row[order]
    gaps = np.append(np.where(np.diff(couple) == 0, np.diff(days), 0.0), 0.0)
    lengths = np.bincount(couple, gaps)
    longest = int(np.argmax(lengths))
    if lengths[longest] > _LONGEST:
        at = int(np.argmax(np.where(couple == longest, gaps, 0.0)))
        where = Message("readers.at.row", source=reports.source, row=_odd_row(couple, row, at))
        years = round(lengths[longest] / 365.25)
        raise InputError(
            "readers.too-long", where=where, couple=shortened(reports.couples[longest]), years=years
        )
    at = int(np.argmax(gaps))
    if gaps[at] > max(_PAUSE[0], _PAUSE[1] * typical_gap(reports.person, reports.times.days)):
        days = round(gaps[at])
        reports.caution(Message("readers.far-time", row=_odd_row(couple, row, at), days=days))


def _odd_row(couple: NDArray[np.int64], row: NDArray[np.int64], at: int) -> int:
    """First row on the side of this gap on which the couple has fewer reports."""
    own = np.flatnonzero(couple == couple[at])
    before, after = row[own[0] : at + 1], row[at + 1 : own[-1] + 1]
    return int(min(before, after, key=len).min())


def note_near_reports(reports: Reports) -> None:
    """Ask about reports that one person made minutes apart, where others lie half a day apart or more."""
    order = np.lexsort((reports.times.days, reports.person))
    days, person = reports.times.days[order], reports.person[order]
    near = (np.diff(person) == 0) & (np.diff(days) < _NEAR)
    if near.any() and typical_gap(reports.person, reports.times.days) > _SLOW:
        row = int(reports.row[order][1:][near].min())
        reports.caution(Message("readers.near-reports", row=row, n=int(near.sum())))


def note_far_answers(reports: Reports, variables: Variables) -> None:
    """Ask about answers that may stand for no answer: apart from all others, or beyond what others end at."""
    columns = {**variables.roles, **variables.inputs}
    scales = _usual_scales(reports, columns)
    for role, variable in columns.items():
        cells = reports.cells[variable]
        odd = odd_values(cells) or coded_steps(cells)
        for value in odd:
            _ask(reports, "readers.far-answer", role, cells == value, value=value)
        if not odd and (found := _shorter(cells, scales)):
            low, top = found
            for value in np.unique(cells[(cells > top) | (cells < low)]).tolist():
                values = {"value": value, "other": scales[found], "low": low, "top": top}
                _ask(reports, "readers.beyond", role, cells == value, **values)


def _ask(reports: Reports, name: str, role: str, hits: NDArray[np.bool_], **values: float | str) -> None:
    row = int(reports.row[hits].min())
    reports.caution(Message(name, role=role, row=row, n=int(hits.sum()), **values))


Scales = dict[tuple[float, float], str]
"""A role by the ends of its scale."""


def _usual_scales(reports: Reports, columns: Mapping[str, str]) -> Scales:
    """Give every usual scale that a role uses from end to end, with the first such role."""
    scales: Scales = {}
    for role, variable in columns.items():
        cells = reports.cells[variable]
        steps = np.unique(cells[~np.isnan(cells)])
        if is_usual_scale(steps):
            scales.setdefault((float(steps[0]), float(steps[-1])), role)
    return scales


def _shorter(cells: FloatArray, scales: Scales) -> tuple[float, float] | None:
    """Find a scale of other roles that a few answers, all at one end, lie beyond."""
    levels, counts = np.unique(cells[~np.isnan(cells)], return_counts=True)
    for low, top in scales:
        beyond = (levels > top) | (levels < low)
        within = levels[~beyond]
        few = 0 < counts[beyond].sum() <= _FEW * counts.sum() and beyond.sum() <= _CODES
        if few and len(within) and (float(within[0]), float(within[-1])) == (low, top):
            return low, top
    return None

"""Answers that can hardly be two people's own: twins, copied stretches, one answer throughout, jumps.

One such couple can move the result of a whole study. What does that is set aside, with its reason; the rest
is told and kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.records.record import FloatArray, Record
from pasdedeux.records.records import Doubt, Records, as_records
from pasdedeux.words import Message

IntArray = NDArray[np.int64]

TWIN_KAPPA, TWIN_CORRELATION = 0.8, 0.98
"""Chance-corrected agreement, and correlation, from which two series count as one. No couple of real diaries
comes near both."""
LEAST_PAIRS = 8
"""Moments at which both answered, and at which they did not both give their commonest answer."""
COPIED_BITS = 30.0
"""A stretch comes back by chance less often than one in two to this power."""
APART = 0.5
"""Part of what each role adds to that, as answers of one moment resemble each other."""
LEAST_RUN, VARIED = 5, 4
"""Reports, and different ones, that a copied stretch has at least."""
LONGEST_RUN, MOST_REPORTS = 60, 20_000
"""Reports in a stretch, and of a person, beyond which no copies are looked for."""
MOST_COPIED = 0.5
"""Share of a person's reports from which copies spoil a study."""
SAME, LEAST_SAME = 0.95, 14
"""Share of one answer, among so many at least, from which it counts as the same throughout."""
FAR, LEAST_COUPLES = 3.0, 4
"""Ranges of everybody else's answers beyond their ends that no answer can lie at, and couples it takes."""


def find_doubts(records: Records) -> tuple[Doubt, ...]:
    """Find answers that can hardly be two people's own, couple by couple.

    Twins are partners who agree beyond chance by .8 (Cohen's kappa) or correlate by .98 in a role; a copied
    stretch is a run of a person's reports that comes back whole.

    Parameters
    ----------
    records
        Any records.

    Returns
    -------
    tuple of Doubt
        In the order of the couples; empty where all is well.

    Examples
    --------
    >>> from pasdedeux.simulate import example_records
    >>> find_doubts(example_records())
    ()
    """
    ends = _ends(as_records(records))
    return tuple(
        doubt
        for at, record in enumerate(records)
        for doubt in (*_twins(record), *_copies(record), *_same(record), *_jumps(record, at, ends))
    )


@names_wrong_arguments
def set_aside(records: Records, doubts: Iterable[Doubt]) -> Records:
    """Leave out the couples that would spoil a study; the reasons go along.

    Examples
    --------
    >>> from pasdedeux.simulate import example_records
    >>> records = example_records(couples=5, days=20)
    >>> len(set_aside(records, [Doubt(records.ids[0], "twins", Message("records.doubt.twins"), spoils=True)]))
    4
    """
    spoiling = tuple(one for one in doubts if one.spoils)
    gone = {one.couple for one in spoiling}
    origin = replace(records.provenance, set_aside=(*records.provenance.set_aside, *spoiling))
    kept = tuple(record for record in records if record.couple.id not in gone)
    return replace(records, records=kept, provenance=origin)


def agreement(first: FloatArray, second: FloatArray) -> tuple[float, float]:
    """Agreement of two series beyond chance (Cohen 1960), and their correlation; 0 where too little is known.

    Examples
    --------
    >>> days = np.tile([1.0, 2.0, 4.0, 3.0], 5)
    >>> agreement(days, days)
    (1.0, 1.0)
    """
    both = ~np.isnan(first) & ~np.isnan(second)
    a, b = first[both], second[both]
    if len(a) < LEAST_PAIRS or np.ptp(a) == 0 or np.ptp(b) == 0:
        return 0.0, 0.0
    if ((a != _commonest(a)) | (b != _commonest(b))).sum() < LEAST_PAIRS:
        return 0.0, 0.0
    levels, codes = np.unique(np.r_[a, b], return_inverse=True)
    one, two = (np.bincount(half, minlength=len(levels)) / len(a) for half in np.split(codes.ravel(), 2))
    chance = float(one @ two)
    return float((a == b).mean() - chance) / (1.0 - chance), float(np.corrcoef(a, b)[0, 1])


def _commonest(answers: FloatArray) -> float:
    levels, count = np.unique(answers, return_counts=True)
    return float(levels[count.argmax()])


def _twins(record: Record) -> Iterator[Doubt]:
    for r, role in enumerate(record.roles):
        kappa, correlation = agreement(record.values[:, 0, r], record.values[:, 1, r])
        if kappa >= TWIN_KAPPA or correlation >= TWIN_CORRELATION:
            reason = Message(
                "records.doubt.twins", couple=record.couple.id, role=role, kappa=kappa, r=correlation
            )
            yield Doubt(record.couple.id, "twins", reason, spoils=True)


def _copies(record: Record) -> Iterator[Doubt]:
    """Find stretches that come back whole, over all roles of a person at once."""
    for side, name in enumerate(record.couple.labels):
        answers = record.values[:, side]
        answers = answers[~np.isnan(answers).any(axis=1)]
        copied = _copied(answers)
        if copied:
            reason = Message(
                "records.doubt.copied", couple=record.couple.id, name=name, n=copied, of=len(answers)
            )
            yield Doubt(record.couple.id, "copied", reason, spoils=copied >= MOST_COPIED * len(answers))


def _copied(answers: FloatArray) -> int:
    """Count reports, shape (T, roles), that stand in a stretch which was there before."""
    if not 2 * LEAST_RUN <= len(answers) <= MOST_REPORTS:
        return 0
    bits = [_bits(_coded(one)) for one in answers.T]
    length = max(int(np.ceil(COPIED_BITS / max(*bits, APART * sum(bits), 1e-9))), LEAST_RUN)
    if length > min(LONGEST_RUN, len(answers) // 2):
        return 0
    windows = np.lib.stride_tricks.sliding_window_view(_coded(answers), length)
    _, first, of = np.unique(windows, axis=0, return_index=True, return_inverse=True)
    again = first[of.ravel()] + length <= np.arange(len(windows))
    covered = np.zeros(len(answers), dtype=np.bool_)
    for at in np.flatnonzero(again):
        covered[at : at + length] |= len(np.unique(windows[at])) >= VARIED
    return int(covered.sum())


def _coded(rows: FloatArray) -> IntArray:
    """One number for each different row."""
    return np.asarray(np.unique(rows, axis=0, return_inverse=True)[1], np.int64).ravel()


def _bits(codes: IntArray) -> float:
    """How rarely two like answers are followed by two like ones, as a logarithm to base two."""
    steps = _coded(np.column_stack([codes[:-1], codes[1:]]).astype(np.float64))
    return float(-np.log2(_chance(steps) / _chance(codes)))


def _chance(codes: IntArray) -> float:
    """Chance that two of these are the same, never quite 0."""
    n = len(codes)
    count = np.bincount(codes)
    return float((count * (count - 1)).sum() + 1) / (n * (n - 1) + 1)


def _same(record: Record) -> Iterator[Doubt]:
    """Find who gave one answer (nearly) throughout; that says little, and spoils nothing."""
    for side, name in enumerate(record.couple.labels):
        roles = [role for r, role in enumerate(record.roles) if _one_answer(record.values[:, side, r])]
        if roles:
            reason = Message("records.doubt.same", couple=record.couple.id, name=name, roles=roles)
            yield Doubt(record.couple.id, "same", reason, spoils=False)


def _one_answer(answers: FloatArray) -> bool:
    answers = answers[~np.isnan(answers)]
    return len(answers) >= LEAST_SAME and float((answers == _commonest(answers)).mean()) >= SAME


def _ends(records: Records) -> FloatArray:
    """Lowest and highest answer of each couple in each role, shape (2, couples, roles)."""
    each = [record.values.reshape(-1, len(record.roles)) for record in records]
    return np.array(
        [[np.fmin.reduce(one, axis=0) for one in each], [np.fmax.reduce(one, axis=0) for one in each]]
    )


def _jumps(record: Record, at: int, ends: FloatArray) -> Iterator[Doubt]:
    """Find answers that lie far beyond all other couples': a slip of the pen, or another scale."""
    if ends.shape[1] < LEAST_COUPLES:
        return
    others = np.delete(ends, at, axis=1)
    low, high = np.fmin.reduce(others[0], axis=0), np.fmax.reduce(others[1], axis=0)
    far = np.where(high > low, FAR * (high - low), np.nan)
    for r, role in enumerate(record.roles):
        beyond = _beyond(record.values[:, :, r], float(low[r] - far[r]), float(high[r] + far[r]))
        if len(beyond):
            reason = Message(
                "records.doubt.jump", couple=record.couple.id, role=role, value=float(beyond[0]),
                low=float(low[r]), high=float(high[r]),
            )  # fmt: skip
            yield Doubt(record.couple.id, "jump", reason, spoils=True)


def _beyond(values: FloatArray, low: float, high: float) -> Sequence[float]:
    return [float(one) for one in values.ravel() if one < low or one > high]

"""What records can carry, before anything is fitted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from pasdedeux.identify.linear.prepare import told_apart, two_answers
from pasdedeux.identify.linear.results import Recoverability
from pasdedeux.identify.linear.verdicts import ENOUGH_PAIRS
from pasdedeux.records import Record, Records, as_records
from pasdedeux.words import Message

FloatArray = NDArray[np.float64]

SLOW = 0.6
"""Correlation of successive reports from which moods count as slow; see docs/verdicts.md on false alarms."""

DAILY = (0.75, 1.5)
"""Typical gaps, in days, for which what can be shown was measured."""
MEASURED_PAIRS = 0.95**2
"""Paired reports a day in what was measured, where 5 % of reports are missing."""
FIRST_CHOICE = (
    "arousal",
    "closeness",
    "security",
    "pursuit",
    "withdrawal",
    "conflict",
    "support",
    "satisfaction",
)


@dataclass(frozen=True, eq=False, slots=True)
class Carry:
    """What records can carry: sentences for a person, and the curve behind them (one couple only)."""

    sentences: tuple[Message, ...]
    recoverability: Recoverability | None


def choose_roles(records: Records) -> tuple[str, ...]:
    """Choose what to fit by itself: pursuit with withdrawal if both are there, else the first."""
    if {"pursuit", "withdrawal"} <= set(records.roles):
        return ("pursuit", "withdrawal")
    for role in FIRST_CHOICE:
        if role in records.roles:
            return (role,)
    return (records.roles[0],)


def informative_pairs(*records: Record) -> int:
    """Count the paired reports that bear on links: answers of someone who never changes one do not.

    Examples
    --------
    >>> from pasdedeux.simulate import example_records
    >>> informative_pairs(*example_records(couples=1, days=30))
    25
    """
    return sum(_informative(record) for record in records)


def _informative(record: Record) -> int:
    least, most = _extremes(record)
    changing = ~np.isnan(record.values) & (most > least)
    return int(np.count_nonzero(np.all(np.any(changing, axis=2), axis=1)))


def _extremes(record: Record) -> tuple[FloatArray, FloatArray]:
    """Least and highest answer of each partner in each role; NaN where there is none."""
    return np.fmin.reduce(record.values, axis=0), np.fmax.reduce(record.values, axis=0)


def recoverability(records: Records) -> Recoverability | None:
    """Look up how often loops of three strengths were shown in simulated records of one couple.

    Parameters
    ----------
    records
        One couple, the roles that are fitted.

    Returns
    -------
    Recoverability or None
        The measured table (bench/recoverability.py) with this record's place on it: the days of the measured
        kind that hold as many paired reports. None below 100 of them and where reports do not come daily, as
        nothing was measured there.
    """
    paired = informative_pairs(*records)
    gaps = np.diff(records[0].time)
    if len(records) > 1 or paired < ENOUGH_PAIRS or not DAILY[0] <= np.median(gaps) <= DAILY[1]:
        return None
    table = json.loads(files("pasdedeux.identify").joinpath("recoverability.json").read_text("utf-8"))
    days = np.array(table["days"], dtype=np.float64)
    return Recoverability(
        days,
        tuple(table["strengths"]),
        np.array(table["found"]),
        np.array(table["low"]),
        np.array(table["high"]),
        min(paired / MEASURED_PAIRS, float(days[-1])),
        table["unit"],
    )


def carry(records: Records) -> Carry:
    """Weigh what these records can carry, in the roles that are fitted where nobody asks for others.

    Examples
    --------
    >>> from pasdedeux.simulate import example_records
    >>> print(carry(example_records(couples=1, days=30)).sentences[0])
    25 paired reports of one couple: too few for a direction, which takes 100.
    """
    as_records(records)
    chosen = records.only(choose_roles(records))
    sentences = _one(chosen) if len(records) == 1 else _many(chosen)
    settled = (*two_answers(chosen), *told_apart(chosen)[1])
    return Carry((*sentences, *_constant(chosen), *_pace(records), *settled), recoverability(chosen))


def _one(records: Records) -> tuple[Message, ...]:
    enough = informative_pairs(*records) >= ENOUGH_PAIRS
    name = "identify.carry.one-enough" if enough else "identify.carry.one-few"
    return (Message(name, n=records.paired, needed=ENOUGH_PAIRS),)


def _many(records: Records) -> tuple[Message, ...]:
    each = [informative_pairs(record) for record in records]
    typical = int(np.median([record.paired for record in records]))
    found = [Message("identify.carry.many", n=len(records), typical=typical, all=records.paired)]
    if sum(each) < ENOUGH_PAIRS:
        found.append(Message("identify.carry.many-few", needed=ENOUGH_PAIRS))
    else:
        found.append(Message("identify.carry.many-enough"))
    if max(each) < ENOUGH_PAIRS:
        found.append(Message("identify.carry.no-single"))
    return tuple(found)


def _constant(records: Records) -> tuple[Message, ...]:
    """Count whose reports count for nothing, as they never change."""
    still = 0
    for record in records:
        least, most = _extremes(record)
        still += int((most <= least).all(axis=1).sum())
    return (Message("identify.carry.constant", n=still, roles=list(records.roles)),) if still else ()


def _pace(records: Records) -> tuple[Message, ...]:
    """Warn of moods that are slow against the reports: error, shocks and coupling then trade places."""
    slow = []
    for r, role in enumerate(records.roles):
        now, before = [], []
        for record in records:
            values = record.values[:, :, r]
            off = values - np.array(
                [np.mean(v[~np.isnan(v)]) if (~np.isnan(v)).any() else 0.0 for v in values.T]
            )
            now.append(off[1:].ravel())
            before.append(off[:-1].ravel())
        a, b = np.concatenate(now), np.concatenate(before)
        both = np.isfinite(a) & np.isfinite(b)
        if both.sum() > 10 and a[both].std() > 0 and np.corrcoef(a[both], b[both])[0, 1] > SLOW:
            slow.append(role)
    return (Message("identify.carry.slow", roles=slow),) if slow else ()

"""What records can carry, said before anything is fitted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from pasdedeux.identify.results import Recoverability
from pasdedeux.identify.verdicts import ENOUGH_PAIRS
from pasdedeux.records import Records

SLOW = 0.6
"""Correlation of successive reports from which moods count as slow; see docs/verdicts.md on false alarms."""


@dataclass(frozen=True, eq=False, slots=True)
class Carry:
    """What records can carry: sentences for a person, and the curve behind them (one couple only)."""

    sentences: tuple[str, ...]
    recoverability: Recoverability | None


def recoverability(days: float) -> Recoverability:
    """Look up how often loops of three strengths were shown in simulated records of one couple.

    Parameters
    ----------
    days
        Length of the record at hand.

    Returns
    -------
    Recoverability
        The measured table (bench/recoverability.py) with this record's place on it.
    """
    table = json.loads(files("pasdedeux.identify").joinpath("recoverability.json").read_text("utf-8"))
    return Recoverability(
        np.array(table["days"], dtype=np.float64),
        tuple(table["strengths"]),
        np.array(table["found"]),
        np.array(table["low"]),
        np.array(table["high"]),
        float(days),
        table["unit"],
    )


def carry(records: Records) -> Carry:
    """Say what these records can carry.

    Examples
    --------
    >>> from pasdedeux.simulate import example_records
    >>> carry(example_records(couples=1, days=30)).sentences[0].split(":")[0]
    '25 paired reports of one couple'
    """
    if len(records) == 1:
        return _one(records)
    return _many(records)


def _one(records: Records) -> Carry:
    record = records[0]
    sentences = []
    if record.paired < ENOUGH_PAIRS:
        sentences.append(
            f"{record.paired} paired reports of one couple: too few to tell a direction, "
            f"which takes {ENOUGH_PAIRS}."
        )
    else:
        sentences.append(f"{record.paired} paired reports of one couple: enough to look for a loop.")
    curve = recoverability(record.days + 1.0)
    return Carry((*sentences, *_pace(records)), curve)


def _many(records: Records) -> Carry:
    typical = int(np.median([record.paired for record in records]))
    sentences = [
        f"{len(records)} couples with {typical} paired reports each (median), {records.paired} in all."
    ]
    if records.paired < ENOUGH_PAIRS:
        sentences.append(f"Too few to tell a direction even for all together, which takes {ENOUGH_PAIRS}.")
    else:
        sentences.append("Together they can carry the loop of a typical couple.")
    if typical < ENOUGH_PAIRS:
        sentences.append(
            "No single couple can carry a direction of its own; each is told as part of the group."
        )
    return Carry((*sentences, *_pace(records)), None)


def _pace(records: Records) -> tuple[str, ...]:
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
    if not slow:
        return ()
    return (
        (
            f"Reports of {', '.join(slow)} hardly change from one to the next; two reports a day, "
            "or a second question for the same thing, would help most."
        ),
    )

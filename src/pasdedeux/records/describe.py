"""What a file holds, in numbers, before anything is fitted."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray

from pasdedeux.records.record import FloatArray
from pasdedeux.records.records import Dropped, Records, as_records
from pasdedeux.words import Message


@dataclass(frozen=True)
class RoleDescription:
    """One role over all couples.

    Parameters
    ----------
    name
        Name of the role.
    low, high, step
        As in `Scale`, in the item's units.
    levels
        Number of different answers.
    at_low, at_high
        Share of the answers that are the lowest and the highest one.
    missing
        Share of the reports, at times at which somebody of the couple reported, that lack this answer.
    mean
        Mean of all answers.
    within_sd, between_sd
        Standard deviation within persons, and of the persons' means, in the item's units.
    autocorrelation
        Correlation of an answer with the same person's previous one, both counted from the person's mean;
        only pairs about one typical gap apart; NaN with fewer than ten such pairs. In short records it lies
        below the truth by about (1 + 3 times the truth) / reports per person.
    flat
        Share of the persons, among those with three answers or more, who always gave the same answer.
    """

    name: str
    low: float
    high: float
    step: float
    levels: int
    at_low: float
    at_high: float
    missing: float
    mean: float
    within_sd: float
    between_sd: float
    autocorrelation: float
    flat: float


@dataclass(frozen=True)
class Description:
    """What was read, ready to be shown.

    Parameters
    ----------
    source, layout
        As in `Provenance`.
    couples
        Number of couples.
    labels
        Labels of the two partners.
    distinguishable
        As in `Records`.
    reports, paired
        Reports of all persons; times at which both partners of a couple reported.
    alone
        Couples of which only one partner reported.
    days
        Median length of a couple's record in days.
    gap, gap_low, gap_high
        Median, 10 % and 90 % quantile of the days between a couple's successive times; NaN without any.
    start
        True where the calendar time of the reports is known.
    roles
        One description per role.
    inputs
        Names of the inputs.
    traits
        Share of persons with a score, by trait.
    columns, notes, dropped, simulated
        As in `Provenance`.
    rows
        Data rows in the file.
    """

    source: str
    layout: str
    couples: int
    labels: tuple[str, str]
    distinguishable: bool
    reports: int
    paired: int
    alone: int
    days: float
    gap: float
    gap_low: float
    gap_high: float
    start: bool
    roles: tuple[RoleDescription, ...]
    inputs: tuple[str, ...]
    traits: dict[str, float]
    columns: dict[str, str]
    rows: int
    notes: tuple[Message, ...]
    dropped: tuple[Dropped, ...]
    simulated: bool


@dataclass(frozen=True, eq=False)
class Raster:
    """Who reported when.

    Parameters
    ----------
    ids
        Ids of the couples, one per row of `seen`.
    labels
        Labels of the two partners.
    days
        Days since the couple's first report, one per column of `seen`.
    seen
        Shape (couples, days): 0 neither, 1 the first partner only, 2 the second only, 3 both.
    """

    ids: tuple[str, ...]
    labels: tuple[str, str]
    days: NDArray[np.int64]
    seen: NDArray[np.int8]


def describe(records: Records) -> Description:
    """Describe records: how many, how often, how the scales were used, what is missing.

    Parameters
    ----------
    records
        Any records.

    Returns
    -------
    Description
        Plain numbers; nothing is printed.

    Examples
    --------
    >>> from pasdedeux.simulate import example_records
    >>> found = describe(example_records())
    >>> found.couples > 0, 0 <= found.roles[0].missing < 1
    (True, True)
    """
    values = np.concatenate([record.values for record in as_records(records)])
    time = np.concatenate([record.time for record in records])
    couple = np.repeat(np.arange(len(records)), [len(record) for record in records])
    gaps = np.diff(time)[np.diff(couple) == 0]
    low, gap, high = np.quantile(gaps, [0.1, 0.5, 0.9]) if len(gaps) else (nan, nan, nan)
    seen = np.array([record.reported.any(axis=0) for record in records])
    origin = records.provenance
    return Description(
        source=origin.source,
        layout=origin.layout,
        couples=len(records),
        labels=records.labels,
        distinguishable=records.distinguishable,
        reports=records.reports,
        paired=records.paired,
        alone=int((~seen.all(axis=1)).sum()),
        days=float(np.median([record.days for record in records])),
        gap=float(gap),
        gap_low=float(low),
        gap_high=float(high),
        start=any(record.start is not None for record in records),
        roles=tuple(
            _describe_role(records, role, values[:, :, r], time, couple, float(gap))
            for r, role in enumerate(records.roles)
        ),
        inputs=records.input_names,
        traits=_traits(records),
        columns=dict(origin.columns),
        rows=origin.rows,
        notes=origin.notes,
        dropped=origin.dropped,
        simulated=origin.simulated,
    )


def _describe_role(
    records: Records, role: str, values: FloatArray, time: FloatArray, couple: NDArray[np.intp], gap: float
) -> RoleDescription:
    scale = records.scales[role]
    person = np.concatenate([2 * couple, 2 * couple + 1])
    answers, when = values.T.ravel(), np.tile(time, 2)
    order = np.lexsort((when, person))
    order = order[~np.isnan(answers[order])]
    answers, when, person = answers[order], when[order], person[order]
    mean, size = _means(answers, person, 2 * len(records))
    away = answers - mean[person]
    freedom = int((size - 1).clip(0).sum())
    known = mean[size > 0]
    return RoleDescription(
        name=role,
        low=scale.low,
        high=scale.high,
        step=scale.step,
        levels=len(np.unique(answers)),
        at_low=float((answers == scale.low).mean()) if len(answers) else nan,
        at_high=float((answers == scale.high).mean()) if len(answers) else nan,
        missing=1 - len(answers) / values.size,
        mean=float(answers.mean()) if len(answers) else nan,
        within_sd=float(np.sqrt(away @ away / freedom)) if freedom else nan,
        between_sd=float(known.std(ddof=1)) if len(known) > 1 else nan,
        autocorrelation=_autocorrelation(away, when, person, gap),
        flat=_flat(answers, person, size),
    )


def _means(
    answers: FloatArray, person: NDArray[np.intp], persons: int
) -> tuple[FloatArray, NDArray[np.intp]]:
    size = np.bincount(person, minlength=persons)
    return np.bincount(person, answers, persons) / np.maximum(size, 1), size


def _autocorrelation(away: FloatArray, when: FloatArray, person: NDArray[np.intp], gap: float) -> float:
    step = np.diff(when)
    pair = (np.diff(person) == 0) & (step > 0.5 * gap) & (step < 1.5 * gap)
    before, after = away[:-1][pair], away[1:][pair]
    size = float(np.sqrt((before @ before) * (after @ after)))
    return float(before @ after) / size if len(before) >= 10 and size > 0 else nan


def _flat(answers: FloatArray, person: NDArray[np.intp], size: NDArray[np.intp]) -> float:
    enough = size >= 3
    if not enough.any():
        return nan
    change = (np.diff(answers) != 0) & (np.diff(person) == 0)
    changed = np.zeros(len(size), dtype=bool)
    changed[person[1:][change]] = True
    return float((enough & ~changed).sum() / enough.sum())


def _traits(records: Records) -> dict[str, float]:
    partners = [partner for record in records for partner in record.couple.partners]
    names = dict.fromkeys(name for partner in partners for name in partner.traits)
    return {name: sum(name in partner.traits for partner in partners) / len(partners) for name in names}


def raster(records: Records) -> Raster:
    """Find for every couple and day which of the partners reported.

    Days run from midnight where the calendar time is known, and from the first report where it is not.

    Parameters
    ----------
    records
        Any records.

    Examples
    --------
    >>> from pasdedeux.simulate import example_records
    >>> shown = raster(example_records())
    >>> shown.seen.shape == (len(shown.ids), len(shown.days)), int(shown.seen.max())
    (True, 3)
    """
    days = [record.whole_days for record in as_records(records)]
    width = max((int(found[-1]) + 1 for found in days if len(found)), default=0)
    seen = np.zeros((len(records), width), np.int8)
    for row, (record, found) in enumerate(zip(records, days, strict=True)):
        for slot in (0, 1):
            seen[row, found[record.reported[:, slot]]] |= slot + 1
    return Raster(records.ids, records.labels, np.arange(width), seen)

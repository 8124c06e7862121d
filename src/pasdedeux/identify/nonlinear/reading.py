"""Told episodes as rows of a diary, as the nonlinear fit reads them: the peak, and back at ease.

| told | read as |
|---|---|
| worst alarm of each | `arousal` at the peak |
| share of own acts that press, that go away, times worst alarm | `pursuit`, `withdrawal` at the peak |
| at ease again | `pursuit` and `withdrawal` nought at that time |
| who raised the issue | input `issue`: 1 for that person |
| not in one place | input `apart` |
| set off from outside the couple, where the diary asks no stress | input `stress`: 1, else 0 |

The peak lies half-way through what lasted. Where no act has a clock time, the evening is assumed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

import numpy as np

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.records import (
    ActClass,
    Ending,
    Episode,
    Episodes,
    Kind,
    Lasting,
    Observation,
    Record,
    Records,
    Scale,
    Telling,
    observations_of,
)
from pasdedeux.records.episodes import PEAK

EVENING = time(20)
LONGEST = 24.0
"""Hours that stand for "longer"."""
SHORTEST = 1 / 60
ROLES = ("arousal", "pursuit", "withdrawal")
INPUTS = ("stress", "issue", "apart")


@names_wrong_arguments
def with_episodes(records: Records, episodes: Episodes) -> Records:
    """Add what was told of episodes to the same couple's diary.

    Parameters
    ----------
    records
        One couple's diary, with calendar times.
    episodes
        Theirs; near misses and good turns are left out. What the diary has at the same minute stays.

    Returns
    -------
    Records
        With rows at the peak and at ease again, for `fit_nonlinear`.

    Raises
    ------
    InputError
        If there is more than one couple, the two people are not the same, or the diary has no calendar.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from datetime import date
    >>> from pasdedeux.simulate import example_records
    >>> diary = example_records(couples=1, days=20)
    >>> diary = replace(diary, records=(replace(diary[0], start=datetime(2026, 3, 1, 21)),))
    >>> one = Telling("Alma", date(2026, 3, 4), peak=7, at_ease=Lasting.HOUR)
    >>> told = Episodes(diary[0].couple, (Episode("1", (one,)),))
    >>> len(with_episodes(diary, told)[0]) - len(diary[0])
    2
    """
    record = _diary(records, episodes)
    scales = {role: records.scales.get(role, Scale(*PEAK, 1.0)) for role in (*ROLES, *records.roles)}
    told = [row for one in episodes for row in _rows(one, record, scales)]
    if not told:
        return records
    known = list(observations_of(records))
    taken = {(row.person, _minute(row.time), row.role) for row in known}
    fresh = {(row.person, _minute(row.time), row.role): row for row in told}
    found = Records.from_observations(
        [*known, *(row for at, row in fresh.items() if at not in taken)],
        couples=[record.couple],
        roles=tuple(dict.fromkeys((*records.roles, *(row.role for row in told if row.role in ROLES)))),
        inputs=tuple(
            dict.fromkeys((*records.input_names, *(row.role for row in told if row.role in INPUTS)))
        ),
        scales=scales,
        distinguishable=records.distinguishable,
    )
    return replace(found, provenance=records.provenance)


def _minute(when: object) -> object:
    return when.replace(second=0, microsecond=0) if isinstance(when, datetime) else when


def _diary(records: Records, episodes: Episodes) -> Record:
    if len(records) != 1:
        raise InputError("nonlinear.several-couples", where=records.provenance.source, n=len(records))
    record = records[0]
    if {one.id for one in record.couple.partners} != {one.id for one in episodes.couple.partners}:
        raise InputError("nonlinear.other-people", where="episodes", couple=record.couple.id)
    if record.start is None:
        raise InputError("nonlinear.no-calendar", where=records.provenance.source)
    return record


def _rows(one: Episode, record: Record, scales: dict[str, Scale]) -> Iterator[Observation]:
    """All rows of one episode; both people have their peak at the same time."""
    tellings = [told for told in one.tellings if told.kind is Kind.EPISODE]
    if not tellings:
        return
    began = _began(one)
    lasted = max((_hours(told.lasted) for told in tellings if told.lasted), default=1.0)
    peak = began + timedelta(hours=0.5 * lasted)
    couple = record.couple
    for told in tellings:
        times = [peak] if told.peak is not None else []
        for role, size in _sizes(told).items():
            yield Observation(couple.id, told.person, peak, role, _on(scales[role], size))
        if told.at_ease and told.ending is not Ending.STILL_OPEN:
            eased = max(began + timedelta(hours=_hours(told.at_ease)), peak + timedelta(minutes=10))
            times.append(eased)
            for role in ("pursuit", "withdrawal"):
                yield Observation(couple.id, told.person, eased, role, _on(scales[role], 0.0))
        for when in times:
            yield from _inputs(told, when, record)


def _began(one: Episode) -> datetime:
    clock = [move.at.replace(tzinfo=None) for told in one.tellings for move in told.moves if move.at]
    return min(clock, default=datetime.combine(one.day, EVENING))


def _hours(answer: Lasting) -> float:
    """One time for a band: its geometric middle."""
    shortest, longest = answer.hours
    return float(np.sqrt(max(shortest, SHORTEST) * min(longest, LONGEST)))


def _sizes(told: Telling) -> dict[str, float]:
    """Alarm and moves at the peak, 0 to 1; nothing of moves where no own act was told."""
    if told.peak is None:
        return {}
    size = told.peak / PEAK[1]
    own = [move.act_class for move in told.moves if move.mine]
    if not own:
        return {"arousal": size}
    press, away = (own.count(one) / len(own) for one in (ActClass.PRESS, ActClass.AWAY))
    return {"arousal": size, "pursuit": size * press, "withdrawal": size * away}


def _on(scale: Scale, size: float) -> float:
    return scale.low + size * (scale.high - scale.low)


def _inputs(told: Telling, when: datetime, record: Record) -> Iterator[Observation]:
    """Give what came from outside: as told, else as the diary says of the day up to its next report."""
    own, other = told.person, next(p.id for p in record.couple.partners if p.id != told.person)
    ids = [person.id for person in record.couple.partners]
    found = _of_the_day(when, record, ids.index(own))
    if told.raised_by_me is not None:
        yield Observation(record.couple.id, own if told.raised_by_me else other, when, "issue", 1.0)
    found["apart"] = float(told.apart)
    if "stress" not in record.input_names and told.trigger:
        found["stress"] = float(told.trigger.outside)
    for name, value in found.items():
        yield Observation(record.couple.id, own, when, name, value)


def _of_the_day(when: datetime, record: Record, person: int) -> dict[str, float]:
    start = record.start or when
    day = (when - start) / timedelta(days=1)
    at = int(np.searchsorted(record.time, day))
    if at == len(record) or record.time[at] - day > 1.0:
        return {}
    values = dict(zip(record.input_names, record.inputs[at, person].tolist(), strict=True))
    return {name: value for name, value in values.items() if not np.isnan(value)}

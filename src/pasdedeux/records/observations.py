"""Single answers, as a store keeps them, and the way to records and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import isfinite, isinf
from numbers import Real
from operator import attrgetter
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import as_names, shown
from pasdedeux.errors import InputError
from pasdedeux.people import Couple, Person
from pasdedeux.records.occasions import DIGITS, one_occasion
from pasdedeux.records.record import INPUTS, FloatArray, Record
from pasdedeux.words import Message

IntArray = NDArray[np.int64]
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - by the clock on the wall
DAY = timedelta(days=1)
FIELDS = ("couple", "person", "time", "role", "value")


class Observed(Protocol):
    """Anything with the names of an `Observation`: a row of a query, of a table, or one of your own."""

    @property
    def couple(self) -> str: ...  # noqa: D102
    @property
    def person(self) -> str: ...  # noqa: D102
    @property
    def time(self) -> float | date: ...  # noqa: D102
    @property
    def role(self) -> str: ...  # noqa: D102
    @property
    def value(self) -> float | None: ...  # noqa: D102


class Observation(NamedTuple):
    """What one person answered once.

    Parameters
    ----------
    couple, person
        Ids of the couple and of the person in it.
    time
        A date or time, with its zone or by the clock on the wall; or a number of days.
    role
        What was asked for, such as ``"arousal"``.
    value
        The answer; None or NaN where there is none.
    weekday
        0 = Monday ... 6 = Sunday, -1 where it is not known; by the time where None.

    Examples
    --------
    >>> Observation("c1", "p1", 3.0, "arousal", 5).value
    5
    """

    couple: str
    person: str
    time: float | date
    role: str
    value: float | None
    weekday: int | None = None


@dataclass(frozen=True)
class _Answers:
    """Answers as columns, one entry each: numbers of couple, partner and role, time, and value."""

    couple: IntArray
    slot: IntArray
    role: IntArray
    days: FloatArray
    wall: FloatArray
    weekday: NDArray[np.int8]
    value: FloatArray

    def take(self, keep: NDArray[Any]) -> _Answers:
        return _Answers(**{name: column[keep] for name, column in vars(self).items()})


def observations_of(records: Iterable[Record]) -> Iterator[Observation]:
    """Take records apart into single answers, inputs among them.

    Examples
    --------
    >>> from pasdedeux.simulate import example_records
    >>> records = example_records(couples=1, days=5)
    >>> next(observations_of(records)).person
    'Alma'
    """
    for record in records:
        names = (*record.roles, *record.input_names)
        answers = np.concatenate([record.values, record.inputs], axis=2)
        for t, slot, r in np.argwhere(~np.isnan(answers)).tolist():
            days = float(record.time[t])
            yield Observation(
                record.couple.id,
                record.couple.partners[slot].id,
                days if record.start is None else record.start + timedelta(days=days),
                names[r],
                float(answers[t, slot, r]),
                int(record.weekday[t]),
            )


def records_of(
    observations: Iterable[Observed],
    couples: Sequence[Couple],
    roles: Sequence[str] | str | None,
    inputs: Sequence[str] | str | None,
    together: float,
) -> tuple[tuple[Record, ...], tuple[Message, ...]]:
    """Put answers onto one time axis per couple; see `Records.from_observations`."""
    columns = _columns(observations)
    seen = list(dict.fromkeys(columns["role"]))
    within = as_names(inputs, "inputs") or tuple(name for name in INPUTS if name in seen)
    asked = as_names(roles, "roles") or tuple(name for name in seen if name not in within)
    names = (*asked, *(name for name in within if name not in asked))
    people = _couples(columns, couples)
    answers = _answers(columns, people, names)
    if not (answers.role < len(asked)).any():
        raise InputError("records.no-observations", where="observations")
    if not together >= 0:
        raise InputError("records.no-hours", where="together", value=shown(together))
    answers = _on_one_occasion(answers, together / 24) if together else answers
    found, lost = _records(answers, list(people.values()), asked, within)
    unseen = len(people) - len(found)
    notes = [Message("records.inputs-alone", n=lost)] if lost else []
    notes += [Message("records.couples-without", n=unseen)] if unseen else []
    return found, tuple(notes)


def _columns(observations: Iterable[Observed]) -> dict[str, list[Any]]:
    fields = attrgetter(*FIELDS)
    try:
        rows = [(*fields(one), getattr(one, "weekday", None)) for one in observations]
    except AttributeError as error:
        raise InputError("records.no-observation", where="observations", lacks=error.name) from error
    if not rows:
        raise InputError("records.no-observations", where="observations")
    return dict(zip((*FIELDS, "weekday"), map(list, zip(*rows, strict=True)), strict=True))


def _at(columns: Mapping[str, Sequence[Any]], at: int) -> Message:
    couple, person = columns["couple"][at], columns["person"][at]
    return Message("records.at.observation", number=at + 1, couple=couple, person=person)


# --- who, when, what ------------------------------------------------------------------------------


def _couples(columns: Mapping[str, Sequence[Any]], given: Sequence[Couple]) -> dict[str, Couple]:
    """Couples by id: those given, and those made of the ids under which they are observed."""
    people = {couple.id: couple for couple in given}
    ids: dict[str, list[str]] = {}
    for at, (couple, person) in enumerate(zip(columns["couple"], columns["person"], strict=True)):
        if not (isinstance(couple, str) and isinstance(person, str) and couple and person):
            raise InputError("records.no-id", where=_at(columns, at))
        partners = people[couple].partners if couple in people else ()
        known = ids.setdefault(couple, [one.id for one in partners])
        if person not in known:
            known.append(person)
        if len(known) > 2:
            strange = "records.stranger" if couple in people else "records.third-person"
            raise InputError(strange, where=_at(columns, at), persons=known)
    for couple, found in ids.items():
        first, second = (*found, *([_another(found[0])] if len(found) == 1 else []))
        people.setdefault(couple, Couple(couple, (Person(first), Person(second))))
    return people


def _another(label: str) -> str:
    return "2" if label == "1" else "other"


def _answers(
    columns: Mapping[str, Sequence[Any]], people: Mapping[str, Couple], names: Sequence[str]
) -> _Answers:
    """Turn columns of any kind into numbers; roles that are not wanted and empty answers go."""
    couples = {couple: at for at, couple in enumerate(people)}
    slots = {(c.id, one.id): slot for c in people.values() for slot, one in enumerate(c.partners)}
    who = zip(columns["couple"], columns["person"], strict=True)
    roles = {role: at for at, role in enumerate(names)}
    value = _values(columns)
    days, wall = _times(columns)
    answers = _Answers(
        couple=np.array([couples[couple] for couple in columns["couple"]], np.int64),
        slot=np.array([slots[one] for one in who], np.int64),
        role=np.array([roles.get(role, -1) for role in columns["role"]], np.int64),
        days=days.round(DIGITS),
        wall=wall,
        weekday=_weekdays(columns["weekday"], wall),
        value=value,
    )
    keep = np.flatnonzero((answers.role >= 0) & ~np.isnan(value))
    answers = answers.take(keep)
    _refuse_twice(answers, columns, keep)
    return answers


def _values(columns: Mapping[str, Sequence[Any]]) -> FloatArray:
    for at, value in enumerate(columns["value"]):
        if not (value is None or isinstance(value, Real)) or (value is not None and isinf(value)):
            raise InputError("records.no-number", where=_at(columns, at), value=shown(value))
    return np.array(columns["value"], np.float64)


def _times(columns: Mapping[str, Sequence[Any]]) -> tuple[FloatArray, FloatArray]:
    """Days that passed, and days since 1970 by the clock on the wall, NaN for plain numbers of days."""
    kinds = {_kind(time) for time in columns["time"]}
    if len(kinds) > 1 or "" in kinds:
        odd = next(at for at, time in enumerate(columns["time"]) if _kind(time) in {"", max(kinds)})
        name = "records.no-time" if "" in kinds else "records.times-differ"
        raise InputError(name, where=_at(columns, odd), value=shown(columns["time"][odd]))
    if kinds == {"number"}:
        days = np.array(columns["time"], np.float64)
        return days, np.full(len(days), np.nan)
    wall = np.array([_since_1970(time) for time in columns["time"]])
    away = np.array([time.utcoffset() / DAY if kinds == {"zoned"} else 0.0 for time in columns["time"]])
    return wall - away, wall


def _kind(time: object) -> str:
    """Say what a time is: a number of days, a time with or without its zone, or nothing of the kind."""
    if isinstance(time, date):
        return "zoned" if isinstance(time, datetime) and time.utcoffset() is not None else "clock"
    return "number" if isinstance(time, Real) and isfinite(time) else ""


def _since_1970(time: date) -> float:
    if not isinstance(time, datetime):
        return float(time.toordinal() - EPOCH.toordinal())
    return (time.replace(tzinfo=None) - EPOCH) / DAY


def _weekdays(given: Sequence[int | None], wall: FloatArray) -> NDArray[np.int8]:
    by_clock = np.where(np.isnan(wall), -1, (np.floor(np.nan_to_num(wall)) + 3) % 7)
    return np.array([own if one is None else one for one, own in zip(given, by_clock, strict=True)], np.int8)


def _refuse_twice(answers: _Answers, columns: Mapping[str, Sequence[Any]], at: NDArray[np.intp]) -> None:
    order = np.lexsort((at, answers.days, answers.role, answers.slot, answers.couple))
    same = [np.diff(one[order]) == 0 for one in (answers.couple, answers.slot, answers.role, answers.days)]
    again = np.flatnonzero(np.all(same, axis=0))
    if len(again):
        first, second = int(at[order[again[0]]]), int(at[order[again[0] + 1]])
        role = columns["role"][second]
        raise InputError("records.twice", where=_at(columns, second), role=role, number=first + 1)


# --- one time axis per couple ---------------------------------------------------------------------


def _on_one_occasion(answers: _Answers, reach: float) -> _Answers:
    """Move reports of two partners that belong together to their mean time."""
    key = np.stack([answers.couple, answers.slot, answers.days])
    reports, of = np.unique(key, axis=1, return_inverse=True)
    couple, slot, days = reports[0].astype(np.int64), reports[1].astype(np.int64), reports[2]
    one, two = one_occasion(couple, slot, days, reach)
    moved = days.copy()
    moved[one] = moved[two] = (days[one] + days[two]) / 2
    moved, shift = moved[of.ravel()], (moved - days)[of.ravel()]
    return replace(answers, days=moved.round(DIGITS), wall=answers.wall + shift)


def _records(
    answers: _Answers, people: Sequence[Couple], roles: tuple[str, ...], inputs: tuple[str, ...]
) -> tuple[tuple[Record, ...], int]:
    """Lay answers out on a grid of couple, time, partner and role; count the times with inputs only."""
    points, point = np.unique(np.stack([answers.couple, answers.days]), axis=1, return_inverse=True)
    point = point.ravel()
    size = points.shape[1]
    grid = np.full((size, 2, len(roles) + len(inputs)), np.nan)
    grid[point, answers.slot, answers.role] = answers.value
    weekday, wall = np.full(size, -1, np.int8), np.full(size, np.inf)
    np.maximum.at(weekday, point, answers.weekday)
    np.fmin.at(wall, point, answers.wall)
    values, outside = grid[:, :, : len(roles)], grid[:, :, len(roles) :]
    kept = np.flatnonzero(~np.isnan(values).all(axis=(1, 2)))
    couple = points[0, kept].astype(np.int64)
    found = []
    for own in np.split(kept, np.flatnonzero(np.diff(couple)) + 1):
        time = points[1, own]
        found.append(
            Record(
                people[int(points[0, own[0]])],
                time=(time - time[0]).round(DIGITS),
                roles=roles,
                values=values[own],
                input_names=inputs,
                inputs=outside[own],
                weekday=weekday[own],
                start=_clock(float(wall[own[0]])),
            )
        )
    return tuple(found), size - len(kept)


def _clock(wall: float) -> datetime | None:
    return EPOCH + timedelta(seconds=round(wall * 86_400)) if isfinite(wall) else None

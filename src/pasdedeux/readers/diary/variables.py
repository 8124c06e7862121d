"""What each variable is: a role that was answered again and again, an input, a trait, or nothing new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.readers import meanings, names
from pasdedeux.readers.diary.columns import ColumnMap
from pasdedeux.readers.diary.layouts import Reports
from pasdedeux.readers.diary.values import Screen, counts_up, never_repeats
from pasdedeux.readers.plain import plain
from pasdedeux.readers.tables.cells import FloatArray
from pasdedeux.records.record import INPUTS
from pasdedeux.words import Message

_COPY = 1 - 1e-8
"""Correlation above which one column only repeats another."""
_SAMPLE = 20_000
_SHORT = 12
"""Different answers up to which a scale is short."""
_MANY = 10
"""Persons from whom on a column that hardly anybody changes is a trait, whatever its name."""
_CLOCKS = frozenset({*names.DAY, *names.COUNT, *names.DATE, *names.SCHEDULED, *names.ANSWERED})


@dataclass
class Variables:
    """Variables by what they are, each under its final name.

    Parameters
    ----------
    roles, inputs
        Variable by name of the role or input.
    traits
        Score per person (NaN where unknown) by name.
    sources
        Columns of the file by name, for the provenance.
    notes
        What was left out and why.
    courses, means
        Deviations from the person means, and these means, of all roles and inputs so far.
    """

    roles: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    traits: dict[str, FloatArray] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    notes: list[Message] = field(default_factory=list)
    courses: Screen = field(default_factory=Screen)
    means: Screen = field(default_factory=Screen)


@dataclass(frozen=True)
class _Spread:
    """How a variable varies within and between persons."""

    person: NDArray[np.int64]
    usual: FloatArray
    off: int
    constant: bool
    cells: int
    changing: int

    @property
    def once(self) -> bool:
        """Every person answered once only."""
        return self.cells == len(self.person)

    @property
    def differs(self) -> bool:
        """Persons clearly differ."""
        return len(np.unique(self.usual)) > 2

    @property
    def trait_like(self) -> bool:
        """Constant within persons, but for a few slips or persons where persons clearly differ."""
        slips = self.off <= 0.01 * self.cells or self.of_many
        return self.constant or (slips and self.differs)

    @property
    def of_many(self) -> bool:
        """Constant within nearly all of many persons, who clearly differ."""
        persons = len(self.person)
        return persons >= _MANY and self.changing <= 0.05 * persons and self.differs


def sort_variables(
    reports: Reports, mapped: ColumnMap, roles: Sequence[str] | None, source: str
) -> Variables:
    """Tell roles, inputs and traits apart by name and by how they vary within a person.

    Parameters
    ----------
    reports
        The reports with all their variables.
    mapped
        What the columns were taken for.
    roles
        Roles to keep, by role or column name; all where None.
    source
        Name of the file, for errors.

    Raises
    ------
    InputError
        If a wanted role does not exist or is empty, or no role is left.
    """
    found = Variables()
    left: dict[Message, list[str]] = {}
    wanted = set(roles or ())
    for name in sorted(reports.cells, key=lambda one: one not in mapped.asked):
        asked = name in mapped.asked or bool(_names_of(mapped, name) & wanted)
        if reason := _place(found, reports, mapped, name, asked=asked):
            left.setdefault(reason, []).append(name)
    for name in _never_repeating(found, reports, mapped, wanted):
        left.setdefault(Message("readers.reason.counter"), []).append(name)
    gone = [Message("readers.left-out", reason=why, columns=", ".join(of)) for why, of in left.items()]
    found.notes += gone
    if roles is not None:
        found.roles = _chosen(found, mapped, roles, source)
    if not found.roles:
        if gone or reports.cautions:
            raise InputError(
                "readers.no-role-left", where=source, notes=_one_after_another([*reports.cautions, *gone])
            )
        raise InputError("readers.nothing-changes", where=source)
    return found


def _never_repeating(found: Variables, reports: Reports, mapped: ColumnMap, wanted: set[str]) -> list[str]:
    """Take out durations, places and the like: numbers that never repeat beside answers on short scales."""
    short = any(len(_levels(reports, variable)) <= _SHORT for variable in found.roles.values())
    gone = []
    for role, name in list(found.roles.items()) if short else ():
        asked = name in mapped.asked or bool(_names_of(mapped, name) & wanted) or meanings.known_role(name)
        if not asked and never_repeats(reports.cells[name]):
            del found.roles[role], found.sources[role]
            gone.append(name)
    return gone


def _levels(reports: Reports, variable: str) -> FloatArray:
    cells = reports.cells[variable]
    return np.unique(cells[~np.isnan(cells)])


def _one_after_another(notes: Sequence[Message]) -> Message:
    """Join sentences into one text."""
    return reduce(lambda one, two: Message("readers.both", one=one, two=two), notes)


def _names_of(mapped: ColumnMap, name: str) -> set[str]:
    return {name, names.tidy(name), meanings.known_role(name) or name, *mapped.variables[name]}


def _chosen(found: Variables, mapped: ColumnMap, roles: Sequence[str], source: str) -> dict[str, str]:
    chosen = {}
    for role in roles:
        known = role if role in found.roles else ""
        known = known or next((r for r, v in found.roles.items() if role in _names_of(mapped, v)), "")
        if not known:
            there = ", ".join(found.roles) or "-"
            raise InputError("readers.no-role", where=source, role=role, roles=there)
        chosen[known] = found.roles[known]
    return chosen


def _place(  # noqa: PLR0911 - one reason after the other
    found: Variables, reports: Reports, mapped: ColumnMap, name: str, *, asked: bool
) -> Message | None:
    """Put a variable where it belongs, or give the reason why it belongs nowhere."""
    values = reports.cells[name]
    if np.isnan(values).all():
        return Message("readers.reason.empty")
    if not asked and names.is_administrative(name):
        return Message("readers.reason.administrative")
    if not asked and plain(name) in _CLOCKS:
        return Message("readers.reason.clock")
    if not asked and not meanings.known_role(name) and counts_up(reports, values):
        return Message("readers.reason.counter")
    if not asked and (shifted := names.shifted(name)) and any(plain(one) == shifted for one in reports.cells):
        return Message(
            "readers.reason.shifted", variable=next(c for c in reports.cells if plain(c) == shifted)
        )
    spread = _spread(values, reports.person)
    if _is_trait(name, spread, asked=asked, explicit=name in mapped.asked):
        return _place_trait(found, reports, mapped, name, spread, asked=asked)
    if not asked and (reason := _copied(found, reports, values, known=bool(meanings.known_role(name)))):
        return reason
    _place_role(found, mapped, name, explicit=name in mapped.asked)
    found.courses.add(name, _deviations(values[:_SAMPLE], reports.person[:_SAMPLE]))
    found.means.add(name, _person_means(reports, name))
    return None


def _spread(values: FloatArray, person: NDArray[np.int64]) -> _Spread:
    known = ~np.isnan(values)
    who, cells = person[known], values[known]
    order = np.lexsort((cells, who))
    who, cells = who[order], cells[order]
    starts = np.flatnonzero(np.diff(who, prepend=-1))
    ends = np.append(starts[1:], len(who))
    usual = cells[(starts + ends - 1) // 2]
    off = int((cells != np.repeat(usual, ends - starts)).sum())
    changing = int((cells[starts] != cells[ends - 1]).sum())
    return _Spread(who[starts], usual, off, constant=off == 0, cells=len(cells), changing=changing)


def _is_trait(name: str, spread: _Spread, *, asked: bool, explicit: bool) -> bool:
    canonical = plain(name) in meanings.ROLES
    known = bool(meanings.known_role(name))
    if spread.once:
        return not explicit and not asked and not known and bool(meanings.known_trait(name))
    alike = known and len(np.unique(spread.usual)) == 1
    if not spread.trait_like or (canonical and not spread.of_many) or alike:
        return False
    return not asked or (explicit and name in meanings.TRAITS)


def _place_trait(
    found: Variables, reports: Reports, mapped: ColumnMap, name: str, spread: _Spread, *, asked: bool
) -> Message | None:
    persons = 2 * len(reports.couples)
    scores = np.full(persons, np.nan)
    scores[spread.person] = spread.usual
    if not asked and (reason := _says_nothing(found, reports, scores)):
        return reason
    known = meanings.known_trait(name)
    label = known if known and known not in found.traits else names.tidy(name)
    found.traits[label] = scores
    found.sources[label] = ", ".join(dict.fromkeys(mapped.variables[name]))
    if known and plain(name) != known:
        trait = Message(f"readers.trait.{known}")
        found.notes.append(Message("readers.taken-for-trait", column=name, trait=trait))
    if spread.off:
        found.notes.append(Message("readers.slips", column=name, n=spread.off))
    return None


def _says_nothing(found: Variables, reports: Reports, scores: FloatArray) -> Message | None:
    first, second = scores[0::2], scores[1::2]
    levels = [np.unique(part[~np.isnan(part)]) for part in (first, second)]
    if all(len(level) <= 1 for level in levels) and len(first) > 2:
        return Message("readers.reason.same")
    for variable in found.means.near(scores, least=6):
        if _same(scores, _person_means(reports, variable), least=6):
            return Message("readers.reason.means", variable=variable)
    return None


def _person_means(reports: Reports, variable: str) -> FloatArray:
    values = reports.cells[variable]
    known = ~np.isnan(values)
    count = 2 * len(reports.couples)
    sums = np.bincount(reports.person[known], values[known], count)
    sizes = np.bincount(reports.person[known], minlength=count)
    return np.asarray(np.where(sizes > 0, sums / np.maximum(sizes, 1), np.nan))


def _copied(found: Variables, reports: Reports, values: FloatArray, *, known: bool) -> Message | None:
    """Find of what a variable is a copy: of another one, or of the clock."""
    head = slice(0, _SAMPLE)
    person, values = reports.person[head], values[head]
    own = _deviations(values, person)
    if _same(own, _deviations(reports.times.days[head], person), least=20):
        return Message("readers.reason.clock")
    for variable in [] if known else found.courses.near(own, least=20):
        if _same(own, _deviations(reports.cells[variable][head], person), least=20):
            return Message("readers.reason.copy", variable=variable)
    return None


def _deviations(values: FloatArray, person: NDArray[np.int64]) -> FloatArray:
    known = ~np.isnan(values)
    sums = np.bincount(person[known], values[known], int(person.max()) + 1)
    sizes = np.bincount(person[known], minlength=int(person.max()) + 1)
    return np.asarray(values - (sums / np.maximum(sizes, 1))[person])


def _same(one: FloatArray, two: FloatArray, *, least: int) -> bool:
    both = ~np.isnan(one) & ~np.isnan(two)
    if both.sum() < least:
        return False
    a, b = one[both] - one[both].mean(), two[both] - two[both].mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    tiny = 1e-18 * max(float(np.abs(one[both]).max()), float(np.abs(two[both]).max()), 1e-300)
    return size > tiny and abs(float(a @ b)) > _COPY * size


def _place_role(found: Variables, mapped: ColumnMap, name: str, *, explicit: bool) -> None:
    known = name if explicit else meanings.known_role(name)
    taken = found.roles.keys() | found.inputs.keys()
    role = known if known and known not in taken else names.tidy(name)
    role = role if role not in taken else name
    (found.inputs if role in INPUTS else found.roles)[role] = name
    columns = ", ".join(dict.fromkeys(mapped.variables[name]))
    found.sources[role] = columns
    if not explicit and role in meanings.ROLES and plain(name) != role:
        found.notes.append(Message("readers.taken-for-role", column=columns, role=role))

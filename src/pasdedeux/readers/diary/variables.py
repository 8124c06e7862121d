"""What each variable is: a role that was answered again and again, an input, a trait, or nothing new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.readers.diary import names
from pasdedeux.readers.diary.columns import Plan
from pasdedeux.readers.diary.layouts import Reports
from pasdedeux.readers.tables.cells import FloatArray

_COPY = 1 - 1e-8
"""Correlation above which one column only repeats another."""
_SAMPLE = 20_000
_CLOCKS = frozenset({*names.DAY, *names.COUNT, *names.DATE, *names.SCHEDULED, *names.ANSWERED})


@dataclass
class Kinds:
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
    """

    roles: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    traits: dict[str, FloatArray] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Spread:
    """How a variable varies within and between persons."""

    person: NDArray[np.int64]
    usual: FloatArray
    off: int
    constant: bool
    cells: int

    @property
    def once(self) -> bool:
        """Every person answered once only."""
        return self.cells == len(self.person)

    @property
    def trait_like(self) -> bool:
        """Constant within persons, but for a few slips where persons clearly differ."""
        slips = 0 < self.off <= 0.01 * self.cells and len(np.unique(self.usual)) > 2
        return self.constant or slips


def sort_variables(reports: Reports, plan: Plan, roles: Sequence[str] | None, source: str) -> Kinds:
    """Tell roles, inputs and traits apart by name and by how they vary within a person.

    Parameters
    ----------
    reports
        The reports with all their variables.
    plan
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
    kinds = Kinds()
    left: dict[str, list[str]] = {}
    wanted = set(roles or ())
    for name in [
        *(n for n in reports.cells if n in plan.asked),
        *(n for n in reports.cells if n not in plan.asked),
    ]:
        reason = _place(
            kinds, reports, plan, name, asked=name in plan.asked or bool(_names_of(plan, name) & wanted)
        )
        if reason:
            left.setdefault(reason, []).append(name)
    kinds.notes += [f"Left out, {reason}: {', '.join(found)}." for reason, found in left.items()]
    if roles is not None:
        kinds.roles = _chosen(kinds, plan, roles, source)
    if not kinds.roles:
        gone = " ".join(note for note in (*plan.notes, *kinds.notes) if "eft out" in note)
        raise InputError(
            f"no column changes from report to report, so there is no role to follow. {gone}".rstrip(),
            where=source,
            remedy="Name one: `columns={'arousal': 'COLUMN'}`.",
        )
    return kinds


def _names_of(plan: Plan, name: str) -> set[str]:
    return {name, names.tidy(name), names.known_role(name) or name, *plan.variables[name]}


def _chosen(kinds: Kinds, plan: Plan, roles: Sequence[str], source: str) -> dict[str, str]:
    found = {}
    for role in roles:
        known = (
            role
            if role in kinds.roles
            else next((r for r, v in kinds.roles.items() if role in _names_of(plan, v)), "")
        )
        if not known:
            raise InputError(
                f"there is no role '{role}' in this file.",
                where=source,
                remedy=f"Choose from: {', '.join(kinds.roles) or 'none'};"
                f" or name it: `columns={{'{role}': 'COLUMN'}}`.",
            )
        found[known] = kinds.roles[known]
    return found


def _place(kinds: Kinds, reports: Reports, plan: Plan, name: str, *, asked: bool) -> str:
    """Put a variable where it belongs; tell why where it belongs nowhere."""
    values = reports.cells[name]
    plain = names.plain(name)
    if np.isnan(values).all():
        return "empty"
    if not asked and _administrative(plain):
        return "administrative"
    if not asked and plain in _CLOCKS:
        return "another clock"
    spread = _spread(values, reports.person)
    if _is_trait(name, spread, asked=asked, explicit=name in plan.asked):
        return _place_trait(kinds, reports, plan, name, spread, asked=asked)
    if not asked and (reason := _copied(kinds, reports, values, known=bool(names.known_role(name)))):
        return reason
    _place_role(kinds, plan, name, explicit=name in plan.asked)
    return ""


def _administrative(plain: str) -> bool:
    return plain in {*names.ADMINISTRATIVE, *names.DUMMIES} or plain.startswith(("column", "duration"))


def _spread(values: FloatArray, person: NDArray[np.int64]) -> _Spread:
    known = ~np.isnan(values)
    who, cells = person[known], values[known]
    order = np.lexsort((cells, who))
    who, cells = who[order], cells[order]
    starts = np.flatnonzero(np.diff(who, prepend=-1))
    ends = np.append(starts[1:], len(who))
    usual = cells[(starts + ends - 1) // 2]
    off = int((cells != np.repeat(usual, ends - starts)).sum())
    return _Spread(who[starts], usual, off, constant=off == 0, cells=len(cells))


def _is_trait(name: str, spread: _Spread, *, asked: bool, explicit: bool) -> bool:
    canonical = names.plain(name) in names.ROLES
    known = bool(names.known_role(name))
    if spread.once:
        return not explicit and not asked and not known and bool(names.known_trait(name))
    if not spread.trait_like or canonical or (known and len(np.unique(spread.usual)) == 1):
        return False
    return not asked or (explicit and name in names.TRAITS)


def _place_trait(
    kinds: Kinds, reports: Reports, plan: Plan, name: str, spread: _Spread, *, asked: bool
) -> str:
    persons = 2 * len(reports.couples)
    scores = np.full(persons, np.nan)
    scores[spread.person] = spread.usual
    if not asked and (reason := _says_nothing(kinds, reports, scores)):
        return reason
    known = names.known_trait(name)
    label = known if known and known not in kinds.traits else names.tidy(name)
    kinds.traits[label] = scores
    kinds.sources[label] = ", ".join(dict.fromkeys(plan.variables[name]))
    if known and names.plain(name) != known:
        kinds.notes.append(f"'{name}' does not change within a person and was taken for attachment {known}.")
    if spread.off:
        kinds.notes.append(
            f"'{name}' changes within a person (cells: {spread.off}); the usual value was taken."
        )
    return ""


def _says_nothing(kinds: Kinds, reports: Reports, scores: FloatArray) -> str:
    first, second = scores[0::2], scores[1::2]
    levels = [np.unique(part[~np.isnan(part)]) for part in (first, second)]
    if all(len(level) <= 1 for level in levels) and len(first) > 2:
        return "the same for everybody or for every first and second partner"
    for variable in [*kinds.roles.values(), *kinds.inputs.values()]:
        if _same(scores, _person_means(reports, variable), least=6):
            return f"the persons' means of '{variable}'"
    return ""


def _person_means(reports: Reports, variable: str) -> FloatArray:
    values = reports.cells[variable]
    known = ~np.isnan(values)
    count = 2 * len(reports.couples)
    sums = np.bincount(reports.person[known], values[known], count)
    sizes = np.bincount(reports.person[known], minlength=count)
    return np.asarray(np.where(sizes > 0, sums / np.maximum(sizes, 1), np.nan))


def _copied(kinds: Kinds, reports: Reports, values: FloatArray, *, known: bool) -> str:
    """Say of what a variable is a copy: of another one, or of the clock."""
    head = slice(0, _SAMPLE)
    person, values = reports.person[head], values[head]
    own = _deviations(values, person)
    if _same(own, _deviations(reports.times.days[head], person), least=20):
        return "another clock"
    if known:
        return ""
    for variable in [*kinds.roles.values(), *kinds.inputs.values()]:
        if _same(own, _deviations(reports.cells[variable][head], person), least=20):
            return f"a shifted or centred copy of '{variable}'"
    return ""


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


def _place_role(kinds: Kinds, plan: Plan, name: str, *, explicit: bool) -> None:
    known = name if explicit else names.known_role(name)
    taken = kinds.roles.keys() | kinds.inputs.keys()
    role = known if known and known not in taken else names.tidy(name)
    role = role if role not in taken else name
    (kinds.inputs if role in names.INPUTS else kinds.roles)[role] = name
    columns = ", ".join(dict.fromkeys(plan.variables[name]))
    kinds.sources[role] = columns
    if not explicit and role in names.ROLES and names.plain(name) != role:
        kinds.notes.append(f"'{columns}' was taken for {role}.")

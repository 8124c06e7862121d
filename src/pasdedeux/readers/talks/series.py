"""Columns that count intervals: ``SC.1 ... SC.48`` beside ``DC.1 ... DC.48``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pasdedeux.readers import names

FEWEST = 6
"""Intervals that make a series; fewer columns are more likely items or waves."""
LETTERS = frozenset("mwfhMWFH")
"""Marks that may stand at the end of a name without a separator, where the counterpart is there."""
_NUMBER = re.compile(r"\d{1,5}")


@dataclass(frozen=True, slots=True)
class Series:
    """Columns whose names differ by a running number alone.

    Parameters
    ----------
    name
        What is left of the names without the number.
    columns
        In the order of their numbers.
    """

    name: str
    columns: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.columns)


def all_series(columns: Sequence[str]) -> dict[str, Series]:
    """Find every run of columns numbered without a gap from 0 or 1, by name, in the order of the file.

    Examples
    --------
    >>> found = all_series(["id", *(f"w{i}" for i in range(1, 9)), *(f"h{i}" for i in range(1, 9))])
    >>> list(found), found["w"].columns[:2]
    (['w', 'h'], ('w1', 'w2'))
    """
    groups: dict[tuple[str, str], dict[int, str]] = {}
    for column in columns:
        for match in _NUMBER.finditer(column):
            key = column[: match.start()], column[match.end() :]
            groups.setdefault(key, {}).setdefault(int(match[0]), column)
    found: dict[str, Series] = {}
    for (before, after), numbered in groups.items():
        order = sorted(numbered)
        if len(order) >= FEWEST and order[0] in {0, 1} and order[-1] - order[0] == len(order) - 1:
            one = Series(_name(before, after), tuple(numbered[number] for number in order))
            found.setdefault(one.name, one)
    return found


def _name(before: str, after: str) -> str:
    return " ".join(part for part in (names.tidy(before), names.tidy(after)) if part) or "1"


def series_pairs(found: dict[str, Series]) -> list[tuple[Series, Series]]:
    """Pair series of one length: by the marks of the partners, else the only two of their length.

    Longest first; two series of an equal length with no mark in their names are one partner's code each.
    """
    pairs = _marked(found)
    used = {one.name for pair in pairs for one in pair}
    by_length: dict[int, list[Series]] = {}
    for one in found.values():
        if one.name not in used:
            by_length.setdefault(len(one), []).append(one)
    pairs += [(two[0], two[1]) for two in by_length.values() if len(two) == 2]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


def _marked(found: dict[str, Series]) -> list[tuple[Series, Series]]:
    pairs: list[tuple[Series, Series]] = []
    taken: set[str] = set()
    place = {name: at for at, name in enumerate(found)}
    for one in names.MARKS:
        sides: list[dict[str, str]] = [{}, {}]
        for name in found:
            for rest, mark in splits(name):
                for side, wanted in zip(sides, one, strict=True):
                    if mark.casefold() == wanted:
                        side.setdefault(rest, name)
        for rest in sides[0].keys() & sides[1].keys():
            both = sorted((sides[0][rest], sides[1][rest]), key=place.__getitem__)
            if len(found[both[0]]) == len(found[both[1]]) and not taken & set(both):
                taken.update(both)
                pairs.append((found[both[0]], found[both[1]]))
    return pairs


def splits(name: str) -> list[tuple[str, str]]:
    """Ways to split a name into what is left and the mark of a partner; the whole name may be the mark.

    Examples
    --------
    >>> splits("w"), splits("code_w"), splits("EDCm")
    ([('', 'w')], [('', 'code_w'), ('w', 'code'), ('code', 'w')], [('', 'EDCm'), ('EDC', 'm')])
    """
    found = [("", name), *((names.tidy(rest), mark) for _, rest, mark in names.marks(name))]
    if len(name) > 2 and name[-1] in LETTERS and name[-2].isalnum():
        found.append((name[:-1], name[-1]))
    return found


def mark_pair(one: str, two: str) -> tuple[str, str, str] | None:
    """Find the two marks in two names, and what they share; None where they have no known marks.

    Examples
    --------
    >>> mark_pair("W_code", "M_code"), mark_pair("w", "h"), mark_pair("SC", "DC")
    (('W', 'M', 'code'), ('w', 'h', ''), None)
    """
    for rest, first in splits(one):
        for other, second in splits(two):
            pair = first.casefold(), second.casefold()
            if rest == other and (pair in names.MARKS or pair[::-1] in names.MARKS):
                return first, second, rest
    return None

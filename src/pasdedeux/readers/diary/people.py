"""Which column names the couple, and which tells its partners apart: by names, and by who repeats whom."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pasdedeux.readers import names
from pasdedeux.readers.diary.candidates import FEW, Candidates, doubles, levels, most_members
from pasdedeux.readers.diary.pairs import wide_pairs
from pasdedeux.words import Message

_CROWDED = 0.25
"""Share of couples with a third person from which on a column does not tell partners apart."""


def find_couple(left: Candidates) -> str | None:
    """Find the column that names the couples."""
    found = names.couples_of(left.free)
    left.take(found[:1])
    return found[0] if found else None


def couple_by_id(left: Candidates, partner: str | None, times: Mapping[str, str]) -> str | None:
    """Take a plain ``id`` for the couple where it has two partners at most, or one report per time."""
    for column in names.first_of(names.ID, left.free):
        if partner is None:
            if doubles(left, column, None, times) < doubles(left, None, None, times):
                left.take([column])
                return column
            continue
        sizes = most_members(left, column, partner)
        if len(sizes) and sizes.max() <= 2 and sizes.sum() < len(left.table.frame):
            left.take([column])
            return column
    return None


def find_partner(
    left: Candidates, couple: str | None, times: Mapping[str, str], layout: str | None
) -> str | None:
    """Find the column that tells the partners apart: the first under which few reports repeat."""
    if couple is None and layout is None and wide_pairs(left.free):
        found = _lone_kind(left, times)
    else:
        found = _best_partner(left, couple, times)
    left.take([found] if found else [])
    return found


def _best_partner(left: Candidates, couple: str | None, times: Mapping[str, str]) -> str | None:
    kinds = [c for c in names.first_of(names.KIND, left.free) if levels(left, c) >= 1]
    kinds.sort(key=lambda column: not any(text[:1].isalpha() for text in left.text(column).unique()))
    kinds += [c for c in names.first_of(names.PEOPLE, left.free) if levels(left, c) == 2]
    people = [c for c in _persons(left, couple) if levels(left, c) >= 2]
    people += [c for c in names.first_of(("partner", "person"), left.free) if levels(left, c) == 1]
    candidates = [*kinds, *people]
    if not candidates:
        return None
    repeats = {column: doubles(left, couple, column, times) for column in candidates}
    crowded = {column: _is_crowded(left, couple, column) for column in candidates}
    best = min(candidates, key=lambda c: (crowded[c], repeats[c] > FEW, candidates.index(c)))
    return None if best in people and couple is None and crowded[best] else best


def _persons(left: Candidates, couple: str | None) -> list[str]:
    """List the columns that name a person, without those that point at the other partner."""
    people = names.people_of(left.free)
    pointing = [c for c in people if any(points_at(left, couple, c, own) for own in people if own != c)]
    if pointing:
        left.take(pointing)
        left.notes.append(Message("readers.points-at-partner", columns=", ".join(pointing)))
    return [column for column in people if column not in pointing]


def points_at(left: Candidates, couple: str | None, column: str, own: str) -> bool:
    """Say whether a column such as ``partner_id`` holds the id that the other partner has in ``own``."""
    if not names.is_about_the_other(column) or names.is_about_the_other(own):
        return False
    who = pd.DataFrame({
        "couple": left.text(couple) if couple else "1", "own": left.text(own), "other": left.text(column),
    }).drop_duplicates()  # fmt: skip
    who = who[(who["own"] != "") & (who["other"] != "")]
    if not len(who) or (who["own"] == who["other"]).any():
        return False
    named, meant = (set(zip(who["couple"], who[part], strict=True)) for part in ("own", "other"))
    return len(named & meant) >= 0.5 * len(named)


def _is_crowded(left: Candidates, couple: str | None, column: str) -> bool:
    sizes = most_members(left, couple, column)
    return bool(len(sizes)) and float((sizes > 2).mean()) > _CROWDED


def _lone_kind(left: Candidates, times: Mapping[str, str]) -> str | None:
    """Find a partner column in a file that also has paired column names, and no couple column."""
    for column in names.first_of(names.KIND, left.free):
        if levels(left, column) == 2 and doubles(left, None, column, times) < doubles(
            left, None, None, times
        ):
            return column
    return None

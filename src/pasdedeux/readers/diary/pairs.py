"""Columns that belong together by their names: one per partner, or one's own and the partner's copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pasdedeux.readers import meanings, names


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns of one variable, and the marks in their names that tell the partners apart.

    Parameters
    ----------
    columns
        One column per partner.
    marks
        Marks of the same two partners; empty where the names have none in common places.
    """

    columns: tuple[str, str]
    marks: tuple[str, str] | None = None

    def turned(self) -> Pair:
        """Swap the partners."""
        return Pair(self.columns[::-1], self.marks and self.marks[::-1])


def mirror_pairs(columns: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Find own and mirrored columns: ``satisf_A`` with ``satisf_P``.

    Examples
    --------
    >>> mirror_pairs(["satisf_A", "satisf_P", "woman", "anxA", "anxP"])
    {'satisf': ('satisf_A', 'satisf_P'), 'anx': ('anxA', 'anxP')}
    """
    found: dict[str, tuple[str, str]] = {}
    for (position, rest), marked in _by_rest(columns).items():
        for own, other in names.MIRRORS:
            if position != "bare" and own in marked and other in marked:
                found.setdefault(rest, (marked[own], marked[other]))
    return found


def wide_pairs(columns: Sequence[str]) -> dict[str, Pair]:
    """Find columns that differ only by the mark of the partner.

    Returns
    -------
    dict
        Pair by variable. All variables share the two marks that explain most columns, and the mark that
        comes first among the columns is the first in every pair.

    Examples
    --------
    >>> wide_pairs(["ID", "W_Anx.", "M_Anx."])
    {'Anx': Pair(columns=('W_Anx.', 'M_Anx.'), marks=('W', 'M'))}
    """
    by_rest = _by_rest(columns)
    best: dict[str, Pair] = {}
    for marks in names.MARKS:
        found = {
            names.tidy(rest): _pair(position, rest, (marked[marks[0]], marked[marks[1]]))
            for (position, rest), marked in by_rest.items()
            if set(marks) <= marked.keys() and not _is_item_series(position, marked)
        }
        if set(marks) <= names.COUNTED and all(map(names.is_question_number, found)):
            continue  # Q3_1 and Q3_2 may be two questions of one person: these are asked about
        best = found if len(found) > len(best) else best
    return in_file_order(best or _named_pairs(by_rest), columns)


def in_file_order(pairs: Mapping[str, Pair], columns: Sequence[str]) -> dict[str, Pair]:
    """Turn pairs so that the mark that comes first among the columns is the first in every pair."""
    place = {column: at for at, column in enumerate(columns)}
    marked = [
        (place[column], mark.casefold())
        for pair in pairs.values()
        for column, mark in zip(pair.columns, pair.marks or (), strict=False)
    ]
    first = min(marked, default=(0, ""))[1]
    return {
        name: pair.turned() if pair.marks and pair.marks[1].casefold() == first else pair
        for name, pair in pairs.items()
    }


def pair_of(columns: tuple[str, str]) -> Pair:
    """Find the marks in two columns that a caller joined: known ones, else what differs at start or end."""
    for pair in wide_pairs(columns).values():
        return pair if pair.columns == columns else pair.turned()
    first, second = ({mark: rest for _, rest, mark in names.marks(column)} for column in columns)
    for mark, rest in first.items():
        for other, left in second.items():
            if rest == left and mark != other:
                return Pair(columns, (mark, other))
    return Pair(columns)


def labels_of(pairs: Iterable[Pair]) -> tuple[str, str]:
    """Take the marks of the first pair that has any as labels of the partners; else 1 and 2."""
    return next((pair.marks for pair in pairs if pair.marks), ("1", "2"))


def _by_rest(columns: Sequence[str]) -> dict[tuple[str, str], dict[str, str]]:
    """Columns by mark, for every place of the mark and what is left of the name without it."""
    by_rest: dict[tuple[str, str], dict[str, str]] = {}
    for column in columns:
        for position, rest, mark in names.marks(column):
            by_rest.setdefault((position, rest), {}).setdefault(mark.casefold(), column)
    return by_rest


def _named_pairs(by_rest: Mapping[tuple[str, str], Mapping[str, str]]) -> dict[str, Pair]:
    """Find known roles with just two marks, whatever these are: ``pursuit_Alma`` with ``pursuit_Bo``."""
    found, marks = {}, set()
    for (position, rest), marked in by_rest.items():
        if len(marked) == 2 and position in {"prefix", "suffix"} and meanings.known_role(rest):
            one, two = marked.values()
            found[names.tidy(rest)] = _pair(position, rest, (one, two))
            marks.add(frozenset(marked))
    return found if len(marks) == 1 else {}


def _is_item_series(position: str, marked: Mapping[str, str]) -> bool:
    """Say whether 1 and 2 are followed by 3: then they number the items of a list, not the partners."""
    return position in {"bare", "suffix"} and bool({"3", "03", "c"} & marked.keys())


def _pair(position: str, rest: str, columns: tuple[str, str]) -> Pair:
    one, two = (
        next(mark for where, left, mark in names.marks(column) if (where, left) == (position, rest))
        for column in columns
    )
    return Pair(columns, (one, two))

"""Couples that no column names: ids such as ``101A`` and ``101B``, and ids that point at the partner's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from pasdedeux.readers import names
from pasdedeux.readers.plain import plain, tokens
from pasdedeux.readers.tables.cells import as_text, shortened
from pasdedeux.readers.tables.table import Given, RawTable
from pasdedeux.words import Message

_PIECES = re.compile(r"\d+|[^\W\d_]+|[\W_]+")
_NUMBERING = frozenset(
    {"id", "ids", "code", "kennung", "vp", "proband", "versuchsperson", "pp", "ppn", "user"}
)
_MOST_PIECES = 12

Parted = list[tuple[str, str]]
"""Couple and partner for each id."""


def with_ids_parted(table: RawTable, given: Given) -> RawTable:
    """Part ids such as ``101A`` and ``101B`` into couple and partner, where no column names the couple.

    Parameters
    ----------
    table
        Any table.
    given
        Column by role, as the caller named them.
    """
    if given.keys() & {"couple", "partner"} or names.couples_of(table.columns):
        return table
    told = names.first_of((*names.KIND, *names.PEOPLE), table.columns)
    for column in _id_columns(table.columns):
        if column in told:
            continue
        texts = as_text(table.frame[column])
        ids = texts[texts != ""].unique().tolist()
        parted = next((found for found in _partings(ids) if _pair_up(found)), None)
        if parted is None:
            continue
        couple, partner = (
            texts.map(dict(zip(ids, part, strict=True))).fillna("") for part in zip(*parted, strict=True)
        )
        new = {_free("couple", table): couple}
        if not told:
            new[_free("partner", table)] = partner
        values = {"example": shortened(ids[0]), "partner": shortened(parted[0][1])}
        note = Message("readers.parted-ids", column=column, **values)
        frame = table.frame.drop(columns=column).assign(**new)
        return replace(table, frame=frame, notes=(*table.notes, note))
    return table


def _id_columns(columns: Sequence[str]) -> list[str]:
    known = [*names.first_of(names.ID, columns), *names.people_of(columns)]
    others = [c for c in columns if plain(c).endswith("id") or not _NUMBERING.isdisjoint(tokens(c))]
    return list(dict.fromkeys([*known, *others]))


def _partings(ids: Sequence[str]) -> Iterator[Parted]:
    """Give every way to take one piece out of all ids, the last first; of numbers a digit at an end."""
    pieces = [_PIECES.findall(text) for text in ids]
    if len({len(found) for found in pieces}) == 1 and len(pieces[0]) <= _MOST_PIECES:
        for at in reversed(range(len(pieces[0]))):
            marks = [found[at] for found in pieces]
            if not any(mark[0].isalnum() for mark in marks):
                continue
            if len(pieces[0]) > 1:
                yield [("".join([*f[:at], *f[at + 1 :]]).strip(" _-.:/#"), f[at]) for f in pieces]
            if len(pieces[0]) > 1 and all(mark.isalpha() for mark in marks):  # AnnaF and AnnaM
                yield [("".join([*f[:at], f[at][:-1], *f[at + 1 :]]), f[at][-1]) for f in pieces]
    if all(len(text) > 1 for text in ids):
        if all(text[-1].isdigit() for text in ids):
            yield [(text[:-1].strip(" _-."), text[-1]) for text in ids]
        if all(text.isdigit() for text in ids):
            yield [(text[1:], text[0]) for text in ids]
        yield [(text.lstrip("-"), "2" if text.startswith("-") else "1") for text in ids]


def _pair_up(found: Parted) -> bool:
    """Say whether ids make couples of two, who are told apart by the same two marks."""
    if (
        len(found) < 2
        or len({mark.casefold() for _, mark in found}) != 2
        or not all(stem for stem, _ in found)
    ):
        return False
    sizes = Counter(stem for stem, _ in found).values()
    return len(sizes) > 1 and max(sizes) == 2 and sum(size == 2 for size in sizes) >= 0.5 * len(sizes)


def with_couples_by_pointers(table: RawTable, given: Given) -> RawTable:
    """Name couples by both partners' ids where each row holds one's own and the partner's.

    Parameters
    ----------
    table
        Any table.
    given
        Column by role, as the caller named them.
    """
    if "couple" in given or names.couples_of([c for c in table.columns if not names.is_about_the_other(c)]):
        return table
    columns = _id_columns(table.columns)
    owns = (
        [given["partner"]] if "partner" in given else [c for c in columns if not names.is_about_the_other(c)]
    )
    for pointer in dict.fromkeys([*columns, *filter(names.is_about_the_other, table.columns)]):
        for own in owns:
            if own != pointer and own in table.frame.columns and _points_back(table, own, pointer):
                return _with_couples(table, own, pointer)
    return table


def _points_back(table: RawTable, own: str, pointer: str) -> bool:
    """Say whether the partner's partner is always oneself, and hardly anybody lacks a partner."""
    pairs = pd.DataFrame({"own": as_text(table.frame[own]), "other": as_text(table.frame[pointer])})
    pairs = pairs[(pairs != "").all(axis=1)].drop_duplicates()
    if len(pairs) < 4 or pairs["own"].duplicated().any() or (pairs["own"] == pairs["other"]).any():
        return False
    partner = dict(zip(pairs["own"], pairs["other"], strict=True))
    back = [partner.get(other) for other in pairs["other"]]
    met = [mine == who for mine, who in zip(pairs["own"], back, strict=True) if who is not None]
    return len(met) >= 0.5 * len(pairs) and all(met)


def _with_couples(table: RawTable, own: str, pointer: str) -> RawTable:
    mine, theirs = (as_text(table.frame[column]) for column in (own, pointer))
    both = {
        (one, other): "+".join(sorted((one, other)))
        for one, other in zip(mine, theirs, strict=True)
        if one and other
    }
    known = {one: name for pair, name in both.items() for one in pair}
    couple = mine.map(known).fillna("")
    note = Message("readers.couples-by-pointers", own=own, pointer=pointer)
    frame = table.frame.assign(**{_free("couple", table): couple, _free("partner", table): mine})
    frame = frame.drop(columns=[own, pointer])
    return replace(table, frame=frame, notes=(*table.notes, note))


def _free(name: str, table: RawTable) -> str:
    return name if name not in table.frame.columns else f"{name} id"

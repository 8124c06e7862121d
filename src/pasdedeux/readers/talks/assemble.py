"""From codes to talks: couples, partners and one set of codes for all files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.people import Couple, Person
from pasdedeux.readers.talks.coded import MOST_CODES, Coded, mapped
from pasdedeux.readers.talks.options import TalkOptions
from pasdedeux.readers.talks.people import People, marks_of, placed, same_person, the_two, with_speakers
from pasdedeux.readers.talks.schemes import Scheme, recognised, scheme
from pasdedeux.records import Provenance, Talk, Talks
from pasdedeux.records.record import FloatArray
from pasdedeux.words import Message

IntArray = NDArray[np.int64]
LATEST = 30 * 86400.0
"""Seconds beyond which times are those of a calendar, and are counted from the first of each talk."""
MOST_CELLS = 10_000_000
"""Intervals of all talks together, coded or not."""


def assemble(files: Sequence[Coded], scheme: Scheme | str | None, options: TalkOptions) -> Talks:
    """Join what all files of a study say; see `read_talks`."""
    found = [_marked(with_speakers(one, options.people)) for one in _named_after_files(files)]
    _check_alike(found)
    people = the_two(found, options.people)
    found = [placed(one, people, options.people) for one in found]
    rows = pd.concat([one.rows for one in found], ignore_index=True)
    if not len(rows):
        raise InputError("readers.talks.nothing-coded", where=found[0].source)
    rows, codes, merged = _one_spelling(rows)
    chosen, said = _scheme(codes, scheme)
    width = options.interval or found[0].width
    talks, notes = _talks(rows, codes, found[0], people, _scores(found, people), width)
    return Talks(
        tuple(talks),
        classes=chosen.classes(codes) if chosen else {},
        scheme=chosen.name if chosen else "",
        provenance=_provenance(found, (*people.notes, *merged, *notes, *said)),
        distinguishable=people.distinguishable,
    )


def _named_after_files(files: Sequence[Coded]) -> list[Coded]:
    """Name couples after their files where no column names them; several talks of one after their files."""
    stems = _short([re.sub(r"\.\w{1,8}$", "", one.source) for one in files])
    named = []
    for one, stem in zip(files, stems, strict=True):
        rows = one.rows
        if (rows["couple"] == "").all():
            rows = rows.assign(couple=stem)
        named.append(replace(one, rows=rows))
    return _several_talks(named, stems)


def _short(stems: Sequence[str]) -> list[str]:
    """Take off what all names of files begin and end with, at the borders of words.

    Examples
    --------
    >>> _short(["talk_07_spaff", "talk_12_spaff"]), _short(["couple07"])
    (['07', '12'], ['couple07'])
    """
    if len(set(stems)) < 2:
        return list(stems)
    cut = [re.split(r"([^\W_]+)", stem) for stem in stems]
    words = [parts[1::2] for parts in cut]
    while min(map(len, words)) > 1 and len({one[0].casefold() for one in words}) == 1:
        words = [one[1:] for one in words]
    while min(map(len, words)) > 1 and len({one[-1].casefold() for one in words}) == 1:
        words = [one[:-1] for one in words]
    short = ["_".join(one) for one in words]
    return short if len(set(short)) == len(set(stems)) and all(short) else list(stems)


def _several_talks(files: Sequence[Coded], stems: Sequence[str]) -> list[Coded]:
    """Give talks of one couple that stand in several files an id each."""
    homes: dict[tuple[str, str], set[int]] = {}
    for at, one in enumerate(files):
        for key in one.rows[["couple", "talk"]].drop_duplicates().itertuples(index=False):
            homes.setdefault((str(key[0]), str(key[1])), set()).add(at)
    shared = {key for key, places in homes.items() if len(places) > 1}
    if not shared:
        return list(files)
    return [
        replace(one, rows=_with_ids(one.rows, shared, stem)) for one, stem in zip(files, stems, strict=True)
    ]


def _with_ids(rows: pd.DataFrame, shared: set[tuple[str, str]], stem: str) -> pd.DataFrame:
    doubled = [key in shared for key in zip(rows["couple"], rows["talk"], strict=True)]
    named = (rows["talk"] + " " + stem).str.strip()
    return rows.assign(talk=rows["talk"].where(~np.array(doubled, bool), named))


def _marked(coded: Coded) -> Coded:
    """Shorten labels such as ``code_W`` to the mark, where just two speak."""
    labels = coded.order or tuple(str(who) for who in pd.unique(coded.rows["who"]) if who)
    marks = marks_of(labels)
    if marks == labels:
        return coded
    who = coded.rows["who"].replace(dict(zip(labels, marks, strict=True)))
    return replace(coded, rows=coded.rows.assign(who=who), order=marks if coded.order else ())


def _check_alike(found: Sequence[Coded]) -> None:
    for one in found[1:]:
        if (one.form, one.clock) != (found[0].form, found[0].clock):
            raise InputError("readers.talks.forms-differ", where=one.source, other=found[0].source)


# --- codes -----------------------------------------------------------------------------------------


def _one_spelling(rows: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...], tuple[Message, ...]]:
    """Write codes that differ in case alone as most of them are written; give all codes in order."""
    counts = rows["code"][rows["code"] != ""].value_counts()
    usual: dict[str, str] = {}
    for code in sorted(counts.index, key=lambda code: (-counts[code], code)):
        usual.setdefault(str(code).casefold(), str(code))
    if len(usual) > MOST_CODES:
        raise InputError("readers.talks.too-many-codes", where="code", n=len(usual), most=MOST_CODES)
    if not usual:
        raise InputError("readers.talks.no-codes", where="code")
    other = sorted(str(code) for code in counts.index if usual[str(code).casefold()] != code)
    note = (Message("readers.talks.spelling", codes=other[:8]),) if other else ()
    code = mapped(rows["code"], lambda code: usual.get(code.casefold(), ""))
    return rows.assign(code=code), tuple(sorted(usual.values(), key=_natural)), note


def _natural(text: str) -> tuple[float, list[tuple[int, int, str]]]:
    """Sort ``other`` first, and numbers in texts by their size."""
    parts = re.findall(r"\d{1,12}|\D+", text.casefold())
    key = [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]
    return (text != "other", key)


def _scheme(codes: Sequence[str], wanted: Scheme | str | None) -> tuple[Scheme | None, tuple[Message, ...]]:
    if wanted is not None:
        found = scheme(wanted) if isinstance(wanted, str) else wanted
        unknown = found.unknown(codes)
        if len(unknown) == len(codes):
            raise InputError(
                "readers.talks.other-scheme", where="codes", scheme=found.name, codes=", ".join(codes[:12])
            )
        note = (Message("readers.talks.no-class", codes=unknown[:12]),) if unknown else ()
        return found, note
    fitting = recognised(codes)
    if len(fitting) == 1:
        return fitting[0], (Message("readers.talks.scheme-known", scheme=fitting[0].title),)
    if fitting:  # a code that several schemes have is counted alike in all of them
        shared = replace(fitting[0], name="")
        return shared, (Message("readers.talks.schemes-alike", schemes=[one.name for one in fitting]),)
    return None, (Message("readers.talks.no-scheme"),)


# --- talks -----------------------------------------------------------------------------------------


def _talks(
    rows: pd.DataFrame,
    codes: tuple[str, ...],
    like: Coded,
    people: People,
    scores: Mapping[str, Sequence[tuple[str, str, float]]],
    width: float | None,
) -> tuple[list[Talk], tuple[Message, ...]]:
    """Make a talk of the rows of each; couples in the order in which they come."""
    place = {code: at for at, code in enumerate(codes)}
    code = rows["code"].map(place).fillna(-1).to_numpy(np.int64)
    start, end = rows["start"].to_numpy(np.float64), rows["end"].to_numpy(np.float64)
    own = {} if people.labels else _own_labels(rows)
    talks, doubled, size = [], 0, 0
    for (couple, talk), at in _parts(rows):
        labels = people.labels or own[couple]
        who = (rows["who"].to_numpy(object)[at] == labels[1]).astype(np.int64)
        columns: tuple[NDArray[Any], ...] = (who, code[at], start[at], end[at])
        if like.form == "intervals":
            size += _cells(columns[2])
            if size > MOST_CELLS:
                raise InputError("readers.talks.too-many", where=like.source, most=MOST_CELLS)
            columns, double = _grid(*columns[:3], clock=like.clock, width=width)
            doubled += double
        else:
            columns = _ordered(*columns)
        clock = like.clock or (like.form == "intervals" and width is not None)
        two = Couple(couple, _persons(labels, scores.get(couple, ())))
        who, shown, begin, until = columns
        talks.append(Talk(two, codes, like.form, who, shown, begin, until, clock=clock, id=talk))
    return talks, ((Message("readers.talks.doubled", n=doubled),) if doubled else ())


def _parts(rows: pd.DataFrame) -> list[tuple[tuple[str, str], IntArray]]:
    """Positions of the rows of each talk, in the order in which talks come."""
    found = rows.groupby(["couple", "talk"], sort=False).indices.items()
    return [
        ((str(key[0]), str(key[1])), np.asarray(at, np.int64)) for key, at in found if isinstance(key, tuple)
    ]


def _own_labels(rows: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Labels of couples that have their own, in the order in which they come."""
    found: dict[str, list[str]] = {}
    for couple, who in rows[["couple", "who"]].drop_duplicates().itertuples(index=False):
        found.setdefault(str(couple), []).append(str(who))
    return {couple: (two[0], two[1] if len(two) > 1 else f"{two[0]}+") for couple, two in found.items()}


def _ordered(who: IntArray, code: IntArray, start: FloatArray, end: FloatArray) -> tuple[NDArray[Any], ...]:
    """Put rows in the order of time; those of one time stay as they stand."""
    order = np.argsort(start, kind="stable")
    if start.size and start.min() > LATEST:
        start, end = start - start.min(), end - start.min()
    return who[order], code[order], start[order], end[order]


def _cells(start: FloatArray) -> int:
    step = _step(start)
    return 2 * (round((float(start.max()) - float(start.min())) / step) + 1)


def _step(start: FloatArray) -> float:
    """Commonest distance from one interval to the next, the shortest of several."""
    gaps, counts = np.unique(np.diff(np.unique(start)).round(6), return_counts=True)
    return float(gaps[np.argmax(counts)]) if len(gaps) and gaps[0] > 0 else 1.0


def _grid(
    who: IntArray, code: IntArray, start: FloatArray, *, clock: bool, width: float | None
) -> tuple[tuple[NDArray[Any], ...], int]:
    """Give both partners a row in each interval, -1 where there is no code; the first of several counts."""
    first, step = float(start.min()), _step(start)
    row = np.rint((start - first) / step).astype(np.int64)
    grid = np.full((int(row.max()) + 1, 2), -1, np.int64)
    known = np.flatnonzero(code >= 0)[::-1]
    grid[row[known], who[known]] = code[known]
    doubled = len(known) - int((grid >= 0).sum())
    unit = step if clock else (width or 1.0)
    begin = np.repeat(np.arange(len(grid)) * unit, 2) + (first if clock else 0.0)
    until = begin + unit if clock or width else np.full(grid.size, np.nan)
    return (np.tile([0, 1], len(grid)), grid.ravel(), begin, until), doubled


def _persons(labels: Sequence[str], scores: Sequence[tuple[str, str, float]]) -> tuple[Person, Person]:
    traits: tuple[dict[str, float], dict[str, float]] = ({}, {})
    for mark, name, value in scores:
        for at in (0, 1):
            if mark == "" or same_person(mark, labels) == at:
                traits[at][name] = value
    return Person(labels[0], traits[0]), Person(labels[1], traits[1])


def _scores(found: Sequence[Coded], people: People) -> dict[str, list[tuple[str, str, float]]]:
    """Scores by couple; those of a mark that is neither's are the couple's, under the mark."""
    by_couple: dict[str, list[tuple[str, str, float]]] = {}
    for one in found:
        for score in one.scores:
            stranger = score.who and people.labels and same_person(score.who, people.labels) is None
            name = f"{score.name}_{score.who}" if stranger else score.name
            by_couple.setdefault(score.couple, []).append(("" if stranger else score.who, name, score.value))
    return by_couple


def _provenance(found: Sequence[Coded], notes: Sequence[Message]) -> Provenance:
    first = found[0]
    kind = Message("readers.talks.read-as", kind=first.kind)
    more = [note for one in found for note in one.notes]
    source = first.source if len(found) == 1 else f"{first.source} ... {found[-1].source}"
    return Provenance(
        source=source,
        sha256=first.sha256 if len(found) == 1 else "",
        layout=first.form,
        columns=first.columns,
        rows=sum(one.read for one in found),
        dropped=tuple(row for one in found for row in one.dropped),
        notes=tuple(dict.fromkeys([kind, *more, *notes])),
        simulated=all(one.simulated for one in found),
    )

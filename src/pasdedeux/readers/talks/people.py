"""Who the two are: one order of labels for a study, or one for each couple, and what belongs to neither."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from pasdedeux.errors import InputError
from pasdedeux.readers import names
from pasdedeux.readers.talks.coded import Coded, mapped
from pasdedeux.readers.talks.series import mark_pair
from pasdedeux.words import Message

_SPLIT = r"^([^\W_]+?)\s*[_.:\- ]+\s*(.+)$"


@dataclass(frozen=True)
class People:
    """The two of a study.

    Parameters
    ----------
    labels
        In the order of every partner axis; empty where each couple has labels of its own.
    distinguishable
        Whether the order means something.
    notes
        What was decided.
    """

    labels: tuple[str, ...]
    distinguishable: bool
    notes: tuple[Message, ...] = ()


def with_speakers(coded: Coded, people: Sequence[str]) -> Coded:
    """Take who did it out of the codes (``W-demand``), where no column says it.

    Raises
    ------
    InputError
        If the codes do not say it either.
    """
    rows = coded.rows
    if (rows["who"] != "").any():
        return replace(coded, rows=_same_codes(rows))
    found = _cut(pd.unique(rows["code"][rows["code"] != ""]), people)
    if not found:
        raise InputError("readers.talks.no-speaker", where=coded.source)
    who = mapped(rows["code"], lambda code: found.get(code, ("", ""))[0])
    code = mapped(rows["code"], lambda code: found.get(code, ("", code))[1])
    return replace(coded, rows=rows.assign(who=who, code=code))


def _same_codes(rows: pd.DataFrame) -> pd.DataFrame:
    """Take the mark of the partner off codes that bear it, where all do: both then share a scheme."""
    pairs = rows.loc[(rows["code"] != "") & (rows["who"] != ""), ["who", "code"]].drop_duplicates()
    if pairs["code"].duplicated().any() or pairs["who"].nunique() != 2:
        return rows
    found = _cut(list(pairs["code"]), ())
    told = {code: who for who, code in pairs.itertuples(index=False)}
    marks = {(told[code], mark) for code, (mark, _) in found.items()}
    if not found or len(marks) != 2 or len({who for who, _ in marks}) != 2:
        return rows
    return rows.assign(code=mapped(rows["code"], lambda code: found.get(code, ("", code))[1]))


def _cut(codes: Iterable[str], people: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Cut every code into the mark of a partner and the rest; empty where that does not work for all."""
    codes = [str(code) for code in codes]
    for pair in [tuple(people)] if people else names.MARKS:
        found = {code: _behind(code, pair) for code in codes}
        if found and all(found.values()) and _plausible(found, codes, given=bool(people)):
            return {code: cut for code, cut in found.items() if cut}
    heads = pd.Series(codes, dtype=object).str.extract(_SPLIT)
    if not people and len(codes) > 1 and heads[0].notna().all() and heads[0].nunique() == 2:
        return {code: (head, rest) for code, head, rest in zip(codes, heads[0], heads[1], strict=True)}
    return {}


def _behind(code: str, pair: Sequence[str]) -> tuple[str, str] | None:
    for mark in sorted(pair, key=len, reverse=True):
        rest = code[len(mark) :].lstrip(" _.:-")
        if code.casefold().startswith(mark.casefold()) and rest:
            return code[: len(mark)] if mark.islower() and len(mark) > 1 else mark.upper(), rest
    return None


def _plausible(found: dict[str, tuple[str, str] | None], codes: Sequence[str], *, given: bool) -> bool:
    """Say whether marks are marks: both occur, and stand apart from codes that both partners share."""
    marks = {cut[0].casefold() for cut in found.values() if cut}
    rests = [cut[1] for cut in found.values() if cut]
    apart = all(
        not code[len(cut[0])].isalnum() for code, cut in found.items() if cut and len(code) > len(cut[0])
    )
    shared = len(set(rests)) <= max(len(rests) * 2 // 3, 1)
    return given or (len(marks) == 2 and (apart or (shared and len(codes) > 2)))


def the_two(coded: Sequence[Coded], people: Sequence[str]) -> People:
    """Find the two labels of a study.

    Raises
    ------
    InputError
        If more than two speak and nothing says which of them are the partners, or only one does.
    """
    labels = _labels(coded)
    order = coded[0].order
    if people and {one.casefold() for one in people} <= {label.casefold() for label in labels}:
        return People(tuple(people), distinguishable=True)
    if people and len(labels) == 2:
        return People(tuple(people), distinguishable=True)
    if people:
        raise InputError(
            "readers.talks.no-such-people",
            where="people",
            value="+".join(people),
            labels=", ".join(labels[:12]),
        )
    if len(labels) == 2:
        chosen = tuple(order) if set(order) == set(labels) else tuple(labels)
        return People(chosen, _tells(chosen))
    if known := _known(labels):
        return People(known, distinguishable=_tells(known))
    most = max(int(one.rows.groupby("couple")["who"].nunique().max()) for one in coded)
    if len(labels) < 2 or most > 2:
        name = "readers.talks.one-speaker" if len(labels) < 2 else "readers.talks.more-speakers"
        raise InputError(name, where=coded[0].source, labels=", ".join(labels[:12]))
    return People((), distinguishable=False, notes=(Message("readers.talks.own-labels"),))


def _labels(coded: Sequence[Coded]) -> list[str]:
    """Different labels of speakers in the order in which they come, those that differ in case alone once."""
    found: dict[str, str] = {}
    for one in coded:
        for label in pd.unique(one.rows["who"]):
            if label:
                found.setdefault(str(label).casefold(), str(label))
    return list(found.values())


def _known(labels: Sequence[str]) -> tuple[str, str] | tuple[()]:
    """Find the two partners among more speakers by their usual names."""
    plain = {label.casefold(): label for label in labels}
    pairs = [pair for pair in names.MARKS if set(pair) <= plain.keys()]
    if len(pairs) != 1:
        return ()
    one, two = (label for key, label in plain.items() if key in pairs[0])
    return one, two


def _tells(labels: Sequence[str]) -> bool:
    """Say whether labels say who the partners are, and do not only number them."""
    return not {label.casefold() for label in labels} <= names.NUMBERED | {"0", "-1"}


def placed(coded: Coded, people: People, given: Sequence[str]) -> Coded:
    """Leave out what is by neither of the two, and write every label in one way."""
    rows = coded.rows
    silent = rows["who"] == ""
    coded = coded.without(silent, Message("readers.talks.nobody"))
    if not people.labels:
        return coded
    own = coded.order or tuple(_labels([coded]))
    known = {label.casefold(): label for label in people.labels}
    if given and len(own) == 2 and not {one.casefold() for one in own} <= known.keys():
        known = {old.casefold(): new for old, new in zip(own, people.labels, strict=True)}
    who = mapped(coded.rows["who"], lambda label: known.get(label.casefold(), ""))
    coded = replace(coded, rows=coded.rows.assign(who=who))
    return coded.without(who == "", Message("readers.talks.neither"))


def same_person(mark: str, labels: Sequence[str]) -> int | None:
    """Say whose mark it is: 0, 1, or None where it is neither's.

    Examples
    --------
    >>> same_person("wife", ("M", "W")), same_person("2", ("1", "2")), same_person("w", ("SC", "DC"))
    (1, 1, None)
    """
    plain = [label.casefold() for label in labels]
    mark = mark.casefold()
    if mark in plain:
        return plain.index(mark)
    for group in (names.WOMEN, names.MEN):
        inside = [at for at, label in enumerate(plain) if label in group]
        if mark in group and len(inside) == 1:
            return inside[0]
    return None


def marks_of(labels: Sequence[str]) -> tuple[str, ...]:
    """Take the marks out of labels that bear more than a mark: ``code_W`` and ``code_H``.

    Examples
    --------
    >>> marks_of(("code_H", "code_W")), marks_of(("SC", "DC"))
    (('H', 'W'), ('SC', 'DC'))
    """
    pair = mark_pair(*labels) if len(labels) == 2 else None
    return (pair[0], pair[1]) if pair else tuple(labels)

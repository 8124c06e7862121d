"""Which column of a table holds which item: by name, or by an explicit map, never by guess."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pasdedeux.errors import InputError
from pasdedeux.instruments.keys import Key, instruments, key
from pasdedeux.readers.names import MARKS, MIRRORS
from pasdedeux.readers.plain import plain
from pasdedeux.words import Message

Items = str | Sequence[str] | Mapping[int, str] | Mapping[str, str]
Groups = Mapping[str, Mapping[str, str]]

PAIRS = (*MARKS, *MIRRORS)
"""Marks of the two partners where both stand in one row, lower case."""
MIRRORED = frozenset("/".join(pair) for pair in MIRRORS)
"""Marks after which the second set may only repeat what the other partner answered in a row of their own."""

_SIGNS = r"[\s_.\-]"
MAP = Message("forms.map")


@dataclass(frozen=True, slots=True)
class ItemSet:
    """Columns of one filled-in form, in published order.

    Parameters
    ----------
    columns
        One per item.
    mark
        Whose it is where a row holds two.
    marked
        Labels of the items whose column is marked as reversed: ``ECR9r``.
    """

    columns: tuple[str, ...]
    mark: str = ""
    marked: tuple[str, ...] = ()

    def only(self, items: Sequence[int]) -> ItemSet:
        """Keep these items, by their place in the published order."""
        return replace(self, columns=tuple(self.columns[item - 1] for item in items))


def find_sets(names: Sequence[str], form: Key, items: Items | None = None) -> tuple[ItemSet, ...]:
    """Columns of the items of a form: one set, or two where both partners stand in one row.

    Parameters
    ----------
    names
        Columns of the table, in any order.
    form
        Key of the questionnaire.
    items
        Nothing: columns are found by name (``Q1``, ``ecr_01``, ``item-1``; ``M_Q1`` beside ``F_Q1``, ``Q1_m``
        beside ``Q1_f``). A text: what stands before the number, two such texts joined by a plus for both
        partners. A list: the columns in published order. A map: from number (or label) to column.

    Returns
    -------
    tuple of ItemSet
        Empty where nothing is named after an item.

    Raises
    ------
    InputError
        If items are not there, if several sets of columns fit, or if columns name another questionnaire.

    Examples
    --------
    >>> (form,) = find_sets(["ras_2", "age", *(f"ras_{i}" for i in (1, 3, 4, 5, 6, 7))], key("ras"))
    >>> form.columns[:2]
    ('ras_1', 'ras_2')
    >>> [form.mark for form in find_sets([f"{who}_ios" for who in "MF"], key("ios"))]
    ['M', 'F']
    """
    if items is None or isinstance(items, str):
        return _by_text(names, form, items)
    if isinstance(items, Mapping):
        wanted = {str(item): column for item, column in items.items()}
        numbers = {str(i): label for i, label in enumerate(form.labels, 1)}
        wanted = {item if item in form.labels else numbers.get(item, item): c for item, c in wanted.items()}
        _same_items(set(wanted), form)
        columns = [wanted[label] for label in form.labels]
    else:
        columns = list(items)
    return (ItemSet(_checked(columns, names, form)),)


def _by_text(names: Sequence[str], form: Key, items: str | None) -> tuple[ItemSet, ...]:
    """Find columns by name or by what stands before the number; then once more without marks of reversal."""
    unmarked = {name: _without_reversal(name, names) for name in names}
    if list(unmarked.values()) == list(names):
        return _by_name(names, form) if items is None else _by_prefix(names, form, items)
    try:
        found = _by_name(names, form) if items is None else _by_prefix(names, form, items)
    except InputError:
        found = ()
    if found:
        return found
    written = {shorter: name for name, shorter in unmarked.items()}
    sets = _by_name(list(written), form) if items is None else _by_prefix(list(written), form, items)
    return tuple(_as_written(one, written, form) for one in sets)


_TURNED = r"(?:r|rev|reversed|reverse|recoded|recode|rec|rc|inv|inverted|umgepolt|umg|u|i)"
_REVERSAL = re.compile(
    rf"(.*\d)(?:[_. -]?{_TURNED}|\s*[(\[]{_TURNED}[)\]]|[-*])|(?:{_TURNED}[_. -]|R(?=[a-z]))(.*\d)",
    re.IGNORECASE,
)


def _without_reversal(name: str, names: Sequence[str]) -> str:
    """Take the mark of reversal off a name: ``ECR9r`` is ``ECR9``, unless that is there too."""
    match = _REVERSAL.fullmatch(name)
    shorter = (match[1] or match[2]) if match else name
    return name if shorter in names else shorter


def _as_written(found: ItemSet, written: Mapping[str, str], form: Key) -> ItemSet:
    columns = tuple(written[column] for column in found.columns)
    pairs = zip(form.labels, found.columns, columns, strict=True)
    return replace(
        found, columns=columns, marked=tuple(label for label, short, long in pairs if short != long)
    )


def item_of(name: str, form: Key) -> str | None:
    """Label of the item that a name ends in, however it is written; None where it ends in none.

    Examples
    --------
    >>> item_of("ECR_07", key("ecr")), item_of("b8A", key("cpq-sf")), item_of("age", key("ecr"))
    ('7', 'B8a', None)
    """
    return next((label for labels in _groups([name], form).values() for label in labels), None)


def _checked(columns: Sequence[str], names: Sequence[str], form: Key) -> tuple[str, ...]:
    if len(columns) != len(form.labels):
        n, items = len(columns), len(form.labels)
        raise InputError("forms.wrong-number", where="items", n=n, title=form.title, items=items)
    absent = [column for column in columns if column not in names]
    if absent:
        raise InputError("forms.no-column", where="items", column=absent[0])
    twice = [column for column in columns if columns.count(column) > 1]
    if twice:
        raise InputError("forms.column-twice", where="items", column=twice[0], map=MAP)
    return tuple(columns)


def _same_items(found: set[str], form: Key) -> None:
    absent = [label for label in form.labels if label not in found]
    if absent:
        items = len(form.labels)
        raise InputError("forms.not-named", where="items", title=form.title, items=items, absent=few(absent))
    strange = sorted(found - set(form.labels))
    if strange:
        raise InputError("forms.strange-item", where="items", title=form.title, strange=few(strange))


def _by_name(names: Sequence[str], form: Key) -> tuple[ItemSet, ...]:
    groups = _groups(names, form)
    full = [prefix for prefix, columns in groups.items() if set(columns) == set(form.labels)]
    own = [prefix for prefix in full if plain(prefix) in form.names]
    if len(own) == 1 or len(full) == 1:
        prefix = own[0] if len(own) == 1 else full[0]
        _refuse_other_form(prefix, prefix, form)
        return (_set(groups[prefix], form),)
    if full:
        return _two_by_prefix(groups, full, form)
    return _two_by_ending(names, form)


def _two_by_prefix(groups: Groups, full: Sequence[str], form: Key) -> tuple[ItemSet, ...]:
    """Take the two sets that differ by a mark of the partners only, as ``M_Q`` and ``F_Q``."""
    found = [
        (pair, first, second)
        for first in full
        for second in full
        if first != second and (pair := _pair(first, second))
    ]
    own = [case for case in found if plain(case[0][2]) in form.names]
    chosen = own if len(own) == 1 else found if len(found) == 1 and len(full) == 2 else []
    if not chosen:
        prefixes = ", ".join(f"{prefix}..." for prefix in full)
        raise InputError("forms.several-fit", where="items", prefixes=prefixes, prefix=full[0], other=full[1])
    ((mark, other, rest), first, second) = chosen[0]
    _refuse_other_form(rest, first, form)
    return (_set(groups[first], form, mark), _set(groups[second], form, other))


def _pair(first: str, second: str) -> tuple[str, str, str] | None:
    """Both marks as they are written and what the two names share, if they differ by a mark only."""
    for a, b in PAIRS:
        for start in (True, False):
            one, two = _cut(first, a, start=start), _cut(second, b, start=start)
            if one and two and one[1] == two[1]:
                return one[0], two[0], one[1]
    return None


def _cut(name: str, mark: str, *, start: bool) -> tuple[str, str] | None:
    """Mark as it is written and the rest of a name, if the mark stands apart: ``M_Q``, ``MQ``, ``Q.m``."""
    cut = len(mark) if start else len(name) - len(mark)
    written, rest = (name[:cut], name[cut:]) if start else (name[cut:], name[:cut])
    if written.lower() != mark:
        return None
    beside = rest[:1] if start else rest[-1:]
    apart = not beside.isalnum() or (start and written.isupper() and beside.isupper() and mark.isalpha())
    return (written, rest.strip(" _.-")) if apart else None


def _two_by_ending(names: Sequence[str], form: Key) -> tuple[ItemSet, ...]:
    """Take two sets whose names end in a mark of the partners, as ``Q1_m`` and ``Q1_f``."""
    fitting = []
    for pair in PAIRS:
        sets = [_set_by_ending(names, form, mark) for mark in pair]
        if all(sets):
            fitting.append([one for one in sets if one])
    if len(fitting) > 1:
        raise InputError("forms.three-partners", where="items", map=MAP)
    return tuple(fitting[0]) if fitting else ()


def _set_by_ending(names: Sequence[str], form: Key, mark: str) -> ItemSet | None:
    ending = re.compile(rf"(.+?){_SIGNS}+({re.escape(mark)})", re.IGNORECASE)
    cut = {match[1]: match for name in names if (match := ending.fullmatch(name))}
    for rest, columns in _groups(list(cut), form).items():
        if set(columns) == set(form.labels):
            _refuse_other_form(rest, rest, form)
            written = {label: cut[column][0] for label, column in columns.items()}
            return _set(written, form, cut[next(iter(columns.values()))][2])
    return None


def _set(columns: Mapping[str, str], form: Key, mark: str = "") -> ItemSet:
    return ItemSet(tuple(columns[label] for label in form.labels), mark)


def _by_prefix(names: Sequence[str], form: Key, prefixes: str) -> tuple[ItemSet, ...]:
    wanted = [prefix.strip() for prefix in prefixes.split("+")]
    if len(wanted) > 2:
        raise InputError("forms.two-at-most", where="items")
    groups = {plain(name): columns for name, columns in _groups(names, form).items()}
    sets = []
    for prefix in wanted:
        columns = groups.get(plain(prefix), {})
        if set(columns) != set(form.labels):
            raise _not_found({prefix: columns} if columns else {}, form)
        sets.append(_set(columns, form))
    if len(sets) == 1:
        return tuple(sets)
    return tuple(ItemSet(one.columns, mark) for one, mark in zip(sets, _marks(*wanted), strict=True))


def _marks(first: str, second: str) -> tuple[str, str]:
    """Call two sets by the marks of the partners, or by what their names do not share."""
    if pair := _pair(first, second):
        return pair[0], pair[1]
    if pair := _pair(second, first):
        return pair[1], pair[0]
    one, two = (re.split(rf"{_SIGNS}+", name) for name in (first, second))
    for end in (-1, 0):
        while min(len(one), len(two)) > 1 and one[end] == two[end]:
            del one[end], two[end]
    return " ".join(one), " ".join(two)


def _groups(names: Sequence[str], form: Key) -> dict[str, dict[str, str]]:
    """Columns that end in an item, by what stands before it."""
    labels = {label.lower(): label for label in form.labels}
    if form.numbered:
        labels = {str(i): label for i, label in enumerate(form.labels, 1)} | labels
    letters = sorted((re.escape(label) for label in labels if not label.isdecimal()), key=len, reverse=True)
    numbers = [r"\d+"] if form.numbered else []
    ending = re.compile(rf"(.*?){_SIGNS}*({'|'.join(letters + numbers)})\]?", re.IGNORECASE)
    groups: dict[str, dict[str, str]] = {}
    for name in names:
        found = ending.fullmatch(str(name))
        if found:
            item = found[2].lower().lstrip("0") or "0"
            groups.setdefault(found[1], {})[labels.get(item, item)] = name
    return groups


def _refuse_other_form(named: str, prefix: str, form: Key) -> None:
    """Refuse columns whose name is that of another questionnaire of the same length."""
    if plain(named) in form.names:
        return
    others = (key(name) for name in instruments())
    other = next(
        (other for other in others if plain(named) in other.names and other.labels == form.labels), None
    )
    if other:
        titles = {"other": other.title, "title": form.title}
        raise InputError("forms.other-form", where="items", prefix=prefix, id=other.id, **titles)


def not_found(names: Sequence[str], form: Key) -> InputError:
    """Say what is missing, or which other questionnaire the columns would fit."""
    return _not_found(_groups(names, form), form)


def _not_found(groups: Groups, form: Key) -> InputError:
    nearest, items = max(groups, key=lambda prefix: len(groups[prefix]), default=None), len(form.labels)
    if nearest is None or len(groups[nearest]) < 2:
        names = few(_suggested(form))
        return InputError(
            "forms.no-items", where="items", items=items, title=form.title, names=names, map=MAP
        )
    absent = [label for label in form.labels if label not in groups[nearest]]
    if absent:
        return InputError(
            "forms.items-absent",
            where="items",
            title=form.title,
            items=items,
            prefix=nearest,
            n=len(absent),
            absent=few(absent),
            map=MAP,
        )
    found = len(groups[nearest])
    fitting = ", ".join(name for name in instruments() if len(key(name).labels) == found)
    return InputError(
        "forms.other-length-fits" if fitting else "forms.other-length",
        where="items",
        found=found,
        prefix=nearest,
        title=form.title,
        items=items,
        fitting=fitting,
    )


def _suggested(form: Key) -> list[str]:
    return [label if label == form.names[0] else f"{form.names[0]}_{label}" for label in form.labels]


def few(names: Sequence[str], most: int = 6) -> str | Message:
    """Name the first of several things, and how many more there are."""
    first = ", ".join(names[:most])
    return Message("forms.and-more", names=first, n=len(names) - most) if len(names) > most else first

"""Which column of a table holds which item: by name, or by an explicit map, never by guess."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pasdedeux.errors import InputError
from pasdedeux.instruments.keys import Key, instruments, key, plain

Items = str | Sequence[str] | Mapping[int, str] | Mapping[str, str]

_MAP = "Pass items= with a map from item to column, e.g. {1: 'column a', 2: 'column b'}."


def find_columns(names: Sequence[str], form: Key, items: Items | None = None) -> tuple[str, ...]:
    """Columns of the items of a form, in published order.

    Parameters
    ----------
    names
        Columns of the table, in any order.
    form
        Key of the questionnaire.
    items
        Nothing: columns are found by name (``Q1``, ``ecr_01``, ``item-1`` ...). A text: what stands
        before the number. A list: the columns in published order. A map: from number (or label) to column.

    Raises
    ------
    InputError
        If items are not there, if two sets of columns fit, or if the columns name another questionnaire.

    Examples
    --------
    >>> find_columns(["ras_2", "age", *(f"ras_{i}" for i in (1, 3, 4, 5, 6, 7))], key("ras"))[:2]
    ('ras_1', 'ras_2')
    """
    if items is None:
        return _by_name(names, form)
    if isinstance(items, str):
        return _by_prefix(names, form, items)
    if isinstance(items, Mapping):
        wanted = {str(item): column for item, column in items.items()}
        numbers = {str(i): label for i, label in enumerate(form.labels, 1)}
        wanted = {item if item in form.labels else numbers.get(item, item): c for item, c in wanted.items()}
        _same_items(set(wanted), form)
        columns = [wanted[label] for label in form.labels]
    else:
        columns = list(items)
    return _checked(columns, names, form)


def _checked(columns: Sequence[str], names: Sequence[str], form: Key) -> tuple[str, ...]:
    if len(columns) != len(form.labels):
        raise InputError(
            f"{len(columns)} columns are named, but {form.title} has {len(form.labels)} items.", where="items"
        )
    absent = [column for column in columns if column not in names]
    if absent:
        raise InputError(f"There is no column '{absent[0]}' in the table.", where="items")
    twice = [column for column in columns if columns.count(column) > 1]
    if twice:
        raise InputError(f"The column '{twice[0]}' stands for two items.", where="items", remedy=_MAP)
    return tuple(columns)


def _same_items(found: set[str], form: Key) -> None:
    absent = [label for label in form.labels if label not in found]
    if absent:
        raise InputError(
            f"{form.title} has {len(form.labels)} items; not named: {_few(absent)}.", where="items"
        )
    strange = sorted(found - set(form.labels))
    if strange:
        raise InputError(f"{form.title} has no item {_few(strange)}.", where="items")


def _by_name(names: Sequence[str], form: Key) -> tuple[str, ...]:
    groups = _groups(names, form)
    full = [prefix for prefix, columns in groups.items() if set(columns) == set(form.labels)]
    own = [prefix for prefix in full if plain(prefix) in form.names]
    if len(own) == 1 or len(full) == 1:
        prefix = own[0] if len(own) == 1 else full[0]
        other = _other_form(prefix, form)
        if other:
            raise InputError(
                f"The columns '{prefix}...' name {other.title}, not {form.title}.",
                where="items",
                remedy=f"Score them with '{other.id}', or say items='{prefix}' if they are meant.",
            )
        return tuple(groups[prefix][label] for label in form.labels)
    if full:
        raise InputError(
            f"Columns of more than one form fit: {', '.join(f'{prefix}...' for prefix in full)}.",
            where="items",
            remedy=f"Say which one, e.g. items='{full[0]}'.",
        )
    raise _not_found(groups, form)


def _by_prefix(names: Sequence[str], form: Key, prefix: str) -> tuple[str, ...]:
    groups = {plain(name): columns for name, columns in _groups(names, form).items()}
    columns = groups.get(plain(prefix), {})
    if set(columns) != set(form.labels):
        raise _not_found({prefix: columns} if columns else {}, form)
    return tuple(columns[label] for label in form.labels)


def _groups(names: Sequence[str], form: Key) -> dict[str, dict[str, str]]:
    """Columns that end in an item, by what stands before it."""
    labels = {label.lower(): label for label in form.labels}
    if form.numbered:
        labels = {str(i): label for i, label in enumerate(form.labels, 1)} | labels
    letters = sorted((re.escape(label) for label in labels if not label.isdecimal()), key=len, reverse=True)
    numbers = [r"\d+"] if form.numbered else []
    ending = re.compile(rf"(.*?)[\s_.\-]*({'|'.join(letters + numbers)})", re.IGNORECASE)
    groups: dict[str, dict[str, str]] = {}
    for name in names:
        found = ending.fullmatch(str(name))
        if found:
            item = found[2].lower().lstrip("0") or "0"
            groups.setdefault(found[1], {})[labels.get(item, item)] = name
    return groups


def _other_form(prefix: str, form: Key) -> Key | None:
    """Return the questionnaire that a prefix names, if it is another one of the same length."""
    named = plain(prefix)
    if named in form.names:
        return None
    others = (key(name) for name in instruments())
    return next((other for other in others if named in other.names and other.labels == form.labels), None)


def _not_found(groups: Mapping[str, Mapping[str, str]], form: Key) -> InputError:
    nearest = max(groups, key=lambda prefix: len(groups[prefix]), default=None)
    if nearest is None or len(groups[nearest]) < 2:
        return InputError(
            f"No columns were found for the {len(form.labels)} items of {form.title}.",
            where="items",
            remedy=f"Call them e.g. {_few(_suggested(form))} by their place in the published form. {_MAP}",
        )
    absent = [label for label in form.labels if label not in groups[nearest]]
    if absent:
        return InputError(
            f"{form.title} has {len(form.labels)} items; of '{nearest}...' {len(absent)} are not there:"
            f" {_few(absent)}.",
            where="items",
            remedy="A form with other items needs its own key. " + _MAP,
        )
    fitting = [name for name in instruments() if len(key(name).labels) == len(groups[nearest])]
    hint = f" {len(groups[nearest])} items would fit: {', '.join(fitting)}." if fitting else ""
    return InputError(
        f"The table has {len(groups[nearest])} items '{nearest}...', {form.title} has {len(form.labels)}.",
        where="items",
        remedy=f"Is it another questionnaire?{hint}",
    )


def _suggested(form: Key) -> list[str]:
    return [label if label == form.names[0] else f"{form.names[0]}_{label}" for label in form.labels]


def _few(words: Sequence[str], most: int = 6) -> str:
    return ", ".join(words[:most]) + (f" and {len(words) - most} more" if len(words) > most else "")

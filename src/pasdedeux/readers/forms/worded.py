"""Questionnaires that were answered in words: agreement, frequency, codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.instruments.keys import Key
from pasdedeux.readers.forms.forms import Forms
from pasdedeux.readers.tables.cells import MISSING_TEXT, shortened
from pasdedeux.readers.wording import Wording, in_numbers
from pasdedeux.words import Message

_MOST = 40
"""Different texts in all items together beyond which they were not chosen from a list."""


def in_numbers_given(
    forms: Forms, form: Key, order: Sequence[str], answered: tuple[int, int] | None
) -> Forms:
    """Turn answers in words into numbers, where a usual wording or the order that was named holds them all.

    Raises
    ------
    InputError
        If the wording has more or fewer steps than the key and nobody said so.
    """
    texts = [_texts(cells) for cells in forms.cells]
    different = list(dict.fromkeys(text for column in texts for text in column.tolist() if _is_answer(text)))
    if not any(not _is_number(text) for text in different) or len(different) > _MOST:
        return forms
    wording = in_numbers(different, order=order)
    if wording is None:
        return forms
    _refuse_steps(wording, form, answered)
    numbers = [np.array([wording.numbers.get(text, np.nan) for text in column]) for column in texts]
    low, high = (end(wording.numbers.items(), key=lambda pair: pair[1]) for end in (min, max))
    ends = {"low": shortened(low[0]), "first": low[1], "high": shortened(high[0]), "last": high[1]}
    return replace(forms, cells=tuple(numbers), notes=(*forms.notes, Message("forms.worded", **ends)))


def _texts(cells: NDArray[Any]) -> NDArray[np.object_]:
    known = ["" if cell is None or cell != cell else str(cell).strip() for cell in cells.tolist()]  # noqa: PLR0124
    return np.array(known, dtype=object)


def _is_answer(text: str) -> bool:
    return text.casefold() not in MISSING_TEXT


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _refuse_steps(wording: Wording, form: Key, answered: tuple[int, int] | None) -> None:
    """Refuse a wording of five steps for a key of seven, unless the caller says that it is meant."""
    wanted = form.high[0] - form.low[0] + 1
    if wording.steps and form.uniform and answered is None and wording.steps != wanted:
        values = {"steps": wording.steps, "wanted": wanted, "title": form.title}
        raise InputError("forms.worded-steps", where=form.id, **values)

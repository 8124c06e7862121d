"""Items marked as reversed: whether their answers were turned already, so that none is turned twice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.instruments.answers import NONE, Answers
from pasdedeux.instruments.keys import Key, instruments, key
from pasdedeux.readers.forms.columns import few
from pasdedeux.words import Message

_SURE = 2.0
"""Standard errors (Fisher's z) by which marked and other items must agree or disagree."""


def as_given(answers: Answers, marked: Collection[str], turned: bool | None) -> Answers:  # noqa: FBT001
    """Turn marked items back where they were turned already: the key turns them itself.

    Parameters
    ----------
    answers
        As they were read.
    marked
        Labels of the items whose column is marked as reversed.
    turned
        Whether they were turned already; found out from the answers where None.

    Raises
    ------
    InputError
        If the answers do not show it.
    """
    form = answers.key
    reversed_items = {item for scale in form.subscales for item in scale.reversed}
    if turned is None:
        _refuse_strange(answers, marked, reversed_items)
    marked = form.labels if turned and not marked else marked  # said of a table that marks none: of all
    items = [at for at, label in enumerate(form.labels) if label in marked and at + 1 in reversed_items]
    if not items:
        return answers
    already = _already(answers, items) if turned is None else turned
    names = few([form.labels[at] for at in items])
    if already is None:
        raise InputError("forms.turned-unclear", where=form.id, items=names)
    if not already:
        return replace(answers, notes=(*answers.notes, Message("forms.turned-not", items=names)))
    given = answers.given.copy()
    for at in items:
        known = given[at] != NONE
        # on the range of the key an answer x counts start + step * x; turned, low + high - that
        ends = form.low[at] + form.high[at]
        given[at, known] = np.round((ends - 2 * answers.start) / answers.step - given[at, known])
    return replace(answers, given=given, notes=(*answers.notes, Message("forms.turned-already", items=names)))


def _refuse_strange(answers: Answers, marked: Collection[str], reversed_items: Collection[int]) -> None:
    """Refuse marks on items that the key does not reverse: they are those of another form."""
    form = answers.key
    strange = [
        label for at, label in enumerate(form.labels, 1) if label in marked and at not in reversed_items
    ]
    if strange:
        fitting = [name for name in instruments() if _reverses(key(name), marked)]
        values = {"items": few(strange), "title": form.title, "fitting": ", ".join(fitting) or "-"}
        raise InputError("forms.turned-strange", where=form.id, **values)


def _reverses(form: Key, marked: Collection[str]) -> bool:
    return {form.labels[item - 1] for scale in form.subscales for item in scale.reversed} == set(marked)


def _already(answers: Answers, items: list[int]) -> bool | None:
    """Say whether marked items go with the others of their scale as they stand; None if unsure."""
    weights, agreement = 0.0, 0.0
    for scale in answers.key.subscales:
        mine = [item - 1 for item in scale.items if item - 1 in items]
        rest = [item - 1 for item in scale.items if item not in scale.reversed]
        if mine and rest:
            r, n = _correlation(_mean(answers, mine), _mean(answers, rest))
            weights += max(n - 3, 0)
            agreement += np.arctanh(np.clip(r, -0.999, 0.999)) * max(n - 3, 0)
    if weights <= 0:
        return None
    z = agreement / np.sqrt(weights)
    return bool(z > 0) if abs(z) > _SURE else None


def _mean(answers: Answers, items: list[int]) -> NDArray[np.float64]:
    given = answers.given[items].astype(np.float64)
    given[given == NONE] = np.nan
    count = (~np.isnan(given)).sum(axis=0)
    return np.asarray(np.where(count > 0, np.nansum(given, axis=0) / np.maximum(count, 1), np.nan))


def _correlation(one: NDArray[np.float64], two: NDArray[np.float64]) -> tuple[float, int]:
    both = ~np.isnan(one) & ~np.isnan(two)
    if both.sum() < 4 or one[both].std() == 0 or two[both].std() == 0:
        return 0.0, 0
    return float(np.corrcoef(one[both], two[both])[0, 1]), int(both.sum())

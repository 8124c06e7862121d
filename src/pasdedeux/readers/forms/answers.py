"""From filled-in forms to numbers that can be trusted: read, checked, moved onto the key's range."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.instruments.answers import NONE, Answers, Impossible
from pasdedeux.instruments.keys import Key
from pasdedeux.readers.forms.forms import Forms
from pasdedeux.readers.tables.cells import MISSING_NUMBERS
from pasdedeux.readers.wording import with_worded_ends
from pasdedeux.words import Message

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
ShortArray = NDArray[np.int16]
Wrong = list[tuple[int, NDArray[np.int64]]]  # items, and the people who gave an impossible answer to them

ENOUGH_PEOPLE, ENOUGH_ANSWERS = 20, 200  # from here on, a top answer that nobody gave is worth a question
MOST_WORDS = 12  # different answers in words that a scale may have
MORE_STEPS = 4  # answers this far above the range may come from a form with more steps


def check_answers(
    forms: Forms,
    form: Key,
    *,
    missing: Sequence[float] = (),
    answered: tuple[int, int] | None = None,
    impossible: Literal["stop", "exclude"] = "stop",
) -> Answers:
    """Read the answers in filled-in forms, name what cannot be, and move them onto the range of the key.

    Parameters
    ----------
    forms
        The filled-in forms.
    form
        Key of the questionnaire.
    missing
        Codes that mean "no answer" in this table, e.g. ``[0]`` or ``[-99]``.
    answered
        Smallest and largest answer people could give, where that is not the key's range. They are
        moved linearly. Giving the key's own range says that it is right although nobody used its top.
    impossible
        ``"stop"`` raises; ``"exclude"`` leaves these people unscored and lists their answers.

    Raises
    ------
    InputError
        If answers are impossible and that was not excused, or if they look like those of another range.
    """
    if answered is not None and not form.uniform:
        raise InputError("forms.no-shared-range", where="answered", title=form.title)
    if answered is not None and answered[0] >= answered[1]:
        raise InputError("forms.odd-range", where="answered", low=answered[0], high=answered[1])
    low, high = _ends(form, answered)
    given, wrong = _given(forms, missing, low, high)
    if wrong and impossible == "stop":
        raise _impossible(forms, wrong, given, form)
    spoiled = np.zeros(given.shape[1], np.bool_)
    for _, people in wrong:
        spoiled[people] = True
    if wrong:
        given[:, spoiled] = NONE
    start, step, notes = _moved(form, answered) if answered else (0.0, 1.0, _narrow(given, form))
    return Answers(
        key=form,
        given=given,
        start=start,
        step=step,
        impossible=tuple(_named(forms, wrong)),
        spoiled=spoiled,
        rows=forms.rows,
        ids=forms.ids,
        notes=(*forms.notes, *notes),
    )


def _moved(form: Key, answered: tuple[int, int]) -> tuple[float, float, tuple[Message, ...]]:
    """Start and step that carry answers from their own range onto the key's, and a note on it."""
    if answered == (form.low[0], form.high[0]):
        return 0.0, 1.0, ()
    step = (form.high[0] - form.low[0]) / (answered[1] - answered[0])
    note = Message(
        "forms.moved", from_low=answered[0], from_high=answered[1], low=form.low[0], high=form.high[0]
    )
    return form.low[0] - answered[0] * step, step, (note,)


def _ends(form: Key, answered: tuple[int, int] | None) -> tuple[Sequence[int], Sequence[int]]:
    if answered is None:
        return form.low, form.high
    return (answered[0],) * len(form.low), (answered[1],) * len(form.high)


def _given(
    forms: Forms, missing: Sequence[float], low: Sequence[int], high: Sequence[int]
) -> tuple[ShortArray, Wrong]:
    """Read answers item by item, and find the people who gave something impossible."""
    given = np.empty((len(forms.cells), len(forms)), np.int16)
    wrong: Wrong = []
    for item, (cells, bottom, top) in enumerate(zip(forms.cells, low, high, strict=True)):
        numbers, words = _numbers(cells)
        for code in missing:
            numbers[numbers == code] = np.nan
        bad = words | (numbers < bottom) | (numbers > top) | (np.floor(numbers) < numbers)
        if bad.any():
            wrong.append((item, np.flatnonzero(bad)))
            numbers[bad] = np.nan
        given[item] = np.where(np.isnan(numbers), NONE, numbers)
    return given, wrong


def _numbers(column: Any) -> tuple[FloatArray, BoolArray]:
    """Numbers of a column, and where it holds words that are neither number nor blank."""
    raw = np.asarray(column)
    if raw.dtype.kind in "iufb":
        return raw.astype(np.float64), np.zeros(len(raw), np.bool_)
    return _parsed(raw)


def _parsed(raw: NDArray[Any]) -> tuple[FloatArray, BoolArray]:
    """Numbers in a column of mixed things, and where it holds words that are neither number nor blank."""
    import pandas as pd  # noqa: PLC0415 (only odd columns need it)

    texts = pd.Series(raw.astype(object))
    blank = texts.isna() | (texts.astype(str).str.strip() == "")
    texts = texts.replace(r"^\s*([-+]?\d+),(\d+)\s*$", r"\1.\2", regex=True)
    numbers = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.array(numbers), np.asarray(np.isnan(numbers) & ~blank.to_numpy(dtype=bool))


def _named(forms: Forms, wrong: Wrong, most: int | None = None) -> list[Impossible]:
    """Impossible answers by person, then item; only the first few where ``most`` says so."""
    places = sorted((int(person), item) for item, people in wrong for person in people[:most])[:most]
    return [Impossible(*forms.place(item, at), _shown(forms.cells[item][at]), at) for at, item in places]


def _shown(value: Any) -> str:
    return repr(value) if isinstance(value, str) else f"{value:g}"


def _impossible(forms: Forms, wrong: Wrong, given: ShortArray, form: Key) -> InputError:
    count = sum(len(people) for _, people in wrong)
    first = _named(forms, wrong, most=5)
    answers = _chain("forms.then", [answer.place for answer in first])
    if count > len(first):
        answers = Message("forms.then-more", first=answers, n=count - len(first))
    zeros = {answer.value for answer in first} <= {"0", "'0'"}
    remedies = [Message("forms.if-zero-is-missing")] if zeros else []
    if zeros and form.uniform and (given != NONE).any() and (top := int(given.max())) < form.high[0]:
        remedies.append(Message("forms.if-other-range", low=0, high=top))
    if form.uniform and (top := _more_steps(forms, wrong, form.high[0]) or 0):
        remedies.append(Message("forms.if-other-range", low=form.low[0], high=top))
    whole = _whole_range(forms, form)
    if whole:
        remedies = [Message("forms.if-other-range", low=whole[0], high=whole[1])]
    elif words := _words(forms, wrong):
        remedies.append(Message("forms.if-words", order=_order(words, given)))
    else:
        remedies += [Message("forms.if-missing", code=code) for code in _codes(forms, wrong, form)]
    remedies.append(Message("forms.correct-or-exclude"))
    return InputError(
        "forms.impossible",
        where=form.id,
        n=count,
        ranges=_ranges(form),
        answers=answers,
        remedies=_chain("forms.two-remedies", remedies),
    )


def _whole_range(forms: Forms, form: Key) -> tuple[int, int] | None:
    """Lowest and highest answer, where the scale is as long as the key but lies elsewhere: -3 to 3."""
    numbers = np.concatenate([_numbers(cells)[0] for cells in forms.cells])
    known = numbers[~np.isnan(numbers)]
    if not form.uniform or not len(known) or (known != np.round(known)).any() or known.min() >= 0:
        return None
    low, high = int(known.min()), int(known.max())
    return (low, high) if high - low == form.high[0] - form.low[0] else None


def _words(forms: Forms, wrong: Wrong) -> list[str]:
    """Different words among the impossible answers; empty where they are too many for a scale."""
    cells = (forms.cells[item][at] for item, people in wrong for at in people)
    found = dict.fromkeys(cell.strip() for cell in cells if isinstance(cell, str))
    words = [text for text in found if not any(sign.isdigit() for sign in text)]
    return words if 1 < len(words) <= MOST_WORDS else []


def _order(words: list[str], given: ShortArray) -> str:
    """Give all answers in order where that is known, else an example of how to write it."""
    order = with_worded_ends(words, np.unique(given[given != NONE]).tolist())
    return ",".join(order or ["never", "sometimes", "always"])


def _chain(name: str, messages: Sequence[Message]) -> Message:
    """Make one message of several."""
    return reduce(lambda first, then: Message(name, first=first, then=then), messages)


def _codes(forms: Forms, wrong: Wrong, form: Key) -> list[float]:
    """Numbers among the impossible answers that usually mean "no answer"."""
    beyond = np.concatenate([_numbers(forms.cells[item])[0][people] for item, people in wrong])
    codes = np.unique(beyond[np.isin(beyond, list(MISSING_NUMBERS))])
    return [float(code) for code in codes if code < min(form.low) - 1 or code > max(form.high) + MORE_STEPS][
        :3
    ]


def _more_steps(forms: Forms, wrong: Wrong, high: int) -> int | None:
    """Highest answer, if every impossible one is a whole number a few steps above the key's range."""
    beyond = np.concatenate([_numbers(forms.cells[item])[0][people] for item, people in wrong])
    few = (beyond > high) & (beyond <= high + MORE_STEPS) & (np.floor(beyond) == beyond)
    return int(beyond.max()) if few.all() else None


def _ranges(form: Key) -> list[Message]:
    ends = sorted(set(zip(form.low, form.high, strict=True)))
    return [Message("forms.range", low=low, high=high) for low, high in ends]


def _narrow(given: ShortArray, form: Key) -> tuple[Message, ...]:
    """Refuse a sample that never uses the top of the range; a small one gets a note instead."""
    low, high, top = form.low[0], form.high[0], int(given.max())
    if not form.uniform or len(given) < 2 or top >= high or top == NONE:
        return ()
    seen = given != NONE
    people, answers = int(seen.any(axis=0).sum()), int(seen.sum())
    if people < ENOUGH_PEOPLE or answers < ENOUGH_ANSWERS:
        return (Message("forms.none-above", top=top, low=low, high=high),)
    raise InputError("forms.fewer-steps", where=form.id, answers=answers, top=top, low=low, high=high)

"""From the columns of a table to numbers that can be trusted: read, checked, moved onto the key's range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.instruments.keys import Key

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

ENOUGH_PEOPLE, ENOUGH_ANSWERS = 20, 200  # from here on, a top answer that nobody gave is worth a question


@dataclass(frozen=True, slots=True)
class Impossible:
    """An answer that cannot be one.

    Parameters
    ----------
    row
        Row of the table, counted as a spreadsheet does: the header is row 1.
    column
        Name of the column.
    value
        What stands there.
    """

    row: int
    column: str
    value: str

    def __str__(self) -> str:
        return f"row {self.row}, column '{self.column}': {self.value}"


@dataclass(frozen=True, eq=False, slots=True)
class Answers:
    """Answers of N people to the items of one form, on the range of its key.

    Parameters
    ----------
    items
        Shape (items, N); NaN where missing or impossible.
    impossible
        Every impossible answer.
    spoiled
        Shape (N,): True for people with an impossible answer; they are not scored.
    notes
        What was done on the way, in plain sentences.
    """

    items: FloatArray
    impossible: tuple[Impossible, ...]
    spoiled: BoolArray
    notes: tuple[str, ...]


def read_answers(
    table: pd.DataFrame | Mapping[str, Any],
    columns: Sequence[str],
    form: Key,
    *,
    missing: Sequence[float] = (),
    answered: tuple[int, int] | None = None,
    impossible: Literal["stop", "exclude"] = "stop",
) -> Answers:
    """Read the answers of a form, name what cannot be, and move them onto the range of the key.

    Parameters
    ----------
    table
        One row per person.
    columns
        Columns of the items, in published order.
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
        raise InputError(
            f"The items of {form.title} do not share one range, so answers cannot be moved.", where="answered"
        )
    if answered is not None and answered[0] >= answered[1]:
        raise InputError(f"A range needs a smaller and a larger end, not {answered}.", where="answered")
    values, wrong = _numbers(table, columns, missing)
    low, high = _ends(form, answered)
    wrong += _outside(values, columns, low, high)
    if wrong and impossible == "stop":
        raise _impossible(wrong, values, form)
    spoiled = np.zeros(values.shape[1], np.bool_)
    spoiled[[answer.row - 2 for answer in wrong]] = True
    values[:, spoiled] = np.nan
    notes = [] if answered else _narrow(values, form)
    if answered is not None and answered != (form.low[0], form.high[0]):
        values = _moved(values, answered, form)
        notes.append(
            f"Answers on {answered[0]}-{answered[1]} were moved linearly onto {form.low[0]}-{form.high[0]};"
            " a form with fewer steps is not the same form, so compare with published figures with care."
        )
    return Answers(values, tuple(sorted(wrong, key=lambda answer: answer.row)), spoiled, tuple(notes))


def _ends(form: Key, answered: tuple[int, int] | None) -> tuple[Sequence[int], Sequence[int]]:
    if answered is None:
        return form.low, form.high
    return (answered[0],) * len(form.low), (answered[1],) * len(form.high)


def _numbers(
    table: pd.DataFrame | Mapping[str, Any], columns: Sequence[str], missing: Sequence[float]
) -> tuple[FloatArray, list[Impossible]]:
    wrong: list[Impossible] = []
    people = len(table[columns[0]])
    if not people:
        raise InputError("There is nobody in this table.", where="table")
    values = np.empty((len(columns), people))
    for place, column in enumerate(columns):
        raw = np.asarray(table[column])
        if len(raw) != people:
            raise InputError("The columns are not equally long.", where="table")
        if raw.dtype.kind in "iufb":
            values[place] = raw
        else:
            values[place], words = _parsed(raw)
            wrong += [Impossible(int(row) + 2, column, repr(str(raw[row]))) for row in np.flatnonzero(words)]
        for code in missing:
            values[place, values[place] == code] = np.nan
    return values, wrong


def _parsed(raw: NDArray[Any]) -> tuple[FloatArray, BoolArray]:
    """Numbers in a column of mixed things, and where it holds words that are neither number nor blank."""
    import pandas as pd  # noqa: PLC0415 (only odd columns need it)

    texts = pd.Series(raw.astype(object))
    blank = texts.isna() | (texts.astype(str).str.strip() == "")
    numbers = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.array(numbers), np.asarray(np.isnan(numbers) & ~blank.to_numpy(dtype=bool))


def _outside(
    values: FloatArray, columns: Sequence[str], low: Sequence[int], high: Sequence[int]
) -> list[Impossible]:
    wrong: list[Impossible] = []
    for answers, column, bottom, top in zip(values, columns, low, high, strict=True):
        outside = (answers < bottom) | (answers > top) | (np.floor(answers) < answers)
        wrong += [Impossible(int(row) + 2, column, f"{answers[row]:g}") for row in np.flatnonzero(outside)]
    return wrong


def _impossible(wrong: Sequence[Impossible], values: FloatArray, form: Key) -> InputError:
    first = "; ".join(str(answer) for answer in wrong[:5])
    more = f"; and {len(wrong) - 5} more" if len(wrong) > 5 else ""
    remedies = ["Correct them, or pass impossible='exclude' to leave these people out and list them."]
    if {answer.value for answer in wrong} == {"0"}:
        remedies.insert(0, "If 0 means 'no answer' here, pass missing=[0].")
    seen = values[~np.isnan(values)]
    if form.uniform and seen.size and seen.max() < form.high[0]:
        ends = f"{seen.min():g}, {seen.max():g}"
        remedies.append(f"If that is the range people answered on, pass answered=({ends}).")
    return InputError(
        f"{len(wrong)} answers are not whole numbers from {_range(form)}: {first}{more}.",
        where=form.id,
        remedy=" ".join(remedies),
    )


def _range(form: Key) -> str:
    if form.uniform:
        return f"{form.low[0]} to {form.high[0]}"
    ends = {f"{bottom} to {top}" for bottom, top in zip(form.low, form.high, strict=True)}
    return " or ".join(sorted(ends))


def _narrow(values: FloatArray, form: Key) -> list[str]:
    """Refuse a sample that never uses the top of the range; a small one gets a note instead."""
    seen = ~np.isnan(values)
    if not form.uniform or len(values) < 2 or not seen.any():
        return []
    top, people, answers = np.nanmax(values), int(seen.any(axis=0).sum()), int(seen.sum())
    if top >= form.high[0]:
        return []
    low, high = form.low[0], form.high[0]
    if people < ENOUGH_PEOPLE or answers < ENOUGH_ANSWERS:
        return [f"No answer is above {top:g}; make sure that the form ran from {low} to {high}."]
    raise InputError(
        f"None of {answers} answers is above {top:g}, but the key runs from {low} to {high}."
        " The form seems to have had fewer steps.",
        where=form.id,
        remedy=f"Pass answered=({low}, {top:g}) to move the answers linearly onto {low}-{high},"
        f" or answered=({low}, {high}) if the form did run to {high}.",
    )


def _moved(values: FloatArray, answered: tuple[int, int], form: Key) -> FloatArray:
    step = (form.high[0] - form.low[0]) / (answered[1] - answered[0])
    return np.asarray(form.low[0] + (values - answered[0]) * step)

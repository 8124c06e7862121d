"""Answers to one questionnaire, as numbers on the range of its key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import whole
from pasdedeux.instruments.keys import Key
from pasdedeux.words import Message

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
ShortArray = NDArray[np.int16]
IntArray = NDArray[np.int64]

NONE = -32768  # no answer; every answer is far from it


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
    person
        Whose it is: place among the forms, from 0.
    """

    row: int
    column: str
    value: str
    person: int

    @property
    def place(self) -> Message:
        """Where it stands, and what."""
        return Message("instruments.scores.impossible", row=self.row, column=self.column, value=self.value)


@dataclass(frozen=True, eq=False, slots=True)
class Answers:
    """Answers of N people to the items of one form.

    Parameters
    ----------
    key
        Key of the form.
    given
        Shape (items, N): the whole numbers as they were given, `NONE` where missing or impossible.
        Two bytes each, so that a million forms fit into memory twice over.
    start, step
        An answer x counts as ``start + step * x`` on the range of the key.
    impossible
        Every impossible answer.
    spoiled
        Shape (N,): True for people with an impossible answer; they are not scored.
    rows
        Shape (N,): row of the table in which each form begins, the header being row 1.
    ids
        ``couple`` and ``partner`` of each form as texts, where the table has them.
    notes
        What was done on the way.
    """

    key: Key
    given: ShortArray
    start: float
    step: float
    impossible: tuple[Impossible, ...]
    spoiled: BoolArray
    rows: IntArray
    ids: Mapping[str, Sequence[str]] = field(default_factory=dict)
    notes: tuple[Message, ...] = ()

    @classmethod
    def of_one(cls, form: Key, given: Mapping[str, int | None]) -> Answers:
        """Take one person's answers by item label, as a screen collects them; None where not answered.

        Raises
        ------
        InputError
            If an answer is no whole number within the item's range.
        """
        answers = []
        for label, low, high in zip(form.labels, form.low, form.high, strict=True):
            one = given.get(label)
            answers.append(NONE if one is None else whole(label, one, low, high))
        return cls(form, np.array([answers], np.int16).T, 0.0, 1.0, (), np.zeros(1, np.bool_), np.array([2]))

    def on_key(self, items: NDArray[np.int64], people: slice) -> FloatArray:
        """Answers to these items by these people on the range of the key; NaN where missing."""
        given = self.given[items, people]
        return np.where(given == NONE, np.nan, self.start + self.step * given)

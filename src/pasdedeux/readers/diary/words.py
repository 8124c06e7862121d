"""Columns whose answers are words, read as numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

import numpy as np

from pasdedeux.readers.diary.options import ReadOptions
from pasdedeux.readers.tables.cells import MISSING_TEXT, Numbers, factors, shortened
from pasdedeux.readers.tables.table import RawTable
from pasdedeux.readers.wording import Wording, in_numbers
from pasdedeux.words import Message

_MOST_STEPS = 12
"""Different answers in words that a column of answers may have."""


class Worded:
    """Reads answers in words by the order that the caller named, or by usual wordings."""

    def __init__(self, table: RawTable, options: ReadOptions) -> None:
        self.table = table
        self.order = options.answers
        self.missing = MISSING_TEXT | {code.casefold() for code in options.missing}

    def read(self, column: str, read: Numbers, notes: list[Message], *, known: bool, idle: bool) -> Numbers:
        """Turn words into numbers where they are usual answers; else give back what was read.

        Parameters
        ----------
        column, read
            The column, and how far it could be read as numbers.
        notes
            Where to say what was done.
        known
            Whether this is a role that was recognised or asked for: yes and no count only there.
        idle
            Whether the column is a counter or the like and is nobody's answer.
        """
        codes, texts = factors(self.table.frame[column])
        answers = self._answers(texts)
        most = np.inf if self.order else _MOST_STEPS
        if idle or len([text for text in answers if not _is_number(text)]) > most:
            return read
        wording = in_numbers(answers, order=self.order, among=self._others)
        alone = not known and len(answers) < 2
        if (
            wording is None
            or alone
            or (wording.kind in {"yes-no", "codes"} and not known and not _few_codes(wording))
        ):
            return read
        values = np.array([wording.numbers.get(text, np.nan) for text in texts])
        notes.append(_note(column, wording))
        return replace(read, cells=values[codes], text=np.empty(0, np.intp), first="", share=0.0)

    def _answers(self, texts: Iterable[str]) -> list[str]:
        return [text for text in texts if text.casefold() not in self.missing]

    @cached_property
    def _others(self) -> tuple[str, ...]:
        """Answers in words anywhere in the table."""
        found: dict[str, None] = {}
        for column in self.table.columns:
            cells = self.table.frame[column]
            if cells.dtype == object or str(cells.dtype) in {"str", "string", "category"}:
                texts = self._answers(factors(cells)[1]) if cells.nunique() <= _MOST_STEPS else []
                found |= dict.fromkeys(texts)
        return tuple(found)


def _few_codes(wording: Wording) -> bool:
    """Say whether codes such as A1 to A7 look like the steps of a scale and not like people."""
    steps = wording.numbers.values()
    by_default = all(answer.upper().startswith("A") for answer in wording.numbers)
    return wording.kind == "codes" and by_default and max(steps) <= 11 and len(steps) > 3


def _is_number(text: str) -> bool:
    return text.replace(",", ".").replace(".", "", 1).lstrip("+-").isdigit()


def _note(column: str, wording: Wording) -> Message:
    ends = sorted(wording.numbers.items(), key=lambda pair: pair[1])
    (low, first), (high, last) = ends[0], ends[-1]
    return Message(
        "readers.worded", column=column, low=shortened(low), first=first, high=shortened(high), last=last
    )

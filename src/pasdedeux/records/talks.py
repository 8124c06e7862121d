"""Coded talks: who did what when, as trained observers coded it, under any code scheme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, overload

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.people import Couple
from pasdedeux.records.record import FloatArray
from pasdedeux.records.records import Provenance
from pasdedeux.words import Message

Form = Literal["events", "turns", "intervals"]


@names_wrong_arguments
@dataclass(frozen=True, eq=False, slots=True)
class Talk:
    """One coded talk of one couple.

    Parameters
    ----------
    couple
        Who the two are; `who` counts in this order. Anxiety, avoidance and other moderators are their traits.
    codes
        Names of the K codes, as the scheme has them.
    form
        ``"events"`` (point or state events, any order), ``"turns"`` (one code a speaking turn) or
        ``"intervals"`` (each partner gets a code in each interval).
    who
        Shape (E,). 0 or 1.
    code
        Shape (E,). Which code, 0 to K - 1; -1 where an interval or a turn was not codable.
    start
        Shape (E,). Seconds since the talk began, not decreasing; the number of the turn or interval
        where the file has no clock (`clock` is False).
    end
        Shape (E,). Where a state or an interval ended; NaN for point events.
    clock
        False where `start` counts turns or intervals.
    id
        Tells several talks of one couple apart.

    Raises
    ------
    InputError
        If shapes disagree, a number is out of range, or times decrease.

    Examples
    --------
    >>> from pasdedeux.people import Couple, Person
    >>> couple = Couple("07", (Person("M"), Person("W")))
    >>> who, code = np.array([0, 1, 0]), np.array([0, 1, 0])
    >>> talk = Talk(couple, ("demand", "withdraw"), "turns", who, code, np.arange(3.0))
    >>> len(talk)
    3
    """

    couple: Couple
    codes: tuple[str, ...]
    form: Form
    who: NDArray[np.int8]
    code: NDArray[np.int16]
    start: FloatArray
    end: FloatArray = field(default_factory=lambda: np.empty(0))
    clock: bool = False
    id: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "who", np.asarray(self.who, np.int8))
        object.__setattr__(self, "code", np.asarray(self.code, np.int16))
        object.__setattr__(self, "start", np.asarray(self.start, float))
        if not self.end.size:
            object.__setattr__(self, "end", np.full(len(self.start), np.nan))
        shapes = {array.shape for array in (self.who, self.code, self.start, self.end)}
        good = (
            len(shapes) == 1
            and np.isin(self.who, (0, 1)).all()
            and ((self.code >= -1) & (self.code < len(self.codes))).all()
            and (np.diff(self.start) >= 0).all()
        )
        if not good:
            raise InputError(
                "records.talks.broken", where=Message("records.at.couple", couple=self.couple.id)
            )

    def __len__(self) -> int:
        return len(self.who)

    @property
    def grid(self) -> NDArray[np.int16]:
        """Shape (T, 2): the code of each partner in each interval, -1 where there is none.

        Examples
        --------
        >>> from pasdedeux.people import Couple, Person
        >>> couple = Couple("07", (Person("M"), Person("W")))
        >>> who, start = np.array([0, 1, 0]), np.array([0.0, 0.0, 1.0])
        >>> Talk(couple, ("calm", "tense"), "intervals", who, np.array([0, 1, 1]), start).grid.tolist()
        [[0, 1], [1, -1]]
        """
        _, row = np.unique(self.start, return_inverse=True)
        grid = np.full((int(row.max(initial=-1)) + 1, 2), -1, np.int16)
        grid[row, self.who] = self.code
        return grid


@names_wrong_arguments
@dataclass(frozen=True, eq=False)
class Talks(Sequence[Talk]):
    """All talks of a study, coded by one scheme.

    Parameters
    ----------
    talks
        With the same codes and the same form.
    classes
        What a code is counted as: ``"press"``, ``"counter"``, ``"away"``, ``"soft"`` or ``"other"``; empty
        where the scheme has no map, and codes stand for themselves.
    scheme
        Name of the code scheme or of the map's file; empty where none was named.
    provenance
        Where they come from.
    distinguishable
        True where the order of the partners means something (man and woman, patient and spouse).

    Raises
    ------
    InputError
        If there is no talk, or codes or forms differ.
    """

    talks: tuple[Talk, ...]
    classes: Mapping[str, str] = field(default_factory=dict)
    scheme: str = ""
    provenance: Provenance = field(default_factory=Provenance)
    distinguishable: bool = True

    def __post_init__(self) -> None:
        if not self.talks:
            raise InputError("records.talks.empty", where=self.provenance.source)
        first = self.talks[0]
        for talk in self.talks:
            if talk.codes != first.codes or talk.form != first.form:
                where = Message("records.at.couple", couple=talk.couple.id)
                raise InputError("records.talks.differ", where=where)

    def __repr__(self) -> str:
        turns = sum(len(talk) for talk in self.talks)
        return f"Talks({len(self)} of {self.couples} couples, {turns} coded {self.form})"

    def __len__(self) -> int:
        return len(self.talks)

    def __iter__(self) -> Iterator[Talk]:
        return iter(self.talks)

    @overload
    def __getitem__(self, key: int) -> Talk: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[Talk, ...]: ...
    def __getitem__(self, key: int | slice) -> Talk | tuple[Talk, ...]:
        return self.talks[key]

    @property
    def codes(self) -> tuple[str, ...]:
        """Names of the codes."""
        return self.talks[0].codes

    @property
    def form(self) -> Form:
        """By event, by turn or by interval."""
        return self.talks[0].form

    @property
    def counts(self) -> NDArray[np.int64]:
        """Shape (K, 2): how often each partner showed each code."""
        counts = np.zeros((len(self.codes), 2), np.int64)
        for talk in self:
            given = talk.code >= 0
            np.add.at(counts, (talk.code[given], talk.who[given]), 1)
        return counts

    @property
    def couples(self) -> int:
        """Number of couples."""
        return len({talk.couple.id for talk in self.talks})

"""A telling that is being told on a screen: what was answered so far, and which page comes next.

A page asks one question, and one tap answers it. What needs no answer stands beside the last button.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from pasdedeux.records import Move, Telling
from pasdedeux.services.telling import KINDS, MOVES, TELLER, Form, Step, own_words, steps, told

ASIDE = (Step.DAY, Step.APART)
"""Answered beforehand, today and in one place; a link changes it."""
LAST = (Step.HELPED, Step.WORDS, Step.RAISED, Step.LASTED, Step.KEPT)
"""Asked on the last page, where none of them needs an answer."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A telling that is not finished.

    Parameters
    ----------
    form
        How much is asked.
    answers
        By step; None where a question was skipped.
    page
        Where the person is: place in `pages`, or their number for the last page.

    Examples
    --------
    >>> draft = Draft.begun("near-miss", date(2026, 11, 3))
    >>> draft.pages
    (<Step.TRIGGER: 'trigger'>, <Step.TURNED: 'turned'>)
    >>> Draft.of(draft.held()) == draft
    True
    """

    form: Form
    answers: Mapping[Step, Any]
    page: int = 0

    @classmethod
    def begun(cls, form: Form | str, today: date, moves: tuple[Move, ...] = ()) -> Draft:
        """Begin one today, with moves that are known already.

        Raises
        ------
        ValueError
            If there is no such form.
        """
        begun = cls(Form(form), {Step.DAY: today, Step.APART: any(move.by_phone for move in moves)})
        return replace(begun, answers={**begun.answers, begun.moves_step: moves}) if moves else begun

    @property
    def moves_step(self) -> Step:
        """The question of this form that takes moves."""
        return next(step for step in steps(self.form, {}) if step in MOVES)

    @property
    def moves(self) -> tuple[Move, ...]:
        """The moves so far."""
        return tuple(self.answers.get(self.moves_step) or ())

    @property
    def pages(self) -> tuple[Step, ...]:
        """The questions that have a page of their own."""
        return tuple(step for step in steps(self.form, self.answers) if step not in {*ASIDE, *LAST})

    @property
    def aside(self) -> tuple[Step, ...]:
        """What is answered beforehand."""
        return tuple(step for step in steps(self.form, self.answers) if step in ASIDE)

    @property
    def last(self) -> tuple[Step, ...]:
        """What the last page asks, in the order in which it stands there."""
        asked = steps(self.form, self.answers)
        return tuple(step for step in LAST if step in asked or step is Step.WORDS)

    def answered(self, answers: Mapping[Step, Any], page: int) -> Draft:
        """Put answers down and go to a page."""
        known = {**self.answers, **answers}
        by_phone = bool(known.get(Step.APART))
        moves = tuple(replace(move, by_phone=by_phone) for move in known.get(self.moves_step) or ())
        return replace(self, answers={**known, self.moves_step: moves}, page=page)

    def laid(self, move: Move) -> Draft:
        """Lay one move behind the others; where that was the last one asked for, go on."""
        most = MOVES[self.moves_step]
        moves = (*self.moves, move)[:most]
        page = self.pages.index(self.moves_step)
        return self.answered({self.moves_step: moves}, page + (len(moves) == most))

    def undone(self) -> Draft:
        """Take the last move away again."""
        return self.answered({self.moves_step: self.moves[:-1]}, self.pages.index(self.moves_step))

    def called(self, words: str) -> Draft:
        """Call the last move by one's own words.

        Examples
        --------
        >>> draft = Draft.begun("short", date(2026, 11, 3), (Move("leaves", mine=False),))
        >>> draft.called("slams the door").moves[0].words
        'slams the door'
        """
        if not self.moves:
            return self
        *before, last = self.moves
        named = (*before, replace(last, words=own_words(words)))
        return self.answered({self.moves_step: named}, self.pages.index(self.moves_step))

    def telling(self, person: str = TELLER) -> Telling:
        """Make the telling of what was answered."""
        asked = {*steps(self.form, self.answers), Step.WORDS}
        return told(self.form, {step: one for step, one in self.answers.items() if step in asked}, person)

    def held(self) -> dict[str, Any]:
        """Lay it out as plain values, for JSON."""
        answers = {step.value: _plain(one) for step, one in self.answers.items()}
        return {"form": self.form.value, "answers": answers, "page": self.page}

    @classmethod
    def of(cls, held: Mapping[str, Any]) -> Draft:
        """Take it back from plain values."""
        answers = {Step(name): _answer(Step(name), one) for name, one in held["answers"].items()}
        return cls(Form(held["form"]), MappingProxyType(answers), held["page"]).answered({}, held["page"])


def _plain(answer: Any) -> Any:
    if isinstance(answer, StrEnum | date):
        return str(answer)
    if isinstance(answer, tuple):
        return [_plain(one) for one in answer]
    if isinstance(answer, Move):
        return [answer.act, answer.mine, answer.words]
    return answer


def _answer(step: Step, plain: Any) -> Any:
    if plain is None:
        return None
    if step in MOVES:
        return tuple(Move(act, mine=mine, words=words) for act, mine, words in plain)
    if step in KINDS:
        return KINDS[step](plain)
    if step is Step.DAY:
        return date.fromisoformat(plain)
    return tuple(plain) if step is Step.HELPED else plain

"""Answers in words, as numbers: agreement, frequency, strength, yes and no, codes, labelled numbers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pasdedeux.readers.plain import plain, words


@dataclass(frozen=True)
class Wording:
    """Numbers for answers in words.

    Parameters
    ----------
    kind
        How they were found: ``"labelled"``, ``"codes"``, ``"yes-no"``, ``"order"`` or ``"named"``.
    numbers
        Number by answer, as it stands in the file.
    steps
        Steps of the scale where its wording tells, else 0.
    """

    kind: str
    numbers: dict[str, float]
    steps: int = 0


_YES = frozenset(words("yes y true ja oui vrai si sim wahr waar checked selected x 1"))
_NO = frozenset(words("no n false nein non faux nee nao falsch onwaar unchecked unselected 0"))
_LABELLED = re.compile(
    r"[\[(]?([-+]?\d+(?:[.,]\d+)?)(?:\s*(?:[-\u2013\u2014=:.)\]|/]+|\()\s*|\s+|(?=[%\u00b0]))([^\d\s].*|/?\s*\d+)"
)
_BEHIND = re.compile(r"(\D*?)(?:\s*[-\u2013\u2014=:|\[(]+\s*|\s+)([-+]?\d+(?:[.,]\d+)?)[\])]?")
_BLANK_ONLY = re.compile(r"[-+\d.,]+\s+[^\W\d_].*|[^\W\d_].*\s[-+\d.,]+")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_CODE = re.compile(r"([A-Za-z]{1,6})0*(\d{1,3})")
_LONGEST = 80
"""Letters of the longest wording of an answer; what is longer was written by somebody."""


def in_numbers(
    answers: Iterable[str], *, order: Sequence[str] = (), among: Iterable[str] = ()
) -> Wording | None:
    """Find numbers for answers in words; None where no usual wording holds all of them.

    Parameters
    ----------
    answers
        The different answers of a column, without missing ones.
    order
        The answers in their order, lowest first, where the caller named it: 1, 2, 3, ...
    among
        Answers of other columns in words: the shortest usual scale that holds these too is taken, so that
        columns of one questionnaire are counted alike.

    Examples
    --------
    >>> in_numbers(["Agree", "Strongly disagree", "Neutral"]).numbers
    {'Agree': 4.0, 'Strongly disagree': 1.0, 'Neutral': 3.0}
    >>> in_numbers(["1 - not at all", "4", "7 - extremely"]).numbers
    {'1 - not at all': 1.0, '4': 4.0, '7 - extremely': 7.0}
    >>> in_numbers(["blue", "green"])
    """
    different = list(dict.fromkeys(answers))
    if not different or max(map(len, different)) > _LONGEST:
        return None
    if order:
        return _named(different, order)
    return _labelled(different) or _codes(different) or _yes_no(different) or _ordered(different, list(among))


def _named(answers: list[str], order: Sequence[str]) -> Wording | None:
    places = {_key(answer): place for place, answer in enumerate(order, 1)}
    if not any(_key(answer) in places for answer in answers):
        return None
    found = {answer: _place(answer, places) for answer in answers}
    if any(place is None for place in found.values()):
        return None
    return Wording(
        "named", {answer: float(place) for answer, place in found.items() if place is not None}, len(order)
    )


def _place(answer: str, places: dict[str, int]) -> float | None:
    if _key(answer) in places:
        return places[_key(answer)]
    return _float(answer) if _NUMBER.fullmatch(answer) else None


def with_worded_ends(words: Sequence[str], numbers: Iterable[float]) -> list[str]:
    """Put the words at the ends of a scale around the numbers between; empty where nothing shows it.

    Examples
    --------
    >>> with_worded_ends(["Extremely", "Not at all"], [2, 3, 4])
    ['Not at all', '2', '3', '4', 'Extremely']
    """
    steps = {
        word: {
            (step, max(scale.values())) for scale in _scales() for step in [scale.get(plain(word))] if step
        }
        for word in words
    }
    low = [word for word, found in steps.items() if found and all(step == 1 for step, _ in found)]
    high = [word for word, found in steps.items() if found and all(step > top / 2 for step, top in found)]
    if len(low) > 1 or len(high) > 1 or len(low) + len(high) < len(words):
        return []
    return [*low, *(f"{number:g}" for number in sorted(numbers)), *high]


def _key(answer: str) -> str:
    """Give what answers are compared by: their letters, or their signs where they have none."""
    return plain(answer) or answer.strip()


def _float(text: str) -> float:
    return float(text.replace(",", "."))


def _labelled(answers: list[str]) -> Wording | None:
    """Numbers with a label before or behind them, beside plain numbers."""
    numbers: dict[str, float] = {}
    labels: dict[float, set[str]] = {}
    for answer in answers:
        if _NUMBER.fullmatch(answer):
            numbers[answer] = _float(answer)
            continue
        ahead, behind = _LABELLED.fullmatch(answer), _BEHIND.fullmatch(answer)
        if ahead:
            number, label = ahead[1], ahead[2]
        elif behind and behind[1]:
            number, label = behind[2], behind[1]
        else:
            return None
        numbers[answer] = _float(number)
        labels.setdefault(numbers[answer], set()).add(plain(label))
    different = {label for texts in labels.values() for label in texts}
    one_each = len(different) == len(labels) and all(len(texts) == 1 for texts in labels.values())
    unit = len(different) == 1 and len(labels) > 1  # 60 %, 5/7, 3 points
    if len(labels) == 1 and any(_BLANK_ONLY.fullmatch(answer) for answer in answers):
        return None  # 7 pts among numbers may be a slip
    return Wording("labelled", numbers) if labels and (one_each or unit) else None


def _codes(answers: list[str]) -> Wording | None:
    """Codes such as ``A1`` to ``A7``."""
    found = [_CODE.fullmatch(answer) for answer in answers]
    if len(answers) < 2 or not all(found) or len({match[1] for match in found if match}) > 1:
        return None
    return Wording("codes", {match[0]: float(match[2]) for match in found if match})


def _yes_no(answers: list[str]) -> Wording | None:
    yes_no = {answer: _first_word(answer) in _YES for answer in answers}
    known = all(_first_word(answer) in _YES | _NO for answer in answers) and len(answers) <= len(
        set(yes_no.values())
    )
    known = known or all(plain(answer) in _YES | _NO for answer in answers)
    if not known or all(_NUMBER.fullmatch(answer) for answer in answers):
        return None
    return Wording("yes-no", {answer: float(yes) for answer, yes in yes_no.items()})


def _first_word(answer: str) -> str:
    """Give ``yes`` for ``Yes, we argued``."""
    return plain(re.split(r"[,.;:!(]|\s[-\u2013\u2014]\s", answer)[0])


def _ordered(answers: list[str], among: list[str]) -> Wording | None:
    """Of the usual scales that hold all answers, take that with most others too, then the shortest."""
    own, others = ({plain(answer) for answer in these} for these in (answers, among))
    holding = [scale for scale in _scales() if own <= scale.keys() and _apart(own, scale)]
    if not holding:
        return None
    chosen = min(
        holding, key=lambda scale: (_merged(others, scale), -_held(others, scale), max(scale.values()))
    )
    steps = max(chosen.values())
    return Wording("order", {answer: float(chosen[plain(answer)]) for answer in answers}, steps)


def _apart(answers: set[str], scale: dict[str, int]) -> bool:
    """Say whether different answers are different steps of a scale."""
    return len({scale[answer] for answer in answers}) == len(answers)


def _held(answers: set[str], scale: dict[str, int]) -> int:
    return len(answers & scale.keys())


def _merged(answers: set[str], scale: dict[str, int]) -> int:
    """Count the answers that a scale would make one with another."""
    return _held(answers, scale) - len({scale[answer] for answer in answers & scale.keys()})


@cache
def _scales() -> tuple[dict[str, int], ...]:
    return tuple(
        {
            plain(wording): step
            for step, wordings in enumerate(line.split(","), 1)
            for wording in wordings.split("/")
        }
        for lines in tomllib.loads(Path(__file__).with_name("scales.toml").read_text("utf-8")).values()
        for line in lines
    )

"""Our own five-minute check: two dimensions with this partner, and what I do when it gets hot.

Own items, **not validated**. The result is a point with its uncertainty and some sentences, for the
person who answered. It names no type and gives no verdict, and its limits are part of it: whoever
shows the words shows the limits with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.instruments.answers import Answers
from pasdedeux.instruments.keys import key
from pasdedeux.instruments.scoring import Scores, score_answers
from pasdedeux.words import Language, words

FACETS = ("first", "fear", "style", "silence", "after", "other", "coping")
LIMITS = ("new", "weeks", "kind", "start", "reasons", "future", "safe")
OFTEN = 4  # from this answer on, something happens often
MIDDLE = 3.0
EIGHT_IN_TEN = 1.2816  # standard normal quantile of .9

Tendency = Literal["reach", "away", "both", "neither", "open"]


@dataclass(frozen=True, slots=True)
class Question:
    """One item as a person reads it; ``section`` is ``"weeks"`` or ``"hot"``."""

    id: str
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where answers lie on one dimension (1 to 5), and a range that is right 8 times in 10.

    All three are NaN where too few items were answered.
    """

    value: float
    low: float
    high: float

    @property
    def reading(self) -> str:
        """``"often"``, ``"seldom"``, ``"unsure"`` (the range holds the middle) or ``"open"``."""
        if np.isnan(self.value):
            return "open"
        if self.low > MIDDLE:
            return "often"
        return "seldom" if self.high < MIDDLE else "unsure"

    @property
    def steps(self) -> tuple[int, int]:
        """The range on a line of ten steps, for words without decimals."""
        return round((self.low - 1) * 2.5), round((self.high - 1) * 2.5)

    def to_dict(self) -> dict[str, float] | None:
        """Give value and range as plain data; None where too few items were answered."""
        if self.reading == "open":
            return None
        return {"value": round(self.value, 3), "low": round(self.low, 3), "high": round(self.high, 3)}


@dataclass(frozen=True, slots=True)
class Moment:
    """One facet of a hot moment: how often one reaches and how often one steps back (1 to 5 or None)."""

    facet: str
    reach: int | None
    away: int | None

    @property
    def tendency(self) -> Tendency:
        """Which of the two happens often; both can."""
        if self.reach is None or self.away is None:
            return "open"
        if self.reach >= OFTEN:
            return "both" if self.away >= OFTEN else "reach"
        return "away" if self.away >= OFTEN else "neither"


@dataclass(frozen=True, slots=True)
class CheckWords:
    """The result in words, in the order in which it is read. ``limits`` belongs to it, always."""

    point: tuple[str, ...]
    moments: tuple[str, ...]
    limits: tuple[str, ...]


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class CheckResult:
    """What five minutes of answers show: two places and seven moments.

    Parameters
    ----------
    anxiety, avoidance
        The point on the two dimensions with this partner, each with its range.
    moments
        One per facet.
    answers
        From item to answer, None where not answered.
    scores
        The same as `Scores`, for `trait_priors` and for export.
    """

    anxiety: Place
    avoidance: Place
    moments: tuple[Moment, ...]
    answers: Mapping[str, int | None]
    scores: Scores

    def to_dict(self) -> dict[str, Any]:
        """Give answers, both ranges and the tendency in each moment as plain data, without any name.

        Examples
        --------
        >>> five_minute_check(dict.fromkeys(key("check").labels, 4)).to_dict()["moments"]["first"]
        'both'
        """
        places = {"anxiety": self.anxiety, "avoidance": self.avoidance}
        return {
            "instrument": self.scores.key.id,
            "answers": dict(self.answers),
            **{name: place.to_dict() for name, place in places.items()},
            "moments": {moment.facet: moment.tendency for moment in self.moments},
        }

    def words(self, partner: str, language: Language = "en") -> CheckWords:
        """Put the result into words for the person who answered.

        Parameters
        ----------
        partner
            Name of the partner as the person says it.
        language
            One of the catalogues.

        Examples
        --------
        >>> result = five_minute_check(dict.fromkeys(key("check").labels, 4))
        >>> words = result.words("Sam")
        >>> words.moments[1], words.limits[0][:18]
        ('At first, you want to talk and to get away, both.', 'This check is new.')
        """
        return CheckWords(
            point=self._point(language),
            moments=self._moments(partner, language),
            limits=tuple(
                words(language)(f"instruments.check.limits.{name}", partner=partner) for name in LIMITS
            ),
        )

    def _point(self, language: Language) -> tuple[str, ...]:
        said = []
        for name, place in (("anxiety", self.anxiety), ("avoidance", self.avoidance)):
            said.append(words(language)(f"instruments.check.point.{name}.{place.reading}"))
            if place.reading != "open":
                low, high = place.steps
                said.append(words(language)("instruments.check.point.sure", low=low, high=high))
        return tuple(said)

    def _moments(self, partner: str, language: Language) -> tuple[str, ...]:
        tendencies = [moment.tendency for moment in self.moments]
        if all(tendency == "open" for tendency in tendencies):
            return (words(language)("instruments.check.moments.none"),)
        count = words(language)(
            "instruments.check.moments.count",
            reach=sum(tendency in {"reach", "both"} for tendency in tendencies),
            away=sum(tendency in {"away", "both"} for tendency in tendencies),
            answered=sum(tendency != "open" for tendency in tendencies),
        )
        sentences = (
            words(language)(f"instruments.check.moment.{moment.facet}.{moment.tendency}", partner=partner)
            for moment in self.moments
        )
        return (count, *sentences)


@names_wrong_arguments
def questions(partner: str, language: Language = "en") -> tuple[Question, ...]:
    """All items in the order in which they are asked.

    Parameters
    ----------
    partner
        Name of the partner as the person says it.
    language
        One of the catalogues.

    Examples
    --------
    >>> questions("Sam")[0].text
    'When Sam answers later than usual, I get uneasy.'
    >>> len(questions("Sam", "de"))
    26
    """
    return tuple(
        Question(item, _section(item), words(language)(f"instruments.check.item.{item}", partner=partner))
        for item in key("check").labels
    )


@names_wrong_arguments
def five_minute_check(answers: Mapping[str, int | None]) -> CheckResult:
    """Turn one person's answers into a point with its uncertainty and seven moments.

    Parameters
    ----------
    answers
        From item to answer, 1 (almost never) to 5 (almost always); None or absent where not answered.

    Raises
    ------
    InputError
        If there is no such item, an answer is not possible, or too little is answered to say anything.

    Examples
    --------
    >>> answers = {q.id: 4 if q.id.startswith(("alarm", "reach")) else 2 for q in questions("Sam")}
    >>> result = five_minute_check(answers)
    >>> round(result.anxiety.value, 2), result.moments[0].tendency
    (3.33, 'reach')
    """
    form = key("check")
    strange = sorted(set(answers) - set(form.labels))
    if strange:
        raise InputError("instruments.no-item", where="answers", item=strange[0])
    given = {item: answers.get(item) for item in form.labels}
    blanks = [sum(given[form.labels[i - 1]] is None for i in scale.items) for scale in form.subscales]
    if all(blank > form.may_miss(scale) for blank, scale in zip(blanks, form.subscales, strict=True)):
        raise InputError("instruments.too-few-answers", where="answers")
    scores = score_answers(Answers.of_one(form, given))
    return CheckResult(
        anxiety=_place(scores, "anxiety"),
        avoidance=_place(scores, "avoidance"),
        moments=tuple(Moment(facet, given[f"reach_{facet}"], given[f"away_{facet}"]) for facet in FACETS),
        answers=given,
        scores=scores,
    )


def _section(item: str) -> str:
    return "weeks" if item.startswith(("alarm", "full")) else "hot"


def _place(scores: Scores, name: str) -> Place:
    value = float(scores[name][0])
    reach = EIGHT_IN_TEN * float(scores.se[0, scores.names.index(name)])
    low, high = np.clip([value - reach, value + reach], 1.0, 5.0)
    return Place(value, float(low), float(high))

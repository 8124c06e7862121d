"""Episodes drawn from couples whose answers are known, as two people would tell them: for recovery and tests.

True turns alternate. Each person tells what they remember: turns are left out, taken for another class, and
what then stands in a row of one person becomes one turn. Who writes down which occasion is a choice too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pasdedeux.arguments import names_wrong_arguments, whole, within
from pasdedeux.errors import InputError
from pasdedeux.people import Couple, Person
from pasdedeux.records import (
    ACTS,
    ActClass,
    Beneath,
    Ending,
    Episode,
    Episodes,
    Kind,
    Lasting,
    Move,
    OnTop,
    Provenance,
    Story,
    Telling,
    Trigger,
)

FloatArray = NDArray[np.float64]
Turns = tuple[tuple[int, int], ...]
"""Who (0 or 1) did what (press 0, away 1, soft 2), in order."""

PRESS, AWAY, SOFT, END = range(4)
CLASSES = ((ActClass.PRESS, ActClass.COUNTER), (ActClass.AWAY,), (ActClass.SOFT,))
ACTS_OF = tuple(tuple(name for name, act in ACTS.items() if act.act_class in classes) for classes in CLASSES)
SHORT = 3
"""An occasion of fewer turns is a small one: a near miss."""
LONGEST = 100  # turns, after which anybody stops
OPENING = (0.6, 0.25, 0.15)
MINUTES = 4.0  # median of a turn
UNEVEN = 0.7  # spread of the logarithm of how long an episode lasts
OWN_EASE = 0.3  # spread of the logarithm of the time until at ease between the two

_ORDINARY = ((0.30, 0.35, 0.20, 0.15), (0.45, 0.15, 0.22, 0.18), (0.12, 0.13, 0.45, 0.30))
_ANSWERS: dict[str, tuple[ArrayLike, ArrayLike]] = {
    "ordinary": (_ORDINARY, _ORDINARY),
    "polarised": (
        ((0.45, 0.15, 0.20, 0.20), (0.70, 0.08, 0.12, 0.10), (0.15, 0.10, 0.45, 0.30)),
        ((0.12, 0.66, 0.12, 0.10), (0.35, 0.25, 0.22, 0.18), (0.08, 0.22, 0.40, 0.30)),
    ),
    "soft": (
        ((0.18, 0.17, 0.40, 0.25), (0.25, 0.10, 0.40, 0.25), (0.08, 0.07, 0.50, 0.35)),
        ((0.15, 0.22, 0.38, 0.25), (0.25, 0.10, 0.40, 0.25), (0.08, 0.07, 0.50, 0.35)),
    ),
    "both press": (
        ((0.62, 0.10, 0.13, 0.15), (0.60, 0.10, 0.15, 0.15), (0.25, 0.10, 0.35, 0.30)),
        ((0.60, 0.12, 0.13, 0.15), (0.55, 0.12, 0.18, 0.15), (0.25, 0.10, 0.35, 0.30)),
    ),
    "both away": (
        ((0.15, 0.50, 0.10, 0.25), (0.12, 0.45, 0.13, 0.30), (0.06, 0.30, 0.34, 0.30)),
        ((0.12, 0.52, 0.11, 0.25), (0.12, 0.48, 0.10, 0.30), (0.06, 0.28, 0.36, 0.30)),
    ),
}
_BETWEEN = {
    "very soft": ("ordinary", "soft", 1.4),
    "half-way": ("ordinary", "polarised", 0.5),
    "half soft": ("polarised", "soft", 0.5),
}
DANCES = (*_ANSWERS, *_BETWEEN)
"""Kinds of couples that `Dance.of` knows."""


@names_wrong_arguments
@dataclass(frozen=True, eq=False)
class Dance:
    """What a couple's turns are answered with: the truth behind simulated episodes.

    Parameters
    ----------
    answers
        Shape (2, 3, 4): probability that person i answers a turn of the other (press, away, soft) with press,
        away, soft or nothing more. Rows sum to 1.
    opening
        Shape (2, 3): probability that the first turn is this person's, and of this class. Sums to 1.

    Examples
    --------
    >>> Dance.of("polarised").answers[1, 0].tolist()  # the second person, pressed
    [0.12, 0.66, 0.12, 0.1]
    """

    answers: FloatArray
    opening: FloatArray

    @classmethod
    def of(cls, kind: str, *, opens: float = 0.6, opening: ArrayLike = OPENING) -> Dance:
        """Give the dance of one of the `DANCES`.

        Parameters
        ----------
        kind
            In the polarised kind the first person reaches.
        opens
            Probability that the first person takes the first turn.
        opening
            Shape (3,): classes of first turns.

        Raises
        ------
        InputError
            If there is no such kind.
        """
        if kind not in DANCES:
            raise InputError("simulate.no-dance", where="kind", kind=kind, known=DANCES)
        within("opens", opens, 0.0, 1.0)
        first = np.outer((opens, 1.0 - opens), np.asarray(opening, dtype=np.float64))
        if kind in _ANSWERS:
            return cls(np.array(_ANSWERS[kind], dtype=np.float64), first)
        start, end, share = _BETWEEN[kind]
        return cls.of(start, opens=opens, opening=opening).towards(cls.of(end), share)

    def mirrored(self) -> Dance:
        """Give the same dance with the two people in each other's place."""
        return Dance(self.answers[::-1].copy(), self.opening[::-1].copy())

    def towards(self, other: Dance, share: float) -> Dance:
        """Go a share of the way to another dance, on the logits; beyond 1 goes further.

        Examples
        --------
        >>> half = Dance.of("ordinary").towards(Dance.of("soft"), 0.5)
        >>> bool(np.isclose(half.answers.sum(-1), 1.0).all())
        True
        """
        logs = (1.0 - share) * np.log(self.answers) + share * np.log(other.answers)
        answers = np.exp(logs)
        return replace(self, answers=answers / answers.sum(-1, keepdims=True))

    def turns(self, rng: np.random.Generator) -> Turns:
        """Draw the turns of one occasion."""
        who, what = divmod(_pick(self.opening.ravel(), rng), 3)
        drawn = [(who, what)]
        while len(drawn) < LONGEST:
            who = 1 - who
            what = _pick(self.answers[who, what], rng)
            if what == END:
                break
            drawn.append((who, what))
        return tuple(drawn)


def _pick(chances: FloatArray, rng: np.random.Generator) -> int:
    return min(int(np.searchsorted(np.cumsum(chances), rng.random() * chances.sum())), len(chances) - 1)


@names_wrong_arguments
@dataclass(frozen=True, eq=False)
class Teller:
    """How one person's account differs from what was.

    Parameters
    ----------
    left_out
        Probability that a turn is left out: own, the other's.
    told_as
        Shape (2, 3, 3): of own turns and of the other's, the probability that a turn of each class is told
        as press, away or soft. Rows sum to 1.

    Examples
    --------
    >>> Teller.of(own_press_soft=0.25).told_as[0, 0].tolist()  # own pressing
    [0.75, 0.0, 0.25]
    """

    left_out: tuple[float, float]
    told_as: FloatArray

    @classmethod
    def of(
        cls,
        left_out: float = 0.0,
        *,
        own_press_soft: float = 0.0,
        own_away_soft: float = 0.0,
        own_soft_press: float = 0.0,
        others_soft_away: float = 0.0,
        others_away_press: float = 0.0,
        others_press_soft: float = 0.0,
    ) -> Teller:
        """Give a teller by what is taken for what; all else is told as it was."""
        told = np.array([np.eye(3), np.eye(3)])
        for who, what, instead, share in (
            (0, PRESS, SOFT, own_press_soft),
            (0, AWAY, SOFT, own_away_soft),
            (0, SOFT, PRESS, own_soft_press),
            (1, SOFT, AWAY, others_soft_away),
            (1, AWAY, PRESS, others_away_press),
            (1, PRESS, SOFT, others_press_soft),
        ):
            told[who, what, instead] += share
            told[who, what, what] -= share
        return cls((left_out, left_out), told)

    def tell(self, turns: Turns, me: int, rng: np.random.Generator) -> Turns:
        """Tell what was; turns of one person with nothing between become one, the hottest."""
        told: list[tuple[int, int]] = []
        for who, what in turns:
            own = int(who != me)
            if rng.random() < self.left_out[own]:
                continue
            seen = _pick(self.told_as[own, what], rng)
            if told and told[-1][0] == who:
                told[-1] = (who, min(told[-1][1], seen))
            else:
                told.append((who, seen))
        return tuple(told)


_EXACT = Teller.of()
_USUAL = Teller.of(0.15, own_press_soft=0.25, others_soft_away=0.15)
_FORGETFUL = Teller.of(0.30, own_press_soft=0.25, others_soft_away=0.15)
_TRUE_CLASSES = Teller.of(0.15)
_ALL_THERE = Teller.of(0.0, own_press_soft=0.25, others_soft_away=0.15)
_TWICE = {
    "own_press_soft": 0.4,
    "others_soft_away": 0.3,
    "others_away_press": 0.15,
    "others_press_soft": 0.05,
    "own_away_soft": 0.1,
}
_TWICE_AS_WRONG = Teller.of(0.15, **_TWICE)
_OTHER_WAY = Teller.of(0.15, own_soft_press=0.15, others_press_soft=0.2)
TELLERS: Mapping[str, tuple[Teller, Teller]] = MappingProxyType(
    {
        "exact": (_EXACT, _EXACT),
        "usual": (_USUAL, _USUAL),
        "nothing left out": (_ALL_THERE, _ALL_THERE),
        "much left out": (_FORGETFUL, _FORGETFUL),
        "classes true": (_TRUE_CLASSES, _TRUE_CLASSES),
        "twice as wrong": (_TWICE_AS_WRONG, _TWICE_AS_WRONG),
        "the other way": (_OTHER_WAY, _OTHER_WAY),
        "one exact": (Teller.of(0.30, **_TWICE), _EXACT),
    }
)
"""Pairs of tellers; a model that expects the usual ones is tried on the others."""


@names_wrong_arguments
def simulate_episodes(
    dance: Dance,
    number: int,
    *,
    seed: int,
    tellers: str | tuple[Teller, Teller] = "usual",
    alone: float = 0.0,
    gaps_shared: float = 0.0,
    written_down: tuple[float, float] = (1.0, 1.0),
    small_asked: int = 5,
    roles_by_issue: bool = False,
    hours_to_ease: float = 2.0,
    still_open: float = 0.1,
    per_week: float = 2.0,
    start: date = date(2026, 1, 5),
    labels: tuple[str, str] = ("A", "B"),
) -> Episodes:
    """Draw what two people tell of so many occasions.

    With one seed, the true turns are the same whoever tells them.

    Parameters
    ----------
    dance
        What their turns are answered with.
    number
        Of episodes that are told by at least one.
    seed
        Seed of all random numbers.
    tellers
        One of `TELLERS`, or two of one's own. With ``"exact"`` both tell the true turns.
    alone
        Share of occasions that only one of the two tells.
    gaps_shared
        Probability that a turn which the first left out is left out by the second for the same reason.
    written_down
        Probability that a small occasion (under 3 turns, a near miss) and a longer one is written down.
    small_asked
        Of how many of the last small ones they say how many they wrote down; 0 where it is not asked.
    roles_by_issue
        True where the two change places when the second raises the issue.
    hours_to_ease
        Median time from the first move until at ease again.
    still_open
        Share of tellings made before that.
    per_week
        Mean number of occasions in a week.
    start
        First day.
    labels
        Labels and ids of the two.

    Returns
    -------
    Episodes
        Marked as simulated.

    Raises
    ------
    InputError
        If a share is no share, or nothing would ever be told.

    Examples
    --------
    >>> simulate_episodes(Dance.of("polarised"), 3, seed=1)
    Episodes(3 of A and B, 3 told by both)
    """
    whole("number", number, 0)
    whole("seed", seed, 0)
    whole("small_asked", small_asked, 0)
    for name, share in (("alone", alone), ("gaps_shared", gaps_shared), ("still_open", still_open)):
        within(name, share, 0.0, 1.0)
    for share in written_down:
        within("written_down", share, 0.0, 1.0)
    within("written_down", max(written_down), 0.01, 1.0)
    within("hours_to_ease", hours_to_ease, 1e-3, 1e4)
    within("per_week", per_week, 1e-3, 1e3)
    both = _pair(tellers)
    what, told, times, choice = (np.random.default_rng([seed, stream]) for stream in range(4))
    day, found, small = float(start.toordinal()), list[Episode](), list[bool]()
    while len(found) < number:
        day += times.exponential(7.0 / per_week)
        second = bool(what.random() < 0.5) and roles_by_issue
        turns = (dance.mirrored() if second else dance).turns(what)
        short = len(turns) < SHORT
        kept = bool(choice.random() < written_down[0 if short else 1])
        accounts = _accounts(turns, both, gaps_shared, told)
        if choice.random() < alone:
            accounts[int(choice.random() < 0.5)] = ()
        if short:
            small.append(kept)
        if kept and any(accounts):
            raised = int(second) if roles_by_issue else turns[0][0]
            trigger = tuple(Trigger)[int(times.integers(len(Trigger)))]
            lasted = MINUTES / 60.0 * len(turns) * float(np.exp(UNEVEN * times.standard_normal()))
            ease = lasted + hours_to_ease * float(np.exp(times.standard_normal()))
            common = _Common(date.fromordinal(int(day)), turns, raised, trigger, lasted, ease, still_open)
            tellings = tuple(
                _telling(labels[me], me, account, common, times, choice)
                for me, account in enumerate(accounts)
                if account
            )
            found.append(Episode(f"{len(found) + 1}", tellings))
    asked = small[-small_asked:] if small_asked else []
    return Episodes(
        Couple("simulated", (Person(labels[0]), Person(labels[1]))),
        tuple(found),
        small_recorded=(len(asked), sum(asked)) if asked else None,
        provenance=Provenance("simulated", layout="simulated", simulated=True),
    )


def _pair(tellers: str | tuple[Teller, Teller]) -> tuple[Teller, Teller]:
    """Take two tellers, or two that have a name."""
    if not isinstance(tellers, str):
        return tellers
    if tellers not in TELLERS:
        raise InputError("simulate.no-tellers", where="tellers", name=tellers, known=tuple(TELLERS))
    return TELLERS[tellers]


@dataclass(frozen=True)
class _Common:
    """What both lived through."""

    day: date
    turns: Turns
    raised: int
    trigger: Trigger
    lasted: float
    ease: float
    still_open: float


def _accounts(
    turns: Turns, tellers: tuple[Teller, Teller], gaps_shared: float, rng: np.random.Generator
) -> list[Turns]:
    """Both accounts of the same turns; where gaps are shared, so is a part of what is left out."""
    first, second = tellers
    if not gaps_shared:
        return [first.tell(turns, 0, rng), second.tell(turns, 1, rng)]
    lost = [bool(rng.random() < first.left_out[int(who != 0)]) for who, _ in turns]
    both = [bool(gone and rng.random() < gaps_shared) for gone in lost]
    whole_first = replace(first, left_out=(0.0, 0.0))
    rest = (second.left_out[0] * (1.0 - gaps_shared), second.left_out[1] * (1.0 - gaps_shared))
    return [
        whole_first.tell(tuple(turn for turn, gone in zip(turns, lost, strict=True) if not gone), 0, rng),
        replace(second, left_out=rest).tell(
            tuple(turn for turn, gone in zip(turns, both, strict=True) if not gone), 1, rng
        ),
    ]


def _telling(
    person: str,
    me: int,
    account: Turns,
    common: _Common,
    times: np.random.Generator,
    choice: np.random.Generator,
) -> Telling:
    hot = sum(what != SOFT for _, what in common.turns)
    moves = tuple(Move(str(choice.choice(ACTS_OF[what])), mine=who == me) for who, what in account)
    ease = common.ease * float(np.exp(OWN_EASE * times.standard_normal()))
    early = bool(choice.random() < common.still_open)
    endings = (Ending.FADED, Ending.SLEPT, Ending.CAME_BACK, Ending.TALKED)
    return Telling(
        person,
        common.day,
        moves,
        kind=Kind.NEAR_MISS if len(common.turns) < SHORT else Kind.EPISODE,
        trigger=common.trigger,
        raised_by_me=common.raised == me,
        **_felt(moves),
        peak=float(np.clip(np.round(2.0 + 1.2 * hot + choice.standard_normal()), 0.0, 10.0)),
        ending=Ending.STILL_OPEN if early else endings[int(choice.integers(len(endings)))],
        lasted=lasting(common.lasted),
        at_ease=lasting(ease * choice.random() if early else ease),
        helped=tuple(move.act for move in moves if move.act_class is ActClass.SOFT)[-1:],
    )


_FELT: Mapping[bool, tuple[tuple[OnTop, Beneath, Story], ...]] = {
    True: (
        (OnTop.ANGRY, Beneath.AFRAID_TO_LOSE_YOU, Story.DONT_MATTER),
        (OnTop.ANXIOUS, Beneath.ALONE, Story.LEAVING),
        (OnTop.ANGRY, Beneath.ALONE, Story.DONT_MATTER),
    ),
    False: (
        (OnTop.NUMB, Beneath.NOT_ENOUGH, Story.CANT_GET_IT_RIGHT),
        (OnTop.TOO_FULL, Beneath.TRAPPED, Story.NEVER_ENDS),
        (OnTop.PRESSED, Beneath.NOT_ENOUGH, Story.CANT_GET_IT_RIGHT),
    ),
}
"""What goes with mostly pressing, and with mostly going away."""


def _felt(moves: tuple[Move, ...]) -> dict[str, Any]:
    """Give feelings that go with what the teller did; they follow from the moves, and nothing is drawn."""
    own = [move.act_class for move in moves if move.mine]
    presses, away = own.count(ActClass.PRESS) + own.count(ActClass.COUNTER), own.count(ActClass.AWAY)
    if presses == away:
        return {}
    on_top, beneath, story = _FELT[presses > away][len(own) % 3]
    return {"on_top": on_top, "beneath": beneath, "story": story}


@names_wrong_arguments
def lasting(hours: float) -> Lasting:
    """Give the answer that a person would tap for a duration.

    Examples
    --------
    >>> lasting(1.0)
    <Lasting.HOUR: 'hour'>
    """
    return next(answer for answer in Lasting if hours < answer.hours[1])

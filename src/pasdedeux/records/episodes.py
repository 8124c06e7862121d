"""Episodes: one run of the cycle, minutes to hours, as each of the two people tells it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from math import inf
from typing import overload

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.people import Couple
from pasdedeux.records.acts import ACTS, ActClass
from pasdedeux.records.records import Provenance
from pasdedeux.words import Message

PEAK = (0.0, 10.0)
"""Worst alarm runs from calm to as bad as can be."""


class Kind(StrEnum):
    """What is told: an episode, one that nearly was, or a moment that went well."""

    EPISODE = "episode"
    NEAR_MISS = "near-miss"
    GOOD_TURN = "good-turn"


class Trigger(StrEnum):
    """What set it off; the last four come from outside the couple."""

    SHORT_ANSWER = "short-answer"
    NO_ANSWER = "no-answer"
    LATE = "late"
    PLANS_CHANGED = "plans-changed"
    TONE = "tone"
    TOPIC = "topic"
    BEING_ASKED = "being-asked"
    UNNAMED = "unnamed"
    WORK = "work"
    FAMILY = "family"
    MONEY = "money"
    ILLNESS = "illness"

    @property
    def outside(self) -> bool:
        """Whether it came from outside the couple."""
        return self in (Trigger.WORK, Trigger.FAMILY, Trigger.MONEY, Trigger.ILLNESS)


class OnTop(StrEnum):
    """The feeling that showed."""

    ANGRY = "angry"
    ANXIOUS = "anxious"
    NUMB = "numb"
    PRESSED = "pressed"
    BLAMED = "blamed"
    TOO_FULL = "too-full"


class Beneath(StrEnum):
    """The feeling that did not show."""

    AFRAID_TO_LOSE_YOU = "afraid-to-lose-you"
    NOT_ENOUGH = "not-enough"
    TOO_MUCH = "too-much"
    ALONE = "alone"
    ASHAMED = "ashamed"
    TRAPPED = "trapped"


class Story(StrEnum):
    """What a person told themselves about it."""

    DONT_MATTER = "dont-matter"
    CANT_GET_IT_RIGHT = "cant-get-it-right"
    NEVER_ENDS = "never-ends"
    LEAVING = "leaving"
    DONT_KNOW = "dont-know"


class Ending(StrEnum):
    """How it ended, as far as it has."""

    STILL_OPEN = "still-open"
    FADED = "faded"
    SLEPT = "slept"
    CAME_BACK = "came-back"
    TALKED = "talked"


class Lasting(StrEnum):
    """A duration as people give it, in one tap; `hours` says between which hours it lies."""

    TEN_MINUTES = "ten-minutes"
    HALF_HOUR = "half-hour"
    HOUR = "hour"
    THREE_HOURS = "three-hours"
    OVERNIGHT = "overnight"
    LONGER = "longer"

    @property
    def hours(self) -> tuple[float, float]:
        """Shortest and longest duration that the answer means, in hours.

        Examples
        --------
        >>> Lasting.HOUR.hours
        (0.75, 2.0)
        """
        return _HOURS[self]


_HOURS = {
    Lasting.TEN_MINUTES: (0.0, 1 / 6),
    Lasting.HALF_HOUR: (1 / 6, 0.75),
    Lasting.HOUR: (0.75, 2.0),
    Lasting.THREE_HOURS: (2.0, 6.0),
    Lasting.OVERNIGHT: (6.0, 18.0),
    Lasting.LONGER: (18.0, inf),
}


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Move:
    """One act of one of the two, in the order in which it came.

    Parameters
    ----------
    act
        Id of an act (`ACTS`).
    mine
        True where the person who tells it did it, False where the other did.
    at
        Clock time, where it is known.
    by_phone
        True where it was written or said by phone, False in one room.
    words
        The teller's own words for it, shown in place of the act's wording; nothing is computed from them.

    Raises
    ------
    InputError
        If the act is not in the vocabulary.

    Examples
    --------
    >>> Move("asks-again", mine=True).act_class
    <ActClass.PRESS: 'press'>
    """

    act: str
    mine: bool
    at: datetime | None = None
    by_phone: bool = False
    words: str = ""

    def __post_init__(self) -> None:
        if self.act not in ACTS:
            raise InputError("records.episodes.no-act", where="act", act=self.act)

    @property
    def act_class(self) -> ActClass:
        """Class of the act."""
        return ACTS[self.act].act_class


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Telling:
    """One person's account of one episode, near miss or good turn.

    Only the person and the day are needed; what was not answered is None or empty.

    Parameters
    ----------
    person
        Id of the person who tells it.
    day
        Local day on which it began.
    moves
        In the order in which they came.
    kind
        Episode, near miss (it could have become one) or good turn.
    trigger
        What set it off.
    raised_by_me
        Whether the teller brought the issue up; None where nobody did, or it was not answered.
    apart
        True where the two were not in one place.
    on_top, beneath, story
        What showed, what did not, and what the teller made of it.
    peak
        The teller's own worst alarm, 0 to 10.
    ending
        How it ended; `Ending.STILL_OPEN` leaves `at_ease` a lower bound.
    lasted
        From the first move to the last.
    at_ease
        From the first move until the teller was at ease again with the other.
    helped
        Ids of soft acts that helped.
    return_kept
        Of a pause with a promised time: whether the return was kept; None without such a pause.
    words
        In the teller's own words; nothing is computed from them.

    Raises
    ------
    InputError
        If `peak` is not within 0 to 10 or `helped` names no soft act.

    Examples
    --------
    >>> moves = (Move("asks-again", mine=True), Move("goes-quiet", mine=False))
    >>> Telling("alma", date(2026, 11, 3), moves, peak=7).kind
    <Kind.EPISODE: 'episode'>
    """

    person: str
    day: date
    moves: tuple[Move, ...] = ()
    kind: Kind = Kind.EPISODE
    trigger: Trigger | None = None
    raised_by_me: bool | None = None
    apart: bool = False
    on_top: OnTop | None = None
    beneath: Beneath | None = None
    story: Story | None = None
    peak: float | None = None
    ending: Ending | None = None
    lasted: Lasting | None = None
    at_ease: Lasting | None = None
    helped: tuple[str, ...] = ()
    return_kept: bool | None = None
    words: str = ""

    def __post_init__(self) -> None:
        if self.peak is not None and not PEAK[0] <= self.peak <= PEAK[1]:
            raise InputError("records.episodes.peak", where="peak", value=self.peak)
        for act in self.helped:
            if act not in ACTS or ACTS[act].act_class is not ActClass.SOFT:
                raise InputError("records.episodes.helped", where="helped", act=act)


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Episode:
    """What one or both told of the same occasion.

    Parameters
    ----------
    id
        Names the episode within its couple.
    tellings
        One, or one of each person.

    Raises
    ------
    InputError
        If there is no telling, more than two, or two of one person.

    Examples
    --------
    >>> Episode("1", (Telling("alma", date(2026, 11, 3)),)).day
    datetime.date(2026, 11, 3)
    """

    id: str
    tellings: tuple[Telling, ...]

    def __post_init__(self) -> None:
        people = [telling.person for telling in self.tellings]
        if not 1 <= len(people) <= 2 or len(set(people)) < len(people):
            raise InputError(
                "records.episodes.tellings", where=Message("records.at.episode", episode=self.id)
            )

    @property
    def day(self) -> date:
        """The day on which it began, by the earlier telling."""
        return min(telling.day for telling in self.tellings)

    def by(self, person: str) -> Telling | None:
        """Give one person's telling, where there is one."""
        return next((telling for telling in self.tellings if telling.person == person), None)


@names_wrong_arguments
@dataclass(frozen=True, eq=False)
class Episodes(Sequence[Episode]):
    """All episodes that one couple told, by day.

    Parameters
    ----------
    couple
        Who the two are; every partner axis has this order.
    episodes
        In any order; kept by day, those of one day in the order given.
    small_recorded
        Of how many small occasions, and how many of them were put down: the answer to "of the last five
        small ones, how many did you put down?". None where it was not asked. Without it the share is
        unknown, and everything counted leans towards long episodes.
    provenance
        Where they come from.

    Raises
    ------
    InputError
        If a telling is by nobody of the couple, or two episodes have one id.

    Examples
    --------
    >>> from pasdedeux.people import Person
    >>> couple = Couple("ours", (Person("Alma", id="alma"), Person("Ben", id="ben")))
    >>> len(Episodes(couple, (Episode("1", (Telling("alma", date(2026, 11, 3)),)),)))
    1
    """

    couple: Couple
    episodes: tuple[Episode, ...]
    small_recorded: tuple[int, int] | None = None
    provenance: Provenance = field(default_factory=Provenance)

    def __post_init__(self) -> None:
        object.__setattr__(self, "episodes", tuple(sorted(self.episodes, key=lambda one: one.day)))
        if len({one.id for one in self.episodes}) < len(self.episodes):
            raise InputError("records.episodes.same-id", where=self.provenance.source)
        known = {person.id for person in self.couple.partners}
        for one in self.episodes:
            for telling in one.tellings:
                if telling.person not in known:
                    where = Message("records.at.episode", episode=one.id)
                    raise InputError("records.episodes.stranger", where=where, person=telling.person)
        if self.small_recorded and not 0 <= self.small_recorded[1] <= self.small_recorded[0]:
            raise InputError("records.episodes.small", where="small_recorded")

    def __repr__(self) -> str:
        both = sum(len(one.tellings) == 2 for one in self.episodes)
        return f"Episodes({len(self)} of {' and '.join(self.couple.labels)}, {both} told by both)"

    def __len__(self) -> int:
        return len(self.episodes)

    def __iter__(self) -> Iterator[Episode]:
        return iter(self.episodes)

    @overload
    def __getitem__(self, key: int) -> Episode: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[Episode, ...]: ...
    def __getitem__(self, key: int | slice) -> Episode | tuple[Episode, ...]:
        return self.episodes[key]

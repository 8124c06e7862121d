"""Where one person stands: four states, seven events, one table, and what of them one's own phone offers.

A standing belongs to one person and changes what that person's own phone suggests, and nothing else: what the
other sees hangs on what both people do and on the clock (`between`). So there is nothing that closes
because of an answer, and nothing that could show it. No event here is the partner's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import product
from types import MappingProxyType

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError

ASK_DAYS = 28
"""Everyone is asked again after this many days, in every state and on the same dates."""
ROUND_DAYS = 28
"""Days before each of the two rounds of no that lead back after something was reported."""
ROUNDS = 2
DAY_BEGINS = timedelta(hours=4)
"""Time alone changes nothing in the middle of an evening: a day begins at 04:00."""


class Aim(StrEnum):
    """What a suggestion asks of a person."""

    SELF = "self"  # settling, body signs, notes, people to talk to, own path
    MEANING = "meaning"  # another reading of what the other did
    TOWARDS = "towards"  # a move towards the other
    AWAY = "away"  # a move away from the other
    TWO = "two"  # something that both do


class SafetyState(StrEnum):
    """Where one person stands."""

    NEW = "new"  # not asked yet, or a date of asking was missed
    BOTH = "both"  # nothing reported lately, which certifies nothing: suggestions for oneself and for two
    MINE = "mine"  # something was reported, or the person chose so: suggestions for oneself alone
    AGAIN = "again"  # as MINE, on the way back that the person asked for


class SafetyEvent(StrEnum):
    """What a person does, each alone; and the one thing that time does."""

    THROUGH_NONE = "through_none"  # every question answered no
    THROUGH_SOME = "through_some"  # at least one yes or not sure
    THROUGH_PARTLY = "through_partly"  # no yes, but something left open
    DOOR = "door"  # "This is not the dance; I am afraid"
    CHOSE_MINE = "chose_mine"  # "Only things for me"
    ASKS_AGAIN = "asks_again"  # wants suggestions for two again
    DATE_MISSED = "date_missed"  # the questions were due and not answered


_TO_MINE = dict.fromkeys(
    (SafetyEvent.THROUGH_SOME, SafetyEvent.DOOR, SafetyEvent.CHOSE_MINE), SafetyState.MINE
)
# Only what changes; an event that is not named leaves the state as it is. How a round of no leads to BOTH
# takes time as well and stands in `SafetyStanding`.
_MOVES: Mapping[SafetyState, Mapping[SafetyEvent, SafetyState]] = {
    SafetyState.NEW: _TO_MINE,
    SafetyState.BOTH: {**_TO_MINE, SafetyEvent.DATE_MISSED: SafetyState.NEW},
    SafetyState.MINE: {SafetyEvent.ASKS_AGAIN: SafetyState.AGAIN},
    SafetyState.AGAIN: _TO_MINE,
}
TRANSITIONS: Mapping[tuple[SafetyState, SafetyEvent], SafetyState] = MappingProxyType(
    {(state, event): _MOVES[state].get(event, state) for state, event in product(SafetyState, SafetyEvent)}
)


@names_wrong_arguments
def offered(state: SafetyState | str | None, aim: Aim | str) -> bool:
    """Whether one's own phone suggests things of this kind; what is not known is not suggested.

    It never decides what a person may do: an act has one effect in every state.

    Examples
    --------
    >>> offered("both", "two"), offered("mine", "two"), offered("mine", "self"), offered("both", "telepathy")
    (True, False, True, False)
    """
    return aim == Aim.SELF or (state == SafetyState.BOTH and aim in set(Aim))


@names_wrong_arguments
def day_of(now: datetime) -> date:
    """Give the day an hour belongs to; before 04:00 it is still the day before.

    Examples
    --------
    >>> day_of(datetime(2026, 11, 4, 1, 30))
    datetime.date(2026, 11, 3)
    """
    return (now - DAY_BEGINS).date()


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class SafetyStanding:
    """Where a person stands, since which day, and the rounds of no on the way to `SafetyState.BOTH`.

    Parameters
    ----------
    state
        The state.
    since
        Day on which it began, or in `SafetyState.BOTH` on which the questions were last answered.
    noes
        Days of full rounds of no that count on the way.

    Examples
    --------
    >>> first = SafetyStanding(SafetyState.NEW, date(2026, 3, 2))
    >>> said_no = first.happened(SafetyEvent.THROUGH_NONE, date(2026, 3, 2))
    >>> said_no.at(date(2026, 3, 2)).state, said_no.at(date(2026, 3, 3)).state
    (<SafetyState.NEW: 'new'>, <SafetyState.BOTH: 'both'>)
    """

    state: SafetyState
    since: date
    noes: tuple[date, ...] = ()

    def happened(self, event: SafetyEvent | str, today: date) -> SafetyStanding:
        """Return the standing after something that happened today.

        Raises
        ------
        InputError
            If the event is not in the table.
        """
        if (self.state, event) not in TRANSITIONS:
            raise InputError("safety.not-in-table", where="event", event=event, state=self.state)
        now = self.at(today)
        if event == SafetyEvent.THROUGH_NONE:
            return _after_a_no(now, today)
        state = TRANSITIONS[now.state, SafetyEvent(event)]
        return now if state == now.state else SafetyStanding(state, today)

    def at(self, today: date) -> SafetyStanding:
        """Return the standing that time has brought by today.

        A day before the standing began means that a clock was moved: then only things for oneself are
        suggested. Time alone never leads to `SafetyState.BOTH`.
        """
        if today < max((self.since, *self.noes)):
            return self if self.state is not SafetyState.BOTH else SafetyStanding(SafetyState.NEW, today)
        needed = ROUNDS if self.state is SafetyState.AGAIN else 1
        if self.state in _WITH_ROUNDS and len(self.noes) >= needed and today > self.noes[-1]:
            return SafetyStanding(SafetyState.BOTH, self.noes[-1]).at(today)
        if self.state is SafetyState.BOTH and today > self.since + timedelta(days=ASK_DAYS):
            return SafetyStanding(SafetyState.NEW, self.since + timedelta(days=ASK_DAYS + 1))
        return self


_WITH_ROUNDS = (SafetyState.NEW, SafetyState.AGAIN)


def _after_a_no(now: SafetyStanding, today: date) -> SafetyStanding:
    """Count a full round of no: one, or after a report two, each after four weeks."""
    if now.state is SafetyState.BOTH:
        return SafetyStanding(now.state, today)
    if now.state is SafetyState.NEW:
        return SafetyStanding(now.state, now.since, (today,))
    before = max((now.since, *now.noes))
    counts = now.state is SafetyState.AGAIN and today >= before + timedelta(days=ROUND_DAYS)
    return SafetyStanding(now.state, now.since, (*now.noes, today)) if counts else now


@names_wrong_arguments
def asked_on(began: date, today: date) -> date:
    """Give the next date on which the questions come by themselves: the same for everyone, in every state.

    Parameters
    ----------
    began
        Day on which the person began.
    today
        The day on which it is asked.

    Examples
    --------
    >>> asked_on(date(2026, 3, 2), date(2026, 3, 31))
    datetime.date(2026, 4, 27)
    """
    passed = max((today - began).days, 0)
    return began + timedelta(days=-(-passed // ASK_DAYS) * ASK_DAYS)

"""What one person's answers open and close: nine states, fourteen events, one table.

The machine belongs to one person and lives on that person's side. It has two faces only: the state
``QUIET`` opens what `WHEN_QUIET` names, every other state opens `ALWAYS` and nothing else. So nobody can
tell from what is closed why it is closed. Asking closes, for everyone; an answer decides only whether the
next night opens again.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import product
from statistics import median
from types import MappingProxyType

from pasdedeux.arguments import names_wrong_arguments, whole
from pasdedeux.errors import InputError

REASK_DAYS = (14, 28)  # everyone is asked again after two to four weeks, on a day nobody can foresee
SOONER = 1 / 4  # share of intervals that end sooner, so that pages that close are ordinary on any day
WAIT_DAYS = 28  # each of the two waits before something reported can be cleared
LOT_FIRST = 1 / 20  # share of quiet couples that stay closed by chance for one interval
LOT_AGAIN = 1 / 2  # and of those, the share that stays closed for one interval more


class Feature(StrEnum):
    """What the safety logic opens and closes."""

    SOLO = "solo"  # own check-in, settling, body signs, preparing a session, own path
    NOTES = "notes"  # stay-or-go notes
    RESOURCES = "resources"  # people to talk to, leaving no trace, own export and delete
    QUIET_STOP = "quiet_stop"  # stop sharing, without a word to anybody
    REFRAMING = "reframing"  # other stories for what the partner did
    APPROACH = "approach"  # practices that move towards the partner
    WITHDRAWAL = "withdrawal"  # practices that move away from the partner
    JOINT = "joint"  # pages for two
    COMPARISON = "comparison"  # charts that show both
    WHAT_IF_TWO = "what_if_two"  # what-if for two
    EXPERIMENT = "experiment"  # self-experiments
    THERAPIST_SHARE = "therapist_share"  # what a therapist sees of this person


ALWAYS = frozenset({Feature.SOLO, Feature.NOTES, Feature.RESOURCES, Feature.QUIET_STOP})
WHEN_QUIET = frozenset(Feature) - ALWAYS
FOR_TWO = frozenset({Feature.JOINT, Feature.COMPARISON, Feature.WHAT_IF_TWO, Feature.EXPERIMENT})


class State(StrEnum):
    """Where one person stands."""

    UNASKED = "unasked"  # never asked, or due to be asked again
    ANSWERED = "answered"  # nothing reported today; the night decides
    QUIET = "quiet"  # nothing reported lately; this certifies nothing
    RESTING = "resting"  # closed by lot although nothing was reported
    HELD = "held"  # something was reported
    WAIT_ONE = "wait_one"  # the person asked to look again: first wait
    ASK_ONE = "ask_one"  # first wait over: all questions again
    WAIT_TWO = "wait_two"  # all no once: second wait
    ASK_TWO = "ask_two"  # second wait over: all questions once more


class Event(StrEnum):
    """What can happen to a person's standing."""

    ANSWERED_NONE = "answered_none"  # every question answered no
    ANSWERED_SOME = "answered_some"  # at least one yes or not sure
    ANSWERED_PARTLY = "answered_partly"  # no yes, but something left open
    SAID_UNSAFE = "said_unsafe"  # the door "I am afraid", or the help page from inside
    SAID_CRISIS = "said_crisis"  # words of not wanting to live
    ASKED_AGAIN = "asked_again"  # the person wants the questions again
    SPIKE = "spike"  # own reports jumped; sent when the evening is over
    INTERVAL_OVER = "interval_over"
    NIGHT = "night"  # the first night after answering
    LOT_CLOSES = "lot_closes"
    WAIT_OVER = "wait_over"
    PARTNER_ASKED = "partner_asked"  # these three change nothing, and stand here so that tests can say so
    PARTNER_ANSWERED = "partner_answered"
    PARTNER_CLEARED = "partner_cleared"


_HARM = dict.fromkeys((Event.ANSWERED_SOME, Event.SAID_UNSAFE, Event.SAID_CRISIS), State.HELD)
_ASK = dict.fromkeys((Event.ANSWERED_PARTLY, Event.ASKED_AGAIN, Event.SPIKE), State.UNASKED)
_BACK = {**_HARM, Event.SPIKE: State.HELD}
# Only what changes; an event that is not named leaves the state as it is.
_MOVES: Mapping[State, Mapping[Event, State]] = {
    State.UNASKED: {**_HARM, Event.ANSWERED_NONE: State.ANSWERED},
    State.ANSWERED: {**_HARM, **_ASK, Event.NIGHT: State.QUIET, Event.LOT_CLOSES: State.RESTING},
    State.QUIET: {
        **_HARM,
        **_ASK,
        Event.ANSWERED_NONE: State.ANSWERED,
        Event.INTERVAL_OVER: State.UNASKED,
        Event.LOT_CLOSES: State.RESTING,
    },
    State.RESTING: {**_HARM, Event.INTERVAL_OVER: State.UNASKED},
    State.HELD: {Event.ASKED_AGAIN: State.WAIT_ONE},
    State.WAIT_ONE: {**_BACK, Event.WAIT_OVER: State.ASK_ONE},
    State.ASK_ONE: {**_BACK, Event.ANSWERED_PARTLY: State.HELD, Event.ANSWERED_NONE: State.WAIT_TWO},
    State.WAIT_TWO: {**_BACK, Event.WAIT_OVER: State.ASK_TWO},
    State.ASK_TWO: {**_BACK, Event.ANSWERED_PARTLY: State.HELD, Event.ANSWERED_NONE: State.ANSWERED},
}
TRANSITIONS: Mapping[tuple[State, Event], State] = MappingProxyType(
    {(state, event): _MOVES[state].get(event, state) for state, event in product(State, Event)}
)
_DAYS = {
    State.ANSWERED: (1, Event.NIGHT),
    State.QUIET: (REASK_DAYS[1], Event.INTERVAL_OVER),
    State.RESTING: (REASK_DAYS[1], Event.INTERVAL_OVER),
    State.WAIT_ONE: (WAIT_DAYS, Event.WAIT_OVER),
    State.WAIT_TWO: (WAIT_DAYS, Event.WAIT_OVER),
}


@names_wrong_arguments
def after(state: State, event: Event) -> State:
    """State that follows an event.

    Examples
    --------
    >>> after(State.QUIET, Event.SAID_UNSAFE)
    <State.HELD: 'held'>
    >>> after(State.HELD, Event.ANSWERED_NONE)
    <State.HELD: 'held'>
    """
    if (state, event) not in TRANSITIONS:
        raise InputError(
            f"'{event}' in '{state}' is not in the table.",
            where="event",
            remedy="Use the names of State and Event.",
        )
    return TRANSITIONS[state, event]


@names_wrong_arguments
def gate(state: State | str | None, feature: Feature | str) -> bool:
    """Whether a feature is open to a person in this state; what is not known is closed.

    Parameters
    ----------
    state
        Where the person stands; ``None`` or an unknown name counts as closed.
    feature
        What is asked for; an unknown name is denied.

    Examples
    --------
    >>> gate(State.QUIET, "experiment"), gate(State.HELD, "experiment"), gate(State.QUIET, "telepathy")
    (True, False, False)
    """
    if not isinstance(feature, str):
        return False
    return feature in ALWAYS or (state == State.QUIET and feature in WHEN_QUIET)


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands, and since which day.

    Examples
    --------
    >>> first = Standing(State.UNASKED, date(2026, 3, 2))
    >>> said_no = first.happened(Event.ANSWERED_NONE, date(2026, 3, 2))
    >>> said_no.passed(date(2026, 3, 2)).state, said_no.passed(date(2026, 3, 3)).state
    (<State.ANSWERED: 'answered'>, <State.QUIET: 'quiet'>)
    """

    state: State
    since: date

    def happened(self, event: Event, today: date) -> Standing:
        """Return the standing after an event of today."""
        state = after(self.state, event)
        return self if state == self.state else Standing(state, today)

    def passed(self, today: date, *, lot: bool = False, interval: int = REASK_DAYS[1]) -> Standing:
        """Return the standing that time alone has brought by today.

        A day before the standing began means that a clock was moved: then nothing is open.

        Parameters
        ----------
        today
            The day on which it is asked; take it from the host, not from the phone.
        lot
            Whether `closed_by_lot` closes this couple in this interval.
        interval
            Days until everyone is asked again, from `interval_days`; more than four weeks count as four.
        """
        now = self if today >= self.since else self.happened(Event.INTERVAL_OVER, today)
        while now.state in _DAYS and today >= (due := _due(now, interval)):
            event = Event.LOT_CLOSES if lot and now.state == State.ANSWERED else _DAYS[now.state][1]
            now = now.happened(event, due)
        return now


def _due(standing: Standing, interval: int) -> date:
    days, event = _DAYS[standing.state]
    return standing.since + timedelta(days=min(days, interval) if event == Event.INTERVAL_OVER else days)


@names_wrong_arguments
def interval_days(secret: bytes, couple: str, interval: int) -> int:
    """Days until everyone in a couple is asked again, drawn anew for each interval.

    Two to four weeks, and one time in four sooner, so that pages may close on any day although nothing was
    reported.

    Examples
    --------
    >>> 1 <= interval_days(b"key", "07", 3) <= 28
    True
    """
    low, high = REASK_DAYS
    if _draw(secret, f"sooner/{couple}", interval) < SOONER:
        low, high = 1, low - 1
    return low + int(_draw(secret, f"days/{couple}", interval) * (high - low + 1))


@names_wrong_arguments
def closed_by_lot(secret: bytes, couple: str, interval: int) -> bool:
    """Whether chance keeps a couple closed in this interval, although nothing was reported.

    Parameters
    ----------
    secret
        Key of this installation; without it the lot cannot be guessed.
    couple
        Name of the couple.
    interval
        How many times the couple has been asked before, from 0.

    Examples
    --------
    >>> closed = [closed_by_lot(b"key", str(couple), 0) for couple in range(2000)]
    >>> 60 < sum(closed) < 140
    True
    """
    whole("interval", interval, 0, 100_000)
    closed = False
    for number in range(interval + 1):
        closed = _draw(secret, f"lot/{couple}", number) < (LOT_AGAIN if closed else LOT_FIRST)
    return closed


def _draw(secret: bytes, name: str, number: int) -> float:
    digest = hmac.digest(secret, f"{name}/{number}".encode(), "sha256")
    return int.from_bytes(digest[:8]) / 2**64


@names_wrong_arguments
def is_spike(reports: Sequence[float]) -> bool:
    """Whether a person's own last report (0 to 10, oldest first) calls for the questions again.

    The rule: 9 or more; or at least 3 above the median of the up to 14 reports before it, once there are 5.

    Examples
    --------
    >>> is_spike([2, 3, 2, 2, 3, 6]), is_spike([2, 3, 2, 2, 3, 4]), is_spike([9])
    (True, False, True)
    """
    if not reports:
        return False
    *before, last = reports[-15:]
    return last >= 9 or (len(before) >= 5 and last >= median(before) + 3)

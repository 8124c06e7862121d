"""What one person's answers open and close: nine states, fourteen events, one table.

The machine belongs to one person and lives on that person's side. It has two faces only: the state
``QUIET`` opens what `WHEN_QUIET` names, every other state opens `ALWAYS` and nothing else. So what is
closed never shows why it is closed. Asking closes, for everyone; an answer decides only whether the
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


class SafetyState(StrEnum):
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


class SafetyEvent(StrEnum):
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


_HARM = dict.fromkeys(
    (SafetyEvent.ANSWERED_SOME, SafetyEvent.SAID_UNSAFE, SafetyEvent.SAID_CRISIS), SafetyState.HELD
)
_ASK = dict.fromkeys(
    (SafetyEvent.ANSWERED_PARTLY, SafetyEvent.ASKED_AGAIN, SafetyEvent.SPIKE), SafetyState.UNASKED
)
_BACK = {**_HARM, SafetyEvent.SPIKE: SafetyState.HELD}
# Only what changes; an event that is not named leaves the state as it is.
_MOVES: Mapping[SafetyState, Mapping[SafetyEvent, SafetyState]] = {
    SafetyState.UNASKED: {**_HARM, SafetyEvent.ANSWERED_NONE: SafetyState.ANSWERED},
    SafetyState.ANSWERED: {
        **_HARM,
        **_ASK,
        SafetyEvent.NIGHT: SafetyState.QUIET,
        SafetyEvent.LOT_CLOSES: SafetyState.RESTING,
    },
    SafetyState.QUIET: {
        **_HARM,
        **_ASK,
        SafetyEvent.ANSWERED_NONE: SafetyState.ANSWERED,
        SafetyEvent.INTERVAL_OVER: SafetyState.UNASKED,
        SafetyEvent.LOT_CLOSES: SafetyState.RESTING,
    },
    SafetyState.RESTING: {**_HARM, SafetyEvent.INTERVAL_OVER: SafetyState.UNASKED},
    SafetyState.HELD: {SafetyEvent.ASKED_AGAIN: SafetyState.WAIT_ONE},
    SafetyState.WAIT_ONE: {**_BACK, SafetyEvent.WAIT_OVER: SafetyState.ASK_ONE},
    SafetyState.ASK_ONE: {
        **_BACK,
        SafetyEvent.ANSWERED_PARTLY: SafetyState.HELD,
        SafetyEvent.ANSWERED_NONE: SafetyState.WAIT_TWO,
    },
    SafetyState.WAIT_TWO: {**_BACK, SafetyEvent.WAIT_OVER: SafetyState.ASK_TWO},
    SafetyState.ASK_TWO: {
        **_BACK,
        SafetyEvent.ANSWERED_PARTLY: SafetyState.HELD,
        SafetyEvent.ANSWERED_NONE: SafetyState.ANSWERED,
    },
}
TRANSITIONS: Mapping[tuple[SafetyState, SafetyEvent], SafetyState] = MappingProxyType(
    {(state, event): _MOVES[state].get(event, state) for state, event in product(SafetyState, SafetyEvent)}
)
_DAYS = {
    SafetyState.ANSWERED: (1, SafetyEvent.NIGHT),
    SafetyState.QUIET: (REASK_DAYS[1], SafetyEvent.INTERVAL_OVER),
    SafetyState.RESTING: (REASK_DAYS[1], SafetyEvent.INTERVAL_OVER),
    SafetyState.WAIT_ONE: (WAIT_DAYS, SafetyEvent.WAIT_OVER),
    SafetyState.WAIT_TWO: (WAIT_DAYS, SafetyEvent.WAIT_OVER),
}


@names_wrong_arguments
def after(state: SafetyState, event: SafetyEvent) -> SafetyState:
    """SafetyState that follows an event.

    Examples
    --------
    >>> after(SafetyState.QUIET, SafetyEvent.SAID_UNSAFE)
    <SafetyState.HELD: 'held'>
    >>> after(SafetyState.HELD, SafetyEvent.ANSWERED_NONE)
    <SafetyState.HELD: 'held'>
    """
    if (state, event) not in TRANSITIONS:
        raise InputError("safety.not-in-table", where="event", event=event, state=state)
    return TRANSITIONS[state, event]


@names_wrong_arguments
def gate(state: SafetyState | str | None, feature: Feature | str) -> bool:
    """Whether a feature is open to a person in this state; what is not known is closed.

    Parameters
    ----------
    state
        Where the person stands; ``None`` or an unknown name counts as closed.
    feature
        What is asked for; an unknown name is denied.

    Examples
    --------
    >>> gate("quiet", "experiment"), gate("held", "experiment"), gate("quiet", "telepathy")
    (True, False, False)
    """
    if not isinstance(feature, str):
        return False
    return feature in ALWAYS or (state == SafetyState.QUIET and feature in WHEN_QUIET)


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class SafetyStanding:
    """Where a person stands, and since which day.

    Examples
    --------
    >>> first = SafetyStanding(SafetyState.UNASKED, date(2026, 3, 2))
    >>> said_no = first.happened(SafetyEvent.ANSWERED_NONE, date(2026, 3, 2))
    >>> said_no.passed(date(2026, 3, 2)).state, said_no.passed(date(2026, 3, 3)).state
    (<SafetyState.ANSWERED: 'answered'>, <SafetyState.QUIET: 'quiet'>)
    """

    state: SafetyState
    since: date

    def happened(self, event: SafetyEvent, today: date) -> SafetyStanding:
        """Return the standing after an event of today."""
        state = after(self.state, event)
        return self if state == self.state else SafetyStanding(state, today)

    def passed(self, today: date, *, lot: bool = False, interval: int = REASK_DAYS[1]) -> SafetyStanding:
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
        now = self if today >= self.since else self.happened(SafetyEvent.INTERVAL_OVER, today)
        while now.state in _DAYS and today >= (due := _due(now, interval)):
            event = (
                SafetyEvent.LOT_CLOSES if lot and now.state == SafetyState.ANSWERED else _DAYS[now.state][1]
            )
            now = now.happened(event, due)
        return now


def _due(standing: SafetyStanding, interval: int) -> date:
    days, event = _DAYS[standing.state]
    return standing.since + timedelta(
        days=min(days, interval) if event == SafetyEvent.INTERVAL_OVER else days
    )


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

"""What opens between two people: a function of what both did, each alone, and of the clock.

Nothing here takes a standing or an answer, so neither can show. Something for two opens when both chose it
and both confirmed it on a later day, each without seeing the other's part; it lasts four weeks and goes on
only if both say so. Acts of the moment go one way, leave no receipt, and merge when they are repeated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import InitVar, dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.safety.standing import day_of

OPENING_HOURS = (time(7), time(18))
"""Nothing opens hot: only at these hours, local time."""
COOLING = timedelta(hours=6)
"""Least time between the later confirmation and the opening."""
WINDOW = timedelta(days=3)
"""Within which both choose; a choice that is left alone is gone after it."""
PERIOD = timedelta(days=28)
"""How long something for two stays open, for everyone."""
GO_ON_WITHIN = timedelta(days=7)
"""Before a period's end, the days on which both may say that it goes on."""
SHOWN_FOR = timedelta(hours=2)
"""How long an act of the moment shows on the other phone."""


class ForTwo(StrEnum):
    """What two people open together."""

    TELLING = "telling"  # two accounts of one occasion side by side
    DANCE = "dance"  # what is answered with what, from both accounts
    COMPARISON = "comparison"  # charts that show both
    WHAT_IF = "what-if"
    EXPERIMENT = "experiment"
    PRACTICE = "practice"  # one that takes two
    SHEET = "sheet"  # what a therapist sees of both


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Assent:
    """One person's part in opening something: chosen, then confirmed alone on a later day.

    Parameters
    ----------
    chosen
        When it was chosen, local time.
    confirmed
        When it was confirmed; None while it is not.
    taken_back
        True where it was taken back, which is the same as never chosen.

    Raises
    ------
    InputError
        If it was confirmed on the day on which it was chosen.

    Examples
    --------
    >>> Assent(datetime(2026, 11, 3, 22, 0), datetime(2026, 11, 4, 8, 0)).stands
    True
    """

    chosen: datetime
    confirmed: datetime | None = None
    taken_back: bool = False

    def __post_init__(self) -> None:
        if self.confirmed is not None and day_of(self.confirmed) <= day_of(self.chosen):
            raise InputError("safety.confirmed-too-soon", where="confirmed")

    @property
    def stands(self) -> bool:
        """Whether it was confirmed and not taken back."""
        return self.confirmed is not None and not self.taken_back


_SEAL = object()


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave for something for two, as `opening` and `agreed_here` give it and nothing else.

    Parameters
    ----------
    what
        What it is for.
    at
        When it opens, local time; None where it opens at once.

    Examples
    --------
    >>> Leave("experiment", None)
    Traceback (most recent call last):
    pasdedeux.errors.InputError: Leave cannot be made by hand. Ask `opening` or `agreed_here`.
    """

    what: ForTwo
    at: datetime | None
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise InputError("safety.made-by-hand")

    @property
    def until(self) -> datetime | None:
        """When its period ends, for everyone; None where nothing is kept."""
        return None if self.at is None else self.at + PERIOD

    def goes_on(self, mine: datetime | None, theirs: datetime | None) -> bool:
        """Whether another period follows: both said so, each alone, in the last week of this one.

        Examples
        --------
        >>> two = Assent(datetime(2026, 11, 3, 22, 0), datetime(2026, 11, 4, 8, 0))
        >>> opened = opening("dance", two, two)
        >>> opened.goes_on(opened.until - timedelta(days=2), opened.until - timedelta(hours=1))
        True
        >>> opened.goes_on(opened.until - timedelta(days=2), None)
        False
        """
        return self.until is not None and all(
            said is not None and self.until - GO_ON_WITHIN <= said < self.until for said in (mine, theirs)
        )


@names_wrong_arguments
def opening(what: ForTwo | str, mine: Assent | None, theirs: Assent | None) -> Leave | None:
    """Open something for two, where both chose it within the window and both confirmed it.

    Parameters
    ----------
    what
        What it is for; an unknown name opens nothing.
    mine, theirs
        Each one's part; None where there is none.

    Returns
    -------
    Leave or None
        With the first opening hour at least six hours after the later confirmation.

    Examples
    --------
    >>> two = Assent(datetime(2026, 11, 3, 22, 0), datetime(2026, 11, 4, 8, 0))
    >>> opening("dance", two, two).at, opening("dance", two, None)
    (datetime.datetime(2026, 11, 4, 18, 0), None)
    """
    if what not in set(ForTwo) or mine is None or theirs is None:
        return None
    near = abs(mine.chosen - theirs.chosen) <= WINDOW
    if mine.confirmed is None or theirs.confirmed is None or not (mine.stands and theirs.stands and near):
        return None
    return Leave(ForTwo(what), _opening_hour(max(mine.confirmed, theirs.confirmed) + COOLING), _SEAL)


def _opening_hour(ready: datetime) -> datetime:
    days = (ready, ready + timedelta(days=1))
    hours = (datetime.combine(day.date(), hour, ready.tzinfo) for day in days for hour in OPENING_HOURS)
    return next(hour for hour in hours if hour >= ready)


@names_wrong_arguments
def agreed_here(what: ForTwo | str, *, mine: bool, theirs: bool) -> Leave | None:
    """Open something at once, where both said yes to it, each alone, at one terminal or in one notebook.

    Nothing is kept there from one day to the next, so there is no second step: this is the weaker guard,
    never for the app.

    Examples
    --------
    >>> agreed_here("experiment", mine=True, theirs=False) is None
    True
    """
    both = what in set(ForTwo) and mine and theirs
    return Leave(ForTwo(what), None, _SEAL) if both else None


@names_wrong_arguments
def shows(acts: Iterable[datetime], now: datetime) -> bool:
    """Whether an act of the moment shows on the other phone now.

    One of a kind an evening: the first begins it, the others of that evening merge with it, and it goes
    after two hours. Who presses sees the same page each time.

    Parameters
    ----------
    acts
        When one person did one kind of act, local time.
    now
        The moment in question.

    Examples
    --------
    >>> evening = [datetime(2026, 11, 3, 21, minute) for minute in (0, 5, 50)]
    >>> shows(evening, datetime(2026, 11, 3, 22, 0)), shows(evening, datetime(2026, 11, 3, 23, 10))
    (True, False)
    """
    tonight = [act for act in acts if act <= now and day_of(act) == day_of(now)]
    return bool(tonight) and now - min(tonight) < SHOWN_FOR

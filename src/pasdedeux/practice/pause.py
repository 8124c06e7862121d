"""A pause with a promised return: when it is due, who is reminded, and how it may be extended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(hours=24)
GRACE = timedelta(minutes=10)


class PausePhase(StrEnum):
    """Where a pause is."""

    AWAY = "away"  # both see the clock
    DUE = "due"  # only the one who promised is reminded
    LATE = "late"  # both are asked for a new time
    HOME = "home"


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Pause:
    """A break from a talk with a time to come back.

    Parameters
    ----------
    left, back
        When it began and when the return is promised, with time zones; 5 minutes to 24 hours apart.
    home
        When the return happened; ``None`` before.
    extended
        Whether it was extended already; once is the limit.

    Examples
    --------
    >>> from datetime import UTC
    >>> nine = datetime(2026, 11, 9, 21, 0, tzinfo=UTC)
    >>> pause = Pause(nine, nine + timedelta(minutes=40))
    >>> pause.phase(nine + timedelta(minutes=45))
    <PausePhase.DUE: 'due'>
    >>> pause.extend(nine + timedelta(minutes=50), now=nine + timedelta(minutes=38)).extended
    True
    """

    left: datetime
    back: datetime
    home: datetime | None = None
    extended: bool = False

    def __post_init__(self) -> None:
        if self.left.tzinfo is None or self.back.tzinfo is None:
            raise InputError("practice.pause-without-zone", where="pause")
        if not self.extended and not SHORTEST <= self.back - self.left <= LONGEST:
            raise InputError("practice.pause-length", where="back")

    def phase(self, now: datetime) -> PausePhase:
        """Where the pause is now."""
        if self.home is not None and now >= self.home:
            return PausePhase.HOME
        if now < self.back:
            return PausePhase.AWAY
        return PausePhase.DUE if now < self.back + GRACE else PausePhase.LATE

    def extend(self, until: datetime, *, now: datetime) -> Pause:
        """Return the pause with a later time: once only, and at most a day from now."""
        if self.home is not None:
            raise InputError("practice.pause-over", where="pause")
        if self.extended:
            raise InputError("practice.pause-extended", where="pause")
        if not (self.back < until and now < until <= now + LONGEST):
            raise InputError("practice.pause-until", where="until")
        return replace(self, back=until, extended=True)

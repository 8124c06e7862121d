"""When one can promise to come back: in so many minutes, tonight, or tomorrow morning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

MINUTES = (20, 40)
NOON, EVENING, LAST_EVENING = time(12), time(21), time(23)
MORNING = time(8)
ROUND = timedelta(minutes=30)
SOON = timedelta(minutes=60)
"""Anything said of the evening or the morning is at least this far away."""


def returns(local: datetime) -> Mapping[str, datetime]:
    """Give the times on offer by their names, the nearest first.

    Parameters
    ----------
    local
        The time on the wall, with its zone.

    Examples
    --------
    >>> late = datetime(2026, 11, 3, 20, 10, tzinfo=UTC)
    >>> {name: f"{back:%H:%M}" for name, back in returns(late).items()}
    {'20': '20:30', '40': '20:50', 'tonight': '21:30', 'morning': '08:00'}
    """
    found = {str(minutes): later(local, timedelta(minutes=minutes)) for minutes in MINUTES}
    tonight = max(_at(local, EVENING), _rounded(later(local, SOON)))
    if local.time() >= NOON and tonight.date() == local.date() and tonight.time() <= LAST_EVENING:
        found["tonight"] = tonight
    morning = _at(local, MORNING)
    if morning < later(local, SOON):
        morning = _at(local + timedelta(days=1), MORNING)
    if morning - local <= timedelta(days=1):
        found["morning"] = morning
    return found


def later(local: datetime, by: timedelta) -> datetime:
    """Let time pass, also over the hour at which clocks are changed.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> night = datetime(2026, 10, 25, 2, 50, tzinfo=ZoneInfo("Europe/Berlin"))
    >>> f"{later(night, timedelta(minutes=20)):%H:%M}"
    '02:10'
    """
    return (local.astimezone(UTC) + by).astimezone(local.tzinfo)


def _at(local: datetime, hour: time) -> datetime:
    return datetime.combine(local.date(), hour, local.tzinfo)


def _rounded(local: datetime) -> datetime:
    """Round up to the half hour."""
    whole = local.replace(minute=0, second=0, microsecond=0)
    steps = -(-(local - whole) // ROUND)
    return later(whole, steps * ROUND)

"""Rituals as calendar files whose titles give nothing away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Alarm, Calendar, Event

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.practice.library import Ritual, practice, practices
from pasdedeux.words import Language, words

LONGEST_TITLE = 60


@names_wrong_arguments
def ritual_calendar(
    id_: str,
    start: datetime,
    zone: str,
    *,
    language: Language = "en",
    title: str | None = None,
    stamp: datetime | None = None,
    uid: str | None = None,
) -> bytes:
    r"""Write a ritual as an ``.ics`` file: repeated, reminded of, and ending so that it is looked back on.

    The hour on the wall stays the same across daylight saving.

    Parameters
    ----------
    id_
        Id of a practice that is a ritual.
    start
        First time, as the clock on the wall shows it, without a time zone.
    zone
        Time zone name, e.g. ``"Europe/Berlin"``.
    language
        Language of the neutral title.
    title
        Own title instead of the neutral one.
    stamp, uid
        Time of writing and identifier; made anew unless given.

    Examples
    --------
    >>> text = ritual_calendar("weekly-date", datetime(2026, 3, 6, 20, 0), "Europe/Berlin").decode()
    >>> [line for line in text.splitlines() if line.startswith(("SUMMARY", "DTSTART;", "RRULE:FREQ=WEEKLY"))]
    ['SUMMARY:Tea\\, 20 min', 'DTSTART;TZID=Europe/Berlin:20260306T200000', 'RRULE:FREQ=WEEKLY;COUNT=8']
    """
    chosen = practice(id_)
    if chosen.ritual is None:
        rituals = [known.id for known in practices().values() if known.ritual]
        raise InputError("practice.no-ritual", where="ritual", practice=id_, rituals=rituals)
    shown = _title(title) or words(language)(f"practice.ritual.{id_}", minutes=chosen.minutes)
    event = _event(chosen.minutes, chosen.ritual, _local(start, zone), shown)
    event.add("dtstamp", stamp or datetime.now(UTC))
    event.add("uid", uid or uuid4().hex)
    calendar = Calendar()
    calendar.add("prodid", "-//notes//notes//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    calendar.add_missing_timezones(first_date=start.date(), last_date=start.date() + timedelta(days=730))
    return bytes(calendar.to_ical())


def _event(minutes: int, ritual: Ritual, start: datetime, title: str) -> Event:
    event = Event()
    event.add("summary", title)
    event.add("dtstart", start)
    event.add("duration", timedelta(minutes=minutes))
    event.add("rrule", {"freq": ritual.every, "count": ritual.times})
    event.add("class", "PRIVATE")
    reminder = Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("description", title)
    reminder.add("trigger", timedelta(minutes=-ritual.remind))
    event.add_component(reminder)
    return event


def _title(title: str | None) -> str:
    """One printable line of at most 60 characters."""
    printable = "".join(char if char.isprintable() else " " for char in title or "")
    return " ".join(printable.split())[:LONGEST_TITLE]


def _local(start: datetime, zone: str) -> datetime:
    if start.tzinfo is not None:
        raise InputError("practice.start-has-zone", where="start")
    try:
        local = start.replace(tzinfo=ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError("practice.no-zone", where="zone", zone=zone) from None
    if local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) != start:
        raise InputError("practice.skipped-hour", where="start", hour=f"{start:%H:%M}")
    return local

"""Calendar files: neutral, repeated, reminded of, right across daylight saving, and safe with any title."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from pasdedeux.errors import InputError
from pasdedeux.practice import practices, ritual_calendar
from pasdedeux.words import LANGUAGES

RITUALS = [chosen for chosen in practices().values() if chosen.ritual]
TELLING = (
    "couple",
    "partner",
    "cycle",
    "pas",
    "talk",
    "paar",
    "check",
    "date",
    "return",
    "dance",
    "notes to",
)
EVENING = datetime.fromisoformat("2026-03-06T20:00")  # the wall clock, so without a zone
STAMP = datetime(2026, 1, 1, tzinfo=UTC)


def parse(data):
    calendar = Calendar.from_ical(data)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def times(event):
    start = event["dtstart"].dt
    rule = rrulestr(event["rrule"].to_ical().decode(), dtstart=start.replace(tzinfo=None))
    return [moment.replace(tzinfo=start.tzinfo) for moment in rule]


def test_rituals_are_the_three_that_repeat():
    assert {chosen.id for chosen in RITUALS} == {"return-talk", "check-in", "weekly-date"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chosen", RITUALS, ids=lambda chosen: chosen.id)
def test_title_tells_nobody_anything(chosen, language):
    data = ritual_calendar(chosen.id, EVENING, "Europe/Berlin", language=language)
    _, event = parse(data)
    shown = " ".join((event["summary"], *(alarm["description"] for alarm in event.walk("VALARM")))).lower()
    assert not any(word in shown for word in TELLING)
    written = data.decode().lower()
    assert "pasdedeux" not in written
    assert chosen.id not in written
    assert "\r\nclass:private\r\n" in written


def test_title_of_the_weekly_date():
    _, event = parse(ritual_calendar("weekly-date", EVENING, "Europe/Berlin"))
    assert event["summary"] == "Tea, 20 min"
    assert event["duration"].dt == timedelta(minutes=20)


@pytest.mark.parametrize("chosen", RITUALS, ids=lambda chosen: chosen.id)
def test_it_repeats_ends_and_reminds(chosen):
    _, event = parse(ritual_calendar(chosen.id, EVENING, "Europe/Berlin"))
    found = times(event)
    assert len(found) == chosen.ritual.times
    step = timedelta(days=1 if chosen.ritual.every == "daily" else 7)
    assert {b.replace(tzinfo=None) - a.replace(tzinfo=None) for a, b in pairwise(found)} == {step}
    (alarm,) = event.walk("VALARM")
    assert alarm["trigger"].dt == timedelta(minutes=-chosen.ritual.remind)
    assert alarm["action"] == "DISPLAY"


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Berlin", date(2026, 3, 20)),
        ("Europe/Berlin", date(2026, 10, 16)),
        ("America/New_York", date(2026, 3, 1)),
        ("America/New_York", date(2026, 10, 23)),
        ("Australia/Sydney", date(2026, 3, 25)),
        ("Australia/Lord_Howe", date(2026, 9, 25)),
    ],
)
def test_the_wall_clock_stays_across_daylight_saving(zone, day):
    start = datetime.combine(day, datetime.min.time()).replace(hour=20)
    calendar, event = parse(ritual_calendar("check-in", start, zone))
    found = times(event)
    assert {moment.hour for moment in found} == {20}
    assert len({moment.utcoffset() for moment in found}) == 2, "the span crosses a change of clocks"
    # The time zone that travels inside the file must say the same as the world's.
    (inside,) = calendar.timezones
    own = inside.to_tz()
    for moment in found:
        expected = moment.replace(tzinfo=ZoneInfo(zone)).utcoffset()
        assert moment.replace(tzinfo=own).utcoffset() == expected


def test_an_hour_that_the_clocks_skip_is_refused():
    with pytest.raises(InputError, match="clocks skip 02:30"):
        ritual_calendar("check-in", datetime.fromisoformat("2026-03-29T02:30"), "Europe/Berlin")


def test_an_hour_that_comes_twice_is_fine():
    _, event = parse(ritual_calendar("check-in", datetime.fromisoformat("2026-10-25T02:30"), "Europe/Berlin"))
    assert event["dtstart"].dt.hour == 2


def test_utc_needs_no_zone_table():
    _, event = parse(ritual_calendar("check-in", EVENING, "UTC"))
    assert event["dtstart"].dt.utcoffset() == timedelta(0)


@given(title=st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_title_comes_back_as_one_harmless_line(title):
    data = ritual_calendar("check-in", EVENING, "UTC", title=title, stamp=STAMP, uid="1")
    calendar, event = parse(data)
    assert len(calendar.walk("VEVENT")) == len(calendar.walk("VALARM")) == 1
    clean = " ".join("".join(char if char.isprintable() else " " for char in title).split())[:60]
    assert str(event["summary"]).strip() == (clean.strip() or "Tea, 10 min")


@pytest.mark.parametrize(
    "title", ["Tea; with, \\Ana", "A\r\nBEGIN:VEVENT\r\nSUMMARY:x", 'Ana "Änne" O\u2019Neill: 8']
)
def test_names_are_escaped(title):
    data = ritual_calendar("check-in", EVENING, "UTC", title=title)
    _, event = parse(data)
    assert str(event["summary"]) == " ".join(title.split())


def test_same_stamp_and_uid_give_the_same_bytes():
    first, second = (
        ritual_calendar("check-in", EVENING, "Europe/Berlin", stamp=STAMP, uid="1") for _ in range(2)
    )
    assert first == second


def test_wrong_input_is_said_plainly():
    with pytest.raises(InputError, match="is no ritual"):
        ritual_calendar("settle-90", EVENING, "UTC")
    with pytest.raises(InputError, match="no time zone 'Mars/Base'"):
        ritual_calendar("check-in", EVENING, "Mars/Base")
    with pytest.raises(InputError, match=r"no time zone '\.\./etc'"):
        ritual_calendar("check-in", EVENING, "../etc")
    with pytest.raises(InputError, match="carries a time zone"):
        ritual_calendar("check-in", EVENING.replace(tzinfo=UTC), "UTC")

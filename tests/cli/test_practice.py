"""Practices in a terminal: the list, one of them, its timer, its calendar."""

from datetime import timedelta

import pytest
from icalendar import Calendar

import pasdedeux.cli.practice as command
from pasdedeux.cli import main
from pasdedeux.practice import practices, sources, timer_script
from pasdedeux.practice.library import MOMENTS
from pasdedeux.practice.timer import SCREEN_CHARS, SCREEN_LINES
from pasdedeux.words import LANGUAGES, words
from typing_person import OFF, ON, Terminal

pytestmark = pytest.mark.usefixtures("here")

RITUALS = [id_ for id_, chosen in practices().items() if chosen.ritual]
TIMED = [id_ for id_, chosen in practices().items() if chosen.timer]


@pytest.fixture
def shown(capsys):
    def shown(*arguments):
        code = main(["practice", *arguments])
        found = capsys.readouterr()
        return (found.err if code else found.out), code

    return shown


class Waiting:
    """A clock on which time passes only by sleeping; Ctrl-C comes at a set second."""

    def __init__(self, until=None):
        self.time, self.until = 0.0, until

    def now(self):
        return self.time

    def sleep(self, seconds):
        self.time += seconds
        if self.until is not None and self.time >= self.until:
            raise KeyboardInterrupt


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_names_every_practice_under_its_moment(shown, language):
    page, code = shown("--language", language)
    say = words(language)
    lines = page.splitlines()
    places = [lines.index(heading[0].upper() + heading[1:]) for heading in map(say, moments())]
    assert code == 0
    assert places == sorted(places)
    for id_, chosen in practices().items():
        at = lines.index(f"  {id_}: {chosen.word('title', language)}")
        assert max(place for place in places if place < at) == places[MOMENTS.index(chosen.moment)]
        assert lines[at + 1].startswith(f"    {chosen.word('for', language)}")
        assert say(f"practice.shown.grade-{chosen.grade}") in lines[at + 1]
    assert say("safety.help.no-couple") in page


def moments():
    return [f"practice.moment.{moment}" for moment in MOMENTS]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id_", practices())
def test_one_practice_shows_all_that_is_known_of_it(shown, id_, language):
    page, code = shown(id_, "--language", language, "--country", "DE")
    chosen, say = practices()[id_], words(language)
    assert code == 0
    assert "{" not in page
    assert all(step.partition("{")[0] in page for step in chosen.steps(language))
    assert all(say(f"practice.not_when.{key}") in page for key in chosen.not_when)
    assert all(say(f"practice.record.{key}") in page for key in chosen.record)
    assert all(sources()[source].text(language) in page for source in chosen.sources)
    assert chosen.word("why", language) in page
    assert say(f"practice.grade.{chosen.grade}") in page
    assert ("--timer" in page) == chosen.timer
    assert ("--ics" in page) == (chosen.ritual is not None)
    assert "116 016" in page


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("settle", "settle-90"),
        ("settle-09", "settle-90"),
        ("Weekly Date", "weekly-date"),
        ("chekin", "check-in"),
    ],
)
def test_a_practice_that_is_not_there_names_those_called_alike(shown, typed, near):
    message, code = shown(typed)
    assert code == 2
    assert f"no practice '{typed}'" in message
    assert near in message


def test_a_name_like_no_other_lists_all(shown):
    message, _ = shown("xyzzy")
    assert all(id_ in message for id_ in practices())


@pytest.mark.parametrize("id_", TIMED)
def test_the_timer_says_each_step_for_as_long_as_it_lasts(shown, monkeypatch, id_):
    clock = Waiting()
    monkeypatch.setattr(command, "CLOCK", clock)
    page, code = shown(id_, "--timer")
    lines = page.splitlines()
    places = [
        lines.index(next(line for line in lines if cue.text in line)) for cue in timer_script(id_, "en")
    ]
    assert (code, clock.time) == (0, practices()[id_].total_seconds)
    assert places == sorted(places)
    assert words("en")("practice.timer.done") in page


def test_ctrl_c_stops_the_timer_without_a_fuss(shown, monkeypatch):
    monkeypatch.setattr(command, "CLOCK", Waiting(until=30))
    page, code = shown("settle-90", "--timer")
    assert code == 0
    assert page.splitlines()[-1] == "Stopped. That is fine."
    assert "Look around" not in page


def test_a_practice_without_a_timer_is_named(shown):
    message, code = shown("body-signs", "--timer")
    assert code == 2
    assert "has no timer" in message


@pytest.mark.parametrize("id_", RITUALS)
def test_a_ritual_goes_to_a_calendar(shown, here, id_):
    page, code = shown(id_, "--ics", "a.ics", "--start", "2027-03-06 20:00", "--zone", "Europe/Berlin")
    (event,) = Calendar.from_ical((here / "a.ics").read_bytes()).walk("VEVENT")
    assert code == 0
    assert event.decoded("dtstart").isoformat() == "2027-03-06T20:00:00+01:00"
    assert event.decoded("duration") == timedelta(minutes=practices()[id_].minutes)
    assert "Europe/Berlin" in page
    assert "6 March 2027, 20:00" in page


def test_the_zone_is_the_systems_own_unless_given(shown, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    page, _ = shown("weekly-date", "--ics", "a.ics", "--start", "2027-03-06 20:00")
    assert "Asia/Tokyo" in page
    monkeypatch.setenv("TZ", "nowhere")
    monkeypatch.setattr(command, "ZONES", "no such folder")
    message, code = shown("weekly-date", "--ics", "b.ics", "--start", "2027-03-06 20:00")
    assert code == 2
    assert message.startswith("--zone: ")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("weekly-date", "--ics", "a.ics"), "--start"),
        (("weekly-date", "--ics", "a.ics", "--start", "tomorrow"), "no day and hour"),
        (("settle-90", "--ics", "a.ics", "--start", "2027-03-06 20:00"), "weekly-date"),
        (("weekly-date", "--ics", "a.ics", "--start", "2027-03-06 20:00", "--zone", "Mars"), "no time zone"),
    ],
)
def test_a_calendar_that_cannot_be_written_says_why(shown, here, options, told):
    message, code = shown(*options)
    assert code == 2
    assert told in message
    assert not any(here.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("width", [40, 80])
def test_the_timer_in_a_terminal_is_one_small_page_and_goes_when_stopped(width):
    person = Terminal("practice", "settle-90", "--timer", width=width, height=24, LANG="de_DE.UTF-8")
    page = person.until("0:08")
    person.presses("\x03")
    left, code = person.ends()
    assert (left.replace("^C", "").strip(), code) == ("Beendet. Das ist in Ordnung.", 0)
    shown = [line.strip() for line in page.replace("\r", "").split("\n")[:24] if line.strip()]
    assert len(shown) <= SCREEN_LINES
    assert max(map(len, shown[:-1])) <= SCREEN_CHARS
    assert person.raw.index(ON) < person.raw.index(OFF)

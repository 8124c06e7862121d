"""Hours, days and levels of the safety rules, as numbers, on both sides of each bound."""

from datetime import date, datetime, timedelta

import pytest

from pasdedeux.safety import Assent, SafetyEvent, SafetyState, help_words, helplines, opening, shows
from pasdedeux.safety.helplines import dated, outdated
from pasdedeux.safety.screen import QUESTIONS, is_spike, outcome
from pasdedeux.safety.standing import SafetyStanding, asked_on, day_of
from pasdedeux.safety.stopping import must_stop

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CHOSEN = datetime.fromisoformat("2026-11-03T22:00")
BEGAN = date(2026, 3, 2)


def opened(confirmed, chosen=CHOSEN):
    mine = Assent(chosen, datetime.fromisoformat(f"2026-11-04T{confirmed}"))
    return opening("dance", mine, Assent(CHOSEN, datetime.fromisoformat("2026-11-04T04:00")))


@pytest.mark.parametrize(
    ("confirmed", "opens"),
    [
        ("04:00", "2026-11-04T18:00"),
        ("12:00", "2026-11-04T18:00"),
        ("12:01", "2026-11-05T07:00"),
        ("18:00", "2026-11-05T07:00"),
        ("23:59", "2026-11-05T07:00"),
    ],
)
def test_it_opens_at_seven_or_eighteen_and_six_hours_after_the_later_yes(confirmed, opens):
    assert opened(confirmed).at == datetime.fromisoformat(opens)


def test_both_choose_within_three_days():
    assert opened("12:00", CHOSEN - 3 * DAY)
    assert opened("12:00", CHOSEN - 3 * DAY - MINUTE) is None


def test_a_period_is_four_weeks_and_goes_on_in_its_last():
    leave = opened("12:00")
    end = leave.at + timedelta(days=28)
    assert leave.until == end
    assert leave.goes_on(end - 7 * DAY, end - MINUTE)
    for late_or_early in (end - 7 * DAY - MINUTE, end):
        assert not leave.goes_on(late_or_early, end - DAY)
        assert not leave.goes_on(end - DAY, late_or_early)


def test_an_act_shows_for_two_hours_and_a_day_begins_at_four():
    assert shows([CHOSEN], CHOSEN + 2 * HOUR - MINUTE)
    assert not shows([CHOSEN], CHOSEN + 2 * HOUR)
    night = datetime.fromisoformat("2026-11-04T03:59")
    assert day_of(night) == date(2026, 11, 3)
    assert day_of(night + MINUTE) == date(2026, 11, 4)


def test_everyone_is_asked_every_four_weeks():
    asked = [asked_on(BEGAN, BEGAN + days * DAY) for days in (-5, 0, 1, 28, 29, 56)]
    assert asked == [BEGAN + days * DAY for days in (0, 0, 28, 28, 56, 56)]


def test_after_four_weeks_without_an_answer_only_things_for_oneself_are_left():
    both = SafetyStanding(SafetyState.BOTH, BEGAN)
    assert both.at(BEGAN + 28 * DAY) == both
    assert both.at(BEGAN + 29 * DAY) == SafetyStanding(SafetyState.NEW, BEGAN + 29 * DAY)
    assert both.at(BEGAN + 60 * DAY) == SafetyStanding(SafetyState.NEW, BEGAN + 29 * DAY)
    assert both.at(BEGAN - DAY) == SafetyStanding(SafetyState.NEW, BEGAN - DAY)  # a clock was moved


def test_the_way_back_takes_two_rounds_of_no_each_after_four_weeks():
    again = SafetyStanding(SafetyState.AGAIN, BEGAN)

    def after(*days):
        standing = again
        for day in days:
            standing = standing.happened(SafetyEvent.THROUGH_NONE, BEGAN + day * DAY)
        return standing.at(BEGAN + (days[-1] + 1) * DAY).state

    assert after(28, 56) == SafetyState.BOTH
    assert after(28) == after(27, 55) == after(28, 55) == after(27, 28) == SafetyState.AGAIN
    assert after(27, 28, 56) == SafetyState.BOTH
    second = again.happened(SafetyEvent.THROUGH_NONE, BEGAN + 28 * DAY)
    second = second.happened(SafetyEvent.THROUGH_NONE, BEGAN + 56 * DAY)
    assert second.at(BEGAN + 56 * DAY).state == SafetyState.AGAIN  # not on the evening itself


@pytest.mark.parametrize(
    ("given", "stops"),
    [
        ({"now": 7}, True), ({"now": 6.9}, False), ({"now": None}, False),
        ({"now": 4, "start": 2}, True), ({"now": 3.9, "start": 2}, False), ({"now": 6, "start": 6}, False),
        ({"now": 10, "start": 9, "settling": True}, False), ({"now": 10, "start": 8, "settling": True}, True),
        ({"now": None, "start": 1, "settling": True}, False), ({"now": 0, "start": 0}, False),
        ({"now": 1, "shutdown": True}, True), ({"now": None, "someone_asks": True}, True),
    ],
)  # fmt: skip
def test_an_exercise_stops_at_seven_or_two_above_the_start(given, stops):
    assert must_stop(given.pop("now"), **given) is stops


@pytest.mark.parametrize(
    ("reports", "asks"),
    [
        ([9], True), ([8], False), ([], False),
        ([2, 2, 2, 2, 2, 5], True), ([2, 2, 2, 2, 2, 4.9], False), ([2, 2, 2, 2, 5], False),
        ([4] * 8 + [0] * 7 + [5], True), ([4] * 8 + [0] * 7 + [4], False), ([6] * 8 + [0] * 14 + [3], True),
    ],
)  # fmt: skip
def test_the_questions_are_offered_at_nine_or_three_above_the_usual(reports, asks):
    assert is_spike(reports) is asks


def test_seven_answers_make_a_round():
    no = dict.fromkeys(QUESTIONS, "no")
    assert len(no) == 7
    assert outcome(no) == SafetyEvent.THROUGH_NONE
    for question in QUESTIONS:
        assert outcome({**no, question: "yes"}) == outcome({**no, question: "unsure"}) == "through_some"
        assert outcome({**no, question: "skip"}) == "through_partly"
        assert outcome({one: "no" for one in QUESTIONS if one != question}) == "through_partly"


def test_numbers_are_old_after_a_year():
    assert not outdated(dated() + 365 * DAY)
    assert outdated(dated() + 366 * DAY)


def test_the_most_urgent_come_first_and_the_directory_last():
    kinds = [line.kind for line in helplines("DE")]
    assert kinds[0] == "emergency"
    assert kinds[-1] == "directory"
    assert kinds == sorted(kinds, key=("emergency", "violence", "crisis", "directory").index)


def test_whose_numbers_they_are_is_said_also_where_there_is_one():
    assert len(helplines("NL")) == 2
    assert help_words("NL", "en")[2].startswith("Numbers for this country: Netherlands.")
    assert help_words("nl", "de")[2].startswith("Nummern für dieses Land: Niederlande.")
    assert "country:" not in help_words("NZ", "en")[2]
    assert help_words("NZ", "en")[3].endswith("findahelpline.com")

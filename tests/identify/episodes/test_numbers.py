"""Shares, times and what helped: of the couple, from one or two tellings, with errors of telling in view."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pasdedeux.errors import InputError
from pasdedeux.identify.episodes.censored import draw_coefficients
from pasdedeux.identify.episodes.change import before_and_since, below
from pasdedeux.identify.episodes.helped import what_helped, with_and_without
from pasdedeux.identify.episodes.opening import FEWEST, opening_of, raised_by
from pasdedeux.identify.episodes.readings import share_of
from pasdedeux.identify.episodes.returns import kept_returns
from pasdedeux.identify.episodes.times import log_bounds, times_of
from pasdedeux.people import Couple, Person
from pasdedeux.records import Ending, Episode, Episodes, Kind, Lasting, Move, Telling, Trigger

COUPLE = Couple("ours", (Person("Alma", id="a"), Person("Ben", id="b")))
BANDS = tuple(Lasting)
DAY = date(2026, 1, 5)


def told(*rows):
    """Episodes from rows of what the first and the second say; None where one tells nothing."""
    return Episodes(
        COUPLE,
        tuple(
            Episode(
                str(n),
                tuple(
                    Telling(who, DAY + timedelta(days=n), **one)
                    for who, one in zip("ab", row, strict=False)
                    if one is not None
                ),
            )
            for n, row in enumerate(rows)
        ),
    )


def opens(*, mine):
    return {"moves": (Move("asks-again", mine=mine),)}


# --- shares ---------------------------------------------------------------------------------------


def test_two_who_agree_are_one_episode_not_two():
    alone, both = share_of([(True, None)] * 20), share_of([(True, True)] * 20)
    twice = share_of([(True, None)] * 40)
    assert alone.told == both.told == 20
    assert both.share.low < twice.share.low


def test_one_who_errs_is_not_taken_at_their_word():
    """Who disagree in a third of episodes err, so the told share is pulled from the middle outwards."""
    clean = share_of([(True, None)] * 12 + [(False, None)] * 6)
    doubtful = share_of([(True, None)] * 12 + [(False, None)] * 6 + [(True, False)] * 10)
    assert doubtful.differ == 10
    assert doubtful.share.high - doubtful.share.low > clean.share.high - clean.share.low


reading = st.tuples(*[st.sampled_from([True, False, None])] * 2)


@given(st.lists(reading, min_size=1, max_size=40))
def test_shares_are_the_same_seen_from_the_other_side(readings):
    found = share_of(readings)
    mirrored = share_of([tuple(None if one is None else not one for one in row) for row in readings])
    if found is None:
        assert mirrored is None
        return
    assert 0.0 <= found.share.low < found.share.estimate < found.share.high <= 1.0
    assert found.share.low == pytest.approx(1.0 - mirrored.share.high, abs=1e-9)
    assert found.p_most == pytest.approx(1.0 - mirrored.p_most, abs=1e-9)


def test_shares_hold_what_is_true():
    rng = np.random.default_rng(4)
    held = 0
    for _ in range(150):
        p, error = rng.random(), 0.5 * rng.beta(1, 4)
        truth = rng.random((20, 1)) < p
        said = truth ^ (rng.random((20, 2)) < error)
        found = share_of(
            [tuple(map(bool, row)) if rng.random() < 0.6 else (bool(row[0]), None) for row in said]
        )
        held += found.share.low <= p <= found.share.high
    assert 0.82 <= held / 150 <= 0.97


# --- who opens ------------------------------------------------------------------------------------


def test_nothing_is_said_of_who_opens_below_fifteen():
    few, enough = (told(*[(opens(mine=True), opens(mine=False))] * n) for n in (FEWEST - 1, FEWEST))
    assert opening_of(few).opens is None
    assert opening_of(enough).opens.share.low > 0.6
    assert opening_of(enough).opens.p_most > 0.99


def test_who_opens_and_who_raises_are_told_from_both_sides():
    rows = [({**opens(mine=True), "raised_by_me": False}, {**opens(mine=False), "raised_by_me": True})] * 20
    found = opening_of(told(*rows))
    assert found.opens.share.estimate > 0.8
    assert found.raises.share.estimate < 0.2
    assert len(raised_by(told(*rows), 1)) == 20
    assert len(raised_by(told(*rows), 0)) == 0


def test_answers_apart_need_an_issue_that_both_give_to_the_same_person():
    rows = [
        ({"raised_by_me": True}, {"raised_by_me": True}),
        ({"raised_by_me": True}, {}),
        ({}, {}),
        (None, {"raised_by_me": False}),
    ]
    assert [one.id for one in raised_by(told(*rows), 0)] == ["1", "3"]


def test_triggers_of_two_tellings_count_half_each():
    same = {"trigger": Trigger.LATE}
    found = opening_of(told((same, same), (same, {"trigger": Trigger.TONE}), ({}, None))).triggers
    assert list(found) == [Trigger.LATE, Trigger.TONE]
    assert found[Trigger.LATE].estimate > 0.4 > found[Trigger.TONE].estimate


def test_good_turns_are_no_openings():
    assert opening_of(told(*[({**opens(mine=True), "kind": Kind.GOOD_TURN},)] * 20)).opens is None


def test_kept_returns_are_the_couples():
    kept, broken = {"return_kept": True}, {"return_kept": False}
    rows = [(kept, kept), (kept, None), (None, kept), (broken, broken), ({}, None)]
    swapped = [row[::-1] for row in rows]
    assert kept_returns(told(*rows)) == kept_returns(told(*swapped))
    assert kept_returns(told(*rows)).told == 4
    assert kept_returns(told(({}, {}))) is None


# --- times ----------------------------------------------------------------------------------------


def test_two_readings_of_one_time_are_not_two_times():
    bands = (Lasting.HALF_HOUR, Lasting.HOUR, Lasting.THREE_HOURS, Lasting.OVERNIGHT) * 2

    def width(number, readings):
        rows = [tuple({"at_ease": band} for _ in range(readings)) for band in bands * number]
        median = times_of(told(*rows), seed=1).median
        return np.log(median.high / median.low)

    assert width(1, 2) > 0.85 * width(1, 1)
    assert width(2, 1) < 0.8 * width(1, 1)


def test_readings_are_kept_as_they_were_told():
    row = ({"at_ease": Lasting.HALF_HOUR}, {"at_ease": Lasting.THREE_HOURS})
    low, high, _ = log_bounds(told(row, (None, {"at_ease": Lasting.LONGER})), "at_ease")
    assert np.exp(low) == pytest.approx(np.array([[1 / 6, 2.0], [18.0, 0.0]]))
    assert np.exp(high) == pytest.approx(np.array([[0.75, 6.0], [np.inf, np.inf]]))


def test_still_open_is_at_least_so_long():
    closed = {"at_ease": Lasting.HOUR}
    still = {"at_ease": Lasting.HOUR, "ending": Ending.STILL_OPEN}
    all_closed, some_open = (
        times_of(told(*[(closed,)] * 6, *[(one,)] * 3), seed=1) for one in (closed, still)
    )
    assert some_open.still_open == 3
    assert some_open.median.estimate > all_closed.median.estimate


def test_near_misses_and_silence_are_left_out():
    near = {"at_ease": Lasting.HOUR, "kind": Kind.NEAR_MISS}
    assert times_of(told((near, None), ({}, {}))) is None


def test_times_hold_what_is_true():
    rng, held, runs = np.random.default_rng(3), 0, 120
    edges = [one.hours[1] for one in BANDS]
    for n in range(runs):
        middle, spread = np.log(2.0) + np.log(3.3) * rng.standard_normal(), np.sqrt(4 / rng.chisquare(4))
        hours = np.exp(middle + spread * rng.standard_normal((12, 1)) + 0.2 * rng.standard_normal((12, 2)))
        rows = [
            tuple({"at_ease": BANDS[int(np.searchsorted(edges, h, "right"))]} for h in row) for row in hours
        ]
        median = times_of(told(*rows), seed=n).median
        held += median.low <= np.exp(middle) <= median.high
    assert 0.82 <= held / runs <= 0.97


@given(
    bands=st.lists(
        st.tuples(st.sampled_from(BANDS), st.sampled_from([*BANDS, None]), st.booleans()), min_size=1
    )
)
@settings(max_examples=40, deadline=None)
def test_times_are_never_nan(bands):
    rows = [
        (
            {"at_ease": first, "ending": Ending.STILL_OPEN if still else Ending.FADED},
            None if second is None else {"at_ease": second},
        )
        for first, second, still in bands
    ]
    median = times_of(told(*rows)).median
    assert 0.0 < median.low <= median.estimate <= median.high < np.inf


def test_bounds_far_from_everything_are_kept():
    low = np.array([[60.0], [-60.0], [0.0]])
    draws = draw_coefficients(
        low, low + 0.1, np.ones((3, 1)), np.zeros(1), np.full(1, 0.01), np.random.default_rng(0)
    )
    assert np.isfinite(draws).all()


# --- before and since, what helped ----------------------------------------------------------------


def test_a_change_has_its_error_and_no_side():
    rng = np.random.default_rng(0)
    now, then = rng.normal(0.0, 1.0, 4000), rng.normal(1.0, 1.0, 4000)
    found = below(now, then)
    assert found.value == pytest.approx(0.760, abs=4 * found.error)  # Phi(1 / sqrt 2)
    assert 0.003 < found.error < 0.01
    assert found.value + below(then, now).value == pytest.approx(1.0)
    assert below(now, now).value == pytest.approx(0.5)


def test_episodes_part_at_a_day():
    then, now = before_and_since(told(*[({},)] * 5), DAY + timedelta(days=2))
    assert [len(then), len(now)] == [2, 3]


def test_what_helped_is_counted_as_each_says_it():
    row = ({"helped": ("pauses", "listens")}, {"helped": ("pauses",)})
    assert what_helped(told(row, row, (None, {"helped": ("says-sorry",)}))) == (
        {"pauses": 2, "listens": 2},
        {"pauses": 2, "says-sorry": 1},
    )


def _with_pauses(rng, number, effect):
    """People pause when it is bad: a pause shortens, and episodes with one are longer all the same."""
    rows = []
    for _ in range(number):
        bad = rng.standard_normal()
        pause = rng.random() < 1 / (1 + np.exp(-2.0 * bad))
        hours = np.exp(np.log(2.0) + 1.2 * bad + np.log(effect) * pause + 0.4 * rng.standard_normal())
        band = next(one for one in BANDS if hours < one.hours[1])
        moves = (Move("asks-again", mine=True), *([Move("pauses", mine=True)] if pause else []))
        rows.append(({"at_ease": band, "peak": float(np.clip(5.5 + 2.2 * bad, 0, 10)), "moves": moves}, None))
    return told(*rows), [len(row[0]["moves"]) > 1 for row in rows]


def test_with_and_without_is_only_compared_among_like_alarm():
    episodes, paused = _with_pauses(np.random.default_rng(7), 120, effect=0.5)
    order = np.array([BANDS.index(one.tellings[0].at_ease) for one in episodes])
    assert order[paused].mean() > order[~np.array(paused)].mean()  # it looks longer
    found = with_and_without(episodes, "pauses")
    assert found.ratio.high < 1.0


def test_too_few_alike_are_not_compared():
    episodes, _ = _with_pauses(np.random.default_rng(1), 6, effect=1.0)
    assert with_and_without(episodes, "pauses") is None
    assert with_and_without(told(({"peak": 4.0},)), "pauses") is None
    with pytest.raises(InputError, match="gets-loud"):
        with_and_without(episodes, "gets-loud")

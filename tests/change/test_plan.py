"""Plans say who holds what, how much and when; what cannot be is refused by name."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pasdedeux.change import Held, Plan
from pasdedeux.change.library import levers
from pasdedeux.change.plan import HIGHEST, LOWEST
from pasdedeux.errors import InputError
from pasdedeux.loop import NAMES, Loop

SOFT = NAMES.index("softness_1")


@st.composite
def held(draw):
    one = draw(st.sampled_from(sorted(levers())))
    about = levers()[one]
    start = draw(st.floats(0, 100))
    stopping = draw(st.booleans())
    stop = np.inf if stopping or draw(st.booleans()) else start + draw(st.floats(0.5, 300))
    return Held(
        one, draw(st.sampled_from(about.partners)), draw(st.floats(*about.doses)), start, stop, stopping
    )


@settings(max_examples=150, deadline=None)
@given(held(), held(), st.lists(st.floats(-3, 3), min_size=4, max_size=4), st.floats(0, 400))
def test_whatever_is_held_parameters_stay_in_their_ranges(one, other, sizes, day):
    try:
        plan = Plan((one, other))
    except InputError:
        plan = Plan((one,))
    theta = np.repeat(Loop.preset("anxious-avoidant").theta()[:, None], 4, axis=1)
    working = plan.working({name: np.array(sizes) for name in levers()})
    moved = working.theta_at(theta, day)
    assert ((moved >= LOWEST[:, None]) & (moved <= HIGHEST[:, None])).all()
    due, values = working.changes_of(theta, 1 / 24)
    assert due.shape == (len(values), 2)
    assert (np.diff(due[:, 0]) >= 0).all()
    assert np.isfinite(values).all()


def test_a_lever_takes_weeks_to_work_and_weeks_to_be_lost():
    days, doses = Held("softening", "1", start=7, stop=63).levels()
    assert days.tolist() == [7, 14, 21, 28, 63, 70, 77, 84]
    assert doses.tolist() == [0.25, 0.5, 0.75, 1.0, 0.875, 0.75, 0.625, 0.5]


def test_what_is_stopped_before_it_is_learnt_was_never_whole():
    _, doses = Held("softening", "1", stop=8).levels()
    assert doses.max() == 0.5


def test_stopping_takes_away_what_does_not_stay():
    theta = Loop().theta()[:, None]
    more = Plan.of("softening:1").working().theta_at(theta, 300)[SOFT, 0]
    less = Plan((Held("softening", "1", stopping=True),)).working().theta_at(theta, 300)[SOFT, 0]
    assert less < theta[SOFT, 0] < more


def test_levers_on_one_parameter_add_up():
    theta = Loop().theta()[:, None]
    row = NAMES.index("urgency_1")
    alone = [
        Plan.of(one).working().theta_at(theta, 300)[row, 0] / theta[row, 0]
        for one in ("soothing:1", "code_word", "promised_return")
    ]
    together = Plan.of("soothing:1", "code_word", "promised_return").working().theta_at(theta, 300)[row, 0]
    assert together == pytest.approx(theta[row, 0] * np.prod(alone))


def test_one_after_the_other_is_allowed_and_effort_is_counted_for_the_time_it_is_held():
    plan = Plan((Held("softening", "1", stop=30), Held("softening", "1", start=30, stop=60)))
    assert plan.hours(60) == pytest.approx(0.5)
    assert plan.hours(120) == pytest.approx(0.25)
    assert Plan((Held("daily_check_in", stopping=True),)).hours(50) < 0
    assert Plan.of("softening").hours(60) == 2 * Plan.of("softening:2").hours(60)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Plan.of("softening:1", "softening:both"), "holding softening and holding softening at once"),
        (
            lambda: Plan.of("therapy_gain:1", "therapy_recovery:1"),
            "therapy_gain and holding therapy_recovery",
        ),
        (
            lambda: Plan((Held("naming"), Held("naming", stopping=True))),
            "holding naming and stopping naming at once",
        ),
        (lambda: Held.of("softening:1:9"), "dose of softening is 9"),
        (lambda: Held.of("softening:1:nan"), "dose of softening is nan"),
        (lambda: Held.of("softening:1:0"), "dose of softening is 0"),
        (lambda: Held.of("softening:1:much"), "'much' is no dose"),
        (lambda: Held.of("softening:3"), "'3' is no partner"),
        (lambda: Held.of("weekly_date:1"), "weekly_date takes both partners"),
        (lambda: Held("softening", start=-1), "start of softening is -1"),
        (lambda: Held("softening", start=20, stop=10), "stops on day 10 and starts on day 20"),
        (lambda: Held("softening", stop=float("nan")), "stops on day nan"),
        (lambda: Held("softening", stop=50, stopping=True), "what is stopped has no end"),
    ],
)
def test_what_cannot_be_is_refused_by_name(make, words):
    with pytest.raises(InputError, match=words) as told:
        make()
    assert told.value.where
    assert told.value.remedy


def test_what_one_can_do_alone():
    plan = Plan.of("softening", "presence:2", "weekly_date")
    assert [(one.lever, one.partner) for one in plan.alone("2").held] == [
        ("softening", "2"),
        ("presence", "2"),
    ]
    assert Plan.of("weekly_date").alone("1").held == ()

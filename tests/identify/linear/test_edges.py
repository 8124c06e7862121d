"""Odd but legal records: each is answered with numbers, or refused in words that say what to do."""

import json
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pasdedeux.errors import InputError
from pasdedeux.estimates import Interval
from pasdedeux.files import csv_text, json_text
from pasdedeux.identify import fit, fit_nonlinear, fit_rounds
from pasdedeux.identify.linear.pooled.maximum_likelihood import WIDEST, _spread
from pasdedeux.loop import LinearLoop
from pasdedeux.people import Couple, Person
from pasdedeux.records import Record, Records
from pasdedeux.records.record import scale_of
from pasdedeux.report import render_report
from pasdedeux.report.story import LoopStory
from pasdedeux.simulate import simulate_records
from pasdedeux.words import words

SHAPES = {
    "whole": lambda x: np.round(x + 4.0),
    "one answer": lambda x: np.full_like(x, 4.0),
    "one other": lambda x: np.where(np.arange(len(x)) == len(x) // 2, 5.0, 4.0),
    "ties": lambda x: np.clip(np.round(x), 0.0, 1.0),
    "silent": lambda x: np.full_like(x, np.nan),
    "every other": lambda x: np.where(np.arange(len(x)) % 2, x, np.nan),
    "millions": lambda x: 1e6 * np.round(x + 4.0),
    "below 0": lambda x: -np.abs(np.round(3.0 * x)) - 50.0,
    "tiny": lambda x: 1e-6 * x,
    "huge": lambda x: 1e30 * x,
    "straight": lambda x: np.arange(float(len(x))),
}
PACES = {
    "daily": lambda n: np.arange(float(n)),
    "weekly": lambda n: 7.0 * np.arange(n),
    "seconds": lambda n: np.arange(n) / 86400.0,
    "a gap of years": lambda n: np.arange(float(n)) + 2000.0 * (np.arange(n) >= n // 2),
    "pairs": lambda n: np.cumsum(np.where(np.arange(n) % 2, 1e-5, 1.0)) - 1.0,
}
SIDE = st.tuples(st.sampled_from(sorted(SHAPES)), st.integers(0, 10**6))
COUPLE = st.tuples(st.sampled_from((2, 3, 5, 14, 31)), st.sampled_from(sorted(PACES)), SIDE, SIDE)


def records_of(couples, roles=1):
    made = []
    for at, (n, pace, *sides) in enumerate(couples):
        drawn = [np.random.default_rng(seed).standard_normal((roles, n)) for _, seed in sides]
        values = np.array(
            [[SHAPES[kind](x) for x in each] for (kind, _), each in zip(sides, drawn, strict=True)]
        ).transpose(2, 0, 1)
        couple = Couple(str(at), (Person("A"), Person("B")))
        made.append(Record(couple, PACES[pace](n), ("pursuit", "withdrawal")[:roles], values))
    answers = np.concatenate([one.values for one in made])
    scales = {role: scale_of(answers[:, :, r]) for r, role in enumerate(made[0].roles)}
    return Records(tuple(made), scales)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(couples=st.lists(COUPLE, min_size=1, max_size=3), prior=st.booleans())
def test_one_set_of_numbers_for_all_is_found_or_refused_in_words(couples, prior):
    records = records_of(couples)
    with suppress(InputError):
        found = fit(records, level="pooled", prior=prior, checks=False, doubtful=True)
        assert json.loads(json_text(found.to_dict()))["level"] == "pooled"


@settings(max_examples=25, deadline=None, derandomize=True)
@given(couples=st.lists(COUPLE, min_size=1, max_size=3))
def test_rounds_are_answered_or_refused_in_words(couples):
    with suppress(InputError):
        found = fit_rounds(records_of(couples, roles=2))
        assert found is None or json_text(found.to_dict())


def few(days, gain=0.4, seed=3):
    return simulate_records([LinearLoop.of_gain(gain)], np.arange(float(days)), seed=seed)


def test_without_priors_three_days_have_no_highest_point_and_that_is_said():
    with pytest.raises(InputError, match="no highest point") as refused:
        fit(few(3), level="pooled", prior=False, checks=False)
    assert "prior=True" in refused.value.remedy
    assert "log-likelihood" in refused.value.what
    for name in refused.value.values["parameters"]:
        assert name in refused.value.what
    assert fit(few(3), level="pooled", checks=False).converged_


def test_without_priors_a_record_that_tells_all_is_answered_as_before():
    loops = [LinearLoop.of_gain(0.4)] * 20
    records = simulate_records(loops, np.arange(60.0), seed=2, reliability=0.6)
    found = fit(records, level="pooled", prior=False, checks=False, shared_error=False)
    assert found.converged_
    assert found.loop_gain_.low < 0.4 < found.loop_gain_.high


def test_what_the_curvature_leaves_open_is_named_and_no_wider_than_stated():
    flat = np.array([[4.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, -1.0]])
    covariance, left = _spread(flat)
    assert left.tolist() == [False, True, True]
    assert np.diag(covariance) == pytest.approx([0.25, WIDEST**2, WIDEST**2])
    whole, none = _spread(np.diag([4.0, 1.0]))
    assert not none.any()
    assert whole == pytest.approx(np.diag([0.25, 1.0]))
    assert _spread(np.array([[np.nan]]))[1].all()


def test_what_never_halves_is_infinite_in_words_and_empty_in_data():
    endless = Interval.of([1.0, 2.0, np.inf, np.inf])
    assert (endless.low, endless.high) == (2.0, np.inf)
    assert list(Interval.of([np.inf, np.inf]).to_dict().values()) == [None] * 3
    assert words("en").span(endless).endswith("∞")
    assert words("de").number(-np.inf) == "\N{MINUS SIGN}\N{INFINITY}"
    found = fit(few(30), level="pooled", checks=False)
    couple = replace(found.couples_[0], half_life=endless)
    found = replace(found, half_life_=endless, couples_=(couple,))
    assert json.loads(json_text(found.to_dict()))["by_couple"][0]["half_life_high"] is None
    assert ",inf" not in csv_text(found.to_rows())
    assert "∞" in render_report(found)


@pytest.mark.parametrize(("step", "unit"), [(1 / 86400, "second"), (1 / 1440, "minute"), (7.0, "week")])
def test_a_record_is_told_in_its_own_pace(step, unit):
    """Ten reports ahead, courses of what is left, half-lives: nothing takes a day for granted."""
    daily = few(60)
    records = replace(daily, records=(replace(daily[0], time=daily[0].time * step),))
    found = fit(records, checks=False, weekday=False)
    ahead = found.forecast("1").time
    assert len(ahead) == 10
    assert ahead[-1] - records[0].time[-1] == pytest.approx(10 * step)
    page = render_report(found)
    assert "over 0 days" not in page
    assert f"{unit}s" in page
    assert ("alarm, day by day" in page) == (step > 1)
    assert ("Who reported when" in page) == (step > 1)
    half = LoopStory(found).say.gap(found.half_life_.estimate)
    assert step > 1 or f">{half}<" in page


def test_answers_that_no_nonlinear_loop_could_give_are_refused_in_words():
    records = records_of([(40, "daily", ("whole", 1), ("huge", 2))])
    with pytest.raises(InputError, match="any likelihood") as refused:
        fit_nonlinear(records, draws=20)
    assert "another unit" in refused.value.remedy

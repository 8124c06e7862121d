"""Simulated rounds: links that are there show in what follows, and nothing else does."""

from dataclasses import replace

import numpy as np
import pytest

from pasdedeux import InputError
from pasdedeux.simulate import RoundsWorld, simulate_rounds

EXACT = RoundsWorld(links=(0.4, 0.3, 0.0, 0.0), reliability=1.0, shared=0.0)


def following(records):
    """Least-squares transition of the four series."""
    series = records[0].values.reshape(len(records[0]), 4)
    away = series - series.mean(axis=0)
    return np.linalg.lstsq(away[:-1], away[1:], rcond=None)[0].T


def test_what_follows_what_is_what_was_asked_for():
    assert following(simulate_rounds(EXACT, 4000, seed=1)) == pytest.approx(EXACT.transition, abs=0.06)


def test_two_reports_a_day_are_the_same_days_seen_more_often():
    often = simulate_rounds(EXACT, 4000, seed=1, a_day=2)
    days = replace(often, records=(replace(often[0], **{
        name: getattr(often[0], name)[::2] for name in ("time", "values", "inputs", "weekday")
    }),))  # fmt: skip
    assert following(days) == pytest.approx(EXACT.transition, abs=0.06)


def test_items_share_the_state_and_not_the_error():
    world = replace(EXACT, reliability=0.6)
    values = simulate_rounds(world, 3000, seed=2, items=2)[0].values
    assert np.corrcoef(values[:, 0, 0], values[:, 0, 2])[0, 1] == pytest.approx(0.6, abs=0.05)


def test_errors_of_one_person_may_be_tied():
    world = RoundsWorld(kept=0.0, reliability=0.5, shared=0.0, shared_error=0.8)
    values = simulate_rounds(world, 3000, seed=3)[0].values
    assert np.corrcoef(values[:, 0, 0], values[:, 0, 1])[0, 1] == pytest.approx(0.4, abs=0.06)
    assert abs(np.corrcoef(values[:, 0, 0], values[:, 1, 1])[0, 1]) < 0.06


def test_the_same_seed_draws_the_same_and_couples_differ():
    first, again = (simulate_rounds(EXACT, 20, seed=4, couples=2) for _ in range(2))
    assert np.array_equal(first[0].values, again[0].values)
    assert not np.array_equal(first[0].values, first[1].values)
    assert first.provenance.simulated


def test_withdrawal_may_be_rare_and_days_missing():
    values = simulate_rounds(RoundsWorld(rare=True, missing=0.3), 600, seed=5)[0].values
    assert np.isnan(values).mean() == pytest.approx(0.37, abs=0.05)
    assert np.nanmean(values[:, :, 1] == 0) > 0.5 * (1 - 0.37)


def test_a_diary_of_no_day_is_refused():
    with pytest.raises(InputError):
        simulate_rounds(EXACT, 0, seed=1)

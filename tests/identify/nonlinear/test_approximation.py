"""What couples run by the loop itself tell of the filter, and what is then taken off its likelihood."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from pasdedeux.identify.nonlinear.approximation import LikelihoodCorrection, correction_at
from pasdedeux.identify.nonlinear.filtering import log_likelihood
from pasdedeux.identify.nonlinear.observation import diary_of
from pasdedeux.identify.nonlinear.parameters import space_of
from pasdedeux.identify.nonlinear.particles import simulated_answers
from pasdedeux.loop import Loop
from pasdedeux.simulate.diary import simulate_diary

ROLES = ("pursuit", "withdrawal", "closeness")


@pytest.fixture(scope="module")
def space():
    records = simulate_diary(Loop(), np.arange(15.0), roles=ROLES, seed=2, missing=0.1)
    return space_of(diary_of(records, ROLES), {})


def drawn(diary, space, couples=300, seed=1):
    point = space.parameters(np.zeros((1, space.k)))
    return simulated_answers(diary, point, couples, np.random.default_rng(seed))


def test_answers_stay_on_their_scale_and_its_steps(space):
    coarse = replace(space.diary, floor=np.full(6, 0.5**2 / 12.0))
    y = drawn(coarse, space)
    assert y.shape == (300, 15, 6)
    assert y.min() >= 0.0
    assert y.max() <= 10.0
    assert_allclose(2.0 * y, np.round(2.0 * y), atol=1e-9)
    assert_array_equal(y, drawn(coarse, space))


def test_drawn_couples_are_those_of_the_simulator(space):
    exact = replace(space.diary, level_sd=np.zeros(6))
    mine = drawn(exact, space)[:, 10:]
    rows = [
        simulate_diary(Loop(), np.arange(15.0), roles=ROLES, seed=seed, error=1.0)[0].values[10:]
        for seed in range(60)
    ]
    theirs = np.stack(rows).transpose(0, 1, 3, 2).reshape(60, 5, 6)
    between = np.sqrt(mine.mean(axis=1).var(axis=0) / 300 + theirs.mean(axis=1).var(axis=0) / 60)
    assert (np.abs(mine.mean(axis=(0, 1)) - theirs.mean(axis=(0, 1))) < 4.0 * between).all()
    assert_allclose(mine.std(axis=(0, 1)), theirs.std(axis=(0, 1)), rtol=0.25)


def test_lean_and_surplus_are_taken_off(space):
    z = np.zeros(space.k)
    correction = correction_at(space, z, np.random.default_rng(3), couples=4)
    assert correction.inflation >= 1.0
    near = z + 0.1 * np.eye(space.k)[:3]
    plain = log_likelihood(space, np.vstack([z, near]))
    mended = correction.corrected(plain, np.vstack([z, near]))
    assert_allclose(
        correction.inflation * (mended[1:] - mended[0]),
        plain[1:] - plain[0] - 0.1 * correction.bias[:3],
        atol=1e-9,
    )


def test_where_the_filter_breaks_down_it_stays_so():
    correction = LikelihoodCorrection(np.zeros(2), np.ones(2), 1.5)
    assert correction.corrected(np.array([-np.inf]), np.zeros((1, 2)))[0] == -np.inf


def test_nothing_seen_nothing_mended(space):
    silent = space_of(replace(space.diary, seen=np.zeros_like(space.diary.seen)), {})
    correction = correction_at(silent, np.zeros(silent.k), np.random.default_rng(1), couples=2)
    assert_array_equal(correction.bias, 0.0)
    assert correction.inflation == 1.0

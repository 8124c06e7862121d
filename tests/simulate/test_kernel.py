"""Random numbers, reproducibility, and agreement with what is known exactly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.linalg import expm, solve_continuous_lyapunov
from scipy.stats import kstest

from pasdedeux.loop import INPUTS, NAMES, PARAMETERS, Loop
from pasdedeux.loop import equations as eq
from pasdedeux.loop.jacobian import jacobian
from pasdedeux.simulate import Change, Event, Population, Schedule, simulate, simulate_ensemble
from pasdedeux.simulate import kernels as k
from pasdedeux.simulate.run import Grid, fresh, run

QUIET = {"own_mood": 0.0, "shared_mood": 0.0, "stress_rate": 0.0}
TABLE = {row.name: row for row in (*PARAMETERS, *INPUTS)}
ROWS = [TABLE[name[:-2] if name.endswith(("_1", "_2")) else name] for name in NAMES]


def pair(level, **changes):
    return Loop.of_attachment((level, -0.3), (-0.3, level)).changed(**changes)


@pytest.mark.parametrize(
    ("counter", "key", "words"),
    [
        ((0, 0, 0, 0), 0, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((2**32 - 1,) * 4, 2**64 - 1, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            0x299F31D0A4093822,
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_gives_the_published_answers(counter, key, words):
    a, b, c, d = (np.uint64(x) for x in counter)
    couple = a | (b << np.uint64(32))
    assert tuple(int(x) for x in k.philox.py_func(couple, c, d, np.uint64(key))) == words


def test_moods_are_normal_independent_and_of_the_stated_spread():
    loop = Loop().changed(own_mood=0.3, shared_mood=0.2, stress_rate=0.0)
    theta = loop.theta()[:, None]
    grid = Grid.of(2.0, 0.5, "euler", np.full_like(theta, 1.0))
    out = run(theta, np.arange(40_000), fresh(theta), Grid(grid.steps, 0.05, 0), 11, Schedule(), span=1)
    moods = out.end[11:] / np.array([[0.3], [0.3], [0.2]])
    for mood in moods:
        assert kstest(mood, "norm").pvalue > 1e-3
    assert np.abs(np.corrcoef(moods) - np.eye(3)).max() < 0.02


def test_any_couple_replays_alone_and_chunks_and_threads_change_no_bit():
    people = Population(seed=4)
    whole = simulate_ensemble(people, 20, couples=300, seed=9, every=5, threads=1)
    parts = simulate_ensemble(people, 20, couples=300, seed=9, every=5, threads=2)
    assert np.array_equal(whole.means, parts.means)
    assert np.array_equal(whole.end, parts.end)
    few = simulate_ensemble(people, 20, couples=[7, 123, 299], seed=9, every=5, threads=1)
    assert np.array_equal(few.end, whole.end[:, [7, 123, 299]])
    assert np.array_equal(few.entered, whole.entered[[7, 123, 299]])
    alone = simulate_ensemble(people, 20, couples=[123], seed=9, every=5)
    assert np.array_equal(alone.end[:, 0], whole.end[:, 123])


def test_a_trajectory_is_the_couple_of_an_ensemble():
    loop = pair(1.2)
    start = loop.calm()
    many = simulate_ensemble(loop, 10, couples=70, seed=5, every=10, start=start, threads=1)
    one = simulate(loop, 10, seed=5, couple=66, step=1 / 24, scheme="heun", start=start)
    assert np.array_equal(one.states[-1], many.end[:, 66])


@pytest.mark.parametrize("chunk", [1, 64 * 480, 200 * 480])
def test_pieces_of_any_size_change_no_bit(chunk, monkeypatch):
    whole = simulate_ensemble(Population(), 20, couples=300, seed=9, every=5, threads=1)
    monkeypatch.setattr("pasdedeux.simulate.ensemble.PER_CHUNK", chunk)
    parts = simulate_ensemble(Population(), 20, couples=300, seed=9, every=5, threads=2)
    assert np.array_equal(whole.means, parts.means)
    assert np.array_equal(whole.end, parts.end)
    assert np.array_equal(whole.entered, parts.entered)


def test_any_couple_of_a_population_replays_alone_with_every_state():
    people = Population(seed=4)
    many = simulate_ensemble(people, 10, couples=130, seed=9, every=10, threads=1)
    loop = people.loop(77)
    alone = simulate(
        loop, 10, seed=9, couple=77, step=1 / 24, scheme="heun", start=fresh(loop.theta()[:, None])[:, 0]
    )
    assert np.array_equal(alone.states[-1], many.end[:, 77])


def test_two_arms_share_their_noise():
    loop = pair(1.2)
    plan = Schedule((Change("softness", "1", start=5, shift=0.3),))
    without, with_plan = (simulate(loop, 10, seed=3, schedule=arm) for arm in (None, plan))
    before = without.time <= 5
    assert np.array_equal(without.states[before], with_plan.states[before])
    assert np.array_equal(without.moods, with_plan.moods)
    assert np.abs(without.states[-1] - with_plan.states[-1]).max() > 0


def test_zero_noise_is_scipys_solution():
    loop = pair(1.2, **QUIET)
    start = loop.equilibria()[1] + np.array([0.3, 0.1, 0, 0, 0, 0.2, -0.1, 0, 0, 0, -0.2])
    exact = solve_ivp(lambda _, x: loop.drift(x), (0, 4), start, method="DOP853", rtol=1e-12, atol=1e-13).y[
        :, -1
    ]
    ours = simulate(loop, 4, step=1 / 28_800, scheme="heun", start=start).states[-1]
    assert np.abs(ours - exact).max() < 1e-8


def test_event_between_steps_strikes_at_its_exact_time():
    loop = pair(0.5, **QUIET)
    at, size, memory = 0.513, 1.5, loop.between.stress_memory
    rate = lambda t, x: eq.drift(  # noqa: E731 - the same system with the fading stress written out
        x, loop.theta() + _stress(size * np.exp(-(t - at) / memory))
    )
    before = solve_ivp(lambda _, x: loop.drift(x), (0, at), loop.calm(), rtol=1e-10, atol=1e-12).y[:, -1]
    exact = solve_ivp(rate, (at, 2), before, rtol=1e-10, atol=1e-12).y[:, -1]
    errors = [
        np.abs(
            simulate(loop, 2, step=step, scheme="heun", schedule=Schedule((), (Event(at, size),))).states[-1]
            - exact
        ).max()
        for step in (0.02, 0.01, 0.005)
    ]
    assert errors[0] < 2e-3
    assert errors[2] < errors[0] / 8  # second order although the event falls between steps


def _stress(level):
    theta = np.zeros(len(NAMES))
    theta[[NAMES.index("stress_1"), NAMES.index("stress_2")]] = level
    return theta


def test_small_disturbance_follows_the_exact_linear_solution():
    loop = pair(1.2, **QUIET)
    calm = loop.calm()
    kick = 1e-5 * np.array([1, 0.5, 0, 0, 0, 0.3, -1, 0, 0, 0, -1.0])
    ours = simulate(loop, 2, step=1 / 2880, scheme="heun", start=calm + kick).states[-1] - calm
    exact = expm(2.0 * loop.jacobian(calm)) @ kick
    assert np.abs(ours - exact).max() < 2e-4 * np.abs(kick).max()


def test_small_noise_has_the_exact_stationary_covariance_of_the_linear_limit():
    sd = 2e-3
    loop = pair(0.8, own_mood=sd, shared_mood=0.0, stress_rate=0.0, security_pace=5.0)
    calm, pace = loop.calm(), loop.between.mood_pace
    J, theta = loop.jacobian(calm), loop.theta()
    by_mood = np.column_stack(
        [(eq.drift(calm, theta, 1e-6 * np.eye(3)[m]) - eq.drift(calm, theta, -1e-6 * np.eye(3)[m])) / 2e-6
         for m in (0, 1)]
    )  # fmt: skip
    drift = np.block([[J, by_mood], [np.zeros((2, 11)), -np.eye(2) / pace]])
    noise = np.zeros((13, 13))
    noise[11:, 11:] = 2 * sd**2 / pace * np.eye(2)
    exact = solve_continuous_lyapunov(drift, -noise)[:11, :11]
    many = simulate_ensemble(loop, 60, couples=8000, seed=2, step=1 / 24, start=calm, every=60)
    ours = np.cov(many.end)
    for row in (1, 6, 10):
        assert ours[row, row] == pytest.approx(exact[row, row], rel=0.06)  # sd of a variance: 1.6 %
    correlation = exact[1, 6] / np.sqrt(exact[1, 1] * exact[6, 6])
    assert np.corrcoef(many.end)[1, 6] == pytest.approx(correlation, abs=0.04)


def test_random_events_come_at_their_rate_and_size():
    loop = Loop().changed(
        own_mood=0.0, shared_mood=0.0, stress_rate=0.5, stress_size=0.8, reach=0.0, guard=0.0
    )
    many = simulate_ensemble(loop, 40, couples=4000, seed=6, step=1 / 24, every=20)
    # With no reactions arousal is stress filtered; slow falling makes its mean exceed that of stress.
    slow = loop.changed(onset=0.1, recovery=0.1)
    even = simulate_ensemble(slow, 40, couples=4000, seed=6, step=1 / 24, every=20)
    stress = 0.5 * 0.8 * loop.between.stress_memory
    assert even.mean("arousal_1")[1].mean() == pytest.approx(stress, rel=0.03)
    assert many.mean("arousal_1")[1].mean() > 1.1 * stress


def test_a_mean_over_spans_is_the_mean_of_steps():
    loop = pair(1.0)
    many = simulate_ensemble(loop, 4, couples=[3], seed=8, every=2, start=loop.calm())
    one = simulate(loop, 4, seed=8, couple=3, step=1 / 24, scheme="heun", start=loop.calm())
    assert many.mean("closeness")[1, 0] == pytest.approx(one.closeness[49:].mean(), rel=1e-6)
    assert many.mean("in_cycle")[0, 0] == pytest.approx(one.in_cycle[1:49].mean())


def _in_bounds(x):
    tops = {1: 1, 6: 1, 2: 1, 7: 1, 10: 1, 4: 1.01, 9: 1.01, 3: 1.1, 8: 1.1}
    assert np.isfinite(x).all()
    assert (x[[0, 3, 4, 5, 8, 9]] >= 0).all()
    assert (x[[2, 7]] >= 0).all()
    assert (x[[1, 6, 10]] >= -1).all()
    for row, top in tops.items():
        assert (x[row] <= top + 1e-12).all()


@given(
    st.tuples(*(st.floats(row.low, row.high) for row in ROWS)),
    st.sampled_from(["euler", "heun"]),
    st.integers(0, 9),
)
@settings(max_examples=60, deadline=None)
def test_states_stay_in_bounds_over_the_whole_parameter_space(values, scheme, seed):
    theta = np.array(values)[:, None]
    grid = Grid.of(20, 0.05, scheme, theta)
    out = run(theta, np.arange(3), fresh(theta), grid, seed, Schedule((), (Event(1.0, 100.0),)), span=100)
    _in_bounds(out.end[:11])
    assert np.isfinite(out.means).all()


def test_states_stay_in_bounds_for_many_random_couples():
    rng = np.random.default_rng(1)
    theta = np.column_stack([rng.uniform(row.low, row.high, 2000) for row in ROWS]).T.copy()
    theta = theta.reshape(len(NAMES), -1)
    for scheme in ("euler", "heun"):
        out = run(theta, np.arange(2000), fresh(theta), Grid(200, 0.05, {"euler": 0, "heun": 1}[scheme]), 1,
                  Schedule(), span=200)  # fmt: skip
        _in_bounds(out.end[:11])


def test_jacobian_at_noise_is_that_of_the_drift_with_mood():
    loop, mood = pair(1.0), np.array([0.1, -0.2, 0.05])
    x = loop.calm()
    z = x.astype(complex)
    z[10] += 1e-30j
    assert np.allclose(
        eq.drift(z, loop.theta(), mood).imag / 1e-30,
        jacobian(x, loop.theta(), mood)[:, 10],
        rtol=1e-12,
        atol=1e-14,
    )

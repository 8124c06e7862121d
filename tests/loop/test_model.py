"""The loop's equations, parameters, resting states and gain."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.optimize import approx_fprime

from pasdedeux.errors import InputError
from pasdedeux.loop import (
    INPUTS,
    NAMES,
    PARAMETERS,
    PRESETS,
    STATES,
    Between,
    Inputs,
    Loop,
    Side,
    shown_arousal,
)
from pasdedeux.loop import equations as eq
from pasdedeux.loop import equilibria as rest
from pasdedeux.loop import rows as r
from pasdedeux.loop.attachment import KINDS, TRAITS, side, side_values
from pasdedeux.loop.jacobian import jacobian

TABLE = {row.name: row for row in (*PARAMETERS, *INPUTS)}
ROWS = [TABLE[name[:-2] if name.endswith(("_1", "_2")) else name] for name in NAMES]
thetas = st.tuples(*(st.floats(row.low, row.high) for row in ROWS)).map(np.array)
LOW = np.array([0, -1, 0, 0, 0, 0, -1, 0, 0, 0, -1], dtype=float)
HIGH = np.array([3, 1, 1, 1, 1, 3, 1, 1, 1, 1, 1], dtype=float)
places = st.tuples(*(st.floats(a, b) for a, b in zip(LOW, HIGH, strict=True))).map(np.array)


def pair(k, **changes):
    """From ordinary (0) to strongly anxious x avoidant, in standard deviations."""
    return Loop.of_attachment((k, -0.3), (-0.3, k)).changed(**changes)


def test_every_parameter_is_described_and_its_default_lies_in_its_range():
    for row in (*PARAMETERS, *INPUTS):
        assert row.low <= row.default <= row.high
        assert row.unit
        assert row.meaning
        assert row.source
    names = [row.name for row in PARAMETERS]
    assert len(set(names)) == len(names)
    assert set(TRAITS) <= set(names)


def test_layout_names_every_row_once():
    assert len(set(NAMES)) == len(NAMES) == r.N_THETA
    assert len(STATES) == r.N_STATES
    assert STATES[r.CLOSENESS] == "closeness"
    assert STATES[r.N_OWN + r.MOVE] == "move_2"


@given(thetas, places)
@settings(max_examples=150, deadline=None)
def test_jacobian_equals_the_complex_step(theta, x):
    J = jacobian(x, theta)
    for b in range(r.N_STATES):
        z = x.astype(complex)
        z[b] += 1e-30j
        assert np.allclose(eq.drift(z, theta).imag / 1e-30, J[:, b], rtol=1e-12, atol=1e-12 * np.abs(J).max())


def test_jacobian_equals_finite_differences():
    loop, x = pair(1.2), np.array([0.4, 0.3, 0.5, 0.05, 0.3, 0.6, -0.4, 0.6, 0.02, 0.1, 0.2])
    J = loop.jacobian(x)
    for a in range(r.N_STATES):
        assert np.allclose(approx_fprime(x, lambda y, a=a: loop.drift(y)[a], 1e-7), J[a], atol=1e-4)


def test_both_partners_obey_the_same_equations():
    one, two = side(1.0, 0.2), side(-0.4, 0.9)
    x = np.array([0.4, 0.3, 0.5, 0.05, 0.3, 0.6, -0.4, 0.6, 0.02, 0.1, 0.2])
    swap = [5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 10]
    assert np.array_equal(Loop((one, two)).drift(x)[swap], Loop((two, one)).drift(x[swap]))


@given(thetas, st.integers(0, 2**10))
@settings(max_examples=100, deadline=None)
def test_drift_points_inwards_at_every_bound(theta, corner):
    for k in range(r.N_STATES):
        x = np.where([(corner >> b) & 1 for b in range(r.N_STATES)], HIGH, LOW)
        for edge, sign in ((LOW, 1.0), (HIGH, -1.0)):
            if sign < 0 and STATES[k].startswith(("arousal", "longing", "weariness")):
                continue  # bounded by what drives them, not by a number
            x[k] = edge[k]
            assert sign * eq.drift(x, theta)[k] >= -1e-12


def test_many_columns_are_as_one_by_one():
    loops = [pair(k) for k in (0.2, 0.8, 1.4)]
    theta = np.column_stack([loop.theta() for loop in loops])
    x = np.tile(loops[0].equilibria()[0][:, None], 3)
    together = eq.drift(x, theta)
    assert all(np.array_equal(together[:, n], loop.drift(x[:, n])) for n, loop in enumerate(loops))


@given(thetas)
@settings(max_examples=25, deadline=None)
def test_all_resting_states_are_found_and_counted(theta):
    found = rest.equilibria(theta)
    assert len(found) >= 1
    assert np.abs(eq.drift(found.T, theta[:, None])).max() < 1e-8
    assert np.sign(np.linalg.det(-jacobian(found.T, theta[:, None]))).sum() == 1


def test_resting_states_agree_with_runs_from_many_starts():
    loop = pair(1.2)
    found = loop.equilibria()
    rng = np.random.default_rng(3)
    ends = []
    for _ in range(12):
        x = rng.uniform(LOW, HIGH)
        ends.append(solve_ivp(lambda _, y: loop.drift(y), (0, 600), x, method="LSODA", rtol=1e-8).y[:, -1])
    stable = found[loop.stable(found)]
    nearest = [np.abs(stable - end).max(axis=1).min() for end in ends]
    assert max(nearest) < 1e-4


def test_gain_is_the_product_of_slopes_in_the_reduced_symmetric_case():
    off = {"insecurity": 0.0, "lived": 0.0, "yearning": 0.0, "urgency": 0.0, "crowding": 0.0}
    loop = Loop().changed(bids=0.0, wear=0.0, **off)
    x = loop.equilibria()[0]
    theta = loop.theta()
    w = eq.stacked(x, theta)
    h = 1e-6
    slopes = []
    for i, other in ((0, x[6]), (1, x[1])):
        up, down = (rest.response(w, i, other + s, x[10])[1] for s in (h, -h))
        slopes.append((up - down) / (2 * h))
    assert loop.loop_gain() == pytest.approx(slopes[0] * slopes[1], rel=1e-7)


def test_gain_is_higher_for_the_mismatched_than_for_either_with_a_secure_partner():
    gain = {name: Loop.preset(name).loop_gain() for name in PRESETS}
    assert gain["anxious-avoidant"] > 1.5 * max(gain["anxious-secure"], gain["avoidant-secure"])
    # Ablation: without reactions to attachment the six are one couple.
    flat = [Loop((Side(), Side())).loop_gain() for _ in PRESETS]
    assert np.ptp(flat) == 0.0


def test_a_trap_exists_only_for_the_mismatched_presets():
    trapped = {name for name in PRESETS if len(Loop.preset(name).equilibria()) > 1}
    assert trapped == {"anxious-avoidant", "example"}


def test_half_life_grows_without_bound_as_gain_nears_one():
    loop = pair(1.2)
    found = [t for b in loop.continuation("stress", 0.0, 0.4) for t in b.turnings]
    turn = next(t for t in found if loop.calm(Inputs(stress=(t.value + 1e-5,) * 2)) is None)
    lives, gains = [], []
    for below in (0.1, 0.01, 0.001, 0.0001):
        at = Inputs(stress=(turn.value - below, turn.value - below))
        lives.append(loop.half_life(inputs=at))
        gains.append(loop.loop_gain(inputs=at))
    assert gains == sorted(gains)
    assert 0.9 < gains[-1] < 1.0
    assert lives == sorted(lives)
    assert lives[-1] > 2 * lives[0]


def test_felt_and_shown_part_for_the_avoidant_and_load_brings_them_together():
    loop = Loop.preset("anxious-avoidant")
    x = loop.equilibria()[-1]
    felt = x[[0, 5]]
    shown = shown_arousal(x, loop)
    assert shown[1] / felt[1] < shown[0] / felt[0] < 0.75
    assert shown_arousal(x, loop, load=4.0)[1] > shown[1]
    assert np.allclose(shown_arousal(x, loop.changed(suppression=0.0)), felt)  # ablation


def test_personal_part_separates_people_with_equal_scores():
    assert side(1.0, 0.0, reach=0.3).reach == pytest.approx(side(1.0, 0.0).reach * np.exp(0.3))
    values = side_values(np.array([0.0, 1.0]), 0.0, {"need": np.array([0.1, 0.0])})
    assert values["need"] == pytest.approx([Side().need + 0.1, Side().need + 0.08])


@given(st.floats(-4, 4), st.floats(-4, 4))
def test_every_attachment_gives_a_side_within_ranges(anxiety, avoidance):
    assert isinstance(side(anxiety, avoidance), Side)


def test_changed_sets_one_partner_or_the_couple():
    loop = Loop().changed("2", reach=1.5).changed(wear=0.1)
    assert (loop.sides[0].reach, loop.sides[1].reach, loop.between.wear) == (Side().reach, 1.5, 0.1)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Side(reach=-1.0), "reach"),
        (lambda: Side(reach=float("nan")), "reach is nan"),
        (lambda: Between(own_mood=-0.1), "own_mood"),
        (lambda: Between(closeness_pace=float("inf")), "closeness_pace"),
        (lambda: Inputs(issue=(2.0, 0.0)), "issue"),
        (lambda: side(9.0, 0.0), "anxiety"),
        (lambda: side(0.0, 0.0, reach=float("nan")), "reach"),
        (lambda: side_values(0.0, 0.0, {"speed": 1.0}), "speed"),
        (lambda: Loop.preset("happy"), "happy"),
        (lambda: Loop().changed(speed=1.0), "speed"),
        (lambda: Loop().changed("3", reach=1.0), "'3'"),
        (lambda: Loop().drift([0.0, 1.0]), "states"),
        (lambda: Loop().drift([np.nan] * 11), "finite"),
        (lambda: Loop().landscape(points=1), "points"),
        (lambda: Loop().landscape(least=2.0), "least"),
        (lambda: Loop().continuation("speed", 0.0, 1.0), "speed"),
        (lambda: Loop().continuation("reach", 1.0, 1.0), "low"),
        (lambda: shown_arousal(np.zeros(11), Loop(), load=-1.0), "load"),
    ],
)
def test_bad_input_is_refused_by_name(make, says):
    with pytest.raises(InputError, match=says):
        make()


def test_kinds_lie_in_their_regions():
    assert KINDS["anxious"][0] > 0 > KINDS["anxious"][1]
    assert KINDS["avoidant"][1] > 0 > KINDS["avoidant"][0]


def test_importing_the_loop_and_the_linear_simulator_loads_no_compiler():
    code = (
        "import sys, pasdedeux.loop, pasdedeux.simulate.linear;"
        "assert 'numba' not in sys.modules and 'scipy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own interpreter and text


def test_steep_reactions_hide_no_resting_state():
    still = {"warmth": 0.0, "bids": 0.0, "wear": 0.0}
    loop = Loop((Side(reach=2.7, guard=4.0, need=1.0), Side(reach=1.0, guard=2.0, need=1.0))).changed(**still)
    found = loop.equilibria()
    assert len(found) == 3
    assert loop.stable(found).sum() == 2

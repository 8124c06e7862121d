"""Bifurcations, basins, resilience and portraits."""

import numpy as np
import pytest

from pasdedeux.loop import Inputs, Loop
from pasdedeux.loop.resilience import attractors, bad_day, settle


def pair(k, **changes):
    return Loop.of_attachment((k, -0.3), (-0.3, k)).changed(**changes)


def turnings(loop, *args, **kwargs):
    return [t for branch in loop.continuation(*args, **kwargs) for t in branch.turnings]


def test_gain_is_one_at_every_fold_and_the_stable_side_lies_below():
    loop = pair(1.3)
    found = turnings(loop, "reach", 0.3, 3.0, partner="1")
    assert [t.kind for t in found] == ["fold", "fold"]
    for turn in found:
        assert loop.changed("1", reach=turn.value).loop_gain(turn.states) == pytest.approx(1.0, abs=1e-6)
    calm_end = max(t.value for t in found)
    assert loop.changed("1", reach=calm_end - 0.01).loop_gain() < 1.0
    assert loop.changed("1", reach=calm_end + 0.01).calm() is None


def test_equal_partners_lose_calm_at_a_pitchfork_with_gain_one():
    loop = Loop()
    (turn,) = [t for t in turnings(loop, "stress", 0.3, 1.0) if t.kind == "pitchfork"]
    at = Inputs(stress=(turn.value, turn.value))
    assert turn.states[1] == pytest.approx(turn.states[6], abs=1e-4)
    assert loop.loop_gain(turn.states, at) == pytest.approx(1.0, abs=1e-6)
    before = Inputs(stress=(turn.value - 0.01,) * 2)
    after = Inputs(stress=(turn.value + 0.01,) * 2)
    alike = [next(x for x in loop.equilibria(at) if abs(x[1] - x[6]) < 1e-6) for at in (before, after)]
    assert loop.stable(alike[0], before)[0]
    assert not loop.stable(alike[1], after)[0]


def test_hysteresis_under_stress_and_none_without_urgency():
    folds = sorted(t.value for t in turnings(pair(0.5), "stress", 0.0, 0.7) if t.kind == "fold")
    lost = next(f for f in folds if pair(0.5).calm(Inputs(stress=(f + 1e-4,) * 2)) is None)
    regained = folds[0]
    assert lost - regained > 0.2
    middle = Inputs(stress=(0.5 * (lost + regained),) * 2)
    states = pair(0.5).equilibria(middle)
    assert list(pair(0.5).stable(states, middle)) == [True, False, True]
    assert turnings(pair(0.5, urgency=0.0), "stress", 0.0, 0.7) == []  # ablation


def test_polarised_state_is_a_plateau_however_high_the_gain():
    for reach in (1.0, 2.0, 4.0):
        x = pair(1.4).changed("1", reach=reach).equilibria()[-1]
        assert -1.0 < x[6] < -0.2 < 0.9 < x[1] < 1.0
        assert x[10] > -1.0


def test_despair_makes_the_polarised_state_lose_itself_at_a_hopf():
    (hopf,) = [t for t in turnings(pair(2.0), "despair", 0.0, 2.95) if t.kind == "hopf"]
    assert 10.0 < hopf.period < 40.0
    values = np.linalg.eigvals(pair(2.0).changed(despair=hopf.value).jacobian(hopf.states))
    crossing = values[np.abs(values.imag) > 0.1]
    assert np.abs(crossing.real).min() < 1e-6
    assert not [t for t in turnings(pair(2.0), "wear", 0.3, 0.8) if t.kind == "hopf"]  # none without despair


def test_resilience_shrinks_with_mismatch_and_ends_with_calm():
    sizes = [pair(k).resilience().bad_days for k in (0.5, 0.9, 1.1, 1.3, 1.6)]
    assert sizes[0] == np.inf
    assert sizes[-1] == 0.0
    assert sizes == sorted(sizes, reverse=True)
    assert 0.5 < sizes[3] < sizes[1] < 8.0


def test_resilience_is_the_edge_between_two_fates():
    loop = pair(1.2)
    kick = loop.resilience()
    theta, among = loop.theta(), attractors(loop.theta())
    start = np.repeat(among[0][0][:, None], 2, axis=1)
    on = {"1": (1.0, 0.0), "2": (0.0, 1.0), "both": (1.0, 1.0)}[kick.on]
    stress = np.outer(on, [0.98 * kick.size, 1.0 * kick.size])
    assert list(settle(start, theta, stress, among)) == [0, 1]
    assert "worst in ten" in str(kick)


def test_a_bad_day_is_the_ninetieth_percentile_of_days():
    rng = np.random.default_rng(0)
    days = np.array([rng.exponential(0.6, n).sum() for n in rng.poisson(0.8, 200_000)])
    assert bad_day(0.8, 0.6) == pytest.approx(np.quantile(days, 0.9), rel=0.01)
    assert bad_day(0.01, 0.6) == 0.6
    assert bad_day(0.0, 0.6) == 0.6


def test_a_landscape_holds_both_fates_and_calm_alone_without_a_trap():
    land = pair(1.3).landscape(points=9, least=-1.0)
    assert set(np.unique(land.stuck)) == {False, True}
    assert not land.stuck[4, 4]  # nobody moves: calm
    assert land.stuck[8, 8]  # one reaches, the other withdraws
    assert not Loop.preset("secure-secure").landscape(points=5).stuck.any()


def test_branches_end_where_all_resting_states_are():
    loop = pair(1.3)
    branches = loop.continuation("reach", 0.3, 3.0, partner="1")
    ends = [b.states[k] for b in branches for k in (0, -1) if b.value[k] == pytest.approx(3.0)]
    found = loop.changed("1", reach=3.0).equilibria()
    assert len(ends) == len(found)
    assert all(min(np.abs(found - end).max(axis=1)) < 1e-6 for end in ends)


def test_of_two_who_are_alike_the_first_is_drawn_as_reaching():
    assert Loop().landscape(points=5).reaches == 0

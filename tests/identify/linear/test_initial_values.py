"""Where the chains begin: how far people's usual levels lie apart, and whose."""

from dataclasses import replace

import numpy as np
import pytest

from pasdedeux.identify.linear.hierarchical.initial_values import initial_values, own_swings
from pasdedeux.identify.linear.hierarchical.population import structure_of
from pasdedeux.identify.linear.panel import panel_of
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.loop import LinearLoop
from pasdedeux.records import Records, Scale
from pasdedeux.simulate import simulate_records


def panel_with(power, couples=50, days=40):
    """People swing very differently, and their usual levels lie apart as their swings to a power."""
    rng = np.random.default_rng(11)
    loops = [LinearLoop.of_gain(0.0) for _ in range(couples)]
    records = simulate_records(loops, np.arange(float(days)), seed=rng, set_point_sd=0.0)
    changed = []
    for record in records:
        swing = np.exp(0.6 * rng.standard_normal((1, 2, 1)))
        level = swing**power * rng.standard_normal((1, 2, 1))
        changed.append(replace(record, values=level + swing * (record.values - record.values.mean())))
    role = records.roles[0]
    return panel_of(Records(tuple(changed), {role: Scale(-50.0, 50.0, 0.0)}, distinguishable=True))


def spreads(panel):
    """Prior standard deviations of all set-points, shape (couples, 2)."""
    static = initial_values(panel, structure_of(Layout(2), len(panel))).static
    at = panel.design.blocks["set-point"]
    return np.sqrt(np.diagonal(static.covariance, axis1=1, axis2=2)[:, at])


@pytest.mark.parametrize("power", [0.0, 1.0])
def test_the_power_of_set_points_is_learned(power):
    panel = panel_with(power)
    spread, swing = spreads(panel), own_swings(panel)
    slope = np.polyfit(np.log(swing).ravel(), np.log(spread).ravel(), 1)[0]
    assert abs(slope - power) < 0.3
    assert spread.max() < 6


def test_own_swings_are_standard_deviations_drawn_a_little_to_the_typical():
    panel = panel_with(0.0, couples=4)
    at = panel.rows(1)
    y = panel.W[at, 0, 0]
    expected = np.sqrt((((y - y.mean()) ** 2).sum() + 3) / (len(y) - 1 + 3))
    assert own_swings(panel)[1, 0] == pytest.approx(expected)


def test_who_never_changes_an_answer_or_gave_none_still_has_a_swing():
    panel = panel_with(0.0, couples=4)
    at = panel.rows(2)
    panel.W[at, 0, 0] = 1.0
    panel.seen[at, 1] = False
    swing = own_swings(panel)[2]
    assert 0 < swing[0] < 0.5
    assert swing[1] == 1.0


def test_a_couple_alone_has_its_own_prior():
    panel = panel_with(1.0, couples=4)
    static = initial_values(panel, structure_of(Layout(2), len(panel))).static
    mean, precision, _ = static.of(2).arguments
    np.testing.assert_allclose(precision[0] @ static.covariance[2], np.eye(len(mean)), atol=1e-8)
    np.testing.assert_array_equal(panel.data(2, static)[7], precision[0])

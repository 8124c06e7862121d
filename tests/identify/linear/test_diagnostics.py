"""Monte-Carlo errors: as ArviZ works them out, and as wide as repetition shows."""

import numpy as np
import pytest

from pasdedeux.identify.linear.diagnostics import diagnose, jackknife, normal_points, probability


def chains(count, *, length=400, keep=0.6, seed=0):
    """Autoregressive chains, shape (count, 2, length)."""
    rng = np.random.default_rng(seed)
    x = np.zeros((count, 2, length))
    for t in range(length):
        x[..., t] = keep * x[..., t - 1] + np.sqrt(1 - keep**2) * rng.standard_normal((count, 2))
    return x


def test_diagnostics_are_those_of_arviz():
    array_stats = pytest.importorskip("arviz_stats.base").array_stats
    for draws in chains(5):
        rhat, ess = diagnose(draws[:, :, None])
        kinds = {"chain_axis": 0, "draw_axis": 1}
        assert rhat == pytest.approx(float(array_stats.rhat(draws, method="split", **kinds)), rel=1e-6)
        assert ess == pytest.approx(float(array_stats.ess(draws, method="mean", **kinds)), rel=0.1)


def test_the_error_of_a_probability_is_no_less_than_repetition_shows():
    found = [probability(draws > -1.5, draws) for draws in chains(200)]
    assert 1.0 < np.mean([one.error for one in found]) / np.std([one.value for one in found]) < 2.2


def test_the_jackknife_error_is_what_repetition_shows():
    found = [jackknife(draws, lambda x: float(x.std())) for draws in chains(200)]
    assert np.mean([one.error for one in found]) == pytest.approx(
        np.std([one.value for one in found]), rel=0.3
    )


def test_a_share_of_one_is_not_certain():
    assert probability(np.ones((2, 100), dtype=bool), chains(1, length=100)[0]).error > 0.01


@pytest.mark.parametrize("dimensions", [1, 2, 12])
def test_normal_points_are_spread_like_a_normal(dimensions):
    points = normal_points(4096, dimensions)
    assert points.mean(axis=0) == pytest.approx(np.zeros(dimensions), abs=0.02)
    assert np.atleast_2d(np.cov(points.T)) == pytest.approx(np.eye(dimensions), abs=0.05)

"""The forecast in NumPy and the compiled filter agree to the last digits."""

import numpy as np
import pytest
from numba import njit

from pasdedeux.identify import fit
from pasdedeux.identify.linear.forecasting import forecast_reports, matrices
from pasdedeux.identify.linear.kernels.filtering import forecasts
from pasdedeux.identify.linear.kernels.transform import unpack
from pasdedeux.identify.linear.panel import panel_of
from pasdedeux.loop import Loop
from pasdedeux.simulate.diary import simulate_diary


@pytest.fixture(scope="module", params=["one role", "two roles and inputs"])
def found(request):
    roles = ("arousal",) if request.param == "one role" else ("pursuit", "withdrawal")
    times = np.cumsum(np.random.default_rng(1).choice([0.5, 1.0, 2.5], 40))
    return fit(simulate_diary(Loop(), times, roles=roles, seed=5, missing=0.2), checks=False)


def test_matrices_are_those_of_the_kernel(found):
    kernel = njit(unpack.py_func)
    layout, theta = found.posterior.layout, found.posterior.thetas[found.records.ids[0]]
    for at, those in enumerate(zip(*matrices(layout, theta), strict=True)):
        these = tuple(np.empty((layout.d, layout.d)) for _ in range(3))
        kernel(theta[at], layout.d, np.zeros(2 * layout.d), *these)
        np.testing.assert_allclose(those, these, rtol=1e-12, atol=1e-14)


def test_a_forecast_is_that_of_the_kernel(found):
    state, couple = found.posterior, found.records.ids[0]
    panel, static = panel_of(found.records, state.design), state.static.of(0)
    panel.seen[-3:] = False
    theta = np.ascontiguousarray(state.thetas[couple][:20])
    mean, sd = forecast_reports(panel, static, state.layout, theta, 3)
    shape = panel.seen.shape
    for at, one in enumerate(theta):
        m, C = np.empty(shape), np.empty((*shape, shape[1]))
        assert forecasts(one, panel.data(0, static), m, C)
        np.testing.assert_allclose(mean[at], m[-3:], rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(sd[at], np.sqrt(np.diagonal(C, axis1=1, axis2=2)[-3:]), rtol=1e-9)

"""The chains' coordinates lead back to where they came from, and know their slopes and volume."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pasdedeux.identify.linear.hierarchical.population import Structure, structure_of
from pasdedeux.identify.linear.hierarchical.reparameterisation import FARTHEST, Reparameterisation
from pasdedeux.identify.linear.parameters import Layout

STRUCTURES = {
    "one role": structure_of(Layout(2), 3),
    "partners alike": structure_of(Layout(2), 3, exchangeable=True),
    "no shared error": structure_of(Layout(2, shared_error=False), 3),
    "no coupling": structure_of(Layout(2, coupled=False), 3),
    "moderated": structure_of(Layout(2), 3, moderators=np.ones((3, 2, 1)), moderator_names=("anxiety",)),
    "known reliability": structure_of(Layout(2, reliability=0.8), 3),
    "two roles": structure_of(Layout(4), 3),
    "two roles, partners alike": structure_of(Layout(4), 3, exchangeable=True),
}
STEP = 1e-6


def size(structure: Structure) -> int:
    return len(structure.prior.mean) + len(structure.spread)


@pytest.mark.parametrize("structure", STRUCTURES.values(), ids=STRUCTURES.keys())
@settings(deadline=None)
@given(st.data())
def test_it_leads_back_and_knows_its_slopes(structure: Structure, data: st.DataObject):
    stretch, n = Reparameterisation.of(structure), size(structure)
    numbers = arrays(float, n, elements=st.floats(-1.5, 1.5))
    shared, up = data.draw(numbers), data.draw(numbers)
    point = stretch.out(shared)
    assert stretch.back(point) == pytest.approx(shared, abs=1e-9)

    aside = STEP * np.eye(n)
    there, before = (np.array([stretch.back(point + way * one) for one in aside]) for way in (1, -1))
    J = stretch.jacobian(shared)
    assert pytest.approx((there - before).T / (2 * STEP), abs=1e-6, rel=1e-6) == J

    volume, slope = stretch.pull(shared, up)
    assert volume == pytest.approx(np.linalg.slogdet(J)[1], abs=1e-9)

    def height(other: np.ndarray) -> float:
        return float(up @ other) + np.linalg.slogdet(stretch.jacobian(other))[1]

    differences = [(height(a) - height(b)) / (2 * STEP) for a, b in zip(there, before, strict=True)]
    assert slope == pytest.approx(differences, abs=1e-5, rel=1e-5)


def test_what_a_pair_shares_stays_when_shocks_and_error_trade_places():
    stretch = Reparameterisation.of(STRUCTURES["one role"])
    shared = np.zeros(size(STRUCTURES["one role"]))
    q, s = 1.0, 0.5  # log decay 0, logit trueness 0: reliability exp(-1/2)
    reliability = np.exp(-q * (1 - s))
    shared[stretch.shocks], shared[stretch.errors] = 0.3, 0.2
    told = stretch.out(shared)[stretch.errors]
    assert told == pytest.approx(reliability * 0.3 + (1 - reliability) * 0.2)


def test_the_farthest_points_still_have_slopes():
    stretch = Reparameterisation.of(STRUCTURES["one role"])
    for decay in (-11.9, 11.9):
        for trueness in (-11.9, 11.9):
            point = np.full(size(STRUCTURES["one role"]), 0.1)
            point[stretch.returns] = (decay, decay, trueness, trueness)
            shared = stretch.back(point)
            assert np.isfinite(stretch.jacobian(shared)).all()
            assert np.isfinite(stretch.pull(shared, point)[1]).all()


@pytest.mark.parametrize("structure", STRUCTURES.values(), ids=STRUCTURES.keys())
def test_a_point_where_numbers_mean_nothing_is_refused(structure: Structure):
    stretch, point = Reparameterisation.of(structure), np.zeros(size(structure))
    assert stretch.within(point)
    for row in np.unique(np.concatenate([stretch.ends.ravel(), stretch.returns.ravel()])):
        far = point.copy()
        far[row] = -2.0 * FARTHEST
        assert not stretch.within(far)

"""Draws for ArviZ: named dimensions, and the same numbers as the fit's own."""

import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from pasdedeux.errors import MissingExtraError
from pasdedeux.estimates import Interval
from pasdedeux.identify import fit, fit_nonlinear
from pasdedeux.loop import Loop
from pasdedeux.loop.linear import loop_gain
from pasdedeux.simulate import example_records
from pasdedeux.simulate.diary import simulate_diary

pytest.importorskip("arviz_base", reason="needs the extra arviz")


@pytest.fixture(scope="module")
def records():
    return example_records(couples=6, days=25)


def test_a_study_has_every_couple_and_the_typical_one(records):
    found = fit(records, checks=False)
    tree = found.to_inference_data()
    posterior = tree["posterior"]
    assert posterior["loop_gain"].dims == ("chain", "draw", "couple")
    assert posterior["drift"].dims[2:] == ("couple", "person", "role", "from_person", "from_role")
    assert posterior["couple"].values.tolist() == list(found.records.ids)
    assert posterior["person"].values.tolist() == list(found.partners)
    typical = posterior["typical_loop_gain"].values
    assert Interval.of(typical) == found.loop_gain_
    for result in found.couples_:
        own = posterior["loop_gain"].sel(couple=result.id).values
        assert Interval.of(own).estimate == pytest.approx(result.loop_gain.estimate, abs=1e-12)
    answers = tree["observed_data"]["answer"]
    first = found.records[0]
    assert_array_equal(answers.sel(couple=first.couple.id).values[: len(first)], first.values)
    assert tree.attrs["seed"] == 0


def test_matrices_belong_together(records):
    found = fit(records[:1], checks=False)
    posterior = found.to_inference_data()["posterior"]
    drift = posterior["drift"].values.reshape(-1, 2, 2)
    assert_allclose(loop_gain(drift), posterior["loop_gain"].values.ravel())
    shocks = np.sqrt(posterior["diffusion"].values.reshape(-1, 2, 2)[:, 0, 0])
    name = f"process-error: {found.partners[0]} arousal"
    assert Interval.of(shocks).estimate == pytest.approx(found.estimates_[name].estimate)


def test_one_set_of_parameters_has_no_couples(records):
    posterior = fit(records, level="pooled", checks=False).to_inference_data()["posterior"]
    assert posterior["loop_gain"].dims == ("chain", "draw")
    assert posterior.sizes["chain"] == 1


def test_two_roles_and_inputs_have_their_names():
    roles = ("pursuit", "withdrawal")
    records = simulate_diary(Loop(), np.arange(30.0), roles=roles, seed=5, stress=True)
    tree = fit(records, checks=False).to_inference_data()
    assert tree["posterior"]["role"].values.tolist() == list(roles)
    assert tree["constant_data"]["inputs"].sizes["input"] == 1


def test_a_nonlinear_fit_has_its_parameters_by_name():
    found = fit_nonlinear(example_records(couples=1, days=30), draws=20)
    posterior = found.to_inference_data()["posterior"]
    assert posterior["anxiety"].dims == ("chain", "draw", "person")
    assert posterior["scale"]["channel"].values.tolist() == ["arousal_1", "arousal_2"]
    for name in ("warmth", "own_mood"):
        assert float(np.median(posterior[name])) == pytest.approx(found.estimates_[name].estimate)
    ratio = found._space.at("own_guard_2")
    assert_allclose(posterior["own_guard"].values[0, :, 1], found._space.natural(found._draws.z)[:, ratio])


def test_without_the_extra_it_says_what_to_install(records, monkeypatch):
    found = fit(records[:1], checks=False)
    monkeypatch.setitem(sys.modules, "arviz_base", None)
    with pytest.raises(MissingExtraError, match=r"pasdedeux\[arviz\]"):
        found.to_inference_data()

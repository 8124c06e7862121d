"""What a fit promises: found loops, no invented ones, honest words, nothing NaN, repeatable."""

import json
from dataclasses import asdict, is_dataclass

import numpy as np
import pytest
from joblib import parallel_config

import pasdedeux as pdd
from pasdedeux.errors import InputError
from pasdedeux.estimates import Interval, VerdictName
from pasdedeux.identify import fit
from pasdedeux.identify.linear.hierarchical.initial_values import initial_values
from pasdedeux.identify.linear.hierarchical.population import structure_of
from pasdedeux.identify.linear.hierarchical.sampler import Chain, _slice
from pasdedeux.identify.linear.panel import design_of, panel_of
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.loop import LinearLoop
from pasdedeux.records import Scale
from pasdedeux.report import render_report
from pasdedeux.simulate import example_records, simulate_records


def numbers(value):
    """Every float inside a result."""
    if isinstance(value, float):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        yield from numbers(asdict(value))
    elif isinstance(value, dict):
        for item in value.values():
            yield from numbers(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from numbers(item)


def test_a_strong_loop_in_a_year_of_days_is_found(one_fit):
    assert one_fit.verdict_.name == VerdictName.REINFORCING
    assert one_fit.loop_gain_.low < 0.75 < one_fit.loop_gain_.high
    assert one_fit.converged_


def test_two_weeks_of_one_couple_are_not_enough():
    records = simulate_records([LinearLoop.of_gain(0.75)], np.arange(14.0), seed=1)
    found = fit(records, checks=False)
    assert found.verdict_.name == VerdictName.NOT_ENOUGH
    assert found.verdict_.more is None or found.verdict_.more.low > 14


def test_uncoupled_couples_with_shared_shocks_give_no_loop():
    loops = [LinearLoop.of_gain(0.0, shared=0.5) for _ in range(30)]
    records = simulate_records(loops, np.arange(50.0), seed=2, weekend=-0.5)
    found = fit(records, checks=False, jobs=2)
    assert found.converged_
    assert found.verdict_.name in (VerdictName.NO_CYCLE, VerdictName.NOT_ENOUGH)
    assert abs(found.loop_gain_.estimate) < 0.15


def test_a_study_finds_its_typical_loop(study_fit):
    assert study_fit.converged_, study_fit.warnings_
    assert study_fit.level == "population"
    assert study_fit.loop_gain_.low < 0.45 < study_fit.loop_gain_.high
    assert len(study_fit.couples_) == 24
    assert study_fit.spread_ is not None


def test_couples_are_pulled_towards_the_study(study_fit):
    own = np.array([couple.own_gain for couple in study_fit.couples_])
    shrunken = np.array([couple.loop_gain.estimate for couple in study_fit.couples_])
    assert shrunken.std() < own.std()


def test_nothing_is_ever_nan(one_fit, study_fit):
    for found in (one_fit, study_fit):
        values = list(numbers(found.to_dict()))
        assert len(values) > 50
        assert np.isfinite(values).all()


def test_results_are_json_and_carry_what_was_promised(study_fit):
    told = json.loads(json.dumps(study_fit.to_dict()))
    assert told["interval"] == 0.9
    for key in ("couples", "reports", "roles", "verdict", "loop_gain", "p_reinforcing", "links",
                "half_life_days", "out_of_sample", "surrogates", "converged", "warnings"):  # fmt: skip
        assert key in told
    assert set(told["loop_gain"]) == {"estimate", "low", "high"}
    assert {"from", "to", "estimate", "low", "high", "p_sign"} <= set(told["links"][0])
    assert {"model", "rmse", "coverage95", "baselines"} <= set(told["out_of_sample"])
    assert {"person-mean", "auto", "cross", "uncoupled"} == set(told["out_of_sample"]["baselines"])


def test_links_multiply_to_the_loop_gain(one_fit):
    product = one_fit.links_[0].response.estimate * one_fit.links_[1].response.estimate
    assert product == pytest.approx(one_fit.loop_gain_.estimate, abs=0.06)


def test_surrogates_show_less_than_the_record(study_fit):
    assert study_fit.surrogates_.kind == "swapped"
    assert study_fit.surrogates_.own > study_fit.surrogates_.high


def test_forecasts_cover_and_beat_the_person_mean(study_fit):
    held = study_fit.out_of_sample_
    assert 0.9 <= held.coverage95["arousal"] <= 0.985
    assert held.rmse["arousal"] < held.baselines["person-mean"]["arousal"]


def test_the_same_seed_gives_the_same_result_for_any_number_of_jobs(study):
    few = study.choose(study.ids[:6])
    one, two = (fit(few, seed=3, jobs=jobs, checks=False) for jobs in (1, 2))
    assert one.to_dict() == two.to_dict()


@pytest.mark.slow
def test_the_same_fit_comes_from_a_dask_cluster(study):
    distributed = pytest.importorskip("distributed")
    few = study.choose(study.ids[:6])
    here = fit(few, seed=3, checks=False)
    with (
        distributed.Client(n_workers=1, processes=False, dashboard_address=None),
        parallel_config(backend="dask"),
    ):
        there = fit(few, seed=3, jobs=2, checks=False)
    assert here.to_dict() == there.to_dict()


def test_everybody_always_the_same_is_refused():
    records = example_records(couples=3, days=20)
    flat = tuple(
        type(r)(r.couple, r.time, r.roles, np.where(np.isnan(r.values), np.nan, 4.0)) for r in records
    )
    scales = {"arousal": Scale(4.0, 4.0, 0.0)}
    with pytest.raises(InputError, match="same answer"):
        fit(type(records)(flat, scales, records.provenance))


def test_people_who_only_drift_alike_show_no_loop():
    rng = np.random.default_rng(4)
    time = np.arange(60.0)
    both = rng.standard_normal((60, 2, 1)) + 3.0 * (time / 59.0 - 0.5)[:, None, None]
    record = type(example_records(couples=1, days=20)[0])(
        example_records(couples=1, days=20)[0].couple, time, ("arousal",), both
    )
    drifting, steady = (fit(record, checks=False, trend=trend).loop_gain_ for trend in (True, False))
    assert abs(drifting.estimate) < abs(steady.estimate)


def test_one_couple_of_a_study_fits_alone_as_it_would_by_itself(study):
    couple = study.ids[2]
    alone = fit(study.choose([couple]), checks=False, seed=5)
    again = fit(study.choose([couple]), checks=False, seed=5)
    assert alone.loop_gain_ == again.loop_gain_


def test_exchangeable_partners_share_their_population():
    records = example_records(couples=12, days=30)
    records = type(records)(records.records, records.scales, records.provenance, distinguishable=False)
    found = fit(records, checks=False, jobs=2)
    first, second = (link.response for link in found.links_)
    assert first.estimate == pytest.approx(second.estimate, abs=1e-6)


def test_swapping_the_partners_swaps_the_loop():
    layout = Layout(2)
    theta = np.random.default_rng(1).normal(size=layout.size)
    mirrored = layout.drift(theta[layout.swap()])
    assert mirrored == pytest.approx(layout.drift(theta)[::-1, ::-1])


def test_moderators_are_told_and_a_missing_one_is_named(study):
    with pytest.raises(InputError, match="anxiety"):
        fit(study, moderators=("anxiety",), checks=False)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"roles": ["joy"]}, "joy"),
        ({"level": "magic"}, "magic"),
        ({"level": "couple"}, "more than one couple"),
    ],
)
def test_wrong_wishes_are_told_in_words(study, change, words):
    with pytest.raises(InputError, match=words):
        fit(study, **change)


def test_one_partner_only_is_told():
    records = example_records(couples=1, days=20)
    values = records[0].values.copy()
    values[:, 1] = np.nan
    alone = type(records[0])(records[0].couple, records[0].time, records[0].roles, values)
    with pytest.raises(InputError, match="never reported at the same time"):
        fit(alone)


def test_a_flat_reporter_does_not_blow_up():
    records = example_records(couples=8, days=30)
    values = records[0].values.copy()
    values[:, 0] = np.where(np.isnan(values[:, 0]), np.nan, 4.0)
    flat = type(records[0])(records[0].couple, records[0].time, records[0].roles, values)
    study = type(records)((flat, *records.records[1:]), records.scales, records.provenance)
    found = fit(study, checks=False, jobs=2)
    forecast = found.forecast(flat.couple.id, days=3)
    width = forecast.quantiles[:, 0, 0, 4] - forecast.quantiles[:, 0, 0, 0]
    assert np.isfinite(forecast.quantiles).all()
    assert (width < 5).all()
    assert any("same answer" in str(warning) for warning in found.warnings_)


def test_two_roles_make_one_system():
    records = example_records(couples=1, days=80)
    both = np.concatenate([records[0].values, np.roll(records[0].values, 1, axis=0)], axis=2)
    record = type(records[0])(records[0].couple, records[0].time, ("pursuit", "withdrawal"), both)
    found = fit(record, checks=False)
    assert found.roles == ("pursuit", "withdrawal")
    assert len(found.links_) == 8
    assert np.isfinite(found.loop_gain_.estimate)


def test_course_starts_at_nothing_and_forecast_has_every_day(one_fit):
    course = one_fit.course(one_fit.links_[0], np.array([1e-9, 1.0, 30.0]))
    assert abs(course.quantiles[0]).max() < 1e-6
    assert (np.diff(course.quantiles, axis=1) >= 0).all()
    assert (course.peak.low, course.peak.high) == (1.0, 1.0)  # of these gaps, nothing is left at the others
    forecast = one_fit.forecast(one_fit.couples_[0].id, days=5)
    assert forecast.quantiles.shape == (5, 2, 1, 5)


def test_the_report_is_written_from_a_real_fit(study_fit, one_fit):
    for found in (study_fit, one_fit):
        page = render_report(found)
        assert "<h1" in page


def test_a_notebook_shows_the_loop_map(one_fit):
    assert pdd.fit is fit
    assert "svg" in one_fit._repr_html_().lower()


def test_five_lines_of_a_notebook():
    records = pdd.example_records(couples=1, days=40)
    found = pdd.fit(records, checks=False)
    assert isinstance(found.loop_gain_, Interval)
    assert "Loop gain" in found.summary()


@pytest.fixture(scope="module")
def chain():
    records = example_records(couples=5, days=20)
    panel = panel_of(records, design_of(records))
    structure = structure_of(Layout(2), len(panel))
    return Chain(panel, structure, initial_values(panel, structure), np.random.default_rng(0))


def test_the_population_density_has_the_gradient_it_claims(chain):
    point, z = chain.reparameterisation.out(chain.shared), chain.z

    def forces(x, y):
        off = chain.outer @ x
        chain.z = z + np.einsum("nij,nj->ni", chain.root, y) - chain.follow @ off
        chain.shared = chain.reparameterisation.back(point + off)
        return chain._forces(chain.evaluate(chain.shared))

    step = 1e-4
    still = np.zeros_like(z)
    _, force, pushes = forces(np.zeros(len(point)), still)
    numeric = [
        (forces(step * e, still)[0] - forces(-step * e, still)[0]) / (2 * step) for e in np.eye(len(point))
    ]
    assert force == pytest.approx(np.array(numeric), rel=1e-4, abs=1e-3)
    push = np.zeros_like(z)
    push[2, 1] = step
    values = [forces(np.zeros(len(point)), aside)[0] for aside in (push, -push)]
    assert pushes[2, 1] == pytest.approx((values[0] - values[1]) / (2 * step), rel=1e-4, abs=1e-4)
    forces(np.zeros(len(point)), still)


def test_every_part_of_a_turn_leaves_the_chain_in_step(chain):
    for _ in range(3):
        for move in (lambda: chain.move_joint(adapt=True), chain.move_centred):
            move()
            theta, ll, grads = chain.theta.copy(), chain.ll.copy(), chain.grads.copy()
            chain.evaluate(chain.shared)
            assert chain.theta == pytest.approx(theta, abs=1e-12)
            assert chain.ll == pytest.approx(ll, abs=1e-8)
            assert chain.grads == pytest.approx(grads, rel=1e-6, abs=1e-6)


def test_spreads_are_drawn_from_their_density():
    rng = np.random.default_rng(0)
    draws, t = [], 0.0
    for _ in range(4000):
        t = _slice(t, square=3.0, count=10, scale=0.5, rng=rng)
        draws.append(np.exp(t))
    grid = np.linspace(0.02, 3, 4000)
    density = grid**-10.0 * np.exp(-1.5 / grid**2 - grid**2 / 0.5)
    assert np.mean(draws) == pytest.approx((grid * density).sum() / density.sum(), rel=0.02)

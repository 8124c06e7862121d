"""What-if: two arms on the same days, ranges that carry every doubt, none where there can be none."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pasdedeux
from pasdedeux.change import Futures, Held, Plan, lever, levers, what_if, which_first
from pasdedeux.change.measures import MOST, resting, standing
from pasdedeux.change.posterior import draws_of
from pasdedeux.errors import InputError
from pasdedeux.loop import NAMES, PARAMETERS, PRESETS, Loop
from pasdedeux.loop.rows import AROUSAL, N_OWN
from pasdedeux.simulate import Population


def benchmark(name):
    """A module of the benchmarks, which are not shipped with the package."""
    path = Path(__file__).parents[2] / "bench" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


BENCH = benchmark("trial")


def test_an_empty_plan_changes_nothing(pair):
    answer = what_if(pair, Plan(), draws=20, days=28)
    assert not answer.difference_.any()
    assert (answer.calmer_, answer.harder_) == (0.0, 0.0)
    assert answer.loop_gain_.difference.high == 0.0


def test_the_example_couple_is_one_whom_a_change_can_help():
    """In and out of the cycle as now, and fewer days in it for a softer start."""
    example = Loop.preset("example")
    plans = Plan.of("softening"), Plan.of(*BENCH.SMALL_STEPS)
    softer, steps = (what_if(example, plan, draws=60) for plan in plans)
    now, with_softening = softer.in_cycle_.now.estimate, softer.in_cycle_.changed.estimate
    assert 0.4 < now < 0.7
    assert with_softening < now - 0.08
    assert steps.in_cycle_.changed.estimate < with_softening - 0.08
    assert softer.harder_ < 0.05


def test_the_answer_hangs_on_the_seed_and_on_nothing_else(pair):
    plan = Plan.of("therapy_gain", start=10)
    one, same, other = (
        what_if(pair, plan, draws=30, days=60, threads=threads, seed=seed).to_dict()
        for threads, seed in ((1, 4), (2, 4), (2, 5))
    )
    assert one == same
    assert one["course"] != other["course"]


def test_more_draws_go_on_from_fewer(pair):
    few, many = (Futures.of(pair, draws=n, days=28, seed=2) for n in (20, 90))
    plan = Plan.of("softening:1")
    assert np.array_equal(few.theta, many.theta[:, :20])
    assert np.array_equal(few.sizes(plan)["softening"], many.sizes(plan)["softening"][:20])
    assert np.array_equal(few.under(plan)[0].in_cycle, many.under(plan)[0].in_cycle[:20])


def test_a_slider_may_keep_how_things_are_now(pair):
    futures = Futures.of(pair, draws=20, days=28)
    (now,) = futures.under(Plan())
    plan = Plan.of("softening:1")
    assert futures.compare(plan, now=now)[0].to_dict() == futures.compare(plan)[0].to_dict()


def test_before_a_plan_starts_both_arms_are_one(pair):
    answer = what_if(pair, Plan.of("softening:1:2", start=20), draws=20, days=40)
    before = answer.time < 20
    assert not answer.difference_[before].any()
    assert answer.difference_[~before].any()


def test_arms_share_their_days(pair):
    """Without shared days the difference would be as wide as the arms."""
    futures = Futures.of(pair, draws=60, days=56)
    now, changed = futures.under(Plan(), Plan.of("softening"))
    paired = (changed.between - now.between).std()
    assert paired < 0.5 * (np.roll(changed.between, 1, axis=1) - now.between).std()


CLEAR = sorted(set(PRESETS) - {"example"})
"""Draws of the example couple lie near the fold, where calm comes back too slowly for `PATIENCE`: a limit."""


@pytest.mark.parametrize("preset", CLEAR)
def test_quick_figures_agree_with_the_exact_ones(preset):
    theta = draws_of(Loop.preset(preset), 20, 3).theta[:, :4]
    quick = standing(theta)
    for at in range(4):
        loop = _loop(theta[:, at])
        assert quick.calm[at] == (loop.calm() is not None)
        if quick.calm[at]:
            assert quick.loop_gain[at] == pytest.approx(loop.loop_gain(), abs=1e-6)
        exact = min(loop.resilience().bad_days, MOST)
        assert quick.resilience[at] == pytest.approx(exact, rel=0.06, abs=1e-9)


def _loop(theta):
    loop = Loop()
    for row in PARAMETERS:
        if row.of == "couple":
            loop = loop.changed(**{row.name: float(theta[NAMES.index(row.name)])})
        else:
            for who in ("1", "2"):
                loop = loop.changed(who, **{row.name: float(theta[NAMES.index(f"{row.name}_{who}")])})
    return loop


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32), mean=st.floats(-1, 2))
def test_figures_exist_for_any_couple(seed, mean):
    theta = Population(mean=(mean, mean), personal=0.4, seed=seed).theta(np.arange(16))
    found = standing(theta)
    for values in (found.loop_gain, found.resilience, found.recovery):
        assert np.isfinite(values).all()
    assert (found.resilience[~found.calm] == 0).all()
    assert (found.loop_gain[~found.calm] == 1).all()


@st.composite
def any_loop(draw):
    """Every parameter anywhere in its range."""
    loop = Loop()
    for row in PARAMETERS:
        for who in ("1", "2") if row.of == "partner" else ("both",):
            loop = loop.changed(who, **{row.name: draw(st.floats(row.low, row.high))})
    return loop


@settings(max_examples=40, deadline=None)
@given(loop=any_loop(), name=st.sampled_from(sorted(levers())))
def test_whatever_the_loop_the_answer_is_made_of_numbers(loop, name):
    answer = what_if([loop], Plan.of(name), draws=20, days=14)
    tree = str(answer.to_dict())
    assert "nan" not in tree
    assert "inf" not in tree
    assert (answer.now_ >= 0).all()
    assert 0 <= answer.in_cycle_.now.low <= answer.in_cycle_.now.high <= 1


def test_both_do_more_than_one_and_one_more_than_neither(pair):
    """H14: one partner alone; the loop needs both, but either can loosen it."""
    futures = Futures.of(pair, draws=60, days=182)
    plan = Plan.of("therapy_gain:both:2")
    neither, one, two, both = futures.compare(Plan(), plan.alone("1"), plan.alone("2"), plan)
    for alone in (one, two):
        assert neither.calmer_ < alone.calmer_ < both.calmer_
        assert 0 > alone.loop_gain_.difference.estimate > both.loop_gain_.difference.estimate
        assert alone.resilience_.difference.estimate < both.resilience_.difference.estimate
        assert alone.in_cycle_.difference.estimate > both.in_cycle_.difference.estimate


def test_the_two_kinds_of_therapy_act_differently(pair):
    gain, recovery = Futures.of(pair, draws=60).compare(
        Plan.of("therapy_gain:both:2"), Plan.of("therapy_recovery:both:2")
    )
    assert gain.loop_gain_.difference.estimate < recovery.loop_gain_.difference.estimate < -0.03
    assert recovery.recovery_.difference.estimate < gain.recovery_.difference.estimate - 0.25


def test_stopping_what_helps_brings_the_cycle_back():
    loop = Loop.of_attachment((0.9, -0.3), (-0.3, 0.9))
    answer = what_if(loop, Plan((Held("softening", "1", 2.0, stopping=True),)), draws=60)
    assert answer.in_cycle_.difference.estimate > 0
    assert answer.calmer_ < answer.harder_


def test_a_little_help_presses_the_guarded_most():
    """Girme et al. 2015: some practical support distances avoidant partners; how much, the loop says."""
    support = NAMES.index("support_2")

    def alarm_of_the_helped(two):
        theta = draws_of(Loop.of_attachment((0.0, 0.0), two), 60, 0).theta
        helped = theta.copy()
        helped[support] += lever("support").effects[0].size
        before, after = (resting(one)[0][N_OWN + AROUSAL] for one in (theta, helped))
        return np.median(after - before)

    assert lever("support").effects[0].parameter == "support"
    guarded, anxious = alarm_of_the_helped((-0.5, 1.0)), alarm_of_the_helped((1.0, -0.5))
    assert guarded > 0.005
    assert guarded > 3 * anxious, (guarded, anxious)


def test_deep_in_the_trap_a_pause_frees_nobody():
    """Where calm is gone, settling and pausing leave the two where they are, and the answer says so."""
    loop = Loop.of_attachment((1.9, -0.3), (-0.3, 1.9))
    assert loop.calm() is None
    answer = what_if(loop, Plan.of("promised_return", "soothing"), draws=40, spread=0.05)
    assert answer.calm_changed_ < 0.2
    assert answer.in_cycle_.changed.estimate > 0.9
    assert answer.calmer_ < 0.2


def test_an_untested_lever_leaves_the_answer_wider_than_a_tested_one(pair):
    sizes = Futures.of(pair, draws=200).sizes(Plan.of("naming", "therapy_gain"))
    assert sizes["naming"].std() > 2 * sizes["therapy_gain"].std()
    assert 0.05 < (sizes["naming"] < 0).mean() < 0.25  # it may work the wrong way


class Trial:
    """Couples at intake, and what 20 weeks of a plan do to them, beside waiting."""

    def __init__(self):
        self.came = BENCH.Intake.of(4000)
        self.waited = self.came.satisfaction(Plan(), 18, seed=1)

    def after(self, *words, months=5):
        return self.came.satisfaction(Plan.of(*words, stop=140), months, seed=1)

    def d(self, *words):
        return BENCH.effect_sizes(self.after(*words), self.waited[:5])[-1]


@pytest.fixture(scope="module")
def trial():
    return Trial()


@pytest.mark.parametrize("course", ["therapy_gain", "therapy_recovery"])
def test_a_trial_in_the_model_keeps_the_order_of_trials_in_life(trial, course):
    """.5 to .7 for a course for both, whichever kind; one partner alone about half; half left in a year."""
    both, one = trial.d(course), trial.d(f"{course}:1")
    assert 0.5 < both < 0.7
    assert 0.35 * both < one < 0.65 * both
    later = BENCH.effect_sizes(trial.after(course, months=18), trial.waited)
    assert 0.2 < later[17] / later[4] < 0.8


def test_a_programme_of_small_steps_does_less_than_a_course_and_one_step_far_less(trial):
    course = min(trial.d("therapy_gain"), trial.d("therapy_recovery"))
    programme = trial.d(*BENCH.SMALL_STEPS)
    assert 0.7 * course < programme < course
    for name in set(levers()) - {"therapy_gain", "therapy_recovery"}:
        assert 0 < trial.d(name) < 0.45 * course, name
        assert trial.d(name) < programme, name


@pytest.mark.parametrize("name", sorted(levers()))
def test_no_lever_harms_couples_at_intake_at_any_dose_and_more_does_more(trial, name):
    low, high = levers()[name].doses
    waited = trial.waited[4]
    effects = []
    for dose in (low, 1.0, high):
        after = trial.after(f"{name}:both:{dose}")[4]
        effects.append((after - waited).mean() / waited.std())
        assert (after - waited < -0.5 * waited.std()).mean() < 0.02
    assert -0.01 < effects[0] < effects[1] < effects[2]


def test_couples_at_intake_are_as_unlike_each_other_as_couples_in_trials(trial):
    """About one spread below all couples and nearly as unlike each other; not all deep in the cycle."""
    everyone = BENCH.Intake.of(4000, share=1.0).seen
    assert 0.8 < (everyone.mean() - trial.came.seen.mean()) / everyone.std() < 1.3
    assert 0.75 < trial.came.seen.std() / everyone.std() < 1.1


def test_which_first_ranks_by_what_an_hour_gives(pair):
    ranked = which_first(pair, draws=40, days=98)
    means = [one.per_hour.estimate for one in ranked]
    assert means == sorted(means, reverse=True)
    assert sum(one.first for one in ranked) == pytest.approx(1.0)
    assert {one.held.partner for one in ranked} == {"1", "2", "both"}
    for one in ranked:
        for end in ("low", "low50", "high50", "high"):
            assert getattr(one.per_hour, end) == pytest.approx(getattr(one.in_cycle, end) / one.hours)
        assert one.per_hour.low <= one.per_hour.estimate <= one.per_hour.high


def test_one_more_choice_does_not_turn_the_order_of_the_others_round(pair):
    """By the share of futures in which each comes first it would."""
    few, many = (
        [one.held for one in which_first(pair, partners=who, among="softening", draws=20, days=28)]
        for who in (("1", "both"), ("1", "2", "both"))
    )
    assert [held for held in many if held.partner != "2"] == few


def test_which_first_for_one_partner_asks_nothing_of_the_other(pair):
    ranked = which_first(pair, partners=("2",), draws=20, days=28, by="loop_gain")
    assert {one.held.partner for one in ranked} == {"2"}


class Fitted:
    def __init__(self, *loops):
        self.given = loops

    def loops(self):
        return self.given


def test_a_fit_hands_over_its_draws(pair):
    answer = what_if(Fitted(*[pair] * 30), Plan.of("softening"), draws=25, days=28)
    assert answer.rests_on == "fit"
    assert what_if([pair, pair], Plan.of("softening"), draws=25, days=28).rests_on == "draws"


def test_the_first_few_draws_of_a_fit_stand_for_all_of_them():
    """A sampler hands its draws over in order; the first 20 must not be one end of it."""
    gains = np.linspace(0.5, 1.5, 200)
    fit = Fitted(*(Loop().changed("1", reach=float(one)) for one in gains))
    few, all_ = (draws_of(fit, n, 0).theta[NAMES.index("reach_1")] for n in (20, 200))
    assert np.array_equal(few, all_[:20])
    assert sorted(all_) == sorted(gains)
    assert abs(few.mean() - 1.0) < 0.15


class Linear:
    loop_gain_ = None


class Unsettled(Fitted):
    converged_ = False


@pytest.mark.parametrize(
    ("source", "arguments", "words"),
    [
        (Loop(), {"draws": 0}, "draws is 0"),
        (Loop(), {"days": 36500}, "days is 36500"),
        (Loop(), {"days": float("nan")}, "days is nan"),
        (Loop(), {"days": 3}, "days is 3"),
        (Loop(), {"seed": -1}, "seed is -1"),
        (Loop(), {"spread": -0.1}, "spread is -0.1"),
        (Loop(), {"threads": 0}, "threads is 0"),
        ([], {}, "no loops to draw from"),
        ([1, 2], {}, "no loops to draw from"),
        (Fitted(), {}, "no loops to draw from"),
        (Linear(), {}, "a linear fit does not know"),
        (Unsettled(Loop()), {}, "did not settle"),
        (Loop(), {"days": 28}, "starts on day 30, after the horizon"),
    ],
)
def test_where_there_can_be_no_answer_it_says_why(source, arguments, words):
    with pytest.raises(InputError, match=words) as told:
        what_if(source, Plan.of("softening", start=30), **arguments)
    assert told.value.where
    assert told.value.remedy


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"by": "love"}, "'love' is not measured"),
        ({"partners": ("3",)}, "'3' is no partner"),
        ({"partners": ("1",), "among": ("weekly_date",)}, "none of these levers"),
        ({"among": ("magic",)}, "'magic' is no lever"),
    ],
)
def test_which_first_says_what_it_cannot_compare(arguments, words):
    with pytest.raises(InputError, match=words):
        which_first(Loop(), **arguments)


def test_it_is_there_under_its_name():
    assert pasdedeux.what_if is what_if
    assert pasdedeux.Plan is Plan
    assert pasdedeux.Lever.__name__ == "Lever"

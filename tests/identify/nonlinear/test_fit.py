"""A record in, a nonlinear loop out: with what the record tells, and what it does not."""

import json
from dataclasses import replace

import numpy as np
import pytest

from pasdedeux.change import Plan, what_if
from pasdedeux.errors import InputError
from pasdedeux.estimates import Interval
from pasdedeux.identify.nonlinear import fit_nonlinear, prefer
from pasdedeux.identify.nonlinear.fit import edge_of
from pasdedeux.identify.nonlinear.observation import diary_of
from pasdedeux.identify.nonlinear.parameters import score_priors, space_of
from pasdedeux.identify.nonlinear.posterior import draw, find_mode
from pasdedeux.identify.nonlinear.preference import _rule
from pasdedeux.loop import Loop
from pasdedeux.people import Couple, Person
from pasdedeux.simulate.diary import simulate_diary

MOVES = ("pursuit", "withdrawal")


@pytest.fixture(scope="session")
def diary_in_both_wells():
    loop = Loop.of_attachment((1.2, -0.3), (-0.3, 1.2))
    return simulate_diary(loop, np.arange(60.0), roles=MOVES, seed=5, missing=0.1)


@pytest.fixture(scope="session")
def nonlinear_fit(diary_in_both_wells):
    return fit_nonlinear(diary_in_both_wells, draws=60, seed=3)


def with_record(records, **changes):
    return replace(records, records=(replace(records[0], **changes),))


def test_gain_and_resilience_are_told_together(nonlinear_fit):
    truth = Loop.of_attachment((1.2, -0.3), (-0.3, 1.2))
    edge = nonlinear_fit.edge_
    assert edge.loop_gain.low <= truth.loop_gain() <= edge.loop_gain.high
    assert edge.bad_days.low <= 1.5 * truth.resilience().bad_days
    assert edge.p_calm_lost.value < 0.2
    assert "gain" in str(edge)
    assert "tips" in str(edge)
    assert "kippt" in nonlinear_fit.summary("de")


def test_a_trap_is_told_where_it_was_seen_and_not_where_it_was_not(nonlinear_fit):
    calm = simulate_diary(Loop.preset("secure-secure"), np.arange(40.0), roles=MOVES, seed=2)
    found = fit_nonlinear(calm, draws=40)
    assert nonlinear_fit.edge_.p_trap.value > 0.8
    assert found.edge_.p_trap.value < 0.5
    assert nonlinear_fit.in_cycle_ > 0.3 > found.in_cycle_


def test_quiet_days_leave_a_trap_open():
    """A couple whom a day six times as bad as the worst in ten would tip, and 45 days without such a day."""
    loop = Loop.of_attachment((0.7, -0.3), (-0.3, 0.7))
    assert 5.0 < loop.resilience().bad_days < 7.0
    roles = ("arousal", *MOVES, "closeness")
    quiet = simulate_diary(loop, np.arange(45.0), roles=roles, seed=2, stress=True)
    found = fit_nonlinear(quiet, draws=40, seed=2)
    edge = found.edge_
    assert found.in_cycle_ < 0.15
    assert edge.left_open
    assert edge.p_trap.value > 0.0
    assert edge.p_trap.error > 0.0
    assert edge.bad_days is None or np.isfinite(edge.bad_days.high)
    assert "left open" in str(edge)
    assert "bleibt offen" in found.summary("de")


def test_a_trap_is_told_or_left_open_never_denied():
    trapped, free = Loop.of_attachment((1.0, -0.3), (-0.3, 1.0)), Loop()
    told, mixed, denied = (edge_of([trapped] * n + [free] * (40 - n)) for n in (40, 20, 0))
    assert not told.left_open
    assert told.bad_days.estimate == pytest.approx(trapped.resilience().bad_days)
    assert mixed.left_open
    assert mixed.bad_days == told.bad_days  # its size is that of those who have one
    assert denied.left_open
    assert 0.0 < denied.p_trap.value < 0.05
    assert denied.bad_days is None


def test_the_record_narrows_something_and_says_what_it_does_not(nonlinear_fit):
    left = nonlinear_fit.sd_ratio_
    assert left["error_pursuit_1"] < 0.5  # answers tell their own error
    assert min(left["anxiety_1"], left["own_reach_1"]) < 0.85  # one reached, the other guarded ...
    assert min(left["avoidance_2"], left["own_guard_2"]) < 0.85
    assert left["own_guard_1"] > 0.7  # ... and of the other way round hardly anything was seen
    assert left["own_reach_2"] > 0.7
    values = nonlinear_fit.information_
    assert (values >= 0).all()
    assert values[0] > 50 * np.median(values)
    assert "little more than was likely beforehand" in nonlinear_fit.summary()


def test_loops_are_loops_for_a_what_if(nonlinear_fit):
    loops = nonlinear_fit.loops(12)
    assert len(loops) == 12
    assert all(isinstance(loop, Loop) for loop in loops)
    assert len({loop.sides[0].reach for loop in loops}) > 6
    assert len(nonlinear_fit.loops(10_000)) == 60
    with pytest.raises(InputError, match="at least 1"):
        nonlinear_fit.loops(0)


def test_a_what_if_takes_the_fit(nonlinear_fit):
    answer = what_if(nonlinear_fit, Plan.of("softening"), draws=20, days=30)
    assert answer.rests_on == "fit"


def test_results_are_plain_numbers(nonlinear_fit):
    text = json.dumps(nonlinear_fit.to_dict(), allow_nan=False)
    assert (json.loads(text)["schema"], json.loads(text)["interval"]) == ("pasdedeux.fit/1", 0.9)
    assert json.loads(text)["roles"] == list(MOVES)
    names = {warning.name for warning in nonlinear_fit.warnings_}
    assert nonlinear_fit.converged_ == (
        not names & {"nonlinear.warning.not-mixed", "nonlinear.warning.not-reached"}
    )


def test_same_seed_same_result(diary_in_both_wells):
    short = diary_in_both_wells[0]
    records = with_record(
        diary_in_both_wells, time=short.time[:12], values=short.values[:12], inputs=short.inputs[:12],
        weekday=short.weekday[:12],
    )  # fmt: skip
    one, two = (fit_nonlinear(records, draws=20, seed=9) for _ in range(2))
    assert one.to_dict() == two.to_dict()


def test_partners_swapped_swaps_their_numbers():
    """The same equations for both: who stands first decides nothing."""
    loop = Loop.of_attachment((1.2, -0.3), (-0.3, 1.2))
    records = simulate_diary(loop, np.arange(40.0), roles=MOVES, seed=5)
    swapped = with_record(records, values=records[0].values[:, ::-1])
    peaks = []
    for one in (records, swapped):
        space = space_of(diary_of(one, MOVES), {})
        peaks.append((space, find_mode(space, np.zeros(space.k))))
    (space, first), (_, second) = peaks
    assert first.value == pytest.approx(second.value, abs=0.3)
    told = first.z[space.at("anxiety_1")], second.z[space.at("anxiety_2")]
    assert told[0] == pytest.approx(told[1], abs=0.2)


def test_an_empty_record_gives_the_prior_back(diary_in_both_wells):
    """Nothing seen, nothing learned: draws have the prior's mean 0 and spread 1."""
    three = diary_of(diary_in_both_wells, MOVES).head(3)
    few = replace(three, seen=np.zeros_like(three.seen))
    found = draw(space_of(few, {}), np.random.default_rng(1), 400)
    assert found.converged
    assert np.abs(found.z.mean(axis=0)).max() < 0.25
    assert np.abs(found.z.std(axis=0) - 1.0).max() < 0.25


def test_questionnaires_say_beforehand_what_is_likely():
    couple = Couple("1", (Person("A", {"anxiety": 5.7, "avoidance": 2.9}), Person("B")))
    priors = score_priors(couple, "ecr")
    assert set(priors) == {"anxiety_1", "avoidance_1"}
    assert priors["anxiety_1"][0] > 1.0
    assert abs(priors["avoidance_1"][0]) < 1e-9
    assert all(0.0 < sd < 1.0 for _, sd in priors.values())
    records = simulate_diary(
        Loop(), np.arange(12.0), roles=MOVES, seed=1, traits=({"anxiety": 5.7}, {"avoidance": 4.0})
    )
    known, unknown = (fit_nonlinear(records, questionnaire=form, draws=20) for form in ("ecr", None))
    assert known.scores_ == ("anxiety_1", "avoidance_2")
    assert unknown.scores_ == ()
    assert known.estimates_["anxiety_1"].estimate > unknown.estimates_["anxiety_1"].estimate


def test_the_simpler_loop_stays_unless_the_larger_wins_clearly(diary_in_both_wells):
    found = prefer(diary_in_both_wells, draws=24, seed=1)
    assert found.forecasts > 20
    assert set(found.rmse) == {"linear", "nonlinear"}
    wins = found.saved.low > 0 and found.log_score.low > 0
    assert found.preferred == "linear" or wins


@pytest.mark.parametrize(
    ("saved", "log_score", "settled", "weeks", "preferred"),
    [
        (0.1, 0.1, True, 6, "nonlinear"),
        (-0.1, 0.1, True, 6, "linear"),
        (0.1, -0.1, True, 6, "linear"),
        (0.1, 0.1, False, 6, "linear"),
        (0.1, 0.1, True, 2, "linear"),
        (0.01, 0.1, True, 6, "linear"),  # above nought by a hair, from six weeks
    ],
)
def test_the_rule(saved, log_score, settled, weeks, preferred):
    def around(low):
        return Interval(low + 0.1, low, low + 0.2, low + 0.05, low + 0.15)

    assert _rule(around(saved), around(log_score), settled=settled, weeks=weeks)[0] == preferred


def test_answers_at_the_end_of_a_scale_do_not_shrink_it():
    """Errors cut off at the ends are seen for what they are: a pile there, not small errors."""
    records = simulate_diary(Loop.preset("secure-secure"), np.arange(60.0), roles=MOVES, seed=4)
    assert (records[0].values == 0.0).mean() > 0.2
    space = space_of(diary_of(records, MOVES), {})
    at = [n for n, name in enumerate(space.names) if name.startswith("error")]
    errors = space.natural(find_mode(space, np.zeros(space.k)).z[None])[0, at]
    assert np.abs(errors / 0.8 - 1.0).max() < 0.35


def test_flat_and_one_sided_reporters_do_no_harm():
    """Someone who always gives the same answer, and someone who never answered."""
    records = simulate_diary(Loop(), np.arange(15.0), roles=MOVES, seed=1, step=1.0)
    values = records[0].values.copy()
    values[:, 0] = 0.0
    values[:, 1, 1] = np.nan
    found = fit_nonlinear(with_record(records, values=values), draws=20)
    json.dumps(found.to_dict(), allow_nan=False)
    assert "scale_withdrawal_2" not in found.estimates_
    alone = values.copy()
    alone[:, 0] = np.nan
    alone[:, 1, 1] = 1.0
    json.dumps(
        fit_nonlinear(with_record(records, values=alone), draws=20, roles=MOVES).to_dict(), allow_nan=False
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"roles": ("pursuit", "mood")}, "cannot use “mood”"),
        ({"draws": 3}, "draws is 3"),
        ({"questionnaire": "ecr-12"}, "no norm is known"),
        ({"questionnaire": "ecr-s"}, "goes from 1 to 7"),
    ],
)
def test_bad_arguments_are_named(change, words):
    scores = ({"anxiety": 4.0 if change.get("questionnaire") == "ecr-12" else 22.0}, {})
    records = simulate_diary(Loop(), np.arange(20.0), roles=MOVES, traits=scores)
    with pytest.raises(InputError, match=words):
        fit_nonlinear(records, **change)


def test_bad_records_are_named():
    records = simulate_diary(Loop(), np.arange(20.0), roles=MOVES)
    record = records[0]
    twice = replace(records, records=(record, replace(record, couple=Couple("2", record.couple.partners))))
    with pytest.raises(InputError, match="one at a time"):
        fit_nonlinear(twice)
    empty = with_record(records, values=np.full_like(record.values, np.nan))
    with pytest.raises(InputError, match="gave 0 answers"):
        fit_nonlinear(empty)
    other = replace(
        records,
        records=(replace(record, roles=("fun", "food")),),
        scales={"fun": records.scales["pursuit"], "food": records.scales["pursuit"]},
    )
    with pytest.raises(InputError, match="no state for fun and food"):
        fit_nonlinear(other)


def test_names_and_order_change_no_number():
    """Renamed, partners swapped, columns the other way round: the same numbers, each with its own partner."""
    scores = ({"anxiety": 5.0, "avoidance": 2.0}, {"anxiety": 2.5})
    records = simulate_diary(Loop(), np.arange(15.0), roles=MOVES, seed=5, missing=0.2, traits=scores)
    record = records[0]
    one, two = record.couple.partners
    renamed = Couple("another", (replace(two, label="zoe"), replace(one, label="abe")))
    swapped = with_record(
        records,
        couple=renamed,
        roles=MOVES[::-1],
        values=np.ascontiguousarray(record.values[:, ::-1, ::-1]),
        inputs=np.ascontiguousarray(record.inputs[:, ::-1]),
    )
    here, there = (fit_nonlinear(each, draws=20, seed=2) for each in (records, swapped))
    assert there.edge_ == here.edge_
    assert there.in_cycle_ == here.in_cycle_
    turned = {"1": "2", "2": "1"}
    for name, value in here.estimates_.items():
        other = name[:-1] + turned.get(name[-1], name[-1])
        assert there.estimates_[other] == value
        assert there.sd_ratio_[other] == here.sd_ratio_[name]
    for mine, theirs in zip(here.loops(5), there.loops(5), strict=True):
        assert (theirs.sides, theirs.between) == (mine.sides[::-1], mine.between)
    first, second = (prefer(each, draws=20, seed=2) for each in (records, swapped))
    assert first == second

"""Formation of attachment, and phases of a course."""

from itertools import pairwise

import numpy as np
import pytest

from pasdedeux.errors import InputError
from pasdedeux.loop import Loop
from pasdedeux.loop.resilience import attractors
from pasdedeux.simulate import Change, Event, Schedule, simulate
from pasdedeux.simulate.formation import CARRIED, Caregiving, adult_attachment, learned_from
from pasdedeux.simulate.phases import course, outcome

QUIET = {"own_mood": 0.0, "shared_mood": 0.0, "stress_rate": 0.0}


def adults(care, **changes):
    return adult_attachment(learned_from(care, 3000, seed=1), seed=2, **changes).mean(axis=1)


def test_fickle_care_raises_anxiety_and_absent_or_intrusive_care_avoidance():
    steady = adults(Caregiving(0.85, 0.0, 0.1))
    fickle = adults(Caregiving(0.5, 1.0, 0.1))
    absent = adults(Caregiving(0.1, 0.0, 0.1))
    intrusive = adults(Caregiving(0.85, 0.0, 0.6))
    assert fickle[0] > steady[0] + 0.1
    assert absent[1] > steady[1] + 0.1
    assert intrusive[1] > steady[1] + 0.1
    assert absent[0] < steady[0] + 0.05
    # Ablation: with nothing carried on, care leaves no trace.
    assert (
        np.abs(adults(Caregiving(0.5, 1.0, 0.1), carried=0.0) - adults(Caregiving(), carried=0.0)).max()
        < 1e-12
    )


def test_the_effect_is_small_over_a_population_of_caregivers():
    rng = np.random.default_rng(0)
    cares = [Caregiving(*np.clip(rng.normal([0.7, 0.3, 0.18], [0.2, 0.2, 0.14]), 0, 1)) for _ in range(60)]
    learned = np.concatenate(
        [learned_from(care, 50, seed=k, days=100) for k, care in enumerate(cares)], axis=1
    )
    adult = adult_attachment(learned, seed=3)
    assert 0.02 < np.corrcoef(learned[1], adult[0])[0, 1] < CARRIED + 0.06
    assert -CARRIED - 0.06 < np.corrcoef(learned[0], adult[1])[0, 1] < -0.02


def test_phases_follow_from_the_run():
    loop = Loop.of_attachment((1.2, -0.3), (-0.3, 1.2)).changed(**QUIET)
    trap = attractors(loop.theta())[0][-1]
    plan = Schedule((Change("reach", "1", 60, 100, factor=0.0),), (Event(10.0, 3.0),))
    phases = course(simulate(loop, 150, schedule=plan))
    names = [phase.name for phase in phases]
    assert names[0] == "ease"
    assert {"conflict", "crisis"} & set(names)
    assert "making up" in names
    assert phases[0].start == 0
    assert all(a.stop == b.start for a, b in pairwise(phases))
    assert outcome(simulate(loop, 60, start=trap)) in {"crisis", "conflict"}
    assert outcome(simulate(Loop.preset("secure-secure"), 60, seed=1)) == "ease"


def test_new_couples_begin_with_attraction():
    loop = Loop.preset("secure-secure").changed(**QUIET)
    start = loop.calm()
    start[10] = 0.05
    phases = course(simulate(loop, 60, start=start))
    assert [phase.name for phase in phases] == ["attraction", "dating", "ease"]
    start[10] = 0.4
    assert [phase.name for phase in course(simulate(loop, 60, start=start))] == ["dating", "ease"]


def test_a_couple_who_lose_each_other_break_up_and_make_up():
    loop = Loop.preset("secure-secure").changed(**QUIET)
    plan = Schedule((Change.to(1.0, "apart", start=20, stop=70),))
    names = [phase.name for phase in course(simulate(loop, 120, schedule=plan))]
    assert names == ["ease", "break-up", "making up", "ease"]
    assert [phase.name for phase in course(simulate(loop, 120))] == ["ease"]  # ablation: never apart


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Caregiving(responsiveness=1.2), "responsiveness"),
        (lambda: learned_from(Caregiving(), 0), "children"),
        (lambda: adult_attachment(np.zeros((3, 2)), carried=-0.1), "carried"),
        (lambda: course(simulate(Loop(), 0.5)), "one day"),
    ],
)
def test_bad_input_is_refused_by_name(make, says):
    with pytest.raises(InputError, match=says):
        make()

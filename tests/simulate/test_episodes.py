"""Simulated tellings: what was, who tells it how, and which occasions are written down."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pasdedeux import InputError
from pasdedeux.identify.episodes import turns_of
from pasdedeux.records import Ending, Kind, Lasting
from pasdedeux.simulate import DANCES, TELLERS, Dance, Teller, lasting, simulate_episodes
from pasdedeux.simulate.episodes import LONGEST, SHORT


def told(episodes):
    return [[turns_of(one, episodes.couple) for one in each.tellings] for each in episodes]


@pytest.mark.parametrize("kind", DANCES)
def test_each_kind_of_couple_answers_with_chances(kind):
    dance = Dance.of(kind)
    assert dance.answers.shape == (2, 3, 4)
    assert np.allclose(dance.answers.sum(-1), 1.0)
    assert np.isclose(dance.opening.sum(), 1.0)
    assert (dance.mirrored().mirrored().answers == dance.answers).all()


@given(st.sampled_from(DANCES), st.integers(0, 10**6))
def test_true_turns_alternate_and_end(kind, seed):
    turns = Dance.of(kind).turns(np.random.default_rng(seed))
    assert 1 <= len(turns) <= LONGEST
    assert all(a[0] != b[0] for a, b in itertools.pairwise(turns))


@given(st.sampled_from(list(TELLERS)), st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_told_turns_alternate_whoever_tells_them(tellers, seed):
    episodes = simulate_episodes(Dance.of("ordinary"), 4, seed=seed, tellers=tellers, gaps_shared=0.3)
    assert len(episodes) == 4
    for accounts in told(episodes):
        for turns in accounts:
            assert turns
            assert all(a.who != b.who for a, b in itertools.pairwise(turns))


def test_exact_tellers_agree_and_tell_the_same_couple_that_others_do():
    exact = simulate_episodes(Dance.of("polarised"), 20, seed=3, tellers="exact")
    usual = simulate_episodes(Dance.of("polarised"), 20, seed=3)
    assert all(first == second for first, second in told(exact))
    assert exact[0].day == usual[0].day
    assert sum(map(len, (t for pair in told(usual) for t in pair))) < sum(
        map(len, (t for pair in told(exact) for t in pair))
    )


def test_frequencies_are_those_of_the_dance():
    dance = Dance.of("both press")
    rng = np.random.default_rng(1)
    counts = np.zeros((2, 3, 4))
    for _ in range(3000):
        turns = dance.turns(rng)
        for (who, what), (_, answer) in itertools.pairwise(turns):
            counts[1 - who, what, answer] += 1
        counts[1 - turns[-1][0], turns[-1][1], 3] += 1
    total = counts.sum(-1, keepdims=True)
    error = np.sqrt(dance.answers * (1 - dance.answers) / total)
    assert np.abs((counts / total - dance.answers) / error).max() < 4.0


def test_small_occasions_can_stay_unwritten_and_are_asked_for():
    episodes = simulate_episodes(Dance.of("soft"), 40, seed=1, written_down=(0.0, 1.0), tellers="exact")
    assert all(len(turns) >= SHORT for pair in told(episodes) for turns in pair)
    assert episodes.small_recorded == (5, 0)
    everything = simulate_episodes(Dance.of("soft"), 40, seed=1, tellers="exact")
    assert everything.small_recorded == (5, 5)
    kinds = {len(told(everything)[n][0]) < SHORT: one.tellings[0].kind for n, one in enumerate(everything)}
    assert kinds == {True: Kind.NEAR_MISS, False: Kind.EPISODE}
    assert simulate_episodes(Dance.of("soft"), 3, seed=1, small_asked=0).small_recorded is None


def test_roles_go_with_the_issue_where_they_should():
    episodes = simulate_episodes(
        Dance.of("polarised", opens=1.0), 30, seed=1, tellers="exact", roles_by_issue=True
    )
    raised = [one.tellings[0].raised_by_me for one in episodes]
    assert [pair[0][0].who == 0 for pair in told(episodes)] == raised
    assert 5 < sum(raised) < 25


def test_some_episodes_are_told_by_one_alone_and_some_are_still_open():
    episodes = simulate_episodes(Dance.of("ordinary"), 60, seed=1, alone=0.5, still_open=0.5)
    assert 15 < sum(len(one.tellings) == 1 for one in episodes) < 45
    still = [one.ending is Ending.STILL_OPEN for each in episodes for one in each.tellings]
    assert 0.3 < np.mean(still) < 0.7


@pytest.mark.parametrize("answer", Lasting)
def test_a_duration_is_told_as_the_answer_that_holds_it(answer):
    assert lasting(np.mean([answer.hours[0], min(answer.hours[1], 100.0)])) is answer


@pytest.mark.parametrize(
    "make",
    [
        lambda: Dance.of("perfect"),
        lambda: Dance.of("soft", opens=2.0),
        lambda: simulate_episodes(Dance.of("soft"), 3, seed=1, tellers="nobody"),
        lambda: simulate_episodes(Dance.of("soft"), 3, seed=1, written_down=(0.0, 0.0)),
        lambda: simulate_episodes(Dance.of("soft"), -1, seed=1),
    ],
)
def test_what_cannot_be_simulated_is_refused(make):
    with pytest.raises(InputError):
        make()


def test_a_teller_of_ones_own():
    silent = Teller.of(1.0)
    episodes = simulate_episodes(Dance.of("soft"), 3, seed=1, tellers=(silent, Teller.of()))
    assert all(one.by("A") is None for one in episodes)

"""What a couple told, fitted."""

import dataclasses
import itertools

import numpy as np
import pytest

from pasdedeux import InputError
from pasdedeux.identify import fit_episodes
from pasdedeux.identify.episodes import Shape, further_turns_of, return_of, turns_of
from pasdedeux.people import Couple, Person
from pasdedeux.records import Episode, Episodes, Kind, Move
from pasdedeux.simulate import Dance, simulate_episodes


@pytest.fixture(scope="module")
def polarised():
    return fit_episodes(simulate_episodes(Dance.of("polarised"), 15, seed=8))


def test_a_polarised_couple_is_found(polarised):
    truth = Dance.of("polarised").answers
    assert polarised.return_.low < return_of(truth) < polarised.return_.high
    assert polarised.further_turns_.low < further_turns_of(truth) < polarised.further_turns_.high
    assert polarised.shape_ is Shape.REACH_AND_AWAY
    assert polarised.reaching_ == 0
    assert polarised.shape_probability_.above(0.9)
    assert 0.0 < polarised.prior_weight_ < 0.3
    assert polarised.answers.counts.sum() > 30
    assert np.allclose(polarised.answers.draws.sum(-1), 1.0)


def exchanged(episodes):
    """The same tellings, with the couple's order the other way round."""
    couple = Couple(episodes.couple.id, episodes.couple.partners[::-1])
    return dataclasses.replace(episodes, couple=couple)


def renamed(episodes):
    """The same tellings under other names and ids."""
    new = {"A": Person("Xenia", id="x-1"), "B": Person("Yuri", id="y-1")}
    couple = Couple("theirs", (new["A"], new["B"]))
    told = tuple(
        Episode(
            f"e{len(episodes) - n}",
            tuple(dataclasses.replace(one, person=new[one.person].id) for one in each.tellings[::-1]),
        )
        for n, each in enumerate(episodes)
    )
    return dataclasses.replace(episodes, couple=couple, episodes=told)


def test_exchanging_the_two_people_mirrors_everything(polarised):
    mirrored = fit_episodes(exchanged(polarised.episodes))
    assert (mirrored.answers.draws == polarised.answers.draws[:, ::-1]).all()
    assert (mirrored.answers.counts == polarised.answers.counts[::-1]).all()
    assert mirrored.return_.estimate == pytest.approx(polarised.return_.estimate, abs=1e-12)
    assert (mirrored.shape_, mirrored.reaching_) == (Shape.REACH_AND_AWAY, 1)
    for episode, found in polarised.sequences_.items():
        other = mirrored.sequences_[episode]
        assert other.turns == tuple((1 - turn.who, turn.response) for turn in found.turns)
        assert other.told == tuple(told[::-1] for told in found.told)


def test_names_ids_and_order_change_no_number(polarised):
    again = fit_episodes(renamed(polarised.episodes))
    assert (again.answers.draws == polarised.answers.draws).all()
    backwards = dataclasses.replace(
        polarised.episodes, episodes=tuple(_same_day(each) for each in polarised.episodes[::-1])
    )
    assert (fit_episodes(backwards).answers.draws == polarised.answers.draws).all()
    assert fit_episodes(backwards).sequences_["3"] == polarised.sequences_["3"]


def _same_day(episode):
    day = episode.tellings[0].day.replace(month=1, day=1)
    return Episode(episode.id, tuple(dataclasses.replace(one, day=day) for one in episode.tellings))


def test_a_seed_gives_the_same_draws_and_another_one_others(polarised):
    episodes = polarised.episodes
    assert (fit_episodes(episodes).answers.draws == polarised.answers.draws).all()
    other = fit_episodes(episodes, seed=1)
    assert (other.answers.draws != polarised.answers.draws).any()
    assert other.return_.estimate == pytest.approx(polarised.return_.estimate, abs=0.05)


def test_the_likely_sequences_alternate_and_hold_what_they_should(polarised):
    for found in polarised.sequences_.values():
        assert not found.one_account
        assert found.turns == found.likely[0]
        assert len(found.told) == len(found.turns)
        for turns in found.likely:
            assert all(a.who != b.who for a, b in itertools.pairwise(turns))
        if len(found.likely) > 1:
            assert found.probability < 0.8


def test_one_telling_is_never_what_happened():
    episodes = simulate_episodes(Dance.of("ordinary"), 8, seed=1, alone=1.0)
    found = fit_episodes(episodes)
    for episode in episodes:
        one = found.sequences_[episode.id]
        assert one.one_account
        assert one.probability is None
        assert one.likely == ()
        assert one.turns == turns_of(episode.tellings[0], episodes.couple)
    both = fit_episodes(simulate_episodes(Dance.of("ordinary"), 8, seed=1))
    assert found.return_.high - found.return_.low > 0.9 * (both.return_.high - both.return_.low)


def test_what_has_no_turns_and_good_turns_are_not_counted(polarised):
    silent = Episode(
        "silent", tuple(dataclasses.replace(t, moves=()) for t in polarised.episodes[0].tellings)
    )
    good = Episode(
        "good", tuple(dataclasses.replace(t, kind=Kind.GOOD_TURN) for t in polarised.episodes[1].tellings)
    )
    more = Episodes(polarised.couple, (*polarised.episodes, silent, good), polarised.episodes.small_recorded)
    found = fit_episodes(more)
    assert found.counted == polarised.counted == 15
    assert (found.answers.draws == polarised.answers.draws).all()
    assert not {"silent", "good"} & set(found.sequences_)


def test_nothing_told_leaves_what_is_usual():
    couple = Couple("new", (Person("A"), Person("B")))
    found = fit_episodes(Episodes(couple, ()))
    assert found.prior_weight_ > 0.9
    assert found.shape_ is None
    assert found.reaching_ is None
    assert found.return_.low < return_of(Dance.of("ordinary").answers) < found.return_.high


def test_small_ones_that_stay_untold_are_reckoned_with():
    told = {"seed": 3, "tellers": "exact", "written_down": (0.0, 1.0)}
    asked = simulate_episodes(Dance.of("soft"), 25, **told)
    everything = dataclasses.replace(asked, small_recorded=(1000, 1000))
    assert fit_episodes(asked).return_.estimate < fit_episodes(everything).return_.estimate - 0.02
    assert fit_episodes(asked).answers.small_told.mean() < 0.4


def test_a_telling_that_goes_on_for_ever_is_refused():
    episodes = simulate_episodes(Dance.of("soft"), 1, seed=1)
    moves = tuple(Move("asks-again", mine=bool(n % 2)) for n in range(101))
    telling = dataclasses.replace(episodes[0].tellings[0], moves=moves)
    with pytest.raises(InputError, match="101 turns"):
        fit_episodes(dataclasses.replace(episodes, episodes=(Episode("1", (telling,)),)))


def test_a_wrong_argument_is_named():
    with pytest.raises(InputError, match="episodes"):
        fit_episodes(3)
    with pytest.raises(InputError, match="seed"):
        fit_episodes(Episodes(Couple("c", (Person("A"), Person("B"))), ()), seed=-1)

"""Coded talks: what was put in comes out, in every form."""

import numpy as np
import pytest

from pasdedeux.errors import InputError
from pasdedeux.simulate import TalkPopulation, example_talks, simulate_talks

ALIKE = TalkPopulation(
    level=(-1.0, 0.5), own=(0.8, 0.0), partner=(1.5, -0.7), spread=(0.0, 0.0, 0.0), interaction=(0.0, 0.4)
)


def share_after(talk, who, own, other):
    """Share of this partner's codes that are the response, after these two."""
    shown = talk.code > 0
    last, found = [None, None], []
    for start in np.unique(talk.start):
        now = np.flatnonzero(talk.start == start)
        found += [shown[e] for e in now if talk.who[e] == who and last[who] is own and last[1 - who] is other]
        for e in now:
            last[talk.who[e]] = bool(shown[e])
    return np.mean(found), len(found)


@pytest.mark.parametrize("form", ["intervals", "turns", "events"])
@pytest.mark.parametrize("who", [0, 1])
@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("other", [False, True])
def test_responses_follow_their_chances(form, who, own, other):
    (talk,) = simulate_talks(1, 6000, seed=3, population=ALIKE, form=form)
    share, count = share_after(talk, who, own, other)
    logit = ALIKE.level[who] + ALIKE.own[who] * own + ALIKE.partner[who] * other
    logit += ALIKE.interaction[who] * own * other
    chance = 1 / (1 + np.exp(-logit))
    assert abs(share - chance) < 4 * np.sqrt(chance * (1 - chance) / count)


def test_intervals_code_both_and_turns_alternate():
    (talk,) = simulate_talks(1, 5, seed=1)
    assert talk.grid.shape == (5, 2)
    assert (talk.grid >= 0).all()
    (talk,) = simulate_talks(1, 5, seed=1, form="turns")
    assert (np.diff(talk.who) != 0).all()
    (talk,) = simulate_talks(1, 5, seed=1, form="events")
    assert (np.diff(talk.start) > 0).all()


def test_effects_have_their_means_spreads_and_moderators():
    people = TalkPopulation(alike=0.5, moderators={"avoidance": (0.0, 0.3)})
    effects, traits = people.effects(20_000, seed=1), people.traits(20_000, seed=1)
    assert np.allclose(effects.mean(axis=0), [[-1, 1, 1], [-1, 1, 1]], atol=0.02)
    assert np.allclose(effects[..., 1].std(), 0.5, atol=0.01)
    assert np.isclose(np.corrcoef(effects[:, 0, 1], effects[:, 1, 1])[0, 1], 0.5, atol=0.02)
    assert np.isclose(np.polyfit(traits[:, 0, 0], effects[:, 0, 2], 1)[0], 0.3, atol=0.02)


def test_a_trend_moves_the_level():
    people = TalkPopulation(trend=(3.0, 0.0), spread=(0.0, 0.0, 0.0), own=(0, 0), partner=(0, 0))
    (talk,) = simulate_talks(1, 4000, seed=1, population=people)
    early, late = talk.grid[:400, 0].mean(), talk.grid[-400:, 0].mean()
    assert late - early > 0.4


def test_the_example_tells_its_moderators_and_what_is_missing():
    talks = example_talks()
    assert set(talks[0].couple.partners[0].traits) == {"anxiety", "avoidance"}
    assert 0 < np.mean([(talk.code < 0).mean() for talk in talks]) < 0.05
    assert set(talks[0].code[talks[0].who == 0]) <= {-1, 0, 1}
    assert set(talks[0].code[talks[0].who == 1]) <= {-1, 0, 2}


def test_the_same_seed_gives_the_same_talks():
    one, two = (simulate_talks(3, 30, seed=5, form="events") for _ in range(2))
    assert all((a.code == b.code).all() and (a.start == b.start).all() for a, b in zip(one, two, strict=True))


def test_a_form_that_is_not_known_is_told():
    with pytest.raises(InputError, match="no form of a coded talk"):
        simulate_talks(3, 30, seed=5, form="minutes")

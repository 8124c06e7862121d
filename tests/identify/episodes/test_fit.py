"""What a couple told, fitted."""

import numpy as np
import pytest

from pasdedeux.identify import fit_episodes
from pasdedeux.identify.episodes import Shape, further_turns_of, return_of
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

"""Return, further turns and shape as functions of what is answered with what, and the prior of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pasdedeux.identify.episodes import Response, Shape, Turn, further_turns_of, return_of
from pasdedeux.identify.episodes.answers import HOT
from pasdedeux.identify.episodes.prior import answers_of, draw_answers, prior
from pasdedeux.identify.episodes.shape import CANDIDATES, name_shape, shapes_of
from pasdedeux.identify.episodes.tellers import true_turns
from pasdedeux.simulate import DANCES, Dance

LOGITS = arrays(np.float64, 18, elements=st.floats(-6.0, 6.0))
SHAPES = {
    "ordinary": None,
    "polarised": (Shape.REACH_AND_AWAY, 0),
    "soft": (Shape.SOFT, None),
    "very soft": (Shape.SOFT, None),
    "both press": (Shape.BOTH_PRESS, None),
    "both away": (Shape.BOTH_AWAY, None),
}
RETURNS = {"ordinary": 0.395, "polarised": 0.564, "soft": 0.127, "very soft": 0.07, "both press": 0.51}


@given(LOGITS)
def test_return_and_further_turns_hang_on_no_order_of_the_two(logits):
    answers = answers_of(logits)
    assert 0.0 <= return_of(answers) < 1.0
    assert further_turns_of(answers) >= 0.0
    assert np.isclose(return_of(answers), return_of(answers[::-1]))
    assert np.isclose(further_turns_of(answers), further_turns_of(answers[::-1]))


@given(LOGITS)
def test_return_is_the_spectral_radius_of_a_full_turn(logits):
    answers = answers_of(logits)
    turn = answers[0, :HOT, :HOT] @ answers[1, :HOT, :HOT]
    assert np.isclose(return_of(answers), np.abs(np.linalg.eigvals(turn)).max())


@given(LOGITS, st.integers(0, 1), st.integers(0, 2), st.integers(0, 1), st.floats(0.0, 1.0))
def test_answering_softly_instead_of_hotly_never_raises_the_return(logits, who, turn, hot, share):
    answers = answers_of(logits)
    softer = answers.copy()
    softer[who, turn, hot] *= 1.0 - share
    softer[who, turn, Response.SOFT] += answers[who, turn, hot] - softer[who, turn, hot]
    assert return_of(softer) <= return_of(answers) + 1e-12
    assert further_turns_of(softer) <= further_turns_of(answers) + 1e-9


@pytest.mark.parametrize(("kind", "value"), RETURNS.items())
def test_returns_of_the_known_kinds(kind, value):
    assert return_of(Dance.of(kind).answers) == pytest.approx(value, abs=0.006)


@pytest.mark.parametrize("kind", SHAPES)
def test_each_kind_has_its_shape_and_its_mirror_image_the_mirrored_one(kind):
    dance = Dance.of(kind)
    for who, each in ((0, dance), (1, dance.mirrored())):
        has = [CANDIDATES[k] for k in np.flatnonzero(shapes_of(each.answers))]
        wanted = SHAPES[kind]
        if wanted and wanted[1] is not None:
            wanted = (wanted[0], who)
        assert has == ([wanted] if wanted else [])


@given(LOGITS)
def test_shapes_exclude_each_other(logits):
    assert shapes_of(answers_of(logits)).sum() <= 1


def test_draws_that_all_agree_are_no_certainty():
    _, probability = name_shape(np.tile(Dance.of("soft").answers, (200, 1, 1, 1)), 100)
    assert probability.value == 1.0
    assert 0.0 < probability.error < 0.05


def test_the_prior_favours_no_person():
    mean, covariance = prior()
    other = np.roll(np.arange(18), 9)
    assert (mean == mean[other]).all()
    assert np.allclose(covariance, covariance[np.ix_(other, other)])
    assert np.linalg.eigvalsh(covariance).min() > 0.05


def test_without_episodes_the_answer_is_what_is_usual():
    found = true_turns([]).answers
    usual = draw_answers(4000, np.random.default_rng(1))
    levels = (0.1, 0.25, 0.5, 0.75, 0.9)
    away = np.abs(np.quantile(found.return_draws, levels) - np.quantile(return_of(usual), levels))
    assert away.max() < 0.04
    assert found.prior_weight == pytest.approx(1.0, abs=0.1)
    assert not found.counts.any()


def test_known_turns_are_counted_as_they_are():
    press, away = Turn(0, Response.PRESS), Turn(1, Response.AWAY)
    found = true_turns([((press, away), ()), ((press,), ())], known=True).answers
    expected = np.zeros((2, 3, 4))
    expected[1, Response.PRESS, Response.AWAY] = 1
    expected[0, Response.AWAY, Response.END] = 1
    expected[1, Response.PRESS, Response.END] = 1
    assert np.allclose(found.counts, expected)


@given(st.sampled_from(DANCES), st.integers(0, 1000))
@settings(max_examples=5, deadline=None)
def test_more_soft_episodes_lower_the_return(kind, seed):
    dance, rng = Dance.of(kind), np.random.default_rng(seed)
    told = [(tuple(Turn(who, Response(what)) for who, what in dance.turns(rng)), ()) for _ in range(6)]
    calm = ((Turn(0, Response.PRESS), Turn(1, Response.SOFT), Turn(0, Response.SOFT)), ())
    before, after = (true_turns(turns, known=True).answers for turns in (told, [*told, *[calm] * 10]))
    assert np.mean(after.return_draws) < np.mean(before.return_draws)


def test_known_turns_give_the_posterior_that_weights_give():
    """Against importance weights from the prior, which need no mode and no chain."""
    pair = (Turn(0, Response.PRESS), Turn(1, Response.AWAY), Turn(0, Response.PRESS))
    found = true_turns([(pair, ())], small_recorded=(10**6, 10**6), known=True).answers
    usual = draw_answers(60_000, np.random.default_rng(1))
    weight = usual[:, 1, 0, 1] * usual[:, 0, 1, 0] * usual[:, 1, 0, 3]
    mean = (weight[:, None, None, None] * usual).sum(0) / weight.sum()
    assert np.abs(found.draws.mean(0) - mean).max() < 0.02

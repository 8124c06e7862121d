"""The population level: whose scores shift which couplings."""

import numpy as np
import pytest

from pasdedeux.identify.linear.hierarchical.population import structure_of
from pasdedeux.identify.linear.parameters import Layout

NAMES = ("anxiety", "avoidance")


@pytest.fixture
def scores():
    return np.random.default_rng(3).normal(size=(5, 2, 2))


def shifted(scores, name):
    """What one named coefficient adds to the couplings of each couple: (couples, receiver)."""
    layout = Layout(2)
    made = structure_of(layout, len(scores), moderators=scores, moderator_names=NAMES)
    column = made.D[:, :, made.names.index(f"by-{name}")]
    at = [list(layout.free).index(layout.d + c) for c in range(len(layout.crossings))]
    assert not np.delete(column, at, axis=1).any()
    order = np.argsort([receiver for receiver, _ in layout.crossings])
    return column[:, np.array(at)[order]]


def test_each_score_shifts_by_the_receiver_and_by_the_sender(scores):
    for m, name in enumerate(NAMES):
        np.testing.assert_array_equal(shifted(scores, f"receiver[{name}]"), scores[:, :, m])
        np.testing.assert_array_equal(shifted(scores, f"sender[{name}]"), scores[:, ::-1, m])


def test_products_across_partners_and_within_one(scores):
    across = shifted(scores, "receiver-sender[anxiety, avoidance]")
    np.testing.assert_array_equal(across, scores[:, :, 0] * scores[:, ::-1, 1])
    own = scores[:, :, 0] * scores[:, :, 1]
    np.testing.assert_array_equal(shifted(scores, "receiver-own[anxiety, avoidance]"), own)
    np.testing.assert_array_equal(shifted(scores, "sender-own[anxiety, avoidance]"), own[:, ::-1])


def test_one_score_has_no_product_within_a_person(scores):
    made = structure_of(Layout(2), 5, moderators=scores[:, :, :1], moderator_names=NAMES[:1])
    assert [name for name in made.names if "own" in name] == []

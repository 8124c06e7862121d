"""What the four answers on coded talks ask for, at their bounds."""

import numpy as np
import pytest
from scipy.stats import norm

from pasdedeux.identify.talks.results import Dependence, SwappedPartners
from pasdedeux.identify.talks.verdicts import decide

SHAPE = norm.ppf((np.arange(4000) + 0.5) / 4000)
CALM = SwappedPartners(np.array([-0.1, 0.1] * 10))


def draws(middle, spread):
    return np.random.default_rng(0).permutation(middle + spread * SHAPE).reshape(2, -1)


def answer(*effects, swapped=CALM, settled=True):
    beside = None if swapped is None else [swapped] * len(effects)
    return decide([draws(*one) for one in effects], beside, ("W", "H"), settled=settled)


@pytest.mark.parametrize("sign", [1, -1])
def test_whose_next_move_depends_is_named_for_either_sign(sign):
    strong, weak = (sign * 0.9, 0.1), (0.0, 0.5)
    assert answer(strong, strong).name == Dependence.BIDIRECTIONAL
    for effects, on in (((strong, weak), (0,)), ((weak, strong), (1,))):
        told = answer(*effects)
        assert (told.name, told.answering) == (Dependence.UNIDIRECTIONAL, on)
    assert answer(strong).name == Dependence.BIDIRECTIONAL  # partners who are alike


def test_a_sign_must_be_sure_at_one_in_a_hundred():
    assert answer((0.9, 0.9 / norm.ppf(0.996))).answering == (0,)
    assert answer((0.9, 0.9 / norm.ppf(0.985))).name == Dependence.NOT_ENOUGH


@pytest.mark.parametrize("sign", [1, -1])
def test_an_effect_must_lie_two_deviations_off_those_of_swapped_partners(sign):
    def beside(distance):
        return SwappedPartners(sign * 0.9 + (np.array([-1.0, 1.0] * 10) - sign * distance) * 0.1)

    sd = beside(0.0).sd / 0.1
    assert answer((sign * 0.9, 0.1), swapped=beside(2.02 * sd)).answering == (0,)
    assert answer((sign * 0.9, 0.1), swapped=beside(1.98 * sd)).name == Dependence.NOT_ENOUGH


def test_too_small_to_matter_must_be_likely_for_each():
    near, far = (0.0, 0.36 / norm.ppf(0.965)), (0.0, 0.36 / norm.ppf(0.935))
    assert answer(near, near).name == Dependence.NONE
    assert (
        answer((-0.2, 0.1), (0.2, 0.1), swapped=SwappedPartners(np.array([-1.0, 1.0]))).name
        == Dependence.NONE
    )
    for effects in ((near, far), (far, near)):
        assert answer(*effects).name == Dependence.NOT_ENOUGH


def test_unchecked_or_unsettled_nothing_is_claimed():
    strong, none = (0.9, 0.1), (0.0, 0.05)
    assert answer(strong, strong, swapped=None).name == Dependence.NOT_ENOUGH
    assert answer(strong, strong, settled=False).name == Dependence.NOT_ENOUGH
    assert answer(none, none, settled=False).name == Dependence.NOT_ENOUGH
    names = [reason.name for reason in answer(strong, swapped=None).reasons]
    assert names == ["identify.talks.reason.effect", "identify.talks.reason.unchecked"]
    told = answer(strong, none).reasons
    assert [reason.values["who"] for reason in told[::2]] == ["W", "H"]
    assert [reason.name for reason in told[1::2]] == ["identify.talks.reason.swapped"] * 2

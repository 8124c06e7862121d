"""Bounds of what is said of a scale, each on both sides and written out as numbers."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import f as f_distribution

from pasdedeux.errors import InputError
from pasdedeux.instruments import cronbach_alpha, five_minute_check, key, mcdonald_omega
from pasdedeux.instruments.check import Place
from pasdedeux.instruments.keys import Subscale
from pasdedeux.instruments.reliability import reliability
from pasdedeux.instruments.scoring import _against, _check_key, _refuse_negative_alpha
from pasdedeux.services import score


def alike(items, r):
    """Covariance of items of variance 1, each pair correlated so much."""
    return np.full((items, items), r) + (1 - r) * np.eye(items)


def refused(items, r, n):
    scale = Subscale("all", tuple(range(1, items + 1)))
    try:
        _refuse_negative_alpha([(scale, alike(items, r), n)], key("ras"))
    except InputError as error:
        return error.name == "instruments.scores.negative-alpha"
    return False


def test_omega_needs_three_items_and_alpha_two():
    assert np.isnan(mcdonald_omega(alike(2, 0.5)))
    assert mcdonald_omega(alike(3, 0.5)) == pytest.approx(0.75)
    assert cronbach_alpha(alike(2, 0.5)) == pytest.approx(2 / 3)


def test_a_samples_own_figures_come_from_thirty_people_on():
    scores = np.linspace(1, 5, 30)
    few, enough = (
        reliability(alike(4, 0.5), n, scores, published_sd=1.0, published_alpha=0.84) for n in (29, 30)
    )
    assert (few.basis, enough.basis) == ("published", "sample")
    assert np.isnan(few.omega)
    assert enough.omega == pytest.approx(0.8)
    assert (few.sem, enough.alpha) == (pytest.approx(0.4), pytest.approx(0.8))


@pytest.mark.parametrize("items", [3, 5, 12])
@pytest.mark.parametrize("n", [20, 60, 1000])
def test_items_that_work_against_each_other_are_refused_at_one_in_a_hundred(items, n):
    """Feldt (1965): for unrelated items 1 / (1 - alpha) is F with n - 1 and (n - 1)(items - 1) degrees."""
    for chance, stops in ((0.0105, False), (0.0095, True)):
        alpha = 1 - 1 / f_distribution.ppf(chance, n - 1, (n - 1) * (items - 1))
        r = alpha / (items - alpha * (items - 1))  # alpha of items that are all correlated alike
        assert alpha < 0
        assert refused(items, r, n) is stops
    assert not refused(items, 0.1, n)
    assert refused(items, -1 / (items - 1), n)  # every sum is the same
    assert not refused(items, -1 / (items - 1), 19)


def test_two_items_or_one_answer_of_everybody_say_nothing_of_that():
    assert not refused(2, -0.9, 500)
    scale = Subscale("all", (1, 2, 3))
    _refuse_negative_alpha([(scale, np.zeros((3, 3)), 500)], key("ras"))


@pytest.mark.parametrize("items", [3, 6])
def test_an_item_against_its_scale_is_seen_from_a_hundred_people_on(items):
    covariance = alike(items, 0.5)
    covariance[-1, :-1] = covariance[:-1, -1] = -0.4
    scale = Subscale("all", tuple(range(1, items + 1)), reversed=(items,))
    assert _against([(scale, covariance, 100)], turn_back=False) == [items]
    assert _against([(scale, covariance, 99)], turn_back=False) == []
    assert _against([(scale, covariance, 100)], turn_back=True) == []


def test_errors_of_a_derived_score_add_up_as_if_independent():
    rng = np.random.default_rng(2)
    table = pd.DataFrame({f"Q{item}": rng.integers(1, 6, 60) for item in range(1, 31)})
    table.iloc[0, 2] = np.nan
    found = score(table, "rsq")
    se = {name: found.se[:, at] for at, name in enumerate(found.names)}
    parts = np.array([se[name] for name in ("secure", "dismissing", "preoccupied", "fearful")])
    assert (parts[0] > 0).all()
    for name in ("self_model", "other_model"):
        np.testing.assert_allclose(se[name], np.sqrt((parts**2).sum(axis=0)))
        assert (se[name] > 0).all()


def test_how_much_may_be_missing_is_said_in_per_cent():
    table = pd.DataFrame({f"ras{item}": [np.nan, 4.0] if item < 5 else [3.0, np.nan] for item in range(1, 8)})
    with pytest.raises(InputError) as caught:
        score(table, "ras")
    assert "At most 20% of the items" in caught.value.remedy
    assert "2 left too many items blank" in caught.value.what


def test_a_place_is_written_in_three_decimals_and_ten_steps():
    place = Place(3.14159, 1.23456, 4.56789)
    assert place.to_dict() == {"value": 3.142, "low": 1.235, "high": 4.568}
    assert [one.steps for one in (Place(3, 1, 5), Place(4, 3, 5), place)] == [(0, 10), (5, 10), (1, 9)]
    assert Place(np.nan, np.nan, np.nan).to_dict() is None
    readings = [Place(3, low, high).reading for low, high in ((3.01, 4), (2.99, 4), (2, 3.01), (2, 2.99))]
    assert readings == ["often", "unsure", "unsure", "seldom"]


def test_units_change_no_omega_and_one_item_alone_has_none():
    loadings = np.array([0.9, 0.5, 0.3, 0.7])
    S = np.outer(loadings, loadings) + np.diag(1 - loadings**2)
    assert mcdonald_omega(1e-8 * S) == pytest.approx(mcdonald_omega(S), abs=1e-8)
    assert mcdonald_omega(np.diag([0.0, 1.0, 0.0])) == 0.0


@pytest.mark.parametrize(("wrong", "more"), [(8, False), (9, True)])
def test_of_items_against_their_scale_eight_are_named(wrong, more):
    covariance = alike(20, 0.3)
    covariance[:wrong, wrong:] *= -1
    covariance[wrong:, :wrong] *= -1
    with pytest.raises(InputError, match=f"{wrong} items") as caught:
        _check_key([(Subscale("all", tuple(range(1, 21))), covariance, 10_000)], key("ecr"))
    assert "1, 2, 3, 4, 5, 6, 7, 8" in str(caught.value)
    assert ("8 ..." in str(caught.value)) is more


@pytest.mark.parametrize(("other", "back", "against"), [(-0.4, -0.6, []), (-0.6, -0.4, [1])])
def test_an_item_that_is_turned_back_counts_as_much_as_the_others(other, back, against):
    covariance = np.array([[1.0, other, back], [other, 1.0, -0.9], [back, -0.9, 1.0]])
    scale = Subscale("all", (1, 2, 3), reversed=(3,))
    assert _against([(scale, covariance, 10_000)], turn_back=True) == against


@pytest.mark.parametrize("answer", [1, 5])
def test_no_place_lies_beyond_the_ends_of_its_line(answer):
    one = dict.fromkeys(key("check").labels, answer)
    for scale in key("check").subscales:
        one |= {key("check").labels[item - 1]: 6 - answer for item in scale.reversed}
    found = five_minute_check(one)
    for place in (found.anxiety, found.avoidance):
        assert place.low < place.high
        assert (place.low if answer == 1 else place.high) == place.value == answer

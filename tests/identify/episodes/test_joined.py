"""Two sentences, never one number; and quiet days never say that nothing could start it."""

from types import SimpleNamespace

import numpy as np
import pytest

from pasdedeux.estimates import Interval, MonteCarlo
from pasdedeux.identify.episodes.joined import how_it_comes_back, what_a_bad_day_could_start
from pasdedeux.identify.nonlinear import Edge

RANGE = Interval(4.0, 2.0, 9.0, 3.0, 6.0)


def test_how_a_hot_turn_comes_back_is_told_out_of_ten():
    fit = SimpleNamespace(return_=Interval(0.42, 0.28, 0.61, 0.35, 0.5))
    text = str(how_it_comes_back(fit))
    assert "about 4" in text
    assert "3 to 6" in text
    assert "gain" not in text


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_bad_day_is_told_with_its_range_and_chance(language):
    found = Edge(None, RANGE, MonteCarlo(0.62, 0.03), MonteCarlo(0.01, 0.01))
    text = what_a_bad_day_could_start(found, Interval(5.0, 0.5, np.inf, 2.0, 20.0)).text(language)
    assert "6" in text
    assert "90" in text
    assert "inf" not in text
    lost = Edge(None, Interval(1.0, 0.0, 3.0, 0.5, 2.0), MonteCarlo(0.99, 0.01), MonteCarlo(0.9, 0.02))
    assert what_a_bad_day_could_start(lost, RANGE).text(language)


def test_quiet_days_leave_it_open():
    edge = Edge(None, None, MonteCarlo(0.01, 0.01), MonteCarlo(0.01, 0.01))
    assert what_a_bad_day_could_start(edge, None).name == "identify.joined.open"

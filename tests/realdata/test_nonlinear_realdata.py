"""The nonlinear loop on real diaries, where they are at hand: five weeks of one mood tell little."""

from pathlib import Path

import numpy as np
import pytest

import pasdedeux as pdd
from pasdedeux.identify.nonlinear import fit_nonlinear, prefer

pytestmark = [pytest.mark.realdata, pytest.mark.slow]
DATA = Path(__file__).parents[2].parent / "shared" / "data"
COUPLES = 3


@pytest.fixture(scope="session")
def diaries():
    if not DATA.is_dir():
        pytest.skip("the folder with real records (../shared/data) is not there")
    records = pdd.read(DATA / "diary_bar_kalifa" / "sample1.csv").only(("arousal",))
    return [records[n : n + 1] for n in range(COUPLES)]


@pytest.fixture(scope="session", params=range(COUPLES))
def found(request, diaries):
    return fit_nonlinear(diaries[request.param], draws=40)


def test_it_settles(found):
    assert found.converged_


def test_intervals_lie_within_reason(found):
    scale = found.records.scales["arousal"]
    for name, one in found.estimates_.items():
        assert one.low < one.estimate < one.high, name
        assert np.isfinite([one.low, one.high]).all(), name
        if name.startswith("error"):
            assert one.high < scale.high - scale.low, name
    gain = found.loop_gain_
    assert gain is None or -0.5 < gain.low < gain.high < 1.0


def test_one_mood_narrows_little(found):
    numbers = [left for name, left in found.sd_ratio_.items() if not name.startswith(("scale", "error"))]
    assert min(numbers) > 0.5
    assert max(numbers) < 1.4
    assert 0.05 < found.edge_.p_trap.value < 0.95


def test_the_linear_loop_stays(diaries):
    answer = prefer(diaries[0], draws=20)
    assert answer.preferred == "linear"
    assert 0.8 <= answer.coverage95["nonlinear"] <= 1.0

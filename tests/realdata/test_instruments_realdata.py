"""The open ECR answers: alpha, missing answers, five steps under a key of seven, percentiles."""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import pasdedeux
from pasdedeux.errors import InputError
from pasdedeux.instruments import key, percentiles
from pasdedeux.services import score

HOUSE = Path(pasdedeux.__file__).parent
ROOT = HOUSE.parents[1]
FILE = ROOT.parent / "shared" / "data" / "ecr_openpsychometrics" / "data.csv"
ITEMS = [f"Q{i}" for i in range(1, 37)]

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not FILE.exists(), reason="no folder ../shared/data beside the project"),
]


@pytest.fixture(scope="module")
def answers():
    return pd.read_csv(FILE)


@pytest.fixture(scope="module")
def script():
    path = ROOT / "bench" / "instruments_percentiles.py"
    spec = importlib.util.spec_from_file_location("instruments_percentiles", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_alpha_on_complete_rows(answers):
    complete = answers[(answers[ITEMS] > 0).all(axis=1)]
    assert len(complete) == 46_610
    scores = score(complete, "ecr", answered=(1, 5))
    assert round(scores.reliability["avoidance"].alpha, 3) == 0.938
    assert round(scores.reliability["anxiety"].alpha, 3) == 0.916
    assert scores.reliability["avoidance"].omega == pytest.approx(0.938, abs=0.003)
    assert not scores.unscored


def test_nothing_is_scored_silently(answers):
    with pytest.raises(InputError, match=r"missing=\[0\]"):
        score(answers, "ecr")
    with pytest.raises(InputError, match=r"above 5.*answered=\(1, 5\)"):
        score(answers, "ecr", missing=[0])
    scores = score(answers, "ecr", missing=[0], answered=(1, 5))
    assert len(scores) == len(answers) == 51_491
    gaps = (answers[ITEMS] == 0).to_numpy()
    lost = (gaps[:, ::2].sum(axis=1) > 3) | (gaps[:, 1::2].sum(axis=1) > 3)
    assert [gap.row - 2 for gap in scores.unscored] == np.flatnonzero(lost).tolist()


def test_the_wrong_key_and_a_wrong_order_are_seen(answers):
    with pytest.raises(InputError, match="work against their own scale"):
        score(answers, "ecr-r", missing=[0], answered=(1, 5))
    rng = np.random.default_rng(0)
    some = answers[ITEMS].iloc[:500]
    for _ in range(50):
        mixed = pd.DataFrame(some.to_numpy()[:, rng.permutation(36)], columns=ITEMS)
        with pytest.raises(InputError, match="work against their own scale"):
            score(mixed, "ecr", missing=[0], answered=(1, 5))
    for start in range(0, 50_000, 1000):
        score(answers.iloc[start : start + 100], "ecr", missing=[0], answered=(1, 5))


def test_percentiles_in_the_package_are_those_of_the_data(answers, script):
    shipped = (HOUSE / "instruments" / "data" / "ecr_percentiles.csv").read_text("utf-8")
    assert script.percentile_table(answers) == shipped
    kept = script.kept(answers)
    scores = score(kept, "ecr", answered=(1, 5))
    for name, place in percentiles(scores).items():
        assert place[:, 0].mean() == pytest.approx(50, abs=0.1)
        derived = next(n for n in key("ecr").norms if n.subscale == name and n.tag == "D")
        found = scores.reliability[name]
        assert (round(found.mean, 2), round(found.sd, 2)) == (derived.mean, derived.sd)
        assert (round(found.alpha, 3), found.n) == (derived.alpha, derived.n)

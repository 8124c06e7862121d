"""What a fit says beside the loop: noise, usual levels, weekdays, inputs; with ranges that hold the truth."""

from dataclasses import replace

import numpy as np
import pytest

from pasdedeux.identify import fit
from pasdedeux.identify.linear.results import SPREAD, WEEK
from pasdedeux.simulate import example_records


@pytest.fixture(scope="module")
def record():
    return example_records(couples=1, days=150)


@pytest.fixture(scope="module")
def told(record):
    return fit(record, checks=False).estimates_


def test_usual_levels_lie_where_the_reports_lie(record, told):
    for side, name in enumerate(record.labels):
        usual = told[f"usual: {name} arousal"]
        assert usual.low < np.nanmean(record[0].values[:, side, 0]) < usual.high


def test_weekdays_are_told_against_the_mean_of_the_week(told):
    days = [told[f"weekday[{day}]: arousal"] for day in WEEK]
    assert abs(sum(day.estimate for day in days)) < 0.2
    assert all(day.low < day.estimate < day.high for day in days)


def test_noise_is_told_as_own_and_shared(record, told):
    first, second = record.labels
    shared = told[f"shared-process-error: {first} arousal & {second} arousal"]
    assert -1 < shared.low < shared.high < 1
    assert all(told[f"process-error: {name} arousal"].low > 0 for name in record.labels)
    assert all(told[f"measurement-error: {name} arousal"].low > 0 for name in record.labels)


def test_what_an_input_sets_off_is_found(record):
    rng = np.random.default_rng(5)
    stress = rng.standard_normal((len(record[0]), 2, 1))
    values = record[0].values.copy()
    values[:, 0] += 1.5 * stress[:, 0]
    stressed = replace(record[0], values=values, input_names=("stress",), inputs=stress)
    found = fit(replace(record, records=(stressed,)), checks=False).estimates_
    first, second = record.labels
    assert found[f"after[stress]: {first} arousal"].low > 0.4
    assert found[f"after[stress]: {second} arousal"].low < 0.3


def test_a_study_tells_mean_and_spread():
    records = example_records(couples=12, days=40)
    told = fit(records, level="pooled", checks=False).estimates_
    means = [np.nanmean(record.values[:, 0, 0]) for record in records]
    usual = told[f"usual: {records.labels[0]} arousal"]
    spread = told[f"{SPREAD}usual: {records.labels[0]} arousal"]
    assert usual.low < np.mean(means) < usual.high
    # the mean of a population is never surer than its couples differ
    assert usual.high - usual.low > np.std(means) / np.sqrt(len(means))
    assert spread.low < np.std(means) * 1.3
    assert spread.high > np.std(means) * 0.6

"""What `look` says a record can carry, and what the surrogates keep of it."""

from dataclasses import replace

import numpy as np
import pytest

from pasdedeux.errors import InputError
from pasdedeux.identify import carry, fit
from pasdedeux.identify.linear.recoverability import informative_pairs
from pasdedeux.identify.linear.surrogates import shifted, swapped
from pasdedeux.loop import LinearLoop
from pasdedeux.records import Records
from pasdedeux.simulate import simulate_records


@pytest.fixture
def diary():
    def made(days=200, couples=1, gap=1.0, **options):
        loops = [LinearLoop.of_gain(0.4)] * couples
        return simulate_records(loops, gap * np.arange(days), seed=5, **options)

    return made


def still(records, side=1):
    """Records in which one partner gives one answer only."""
    changed = []
    for record in records:
        values = record.values.copy()
        values[:, side] = np.where(np.isnan(values[:, side]), np.nan, 3.0)
        changed.append(replace(record, values=values))
    return Records(tuple(changed), records.scales)


def test_the_curve_goes_by_paired_reports_and_not_by_the_calendar(diary):
    full, half = carry(diary()).recoverability, carry(diary(missing=0.25)).recoverability
    assert full.here > half.here
    assert carry(diary(missing=0.5)).recoverability is None


@pytest.mark.parametrize("gap", [1 / 5, 7.0])
def test_no_curve_is_shown_for_a_pace_that_was_not_measured(diary, gap):
    assert carry(diary(gap=gap)).recoverability is None


def test_a_place_beyond_what_was_measured_is_never_told(diary):
    curve = carry(diary(days=600)).recoverability
    assert curve.here == curve.days[-1]


def test_one_answer_all_along_carries_nothing(diary):
    records = still(diary(couples=4, days=60))
    assert informative_pairs(*records) == 0
    told = " ".join(map(str, carry(records).sentences))
    assert "4 people gave the same answer" in told
    assert "Enough" not in told
    with pytest.raises(InputError, match="nothing can follow"):
        fit(records)


def test_couples_with_one_answer_all_along_do_not_count(diary):
    records = diary(couples=4, days=40)
    mixed = Records((*still(records)[:3], records[3]), records.scales)
    assert informative_pairs(*mixed) == records[3].paired < records.paired


def test_no_number_of_couples_is_promised(diary):
    told = carry(diary(couples=10, days=20))
    assert told.recoverability is None
    assert not any("more couples" in str(sentence) for sentence in told.sentences)


@pytest.fixture
def with_stress(diary):
    def made(couples):
        records = diary(couples=couples, days=50)
        changed = tuple(
            replace(r, input_names=("stress",), inputs=r.values * 10.0 + np.arange(2.0)[:, None])
            for r in records
        )
        return Records(changed, records.scales)

    return made


def test_shifted_partners_take_their_inputs_along(with_stress):
    record = shifted(with_stress(1), 14)[0]
    expected = record.values * 10.0 + np.arange(2.0)[:, None]
    assert np.allclose(record.inputs, expected, equal_nan=True)


def test_swapped_partners_take_their_inputs_along(with_stress):
    for record in swapped(with_stress(4), np.random.default_rng(1)):
        expected = record.values * 10.0 + np.arange(2.0)[:, None]
        assert np.allclose(record.inputs, expected, equal_nan=True)


def test_what_holds_no_records_is_told_so():
    with pytest.raises(InputError, match="no record"):
        carry(None)

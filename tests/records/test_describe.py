"""What `look` is told."""

import numpy as np
import pandas as pd
import pytest

from pasdedeux.loop import LinearLoop
from pasdedeux.readers.diary import read
from pasdedeux.records import describe, raster


def diary(values, start=None):
    """One couple; ``values`` has a row per day and a column per partner."""
    days = np.arange(len(values))
    when = days if start is None else pd.to_datetime(start) + pd.to_timedelta(days, unit="D")
    name = "day" if start is None else "date"
    return pd.DataFrame({"couple": 1, name: when, "pursuit_f": values[:, 0], "pursuit_m": values[:, 1]})


def test_numbers_by_hand():
    values = np.array([[1, 2], [3, 2], [1, np.nan], [3, 2], [1, 2.0]])
    found = describe(read(diary(values)))
    [role] = found.roles
    assert (found.couples, found.reports, found.paired, found.days, found.gap) == (1, 9, 4, 4, 1)
    assert (role.low, role.high, role.step, role.levels) == (1, 3, 1, 3)
    assert role.missing == pytest.approx(0.1)
    assert role.flat == 0.5
    assert role.at_low == pytest.approx(3 / 9)
    assert role.within_sd == pytest.approx(np.sqrt(4.8 / 7))
    assert np.isnan(role.autocorrelation)


def test_autocorrelation_is_near_the_truth():
    rng = np.random.default_rng(5)
    values = np.zeros((2000, 2))
    for t in range(1, 2000):
        values[t] = 0.5 * values[t - 1] + rng.normal(size=2)
    [role] = describe(read(diary(values))).roles
    assert role.autocorrelation == pytest.approx(0.5, abs=0.05)
    assert role.within_sd == pytest.approx(np.sqrt(1 / 0.75), rel=0.05)


def test_one_time_only():
    found = describe(read(diary(np.array([[1.0, 2.0]]))))
    assert np.isnan(found.gap)
    assert np.isnan(found.roles[0].within_sd)


def test_raster_shows_who_reported_when():
    values = np.array([[1, 2], [np.nan, 2], [1, np.nan], [np.nan, np.nan], [1, 2.0]])
    shown = raster(read(diary(values)))
    assert shown.seen.tolist() == [[3, 2, 1, 0, 3]]
    assert shown.labels == ("f", "m")


def test_raster_counts_days_from_midnight():
    table = diary(np.ones((4, 2)) * np.arange(4)[:, None], start="2024-03-01 23:00").drop(index=1)
    table["date"] += pd.to_timedelta([0, 2, 0], unit="h")
    assert raster(read(table)).seen.tolist() == [[3, 0, 0, 3]]


def test_description_carries_the_provenance():
    records = read(diary(np.arange(8.0).reshape(4, 2)))
    found = describe(records)
    assert found.notes == records.provenance.notes
    assert found.columns == {"couple": "couple", "time": "day", "pursuit": "pursuit_f, pursuit_m"}
    assert (found.layout, found.simulated, found.start, found.alone) == ("wide", False, False, 0)


def test_simulated_records_are_described():
    from pasdedeux.simulate import simulate_records  # noqa: PLC0415 - a floor above; used here only

    loop = LinearLoop(np.array([[-0.6, 0.2], [0.2, -0.6]]), np.eye(2))
    found = describe(simulate_records([loop] * 3, np.arange(30.0), seed=1, missing=0.2))
    assert found.simulated
    assert 0.05 < found.roles[0].missing < 0.3


def test_few_answers_are_described_as_far_as_they_go():
    """Three equal answers are the fewest that are flat; one person differs from nobody."""
    alone = np.array([[2, np.nan]] * 3)
    [role] = describe(read(diary(alone), distinguishable=True)).roles
    assert role.flat == 1
    assert np.isnan(role.between_sd)
    [role] = describe(read(diary(np.array([[2, 1], [2, 3], [np.nan, 1.0]])))).roles
    assert role.flat == 0  # two equal answers are too few to say
    assert role.between_sd == pytest.approx(np.std([2, 5 / 3], ddof=1))


def test_couples_keep_their_persons_apart():
    two = pd.concat([diary(np.array([[1, 3]] * 4)), diary(np.array([[5, 7]] * 4)).assign(couple=2)])
    [role] = describe(read(two, roles="pursuit", columns={"pursuit": "pursuit_f+pursuit_m"})).roles
    assert role.between_sd == pytest.approx(np.std([1, 3, 5, 7], ddof=1))
    assert (role.within_sd, role.flat) == (0, 1)


@pytest.mark.parametrize(("days", "known"), [(5, False), (6, True)])
def test_an_echo_takes_ten_pairs_of_days(days, known):
    values = np.random.default_rng(3).integers(1, 8, (days, 2)).astype(float)
    [role] = describe(read(diary(values))).roles
    assert np.isfinite(role.autocorrelation) == known


def test_couples_of_whom_one_reports_are_counted():
    alone = diary(np.array([[1, np.nan], [2, np.nan], [3, np.nan]])).assign(couple=2)
    both = diary(np.array([[1, 3], [2, np.nan], [4, 5]]))
    assert describe(read(pd.concat([both, alone]))).alone == 1


def test_gaps_are_told_by_their_tenths():
    table = diary(np.array([[1, 3], [2, 4]] * 6)[:11])
    table["day"] = [0, *np.cumsum(np.arange(1, 11))]
    found = describe(read(table))
    assert (found.gap_low, found.gap, found.gap_high) == pytest.approx((1.9, 5.5, 9.1))


@pytest.mark.parametrize(("last", "day"), [("00:59", 3), ("00:00", 3), ("23:59", 2)])
def test_a_day_of_the_raster_ends_at_midnight_to_the_minute(last, day):
    table = diary(np.array([[1, 3], [2, 4]]), start="2024-03-01 23:30")
    table.loc[1, "date"] = pd.Timestamp(f"2024-03-{1 + day:02} {last}")
    assert raster(read(table)).days[-1] == day

"""Dates, stamps, zones, day numbers and beeps."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pasdedeux.errors import InputError
from pasdedeux.readers.diary import read

FIRST = np.datetime64("2024-03-29T20:15")


def diary(when, name="date", **more):
    """One couple; both partners report at each of these times."""
    return pd.DataFrame(
        {
            "couple": 1,
            "gender": ["f", "m"] * len(when),
            name: [cell for cell in when for _ in (0, 1)],
            "pursuit": np.arange(2 * len(when)) % 7 + 1,
            **more,
        }
    )


STAMPS = FIRST + np.array([0, 1440, 2900, 7200], "timedelta64[m]")


@pytest.mark.parametrize(
    "form",
    [
        "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d %H:%M", "%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M",
        "%m/%d/%Y %H:%M",
        "%d-%m-%y %H:%M:%S", "%d %b %Y %H:%M", "%B %d, %Y %H:%M", "%m/%d/%Y %I:%M %p", "%Y-%m-%dT%H:%M:%SZ",
        "%Y-%m-%dT%H:%M:%S+02:00", "%Y-%m-%d %H:%M:%S.000",
    ],
)  # fmt: skip
def test_written_stamps(form):
    records = read(diary(pd.to_datetime(STAMPS).strftime(form)))
    np.testing.assert_allclose(records[0].time, [0, 1, 2900 / 1440, 5], atol=1e-9)
    assert records[0].start.isoformat() == "2024-03-29T20:15:00"
    assert records[0].weekday.tolist() == [4, 5, 6, 2]


@given(
    st.lists(st.integers(0, 4000), min_size=3, max_size=8, unique=True),
    st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]),
)
@settings(max_examples=30, deadline=None)
def test_day_and_month_are_told_apart_or_asked_for(days, form):
    stamps = pd.to_datetime("2015-01-01") + pd.to_timedelta(sorted(days), unit="D")
    table = diary(stamps.strftime(form))
    order = "dmy" if form.startswith("%d") else "mdy"
    np.testing.assert_allclose(read(table, dates=order)[0].time, np.array(sorted(days)) - min(days))
    if (stamps.day > 12).any():
        np.testing.assert_allclose(read(table)[0].time, np.array(sorted(days)) - min(days))
    else:
        with pytest.raises(InputError, match="day/month or month/day") as caught:
            read(table)
        assert "dates='dmy'" in caught.value.remedy


def test_dates_that_disagree_are_refused():
    with pytest.raises(InputError, match="dates disagree"):
        read(diary(["25/03/2024", "03/26/2024"]))


@pytest.mark.parametrize(
    "cell",
    ["yesterday", "2024-02-30", "31.2.2024", "2024-13-01", "2024-03-01 25:00"],
)
def test_what_is_no_date_is_refused_by_cell(cell):
    with pytest.raises(InputError, match="is not a date") as caught:
        read(
            diary(
                ["2024-03-01", "2024-03-02", cell, "2024-03-04"]
                if "." not in cell
                else ["1.3.2024", "2.3.2024", cell]
            )
        )
    assert str(caught.value.where) == "in memory, row 6, column 'date'"


@pytest.mark.parametrize("cell", ["0224-03-01", "2424-03-25", "9999-12-31"])
def test_a_year_that_cannot_be_meant_is_told_as_such(cell):
    with pytest.raises(InputError, match=f"'{cell}' lies outside the years 1870 to 2170") as caught:
        read(diary(["2024-03-01", "2024-03-02", cell]))
    assert str(caught.value.where) == "in memory, row 6, column 'date'"


def test_a_wrong_year_is_no_long_record():
    days = [f"2024-03-{day:02d}" for day in range(1, 13)]
    with pytest.raises(InputError, match="100 years long") as caught:
        read(diary([*days, "1924-03-05"]))
    assert str(caught.value.where) in {"in memory, row 26", "in memory, row 27"}
    [caution] = read(diary([*days, "2023-03-05"])).provenance.cautions
    assert str(caution).startswith("Row 26 lies 362 days")
    [caution] = read(diary([*days, "2034-03-05"])).provenance.cautions
    assert str(caution).startswith("Row 26 lies 3\N{NARROW NO-BREAK SPACE}645 days")


def test_a_step_that_is_no_day_is_asked_about():
    with pytest.raises(InputError, match="years long") as caught:
        read(diary(np.arange(9) * 1e9, name="day"))
    assert "unit" in caught.value.remedy


def test_two_bursts_are_not_remarked_on():
    weeks = [f"2024-{month:02d}-{day:02d}" for month in (3, 5) for day in range(1, 15)]
    assert not read(diary(weeks)).provenance.cautions


def test_unknown_order_of_dates_is_refused():
    with pytest.raises(InputError, match="dates is"):
        read(diary(["01/02/2024", "02/02/2024"]), dates="ydm")


def test_summer_time_with_offsets_a_zone_or_neither():
    local = ["2024-03-30 20:00", "2024-03-31 20:00", "2024-04-01 20:00"]
    plain = read(diary(local))
    assert plain[0].time.tolist() == [0, 1, 2]
    assert any("summer time" in str(note) for note in plain.provenance.notes)
    zoned = read(diary(local), zone="Europe/Brussels")
    np.testing.assert_allclose(zoned[0].time, [0, 23 / 24, 47 / 24])
    offsets = read(
        diary([f"{stamp}:00{zone}" for stamp, zone in zip(local, ("+01:00", "+02:00", "+0200"), strict=True)])
    )
    np.testing.assert_allclose(offsets[0].time, zoned[0].time)
    assert offsets[0].weekday.tolist() == zoned[0].weekday.tolist() == [5, 6, 0]
    aware = pd.to_datetime(local).tz_localize("Europe/Brussels")
    np.testing.assert_allclose(read(diary(aware))[0].time, zoned[0].time)
    with pytest.raises(InputError, match="no time zone"):
        read(diary(local), zone="Mars")
    with pytest.raises(InputError, match="names no time zone"):
        read(diary([*local, "2024-04-02 20:00+02:00"]))


def test_numbers_of_time():
    seconds = STAMPS.astype("datetime64[s]").astype(np.int64)
    for scale, name in ((1, "timestamp"), (1000, "unixtime")):
        records = read(diary(seconds * scale, name))
        np.testing.assert_allclose(records[0].time, [0, 1, 2900 / 1440, 5], atol=1e-9)
        assert records[0].start.isoformat() == "2024-03-29T20:15:00"
    assert read(diary(seconds, "timestamp"), zone="Europe/Brussels")[0].start.hour == 21
    assert read(diary([20240329, 20240401], "date"))[0].time.tolist() == [0, 3]
    assert read(diary([45380, 45382], "date"))[0].weekday.tolist() == [4, 6]
    assert read(diary([-1.5, 0.5, 2], "time"), unit="hour")[0].time.tolist() == pytest.approx(
        [0, 2 / 24, 3.5 / 24]
    )
    assert read(diary([1, 2, 5], "DIARYDAY")).provenance.notes == ()
    with pytest.raises(InputError, match="infinite"):
        read(diary([1, 2, np.inf], "day"))


def test_units_by_name_and_spans():
    assert read(diary([1, 2, 4], "week"))[0].time.tolist() == [0, 7, 21]
    assert read(diary([1, 2, 4], "week"), unit="day")[0].time.tolist() == [0, 1, 3]
    assert read(diary(pd.to_timedelta([1, 2, 4], unit="D"), "day"))[0].time.tolist() == [0, 1, 3]


def test_numbered_beeps_are_found_where_days_repeat():
    records = read(diary([1, 1, 2, 2], "day", beep=[1, 1, 2, 2, 1, 1, 2, 2]))
    np.testing.assert_allclose(records[0].time, [0, 0.5, 1, 1.5])
    assert records.provenance.columns["beep"] == "beep"


def test_clock_and_beep_columns():
    table = diary(["2024-03-01", "2024-03-02"], time=["20:00", "20:00", "21:30", "21:30"])
    np.testing.assert_allclose(read(table)[0].time, [0, 1 + 1.5 / 24])
    table["time"] = ["8:00 PM", "8:00 PM", "9:30 PM", "9:30 PM"]
    np.testing.assert_allclose(read(table)[0].time, [0, 1 + 1.5 / 24])
    beeps = diary([1, 1, 2, 2], "day", signal=[1, 1, 2, 2, 1, 1, 2, 2])
    np.testing.assert_allclose(read(beeps, columns={"beep": "signal"})[0].time, [0, 0.5, 1, 1.5])
    table["time"] = ["8:00 PM", "noon", "9:30 PM", "9:30 PM"]
    with pytest.raises(InputError, match="no clock time"):
        read(table, columns={"time": "date", "clock": "time"})


def beeps(delays):
    """Both partners are asked every 90 minutes; the first answers after these minutes, the second at once."""
    asked = FIRST + np.arange(len(delays)) * np.timedelta64(90, "m")
    rows = []
    for k, (stamp, delay) in enumerate(zip(asked, delays, strict=True)):
        answer = "" if delay is None else str(stamp + np.timedelta64(delay, "m"))
        rows.append(
            {"couple": 1, "gender": "f", "scheduled": str(stamp), "answered": answer, "pursuit": k % 5}
        )
        rows.append(
            {"couple": 1, "gender": "m", "scheduled": str(stamp), "answered": str(stamp), "pursuit": k % 3}
        )
    return pd.DataFrame(rows)


def test_answered_time_counts_and_the_schedule_stands_in():
    records = read(beeps([10, None, 0]))
    np.testing.assert_allclose(records[0].time * 1440, [0, 85, 175], atol=1e-6)
    assert records.paired == 3
    apart = read(beeps([10, None, 0]), together=0)
    assert len(apart[0]) == 4


def test_late_answers_are_dropped_by_name():
    records = read(beeps([5, 50, 5, 5]))
    [dropped] = records.provenance.dropped
    assert dropped.row == 4
    assert "45 minutes" in str(dropped.reason)
    assert len(read(beeps([5, 50, 5, 5]), late=2).provenance.dropped) == 0
    assert len(read(beeps([5, 50, 5, 5]), late=0).provenance.dropped) == 4


def test_trial_beeps_are_dropped_by_name_unless_kept():
    table = beeps([1] * 30)
    trial = table.iloc[:2].assign(scheduled="2024-03-10 10:00", answered="2024-03-10 10:01")
    records = read(pd.concat([table, trial]))
    assert [entry.row for entry in records.provenance.dropped] == [62, 63]
    assert records[0].days < 3
    assert read(pd.concat([table, trial]), trial="keep")[0].days > 19


def test_two_bursts_are_both_kept():
    table = beeps([1] * 20)
    later = table.assign(
        **{c: pd.to_datetime(table[c]) + pd.Timedelta(days=90) for c in ("scheduled", "answered")}
    )
    assert read(pd.concat([table, later.astype(str)])).provenance.dropped == ()


def test_two_evening_diaries_are_one_occasion():
    table = diary(STAMPS.astype(str))
    table.loc[1::2, "date"] = (STAMPS + np.timedelta64(100, "m")).astype(str)
    records = read(table)
    assert records.paired == 4
    np.testing.assert_allclose(records[0].time, [0, 1, 2900 / 1440, 5], atol=1e-9)
    assert records[0].start.isoformat() == "2024-03-29T21:05:00"
    assert read(table, together=1).paired == 0


def test_stamps_and_day_numbers_do_not_mix():
    table = beeps([1, 1, 1]).assign(answered=[1, 1, 2, 2, 3, 3])
    with pytest.raises(InputError, match="mix day numbers with dates"):
        read(table, columns={"scheduled": "scheduled", "answered": "answered"})


def test_without_a_time_the_columns_are_listed():
    with pytest.raises(InputError, match="no column tells the time") as caught:
        read(diary([1, 2], "tempo"))
    assert "tempo" in caught.value.remedy

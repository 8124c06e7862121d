"""Real diaries, where they are at hand: what must come out of each file."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from pasdedeux.readers.diary import read
from pasdedeux.records import describe

pytestmark = pytest.mark.realdata
DATA = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.fixture
def data():
    if not DATA.is_dir():
        pytest.skip("the folder with real records (../shared/data) is not there")
    return DATA


def test_wide_moods(data):
    records = read(data / "diary_bar_kalifa" / "sample1.csv")
    assert (len(records), records.roles, records.labels) == (80, ("arousal", "Sad", "Vig", "Con"), ("M", "W"))
    assert (records.reports, records.paired, records.distinguishable) == (5530, 2765, True)
    assert records.provenance.layout == "wide"
    first = records["201"]
    assert first.values[4].tolist() == [
        [0.666666667, 0.333333333, 2, 1.666666667],
        [0.666666667, 0, 2, 2.333333333],
    ]
    named = read(
        data / "diary_bar_kalifa" / "sample1.csv",
        columns={"couple": "ID", "time": "DIARYDAY", "anxiety": "M_Anx.+W_Anx.", "sadness": "M_Sad.+W_Sad."},
        roles=["anxiety", "sadness"],
    )
    assert named.roles == ("anxiety", "sadness")


def test_pairwise_satisfaction_and_conflict(data):
    records = read(data / "diary_kashy" / "kashy_person_period_pairwise.csv")
    assert (len(records), records.roles, records.labels) == (103, ("conflict", "satisfaction"), ("M", "F"))
    assert records.provenance.layout == "pairwise"
    assert not any("disagrees" in str(note) for note in records.provenance.notes)
    man, woman = (records["1"].couple.partners[k].avoidance for k in (0, 1))
    assert (man, woman) == (-0.887742718, -1.137742718)
    assert records["1"].weekday[:3].tolist() == [0, 1, 2]
    assert 2 * len(records) * 14 - 2884 == 0
    assert records.reports + len(records.provenance.dropped) <= 2884


def test_long_textbook_diary(data):
    records = read(data / "diary_bl_ch8" / "dyads.csv")
    assert (len(records), records.roles, records.input_names) == (100, ("reldis",), ("stress",))
    assert (records.labels, records.reports) == (("female", "male"), 4200)
    left_out = " ".join(map(str, records.provenance.notes))
    assert all(name in left_out for name in ("time7c", "wrkstrsc", "wrkstrscb", "wrkstrscw"))


def test_messy_beeps_read_to_the_same_records_as_their_cleaned_copy(data):
    raw, clean = (read(data / "diary_esm_messy" / f"esmdata_{name}.csv") for name in ("raw", "preprocessed"))
    assert set(raw.ids) == set(clean.ids)
    assert (raw.roles, set(raw.labels), raw.scales) == (clean.roles, set(clean.labels), clean.scales)
    for one in raw:  # the files name couples and partners in orders of their own
        two = clean[one.couple.id]
        order = [two.couple.labels.index(label) for label in one.couple.labels]
        assert one.couple.partners == tuple(two.couple.partners[k] for k in order)
        assert one.start == two.start
        np.testing.assert_array_equal(one.time, two.time)
        np.testing.assert_array_equal(one.values, two.values[:, order])
        np.testing.assert_array_equal(one.weekday, two.weekday)
    reasons = Counter(str(entry.reason).split(",")[0] for entry in raw.provenance.dropped)
    assert reasons == {"no answer in any role.": 347, "a trial beep": 5}
    assert raw.reports + len(raw.provenance.dropped) == raw.provenance.rows == 1242
    assert [entry.row for entry in raw.provenance.dropped if "trial" in str(entry.reason)] == [
        450,
        453,
        454,
        455,
        456,
    ]


def test_numeric_oracle_table(data):
    records = read(data / "pooled_var_100x100" / "Y.csv")
    assert (len(records), records.roles, records.paired) == (100, ("y",), 10_000)
    assert not records.distinguishable
    found = describe(records)
    assert (found.gap, found.gap_low, found.roles[0].missing) == (1, 1, 0)

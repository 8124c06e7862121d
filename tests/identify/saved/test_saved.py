"""A fit in a file, and out of it again: the same, or refused."""

import hashlib
import io
import json
import os
import stat
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from math import inf, nan
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import pasdedeux as pdd
from pasdedeux.errors import InputError
from pasdedeux.estimates import Interval, VerdictName
from pasdedeux.identify import fit, fit_nonlinear
from pasdedeux.identify.saved.archive import CONTENT, MANIFEST, VERSION, Archive
from pasdedeux.identify.saved.tree import MismatchError, read, written
from pasdedeux.people import Person
from pasdedeux.report import render_report
from pasdedeux.simulate import example_records
from pasdedeux.words import Message

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Small:
    name: str
    gain: Interval | None
    numbers: FloatArray
    notes: tuple[str | Message, ...] = ()


@pytest.fixture(scope="module")
def small():
    notes = ("as it was", Message("common.time.week", n=2))
    return Archive.of("small", Small("us", Interval(0.5, 0.1, inf, 0.4, 0.6), np.arange(3.0), notes), {})


@pytest.fixture(scope="module")
def couple_fit():
    return fit(example_records(couples=1, days=40), seed=3)


@pytest.fixture(scope="module")
def study_fit():
    return fit(example_records(couples=6, days=25), checks=False)


@pytest.fixture(scope="module")
def pooled_fit():
    return fit(example_records(couples=6, days=25), level="pooled", checks=False)


@pytest.fixture(scope="module")
def nonlinear_fit():
    return fit_nonlinear(example_records(couples=1, days=30), draws=40)


@pytest.fixture(params=["couple_fit", "study_fit", "pooled_fit", "nonlinear_fit"])
def any_fit(request):
    return request.getfixturevalue(request.param)


def again(found, folder):
    return pdd.load(found.save(folder / "us.pdd"))


def test_a_loaded_fit_says_what_the_saved_one_said(any_fit, tmp_path):
    loaded = again(any_fit, tmp_path)
    assert type(loaded) is type(any_fit)
    assert loaded.to_dict() == any_fit.to_dict()
    assert loaded.summary() == any_fit.summary()
    assert loaded.save(tmp_path / "again.pdd").read_bytes() == (tmp_path / "us.pdd").read_bytes()


@pytest.mark.parametrize("name", ["couple_fit", "study_fit", "pooled_fit"])
def test_a_loaded_fit_reports_and_forecasts_as_the_saved_one(name, request, tmp_path):
    found = request.getfixturevalue(name)
    loaded = again(found, tmp_path)
    assert render_report(loaded) == render_report(found)
    couple = found.records[-1].couple.id
    np.testing.assert_array_equal(
        loaded.forecast(couple, 12.0).quantiles, found.forecast(couple, 12.0).quantiles
    )


def test_a_loaded_fit_runs_the_same_what_if(nonlinear_fit, tmp_path):
    loaded = again(nonlinear_fit, tmp_path)
    assert loaded.loops(10) == nonlinear_fit.loops(10)
    plan = pdd.Plan.of("softening:1")
    mine, theirs = (pdd.what_if(one, plan, draws=20, days=20) for one in (nonlinear_fit, loaded))
    assert mine.to_dict() == theirs.to_dict()


def test_versions_are_those_of_the_fitting_not_of_the_loading(couple_fit, tmp_path):
    old = replace(couple_fit, versions={**couple_fit.versions, "numpy": "1.0"})
    assert again(old, tmp_path).versions["numpy"] == "1.0"


def test_a_notebook_shows_a_loaded_fit_as_a_picture(couple_fit, tmp_path):
    assert "<img" in again(couple_fit, tmp_path)._repr_html_()


def test_a_report_of_a_saved_fit_compiles_nothing(couple_fit, study_fit, tmp_path):
    files = [str(one.save(tmp_path / f"{n}.pdd")) for n, one in enumerate((couple_fit, study_fit))]
    script = (
        "import sys, pasdedeux as pdd\n"
        "from pasdedeux.report import render_report\n"
        "for path in sys.argv[1:]:\n"
        "    found = pdd.load(path)\n"
        "    render_report(found)\n"
        "    found.forecast(found.records[0].couple.id)\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('numba', 'llvmlite')])\n"
    )
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script, *files], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_file_is_for_its_owner_only_and_any_program_can_read_it(couple_fit, tmp_path):
    path = couple_fit.save(tmp_path / "us.pdd")
    assert list(tmp_path.iterdir()) == [path]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with ZipFile(path) as file:
        head = json.loads(file.read(MANIFEST))
        assert (head["format"], head["version"], head["kind"]) == ("pasdedeux result", VERSION, "linear fit")
        json.loads(file.read(CONTENT))
        assert all(name.endswith((".json", ".npy")) for name in file.namelist())
    with np.load(path, allow_pickle=False) as arrays:
        answers = arrays["content/records/records/0/values"]
    np.testing.assert_array_equal(answers, couple_fit.records[0].values)


def test_what_cannot_be_written_leaves_what_was_there(couple_fit, tmp_path):
    path = couple_fit.save(tmp_path / "us.pdd")
    before = path.read_bytes()
    broken = replace(couple_fit, warnings_=(object(),))
    with pytest.raises(TypeError, match=r"warnings_/0: object"):
        broken.save(path)
    assert path.read_bytes() == before
    with pytest.raises(InputError, match="cannot be written"):
        couple_fit.save(tmp_path / "no-such-folder" / "us.pdd")


# Damage


def refused_or_the_same(data, small):
    """Damage where nothing is kept (a date, a flag of the zip) may go by; all else is refused."""
    try:
        found = Archive.unpack(data, "us.pdd")
    except InputError:
        return
    assert (found.kind, found.content, found.software) == (small.kind, small.content, small.software)
    for name, array in small.arrays.items():
        np.testing.assert_array_equal(found.arrays[name], array)


@pytest.mark.parametrize("bits", [0x01, 0x80, 0xFF])
def test_every_byte_flipped(small, bits):
    data = small.pack()
    for at in range(len(data)):
        refused_or_the_same(data[:at] + bytes([data[at] ^ bits]) + data[at + 1 :], small)


def test_cut_off_anywhere(small):
    data = small.pack()
    for length in range(len(data)):
        with pytest.raises(InputError):
            Archive.unpack(data[:length], "us.pdd")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=40)), max_size=4))
def test_damage_of_any_kind(small, changes):
    data = small.pack()
    for where, what in changes:
        at = int(where * len(data))
        data = data[:at] + what + data[at + len(what) // 2 :]
    refused_or_the_same(data, small)


@given(st.binary(max_size=200))
def test_files_of_others(data):
    for one in (data, b"PK\x03\x04" + data):
        with pytest.raises(InputError):
            Archive.unpack(one, "us.pdd")


def changed(archive, members=(), **head):
    """Write an archive by hand, as somebody would who wants it to be believed."""
    written_ = dict(archive._members())
    manifest = json.loads(written_.pop(MANIFEST))
    written_ |= dict(members)
    manifest["sha256"] = {name: hashlib.sha256(data).hexdigest() for name, data in written_.items()}
    out = io.BytesIO()
    with ZipFile(out, "w") as file:
        file.writestr(MANIFEST, json.dumps(manifest | head))
        for name, data in written_.items():
            file.writestr(name, data)
    return out.getvalue()


def npy(array, **how):
    out = io.BytesIO()
    np.save(out, array, **how)
    return out.getvalue()


HUGE = npy(np.arange(3.0)).replace(b"(3,), }           ", b"(3000000000000,), }")


@pytest.mark.parametrize(
    ("members", "head", "name"),
    [
        ({}, {"version": 2}, "newer"),
        ({}, {"format": "other"}, "foreign"),
        ({}, {"kind": 7, "sha256": []}, "damaged"),
        ({CONTENT: b"{"}, {}, "damaged"),
        ({CONTENT: b"NaN"}, {}, "damaged"),
        ({CONTENT: b"[" * 100_000}, {}, "damaged"),
        ({"content/numbers.npy": npy(np.array([object()]), allow_pickle=True)}, {}, "damaged"),
        ({"content/numbers.npy": npy(np.asfortranarray(np.eye(2)))}, {}, "damaged"),
        ({"content/numbers.npy": npy(np.array(["a"]))}, {}, "damaged"),
        ({"content/numbers.npy": HUGE}, {}, "damaged"),
    ],
)
def test_tampering_is_named(small, members, head, name):
    with pytest.raises(InputError) as caught:
        Archive.unpack(changed(small, members, **head), "us.pdd")
    assert caught.value.name == f"results.{name}"
    assert caught.value.where == "us.pdd"
    assert caught.value.remedy


def test_nothing_unfolds():
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        file.writestr(MANIFEST, b"{}")
        file.writestr(CONTENT, b" " * 10**7)
    with pytest.raises(InputError, match="damaged"):
        Archive.unpack(out.getvalue(), "us.pdd")


@pytest.mark.parametrize(
    "content",
    [
        {"name": 7},
        {"gain": {"estimate": 0.5}},
        {"numbers": {"array": "elsewhere"}},
        {"numbers": [0.0, 1.0]},
        {"notes": {}},
        {"more": 1},
    ],
)
def test_content_that_is_no_such_thing_is_named(small, content):
    with pytest.raises(InputError, match="damaged: content"):
        replace(small, content={**small.content, **content}).build(Small)


def test_a_fit_whose_numbers_do_not_belong_together_is_refused(couple_fit):
    archive = Archive.of("linear fit", couple_fit, {})
    place = "content/posterior/drift"
    wrong = replace(archive, arrays=archive.arrays | {place: np.zeros((5, 3, 3))})
    with pytest.raises(InputError, match="damaged"):
        wrong.build(type(couple_fit))


def test_other_results_and_missing_files_are_named(small, tmp_path):
    with pytest.raises(InputError, match="holds a small"):
        pdd.load(small.save(tmp_path / "small.pdd"))
    with pytest.raises(InputError, match="cannot be read"):
        pdd.load(tmp_path / "nowhere.pdd")
    with pytest.raises(InputError, match="cannot be read"):
        pdd.load(tmp_path)
    diary = tmp_path / "diary.csv"
    diary.write_text("couple,partner\n")
    with pytest.raises(InputError, match="no saved result"):
        pdd.load(diary)


# Trees

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.dates()
    | st.datetimes(),
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.from_regex("[a-z]{1,5}", fullmatch=True), inner, max_size=3).map(
            lambda found: Message("room.name", **found)
        )
    ),
    max_leaves=8,
)


@given(values)
def test_a_message_keeps_its_values(value):
    message = Message("room.name", value=value)
    tree = json.loads(json.dumps(written(message, {}, ""), allow_nan=False))
    assert read(Message, tree, {}, "") == message


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (float, inf),
        (float, -0.0),
        (float, 3),
        (int, np.int64(4)),
        (bool, np.bool_(True)),  # noqa: FBT003 - the value that is written
        (VerdictName, VerdictName.NO_CYCLE),
        (datetime | None, datetime(2024, 3, 31, 2, 30, tzinfo=UTC)),
        (date, date(2024, 2, 29)),
        (Person, Person("Ä/..", {"anxiety": 3.5})),
        (Mapping[str, tuple[int, str]], {"../x": (1, "a")}),
    ],
)
def test_values_come_back(kind, value):
    tree = json.loads(json.dumps(written(value, {}, ""), allow_nan=False))
    back = read(kind, tree, {}, "")
    assert back == value
    assert str(back) == str(value)


@pytest.mark.parametrize(
    ("kind", "node"),
    [
        (int, True),
        (int, 1.0),
        (float, "1"),
        (float, True),
        (str, None),
        (tuple[int, int], [1]),
        (VerdictName, "shows nothing"),
        (date, {"date": "2024-02-31"}),
        (float, {"number": "1e5"}),
        (Any, {"pickle": "x"}),
    ],
)
def test_values_of_another_kind_are_refused(kind, node):
    with pytest.raises(MismatchError):
        read(kind, node, {}, "")


def test_nan_comes_back():
    assert np.isnan(read(float, written(nan, {}, ""), {}, ""))


def test_an_array_that_stands_in_two_places_is_kept_once():
    arrays: dict[str, Any] = {}
    one = np.arange(3.0)
    tree = written({"a": one, "b": one}, arrays, "")
    assert len(arrays) == 1
    back = read(Mapping[str, FloatArray], tree, arrays, "")
    assert back["a"] is back["b"]

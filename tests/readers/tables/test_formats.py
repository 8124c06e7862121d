"""Files of every kind: what can be read, and what is said about what cannot."""

import gzip
import os
import re
import sys
import time
from operator import attrgetter
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pasdedeux.errors import InputError, MissingExtraError, PasDeDeuxError
from pasdedeux.readers.diary import read
from pasdedeux.readers.tables import weights, workbook
from pasdedeux.readers.tables.formats import load
from pasdedeux.readers.talks import read_talks
from pasdedeux.records import Records
from strategies import Dialect, Truth, damages, truths

answers = attrgetter("values")
TRUTH = Truth(
    ("1", "2"),
    ("f", "m"),
    ("pursuit", "Sad"),
    (np.arange(5), np.arange(6)),
    (
        (np.arange(20.0) * 7 % 20).reshape(5, 2, 2),
        np.where(np.arange(24) % 7 == 3, np.nan, np.arange(24) * 5 % 17).reshape(6, 2, 2),
    ),
)
CSV = TRUTH.long().to_csv(index=False)


LABELS = {"partner": {1: "f", 2: "m"}}


def check(records):
    assert records.ids == TRUTH.ids
    for couple, values in zip(TRUTH.ids, TRUTH.values, strict=True):
        np.testing.assert_array_equal(answers(records[couple].only(TRUTH.roles)), values)


def coded(frame):
    frame = frame.assign(couple=frame["couple"].astype(float))
    return frame.assign(partner=(frame["partner"] == "m") + 1.0) if "partner" in frame else frame


def write_sav(frame, path):
    pyreadstat = pytest.importorskip("pyreadstat")
    pyreadstat.write_sav(coded(frame), str(path), variable_value_labels=LABELS if "partner" in frame else {})


def write_dta(frame, path):
    pyreadstat = pytest.importorskip("pyreadstat")
    pyreadstat.write_dta(coded(frame), str(path), variable_value_labels=LABELS if "partner" in frame else {})


def write_xpt(frame, path):
    pyreadstat = pytest.importorskip("pyreadstat")
    pyreadstat.write_xport(frame.assign(couple=frame["couple"].astype(float)), str(path))


def write_r(frame, path):
    pyreadr = pytest.importorskip("pyreadr")
    if path.suffix == ".rds":
        pyreadr.write_rds(str(path), frame)
    else:
        pyreadr.write_rdata(str(path), frame, df_name="diary")


WRITERS = {
    ".xlsx": lambda frame, path: frame.to_excel(path, index=False),
    ".parquet": lambda frame, path: frame.to_parquet(path, index=False),
    ".sav": write_sav,
    ".dta": write_dta,
    ".xpt": write_xpt,
    ".rds": write_r,
    ".rdata": write_r,
}


@pytest.mark.parametrize("layout", ["long", "wide", "pairwise"])
@pytest.mark.parametrize("suffix", WRITERS)
def test_every_format_holds_the_truth(tmp_path, suffix, layout):
    frame = TRUTH.table(layout)
    path = tmp_path / f"diary{suffix}"
    if suffix == ".xpt":
        frame = frame.rename(columns=lambda name: name.replace("pursuit", "purs")[:8])
    WRITERS[suffix](frame, path)
    columns = {"long": "purs", "pairwise": "purs_A", "wide": "purs_f+purs_m"}
    records = read(path, columns={"pursuit": columns[layout]} if suffix == ".xpt" else None)
    check(records)
    assert records.labels == ("f", "m")
    assert len(records.provenance.sha256) == 64
    assert records.provenance.source == path.name


def test_typed_dates_of_a_workbook(tmp_path):
    frame = TRUTH.long()
    frame["date"] = pd.to_datetime("2024-03-01") + pd.to_timedelta(frame.pop("day"), unit="D")
    frame.to_excel(tmp_path / "d.xlsx", index=False)
    records = read(tmp_path / "d.xlsx")
    check(records)
    assert records[0].start.isoformat() == "2024-03-01T00:00:00"
    assert records[0].weekday[0] == 4


def test_sheets_and_tables_are_chosen_by_name(tmp_path):
    path = tmp_path / "d.xlsx"
    with pd.ExcelWriter(path) as book:
        TRUTH.long().to_excel(book, sheet_name="diary", index=False)
        pd.DataFrame({"a": [1], "b": [2]}).to_excel(book, sheet_name="other", index=False)
    check(read(path))
    check(read(path, table="diary"))
    with pytest.raises(InputError, match="no sheet 'x'"):
        read(path, table="x")


@pytest.mark.parametrize(
    ("suffix", "package"),
    [(".sav", "pyreadstat"), (".rds", "pyreadr"), (".xlsx", "openpyxl"), (".parquet", "pyarrow")],
)
def test_a_missing_package_is_named(tmp_path, monkeypatch, suffix, package):
    path = tmp_path / f"d{suffix}"
    path.write_bytes(b"x")
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=package) as caught:
        read(path)
    assert "pip install pasdedeux[files]" in caught.value.remedy


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b" \n\n", "empty"),
        ("a.csv", b"\x89PNG\r\n\x1a\n", "PNG"),
        ("a.csv", b"PK\x03\x04xyz", "Excel"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "not known here"),
        ("a.csv", bytes(range(256)) * 9, "not a text table"),
        ("a.csv", b"couple\n1\n2\n", "one column"),
        ("a.csv", b"<html><body>hello</body></html>\n", "a web page"),
        ("a.csv", b"couple,day,pursuit\n", "no rows"),
        ("a.csv", b"1,2,3\n1,3,4\n", "not names"),
        ("a.csv", b'couple,day,pursuit\n1,"2,3\n1,3,4\n', "into cells"),
        ("a.csv", CSV.encode()[:-9], "cells where"),
        ("a.csv", CSV.replace("1,f,2", "1,f,2,9,9").encode(), "row 6"),
        ("a.xlsx", b"PK\x03\x04xyz", "Excel"),
        ("a.sav", b"$FL2 nothing", "SPSS"),
        ("a.dta", b"nothing", "Stata"),
        ("a.sas7bdat", b"nothing", "SAS"),
        ("a.rds", b"nothing", "R file"),
        ("a.rdata", b"nothing", "R file"),
        ("a.parquet", b"PAR1nothing", "Parquet"),
    ],
)
def test_files_that_are_no_tables_are_refused(tmp_path, name, raw, words):
    path = tmp_path / name
    path.write_bytes(raw)
    with pytest.raises(InputError, match=words) as caught:
        read(path)
    assert name in str(caught.value.where) or name in str(caught.value)


def test_folders_and_missing_files_are_refused(tmp_path):
    with pytest.raises(InputError, match="folder"):
        read(tmp_path)
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "nothing.csv")


def test_windows_text_is_read_and_said(tmp_path):
    path = tmp_path / "d.csv"
    path.write_bytes(CSV.replace("\n1,", "\nZoé,").encode("cp1252"))
    records = read(path)
    assert set(records.ids) == {"Zoé", "2"}
    assert any("cp1252" in str(note) for note in records.provenance.notes)
    assert not any("cp1252" in str(note) for note in read(path, encoding="latin-1").provenance.notes)
    with pytest.raises(InputError, match="cannot be read as utf-8"):
        read(path, encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        CSV.replace("\n", "\r\n"),
        CSV.replace("\n", "\r"),
        "sep=,\n" + CSV,
        CSV.replace("\n", ",\n"),
        CSV.replace("\n", "\n\n"),
        CSV + ",,,,\n",
        CSV.rstrip(),
        "\n".join(f'"{k}",{line}' if k else line for k, line in enumerate(CSV.split("\n")[:-1])),
        CSV.replace(",", " , "),
        "\ufeff" + CSV,
    ],
)
def test_habits_of_other_programs_do_no_harm(tmp_path, text):
    path = tmp_path / "d.csv"
    path.write_bytes(text.encode())
    check(read(path))


def test_utf16_without_mark(tmp_path):
    path = tmp_path / "d.csv"
    path.write_bytes(CSV.encode("utf-16-le"))
    check(read(path))


def test_row_numbers_count_like_a_spreadsheet(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text('couple,day,pursuit,x\n1,1,2,"two\nlines"\n\n1,2,oops,b\n', "utf-8")
    with pytest.raises(InputError, match="oops") as caught:
        read(path)
    assert str(caught.value.where) == "d.csv, row 4, column 'pursuit'"


def test_decimal_commas(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text('couple,day,Sad\n1,1,"2,5"\n1,2,3\n1,3,"0,5"\n', "utf-8")
    assert answers(read(path)[0])[:, 0, 0].tolist() == [2.5, 3, 0.5]
    path.write_text("couple;day;Sad\n1;1;2,5\n1;2;3\n1;3;4\n", "utf-8")
    assert answers(read(path)[0])[:, 0, 0].tolist() == [2.5, 3, 4]


def test_lists_of_choices_are_no_numbers(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text('couple,day,Sad,why\n1,1,2,"2,5"\n1,2,3,3\n1,3,4,1\n1,4,4,1\n', "utf-8")
    records = read(path)
    assert records.roles == ("Sad",)
    assert any("'why'" in str(note) for note in records.provenance.notes)


def test_a_repeated_header_is_said(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text("couple,day,Sad,Sad\n1,1,2,5\n1,2,3,6\n", "utf-8")
    records = read(path)
    assert answers(records[0])[:, 0, 0].tolist() == [2, 3]
    assert any("'Sad' twice" in str(note) for note in records.provenance.notes)


def test_named_index_becomes_columns():
    check(read(TRUTH.long().set_index(["couple", "partner", "day"])))


def test_hash_is_of_the_bytes(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text(CSV, "utf-8")
    one = load(path).sha256
    path.write_text(CSV + "\n", "utf-8")
    assert load(path).sha256 != one
    assert load(TRUTH.long()).sha256 == ""


@given(truth=truths(), layout=st.sampled_from(["long", "wide", "pairwise"]), damage=damages(), more=damages())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_text_is_read_or_refused_in_words(tmp_path, truth, layout, damage, more):
    path = Dialect(date="%Y-%m-%d" if len(truth.ids) > 1 else "").write(
        truth.table(layout), tmp_path / "d.csv"
    )
    path.write_bytes(more(damage(path.read_bytes())))
    try:
        records = read(path)
    except PasDeDeuxError as error:
        assert error.what  # noqa: PT017 - either outcome is right, neither is another exception
    else:
        assert isinstance(records, Records)


@given(
    raw=st.binary(max_size=300), suffix=st.sampled_from([".csv", ".xlsx", ".sav", ".dta", ".rds", ".parquet"])
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused_in_words(tmp_path, raw, suffix):
    path = tmp_path / f"d{suffix}"
    path.write_bytes(raw)
    with pytest.raises(PasDeDeuxError):
        read(path)


def test_a_title_above_the_header_is_told(tmp_path):
    path = tmp_path / "d.csv"
    for title, row in (("My diary", 2), ("My diary\n\n2024", 4)):
        path.write_text(f"{title}\n{CSV}", "utf-8")
        with pytest.raises(InputError, match=f"row 1 holds a single cell, row {row} several") as caught:
            read(path)
        assert "Delete the rows" in caught.value.remedy


def test_a_title_in_the_first_cell_of_a_sheet_is_told(tmp_path):
    sheet = TRUTH.long().astype(object).T.reset_index().T
    sheet = pd.concat([pd.DataFrame([["My diary"]]), sheet])
    sheet.to_excel(tmp_path / "d.xlsx", header=False, index=False)
    sheet.to_csv(tmp_path / "d.csv", header=False, index=False)
    for name in ("d.xlsx", "d.csv"):
        with pytest.raises(InputError, match="may be a title") as caught:
            read(tmp_path / name)
        assert str(caught.value.where) == name


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("suffix", [".xlsx", ".parquet", ".sav", ".dta", ".rds"])
def test_half_of_a_binary_file_is_refused_in_own_words(tmp_path, suffix, share):
    path = tmp_path / f"d{suffix}"
    WRITERS[suffix](TRUTH.long(), path)
    os.truncate(path, int(path.stat().st_size * share))
    with pytest.raises(InputError, match="damaged, cut off") as caught:
        read(path)
    assert not re.search("footer|magic|zip|parse|Error|corrupt", str(caught.value))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"separator": "||"}, "separator is '||'"),
        ({"separator": '"'}, "Give one sign"),
        ({"encoding": "undefined"}, "cannot be read as undefined"),
        ({"encoding": "\0"}, "cannot be read as"),
    ],
)
def test_wrong_ways_to_read_text_are_named(tmp_path, wrong, words):
    (tmp_path / "d.csv").write_text(CSV, "utf-8")
    with pytest.raises(InputError, match=re.escape(words)):
        read(tmp_path / "d.csv", **wrong)


def test_a_name_that_can_be_no_file_is_named():
    for name in ("a\0b.csv", "a" * 300 + ".csv"):
        with pytest.raises(InputError):
            read(name)


def test_errors_and_notes_speak_german(tmp_path):
    (tmp_path / "d.csv").write_text(
        "couple,partner,day,pursuit\n1,f,1,3\n1,f,2,viel\n1,m,1,4\n1,m,2,5\n", "utf-8"
    )
    with pytest.raises(InputError) as caught:
        read(tmp_path / "d.csv")
    assert caught.value.text("de").startswith("d.csv, Zeile 3, Spalte „pursuit“: „viel“ ist keine Zahl.")
    records = read(tmp_path / "d.csv", missing="viel")
    [dropped] = records.provenance.dropped
    assert dropped.reason.text("de") == "in keiner Rolle eine Antwort."


# Files that would fill the memory: refused before they are read


FAR = {
    "usual": ('<c r="XFD1048576" t="inlineStr">', "xl/worksheets/sheet1.xml"),
    "other order": ("<c t='inlineStr' r = 'xfd1048576'>", "xl/worksheets/sheet1.xml"),
    "other folder": ('<c r="XFD1048576" t="inlineStr">', "xl/elsewhere/sheet1.xml"),
}


@pytest.mark.parametrize("spelling", FAR)
def test_a_cell_far_from_the_table_is_weighed_however_it_is_written(tmp_path, spelling):
    TRUTH.long().to_excel(tmp_path / "plain.xlsx", index=False)
    cell, place = FAR[spelling]
    far = f'<row r="1048576">{cell}<is><t>x</t></is></c></row></sheetData>'
    with (
        ZipFile(tmp_path / "plain.xlsx") as plain,
        ZipFile(tmp_path / "far.xlsx", "w", ZIP_DEFLATED) as hostile,
    ):
        for name in plain.namelist():
            text = plain.read(name).decode().replace("</sheetData>", far)
            hostile.writestr(
                place if name.endswith("sheet1.xml") else name, text.replace("worksheets/sheet1", place[3:-4])
            )
    assert (tmp_path / "far.xlsx").stat().st_size < 10_000
    started = time.process_time()
    with pytest.raises(InputError, match=r"at most 20000000 cells") as caught:
        read(tmp_path / "far.xlsx")
    assert "Delete what stands far" in caught.value.remedy
    assert time.process_time() - started < 5


def test_a_workbook_that_unpacks_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_BYTES", 5_000_000)
    with ZipFile(tmp_path / "d.xlsx", "w", ZIP_DEFLATED) as bomb:
        for part in range(6):
            bomb.writestr(f"xl/worksheets/sheet{part}.xml", b" " * 1_000_000)
    assert (tmp_path / "d.xlsx").stat().st_size < 10_000
    with pytest.raises(InputError, match="at most 5 are read"):
        read(tmp_path / "d.xlsx")


@pytest.mark.parametrize("suffix", [".sav", ".dta", ".rds"])
def test_packed_files_are_weighed_before_they_are_read(tmp_path, monkeypatch, suffix):
    pytest.importorskip("pyreadstat")
    monkeypatch.setattr(weights, "MOST_BYTES", 1_000_000)
    frame = pd.concat([TRUTH.long()] * 5000, ignore_index=True)
    WRITERS[suffix](frame, tmp_path / f"d{suffix}")
    if suffix == ".rds":
        (tmp_path / "d.rds").write_bytes(gzip.compress((tmp_path / "d.rds").read_bytes()))
    with pytest.raises(InputError, match=r"at most 1 are read\. Keep the columns and rows"):
        read(tmp_path / f"d{suffix}")


@pytest.mark.parametrize("suffix", [".parquet", ".sav"])
def test_cells_are_counted_before_they_are_read(tmp_path, monkeypatch, suffix):
    pytest.importorskip("pyreadstat")
    WRITERS[suffix](TRUTH.long(), tmp_path / f"d{suffix}")
    monkeypatch.setattr(weights, "MOST_CELLS", 100)
    with pytest.raises(InputError, match=r"22 rows and 5 columns; at most 100 cells"):
        read(tmp_path / f"d{suffix}")


@pytest.mark.parametrize("name", ["csv", "xlsx", "sav", "rds", "parquet", "eaf"])
def test_what_has_no_end_is_never_opened(tmp_path, name):
    os.mkfifo(tmp_path / f"d.{name}")
    for call in (read, read_talks):
        with pytest.raises(InputError, match=r"no file that can be read to its end|no such file"):
            call(tmp_path / f"d.{name}")
    for device in ("/dev/zero", "/dev/full"):
        with pytest.raises(InputError, match="Save the table as a file"):
            read(device)


def test_very_many_columns_are_refused_and_many_read_in_little_time(tmp_path):
    def table(columns):
        rows = [["couple", "partner", "day", *(f"v{n}" for n in range(columns))]]
        rows += [
            ["c", p, str(d), *(str(n * (3 - d % 2) % 7) for n in range(columns))]
            for d in range(4)
            for p in "ab"
        ]
        (tmp_path / "d.csv").write_text("\n".join(map(",".join, rows)), "utf-8")
        return tmp_path / "d.csv"

    with pytest.raises(InputError, match=r"20003 columns; at most"):
        read(table(20_000))
    started = time.process_time()
    assert read(table(800), roles="v1").roles == ("v1",)
    assert time.process_time() - started < 4


@pytest.mark.parametrize("scale", [1e300, -1e300, 1e-300, 1e-320])
@pytest.mark.parametrize("column", ["pursuit", "day"])
def test_numbers_of_any_size_are_read_or_told(tmp_path, scale, column):
    frame = TRUTH.long()
    frame[column] = frame[column] * scale
    frame.to_csv(tmp_path / "d.csv", index=False)
    try:
        records = read(tmp_path / "d.csv")
    except InputError as error:
        assert error.what  # noqa: PT017 - either is right
    else:
        assert all(np.isfinite(record.time).all() for record in records)

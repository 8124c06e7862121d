"""Whatever is put into a file: talks, or a sentence that says what is wrong; and never more."""

import os
import string

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import talk_files as kit
from pasdedeux.errors import PasDeDeuxError
from pasdedeux.readers.talks import Likely, coded, read_talks, what_it_is

EASY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TRUTH = kit.made(couples=1, length=6)
WHOLE = {
    "x.boris": kit.boris_project(TRUTH),
    "x.eaf": kit.eaf(TRUTH[0]),
    "x.sds": kit.sds(TRUTH),
    "state.sds": "State ($W = (a b) $H = (c d));\n<1> a=3 c=2 b=1 d=00:04 /\n",
    "x.txt": kit.interact(TRUTH),
    "elan.txt": kit.elan_lines(TRUTH[0]),
    "x.csv": kit.events(TRUTH).to_csv(index=False),
    "aggregated.csv": kit.boris_aggregated(TRUTH).to_csv(index=False),
    "tabular.tsv": kit.boris_tabular(TRUTH).to_csv(index=False, sep="\t"),
    "observer.csv": kit.observer(TRUTH).to_csv(index=False),
    "couples.csv": kit.wide(kit.made("intervals", couples=4, length=7)).to_csv(index=False),
}
SIGNS = string.printable + "éß\u2028\x00;,/&=*()<>%$"


def taken(source):
    """Read talks, or give the error that refuses them."""
    try:
        return read_talks(source)
    except PasDeDeuxError as error:
        return error


def taken_or_refused(path):
    found = taken(path)
    if isinstance(found, PasDeDeuxError):
        assert all(found.text(language) for language in ("en", "de"))
        assert len(found.text()) < 2000
    else:
        assert all((np.diff(talk.start) >= 0).all() for talk in found)
        assert all(note.text("de") for note in found.provenance.notes)
    what_it_is(path)


@EASY
@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_a_file_with_a_piece_replaced_or_cut_off(tmp_path, name, data):
    text = WHOLE[name]
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, min(begin + 40, len(text))))
    piece = data.draw(st.text(SIGNS, max_size=12))
    rest = "" if data.draw(st.booleans()) and begin > len(text) // 3 else text[end:]
    path = tmp_path / name
    path.write_bytes((text[:begin] + piece + rest).encode())
    taken_or_refused(path)


@EASY
@given(st.sampled_from([".boris", ".eaf", ".sds", ".csv", ".txt"]), st.binary(min_size=1, max_size=300))
def test_any_bytes_at_all(tmp_path, suffix, raw):
    path = tmp_path / f"any{suffix}"
    path.write_bytes(raw)
    taken_or_refused(path)


@EASY
@given(
    st.lists(
        st.tuples(
            *[st.sampled_from(["", "W", "H", "1", "0", "NA", "2.5", "-9", "x y", "01:02", "=1", "é"])] * 4
        ),
        min_size=1,
        max_size=12,
    ),
    st.permutations(["couple", "who", "code", "start", "end", "turn", "interval", "w", "h", "t1"]),
)
def test_any_table_of_a_few_cells(rows, names):
    found = taken(pd.DataFrame(rows, columns=names[:4]))
    assert not isinstance(found, PasDeDeuxError) or found.text("de")


HOSTILE = [
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;">]><a>&m;</a>',
    '<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://nowhere.invalid/a.dtd"><a/>',
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
    '<?xml version="1.0"?>' + "<a>" * 5000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_xml_is_refused(tmp_path, text):
    (tmp_path / "x.eaf").write_text(text)
    with pytest.raises(PasDeDeuxError, match="document type"):
        read_talks(tmp_path / "x.eaf")


def test_an_entity_that_is_not_declared_is_no_xml(tmp_path):
    (tmp_path / "x.eaf").write_text('<?xml version="1.0"?><a>&b;</a>')
    with pytest.raises(PasDeDeuxError, match="no complete XML"):
        read_talks(tmp_path / "x.eaf")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("x.boris", "[" * 100_000, "no project of BORIS"),
        ("x.boris", '{"observations": {"1": {"events": [[true, "W", "a"]]}}}', "is no event"),
        ("x.sds", "Interval; a*99999999, b /", "not part of such a sequence"),
        ("x.sds", "Timed; a,3 b /", "not part of such a sequence"),
        ("x.sds", "State; a=1 & b=1 & c=2 /", "more than two streams"),
        ("x.sds", "Wherever; a b /", "does not begin as a GSEQ file"),
        ("x.txt", "W\t\t0:00:00:20\t0:00:01:00\tanger\nH\t\t0:00:00:20\t0:00:01:00\tjoy\n", "--rate|rate=25"),
        ("x.csv", "couple,who,start,code\n" + "1,W,1,a\n1,H,later,b\n" * 20, "is no time|later"),
        ("x.csv", "couple,who,start,code\n1,W,1,a\n1,W,2,b\n", "only one person"),
        (
            "x.csv",
            "couple,who,start,code\n1,W,1,a\n1,H,2,b\n1,child,3,b\n1,aunt,3,b\n1,M,2,a\n",
            "more than two people",
        ),
        ("x.csv", "couple,start,code\n1,1,a\n1,2,b\n", "who did what"),
        ("x.csv", "couple,who,start\n1,W,1\n1,H,2\n", "no column holds codes"),
        ("x.csv", "couple,who,turn,tone,mood\n1,W,1,a,x\n1,H,2,b,y\n", "tone, mood"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, name, text, message):
    (tmp_path / name).write_text(text)
    with pytest.raises(PasDeDeuxError, match=message):
        read_talks(tmp_path / name)


def test_a_far_interval_is_no_bomb():
    rows = pd.DataFrame(
        {"couple": 1, "who": list("WHWHWH"), "interval": [1, 1, 2, 2, 1e12, 1e12], "code": list("ababab")}
    )
    with pytest.raises(PasDeDeuxError, match=r"more than 10.000.000 codes"):
        read_talks(rows)


def test_free_text_is_no_code():
    rows = pd.DataFrame(
        {"couple": 1, "who": ["W", "H"] * 300, "turn": range(600), "code": [f"said {n}" for n in range(600)]}
    )
    with pytest.raises(PasDeDeuxError, match=r"free text|holds codes"):
        read_talks(rows)


def test_wrong_arguments_are_named(tmp_path):
    rows = kit.events(TRUTH)
    for wrong, message in [
        ({"people": "W"}, "does not name two people"),
        ({"people": "A+B+C"}, "does not name two people"),
        ({"columns": {"whom": "who"}}, "nothing that a column can be"),
        ({"columns": {"who": "nobody"}}, "no column 'nobody'"),
        ({"interval": 0}, "above 0"),
        ({"codes": "nonsense"}, "no scheme"),
        ({"codes": "spaff"}, "knows none of the codes"),
        ({"codes": str(tmp_path / "no.toml")}, "no such file"),
    ]:
        with pytest.raises(PasDeDeuxError, match=message):
            read_talks(rows, **wrong)


def test_what_is_no_file_is_not_waited_for(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "x.csv")
    with pytest.raises(PasDeDeuxError, match="no such file"):
        read_talks(tmp_path / "x.csv")
    assert what_it_is(tmp_path / "x.csv") is Likely.DIARY
    monkeypatch.setattr(coded, "MOST_BYTES", 10)
    (tmp_path / "y.csv").write_text("couple,who,turn,code\n1,W,1,a\n")
    with pytest.raises(PasDeDeuxError, match="larger than"):
        read_talks(tmp_path / "y.csv")

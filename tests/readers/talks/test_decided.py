"""What is decided, and said: schemes, speakers, files of a study, and what is a diary."""

import numpy as np
import pandas as pd
import pytest

import talk_files as kit
from pasdedeux.errors import InputError
from pasdedeux.readers.talks import Likely, read_talks, schemes, what_it_is
from pasdedeux.readers.talks.schemes import recognised, scheme
from pasdedeux.records import ACTS, ActClass

CLASSES = {*map(str, ActClass), "other"}


def said(talks):
    return " ".join(map(str, talks.provenance.notes))


# Schemes


@pytest.mark.parametrize("name", schemes())
def test_every_scheme_has_sources_and_known_classes(name):
    one = scheme(name)
    assert one.title
    assert one.source
    assert set(one.known.values()) <= CLASSES


def test_the_own_scheme_has_every_act():
    assert {act: scheme("acts").classes([act])[act] for act in ACTS} == {
        act: str(one.act_class) for act, one in ACTS.items()
    }


def test_a_scheme_is_known_by_its_codes_and_said():
    found = read_talks(kit.events(kit.made(codes=("Blame", "Discussion", "withdraws"))))
    assert (found.scheme, found.classes["Blame"], found.classes["withdraws"]) == ("cirs", "press", "away")
    assert "CIRS" in said(found)


def test_schemes_that_share_a_code_count_it_alike():
    for one in map(scheme, schemes()):
        for two in map(scheme, schemes()):
            shared = one.known.keys() & two.known.keys()
            assert {code: one.known[code] for code in shared} == {code: two.known[code] for code in shared}


def test_codes_that_fit_two_schemes_are_counted_and_no_scheme_is_named():
    assert [one.name for one in recognised(("avoidance", "criticism", "withdraw"))] == ["vtcs"]
    found = read_talks(kit.events(kit.made(codes=("avoidance", "neutral", "withdraw"))))
    assert (found.scheme, found.classes["withdraw"]) == ("", "away")
    assert "counted alike in the schemes cirs and vtcs" in said(found)


def test_other_codes_stand_for_themselves():
    found = read_talks(kit.events(kit.made(codes=("a", "b", "c"))))
    assert (found.scheme, found.classes) == ("", {})
    assert "stand for themselves" in said(found)


def test_an_own_file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('title = "Mine"\npress = ["a"]\naway = ["b"]\n')
    found = read_talks(kit.events(kit.made(codes=("a", "b", "c"))), codes=str(path))
    assert (found.scheme, found.classes) == ("mine", {"a": "press", "b": "away", "c": "other"})
    assert "counted as other: c" in said(found)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("press = 'a'", "line 1"),
        ("prss = ['a']", "press"),
        ("press = ['a']\naway = ['A']", "two lists"),
        ("", "no code"),
    ],
)
def test_a_mistake_in_an_own_file_is_named(tmp_path, text, message):
    (tmp_path / "mine.toml").write_text(text)
    with pytest.raises(InputError, match=message):
        scheme(str(tmp_path / "mine.toml"))


# Who


def test_others_who_speak_are_left_out_with_the_reason():
    rows = kit.events(kit.made())
    rows.loc[[2, 5], "who"] = "child"
    rows.loc[7, "who"] = ""
    found = read_talks(rows)
    assert found[0].couple.labels == ("H", "W")
    reasons = [str(one.reason) for one in found.provenance.dropped]
    assert sorted(reasons) == ["It is by neither of the two."] * 2 + ["Nobody is named for it."]


def test_labels_of_each_couple_make_partners_alike():
    rows = kit.events(kit.made())
    rows["who"] = rows["couple"] + rows["who"].map({"H": "a7", "W": "b3"})
    found = read_talks(rows)
    assert not found.distinguishable
    assert [talk.couple.labels for talk in found] == [(f"0{n}a7", f"0{n}b3") for n in (1, 2, 3)]


def test_the_order_and_names_of_partners_can_be_said():
    rows = kit.events(kit.made())
    assert read_talks(rows, people="W+H")[0].couple.labels == ("W", "H")
    flipped = read_talks(rows, people="W+H")[0].who
    assert (flipped == 1 - read_talks(rows)[0].who).all()
    assert read_talks(rows, people="Ada+Bo")[0].couple.labels == ("Ada", "Bo")


def test_numbers_do_not_say_who():
    rows = kit.events(kit.made(labels=("1", "2")))
    assert not read_talks(rows).distinguishable
    assert read_talks(kit.events(kit.made())).distinguishable


# Codes


def test_spellings_are_joined_and_gaps_are_no_code():
    rows = kit.events(kit.made("turns")).drop(columns=["start", "end"])
    rows.loc[0, "code"], rows.loc[1, "code"], rows.loc[2, "code"] = "BLAME", "uncodable", None
    found = read_talks(rows)
    assert found.codes == kit.CODES
    assert found[0].code[:3].tolist() == [0, -1, -1]
    assert "BLAME" in said(found)


def test_a_missing_code_can_be_named():
    rows = kit.events(kit.made(codes=("a", "b", "z")))
    assert read_talks(rows, missing="z").codes == ("a", "b")


# Several talks and files


def test_several_talks_of_a_couple():
    rows = kit.events(kit.made(couples=2)).assign(topic="hers")
    both = pd.concat([rows, rows.assign(topic="his")])
    found = read_talks(both)
    assert (len(found), found.couples) == (4, 2)
    assert {talk.id for talk in found} == {"hers", "his"}


def test_two_files_of_one_couple_are_two_talks(tmp_path):
    truth = kit.made(couples=1)
    for name in ("before", "after"):
        kit.events(truth).to_csv(tmp_path / f"{name}.csv", index=False)
    found = read_talks(tmp_path)
    assert (found.couples, [talk.id for talk in found]) == (1, ["after", "before"])


def test_files_of_another_form_are_refused_by_name(tmp_path):
    kit.events(kit.made()).to_csv(tmp_path / "a.csv", index=False)
    kit.events(kit.made("turns")).drop(columns=["start", "end"]).to_csv(tmp_path / "b.csv", index=False)
    with pytest.raises(InputError, match=r"b\.csv: this file is coded in another form than a\.csv"):
        read_talks(tmp_path)


def test_an_empty_folder_is_named(tmp_path):
    with pytest.raises(InputError, match="no file in here"):
        read_talks(tmp_path)


# What else a table says


def test_traits_of_persons_and_couples():
    truth = kit.made("intervals", couples=3, length=8)
    wide = kit.wide(truth, ("h", "w")).assign(anx_w=[1.0, 2.0, 3.0], anx_h=[4.0, 5.0, 6.5], years=[1, 2, 9])
    people = read_talks(wide)[1].couple.partners
    assert people[0].traits == {"anxiety": 5.0, "years": 2.0}
    assert people[1].traits == {"anxiety": 2.0, "years": 2.0}


def test_a_simulated_table_stays_so():
    assert read_talks(kit.events(kit.made()).assign(simulated=1)).provenance.simulated


def test_a_question_between_two_pairs_of_series():
    truth = kit.made("intervals", length=12)
    both = kit.wide(truth, ("h", "w")).join(kit.wide(truth, ("h", "w"), "{name}_mood{n}").drop(columns="id"))
    with pytest.raises(InputError, match=r"h\+w"):
        read_talks(both)
    assert len(read_talks(both, columns={"code": "h+w"})) == 3


# A diary or talks


def table(path, **columns):
    pd.DataFrame(columns).to_csv(path, index=False)
    return what_it_is(path)


def test_diaries_stay_diaries(tmp_path):
    rng, path = np.random.default_rng(1), tmp_path / "x.csv"
    long = {
        "couple": np.repeat([1, 2], 40),
        "who": ["W", "H"] * 40,
        "day": np.tile(np.repeat(range(20), 2), 2),
    }
    assert table(path, **long, anxiety=rng.integers(1, 8, 80)) is Likely.DIARY
    assert table(path, **long, conflict=rng.integers(0, 2, 80)) is Likely.DIARY
    assert (
        table(path, **long, event=rng.choice(["fight", "none"], 80), anxiety=rng.integers(1, 8, 80))
        is Likely.DIARY
    )
    wide = {"couple": np.repeat([1, 2], 20), "day": np.tile(range(20), 2)}
    assert table(path, **wide, anx_w=rng.integers(1, 8, 40), anx_m=rng.integers(1, 8, 40)) is Likely.DIARY
    assert (
        table(path, **wide, conflict_w=rng.integers(0, 2, 40), conflict_m=rng.integers(0, 2, 40))
        is Likely.DIARY
    )
    (tmp_path / "nothing.csv").write_text("x")
    assert what_it_is(tmp_path / "nothing.csv") is Likely.DIARY


def test_talks_are_known_by_their_content(tmp_path):
    path = tmp_path / "x.csv"
    assert table(path, **kit.events(kit.made())) is Likely.TALKS
    assert table(path, **kit.wide(kit.made("intervals", length=12), ("h", "w"))) is Likely.TALKS
    assert table(path, **kit.boris_tabular(kit.made())) is Likely.TALKS
    assert what_it_is(tmp_path) is Likely.TALKS
    (tmp_path / "elan.txt").write_text(kit.elan_lines(kit.made()[0]))
    assert what_it_is(tmp_path / "elan.txt") is Likely.TALKS


def test_what_may_be_either_is_asked(tmp_path):
    rng = np.random.default_rng(1)
    degrees = {f"{who}_{n}": rng.integers(1, 6, 9) for who in ("W", "M") for n in range(1, 13)}
    assert table(tmp_path / "x.csv", couple=range(9), **degrees) is Likely.EITHER
    steps = {"couple": 1, "time": range(20), "w": rng.integers(0, 2, 20), "h": rng.integers(0, 2, 20)}
    assert table(tmp_path / "x.csv", **steps) is Likely.EITHER

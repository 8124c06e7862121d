"""Every key against a table that was written out by hand from the published scoring, not from the code."""

import hashlib
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

import pasdedeux
from pasdedeux.errors import InputError
from pasdedeux.instruments import instruments, key
from pasdedeux.services import score

HERE = Path(__file__).parent
HOUSE = Path(pasdedeux.__file__).parent
TABLES = HOUSE / "instruments" / "tables"

# name: (items, (lowest, highest), "mean" or "sum", {scale: (items, reversed items)})
PUBLISHED = {
    "ecr": (
        36,
        (1, 7),
        "mean",
        {
            "avoidance": (
                "1 3 5 7 9 11 13 15 17 19 21 23 25 27 29 31 33 35",
                "3 15 19 25 27 29 31 33 35",
            ),
            "anxiety": ("2 4 6 8 10 12 14 16 18 20 22 24 26 28 30 32 34 36", "22"),
        },
    ),
    "ecr-r": (
        36,
        (1, 7),
        "mean",
        {
            "anxiety": ("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18", "9 11"),
            "avoidance": (
                "19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36",
                "20 22 26 27 28 29 30 31 33 34 35 36",
            ),
        },
    ),
    "ecr-12": (
        12,
        (1, 7),
        "mean",
        {"anxiety": ("1 2 3 5 7 8", ""), "avoidance": ("4 6 9 10 11 12", "6 9 10 11 12")},
    ),
    "ecr-s": (
        12,
        (1, 7),
        "sum",
        {"avoidance": ("1 3 5 7 9 11", "1 5 9"), "anxiety": ("2 4 6 8 10 12", "8")},
    ),
    "ecr-rs": (9, (1, 7), "mean", {"avoidance": ("1 2 3 4 5 6", "1 2 3 4"), "anxiety": ("7 8 9", "")}),
    "rq": (
        4,
        (1, 7),
        "mean",
        {"secure": ("1", ""), "fearful": ("2", ""), "preoccupied": ("3", ""), "dismissing": ("4", "")},
    ),
    "rsq": (
        30,
        (1, 5),
        "mean",
        {
            "secure": ("3 9 10 15 28", "9 28"),
            "fearful": ("1 5 12 24", ""),
            "preoccupied": ("6 8 16 25", "6"),
            "dismissing": ("2 6 19 22 26", ""),
        },
    ),
    "cpq-35": (
        35,
        (1, 9),
        "sum",
        {
            "constructive": ("1 2 6 8 23 24 25 26 27", "1 24 26"),
            "self_demand_partner_withdraw": ("3 9 11 13 17 19 32", ""),
            "partner_demand_self_withdraw": ("4 10 12 14 18 20 33", ""),
        },
    ),
    "cpq-sf": (  # A1 A2 A3a A3b B4 B5 B6 B7a B7b B8a B8b are counted 1 to 11 here
        11,
        (1, 9),
        "sum",
        {
            "constructive": ("2 5 7", ""),
            "demand_withdraw": ("3 4 8 9 10 11", ""),
            "self_demand_partner_withdraw": ("3 8 10", ""),
            "partner_demand_self_withdraw": ("4 9 11", ""),
        },
    ),
    "csi-4": (4, (0, 5), "sum", {"satisfaction": ("1 2 3 4", "")}),
    "csi-16": (16, (0, 5), "sum", {"satisfaction": ("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16", "")}),
    "csi-32": (
        32,
        (0, 5),
        "sum",
        {
            "satisfaction": (
                "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32",
                "",
            )
        },
    ),
    "rdas": (
        14,
        (0, 5),
        "sum",
        {
            "consensus": ("1 2 3 4 5 6", ""),
            "satisfaction": ("7 8 9 10", ""),
            "cohesion": ("11 12 13 14", ""),
            "total": ("1 2 3 4 5 6 7 8 9 10 11 12 13 14", ""),
        },
    ),
    "ras": (7, (1, 5), "mean", {"satisfaction": ("1 2 3 4 5 6 7", "4 7")}),
    "ios": (1, (1, 7), "mean", {"closeness": ("1", "")}),
}
OTHER_RANGES = {("csi-4", 1): (0, 6), ("csi-16", 1): (0, 6), ("csi-32", 1): (0, 6), ("rdas", 11): (0, 4)}
# Lowest and highest score that each scale can have.
SPAN = {
    ("ecr-s", "anxiety"): (6, 42),
    ("cpq-35", "constructive"): (9, 81),
    ("cpq-35", "self_demand_partner_withdraw"): (7, 63),
    ("cpq-sf", "demand_withdraw"): (6, 54),
    ("csi-4", "satisfaction"): (0, 21),
    ("csi-16", "satisfaction"): (0, 81),
    ("csi-32", "satisfaction"): (0, 161),
    ("rdas", "consensus"): (0, 30),
    ("rdas", "satisfaction"): (0, 20),
    ("rdas", "cohesion"): (0, 19),
    ("rdas", "total"): (0, 69),
}
# Largest number of missing items that each scale survives: a fifth, rounded down.
MAY_MISS = {
    ("ecr", "anxiety"): 3,
    ("ecr-rs", "avoidance"): 1,
    ("ecr-rs", "anxiety"): 0,
    ("ecr-s", "anxiety"): 1,
    ("csi-4", "satisfaction"): 0,
    ("csi-16", "satisfaction"): 3,
    ("csi-32", "satisfaction"): 6,
    ("rdas", "total"): 2,
    ("cpq-35", "constructive"): 1,
    ("ras", "satisfaction"): 1,
    ("rq", "secure"): 0,
    ("ios", "closeness"): 0,
}


def numbers(text):
    return tuple(int(word) for word in text.split())


def columns(form, answer):
    """One person who gives this answer (a number, or one per place counted from 1) everywhere."""
    given = answer if callable(answer) else lambda _: answer
    return {label: [given(i)] for i, label in enumerate(form.labels, 1)}


def one(name, answer, scale):
    form = key(name)
    return score(columns(form, answer), form, items=form.labels)[scale][0]


def test_every_key_is_in_the_table():
    assert {*PUBLISHED, "check"} == set(instruments())


@pytest.mark.parametrize("name", PUBLISHED)
def test_key_is_the_published_one(name):
    items, ends, statistic, scales = PUBLISHED[name]
    form = key(name)
    assert len(form.labels) == items
    assert form.statistic == statistic
    for i, (low, high) in enumerate(zip(form.low, form.high, strict=True), 1):
        assert (low, high) == OTHER_RANGES.get((name, i), ends)
    assert {scale.name for scale in form.subscales} == set(scales)
    for scale, (wanted, turned) in scales.items():
        assert sorted(form.subscale(scale).items) == list(numbers(wanted))
        assert sorted(form.subscale(scale).reversed) == list(numbers(turned))


@pytest.mark.parametrize("name", PUBLISHED)
def test_each_item_moves_its_scale_by_its_key_and_no_other(name):
    _, _, statistic, scales = PUBLISHED[name]
    form = key(name)
    middle = {i: (low + high) // 2 for i, (low, high) in enumerate(zip(form.low, form.high, strict=True), 1)}
    for scale, (wanted, turned) in scales.items():
        base = one(name, middle.__getitem__, scale)
        for item in middle:
            step = one(name, lambda i, item=item: middle[i] + (i == item), scale) - base
            sign = 0 if item not in numbers(wanted) else -1 if item in numbers(turned) else 1
            size = 1 / len(numbers(wanted)) if statistic == "mean" else 1
            assert step == pytest.approx(sign * size)


@pytest.mark.parametrize(("name", "scale"), SPAN)
def test_sums_span_what_is_published(name, scale):
    form = key(name)
    turned = form.subscale(scale).reversed
    low = one(name, lambda i: (form.high if i in turned else form.low)[i - 1], scale)
    high = one(name, lambda i: (form.low if i in turned else form.high)[i - 1], scale)
    assert (low, high) == SPAN[name, scale]


@pytest.mark.parametrize(("name", "scale"), MAY_MISS)
def test_missing_rule(name, scale):
    form = key(name)
    items, allowed = form.subscale(scale).items, MAY_MISS[name, scale]
    given = {label: [form.low[-1] + 1] * 3 for label in form.labels}
    for item in items[: allowed + 1]:
        given[form.labels[item - 1]][1] = None
    for item in items[:allowed]:
        given[form.labels[item - 1]][2] = None
    scores = score(given, form, items=form.labels)
    assert np.isnan(scores[scale]).tolist() == [False, True, False]
    assert [gap.row for gap in scores.unscored if scale in gap.scales] == [3]


def test_cpq_constructive_in_the_words_of_its_sheet():
    answer = {i: 1 + (i * 5) % 9 for i in range(1, 36)}
    a = answer.__getitem__
    expected = a(2) + a(6) + a(8) + a(23) + a(25) + a(27) + (10 - a(1)) + (10 - a(24)) + (10 - a(26))
    assert one("cpq-35", a, "constructive") == expected


def test_cpq_sf_by_its_own_labels():
    form = key("cpq-sf")
    assert form.labels == ("A1", "A2", "A3a", "A3b", "B4", "B5", "B6", "B7a", "B7b", "B8a", "B8b")
    named = {f"w_{label}": [i % 9 + 1] for i, label in enumerate(form.labels)}
    numbered = {f"cpqsf{i}": [(i - 1) % 9 + 1] for i in range(1, 12)}
    assert score(named, "cpq-sf").values.tolist() == score(numbered, "cpq-sf").values.tolist()


@pytest.mark.parametrize(
    ("name", "cut", "inside", "outside"),
    [
        ("csi-32", "notable_dissatisfaction", 104, 105),
        ("csi-16", "notable_dissatisfaction", 51, 52),
        ("csi-4", "notable_dissatisfaction", 13, 14),
        ("rdas", "distressed_47", 47, 48),
        ("rdas", "distressed_48", 48, 49),
    ],
)
def test_cut_offs_of_sums(name, cut, inside, outside):
    form = key(name)
    for total, expected in ((inside, 1.0), (outside, 0.0)):
        left = total
        given = {}
        for label, high in zip(form.labels, form.high, strict=True):
            given[label] = [min(left, high)]
            left -= given[label][0]
        scores = score(given, form, items=form.labels)
        assert scores.values[0, -1] == total
        assert scores.beyond(cut)[0] == expected


def test_cut_off_of_the_ras():
    turned = {4, 7}
    table = {f"ras{i}": [3, 4, None] for i in range(1, 8)}
    for i in turned:
        table[f"ras{i}"] = [3, 2, 3]
    scores = score(table, "ras")
    assert scores["satisfaction"][:2].tolist() == [3.0, 4.0]
    np.testing.assert_array_equal(scores.beyond("low_satisfaction"), [1.0, 0.0, np.nan])
    with pytest.raises(InputError, match="no cut-off"):
        scores.beyond("happy")


def test_rq_and_rsq_models_of_self_and_other():
    rq = score({"rq_secure": [6], "rq_fearful": [2], "rq_preoccupied": [3], "rq_dismissing": [5]}, "rq")
    assert (rq["self_model"][0], rq["other_model"][0]) == (6 + 5 - 3 - 2, 6 + 3 - 5 - 2)
    rsq = score({f"rsq{i}": [1 + i % 5] for i in range(1, 31)}, "rsq")
    value = {name: rsq[name][0] for name in rsq.names}
    models = (
        value["secure"] + value["dismissing"] - value["preoccupied"] - value["fearful"],
        value["secure"] + value["preoccupied"] - value["dismissing"] - value["fearful"],
    )
    assert (value["self_model"], value["other_model"]) == pytest.approx(models)


def test_rq_is_never_found_by_number():
    with pytest.raises(InputError, match="No columns were found"):
        score({f"rq{i}": [4] for i in range(1, 5)}, "rq")


def test_ecr_12_items_out_of_the_full_form():
    assert key("ecr-12").full_form.items == (2, 6, 8, 9, 14, 15, 18, 24, 25, 27, 29, 31)
    form = {f"ecr{i}": [1 + (i * 3) % 7] for i in range(1, 37)}
    scores = score(form, "ecr-12", full_form=True)
    a = {i: form[f"ecr{i}"][0] for i in range(1, 37)}
    assert scores["anxiety"][0] == pytest.approx(sum(a[i] for i in (2, 6, 8, 14, 18, 24)) / 6)
    avoidance = (a[9] + sum(8 - a[i] for i in (15, 25, 27, 29, 31))) / 6
    assert scores["avoidance"][0] == pytest.approx(avoidance)
    with pytest.raises(InputError, match="No longer form"):
        score(form, "ecr-s", full_form=True)


@pytest.mark.parametrize("name", instruments())
def test_every_figure_has_source_and_tag(name):
    form = key(name)
    assert form.citation
    assert form.licence
    assert form.source
    assert form.confidence in {"high", "medium-high", "not validated"}
    names = {scale.name for scale in form.subscales}
    for figure in (*form.norms, *form.cutoffs):
        assert figure.subscale in names
        assert figure.source
        assert figure.tag in {"V", "M", "m", "D"}
    assert form.tag in {"V", "M", "m", "D"}


def test_unknown_names_are_answered():
    with pytest.raises(InputError, match="There is no key for 'mbti'"):
        key("mbti")
    with pytest.raises(InputError, match="There is no scale 'warmth'"):
        key("ecr").subscale("warmth")


def words(text):
    return re.sub(r"[^a-z ]", "", re.sub(r"\s+", " ", text.lower().replace("-", " "))).split()


def test_tables_hold_no_sentences_of_items():
    for path in TABLES.glob("*.toml"):
        table = tomllib.loads(path.read_text("utf-8"))
        labels = table["items"] if isinstance(table["items"], list) else []
        assert all(re.fullmatch(r"\w{2,20}", label) for label in labels)
        prose = words(" ".join([*table.get("notes", []), table["licence"], table["source"]]))
        assert not {"im", "my", "me", "myself"} & set(prose), path.name


def test_no_published_item_is_in_the_project():
    """Five words in a row of any known item; only their hashes are kept here."""
    known = set((HERE / "published_items.sha256").read_text("ascii").split())
    assert len(known) > 200
    root = HOUSE.parents[1]
    for folder in ("src", "docs", "bench", "tests", "changelog.d"):
        for path in (root / folder).rglob("*"):
            if path.suffix not in {".py", ".toml", ".md", ".csv", ".html", ".js", ".svg", ".txt"}:
                continue
            text = words(path.read_text("utf-8"))
            for start in range(len(text) - 4):
                five = " ".join(text[start : start + 5])
                found = hashlib.sha256(five.encode()).hexdigest()[:10] in known
                assert not found, f"{path.relative_to(root)} has five words of a published item: {five}"

"""`pasdedeux score`: every layout, every refusal, plain output, whole files, and scores that reach a fit."""

import csv
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

import pasdedeux
from pasdedeux import identify
from pasdedeux.cli import main
from pasdedeux.instruments import instruments, key, partners
from pasdedeux.instruments.traits import trait_priors
from pasdedeux.loop.attachment import side_values
from pasdedeux.readers.forms.scores import read_scores
from pasdedeux.services import score
from pasdedeux.simulate import example_records

REVERSED = {3, 15, 19, 22, 25, 27, 29, 31, 33, 35}


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def people(couples, top=7, seed=0):
    """ECR answers of both partners of each couple, a row per person."""
    rng = np.random.default_rng(seed)
    n = 2 * couples
    trait = rng.normal(size=(2, n))
    ids = [f"{c:0{len(str(couples))}d}" for c in range(1, couples + 1) for _ in "ab"]
    table = {"couple": ids, "partner": ["Alma", "Sam"] * couples}
    for item in range(1, 37):
        level = (trait[item % 2] + rng.normal(size=n)) * (-1 if item in REVERSED else 1)
        table[f"Q{item}"] = np.clip(np.round((top + 1) / 2 + (top - 1) / 5 * level), 1, top).astype(int)
    return pd.DataFrame(table)


def run(capsys, *arguments):
    code = main(["score", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out, err


def written(name):
    with Path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def save(table, name="forms.csv"):
    table.to_csv(name, index=False)
    return name


@pytest.fixture
def forms():
    return save(people(60))


# What comes out


def test_scores_are_shown_with_reliability_and_a_word_of_caution(forms, capsys):
    code, out, err = run(capsys, forms, "--instrument", "ecr")
    assert (code, err) == (0, "")
    scores = score(people(60), "ecr")
    for name in scores.names:
        found = scores.reliability[name]
        assert re.search(rf"{name} +120 +0 +0.0% .* 120 +{found.alpha:.3f} +{found.omega:.3f}", out)
    assert out.splitlines()[0] == "forms.csv: 120 forms, Experiences in Close Relationships."
    assert "and 100 more (--all shows every one, --csv writes them)" in out
    assert "names no type of person and gives no verdict" in out
    assert "Brennan" in out
    assert "Ask before any commercial use" in out
    assert "\x1b" not in out


def test_every_score_has_its_range(forms, capsys):
    _, out, _ = run(capsys, forms, "--instrument", "ecr", "--all")
    lines = [line for line in out.splitlines() if re.match(r"\d+ +\d\d +(Alma|Sam) ", line)]
    assert len(lines) == 120
    number = r"(?:<5|>95|\d0)"
    told = rf"\d\.\d \(\d\.\d to \d\.\d\), {number} \({number} to {number}\)"
    assert all(re.fullmatch(rf"\d+ +\d\d +(Alma|Sam) +{told} +{told}", line) for line in lines)


def test_the_table_holds_what_was_scored(forms, capsys):
    code, out, _ = run(capsys, forms, "--instrument", "ecr", "--csv", "scores.csv", "--json", "scores.json")
    assert code == 0
    assert out.endswith("JSON: scores.json\nTable: scores.csv\n")
    rows, tree = written("scores.csv"), json.loads(Path("scores.json").read_text("utf-8"))
    scores = score(people(60), "ecr", couple="couple", partner="partner")
    assert [float(row["anxiety"]) for row in rows] == pytest.approx(scores["anxiety"], abs=1e-6)
    assert [float(row["avoidance_se"]) for row in rows] == pytest.approx(scores.se[:, 1], abs=1e-6)
    assert [row["row"] for row in rows[:3]] == ["2", "3", "4"]
    assert [(row["couple"], row["partner"]) for row in rows[:2]] == [("01", "Alma"), ("01", "Sam")]
    for row in rows:
        low, middle, high = (int(row[f"anxiety_percentile{part}"]) for part in ("_low", "", "_high"))
        assert 0 <= low <= middle <= high <= 100
    assert tree["scales"]["anxiety"]["alpha"] == pytest.approx(scores.reliability["anxiety"].alpha)
    assert tree["key"] == {"confidence": "high", "tag": "V", "source": "same list in independent code"}
    assert len(tree["forms"]) == 120
    assert re.fullmatch("[0-9a-f]{64}", tree["data_sha256"])


def test_json_on_standard_output_stands_alone(forms, capsys):
    code, out, err = run(capsys, forms, "--instrument", "ecr", "--json", "-")
    assert (code, err) == (0, "")
    assert json.loads(out)["instrument"] == "ecr"


def test_published_lines_are_in_the_data_and_on_no_screen(capsys):
    save(pd.DataFrame({f"csi4_{i}": [3, 4, None] for i in range(1, 5)}))
    code, out, _ = run(capsys, "forms.csv", "--instrument", "csi-4", "--csv", "o.csv", "--json", "o.json")
    assert code == 0
    assert [row["notable_dissatisfaction"] for row in written("o.csv")] == ["1", "0"]
    assert "dissatisfaction" not in out
    (line,) = json.loads(Path("o.json").read_text("utf-8"))["lines"]
    assert line["source"] == "Funk & Rogge (2007)"


@pytest.mark.parametrize("name", instruments())
def test_every_questionnaire_can_be_scored_from_a_file(name, capsys):
    form = key(name)
    rng = np.random.default_rng(2)
    prefix = "" if form.labels == form.names[:1] else f"{form.names[0]}_"
    save(
        pd.DataFrame(
            {
                f"{prefix}{label}": rng.integers(low, high + 1, 30)
                for label, low, high in zip(form.labels, form.low, form.high, strict=True)
            }
        ).assign(age=30)
    )
    code, out, err = run(capsys, "forms.csv", "--instrument", name, "--csv", "scores.csv")
    assert (code, err) == (0, "")
    assert form.title in out
    scales = [scale.name for scale in form.subscales]
    assert set(scales) <= set(written("scores.csv")[0])


# Layouts


def wide(table, name):
    items = [column for column in table if column.startswith("Q")]
    rows = []
    for couple, two in table.groupby("couple"):
        row = {"couple": couple}
        for mark, (_, person) in zip("MF", two.iterrows(), strict=True):
            row |= {name(mark, item): person[item] for item in items}
        rows.append(row)
    return pd.DataFrame(rows)


LAYOUTS = {
    "a row per person": lambda t: t,
    "a row per couple, marks before": lambda t: wide(t, lambda mark, item: f"{mark}_{item}"),
    "a row per couple, marks behind": lambda t: wide(t, lambda mark, item: f"{item}_{mark.lower()}"),
    "a row per answer": lambda t: t.melt(["couple", "partner"], var_name="item", value_name="answer"),
    "a diary that repeats the form": lambda t: pd.concat([t.assign(day=d) for d in (1, 2)]),
}


WRITERS = {
    ".csv": lambda table, name: table.to_csv(name, index=False),
    ".tsv": lambda table, name: table.to_csv(name, index=False, sep="\t"),
    ".xlsx": lambda table, name: table.to_excel(name, index=False),
    ".parquet": lambda table, name: table.to_parquet(name, index=False),
    ".sav": pyreadstat.write_sav,
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("suffix", WRITERS)
def test_any_layout_in_any_file_gives_the_same_scores(layout, suffix, capsys):
    table = people(8)
    name = f"forms{suffix}"
    WRITERS[suffix](LAYOUTS[layout](table), name)
    code, _, err = run(capsys, name, "--instrument", "ecr", "--csv", "scores.csv")
    assert (code, err) == (0, "")
    expected = score(table, "ecr")
    assert sorted(float(row["anxiety"]) for row in written("scores.csv")) == pytest.approx(
        sorted(expected["anxiety"]), abs=1e-6
    )


def by_id(table):
    return table.drop(columns=["couple", "partner"]).assign(id=range(len(table)))


def renamed(**names):
    return lambda table: table.rename(columns=names)


IDS = {
    "couple and partner": (lambda t: t, ("couple", "partner")),
    "an id for both, and sex": (renamed(couple="id", partner="sex"), ("couple", "partner")),
    "the couple in one row": (
        lambda t: renamed(couple="id")(wide(t, lambda mark, item: f"{mark}_{item}")),
        ("couple", "partner"),
    ),
    "an id of each person": (by_id, ("partner",)),
    "an id, a row per answer": (lambda t: by_id(t).melt("id", var_name="item"), ("partner",)),
    "nothing": (lambda t: t.drop(columns=["couple", "partner"]), ()),
}


@pytest.mark.parametrize("case", IDS)
def test_who_answered_is_found_by_usual_names(case, capsys):
    change, expected = IDS[case]
    save(change(people(4)))
    assert run(capsys, "forms.csv", "--instrument", "ecr", "--csv", "scores.csv")[0] == 0
    rows = written("scores.csv")
    assert len(rows) == 8
    assert tuple(name for name in ("couple", "partner") if name in rows[0]) == expected
    assert len({(row.get("couple"), row.get("partner")) for row in rows}) == (8 if expected else 1)


def test_shuffled_items_with_a_map(capsys):
    table = people(60)
    order = np.random.default_rng(1).permutation(np.arange(1, 37))
    mixed = table.rename(columns={f"Q{item}": f"v{chr(97 + at // 26)}{at}x" for at, item in enumerate(order)})
    save(mixed)
    mapped = ",".join(f"{item}=v{chr(97 + at // 26)}{at}x" for at, item in enumerate(order))
    code, _, err = run(capsys, "forms.csv", "--instrument", "ecr", "--items", mapped, "--csv", "s.csv")
    assert (code, err) == (0, "")
    assert [float(row["anxiety"]) for row in written("s.csv")] == pytest.approx(
        score(table, "ecr")["anxiety"], abs=1e-6
    )
    listed = ",".join(f"v{chr(97 + at // 26)}{at}x" for at in np.argsort(order))
    assert run(capsys, "forms.csv", "--instrument", "ecr", "--items", listed, "--csv", "t.csv")[0] == 0
    assert written("t.csv") == written("s.csv")


def test_usual_signs_of_no_answer_and_own_ones_are_read(capsys):
    table = people(10).astype(object)
    table.loc[0, "Q1"], table.loc[1, "Q2"], table.loc[2, "Q3"], table.loc[3, "Q4"] = "NA", ".", "refused", -99
    save(table)
    code, out, err = run(
        capsys, "forms.csv", "--instrument", "ecr", "--missing", "refused", "--missing", "-99"
    )
    assert (code, err) == (0, "")
    assert re.search(r"anxiety +20 +0 +0.6%", out)


# Refusals: exit 2, one line on standard error, nothing on standard output, no file


def as_given(table):
    return table


def waves(table):
    items = table.filter(like="Q")
    return table[["couple", "partner"]].join(items.add_prefix("t1_")).join(items.add_prefix("t2_"))


def half_filled(table):
    return table.assign(**{f"Q{i}": np.nan for i in range(1, 37) if i % 9 < 4})


def shuffled(table):
    return table.rename(columns={f"Q{i}": f"Q{(i * 5) % 37}" for i in range(1, 37)})


def turned(table):
    return table.assign(**{f"Q{i}": 8 - table[f"Q{i}"] for i in REVERSED})


def twice(table):
    return pd.concat([table, table.iloc[[0]].assign(Q1=8 - table["Q1"][0])])


def first_answer(value):
    return lambda table: table.astype(object).assign(Q7=[value, *table["Q7"][1:]])


BAD = {
    "out of range": (first_answer(77), [], "1 answer is not a whole number from 1 to 7: row 2, column 'Q7'"),
    "a word": (first_answer("often"), [], "row 2, column 'Q7': 'often'"),
    "half-filled forms": (half_filled, [], "Nobody could be scored"),
    "another form by number": (as_given, ["--instrument", "csi-16"], "36 items would fit: ecr, ecr-r"),
    "another form by name": (
        lambda t: t.rename(columns=lambda name: name.replace("Q", "ECR-R ")),
        [],
        "name Experiences in Close Relationships - Revised",
    ),
    "another form by its answers": (as_given, ["--instrument", "ecr-r"], "work against their own scale"),
    "items in another order": (shuffled, [], "(--items WHERE)"),
    "answers that were turned already": (turned, [], "turned already"),
    "five steps under a key of seven": (lambda _: people(60, top=5), [], ": --answered 1-5."),
    "nought for no answer": (first_answer(0), [], ": --missing 0."),
    "one item missing": (lambda t: t.drop(columns="Q36"), [], "1 are not there: 36"),
    "no items": (lambda t: t[["couple", "partner"]], [], "No columns were found"),
    "two waves": (waves, [], "more than one form fit"),
    "a person twice": (twice, [], "stands in row 2 and row 122"),
    "an unknown questionnaire": (as_given, ["--instrument", "mbti"], "There is no key for 'mbti'"),
    "no such column": (as_given, ["--map", "couple=dyad"], "There is no column 'dyad'"),
    "an unknown role": (as_given, ["--map", "time=day"], "'time' is not known"),
    "no range": (as_given, ["--answered", "five"], "'five' is no range"),
    "a range upside down": (as_given, ["--answered", "7-1"], "a smaller and a larger end"),
    "nothing the reader takes": (as_given, ["--read", "zone=UTC"], "Choose from: decimal"),
    "no longer form": (as_given, ["--full-form"], "No longer form is known"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_does_not_fit_stops_with_the_way_out(case, capsys):
    change, given, words = BAD[case]
    save(change(people(60)))
    chosen = [] if "--instrument" in given else ["--instrument", "ecr"]
    code, out, err = run(capsys, "forms.csv", *chosen, *given, "--csv", "scores.csv", "--json", "scores.json")
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert sorted(path.name for path in Path().iterdir()) == ["forms.csv"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["forms.csv"], "--instrument"),
        (["nowhere.csv", "--instrument", "ecr"], "there is no such file"),
        (["forms.csv", "--instrument", "ecr", "--csv", "forms.csv"], "that is the file to be read"),
        (["forms.csv", "--instrument", "ecr", "--csv", "mine.csv"], "--force"),
        (["forms.csv", "--instrument", "ecr", "--json", "no/such.json"], "the folder does not exist"),
    ],
)
def test_files_and_options_that_will_not_do(forms, given, words, capsys):
    Path("mine.csv").write_text("mine")
    before = Path(forms).read_bytes()
    code, out, err = run(capsys, *given)
    assert (code, out) == (2, "")
    assert words in err
    assert Path(forms).read_bytes() == before
    assert Path("mine.csv").read_text() == "mine"


def test_the_ways_out_lead_out(capsys):
    save(people(60, top=5).assign(Q7=[0, 77, *people(60, top=5)["Q7"][2:]]))
    given = [
        "forms.csv",
        "--instrument",
        "ecr",
        "--missing",
        "0",
        "--answered",
        "1-5",
        "--exclude",
        "--csv",
        "s.csv",
    ]
    code, out, err = run(capsys, *given)
    assert (code, err) == (0, "")
    assert "moved linearly onto 1-7" in out
    assert "row 3: An answer is not possible: column 'Q7' has '77'." in out
    assert [row["row"] for row in written("s.csv") if not row["anxiety"]] == ["3"]


def test_text_from_a_file_cannot_steer_the_terminal(capsys):
    names = ["\x1b[31m[red]x", *map(str, range(40))]
    save(pd.DataFrame({"couple": names, "partner": "=1+1", "ios": 3}))
    code, out, _ = run(capsys, "forms.csv", "--instrument", "ios", "--csv", "s.csv")
    assert code == 0
    assert "\x1b" not in out
    assert "[red]x" in out
    assert written("s.csv")[0]["partner"] == "'=1+1"


# Scores that go on


def test_scores_become_partners_and_priors_of_both_models(forms, capsys):
    assert run(capsys, forms, "--instrument", "ecr", "--csv", "scores.csv")[0] == 0
    from_file, known = read_scores(Path("scores.csv"))
    scores = score(people(60), "ecr", couple="couple", partner="partner")
    direct = partners(scores)
    assert known == ("anxiety", "avoidance")
    assert from_file.keys() == direct.keys()
    for person, partner in direct.items():
        assert from_file[person].anxiety == pytest.approx(partner.anxiety, abs=1e-6)
    priors = trait_priors(scores)
    sides = side_values(*np.clip(priors.mean.T, -4, 4))
    assert np.corrcoef(sides["reach"], scores["anxiety"])[0, 1] > 0.9
    assert np.corrcoef(sides["room"], scores["avoidance"])[0, 1] < -0.9


def test_sums_are_read_back_as_means_of_items(capsys):
    table = people(3)[["couple", "partner", *(f"Q{i}" for i in range(1, 13))]]
    save(table)
    given = ["forms.csv", "--instrument", "ecr-s", "--trust-key", "--csv", "scores.csv"]
    assert run(capsys, *given)[0] == 0
    direct = partners(score(table, "ecr-s", couple="couple", partner="partner"))
    found, _ = read_scores(Path("scores.csv"))
    assert {who: p.anxiety for who, p in found.items()} == pytest.approx(
        {w: p.anxiety for w, p in direct.items()}
    )
    mixed = pd.read_csv("scores.csv").assign(instrument=["ecr-s"] * 5 + ["ecr-rs"])
    mixed.to_csv("mixed.csv", index=False)
    with pytest.raises(pasdedeux.InputError, match="several questionnaires"):
        read_scores(Path("mixed.csv"))


def test_records_learn_scores_and_say_who_is_nobody():
    records = example_records()
    scores = score(people(41), "ecr", couple="couple", partner="partner")
    told = records.knowing(partners(scores))
    assert told["07"].couple.partners[1].avoidance == pytest.approx(scores["avoidance"][13])
    assert told.reports == records.reports
    assert str(told.provenance.notes[-1]) == "2 scores belong to nobody in these records."
    strangers = {("99", "Alma"): partners(scores)["01", "Alma"]}
    with pytest.raises(pasdedeux.InputError, match=r"couple '01' here; partner 'Alma' of couple '99' there"):
        records.knowing(strangers)


def test_scores_reach_the_fit_from_the_command_line(capsys, monkeypatch):
    asked = {}

    def fit(records, **wishes):
        asked.update(wishes, records=records)
        raise pasdedeux.InputError("files.exists")

    monkeypatch.setattr(identify, "fit", fit)
    assert main(["example"]) == 0
    save(people(40))
    assert run(capsys, "forms.csv", "--instrument", "ecr", "--csv", "scores.csv")[0] == 0
    assert main(["loop", "example.csv", "--scores", "scores.csv"]) == 2
    assert asked["moderators"] == ("anxiety", "avoidance")
    expected = score(people(40), "ecr")["anxiety"]
    found = [p.anxiety for record in asked["records"] for p in record.couple.partners]
    assert found == pytest.approx(expected, abs=1e-6)
    capsys.readouterr()
    assert main(["loop", "example.csv", "--scores", "forms.csv"]) == 2
    assert "does not hold scores of partners" in capsys.readouterr().err


@pytest.mark.slow
def test_a_questionnaire_shifts_the_couplings_of_a_real_fit():
    records = example_records(couples=8, days=25)
    scores = score(people(8), "ecr", couple="couple", partner="partner")
    known = partners(scores)
    known.pop(next(iter(known)))
    told = records.knowing(known)
    found = pasdedeux.fit(told, level="population", moderators=("anxiety", "avoidance"), checks=False)
    by_score = [name for name in found.estimates_ if name.startswith("by-")]
    assert "by-receiver[anxiety]" in by_score
    assert "by-receiver-sender[anxiety, avoidance]" in by_score
    assert "by-sender-own[anxiety, avoidance]" in by_score
    assert "1 of 16 people have no score of anxiety" in " ".join(map(str, found.warnings_))
    assert all(found.estimates_[name].low < found.estimates_[name].high for name in by_score)

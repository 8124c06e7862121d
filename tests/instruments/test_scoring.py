"""What goes in, what comes out, and what is refused."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import minimize

import pasdedeux.instruments as measures
from pasdedeux.errors import InputError
from pasdedeux.instruments import (
    cronbach_alpha,
    instruments,
    key,
    mcdonald_omega,
    partners,
    percentiles,
    trait_priors,
    traits,
)
from pasdedeux.services import score

REVERSED = {3, 15, 19, 22, 25, 27, 29, 31, 33, 35}


def people(n, seed=0, top=7):
    """Answers to the ECR that obey its key, on 1 to ``top``."""
    rng = np.random.default_rng(seed)
    trait = rng.normal(size=(2, n))
    table = {}
    for item in range(1, 37):
        level = trait[item % 2] + rng.normal(size=n)
        sign = -1 if item in REVERSED else 1
        middle, spread = (top + 1) / 2, (top - 1) / 5
        table[f"Q{item}"] = np.clip(np.round(middle + sign * spread * level), 1, top)
    return pd.DataFrame(table)


def by_hand(row, scale, form):
    """One person's score on one scale of an evenly ranged form, written out in plain loops."""
    known = []
    for item in scale.items:
        answer = row[item - 1]
        if not np.isnan(answer):
            low, high = form.low[item - 1], form.high[item - 1]
            known.append(low + high - answer if item in scale.reversed else answer)
    if len(scale.items) - len(known) > len(scale.items) // 5:
        return np.nan
    mean = sum(known) / len(known)
    return mean if form.statistic == "mean" else mean * len(scale.items)


@st.composite
def forms(draw):
    """A questionnaire of one range, and answers with gaps."""
    even = [name for name in instruments() if key(name).uniform]
    form = key(draw(st.sampled_from(even)))
    low, high = form.low[0], form.high[0]
    n = draw(st.integers(1, 12))
    answers = draw(arrays(np.float64, (n, len(form.labels)), elements=st.integers(low, high).map(float)))
    gaps = draw(arrays(np.bool_, answers.shape, elements=st.integers(0, 9).map(lambda x: x == 0)))
    return form, np.where(gaps, np.nan, answers)


def scored(form, answers):
    table = pd.DataFrame(answers, columns=list(form.labels))
    return score(table, form, items=form.labels)


def survives(form, answers):
    return any(
        np.isnan(row[np.array(scale.items) - 1]).sum() <= form.may_miss(scale)
        for row in answers
        for scale in form.subscales
    )


@settings(deadline=None, max_examples=60)
@given(forms())
def test_scores_are_those_worked_out_by_hand_and_within_bounds(case):
    form, answers = case
    if not survives(form, answers):
        with pytest.raises(InputError, match="Nobody could be scored"):
            scored(form, answers)
        return
    scores = scored(form, answers)
    for scale in form.subscales:
        expected = [by_hand(row, scale, form) for row in answers]
        np.testing.assert_allclose(scores[scale.name], expected, atol=1e-9)
        times = len(scale.items) if form.statistic == "sum" else 1
        known = scores[scale.name][~np.isnan(scores[scale.name])]
        assert (known >= form.low[0] * times - 1e-9).all()
        assert (known <= form.high[0] * times + 1e-9).all()
    blank = [gap.row - 2 for gap in scores.unscored]
    assert blank == np.flatnonzero(np.isnan(scores.values).any(axis=1)).tolist()


@settings(deadline=None, max_examples=60)
@given(forms(), st.randoms(use_true_random=False))
def test_order_of_people_does_not_matter(case, random):
    form, answers = case
    if not survives(form, answers):
        return
    order = list(range(len(answers)))
    random.shuffle(order)
    before, after = scored(form, answers), scored(form, answers[order])
    np.testing.assert_array_equal(after.values, before.values[order])  # noqa: PD011


@settings(deadline=None, max_examples=60)
@given(forms(), st.data())
def test_turning_every_answer_round_turns_every_score_round(case, data):
    form, answers = case
    if not survives(form, answers):
        return
    turned = scored(form, form.low[0] + form.high[0] - answers)
    straight = scored(form, answers)
    scale = data.draw(st.sampled_from(form.subscales))
    times = len(scale.items) if form.statistic == "sum" else 1
    np.testing.assert_allclose(
        turned[scale.name], (form.low[0] + form.high[0]) * times - straight[scale.name], atol=1e-9
    )


def test_missing_item_takes_the_place_of_the_others_also_between_unequal_ranges():
    # Item 1 of the CSI runs to 6, the others to 5: somebody at the top of all others is at its top, too.
    table = {f"csi16_{i}": [6 if i == 1 else 5, 0] for i in range(1, 17)}
    table["csi16_1"] = [None, None]
    assert score(table, "csi-16")["satisfaction"].tolist() == [81.0, 0.0]


def test_blocks_do_not_show(monkeypatch):
    table = people(500)
    table.iloc[::7, 3] = np.nan
    whole = score(table, "ecr")
    monkeypatch.setattr("pasdedeux.instruments.scoring.BLOCK", 64)
    pieces = score(table, "ecr")
    np.testing.assert_allclose(pieces.values, whole.values)
    assert pieces.reliability["anxiety"].alpha == pytest.approx(whole.reliability["anxiety"].alpha)
    assert pieces.reliability["anxiety"].n == whole.reliability["anxiety"].n < 500


# Finding columns


@pytest.mark.parametrize("name", ["Q{}", "ecr{}", "ecr_{:02d}", "item-{}", "{}", "ECR.{:02d}", "wave 1 Q{}"])
def test_columns_are_found_by_name_in_any_order(name):
    table = people(5).rename(columns={f"Q{i}": name.format(i) for i in range(1, 37)})
    mixed = table[list(table)[::-1]].assign(age=30, country="US", dur2=3)
    np.testing.assert_array_equal(score(mixed, "ecr").values, score(people(5), "ecr").values)


def test_columns_by_map_list_and_prefix():
    table = people(5).rename(columns={f"Q{i}": f"c{chr(64 + i % 26)}{'xy'[i // 26]}" for i in range(1, 37)})
    names = list(table)
    expected = score(people(5), "ecr").values  # noqa: PD011
    with pytest.raises(InputError, match=r"No columns were found.*items="):
        score(table, "ecr")
    np.testing.assert_array_equal(score(table, "ecr", items=names).values, expected)
    by_number = dict(enumerate(names, 1))
    np.testing.assert_array_equal(score(table, "ecr", items=by_number).values, expected)
    two = people(5).add_prefix("t1_").join(people(5, seed=1).add_prefix("t2_"))
    with pytest.raises(InputError, match=r"more than one form fit \(t1_Q\.\.\., t2_Q\.\.\.\)"):
        score(two, "ecr")
    np.testing.assert_array_equal(score(two, "ecr", items="t1_Q").values, expected)


@pytest.mark.parametrize(
    ("items", "message"),
    [
        (["Q1"], "1 columns are named"),
        ({1: "Q1"}, "not named: 2, 3"),
        ({**{i: f"Q{i}" for i in range(1, 37)}, 37: "Q1"}, "no item 37"),
        ({**{i: f"Q{i}" for i in range(1, 37)}, 36: "Q1"}, "stands for two items"),
        ({**{i: f"Q{i}" for i in range(1, 37)}, 36: "Z"}, "no column 'Z'"),
        ("nowhere", "No columns were found"),
    ],
)
def test_maps_that_do_not_fit(items, message):
    with pytest.raises(InputError, match=message):
        score(people(3), "ecr", items=items)


def test_wrong_questionnaire_for_the_columns():
    table = people(5)
    with pytest.raises(InputError, match=r"36 items 'Q\.\.\.'.*has 16.*ecr, ecr-r"):
        score(table, "csi-16")
    with pytest.raises(InputError, match="1 are not there: 36"):
        score(table.drop(columns="Q36"), "ecr")
    revised = table.rename(columns=lambda name: name.replace("Q", "ecrr_"))
    with pytest.raises(InputError, match="name Experiences in Close Relationships - Revised"):
        score(revised, "ecr")
    assert len(score(revised, "ecr", items="ecrr_")) == 5


# Refusing answers


def test_impossible_answers_are_named_with_row_and_column():
    table = people(40).astype(object)
    table.loc[3, "Q7"], table.loc[5, "Q36"], table.loc[9, "Q1"] = 77, 2.5, "often"
    with pytest.raises(InputError, match="3 answers") as caught:
        score(table, "ecr")
    for place in ("row 5, column 'Q7': 77", "row 7, column 'Q36': 2.5", "row 11, column 'Q1': 'often'"):
        assert place in str(caught.value)
    scores = score(table, "ecr", impossible="exclude")
    assert [(wrong.row, wrong.column) for wrong in scores.impossible] == [(5, "Q7"), (7, "Q36"), (11, "Q1")]
    assert [wrong.person for wrong in scores.impossible] == [3, 5, 9]
    assert [gap.row for gap in scores.unscored] == [5, 7, 11]
    assert str(scores.unscored[0].reason) == "An answer is not possible: column 'Q7' has 77."
    untouched = [i for i in range(40) if i not in {3, 5, 9}]
    clean = score(people(40), "ecr")
    np.testing.assert_array_equal(scores.values[untouched], clean.values[untouched])  # noqa: PD011


def test_impossible_answers_where_ranges_differ():
    table = {f"csi4_{i}": [6, 3] for i in range(1, 5)}
    with pytest.raises(InputError, match="3 answers are not whole numbers from 0 to 5 or 0 to 6: row 2"):
        score(table, "csi-4")
    assert score(table, "csi-4", impossible="exclude")["satisfaction"][1] == 12.0


def test_summary_tells_gaps_and_reliability_per_scale():
    table = people(100)
    table.iloc[:10, 0] = np.nan
    table.iloc[10, :] = np.nan
    found = score(table, "ecr").summary()
    assert found.index.tolist() == ["anxiety", "avoidance"]
    assert found["unscored"].tolist() == [1, 1]
    assert found["missing"].tolist() == pytest.approx([18 / 1800, 28 / 1800])
    assert found["n"].tolist() == [99, 89]
    assert (found["alpha"] > 0.8).all()


def test_blank_cells_text_numbers_and_codes_are_read():
    plain = people(5)
    text = plain.astype(int).astype(str)
    text.iloc[0, 0], text.iloc[1, 1], text.iloc[2, 2] = "", " ", "-99"
    plain.iloc[0, 0] = plain.iloc[1, 1] = plain.iloc[2, 2] = np.nan
    np.testing.assert_array_equal(score(text, "ecr", missing=[-99]).values, score(plain, "ecr").values)
    nullable = plain.astype("Int64")
    np.testing.assert_array_equal(score(nullable, "ecr").values, score(plain, "ecr").values)


def test_zero_for_no_answer_is_asked_about():
    table = people(30)
    table.iloc[2, 4] = 0
    with pytest.raises(InputError, match=r"If 0 means 'no answer' here: `missing=\[0\]`"):
        score(table, "ecr")
    assert score(table, "ecr", missing=[0]).missing.sum() == 1


def test_answers_on_five_steps_under_a_key_of_seven():
    table = people(200, top=5)
    with pytest.raises(InputError, match=r"None of 7.200 answers is above 5.*answered=\(1, 5\)"):
        score(table, "ecr")
    moved = score(table, "ecr", answered=(1, 5))
    assert "moved linearly" in str(moved.notes[0])
    as_they_are = score(table, "ecr", answered=(1, 7))
    raw = table.to_numpy()[:, 1::2].copy()
    raw[:, 10] = 6 - raw[:, 10]  # item 22
    np.testing.assert_allclose(moved["anxiety"], 1 + (raw.mean(axis=1) - 1) * 6 / 4)
    assert moved.reliability["anxiety"].alpha == pytest.approx(cronbach_alpha(np.cov(raw.T)))
    assert not np.allclose(as_they_are["anxiety"], moved["anxiety"])


def test_a_few_low_answers_are_scored_with_a_note():
    scores = score({f"Q{i}": [2] for i in range(1, 10)}, "ecr-rs")
    assert str(scores.notes[0]) == "No answer is above 2; make sure that the form ran from 1 to 7."


@pytest.mark.parametrize(("name", "answered"), [("csi-4", (0, 3)), ("ecr", (5, 1))])
def test_ranges_that_cannot_be_moved(name, answered):
    with pytest.raises(InputError):
        score({f"Q{i}": [1] for i in range(1, len(key(name).labels) + 1)}, name, answered=answered)


def test_answers_from_zero_to_six_are_refused_with_a_way_out():
    table = people(50) - 1
    with pytest.raises(InputError, match=r"`answered=\(0, 6\)`"):
        score(table, "ecr")
    np.testing.assert_allclose(score(table, "ecr", answered=(0, 6)).values, score(people(50), "ecr").values)


def test_a_form_with_more_steps_than_the_key_is_asked_about():
    table = {f"ras{i}": [1, 7, 4] for i in range(1, 8)}
    with pytest.raises(InputError, match=r"If the form ran from 1 to 7: `answered=\(1, 7\)`"):
        score(table, "ras")
    assert score(table, "ras", answered=(1, 7))["satisfaction"].round(2).tolist() == [2.14, 3.86, 3.0]
    table["ras3"][0] = 77
    with pytest.raises(InputError) as caught:
        score(table, "ras")
    assert "If the form ran" not in str(caught.value)


def test_one_answer_all_along_is_said():
    table = people(120)
    assert score(table, "ecr").notes == ()
    table.iloc[5] = 4
    table.iloc[6] = np.nan
    assert str(score(table, "ecr").notes[-1]).startswith(
        "1 person gave one and the same answer to all 36 items"
    )
    table.iloc[7] = 2
    assert str(score(table, "ecr").notes[-1]).startswith("2 people gave")
    assert (
        score({f"csi16_{i}": [3] for i in range(1, 17)}, "csi-16").notes[-1].name
        != "instruments.scores.alike"
    )


def test_half_filled_forms_are_listed_never_guessed():
    table = people(10)
    table.iloc[4, 18:] = np.nan
    table.iloc[6, 1::2] = np.nan
    scores = score(table, "ecr")
    assert [(gap.row, gap.scales) for gap in scores.unscored] == [
        (6, ("anxiety", "avoidance")),
        (8, ("anxiety",)),
    ]
    assert str(scores.unscored[1].reason) == "Too many items are missing: 18 of 18 in anxiety."
    with pytest.raises(InputError, match=r"Nobody could be scored: 0 of 2 .* 2 left too many items blank"):
        score(table.iloc[[4, 4]], "ecr", items=list(table))


@pytest.mark.parametrize("seed", range(20))
def test_items_in_another_order_are_refused(seed):
    table = people(300, seed=seed)
    order = np.random.default_rng(seed).permutation(36)
    shuffled = pd.DataFrame(table.to_numpy()[:, order], columns=table.columns)
    with pytest.raises(InputError, match="work against their own scale"):
        score(shuffled, "ecr")
    back = {int(item) + 1: f"Q{place + 1}" for place, item in enumerate(order)}
    np.testing.assert_allclose(score(shuffled, "ecr", items=back).values, score(table, "ecr").values)
    assert len(score(shuffled, "ecr", trust_key=True)) == 300


def test_the_key_of_another_form_is_refused():
    with pytest.raises(InputError, match="choose another questionnaire"):
        score(people(300), "ecr-r")


def test_answers_that_are_turned_already_are_refused():
    table = people(300)
    for item in REVERSED:
        table[f"Q{item}"] = 8 - table[f"Q{item}"]
    with pytest.raises(InputError, match="seem to be turned already"):
        score(table, "ecr")


@pytest.mark.parametrize("seed", range(20))
def test_honest_answers_pass_the_check_of_the_key(seed):
    assert len(score(people(100, seed=seed), "ecr")) == 100


def test_tables_that_are_no_tables():
    with pytest.raises(InputError, match="nobody in this table"):
        score(people(0), "ecr")
    with pytest.raises(InputError, match="not equally long"):
        score({f"Q{i}": [1] * i for i in range(1, 10)}, "ecr-rs")
    with pytest.raises(InputError, match="no column 'who'"):
        score(people(2), "ecr", couple="who")


def test_what_the_answers_cannot_show_is_said():
    few, many = score(people(99), "ecr"), score(people(100), "ecr")
    assert [note for note in few.notes if "published order" in str(note)] == list(few.notes)
    assert "With 99 complete forms" in str(few.notes[0])
    assert many.notes == score(people(5), "ecr", trust_key=True).notes == ()
    assert "cannot show" in str(score({f"rsq{i}": [5] for i in range(1, 31)}, "rsq").notes[0])
    assert score({"ios": [7]}, "ios").notes == ()


# Alpha, omega, error


@settings(deadline=None, max_examples=60)
@given(st.integers(2, 8), st.integers(0, 1000))
def test_alpha_is_the_direct_formula(items, seed):
    rng = np.random.default_rng(seed)
    answers = rng.normal(size=(50, items)) + rng.normal(size=(50, 1))
    total = answers.sum(axis=1)
    direct = items / (items - 1) * (1 - sum(np.var(column) for column in answers.T) / np.var(total))
    assert cronbach_alpha(np.cov(answers.T)) == pytest.approx(direct)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(0.2, 0.9), min_size=3, max_size=10))
def test_omega_finds_the_loadings_of_an_exact_factor(loadings):
    lam = np.array(loadings)
    S = np.outer(lam, lam) + np.diag(1 - lam**2)
    assert mcdonald_omega(S) == pytest.approx(
        lam.sum() ** 2 / (lam.sum() ** 2 + (1 - lam**2).sum()), abs=1e-4
    )


def test_omega_is_alpha_where_all_loadings_are_equal():
    S = np.full((6, 6), 0.4) + 0.6 * np.eye(6)
    assert mcdonald_omega(S) == pytest.approx(cronbach_alpha(S))


def test_omega_agrees_with_a_general_least_squares_search():
    rng = np.random.default_rng(1)
    answers = rng.normal(size=(400, 7)) + np.outer(rng.normal(size=400), np.linspace(0.3, 1.5, 7))
    S = np.cov(answers.T)
    off = ~np.eye(7, dtype=bool)
    fit = minimize(lambda lam: ((S - np.outer(lam, lam))[off] ** 2).sum(), np.ones(7), tol=1e-12)
    common = fit.x.sum() ** 2
    unique = np.trace(S) - fit.x @ fit.x
    assert mcdonald_omega(S) == pytest.approx(common / (common + unique), abs=1e-5)


@pytest.mark.parametrize("S", [[[1.0]], [[1.0, -1.0], [-1.0, 1.0]], [[0.0, 0.0], [0.0, 0.0]]])
def test_reliability_of_what_has_none(S):
    assert np.isnan(cronbach_alpha(S))
    assert np.isnan(mcdonald_omega(S))


def test_error_of_measurement_grows_with_missing_items_and_falls_back_on_published_figures():
    table = people(200)
    table.iloc[0, [0, 2]] = np.nan
    scores = score(table, "ecr")
    found = scores.reliability["avoidance"]
    assert found.basis == "sample"
    assert found.n == 199
    assert found.sem == pytest.approx(found.sd * np.sqrt(1 - found.alpha))
    assert scores.se[1, 1] == pytest.approx(found.sem)
    assert scores.se[0, 1] == pytest.approx(found.sem * np.sqrt(18 / 16))
    alone = score(people(1), "ecr").reliability["anxiety"]
    assert (alone.basis, alone.sem) == ("published", pytest.approx(1.1 * np.sqrt(1 - 0.91)))
    assert score({"ios": [3]}, "ios").reliability["closeness"].basis == "none"


def test_table_has_ids_scores_gaps_and_errors():
    table = people(4).assign(dyad=[1, 1, 2, 2], who=["a", "b", "a", "b"])
    out = score(table, "ecr", couple="dyad", partner="who").table()
    assert list(out)[:5] == ["couple", "partner", "anxiety", "anxiety_missing", "anxiety_se"]
    assert out["couple"].tolist() == ["1", "1", "2", "2"]
    with pytest.raises(InputError, match="row 2 and row 3"):
        score(table.assign(who="a"), "ecr", couple="dyad", partner="who")
    with pytest.raises(InputError, match="no scale 'warmth'"):
        score(table, "ecr")["warmth"]


# Norms, traits, priors


def test_percentiles_rise_and_stay_within_bounds():
    grid = {f"ecr{i}": [a if i not in REVERSED else 8 - a for a in range(1, 8)] for i in range(1, 37)}
    places = percentiles(score(grid, "ecr"))
    for place in places.values():
        assert (np.diff(place[:, 0]) > 0).all()
        assert place.min() >= 0
        assert place.max() <= 100
        assert (place[:, 1] <= place[:, 0]).all()
        assert (place[:, 0] <= place[:, 2]).all()
        assert (place[1:-1, 2] - place[1:-1, 1] > 3).all()
    with pytest.raises(InputError, match="for the ECR only"):
        percentiles(score({"ios": [3]}, "ios"))


def test_partners_carry_traits_in_units_of_one_item():
    table = {"c": ["1", "1"], "p": ["x", "y"], **{f"ecrs{i}": [2, 4] for i in range(1, 13)}}
    for i in range(2, 13, 2):
        table[f"ecrs{i}"] = [3, None]
    scores = score(table, "ecr-s", couple="c", partner="p")
    people_ = partners(scores)
    assert people_["1", "x"].anxiety == pytest.approx((3 * 5 + 5) / 6)
    assert np.isnan(people_["1", "y"].anxiety)
    assert people_["1", "y"].avoidance == pytest.approx(4.0)
    assert scores["avoidance"][1] == pytest.approx(24.0)
    with pytest.raises(InputError, match="which couple"):
        partners(score(people(2), "ecr"))
    with pytest.raises(InputError, match="does not measure"):
        traits(score({"ios": [3]}, "ios"))


def test_priors_are_kelley_in_units_of_the_true_trait():
    rng = np.random.default_rng(3)
    n = 4000
    trait = rng.normal(size=(2, n))
    table = {}
    for i in range(1, 10):
        level = 4 + trait[0 if i > 6 else 1] * (-1 if i <= 4 else 1) + rng.normal(size=n)
        table[f"rs{i}"] = np.clip(np.round(level), 1, 7)
    priors = trait_priors(score(table, "ecr-rs"), reference="sample")
    z = (trait.T - priors.mean) / priors.sd
    assert np.abs(z.std(axis=0) - 1).max() < 0.05
    assert np.abs(z.mean(axis=0)).max() < 0.05
    weak = trait_priors(score(table, "ecr-rs"), reference="sample", validity=0.5)
    np.testing.assert_allclose(weak.mean, priors.mean / 2)
    assert (weak.sd > priors.sd).all()


def test_priors_of_nobody_known_are_anybody():
    table = people(40)
    table.iloc[3] = np.nan
    priors = trait_priors(score(table, "ecr"))
    assert priors.mean[3].tolist() == [0, 0]
    assert priors.sd[3].tolist() == [1, 1]
    assert "undergraduates" in str(priors.reference)
    given_ = trait_priors(score(table, "ecr"), reference={"anxiety": (3.5, 1.1), "avoidance": (2.9, 1.2)})
    np.testing.assert_allclose(given_.mean, priors.mean)


def test_priors_that_cannot_be_told():
    alone = score({f"Q{i}": [4] for i in range(1, 10)}, "ecr-rs")
    with pytest.raises(InputError, match="is not known"):
        trait_priors(alone)
    with pytest.raises(InputError, match="too small"):
        trait_priors(alone, reference="sample")
    for wrong in ({"reference": "others"}, {"validity": 0.0}, {"reference": {"anxiety": (4, 1)}}):
        with pytest.raises(InputError):
            trait_priors(score(people(50), "ecr"), **wrong)


# The house


def test_import_is_light():
    heavy = "[m for m in ('pandas', 'scipy', 'numba') if m in sys.modules]"
    code = f"import sys, pasdedeux.instruments; print({heavy})"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert found.stdout.strip() == "[]"


def test_all_is_sorted_and_complete():
    assert all(hasattr(measures, name) for name in measures.__all__)
    assert len(set(measures.__all__)) == len(measures.__all__)

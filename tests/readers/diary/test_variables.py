"""Roles, inputs, traits, and columns that say nothing new."""

import numpy as np
import pandas as pd
import pytest

from pasdedeux.errors import InputError
from pasdedeux.readers.diary import read

COUPLES, DAYS = 8, 12


def diary(**columns):
    rng = np.random.default_rng(3)
    levels = [range(COUPLES), ["f", "m"], range(DAYS)]
    index = pd.MultiIndex.from_product(levels, names=["dyad", "gender", "day"])
    table = pd.DataFrame({"Vigor": rng.normal(size=len(index)).round(2)}, index=index).reset_index()
    for name, make in columns.items():
        table[name] = make(table, rng)
    return table


def noise(table, rng):
    return rng.integers(1, 8, len(table))


def trait(table, _rng):
    return table["dyad"] * 0.3 + (table["gender"] == "m")


def test_anxiety_is_a_role_where_it_changes_and_a_trait_where_it_does_not():
    assert read(diary(anx=noise)).roles == ("Vigor", "arousal")
    records = read(diary(anx=trait))
    assert records.roles == ("Vigor",)
    assert records["3"].couple.partners[1].anxiety == pytest.approx(1.9)
    assert any("attachment anxiety" in str(note) for note in records.provenance.notes)
    both = read(diary(anx=noise, ECR_anx=trait, ECR_avoid=trait))
    assert both.roles == ("Vigor", "arousal")
    assert set(both[0].couple.partners[0].traits) == {"anxiety", "avoidance"}


def test_synonyms_become_roles_once():
    records = read(diary(satisf=noise, fights=noise, argument=noise, withdrawn=noise))
    assert records.roles == ("Vigor", "satisfaction", "conflict", "argument", "withdrawal")
    assert records.provenance.columns["conflict"] == "fights"


def test_stress_and_issue_are_inputs():
    records = read(diary(stress=noise, issue=noise))
    assert (records.roles, records.input_names) == (("Vigor",), ("stress", "issue"))
    assert records[0].inputs.shape == (DAYS, 2, 2)


def test_other_traits_keep_their_names_and_slips_are_mended():
    def age(table, _rng):
        cells = (30 + table["dyad"] * 2 + (table["gender"] == "m")).astype(float)
        cells.iloc[5] = 22
        return cells

    records = read(diary(age=age))
    assert records["0"].couple.partners[0].traits["age"] == 30
    assert any("changes within a person (cells: 1)" in str(note) for note in records.provenance.notes)


def test_rare_events_are_no_traits():
    def rare(table, _rng):
        return (table.index == 7).astype(int)

    assert "breakup" in read(diary(breakup=rare)).roles


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda t, _: t["Vigor"] - 3, "copy of 'Vigor'"),
        (
            lambda t, _: t["Vigor"] - t.groupby(["dyad", "gender"])["Vigor"].transform("mean"),
            "copy of 'Vigor'",
        ),
        (lambda t, _: t.groupby(["dyad", "gender"])["Vigor"].transform("mean") - 1, "means of 'Vigor'"),
        (lambda t, _: t["day"] - 7.5, "another clock"),
        (lambda t, _: (t["gender"] == "f") * 1, "the same for"),
        (lambda _t, _r: 5, "the same for"),
        (lambda _t, _r: np.nan, "empty"),
        (lambda _t, _r: "words", "text"),
    ],
)
def test_columns_that_say_nothing_new_are_left_out_and_said(make, why):
    records = read(diary(extra=make))
    assert records.roles == ("Vigor",)
    assert not any(partner.traits for record in records for partner in record.couple.partners)
    [note] = [note for note in records.provenance.notes if "extra" in str(note)]
    assert str(note).startswith("Left out")
    assert why in str(note)


@pytest.mark.parametrize("name", ["obsno", "row_number", "beepno", "valid", "compliance", "weekend"])
def test_administrative_columns_are_left_out_unless_asked_for(name):
    assert read(diary(**{name: noise})).roles == ("Vigor",)
    assert read(diary(**{name: noise}), columns={"mood": name}).roles == ("mood", "Vigor")


def test_a_constant_role_is_allowed_and_said():
    records = read(diary(conflict=lambda _t, _r: 1))
    assert records.roles == ("Vigor", "conflict")
    assert "conflict never changes: every answer is 1." in map(str, records.provenance.notes)
    assert records.scales["conflict"].step == 0


def test_nothing_to_follow_is_refused():
    with pytest.raises(InputError, match="no role to follow"):
        read(diary().drop(columns="Vigor"))


def test_order_of_roles_is_the_callers():
    table = diary(conflict=noise, support=noise)
    assert read(table, roles=["support", "Vigor"]).roles == ("support", "Vigor")
    assert read(table, roles=["support"]).only(["support"]).scales.keys() == {"support"}


def test_scales_come_from_all_couples():
    scale = read(diary(conflict=noise)).scales["conflict"]
    assert (scale.low, scale.high, scale.step) == (1, 7, 1)
    assert read(diary(pulse=lambda t, r: r.normal(size=len(t)))).scales["pulse"].step == 0

"""Levers are one table: what they do, what they cost, what that rests on, and their practices."""

from collections import defaultdict

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from pasdedeux.change.library import UNSURE, Lever, lever, levers, works
from pasdedeux.errors import InputError
from pasdedeux.loop import INPUTS, NAMES, PARAMETERS
from pasdedeux.practice import GRADES, LEVERS, practices, sources

TABLE = {row.name: row for row in (*PARAMETERS, *INPUTS)}
EASED = {"softness": 1, "warmth": 1, "support": 1}  # up is easier; for every other parameter down is
PER_WEEK = {"daily": 7, "weekly": 1}


def test_every_lever_has_a_practice_and_every_practice_names_a_lever_that_there_is():
    families = {one.family for one in levers().values()}
    assert families | {"none"} == set(LEVERS)
    assert {row.lever for row in practices().values()} == families | {"none"}


def test_every_source_and_grade_is_known():
    for one in levers().values():
        assert set(one.sources) <= set(sources()) | set(works())
        assert one.grade in GRADES
    assert set(UNSURE) == set(GRADES)
    assert list(UNSURE.values()) == sorted(UNSURE.values())
    assert not set(works()) & set(sources())
    assert {one for row in levers().values() for one in row.sources} >= set(works())


@pytest.mark.parametrize("name", levers())
def test_a_lever_moves_real_parameters_the_easing_way(name):
    one = lever(name)
    for effect in one.effects:
        assert (effect.on == "couple") == (TABLE[effect.parameter].of == "couple")
        before = max(TABLE[effect.parameter].default, 0.0)
        factor, shift = effect.at(1.0)
        moved = before * factor + shift - before
        assert moved * EASED.get(effect.parameter, -1) > 0
        assert all(row >= 0 for row in effect.rows("both" if one.takes == "both" else "1"))


def test_who_softens_is_who_reaches_and_support_goes_to_the_other():
    assert lever("softening").effects[0].rows("1") != lever("softening").effects[0].rows("2")
    assert lever("support").effects[0].rows("1") == (lever("support").effects[0].rows("both")[0],)
    (row,) = lever("support").effects[0].rows("1")
    assert NAMES[row] == "support_2"


def test_a_dose_below_nought_undoes_the_same_dose():
    for one in levers().values():
        for effect in one.effects:
            (a, b), (c, d) = effect.at(0.7), effect.at(-0.7)
            assert (0.3 * a + b) * c + d == pytest.approx(0.3)


def test_each_parameter_is_moved_in_one_way_so_that_order_does_not_matter():
    ways = defaultdict(set)
    for one in levers().values():
        for effect in one.effects:
            ways[effect.parameter].add(effect.way)
    assert all(len(found) == 1 for found in ways.values())


def test_ranges_and_costs_are_sensible():
    for one in levers().values():
        low, high = one.doses
        assert 0 < low < 1 <= high
        assert 0 <= one.kept < 1
        assert one.minutes > 0
        assert 1 <= one.weeks <= 26
        assert one.partners == (("both",) if one.takes == "both" else ("1", "2", "both"))


@pytest.mark.parametrize("name", ["daily_check_in", "weekly_date"])
def test_rituals_take_the_time_their_practice_takes(name):
    (practice,) = (row for row in practices().values() if row.lever == name)
    assert lever(name).minutes == practice.minutes * PER_WEEK[practice.ritual.every]


def test_both_kinds_of_therapy_lower_the_gains_and_differ_in_emphasis():
    gain, recovery = (
        {effect.parameter: effect.size for effect in lever(name).effects}
        for name in ("therapy_gain", "therapy_recovery")
    )
    assert set(gain) == {"reach", "guard"} < set(recovery)
    assert all(gain[name] < recovery[name] < 1 for name in gain)
    assert recovery["recovery"] < 1


def test_an_unknown_lever_is_told_with_those_that_are_known():
    with pytest.raises(InputError, match="'magic' is no lever") as told:
        lever("magic")
    assert "softening" in told.value.remedy


def test_a_row_that_is_no_lever_is_refused():
    row = {
        "name": "x",
        "family": "x",
        "takes": "all",
        "effects": [],
        "doses": [1, 2],
        "weeks": 1,
        "kept": 0.5,
    }
    with pytest.raises(ValidationError, match="takes"):
        TypeAdapter(Lever).validate_python(row)


def test_a_whole_array_of_doses_works_at_once():
    factor, shift = lever("softening").effects[0].at(np.array([0.0, 1.0]))
    assert factor.tolist() == [1.0, 0.945]
    assert shift[0] == 0.0

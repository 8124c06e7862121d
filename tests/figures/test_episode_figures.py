"""Figures of told episodes and coded talks: what each mark promises."""

import math
import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from pasdedeux.errors import InputError
from pasdedeux.estimates import Interval
from pasdedeux.figures import (
    Bead,
    EaseRow,
    Following,
    ForestRow,
    Half,
    Period,
    Strip,
    Swapped,
    answers,
    before_since,
    dance_map,
    following,
    partner_effects,
    strips,
    swapped_partners,
    time_until_ease,
)
from pasdedeux.figures.answers import PER_UNIT as ANSWER
from pasdedeux.figures.beads import glyph, turn
from pasdedeux.figures.eight import PER_UNIT
from pasdedeux.records.acts import ActClass
from pasdedeux.records.episodes import Kind

NAMES = ("Alma", "Sam")
FULL = Half("ask again", "angry", "alone", "goes quiet", alike=True)
SHAPES = ["phone", "wide"]
PRESS, COUNTER, AWAY, SOFT = ActClass.PRESS, ActClass.COUNTER, ActClass.AWAY, ActClass.SOFT


def parts(svg, tag="path"):
    return [part.attrib for part in ET.fromstring(svg).iter(tag)]  # noqa: S314 - drawn here


def rings(svg):
    return {(part["cx"], part["cy"]) for part in parts(svg, "circle") if float(part["r"]) >= 7}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("other", [Half(), Half("", "", "", ""), FULL])
def test_both_halves_take_the_same_place_whatever_is_in_them(shape, other):
    whole = dance_map((FULL, FULL), partners=NAMES, shape=shape)
    svg = dance_map((FULL, other), partners=NAMES, shape=shape)
    assert rings(svg) == rings(whole)
    assert svg.split(">", 1)[0].split("viewBox")[1] == whole.split(">", 1)[0].split("viewBox")[1]


@pytest.mark.parametrize("shape", SHAPES)
def test_not_shared_stands_where_the_words_would(shape):
    def placed(half):
        root = ET.fromstring(dance_map((FULL, half), partners=NAMES, shape=shape))  # noqa: S314
        return [(one.text, one.attrib["x"], one.attrib["y"]) for one in root.iter("text")]

    told, kept = placed(FULL), placed(Half("", "", "", "", alike=True))
    assert [one[1:] for one in told] == [one[1:] for one in kept]
    assert [one[0] for one in kept].count("not shared") == 4


def test_before_numbers_a_link_is_haze_and_then_as_wide_as_it_is_often(make_interval):
    haze = dance_map((FULL, FULL), partners=NAMES)
    assert haze.count('stroke-dasharray="6 5"') == 2
    assert "10 →" not in haze
    svg = dance_map(
        (FULL, FULL), partners=NAMES, goes_on=(make_interval(0.6, 0.4, 0.8), make_interval(0.3, 0.2, 0.5))
    )
    middles = [float(one["stroke-width"]) for one in parts(svg) if one.get("opacity") == "0.34"]
    assert middles == pytest.approx([0.6 * PER_UNIT["phone"], 0.3 * PER_UNIT["phone"]], abs=0.06)
    assert "stroke-dasharray" not in svg
    assert "6 of 10 go on (4" in svg


def test_two_accounts_that_differ_are_two_marks_side_by_side():
    def marks(alike):
        svg = dance_map((Half("x", alike=alike), FULL), partners=NAMES, shape="phone")
        return sum(one.get("class") == "f2" for one in parts(svg))

    assert marks(alike=False) == marks(alike=True) + 1


def test_every_class_has_a_shape_of_its_own():
    drawn = {re.sub(r'd="M[^A-Za-z]*', 'd="', glyph(50, 50, 0, one)) for one in ActClass}
    assert len(drawn) == 4


def test_a_turn_told_alike_is_full_one_account_is_open_and_differing_ones_stand_side_by_side():
    alike = turn(Bead(0, (AWAY, AWAY)), 50, 50, 18)
    one = turn(Bead(0, (AWAY, None)), 50, 50, 18)
    apart = turn(Bead(0, (AWAY, COUNTER)), 50, 50, 18)
    assert ('class="f1 s1"' in alike, 'class="fp s1"' in alike) == (True, False)
    assert (one.count('class="fp s1"'), one.count("<circle")) == (1, 1)  # open, with the mark of its teller
    assert (apart.count('class="fp s1"'), apart.count('class="f2"')) == (2, 1)


def test_lanes_mirror_each_other():
    first, second = (glyph(50, 50, who, PRESS) for who in (0, 1))

    def heights(drawn):
        return sorted(float(y) - 50 for _, y in re.findall(r"(\d+\.\d) (\d+\.\d)", drawn))

    assert heights(first) == pytest.approx([-y for y in reversed(heights(second))], abs=0.11)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_very_long_episode_stays_on_the_drawing_and_counts_the_rest(shape):
    turns = tuple(Bead(at % 2, (PRESS, PRESS)) for at in range(120))
    svg = strips([Strip("3 November", turns)], partners=NAMES, shape=shape)
    (more,) = re.findall(r">\+ (\d+)<", svg)
    row = [one for one in parts(svg) if one["class"] in {"f1 s1", "f2 s2"}]
    assert len(row) - 4 + int(more) == 120  # four stand in the key


def test_near_misses_are_drawn_small_and_the_newest_is_at_the_bottom():
    turns = (Bead(0, (SOFT, SOFT)),)
    rows = [Strip("older", turns), Strip("newer", turns, Kind.NEAR_MISS)]
    svg = strips(rows, partners=NAMES)
    sizes = [float(one["r"]) for one in parts(svg, "circle") if one["class"] == "fu su"]
    assert sizes[0] > sizes[1]
    assert svg.index(">older<") < svg.index(">newer")
    assert "nearly" in svg


def test_the_key_names_only_what_occurs():
    svg = strips([Strip("x", (Bead(0, (SOFT, SOFT)),))], partners=NAMES)
    assert "softens" in svg
    assert "goes quiet" not in svg
    assert "told differently" not in svg


def test_answers_are_as_wide_as_they_are_often(make_interval):
    row = [make_interval(p, p / 2, p + 0.1) for p in (0.5, 0.3, 0.15, 0.05)]
    svg = answers([[row] * 3] * 2, partners=NAMES)
    middles = [float(one["stroke-width"]) for one in parts(svg) if one.get("opacity") == "0.34"]
    assert middles[:4] == pytest.approx([ANSWER * p for p in (0.5, 0.3, 0.15, 0.05)], abs=0.06)
    assert len(middles) == 24
    with pytest.raises(InputError, match=r"Give finite numbers of the shape \(2, 3, 4\)"):
        answers([[row] * 3], partners=NAMES)


def test_an_open_time_ends_in_an_arrow_and_a_known_one_does_not():
    def arrows(hours):
        svg = time_until_ease([EaseRow("x", (hours, None))], partners=NAMES)
        return sum(one.get("class") == "n s1" for one in parts(svg))

    assert (arrows((2.0, 6.0)), arrows((2.0, math.inf))) == (0, 1)


def test_a_period_of_which_nothing_may_be_said_has_no_mark(make_interval):
    size = make_interval(0.4, 0.2, 0.6)
    svg = before_since((Period("before", 9, size), Period("since", 2)))
    assert svg.count("<circle") == 1
    assert "too early to say" in svg


def test_nothing_to_compare_is_told():
    with pytest.raises(InputError, match="nothing to draw"):
        before_since((Period("before", 1), Period("since", 2)))


@pytest.mark.parametrize(("low", "open_"), [(0.1, False), (-0.1, True)])
def test_an_effect_that_may_be_none_is_dashed_beside_its_null(low, open_, make_interval):
    panel = Swapped("Sam", 1, make_interval(0.4, low, 0.8), np.array([-0.2, 0.0, 0.1]))
    svg = swapped_partners([panel])
    assert ('stroke-dasharray="5 4"' in svg) is open_
    assert svg.count('class="fi2"') == 1


def test_every_number_for_a_researcher_stands_in_a_column_with_its_range(make_interval):
    size = make_interval(0.3, 0.2, 0.4)
    assert following([Following("Sam", 1, "x", (size,) * 4)]).count(">0.30 (0.20 to 0.40)<") == 4
    rows = [ForestRow(f"couple {n}", Interval(n / 10, n / 20, n / 5, n / 15, n / 8)) for n in (3, 1, 2)]
    svg = partner_effects(rows, receiver="Sam", together=size)
    assert [svg.index(f"couple {n}") for n in (1, 2, 3)] == sorted(
        svg.index(f"couple {n}") for n in (1, 2, 3)
    )
    assert "0.30 (0.15 to 0.60)" in svg

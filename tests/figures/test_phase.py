"""The phase portrait: what is lit is what passes, and what is said is what is drawn."""

import re

import numpy as np
import pytest

from pasdedeux.errors import InputError
from pasdedeux.figures import phase_portrait, phase_words
from pasdedeux.figures.contour import outlines
from pasdedeux.loop import Loop

NAMES = ("Alma", "Sam")


def area(line):
    """Area inside a closed line, by the shoelace rule; positive where the inside lies to the left."""
    x, y = line.T
    return 0.5 * float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))


def disc(rows=81, r=25.0):
    y, x = np.mgrid[:rows, :rows] - rows // 2
    return x * x + y * y < r * r


def test_the_outline_of_a_disc_is_a_circle():
    (line,) = outlines(disc())
    assert abs(area(line)) == pytest.approx(np.pi * 25.0**2, rel=0.02)
    assert np.hypot(*(line - 40.0).T) == pytest.approx(25.0, abs=0.6)


def test_a_ring_has_two_outlines_that_run_opposite_ways():
    lines = outlines(disc() & ~disc(r=12.0))
    assert len(lines) == 2
    assert area(lines[0]) * area(lines[1]) < 0
    assert abs(sum(map(area, lines))) == pytest.approx(np.pi * (25.0**2 - 12.0**2), rel=0.03)


def test_any_region_closes_and_nothing_has_no_outline():
    rng = np.random.default_rng(2)
    for share in (0.1, 0.5, 0.9):
        for line in outlines(rng.random((23, 31)) < share):
            assert len(line) >= 3
            assert np.isfinite(line).all()
    assert outlines(np.zeros((9, 9), bool)) == []
    (rim,) = outlines(np.ones((9, 9), bool))
    assert rim.min() < 0
    assert rim.max() > 8


@pytest.fixture(scope="module")
def trapped():
    return Loop.preset("anxious-avoidant").landscape(points=21)


def test_the_border_parts_calm_from_the_trap(trapped):
    column, row = (
        np.abs(trapped.reach - trapped.calm[0]).argmin(),
        np.abs(trapped.away - trapped.calm[1]).argmin(),
    )
    assert not trapped.stuck[row, column]
    column, row = (
        np.abs(trapped.reach - trapped.trap[0]).argmin(),
        np.abs(trapped.away - trapped.trap[1]).argmin(),
    )
    assert trapped.stuck[row, column]
    assert trapped.way[0] == pytest.approx(trapped.calm)
    assert np.linalg.norm(trapped.way[-1] - trapped.calm) > 0.2


def test_roles_follow_the_couple_and_not_the_order(trapped):
    other = Loop.of_attachment((-0.3, 1.2), (1.2, -0.3)).landscape(points=21)
    assert (trapped.reaches, other.reaches) == (0, 1)
    assert np.array_equal(trapped.stuck, other.stuck)
    assert ">Sam reaches" in phase_portrait(other, partners=NAMES, bad_days=(1, 2, 3))


def test_where_there_is_a_trap_either_way_round_the_roles_asked_for_are_shown():
    fearful = Loop.of_attachment((1.2, 1.2), (0.9, 1.2))
    shown = [fearful.landscape(points=9, reaches=who) for who in (0, 1)]
    assert [land.reaches for land in shown] == [0, 1]
    ways = [len(land.way) for land in shown]
    assert min(ways) == 0 < max(ways)  # the smallest bad day leads into one of the two
    free = fearful.landscape(points=9)
    assert free.reaches == int(np.argmax(ways))
    assert np.array_equal(free.stuck, shown[free.reaches].stuck)


def test_axes_begin_where_they_are_told():
    wide = Loop.preset("anxious-avoidant").landscape(points=9, least=-0.8)
    assert wide.reach[0] == wide.away[0] == -0.8
    with pytest.raises(InputError, match="least is 2"):
        Loop().landscape(points=9, least=2.0)


def test_without_a_trap_all_is_lit_and_without_calm_nothing():
    lit = Loop.preset("secure-secure").landscape(points=11)
    assert not lit.stuck.any()
    svg = phase_portrait(lit, partners=NAMES, bad_days=(np.inf,) * 3)
    assert "url(#phase-h)" not in svg
    assert svg.count('r="10.0"') == 5
    dark = Loop.of_attachment((1.7, -0.3), (-0.3, 1.7)).landscape(points=11)
    assert dark.stuck.all()
    assert "url(#phase-h)" in phase_portrait(dark, partners=NAMES, bad_days=(0, 0, 0))
    assert "Nothing is lit" in phase_words(dark, (0, 0, 0))


@pytest.mark.parametrize(
    ("bad_days", "full", "pale", "open_", "says"),
    [
        ((1.2, 2.4, 4.6), 1, 3, 1, "from 1.2 to 4.6"),
        ((2.0, 3.0, np.inf), 2, 3, 0, "from 2 to more than five"),
        ((0.0, 2.0, 3.5), 0, 3, 2, "from no calm at all to 3.5"),
        ((7.0, 9.0, np.inf), 5, 0, 0, "surely more than five"),
    ],
)
def test_discs_say_what_the_sentence_says(trapped, bad_days, full, pale, open_, says):
    svg = phase_portrait(trapped, partners=NAMES, bad_days=bad_days)
    discs = re.findall(r'<circle class="([^"]*)"[^>]*r="10.0"[^>]*>', svg)
    faint = len(re.findall(r'<circle class="fu"[^>]*opacity="0.35"[^>]*r="10.0"', svg))
    assert (discs.count("fu") - faint, faint, discs.count("n se")) == (full, pale, open_)
    assert says in phase_words(trapped, bad_days)


def test_a_day_is_a_dot_and_a_day_without_answers_is_none(trapped):
    days = [[0.1, 0.2], [np.nan, 0.2], [0.3, 0.4]]
    svg = phase_portrait(trapped, partners=NAMES, bad_days=(1, 2, 3), days=days)
    assert svg.count('r="4.0"') == 2

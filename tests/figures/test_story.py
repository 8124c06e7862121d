"""The figures of a simulation's page: what is drawn is what is there, and both partners alike."""

import re

import numpy as np
import pytest

from pasdedeux.errors import InputError
from pasdedeux.figures import (
    beliefs,
    care_curves,
    course_timeline,
    steady_and_not,
    two_worlds,
    who_reaches,
)
from pasdedeux.figures.care import above
from pasdedeux.simulate import Phase

NAMES = ("Alma", "Sam")


def path(svg, look, at=0):
    """Places of the so-manieth path that looks like this."""
    d = re.findall(rf'class="{look}" d="([^"]*)"', svg)[at]
    return np.array([[float(v) for v in place.split()] for place in re.split("[MLZ]", d) if place])


def test_phases_that_did_not_occur_are_not_drawn():
    phases = [Phase("ease", 0, 6), Phase("crisis", 6, 10)]
    svg = course_timeline(phases, np.zeros(10), lasts="crisis")
    for word in ("attraction", "conflict", "break-up", "making up"):
        assert word not in svg
    assert "what lasts: crisis" in svg
    assert svg.count("<rect") == 2
    assert re.findall(r">(\d+)</text>", svg) == ["6", "4"]


def test_bars_are_as_long_as_their_phases():
    svg = course_timeline([Phase("ease", 0, 30), Phase("crisis", 30, 40)], np.zeros(40), lasts="ease")
    ease, crisis = (float(width) for width in re.findall(r'<rect[^>]* width="([\d.]+)"', svg))
    assert ease == pytest.approx(3 * crisis, abs=0.2)


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_phase_has_a_word(language):
    names = ("attraction", "dating", "ease", "conflict", "crisis", "break-up", "distance", "making up")
    phases = [Phase(name, at, at + 1) for at, name in enumerate(names)]
    svg = course_timeline(phases, np.zeros(8), lasts="making up", language=language)
    assert svg.count("<rect") == 8 + 1  # conflict is hatched over its tint


def test_both_worlds_are_mirrored_and_alike():
    felt = np.linspace([0.1, 0.1], [1.4, 1.4], 12)
    svg = two_worlds(felt, felt / 2, partners=NAMES)
    upper, lower = (path(svg, f"n s{own}", at=1) for own in (1, 2))  # what is shown
    assert upper[:, 0].tolist() == lower[:, 0].tolist()
    middle = (upper[:, 1] + lower[:, 1]) / 2
    np.testing.assert_allclose(middle, middle[0], atol=0.1)
    inner, outer = path(svg, "n s1", at=1), path(svg, "n s1", at=0)
    assert (outer[:, 1] < inner[:, 1]).all()  # what is felt lies farther out


def test_stretches_of_days_in_the_cycle_are_hatched_from_their_first_morning_to_their_last_night():
    felt = np.full((10, 2), 0.5)
    svg = two_worlds(felt, felt, partners=NAMES, spells=[(3, 4), (9, 10)])
    boxes = re.search(r'class="tu" d="([^"]*)"', svg)[1]
    starts, ends = re.findall(r"M([\d.]+)", boxes), re.findall(r"H([\d.]+)V", boxes)
    widths = [float(end) - float(start) for start, end in zip(starts, ends, strict=True)]
    assert widths == pytest.approx([widths[0]] * 2, abs=0.2)
    assert "pattern" not in two_worlds(felt, felt, partners=NAMES)


def test_the_ground_of_each_is_as_large_as_the_share():
    def border(share):
        svg = who_reaches(np.array([14.0]), np.array([share]), np.full((1, 5), share), partners=NAMES)
        return path(svg, "n su")[0, 1]

    top, middle, bottom = (border(share) for share in (0.0, 0.5, 1.0))
    assert middle == pytest.approx((top + bottom) / 2)
    assert top < bottom  # the ground of the first grows downwards


def test_both_arms_share_a_scale_over_partners():
    values = np.ones((2, 6, 3)) * np.array([1.0, 2.0])[:, None, None]
    svg = steady_and_not(values, values, partners=NAMES)
    foot = path(svg, "n se")[0, 1]
    first, second = (foot - path(svg, f"n s{own}")[0, 1] for own in (1, 2))
    assert second == pytest.approx(2 * first, rel=0.02)


def test_panels_of_beliefs_share_a_scale():
    security = np.full((5, 2), [0.4, 0.6])
    svg = beliefs(
        security, security, np.full((5, 2, 5), 0.5), brought=(0.5, 0.5), partners=NAMES, shape="wide"
    )
    brought = path(svg, "n si")[0, 1]
    below, higher = (path(svg, f"n s{own}")[0, 1] - brought for own in (1, 2))
    assert below == pytest.approx(-higher, abs=0.2)
    assert below > 0


def test_care_that_moves_nothing_leaves_fifty():
    assert above(0.0) == 50
    assert above(0.3) == 100 - above(-0.3)
    svg = care_curves({1: (0.0, 0.2)}, partners=NAMES)
    assert "Alma" not in svg
    assert "50 of 100 above the middle" in svg
    assert "58 of 100 above the middle" in svg


@pytest.mark.parametrize(
    ("draw", "says"),
    [
        (lambda: course_timeline([], np.zeros(3), lasts="ease"), "nothing"),
        (lambda: two_worlds(np.zeros((4, 2)), np.zeros((3, 2)), partners=NAMES), "shown"),
        (lambda: who_reaches(np.ones(2), np.ones(3), np.ones((2, 5)), partners=NAMES), "share"),
        (lambda: steady_and_not(np.ones((2, 4, 3)), np.ones((2, 5, 3)), partners=NAMES), "reaching"),
        (lambda: care_curves({}, partners=NAMES), "nothing"),
    ],
)
def test_what_does_not_fit_is_refused(draw, says):
    with pytest.raises(InputError, match=says):
        draw()

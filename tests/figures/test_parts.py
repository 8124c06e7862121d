import subprocess
import sys

import numpy as np
import pytest

from pasdedeux.errors import InputError
from pasdedeux.estimates import Interval, VerdictName
from pasdedeux.figures import RasterRow, Table, forest, frame, lanes, raster
from pasdedeux.figures.forest import MOST_ROWS, forest_order
from pasdedeux.identify.linear.results import CoupleResult
from pasdedeux.words import words


def test_a_frame_has_drawing_sentence_and_table():
    table = Table("Numbers", ("a", "b"), (("<x>", "2"),), (1,))
    markup = frame({"phone": "<svg/>", "wide": "<svg/>"}, title="t", caption="<i>", table=table)
    assert markup.startswith('<figure><div class="phone-only"><svg/></div>')
    assert "<figcaption>&lt;i&gt;</figcaption>" in markup
    assert '<th scope="row">&lt;x&gt;</th>' in markup
    assert '<td class="num">2</td>' in markup


def test_a_single_wide_drawing_scrolls_in_its_own_region():
    markup = frame("<svg/>", title="t", caption="c", table=Table("n", ("a",), ()))
    assert 'aria-label="Figure: t" class="scroll" role="region" tabindex="0"' in markup


def test_lanes_leave_gaps_where_days_are_missing():
    time = np.arange(6.0)
    values = np.array([[1, 1], [2, 1], [np.nan, 1], [np.nan, 2], [2, 1], [1, 1.0]])
    svg = lanes(time, values, partners=("A", "B"), role="arousal")
    first = svg.split('class="n s1" d="')[1].split('"')[0]
    assert first.count("M") == 2


def test_towards_the_other_is_towards_the_middle():
    time, values = np.arange(3.0), np.array([[1, 1], [5, 5], [1, 1.0]])

    def peak(role, partner):
        svg = lanes(time, values, partners=("A", "B"), role=role)
        d = svg.split(f'class="n s{partner}" d="M')[1].split('"')[0]
        heights = [float(place.split(" ")[1]) for place in d.split("L")]
        return np.sign(heights[1] - heights[0])

    assert (peak("pursuit", 1), peak("pursuit", 2)) == (1, -1)
    assert (peak("withdrawal", 1), peak("withdrawal", 2)) == (-1, 1)
    assert (peak("arousal", 1), peak("arousal", 2)) == (-1, -1)


def test_a_partner_without_reports_is_named_and_drawn_equally():
    svg = lanes(np.arange(3.0), np.array([[1, np.nan]] * 3), partners=("A", "B"), role="arousal")
    assert "no reports" in svg
    assert ">B</text>" in svg


def couple(number, low, high):
    gain = Interval((low + high) / 2, low, high, low, high)
    return CoupleResult(
        f"{number}", 9, 9.0, gain, float("nan"), 0.5, (), gain, converged=True, verdict=VerdictName.NO_CYCLE
    )


def test_forest_marks_are_open_where_the_interval_reaches_zero():
    svg = forest([couple(1, -0.1, 0.3), couple(2, 0.1, 0.4)])
    assert svg.count('stroke-dasharray="5 4"') == 2  # one couple, and the key
    assert svg.count('class="fp si"') == 1


def test_a_large_forest_is_thinned_evenly():
    rows = forest_order([couple(n, n / 1000, n / 1000 + 0.1) for n in range(500)])
    assert len(rows) == MOST_ROWS
    assert (rows[0].id, rows[-1].id) == ("0", "499")


def test_a_raster_of_years_and_of_many_couples_stays_small():
    rows = [RasterRow(f"{n}", np.ones((800, 2), bool)) for n in range(300)]
    svg = raster(rows, partners=("A", "B"))
    assert svg.count("800 of 800") == 40
    assert len(svg) < 250_000


def test_an_unknown_language_is_told():
    with pytest.raises(InputError, match=r"language is 'xx'\. Give 'de' or 'en'"):
        forest((), language="xx")


@pytest.mark.parametrize("p", [0.0, 0.009, 0.03, 0.5, 0.94, 0.951, 0.989, 0.999, 1.0])
def test_sureness_never_claims_all(p):
    told = words().sureness(p)
    assert told not in {"10 in 10", "100 in 100", "0 in 10", "0 in 100"}


@pytest.mark.parametrize(
    ("days", "length"),
    [(0.01, "14 minutes"), (0.5, "12 hours"), (1.6, "2 days"), (30, "4 weeks"), (1e9, "more than a year")],
)
def test_lengths_of_time(days, length):
    interval = Interval(days, days, days, days, days)
    assert words().gap_range(interval) == length


def test_figures_load_nothing_heavy():
    code = "import sys, pasdedeux.figures; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert not {"numba", "pandas", "scipy", "jinja2"} & set(ran.stdout.split())

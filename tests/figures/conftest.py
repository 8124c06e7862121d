"""One drawing of every figure, from invented numbers."""

import numpy as np
import pytest

from pasdedeux.estimates import Interval, VerdictName
from pasdedeux.figures import (
    Bead,
    EaseRow,
    Fan,
    FirstRow,
    Following,
    ForestRow,
    Half,
    Period,
    RasterRow,
    Stations,
    Strip,
    Swapped,
    answers,
    before_since,
    beliefs,
    care_curves,
    course_timeline,
    dance_map,
    following,
    forest,
    lanes,
    link_courses,
    loop_map,
    partner_effects,
    phase_portrait,
    raster,
    recoverability,
    spread,
    steady_and_not,
    strips,
    stylesheet,
    swapped_partners,
    time_until_ease,
    two_worlds,
    what_if_fans,
    which_first_rows,
    who_reaches,
)
from pasdedeux.identify.linear.results import CoupleResult, Course, Link, Recoverability
from pasdedeux.loop.landscape import Landscape
from pasdedeux.records.acts import ActClass
from pasdedeux.records.episodes import Kind
from pasdedeux.simulate import Phase

PLACES = np.linspace(-0.25, 1.0, 26)
LAND = Landscape(
    0,
    PLACES,
    PLACES,
    PLACES[:, None] + PLACES > 0.8,
    np.linspace([[0.3, 0.9], [0.1, 0.1]], [[0.8, 0.8], [0.05, 0.1]], 11).swapaxes(0, 1),
    np.array([0.0, 0.1]),
    np.array([0.95, 0.7]),
    np.linspace([0.0, 0.1], [0.4, 0.45], 30),
)
COURSE = (
    Phase("attraction", 0, 3),
    Phase("dating", 3, 9),
    Phase("conflict", 9, 20),
    Phase("crisis", 20, 24),
    Phase("making up", 24, 34),
    Phase("ease", 34, 40),
)
STATES = {
    "reinforcing": (VerdictName.REINFORCING, 0.99, (0.8, 0.6, 1.0), (0.6, 0.45, 0.75), (0.48, 0.3, 0.66)),
    "leaning": (VerdictName.NOT_ENOUGH, 0.86, (0.5, -0.1, 1.0), (0.6, 0.15, 0.95), (0.3, -0.1, 0.66)),
    "balancing": (VerdictName.BALANCING, 0.02, (0.6, 0.4, 0.8), (-0.5, -0.8, -0.2), (-0.3, -0.5, -0.1)),
    "no-cycle": (VerdictName.NO_CYCLE, 0.5, (0.04, -0.06, 0.14), (-0.03, -0.12, 0.08), (0.0, -0.01, 0.02)),
    "not-enough": (VerdictName.NOT_ENOUGH, 0.5, (0.1, -0.6, 0.7), (0.0, -0.6, 0.6), (0.0, -0.3, 0.3)),
}


def interval(middle, low, high):
    return Interval(middle, low, high, (low + middle) / 2, (middle + high) / 2)


def link(sender, response, *, receiver=None, roles=("arousal", "arousal"), p=0.99, sure=True):
    receiver = 1 - sender if receiver is None else receiver
    return Link(sender, receiver, *roles, interval(*response), p, sure)


def draw_loop(state="reinforcing", **changes):
    verdict, p, there, back, gain = STATES[state]
    named = {
        "links": [link(0, there), link(1, back)],
        "gain": interval(*gain),
        "verdict": verdict,
        "p_reinforcing": p,
        "partners": ("Alma", "Sam"),
    }
    return loop_map(**(named | changes))


def draw_four(**changes):
    links = [
        link(0, (0.8, 0.6, 1.0), roles=("pursuit", "arousal")),
        link(1, (0.6, 0.4, 0.8), roles=("withdrawal", "arousal")),
        link(0, (0.6, 0.4, 0.8), receiver=0, roles=("arousal", "pursuit")),
        link(1, (-0.5, -0.8, -0.2), receiver=1, roles=("arousal", "withdrawal")),
    ]
    own = (
        Stations("Sam goes quiet", "afraid I do not matter", "ask again"),
        Stations("one more message", "full", ""),
    )
    return draw_loop("balancing", links=links, words=own, **changes)


def draw_story(partners, shape):
    """Draw the parts of a simulation's page."""
    rng = np.random.default_rng(5)
    felt = rng.random((40, 2)) ** 2 * [1.6, 1.2]
    share, others = rng.random(3), np.sort(rng.random((3, 5)), axis=1)
    calm, luck = 0.4 + 0.2 * rng.random((40, 2)), np.sort(rng.random((40, 2, 5)), axis=2) / 5 + 0.4
    beside = 0.1 + rng.random((2, 30, 8)).cumsum(axis=1) / 20
    named = {"partners": partners, "shape": shape}
    return {
        "timeline": course_timeline(COURSE, np.sin(np.arange(40.0) / 6) / 3, lasts="ease", shape=shape),
        "worlds": two_worlds(felt, felt * [0.7, 0.4], spells=[(5, 9), (20, 33)], **named),
        "effort": who_reaches(np.array([14.0, 28.0, 40.0]), share, others, **named),
        "longing": steady_and_not(beside, beside[::-1] / 2, **named),
        "beliefs": beliefs(calm, 1 - calm, luck, brought=(0.5, 0.62), **named),
        "care": care_curves({0: (0.21, 0.05), 1: (-0.04, 0.3)}, **named),
    }


TURNS = (
    Bead(0, (ActClass.PRESS, ActClass.PRESS)),
    Bead(1, (ActClass.AWAY, ActClass.AWAY)),
    Bead(0, (ActClass.PRESS, None)),
    Bead(1, (ActClass.AWAY, ActClass.COUNTER)),
    Bead(0, (ActClass.SOFT, ActClass.SOFT)),
)


def draw_episodes(partners, shape):
    """Draw told episodes."""
    rng = np.random.default_rng(9)
    often = [
        [[interval(p, p / 2, p + 0.2) for p in rng.dirichlet([3, 4, 2, 1])] for _ in "abc"] for _ in "ab"
    ]
    first = Half("ask again and again", "angry", "afraid to lose you", "goes quiet, looks away", alike=True)
    second = Half("leave the room", "numb", "not enough, whatever I do", "one more message", alike=False)
    unshared, back = Half("", "", "", ""), interval(0.4, 0.2, 0.6)
    ease = [EaseRow("3 November", ((0.75, 2.0), (18.0, np.inf))), EaseRow("9 November", (None, (0.0, 0.2)))]
    rows = [
        Strip("3 November", TURNS),
        Strip("5 November", TURNS[:2], Kind.NEAR_MISS),
        Strip("9 November", TURNS * 7, teller=1, note="still open"),
        Strip("12 November", TURNS[3:], Kind.GOOD_TURN),
    ]
    named = {"partners": partners, "shape": shape}
    return {
        "dance": dance_map((first, second), beads=TURNS, **named),
        "dance-shared": dance_map(
            (first, unshared), goes_on=(back, back), comes_back=back, **named, prefix="dance-shared"
        ),
        "dance-alone": dance_map((first, Half()), **named, prefix="dance-alone"),
        "strips": strips(rows, **named),
        "answers": answers(often, **named),
        "periods": before_since(
            (Period("before", 9, back, interval(3, 1, 9)), Period("since", 2, None, interval(1, 0.5, 2))),
            shape=shape,
        ),
        "ease": time_until_ease(ease, typical=interval(2, 1, 5), **named),
    }


def draw_talks(partners, shape):
    """Draw coded talks."""
    null, size = np.random.default_rng(2).normal(0, 0.1, 40), interval(0.7, 0.5, 0.9)
    chances = tuple(interval(p, p - 0.1, p + 0.1) for p in (0.2, 0.6, 0.5, 0.8))
    couples = [ForestRow(f"couple {n}", interval(n / 5, n / 5 - 0.4, n / 5 + 0.4), n / 4) for n in range(6)]
    return {
        "following": following(
            [Following(name, who, "withdraws", chances) for who, name in enumerate(partners)], shape=shape
        ),
        "swapped": swapped_partners(
            [Swapped(name, who, size, null) for who, name in enumerate(partners)], shape=shape
        ),
        "alike": swapped_partners([Swapped("both", None, size, null)], shape=shape, prefix="alike"),
        "effects": partner_effects(couples, receiver=partners[0], together=size, shape=shape),
    }


def draw_all(partners=("Alma", "Sam"), shape="phone"):
    rng = np.random.default_rng(3)
    time = np.arange(40.0)
    values = np.round(5 + rng.normal(size=(40, 2)), 1)
    values[rng.random((40, 2)) < 0.1] = np.nan
    ahead = np.arange(1.0, 11.0)
    bands = np.broadcast_to(5 + np.array([-1.6, -0.7, 0, 0.7, 1.6]), (10, 2, 5))
    gaps = np.linspace(0, 5, 21)
    curve = (gaps * np.exp(-gaps))[:, None] * np.array([-0.2, 0.4, 0.6, 0.8, 1.2])
    peak = interval(1.0, 0.5, 2.0)
    courses = [Course(link(sender, (0.5, 0.2, 0.8)), gaps, curve, peak) for sender in (0, 1)]
    size = interval(0.5, 0.2, 0.8)
    couples = [
        CoupleResult(
            f"{n}",
            40,
            40.0,
            interval(0.1 * n, 0.1 * n - 0.2, 0.1 * n + 0.2),
            0.3,
            0.9,
            links=(),
            half_life=size,
            converged=True,
            verdict=VerdictName.REINFORCING,
        )
        for n in range(6)
    ]
    share = np.array([[0.0, 0.2, 0.5], [0.1, 0.5, 0.9], [0.3, 0.8, 1.0]])
    power = Recoverability(
        np.array([14.0, 60.0, 200.0]), (0.4, 0.6, 0.8), share, share * 0.9, share, 33.0, "days"
    )
    rows = [RasterRow.of(f"couple {n}", time, ~np.isnan(values)) for n in range(4)]
    named = {"partners": partners, "shape": shape}
    drawn = {f"loop-{state}": draw_loop(state, **named, prefix=f"loop-{state}") for state in STATES}
    drawn |= draw_story(partners, shape) | draw_episodes(partners, shape) | draw_talks(partners, shape)
    return drawn | {
        "loop-beads": draw_loop("not-enough", **named, days=[2, 1, 0, 2] * 8, more=24, prefix="beads"),
        "loop-four": draw_four(**named, prefix="four"),
        "lanes": lanes(time, values, role="arousal", fan=Fan(time[-1] + ahead, bands), **named),
        "course": link_courses(courses, **named),
        "forest": forest(couples, together=size, shape=shape),
        "recoverability": recoverability(power, shape=shape),
        "phase": phase_portrait(LAND, bad_days=(1.2, 2.4, 4.6), days=values[:9] / 20, **named),
        "spread": spread(ahead * 30, rng.random((10, 50)) ** 3, shape=shape),
        "raster": raster(rows, **named),
        "whatif": what_if_fans(
            ahead, bands[:, 0] / 8, bands[:, 1] / 9, -curve[:10], days=11, calmer=0.8, shape=shape
        ),
        "first": which_first_rows(
            [
                FirstRow(f"a softer start: {name}", interval(n, n - 1.5, n + 2), 0.4)
                for n, name in enumerate(partners)
            ],
            shape=shape,
        ),
    }


@pytest.fixture
def drawn():
    return draw_all


@pytest.fixture
def loop():
    return draw_loop


@pytest.fixture
def make_link():
    return link


@pytest.fixture
def make_interval():
    return interval


@pytest.fixture
def stylesheet_text():
    return stylesheet()

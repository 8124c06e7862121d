import re
from itertools import product
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from pasdedeux.estimates import VerdictName
from pasdedeux.figures import Stations, link_words, loop_story
from pasdedeux.figures.eight import PAGES, PER_UNIT
from pasdedeux.figures.links import strongest_round
from pasdedeux.figures.loopmap import bead_days

SNAPSHOTS = Path(__file__).parent / "snapshots"
STATES = ["reinforcing", "leaning", "balancing", "no-cycle", "not-enough"]


def widths(svg, opacity):
    """Stroke widths of the ribbons that are painted by a gradient at this opacity."""
    return [
        float(part.attrib["stroke-width"])
        for part in ET.fromstring(svg).iter("path")  # noqa: S314 - drawn here
        if part.attrib.get("stroke", "").startswith("url") and part.attrib.get("opacity") == opacity
    ]


@pytest.mark.parametrize("shape", ["phone", "wide"])
@pytest.mark.parametrize("strength", [0.2, 0.4, 0.8, 1.2])
def test_width_is_linear_in_strength(loop, make_link, shape, strength):
    links = [make_link(s, (strength, strength * 0.9, strength * 1.1)) for s in (0, 1)]
    svg = loop(links=links, shape=shape)
    assert widths(svg, "0.34") == pytest.approx([PER_UNIT[shape] * strength] * 2, abs=0.06)
    assert widths(svg, "0.16") == pytest.approx([PER_UNIT[shape] * strength * 1.1] * 2, abs=0.06)


@pytest.mark.parametrize(
    ("response", "open_"),
    [
        ((0.5, -0.1, 1), True),
        ((0.5, 0.0, 1), True),
        ((0.5, 0.01, 1), False),
        ((-0.5, -1, 0.1), True),
        ((-0.5, -1, -0.1), False),
    ],
)
def test_the_arrow_is_open_if_and_only_if_the_interval_reaches_zero(loop, make_link, response, open_):
    svg = loop(links=[make_link(0, response), make_link(1, (0.6, 0.4, 0.8))])
    assert ("stroke-dasharray" in svg) is open_
    assert bool(re.search(r'<path class="fp s2"', svg)) is open_


def test_a_calming_link_has_two_rails_and_a_bar_instead_of_an_arrowhead(loop):
    svg = loop("balancing")
    assert len(re.findall(r'class="n sp"', svg)) == 1
    assert len(re.findall(r'<path class="n s1" d="M-1.0', svg)) == 1


@pytest.mark.parametrize("shape", ["phone", "wide"])
def test_the_two_lobes_mirror_each_other_at_the_same_size(shape):
    page = PAGES[shape]
    middle = page.middle
    for side, piece in product((-1, 1), ("quarter", "end")):
        first = getattr(page, piece)(side, 1)
        second = getattr(page, piece)(side, -1)
        for p, q in zip(first, second, strict=True):
            if shape == "phone":
                assert (p.x, p.y - middle.y) == pytest.approx((q.x, middle.y - q.y))
            else:
                assert (p.x - middle.x, p.y) == pytest.approx((middle.x - q.x, q.y))


def test_both_partners_get_the_same_marks_and_as_many_words(loop):
    svg = loop()
    for look in ("f{} s{}", "fc s{}", "t{} s{}"):
        found = [len(re.findall(f'class="{look.format(own, own)}"', svg)) for own in (1, 2)]
        assert found[0] == found[1]
    assert svg.count("feels more alarm") == 2
    assert svg.count("carries on") == 2


@pytest.mark.parametrize("state", STATES)
def test_each_state_has_its_sentence_and_says_what_it_cannot_tell(make_interval, state, state_values):
    verdict, p, *_, gain = state_values(state)
    head, how, resilience = loop_story(make_interval(*gain), verdict, p, "arousal")
    assert head.endswith(".")
    assert how
    assert "ordinary days" in resilience


@pytest.fixture
def state_values(loop):
    return loop.__globals__["STATES"].__getitem__


def test_no_cycle_does_not_rule_out_a_trap(make_interval):
    told = loop_story(make_interval(0.0, -0.01, 0.02), VerdictName.NO_CYCLE, 0.5, "arousal")
    assert "does not rule out" in told[2]


@pytest.mark.parametrize(
    ("gain", "head", "how"),
    [
        ((0.5, 0.3, 0.7), "What one sets off comes back as an echo, and fades.", "Each echo is smaller"),
        ((0.9, 0.7, 1.1), "comes back as an echo. Whether it fades is not sure.", "may fade or hold"),
        ((1.3, 1.0, 1.6), "This round feeds itself.", "as big as the one before, or bigger"),
    ],
)
def test_only_a_round_that_does_not_shrink_feeds_itself(make_interval, gain, head, how):
    for many in (False, True):
        said = loop_story(make_interval(*gain), VerdictName.REINFORCING, 0.99, "arousal", many=many)
        assert head in said[0]
        assert "feeds itself" not in " ".join(said[1:])
    assert how in loop_story(make_interval(*gain), VerdictName.REINFORCING, 0.99, "arousal")[1]
    assert f"about {10 * gain[0]:.0f} ({10 * gain[1]:.0f} to {10 * gain[2]:.0f})" in said[1]


@pytest.mark.parametrize(
    ("size", "words"),
    [
        ((0.1, 0.05, 0.2), "faint, sure"),
        ((0.4, 0.3, 0.5), "some, sure"),
        ((0.7, 0.5, 0.9), "strong, sure"),
        ((-0.7, -0.9, -0.5), "calms, sure"),
    ],
)
def test_strength_in_words(make_link, size, words):
    assert link_words(make_link(0, size)) == words


def test_sureness_in_words(make_link):
    assert link_words(make_link(0, (0.4, 0, 0.8), p=0.9, sure=False)) == "some, fairly sure"
    assert link_words(make_link(0, (0.4, -0.2, 0.8), p=0.7, sure=False)) == "some, not sure"


def test_own_words_stand_in_the_lobes_and_what_is_not_shared_is_said_without_a_hint(loop):
    own = (Stations("Sam goes quiet", "afraid", "ask again"), Stations("", "", ""))
    svg = loop(words=own)
    assert "Sam goes quiet" in svg
    assert svg.count("not shared") == 3


def test_with_several_roles_the_strongest_closed_round_is_drawn(make_link):
    links = [
        make_link(0, (0.3, 0.2, 0.4), roles=("pursuit", "withdrawal")),
        make_link(0, (0.9, 0.8, 1.0), roles=("withdrawal", "pursuit")),
        make_link(1, (0.3, 0.2, 0.4), roles=("pursuit", "withdrawal")),
        make_link(1, (0.5, 0.4, 0.6), roles=("withdrawal", "pursuit")),
    ]
    chosen = strongest_round(links)
    assert chosen.of == 2
    assert {link.sender_role for link in chosen.across} == {"pursuit", "withdrawal"}
    assert all(link.receiver_role != link.sender_role for link in chosen.across)


def test_beads_count_the_days(loop):
    svg = loop("not-enough", days=[2] * 20 + [1] * 5 + [0] * 3, more=12)
    assert "28 days" in svg
    assert "of 40+" in svg
    assert len(re.findall(r'class="fp se"', svg)) == 12
    assert bead_days(40) == 1
    assert bead_days(400) == 4


def test_many_days_become_fewer_beads(loop):
    assert loop("not-enough", days=[2] * 900, more=300).count("<circle") < 130


@pytest.mark.parametrize("state", STATES)
def test_loop_map_stays_as_it_was(loop, state):
    compare(SNAPSHOTS / f"loop-{state}.svg", loop(state))


@pytest.mark.parametrize(
    "name",
    [
        "lanes",
        "course",
        "forest",
        "recoverability",
        "phase",
        "spread",
        "raster",
        "loop-beads",
        "loop-four",
        "whatif",
        "first",
        "timeline",
        "worlds",
        "effort",
        "longing",
        "beliefs",
        "care",
        "dance",
        "dance-shared",
        "strips",
        "answers",
        "periods",
        "ease",
        "following",
        "swapped",
        "effects",
    ],
)
def test_figures_stay_as_they_were(drawn, name):
    compare(SNAPSHOTS / f"{name}.svg", drawn()[name])


def compare(path, svg):
    if not path.exists():
        path.write_text(svg.replace("><", ">\n<") + "\n", "utf-8")
        pytest.fail(f"{path.name} was not there and is written now; look at it")
    lines = svg.replace("><", ">\n<") + "\n"
    assert lines == path.read_text("utf-8"), (
        f"{path.name} is drawn differently; look at it, then delete the file and run again"
    )

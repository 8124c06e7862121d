"""A round is the headline where pursuit and withdrawal are there; it is never two who do the same."""

import re
from dataclasses import replace

import pytest

from pasdedeux.estimates import Interval
from pasdedeux.figures.links import strongest_round
from pasdedeux.identify import fit_rounds
from pasdedeux.identify.linear.results import Link
from pasdedeux.report import render_report
from pasdedeux.report.rounds import RoundsStory, counted
from pasdedeux.simulate import RoundsWorld, simulate_rounds
from pasdedeux.words import words

NAMES = ("Alma", "Sam")
ROUND = RoundsWorld(links=(0.35, 0.35, 0.0, 0.0), reliability=0.86, shared=0.0)


@pytest.fixture(scope="module")
def shown():
    return fit_rounds(simulate_rounds(ROUND, 250, seed=1))


@pytest.fixture(scope="module")
def open_():
    return fit_rounds(simulate_rounds(RoundsWorld(), 60, seed=2))


@pytest.fixture(scope="module")
def early():
    return fit_rounds(simulate_rounds(ROUND, 21, seed=1))


def text(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_round_is_the_headline_and_its_caution_stands_beside_it(fake, shown, language):
    page = render_report(fake(roles=("pursuit", "withdrawal")), rounds=shown, language=language)
    story = RoundsStory(shown, words(language), NAMES)
    assert f"<h1>{story.head}</h1>" in page
    assert words(language)("rounds.caution") in page
    assert words(language)("rounds.title.apart") in page
    assert "round-phone" in page


def test_the_one_who_reaches_is_named_first(shown):
    assert RoundsStory(shown, words(), NAMES).head.startswith(
        "The more Alma reaches, the more Sam pulls back;"
    )
    turned = replace(shown.pairs_[0], reaching=1)
    head = RoundsStory(replace(shown, pairs_=(turned,)), words(), NAMES).head
    assert head.startswith("The more Sam reaches, the more Alma pulls back;")


def test_what_comes_back_has_its_range(shown):
    assert re.search(
        r"of ten parts about \d+ \(\d+ to \d+\) come back", " ".join(RoundsStory(shown, words(), NAMES).seen)
    )


def test_an_open_record_shows_no_round_draws_none_and_excludes_none(fake, open_):
    story = RoundsStory(open_, words(), NAMES)
    page = text(render_report(fake("not-enough", roles=("pursuit", "withdrawal")), rounds=open_))
    assert story.figure == ""
    assert story.seen == [
        "These 60 moments show neither of the two possible rounds. That does not show that there is none."
    ]
    assert "Days alone can hardly tell" in page or "more may settle it" in page
    assert words()("rounds.caution") not in page


def test_what_one_who_is_afraid_can_do_stays_on_the_page(fake, shown, open_):
    for found in (shown, open_):
        page = render_report(fake(roles=("pursuit", "withdrawal")), rounds=found)
        assert words()("report.help.afraid") in page


def test_first_weeks_are_counted_and_marked_as_counts(fake, early):
    page = text(render_report(fake("not-enough", roles=("pursuit", "withdrawal")), rounds=early))
    said = counted(early.counts_, NAMES, words())
    assert len(said) == 5
    assert all(re.match(r"On \d+ of the \d+ days after ", one) and "90 % range" in one for one in said[:-1])
    assert said[-1] == words()("rounds.count.note") in page
    assert "29" in RoundsStory(early, words(), NAMES).wait[0]


def test_a_study_counts_its_couples():
    found = fit_rounds(simulate_rounds(replace(ROUND, reliability=0.7), 30, seed=1, couples=20))
    seen = " ".join(RoundsStory(found, words(), ("A", "B")).seen)
    assert "over 20 couples taken together" in seen
    assert re.search(r"shown for \d+ of 20 couples", seen)


def test_two_who_both_reach_are_never_drawn_as_a_round():
    def link(sender, sent, got, size):
        return Link(sender, 1 - sender, sent, got, Interval(size, 0.1, 1.0, 0.2, 0.9), 0.99, sure=True)

    roles = ("pursuit", "withdrawal")
    links = [link(s, a, b, 0.9 if a == b else 0.3) for s in (0, 1) for a in roles for b in roles]
    there, back = strongest_round(links).across
    assert there.sender_role != there.receiver_role
    assert back.sender_role == there.receiver_role

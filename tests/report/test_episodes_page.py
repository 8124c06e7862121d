"""The page of told episodes: own words first, numbers only where they may be said, nobody judged."""

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from pasdedeux.errors import InputError
from pasdedeux.identify.episodes import fit_episodes
from pasdedeux.identify.episodes.change import before_and_since
from pasdedeux.identify.episodes.sayable import TABLE, Claim
from pasdedeux.people import Couple, Person
from pasdedeux.records import Episode, Episodes, Kind, Move, Provenance, Telling
from pasdedeux.records.episodes import Beneath, Lasting, OnTop
from pasdedeux.report import render_episodes_report, write_episodes_report
from pasdedeux.simulate import Dance, simulate_episodes
from pasdedeux.words import LANGUAGES, Message

NAMES = ("Alma", "Sam")
LONG = ("Wilhelmina-Konstanze von der Au zu Hohenfels", "ليلى عبد الرحمن")


def told(count, kind="polarised", names=NAMES, **changes):
    """Simulated episodes of so many occasions, under these names."""
    episodes = simulate_episodes(Dance.of(kind), count, seed=4)
    ids = [person.id for person in episodes.couple.partners]
    couple = Couple("ours", tuple(Person(name, id=own) for name, own in zip(names, ids, strict=True)))
    return replace(episodes, couple=couple, **changes)


def by_hand(*tellings):
    couple = Couple("ours", (Person("Alma", id="a"), Person("Sam", id="s")))
    return Episodes(couple, (Episode("1", tellings),))


ALMA = Telling(
    "a",
    date(2026, 11, 3),
    (Move("asks-again", mine=True), Move("leaves", mine=False, words="slams the door & goes")),
    on_top=OnTop.ANGRY,
    beneath=Beneath.ALONE,
)
SAM = Telling("s", date(2026, 11, 3), (Move("gets-loud", mine=False), Move("leaves", mine=True)))


def page_of(episodes, **named):
    return render_episodes_report(fit_episodes(episodes), **named)


def text_of(page):
    """What a reader meets before any fold is opened."""
    page = re.sub(
        r"<style>.*?</style>|<details>.*?</details>|<title.*?</title>|<desc.*?</desc>",
        " ",
        page,
        flags=re.DOTALL,
    )
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


@pytest.fixture(scope="module")
def many():
    """One couple with thirty, and the two halves of them."""
    episodes = told(30)
    halves = before_and_since(episodes, episodes[15].day)
    return fit_episodes(episodes), tuple(fit_episodes(half) for half in halves)


def test_one_telling_is_words_and_no_number():
    page = page_of(by_hand(ALMA))
    text = text_of(page)
    assert "Your own words, in their order." in text
    assert "Sam: slams the door &amp; goes" in page
    assert "Not told here." in text
    assert "one account" in text
    assert not re.search(r"10 →|\d\s*(to|\u2013)\s*\d|of ten", text)


def test_own_words_stand_before_every_number(many):
    text = text_of(render_episodes_report(many[0]))
    assert text.index("As Alma tells it") < text.index("of 10 go on")
    assert text.index("As Sam tells it") < text.index("What may be said now")


def test_what_is_not_shared_says_so_in_the_same_place_and_nothing_more():
    page = page_of(by_hand(ALMA, SAM))
    drawing = page[page.index('id="dance-phone-d"') : page.index('id="strips-phone-t"')]
    assert drawing.count(">not shared<") >= 2  # what shows and what is beneath, of the one who did not say
    assert "alone" in drawing


def test_each_number_is_said_from_its_own_count_on(many):
    few = TABLE[Claim.RETURN].least["episodes"] - 1
    assert "it comes back about" not in text_of(page_of(told(few)))
    text = text_of(render_episodes_report(many[0]))
    assert re.search(r"it comes back about \d of ten times \(\d to \d\)", text)
    assert "What is answered with what" in text


def test_while_the_prior_weighs_more_it_says_whose_numbers_these_are():
    fit = fit_episodes(told(8))
    page = text_of(render_episodes_report(fit))
    assert ("mostly what is usual for couples" in page) is (fit.prior_weight_ > 0.5)
    heavy = _Weighing(fit, 0.8)
    assert "mostly what is usual for couples" in text_of(render_episodes_report(heavy))


class _Weighing:
    """A fit in which the prior weighs so much."""

    def __init__(self, fit, weight):
        self._fit, self.prior_weight_ = fit, weight

    def __getattr__(self, name):
        return getattr(self._fit, name)


@pytest.mark.parametrize("count", [1, 6, 12])
def test_every_page_has_a_door_to_help_and_judges_nobody(count):
    text = text_of(page_of(told(count)))
    assert "If one of you is afraid of the other, this is not the dance." in text
    assert "No episode is judged here, and nobody in it." in text
    assert not re.search(r"score|winner|worst|fight|quarrel", text, re.IGNORECASE)
    assert not re.search(r"\d", re.search(r"<h1>(.*?)</h1>", page_of(told(count))).group(1))


def test_a_change_is_never_said_without_what_hard_weeks_do(many):
    fit, periods = many
    text = text_of(render_episodes_report(fit, periods=periods))
    assert "comes back now" in text
    assert "hard weeks pass by themselves" in text
    assert "hard weeks pass" not in text_of(render_episodes_report(fit))
    assert "hard weeks pass" not in text_of(render_episodes_report(fit, periods=periods, by_lot=True))


def test_turns_and_bad_days_are_two_sentences_and_never_one_number(many):
    alone = text_of(render_episodes_report(many[0]))
    said = Message("nonlinear.edge.no-days")
    both = text_of(render_episodes_report(many[0], bad_days=[said]))
    assert "these episodes cannot tell" in alone
    assert "these episodes cannot tell" not in both
    assert str(said) in both
    assert "loop gain" not in alone + both


def test_what_comes_later_is_announced_with_how_much_is_there():
    text = text_of(page_of(told(3)))
    assert "How often it comes back: from 8 told; 3 so far." in text


def test_nothing_told_is_a_page_too():
    page = page_of(told(1, episodes=()))
    assert "Nothing is told yet." in page
    assert "<svg" not in page


def test_a_good_turn_is_drawn_as_one_account_and_counts_for_nothing():
    good = replace(ALMA, kind=Kind.GOOD_TURN, moves=(Move("asks-softly", mine=True),))
    page = page_of(by_hand(good))
    assert "went well" in page
    assert fit_episodes(by_hand(good)).counted == 0


def test_times_that_were_still_open_are_drawn_open():
    tellings = [replace(ALMA, day=ALMA.day + timedelta(n), at_ease=Lasting.LONGER) for n in range(6)]
    episodes = by_hand(ALMA)
    many = replace(episodes, episodes=tuple(Episode(str(n), (one,)) for n, one in enumerate(tellings)))
    page = page_of(many)
    assert "18 hours or longer" in page
    assert page.count('class="n s1" d="M') >= 6


def test_simulated_episodes_are_labelled_and_others_are_not():
    label = "Simulated. These couples are invented"
    assert label in page_of(told(1))
    assert label not in page_of(told(1, provenance=Provenance(source="ours.toml")))


def test_a_page_asks_for_nothing_and_has_its_headings_in_order(many):
    page = render_episodes_report(many[0], periods=many[1])
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    assert not re.search(r"<script|\sstyle=|\son\w+=", page)
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(page.encode()) < 250_000


def test_names_are_escaped_and_told_alike_to_both():
    page = page_of(told(2, names=('<b onload="x">', "]]>")))
    assert "<b onload" not in page
    assert page.count("As ") >= 2


def test_a_german_page_has_no_english_in_it(many, english):
    for page in (
        render_episodes_report(many[0], periods=many[1], language="de"),
        page_of(told(3), language="de"),
    ):
        text = re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
        assert english.findall(text) == []


def test_what_is_no_fit_of_episodes_is_refused(tmp_path):
    with pytest.raises(InputError, match="is no fit of told episodes"):
        write_episodes_report("ours.toml", tmp_path / "x.html")
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_nothing_sticks_out_and_no_words_lie_on_others(many, measured):
    pages = {
        f"many {one}": render_episodes_report(many[0], periods=many[1], language=one) for one in LANGUAGES
    }
    for name, count, names in (
        ("one", 1, NAMES),
        ("long names", 9, LONG),
        ("longer", 16, ("W" * 70, "i" * 70)),
    ):
        fit = fit_episodes(told(count, names=names))
        pages |= {f"{name} {one}": render_episodes_report(fit, language=one) for one in LANGUAGES}
    for name, sideways, out, touching in measured(pages):
        assert sideways <= 0, name
        assert not out, name
        assert not touching, name

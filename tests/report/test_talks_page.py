"""The page of coded talks: every number with its range, beside its null, and nothing claimed unchecked."""

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from pasdedeux.errors import InputError
from pasdedeux.identify import fit_talks
from pasdedeux.identify.talks.design import TalkDesign
from pasdedeux.people import Couple, Person
from pasdedeux.report import render_talks_report, write_talks_report
from pasdedeux.report.talks.tables import parameter
from pasdedeux.simulate import example_talks
from pasdedeux.words import LANGUAGES, words


@pytest.fixture(scope="module")
def checked():
    """A small study with all checks."""
    return fit_talks(example_talks(couples=8), response=("demand", "withdraw"))


@pytest.fixture(scope="module")
def alike():
    """A study in which partners are not told apart, and nothing was checked."""
    talks = replace(example_talks(couples=8), distinguishable=False)
    return fit_talks(talks, response="demand", checks=False)


def plain(page):
    page = re.sub(r"<style>.*?</style>|<title.*?</title>|<desc.*?</desc>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


def test_the_answer_stands_on_top_with_both_chances_and_their_ranges(checked):
    page = render_talks_report(checked)
    assert re.search(r"<h1>(.*?)</h1>", page).group(1) == str(checked.verdict_.sentence)
    ranged = r"0\.\d\d \(0\.\d\d to 0\.\d\d\)"
    assert (
        len(re.findall(rf"chance {ranged} where neither had shown theirs, {ranged} after", plain(page))) == 2
    )


def test_each_estimate_of_the_fit_is_in_a_table_with_its_range(checked):
    page, say = plain(render_talks_report(checked)), "{:.2f}"
    for effects in checked.effects_:
        for size in effects.values():
            assert say.format(abs(size.low)) in page
            assert say.format(abs(size.high)) in page


def test_the_null_stands_beside_the_estimate(checked):
    page = render_talks_report(checked)
    assert "With partners swapped" in plain(page) or "partners swapped" in plain(page)
    assert 'id="swapped-wide-t"' in page
    assert page.count('class="fi2"') >= 4  # two people, two shapes


def test_what_was_not_checked_says_so_and_draws_no_null(alike):
    page = render_talks_report(alike)
    assert 'id="swapped-wide-t"' not in page
    assert plain(page).count("This was not checked, so no dependence is claimed.") == 2


def test_partners_who_are_not_told_apart_share_one_number_and_one_forest(alike, checked):
    assert 'id="effects-2-wide-t"' not in render_talks_report(alike)
    assert 'id="effects-2-wide-t"' in render_talks_report(checked)
    assert "either partner, demand" in plain(render_talks_report(alike))


def test_what_was_read_and_how_to_repeat_it_stand_on_the_page(checked):
    page = plain(render_talks_report(checked))
    for part in ("by interval", "demand", "withdraw", checked.data_hash, "Polson"):
        assert part in page


def test_simulated_talks_are_labelled(checked):
    assert "Simulated. These couples are invented" in render_talks_report(checked)


def test_a_page_asks_for_nothing_and_has_its_headings_in_order(checked):
    page = render_talks_report(checked)
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    assert not re.search(r"<script|\sstyle=|\son\w+=", page)
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_german_page_has_no_english_in_it(checked, english):
    page = render_talks_report(checked, language="de")
    page = page[: page.rindex("<details>")]  # works are cited in their own language
    text = re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
    assert english.findall(text) == []


def test_what_is_no_fit_of_talks_is_refused(tmp_path):
    with pytest.raises(InputError, match="is no fit of coded talks"):
        write_talks_report(None, tmp_path / "x.html")


@pytest.mark.slow
def test_nothing_sticks_out_and_no_words_lie_on_others(checked, alike, measured):
    people = tuple(Person("W" * 40 + end, id=end) for end in "ab")
    long = [replace(one, couple=Couple(one.couple.id * 9, people)) for one in example_talks(couples=5)]
    wide = fit_talks(replace(checked.talks, talks=tuple(long)), response=("demand", "withdraw"), checks=False)
    pages = {
        f"{name} {one}": render_talks_report(fit, language=one)
        for name, fit in (("checked", checked), ("alike", alike), ("long", wide))
        for one in LANGUAGES
    }
    for name, sideways, out, touching in measured(pages):
        assert sideways <= 0, name
        assert not out, name
        assert not touching, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_estimate_a_fit_may_have_has_a_name(language):
    design = TalkDesign(
        exchangeable=False,
        scores=np.zeros((4, 2, 2)),
        interaction=True,
        lag2=True,
        moderators=("anxiety", "avoidance"),
    )
    named = [parameter(name, words(language)) for name in design.names]
    assert len(set(named)) == len(design.names) > 10

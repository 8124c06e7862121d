"""The page of a what-if: in German no English; in a browser nothing sticks out, no words lie on others."""

import re
from pathlib import Path

import pytest

from pasdedeux.change import Futures, Plan, which_first
from pasdedeux.cli import main
from pasdedeux.loop import Loop
from pasdedeux.report.whatif import WhatIfStory, what_if_page

LONG = '[one]\nname = "Wilhelmina-Konstanze von der Au"\n[two]\nname = "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"\n'
CASES = {
    "a course": ["anxious-avoidant", "--change", "therapy_gain", "--first"],
    "long names": ["long.toml", "--change", "promised_return", "--change", "softening:1", "--first"],
    "no plan": ["secure-secure"],
    "nothing happens": ["secure-secure", "--change", "naming"],
    "stopping": ["anxious-secure", "--stop", "daily_check_in"],
    "harder": ["avoidant-avoidant", "--change", "support:both:0.5"],
    "two weeks": ["anxious-avoidant", "--change", "promised_return", "--days", "14"],
}


PLANS = {"two": ("promised_return", "softening:1"), "one": ("therapy_gain",), "none": ()}


@pytest.fixture(scope="module")
def german():
    """Pages in German: a plan of two levers, of one, and none."""
    loop, names = Loop.preset("anxious-avoidant"), ("Alma", "Wilhelmina-Konstanze von der Au")
    futures = Futures.of(loop, days=14, draws=20, seed=1)
    choices = which_first(loop, days=14, draws=20, seed=1)
    pages = {}
    for name, levers in PLANS.items():
        plan = Plan.of(*levers) if levers else None
        (answer,) = futures.compare(plan) if plan else (None,)
        alone = {"1": answer, "2": None} if name == "two" else {}
        story = WhatIfStory("Paar", names, answer, alone, choices, days=14, futures=20, seed=1, language="de")
        pages[name] = what_if_page(story)
    return pages


def test_a_german_page_has_no_english_in_it(german, english):
    for page in german.values():
        text = re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
        assert english.findall(text) == []
        assert not re.search(r"(?<![\w.])\d+\.\d+(?![\w.])", text)


@pytest.mark.slow
def test_nothing_sticks_out_and_no_words_lie_on_others(tmp_path, monkeypatch, measured, german):
    monkeypatch.chdir(tmp_path)
    Path("long.toml").write_text('preset = "anxious-avoidant"\n' + LONG, "utf-8")
    pages = {}
    for name, arguments in CASES.items():
        assert main(["whatif", *arguments, "--draws", "40"]) == 0
        pages[name] = Path("whatif.html").read_text("utf-8")
    for name, sideways, out, touching in measured(pages | german):
        assert sideways <= 0, name
        assert not out, name
        assert not touching, name

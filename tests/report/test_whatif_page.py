"""The page of a what-if in a browser, where there is one: nothing sticks out, no words lie on others."""

from pathlib import Path

import pytest

from pasdedeux.cli import main

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


@pytest.mark.slow
def test_nothing_sticks_out_and_no_words_lie_on_others(tmp_path, monkeypatch, measured):
    monkeypatch.chdir(tmp_path)
    Path("long.toml").write_text('preset = "anxious-avoidant"\n' + LONG, "utf-8")
    pages = {}
    for name, arguments in CASES.items():
        assert main(["whatif", *arguments, "--draws", "40"]) == 0
        pages[name] = Path("whatif.html").read_text("utf-8")
    for name, sideways, out, touching in measured(pages):
        assert sideways <= 0, name
        assert not out, name
        assert not touching, name

"""The page of a what-if in a browser, where there is one: nothing sticks out, no words lie on others."""

import html
import json
import re
import runpy
import subprocess
from pathlib import Path

import pytest

from pasdedeux.cli import main

MEASURED = runpy.run_path(str(Path(__file__).with_name("test_in_a_browser.py")))
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
@pytest.mark.skipif(MEASURED["BROWSER"] is None, reason="no browser here")
def test_nothing_sticks_out_and_no_words_lie_on_others(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("long.toml").write_text('preset = "anxious-avoidant"\n' + LONG, "utf-8")
    frames = ""
    for name, arguments in CASES.items():
        assert main(["whatif", *arguments, "--draws", "40"]) == 0
        page = html.escape(Path("whatif.html").read_text("utf-8"))
        frames += "".join(
            f'<iframe title="{name}, {width}" width="{width}" height="600" srcdoc="{page}"></iframe>'
            for width in MEASURED["WIDTHS"]
        )
    Path("frames.html").write_text(
        f"<meta charset='utf-8'><body>{frames}<script>{MEASURED['MEASURE']}</script>", "utf-8"
    )
    call = [MEASURED["BROWSER"], "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    call += [f"--user-data-dir={tmp_path / 'profile'}", (tmp_path / "frames.html").as_uri()]
    ran = subprocess.run(call, capture_output=True, text=True, check=False, timeout=90)  # noqa: S603
    measured = re.search(r"FOUND(.*)END", ran.stdout, re.DOTALL)
    if measured is None:
        pytest.skip("the browser did not start")
    for name, sideways, out, touching in json.loads(html.unescape(measured.group(1))):
        assert sideways <= 0, name
        assert not out, name
        assert not touching, name

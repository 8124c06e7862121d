"""Every timer measured on the smallest phone, where there is a browser: with clock and a button to stop."""

import html
import json
import re
import shutil
import subprocess

import pytest

from pasdedeux.practice import practices, timer_script
from pasdedeux.words import LANGUAGES

BROWSER = shutil.which("chromium")
WIDE, HIGH, HEADER = 320, 568, 56
TIMED = [chosen for chosen in practices().values() if chosen.timer]
STYLE = f"""
* {{ margin: 0; padding: 0; box-sizing: border-box }}
section {{ width: {WIDE}px; padding: {HEADER}px 16px 0; font: 1.25rem/1.35 sans-serif }}
h1, button {{ font: inherit }}
ol {{ list-style: none }}
p {{ font-size: 2.5rem; line-height: 1.2 }}
button {{ padding: 12px 24px }}
"""
MEASURE = """
const all = [...document.querySelectorAll("section")];
const found = all.map((one) => [one.id, one.offsetHeight, one.scrollWidth]);
document.body.textContent = "FOUND" + JSON.stringify(found) + "END";
"""


def section(chosen, language):
    steps = "".join(f"<li>{html.escape(cue.text)}" for cue in timer_script(chosen.id, language))
    title = html.escape(chosen.word("title", language))
    return (
        f"<section id='{chosen.id} {language}'><h1>{title}</h1><p>0:00</p><ol>{steps}</ol>"
        "<button>Stop</button></section>"
    )


@pytest.mark.skipif(BROWSER is None, reason="no browser here")
def test_every_timer_fits_on_the_smallest_phone(tmp_path):
    sections = "".join(section(chosen, language) for chosen in TIMED for language in LANGUAGES)
    page = tmp_path / "timers.html"
    head = f"<!doctype html><meta charset='utf-8'><style>{STYLE}</style>"
    page.write_text(f"{head}<body>{sections}<script>{MEASURE}</script>", "utf-8")
    call = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    done = subprocess.run(  # noqa: S603
        [*call, "--dump-dom", page.as_uri()], capture_output=True, text=True, check=True, timeout=60
    )
    found = json.loads(html.unescape(re.search("FOUND(.*)END", done.stdout)[1]))
    assert len(found) == len(TIMED) * len(LANGUAGES)
    assert [one for one in found if one[1] > HIGH or one[2] > WIDE] == []

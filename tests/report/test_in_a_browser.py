"""The pages measured in a browser, where there is one: nothing sticks out, no words lie on others."""

import html
import json
import re
import shutil
import subprocess
from dataclasses import replace

import pytest

from pasdedeux.identify.results import Interval
from pasdedeux.report import render_report
from pasdedeux.report.simulated import CoupleStory, run_page
from pasdedeux.simulate import Scenario, simulate

BROWSER = shutil.which("chromium")
WIDTHS = (320, 390, 760, 1100)
CASES = {
    "one couple": {},
    "not enough": {"state": "not-enough", "days": 33},
    "long names": {"names": ("Wilhelmina-Konstanze von der Au zu Hohenfels", "W" * 70)},
    "hours": {"half_life_": Interval(0.07, 0.05, 0.12, 0.06, 0.09), "state": "leaning"},
    "half a day": {"half_life_": Interval(0.27, 0.2, 0.4, 0.25, 0.3), "roles": ("closeness",)},
    "calming study": {"state": "balancing", "couples": 12},
    "study": {"couples": 40, "roles": ("pursuit", "a very long role name without sense")},
}
MEASURE = """
addEventListener("load", () => {
  const found = [...document.querySelectorAll("iframe")].map((frame) => {
    const page = frame.contentDocument, width = page.documentElement.clientWidth;
    page.querySelectorAll("details").forEach((one) => { one.open = true; });
    const out = [...page.querySelectorAll("body *")].filter((one) => {
      const box = one.getBoundingClientRect();
      return box.width && box.right > width + 1 && !one.closest(".scroll, svg, .skip");
    });
    const wider = page.documentElement.scrollWidth - width;
    const touching = [];
    page.querySelectorAll("svg").forEach((drawing) => {
      const texts = [...drawing.querySelectorAll("text")];
      const words = texts.map((one) => [one.getBoundingClientRect(), one.textContent]);
      const edge = drawing.getBoundingClientRect();
      words.forEach(([a, first], at) => {
        if (a.width && (a.left < edge.left - 1 || a.right > edge.right + 1)) touching.push(first);
        words.slice(at + 1).forEach(([b, second]) => {
          const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
          const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
          if (across > 2 && down > 4) touching.push(`${first} | ${second}`);
        });
      });
    });
    return [frame.title, wider, out.map((one) => one.outerHTML.slice(0, 80)), touching];
  });
  document.body.textContent = "FOUND" + JSON.stringify(found) + "END";
});
"""


def simulated(name):
    plan = replace(Scenario.preset(name), days=60.0, partners=("Wilhelmina-Konstanze von der Au", "W" * 70))
    return CoupleStory(plan, simulate(plan.loop, plan.days, seed=2))


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no browser here")
def test_nothing_sticks_out_and_no_words_lie_on_others(fake, tmp_path):
    pages = {name: html.escape(render_report(fake(**case))) for name, case in CASES.items()}
    pages |= {
        name: html.escape(run_page(simulated(name))) for name in ("anxious-avoidant", "avoidant-avoidant")
    }
    frames = "".join(
        f'<iframe title="{name}, {width}" width="{width}" height="600" srcdoc="{page}"></iframe>'
        for name, page in pages.items()
        for width in WIDTHS
    )
    page = tmp_path / "frames.html"
    page.write_text(f"<meta charset='utf-8'><body>{frames}<script>{MEASURE}</script>", "utf-8")
    call = [
        BROWSER,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path / 'profile'}",
        "--dump-dom",
    ]
    ran = subprocess.run([*call, page.as_uri()], capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    measured = re.search(r"FOUND(.*)END", ran.stdout, re.DOTALL)
    if measured is None:
        pytest.skip("the browser did not start")
    for name, sideways, out, touching in json.loads(html.unescape(measured.group(1))):
        assert sideways <= 0, name
        assert not out, name
        assert not touching, name

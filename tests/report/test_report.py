import base64
import hashlib
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pasdedeux.errors import InputError
from pasdedeux.estimates import Interval
from pasdedeux.records import Dropped
from pasdedeux.report import notebook_html, render_report, write_report
from pasdedeux.report.story import LoopStory
from pasdedeux.words import Message, words

FORBIDDEN = re.compile(
    r"\b(proves?|proven|will|healthy|unhealthy|scores?|risks?|needy|clingy|cold|avoidant|toxic|demanding|"
    r"stonewall\w*|fault|blame|victim|abnormal|disorder|guarantee\w*)\b",
    re.IGNORECASE,
)
ESTIMATES = (
    "return: Alma arousal",
    "drift: Alma arousal -> Sam arousal",
    "reliability: Alma arousal",
    "alone: Alma arousal",
    "process-error: Alma arousal",
    "shared-process-error: Alma arousal & Sam arousal",
    "measurement-error: Alma arousal",
    "shared-measurement-error: Alma arousal & Sam arousal",
    "usual: Alma arousal",
    "trend[39]: Alma arousal",
    "weekday[Sunday]: arousal",
    "after[schlaf]: Alma arousal",
    "by-receiver[alter]",
    "by-sender-own[alter, angst]",
    "by-receiver-sender[alter, angst]",
    "spread.usual: Alma arousal",
    "spread.decay: Alma arousal",
    "spread.coupling: Sam arousal -> Alma arousal",
)
VOID = {"meta", "link", "br", "img", "input", "hr"}
CASES = {
    "reinforcing": {},
    "leaning": {"state": "leaning"},
    "balancing": {"state": "balancing", "simulated": False},
    "no-cycle": {"state": "no-cycle"},
    "not-enough": {"state": "not-enough", "days": 33},
    "one-partner": {"state": "not-enough", "alone": True},
    "unsettled": {
        "converged_": False,
        "warnings_": (Message("identify.no-such-couple", couple="<early>"),),
    },
    "study": {"couples": 100, "names": ("M", "W")},
    "study-no-cycle": {"state": "no-cycle", "couples": 30},
    "study-not-enough": {"state": "not-enough", "couples": 5},
    "two-roles": {"roles": ("pursuit", "withdrawal")},
    "own-role": {"roles": ("vigor <3",)},
    "no-checks": {"out_of_sample_": None, "surrogates_": None, "recoverability_": None, "seed": None},
    "names": {"names": ("Wilhelmina-Konstanze von der Au", '💜 <script>alert("x")</script> O\'Neil & Söhne')},
}


class Page(HTMLParser):
    """Collects tags, checks that they nest."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.words = [], [], []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style"} & set(self.open):
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


@pytest.fixture(params=CASES, ids=str)
def page(request, fake):
    return render_report(fake(**CASES[request.param]))


@pytest.fixture(params=CASES, ids=str)
def german(request, fake):
    """A page in German, without the titles of the works cited."""
    fit = fake(**CASES[request.param])
    fit = replace(fit, estimates_=dict.fromkeys(ESTIMATES, fit.loop_gain_))
    return re.sub(r'<ol class="small">.*?</ol>', "", render_report(fit, language="de"), flags=re.DOTALL)


def test_nothing_is_fetched_run_or_sent(page):
    found = Page(page)
    assert not {"script", "link", "iframe", "object", "embed", "form", "img", "base"} & {
        tag for tag, _ in found.tags
    }
    for tag, attributes in found.tags:
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        for name in ("href", "src", "action", "srcset", "data"):
            assert attributes.get(name, "#").startswith("#"), (tag, name)
    assert not re.search(r"https?://|@import|url\((?!#)", page)


def test_the_policy_allows_only_the_pages_own_stylesheet(page):
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL).group(1)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(
        a["content"] for t, a in Page(page).tags if a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; style-src 'sha256-" + digest)
    assert page.count("<style") == 1


def test_headings_ids_tables_and_language(page):
    found = Page(page)
    levels = [int(tag[1]) for tag, _ in found.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [a["id"] for _, a in found.tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert ("html", {"lang": "en"}) in found.tags
    for table in re.findall(r"<table>.*?</table>", page, re.DOTALL):
        assert "<caption>" in table
        assert 'scope="col"' in table
        assert 'scope="row"' in table
        columns = table.split("</thead>")[0].count("<th ")
        assert all(
            len(re.findall(r"<t[hd][ >]", row)) == columns for row in re.findall(r"<tr>.*?</tr>", table)
        )


def test_every_figure_has_a_name_a_sentence_and_its_numbers(page):
    figures = re.findall(r"<figure>.*?</figure>", page, re.DOTALL)
    assert figures
    for figure in figures:
        assert figure.count("<svg") == figure.count("<title ") == figure.count("<desc ") == 2
        assert re.search(r"<figcaption>[^<]+</figcaption>", figure)
        assert re.search(r"<details>.*<table>.*</details>", figure, re.DOTALL)


def test_words_are_calm_and_nothing_is_left_open(page):
    text = Page(page).text
    assert not FORBIDDEN.search(text.replace("It does not say who", "")), FORBIDDEN.search(text)
    assert not re.search(r"\bnan\b|\binf\b|None|\{\w*\}", text)


def test_a_german_page_has_no_english_in_it(german, english):
    text = Page(german).text
    assert english.findall(text) == []
    assert english.findall(" ".join(re.findall(r'aria-label="([^"]*)"', german))) == []
    assert '<html lang="de">' in german


def test_numbers_in_german_have_a_comma(german):
    shown = Page(german).text.replace("3.99", "").replace("2.99", "")
    assert re.search(r"\d,\d", shown) or "Keine Antwort" in shown
    assert not re.search(r"(?<![\w.])\d+\.\d+(?![\w.])", shown)


def test_parameters_are_named_in_the_language_of_the_page(fake):
    named = dict.fromkeys(ESTIMATES, fake().loop_gain_)
    text = Page(render_report(replace(fake(), estimates_=named), language="de")).text
    for words_ in (
        "Drift pro Tag: Alma (Alarm) → Sam (Alarm)",
        "gemeinsamer Messfehler: Alma (Alarm) & Sam (Alarm)",
        "Trend über 39 Tage: Alma (Alarm)",
        "Sonntag: Alarm",
        "Streuung zwischen Paaren: übliches Niveau: Alma (Alarm)",
    ):
        assert text.count(words_) == 1, words_


def test_the_catalogue_is_calm():
    for name, sentence in ((name, words().template(name, 2)) for name in words().names("report") if name):
        assert not FORBIDDEN.search(sentence), name


def test_invented_couples_are_called_so_at_the_top_of_both_parts(fake):
    page = render_report(fake())
    note = words()("report.page.simulated")
    assert page.index(note) < page.index("<h1>")
    assert page.count(f'<p class="banner">{note}</p>') == 2
    assert "@top-center" in page
    assert 'banner">' not in render_report(fake(simulated=False))


HEADS = {
    "reinforcing": "What one sets off comes back as an echo, and fades.",
    "leaning": "It looks like a round. Not sure yet.",
    "balancing": "One link calms the round.",
    "no-cycle": "Any round here is too weak to matter.",
    "not-enough": "Not enough to say yet.",
}


@pytest.mark.parametrize("state", HEADS)
def test_the_first_line_is_the_answer(fake, state):
    assert f"<h1>{HEADS[state]}</h1>" in render_report(fake(state))


def test_gain_and_resilience_are_told_together(fake):
    page = Page(render_report(fake())).text
    assert "come back after one round" in page
    assert "How big a bad day would start the cycle, ordinary days cannot tell." in page
    assert "does not rule out a trap" in Page(render_report(fake("no-cycle"))).text


def test_a_fit_that_did_not_settle_says_so_first_and_shows_its_warnings(fake):
    page = render_report(fake(**CASES["unsettled"]))
    assert "<h1>No answer: the calculation did not settle.</h1>" in page
    assert "there is no couple &#39;&lt;early&gt;&#39;" in page
    assert "strong, sure" not in page.partition('class="science"')[0]
    assert "sure that what one sets off" not in page
    assert "loop-phone" not in page
    assert "<img" not in notebook_html(fake(**CASES["unsettled"]))


def test_one_partner_only_gets_no_loop(fake):
    text = Page(render_report(fake(**CASES["one-partner"]))).text
    assert "All reports come from Alma." in text
    assert "no reports" in text


def test_a_study_tells_couples_and_thins_its_drawings(fake):
    text = Page(render_report(fake(**CASES["study"]))).text
    assert "In the typical couple, what one sets off comes back as an echo, and fades." in text
    assert "Couple by couple: in 50 of 100 an echo shows" in text
    assert "For 3 of 100 couples the calculation did not settle." in text
    assert "60 of 100 couples are drawn" in text
    assert "both of you" not in text


def test_what_scores_do_to_the_couplings_has_a_table_of_its_own(fake):
    fit = fake(couples=8)
    assert "Moderators:" not in Page(render_report(fit)).text
    named = {**fit.estimates_, "by-receiver[avoidance]": fit.loop_gain_}
    text = Page(render_report(replace(fit, estimates_=named))).text
    assert text.count("coupling by receiver\N{RIGHT SINGLE QUOTATION MARK}s avoidance") == 1
    assert text.index("Moderators:") > text.index("Dynamics:")


def test_a_pooled_fit_shows_no_couples_of_their_own(fake):
    page = render_report(fake(couples=8, level="pooled"))
    text = Page(page).text
    assert "All couples share one loop here" in text
    assert "forest-wide" not in page
    assert "Priors are weak" not in text
    assert "maximum likelihood" in text


def test_everything_needed_to_repeat_it_is_there(fake):
    text = Page(render_report(fake())).text
    for piece in (
        "0" * 64,
        "SHA-256 of the numbers used",
        "seed",
        "numpy",
        "M_Anx., W_Anx.",
        "doi:10.18637/jss.v077.i05",
    ):
        assert piece in text
    assert "the column holds no time." in text


def test_a_long_list_of_dropped_rows_is_cut_and_said(fake):
    fit = fake()
    dropped = tuple(Dropped(row, Message("readers.empty-time")) for row in range(2, 600))
    told = replace(fit.records, provenance=replace(fit.records.provenance, dropped=dropped))
    text = Page(render_report(replace(fit, records=told))).text
    assert "598 rows were not used" in text
    assert "and 398 more" in text


HOSTILE = st.one_of(
    st.sampled_from(
        [
            "<script>x</script>",
            "{{ 7 * 7 }}",
            '" onload="x',
            "O'Neil & Co",
            "👩‍👩‍👧",
            "{say}",
            "\u202eabc",
            "%s",
        ]
    ),
    st.text(max_size=30),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=HOSTILE, second=HOSTILE)
def test_no_name_can_break_out(fake, first, second):
    found = Page(render_report(fake(names=(first, second))))
    assert "script" not in {tag for tag, _ in found.tags}
    assert not any(name.startswith("on") for _, attributes in found.tags for name in attributes)


def test_a_name_from_right_to_left_leaves_its_sentence_alone(fake):
    name = "\u0644\u064a\u0644\u0649"
    page = render_report(fake(names=(name, "Alma")))
    assert page.count(name) > 3
    assert page.count(f"\u2068{name}\u2069") == page.count(name)


def test_the_report_is_the_same_each_time_and_is_written_whole(fake, tmp_path):
    fit = fake()
    path = write_report(fit, tmp_path / "loop.html")
    assert path.read_text("utf-8") == render_report(fit)
    assert [one.name for one in tmp_path.iterdir()] == ["loop.html"]


def test_nothing_half_written_is_left(fake, tmp_path, monkeypatch):
    target = tmp_path / "loop.html"
    target.write_text("before", "utf-8")
    monkeypatch.setattr(
        "pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left"))
    )
    with pytest.raises(InputError, match="cannot be written"):
        write_report(fake(), target)
    assert target.read_text("utf-8") == "before"
    assert [one.name for one in tmp_path.iterdir()] == ["loop.html"]


def test_a_folder_that_is_not_there_is_told(fake, tmp_path):
    with pytest.raises(InputError, match="Choose a folder"):
        write_report(fake(), tmp_path / "nowhere" / "loop.html")


def test_print_shows_one_drawing_and_starts_the_numbers_on_a_page_of_their_own(fake):
    page = render_report(fake())
    rules = page[page.rindex("@media print{") :]
    assert ".phone-only{display:none}" in rules
    assert "break-before:page" in rules


def test_a_notebook_cell_shows_the_map_as_a_picture(fake):
    markup = notebook_html(fake(names=('A"<b>', "Sam")))
    picture = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', markup).group(1)
    assert base64.b64decode(picture).startswith(b"<svg xmlns=")
    assert "<script" not in markup
    assert "Simulated." in markup
    assert Page(markup).tags[0][0] == "figure"


def test_hours_apart_and_infinite_half_lives_are_told(fake):
    endless = Interval(40.0, 3.0, np.inf, 8.0, 400.0)
    text = Page(render_report(fake(half_life_=endless))).text
    assert "or many more" in text


def test_importing_the_report_loads_no_template_engine():
    code = "import sys, pasdedeux.report; print('jinja2' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert ran.stdout.strip() == "False"


def test_a_loop_that_may_be_too_weak_is_said_to_be_so_in_one_sentence(fake):
    found = fake("reinforcing")
    reason = Message("identify.reason.weak", bound=0.25, p=0.62, error=0.01, sure=0.85)
    weak = replace(found, verdict_=replace(found.verdict_, reasons=(reason,)))
    [said] = [sentence for sentence in LoopStory(weak).seen if "too weak to matter" in sentence]
    assert "62 in 100" in said
    assert "comes back as an echo" in said
    assert not any("too weak" in sentence for sentence in LoopStory(found).seen)


@pytest.mark.parametrize("p", [0.904, 0.8996, 0.951, 0.55, 0.049])
def test_a_probability_is_the_same_number_in_words_and_in_tables(p):
    say = words("en")
    assert say.sureness(p).split()[0] == f"{100 * float(say.chance(p)):.0f}"


def test_partners_alike_are_never_said_to_lean_to_an_echo(fake):
    found = fake("leaning", couples=4)
    alike = replace(found, records=replace(found.records, distinguishable=False))
    assert LoopStory(found).state == "leaning"
    story = LoopStory(alike)
    assert story.state == "not-enough"
    assert not any("chance" in sentence for sentence in story.seen)
    assert any("cannot tell who answers whom" in sentence for sentence in story.seen)
    assert "It looks like a round" not in render_report(alike)

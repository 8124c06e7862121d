"""Every page in a real browser: light and dark, phone and wide, by keyboard, in both languages."""

from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe

from browsers import PHONE, SMALL, WIDE, Watched, chromium
from pasdedeux.services.two_phones import SIGN_INS, example_couple
from pasdedeux.store import database, persons, preferences, tellings
from pasdedeux.store.database import in_folder
from phones import Clock, Server
from route_table import pages
from two_people import CHEAP

pytestmark = pytest.mark.slow
NOW = datetime(2026, 11, 30, 20, 30, tzinfo=UTC)
MOST_BYTES = 30 * 1024
FIRST_PAINT = 0.5
"""Seconds, on a machine that does nothing else; four times as long is let through on one that is busy."""
PARTS = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
  .filter(one => one.checkVisibility() && !one.disabled && one.type !== 'hidden').length"""
REACHED = """() => { const one = document.activeElement; if (!one || one === document.body) return '';
  return [...document.querySelectorAll('*')].indexOf(one) + one.tagName }"""
RADIOS = """() => { const groups = {}; let extra = 0;
  for (const one of document.querySelectorAll('input[type=radio]')) {
    if (!one.checkVisibility()) continue;
    if (groups[one.name]) extra += 1; groups[one.name] = true }
  return extra }"""
PAINT = """() => performance.getEntriesByType('paint')
  .find(one => one.name === 'first-contentful-paint')?.startTime"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALLEST = """() => [...document.querySelectorAll('button, .btn, .tabs a, .steps label, select, summary')]
  .filter(one => one.checkVisibility() && !one.classList.contains('skip'))
  .map(one => [one.getBoundingClientRect().height, one.outerHTML.slice(0, 80)])
  .filter(([height]) => height && height < 44)"""


class House:
    """The example couple, served; and the addresses of all pages that Alma can open."""

    def __init__(self, folder):
        self.store = in_folder(folder)
        example_couple(self.store, NOW, zone="Europe/Berlin")
        self.server = Server(self.store, Clock(NOW), label="app.simulated")

    def __enter__(self):
        self.server.__enter__()
        self.alma, self.sam = (self.phone(one) for one in SIGN_INS)
        with self.store.reading() as session:
            told = tellings.own(session, self.alma.me)
            open_now = tellings.joined(session, self.alma.me, NOW)
        draft = self.alma.post("/a/tell", once="draft", form="whole").url.path.split("/")[3]
        own = [told[-1], open_now[0].id]
        missing = {404, 405, 422}
        found = [one for one in pages(self.server.app, [*own, draft]) if not one.startswith(("/api", "/s/"))]
        self.pages = [one for one in found if self.alma.get(one).status_code not in missing]
        return self

    def __exit__(self, *_):
        self.server.__exit__()
        self.store.close()

    def phone(self, sign_in):
        phone = self.server.phone()
        with self.store.reading() as session:
            phone.me = persons.sign_in(session, *sign_in)
        phone.sign_in()
        return phone

    def speak(self, language):
        with self.store.writing(NOW) as session:
            preferences.change(session, self.alma.me, language=language)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "SETTINGS", (*database.SETTINGS, "synchronous = OFF"))
        patch.setattr(persons, "Cost", lambda: CHEAP)
        with House(tmp_path_factory.mktemp("house")) as open_house:
            yield open_house


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


def test_these_are_all_pages(house):
    assert len(house.pages) > 25


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_page_breaks_a_rule_of_the_browser_or_of_the_eye(house, browser, language):
    """CSP, errors, other hosts, sideways scrolling, small targets, weight: each page, at 320 pixels."""
    house.speak(language)
    window, wrong = Watched(browser, house.server, house.alma, viewport=SMALL, locale=language), []
    for address in house.pages:
        page = window.go(address)
        if page.evaluate(SIDEWAYS) > 0:
            wrong.append(f"{address} scrolls sideways by {page.evaluate(SIDEWAYS)}")
        wrong += [f"{address}: {height:.0f} px: {what}" for height, what in page.evaluate(SMALLEST)]
        if page.locator("html").get_attribute("lang") != language:
            wrong.append(f"{address} speaks another language")
        if page.locator("h1").count() != 1 or page.title() not in TITLES:
            wrong.append(f"{address}: {page.locator('h1').count()} headings, called {page.title()!r}")
    window.close()
    assert wrong + window.wrong == []


TITLES = {"Notes", "Notizen"}


def test_every_page_is_light(house, browser):
    """Bytes moved for a page whose window has seen none before, without headers."""
    heavy = {}
    for address in house.pages:
        window = Watched(browser, house.server, house.alma)
        window.go(address)
        moved = sum(one.request.sizes()["responseBodySize"] for one in window.moved)
        window.close()
        if moved > MOST_BYTES:
            heavy[address] = moved
    assert heavy == {}


def test_the_first_paint_comes_soon(house, browser):
    window, late = Watched(browser, house.server, house.alma), {}
    window.go("/a")
    for address in house.pages:
        page = window.go(address)
        paint = page.evaluate(PAINT)
        if (paint or 0) / 1000 > 4 * FIRST_PAINT:
            late[address] = paint
    window.close()
    assert late == {}


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "wide"])
def test_axe_finds_nothing(house, browser, light, viewport):
    house.speak("en")
    window = Watched(
        browser, house.server, house.alma, viewport=viewport, color_scheme=light, bypass_csp=True
    )
    axe, found = Axe(), []
    for address in house.pages:
        result = axe.run(window.go(address))
        found += [
            f"{address}: {one['id']}: {one['nodes'][0]['html'][:120]}"
            for one in result.response["violations"]
        ]
    window.close()
    assert found == []


def test_the_keyboard_reaches_everything_that_can_be_used(house, browser):
    window, wrong = Watched(browser, house.server, house.alma, viewport=PHONE), []
    for address in house.pages:
        page = window.go(address)
        wanted = page.evaluate(PARTS) - page.evaluate(RADIOS)
        reached = set()
        for _ in range(wanted + 3):
            page.keyboard.press("Tab")
            reached.add(page.evaluate(REACHED))
        if len(reached - {""}) < wanted:
            wrong.append(f"{address}: {len(reached - {''})} of {wanted}")
    window.close()
    assert wrong == []

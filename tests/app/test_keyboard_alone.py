"""The first evening by keyboard alone: Tab, Enter, Space and arrows, and where one is can always be seen."""

import re

import pytest

from browsers import PHONE, WIDE, Watched, chromium

pytestmark = pytest.mark.slow
MOST_STOPS = 90
TOLD = re.compile(r"/a/moments/[0-9a-f]{32}(\?|$)")
MOVED_ON = """([at, laid]) =>
  location.href !== at || document.querySelectorAll('[data-strip] li').length > laid"""
SEEN = """() => {
  const one = document.activeElement
  if (!one || one === document.body) return ''  // behind the last stop, before the first one again
  const near = [one, one.nextElementSibling, one.closest('label')].filter(Boolean)
  const drawn = near.some(each => { const style = getComputedStyle(each)
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 })
  const box = (one.closest('label') ?? one).getBoundingClientRect()
  const x = box.left + box.width / 2, y = box.top + box.height / 2
  const top = document.elementFromPoint(x, Math.min(Math.max(y, 0), innerHeight - 1))
  const free = near.some(each => each.contains(top) || top?.contains(each))
  return drawn && box.bottom > 0 && box.top < innerHeight && free ? '' : one.outerHTML.slice(0, 120)
}"""


class Keyboard:
    """Somebody who uses nothing but keys."""

    def __init__(self, window):
        self.window, self.page, self.unseen = window, window.page, []

    def reach(self, wanted):
        """Go on by Tab until what is wanted has the focus; note each stop that cannot be seen."""
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            if hidden := self.page.evaluate(SEEN):
                self.unseen.append((self.page.url, hidden))
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
                return
        raise AssertionError(f"{wanted} is not reached on {self.page.url}")

    def use(self, wanted, key="Enter"):
        """Reach something and press it; wait for the page that follows."""
        self.reach(wanted)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def type_into(self, wanted, text):
        self.reach(wanted)
        self.page.keyboard.type(text)

    def lay(self, wanted, *, last):
        """Lay one act of a telling: it comes onto the strip, and the last one leads on."""
        at, laid = self.page.url, self.page.locator("[data-strip] li").count() + 99 * last
        self.reach(wanted)
        self.page.keyboard.press("Space")
        self.page.wait_for_function(MOVED_ON, arg=[at, laid])
        self.page.wait_for_load_state()


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


def begins(keys):
    keys.window.go("/")
    keys.use("a[href='/in']")
    keys.use("a[href^='/new']")
    keys.type_into("[name=name]", "alma")
    keys.type_into("[name=passphrase]", "passphrase of alma")
    keys.reach("[name=zone]")
    keys.page.keyboard.press("ArrowDown")
    keys.use("form[action^='/new'] .btn.main")
    keys.use("a.btn.main", "Enter")
    assert keys.page.url.endswith("/a/questions")


def answers(keys):
    """Answer the first question by an arrow, and leave the others open."""
    keys.reach("input[type=radio]")
    keys.page.keyboard.press("ArrowDown")
    assert keys.page.locator("input[type=radio]:checked").count() == 1
    keys.use("form[action='/a/questions'] .btn")
    assert keys.page.url.endswith("/a/questions/after")


def tells(keys):
    keys.use("form[action='/a/tell'] [name=answer]", "Space")
    strip, page = ["[name=i]", "[name=other]", "[name=i]"], keys.page
    page.wait_for_url("**/a/tell/*/*")
    while not TOLD.search(page.url):
        if page.locator("form[action$='/keep']").count():
            keys.use("form[action$='/keep'] .btn.main")
        elif page.locator("[name=i]").count():
            keys.lay(strip.pop(0), last=not strip)
        else:
            keys.use("main [name=answer]", "Space")
    assert page.locator("figure svg").count() >= 1


def pauses(keys):
    keys.use(".tabs a[href='/a']")
    keys.use("a[href='/a/pause']")
    keys.use("[name=back][value='20']", "Space")
    assert "/a/pause/mine" in keys.page.url


@pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "wide"])
def test_the_first_evening_goes_by_keyboard_alone_and_the_focus_is_always_seen(server, browser, viewport):
    server.clock.at("2026-11-03T20:00")
    window = Watched(browser, server, viewport=viewport)
    keys = Keyboard(window)
    for step in (begins, answers, tells, pauses):
        step(keys)
    window.close()
    assert keys.unseen == []
    assert window.wrong == []


def test_a_page_that_does_not_draw_the_focus_is_seen(server, browser):
    window = Watched(browser, server, bypass_csp=True)
    keys = Keyboard(window)
    window.go("/").add_style_tag(content=":focus-visible { outline: none !important }")
    keys.use("a[href='/in']")
    window.close()
    assert keys.unseen

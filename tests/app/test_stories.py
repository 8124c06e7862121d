"""Two people act with two browsers, as they would: what each taps, and what the other then sees."""

import re

import pytest

from browsers import Watched, chromium
from pasdedeux.words import words
from route_table import pages

pytestmark = pytest.mark.slow
SAY = words("en")
ONCE = re.compile(r'name="once" value="[^"]*"')
MINE, THEIRS = "[name=i]", "[name=other]"
MOVED_ON = """([at, laid]) =>
  location.href !== at || document.querySelectorAll('[data-strip] li').length > laid"""
TOLD = re.compile(r"/a/moments/[0-9a-f]{32}(\?just=told)?$")
MOST_TAPS = {"whole": 19, "short": 7, "near-miss": 3, "good-turn": 3}
STRIPS = {
    "whole": [MINE, THEIRS] * 4,
    "short": [MINE, THEIRS, MINE],
    "near-miss": [MINE],
    "good-turn": [MINE, THEIRS],
}


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def two(server, browser):
    """Two people who are a couple, each with a window."""
    server.clock.at("2026-11-03T21:00")
    windows = [Watched(browser, server, phone) for phone in server.couple("alma", "ben")]
    yield windows
    for one in windows:
        one.close()
        assert one.wrong == []


def test_what_the_other_does_does_not_hold_a_phone_open(two, server):
    alma, ben = two
    for one in two:
        one.go("/a")
    server.clock.pass_by(hours=8)
    with ben.page.expect_navigation():
        press(alma, "form[action='/a/button'] button")
    assert SAY("now.named") in ben.text()
    server.clock.pass_by(hours=8)  # locked after twelve without use
    ben.page.wait_for_timeout(2500)
    ben.go("/a")
    assert SAY("front.converter") in ben.text()


def press(window, selector, nth=0):
    """Tap one thing on the page, and wait for what comes of it."""
    window.page.locator(selector).locator("visible=true").nth(nth).click()
    window.taps += 1
    window.page.wait_for_load_state()


def tell(window, form, *, acts=(0, 1, 2, 3), begin=None):
    """Tell one moment: the first answer to every question, these acts in turn; give the taps it takes.

    Which of the four it is was chosen before: as on every count of taps here, that is no tap of the telling.
    """
    page = window.page
    if begin is None:
        window.go("/a/tell")
    press(window, begin or f"[name=form][value={form}]")
    page.wait_for_url("**/a/tell/*/*")
    before, strip = window.taps, list(STRIPS[form])
    while not TOLD.search(page.url):
        at, laid = page.url, page.locator("[data-strip] li").count()
        if page.locator("form[action$='/keep']").count():
            press(window, "form[action$='/keep'] .btn.main")
        elif not page.locator(MINE).count():
            press(window, "main [name=answer]")
        elif strip:
            press(window, strip.pop(0), acts[laid % len(acts)])
        else:
            press(window, "[name=do][value=done]")
        goes_on = form != "whole" and not strip  # the last act is the end of the shorter ones
        page.wait_for_function(
            MOVED_ON,
            arg=[at, 99 if goes_on else laid],
        )
        page.wait_for_load_state()
    return window.taps - before, page.url


def look(server, window, phone, when):
    """Come back at another time, as somebody who was away."""
    server.clock.at(when)
    phone.sign_in()
    window.context.clear_cookies()
    window.context.add_cookies([{"name": "n", "value": phone.http.cookies["n"], "url": server.address}])


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_first_evening_leads_from_a_name_to_a_picture_and_to_two(server, browser, script):
    server.clock.at("2026-11-03T20:00")
    alma, ben = (Watched(browser, server, java_script_enabled=script) for _ in range(2))
    for window, name in ((alma, "alma"), (ben, "ben")):
        page = window.go("/new")
        page.fill("[name=name]", name)
        page.fill("[name=passphrase]", f"passphrase of {name}")
        page.locator("form[action^='/new'] .btn.main").click()
        assert page.locator(".code").count() == 1
        page.locator("a.btn.main").click()
        assert page.url.endswith("/a/questions")
        page.locator("form[action='/a/questions'] .btn").first.click()
        assert page.url.endswith("/a/questions/after")
        start = window.taps
        tell(window, "short", begin="form[action='/a/tell'] [name=answer]")
        assert window.taps - start <= MOST_TAPS["short"]
        assert page.locator("figure svg").bounding_box()["y"] < window.page.viewport_size["height"] / 2
        assert name in page.locator("figure svg").first.text_content()
    page = alma.go("/a/pair")
    page.locator("[name=given][value=yes]").click()
    page.locator("form[action='/a/pair/code'] .btn").click()
    code = page.locator(".code").inner_text()
    page = ben.go("/a/pair")
    page.locator("[name=given][value=yes]").click()
    page.fill("[name=code]", code.lower())
    page.locator("form[action='/a/pair/join'] .btn").click()
    assert "alma" in ben.text()
    alma.go("/a/pair")
    assert "ben" in alma.text()
    for window in (alma, ben):
        window.close()
        assert window.wrong == []


@pytest.mark.parametrize("form", MOST_TAPS)
def test_taps_are_few_and_end_with_the_own_half_of_the_eight(two, form):
    taps, _ = tell(two[0], form)
    assert taps <= MOST_TAPS[form]
    assert two[0].page.locator("figure svg").count() >= 1
    two[0].page.go_back()
    assert two[0].page.locator("h1").count() == 1


def test_each_tells_blind_and_both_open_at_seven_told_differently(server, two):
    alma, ben = two
    phones = server._phones[-2:]
    where = []
    for window, acts in ((alma, (0, 1, 2, 3)), (ben, (3, 2, 1, 0))):
        _, address = tell(window, "whole", acts=acts)
        where.append(address)
        page = window.page
        assert page.locator("[name=do][value=seal]").count() == 1
        for part in ("moves", "saw"):
            box = page.locator(f"[name=part][value={part}]")
            if not box.is_checked():
                box.check(force=True)
        press(window, "[name=do][value=seal]")
    for when, opened in (
        ("2026-11-04T06:30", False),
        ("2026-11-04T20:00", False),
        ("2026-11-05T06:30", True),
    ):
        for window, phone, address in zip(two, phones, where, strict=True):
            look(server, window, phone, when)
            page = window.go(address)
            if page.locator("form[action$='/confirm']").count() and "T20" in when:
                press(window, "form[action$='/confirm'] .btn")
        for window in two:
            window.page.reload()
            assert window.page.locator("main a[href^='/a/side/']").count() == opened, when
    for window in two:
        press(window, "a[href^='/a/side/']")
        text = window.text()
        assert window.page.locator("figure svg").count() >= 1
        assert "not shared" in text.lower()
        assert "alma" in text
        assert "ben" in text


def test_a_half_that_the_other_leaves_alone_goes_by_itself_and_shows_nowhere(server, two):
    alma, ben = two
    phones = server._phones[-2:]
    ids = []
    before = all_of(server, ben)
    _, address = tell(alma, "short")
    ids.append(address)
    for box in alma.page.locator("[name=part]").all():
        box.check(force=True)
    press(alma, "[name=do][value=seal]")
    assert all_of(server, ben) == before
    look(server, alma, phones[0], "2026-11-05T08:00")
    alma.go(address)
    press(alma, "form[action$='/confirm'] .btn")
    look(server, alma, phones[0], "2026-11-08T08:00")
    alma.go(address)
    assert alma.page.locator("a[href^='/a/side/']").count() == 0
    assert alma.page.locator("form .row [name=do][value=seal]").count() == 1  # as if it had never been sealed


def test_ten_past_eleven_alarmed_the_words_wait_till_morning(server, two):
    alma, ben = two
    server.clock.at("2026-11-03T22:10")
    before, ben_taps = all_of(server, ben), alma.taps
    page = alma.go("/a")
    press(alma, "a[href='/a/alarm']")
    assert page.locator("html").get_attribute("data-theme") == "dark"  # at night
    press(alma, "[name=level][value='8']")
    press(alma, "a[href='/a/write']")
    page.fill("[name=words]", "why do you never answer")
    press(alma, "form[action='/a/write'] .btn.main")
    assert alma.taps - ben_taps <= 4
    assert "why do you never answer" in alma.text()
    assert all_of(server, ben) == before
    look(server, alma, server._phones[-2], "2026-11-04T06:45")
    page = alma.go("/a")
    press(alma, "a[href^='/a/write/']")
    press(alma, "form[action$='/away'] .btn")
    assert "why do you never answer" not in alma.go("/a").content()
    assert all_of(server, ben).keys() == before.keys()


def test_the_flooded_talk_has_a_promised_return_that_comes_late(server, two):
    alma, ben = two
    ben.go("/a")
    page = alma.go("/a")
    press(alma, "a[href='/a/pause']")
    press(alma, "[name=back][value='20']")
    assert alma.taps == 2
    ben.page.wait_for_function("document.body.innerText.includes('22:20')")  # pushed, nobody touched it
    assert "22:20" in alma.text()
    server.clock.pass_by(minutes=21)  # only the one who promised is asked
    page = alma.go("/a")
    assert page.locator("form[action$='/move']").count() == 1
    assert ben.go("/a").locator("form[action$='/move']").count() == 0
    for text in (alma.text(), ben.text()):
        assert " late" not in text
    press(alma, "form[action$='/move'] [name=back]")
    server.clock.pass_by(minutes=5)
    for window in two:
        assert "late" not in window.go("/a").locator("main").inner_text()
    page = alma.go("/a")
    press(alma, "form[action$='/home'] .btn")
    ben.page.wait_for_selector("form[action='/a/here'] .btn")
    press(ben, "form[action='/a/here'] .btn")
    for window in two:
        window.go("/a")
        press(window, "a[href='/a/talk']")
        window.page.locator("[name=level]").nth(3).click()
        window.page.wait_for_load_state()
        assert window.page.locator("h1").count() == 1


def test_the_cycle_button_shows_at_once_on_the_other_phone(two):
    alma, ben = two
    ben.go("/a")
    before = ben.text()
    alma.go("/a")
    press(alma, "form[action='/a/button'] .cycle")
    ben.page.wait_for_function("before => document.body.innerText !== before", arg=before)
    assert ben.page.locator("h1").inner_text()
    alma.page.wait_for_load_state()


def test_whoever_becomes_unsafe_changes_nothing_on_the_other_phone(server, two):
    alma, ben = two
    before = all_of(server, ben)
    page = alma.go("/a/tell")
    press(alma, f"form[action='/a/afraid'] >> text={SAY('app.door')}")
    assert page.url.endswith("/a/afraid")
    assert page.locator("a[href^='tel:']").count() + page.locator("main").count() > 0
    page = alma.go("/a/questions")
    for question in ("fear", "control"):
        page.locator(f"[name={question}][value=yes]").check(force=True)
    page.locator("form[action='/a/questions'] .btn").first.click()
    assert page.url.endswith("/a/questions/after")
    page = alma.go("/a/who/end")
    press(alma, "form[action='/a/who/stop'] .btn")
    assert page.url.endswith("/a/done")
    assert all_of(server, ben) == before
    page = alma.go("/a")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.wait_for_url("**/")
    assert "alma" not in alma.text()
    page.go_back()
    assert "alma" not in alma.text()


def all_of(server, window):
    """All that a window can get, page by page, as it is sent."""
    found = {}
    for address in pages(server.app):
        if not address.startswith(("/s/", "/help/")):
            answer = window.context.request.get(address)
            found[address] = (answer.status, ONCE.sub("", answer.text()))
    return found

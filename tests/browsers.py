"""A real browser, in which tests act as people do: Debian's chromium, driven from outside."""

import shutil
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from pasdedeux.app.visit import COOKIE

PHONE, SMALL, WIDE = (
    {"width": 390, "height": 844},
    {"width": 320, "height": 640},
    {"width": 1280, "height": 900},
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
]


@contextmanager
def chromium():
    """Start the browser; where there is none, the test is skipped and says so."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where it is used

    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no chromium on this machine: pages are not measured in a browser")
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Watched:
    """A window of the browser that counts taps, and notes what a page must not do."""

    def __init__(self, browser, server, phone=None, *, viewport=PHONE, **more):
        self.server, self.taps, self.wrong, self.moved = server, 0, [], []
        self.context = browser.new_context(viewport=viewport, base_url=server.address, **more)
        self.context.set_default_timeout(20_000)
        if phone is not None:
            self.context.add_cookies(
                [{"name": COOKIE, "value": phone.http.cookies[COOKIE], "url": server.address}]
            )
        self.page = self.context.new_page()
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def _said(self, message):
        if message.type in {"error", "warning"} and "400" not in message.text and "404" not in message.text:
            self.wrong.append(f"{self.page.url}: {message.text}")

    def _asked(self, request):
        if urlsplit(request.url).hostname not in {"127.0.0.1", None}:
            self.wrong.append(f"off-host: {request.url}")

    def _answered(self, response):
        self.moved.append(response)

    def go(self, path):
        """Open a page."""
        self.page.goto(path)
        return self.page

    def tap(self, what, **more):
        """Tap what is seen with these words: a button, a link, or an answer to choose."""
        page = self.page
        found = page.get_by_role("button", name=what, **more).or_(page.get_by_role("link", name=what, **more))
        found = found.or_(page.locator("label", has_text=what))
        found.locator("visible=true").first.click()
        self.taps += 1
        return page

    def text(self):
        """Give what can be read on the page."""
        return self.page.locator("body").inner_text()

    def close(self):
        """Close the window."""
        self.context.close()

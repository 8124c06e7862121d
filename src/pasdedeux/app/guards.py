"""What stands before every route: headers, whether a form comes from our own page, and its size."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pasdedeux.app.pages import say_of, show_anybody

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "Referrer-Policy": "same-origin",  # with none, a browser over plain HTTP names no origin of a form
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
SAFE = {"GET", "HEAD"}
MOST_BYTES = 1024 * 1024
"""Of one form. What is longer than a text may be is refused further in, where it can be shown again."""
SIGNS_IN = "/in"
"""May be twice as long: it carries what was typed into another form."""


class Guards:
    """The outermost layer: refuses what no page of ours sent, and puts the headers on all answers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        headers = Headers(scope=scope)
        if scope["method"] not in SAFE and not from_own_page(headers):
            await _refused(scope, "app.not-from-here", 403)(scope, receive, with_headers)
        elif scope["method"] not in SAFE and not _small(headers, scope["path"]):
            await _refused(scope, "app.too-much", 413)(scope, receive, with_headers)
        else:
            await self.app(scope, receive, with_headers)


def _refused(scope: Scope, name: str, status: int) -> Response:
    """Say in a sentence what did not go, in the language of the browser."""
    request = Request(scope)
    what = say_of(request)(name)
    if request.url.path.startswith("/api"):
        return JSONResponse({"error": name, "detail": what}, status)
    return show_anybody(request, "error.html", status=status, what=what, typed=[], back="/")


def from_own_page(headers: Headers) -> bool:
    """Whether a form was sent by a page of ours, by what the browser says of it."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == headers.get("host")


def _small(headers: Headers, path: str) -> bool:
    """Whether it says how long it is, and that is little; in pieces nobody knows how long it gets."""
    length = headers.get("content-length", "" if "transfer-encoding" in headers else "0")
    return length.isdecimal() and int(length) <= MOST_BYTES * (2 if path == SIGNS_IN else 1)

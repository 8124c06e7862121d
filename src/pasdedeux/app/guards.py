"""What stands before every route: headers, whether a form comes from our own page, and its size."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
MOST_BYTES = 128 * 1024
"""Of one form."""


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
            await PlainTextResponse("Not from this page.", 403)(scope, receive, with_headers)
        elif scope["method"] not in SAFE and not _small(headers):
            await PlainTextResponse("Too long.", 413)(scope, receive, with_headers)
        else:
            await self.app(scope, receive, with_headers)


def from_own_page(headers: Headers) -> bool:
    """Whether a form was sent by a page of ours, by what the browser says of it."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == headers.get("host")


def _small(headers: Headers) -> bool:
    length = headers.get("content-length", "")
    return length.isdigit() and int(length) <= MOST_BYTES

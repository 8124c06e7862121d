"""What a person reads when something does not go: what, what to do, and what they had typed."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from pasdedeux.app.carried import carry
from pasdedeux.app.forms import sent_with
from pasdedeux.app.guards import HEADERS
from pasdedeux.app.neutral import neutral_page
from pasdedeux.app.pages import say_of, show_anybody
from pasdedeux.app.visit import NobodyHereError, Visit, visit_of
from pasdedeux.errors import PasDeDeuxError

STATUS = {
    "app.tried-often": 429,
    "store.busy": 503,
    "store.full": 507,
    "store.read-only": 507,
    "store.cannot-open": 503,
    "store.no-store": 503,
    "store.clock-back": 503,
    "store.nothing-there": 404,
    "store.no-session": 401,
}
HIDDEN = {"once", "passphrase", "passphrase2", "code"}
"""Fields that are never shown back."""


def add_failing(app: FastAPI) -> None:
    """Give the app its pages for what does not go."""
    app.add_exception_handler(PasDeDeuxError, _ours)
    app.add_exception_handler(RequestValidationError, _no_such_page)
    app.add_exception_handler(HTTPException, _no_such_page)
    app.add_exception_handler(NobodyHereError, _nobody)
    app.add_exception_handler(PermissionError, _no_such_page)
    app.add_exception_handler(Exception, _unforeseen)


def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, PasDeDeuxError)  # noqa: S101 - so it is registered
    visit: Visit | None = getattr(request.state, "visit", None)
    say = visit.say if visit else say_of(request)
    if request.url.path.startswith("/api"):
        return JSONResponse(
            {"error": error.name, "detail": error.text(say.language)}, STATUS.get(error.name, 409)
        )
    return _did_not_go(request, error.text(say.language), STATUS.get(error.name, 400))


def _did_not_go(request: Request, what: str, status: int) -> Response:
    """Say what did not go, and show what was typed."""
    visit: Visit | None = getattr(request.state, "visit", None)
    sent = getattr(request.state, "sent", None)
    typed = [(name, value) for name, value in (sent.fields if sent else []) if name not in HIDDEN and value]
    say = visit.say if visit else say_of(request)
    values = {"what": what, "typed": typed, "say": say, "back": _back(request)}
    return show_anybody(request, "error.html", status=status, **values)


def _unforeseen(request: Request, error: Exception) -> Response:  # noqa: ARG001 - the framework's own
    """Answer for a fault of the program, outside of the guards, so with their headers."""
    visit: Visit | None = getattr(request.state, "visit", None)
    what = (visit.say if visit else say_of(request))("app.fault")
    if request.url.path.startswith("/api"):
        page: Response = JSONResponse({"error": "app.fault", "detail": what}, 500)
    else:
        page = _did_not_go(request, what, 500)
    page.headers.update({**HEADERS, "Cache-Control": "no-store"})
    return page


def _no_such_page(request: Request, error: Exception) -> Response:
    code = getattr(error, "status_code", 422 if isinstance(error, RequestValidationError) else 404)
    if request.url.path.startswith("/api"):
        headers = getattr(error, "headers", None)
        return JSONResponse({"error": "api.refused", "detail": say_of(request)("api.refused")}, code, headers)
    visit = visit_of(request)
    if visit is None:
        return neutral_page(request)
    values = {"what": visit.say("app.no-page"), "typed": [], "say": visit.say, "back": "/a"}
    return show_anybody(request, "error.html", status=code, **values)


def _back(request: Request) -> str:
    """Find the page on which a form stood: at the address it went to, or the one above."""
    path = request.url.path
    if request.method == "POST":
        for above in (path, path.rpartition("/")[0]):
            asked = {"type": "http", "method": "GET", "path": above, "root_path": "", "headers": []}
            if any(route.matches(asked)[0] is Match.FULL for route in request.app.router.routes):
                return above
    return "/a"


async def _nobody(request: Request, error: Exception) -> Response:  # noqa: ARG001 - the framework's own
    """Answer with the neutral page; where something was typed, with the signing in that carries it."""
    if request.url.path.startswith("/api"):
        return JSONResponse({"error": "store.no-session", "detail": say_of(request)("store.no-session")}, 401)
    kept = carry(request.url.path, await sent_with(request)) if request.method == "POST" else ""
    if kept:
        return show_anybody(request, "front/in.html", name="", wrong="", kept=kept)
    return neutral_page(request)

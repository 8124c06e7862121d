"""Serving: one process, on this machine, until it is stopped."""

from __future__ import annotations

import os
import signal
import socket
import sys
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread, Timer
from types import FrameType
from typing import Any
from urllib.parse import urlunsplit

import uvicorn
from fastapi import FastAPI

from pasdedeux.app.create import LOCAL, create_app
from pasdedeux.app.patience import Patient
from pasdedeux.app.settings import Settings
from pasdedeux.errors import InputError
from pasdedeux.services.dance import make_ready
from pasdedeux.store import persons
from pasdedeux.store.database import Store

GRACE_SECONDS = 2
"""How long pages that are being sent may take once the server is told to stop."""
READY_AFTER_SECONDS = 5.0
"""The first page comes first; then the worker makes itself ready for what takes long."""
MOST_CONNECTIONS = 500
"""At one time; two phones have a handful."""
SIGN_IN, BEGIN = "/in", "/new"


def serve(store: Store, settings: Settings, started: Callable[[str], Any], *, label: str = "") -> None:
    """Serve until the process is told to stop, by Ctrl-C or SIGTERM.

    Parameters
    ----------
    store
        What is served.
    settings
        Where.
    started
        Called, once it answers, with the address to open: to begin where nobody has yet, else to sign in.
    label
        What every page says of the people in it: name of a message.

    Raises
    ------
    InputError
        If something else answers at that port, or the address is not this machine's.
    """
    listening = _listen(settings)
    host, port = listening.getsockname()[:2]
    with store.reading() as session:
        first = SIGN_IN if persons.anybody(session) else BEGIN
    address = urlunsplit(("http", f"{f'[{host}]' if ':' in host else host}:{port}", first, "", ""))
    app = create_app(store, hosts=(*LOCAL, settings.host), label=label)

    ready = Timer(READY_AFTER_SECONDS, app.state.place.work.begin, (make_ready,))

    def answers() -> None:
        started(address)
        ready.start()
        if settings.browser and there_is_a_browser():
            Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    config = uvicorn.Config(
        app,
        access_log=False,  # it would hold who was here when
        date_header=False,
        http=Patient,
        limit_concurrency=MOST_CONNECTIONS,
        log_level="error",
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    try:
        with _ends_on_sigterm(), suppress(KeyboardInterrupt):
            _Server(config, app, answers).run([listening])
    finally:
        ready.cancel()
        app.state.place.work.close()


class _Server(uvicorn.Server):
    """Says when it answers, and ends the pages that wait before it waits for them."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, answers: Callable[[], None]) -> None:
        super().__init__(config)
        self._app, self._answers = app, answers

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._answers()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._app.state.place.bell.close()
        super().handle_exit(sig, frame)


def there_is_a_browser() -> bool:
    """Whether a browser with windows can be opened here."""
    windows = sys.platform == "darwin" or any(os.environ.get(one) for one in ("DISPLAY", "WAYLAND_DISPLAY"))
    if not windows:
        return False
    with suppress(webbrowser.Error):
        return webbrowser.get() is not None
    return False


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as error:
        listening.close()
        raise InputError(
            "serve.port-taken", where="--port", host=settings.host, port=str(settings.port)
        ) from error
    return listening


@contextmanager
def _ends_on_sigterm() -> Iterator[None]:
    """Let SIGTERM end like Ctrl-C, so that what was opened is closed and what was temporary is gone."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)

"""The app, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib import import_module
from threading import Thread

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from pasdedeux.app.doors import ALL
from pasdedeux.app.failing import add_failing
from pasdedeux.app.guards import Guards
from pasdedeux.app.tries import Tries
from pasdedeux.app.visit import Site
from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.store.database import Store

LOCAL = ("127.0.0.1", "localhost", "[::1]")


DRAWS = "pasdedeux.report.episodes.telling"
"""Loads for a second or two what draws a half; so it begins with the server, not with the first telling."""


def _now() -> datetime:
    return datetime.now(UTC)


@names_wrong_arguments
def create_app(
    store: Store, *, clock: Callable[[], datetime] = _now, hosts: tuple[str, ...] = LOCAL, label: str = ""
) -> FastAPI:
    """Put the app together.

    Parameters
    ----------
    store
        Where everything is kept.
    clock
        Gives the time, with its zone.
    hosts
        Names by which this server may be asked; any other is refused, so that no foreign page can reach it.
    label
        What every page says of the people in it, by the name of a message; empty for one's own.

    Returns
    -------
    FastAPI
        To be served by one process.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from pasdedeux.store.database import in_folder
    >>> with TemporaryDirectory() as folder:
    ...     store = in_folder(Path(folder) / "ours")
    ...     create_app(store).title
    ...     store.close()
    'Pas de Deux'
    """
    place = Site(store, clock, label=label)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        Thread(target=import_module, args=(DRAWS,), daemon=True).start()
        yield
        place.bell.close()
        place.work.close()

    app = FastAPI(
        title="Pas de Deux", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json", lifespan=life
    )
    app.state.place, app.state.tries = place, Tries()
    for doors in ALL:
        app.include_router(doors.router)
    add_failing(app)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app.add_middleware(Guards)
    return app

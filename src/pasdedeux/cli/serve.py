"""`pasdedeux serve`: the pages for two phones, on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

from typer import Option

from pasdedeux.cli.language import Speaking, speaking
from pasdedeux.cli.terminal import paper, plain
from pasdedeux.errors import MissingExtraError

if TYPE_CHECKING:
    from pasdedeux.app.settings import Settings
    from pasdedeux.store.database import Store
    from pasdedeux.words import Words


def serve(
    data: Annotated[Path | None, Option(metavar="FOLDER", help="cli.option.data")] = None,
    port: Annotated[int | None, Option(metavar="N", help="cli.option.port")] = None,
    host: Annotated[str | None, Option(metavar="ADDRESS", help="cli.option.host")] = None,
    database_url: Annotated[str | None, Option(metavar="URL", help="cli.option.database-url")] = None,
    language: Speaking = None,
    *,
    insecure_lan: Annotated[bool, Option("--insecure-lan", help="cli.option.insecure-lan")] = False,
    no_browser: Annotated[bool, Option("--no-browser", help="cli.option.no-browser")] = False,
) -> None:
    """Serve the pages for two phones until Ctrl-C."""
    try:
        from pasdedeux.app.serving import serve as run
        from pasdedeux.app.settings import settings_from
    except ModuleNotFoundError as error:
        raise MissingExtraError("serve.missing", package=error.name) from error

    say = speaking(language)
    settings = settings_from(
        data=data,
        port=port,
        host=host,
        database_url=database_url,
        insecure_lan=insecure_lan or None,
        browser=False if no_browser else None,
    )

    def started(address: str) -> None:
        _tell(say, settings, address)

    with _store(settings, say) as store:
        run(store, settings, started, label="" if _own(settings) else "app.simulated")


def _own(settings: Settings) -> bool:
    return settings.data is not None or settings.database_url is not None


@contextmanager
def _store(settings: Settings, say: Words) -> Iterator[Store]:
    """Open one's own store, or make one with the example couple that goes when this ends."""
    from pasdedeux.app.machine import local_zone, only_server
    from pasdedeux.services.two_phones import example_couple
    from pasdedeux.store.database import at_address, in_folder

    if settings.database_url is not None:
        store = at_address(settings.database_url.get_secret_value())
        with only_server(store):
            yield store
        return
    with TemporaryDirectory(prefix="pasdedeux-") as gone:
        store = in_folder(settings.data or Path(gone) / "example")
        with only_server(store):
            if settings.data is None:
                example_couple(store, datetime.now(UTC), language=say.language, zone=local_zone())
            yield store


def _tell(say: Words, settings: Settings, address: str) -> None:
    """Say where it is, with what one signs in, and how it ends."""
    from pasdedeux.services.two_phones import SIGN_INS

    sheet = paper()
    sheet.print(say("serve.open", address=address))
    if _own(settings):
        place = plain(str(settings.data)) if settings.data else "PostgreSQL"
        sheet.print(say("serve.own", place=place))
    else:
        sheet.print(say("serve.example"))
        for one in SIGN_INS:
            sheet.print(f"  {one.name}: {one.passphrase}")
    sheet.print(say("serve.stop"))

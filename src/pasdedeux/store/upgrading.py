"""How a database comes up to date: one step after the other, from an empty one on."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from pasdedeux.store.sealing import StoreError

STEPS = Path(__file__).with_name("migrations")


def upgrade(connection: Connection) -> None:
    """Bring a database up to date.

    Raises
    ------
    StoreError
        If a later version of the program made it.
    """
    config = Config()
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError("store.newer") from error

"""How the app is served: what the command line says, else the environment, else for this machine alone."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from pasdedeux.errors import InputError

HOME = "127.0.0.1"


class Settings(BaseSettings):
    """How the app is served. Each stands in the environment too, as ``PASDEDEUX_PORT`` and so on.

    Parameters
    ----------
    host
        Address of this machine on which it answers.
    port
        0 takes a free one.
    data
        Folder of one's own store.
    database_url
        Address of a PostgreSQL database, in place of a folder.
    insecure_lan
        Answer other machines too, though nothing between them and this one is encrypted.
    browser
        Open the browser, where there is one.
    """

    model_config = SettingsConfigDict(env_prefix="PASDEDEUX_", extra="ignore")

    host: str = HOME
    port: int = Field(default=0, ge=0, le=65535)
    data: Path | None = None
    database_url: SecretStr | None = None
    insecure_lan: bool = False
    browser: bool = True


def settings_from(**given: Any) -> Settings:
    """Take what was given, and for the rest the environment; what cannot be is refused.

    Parameters
    ----------
    **given
        Fields of `Settings`; None where nothing was said.

    Raises
    ------
    InputError
        If a value cannot be used, two places are named for one store, or others could listen in.

    Examples
    --------
    >>> settings_from(port=8020).host
    '127.0.0.1'
    >>> settings_from(host="192.0.2.7")
    Traceback (most recent call last):
    pasdedeux.errors.InputError: --host: 192.0.2.7 is reached from other machines, and nothing ...
    """
    try:
        found = Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        raise InputError(
            "serve.no-setting", where=_option(name), setting=f"PASDEDEUX_{name.upper()}"
        ) from error
    if found.data is not None and found.database_url is not None:
        raise InputError("serve.two-places", where="--data")
    _check_host(found)
    return found


def _check_host(found: Settings) -> None:
    """One address, and one that only this machine reaches unless the other is wanted."""
    if found.host == "localhost":
        return
    try:
        address = ip_address(found.host)
    except ValueError as error:
        raise InputError("serve.no-address", where="--host", host=found.host) from error
    if address.is_unspecified:  # every address: then no name can be told from a foreign one
        raise InputError("serve.no-address", where="--host", host=found.host)
    if not address.is_loopback and not found.insecure_lan:
        raise InputError("serve.lan", where="--host", host=found.host)


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"

"""One more telling at the end of a TOML file, what stands in it left as it is."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

from pasdedeux import files
from pasdedeux.errors import InputError
from pasdedeux.people import Couple
from pasdedeux.readers.episodes.read import read_episodes
from pasdedeux.readers.episodes.telling import told_of
from pasdedeux.readers.episodes.tree import decoded
from pasdedeux.readers.episodes.write import toml_telling
from pasdedeux.records import Telling

TOML = ".toml"


def couple_told_of(path: Path) -> Couple | None:
    """Say whose tellings a file holds that one more is to go into; None where there is no file yet.

    Raises
    ------
    InputError
        If nothing can be written there, or what stands there is no file of told episodes.
    """
    if path.suffix.lower() != TOML:
        raise InputError("readers.episodes.only-toml", where=path.name)
    files.check_target(path, force=True)
    if not path.exists():
        return None
    told = read_episodes(path)
    if told.provenance.simulated:
        raise InputError("readers.episodes.invented", where=path.name)
    _with(path, {"day": date(2000, 1, 1)})
    return told.couple


def append_telling(telling: Telling, path: Path, by: str = "") -> Path:
    """Put one telling at the end of a file, which is then open to its owner alone.

    What stands in it is kept letter by letter, and the old file stays until the new one is complete.

    Parameters
    ----------
    telling
        By one of the two people of the file.
    path
        Ends in ``.toml``; made where there is none.
    by
        Who tells it, by the id or name in the file; the first of its two people where empty.
    """
    told = {**told_of(telling, ""), "by": by}
    return files.write(path, _with(path, {key: value for key, value in told.items() if value != ""}))


def _with(path: Path, told: dict[str, object]) -> str:
    before = decoded(path.read_bytes(), path.name) if path.exists() else ""
    if before and not before.endswith("\n"):
        before += "\n"
    text = before + toml_telling(told)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:  # its tellings stand in a list that has been closed
        raise InputError("readers.episodes.closed-list", where=path.name) from error
    return text.lstrip("\n")

"""Whether a file holds coded talks or a diary: the one place where that is decided."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import PasDeDeuxError
from pasdedeux.readers.talks.read import PROJECTS

HEAD = 400_000
"""Bytes of a text file that are looked at."""


class Likely(StrEnum):
    """What a file holds, as far as its content says."""

    TALKS = "talks"
    DIARY = "diary"
    EITHER = "either"


@names_wrong_arguments
def what_it_is(source: str | Path) -> Likely:
    """Say what a file holds.

    Coded talks are files of software for coding, and tables with codes (texts, or 0 and 1 in numbered
    columns) in an order within a talk and without days. Whatever cannot be read is left to the
    reader of diaries, which says why.

    Parameters
    ----------
    source
        A file or a folder; a folder holds what the first of its files holds.

    Examples
    --------
    >>> what_it_is("talk.eaf"), what_it_is("no-such-file.csv")
    (<Likely.TALKS: 'talks'>, <Likely.DIARY: 'diary'>)
    """
    path = Path(source)
    if path.suffix.lower() in PROJECTS:
        return Likely.TALKS
    try:
        if path.is_dir():
            first = next(
                (one for one in sorted(path.iterdir()) if one.is_file() and one.name[0] != "."), None
            )
            return what_it_is(first) if first else Likely.DIARY
        return _table(path) if path.is_file() else Likely.DIARY
    except (PasDeDeuxError, OSError, ValueError):
        return Likely.DIARY


def _table(path: Path) -> Likely:
    """Say what a table holds, by its columns and the first of its rows."""
    from pasdedeux.readers.talks.layouts import decide  # noqa: PLC0415 - pandas loads only when a table is read
    from pasdedeux.readers.talks.options import TalkOptions  # noqa: PLC0415 - same
    from pasdedeux.readers.talks.tables import opened  # noqa: PLC0415 - same

    table, software = opened(path, _head(path), "", TalkOptions())
    if software:
        return Likely.TALKS
    layout = decide(table, TalkOptions())
    if layout.sure:
        return Likely.TALKS
    return Likely.EITHER if layout.likely else Likely.DIARY


def _head(path: Path) -> bytes:
    """Whole lines from the beginning of a file."""
    if not path.is_file():  # a pipe would be waited for
        raise OSError
    with path.open("rb") as file:
        raw = file.read(HEAD)
    return raw if len(raw) < HEAD else raw[: raw.rfind(b"\n") + 1]

"""Files that go out: whole or not at all, and never over something that is not ours."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pasdedeux.errors import InputError
from pasdedeux.words import LANGUAGES, words

TITLES = ("report.page.title", "report.episodes.title")
SEALED = '<meta http-equiv="Content-Security-Policy" content="default-src'
"""Stands at the top of each of our pages: nothing else may be loaded."""
_unfinished: set[Path] = set()
"""What is being written, so that whoever has to end at once can remove it."""


def check_target(target: Path, *, source: Path | None = None, force: bool = False) -> None:
    """Refuse a place that cannot be written to, before any work is done.

    Parameters
    ----------
    target
        Where something is to be written.
    source
        The file that is read; never written over.
    force
        Whether another file of this name may be replaced. A report of ours always is.

    Raises
    ------
    InputError
        If nothing can be written there, or should not be.

    Examples
    --------
    >>> check_target(Path("no-such-folder") / "loop.html")
    Traceback (most recent call last):
    pasdedeux.errors.InputError: no-such-folder/loop.html: the folder does not exist or is closed to you. \
Choose another.
    """
    where = str(target)
    if where == "-":
        raise InputError("files.only-json-prints", where="-")
    with _in_words(target):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError):
            target.lstat()  # a name that is too long, or none, is told here
        there = target.exists()
        if there and source is not None and _same(target, source):
            raise InputError("files.is-source", where=where)
        if target.is_dir():
            raise InputError("files.is-folder", where=where)
        if (
            there and not target.is_file()
        ):  # a pipe would be waited for, a device is no place to keep anything
            raise InputError("files.no-regular-file", where=where)
        if not os.access(target.parent, os.W_OK):
            raise InputError("files.no-folder", where=where)
        if there and not force and not _ours(target):
            raise InputError("files.exists", where=where)


def _same(target: Path, source: Path) -> bool:
    with contextlib.suppress(OSError, ValueError):  # what cannot be a file is told by whoever reads it
        return target.samefile(source)
    return False


def _ours(target: Path) -> bool:
    """Whether a file is a report of ours, in any language: its title and its seal stand near the top."""
    with contextlib.suppress(OSError), target.open(encoding="utf-8", errors="replace") as file:
        top = file.read(800)
        titles = [f"<title>{words(one)(title)}" for one in LANGUAGES for title in TITLES]
        return SEALED in top and any(title in top for title in titles)
    return False


def write(path: str | os.PathLike[str], content: str | bytes) -> Path:
    """Write a whole file in one step, open to its owner alone; nothing half-written is ever left.

    Parameters
    ----------
    path
        Where to; a file of this name keeps its old content until the new one is complete.
    content
        Text, written as UTF-8, or bytes.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    target = Path(path)
    part = target.with_name(f".{_short(target)}.{os.getpid()}.part")
    _unfinished.add(part)
    try:
        with _in_words(target):
            _remove_left_behind(target)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(content.encode() if isinstance(content, str) else content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
    finally:
        _remove(part)
    return target


def remove_unfinished() -> None:
    """Remove what this process has begun to write and not finished, before it ends at once."""
    for part in tuple(_unfinished):
        _remove(part)


def _remove(part: Path) -> None:
    with contextlib.suppress(OSError, ValueError):
        part.unlink(missing_ok=True)
    _unfinished.discard(part)


def _remove_left_behind(target: Path) -> None:
    """Remove what a process that was killed while it wrote to this place has left there."""
    left = re.compile(rf"\.{re.escape(_short(target))}\.(\d+)\.part")
    for path in target.parent.iterdir():
        if (found := left.fullmatch(path.name)) and not _runs(int(found[1])):
            with contextlib.suppress(OSError):
                path.unlink()


def _short(target: Path) -> str:
    """Cut a name so that a file system takes it with something before and behind it."""
    return target.name[:50]


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # somebody else's
        return True
    return True


@contextlib.contextmanager
def _in_words(target: Path) -> Iterator[None]:
    """Say why a place cannot be written to: no room, a name that is too long, not ours."""
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError("files.not-written", where=str(target), why=why) from error
    except ValueError as error:  # a name with a zero byte
        raise InputError("files.not-written", where=str(target), why=str(error)) from error


def json_text(tree: Mapping[str, Any]) -> str:
    r"""Write plain data as JSON, letters as they are.

    Examples
    --------
    >>> json_text({"name": "Zoé"})
    '{\n  "name": "Zoé"\n}\n'
    """
    return json.dumps(tree, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def csv_text(rows: Sequence[Mapping[str, Any]]) -> str:
    r"""Write rows as a table that a spreadsheet opens without running anything in it.

    Examples
    --------
    >>> csv_text([{"couple": "07", "note": "=1+1"}])
    "couple,note\n07,'=1+1\n"
    """
    page = io.StringIO()
    table = csv.writer(page, lineterminator="\n")
    if rows:
        table.writerow([_safe(name) for name in rows[0]])
    table.writerows([_safe(value) for value in row.values()] for row in rows)
    return page.getvalue()


def safe_cell(text: str) -> str:
    """Make text safe to write into a CSV that a spreadsheet will open.

    A spreadsheet runs a cell that begins with ``= + - @`` as a formula; an apostrophe in front keeps it text.
    Numbers stay as they are.

    Examples
    --------
    >>> safe_cell("=1+1")
    "'=1+1"
    >>> safe_cell("-3.5"), safe_cell("Alma")
    ('-3.5', 'Alma')
    """
    if text[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n"}:
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text


def _safe(value: object) -> object:
    return safe_cell(value) if isinstance(value, str) else value

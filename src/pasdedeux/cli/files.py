"""Files that go out: whole or not at all, and never over something that is not ours."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pasdedeux.errors import InputError

OURS = "<title>Loop report"
"""Stands near the top of every report of ours."""


def check(target: Path, *, source: Path | None, force: bool) -> None:
    """Refuse a place that cannot be written to before any work is done.

    Parameters
    ----------
    target
        Where something is to be written.
    source
        The file that is read; never written over.
    force
        Whether another file of this name may be replaced.
    """
    where = str(target)
    if where == "-":
        raise InputError(
            "only --json prints on the screen.",
            where="-",
            remedy="Name a file, or say --json - instead.",
        )
    if source is not None and target.exists() and source.exists() and target.samefile(source):
        raise InputError("that is the file to be read.", where=where, remedy="Choose another name.")
    if target.is_dir():
        raise InputError("that is a folder.", where=where, remedy="Name a file in it.")
    if not os.access(target.parent, os.W_OK):
        raise InputError(
            "the folder does not exist or is closed to you.", where=where, remedy="Choose another."
        )
    if target.exists() and not force and not _ours(target):
        raise InputError(
            "a file of this name is there.", where=where, remedy="Choose another, or add --force."
        )


def _ours(target: Path) -> bool:
    with suppress(OSError), target.open(encoding="utf-8", errors="replace") as file:
        return OURS in file.read(800)
    return False


def write(target: Path, content: str | bytes) -> None:
    """Write a whole file in one step; a name that exists keeps its old content until then."""
    from pasdedeux.report.page import save

    save(target, content)


def json_text(tree: Mapping[str, Any]) -> str:
    """Write plain data as JSON, letters as they are."""
    return json.dumps(tree, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def csv_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Write rows as a table that a spreadsheet opens without running anything in it."""
    from pasdedeux.readers.tables import safe_cell

    def safe(value: object) -> object:
        return safe_cell(value) if isinstance(value, str) else value

    page = io.StringIO()
    table = csv.writer(page, lineterminator="\n")
    if rows:
        table.writerow([safe(name) for name in rows[0]])
    table.writerows([safe(value) for value in row.values()] for row in rows)
    return page.getvalue()

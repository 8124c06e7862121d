"""Files that a command writes: checked before any work is done, written when it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pasdedeux import files


def json_target(json: str | None) -> Path | None:
    """Take the file that ``--json`` names; None where it prints, or is not there."""
    return Path(json) if json and json != "-" else None


def check_targets(
    targets: Iterable[Path | None], sources: Sequence[str | Path | None], *, force: bool
) -> None:
    """Refuse places that cannot be written to, and to write over what is read."""
    for target in filter(None, targets):
        for source in sources:
            files.check_target(target, source=None if source is None else Path(source), force=force)


def write_numbers(
    tree: Callable[[], Mapping[str, Any]],
    rows: Callable[[], Sequence[Mapping[str, Any]]],
    data: Path | None,
    csv: Path | None,
) -> None:
    """Write a result as JSON and as a table, each where it is asked for."""
    if data:
        files.write(data, files.json_text(tree()))
    if csv:
        files.write(csv, files.csv_text(rows()))

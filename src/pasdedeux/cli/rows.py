"""Rows of a file that were not used, by reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pasdedeux.cli.terminal import plain, said

if TYPE_CHECKING:
    from rich.console import Console

    from pasdedeux.records import Dropped
    from pasdedeux.words import Words

ROWS = 12
"""Row numbers shown for each reason."""


def show_dropped(
    sheet: Console, dropped: Sequence[Dropped], rows: int, say: Words, *, everything: bool
) -> None:
    """Print the rows that were not used: some for each reason, or all."""
    if not dropped:
        return
    sheet.print()
    sheet.print(say("cli.look.dropped", gone=len(dropped), rows=rows), style="bold")
    if everything:
        for one in dropped:
            sheet.print(say("cli.look.dropped.row", row=one.row, reason=plain(said(one.reason, say))))
        return
    for reason, numbers in _by_reason(dropped, say).items():
        shown = ", ".join(map(str, numbers[:ROWS]))
        named = say("cli.look.dropped.rows", n=len(numbers), shown=shown)
        more = f" {say('cli.look.dropped.more', n=len(numbers) - ROWS)}" if len(numbers) > ROWS else ""
        sheet.print(f"- {plain(reason)} {named}{more}.")


def _by_reason(dropped: Sequence[Dropped], say: Words) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for one in dropped:
        rows.setdefault(said(one.reason, say), []).append(one.row)
    return rows

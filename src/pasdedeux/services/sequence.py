"""The moves of one telling as text: a lane for each of the two, and strokes that cross between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

GAP = 4
"""Columns between the lanes."""
TO_RIGHT, TO_LEFT = (
    "\N{BOX DRAWINGS LIGHT DIAGONAL UPPER LEFT TO LOWER RIGHT}",
    ("\N{BOX DRAWINGS LIGHT DIAGONAL UPPER RIGHT TO LOWER LEFT}"),
)


def sequence_lines(heads: tuple[str, str], moves: Sequence[tuple[int, str]], width: int) -> tuple[str, ...]:
    """Lay moves out in two lanes of one width, the first one's at the left.

    Parameters
    ----------
    heads
        What the two are called.
    moves
        Whose each is, 0 or 1, and what it is called.
    width
        Columns there are.

    Examples
    --------
    >>> for line in sequence_lines(("I", "the other"), [(0, "ask again"), (1, "goes quiet")], 30):
    ...     print(line)
    I                the other
    ask again
                  ╲
                     goes quiet
    """
    lane = (width - GAP) // 2
    names = [wrap(head, lane) or [""] for head in heads]
    tall = max(map(len, names))
    left, right = ([*name, *[""] * (tall - len(name))] for name in names)
    head = (f"{one:{lane + GAP}}{two}".rstrip() for one, two in zip(left, right, strict=True))
    return (*head, *_zigzag(moves, lane))


def _zigzag(moves: Sequence[tuple[int, str]], lane: int) -> Iterator[str]:
    before: int | None = None
    for who, called in moves:
        if before not in {None, who}:
            yield " " * (lane + 1) + (TO_RIGHT if who else TO_LEFT)
        yield from (" " * ((lane + GAP) * who) + line for line in wrap(called, lane))
        before = who

"""What `look` shows: what was understood, who reported when, how answers were given, what it can carry."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, isnan
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pasdedeux.cli.terminal import as_typed, grid, plain
from pasdedeux.figures.recoverability import found_here
from pasdedeux.figures.typography import upper
from pasdedeux.records import Description, Raster, RoleDescription, describe, raster
from pasdedeux.words import Words, words

if TYPE_CHECKING:
    from rich.console import Console

    from pasdedeux.identify import Carry
    from pasdedeux.records import Records

COUPLES, ROWS, NARROW = 20, 12, 84
"""Couples shown, row numbers shown for each reason, and the width below which a table becomes lines."""
HEADINGS = ("range", "ends", "missing", "mean", "within", "between", "echo", "flat")
MARKS = "·▀▄█"
"""Nobody, the first partner, the second, both."""


def show(sheet: Console, records: Records, carried: Carry, *, everything: bool) -> None:
    """Print everything there is to know of records before a fit."""
    found, say = describe(records), words()
    _opening(sheet, found, say)
    _understood(sheet, found)
    _who_reported(sheet, raster(records), records.labels, everything=everything)
    _steps(sheet, found, say)
    _answers(sheet, found.roles)
    _dropped(sheet, found, everything=everything)
    _carries(sheet, carried)


def _title(sheet: Console, words: str) -> None:
    sheet.print()
    sheet.print(words, style="bold")


def _opening(sheet: Console, found: Description, say: Words) -> None:
    reports, couples = say("report.reports", n=found.reports), say("report.couples", n=found.couples)
    both = say("report.both.times", n=found.paired)
    sheet.print(f"{plain(found.source)}: {couples}, {reports}; {both} both partners answered.", style="bold")
    if found.simulated:
        sheet.print(say("report.page.simulated"))
    if found.alone:
        sheet.print(f"Only one partner reports in {say('report.couples', n=found.alone)}.")


def _understood(sheet: Console, found: Description) -> None:
    _title(sheet, "What was understood")
    first, second = found.labels
    order = "told apart by who they are" if found.distinguishable else "in no particular order"
    facts = [(role, f"column {column}") for role, column in found.columns.items()]
    facts += [("partners", f"{first} and {second}, {order}"), ("layout", found.layout)]
    facts += [("from outside", ", ".join(found.inputs))] if found.inputs else []
    facts += [("of a person", f"{trait}, known of {share:.0%}") for trait, share in found.traits.items()]
    margin = max(len(name) for name, _ in facts)
    for name, fact in facts:
        sheet.print(plain(f"{name:<{margin}}  {fact}"))
    for note in found.notes:
        sheet.print(f"- {plain(as_typed(str(note)))}")
    sheet.print("Anything of this can be said instead, with --map, --dates and --read.")


def _who_reported(sheet: Console, seen: Raster, labels: tuple[str, str], *, everything: bool) -> None:
    first, second = map(plain, labels)
    ids = seen.ids if everything else seen.ids[:COUPLES]
    names = [plain(name)[:16] for name in ids]
    margin = max(map(len, names), default=0)
    per = ceil(len(seen.days) / max(sheet.width - margin - 14, 20))
    _title(sheet, "Who reported when")
    each = "a mark is one day" if per == 1 else f"a mark is {per} days"
    sheet.print(f"{MARKS[1]} {first}  {MARKS[2]} {second}  {MARKS[3]} both  {MARKS[0]} nobody  ({each})")
    for name, row in zip(names, seen.seen, strict=False):
        sheet.print(f"{name:>{margin}} {marks(row, per)} {int((row == 3).sum())} both")
    if len(seen.ids) > len(ids):
        sheet.print(f"and {len(seen.ids) - len(ids)} more (--all shows every one)")


def marks(row: NDArray[np.int8], per: int) -> str:
    """Draw one couple's days, some to a mark, up to its last report.

    Examples
    --------
    >>> marks(np.array([3, 1, 0, 2, 0], np.int8), 1), marks(np.array([1, 2, 0, 0, 3], np.int8), 2)
    ('█▀·▄', '█·█')
    """
    last = int(np.flatnonzero(row)[-1]) + 1 if row.any() else 0
    return "".join(MARKS[int(np.bitwise_or.reduce(row[at : at + per]))] for at in range(0, last, per))


def _steps(sheet: Console, found: Description, say: Words) -> None:
    if isnan(found.gap):
        return
    low, gap, high = (_gap(days, say) for days in (found.gap_low, found.gap, found.gap_high))
    spread = "" if low == high else f" (eight in ten between {low} and {high})"
    days = say("common.time.day", n=int(found.days) + 1)
    length = f"{days} in all" if found.couples == 1 else f"half of the couples report for {days} or longer"
    sheet.print(f"About {gap} from one report to the next{spread}; {length}.")


def _gap(days: float, say: Words) -> str:
    return say("common.time.day", n=1) if abs(days - 1) < 0.01 else say.gap(days)


def _answers(sheet: Console, roles: Iterable[RoleDescription]) -> None:
    _title(sheet, "How answers were given")
    rows = [(plain(role.name), *_used(role)) for role in roles]
    if sheet.width < NARROW:
        for name, *cells in rows:
            told = (f"{heading} {cell}" for heading, cell in zip(HEADINGS, cells, strict=True))
            sheet.print(f"{name}: {', '.join(told)}")
    else:
        table = grid("role", *HEADINGS)
        for row in rows:
            table.add_row(*row)
        sheet.print(table)
    sheet.print(
        "ends: share of answers at the lowest and highest; within, between: standard deviation of a person's "
        "answers, and of persons' means; echo: correlation with one's own last answer; flat: persons who "
        "always answer the same.",
        style="dim",
    )


def _used(role: RoleDescription) -> tuple[str, ...]:
    numbers = (role.mean, role.within_sd, role.between_sd, role.autocorrelation)
    return (
        f"{role.low:g} to {role.high:g}",
        f"{_share(role.at_low)} {_share(role.at_high)}",
        _share(role.missing),
        *map(_number, numbers),
        _share(role.flat),
    )


def _share(value: float) -> str:
    return "-" if isnan(value) else f"{value:.0%}"


def _number(value: float) -> str:
    return "-" if isnan(value) else f"{value:.2f}"


def _dropped(sheet: Console, found: Description, *, everything: bool) -> None:
    if not found.dropped:
        return
    _title(sheet, f"Rows not used: {Words.grouped(len(found.dropped))} of {Words.grouped(found.rows)}")
    if everything:
        for one in found.dropped:
            sheet.print(f"row {one.row}: {plain(as_typed(str(one.reason)))}")
        return
    reasons: dict[str, list[int]] = {}
    for one in found.dropped:
        reasons.setdefault(str(one.reason), []).append(one.row)
    for reason, rows in reasons.items():
        more = f" and {len(rows) - ROWS} more (--all)" if len(rows) > ROWS else ""
        named = f"{'row' if len(rows) == 1 else 'rows'} {', '.join(map(str, rows[:ROWS]))}{more}"
        sheet.print(f"- {plain(as_typed(reason))} {upper(named)}.")


def _carries(sheet: Console, carried: Carry) -> None:
    _title(sheet, "What these records can carry")
    for sentence in carried.sentences:
        sheet.print(f"- {plain(sentence)}")
    curve = carried.recoverability
    if curve is None:
        return
    sheet.print("- Of ten couples with a loop, a record this long shows it in about:")
    for at, strength in enumerate(curve.strengths):
        share = found_here(curve, at)
        bar = "█" * round(20 * share) + "·" * (20 - round(20 * share))
        sheet.print(f"  gain {strength:g}  {bar} {round(10 * share)} in 10")

"""`pasdedeux look`: what was understood, who reported when, how answers were given, what it can carry."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, isnan
from pathlib import Path
from shlex import join
from typing import TYPE_CHECKING, Annotated, Literal

from typer import Exit, Option

from pasdedeux.cli.language import Speaking, speaking
from pasdedeux.cli.look_talks import show_talks
from pasdedeux.cli.options import (
    Codes,
    Everything,
    Files,
    People,
    Reading,
    TalkReading,
    refuse_idle,
    with_reading,
)
from pasdedeux.cli.parse import parse_map
from pasdedeux.cli.rows import show_dropped
from pasdedeux.cli.terminal import complain, grid, paper, plain, progress, said
from pasdedeux.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from rich.console import Console

    from pasdedeux.readers.talks import Likely
    from pasdedeux.records import Description, Raster, RoleDescription
    from pasdedeux.services import Look
    from pasdedeux.words import Words

COUPLES, NARROW = 20, 84
"""Couples shown, and the width below which a table becomes lines."""
ONLY_DIARY = ("roles", "layout", "dates", "couple", "partners", "answers")
"""Options that say nothing of coded talks."""
HEADINGS = ("range", "ends", "missing", "mean", "within", "between", "echo", "flat")
MARKS = "·▀▄█"
"""Nobody, the first partner, the second, both."""


def list_words(wanted: bool) -> None:  # noqa: FBT001 - called so by Typer
    """List the words by which columns are known, by role and language."""
    if not wanted:
        return
    from pasdedeux.readers.meanings import ROLES

    sheet = paper()
    for role, languages in ROLES.items():
        sheet.print(role, style="bold")
        for language, known in languages.items():
            sheet.print(f"  {language}: {', '.join(known)}")
    raise Exit


@with_reading
def look(
    file: Files,
    reading: Reading,
    codes: Codes = None,
    people: People = None,
    kind: Annotated[Literal["talks", "diary"] | None, Option("--as", help="cli.option.as")] = None,
    language: Speaking = None,
    *,
    everything: Everything = False,
    words: Annotated[
        bool, Option("--words", callback=list_words, is_eager=True, help="cli.option.words")
    ] = False,
) -> None:
    """Show what a file holds and what it can carry."""
    from pasdedeux.readers.talks import Likely, what_it_is

    say = speaking(language)
    del words  # read before anything else runs
    of_diary = (
        reading.roles or reading.layout or reading.dates or reading.couple or _of_diary(reading.columns)
    )
    likely = Likely(kind or ("talks" if codes or people else "diary" if of_diary else what_it_is(file[0])))
    if likely is Likely.TALKS:
        given = {name: getattr(reading, name) for name in ONLY_DIARY}
        refuse_idle("--as diary", **given)
        talks = TalkReading(tuple(file), reading.columns, codes, people, reading.missing, reading.more)
        show_talks(paper(), talks, say, everything=everything)
        return
    refuse_idle("--as talks", codes=codes, people=people)
    sheet = paper()
    show(sheet, _looked_at(file, reading, say, likely), say, everything=everything)
    if likely is Likely.EITHER:
        sheet.print(
            "\n" + say("cli.look.maybe-talks", command=f"pasdedeux look {plain(join(file))} --as talks")
        )
    sheet.print("\n" + say("cli.next", command=f"pasdedeux loop {plain(reading.typed(file))}"))


def _of_diary(columns: str | None) -> bool:
    """Whether a map names what only a diary has: partner, roles."""
    from pasdedeux.readers.talks.options import COLUMNS

    return bool(columns) and not set(parse_map(columns or "")) <= set(COLUMNS)


def _looked_at(file: list[str], reading: Reading, say: Words, likely: Likely) -> Look:
    """Read a diary; where it cannot be read and may be coded talks, say so."""
    from pasdedeux.readers.talks import Likely
    from pasdedeux.services import look as look_at

    with progress() as step:
        step(say("cli.step.reading", file=Path(file[0]).name), 0.0)
        try:
            records = reading.records(file)
        except InputError:
            if likely is Likely.EITHER:
                complain(say("cli.look.maybe-talks", command=f"pasdedeux look {join(file)} --as talks"))
            raise
        step(say("cli.step.weighing"), 0.0)
        return look_at(records)


def show(sheet: Console, found: Look, say: Words, *, everything: bool) -> None:
    """Print everything there is to know of records before a fit."""
    description = found.description
    _opening(sheet, description, say)
    _understood(sheet, description, say)
    _who_reported(sheet, found.raster, found.records.labels, say, everything=everything)
    _steps(sheet, description, say)
    _answers(sheet, description.roles, say)
    _doubted(sheet, found, say, everything=everything)
    show_dropped(sheet, description.dropped, description.rows, say, everything=everything)
    _carries(sheet, found, say)
    _counted(sheet, found, say)


def _title(sheet: Console, title: str) -> None:
    sheet.print()
    sheet.print(title, style="bold")


def _opening(sheet: Console, found: Description, say: Words) -> None:
    head = say(
        "cli.look.opening",
        source=plain(found.source),
        couples=say("report.couples", n=found.couples),
        reports=say("report.reports", n=found.reports),
        both=say("report.both.times", n=found.paired),
    )
    sheet.print(head, style="bold")
    if found.simulated:
        sheet.print(say("report.page.simulated"))
    if found.alone:
        sheet.print(say("cli.look.alone", n=found.alone))


def _understood(sheet: Console, found: Description, say: Words) -> None:
    _title(sheet, say("cli.look.understood"))
    order = "distinct" if found.distinguishable else "alike"
    first, second = found.labels
    facts = [(role, say("cli.look.column", column=column)) for role, column in found.columns.items()]
    facts.append((say("cli.look.partners"), say(f"cli.look.partners-{order}", first=first, second=second)))
    facts.append((say("cli.look.layout"), found.layout))
    if found.inputs:
        facts.append((say("cli.look.inputs"), ", ".join(found.inputs)))
    for trait, share in found.traits.items():
        facts.append((say("cli.look.trait"), say("cli.look.trait-known", trait=trait, share=100 * share)))
    margin = max(len(name) for name, _ in facts)
    for name, fact in facts:
        sheet.print(plain(f"{name:<{margin}}  {fact}"))
    for note in found.notes:
        sheet.print(f"- {plain(said(note, say))}")
    sheet.print(say("cli.look.otherwise"))


def _who_reported(
    sheet: Console, seen: Raster, labels: tuple[str, str], say: Words, *, everything: bool
) -> None:
    first, second = map(plain, labels)
    ids = seen.ids if everything else seen.ids[:COUPLES]
    names = [plain(name)[:16] for name in ids]
    margin = max(map(len, names), default=0)
    per = ceil(len(seen.days) / max(sheet.width - margin - 14, 20))
    both, nobody, each = (say(f"cli.look.{name}", n=per) for name in ("both", "nobody", "mark"))
    _title(sheet, say("cli.look.who"))
    sheet.print(f"{MARKS[1]} {first}  {MARKS[2]} {second}  {MARKS[3]} {both}  {MARKS[0]} {nobody}  ({each})")
    for name, row in zip(names, seen.seen, strict=False):
        sheet.print(f"{name:>{margin}} {marks(row, per)} {int((row == 3).sum())} {both}")
    if len(seen.ids) > len(ids):
        sheet.print(say("cli.more", n=len(seen.ids) - len(ids)))


def marks(row: NDArray[np.int8], per: int) -> str:
    """Draw one couple's days, some to a mark, up to its last report.

    Examples
    --------
    >>> import numpy as np
    >>> marks(np.array([3, 1, 0, 2, 0], np.int8), 1), marks(np.array([1, 2, 0, 0, 3], np.int8), 2)
    ('█▀·▄', '█·█')
    """
    import numpy as np

    last = int(np.flatnonzero(row)[-1]) + 1 if row.any() else 0
    return "".join(MARKS[int(np.bitwise_or.reduce(row[at : at + per]))] for at in range(0, last, per))


def _steps(sheet: Console, found: Description, say: Words) -> None:
    if isnan(found.gap):
        return
    low, gap, high = (_gap(days, say) for days in (found.gap_low, found.gap, found.gap_high))
    steps = say("cli.look.gap", gap=gap) if low == high else say("cli.look.gaps", gap=gap, low=low, high=high)
    length = "cli.look.length" if found.couples == 1 else "cli.look.lengths"
    sheet.print(f"{steps} {say(length, days=say('common.time.day', n=int(found.days) + 1))}")


def _gap(days: float, say: Words) -> str:
    return say("common.time.day", n=1) if abs(days - 1) < 0.01 else say.gap(days)


def _answers(sheet: Console, roles: Iterable[RoleDescription], say: Words) -> None:
    _title(sheet, say("cli.look.answers"))
    headings = [say(f"cli.look.answers.{name}") for name in HEADINGS]
    rows = [(plain(role.name), *_used(role, say)) for role in roles]
    if sheet.width < NARROW:
        for name, *cells in rows:
            parts = (f"{heading} {cell}" for heading, cell in zip(headings, cells, strict=True))
            sheet.print(f"{name}: {', '.join(parts)}")
    else:
        table = grid(say("cli.look.answers.role"), *headings)
        for row in rows:
            table.add_row(*row)
        sheet.print(table)
    sheet.print(say("cli.look.answers.key"), style="dim")


def _used(role: RoleDescription, say: Words) -> tuple[str, ...]:
    numbers = (role.mean, role.within_sd, role.between_sd, role.autocorrelation)
    return (
        say("cli.look.answers.from-to", low=f"{role.low:g}", high=f"{role.high:g}"),
        f"{_share(role.at_low)} {_share(role.at_high)}",
        _share(role.missing),
        *(_number(number, say) for number in numbers),
        _share(role.flat),
    )


def _doubted(sheet: Console, found: Look, say: Words, *, everything: bool) -> None:
    """Name answers that can hardly be two people's own, those that spoil a study first."""
    doubts = sorted(found.doubts, key=lambda one: not one.spoils)
    if not doubts:
        return
    _title(sheet, say("cli.look.doubts"))
    for one in doubts if everything else doubts[:COUPLES]:
        sheet.print(f"- {plain(said(one.reason, say))}")
    if not everything and len(doubts) > COUPLES:
        sheet.print(say("cli.more", n=len(doubts) - COUPLES))
    if len(found.records) > 1 and doubts[0].spoils:
        gone = len({one.couple for one in doubts if one.spoils})
        sheet.print(f"- {say('cli.look.doubts.aside', n=gone)}")


def _share(value: float) -> str:
    return "-" if isnan(value) else f"{value:.0%}"


def _number(value: float, say: Words) -> str:
    return "-" if isnan(value) else say("cli.number", value=value)


def _carries(sheet: Console, found: Look, say: Words) -> None:
    from pasdedeux.figures.recoverability import found_here

    _title(sheet, say("cli.look.carries"))
    carried = found.carry
    for sentence in (*found.rounds, *carried.sentences):
        sheet.print(f"- {plain(said(sentence, say))}")
    curve = carried.recoverability
    if curve is None:
        return
    sheet.print(f"- {say('cli.look.carries.of-ten')}")
    for at, strength in enumerate(curve.strengths):
        share = found_here(curve, at)
        bar = "█" * round(20 * share) + "·" * (20 - round(20 * share))
        sheet.print(f"  {say('cli.look.carries.gain', gain=strength)}  {bar} {round(10 * share)} / 10")


def _counted(sheet: Console, found: Look, say: Words) -> None:
    from pasdedeux.report.rounds import counted

    if sentences := counted(found.counts, found.records.labels, say):
        _title(sheet, say("rounds.title.counts"))
        for sentence in sentences:
            sheet.print(f"- {plain(sentence)}")

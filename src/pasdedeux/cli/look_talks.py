"""What coded talks hold, in the terminal: form, couples, who speaks how much, codes, gaps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pasdedeux.cli.rows import show_dropped
from pasdedeux.cli.terminal import grid, plain, progress, said

if TYPE_CHECKING:
    from rich.console import Console

    from pasdedeux.cli.options import TalkReading
    from pasdedeux.services import TalksLook
    from pasdedeux.words import Words

CODES = 40
"""Codes shown, the commonest first, unless all are asked for."""


def show_talks(sheet: Console, reading: TalkReading, say: Words, *, everything: bool) -> None:
    """Read coded talks, and print what was understood and the next command."""
    from pasdedeux.services import look_at_talks

    with progress() as step:
        step(say("cli.step.reading", file=Path(reading.files[0]).name), 0.0)
        found = look_at_talks(reading.talks())
    _opening(sheet, found, say)
    _understood(sheet, found, say)
    _lengths(sheet, found, say)
    _codes(sheet, found, say, everything=everything)
    show_dropped(
        sheet,
        found.talks.provenance.dropped,
        found.talks.provenance.rows,
        say,
        everything=everything,
    )
    sheet.print("\n" + _next(reading, found, say))


def _opening(sheet: Console, found: TalksLook, say: Words) -> None:
    talks = found.talks
    head = say(
        "cli.talks.opening",
        source=plain(talks.provenance.source),
        couples=say("report.couples", n=talks.couples),
        talks=say("cli.talks.talks", n=len(talks)),
        coded=say(f"cli.talks.coded.{talks.form}", n=int(found.counts.sum())),
    )
    sheet.print(head, style="bold")
    if talks.provenance.simulated:
        sheet.print(say("report.page.simulated"))


def _understood(sheet: Console, found: TalksLook, say: Words) -> None:
    sheet.print("\n" + say("cli.look.understood"), style="bold")
    talks = found.talks
    facts = [
        (say(f"cli.talks.part.{part}"), plain(column)) for part, column in talks.provenance.columns.items()
    ]
    if any(found.labels):
        order = "distinct" if talks.distinguishable else "alike"
        first, second = map(plain, found.labels)
        facts.append(
            (say("cli.look.partners"), say(f"cli.look.partners-{order}", first=first, second=second))
        )
    traits = sorted({name for talk in talks for person in talk.couple.partners for name in person.traits})
    if traits:
        facts.append((say("cli.look.trait"), plain(", ".join(traits))))
    if talks.scheme:
        facts.append((say("cli.talks.scheme"), plain(talks.scheme)))
    margin = max((len(name) for name, _ in facts), default=0)
    for name, fact in facts:
        sheet.print(f"{name:<{margin}}  {fact}")
    for note in talks.provenance.notes:
        sheet.print(f"- {plain(said(note, say))}")
    sheet.print(say("cli.talks.otherwise"))


def _lengths(sheet: Console, found: TalksLook, say: Words) -> None:
    """Print how long talks are, who has how much of them, and what is missing."""
    import numpy as np

    form = found.talks.form
    sheet.print("\n" + say("cli.talks.lengths"), style="bold")
    low, middle, high = (int(value) for value in np.percentile(found.lengths, (0, 50, 100)))
    if low == high:
        sheet.print("- " + say(f"cli.talks.each.{form}", n=low))
    else:
        sheet.print("- " + say(f"cli.talks.length.{form}", low=low, middle=middle, high=high))
    if found.seconds.size:
        low, middle, high = np.percentile(found.seconds, (0, 50, 100)) / 60.0
        sheet.print("- " + say("cli.talks.minutes", low=low, middle=middle, high=high))
    shares = found.shares[~np.isnan(found.shares)]
    if len(shares) and any(found.labels):
        low, middle, high = 100 * np.percentile(shares, (0, 50, 100))
        first = plain(found.labels[0])
        sheet.print("- " + say("cli.talks.share", first=first, low=low, middle=middle, high=high))
    if found.uncoded:
        sheet.print("- " + say("cli.talks.uncoded", share=100 * found.uncoded))
    if found.holes:
        sheet.print("- " + say("cli.talks.holes", n=found.holes))
    if found.silence:
        seconds, couple = found.silence
        sheet.print("- " + say("cli.talks.silence", seconds=seconds, couple=plain(couple)))


def _codes(sheet: Console, found: TalksLook, say: Words, *, everything: bool) -> None:
    talks, counts = found.talks, found.counts
    sheet.print("\n" + say("cli.talks.codes"), style="bold")
    first, second = (
        (plain(label) or say("cli.talks.partner", n=n)) for n, label in enumerate(found.labels, 1)
    )
    table = grid(say("cli.talks.code"), *([say("cli.talks.class")] if talks.classes else []), first, second)
    order = sorted(range(len(talks.codes)), key=lambda n: -int(counts[n].sum()))
    shown = order if everything else order[:CODES]
    for n in shown:
        code = talks.codes[n]
        counted = [talks.classes.get(code, "other")] if talks.classes else []
        table.add_row(plain(code), *counted, *(say.grouped(int(count)) for count in counts[n]))
    sheet.print(table)
    if len(shown) < len(order):
        sheet.print(say("cli.more", n=len(order) - len(shown)))


def _next(reading: TalkReading, found: TalksLook, say: Words) -> str:
    """Name the next command, with the response where the codes leave it open."""
    from pasdedeux.errors import InputError
    from pasdedeux.services import the_response

    command = f"pasdedeux talk {plain(reading.typed())}"
    try:
        the_response(found.talks)
    except InputError:
        return say("cli.talks.next-response", command=f"{command} --response CODE")
    return say("cli.next", command=command)

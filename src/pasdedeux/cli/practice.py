"""What `practice` does: the list, one practice, its timer, its calendar."""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

from typer import Argument, Option

from pasdedeux import files
from pasdedeux.cli.language import Country, Speaking, asked_language
from pasdedeux.cli.options import Force
from pasdedeux.cli.pages import help_lines
from pasdedeux.cli.terminal import paper, plain
from pasdedeux.errors import InputError
from pasdedeux.words import Words, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from pasdedeux.practice import Cue, Practice

ZONES = "zoneinfo/"
ENDLESS = 10_000
OPEN = re.compile(r"\{\w+\}")
"""What a person fills in when they say it, such as the time of coming back."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds that pass; tests bring their own."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


CLOCK = Clock()


def practice(
    name: Annotated[str | None, Argument(metavar="ID", help="cli.option.practice")] = None,
    language: Speaking = None,
    country: Country = None,
    ics: Annotated[Path | None, Option("--ics", metavar="FILE", help="cli.option.ics")] = None,
    start: Annotated[str | None, Option(metavar="DAY HOUR", help="cli.option.ritual-start")] = None,
    zone: Annotated[str | None, Option(metavar="NAME", help="cli.option.zone")] = None,
    *,
    timer: Annotated[bool, Option("--timer", help="cli.option.timer")] = False,
    force: Force = False,
) -> None:
    """List small practices, show one, run its timer, or write its calendar."""
    from pasdedeux.practice import practice as one

    say = words(language or asked_language(()))
    sheet = paper()
    if name is None:
        _list(sheet, say)
    elif ics:
        files.check_target(ics, force=force)
        _calendar(sheet, say, one(name), ics, start, zone)
        return
    elif timer:
        _run(sheet, say, one(name))
        return
    else:
        _show(sheet, say, one(name))
    _part(sheet, say("safety.help.title"), (say("safety.help.no-couple"), *help_lines(say, country)))


def _list(sheet: Console, say: Words) -> None:
    from pasdedeux.practice import GRADES, practices
    from pasdedeux.practice.library import MOMENTS

    for moment in MOMENTS:
        heading = say(f"practice.moment.{moment}")
        sheet.print(heading[0].upper() + heading[1:], style="bold")
        for chosen in practices().values():
            if chosen.moment == moment:
                _indented(sheet, f"{chosen.id}: {chosen.word('title', say.language)}", "  ", "  ")
                _indented(sheet, f"{chosen.word('for', say.language)} {_about(chosen, say)}", "    ", "    ")
        sheet.print()
    _part(sheet, say("practice.shown.grades"), [say(f"practice.grade.{grade}") for grade in GRADES])
    sheet.print(say("practice.shown.one", command="pasdedeux practice settle-90"))
    sheet.print()


def _about(chosen: Practice, say: Words) -> str:
    people = [say(f"practice.shown.people-{chosen.people}")]
    people += [say("practice.shown.timer")] if chosen.timer else []
    people += [say("practice.shown.ritual")] if chosen.ritual else []
    grade = say(f"practice.shown.grade-{chosen.grade}")
    return say(
        "practice.shown.about", length=_long(chosen.total_seconds, say), people=", ".join(people), grade=grade
    )


def _long(seconds: int, say: Words) -> str:
    if seconds <= 90:
        return say("practice.shown.seconds", n=seconds)
    return say("common.time.minute", n=-(-seconds // 60))


def _show(sheet: Console, say: Words, chosen: Practice) -> None:
    from pasdedeux.practice import sources

    def one(part: str) -> str:
        return chosen.word(part, say.language)

    sheet.print(one("title"), style="bold")
    sheet.print(f"{one('for')} {one('when')} {_about(chosen, say)}")
    sheet.print()
    steps = zip(chosen.steps(say.language), chosen.seconds, strict=True)
    numbered = [f"{n}. {OPEN.sub('…', text)} ({_clock(s)})" for n, (text, s) in enumerate(steps, 1)]
    _part(sheet, say("practice.shown.steps"), numbered, mark="")
    _part(sheet, say("practice.shown.why"), (one("why"),), mark="")
    not_when = [say(f"practice.not_when.{key}") for key in chosen.not_when]
    _part(sheet, say("practice.shown.not-when"), not_when)
    _part(sheet, say("practice.shown.anchor"), (say(f"practice.anchor.{chosen.anchor}"),), mark="")
    _part(sheet, say("practice.shown.record"), _record(chosen, say))
    known = [sources()[source].text(say.language) for source in chosen.sources]
    _part(sheet, say("practice.shown.evidence"), (say(f"practice.grade.{chosen.grade}"), *known))
    command = f"pasdedeux practice {chosen.id}"
    more = [say("practice.shown.with-timer", command=f"{command} --timer")] if chosen.timer else []
    if chosen.ritual:
        command += " --ics FILE --start 'DAY HOUR'"
        more.append(say("practice.shown.with-calendar", command=command))
    for line in more:
        sheet.print(line)
        sheet.print()


def _record(chosen: Practice, say: Words) -> list[str]:
    return [say(f"practice.record.{key}") for key in chosen.record]


def _part(sheet: Console, heading: str, lines: Any, mark: str = "- ") -> None:
    sheet.print(heading, style="bold")
    for line in lines:
        _indented(sheet, line, first=mark, then=" " * len(mark))
    sheet.print()


def _indented(sheet: Console, text: str, first: str, then: str) -> None:
    """Print a text whose lines begin alike; where nobody looks, it is one line."""
    width = sheet.width if sheet.is_terminal else ENDLESS
    sheet.print(fill(plain(text), width, initial_indent=first, subsequent_indent=then))


def _clock(seconds: float) -> str:
    minutes, rest = divmod(max(0, round(seconds)), 60)
    return f"{minutes}:{rest:02}"


# The timer


def _run(sheet: Console, say: Words, chosen: Practice) -> None:
    """Show one step after the other, each for as long as it lasts; Ctrl-C ends it without a fuss."""
    from pasdedeux.practice import timer_script

    cues = timer_script(chosen.id, say.language)
    try:
        if sheet.is_terminal:
            _in_terminal(sheet, say, chosen, cues)
        else:
            _in_lines(sheet, cues)
    except KeyboardInterrupt:
        sheet.print(say("practice.timer.stopped"))
        return
    _part(sheet, f"{say('practice.timer.done')} {say('practice.shown.record')}:", _record(chosen, say))


def _in_terminal(sheet: Console, say: Words, chosen: Practice, cues: tuple[Cue, ...]) -> None:
    from rich.live import Live

    title, began = chosen.word("title", say.language), CLOCK.now()
    with Live(console=sheet, screen=True, auto_refresh=False) as live:
        for number, cue in enumerate(cues, 1):
            place = say("practice.timer.step", n=number, of=len(cues))
            while (left := began + cue.start + cue.seconds - CLOCK.now()) > 0:
                foot = f"{place}   {_clock(left)}   {say('practice.timer.stop')}"
                live.update(_page(sheet, title, cue.text, foot), refresh=True)
                CLOCK.sleep(min(left, 1.0))


def _page(sheet: Console, title: str, step: str, foot: str) -> Any:
    """One step in the middle of the screen, in lines as short as on the smallest phone."""
    from rich.align import Align
    from rich.text import Text

    from pasdedeux.practice.timer import SCREEN_CHARS

    page = Text.assemble(
        (fill(title, SCREEN_CHARS), "dim"), "\n\n", (fill(step, SCREEN_CHARS), "bold"), "\n\n", (foot, "dim")
    )
    return Align.center(page, vertical="middle", height=sheet.height)


def _in_lines(sheet: Console, cues: tuple[Cue, ...]) -> None:
    began = CLOCK.now()
    for cue in cues:
        sheet.print(f"{cue.text} ({_clock(cue.seconds)})")
        CLOCK.sleep(max(0.0, began + cue.start + cue.seconds - CLOCK.now()))


# The calendar


def _calendar(
    sheet: Console, say: Words, chosen: Practice, target: Path, start: str | None, zone: str | None
) -> None:
    from pasdedeux.practice import ritual_calendar

    if start is None:
        raise InputError("practice.no-start", where="--start")
    try:
        first = datetime.fromisoformat(start)
    except ValueError:
        raise InputError("practice.odd-start", where="--start", start=start) from None
    where = zone or _own_zone()
    files.write(target, ritual_calendar(chosen.id, first, where, language=say.language))
    times = chosen.ritual.times if chosen.ritual else 1
    told = say(
        "practice.calendar.written",
        file=str(target),
        day=first.date(),
        hour=first.time(),
        zone=where,
        times=times,
    )
    sheet.print(plain(told))


def _own_zone() -> str:
    """Name of the system's time zone, as far as it names it."""
    link = str(Path("/etc/localtime").resolve())
    for name in (os.environ.get("TZ", ""), link.partition(ZONES)[2]):
        with suppress(ValueError, OSError, KeyError):
            return ZoneInfo(name).key
    raise InputError("practice.zone-unknown", where="--zone")

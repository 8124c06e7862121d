"""`pasdedeux whatif`: a couple and a change in; futures with and without it, in words and on one page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from pasdedeux import files
from pasdedeux.cli.language import Speaking, speaking
from pasdedeux.cli.options import (
    Answers,
    Columns,
    Couple,
    Dates,
    Force,
    Json,
    Layout,
    Missing,
    More,
    Partners,
    Reading,
    Roles,
    json_target,
)
from pasdedeux.cli.terminal import answer, list_files, paper, progress
from pasdedeux.errors import InputError

if TYPE_CHECKING:
    from pasdedeux.records import Records
    from pasdedeux.report.whatif import WhatIfStory

LEVER = "LEVER[:WHO[:DOSE]]"


def whatif(
    couple: Annotated[str, Argument(metavar="[COUPLE]", help="cli.option.couple-or-file")] = "example",
    change: Annotated[list[str] | None, Option(metavar=LEVER, help="cli.option.change")] = None,
    stop: Annotated[list[str] | None, Option(metavar=LEVER, help="cli.option.stop")] = None,
    start: Annotated[float, Option("--from", metavar="DAY", help="cli.option.from")] = 0.0,
    until: Annotated[float | None, Option(metavar="DAY", help="cli.option.until")] = None,
    days: Annotated[float, Option(metavar="N", help="cli.option.days-ahead")] = 182.0,
    draws: Annotated[int, Option(metavar="N", help="cli.option.futures")] = 200,
    seed: Annotated[int | None, Option(metavar="N", help="cli.option.seed")] = None,
    report: Annotated[Path, Option(metavar="PATH", help="cli.option.page")] = Path("whatif.html"),
    json: Json = None,
    alone: Annotated[str | None, Option(metavar="WHO", help="cli.option.alone")] = None,
    one: Couple = None,
    columns: Columns = None,
    roles: Roles = None,
    layout: Layout = None,
    dates: Dates = None,
    missing: Missing = None,
    more: More = None,
    partners: Partners = None,
    answers: Answers = None,
    language: Speaking = None,
    *,
    first: Annotated[bool, Option("--first", help="cli.option.first")] = False,
    force: Force = False,
) -> None:
    """Try a change in the model before it is tried in life."""
    from pasdedeux.services import try_change

    say, source, data = speaking(language), Path(couple), json_target(json)
    for target in (report, data) if data else (report,) if json != "-" else ():
        files.check_target(target, source=source, force=force)
    with progress() as step:
        reading = Reading([couple], columns, roles, layout, dates, missing, more, one, partners, answers)
        subject = _records(reading)
        step(say("cli.step.running"), 0.0)
        story = try_change(
            subject,
            change or (),
            stop=stop or (),
            start=start,
            until=until,
            days=days,
            draws=draws,
            seed=seed,
            alone=alone,
            first=first,
            chosen=one or () if isinstance(subject, str) else (),
            progress=step,
            language=say.language,
        )
    _write(story, report, data, only_json=json == "-")


def _records(reading: Reading) -> str | Records:
    """Read a diary; a scenario or a fit goes on as it was named, and then nothing may say how to read it."""
    from pasdedeux.services import kind_of

    source = reading.files[0]
    kind, given = kind_of(source), reading.options()
    if kind == "diary":
        return reading.records()
    if idle := [name for name in given if kind == "scenario" or name != "--couple"]:
        raise InputError("cli.only-diary", where=source, options=idle, source=source)
    return source


def _write(story: WhatIfStory, page: Path, data: Path | None, *, only_json: bool) -> None:
    from pasdedeux.report.whatif import as_data, what_if_page

    text = files.json_text(as_data(story))
    if only_json:
        paper().out(text, end="")
        return
    whole = what_if_page(story)
    if data:
        files.write(data, text)
    files.write(page, whole)
    sheet, say = paper(), story.say
    parts = ((say("report.answer.seen"), story.seen), (say("report.answer.over"), story.order))
    answer(sheet, story.head, story.lead, (*parts, (say("report.answer.not"), story.limits)))
    list_files(sheet, say, report=page, json=data)

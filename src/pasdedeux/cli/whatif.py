"""`pasdedeux whatif`: a couple and a change in; futures with and without it, in words and on one page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from pasdedeux import files
from pasdedeux.cli.language import Speaking, speaking
from pasdedeux.cli.options import Force, Json, Reading, with_reading
from pasdedeux.cli.targets import check_targets, json_target
from pasdedeux.cli.terminal import answer, list_files, paper, progress
from pasdedeux.errors import InputError

if TYPE_CHECKING:
    from pasdedeux.records import Records
    from pasdedeux.report.whatif import WhatIfStory

LEVER = "LEVER[:WHO[:DOSE]]"


@with_reading
def whatif(
    source: Annotated[str, Argument(metavar="[COUPLE]", help="cli.option.couple-or-file")] = "example",
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
    *,
    reading: Reading,
    language: Speaking = None,
    first: Annotated[bool, Option("--first", help="cli.option.first")] = False,
    force: Force = False,
) -> None:
    """Try a change in the model before it is tried in life."""
    from pasdedeux.services import try_change

    say, data = speaking(language), json_target(json)
    check_targets((None if json == "-" else report, data), (source,), force=force)
    with progress() as step:
        subject = _records(source, reading)
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
            chosen=reading.couple or () if isinstance(subject, str) else (),
            progress=step,
            language=say.language,
        )
    _write(story, report, data, only_json=json == "-")


def _records(source: str, reading: Reading) -> str | Records:
    """Read a diary; a scenario or a fit goes on as it was named, and then nothing may say how to read it."""
    from pasdedeux.services import kind_of

    kind, given = kind_of(source), reading.options()
    if kind == "diary":
        return reading.records([source])
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

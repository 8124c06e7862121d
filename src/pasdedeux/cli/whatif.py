"""`pasdedeux whatif`: a couple and a change in; futures with and without it, in words and on one page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from pasdedeux import files
from pasdedeux.cli.language import Speaking, speaking
from pasdedeux.cli.options import Force, Json, json_target
from pasdedeux.cli.terminal import answer, list_files, paper, progress

if TYPE_CHECKING:
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
    language: Speaking = None,
    *,
    first: Annotated[bool, Option("--first", help="cli.option.first")] = False,
    force: Force = False,
) -> None:
    """Try a change in the model before it is tried in life."""
    from pasdedeux.services import try_change

    say, source, data = speaking(language), Path(couple), json_target(json)
    for target in (report, data) if data else (report,) if json != "-" else ():
        files.check_target(target, source=source if source.is_file() else None, force=force)
    with progress() as step:
        step(say("cli.step.running"), 0.0)
        story = try_change(
            couple,
            change or (),
            stop=stop or (),
            start=start,
            until=until,
            days=days,
            draws=draws,
            seed=seed,
            alone=alone,
            first=first,
            language=say.language,
        )
    _write(story, report, data, only_json=json == "-")


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

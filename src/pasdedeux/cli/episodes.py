"""`pasdedeux episodes`: what one or both told, in their own words first, then what may be said of it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from pasdedeux import files
from pasdedeux.cli.language import Speaking, speaking
from pasdedeux.cli.options import Csv, Force, Json, Seed
from pasdedeux.cli.targets import check_targets, json_target, write_numbers
from pasdedeux.cli.terminal import answer, list_files, paper, plain

if TYPE_CHECKING:
    from rich.console import Console

    from pasdedeux.report.episodes.story import EpisodesStory

WIDEST = 72


def episodes(
    file: Annotated[Path | None, Argument(metavar="[FILE]", help="cli.option.told")] = None,
    since: Annotated[
        datetime | None, Option(metavar="DAY", formats=["%Y-%m-%d"], help="cli.option.since")
    ] = None,
    report: Annotated[Path | None, Option(metavar="PATH", help="cli.option.report")] = None,
    json: Json = None,
    csv: Csv = None,
    seed: Seed = 0,
    language: Speaking = None,
    *,
    by_lot: Annotated[bool, Option("--by-lot", help="cli.option.by-lot")] = False,
    force: Force = False,
) -> None:
    """Show what told episodes show."""
    from pasdedeux.services.episodes import find_episodes

    say, data = speaking(language), json_target(json)
    page = report or (None if json == "-" else Path("episodes.html"))
    check_targets((page, data, csv), (file,), force=force)
    found = find_episodes(file, since=since.date() if since else None, by_lot=by_lot, seed=seed)
    if page:
        found.write_page(page, say.language)
    write_numbers(found.to_dict, found.to_rows, data, csv)
    if json == "-":
        paper().out(files.json_text(found.to_dict()), end="")
    else:
        _show(paper(), found.story(say.language))
        list_files(paper(), say, report=page, json=data, table=csv)


def _show(sheet: Console, story: EpisodesStory) -> None:
    from pasdedeux.services.episodes import account_lines

    say = story.say
    if story.fit.episodes.provenance.simulated:
        sheet.print(say("report.page.simulated"))
    if story.episode:
        sheet.print(say("report.episodes.part.words", day=story.episode.day), style="bold")
    for head, lines in account_lines(story, min(sheet.width, WIDEST)):
        sheet.print()
        for line in (head, "", *lines):
            sheet.print(plain(line))
    sheet.print()
    parts = (
        (say("report.episodes.part.said"), story.seen),
        (say("report.episodes.part.yet"), story.yet),
        (say("report.page.help"), story.help),
        (say("report.page.limits"), story.limits),
    )
    answer(sheet, story.head, " ".join(filter(None, (story.lead, story.shape))), parts)

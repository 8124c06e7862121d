"""`pasdedeux talk`: coded talks in; how each partner answers the other, in words and as data out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from pasdedeux import files
from pasdedeux.cli.cluster import cluster
from pasdedeux.cli.language import Speaking, speaking
from pasdedeux.cli.options import (
    Codes,
    Columns,
    Csv,
    Dask,
    Force,
    Jobs,
    Json,
    Missing,
    More,
    People,
    Seed,
    TalkReading,
)
from pasdedeux.cli.parse import parse_list
from pasdedeux.cli.targets import check_targets, json_target, write_numbers
from pasdedeux.cli.terminal import list_files, paper, plain, progress
from pasdedeux.errors import InputError


def talk(
    paths: Annotated[list[str], Argument(metavar="FILE...", help="cli.option.talk-files")],
    response: Annotated[
        str | None, Option("--response", metavar="CODE[+CODE]", help="cli.option.response")
    ] = None,
    trigger: Annotated[
        str | None, Option("--trigger", metavar="CODE[+CODE]", help="cli.option.trigger")
    ] = None,
    columns: Columns = None,
    codes: Codes = None,
    people: People = None,
    missing: Missing = None,
    more: More = None,
    moderators: Annotated[str | None, Option(metavar="TRAIT,...", help="cli.option.talk-moderators")] = None,
    report: Annotated[Path | None, Option(metavar="PATH", help="cli.option.report")] = None,
    json: Json = None,
    csv: Csv = None,
    seed: Seed = 0,
    jobs: Jobs = 1,
    language: Speaking = None,
    *,
    dask: Dask = False,
    no_checks: Annotated[bool, Option("--no-checks", help="cli.option.talk-no-checks")] = False,
    force: Force = False,
) -> None:
    """Find how partners answer each other in coded talks."""
    from pasdedeux.report import write_talks_report
    from pasdedeux.services import find_talks

    say, data = speaking(language), json_target(json)
    reading = TalkReading(tuple(paths), columns, codes, people, missing, more)
    page = report or (None if json == "-" else Path("talk.html"))
    check_targets((page, data, csv), paths, force=force)
    with progress() as step:
        step(say("cli.step.reading", file=Path(paths[0]).name), 0.0)
        talks = reading.talks()
        step(say("cli.step.talks"), 0.0)
        with cluster(jobs, wanted=dask):
            found = find_talks(
                talks,
                response=_codes(response, "--response"),
                trigger=_codes(trigger, "--trigger"),
                moderators=parse_list(moderators, "--moderators anxiety,avoidance") or (),
                seed=seed,
                jobs=jobs,
                checks=not no_checks,
                progress=step,
            )
    if page:
        write_talks_report(found, page, language=say.language)
    write_numbers(found.to_dict, found.to_rows, data, csv)
    sheet = paper()
    if json == "-":
        sheet.out(files.json_text(found.to_dict()), end="")
        return
    if talks.provenance.simulated:
        sheet.print(say("report.page.simulated"))
    for line in found.summary(say.language).splitlines():
        sheet.print(plain(line))
    sheet.print()
    list_files(sheet, say, report=page, json=data, table=csv)


def _codes(text: str | None, option: str) -> str | tuple[str, str] | None:
    """Take one code or class, or one of each partner with a plus between them."""
    if text is None:
        return None
    parts = [part.strip() for part in text.split("+")]
    if not 1 <= len(parts) <= 2 or not all(parts):
        raise InputError("cli.no-codes", where=option, value=text)
    return parts[0] if len(parts) == 1 else (parts[0], parts[1])

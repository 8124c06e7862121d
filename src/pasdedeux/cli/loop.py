"""`pasdedeux loop`: records in; the answer in the terminal, a page, and every number as data out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from typer import Option

from pasdedeux import files
from pasdedeux.cli.cluster import cluster
from pasdedeux.cli.language import Speaking, speaking
from pasdedeux.cli.options import (
    Csv,
    Dask,
    Files,
    Force,
    Jobs,
    Json,
    Reading,
    Seed,
    refuse_idle,
    with_reading,
)
from pasdedeux.cli.parse import parse_list, parse_reliability
from pasdedeux.cli.targets import check_targets, json_target, write_numbers
from pasdedeux.cli.terminal import complain, grid, list_files, paper, plain, progress, said

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from pasdedeux.identify import Fit, RoundsFit
    from pasdedeux.report import Fitted
    from pasdedeux.report.story import LoopStory
    from pasdedeux.services import NonlinearAnswer
    from pasdedeux.words import Words


@with_reading
def loop(
    file: Files,
    reading: Reading,
    level: Annotated[
        Literal["auto", "couple", "population", "pooled"], Option(help="cli.option.level")
    ] = "auto",
    report: Annotated[Path | None, Option(metavar="PATH", help="cli.option.report")] = None,
    json: Json = None,
    csv: Csv = None,
    save: Annotated[Path | None, Option("--save", metavar="PATH", help="cli.option.save")] = None,
    moderators: Annotated[str | None, Option(metavar="SCORE,...", help="cli.option.moderators")] = None,
    scores: Annotated[Path | None, Option("--scores", metavar="PATH", help="cli.option.scores")] = None,
    reliability: Annotated[
        str | None, Option("--reliability", metavar="SHARE|none", help="cli.option.reliability")
    ] = None,
    seed: Seed = 0,
    jobs: Jobs = 1,
    language: Speaking = None,
    *,
    dask: Dask = False,
    no_checks: Annotated[bool, Option("--no-checks", help="cli.option.no-checks")] = False,
    nonlinear: Annotated[bool, Option("--nonlinear", help="cli.option.nonlinear")] = False,
    force: Force = False,
) -> None:
    """Find the loop and write the report."""
    from pasdedeux.services import find_loop, find_nonlinear, find_rounds

    say = speaking(language)
    if level in {"couple", "pooled"}:
        refuse_idle("--level population", moderators=moderators)
    page = report or (None if json == "-" else Path("loop.html"))
    data, known = json_target(json), parse_reliability(reliability)
    check_targets((page, data, csv, save), file, force=force)
    with progress() as step:
        step(say("cli.step.reading", file=Path(file[0]).name), 0.0)
        records = reading.records(file)
        step(say("cli.step.fitting"), 0.0)
        with cluster(jobs, wanted=dask):
            found = find_loop(
                records,
                roles=records.roles if reading.roles else None,
                level=level,
                seed=seed,
                jobs=jobs,
                checks=not no_checks,
                moderators=parse_list(moderators, "--moderators anxiety,avoidance") or (),
                scores=scores,
                reliability=known,
                progress=step,
            )
        rounds, beyond = find_rounds(records), None
        if nonlinear:
            step(say("cli.step.nonlinear"), 0.0)
            beyond = find_nonlinear(records, roles=found.roles, seed=seed)
        step(say("cli.step.writing"), 0.0)
        write_all(found, say, beyond, rounds, page=page, data=data, csv=csv, save=save)
    if moderators and found.level != "population":
        complain(say("cli.loop.no-moderators"))
    if json == "-":
        paper().out(files.json_text(as_data(found, beyond, rounds)), end="")
    else:
        if rounds:
            show_rounds(paper(), rounds, found, say)
        show(paper(), found, records.roles, say, beyond)
        list_files(paper(), say, report=page, json=data, table=csv, saved=save)


def as_data(
    fit: Fit, beyond: NonlinearAnswer | None = None, rounds: RoundsFit | None = None
) -> dict[str, Any]:
    """All numbers as plain data, those of the nonlinear loop and of rounds beside where they were found."""
    return (
        fit.to_dict()
        | ({"rounds": rounds.to_dict()} if rounds else {})
        | ({"nonlinear": beyond.to_dict()} if beyond else {})
    )


def write_all(
    fit: Fit,
    say: Words,
    beyond: NonlinearAnswer | None = None,
    rounds: RoundsFit | None = None,
    *,
    page: Path | None,
    data: Path | None,
    csv: Path | None,
    save: Path | None = None,
) -> None:
    """Write what was asked for, each file whole or not at all."""
    from pasdedeux.report import write_report

    if page:
        write_report(
            fit,
            page,
            rounds=rounds,
            bad_days=beyond.sentences if beyond else (),
            language=say.language,
        )
    write_numbers(lambda: as_data(fit, beyond, rounds), fit.to_rows, data, csv)
    if save:
        fit.save(save)


def show(
    sheet: Console,
    fit: Fitted,
    roles: tuple[str, ...],
    say: Words,
    beyond: NonlinearAnswer | None = None,
) -> None:
    """Print the answer first, then the gain in words, what it rests on, and the numbers.

    Parameters
    ----------
    sheet
        Where to.
    fit
        The fit.
    roles
        All roles of the file, so that the ones that were not followed can be named.
    say
        The sentences.
    beyond
        What the nonlinear loop adds, where it was fitted too.
    """
    from pasdedeux.report.story import LoopStory

    story = LoopStory(fit, say.language)
    sheet.print(plain(story.head), style="bold")
    sheet.print(plain(story.lead))
    for caution in fit.records.provenance.cautions:
        sheet.print(say("cli.loop.note", note=plain(said(caution, say))))
    if fit.records.provenance.simulated:
        sheet.print(say("report.page.simulated"))
    sheet.print()
    for sentence in story.seen:
        sheet.print(f"- {plain(sentence)}")
    if others := [role for role in roles if role not in fit.roles]:
        sheet.print(plain(f"- {say('cli.loop.roles', followed=list(fit.roles), others=others)}"))
    if not story.silent:
        _numbers(sheet, story, say)
    if beyond:
        sheet.print()
        sheet.print(say("report.page.bad-days"), style="bold")
        for message in beyond.sentences:
            sheet.print(f"- {plain(said(message, say))}")
    for warning in fit.warnings_:
        sheet.print(say("cli.loop.note", note=plain(said(warning, say))))
    if unused := len(fit.records.provenance.dropped):
        note = say("cli.loop.unused", n=unused, rows=fit.records.provenance.rows)
        sheet.print(say("cli.loop.note", note=note))
    sheet.print()


def show_rounds(sheet: Console, rounds: RoundsFit, fit: Fitted, say: Words) -> None:
    """Print what was found of pursuit and withdrawal, which comes first; the fit gives the names."""
    from pasdedeux.report.rounds import RoundsStory
    from pasdedeux.report.story import LoopStory

    story = RoundsStory(rounds, say, LoopStory(fit, say.language).partners)
    sheet.print(plain(story.head), style="bold")
    for sentence in (*story.seen, *story.wait):
        sheet.print(f"- {plain(sentence)}")
    if story.counts:
        sheet.print()
        sheet.print(say("rounds.title.counts"), style="bold")
        for sentence in story.counts:
            sheet.print(f"- {plain(sentence)}")
    sheet.print()
    sheet.print(say("rounds.title.apart"), style="bold")


def _numbers(sheet: Console, story: LoopStory, say: Words) -> None:
    sheet.print()
    sheet.print(_links(story.fit, say))
    if shifts := _shifts(story.fit, say):
        sheet.print()
        sheet.print(shifts)


def _links(fit: Fitted, say: Words) -> Table:
    """Lay out gain, half-life and links with their ranges."""
    from pasdedeux.report.tables import half_life_row

    table = grid("", *(say(f"cli.loop.column.{name}") for name in ("estimate", "range", "sign")))
    table.add_row(say("cli.loop.row.gain"), say.number(fit.loop_gain_.estimate), say.span(fit.loop_gain_))
    table.add_row(*half_life_row(fit.half_life_, say)[:3])
    for link in fit.links_:
        sender, receiver = plain(fit.partners[link.sender]), plain(fit.partners[link.receiver])
        size = link.response
        table.add_row(
            f"{sender}, {plain(link.sender_role)} → {receiver}, {plain(link.receiver_role)}",
            say.number(size.estimate),
            say.span(size),
            say("common.sure.yes") if link.sure else f"P = {min(link.p_sign, 0.99):.2f}",
        )
    return table


def _shifts(fit: Fitted, say: Words) -> Table | None:
    """Lay out how scores shift the links, if any were asked about."""
    from pasdedeux.identify.linear.results import SHIFT
    from pasdedeux.report.tables import parameter

    found = {name: value for name, value in fit.estimates_.items() if name.startswith(SHIFT)}
    table = grid(*(say(f"cli.loop.column.{name}") for name in ("shift", "estimate", "range")))
    for name, value in found.items():
        table.add_row(plain(parameter(name, {}, say)[1]), say.number(value.estimate), say.span(value))
    return table if found else None

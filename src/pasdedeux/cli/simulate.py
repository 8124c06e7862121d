"""`pasdedeux simulate`: a scenario in; a run, its story, its page and its table out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Option

from pasdedeux import files
from pasdedeux.cli.cluster import cluster
from pasdedeux.cli.language import Speaking, speaking
from pasdedeux.cli.options import Dask, Force, Jobs
from pasdedeux.cli.targets import check_targets
from pasdedeux.cli.terminal import answer, list_files, paper, progress
from pasdedeux.errors import InputError, MissingExtraError

if TYPE_CHECKING:
    from pasdedeux.report.simulation import CoupleStory, ManyStory

SUFFIXES = (".csv", ".parquet")


def simulate(
    scenario: Annotated[str, Argument(metavar="[SCENARIO]", help="cli.option.scenario")] = "example",
    days: Annotated[float | None, Option(metavar="N", help="simulation.option.days")] = None,
    couples: Annotated[int | None, Option(metavar="N", help="simulation.option.couples")] = None,
    couple: Annotated[int | None, Option(metavar="N", help="simulation.option.couple")] = None,
    seed: Annotated[int | None, Option(metavar="N", help="cli.option.seed")] = None,
    raised: Annotated[list[str] | None, Option(metavar="[WHO:]CARE", help="simulation.option.raised")] = None,
    report: Annotated[Path, Option(metavar="PATH", help="cli.option.page")] = Path("simulation.html"),
    table: Annotated[Path | None, Option(metavar="PATH", help="simulation.option.table")] = None,
    sweep: Annotated[Path | None, Option(metavar="FOLDER", help="simulation.option.sweep")] = None,
    jobs: Jobs = 1,
    language: Speaking = None,
    *,
    dask: Dask = False,
    force: Force = False,
) -> None:
    """Run the loop forward for a couple, or for many."""
    from pasdedeux.services import run_scenario

    say = speaking(language)
    check_targets((report, table), (scenario,), force=force)
    if table is not None and table.suffix.lower() not in SUFFIXES:
        raise InputError("simulation.no-such-table", where=str(table), known=SUFFIXES)
    with progress() as step, cluster(jobs, wanted=dask):
        story = run_scenario(
            scenario,
            raised=_cares(raised or ()),
            days=days,
            couples=couples,
            couple=couple,
            seed=seed,
            folder=sweep,
            threads=jobs,
            language=say.language,
            progress=lambda stage, share: step(say(stage), share),
        )
    _write(story, report, table)


def _cares(given: Sequence[str]) -> tuple[str | None, str | None]:
    """Care of partner one and of partner two, as typed."""
    cares: dict[str, str] = {}
    for one in given:
        who, colon, care = one.rpartition(":")
        if colon and who not in {"1", "2", "both"}:
            raise InputError("simulation.raised-who", where="--raised", who=who)
        cares |= dict.fromkeys((who,) if who in {"1", "2"} else ("1", "2"), care)
    return cares.get("1"), cares.get("2")


def _write(story: CoupleStory | ManyStory, page: Path, table: Path | None) -> None:
    from pasdedeux.report import simulation

    text = simulation.run_page(story)
    if table is not None:
        found = simulation.columns(story)
        csv = table.suffix.lower() == ".csv"
        files.write(table, files.csv_text(list(_rows(found))) if csv else _parquet(found))
    files.write(page, text)
    sheet, say = paper(), story.say
    parts = ((say("simulation.run.seen"), story.seen), (say("simulation.run.not"), story.limits))
    answer(sheet, story.head, story.lead, parts)
    list_files(sheet, say, report=page, table=table)


def _rows(columns: dict[str, Any]) -> Iterator[dict[str, Any]]:
    lists = [["" if isnan(value) else value for value in column.tolist()] for column in columns.values()]
    return (dict(zip(columns, row, strict=True)) for row in zip(*lists, strict=True))


def _parquet(columns: dict[str, Any]) -> bytes:
    import pandas as pd

    page = BytesIO()
    try:
        pd.DataFrame(columns).to_parquet(page, engine="pyarrow", index=False)
    except ImportError as error:
        raise MissingExtraError("simulation.no-parquet", where="--table") from error
    return page.getvalue()

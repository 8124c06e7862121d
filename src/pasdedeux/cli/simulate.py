"""What `simulate` does: a scenario in; a run, its story, its pictures and its table out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Option

from pasdedeux import files
from pasdedeux.cli.cluster import cluster
from pasdedeux.cli.terminal import answer, list_files, paper, progress
from pasdedeux.errors import InputError, MissingExtraError
from pasdedeux.progress import Progress

if TYPE_CHECKING:
    from pasdedeux.report.simulated import CoupleStory, ManyStory
    from pasdedeux.simulate import Scenario

SUFFIXES = (".csv", ".parquet")
MANY: dict[str, Any] = {"step": 1 / 24, "scheme": "heun"}
"""Steps of many couples, and of one of them that runs again: with others it would meet other luck."""
MONTH = 30.0  # days a mean is taken over, as long as
MOST_MEANS = 3_000_000  # couples times spans are kept: a few hundred MB


def simulate(
    scenario: Annotated[
        str,
        Argument(
            metavar="[SCENARIO]",
            help="example, secure-secure, anxious-secure, avoidant-secure, anxious-anxious, "
            "avoidant-avoidant, anxious-avoidant; or a TOML file.",
        ),
    ] = "example",
    days: Annotated[float | None, Option(metavar="N", help="How long; 180 unless the file says.")] = None,
    couples: Annotated[
        int | None, Option(metavar="N", help="How many; more than one keeps means only.")
    ] = None,
    couple: Annotated[
        int | None, Option(metavar="N", help="Run only couple N of them again, with every state.")
    ] = None,
    seed: Annotated[int | None, Option(metavar="N", help="Seed of what happens to them.")] = None,
    report: Annotated[Path, Option(metavar="PATH", help="Where the page goes.")] = Path("simulation.html"),
    table: Annotated[
        Path | None,
        Option(metavar="PATH", help="Write the run, or a row per couple, as .csv or .parquet."),
    ] = None,
    sweep: Annotated[
        Path | None,
        Option(metavar="FOLDER", help="Keep pieces there; the same call goes on after a kill."),
    ] = None,
    jobs: Annotated[int, Option(min=1, metavar="N", help="How many processor cores may be used.")] = 1,
    *,
    dask: Annotated[bool, Option("--dask", help="Use a Dask cluster on this machine, --jobs wide.")] = False,
    force: Annotated[bool, Option("--force", help="Replace files that exist.")] = False,
) -> None:
    """Run the loop forward for a couple, or for many.

    One of seven couples to start from, or a small file. What comes out is a model's, not a person's.
    """
    source = Path(scenario)
    for target in filter(None, (report, table)):
        files.check_target(target, source=source if source.is_file() else None, force=force)
    if table is not None and table.suffix.lower() not in SUFFIXES:
        raise InputError(
            "this kind of table is not written.", where=str(table), remedy="Name a .csv or .parquet file."
        )
    with progress() as step:
        step("Reading", 0.0)
        plan = _wished(scenario, days, couples, seed)
        with cluster(jobs, wanted=dask):
            story = _story(plan, couple, sweep, jobs, step)
        step("Writing", 0.0)
        _hand_out(story, report, table)
    _tell(story, report, table)


def _wished(source: str, days: float | None, couples: int | None, seed: int | None) -> Scenario:
    from pasdedeux.simulate import read_scenario

    wishes: dict[str, Any] = {"days": days, "couples": couples, "seed": seed}
    return replace(read_scenario(source), **{name: wish for name, wish in wishes.items() if wish is not None})


def _story(
    plan: Scenario, couple: int | None, folder: Path | None, jobs: int, step: Progress
) -> CoupleStory | ManyStory:
    if couple is not None and not 0 <= couple < plan.couples:
        raise InputError(
            f"there is no couple {couple}.", where="--couple", remedy=f"Give 0 to {plan.couples - 1}."
        )
    alone = plan.couples == 1 and plan.population is None
    if couple is not None or alone:
        if folder is not None:
            raise InputError("a sweep needs many couples.", where="--sweep", remedy="Add --couples 100000.")
        return _one(plan, couple or 0, {} if alone else MANY, step)
    return _many(plan, folder, jobs, step)


def _one(plan: Scenario, couple: int, steps: dict[str, Any], step: Progress) -> CoupleStory:
    from pasdedeux.report.simulated import CoupleStory
    from pasdedeux.simulate import simulate as run
    from pasdedeux.simulate.run import fresh

    step("Running", 0.0)
    if plan.population is not None:
        plan = replace(plan, loop=plan.population.loop(couple), population=None)
    start = fresh(plan.loop.theta()[:, None])[:, 0] if plan.start == "met" else None
    wishes: dict[str, Any] = {"seed": plan.seed, "schedule": plan.schedule, "start": start, **steps}
    story = CoupleStory(plan, run(plan.loop, plan.days, couple=couple, **wishes))
    for share, part in ((0.3, "like"), (0.6, "luck"), (0.8, "land")):
        step("Weighing", share)
        getattr(story, part)
    return story


def _many(plan: Scenario, folder: Path | None, jobs: int, step: Progress) -> ManyStory:
    from pasdedeux.report.simulated import ManyStory
    from pasdedeux.simulate import read_sweep, simulate_ensemble, survival, sweep

    source = plan.population or plan.loop
    step("Running", 0.0)
    wishes: dict[str, Any] = {
        **MANY,
        "couples": plan.couples,
        "seed": plan.seed,
        "every": min(max(MONTH, plan.days * plan.couples / MOST_MEANS), plan.days),
        "schedule": plan.schedule,
        "start": plan.loop.calm() if plan.start == "calm" else None,
        "threads": jobs,
        "progress": step,
    }
    if folder is None:
        many = simulate_ensemble(source, plan.days, **wishes)
    else:
        many = read_sweep(sweep(folder, source, plan.days, **wishes))
    return ManyStory(plan, many, survival(many, source, seed=plan.seed))


def _hand_out(story: CoupleStory | ManyStory, page: Path, table: Path | None) -> None:
    from pasdedeux.files import write
    from pasdedeux.report.simulated import columns, run_page

    text = run_page(story)
    if table is not None:
        found = columns(story)
        csv = table.suffix.lower() == ".csv"
        files.write(table, files.csv_text(list(_rows(found))) if csv else _parquet(found))
    write(page, text)


def _rows(columns: dict[str, Any]) -> Iterator[dict[str, Any]]:
    lists = [["" if isnan(value) else value for value in column.tolist()] for column in columns.values()]
    return (dict(zip(columns, row, strict=True)) for row in zip(*lists, strict=True))


def _parquet(columns: dict[str, Any]) -> bytes:
    import pandas as pd

    page = BytesIO()
    try:
        pd.DataFrame(columns).to_parquet(page, engine="pyarrow", index=False)
    except ImportError as error:
        raise MissingExtraError(
            "Parquet needs pyarrow, which is not installed.",
            where="--table",
            remedy="Run: pip install 'pasdedeux[files]', or name a .csv file.",
        ) from error
    return page.getvalue()


def _tell(story: CoupleStory | ManyStory, page: Path, table: Path | None) -> None:
    sheet, say = paper(), story.say
    answer(
        sheet,
        story.head,
        story.lead,
        ((say("simulation.run.seen"), story.seen), (say("simulation.run.not"), story.limits)),
    )
    list_files(sheet, say, report=page, table=table)

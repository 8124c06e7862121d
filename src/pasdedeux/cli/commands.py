"""The commands. Everything heavy is imported inside the one that needs it, so that help comes at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from shlex import join
from typing import TYPE_CHECKING, Annotated, Any, Literal

from typer import Argument, Context, Exit, Option, Typer, echo

from pasdedeux import __version__
from pasdedeux.cli import files
from pasdedeux.cli.cluster import cluster
from pasdedeux.cli.score import read_scores, score
from pasdedeux.cli.simulate import simulate
from pasdedeux.cli.terminal import complain, paper, plain, progress, tell_files
from pasdedeux.cli.typed import parse_list, parse_map, parse_wish
from pasdedeux.cli.warm import warm
from pasdedeux.cli.whatif import whatif
from pasdedeux.errors import InputError

if TYPE_CHECKING:
    from pasdedeux.identify import Fit
    from pasdedeux.records import Records

app = Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
WORDS = ("decimal", "encoding", "separator", "table", "trial", "unit", "week", "zone")
HOURS = ("late", "together")

File = Annotated[
    str,
    Argument(
        metavar="FILE", help="Table of one or many couples: CSV, TSV, Excel, Parquet, SPSS, Stata, SAS or R."
    ),
]
Columns = Annotated[
    str | None,
    Option(
        "--map",
        metavar="ROLE=COLUMN,...",
        help="Which column is what: couple=dyadid,partner=gender,time=DIARYDAY,arousal=anx. "
        "Join the columns of both partners by a plus: arousal=anx_m+anx_f.",
    ),
]
Roles = Annotated[
    str | None,
    Option(
        metavar="ROLE,...",
        help="What to follow, e.g. pursuit,withdrawal; else pursuit with withdrawal, or the first one known.",
    ),
]
Layout = Annotated[
    Literal["long", "wide", "pairwise"] | None,
    Option(
        help="long: a row per partner and time; wide: a column per partner; pairwise: own and mirrored ones."
    ),
]
Dates = Annotated[Literal["dmy", "mdy", "ymd"] | None, Option(help="Order of day, month and year in dates.")]
Missing = Annotated[
    list[str] | None, Option(metavar="CODE", help="A value that means no answer; may be repeated.")
]
More = Annotated[
    list[str] | None,
    Option(
        "--read",
        metavar="NAME=VALUE",
        help="Anything else the reader takes: zone=Europe/Brussels, unit=hour, table=Sheet2, late=2, "
        "together=1, trial=keep, week=sunday, encoding=cp1252, separator=;, decimal=,; may be repeated.",
    ),
]
Couple = Annotated[list[str] | None, Option(metavar="ID", help="Only this couple; may be repeated.")]
Force = Annotated[bool, Option("--force", help="Replace files that exist.")]


@dataclass(frozen=True)
class Asked:
    """A file, and what the options say of how to read it."""

    file: str
    columns: str | None
    roles: str | None
    layout: str | None
    dates: str | None
    missing: list[str] | None
    more: list[str] | None
    couple: list[str] | None

    def records(self) -> Records:
        """Read the file, and keep the couples that were named."""
        from pasdedeux.readers.diary import read

        found = read(
            self.file,
            columns=parse_map(self.columns) if self.columns else None,
            roles=parse_list(self.roles, "--roles pursuit,withdrawal"),
            layout=self.layout,
            dates=self.dates,
            missing=self.missing or (),
            **dict(map(_wish, self.more or ())),
        )
        return found.choose(self.couple) if self.couple else found

    def typed(self) -> str:
        """Write the file and its options as they are typed, for the next command."""
        once = {
            "--map": self.columns,
            "--roles": self.roles,
            "--layout": self.layout,
            "--dates": self.dates,
        }
        often = {"--missing": self.missing, "--read": self.more, "--couple": self.couple}
        given = [(flag, value) for flag, value in once.items() if value]
        given += [(flag, value) for flag, values in often.items() for value in values or ()]
        return join([self.file, *(word for pair in given for word in pair)])


def _wish(pair: str) -> tuple[str, Any]:
    name, value = parse_wish(pair, (*WORDS, *HOURS))
    if name in WORDS:
        return name, value
    try:
        return name, float(value)
    except ValueError:
        raise InputError(
            f"{name} takes a number of hours, not '{value}'.", where="--read", remedy=f"Write {name}=2."
        ) from None


def _version(wanted: bool) -> None:  # noqa: FBT001 - called so by Typer
    if wanted:
        echo(f"pasdedeux {__version__}")
        raise Exit


@app.callback(invoke_without_command=True)
def pasdedeux(
    ctx: Context,
    *,
    debug: Annotated[bool, Option("--debug", help="Show where the program broke, if it did.")] = False,
    version: Annotated[
        bool, Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """See and measure the pursue-withdraw cycle of a couple, from their own record.

    Start with `pasdedeux look FILE`, then `pasdedeux loop FILE`. Nothing is sent anywhere.
    """
    del debug, version  # read before anything else runs
    if ctx.invoked_subcommand is None:
        echo(ctx.get_help())


@app.command()
def look(
    file: File,
    columns: Columns = None,
    roles: Roles = None,
    layout: Layout = None,
    dates: Dates = None,
    missing: Missing = None,
    more: More = None,
    couple: Couple = None,
    *,
    everything: Annotated[
        bool, Option("--all", help="List every couple and every row that was not used.")
    ] = False,
) -> None:
    """Show what a file holds and what it can carry.

    What was understood, who reported when, how answers were given, which rows were not used.
    """
    from pasdedeux.cli.looks import show
    from pasdedeux.identify import carry

    asked = Asked(file, columns, roles, layout, dates, missing, more, couple)
    with progress() as step:
        step(f"Reading {Path(file).name}", 0.0)
        records = asked.records()
        step("Weighing what it can carry", 0.0)
        carried = carry(records)
    show(paper(), records, carried, everything=everything)
    paper().print(f"\nNext: pasdedeux loop {plain(asked.typed())}")


@app.command()
def loop(
    file: File,
    columns: Columns = None,
    roles: Roles = None,
    layout: Layout = None,
    dates: Dates = None,
    missing: Missing = None,
    more: More = None,
    couple: Couple = None,
    level: Annotated[
        Literal["auto", "couple", "population", "pooled"],
        Option(help="couple: one alone; population: couples differ and lend strength; pooled: all alike."),
    ] = "auto",
    report: Annotated[
        Path | None,
        Option(metavar="PATH", help="Where the report goes; loop.html, or none with --json -."),
    ] = None,
    json: Annotated[
        str | None,
        Option("--json", metavar="PATH", help="Write all results as JSON; - prints them and nothing else."),
    ] = None,
    csv: Annotated[
        Path | None, Option("--csv", metavar="PATH", help="Write one row per couple as a table.")
    ] = None,
    moderators: Annotated[
        str | None,
        Option(metavar="SCORE,...", help="Scores in the file that may shift the links: anxiety,avoidance."),
    ] = None,
    scores: Annotated[
        Path | None,
        Option(
            "--scores", metavar="PATH", help="Scores of the partners, as `pasdedeux score --csv` writes them."
        ),
    ] = None,
    seed: Annotated[int, Option(min=0, metavar="N", help="Seed of everything random.")] = 0,
    jobs: Annotated[int, Option(min=1, metavar="N", help="How many processor cores may be used.")] = 1,
    *,
    dask: Annotated[bool, Option("--dask", help="Use a Dask cluster on this machine, --jobs wide.")] = False,
    no_checks: Annotated[
        bool,
        Option("--no-checks", help="Leave out held-out forecasts and swapped partners: quicker, weaker."),
    ] = False,
    force: Force = False,
) -> None:
    """Find the loop and write the report.

    What each partner sets off in the other, whether the round feeds itself, and how sure that is.
    """
    page = report or (None if json == "-" else Path("loop.html"))
    data = Path(json) if json and json != "-" else None
    for target in filter(None, (page, data, csv)):
        files.check(target, source=Path(file), force=force)
    with progress() as step:
        step(f"Reading {Path(file).name}", 0.0)
        records = Asked(file, columns, roles, layout, dates, missing, more, couple).records()
        people, known = read_scores(scores) if scores else ({}, ())
        records = records.knowing(people) if scores else records
        step("Finding the loop", 0.0)
        with cluster(jobs, wanted=dask):
            from pasdedeux.identify import fit

            chosen = records.roles if roles else None
            found = fit(
                records,
                roles=chosen,
                level=level,
                seed=seed,
                jobs=jobs,
                checks=not no_checks,
                moderators=parse_list(moderators, "--moderators anxiety,avoidance") or known,
                progress=step,
            )
        step("Writing", 0.0)
        _hand_out(found, page, data, csv)
    if moderators and found.level != "population":
        complain("Scores shift couplings only where several couples are fitted together; here they did not.")
    if json == "-":
        paper().out(files.json_text(found.to_dict()), end="")
    else:
        _tell(found, records.roles, page, data, csv)


def _hand_out(fit: Fit, page: Path | None, data: Path | None, csv: Path | None) -> None:
    from pasdedeux.report import write_report

    if page:
        write_report(fit, page)
    if data:
        files.write(data, files.json_text(fit.to_dict()))
    if csv:
        files.write(csv, files.csv_text(fit.to_rows()))


def _tell(fit: Fit, roles: tuple[str, ...], page: Path | None, data: Path | None, csv: Path | None) -> None:
    from pasdedeux.cli.tells import tell

    sheet = paper()
    tell(sheet, fit, roles)
    tell_files(sheet, Report=page, JSON=data, Table=csv)


app.command()(score)
app.command()(simulate)
app.command()(whatif)


@app.command()
def example(
    file: Annotated[Path, Argument(metavar="FILE", help="Where the table goes.")] = Path("example.csv"),
    *,
    force: Force = False,
) -> None:
    """Write an example table of simulated couples."""
    from pasdedeux.cli.example import example_table

    text = files.csv_text(example_table())
    if not (file.is_file() and file.read_bytes() == text.encode()):
        files.check(file, source=None, force=force)
        files.write(file, text)
    paper().print(
        f"{plain(str(file))}: 40 simulated couples, 60 days. Next: pasdedeux look {plain(str(file))}"
    )


@app.command()
def cite() -> None:
    """Say how to cite the program and its methods."""
    from pasdedeux.cli.tells import how_to_cite

    sheet = paper()
    for line in how_to_cite():
        sheet.print(line)


app.command()(warm)

"""`pasdedeux show`: a fit that was kept, in words and on a page, at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from pasdedeux import files
from pasdedeux.cli.language import Speaking, speaking
from pasdedeux.cli.loop import show as show_answer
from pasdedeux.cli.loop import write_all
from pasdedeux.cli.options import Csv, Force, Json
from pasdedeux.cli.targets import check_targets, json_target
from pasdedeux.cli.terminal import list_files, paper


def show(
    file: Annotated[Path | None, Argument(metavar="[FILE]", help="cli.option.saved")] = None,
    report: Annotated[Path | None, Option(metavar="PATH", help="cli.option.report")] = None,
    json: Json = None,
    csv: Csv = None,
    language: Speaking = None,
    *,
    force: Force = False,
) -> None:
    """Show a fit that was kept: the answer again, and the report."""
    from pasdedeux.services import saved_fit

    say, data = speaking(language), json_target(json)
    page = report or (None if json == "-" else Path("loop.html"))
    check_targets((page, data, csv), (file,), force=force)
    found = saved_fit(file)
    write_all(found, say, page=page, data=data, csv=csv)
    if json == "-":
        paper().out(files.json_text(found.to_dict()), end="")
    else:
        show_answer(paper(), found, found.roles, say)
        list_files(paper(), say, report=page, json=data, table=csv)

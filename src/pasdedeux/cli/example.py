"""`pasdedeux example`: a table of simulated couples to try everything on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from typer import Argument, Option

from pasdedeux import files
from pasdedeux.cli.language import Speaking, speaking
from pasdedeux.cli.options import Force
from pasdedeux.cli.terminal import paper, plain


def example(
    file: Annotated[Path, Argument(metavar="FILE", help="cli.option.example-file")] = Path("example.csv"),
    of: Annotated[Literal["diary", "talks"], Option("--of", help="cli.option.of")] = "diary",
    language: Speaking = None,
    *,
    force: Force = False,
) -> None:
    """Write an example table of simulated couples."""
    from pasdedeux.services import example_table, example_talks_table

    rows = {"diary": example_table, "talks": example_talks_table}[of]
    say, text = speaking(language), files.csv_text(rows())
    if not (file.is_file() and file.read_bytes() == text.encode()):
        files.check_target(file, force=force)
        files.write(file, text)
    name = plain(str(file))
    paper().print(
        f"{name}: {say(f'cli.example.what.{of}')} {say('cli.next', command=f'pasdedeux look {name}')}"
    )

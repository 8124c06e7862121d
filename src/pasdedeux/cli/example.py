"""`pasdedeux example`: a table of simulated couples to try everything on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument

from pasdedeux import files
from pasdedeux.cli.language import Speaking, speaking
from pasdedeux.cli.options import Force
from pasdedeux.cli.terminal import paper, plain


def example(
    file: Annotated[Path, Argument(metavar="FILE", help="cli.option.example-file")] = Path("example.csv"),
    language: Speaking = None,
    *,
    force: Force = False,
) -> None:
    """Write an example table of simulated couples."""
    from pasdedeux.services import example_table

    say, text = speaking(language), files.csv_text(example_table())
    if not (file.is_file() and file.read_bytes() == text.encode()):
        files.check_target(file, force=force)
        files.write(file, text)
    name = plain(str(file))
    paper().print(f"{name}: {say('cli.example.what')} {say('cli.next', command=f'pasdedeux look {name}')}")

"""`pasdedeux export`: a record and a ready script for ctsem, Mplus or brms."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from typer import Option

from pasdedeux import files
from pasdedeux.cli.language import Speaking, speaking
from pasdedeux.cli.options import Files, Force, Reading, with_reading
from pasdedeux.cli.targets import check_targets
from pasdedeux.cli.terminal import paper, plain
from pasdedeux.errors import InputError


@with_reading
def export(
    file: Files,
    program: Annotated[Literal["ctsem", "mplus", "brms"], Option("--for", help="cli.option.export-for")],
    output: Annotated[Path, Option(metavar="FOLDER", help="cli.option.export-output")] = Path("export"),
    *,
    reading: Reading,
    language: Speaking = None,
    force: Force = False,
) -> None:
    """Write the record and a script with which another program can check the loop."""
    from pasdedeux.services import export_for

    say = speaking(language)
    written = export_for(reading.records(file), program)
    try:
        output.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise InputError("files.no-folder", where=str(output)) from error
    targets = {output / name: text for name, text in written.items()}
    check_targets(targets, file, force=force)
    for target, text in targets.items():
        files.write(target, text)
    names = [plain(str(target)) for target in targets]
    paper().print(say("cli.export.written", names=names))
    paper().print(say(f"cli.export.run.{program}"))

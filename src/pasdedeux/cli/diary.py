"""`pasdedeux diary`: an empty diary to fill in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from pasdedeux import files
from pasdedeux.cli.language import Speaking, speaking
from pasdedeux.cli.options import Force
from pasdedeux.cli.terminal import paper, plain
from pasdedeux.errors import InputError


def diary(
    file: Annotated[Path, Argument(metavar="FILE", help="cli.option.diary-file")] = Path("diary.csv"),
    people: Annotated[str, Option("--people", metavar="ONE+TWO", help="cli.option.diary-people")] = "A+B",
    days: Annotated[int, Option(min=1, max=3660, metavar="N", help="cli.option.diary-days")] = 56,
    language: Speaking = None,
    *,
    force: Force = False,
) -> None:
    """Write an empty diary with two plain questions for each person."""
    from pasdedeux.services.template import diary_file, empty_diary

    say = speaking(language)
    one, plus, two = (part.strip() for part in people.partition("+"))
    if not plus:
        raise InputError("services.diary.two-names", where="--people", given=people)
    files.check_target(file, force=force)
    today = datetime.now(UTC).astimezone().date()
    rows = empty_diary((one, two), today, days=days, language=say.language)
    files.write(file, diary_file(rows, file))
    name = plain(str(file))
    paper().print(f"{name}: {say('cli.diary.what')} {say('cli.next', command=f'pasdedeux look {name}')}")

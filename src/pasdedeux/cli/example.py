"""`pasdedeux example`: simulated couples to try everything on, as a diary, told episodes, or coded talks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from typer import Argument, Option

from pasdedeux import files
from pasdedeux.cli.language import Speaking, speaking
from pasdedeux.cli.options import Force
from pasdedeux.cli.terminal import paper, plain

NAMES = {"diary": "example.csv", "episodes": "episodes.toml", "talks": "talks.csv"}
NEXT = {"diary": "look", "episodes": "episodes", "talks": "look"}


def example(
    file: Annotated[Path | None, Argument(metavar="[FILE]", help="cli.option.example-file")] = None,
    of: Annotated[Literal["diary", "episodes", "talks"], Option(help="cli.option.example-of")] = "diary",
    language: Speaking = None,
    *,
    force: Force = False,
) -> None:
    """Write an example of simulated couples."""
    say, target = speaking(language), file or Path(NAMES[of])
    text = _text(of, target)
    if not (target.is_file() and target.read_bytes() == text.encode()):
        files.check_target(target, force=force)
        files.write(target, text)
    name = plain(str(target))
    going_on = say("cli.next", command=f"pasdedeux {NEXT[of]} {name}")
    paper().print(f"{name}: {say(f'cli.example.what.{of}')} {going_on}")


def _text(of: str, target: Path) -> str:
    from pasdedeux.services import example_episodes, example_table, example_talks_table

    if of != "episodes":
        return files.csv_text({"diary": example_table, "talks": example_talks_table}[of]())
    from pasdedeux.readers.episodes.write import episodes_text

    return episodes_text(example_episodes(), target)

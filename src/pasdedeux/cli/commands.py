"""All commands by name; each stands in a file of its own and loads what it needs when it runs."""

from __future__ import annotations

from typing import Annotated

from typer import Context, Exit, Option, Typer, echo

from pasdedeux import __version__
from pasdedeux.cli.check import check
from pasdedeux.cli.cite import cite
from pasdedeux.cli.diary import diary
from pasdedeux.cli.episodes import episodes
from pasdedeux.cli.example import example
from pasdedeux.cli.experiment import app as experiment
from pasdedeux.cli.export import export
from pasdedeux.cli.language import Speaking
from pasdedeux.cli.look import look
from pasdedeux.cli.loop import loop
from pasdedeux.cli.practice import practice
from pasdedeux.cli.score import score
from pasdedeux.cli.serve import serve
from pasdedeux.cli.show import show
from pasdedeux.cli.simulate import simulate
from pasdedeux.cli.talk import talk
from pasdedeux.cli.tell import tell
from pasdedeux.cli.warm import warm
from pasdedeux.cli.whatif import whatif

app = Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


def _version(wanted: bool) -> None:  # noqa: FBT001 - called so by Typer
    if wanted:
        echo(f"pasdedeux {__version__}")
        raise Exit


@app.callback(invoke_without_command=True, help="cli.help.pasdedeux")
def pasdedeux(
    context: Context,
    language: Speaking = None,
    *,
    debug: Annotated[bool, Option("--debug", help="cli.option.debug")] = False,
    version: Annotated[
        bool, Option("--version", callback=_version, is_eager=True, help="cli.option.version")
    ] = False,
) -> None:
    """See and measure the pursue-withdraw cycle of a couple, from their own record."""
    del debug, version, language  # read before anything else runs
    if context.invoked_subcommand is None:
        echo(context.get_help())


for command in (
    serve, look, loop, talk, show, check, tell, episodes, practice, score, simulate, whatif, diary, example,
    export, cite, warm,
):  # fmt: skip
    app.command(help=f"cli.help.{command.__name__}")(command)
app.add_typer(experiment, name="experiment")

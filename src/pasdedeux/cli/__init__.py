"""The command line: thin, quiet when piped, and never a traceback for what a person can put right."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from typer import BadParameter
from typer.main import get_command

from pasdedeux.cli.commands import app
from pasdedeux.cli.language import asked_language, in_language
from pasdedeux.cli.terminal import as_typed, compiling_is_said, complain, ready
from pasdedeux.errors import PasDeDeuxError
from pasdedeux.words import Words, words

__all__ = ["main"]

UsageError: Any = BadParameter.__mro__[1]
"""What is raised where options or arguments do not fit; Typer gives its descendants names only."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments
        What was typed after ``pasdedeux``; the process's own arguments where None.

    Returns
    -------
    int
        0 fine, 1 a crash nobody foresaw, 2 input that cannot be used, 130 stopped by Ctrl-C.

    Examples
    --------
    >>> main(["cite", "--nonsense"])
    2
    """
    typed = list(sys.argv[1:] if arguments is None else arguments)
    say = words(asked_language(typed))
    ready()
    try:
        with compiling_is_said(say("cli.warm.once")):
            code = in_language(get_command(app), say, typed).main(typed, "pasdedeux", standalone_mode=False)
    except SystemExit as leave:
        code = leave.code if isinstance(leave.code, int) else int(leave.code is not None)
    except UsageError as error:
        complain(_usage(error, say))
        return 2
    except PasDeDeuxError as error:
        complain(as_typed(error.text(say.language)))
        return 2
    except Exception as error:
        if typed[:1] == ["--debug"]:
            raise
        what = f"{type(error).__name__}: {error}"
        complain(say("cli.unforeseen", what=what, command=f"pasdedeux --debug {' '.join(typed)}"))
        return 1
    if code == 130:
        complain(say("cli.stopped"))
    return code if isinstance(code, int) else 0


def _usage(error: Any, say: Words) -> str:
    """Say what of the options does not fit, and where they are listed."""
    command = error.ctx.command_path if error.ctx else "pasdedeux"
    return say("cli.usage", what=f"{error.format_message().rstrip('.')}.", command=f"{command} --help")

"""One command from what was typed to an exit code; whatever goes wrong is said in a sentence."""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from typing import Any

from typer import BadParameter
from typer.main import get_command

from pasdedeux.cli.commands import app
from pasdedeux.cli.language import asked_language, in_language
from pasdedeux.cli.stop import CODES, Stop
from pasdedeux.cli.terminal import as_typed, compiling_is_said, complain, print_nowhere, ready
from pasdedeux.errors import InputError, PasDeDeuxError
from pasdedeux.words import Words, words

UsageError: Any = BadParameter.__mro__[1]
"""What is raised where options or arguments do not fit; Typer gives its descendants names only."""
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def run(arguments: Sequence[str] | None, stop: Stop) -> int:
    """Run one command; as `pasdedeux.cli.main`, which says when a signal may interrupt it.

    Parameters
    ----------
    arguments
        What was typed; the process's own where None.
    stop
        What listens to signals.
    """
    typed = list(sys.argv[1:] if arguments is None else arguments)
    say = words(asked_language(typed))
    ready()
    try:
        stop.gently = True
        code = _guarded(typed, say, stop)
        code = _flushed(code, say)
    except (KeyboardInterrupt, SystemExit):  # it came between two lines of ours
        code = stop.code or 1
    finally:
        stop.gently = False
    if stop.code and code != 0:
        code = stop.code
    if code in CODES.values():
        complain(say("cli.stopped"))
    return code


def _guarded(typed: list[str], say: Words, stop: Stop) -> int:
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
        if stop.code:  # a library has made its own error of the signal
            return stop.code
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            complain(InputError("files.no-room", why=error.strerror).text(say.language))
            return 2
        if typed[:1] == ["--debug"]:
            raise
        what = f"{type(error).__name__}: {error}"
        complain(say("cli.unforeseen", what=what, command=f"pasdedeux --debug {' '.join(typed)}"))
        return 1
    return code if isinstance(code, int) else 0


def _flushed(code: int, say: Words) -> int:
    """Hand out what is still to be printed, while a failure can still be told in words."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        print_nowhere()
    except OSError as error:
        print_nowhere()
        complain(InputError("files.no-room", why=error.strerror).text(say.language))
        return code or 2
    return code


def _usage(error: Any, say: Words) -> str:
    """Say what of the options does not fit, and where they are listed."""
    command = error.ctx.command_path if error.ctx else "pasdedeux"
    return say("cli.usage", what=f"{error.format_message().rstrip('.')}.", command=f"{command} --help")

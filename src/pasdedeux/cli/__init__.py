"""The command line: thin, quiet when piped, and never a traceback for what a person can put right."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from pasdedeux.cli.commands import app
from pasdedeux.cli.terminal import as_typed, complain, ready
from pasdedeux.errors import PasDeDeuxError

__all__ = ["main"]


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
    ready()
    try:
        app(args=typed, prog_name="pasdedeux")
    except SystemExit as leave:
        if leave.code == 130:
            complain("Stopped. No file was left half-written.")
        return leave.code if isinstance(leave.code, int) else int(leave.code is not None)
    except PasDeDeuxError as error:
        complain(as_typed(str(error)))
        return 2
    except Exception as error:
        if typed[:1] == ["--debug"]:
            raise
        complain(
            f"This should not have happened ({type(error).__name__}: {error}). "
            f"No file was left half-written. To see where: pasdedeux --debug {' '.join(typed)}"
        )
        return 1
    return 0

"""The command line: thin, quiet when piped, and never a traceback for what a person can put right."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments
        What was typed after ``pasdedeux``; the process's own arguments where None, and then signals that end
        it are listened to.

    Returns
    -------
    int
        0 fine, 1 a crash nobody foresaw, 2 input that cannot be used, 130 stopped by Ctrl-C, 143 asked to
        end.

    Examples
    --------
    >>> main(["cite", "--nonsense"])
    2
    """
    from pasdedeux.cli.stop import Stop  # first of all: a signal may come while the rest loads

    stop = Stop()
    if arguments is None:
        stop.listen()
    from pasdedeux.cli.run import run

    return run(arguments, stop)

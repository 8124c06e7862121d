"""Ctrl-C, or a request to end, at any moment: nothing half written, no traceback, the code shells expect.

It loads nothing but what the interpreter has loaded already, so that it listens before anything else loads.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import Any, NoReturn

CODES = {signal.SIGHUP: 129, signal.SIGINT: 130, signal.SIGTERM: 143}


class Interrupted(KeyboardInterrupt):
    """Ctrl-C; after a plain one in a module that loads the interpreter would forget the exit code."""


class Stop:
    """Listens to the signals that end a process, from its first line to its last.

    While a command runs, the first signal is an exception that passes through it, so that it can tidy up. At
    any other time, such as while modules load, and at a second signal, the process ends at once.
    """

    def __init__(self) -> None:
        self.code = 0
        self.gently = False

    def listen(self) -> None:
        """Begin to listen; a signal that whoever started the process has switched off stays off."""
        for number in CODES:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._heard)
        sys.unraisablehook = self._lost

    def _heard(self, number: int, _frame: FrameType | None) -> None:
        code = CODES[signal.Signals(number)]
        if self.code or not self.gently:
            leave(code)
        self.code = code
        if number == signal.SIGINT:
            raise Interrupted
        raise SystemExit(code)

    def _lost(self, error: Any) -> None:
        """End where the exception was lost, as in a callback; tell of any other as Python does."""
        if self.code and issubclass(error.exc_type, KeyboardInterrupt | SystemExit):
            leave(self.code)
        sys.__unraisablehook__(error)


def leave(code: int) -> NoReturn:
    """End at once, with nothing left half written."""
    files = sys.modules.get("pasdedeux.files")
    if remove := getattr(files, "remove_unfinished", None):  # it may be loading
        remove()
    os._exit(code)

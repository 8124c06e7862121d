"""Processes that hear every signal: what runs in the background inherits some switched off."""

import signal
from contextlib import contextmanager

NUMBERS = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)


@contextmanager
def hearing():
    """While it lasts, a process that is started hears Ctrl-C and the like as in a terminal."""
    before = {number: signal.signal(number, signal.SIG_DFL) for number in NUMBERS}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        for number, listener in before.items():
            signal.signal(number, listener)

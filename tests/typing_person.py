"""A person at a terminal: what they type, and what the screen shows."""

import os
import pty
import re
import select
import struct
import sys
import termios
import time
from fcntl import ioctl

from hearing import hearing

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
ON, OFF = "\x1b[?1049h", "\x1b[?1049l"
"""Switch to a terminal's second screen, and back."""


class Terminal:
    """A command in a terminal of a given size; ``raw`` is all it wrote."""

    def __init__(self, *arguments, width=80, height=24, **environment):
        self.raw = ""
        size = struct.pack("HHHH", height, width, 0, 0)
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("LC_", "LANG", "COLUMNS", "LINES"))
        }
        with hearing():
            self.child, self.screen = pty.fork()
            if self.child == 0:
                ioctl(0, termios.TIOCSWINSZ, size)  # before it starts: it may look at once
                os.execvpe(  # noqa: S606 - our own program, as a person starts it
                    sys.executable,
                    [sys.executable, "-m", "pasdedeux", *arguments],
                    kept | {"TERM": "xterm"} | environment,
                )

    def until(self, text, seconds=60.0):
        """Wait until something new shows this text."""
        seen, end = len(self.raw), time.monotonic() + seconds
        while text not in ESCAPES.sub("", self.raw[seen:]):
            assert time.monotonic() < end, f"{text!r} never came:\n{self.raw[seen:]}"
            if not self._read():
                raise AssertionError(f"it ended before {text!r}:\n{self.raw[seen:]}")
        return ESCAPES.sub("", self.raw[seen:])

    def types(self, text):
        """Type something and press Enter."""
        os.write(self.screen, f"{text}\n".encode())

    def answers(self, *typed):
        """Type one thing after the other, each when it is asked for."""
        for one in typed:
            self.until("> ")
            self.types(one)

    def presses(self, control):
        """Press a control key."""
        os.write(self.screen, control.encode())

    def ends(self, seconds=60.0):
        """Wait for the end; what is left on the terminal's own screen, and the exit code."""
        end = time.monotonic() + seconds
        while self._read():
            assert time.monotonic() < end, f"it never ended:\n{self.raw}"
        _, status = os.waitpid(self.child, 0)
        own = re.sub(rf"{re.escape(ON)}.*?{re.escape(OFF)}", "", self.raw, flags=re.DOTALL)
        return ESCAPES.sub("", own).replace("\r", ""), os.waitstatus_to_exitcode(status)

    def pages(self):
        """Everything that was shown, page by page, as lists of lines."""
        return [ESCAPES.sub("", page).replace("\r", "").split("\n") for page in self.raw.split("\x1b[2J")[1:]]

    def _read(self):
        ready, _, _ = select.select([self.screen], [], [], 0.1)
        if not ready:
            return True
        try:
            found = os.read(self.screen, 65536)
        except OSError:
            return False
        self.raw += found.decode(errors="replace")
        return bool(found)


def leaves_nothing(person, width):
    """Wait for the end: every page fitted into 24 rows, on a second screen that is gone."""
    left, code = person.ends()
    assert (left.strip(), code) == ("", 0)
    for page in person.pages():
        assert len(page) <= 25
        assert max(map(len, page)) <= width
    assert person.raw.count(ON) == person.raw.count(OFF) == 1

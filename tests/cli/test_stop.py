"""A signal at any moment ends it cleanly: the exit code shells expect, no traceback, nothing half written."""

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hearing import hearing
from pasdedeux.cli import main
from pasdedeux.cli.stop import CODES, Stop

RUN = [sys.executable, "-m", "pasdedeux"]
HELD = """
import os, sys, time
from pasdedeux.cli import main
os.fsync = lambda file: time.sleep(60)
sys.argv = ["pasdedeux", "example", "day.csv"]
sys.exit(main())
"""
"""Writes a file, and stops before it is whole."""
LOST = """
import os, signal, sys
from pasdedeux.cli import main, run
class Deaf:
    def __del__(self): os.kill(os.getpid(), signal.{signal})
run._guarded = lambda *_: [Deaf(), print("went on", file=sys.stderr)][:0] or 0
sys.exit(main())
"""
"""Is struck where Python loses exceptions."""


def started(*command):
    with hearing():
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603


def ended(process, number):
    process.send_signal(number)
    _, told = process.communicate(timeout=60)
    return process.returncode, told


def listens(process):
    """Say whether it has begun to listen: the interpreter alone leaves a request to end to the system."""
    caught = re.search(r"SigCgt:\s*(\w+)", Path(f"/proc/{process.pid}/status").read_text("ascii"))
    return int(caught[1], 16) >> (signal.SIGTERM - 1) & 1


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="what a process listens to is seen in /proc only"
)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_while_modules_load_and_after_it_ends_in_silence_or_in_one_sentence(here, number):
    (here / "day.csv").write_text("couple,partner,day,arousal\n7,a,1,2\n7,b,1,3\n7,a,2,3\n7,b,2,1\n", "utf-8")
    codes = []
    for moment in range(10):
        process = started(*RUN, "look", "day.csv")
        while not listens(process):
            time.sleep(0.001)
        time.sleep(0.05 * moment)
        code, told = ended(process, number)
        assert told in {"", "Stopped. No file was left half-written.\n"}
        codes.append(code)
    assert codes[0] == CODES[number]
    assert set(codes) <= {0, CODES[number]}
    assert [path.name for path in here.iterdir()] == ["day.csv"]


@pytest.mark.parametrize("number", CODES)
def test_while_it_writes_nothing_is_left(here, number):
    process = started(sys.executable, "-c", HELD)
    end = time.monotonic() + 60
    while not list(here.iterdir()):
        assert time.monotonic() < end
        time.sleep(0.01)
    code, told = ended(process, number)
    assert code == CODES[number]
    assert told == "Stopped. No file was left half-written.\n"
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_that_python_loses_counts(name):
    process = started(sys.executable, "-c", LOST.format(signal=name))
    _, told = process.communicate(timeout=60)
    assert process.returncode == CODES[signal.Signals[name]]
    assert "Traceback" not in told


def test_what_was_told_to_be_ignored_stays_ignored():
    code = (
        "import os, signal; from pasdedeux.cli.stop import Stop;"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN); Stop().listen(); os.kill(os.getpid(), signal.SIGHUP)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603


def test_a_call_from_python_leaves_signals_alone():
    before = [signal.getsignal(number) for number in CODES]
    assert main(["--version"]) == 0
    assert [signal.getsignal(number) for number in CODES] == before
    assert not Stop().gently

"""`pasdedeux serve`: opens quickly, on this machine alone, and ends cleanly."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from hearing import hearing
from pasdedeux.app import serving as serving_module
from pasdedeux.app.machine import only_server
from pasdedeux.app.patience import Patient
from pasdedeux.app.serving import there_is_a_browser
from pasdedeux.app.settings import settings_from
from pasdedeux.cli import main
from pasdedeux.errors import InputError, PasDeDeuxError
from pasdedeux.records.episodes import Kind
from pasdedeux.safety import ForTwo
from pasdedeux.services import two_phones
from pasdedeux.store import openings, persons, tellings
from pasdedeux.store.couples import bond
from pasdedeux.store.database import FILE, in_folder
from pasdedeux.store.keys import Cost
from phones import FROM_HERE

PROC = Path("/proc")
NOW = datetime(2026, 11, 3, 21, 0, tzinfo=UTC)


@contextmanager
def serving(*options, **environment):
    """Run the command, and give the process, the address to sign in at, and what was printed until then."""
    command = [sys.executable, "-u", "-m", "pasdedeux", "serve", "--no-browser", "--language", "en", *options]
    held = {**os.environ, **environment}
    with hearing():
        process = subprocess.Popen(  # noqa: S603 - this program
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=held
        )
    with process:
        lines = []
        try:
            while not (lines and lines[-1].startswith("Ctrl-C")):
                line = process.stdout.readline()
                assert line, "".join(lines)
                lines.append(line)
            said = "".join(lines)
            yield process, re.search(r"http://[\w.:]+/(in|new)\b", said)[0], said
        finally:
            process.kill()


def processor_seconds(process):
    """Give what it has used until now; time by the clock says how busy the machine is."""
    user, system = (PROC / f"{process.pid}/stat").read_text("ascii").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def sign_in(address, said, name):
    passphrase = re.search(rf"{name}: (.*)", said)[1]
    browser = httpx.Client(headers=FROM_HERE, follow_redirects=True)
    page = browser.post(address, data={"name": name, "passphrase": passphrase})
    return browser, page


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_the_example_opens_quickly_and_nothing_of_it_is_left(how, tmp_path):
    with serving(TMPDIR=str(tmp_path)) as (process, address, said):
        assert httpx.get(address).status_code == 200
        if PROC.exists():
            assert processor_seconds(process) < 6  # measured: under 3
        assert list(tmp_path.rglob(FILE))
        browser, page = sign_in(address, said, "Alma")
        assert "Alma" in page.text
        assert "simulated" in page.text
        browser.close()
        stopped = time.monotonic()
        process.send_signal(how)
        assert process.wait(10) == 0
        assert time.monotonic() - stopped < 3
        assert process.stdout.read() == ""
    assert not list(tmp_path.rglob(FILE))


def test_ones_own_begins_empty_is_kept_and_says_no_path_of_what_was_read(tmp_path):
    with serving("--data", str(tmp_path / "ours")) as (process, address, said):
        page = httpx.get(address)
        assert "simulated" not in page.text + said
        httpx.get(address.replace("/new", "/secret/place"))
        for path in (tmp_path / "ours").iterdir():  # beside the store the log of its changes
            assert path.stat().st_mode & 0o077 == 0, path
        with serving_refused("--data", str(tmp_path / "ours")) as refused:
            assert "Another process" in refused
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert process.stdout.read() == ""
    for path in (tmp_path / "ours", *(tmp_path / "ours").iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path


def test_the_first_page_is_to_begin_until_somebody_has(tmp_path):
    ours = str(tmp_path / "ours")
    with serving("--data", ours) as (_, address, _said):
        assert address.endswith("/new")
        alma = {"name": "Alma", "passphrase": "a b c d e f g", "zone": "UTC"}
        assert httpx.post(address, data=alma, headers=FROM_HERE).status_code == 200
    with serving("--data", ours) as (_, address, _said):
        assert address.endswith("/in")


@contextmanager
def serving_refused(*options):
    command = [sys.executable, "-m", "pasdedeux", "serve", "--no-browser", "--language", "en", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)  # noqa: S603 - same
    assert done.returncode == 2
    yield done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--host", "192.0.2.7"], "--insecure-lan"),
        (["--host", "0.0.0.0", "--insecure-lan"], "the one address"),  # noqa: S104 - refused
        (["--host", "elsewhere.example", "--insecure-lan"], "the one address"),
        (["--data", "ours", "--database-url", "postgresql://nobody@127.0.0.1/ours"], "Name one of the two"),
        (["--port", "70000"], "Correct it"),
    ],
)
def test_what_cannot_be_served_is_refused_in_a_sentence(options, said, capsys):
    assert main(["serve", "--no-browser", "--language", "en", *options]) == 2
    assert said in capsys.readouterr().err


def test_a_port_that_is_taken_is_named(tmp_path, capsys):
    with serving("--data", str(tmp_path / "ours")) as (_, address, _said):
        port = address.rpartition(":")[2].removesuffix("/new")
        other = str(tmp_path / "other")
        assert main(["serve", "--no-browser", "--language", "en", "--data", other, "--port", port]) == 2
        assert port in capsys.readouterr().err


def test_the_environment_says_what_no_option_says(monkeypatch, tmp_path):
    monkeypatch.setenv("PASDEDEUX_PORT", "8020")
    monkeypatch.setenv("PASDEDEUX_DATA", str(tmp_path))
    assert settings_from(port=None).port == 8020
    assert settings_from(port=8021).port == 8021
    assert settings_from().data == tmp_path
    monkeypatch.setenv("PASDEDEUX_PORT", "many")
    with pytest.raises(InputError, match="PASDEDEUX_PORT"):
        settings_from()


def test_a_passphrase_of_a_database_shows_nowhere():
    assert "hush" not in repr(settings_from(database_url="postgresql://me:hush@127.0.0.1/ours"))


def test_one_server_works_on_a_store(tmp_path):
    store = in_folder(tmp_path)
    with only_server(store), pytest.raises(PasDeDeuxError, match="Another process"), only_server(store):
        pass
    with only_server(store):
        pass
    store.close()


def test_it_is_served_with_limits(tmp_path, monkeypatch):
    made = []

    class Recorded(serving_module._Server):
        def run(self, sockets):
            made.append(self.config)
            sockets[0].close()

    monkeypatch.setattr(serving_module, "_Server", Recorded)
    store = in_folder(tmp_path)
    serving_module.serve(store, settings_from(browser=False), print)
    store.close()
    assert made[0].http is Patient
    assert made[0].limit_concurrency == 500


def test_no_browser_is_opened_where_there_are_no_windows(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not there_is_a_browser()


@pytest.mark.parametrize("hour", [3, 12, 23])
def test_the_example_couple_has_told_sealed_and_opened(hour, tmp_path, monkeypatch):
    monkeypatch.setattr(persons, "Cost", lambda: Cost(1, 8, 1))
    store, now = in_folder(tmp_path), NOW.replace(hour=hour)
    two_phones.example_couple(store, now, zone="Europe/Berlin")
    kept_alone = 0
    with store.reading() as session:
        for one in two_phones.SIGN_INS:
            me = persons.sign_in(session, *one)
            told = tellings.own(session, me)
            open_now = tellings.joined(session, me, now)
            dance = openings.period(session, bond(session, me), ForTwo.DANCE, "")
            assert len(told) >= 10
            assert 8 <= len(open_now) <= len(told)
            kept_alone += len(told) - len(open_now)
            newest, *earlier = sorted(
                (tellings.read(session, me, one.id) for one in open_now), key=lambda one: one.day
            )[::-1]
            assert newest.kind is Kind.EPISODE
            assert len(newest.moves) >= 6
            assert all((newest.trigger, newest.on_top, newest.beneath, newest.ending))
            assert any(one.kind is Kind.NEAR_MISS for one in earlier)
            assert dance is not None
            assert dance.holds(now)
    assert kept_alone >= 1
    with store.writing(now + timedelta(minutes=1)):
        pass
    store.close()

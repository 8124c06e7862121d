"""Files go out whole or not at all, to their owner alone; what is not ours is never replaced."""

import os
import resource
import signal
import subprocess
import sys

import pytest

from pasdedeux.errors import InputError
from pasdedeux.files import check_target, write
from pasdedeux.report import write_report
from pasdedeux.services import saved_fit
from pasdedeux.words import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_of_ours_may_be_replaced(tmp_path, language):
    check_target(write_report(saved_fit(), tmp_path / "loop.html", language=language))


@pytest.mark.parametrize("title", ["Letters", "Notes", "Loop report"])
def test_another_page_may_not(tmp_path, title):
    page = tmp_path / "loop.html"
    page.write_text(f"<title>{title}</title>", "utf-8")
    with pytest.raises(InputError, match="a file of this name is there"):
        check_target(page)


def test_a_file_is_open_to_its_owner_alone_even_where_another_was_not(tmp_path):
    target = tmp_path / "loop.csv"
    target.write_text("old")
    target.chmod(0o644)
    write(target, "new")
    assert (target.read_text(), target.stat().st_mode & 0o777) == ("new", 0o600)
    assert list(tmp_path.iterdir()) == [target]


def test_what_a_killed_process_left_is_removed_by_the_next_and_no_more(tmp_path):
    target = tmp_path / "loop.html"
    code = (
        "import os, sys; from pasdedeux import files; os.fsync = lambda _: os.kill(os.getpid(), 9);"
        "files.write(sys.argv[1], 'half')"
    )
    done = subprocess.run([sys.executable, "-c", code, target], check=False)  # noqa: S603
    assert done.returncode == -signal.SIGKILL
    assert len(list(tmp_path.glob(".loop.html.*.part"))) == 1
    others = {
        f".loop.html.{os.getppid()}.part",
        ".loop.htmx.1.part",
        ".loop.html.x.part",
        "loop.html.99.part",
    }
    for name in others:
        (tmp_path / name).write_text("not ours")
    write(target, "whole")
    assert {path.name for path in tmp_path.iterdir()} == {"loop.html", *others}


@pytest.mark.parametrize("name", ["r" * 250, "é" * 127, "日" * 84])
def test_the_longest_names_can_be_written_and_longer_ones_are_told(tmp_path, name):
    check_target(tmp_path / name)
    assert write(tmp_path / name, "x").read_text() == "x"
    for call in (check_target, lambda path: write(path, "x")):
        with pytest.raises(InputError, match="cannot be written"):
            call(tmp_path / (name * 2))
        with pytest.raises(InputError, match="cannot be written"):
            call(tmp_path / "a\0b")
    assert len(list(tmp_path.iterdir())) == 1


def test_places_that_keep_nothing_are_refused_before_any_work(tmp_path):
    os.mkfifo(tmp_path / "pipe.html")
    for place in (tmp_path / "pipe.html", "/dev/null", "/dev/full"):
        with pytest.raises(InputError, match="keeps a file"):
            check_target(type(tmp_path)(place), force=True)


def test_a_full_disk_is_told_and_the_old_file_stays(tmp_path):
    target = tmp_path / "loop.csv"
    target.write_text("old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with pytest.raises(InputError, match="cannot be written \\(File too large\\)"):
            write(target, b"x" * 20_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]

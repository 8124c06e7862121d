"""Compiled kernels are kept by what went into them, shared by checkouts, and found again by every process."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path
from time import time

import pytest

import pasdedeux
from pasdedeux import compiled
from pasdedeux.cli.warm import MODULES

HOUSE = Path(pasdedeux.__file__).parent
KERNEL = "from pasdedeux.loop.kernels import settle; print(sum(settle.machine.stats.cache_misses.values()))"
DERIVATIVE = """
import numpy as np
from pasdedeux.identify.linear.kernels.sampler import gradient_each
from pasdedeux.identify.linear.panel import panel_of
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.simulate import example_records
panel, rng = panel_of(example_records(couples=3, days=30)), np.random.default_rng(1)
theta = Layout(2).couple_prior.mean + 0.3 * rng.standard_normal((3, Layout(2).size))
ll, grads = np.empty(3), np.empty_like(theta)
gradient_each(theta, *panel.arguments(panel.weak_static()), ll, grads)
print(ll.tobytes().hex(), grads.tobytes().hex())
"""


def environment(house, cache, **more):
    return {**os.environ, "PYTHONPATH": str(house), "NUMBA_CACHE_DIR": str(cache), **more}


def run(house, cache, code=KERNEL, **more):
    """Run code in a process of its own; what it prints."""
    done = subprocess.run(  # noqa: S603 - this program
        [sys.executable, "-c", code],
        env=environment(house, cache, **more), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path):
    """Make copies of the program."""

    def copied(name):
        shutil.copytree(HOUSE, tmp_path / name / "pasdedeux", ignore=shutil.ignore_patterns("__pycache__"))
        return tmp_path / name

    return copied


def test_a_second_checkout_compiles_nothing(checkout, tmp_path):
    first, second, cache = checkout("first"), checkout("second"), tmp_path / "cache"
    assert run(first, cache) == "1"
    assert run(first, cache) == run(second, cache) == "0"


def test_a_change_of_what_a_kernel_imports_compiles_it_anew(checkout, tmp_path):
    house, cache = checkout("house"), tmp_path / "cache"
    assert run(house, cache) == "1"
    for file, misses in (("errors.py", "0"), ("loop/equations.py", "1"), ("loop/rows.py", "1")):
        with (house / "pasdedeux" / file).open("a") as text:
            text.write("\n# changed\n")
        assert run(house, cache) == misses, file


@pytest.mark.parametrize("module", MODULES)
def test_nothing_that_a_kernel_imports_escapes_its_fingerprint(module):
    for name in compiled._with_imports(module):
        for node in ast.parse(compiled._source(name)).body:
            assert not isinstance(node, ast.Import) or not any("pasdedeux" in one.name for one in node.names)
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("pasdedeux"):
                homes = [node.module] + [f"{node.module}.{one.name}" for one in node.names]
                assert compiled._file(node.module) or all(map(compiled._file, homes[1:])), (name, homes)


def test_without_a_cache_folder_it_works_and_leaves_nothing(tmp_path):
    no_folder, spare = tmp_path / "file", tmp_path / "spare"
    no_folder.write_text("a file, where a folder should be")
    spare.mkdir()
    assert run(HOUSE.parent, no_folder, TMPDIR=str(spare)) == "1"
    assert not list(spare.iterdir())


def test_two_processes_may_compile_at_once(tmp_path):
    both = [
        subprocess.Popen([sys.executable, "-c", KERNEL], env=environment(HOUSE.parent, tmp_path))  # noqa: S603
        for _ in range(2)
    ]
    assert [one.wait() for one in both] == [0, 0]
    assert run(HOUSE.parent, tmp_path) == "0"


@pytest.mark.slow
def test_the_run_that_compiles_and_later_runs_agree_to_the_last_digit(tmp_path):
    assert run(HOUSE.parent, tmp_path, DERIVATIVE) == run(HOUSE.parent, tmp_path, DERIVATIVE)


def test_what_nobody_used_for_long_is_deleted_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    old, recent, foreign = "0" * 20, "1" * 20, "letters"
    for name in (old, recent, foreign):
        (tmp_path / "kernels" / name).mkdir(parents=True)
    for name in (old, foreign):
        os.utime(tmp_path / "kernels" / name, (0, time() - 90 * 86_400))
    compiled.prune()
    assert {path.name for path in (tmp_path / "kernels").iterdir()} == {recent, foreign}


def test_use_is_noted(tmp_path):
    run(HOUSE.parent, tmp_path)
    (folder,) = (tmp_path / "kernels").iterdir()
    os.utime(folder, (0, 0))
    run(HOUSE.parent, tmp_path)
    assert folder.stat().st_mtime > time() - 600

"""Small faults put into rooms whose answers people act on: what share do the tests notice?

python bench/mutants.py [ROOM ...] [--count 40] [--seed 1]

A fault is one comparison moved, one number changed by 1, one sign, `and`, `or` or `not` exchanged, one
condition turned round, or one value not returned. Each is put into a copy of the sources, and the tests of
the room run on it until one fails. Those that survive are printed with their place, to be read: some change
nothing that can be seen.
"""

import argparse
import ast
import copy
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numba  # each process starts from here with what its tests need
import pandas as pd
import pydantic
import pytest
import scipy.linalg
import scipy.stats

LOADED = (numba, pd, pydantic, scipy.linalg, scipy.stats)
ROOT = Path(__file__).parents[1]
HOUSE = "src/pasdedeux"
LIMIT = 120
"""Seconds of processor for the tests on one fault; one that makes them hang is noticed."""
APART = "not put_in_on_purpose and not published_item"
"""Tests that take long and look at something else."""
ROOMS = {
    "verdicts": {
        "identify/linear/verdicts.py": (
            "identify/linear/test_verdicts.py",
            "identify/linear/test_further_days.py",
            "identify/linear/test_prepare.py",
        ),
        "identify/rounds/rule.py": ("identify/rounds", "identify/linear/test_further_days.py"),
        "identify/talks/verdicts.py": ("identify/talks/test_verdicts.py",),
    },
    "safety": {"safety": ("safety",)},
    "instruments": {"instruments": ("instruments", "readers/forms", "cli/test_check.py")},
    "records": {"records": ("records",)},
}
"""Files of each room, and the tests concerned, the nearest first."""

COMPARED = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
COMBINED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.BitAnd: ast.BitOr}
COMBINED |= {ast.BitOr: ast.BitAnd}

Fault = tuple[str, Callable[[ast.AST], None]]


def faults(node: ast.AST) -> Iterator[Fault]:  # noqa: C901 - a list
    """Say what can be done to one node, each as a name and a change in place."""
    match node:
        case ast.Compare(ops=[operator]):
            for other in COMPARED.get(type(operator), ()):
                yield (
                    f"{type(operator).__name__} -> {other.__name__}",
                    _set("ops", lambda other=other: [other()]),
                )
        case ast.BoolOp(op=ast.And()):
            yield "and -> or", _set("op", ast.Or)
        case ast.BoolOp(op=ast.Or()):
            yield "or -> and", _set("op", ast.And)
        case ast.BinOp(op=operator) if type(operator) in COMBINED:
            other = COMBINED[type(operator)]
            yield f"{type(operator).__name__} -> {other.__name__}", _set("op", other)
        case ast.UnaryOp(op=ast.Not()):
            yield "not removed", _set("op", ast.UAdd)  # bool(+x) == bool(x)
        case ast.UnaryOp(op=ast.USub()):
            yield "sign", _set("op", ast.UAdd)
        case ast.Constant(value=bool(value)):
            yield f"{value} -> {not value}", _set("value", lambda: not value)
        case ast.Constant(value=int(value) | float(value)):
            for step in (1, -1):
                yield f"{value} -> {value + step}", _set("value", lambda step=step: value + step)
        case ast.Return(value=ast.expr() as value) if not (
            isinstance(value, ast.Constant) and value.value is None
        ):
            yield "returns None", _set("value", lambda: ast.Constant(None))
        case ast.If() | ast.IfExp():
            test = node.test
            yield "condition turned", _set("test", lambda: ast.UnaryOp(ast.Not(), test))


def _set(name: str, value: Callable[[], object]) -> Callable[[ast.AST], None]:
    return lambda node: setattr(node, name, value())


def places(tree: ast.Module) -> list[tuple[int, int, int, str]]:
    """List all faults of a file: numbers of the node and the fault, line, name. What never runs is out."""
    idle: set[int] = set()
    for node in ast.walk(tree):
        apart = [
            *getattr(node, "decorator_list", ()),
            getattr(node, "annotation", None),
            getattr(node, "returns", None),
        ]
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            apart.append(node)
        if isinstance(node, ast.keyword) and node.arg == "strict":  # of zip: a check of what always holds
            apart.append(node)
        for part in filter(None, apart):
            idle |= {id(inner) for inner in ast.walk(part)}
    return [
        (at, which, node.lineno, name)
        for at, node in enumerate(ast.walk(tree))
        if id(node) not in idle
        for which, (name, _) in enumerate(faults(node))
    ]


def mutated(tree: ast.Module, at: int, which: int) -> str:
    """Write the file with one fault."""
    tree = copy.deepcopy(tree)
    node = next(node for number, node in enumerate(ast.walk(tree)) if number == at)
    list(faults(node))[which][1](node)
    return ast.unparse(ast.fix_missing_locations(tree))


def noticed(home: Path, tests: tuple[str, ...], module: str) -> bool:
    """Run the tests on a copy in a process of its own; say whether one fails."""
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))
        sys.path.insert(0, str(home / "src"))
        os.environ["PYTHONPATH"] = str(home / "src")
        os.chdir(ROOT)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1), os.dup2(quiet, 2)
        chosen = [str(ROOT / "tests" / one) for one in tests]
        how = [
            "-x",
            "-q",
            "-m",
            "not slow and not realdata",
            "-p",
            "no:cacheprovider",
            "-k",
            APART,
            "--doctest-modules",
        ]
        code = 1
        try:
            code = pytest.main([*how, str(home / HOUSE / module), *chosen])
        finally:
            os._exit(int(code))
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) != 0


def files_of(room: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for part, tests in ROOMS[room].items():
        path = ROOT / HOUSE / part
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            yield str(file.relative_to(ROOT / HOUSE)), tests


def measure(room: str, count: int, seed: int, home: Path) -> None:
    trees = {
        name: (ast.parse((ROOT / HOUSE / name).read_text("utf-8")), tests) for name, tests in files_of(room)
    }
    every = [(name, *place) for name, (tree, _) in trees.items() for place in places(tree)]
    chosen = random.Random(seed).sample(every, min(count, len(every)))  # noqa: S311 - nothing secret
    for tests in dict.fromkeys(tests for _, tests in trees.values()):
        if noticed(home, tests, "__init__.py"):
            sys.exit(f"{tests} fail as they are")
    survived, started = [], time.perf_counter()
    for name, at, which, line, fault in sorted(chosen):
        tree, tests = trees[name]
        place = home / HOUSE / name
        whole = place.read_text("utf-8")
        place.write_text(mutated(tree, at, which), "utf-8")
        if not noticed(home, tests, name):
            survived.append(f"{name}:{line}: {fault}")
            print(f"  survived {survived[-1]}", flush=True)
        place.write_text(whole, "utf-8")
    share = 1 - len(survived) / len(chosen)
    print(
        f"{room}: {len(chosen) - len(survived)} of {len(chosen)} noticed ({share:.0%}), out of {len(every)}",
        end="; ",
    )
    print(f"{time.perf_counter() - started:.0f} s", flush=True)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("rooms", nargs="*", default=list(ROOMS))
    asked.add_argument("--count", type=int, default=40)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        shutil.copytree(ROOT / "src", home / "src", ignore=shutil.ignore_patterns("__pycache__"))
        for room in given.rooms:
            measure(room, given.count, given.seed, home)


if __name__ == "__main__":
    main()

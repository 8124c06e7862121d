"""The house: what is exported, how fast it opens, and documents in step with the code."""

import ast
import importlib
import pkgutil
import re
import resource
import statistics
import subprocess
import sys
import tomllib
import types
from inspect import isfunction
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from typer.main import get_command

import pasdedeux
from pasdedeux.cli.commands import app

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PACKAGES = [
    "pasdedeux",
    *sorted(found.name for found in pkgutil.walk_packages(pasdedeux.__path__, "pasdedeux.") if found.ispkg),
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PINS = [
    line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if not line.startswith("#")
]
COMMANDS = get_command(app).commands
EVERYWHERE = {"--version", "--debug", "--help", "--language"}  # documented once, above all commands


# What is exported


@pytest.mark.parametrize("name", PACKAGES)
def test_exported_members_are_all_there_sorted_and_come_when_called(name):
    package = importlib.import_module(name)
    listed = getattr(package, "__all__", None)
    if listed is None:
        shown = {word for word in vars(package) if not word.startswith("_")}
        assert all(
            isinstance(vars(package)[word], types.ModuleType) or word == "annotations" for word in shown
        )
        return
    assert list(listed) == sorted(set(listed), key=lambda word: (not word.isupper(), word))
    for word in listed:
        assert getattr(package, word) is not None
    assert set(getattr(package, "_HOMES", listed)) == set(listed)


@pytest.mark.parametrize("name", PACKAGES)
def test_every_exported_function_has_an_example_that_runs(name):
    package = importlib.import_module(name)
    shown = [getattr(package, word) for word in getattr(package, "__all__", ())]
    assert [one.__name__ for one in shown if isfunction(one) and ">>> " not in one.__doc__] == []


@pytest.mark.parametrize("name", [name for name in PACKAGES if name != "pasdedeux.cli"])
def test_whatever_a_package_takes_in_it_lists(name):
    package = importlib.import_module(name)
    taken = {
        word
        for word, value in vars(package).items()
        if not word.startswith("_") and getattr(value, "__module__", "").startswith("pasdedeux")
    }
    assert taken <= set(getattr(package, "__all__", ()))


def test_an_unknown_name_is_told():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = pasdedeux.nothing
    assert set(pasdedeux.__all__) < set(dir(pasdedeux))


def test_every_class_has_a_name_of_its_own():
    homes = {}
    for path in Path(pasdedeux.__file__).parent.rglob("*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(path)
    assert {name: paths for name, paths in homes.items() if len(paths) > 1} == {}


# How fast it opens


def seconds(*arguments):
    """Seconds of processor, which other work on the machine changes least."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)  # noqa: S603
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize(
    ("arguments", "most"), [(["-c", "import pasdedeux"], 0.15), (["-m", "pasdedeux", "--help"], 0.4)]
)
def test_it_opens_at_once(arguments, most):
    """Measured beside a bare interpreter, which takes 25 ms on a quiet machine: a busy one gets more time."""
    pairs = [(seconds("-c", "pass"), seconds(*arguments)) for _ in range(7)]
    bare, full = (statistics.median(times) for times in zip(*pairs, strict=True))
    assert full < most * max(1.0, bare / 0.025)


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import pasdedeux", ("numba", "numpy", "pandas", "scipy", "jinja2", "rich", "sqlalchemy", "typer")),
        ("from pasdedeux.cli import main; main(['--help'])", ("numba", "numpy", "pandas", "scipy", "jinja2")),
        ("from pasdedeux.cli import main; main(['loop', '--help'])", ("numba", "numpy", "pandas", "scipy")),
    ],
)
def test_it_opens_without_loading_anything_heavy(code, absent):
    code += f"; import sys; loaded = set(sys.modules) & set({absent!r}); assert not loaded, loaded"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr


# What it needs


def test_every_need_is_pinned_and_the_pin_will_do():
    pins = dict(line.split("==") for line in PINS)
    needs = chain(PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())
    for need in map(Requirement, needs):
        assert need.specifier.contains(pins[canonicalize_name(need.name)]), need


def test_pins_are_names_and_versions_only():
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.]+", line) for line in PINS)
    assert sorted(PINS) == PINS


# Documents in step


def test_every_command_and_option_is_documented():
    text = (ROOT / "docs" / "index.md").read_text("utf-8")
    for name, command in COMMANDS.items():
        assert f"`pasdedeux {name}" in text, name
        part = text.split(f"\n### `pasdedeux {name}")[1].split("\n### ")[0]
        flags = {flag for option in command.params for flag in option.opts if flag.startswith("--")}
        for flag in flags - EVERYWHERE:
            assert f"`{flag}" in part, f"{name} {flag}"
    for flag in EVERYWHERE:
        assert f"`{flag}" in text


def test_no_document_names_an_option_that_is_not_there():
    known = {flag for command in COMMANDS.values() for option in command.params for flag in option.opts}
    for page in PAGES:
        commands = r"pasdedeux (?:look|loop|simulate|example|cite|warm)[^`\n]*"
        for line in re.findall(commands, page.read_text("utf-8")):
            assert set(re.findall(r"--[a-z][a-z-]*", line)) <= known, f"{page}: {line}"


def test_every_page_can_be_reached_from_the_index():
    text = (ROOT / "docs" / "index.md").read_text("utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "index.md" or f"]({page.name})" in text, page.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8")):
        assert target.startswith(("http", "mailto")) or (page.parent / target).exists(), target


def test_targets_of_make_are_documented():
    targets = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)[1].split()
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert all(f"`make {target}`" in text for target in targets)


def test_nothing_names_the_machine_it_was_written_on():
    wrong = re.compile(
        "|".join(("/ho" + "me/", "/ro" + "ot/", "/wo" + "rk/", "index" + "-url", "find" + "-links"))
    )
    kept = [
        ROOT / "Makefile",
        ROOT / ".ci" / "run",
        ROOT / "pyproject.toml",
        ROOT / "constraints.txt",
        *PAGES,
    ]
    for folder in ("src", "tests", "bench", "changelog.d"):
        kept += [
            path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".md", ".toml", ".html"}
        ]
    found = [str(path) for path in kept if wrong.search(path.read_text("utf-8"))]
    assert not found

"""Imports only go down: each floor may use the floors below it and nothing above."""

import ast
from pathlib import Path

import pytest

import pasdedeux

HOUSE = Path(pasdedeux.__file__).parent
# Lowest first; rooms on one line share a floor and do not know each other.
FLOORS = [
    ["estimates", "compiled", "display", "lazy"],
    ["words"],
    ["errors"],
    ["arguments", "progress"],
    ["people", "files", "toml_files"],
    ["loop", "safety", "instruments", "records"],
    ["readers", "simulate"],
    ["identify"],
    ["change"],
    ["figures", "practice", "store"],
    ["report", "jobs"],
    ["services"],
    ["app"],
    ["cli"],
    ["__main__"],
]
HEIGHT = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}
ENGINE = {room for rooms in FLOORS[: FLOORS.index(["change"]) + 1] for room in rooms}
NOT_IN_ENGINE = {"fastapi", "starlette", "jinja2", "typer", "rich", "matplotlib"}
NOT_IN_ENGINE |= {"sqlalchemy", "alembic", "argon2", "cryptography"}
MODULES = sorted(path for path in HOUSE.rglob("*.py") if path.parent != HOUSE or path.stem != "__init__")


def room_of(path):
    return path.relative_to(HOUSE).with_suffix("").parts[0]


def imports(path):
    """Absolute names of everything a module imports, at any depth of the file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; write the full name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(HOUSE)))
def test_imports_only_go_down(path):
    room = room_of(path)
    assert room in HEIGHT, f"{room} has no floor yet: give it one in FLOORS"
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "pasdedeux" and len(parts) > 1 and parts[1] in HEIGHT and parts[1] != room:
            assert HEIGHT[parts[1]] < HEIGHT[room], f"{path} imports up or across: {name}"
        if parts[0] == "pasdedeux" and parts[1:] and parts[1] not in HEIGHT:
            assert room == "cli", f"{path} imports the package itself, which stands above: {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(HOUSE)))
def test_engine_imports_no_web_database_or_plotting(path):
    if room_of(path) in ENGINE:
        outside = {name.split(".")[0] for name in imports(path)}
        assert not outside & NOT_IN_ENGINE


def test_no_two_modules_import_each_other():
    edges = {}
    for path in MODULES:
        relative = path.relative_to(HOUSE).with_suffix("")
        dotted = ".".join(("pasdedeux", *relative.parts)).removesuffix(".__init__")
        edges[dotted] = set(imports(path))
    for module, names in edges.items():
        for other, back in edges.items():
            if other == module or module.startswith(other) or other.startswith(module):
                continue  # a package and its own parts
            uses = any(name == other or name.startswith(f"{other}.") for name in names)
            used = any(name == module or name.startswith(f"{module}.") for name in back)
            assert not (uses and used), f"{module} and {other} import each other"

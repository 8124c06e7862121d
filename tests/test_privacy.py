"""Each promise of PRIVACY.md, proved; and the page itself, held to naming its proofs."""

import ast
import io
import json
import re
import runpy
import socket
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest

import pasdedeux
from pasdedeux.cli import main
from pasdedeux.compiled import cache_folder
from pasdedeux.files import csv_text
from pasdedeux.services.example import example_table

ROOT = Path(__file__).parents[1]
HOUSE = Path(pasdedeux.__file__).parent
make_fit = runpy.run_path(str(Path(__file__).parent / "report" / "conftest.py"))["make_fit"]
TEST_ID = re.compile(r"`(tests/\S+?\.py)::(\w+)`")
REACHES_OUT = {
    "aiohttp", "asyncio", "dask", "distributed", "fsspec", "ftplib", "http", "httpx", "imaplib", "requests",
    "smtplib", "socket", "socketserver", "ssl", "telnetlib", "urllib", "urllib3", "webbrowser", "xmlrpc",
}  # fmt: skip
NOTE = "Tuesday he slammed the door"


def holds_nothing_of_yours(path):
    return "__pycache__" in path or path == "/dev/null" or Path(path).is_relative_to(cache_folder())


WATCH = """
import os, sys
opened = []
def hear(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        writes = bool(arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)) if arguments[2] else False
        opened.append((os.path.abspath(os.fsdecode(arguments[0])), writes))
    elif event in ("os.rename", "os.mkdir", "shutil.copyfile"):
        opened.append((os.path.abspath(os.fsdecode(arguments[0])), True))
    elif event.startswith("socket."):
        raise SystemExit(f"reached out: {event} {arguments}")
from pasdedeux.cli import main
sys.addaudithook(hear)
code = main(sys.argv[1:])
print("OPENED" + repr(sorted(set(opened))))
sys.exit(code)
"""


def promises():
    text = (ROOT / "PRIVACY.md").read_text("utf-8")
    part = text.split("\n## Promises\n")[1].split("\n## ")[0]
    return [line for line in part.splitlines() if line and not line.startswith("### ")]


@pytest.mark.parametrize("line", promises())
def test_every_promise_is_one_sentence_with_tests_that_exist(line):
    assert re.fullmatch(
        r"- [^.!?]+( `[^`]+`)?[^.!?]*\.", re.sub(r"`[a-z]+\.html`", "x", TEST_ID.sub("", line)).strip()
    )
    found = TEST_ID.findall(line)
    assert found, "a promise needs a test"
    for path, name in found:
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, (
            f"{path}::{name}"
        )


def test_there_are_promises():
    assert len(promises()) >= 15


@pytest.fixture
def diary(tmp_path, monkeypatch):
    """One couple's diary with words in it, among files that are nobody's business."""
    folder = tmp_path / "drawer"
    folder.mkdir()
    monkeypatch.chdir(folder)
    rows = [{**row, "note": f"{NOTE} {at}"} for at, row in enumerate(example_table()[:120])]
    rows = [{name: value for name, value in row.items() if name != "simulated"} for row in rows]
    (folder / "diary.csv").write_text(csv_text(rows), "utf-8")
    (folder / "letter.csv").write_text("dear Sam\n", "utf-8")
    return folder / "diary.csv"


OUTPUTS = ["--report", "r.html", "--json", "r.json", "--csv", "r.csv", "--no-checks"]


class NoSocket(socket.socket):
    """A socket that cannot be opened, and can be derived from."""

    def __init__(self, *arguments, **_named):
        raise AssertionError(f"reached out: {arguments}")


def test_nothing_is_asked_of_any_network(diary, monkeypatch):
    def refuse(*arguments, **_named):
        raise AssertionError(f"reached out: {arguments}")

    monkeypatch.setattr(socket, "socket", NoSocket)
    for name in ("create_connection", "create_server", "getaddrinfo", "gethostbyname", "socketpair"):
        monkeypatch.setattr(socket, name, refuse)
    assert main(["loop", str(diary), *OUTPUTS]) == 0
    assert Path("r.html").stat().st_size > 10_000


def test_no_module_imports_anything_that_could_reach_out():
    """The app, when there is one, serves pages on this machine and has tests of its own."""
    for path in (path for path in HOUSE.rglob("*.py") if not path.is_relative_to(HOUSE / "app")):
        tree = ast.parse(path.read_text("utf-8"))
        names = {
            alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        }
        names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        found = {name.split(".")[0] for name in names} & REACHES_OUT
        assert found <= ({"dask"} if path == HOUSE / "cli" / "cluster.py" else set()), f"{path}: {found}"


def test_no_module_holds_an_outside_address():
    for path in HOUSE.rglob("*.py"):
        for token in tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline):
            if token.type == tokenize.STRING and "://" in token.string:
                assert "w3.org" in token.string, f"{path}: {token.string[:80]}"


def test_the_cluster_listens_to_this_machine_alone():
    text = (HOUSE / "cli" / "cluster.py").read_text("utf-8")
    call = text.split("LocalCluster(")[1].split(")")[0]
    assert 'host="127.0.0.1"' in call
    assert "dashboard_address=None" in call


def test_a_notebook_cell_asks_for_nothing():
    from pasdedeux.report import notebook_html  # noqa: PLC0415 - only here

    cell = notebook_html(make_fit())
    assert not re.search(r"https?://|<script|<link|<iframe", cell)
    assert set(re.findall(r'(?:src|href)="([a-z]+:)', cell)) <= {"data:"}


def test_only_named_files_are_read_and_written(diary):
    before = diary.read_bytes()
    given = ["loop", str(diary), *OUTPUTS]
    main(given)  # fills the cache of the compiled core
    done = subprocess.run(  # noqa: S603 - this program
        [sys.executable, "-c", WATCH, *given, "--force"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    opened = ast.literal_eval(done.stdout.split("OPENED")[1])
    mine = [(Path(path).name, writes) for path, writes in opened if Path(path).parent == diary.parent]
    parts = {(name, writes) for name, writes in mine if name.endswith(".part")}
    assert all(re.fullmatch(r"\.r\.(html|json|csv)\.\d+\.part", name) for name, _ in parts)
    assert {name for name, writes in mine if writes} == {name for name, _ in parts}
    assert {name for name, writes in mine if not writes} <= {"diary.csv", "r.html", "r.json", "r.csv"}
    elsewhere = [path for path, writes in opened if writes and Path(path).parent != diary.parent]
    assert all(holds_nothing_of_yours(path) for path in elsewhere), elsewhere
    assert diary.read_bytes() == before
    left = sorted(path.name for path in diary.parent.iterdir())
    assert left == ["diary.csv", "letter.csv", "r.csv", "r.html", "r.json"]


PAGE = ["--report", "r.html"]


@pytest.mark.parametrize(
    ("given", "written"),
    [
        (["look", "diary.csv", "--all"], None),
        (["episodes", *PAGE], "r.html"),
        (["simulate", "anxious-avoidant", "--days", "30", *PAGE], "r.html"),
        (
            ["whatif", "anxious-avoidant", "--change", "softening", "--draws", "20", *PAGE],
            "r.html",
        ),
    ],
    ids=lambda given: given[0] if isinstance(given, list) else "",
)
def test_other_commands_keep_to_the_files_they_were_given(diary, given, written):
    main([*given])  # fills the cache of the compiled core
    done = subprocess.run(  # noqa: S603 - this program
        [sys.executable, "-c", WATCH, *given, *(["--force"] if written else [])],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    opened = ast.literal_eval(done.stdout.split("OPENED")[1])
    mine = {Path(path).name for path, _ in opened if Path(path).parent == diary.parent}
    named = {word for word in given if Path(word).suffix}
    assert {name for name in mine if not name.endswith(".part")} <= named
    elsewhere = [path for path, writes in opened if writes and Path(path).parent != diary.parent]
    assert all(holds_nothing_of_yours(path) for path in elsewhere), elsewhere
    left = {path.name for path in diary.parent.iterdir()}
    assert left == {"diary.csv", "letter.csv"} | ({written} if written else set())


@pytest.fixture
def outputs(diary):
    assert main(["loop", str(diary), *OUTPUTS]) == 0
    return {name: Path(name).read_text("utf-8") for name in ("r.html", "r.json", "r.csv")}


@pytest.mark.usefixtures("outputs")
def test_the_compiled_core_holds_nothing_of_a_diary():
    for path in cache_folder().rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            assert not [word for word in (b"slammed", b"Alma", b"drawer") if word in held], path


def test_words_of_a_diary_reach_no_data(outputs):
    assert not [name for name in ("r.json", "r.csv") if "slammed" in outputs[name]]


def test_words_of_a_diary_reach_no_page(outputs):
    assert "slammed" not in outputs["r.html"]


def test_the_folder_stands_in_no_output(outputs, diary):
    assert not [name for name, text in outputs.items() if "drawer" in text or str(diary.parents[1]) in text]


def test_ids_and_names_stand_in_the_outputs_as_in_the_file(outputs):
    assert outputs["r.csv"].splitlines()[1].startswith("01,")
    assert "Alma" in outputs["r.html"]
    assert json.loads(outputs["r.json"])["partners"] == ["Alma", "Sam"]


def test_a_result_can_be_tied_to_its_data(outputs):
    told = json.loads(outputs["r.json"])["data_sha256"]
    assert re.fullmatch(r"[0-9a-f]{64}", told)
    assert told in outputs["r.html"]

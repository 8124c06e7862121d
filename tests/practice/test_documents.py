"""What is promised is tested, and what is documented is what the data say."""

import ast
import re
import runpy
from pathlib import Path

import pytest

from pasdedeux.practice import practices, rules

ROOT = Path(__file__).parents[2]
handbook = runpy.run_path(str(ROOT / "docs" / "practice" / "page.py"))["handbook"]
TEST_ID = re.compile(r"`(tests/\S+?\.py)::(\w+)`")


def promises():
    """Every line that stands between "## Promises" and the next part, without headings and blanks."""
    text = (ROOT / "SAFETY.md").read_text("utf-8")
    part = text.split("\n## Promises\n")[1].split("\n## ")[0]
    return [line for line in part.splitlines() if line and not line.startswith("### ")]


def names_in(path):
    """Tests that a file defines: functions, and names given to a state machine."""
    for node in ast.parse((ROOT / path).read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def test_there_are_promises():
    assert len(promises()) >= 30


@pytest.mark.parametrize("line", promises())
def test_every_promise_is_one_sentence_with_tests_that_exist(line):
    sentence = TEST_ID.sub("", line).strip()
    assert sentence.startswith("- ")
    assert re.fullmatch(r"- [^.!?]+\.", sentence), "one sentence"
    found = TEST_ID.findall(line)
    assert found, "a promise needs a test"
    for path, name in found:
        assert (ROOT / path).is_file(), path
        assert name.startswith("test_")
        assert name in set(names_in(path)), f"{path}::{name}"


def test_the_handbook_is_in_step_with_the_data():
    written = (ROOT / "docs" / "practice.md").read_text("utf-8")
    assert written == handbook(), "Run: python docs/practice/page.py"


def test_the_handbook_has_every_practice_and_rule_with_its_grade():
    text = handbook()
    for chosen in practices().values():
        assert f"(`{chosen.id}`)" in text
        assert f"- evidence: {chosen.grade} ({', '.join(chosen.sources)})" in text
    for rule in rules():
        assert re.search(
            rf"^\| `{rule.id}` \|.*\| {rule.grade} \| {', '.join(rule.sources)} \|$", text, re.MULTILINE
        )

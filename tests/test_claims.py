"""The ledger of claims: page and data in step, tests that are there, nothing contradicted built in."""

import ast
import importlib.util
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = ROOT / "docs" / "claims" / "page.py"
TEXTS = {".py", ".toml", ".html", ".md", ".txt", ".js", ".json"}


def ledger():
    spec = importlib.util.spec_from_file_location("claims_page", CODE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LEDGER = ledger()
DATA = LEDGER.data()
CLAIMS = DATA["claims"]
REFUSED = [one for one in CLAIMS if "never" in one]
FIELDS = {"id", "articles", "says", "status", "evidence", "treatment", "model", "tests", "ablation", "result"}


def named(claims):
    return pytest.mark.parametrize("one", claims, ids=lambda one: one["id"])


@cache
def tree(path):
    return ast.parse((ROOT / "tests" / path).read_text("utf-8"))


def test_the_page_is_the_data():
    assert LEDGER.PAGE.read_text("utf-8") == LEDGER.page(), "python docs/claims/page.py"


def test_every_article_has_its_claims_and_every_claim_its_name():
    assert {article for one in CLAIMS for article in one["articles"]} == set(DATA["articles"])
    assert len({one["id"] for one in CLAIMS}) == len(CLAIMS)
    assert set(DATA["sections"]) < {one["id"] for one in CLAIMS}


@named(CLAIMS)
def test_a_claim_is_complete(one):
    assert set(one) - {"never"} == FIELDS
    assert one["status"] in LEDGER.STATUSES
    assert one["treatment"] in LEDGER.TREATMENTS
    assert one["evidence"]
    assert one["model"]
    if one["treatment"] in {"built in", "follows"}:
        assert one["tests"]
        assert one["ablation"]
        assert one["result"]
    if one["treatment"] == "shown otherwise":
        assert one["tests"]


@named([one for one in CLAIMS if one["tests"]])
def test_the_tests_it_names_are_there(one):
    for node in one["tests"]:
        path, _, name = node.partition("::")
        bare, _, case = name.partition("[")
        (found,) = [f for f in tree(path).body if isinstance(f, ast.FunctionDef) and f.name == bare]
        if case:
            assert any("parametrize" in ast.unparse(mark) for mark in found.decorator_list), node


def test_cases_of_the_battery_are_its_studies():
    cases = {re.search(r"\[(\w+)\]", node)[1] for one in CLAIMS for node in one["tests"] if "[" in node}
    assert cases <= {f"T{k}" for k in range(1, 13)}


@named([one for one in CLAIMS if one["status"] == "contradicted"])
def test_what_is_contradicted_is_never_a_truth_of_the_loop(one):
    assert one["treatment"] in {"shown otherwise", "left out"}
    assert one["never"]


@named(REFUSED)
def test_what_is_refused_is_in_no_text_of_the_program(one):
    assert one["treatment"] in {"shown otherwise", "left out"}
    pattern = re.compile(one["never"], re.IGNORECASE)
    texts = [path for path in (ROOT / "src").rglob("*") if path.suffix in TEXTS]
    for path in (*texts, *ROOT.glob("*.md")):
        found = pattern.search(path.read_text("utf-8"))
        assert not found, f"{path.relative_to(ROOT)}: {found[0]}"


def test_those_known_to_be_wrong_are_refused():
    refused = {one["id"] for one in REFUSED}
    assert refused >= {
        "shares-of-types",
        "secure-people-are-boring",
        "no-natural-exit",
        "mechanical-predictability",
        "one-to-two-years",
        "thirty-trials",
        "seventy-percent",
        "avoidant-prefrontal",
        "first-described-by-ainsworth",
        "nervous-shutdown",
    }

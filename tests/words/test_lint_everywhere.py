"""The language rules hold wherever the program speaks: catalogues, messages in the code, pages."""

import ast
import re
from pathlib import Path

import pytest
from lint import lint

import pasdedeux
from pasdedeux.words import words

HOUSE = Path(pasdedeux.__file__).parent
CATALOGUES = sorted((HOUSE / "words").glob("*/*.po"))
TEMPLATES = sorted(path for path in HOUSE.rglob("*") if path.suffix in {".html", ".jinja", ".j2"})
ABOUT_PEOPLE = {"diagnosis", "blame", "type", "promise"}
# Pages for the scientist may use long sentences and abbreviations; they label, blame and promise nothing.
FOR_SCIENTISTS = ("report.method.", "report.talks.", "report.table.", "report.version.", "report.science.")
TO_COUPLES = {
    "account",
    "acts",
    "common",
    "episodes",
    "figures",
    "front",
    "instruments",
    "practice",
    "questions",
    "report",
    "safety",
    "simulation",
    "store",
    "tell",
}
"""Rooms whose words a couple reads; the others speak of files, options and numbers."""
FOR_SCIENTISTS += ("instruments.key.", "instruments.scores.", "instruments.scoring.", "forms.")
COLUMN_NAMES = HOUSE / "readers" / "meanings.py"  # what columns are called in other people's tables
PRESETS = re.compile(r"(secure|anxious|avoidant)-(secure|anxious|avoidant)")  # names of simulated pairs
NOT_WORDS = re.compile(
    r"<style.*?</style>|<script.*?</script>|<[^>]*>|\{%.*?%\}|\{#.*?#\}|\{\{.*?\}\}", re.DOTALL
)


def name_of(path):
    return str(path.relative_to(HOUSE))


def about_people(messages, language):
    return [str(found) for found in lint(messages, language) if found.rule in ABOUT_PEOPLE]


def docstrings(tree):
    """Nodes of the first string of every module, class and function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield from (first.value for first in node.body[:1] if isinstance(first, ast.Expr))


def spoken(text, *, helps=False):
    """Text of three words or more in a module, by line; ``helps``: docstrings are shown as help, too."""
    tree = ast.parse(text)
    silent = set() if helps else set(docstrings(tree))
    return {
        str(node.lineno): PRESETS.sub(" ", node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in silent
        if len(node.value.split()) >= 3
    }


@pytest.mark.parametrize("path", CATALOGUES, ids=name_of)
def test_every_catalogue_passes(path):
    language, say = path.parent.name, words(path.parent.name)
    messages = {name: PRESETS.sub(" ", say.template(name, 2)) for name in say.names(path.stem) if name}
    plain = {key: text for key, text in messages.items() if not key.startswith(FOR_SCIENTISTS)}
    assert path.stem not in TO_COUPLES or lint(plain, language) == ()
    assert about_people(messages, language) == []


def test_no_message_in_the_code_diagnoses_blames_labels_or_promises():
    modules = [path for path in HOUSE.rglob("*.py") if path != COLUMN_NAMES]
    found = {
        name_of(path): about_people(spoken(path.read_text("utf-8"), helps=path.parent.name == "cli"), "en")
        for path in modules
    }
    assert {name: what for name, what in found.items() if what} == {}
    assert len(modules) > 100


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_template_diagnoses_blames_labels_or_promises(path):
    assert about_people({name_of(path): NOT_WORDS.sub(" ", path.read_text("utf-8"))}, "en") == []


def test_what_code_says_would_be_caught():
    code = 'def help():\n    """You are so needy today."""\n    return f"That will heal {1}"\n'
    assert about_people(spoken(code), "en") == ["3: promise: will", "3: promise: heal"]
    assert about_people(spoken(code, helps=True), "en")[0] == "2: blame: needy"

"""Every language says the same things, with the same places, and nothing is missing or left over."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import pasdedeux
from pasdedeux.words import LANGUAGES, Message, words

HOUSE = Path(pasdedeux.__file__).parent
FILES = sorted((HOUSE / "words").glob("*/*.po"))
ROOMS = sorted({path.stem for path in FILES})
NAMED_BY_DATA = (
    "acts.",
    "episodes.",
    "practice.",
    "safety.",
    "instruments.",
    "simulation.run.",
    "report.answer.",
)
"""Messages that belong to rows of data, or to parts of a page that share a template."""
NAME = re.compile(rf"(?:{'|'.join(ROOMS)})\.[a-z0-9_.-]+")


def every(language):
    """Every message of a language, plurals in their form for many."""
    say = words(language)
    return {name: say.template(name, 2) for room in ROOMS for name in say.names(room) if name}


def places(text):
    return {(name, spec) for _, name, spec, _ in Formatter().parse(text) if name}


def asked_for():
    """Names in the code: whole ones, and beginnings of those that are put together while it runs."""
    whole, begun, heads = set(), set(), set()
    for path in HOUSE.rglob("*"):
        if path.suffix == ".py":
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    first = node.values[0]
                    if isinstance(first, ast.Constant) and NAME.match(str(first.value)):
                        begun.add(first.value)
                        heads.add(first)
                elif isinstance(node, ast.Constant) and node not in heads and isinstance(node.value, str):
                    whole |= {node.value} if NAME.fullmatch(node.value) else set()
        elif path.suffix == ".html":
            for name, joined in re.findall(r'["\']([a-z]+\.[a-z0-9_.-]+)["\']( ~)?', path.read_text("utf-8")):
                (begun if joined else whole).add(name)
    return whole, begun


def test_every_language_has_every_room():
    assert {(path.parent.name, path.stem) for path in FILES} == {(one, r) for one in LANGUAGES for r in ROOMS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_have_the_same_messages_with_the_same_places(language):
    english, other = every("en"), every(language)
    assert english.keys() == other.keys()
    assert {name: places(text) for name, text in english.items()} == {n: places(t) for n, t in other.items()}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_message_stands_in_the_file_of_its_room(path):
    assert {name.partition(".")[0] for name in words(path.parent.name).names(path.stem) if name} == {
        path.stem
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_empty_or_frayed(language):
    assert {name: text for name, text in every(language).items() if text.strip() != text or not text} == {}


def test_every_message_that_is_asked_for_exists():
    there = every("en")
    whole, begun = asked_for()
    endings = {"html", "toml", "css", "csv", "py", "json", "svg", "js"}
    files = {name for name in whole if name.rpartition(".")[2] in endings}
    files |= {name for name in whole if (HOUSE / name.replace(".", "/")).exists()}  # packages, by their path
    starts = {name[:at] for name in there for at, letter in enumerate(name) if letter == "."}
    assert {name.rstrip(".") for name in whole - files} - there.keys() - starts == set()
    assert {start for start in begun if not any(name.startswith(start) for name in there)} == set()


def test_no_message_is_left_over():
    whole, begun = asked_for()
    errors = {name for name in every("en") if name.endswith(".remedy")}
    left = every("en").keys() - whole - errors
    assert {name for name in left if not name.startswith((*begun, *NAMED_BY_DATA))} == set()


def test_what_is_not_there_is_refused():
    with pytest.raises(LookupError, match="no words in the language 'xx'"):
        words("xx")
    with pytest.raises(LookupError, match=r"no message 'report\.nothing'"):
        words("en")("report.nothing")
    with pytest.raises(LookupError, match="time"):
        words("en")("practice.pause.away")
    assert "report.nothing" not in words("en")


def test_values_are_filled_in_by_the_rules_of_the_language():
    english, german = words("en"), words("de")
    assert english("common.time.day", n=1) == "1 day"
    assert german("common.time.day", n=1) == "1 Tag"
    assert english("common.time.day", n=12000) == "12\N{NARROW NO-BREAK SPACE}000 days"
    assert german("common.parts.one", n=-3) == "etwa \N{MINUS SIGN}3"


def test_values_are_never_read_as_places():
    assert "{time}" in words("en")("practice.pause.away", time="{time}")


def test_a_message_is_said_when_it_is_shown():
    told = Message("common.time.range", gap=Message("common.time.week", n=3), low=2, high=4)
    assert str(told) == told.text("en") != told.text("de")
    assert told == Message("common.time.range", gap=Message("common.time.week", n=3), low=2, high=4)

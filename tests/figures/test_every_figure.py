"""Rules that every drawing keeps."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pasdedeux.figures import standalone
from pasdedeux.figures.kit import breadth

VOCABULARY = {
    *("f1", "f2", "fu", "fi", "fi2", "fp", "fc", "fs", "s1", "s2", "su", "si", "se", "sl", "sp"),
    *("t1", "t2", "tu", "lamp", "n", "h", "t-s", "t-m", "t-l", "t-h", "t-b", "t-c", "t-e"),
}
SHAPES = {"phone": 360, "wide": 760}
NAMES = [
    "<script>alert(1)</script>",
    'O\'Neil "x" & Söhne',
    "💜👩‍👩‍👧",
    "\u202eAlma",
    "A" * 300,
    "]]>",
    "\x00\x0b",
    "",
]
HOSTILE = st.one_of(st.sampled_from(NAMES), st.text(max_size=40))


def parse(svg):
    return ET.fromstring(svg)  # noqa: S314 - drawn here


@pytest.mark.parametrize("shape", SHAPES)
def test_drawings_are_well_formed_named_and_described(drawn, shape):
    for name, svg in drawn(shape=shape).items():
        root = parse(svg)
        told = {part.attrib["id"]: part.text for part in root if part.tag in {"title", "desc"}}
        assert all(told[one] for one in root.attrib["aria-labelledby"].split()), name
        assert len(told) == 2
        assert root.attrib["role"] == "img"
        assert root.attrib["viewBox"].split()[2] == str(SHAPES[shape])


@pytest.mark.parametrize("shape", SHAPES)
def test_drawings_ask_for_nothing_and_run_nothing(drawn, shape):
    for svg in drawn(shape=shape).values():
        assert not re.search(
            r"\b(href|src|on\w+|style)\s*=|<script|<style|@import|https?:|<image|<foreignObject", svg
        )
        assert re.findall(r"url\(([^)]*)\)", svg) == [f"#{i}" for i in re.findall(r"url\(#([^)]*)\)", svg)]


@pytest.mark.parametrize("shape", SHAPES)
def test_ids_are_unique_and_references_have_a_target(drawn, shape):
    page = "".join(drawn(shape=shape).values())
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]*)\)", page)) <= set(ids)


@pytest.mark.parametrize("shape", SHAPES)
def test_coordinates_have_one_decimal_and_lie_on_the_drawing(drawn, shape):
    for name, svg in drawn(shape=shape).items():
        root = parse(svg)
        _, _, width, height = map(float, root.attrib["viewBox"].split())
        for part in root.iter():
            for key in ("x", "y", "cx", "cy", "r", "width", "height"):
                if key in part.attrib:
                    assert re.fullmatch(r"-?\d+\.\d", part.attrib[key]), (name, key, part.attrib[key])
            if "d" in part.attrib:
                assert all(len(n.split(".")[1]) == 1 for n in re.findall(r"-?\d+\.\d+", part.attrib["d"]))
            if part.tag == "text":
                assert -1 <= float(part.attrib["x"]) <= width, name
                assert 10 <= float(part.attrib["y"]) <= height, name


def test_looks_are_classes_of_the_vocabulary_and_words_are_never_small(drawn, stylesheet_text):
    for svg in (*drawn().values(), *drawn(shape="wide").values()):
        for part in parse(svg).iter():
            assert set(part.attrib.get("class", "").split()) <= VOCABULARY
            assert "font-size" not in part.attrib
            if part.tag == "text":
                assert {"t-s", "t-m", "t-l", "t-h"} & set(part.attrib["class"].split())
    sizes = [float(size) for size in re.findall(r"font-size:([\d.]+)px", stylesheet_text)]
    assert min(sizes) >= 12


def test_attributes_stand_in_alphabetical_order(drawn):
    for svg in drawn().values():
        for tag in re.findall(r"<\w+((?: [\w:-]+=\"[^\"]*\")+)", svg):
            keys = re.findall(r" ([\w:-]+)=\"", tag)
            assert keys == sorted(keys, key=lambda key: key.replace("-", "_")) or keys == sorted(keys)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=HOSTILE, second=HOSTILE, shape=st.sampled_from(sorted(SHAPES)))
def test_any_name_is_escaped(drawn, first, second, shape):
    for svg in drawn((first, second), shape).values():
        root = parse(svg)
        assert "script" not in {part.tag for part in root.iter()}


def test_words_stay_inside_the_drawing_even_with_long_names(drawn):
    sizes = {"t-s": 12, "t-m": 13, "t-l": 15, "t-h": 18}
    for shape, width in SHAPES.items():
        for name, svg in drawn(("Wilhelmina-Konstanze von der Au", "M" * 60), shape).items():
            for part in parse(svg).iter("text"):
                look = part.attrib["class"].split()
                size = next(sizes[one] for one in look if one in sizes)
                room = breadth(part.text, size) * 0.95
                x = float(part.attrib["x"])
                left = x - room if "t-e" in look else x - room / 2 if "t-c" in look else x
                assert left >= -6, (name, part.text)
                assert left + room <= width + 6, (name, part.text)


def test_a_standalone_drawing_carries_its_looks_and_its_namespace(drawn):
    for svg in drawn().values():
        whole = standalone(svg)
        root = parse(whole)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert whole.count("http") == 1
        assert "--paper" in whole


def test_the_same_data_draw_the_same_text(drawn):
    assert drawn() == drawn()

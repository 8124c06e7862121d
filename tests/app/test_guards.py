"""What stands before every route, and the size of what is sent to a browser."""

from importlib.resources import files

import pytest
from starlette.datastructures import Headers

from pasdedeux.app.guards import HEADERS, _small, from_own_page


@pytest.mark.parametrize(
    ("sent", "ours"),
    [
        ({"sec-fetch-site": "same-origin", "host": "ours"}, True),
        ({"sec-fetch-site": "cross-site", "origin": "http://ours", "host": "ours"}, False),
        (
            {"origin": "http://ours:80", "host": "ours:80"},
            True,
        ),  # as browsers do over plain HTTP to another machine
        ({"origin": "http://elsewhere", "host": "ours"}, False),
        ({"origin": "null", "host": "ours"}, False),
        ({"host": "ours"}, False),
    ],
)
def test_a_form_is_taken_from_a_page_of_ours_alone(sent, ours):
    assert from_own_page(Headers(sent)) == ours


def test_a_browser_names_the_origin_of_a_form_to_us_and_to_nobody_else():
    """With no-referrer it would name none over plain HTTP, and every form there would be refused."""
    assert HEADERS["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("sent", "path", "small"),
    [
        ({"content-length": "1048576"}, "/a/write", True),
        ({"content-length": "1048577"}, "/a/write", False),
        ({"content-length": "2097152"}, "/in", True),  # carries what was typed into another form
        ({"content-length": "2097153"}, "/in", False),
        ({}, "/a/write", True),
        ({"transfer-encoding": "chunked"}, "/a/write", False),
        ({"content-length": "-1"}, "/a/write", False),
    ],
)
def test_what_is_sent_says_how_long_it_is_and_is_not_long(sent, path, small):
    assert _small(Headers(sent), path) == small


def test_scripts_are_few_and_short():
    scripts = [one for one in files("pasdedeux.app").joinpath("static").iterdir() if one.name.endswith(".js")]
    assert scripts
    for one in scripts:
        text = one.read_text("utf-8")
        assert len(text.splitlines()) <= 300, one.name
        assert not [word for word in ("innerHTML", "eval(", "DOMParser", "://") if word in text], one.name

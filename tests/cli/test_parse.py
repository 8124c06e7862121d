"""The short way to name columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pasdedeux.cli.parse import parse_map
from pasdedeux.errors import InputError


def test_pairs_and_quotes():
    text = ' couple = ID ,time=DIARYDAY, arousal=M_Anx.+W_Anx.,"calm=x, y=z"'
    assert parse_map(text) == {
        "couple": "ID",
        "time": "DIARYDAY",
        "arousal": "M_Anx.+W_Anx.",
        "calm": "x, y=z",
    }


@pytest.mark.parametrize("text", ["", "couple", "couple=", "=x", "a=b,,c=d", "a=b,a=c", ","])
def test_what_is_no_pair_is_refused(text):
    with pytest.raises(InputError) as caught:
        parse_map(text)
    assert caught.value.where == "--map"
    assert caught.value.remedy


@given(st.text(max_size=40))
def test_any_text_is_a_map_or_refused_in_words(text):
    try:
        assert all(parse_map(text).values())
    except InputError as error:
        assert error.what  # noqa: PT017 - either outcome is right, another exception is not

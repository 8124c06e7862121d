"""What messages name as Python does is shown as it is typed."""

import re

import pytest

from pasdedeux.cli.terminal import as_typed
from pasdedeux.words import LANGUAGES, words


@pytest.mark.parametrize(
    ("message", "typed"),
    [
        ("`missing=[0]`", "--missing 0"),
        ("`missing=`", "--missing CODE"),
        ("`answered=(0, 5)`", "--answered 0-5"),
        ("`impossible='exclude'`", "--exclude"),
        ("`full_form=True`", "--full-form"),
        ("`trust_key=True`", "--trust-key"),
        ("`items=`", "--items WHERE"),
        ("`items='M_Q+F_Q'`", "--items M_Q+F_Q"),
        ("`items='my Q'`", "--items 'my Q'"),
        ("`items={1: 'column a', 2: 'column b'}`", "--items '1=column a,2=column b'"),
        ("`columns={'arousal': 'anx_A+anx_P'}`", "--map arousal=anx_A+anx_P"),
        ("`couple=` and `partner=`", "--map couple=a,partner=b"),
        ("`couple=` und `partner=`", "--map couple=a,partner=b"),
        ("`partner=`", "--map partner=COLUMN"),
        ("`country=`", "--country CODE"),
        ("`zone='Europe/Brussels'`", "--read zone=Europe/Brussels"),
        ("`late=`", "--read late=..."),
    ],
)
def test_an_argument_is_shown_as_its_option(message, typed):
    assert as_typed(f"Say {message}.") == f"Say {typed}."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", ["forms", "instruments", "practice", "safety"])
def test_no_message_shows_an_argument_to_a_person_at_a_terminal(room, language):
    say = words(language)
    for name in filter(None, say.names(room)):
        shown = as_typed(say.template(name, 2))
        assert "--read" not in shown, name
        assert not re.search(r"`\w+=", shown), name

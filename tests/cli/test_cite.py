"""The command `cite`: program, methods and findings, as a list or as BibTeX."""

import pytest

from pasdedeux import __version__
from pasdedeux.cli import main
from pasdedeux.report.works import works

pytestmark = pytest.mark.usefixtures("here")


def test_everything_is_listed_once_with_what_was_not_checked(capsys):
    assert main(["cite"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    for work in works():
        assert out.count(str(work)) == 1
    assert out.count("written from memory") == sum(not work.checked for work in works())
    assert out.index("The methods") < out.index("The findings")


def test_an_answer_has_its_own_works(capsys):
    assert main(["cite", "talks"]) == 0
    out = capsys.readouterr().out
    assert "Polson" in out
    assert "Kalman" not in out
    assert main(["cite", "nothing"]) == 2
    assert "nonlinear, talks, or whatif" in capsys.readouterr().err


def test_bibtex_comes_alone(capsys):
    assert main(["cite", "--bibtex"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("@software{pasdedeux,")
    assert f"version = {{{__version__}}}" in out
    assert out.count("\n@") == len(works())
    assert out.count("{") == out.count("}")
    assert "doi = {10.1016/0167-2789(92)90102-S}" in out

"""Works that answers stand on: each whole, each DOI of a form that can be one, and BibTeX that reads back."""

import re

import pytest

from pasdedeux.errors import InputError
from pasdedeux.report.works import ANSWERS, EN_DASH, cited, works

EVERY = works()


def fields_of(entry):
    head, *lines = entry.splitlines()
    assert lines[-1] == "}"
    return head, dict(re.fullmatch(r"  (\w+) = \{(.*)\},", line).groups() for line in lines[:-1])


@pytest.mark.parametrize("work", EVERY, ids=lambda work: work.id)
def test_every_work_is_whole(work):
    assert work.authors
    assert all(re.fullmatch(r"[^,]+, [A-Z](\.|.-.)?.*\.", name) for name in work.authors)
    assert 1900 < work.year <= 2026
    assert work.journal or work.publisher
    assert set(work.answers) <= set(ANSWERS)
    assert work.id.startswith(re.sub(r"\W", "", work.authors[0].split(",")[0]).lower())
    assert work.id.endswith(str(work.year))


@pytest.mark.parametrize("work", EVERY, ids=lambda work: work.id)
def test_a_doi_is_one_and_what_was_not_checked_has_none(work):
    assert bool(work.doi) == work.checked
    assert not work.doi or re.fullmatch(r"10\.\d{4,}/\S+", work.doi)


@pytest.mark.parametrize("work", EVERY, ids=lambda work: work.id)
def test_bibtex_holds_what_the_list_holds(work):
    head, fields = fields_of(work.bibtex("a note"))
    assert head.endswith(f"{{{work.id},")
    assert fields["author"].split(" and ") == list(work.authors)
    assert fields["year"] == str(work.year)
    assert fields["note"] == "a note"
    assert fields.get("doi", "") == work.doi
    volume = fields.get("volume", "") + (f"({fields['number']})" if "number" in fields else "")
    assert volume.replace("--", EN_DASH) == work.volume
    assert fields["title"].replace("\\", "") == f"{{{work.title}}}"
    for said in (str(work.year), work.title, work.doi, work.pages, work.journal, work.publisher):
        assert said in str(work)


def test_a_reference_reads_as_in_a_list():
    assert next(one for one in cited("loop") if one.startswith("Driver, C. C., Oud")) == (
        "Driver, C. C., Oud, J. H. L., & Voelkle, M. C. (2017). Continuous time structural equation modeling "
        "with R package ctsem. Journal of Statistical Software, 77(5), "
        f"1{EN_DASH}35. doi:10.18637/jss.v077.i05"
    )


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer_has_a_method_and_a_finding(answer):
    assert {work.what for work in works(answer)} == {"method", "finding"}


def test_an_unknown_answer_is_named_with_those_there_are():
    with pytest.raises(InputError, match="'trap'") as trouble:
        works("trap")
    assert "whatif" in str(trouble.value)
